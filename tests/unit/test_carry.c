#include "firmware/daemon/carry.h"
#include "tests/lib/t.h"
#include "tests/lib/usb_tree.h"
#include <errno.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

/* A machine made of files: sysfs's USB and blocks, the disks' nodes, udev's and the kit's folders.
 */
static struct {
    struct usb_tree tree;
    char blocks[80], nodes[80], udev[80], run[80], at[80];
    struct mk_carry c;
    struct mk_carried got;
    struct mk_error e;
    char set[128];               /* what was set writable */
    char mounted[256], data[64]; /* what was mounted, and how */
    unsigned long flags;
    const char *unmounted;
    int is_protected, mount_errno, unmount_errno;
} w;

#define DEVICE      18, 1, 0, 2, 0, 0, 0, 64, 0x81, 0x07, 1, 0, 0, 1, 1, 2, 3, 1
#define CONFIG      9, 2, 32, 0, 1, 1, 0, 0x80, 50
#define IF(c, s, p) 9, 4, 0, 0, 2, c, s, p, 0

static const uint8_t stick[] = { DEVICE, CONFIG, IF(8, 6, 0x50), IF(8, 6, 0x62) };
static const uint8_t phone[] = { DEVICE, CONFIG, IF(8, 6, 0x50), IF(0xff, 0x42, 1) };
static const uint8_t later[] = { DEVICE, CONFIG, IF(8, 6, 0x50), CONFIG, IF(6, 1, 1) };
static const uint8_t keys[] = { DEVICE, CONFIG, IF(8, 6, 0x50), IF(3, 1, 1) };

static void put(const char *folder, const char *name, const void *p, size_t n)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(p, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
}

static void put_line(const char *folder, const char *name, const char *text)
{
    char line[128];
    snprintf(line, sizeof line, "%s\n", text);
    put(folder, name, line, strlen(line));
}

static void plug(const char *port, const uint8_t *p, size_t n)
{
    char folder[128];
    usb_plug(&w.tree, port, 1, 7, "S123");
    usb_attr(&w.tree, port, "idVendor", "0781");
    usb_attr(&w.tree, port, "manufacturer", "Make");
    usb_attr(&w.tree, port, "product", "Flash");
    usb_attr(&w.tree, port, "authorized", "0");
    snprintf(folder, sizeof folder, "%s/%s", w.tree.sysfs, port);
    put(folder, "descriptors", p, n);
}

/* A file system's first bytes, in the disk's or partition's node. */
static void fill(const char *name, size_t at, const char *word)
{
    uint8_t head[MK_CARRY_HEAD] = { 0 };
    memcpy(head + at, word, strlen(word));
    head[510] = 0x55, head[511] = 0xaa;
    put(w.nodes, name, head, sizeof head);
}

static void block(const char *real, const char *name, const char *dev)
{
    char link[128];
    snprintf(link, sizeof link, "%s/%s", w.blocks, name);
    assert_int_equal(symlink(real, link), 0);
    put_line(real, "dev", dev);
    put_line(real, "size", "2048");
    fill(name, 82, "FAT32");
}

/* Behind the port; `parts` many partitions. */
static void add_disk(const char *port, const char *name, unsigned parts)
{
    char real[256], part[300], dev[16];
    snprintf(real, sizeof real, "%s/%s", w.tree.root, port);
    (void)mkdir(real, 0700);
    snprintf(real, sizeof real, "%s/%s/%s:1.0", w.tree.root, port, port);
    (void)mkdir(real, 0700);
    snprintf(real, sizeof real, "%s/%s/%s:1.0/%s", w.tree.root, port, port, name);
    assert_int_equal(mkdir(real, 0700), 0);
    snprintf(dev, sizeof dev, "8:%u", (unsigned)(name[2] - 'a') * 16);
    block(real, name, dev);
    char known[32];
    snprintf(known, sizeof known, "b%s", dev);
    put_line(w.udev, known, "S:");
    for (unsigned i = 1; i <= parts; i++) {
        char short_name[16];
        snprintf(short_name, sizeof short_name, "%s%u", name, i);
        snprintf(part, sizeof part, "%s/%s", real, short_name);
        assert_int_equal(mkdir(part, 0700), 0);
        put_line(part, "partition", "1");
        block(part, short_name, "8:99");
    }
}

static int writable(const char *node)
{
    size_t n = strlen(w.set);
    snprintf(w.set + n, sizeof w.set - n, "%s ", strrchr(node, '/') + 1);
    return w.is_protected ? 0 : 1;
}

static int mount_it(const char *node, const char *at, const char *fs, unsigned long flags,
                    const char *data)
{
    if (w.mount_errno) {
        errno = w.mount_errno;
        return -1;
    }
    assert_string_equal(at, w.at);
    snprintf(w.mounted, sizeof w.mounted, "%s as %s", strrchr(node, '/') + 1, fs);
    snprintf(w.data, sizeof w.data, "%s", data);
    w.flags = flags;
    return 0;
}

