#include "tests/lib/t.h"

#include "parsers/engine/conv_ios.h"
#include "tests/lib/made.h"

static void seconds_and_nanoseconds_are_told_apart_by_size(void **state)
{
    static const struct {
        struct mk_cell stored;
        const char *is;
    } t[] = {
        { { .kind = MK_C_INT, .i = 525600000 }, "2017-08-28T08:00:00Z cocoa_s" },
        { { .kind = MK_C_INT, .i = 525600000000000001 }, "2017-08-28T08:00:00.000000Z cocoa_ns" },
        { { .kind = MK_C_INT, .i = 99999999999 }, "5169-11-16T09:46:39Z cocoa_s" },
        { { .kind = MK_C_INT, .i = 100000000000 }, "2001-01-01T00:01:40.000000Z cocoa_ns" },
        { { .kind = MK_C_INT, .i = -100000000000 }, "2000-12-31T23:58:20.000000Z cocoa_ns" },
        { { .kind = MK_C_INT, .i = -1 }, "2000-12-31T23:59:59Z cocoa_s" },
        { { .kind = MK_C_REAL, .r = 525600000.25 }, "2017-08-28T08:00:00.250000Z cocoa_s" },
        { { .kind = MK_C_INT, .i = 0 }, "- cocoa_s" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_string_equal(time_of(mk_cocoa_s_or_ns, t[i].stored), t[i].is);
    IS(mk_cocoa_s_or_ns, text("525600000"), NULL, "!not an integer");
    IS(mk_cocoa_s_or_ns, real(1e300), NULL, "!time out of range");
}

static void bytes_that_are_utf8_stand_for_their_text(void **state)
{
    (void)state;
    IS(mk_text_bytes, blob("+442079460958", 13), NULL, "+442079460958");
    IS(mk_text_bytes, blob("J\xc3\xb3n", 4), NULL, "J\xc3\xb3n");
    IS(mk_text_bytes, blob("", 0), NULL, "-");
    IS(mk_text_bytes, text("a"), NULL, "a");
    IS(mk_phone_bytes, blob("+44 20 7946 0958", 16), NULL, "+442079460958");
    IS(mk_phone_bytes, blob("020 7946", 8), NULL, "-");
    assert_int_equal(made(mk_text_bytes, blob("\xff\xfe", 2), NULL)[0], '!');
}

static void a_group_is_nobody(void **state)
{
    (void)state;
    IS(mk_chat_person, text("chat123456789"), NULL, "-");
    IS(mk_chat_person, text("chat"), NULL, "chat");
    IS(mk_chat_person, text("chat12x"), NULL, "chat12x");
    IS(mk_chat_person, text("+442079460958"), NULL, "+442079460958");
    IS(mk_chat_person, text(""), NULL, "-");
}

static void the_marks_of_a_label_that_is_translated_go(void **state)
{
    (void)state;
    IS(mk_apple_label, text("_$!<Home>!$_"), NULL, "Home");
    IS(mk_apple_label, text("_$!<>!$_"), NULL, "_$!<>!$_");
    IS(mk_apple_label, text("_$!<Home"), NULL, "_$!<Home");
    IS(mk_apple_label, text("Safe house"), NULL, "Safe house");
    IS(mk_apple_label, text(""), NULL, "-");
}

static void a_call_lasts_no_less_than_nothing(void **state)
{
    (void)state;
    IS(mk_seconds_real, real(12.5), NULL, "12.5");
    IS(mk_seconds_real, real(0), NULL, "0");
    IS(mk_seconds_real, number(61), NULL, "61");
    IS(mk_seconds_real, real(-0.5), NULL, "!negative duration");
    assert_int_equal(made(mk_seconds_real, number(-1), NULL)[0], '!');
}

static void pixels_are_whole_and_none_is_zero(void **state)
{
    (void)state;
    IS(mk_pixels, real(603.0), NULL, "603");
    IS(mk_pixels, number(12), NULL, "12");
    IS(mk_pixels, real(0.0), NULL, "-");
    IS(mk_pixels, real(-1.0), NULL, "!not a number of pixels");
    IS(mk_pixels, real(1e300), NULL, "!not a number of pixels");
    IS(mk_pixels, real(__builtin_nan("")), NULL, "!not a number of pixels");
    IS(mk_pixels, text("9"), NULL, "!not a number of pixels");
}

static void money_is_stored_in_thousandths(void **state)
{
    (void)state;
    IS(mk_thousandths, number(12500), NULL, "12.5");
    IS(mk_thousandths, number(-1000), NULL, "-1");
    IS(mk_thousandths, real(1.0), NULL, "!not an integer");
}

static void what_is_not_above_zero_is_none(void **state)
{
    (void)state;
    IS(mk_real_above_zero, real(12.5), NULL, "12.5");
    IS(mk_real_above_zero, real(-1.0), NULL, "-");
    IS(mk_real_above_zero, number(0), NULL, "-");
    IS(mk_real_above_zero, text("x"), NULL, "!not a number");
    IS(mk_real_from_zero, real(0.0), NULL, "0");
    IS(mk_real_from_zero, real(-1.0), NULL, "-");
    IS(mk_real_from_zero, number(-1), NULL, "-");
    IS(mk_real_from_zero, number(3), NULL, "3");
}

static void no_place_is_180_west_and_south(void **state)
{
    (void)state;
    IS(mk_latitude_set, real(52.5), NULL, "52.5");
    IS(mk_latitude_set, real(-180.0), NULL, "-");
    IS(mk_latitude_set, real(-90.5), NULL, "!out of range");
    IS(mk_longitude_set, number(-180), NULL, "-");
    IS(mk_longitude_set, real(-179.5), NULL, "-179.5");
    IS(mk_longitude_set, text("x"), NULL, "!not a number");
}

static void what_is_on_the_phone_is_told_by_sign(void **state)
{
    struct mk_value v = { .type = MK_T_NULL };
    struct mk_cell no = number(-1);
    (void)state;
    IS(mk_available, number(1), NULL, "true");
    assert_null(mk_available(&v, &no, NULL));
    assert_int_equal(v.type, MK_T_FALSE);
    IS(mk_available, number(-32768), NULL, "-");
    IS(mk_available, text("1"), NULL, "!not an integer");
}

static void seconds_since_2001_and_1970_are_told_apart_by_size(void **state)
{
    (void)state;
    assert_string_equal(time_of(mk_cocoa_or_unix_s, real(704736001.5)),
                        "2023-05-02T16:00:01.500000Z cocoa_s");
    assert_string_equal(time_of(mk_cocoa_or_unix_s, number(1683043200)),
                        "2023-05-02T16:00:00Z unix_s");
    assert_string_equal(time_of(mk_cocoa_or_unix_s, number(0)), "- cocoa_s");
    IS(mk_cocoa_or_unix_s, text("1"), NULL, "!not an integer");
    assert_string_equal(made(mk_cocoa_s_past, real(-63114076800.0), NULL), "-");
    assert_string_equal(made(mk_unix_s_past, real(-1.0), NULL), "-");
    assert_string_equal(time_of(mk_unix_s_past, number(1683043200)), "2023-05-02T16:00:00Z unix_s");
    assert_string_equal(time_of(mk_cocoa_s_past, number(704736001)),
                        "2023-05-02T16:00:01Z cocoa_s");
}

static void addresses_may_be_stored_as_bytes(void **state)
{
    (void)state;
    IS(mk_jid_phone_bytes, blob("15550000001@s.whatsapp.net", 26), NULL, "+15550000001");
    IS(mk_jid_phone_bytes, text("15550000001@s.whatsapp.net"), NULL, "+15550000001");
    IS(mk_jid_phone_bytes, blob("\xff\xfe", 2), NULL, "-");
}

static void all_bits_of_a_mask_have_to_be_set(void **state)
{
    static const int64_t mask = 0x180;
    (void)state;
    IS(mk_all_bits, number(0x1ff), &mask, "true");
    IS(mk_all_bits, number(0x100), &mask, "-");
    IS(mk_all_bits, text("384"), &mask, "!not an integer");
}

static void addresses_and_bytes_are_hex(void **state)
{
    (void)state;
    IS(mk_mac_bytes, blob("\x02\x00\x5e\x00\x53\xff", 6), NULL, "02:00:5e:00:53:ff");
    IS(mk_mac_bytes, blob("\x02", 1), NULL, "!not 6 bytes");
    IS(mk_mac_bytes, blob("", 0), NULL, "-");
    IS(mk_mac_bytes, text("2:0:5e:0:53:1"), NULL, "2:0:5e:0:53:1");
    IS(mk_hex_bytes, blob("", 0), NULL, "-");
    IS(mk_hex_bytes, text("x"), NULL, "x");
}

static void what_stands_behind_a_prefix_is_taken(void **state)
{
    (void)state;
    IS(mk_behind, text("t.+491700000001"), "t.", "+491700000001");
    IS(mk_behind, text("g.1"), "t.", "-");
    IS(mk_behind, text("t."), "t.", "-");
    IS(mk_behind, (struct mk_cell){ .kind = MK_C_INT }, "t.", "!not text");
}

static void numbers_may_be_decimal_text(void **state)
{
    (void)state;
    IS(mk_latitude_text, text("52.5"), NULL, "52.5");
    IS(mk_latitude_text, text("92.5"), NULL, "!out of range");
    IS(mk_latitude_text, text("52.5x"), NULL, "!not a number");
    IS(mk_longitude_text, real(-180.0), NULL, "-180");
    assert_string_equal(time_of(mk_unix_s_decimal, text("1704842774.5")),
                        "2024-01-09T23:26:14.500000Z unix_s");
    assert_string_equal(time_of(mk_sqlite_utc, text("2023-05-08 17:19:55")),
                        "2023-05-08T17:19:55Z iso");
    IS(mk_sqlite_utc, text("yesterday"), NULL, "!no date and time");
    IS(mk_sqlite_utc, blob("x", 1), NULL, "!not text");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds_and_nanoseconds_are_told_apart_by_size),
        cmocka_unit_test(bytes_that_are_utf8_stand_for_their_text),
        cmocka_unit_test(a_group_is_nobody),
        cmocka_unit_test(the_marks_of_a_label_that_is_translated_go),
        cmocka_unit_test(a_call_lasts_no_less_than_nothing),
        cmocka_unit_test(pixels_are_whole_and_none_is_zero),
        cmocka_unit_test(money_is_stored_in_thousandths),
        cmocka_unit_test(what_is_not_above_zero_is_none),
        cmocka_unit_test(no_place_is_180_west_and_south),
        cmocka_unit_test(what_is_on_the_phone_is_told_by_sign),
        cmocka_unit_test(seconds_since_2001_and_1970_are_told_apart_by_size),
        cmocka_unit_test(addresses_may_be_stored_as_bytes),
        cmocka_unit_test(all_bits_of_a_mask_have_to_be_set),
        cmocka_unit_test(addresses_and_bytes_are_hex),
        cmocka_unit_test(what_stands_behind_a_prefix_is_taken),
        cmocka_unit_test(numbers_may_be_decimal_text),
    };
    return cmocka_run_group_tests_name("conv_ios", tests, NULL, NULL);
}
