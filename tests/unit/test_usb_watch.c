#include "firmware/transport/usb_list.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include "tests/lib/usb_tree.h"
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

static struct mk_error e;
static struct usb_tree tree;

static int fresh(void **s)
{
    (void)s;
    usb_tree_new(&tree);
    e = (struct mk_error){ 0 };
    return 0;
}

static int gone(void **s)
{
    (void)s;
    usb_tree_free(&tree);
    return 0;
}

/* ---- opening ---- */

static struct mk_usb_device device(const char *path)
{
    struct mk_usb_device d;
    assert_int_equal(mk_usb_read_device(&d, tree.sysfs, path, &e), 1);
    return d;
}

static int open_node(const struct mk_usb_device *d)
{
    int fd = -1;
    int rc = mk_usb_open_node(&fd, d, tree.sysfs, tree.nodes, &e);
    if (rc == 0)
        close(fd);
    return rc;
}

static void only_the_phone_that_was_listed_is_opened(void **s)
{
    (void)s;
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    struct mk_usb_device d = device("1-1");
    assert_int_equal(open_node(&d), 0);
    usb_attr(&tree, "1-1", "serial", "BBB"); /* another one of the same make */
    assert_int_equal(open_node(&d), -1);
    assert_int_equal(e.code, MK_EREFUSED);
    assert_non_null(strstr(e.text, "another device came to usb:1-1: usb:1-1 BBB"));
    usb_attr(&tree, "1-1", "serial", "AAA");
    usb_attr(&tree, "1-1", "devnum", "3"); /* it was pulled and plugged in again */
    assert_int_equal(open_node(&d), -1);
    assert_int_equal(e.code, MK_EREFUSED);
    usb_attr(&tree, "1-1", "devnum", "2");
    usb_attr(&tree, "1-1", "idProduct", "d001");
    assert_int_equal(open_node(&d), -1);
    usb_attr(&tree, "1-1", "idProduct", "6860");
    usb_attr(&tree, "1-1", "dev", "1:5"); /* the node is another device's */
    assert_int_equal(open_node(&d), -1);
    assert_int_equal(e.code, MK_EREFUSED);
    usb_attr(&tree, "1-1", "dev", "1:3");
    assert_int_equal(open_node(&d), 0);
    usb_unplug(&tree, "1-1");
    assert_int_equal(open_node(&d), -1);
    assert_int_equal(e.code, MK_ECLOSED);
    d.number = 77;
    assert_int_equal(open_node(&d), -1); /* no such node */
    assert_int_equal(e.code, MK_ECLOSED);
}

static void a_device_without_adb_is_not_opened(void **s)
{
    (void)s;
    int fd = -1;
    usb_plug(&tree, "1-1", 1, 2, "AAA");
    struct mk_usb_device d = device("1-1");
    assert_int_equal(mk_usb_open(&fd, &d, tree.sysfs, tree.nodes, &e), -1);
    assert_int_equal(e.code, MK_EREFUSED);
    usb_interface(&tree, "1-1", 0, "ff/42/01", NULL);
    d = device("1-1");
    assert_int_equal(mk_usb_open(&fd, &d, tree.sysfs, tree.nodes, &e), -1); /* claims nothing */
    assert_int_equal(fd, -1);
}

/* ---- what comes and goes ---- */

static void told(struct mk_usb_watch *w, const char *want)
{
    char all[512] = "";
    size_t n = 0;
    struct mk_usb_change c;
    int rc;
    while ((rc = mk_usb_watch_next(&c, w, &e)) > 0)
        n += (size_t)snprintf(all + n, sizeof all - n, "%c%s#%u ", "+-~"[c.kind], c.device.path,
                              c.device.number);
    assert_int_equal(rc, 0);
    assert_string_equal(all, want);
}

static void what_comes_and_goes_is_told_once(void **s)
{
    (void)s;
    struct mk_usb_watch *w;
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    assert_int_equal(mk_usb_watch_on(&w, tree.sysfs, -1, &e), 0);
    told(w, "+1-1#2 ");
    told(w, "");
    usb_plug(&tree, "1-2", 1, 3, "BBB");
    told(w, "+1-2#3 ");
    usb_interface(&tree, "1-2", 0, "06/01/01", "MTP"); /* now it is configured */
    told(w, "~1-2#3 ");
    usb_unplug(&tree, "1-1");
    told(w, "-1-1#2 ");
    usb_phone(&tree, "1-1", 1, 4, "AAA");
    usb_unplug(&tree, "1-2");
    told(w, "-1-2#3 +1-1#4 ");
    usb_attr(&tree, "1-1", "devnum", "5"); /* pulled and plugged in between two looks */
    told(w, "-1-1#4 +1-1#5 ");
    usb_attr(&tree, "1-1", "serial", "CCC");
    told(w, "-1-1#5 +1-1#5 ");
    mk_usb_watch_free(w);
}

/* The kernel takes configuration and interfaces away, tells, and takes the folder away. */
static void a_device_on_its_way_out_stays_what_it_was(void **s)
{
    (void)s;
    struct mk_usb_watch *w;
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    usb_attr(&tree, "1-1", "bConfigurationValue", "1");
    assert_int_equal(mk_usb_watch_on(&w, tree.sysfs, -1, &e), 0);
    told(w, "+1-1#2 ");
    usb_attr(&tree, "1-1", "bConfigurationValue", "");
    usb_attr(&tree, "1-1:1.1", "bInterfaceProtocol", "ff");
    told(w, "");
    told(w, "");
    struct mk_usb_change c;
    usb_unplug(&tree, "1-1");
    assert_int_equal(mk_usb_watch_next(&c, w, &e), 1);
    assert_int_equal(c.kind, MK_USB_LEFT);
    assert_true(c.device.shows & MK_USB_ADB);
    mk_usb_watch_free(w);
}

/* A datagram of any other process does not make it look. */
static void only_the_kernel_is_listened_to(void **s)
{
    (void)s;
    int pair[2];
    struct mk_usb_watch *w;
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    assert_int_equal(socketpair(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair), 0);
    assert_int_equal(mk_usb_watch_on(&w, tree.sysfs, pair[0], &e), 0);
    assert_int_equal(mk_usb_watch_fd(w), pair[0]);
    told(w, "+1-1#2 ");
    usb_unplug(&tree, "1-1");
    assert_int_equal(write(pair[1], "remove@/devices", 15), 15);
    told(w, "");
    mk_usb_watch_free(w);
    close(pair[1]);
    int rc = mk_usb_watch_new(&w, tree.sysfs, &e);
    assert_int_equal(rc, 0); /* whether the kernel has a socket for us or not */
    told(w, "");
    mk_usb_watch_free(w);
}

static void memory_may_fail_anywhere(void **s)
{
    (void)s;
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    for (int n = 1; fault_arm(n); n++) {
        struct mk_usb_watch *w = NULL;
        struct mk_usb_change c;
        if (mk_usb_watch_on(&w, tree.sysfs, -1, &e) == 0)
            if (mk_usb_watch_next(&c, w, &e) <= 0)
                assert_int_equal(mk_usb_watch_next(&c, w, &e), 1); /* told later */
        mk_usb_watch_free(w);
    }
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, gone)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(only_the_phone_that_was_listed_is_opened), T(a_device_without_adb_is_not_opened),
        T(what_comes_and_goes_is_told_once),         T(a_device_on_its_way_out_stays_what_it_was),
        T(only_the_kernel_is_listened_to),           T(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
