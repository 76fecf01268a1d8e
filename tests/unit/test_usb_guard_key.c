/* Officers' hardware keys at the ports: what they are asked, and what comes in. */
#include "firmware/daemon/usb_guard.h"
#include "firmware/transport/hid.h"
#include "tests/lib/t.h"
#include "tests/lib/usb_tree.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
    struct usb_tree tree;
    char seen[1024], asked[256];
    struct mk_usb_guard *guard;
    const uint8_t *report[3]; /* of interface 0, 1, 2; NULL: it gives none */
    int report_len[3];
} w;

#define DEVICE(v)   18, 1, 0, 2, 0, 0, 0, 64, (v)&0xff, (v) >> 8, 1, 0, 0, 1, 1, 2, 3, 1
#define CONFIG      9, 2, 32, 0, 1, 1, 0, 0x80, 50
#define IF(c, s, p) 9, 4, 0, 0, 2, c, s, p, 0
#define ENDPOINT    7, 5, 0x81, 2, 0, 2, 0

#define FIDO_REPORT 0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0xc0
static const uint8_t fido[] = { FIDO_REPORT };
static const uint8_t typing[] = { 0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0xc0 };
static const uint8_t fido_and_typing[] = { FIDO_REPORT, 0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0xc0 };
static const uint8_t key[] = { DEVICE(0x1050), CONFIG, IF(0x03, 0, 0), ENDPOINT };
static const uint8_t many[] = { DEVICE(0x1050), CONFIG, IF(0x03, 1, 1), IF(0x03, 0, 0),
                                IF(0x0b, 0, 0) };
static const uint8_t with_disk[] = { DEVICE(0x1050), CONFIG, IF(0x03, 0, 0), IF(0x08, 6, 0x50) };

static const uint8_t phone[] = { DEVICE(0x04e8), CONFIG, IF(0xff, 0x42, 0x01), ENDPOINT };
static const uint8_t keyboard[] = { DEVICE(0x04e8), CONFIG, IF(0x03, 1, 1), ENDPOINT };

static struct mk_guard_kinds read_it(const uint8_t *p, size_t n)
{
    struct mk_guard_kinds k;
    mk_guard_read(&k, mk_span(p, n));
    return k;
}

static void what_may_be_a_key_is_hid_and_cards_alone(void **s)
{
    (void)s;
    struct mk_guard_kinds k = read_it(key, sizeof key);
    assert_true(mk_guard_may_be_key(&k) && k.in == 0);
    k = read_it(many, sizeof many);
    assert_true(mk_guard_may_be_key(&k) && k.asks == 1);
    k = read_it(with_disk, sizeof with_disk);
    assert_false(mk_guard_may_be_key(&k));
    k = read_it(keyboard, sizeof keyboard); /* a boot keyboard is not even asked */
    assert_false(mk_guard_may_be_key(&k));
    k = read_it(phone, sizeof phone);
    assert_false(mk_guard_may_be_key(&k));
    for (size_t n = 0; n < sizeof key; n++) {
        k = read_it(key, n);
        assert_true(!mk_guard_may_be_key(&k) ||
                    n >= sizeof key - 7); /* whole but for its endpoint */
    }
}

/* ---- the ports ---- */

static void on_seen(void *u, const struct mk_guard_seen *seen)
{
    size_t n = strlen(w.seen);
    (void)u;
    snprintf(w.seen + n, sizeof w.seen - n, "%d:%s:%s ", (int)seen->verdict, seen->where,
             seen->why);
}

/* As the key answers; it is asked only while it is authorised and has no driver. */
static int report(void *u, const char *interface, uint8_t *out)
{
    size_t n = strlen(w.asked);
    size_t i = (size_t)(interface[strlen(interface) - 1] - '0'); /* of the first ten */
    (void)u;
    assert_string_equal(usb_attr_of(&w.tree, interface, "authorized"), "1");
    snprintf(w.asked + n, sizeof w.asked - n, "%s ", interface);
    assert_true(i < 3);
    if (w.report[i] && w.report_len[i] > 0)
        memcpy(out, w.report[i], (size_t)w.report_len[i]);
    return w.report[i] ? w.report_len[i] : -1;
}

static void answers(size_t i, const uint8_t *p, size_t n)
{
    w.report[i] = p;
    w.report_len[i] = (int)n;
}

