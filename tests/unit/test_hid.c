#include "firmware/transport/hid.h"
#include "tests/lib/t.h"

/* As keys send them (CTAP 2.1, section 11.2.8.1), and a keyboard of HID 1.11, appendix B.1. */
static const uint8_t fido[] = { 0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0x09, 0x20,
                                0x15, 0x00, 0x26, 0xff, 0x00, 0x75, 0x08, 0x95, 0x40,
                                0x81, 0x02, 0x09, 0x21, 0x15, 0x00, 0x26, 0xff, 0x00,
                                0x75, 0x08, 0x95, 0x40, 0x91, 0x02, 0xc0 };
static const uint8_t keyboard[] = { 0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07,
                                    0x19, 0xe0, 0x29, 0xe7, 0x15, 0x00, 0x25, 0x01,
                                    0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0xc0 };

static bool is(const uint8_t *p, size_t n)
{
    uint8_t *copy = test_malloc(n + 1); /* reads behind it are seen */
    memcpy(copy, p, n);
    bool out = mk_hid_is_fido(mk_span(copy, n));
    test_free(copy);
    return out;
}

static void a_key_is_one_and_a_keyboard_is_not(void **s)
{
    static const uint8_t wide[] = { 0x0b, 0x01, 0x00, 0xd0, 0xf1, 0xa1, 0x01, 0xc0 };
    (void)s;
    assert_true(is(fido, sizeof fido));
    assert_true(is(wide, sizeof wide)); /* page and usage in one */
    assert_false(is(keyboard, sizeof keyboard));
    assert_false(mk_hid_is_fido(mk_span(NULL, 0)));
}

static void one_that_is_also_something_else_is_no_key(void **s)
{
    uint8_t both[sizeof fido + sizeof keyboard];
    (void)s;
    memcpy(both, fido, sizeof fido);
    memcpy(both + sizeof fido, keyboard, sizeof keyboard);
    assert_false(is(both, sizeof both));
    memcpy(both, keyboard, sizeof keyboard);
    memcpy(both + sizeof keyboard, fido, sizeof fido);
    assert_false(is(both, sizeof both));
}

static void what_is_cut_or_odd_is_no_key(void **s)
{
    static const uint8_t push[] = { 0x06, 0xd0, 0xf1, 0xa4, 0x09, 0x01, 0xa1, 0x01, 0xc0 };
    static const uint8_t lengthy[] = { 0xfe, 0x00, 0x00, 0x06, 0xd0, 0xf1,
                                       0x09, 0x01, 0xa1, 0x01, 0xc0 };
    static const uint8_t ends[] = { 0x06, 0xd0, 0xf1, 0x09, 0x01, 0xa1, 0x01, 0xc0, 0xc0 };
    static const uint8_t two[] = { 0x05, 0x01, 0x09, 0x06, 0x06, 0xd0,
                                   0xf1, 0x09, 0x01, 0xa1, 0x01, 0xc0 };
    static const uint8_t bare[] = { 0x06, 0xd0, 0xf1, 0xa1, 0x01, 0xc0 };
    static uint8_t large[MK_HID_REPORT_MAX + 1];
    (void)s;
    for (size_t n = 0; n < sizeof fido; n++)
        assert_false(is(fido, n));
    assert_false(is(push, sizeof push));
    assert_false(is(lengthy, sizeof lengthy));
    assert_false(is(ends, sizeof ends));
    assert_false(is(two, sizeof two));
    assert_false(is(bare, sizeof bare));
    memcpy(large, fido, sizeof fido);
    assert_false(is(large, sizeof large));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_one_and_a_keyboard_is_not),
        cmocka_unit_test(one_that_is_also_something_else_is_no_key),
        cmocka_unit_test(what_is_cut_or_odd_is_no_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
