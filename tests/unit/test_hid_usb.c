#include "firmware/transport/hid_usb.h"
#include "tests/lib/t.h"
#include "tests/lib/usb_tree.h"
#include <stdio.h>

#define DEVICE       18, 1, 0, 2, 0, 0, 0, 64, 0x50, 0x10, 1, 0, 0, 1, 1, 2, 3, 1
#define CONFIG(n)    9, 2, 41, 0, 1, n, 0, 0x80, 50
#define IF(i, alt)   9, 4, i, alt, 2, 3, 0, 0, 0
#define HID(len)     9, 0x21, 0x11, 1, 0, 1, 0x22, (len)&0xff, (len) >> 8
#define END(address) 7, 5, address, 3, 64, 0, 5

static const uint8_t key[] = { DEVICE, CONFIG(1), IF(0, 0), HID(34), END(0x84), END(0x04) };

static bool is(struct mk_hid_usb *h, const uint8_t *p, size_t n, uint8_t configuration, uint8_t i)
{
    struct mk_error e = { 0 };
    uint8_t *copy = test_malloc(n + 1); /* reads behind it are seen */
    memcpy(copy, p, n);
    int rc = mk_hid_usb_find(h, mk_span(copy, n), configuration, i, &e);
    test_free(copy);
    return rc == 0;
}

static void a_key_has_a_report_and_an_endpoint_each_way(void **s)
{
    static const uint8_t second[] = { DEVICE,   CONFIG(1), IF(0, 0),  HID(63),  END(0x81),
                                      IF(1, 0), HID(34),   END(0x82), END(0x02) };
    static const uint8_t later[] = { DEVICE,    CONFIG(1), IF(0, 0),  HID(9),
                                     END(0x81), END(0x01), CONFIG(2), IF(0, 0),
                                     HID(34),   END(0x83), END(0x03) };
    struct mk_hid_usb h;
    (void)s;
    assert_true(is(&h, key, sizeof key, 1, 0));
    assert_true(h.fd == -1 && h.interface == 0 && h.in == 0x84 && h.out == 4 && h.report == 34);
    assert_true(is(&h, second, sizeof second, 1, 1));
    assert_true(h.interface == 1 && h.in == 0x82 && h.out == 2 && h.report == 34);
    assert_false(is(&h, second, sizeof second, 1, 0)); /* nothing can be written to it */
    assert_true(is(&h, later, sizeof later, 2, 0));
    assert_true(h.in == 0x83 && h.report == 34);
    assert_false(is(&h, key, sizeof key, 2, 0));
    assert_false(is(&h, key, sizeof key, 1, 1));
}

static void descriptors_that_lie_are_refused(void **s)
{
    static const uint8_t none[] = { DEVICE, CONFIG(1), IF(0, 0), HID(0), END(0x84), END(0x04) };
    static const uint8_t large[] = { DEVICE,    CONFIG(1), IF(0, 0), HID(MK_HID_REPORT_MAX + 1),
                                     END(0x84), END(0x04) };
    static const uint8_t twice[] = { DEVICE,  CONFIG(1), IF(0, 0), HID(34),
                                     HID(63), END(0x84), END(0x04) };
    static const uint8_t settings[] = { DEVICE,    CONFIG(1), IF(0, 0), HID(34),
                                        END(0x84), END(0x04), IF(0, 1) };
    static const uint8_t ends[] = { DEVICE,    CONFIG(1), IF(0, 0), HID(34),
                                    END(0x84), END(0x85), END(0x04) };
    static const uint8_t zero[] = { DEVICE, CONFIG(1), IF(0, 0), 0, 0, 0, 0 }; /* without end */
    static const uint8_t one[] = { DEVICE, CONFIG(1), IF(0, 0), 1, 1, 1, 1 };
    static const uint8_t beyond[] = { DEVICE, CONFIG(1), IF(0, 0), 255, 0x21, 0x11, 1 };
    static const uint8_t more[] = { DEVICE, CONFIG(1), IF(0, 0), 9,  0x21, 0x11,      1,
                                    0,      200,       0x22,     34, 0,    END(0x84), END(0x04) };
    struct mk_hid_usb h;
    (void)s;
    assert_false(is(&h, none, sizeof none, 1, 0));
    assert_false(is(&h, large, sizeof large, 1, 0));
    assert_false(is(&h, twice, sizeof twice, 1, 0));
    assert_false(is(&h, settings, sizeof settings, 1, 0));
    assert_false(is(&h, ends, sizeof ends, 1, 0));
    assert_false(is(&h, zero, sizeof zero, 1, 0));
    assert_false(is(&h, one, sizeof one, 1, 0));
    assert_false(is(&h, beyond, sizeof beyond, 1, 0));
    assert_true(is(&h, more, sizeof more, 1, 0)); /* it counts more than it has: one it has */
}

static void one_that_is_cut_is_refused_at_every_byte(void **s)
{
    struct mk_hid_usb h;
    (void)s;
    for (size_t n = 0; n < sizeof key; n++)
        assert_false(is(&h, key, n, 1, 0));
}

static void what_is_no_device_is_not_claimed(void **s)
{
    struct usb_tree t;
    struct mk_hid_usb h;
    struct mk_error e = { 0 };
    char path[256];
    (void)s;
    usb_tree_new(&t);
    assert_int_equal(mk_hid_usb_open(&h, t.sysfs, t.nodes, "1-2:1.0", &e), -1);
    assert_int_equal(e.code, MK_ECLOSED);
    usb_plug(&t, "1-2", 1, 3, "S");
    usb_interface(&t, "1-2", 0, "03/00/00", NULL);
    snprintf(path, sizeof path, "%s/1-2/descriptors", t.sysfs);
    FILE *f = fopen(path, "we");
    assert_non_null(f);
    assert_int_equal(fwrite(key, 1, sizeof key, f), sizeof key);
    assert_int_equal(fclose(f), 0);
    e = (struct mk_error){ 0 };
    assert_int_equal(mk_hid_usb_open(&h, t.sysfs, t.nodes, "1-2:1.0", &e), -1); /* /dev/null */
    assert_int_equal(h.fd, -1);
    mk_hid_usb_close(&h);
    usb_tree_free(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_has_a_report_and_an_endpoint_each_way),
        cmocka_unit_test(descriptors_that_lie_are_refused),
        cmocka_unit_test(one_that_is_cut_is_refused_at_every_byte),
        cmocka_unit_test(what_is_no_device_is_not_claimed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