static int set_up(void **s)
{
    (void)s;
    memset(&w, 0, sizeof w);
    usb_tree_new(&w.tree);
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
        .sysfs = w.tree.sysfs, .blocks = w.tree.nodes, .report = report, .seen = on_seen
    };
    assert_int_equal(mk_usb_guard_new(&w.guard, &o, &e), 0);
}

static void has_driver(const char *where)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s/driver", w.tree.sysfs, where);
    assert_int_equal(mkdir(path, 0700), 0);
}

/* As the kernel shows one that nobody has authorised. */
static void plug(const char *where, unsigned number, const uint8_t *p, size_t n)
{
    usb_plug(&w.tree, where, 1, number, "S");
    usb_attr(&w.tree, where, "authorized", "0");
    usb_descriptors(&w.tree, where, p, n);
    has_driver(where);
}

static void usbhid(void)
{
    char path[256];
    snprintf(path, sizeof path, "%s/drivers", w.tree.root);
    assert_int_equal(mkdir(path, 0700), 0);
    snprintf(path, sizeof path, "%s/drivers/usbhid", w.tree.root);
    assert_int_equal(mkdir(path, 0700), 0);
}

static void hid(const char *where, unsigned i, const char *kind)
{
    char name[64];
    usb_interface(&w.tree, where, i, kind, NULL);
    snprintf(name, sizeof name, "%s:1.%u", where, i);
    usb_attr(&w.tree, name, "authorized", "0");
}

static void look(void)
{
    while (mk_usb_guard_look(w.guard))
        ;
}

static void a_key_comes_in_without_a_driver(void **s)
{
    (void)s;
    usbhid();
    begin();
    plug("1-2", 3, key, sizeof key);
    hid("1-2", 0, "03/00/00");
    answers(0, fido, sizeof fido);
    look();
    look();
    assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "1");
    assert_string_equal(usb_attr_of(&w.tree, "1-2:1.0", "authorized"), "1");
    assert_non_null(strstr(w.seen, "0:1-2:key "));
    assert_string_equal(w.asked, "1-2:1.0 "); /* once */
    char path[256];
    snprintf(path, sizeof path, "%s/../drivers_probe", w.tree.sysfs);
    assert_int_equal(access(path, F_OK), -1); /* nobody looked for one */
}

static void of_a_key_that_types_only_the_key_comes_in(void **s)
{
    (void)s;
    usbhid();
    begin();
    plug("1-2", 3, many, sizeof many);
    hid("1-2", 0, "03/01/01");
    hid("1-2", 1, "03/00/00");
    hid("1-2", 2, "0b/00/00");
    for (size_t i = 0; i < 3; i++)
        answers(i, fido, sizeof fido);
    look();
    assert_string_equal(w.asked, "1-2:1.1 ");
    assert_string_equal(usb_attr_of(&w.tree, "1-2:1.0", "authorized"), "0");
    assert_string_equal(usb_attr_of(&w.tree, "1-2:1.1", "authorized"), "1");
    assert_string_equal(usb_attr_of(&w.tree, "1-2:1.2", "authorized"), "0");
    assert_non_null(strstr(w.seen, "0:1-2:key-part "));
}

static void assert_out(const uint8_t *p, size_t n)
{
    w.asked[0] = w.seen[0] = 0;
    answers(0, p, n);
    plug("1-2", 3, key, sizeof key);
    hid("1-2", 0, "03/00/00");
    look();
    look();
    assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "0");
    assert_string_equal(usb_attr_of(&w.tree, "1-2:1.0", "authorized"), "0");
    assert_string_equal(w.asked, "1-2:1.0 "); /* once, however often it is looked at */
    assert_non_null(strstr(w.seen, "1:1-2:keyboard "));
    usb_unplug(&w.tree, "1-2");
    look();
}

