#include "tests/lib/t.h"
#include "firmware/transport/usb_list.h"
#include "tests/lib/fault.h"
#include "tests/lib/usb_tree.h"
#include <stdio.h>

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

static struct mk_usb_list scanned(void)
{
    struct mk_usb_list l;
    if (mk_usb_scan(&l, tree.sysfs, &e) != 0)
        fail_msg("%s", e.text);
    return l;
}

static void phones_are_found_with_what_they_show(void **s)
{
    (void)s;
    usb_plug(&tree, "usb1", 1, 1, "0000:00:14.0"); /* a root hub */
    usb_plug(&tree, "1-1", 1, 2, NULL);
    usb_attr(&tree, "1-1", "bDeviceClass", "09");
    usb_phone(&tree, "1-1.10", 1, 12, "R58N");
    usb_phone(&tree, "1-1.2", 1, 5, NULL);
    usb_plug(&tree, "2-1", 2, 3, "stick");
    usb_interface(&tree, "2-1", 0, "08/06/50", NULL);
    struct mk_usb_list l = scanned();
    assert_int_equal(l.n, 4);
    assert_string_equal(l.devices[0].path, "1-1");
    assert_int_equal(l.devices[0].shows, MK_USB_HUB);
    assert_string_equal(l.devices[1].path, "1-1.2"); /* as people count, not 1-1.10 */
    assert_string_equal(l.devices[1].serial, "");
    const struct mk_usb_device *d = &l.devices[2];
    assert_string_equal(d->path, "1-1.10");
    assert_string_equal(d->serial, "R58N");
    assert_string_equal(d->maker, "SAMSUNG");
    assert_string_equal(d->model, "SAMSUNG_Android");
    assert_int_equal(d->bus, 1);
    assert_int_equal(d->number, 12);
    assert_int_equal(d->vendor, 0x04e8);
    assert_int_equal(d->product, 0x6860);
    assert_int_equal(d->configuration, 1);
    assert_int_equal(d->adb, 1);
    assert_int_equal(d->shows, MK_USB_ADB | MK_USB_MTP);
    assert_true(mk_usb_is_phone(d));
    assert_false(mk_usb_is_phone(&l.devices[3]));
    mk_usb_list_done(&l);
}

static void each_kind_of_interface_is_known(void **s)
{
    (void)s;
    static const struct {
        const char *vendor, *kind, *name;
        uint32_t shows;
    } kinds[] = {
        { "18d1", "ff/42/01", "ADB", MK_USB_ADB },
        { "18d1", "ff/42/03", "fastboot", MK_USB_FASTBOOT },
        { "04e8", "ff/ff/00", "MTP", MK_USB_MTP },
        { "04e8", "ff/ff/00", "something", 0 },
        { "04e8", "ff/ff/00", NULL, 0 },
        { "04e8", "06/01/01", "MTP", MK_USB_MTP },
        { "04e8", "06/01/01", "PTP", MK_USB_PTP },
        { "04e8", "06/01/01", NULL, MK_USB_PTP },
        { "04e8", "e0/01/03", NULL, MK_USB_RNDIS },
        { "04e8", "ef/04/01", NULL, MK_USB_RNDIS },
        { "04e8", "02/02/01", NULL, MK_USB_MODEM },
        { "0781", "08/06/50", NULL, MK_USB_STORAGE },
        { "05ac", "06/01/01", "PTP", MK_USB_PTP | MK_USB_APPLE },
        { "05ac", "ff/fe/02", "Apple USB Multiplexor", MK_USB_APPLE },
        { "04e8", "ff/fe/02", NULL, 0 },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        usb_plug(&tree, "1-1", 1, 2, NULL);
        usb_attr(&tree, "1-1", "idVendor", kinds[i].vendor);
        usb_interface(&tree, "1-1", 0, kinds[i].kind, kinds[i].name);
        struct mk_usb_list l = scanned();
        assert_int_equal(l.n, 1);
        if (l.devices[0].shows != kinds[i].shows)
            fail_msg("%s %s: shows 0x%x", kinds[i].vendor, kinds[i].kind, l.devices[0].shows);
        mk_usb_list_done(&l);
        usb_unplug(&tree, "1-1");
    }
    usb_plug(&tree, "1-1", 1, 2, NULL);
    usb_attr(&tree, "1-1", "idVendor", "18d1");
    usb_attr(&tree, "1-1", "idProduct", "2d01");
    struct mk_usb_list l = scanned();
    assert_int_equal(l.devices[0].shows, MK_USB_ACCESSORY);
    mk_usb_list_done(&l);
}