static int unmount(const char *at)
{
    assert_string_equal(at, w.at);
    w.unmounted = w.at;
    errno = w.unmount_errno ? w.unmount_errno : EINVAL;
    return w.mounted[0] && !w.unmount_errno ? 0 : -1;
}

static void folder(char *out, const char *name)
{
    snprintf(out, 80, "%s/%s", w.tree.root, name);
    assert_int_equal(mkdir(out, 0700), 0);
}

static int set_up(void **s)
{
    (void)s;
    memset(&w, 0, sizeof w);
    usb_tree_new(&w.tree);
    folder(w.blocks, "blocks");
    folder(w.nodes, "nodes");
    folder(w.udev, "udev");
    folder(w.run, "run");
    snprintf(w.at, sizeof w.at, "%s/carry", w.run);
    put_line(w.run, "stick", "sda");
    w.c = (struct mk_carry){ .usb = w.tree.sysfs,
                             .blocks = w.blocks,
                             .nodes = w.nodes,
                             .udev = w.udev,
                             .run = w.run,
                             .at = w.at,
                             .writable = writable,
                             .mount = mount_it,
                             .unmount = unmount };
    return 0;
}

static int tear_down(void **s)
{
    (void)s;
    usb_tree_free(&w.tree);
    return 0;
}

static const char *attr(const char *port, const char *name)
{
    static char text[64];
    char path[256];
    snprintf(path, sizeof path, "%s/%s/%s", w.tree.sysfs, port, name);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    assert_non_null(fgets(text, sizeof text, f));
    fclose(f);
    text[strcspn(text, "\n")] = 0;
    return text;
}

static bool carried(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/carried", w.run);
    return access(path, F_OK) == 0;
}

/* The code that it was not mounted for; "" it was. */
static const char *in(const char *port)
{
    w.e = (struct mk_error){ 0 };
    int rc = mk_carry_in(&w.got, &w.c, port, &w.e);
    assert_int_equal(rc, w.got.code ? -1 : 0);
    return w.got.code ? w.got.code : "";
}

/* Nothing is open, mounted or marked, and the port is shut. */
static void nothing_is_left(const char *port)
{
    assert_string_equal(w.mounted, "");
    assert_false(carried());
    assert_string_equal(attr(port, "authorized"), "0");
}

/* ---- which ---- */

static void only_plain_sticks_are_offered_and_none_is_let_in_for_it(void **s)
{
    struct mk_carried all[8];
    (void)s;
    plug("1-1", stick, sizeof stick);
    plug("1-2", phone, sizeof phone);
    plug("1-3", later, sizeof later);
    plug("1-4", keys, sizeof keys);
    plug("1-5", stick, sizeof stick);
    usb_attr(&w.tree, "1-5", "removable", "fixed");
    plug("1-6", stick, sizeof stick); /* the kit came from it */
    add_disk("1-6", "sda", 3);
    plug("1-7", stick, sizeof stick - 1); /* cut */
    plug("1-8", stick, sizeof stick);     /* an old phone as a disk */
    usb_attr(&w.tree, "1-8", "idVendor", "0bb4");
    assert_int_equal(mk_carry_list(all, 8, &w.c), 1);
    assert_string_equal(all[0].port, "1-1");
    assert_string_equal(all[0].name, "Make Flash");
    assert_string_equal(all[0].serial, "S123");
    assert_string_equal(attr("1-1", "authorized"), "0");
    assert_int_equal(mk_carry_list(all, 0, &w.c), 0);
}

static void the_one_partition_of_a_stick_is_mounted_for_writing(void **s)
{
    (void)s;
    plug("1-1", stick, sizeof stick);
    add_disk("1-1", "sdb", 1);
    plug("1-2", stick, sizeof stick); /* another is not touched */
    add_disk("1-2", "sdc", 1);
    assert_string_equal(in("1-1"), "");
    assert_string_equal(w.mounted, "sdb1 as vfat");
    assert_true((w.flags & (MS_NOSUID | MS_NODEV | MS_NOEXEC)) ==
                (MS_NOSUID | MS_NODEV | MS_NOEXEC));
    assert_false(w.flags & MS_RDONLY);
    assert_string_equal(w.set, "sdb sdb1 ");
    assert_string_equal(w.got.name, "Make Flash");
    assert_string_equal(attr("1-1", "authorized"), "1");
    assert_string_equal(attr("1-2", "authorized"), "0");
    assert_true(carried()); /* the rule of udev leaves its disk alone */
    assert_int_equal(mk_carry_out(&w.c, &w.e), 0);
    w.mounted[0] = 0;
    nothing_is_left("1-1");
    assert_string_equal(in("1-1"), ""); /* and once more */
}

static void a_stick_without_a_table_is_its_own_partition(void **s)
{
    (void)s;
    plug("1-1.4", stick, sizeof stick);
    add_disk("1-1.4", "sdb", 0);
    fill("sdb", 3, "EXFAT   ");
    assert_string_equal(in("1-1.4"), "");
    assert_string_equal(w.mounted, "sdb as exfat");
}