static void what_says_it_is_no_key_or_nothing_stays_out(void **s)
{
    static uint8_t large[MK_HID_REPORT_MAX];
    static const uint8_t loop[] = { 0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0xa1, 0x01 };
    (void)s;
    usbhid();
    begin();
    assert_out(typing, sizeof typing);
    unsigned devnum = 4;
    struct {
        const uint8_t *p;
        size_t n;
    } bad[] = { { fido_and_typing, sizeof fido_and_typing },
                { fido, sizeof fido - 1 },
                { fido, 0 },
                { NULL, 0 },
                { loop, sizeof loop },
                { large, sizeof large } };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        w.asked[0] = w.seen[0] = 0;
        answers(0, bad[i].p, bad[i].n);
        plug("1-2", devnum++, key, sizeof key);
        hid("1-2", 0, "03/00/00");
        look();
        assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "0");
        assert_string_equal(usb_attr_of(&w.tree, "1-2:1.0", "authorized"), "0");
        assert_string_equal(w.asked, "1-2:1.0 ");
        usb_unplug(&w.tree, "1-2");
        look();
    }
}

static void one_that_the_kernel_has_not_taken_yet_is_asked_afterwards(void **s)
{
    char path[256];
    (void)s;
    usbhid();
    begin();
    plug("1-2", 3, key, sizeof key);
    hid("1-2", 0, "03/00/00");
    answers(0, fido, sizeof fido);
    snprintf(path, sizeof path, "%s/1-2/driver", w.tree.sysfs);
    assert_int_equal(rmdir(path), 0);
    look();
    assert_string_equal(w.asked, "");
    assert_null(strstr(w.seen, ":1-2:keyboard")); /* nothing is said of it */
    has_driver("1-2");
    look();
    assert_string_equal(usb_attr_of(&w.tree, "1-2:1.0", "authorized"), "1");
}

static void another_one_at_the_port_is_asked_again(void **s)
{
    (void)s;
    usbhid();
    begin();
    assert_out(typing, sizeof typing);
    plug("1-2", 4, key, sizeof key);
    hid("1-2", 0, "03/00/00");
    answers(0, fido, sizeof fido);
    look();
    assert_string_equal(usb_attr_of(&w.tree, "1-2:1.0", "authorized"), "1");
}

static void many_interfaces_do_not_hold_the_kit_up(void **s)
{
    (void)s;
    usbhid();
    begin();
    plug("1-2", 3, key, sizeof key);
    for (unsigned i = 10; i < 100; i += 10)
        hid("1-2", i, "03/00/00");
    look();
    assert_int_equal(strlen(w.asked), MK_GUARD_ASKS * strlen("1-2:1.10 "));
    assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "0");
}

static void no_key_comes_in_where_a_driver_could_come_meanwhile(void **s)
{
    (void)s;
    begin();
    plug("1-2", 3, key, sizeof key);
    hid("1-2", 0, "03/00/00");
    answers(0, fido, sizeof fido);
    look();
    assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "0");
    assert_string_equal(w.asked, "");
}

static void drive(const char *interface, const char *driver)
{
    char path[256], to[256];
    snprintf(path, sizeof path, "%s/%s/driver", w.tree.sysfs, interface);
    snprintf(to, sizeof to, "../../drivers/%s", driver);
    (void)!unlink(path);
    assert_int_equal(symlink(to, path), 0);
}

static void a_key_that_has_got_a_driver_is_thrown_out(void **s)
{
    (void)s;
    usbhid();
    begin();
    plug("1-2", 3, key, sizeof key);
    hid("1-2", 0, "03/00/00");
    answers(0, fido, sizeof fido);
    look();
    drive("1-2:1.0", "usbfs"); /* moka-token speaks to it */
    look();
    assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "1");
    drive("1-2:1.0", "usbhid");
    look();
    assert_string_equal(usb_attr_of(&w.tree, "1-2", "authorized"), "0");
    assert_non_null(strstr(w.seen, "1:1-2:keyboard "));
    look();
    assert_string_equal(w.asked, "1-2:1.0 ");
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_may_be_a_key_is_hid_and_cards_alone),
        T(a_key_comes_in_without_a_driver),
        T(of_a_key_that_types_only_the_key_comes_in),
        T(what_says_it_is_no_key_or_nothing_stays_out),
        T(one_that_the_kernel_has_not_taken_yet_is_asked_afterwards),
        T(another_one_at_the_port_is_asked_again),
        T(many_interfaces_do_not_hold_the_kit_up),
        T(no_key_comes_in_where_a_driver_could_come_meanwhile),
        T(a_key_that_has_got_a_driver_is_thrown_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
