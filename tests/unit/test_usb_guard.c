#include "firmware/daemon/usb_guard.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include "tests/lib/usb_tree.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    struct usb_tree tree;
    char blocks[128], seen[1024];
    struct mk_usb_guard *guard;
    bool stubborn; /* a disk that cannot be set */
} w;

/* ---- descriptors ---- */

#define DEVICE(v)   18, 1, 0, 2, 0, 0, 0, 64, (v)&0xff, (v) >> 8, 1, 0, 0, 1, 1, 2, 3, 1
#define CONFIG      9, 2, 32, 0, 1, 1, 0, 0x80, 50
#define IF(c, s, p) 9, 4, 0, 0, 2, c, s, p, 0
#define ENDPOINT    7, 5, 0x81, 2, 0, 2, 0

static const uint8_t phone[] = { DEVICE(0x04e8),       CONFIG,  IF(0xff, 0xff, 0x00), ENDPOINT,
                                 IF(0xff, 0x42, 0x01), ENDPOINT };
static const uint8_t keyboard[] = { DEVICE(0x04e8), CONFIG, IF(0x03, 1, 1), ENDPOINT };
static const uint8_t both[] = { DEVICE(0x04e8), CONFIG, IF(0x03, 1, 1), IF(0xff, 0x42, 0x01) };
static const uint8_t network[] = { DEVICE(0x0bda), CONFIG, IF(0x02, 6, 0), IF(0x0a, 0, 0) };
static const uint8_t later[] = { DEVICE(0x05ac), CONFIG, IF(0x06, 1, 1), CONFIG,
                                 IF(0xff, 0xfe, 0x02) };

static struct mk_guard_kinds read_it(const uint8_t *p, size_t n)
{
    struct mk_guard_kinds k;
    mk_guard_read(&k, mk_span(p, n));
    return k;
}

static void phones_come_in_and_keyboards_do_not(void **s)
{
    (void)s;
    struct mk_guard_kinds k = read_it(phone, sizeof phone);
    assert_true(k.good && k.in == 2 && k.most == 2);
    k = read_it(keyboard, sizeof keyboard);
    assert_true(k.good && k.in == 0);
    assert_string_equal(k.why_not, "keyboard");
    k = read_it(network, sizeof network);
    assert_true(k.good && k.in == 0);
    assert_string_equal(k.why_not, "network");
    k = read_it(both, sizeof both);
    assert_true(k.good && k.in == 1 && k.most == 2);
    k = read_it(later, sizeof later); /* of all configurations */
    assert_true(k.good && k.in == 2);
}

static void descriptors_that_are_cut_or_wrong_are_refused(void **s)
{
    static const uint8_t none[] = { CONFIG, IF(0xff, 0x42, 0x01) };
    static const uint8_t two[] = { DEVICE(1), DEVICE(1), CONFIG, IF(0xff, 0x42, 0x01) };
    static const uint8_t zero[] = { DEVICE(1), 0, 4, 0, 0 };
    static const uint8_t shorter[] = { DEVICE(1), CONFIG, 5, 4, 0, 0, 2 };
    (void)s;
    assert_false(read_it(none, sizeof none).good);
    assert_false(read_it(two, sizeof two).good);
    assert_false(read_it(zero, sizeof zero).good);
    assert_false(read_it(shorter, sizeof shorter).good);
    for (size_t n = 0; n < sizeof keyboard; n++)
        assert_int_equal(read_it(keyboard, n).in, 0);
    for (size_t n = 0; n < sizeof phone; n++) {
        uint8_t *copy = test_malloc(n + 1); /* reads behind it are seen */
        memcpy(copy, phone, n);
        struct mk_guard_kinds k = read_it(copy, n);
        assert_true(!k.good || k.most == k.in);
        test_free(copy);
    }
}

static void interfaces_are_judged_one_by_one(void **s)
{
    (void)s;
    assert_null(mk_guard_interface(0x18d1, 0xff, 0x42, 0x01));
    assert_null(mk_guard_interface(0x18d1, 0x08, 0x06, 0x50));
    assert_null(mk_guard_interface(0x05ac, 0xff, 0xfe, 0x02));
    assert_string_equal(mk_guard_interface(0x18d1, 0xff, 0xfe, 0x02), "other");
    assert_string_equal(mk_guard_interface(0x05ac, 0x02, 0x0d, 0x00), "network");
    assert_string_equal(mk_guard_interface(0x18d1, 0xe0, 0x01, 0x03), "network");
    assert_string_equal(mk_guard_interface(0x18d1, 0xff, 0x42, 0x02), "other");
}