static void what_cannot_be_carried_on_is_named_and_shut_out_again(void **s)
{
    (void)s;
    plug("1-1", stick, sizeof stick);
    assert_string_equal(in("1-1"), "no-disk");
    nothing_is_left("1-1");
    add_disk("1-1", "sdb", 2);
    assert_string_equal(in("1-1"), "several");
    nothing_is_left("1-1");
    add_disk("1-1", "sdc", 0); /* a reader with two cards */
    assert_string_equal(in("1-1"), "several");
    plug("1-2", stick, sizeof stick);
    add_disk("1-2", "sdd", 1);
    fill("sdd1", 0, "LUKS\xba\xbe");
    assert_string_equal(in("1-2"), "locked");
    nothing_is_left("1-2");
    fill("sdd1", 3, "NTFS    ");
    assert_string_equal(in("1-2"), "no-fs");
    fill("sdd1", 82, "FAT32");
    w.is_protected = 1;
    assert_string_equal(in("1-2"), "read-only");
    nothing_is_left("1-2");
    w.is_protected = 0;
    w.mount_errno = EINVAL; /* no file system behind its first bytes */
    assert_string_equal(in("1-2"), "no-fs");
    w.mount_errno = EROFS;
    assert_string_equal(in("1-2"), "read-only");
    w.mount_errno = EIO;
    assert_string_equal(in("1-2"), "gone");
    w.mount_errno = ENODEV;
    assert_string_equal(in("1-2"), "failed");
    nothing_is_left("1-2");
}

static void never_the_kit_nor_a_phone_nor_what_is_not_there(void **s)
{
    (void)s;
    plug("1-1", phone, sizeof phone);
    add_disk("1-1", "sdb", 1);
    assert_string_equal(in("1-1"), "no-stick");
    nothing_is_left("1-1");
    plug("1-2", stick, sizeof stick);
    usb_attr(&w.tree, "1-2", "authorized", "1"); /* it was there when the ports were closed */
    add_disk("1-2", "sda", 4);
    assert_string_equal(in("1-2"), "in-use");
    assert_string_equal(attr("1-2", "authorized"), "1"); /* or the kit would lose its root */
    assert_string_equal(in("1-9"), "gone");
    assert_string_equal(in("../1-2"), "no-stick");
    assert_string_equal(w.set, "");
    assert_false(carried());
}

static void a_disk_that_udev_does_not_know_yet_is_waited_for(void **s)
{
    char path[256];
    (void)s;
    plug("1-1", stick, sizeof stick);
    add_disk("1-1", "sdb", 1);
    snprintf(path, sizeof path, "%s/b8:16", w.udev);
    assert_int_equal(unlink(path), 0);
    assert_string_equal(in("1-1"), "no-disk");
    put_line(w.udev, "b8:16", "S:");
    assert_string_equal(in("1-1"), "");
}

static void one_that_stays_in_use_is_not_to_be_pulled(void **s)
{
    (void)s;
    plug("1-1", stick, sizeof stick);
    add_disk("1-1", "sdb", 1);
    assert_string_equal(in("1-1"), "");
    w.unmount_errno = EBUSY;
    assert_int_equal(mk_carry_out(&w.c, &w.e), -1);
    assert_true(carried());
    assert_string_equal(attr("1-1", "authorized"), "1");
    assert_int_equal(mk_carry_in(&w.got, &w.c, "1-1", &w.e), -1); /* one at a time */
    assert_string_equal(attr("1-1", "authorized"), "1");
    w.unmount_errno = 0;
    assert_int_equal(mk_carry_out(&w.c, &w.e), 0);
    assert_false(carried());
}

static void one_that_was_pulled_is_let_go(void **s)
{
    (void)s;
    plug("1-1", stick, sizeof stick);
    add_disk("1-1", "sdb", 1);
    assert_string_equal(in("1-1"), "");
    char path[256];
    snprintf(path, sizeof path, "%s/1-1/descriptors", w.tree.sysfs);
    unlink(path);
    snprintf(path, sizeof path, "%s/1-1/authorized", w.tree.sysfs);
    unlink(path);
    usb_unplug(&w.tree, "1-1");
    assert_int_equal(mk_carry_out(&w.c, &w.e), 0);
    assert_non_null(w.unmounted);
    assert_false(carried());
    assert_int_equal(mk_carry_out(&w.c, &w.e), 0); /* nothing is carried */
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(only_plain_sticks_are_offered_and_none_is_let_in_for_it),
        T(the_one_partition_of_a_stick_is_mounted_for_writing),
        T(a_stick_without_a_table_is_its_own_partition),
        T(what_cannot_be_carried_on_is_named_and_shut_out_again),
        T(never_the_kit_nor_a_phone_nor_what_is_not_there),
        T(a_disk_that_udev_does_not_know_yet_is_waited_for),
        T(one_that_stays_in_use_is_not_to_be_pulled),
        T(one_that_was_pulled_is_let_go),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
