#include "parsers/base/arena.h"
#include "parsers/base/cursor.h"
#include "parsers/base/escape.h"
#include "parsers/base/hash.h"
#include "parsers/base/json.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <limits.h>
#include <stdlib.h>

static void short_read_is_sticky_and_located(void **s)
{
    (void)s;
    struct mk_cursor c = mk_cur(mk_span("\x01\x02\x03", 3));
    assert_int_equal(mk_cur_u16le(&c), 0x0201);
    assert_int_equal(mk_cur_u32le(&c), 0);
    assert_int_equal(mk_cur_u8(&c), 0); /* one byte is left, but the cursor is already bad */
    assert_false(mk_cur_ok(&c));
    assert_int_equal(c.bad_at, 2);
}

static void both_byte_orders_are_read(void **s)
{
    (void)s;
    struct mk_span in = mk_span("\x01\x02\x03\x04\x05\x06\x07\x08", 8);
    struct mk_cursor c = mk_cur(in);
    assert_true(mk_cur_u64be(&c) == 0x0102030405060708u);
    c = mk_cur(in);
    assert_true(mk_cur_u64le(&c) == 0x0807060504030201u);
    c = mk_cur(in);
    assert_int_equal(mk_cur_u16be(&c), 0x0102);
    assert_int_equal(mk_cur_u32be(&c), 0x03040506);
}

static void every_truncation_of_a_valid_message_is_refused(void **s)
{
    (void)s;
    static const uint8_t whole[] = { 0x00, 0x00, 0x00, 0x03, 'a', 'b', 'c' };
    for (size_t n = 0; n <= sizeof whole; n++) {
        uint8_t *exact = malloc(n ? n : 1); /* exact size: ASan sees any over-read */
        assert_non_null(exact);
        memcpy(exact, whole, n);
        struct mk_cursor c = mk_cur(mk_span(exact, n));
        mk_cur_take(&c, mk_cur_u32be(&c));
        assert_int_equal(mk_cur_ok(&c), n == sizeof whole);
        free(exact);
    }
}

static void a_count_that_cannot_fit_is_refused_before_allocation(void **s)
{
    (void)s;
    struct mk_cursor c = mk_cur(mk_span("12345678", 8));
    assert_int_equal(mk_cur_count(&c, 2, 4), 2);
    assert_int_equal(mk_cur_count(&c, UINT64_MAX, 4), 0);
    assert_false(mk_cur_ok(&c));
}