/* ---- the ports ---- */

static void on_seen(void *u, const struct mk_guard_seen *seen)
{
    size_t n = strlen(w.seen);
    (void)u;
    snprintf(w.seen + n, sizeof w.seen - n, "%d:%s:%s ", (int)seen->verdict, seen->where,
             seen->why);
}

static void set_ro(const char *disk, const char *value)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s/ro", w.blocks, disk);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    fputs(value, f);
    fclose(f);
}

static int block(void *u, const char *disk)
{
    (void)u;
    if (!w.stubborn)
        set_ro(disk, "1\n");
    return 0; /* the ioctl says so; whether it is true is read back */
}

static void add_disk(const char *name, const char *where)
{
    char real[256], link[256];
    snprintf(real, sizeof real, "%s%s", w.tree.root, where);
    snprintf(link, sizeof link, "%s/%s", w.blocks, name);
    mkdir(real, 0700);
    assert_int_equal(symlink(real, link), 0);
    set_ro(name, "0\n");
}

static int set_up(void **s)
{
    (void)s;
    memset(&w, 0, sizeof w);
    usb_tree_new(&w.tree);
    snprintf(w.blocks, sizeof w.blocks, "%s/blocks", w.tree.root);
    assert_int_equal(mkdir(w.blocks, 0700), 0);
    char bus[128];
    snprintf(bus, sizeof bus, "%s/usb1", w.tree.sysfs);
    assert_int_equal(mkdir(bus, 0700), 0);
    usb_attr(&w.tree, "usb1", "authorized_default", "1");
    usb_attr(&w.tree, "usb1", "interface_authorized_default", "1");
    return 0;
}

static int tear_down(void **s)
{
    (void)s;
    mk_usb_guard_free(w.guard);
    usb_tree_free(&w.tree);
    return 0;
}

static void begin(void)
{
    struct mk_error e = { 0 };
    const struct mk_guard_options o = {
        .sysfs = w.tree.sysfs, .blocks = w.blocks, .block = block, .seen = on_seen
    };
    assert_int_equal(mk_usb_guard_new(&w.guard, &o, &e), 0);
}

/* As the kernel shows one that nobody has authorised. */
static void plug(const char *where, unsigned number, const uint8_t *p, size_t n)
{
    usb_plug(&w.tree, where, 1, number, "S");
    usb_attr(&w.tree, where, "authorized", "0");
    usb_descriptors(&w.tree, where, p, n);
}

static void ports_are_closed_and_phones_let_in(void **s)
{
    (void)s;
    begin();
    assert_string_equal(usb_attr_of(&w.tree, "usb1", "authorized_default"), "0");
    assert_string_equal(usb_attr_of(&w.tree, "usb1", "interface_authorized_default"), "0");
    plug("1-1", 2, phone, sizeof phone);
    plug("1-2", 3, keyboard, sizeof keyboard);
    assert_true(mk_usb_guard_look(w.guard));
    assert_string_equal(usb_attr_of(&w.tree, "1-1", "authorized"), "1");
    assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "0");
    assert_false(mk_usb_guard_look(w.guard)); /* told once */
    assert_true(!strcmp(w.seen, "0:1-1: 1:1-2:keyboard ") ||
                !strcmp(w.seen, "1:1-2:keyboard 0:1-1: "));
}

static void of_a_phone_only_the_phone_comes_in(void **s)
{
    (void)s;
    begin();
    plug("1-1", 2, both, sizeof both);
    usb_interface(&w.tree, "1-1", 0, "03/01/01", "Keyboard");
    usb_interface(&w.tree, "1-1", 1, "ff/42/01", "ADB");
    usb_attr(&w.tree, "1-1:1.0", "authorized", "0");
    usb_attr(&w.tree, "1-1:1.1", "authorized", "0");
    while (mk_usb_guard_look(w.guard))
        ;
    assert_string_equal(usb_attr_of(&w.tree, "1-1", "authorized"), "1");
    assert_string_equal(usb_attr_of(&w.tree, "1-1:1.0", "authorized"), "0");
    assert_string_equal(usb_attr_of(&w.tree, "1-1:1.1", "authorized"), "1");
}

static void what_was_there_before_stays(void **s)
{
    (void)s;
    usb_plug(&w.tree, "1-4", 1, 9, "KITSCREEN");
    usb_attr(&w.tree, "1-4", "authorized", "1");
    usb_descriptors(&w.tree, "1-4", keyboard, sizeof keyboard);
    add_disk("sda", "/usb1-boot");
    begin();
    assert_false(mk_usb_guard_look(w.guard));
    assert_string_equal(usb_attr_of(&w.tree, "1-4", "authorized"), "1");
    assert_string_equal(w.seen, "");
}