static void texts_are_fit_for_a_terminal_and_cut(void **s)
{
    (void)s;
    char many[900];
    usb_phone(&tree, "1-1", 1, 2, "\033[2J\nusb:1-9");
    usb_attr(&tree, "1-1", "product", "\xe2\x80\xae\xff caf\xc3\xa9");
    for (size_t i = 0; i + 1 < sizeof many; i++)
        many[i] = "\xe2\x82\xac"[i % 3];
    many[sizeof many - 1] = 0;
    usb_attr(&tree, "1-1", "manufacturer", many);
    struct mk_usb_list l = scanned();
    assert_string_equal(l.devices[0].serial, "\\u{1b}[2J\\u{a}usb:1-9");
    assert_string_equal(l.devices[0].model, "\\u{202e}\\xff caf\xc3\xa9");
    assert_int_equal(strlen(l.devices[0].maker), 255); /* 85 whole characters */
    struct mk_usb_list again = scanned();
    assert_true(mk_usb_same(&l.devices[0], &again.devices[0]));
    mk_usb_list_done(&again);
    mk_usb_list_done(&l);
}

static void what_is_half_written_is_left_out_or_shown_as_far_as_it_goes(void **s)
{
    (void)s;
    static const char *const needed[] = { "busnum", "devnum", "idVendor", "idProduct" };
    static const char *const bad[] = { "",   "-1", "0x10", "1 2", "99999999999999999999",
                                       "zz", " 1", "+1",   "1.0", "100000" };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++) {
        usb_phone(&tree, "1-1", 1, 2, "A");
        for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
            usb_attr(&tree, "1-1", needed[i], bad[k]);
            struct mk_usb_list l = scanned();
            if (l.n)
                fail_msg("%s \"%s\" was taken", needed[i], bad[k]);
            mk_usb_list_done(&l);
        }
        usb_attr(&tree, "1-1", needed[i], NULL);
        struct mk_usb_list l = scanned();
        assert_int_equal(l.n, 0);
        usb_unplug(&tree, "1-1");
    }
    usb_phone(&tree, "1-1", 1, 2, "A");
    usb_attr(&tree, "1-1:1.1", "bInterfaceProtocol", NULL);
    usb_attr(&tree, "1-1:1.0", "bInterfaceClass", "6x");
    usb_attr(&tree, "1-1", "product", NULL);
    struct mk_usb_list l = scanned();
    assert_int_equal(l.n, 1);
    assert_int_equal(l.devices[0].shows, 0);
    assert_string_equal(l.devices[0].model, "");
    mk_usb_list_done(&l);
    assert_int_equal(mk_usb_scan(&l, "/nonexistent/usb", &e), 0); /* no USB: no phones */
    assert_int_equal(l.n, 0);
}

/* ---- which one is meant ---- */

static int find(const char *words, char path[static 32])
{
    struct mk_address a;
    struct mk_usb_list l = scanned();
    const struct mk_usb_device *d = NULL;
    assert_int_equal(mk_address_parse(&a, words, &e), 0);
    int rc = mk_usb_find(&d, &l, &a, &e);
    snprintf(path, 32, "%s", rc == 0 ? d->path : "");
    mk_usb_list_done(&l);
    return rc;
}

static void assert_refused(const char *words, enum mk_code code, const char *why)
{
    char path[32];
    assert_int_equal(find(words, path), -1);
    if (e.code != code || !strstr(e.text, why))
        fail_msg("%s: %s", words, e.text);
}

static void a_phone_is_named_by_port_by_serial_or_by_being_alone(void **s)
{
    (void)s;
    char path[32];
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    usb_plug(&tree, "1-3", 1, 3, "BBB");
    usb_interface(&tree, "1-3", 0, "06/01/01", "MTP");
    assert_int_equal(find("usb", path), 0);
    assert_string_equal(path, "1-1");
    assert_int_equal(find("usb:AAA", path), 0);
    assert_string_equal(path, "1-1");
    assert_int_equal(find("usb:1-1", path), 0);
    assert_refused("usb:1-2", MK_EABSENT, "nothing is connected at usb:1-2");
    assert_refused("usb:CCC", MK_EABSENT, "there is usb:1-1 AAA");
    assert_refused("usb:AA", MK_EABSENT, "has this serial number");
    assert_refused("usb:1-3", MK_EREFUSED, "does not speak ADB, it shows: mtp");
    assert_refused("usb:BBB", MK_EREFUSED, "does not speak ADB, it shows: mtp");
}

static void two_candidates_are_refused_by_name(void **s)
{
    (void)s;
    char path[32];
    usb_phone(&tree, "1-1", 1, 2, "0123456789ABCDEF");
    usb_phone(&tree, "2-4", 2, 9, "0123456789ABCDEF");
    assert_refused("usb", MK_EREFUSED,
                   "2 phones speak ADB: usb:1-1 0123456789ABCDEF "
                   "(SAMSUNG_Android) and usb:2-4 0123456789ABCDEF");
    assert_refused("usb:0123456789ABCDEF", MK_EREFUSED, "2 phones have this serial number");
    assert_int_equal(find("usb:2-4", path), 0);
    assert_string_equal(path, "2-4");
    /* A stick with that number is not in the way. */
    usb_unplug(&tree, "2-4");
    usb_plug(&tree, "2-4", 2, 10, "0123456789ABCDEF");
    usb_interface(&tree, "2-4", 0, "08/06/50", NULL);
    assert_int_equal(find("usb:0123456789ABCDEF", path), 0);
    assert_string_equal(path, "1-1");
}