static void varint_longer_than_ten_bytes_is_refused(void **s)
{
    (void)s;
    struct mk_cursor c = mk_cur(mk_span("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 10));
    assert_true(mk_cur_varint(&c) == UINT64_MAX);
    c = mk_cur(mk_span("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11));
    assert_int_equal(mk_cur_varint(&c), 0);
    assert_false(mk_cur_ok(&c));
}

static void arena_holds_its_cap_and_survives_no_memory(void **s)
{
    (void)s;
    struct mk_arena a;
    mk_arena_init(&a, 100000);
    assert_non_null(mk_arena_alloc(&a, 99000));
    assert_null(mk_arena_alloc(&a, 2000));
    assert_null(mk_arena_array(&a, SIZE_MAX / 2, 4));
    mk_arena_done(&a);
    for (int n = 1; fault_arm(n); n++) {
        mk_arena_init(&a, 1 << 20);
        struct mk_span c = mk_arena_copy(&a, mk_str("text"));
        assert_int_equal(c.p == NULL, fault_fired());
        mk_arena_done(&a);
    }
}

static void a_text_field_comes_back_whole_or_not_at_all(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 100);
    mk_buf_text(&b, mk_str(""));
    mk_buf_text(&b, mk_str("four"));
    for (size_t n = 0; n <= b.len; n++) {
        struct mk_cursor c = mk_cur(mk_span(b.p, n));
        struct mk_span none = mk_cur_text(&c), four = mk_cur_text(&c);
        assert_int_equal(none.len, 0);
        assert_int_equal(mk_span_is(four, "four"), n == 12);
        assert_int_equal(mk_cur_ok(&c), n == 12);
    }
    mk_buf_text(&b, mk_span("", (size_t)UINT32_MAX + 1));
    assert_false(mk_buf_ok(&b));
    mk_buf_done(&b);
}

static void buffer_turns_bad_at_its_maximum_and_stays_so(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 10);
    mk_buf_puts(&b, "12345678");
    mk_buf_u32le(&b, 1);
    assert_false(mk_buf_ok(&b));
    mk_buf_u8(&b, 1);
    assert_int_equal(b.len, 8);
    mk_buf_done(&b);
    for (int n = 1; fault_arm(n); n++) {
        mk_buf_init(&b, 10000);
        for (int i = 0; i < 100; i++)
            mk_buf_printf(&b, "%032d", i);
        assert_int_equal(mk_buf_ok(&b), !fault_fired());
        mk_buf_done(&b);
    }
}

static void sha256_matches_the_standard_and_survives_no_memory(void **s)
{
    (void)s;
    struct mk_digest d, back;
    char hex[MK_SHA256_HEX];
    for (int n = 1; fault_arm(n); n++) {
        int rc = mk_sha256_of(&d, mk_str("abc"), NULL);
        assert_int_equal(rc == 0, !fault_fired());
    }
    mk_digest_hex(hex, &d); /* FIPS 180-4, example B.1 */
    assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_true(mk_digest_parse(&back, mk_str(hex)));
    assert_memory_equal(&d, &back, sizeof d);
    assert_false(mk_digest_parse(&back, mk_str("ba78")));
    hex[3] = 'g';
    assert_false(mk_digest_parse(&back, mk_str(hex)));
}

static void times_far_from_1970_are_written_and_read(void **s)
{
    (void)s;
    static const struct {
        int64_t us;
        int digits;
        const char *text;
    } t[] = {
        { 0, 0, "1970-01-01T00:00:00Z" },
        { -1, 6, "1969-12-31T23:59:59.999999Z" },
        { 951782400000000, 0, "2000-02-29T00:00:00Z" },
        { 2147483648000000, 3, "2038-01-19T03:14:08.000Z" },
        { -62135596800000000, 0, "0001-01-01T00:00:00Z" },
        { 253402300799999999, 6, "9999-12-31T23:59:59.999999Z" },
        { 253402300800000000, 0, "+10000-01-01T00:00:00Z" },
        { -62198755200000000, 0, "-0001-01-01T00:00:00Z" },
    };
    char out[MK_ISO_MAX];
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        int64_t back;
        assert_int_equal(mk_time_iso(out, t[i].us, t[i].digits), strlen(t[i].text));
        assert_string_equal(out, t[i].text);
        if (t[i].text[0] >= '0' && t[i].text[0] <= '9') {
            assert_true(mk_time_parse(&back, mk_str(out)));
            assert_true(back == t[i].us);
        }
    }
    assert_true(mk_time_iso(out, INT64_MIN, 6) < MK_ISO_MAX);
    assert_true(mk_time_iso(out, INT64_MAX, 6) < MK_ISO_MAX);
}

static void times_that_are_none_are_refused(void **s)
{
    (void)s;
    static const char *const bad[] = { "",
                                       "2024-02-30T00:00:00Z",
                                       "2023-02-29T00:00:00Z",
                                       "2024-01-01T24:00:00Z",
                                       "2024-01-01T00:00:00",
                                       "2024-01-01 00:00:00Z",
                                       "2024-01-01T00:00:00.Z",
                                       "2024-01-01T00:00:00Zx",
                                       "2024-13-01T00:00:00Z",
                                       "2024-01-01T00:00:00+25:00" };
    int64_t us;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(mk_time_parse(&us, mk_str(bad[i])));
    assert_true(mk_time_parse(&us, mk_str("2024-01-01T01:30:00.5+01:30")));
    assert_true(us == 1704067200500000);
    assert_false(mk_time_scale(&us, INT64_MAX, 1000, 1, 0));
    assert_true(mk_time_scale(&us, -1, 1, 1000, 0));
    assert_true(us == -1); /* towards the past */
}

static void times_are_read_as_programs_write_them(void **state)
{
    static const struct {
        const char *text;
        int64_t us;
        int32_t offset_s;
        int digits;
        bool zoned;
    } t[] = {
        { "1970-01-01T00:00:01Z", 1000000, 0, 0, true },
        { "1970-01-01 01:00:01+01", 1000000, 3600, 0, true },
        { "1970-01-01t00:00-0030", 1800000000, -1800, 0, true },
        { "1970-01-01T00:00:00.5", 500000, 0, 3, false },
        { "1970-01-01T00:00:00,123456789z", 123456, 0, 6, true },
        { "1969-12-31T23:59:60", 0, 0, 0, false },
        { "2024-02-29T23:59", 1709251140000000, 0, 0, false },
    };
    static const char *const bad[] = {
        "",
        "2024-01-01",
        "2024-01-01T",
        "2024-01-01T24:00:00",
        "2024-01-01T00:00:61",
        "2023-02-29 00:00:00",
        "2024-01-01T00:00:00.",
        "2024-01-01T00:00:00 UTC",
        "2024-01-01T00:00:00+1",
        "2024-01-01T00:00:00+02:",
    };
    struct mk_stamp got;
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        if (!mk_time_read(&got, mk_str(t[i].text)))
            fail_msg("%s", t[i].text);
        assert_true(got.us == t[i].us && got.offset_s == t[i].offset_s);
        assert_int_equal(got.digits, t[i].digits);
        assert_int_equal(got.zoned, t[i].zoned);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_time_read(&got, mk_str(bad[i])))
            fail_msg("%s", bad[i]);
}