static void disks_behind_usb_are_set_read_only_and_read_back(void **s)
{
    (void)s;
    begin();
    add_disk("sdb", "/usb1-disk");
    add_disk("sdc", "/pci-disk");
    mk_usb_guard_look(w.guard);
    mk_usb_guard_look(w.guard);
    assert_string_equal(w.seen, "2:sdb: ");
    w.stubborn = true;
    w.seen[0] = 0;
    add_disk("sdd", "/usb1-other");
    mk_usb_guard_look(w.guard);
    assert_string_equal(w.seen, "3:sdd: ");
}

static void a_stick_waits_until_it_is_asked_for(void **s)
{
    static const uint8_t stick[] = { DEVICE(0x0781), CONFIG, IF(0x08, 0x06, 0x50) };
    static const uint8_t mixed[] = { DEVICE(0x04e8), CONFIG, IF(0x08, 0x06, 0x50),
                                     IF(0xff, 0x42, 0x01) };
    (void)s;
    begin();
    plug("1-1", 2, stick, sizeof stick);
    plug("1-2", 3, mixed, sizeof mixed);
    while (mk_usb_guard_look(w.guard))
        ;
    assert_string_equal(usb_attr_of(&w.tree, "1-1", "authorized"), "0");
    assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "1");
    assert_string_equal(w.seen, "0:1-2: ");
}

static void make_behind(const char *where)
{
    char path[256];
    snprintf(path, sizeof path, "%s%s", w.tree.root, where);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void of_all_disks_only_the_lent_one_stays_as_it_is(void **s)
{
    (void)s;
    begin();
    make_behind("/usb1");
    make_behind("/usb1/1-1");
    make_behind("/usb1/1-1/1-1:1.0");
    make_behind("/usb1/1-12");
    make_behind("/usb1/1-12/1-12:1.0");
    mk_usb_guard_lend(w.guard, "1-1");
    add_disk("sdb", "/usb1/1-1/1-1:1.0/sdb");
    add_disk("sdc", "/usb1/1-12/1-12:1.0/sdc");
    mk_usb_guard_look(w.guard);
    assert_string_equal(w.seen, "2:sdc: ");
    mk_usb_guard_lend(w.guard, NULL);
    mk_usb_guard_look(w.guard);
    assert_string_equal(w.seen, "2:sdc: 2:sdb: ");
}

static void one_that_comes_back_is_judged_again(void **s)
{
    (void)s;
    begin();
    plug("1-2", 3, keyboard, sizeof keyboard);
    mk_usb_guard_look(w.guard);
    char path[256];
    snprintf(path, sizeof path, "%s/1-2/descriptors", w.tree.sysfs);
    unlink(path);
    snprintf(path, sizeof path, "%s/1-2/authorized", w.tree.sysfs);
    unlink(path);
    usb_unplug(&w.tree, "1-2");
    mk_usb_guard_look(w.guard);
    plug("1-2", 4, keyboard, sizeof keyboard);
    mk_usb_guard_look(w.guard);
    assert_string_equal(w.seen, "1:1-2:keyboard 1:1-2:keyboard ");
}

static void ports_that_cannot_be_closed_are_said(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    const struct mk_guard_options o = { .sysfs = w.tree.sysfs, .blocks = w.blocks, .block = block };
    usb_attr(&w.tree, "usb1", "interface_authorized_default", NULL);
    assert_int_equal(mk_usb_guard_new(&w.guard, &o, &e), -1);
    assert_int_equal(e.code, MK_EREFUSED);
    w.guard = NULL;
    const struct mk_guard_options nowhere = { .sysfs = "/nonexistent", .blocks = "/nonexistent" };
    assert_int_equal(mk_usb_guard_new(&w.guard, &nowhere, &e), -1);
    w.guard = NULL;
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phones_come_in_and_keyboards_do_not),
        cmocka_unit_test(descriptors_that_are_cut_or_wrong_are_refused),
        cmocka_unit_test(interfaces_are_judged_one_by_one),
        T(ports_are_closed_and_phones_let_in),
        T(of_a_phone_only_the_phone_comes_in),
        T(what_was_there_before_stays),
        T(disks_behind_usb_are_set_read_only_and_read_back),
        T(a_stick_waits_until_it_is_asked_for),
        T(of_all_disks_only_the_lent_one_stays_as_it_is),
        T(one_that_comes_back_is_judged_again),
        T(ports_that_cannot_be_closed_are_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
