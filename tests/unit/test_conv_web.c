#include "tests/lib/t.h"

#include "tests/lib/made.h"

static void units_are_told_apart_by_size(void **state)
{
    static const struct {
        mk_conv *conv;
        int64_t stored;
        const char *is;
    } t[] = {
        { mk_webkit_or_s, 13350000000000000, "2024-01-17T21:20:00.000000Z webkit_us" },
        { mk_webkit_or_s, 1306139730, "2011-05-23T08:35:30Z unix_s" },
        { mk_webkit_or_s, 99999999999, "5138-11-16T09:46:39Z unix_s" },
        { mk_webkit_or_s, 100000000000, "1601-01-02T03:46:40.000000Z webkit_us" },
        { mk_webkit_or_s, 0, "- unix_s" },
        { mk_webkit_or_s, -1, "1969-12-31T23:59:59Z unix_s" },
        { mk_webkit_or_s, INT64_MAX, "!" },
        { mk_webkit_or_s, INT64_MIN, "!" },
        { mk_unix_s_or_ms, 1731536000, "2024-11-13T22:13:20Z unix_s" },
        { mk_unix_s_or_ms, 1731536000123, "2024-11-13T22:13:20.123Z unix_ms" },
        { mk_unix_s_or_ms, 4102444800, "2100-01-01T00:00:00Z unix_s" },
        { mk_unix_s_or_ms, INT64_MAX, "!" },
        { mk_unix_ms_or_us, 1700000000123, "2023-11-14T22:13:20.123Z unix_ms" },
        { mk_unix_ms_or_us, 1700000000123456, "2023-11-14T22:13:20.123456Z unix_us" },
        { mk_unix_ms_or_us, 99999999999999, "5138-11-16T09:46:39.999Z unix_ms" },
        { mk_unix_ms_or_us, 0, "- unix_ms" },
        { mk_unix_ms_or_us, INT64_MIN, "!" },
        { mk_expires_ms, -1, "- " },
        { mk_expires_ms, 1364464098000, "2013-03-28T09:48:18.000Z unix_ms" },
        { mk_expires_ms, -2, "1969-12-31T23:59:59.998Z unix_ms" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_string_equal(time_of(t[i].conv, number(t[i].stored)), t[i].is);
    assert_string_equal(time_of(mk_webkit_or_s, text("1306139730")), "!");
    assert_string_equal(time_of(mk_unix_ms_or_us, text("")), "!");
    assert_string_equal(time_of(mk_unix_s_text, text("1544006350")), "2018-12-05T10:39:10Z unix_s");
    assert_string_equal(time_of(mk_unix_s_text, number(0)), "- unix_s");
    assert_string_equal(time_of(mk_unix_s_text, text("")), "- unix_s");
    assert_string_equal(time_of(mk_unix_s_text, text("-1")), "!");
    assert_string_equal(time_of(mk_unix_s_text, text("1544006350000000000000")), "!");
    assert_string_equal(time_of(mk_webkit_us_text, text("13350000000000000")),
                        "2024-01-17T21:20:00.000000Z webkit_us");
    assert_string_equal(time_of(mk_webkit_us_text, text("0")), "- webkit_us");
}

static void a_host_is_what_an_address_names(void **state)
{
    static const char *const t[][2] = {
        { "https://example.org/a?b=c://d", "example.org" },
        { "http://user:pw@example.org:8443/", "example.org" },
        { "http://a@b@example.org", "example.org" },
        { "https://example.org?x=1@2", "example.org" },
        { "https://example.org\\@evil.example/", "example.org" },
        { "http://[2001:db8::1]:80/", "[2001:db8::1]" },
        { "http://[2001:db8::1", "[2001:db8::1" },
        { "file:///sdcard/a", NULL },
        { "about:blank", NULL },
        { "place:sort=8", NULL },
        { "no address", NULL },
        { "http://", NULL },
        { "", NULL },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct mk_value v = { .type = MK_T_NULL };
        struct mk_cell in = text(t[i][0]);
        assert_null(mk_url_host(&v, &in, NULL));
        if (!t[i][1])
            assert_int_equal(v.type, MK_T_NULL);
        else if (v.type != MK_T_TEXT || !mk_span_is(v.s, t[i][1]))
            fail_msg("%s: %.*s", t[i][0], (int)v.s.len, (const char *)v.s.p);
    }
}

static enum mk_type type_of(mk_conv *conv, struct mk_cell in)
{
    struct mk_value v = { .type = MK_T_NULL };
    return conv(&v, &in, NULL) ? MK_T_COUNT : v.type;
}

static void what_stands_for_nothing_has_no_value(void **state)
{
    static const uint8_t bytes[33];
    (void)state;
    assert_int_equal(type_of(mk_some, blob(bytes, 0)), MK_T_NULL);
    assert_int_equal(type_of(mk_some, text("")), MK_T_NULL);
    assert_int_equal(type_of(mk_some, blob(bytes, 1)), MK_T_TRUE);
    assert_int_equal(type_of(mk_some, number(0)), MK_T_TRUE);
    assert_int_equal(type_of(mk_sha256_blob, blob(bytes, 0)), MK_T_NULL);
    assert_int_equal(type_of(mk_sha256_blob, blob(bytes, 32)), MK_T_HEX);
    assert_int_equal(type_of(mk_sha256_blob, blob(bytes, 33)), MK_T_COUNT);
    assert_int_equal(type_of(mk_sha256_blob, text("")), MK_T_COUNT);
    assert_int_equal(type_of(mk_above_zero, number(0)), MK_T_NULL);
    assert_int_equal(type_of(mk_above_zero, number(-1)), MK_T_NULL);
    assert_int_equal(type_of(mk_above_zero, number(1)), MK_T_INT);
    assert_int_equal(type_of(mk_above_zero, text("1")), MK_T_COUNT);
    assert_int_equal(type_of(mk_us_long, number(0)), MK_T_NULL);
    assert_int_equal(type_of(mk_us_long, number(2000000)), MK_T_INT);
    assert_int_equal(type_of(mk_us_long, number(2500000)), MK_T_REAL);
    assert_int_equal(type_of(mk_us_long, number(-1)), MK_T_COUNT);
    assert_int_equal(type_of(mk_us_long, text("")), MK_T_COUNT);
    assert_int_equal(type_of(mk_cocoa_s_ever, number(-63114076800)), MK_T_NULL);
    assert_int_equal(type_of(mk_cocoa_s_ever, number(-63114076700)), MK_T_COUNT);
    assert_int_equal(type_of(mk_cocoa_s_ever, number(1)), MK_T_TIME);
}

static void qualifiers_above_the_low_byte_do_not_matter(void **state)
{
    static const struct mk_name names[] = { { 1, "typed" }, { 0 } };
    struct mk_value v = { .type = MK_T_NULL };
    struct mk_cell in = number(805306369);
    (void)state;
    assert_null(mk_low_byte(&v, &in, names));
    assert_true(mk_span_is(v.s, "typed"));
    in = number(2);
    assert_non_null(mk_low_byte(&v, &in, names));
    in = text("typed");
    assert_non_null(mk_low_byte(&v, &in, names));
    assert_string_equal(mk_dangling(&v, &in, "gone"), "gone");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_told_apart_by_size),
        cmocka_unit_test(a_host_is_what_an_address_names),
        cmocka_unit_test(what_stands_for_nothing_has_no_value),
        cmocka_unit_test(qualifiers_above_the_low_byte_do_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