static void what_is_there_instead_is_said(void **s)
{
    (void)s;
    assert_refused("usb", MK_EABSENT, "no phone is connected by USB");
    usb_plug(&tree, "1-1", 1, 2, "AAA");
    usb_interface(&tree, "1-1", 0, "06/01/01", "MTP");
    assert_refused("usb", MK_EABSENT, "is USB debugging switched on?");
    usb_interface(&tree, "1-1", 1, "ff/42/01", NULL);
    usb_interface(&tree, "1-1", 2, "ff/42/01", NULL);
    assert_refused("usb", MK_EREFUSED, "more than one ADB interface");
}

/* ---- the same one again ---- */

static int find_again(const struct mk_usb_device *was, char path[static 32])
{
    struct mk_usb_list l = scanned();
    const struct mk_usb_device *d = NULL;
    int rc = mk_usb_find_again(&d, &l, was, &e);
    snprintf(path, 32, "%s", rc == 0 ? d->path : "");
    mk_usb_list_done(&l);
    return rc;
}

static struct mk_usb_device plugged(const char *path)
{
    struct mk_usb_device d;
    assert_int_equal(mk_usb_read_device(&d, tree.sysfs, path, &e), 1);
    return d;
}

static void a_phone_with_a_serial_number_is_found_at_any_port(void **s)
{
    (void)s;
    char path[32];
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    struct mk_usb_device was = plugged("1-1");
    usb_unplug(&tree, "1-1");
    assert_int_equal(find_again(&was, path), -1);
    assert_int_equal(e.code, MK_EABSENT);
    assert_non_null(strstr(e.text, "usb:1-1 AAA (SAMSUNG_Android) is not connected"));
    usb_phone(&tree, "1-1", 1, 3, "AAA");
    usb_attr(&tree, "1-1", "idProduct", "685d"); /* it shows something else now */
    assert_int_equal(find_again(&was, path), 0);
    usb_unplug(&tree, "1-1");
    usb_phone(&tree, "2-1", 2, 4, "AAA");
    assert_int_equal(find_again(&was, path), 0);
    assert_string_equal(path, "2-1");
    usb_phone(&tree, "2-2", 2, 5, "AAA");
    assert_int_equal(find_again(&was, path), -1); /* one of two */
    usb_phone(&tree, "1-1", 1, 6, "AAA");
    assert_int_equal(find_again(&was, path), 0); /* where it was */
    assert_string_equal(path, "1-1");
}

static void another_phone_is_never_taken_for_it(void **s)
{
    (void)s;
    char path[32];
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    struct mk_usb_device was = plugged("1-1");
    usb_attr(&tree, "1-1", "serial", "BBB");
    assert_int_equal(find_again(&was, path), -1);
    assert_int_equal(e.code, MK_EABSENT);
    assert_non_null(strstr(e.text, "usb:1-1 BBB (SAMSUNG_Android) is at the port of usb:1-1 AAA"));
    usb_attr(&tree, "1-1", "serial", NULL);
    assert_int_equal(find_again(&was, path), -1);
    usb_attr(&tree, "1-1", "serial", "AAA");
    usb_unplug(&tree, "1-1");
    usb_plug(&tree, "1-1", 1, 3, "AAA"); /* debugging is off now */
    usb_interface(&tree, "1-1", 0, "06/01/01", "MTP");
    assert_int_equal(find_again(&was, path), -1);
    assert_non_null(strstr(e.text, "does not speak ADB"));
}

static void a_phone_without_serial_number_is_found_where_it_was(void **s)
{
    (void)s;
    char path[32];
    usb_phone(&tree, "1-1", 1, 2, NULL);
    struct mk_usb_device was = plugged("1-1");
    usb_attr(&tree, "1-1", "devnum", "9");
    assert_int_equal(find_again(&was, path), 0);
    usb_attr(&tree, "1-1", "idProduct", "4ee7"); /* of another make */
    assert_int_equal(find_again(&was, path), -1);
    usb_unplug(&tree, "1-1");
    usb_phone(&tree, "1-2", 1, 3, NULL);
    assert_int_equal(find_again(&was, path), -1);
}

static void memory_may_fail_anywhere(void **s)
{
    (void)s;
    usb_phone(&tree, "1-1", 1, 2, "AAA");
    for (int n = 1; fault_arm(n); n++) {
        struct mk_usb_list l;
        if (mk_usb_scan(&l, tree.sysfs, &e) == 0)
            assert_int_equal(l.n, 1);
        else
            assert_true(fault_fired());
        mk_usb_list_done(&l);
    }
}

#define T(f) cmocka_unit_test_setup_teardown(f, fresh, gone)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(phones_are_found_with_what_they_show),
        T(each_kind_of_interface_is_known),
        T(texts_are_fit_for_a_terminal_and_cut),
        T(what_is_half_written_is_left_out_or_shown_as_far_as_it_goes),
        T(a_phone_is_named_by_port_by_serial_or_by_being_alone),
        T(two_candidates_are_refused_by_name),
        T(what_is_there_instead_is_said),
        T(a_phone_with_a_serial_number_is_found_at_any_port),
        T(another_phone_is_never_taken_for_it),
        T(a_phone_without_serial_number_is_found_where_it_was),
        T(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