static void ill_formed_utf8_is_found(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "\xc0\xaf", "\xe0\x80\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\x80", "\xe2\x82", "\xff"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(mk_utf8_valid(mk_str(bad[i])), 0);
    struct mk_span good = mk_str("plain ascii, then \xe2\x82\xac and \xf0\x9f\x98\x80");
    assert_int_equal(mk_utf8_valid(good), good.len);
    struct mk_buf b;
    mk_buf_init(&b, 100);
    assert_int_equal(mk_utf16_put(&b, mk_span("\x3d\xd8\x00\xde\x41\x00\x00\xdc", 8), false), 1);
    assert_memory_equal(b.p,
                        "\xf0\x9f\x98\x80"
                        "A\xef\xbf\xbd",
                        b.len);
    mk_buf_done(&b);
}

static void nothing_that_steers_leaves_as_it_is(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 1000);
    struct mk_span in = mk_str("a\"\\\n\x1b[31m\x7f\xc2\x9b\xe2\x80\xae\xff end of it");
    assert_int_equal(mk_escape_json(&b, in), 1);
    mk_buf_u8(&b, 0);
    assert_string_equal((char *)b.p,
                        "a\\\"\\\\\\n\\u001b[31m\\u007f\\u009b\\u202e\xef\xbf\xbd end of it");
    mk_buf_clear(&b);
    mk_escape_terminal(&b, in);
    mk_buf_u8(&b, 0);
    assert_string_equal((char *)b.p,
                        "a\"\\\\\\u{a}\\u{1b}[31m\\u{7f}\\u{9b}\\u{202e}\\xff end of it");
    mk_buf_done(&b);
}

static void every_byte_at_every_place_is_escaped_alike(void **s)
{
    (void)s;
    struct mk_buf fast, slow;
    mk_buf_init(&fast, 200);
    mk_buf_init(&slow, 200);
    for (int c = 0; c < 128; c++)
        for (size_t at = 0; at < 17; at++) { /* the eight-byte steps against single bytes */
            char text[17];
            memset(text, 'x', sizeof text);
            text[at] = (char)c;
            mk_buf_clear(&fast);
            mk_buf_clear(&slow);
            mk_escape_json(&fast, mk_span(text, sizeof text));
            for (size_t i = 0; i < sizeof text; i++)
                mk_escape_json(&slow, mk_span(text + i, 1));
            assert_int_equal(fast.len, slow.len);
            assert_memory_equal(fast.p, slow.p, fast.len);
        }
    mk_buf_done(&fast);
    mk_buf_done(&slow);
}

static void json_numbers_keep_their_value(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 1000);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_int(&j, "min", INT64_MIN);
    mk_json_kv_uint(&j, "max", UINT64_MAX);
    mk_json_key(&j, "real");
    mk_json_open(&j, '[');
    mk_json_real(&j, 0.1);
    mk_json_real(&j, 1.0 / 3);
    mk_json_real(&j, 0.0 / 0.0 * -1);
    mk_json_close(&j, ']');
    mk_json_kv_bool(&j, "yes", true);
    mk_json_close(&j, '}');
    assert_string_equal(mk_buf_cstr(&b),
                        "{\"min\":-9223372036854775808,\"max\":18446744073709551615,"
                        "\"real\":[0.1,0.3333333333333333,null],\"yes\":true}");
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_read_is_sticky_and_located),
        cmocka_unit_test(both_byte_orders_are_read),
        cmocka_unit_test(every_truncation_of_a_valid_message_is_refused),
        cmocka_unit_test(a_count_that_cannot_fit_is_refused_before_allocation),
        cmocka_unit_test(varint_longer_than_ten_bytes_is_refused),
        cmocka_unit_test(arena_holds_its_cap_and_survives_no_memory),
        cmocka_unit_test(a_text_field_comes_back_whole_or_not_at_all),
        cmocka_unit_test(buffer_turns_bad_at_its_maximum_and_stays_so),
        cmocka_unit_test(sha256_matches_the_standard_and_survives_no_memory),
        cmocka_unit_test(times_far_from_1970_are_written_and_read),
        cmocka_unit_test(times_that_are_none_are_refused),
        cmocka_unit_test(times_are_read_as_programs_write_them),
        cmocka_unit_test(ill_formed_utf8_is_found),
        cmocka_unit_test(nothing_that_steers_leaves_as_it_is),
        cmocka_unit_test(every_byte_at_every_place_is_escaped_alike),
        cmocka_unit_test(json_numbers_keep_their_value),
    };
    return cmocka_run_group_tests_name("base", tests, NULL, NULL);
}
