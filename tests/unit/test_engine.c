#include "tests/lib/t.h"

#include "parsers/engine/conv.h"
#include "parsers/engine/store.h"
#include "tests/lib/fault.h"
#include <stdio.h>

static struct mk_cell text(const char *s)
{
    return (struct mk_cell){ .kind = MK_C_TEXT, .s = mk_str(s) };
}

static struct mk_cell number(int64_t v)
{
    return (struct mk_cell){ .kind = MK_C_INT, .i = v };
}

static struct mk_cell real(double v)
{
    return (struct mk_cell){ .kind = MK_C_REAL, .r = v };
}

static struct mk_cell blob(void)
{
    return (struct mk_cell){ .kind = MK_C_BLOB, .s = mk_str("b") };
}

/* What a conversion made, as text: "-" for none, "!why" for an issue. */
static const char *made(mk_conv *conv, struct mk_cell in, const void *arg)
{
    static char out[200];
    struct mk_buf b;
    struct mk_value v = { .type = MK_T_NULL };
    const char *why = conv(&v, &in, arg);
    if (why) {
        snprintf(out, sizeof out, "!%s", why);
        return out;
    }
    mk_buf_init(&b, 4096);
    struct mk_json j = mk_json(&b);
    if (v.type == MK_T_TEXT)
        mk_buf_put(&b, v.s.p, v.s.len);
    else if (v.type == MK_T_INT)
        mk_json_int(&j, v.i);
    else if (v.type == MK_T_REAL)
        mk_json_real(&j, v.r);
    else if (v.type == MK_T_TIME)
        mk_json_iso(&j, v.i, v.digits);
    else
        mk_buf_puts(&b, v.type == MK_T_TRUE ? "true" : v.type == MK_T_FALSE ? "false" : "-");
    snprintf(out, sizeof out, "%s", mk_buf_cstr(&b));
    mk_buf_done(&b);
    return out;
}

#define IS(conv, in, arg, expected) assert_string_equal(made(conv, in, arg), expected)

static void texts_are_taken_as_they_are(void **state)
{
    (void)state;
    IS(mk_text, text("a"), NULL, "a");
    IS(mk_text, text(""), NULL, "");
    IS(mk_text, number(INT64_MIN), NULL, "-9223372036854775808");
    IS(mk_text, number(0), NULL, "0");
    IS(mk_text, blob(), NULL, "!not text");
    IS(mk_text, real(1), NULL, "!not text");
    IS(mk_text_some, text(""), NULL, "-");
    IS(mk_text_some, text("x"), NULL, "x");
}

static void numbers_keep_their_type(void **state)
{
    (void)state;
    IS(mk_integer, number(-5), NULL, "-5");
    IS(mk_integer, text("5"), NULL, "!not an integer");
    IS(mk_integer, real(5), NULL, "!not an integer");
    IS(mk_real, real(0.5), NULL, "0.5");
    IS(mk_real, number(2), NULL, "2");
    IS(mk_real, text("2"), NULL, "!not a number");
    IS(mk_latitude, real(-90), NULL, "-90");
    IS(mk_latitude, real(90.5), NULL, "!out of range");
    IS(mk_longitude, number(180), NULL, "180");
    IS(mk_longitude, number(-181), NULL, "!out of range");
    IS(mk_longitude, text("5"), NULL, "!not a number");
    IS(mk_any, real(0.5), NULL, "0.5");
    IS(mk_any, number(-2), NULL, "-2");
    IS(mk_any, text("2x"), NULL, "2x");
    IS(mk_any, blob(), NULL, "!not text");
    IS(mk_bool, number(0), NULL, "false");
    IS(mk_bool, number(1), NULL, "true");
    IS(mk_bool, number(2), NULL, "!neither 0 nor 1");
    IS(mk_bool, text("1"), NULL, "!neither 0 nor 1");
    IS(mk_seconds, number(0), NULL, "0");
    IS(mk_seconds, number(-1), NULL, "!negative duration");
    IS(mk_seconds, real(1), NULL, "!not an integer");
    IS(mk_positive, number(-1), NULL, "-");
    IS(mk_positive, number(0), NULL, "0");
    IS(mk_positive, text("x"), NULL, "!not an integer");
    IS(mk_not_zero, number(0), NULL, "-");
    IS(mk_not_zero, number(7), NULL, "7");
}

static void codes_have_names_or_are_refused(void **state)
{
    static const struct mk_name names[] = { { 1, "one" }, { 0, "" }, { -1, "minus" }, { 0 } };
    static const int64_t mask = 4;
    (void)state;
    IS(mk_named, number(1), names, "one");
    IS(mk_named, number(-1), names, "minus");
    IS(mk_named, number(0), names, "-");
    IS(mk_named, number(2), names, "!code not known");
    IS(mk_named, text("1"), names, "!not an integer");
    IS(mk_named_text, text("1"), names, "one");
    IS(mk_named_text, number(1), names, "one");
    IS(mk_named_text, text(""), names, "!not an integer");
    IS(mk_named_text, text("1x"), names, "!not an integer");
    IS(mk_named_text, text("99999999999999999999"), names, "!not an integer");
    IS(mk_video, number(5), &mask, "video");
    IS(mk_video, number(3), &mask, "voice");
    IS(mk_video, text(""), &mask, "!not an integer");
    IS(mk_fixed, number(1), "said", "said");
    IS(mk_fixed, number(0), "said", "-");
}

static void texts_are_times_only_with_a_zone(void **state)
{
    (void)state;
    IS(mk_iso, text("2024-05-01T12:00:00Z"), NULL, "\"2024-05-01T12:00:00Z\"");
    IS(mk_iso, text("2024-05-01T12:00:00.1+02:00"), NULL, "\"2024-05-01T10:00:00.100Z\"");
    IS(mk_iso, text("2024-05-01 12:00:00.1234567-0330"), NULL, "\"2024-05-01T15:30:00.123456Z\"");
    IS(mk_iso, text("2024-05-01T12:00:00"), NULL, "-");
    IS(mk_iso, text(""), NULL, "-");
    IS(mk_iso, text("yesterday"), NULL, "!no ISO 8601 time");
    IS(mk_iso, number(1), NULL, "!not text");
    IS(mk_instant, text("1969-12-31T23:59:59.5Z"), NULL, "\"1969-12-31T23:59:59.500Z\"");
}

static void paths_are_named_by_the_first_glob(void **state)
{
    static const struct mk_glob globs[] = { { "*/Sent/*", "out" }, { "*/Media/*", "in" }, { 0 } };
    (void)state;
    IS(mk_by_glob, text("a/Media/Sent/b.jpg"), globs, "out");
    IS(mk_by_glob, text("a/Media/b.jpg"), globs, "in");
    IS(mk_by_glob, text("b.jpg"), globs, "-");
    IS(mk_by_glob, text(""), globs, "-");
    IS(mk_by_glob, number(1), globs, "!no path");
}

static void phones_are_derived_without_guessing(void **state)
{
    (void)state;
    IS(mk_phone, text("+442079460958"), NULL, "+442079460958");
    IS(mk_phone, text("+44 (20) 7946-0958"), NULL, "+442079460958");
    IS(mk_phone, text("+1.555.010.0199"), NULL, "+15550100199");
    IS(mk_phone, text("+1234567"), NULL, "+1234567");
    IS(mk_phone, text("+123456"), NULL, "-");
    IS(mk_phone, text("+123456789012345"), NULL, "+123456789012345");
    IS(mk_phone, text("+1234567890123456"), NULL, "-");
    IS(mk_phone, text("020 7946 0958"), NULL, "-");
    IS(mk_phone, text("00442079460958"), NULL, "-");
    IS(mk_phone, text("+0442079460958"), NULL, "-");
    IS(mk_phone, text("+442079460958,,9"), NULL, "-");
    IS(mk_phone, text("+44207946095a"), NULL, "-");
    IS(mk_phone, text("++442079460958"), NULL, "-");
    IS(mk_phone, text(""), NULL, "-");
    IS(mk_phone, text("+                                                 1234567"), NULL, "-");
    IS(mk_phone, number(442079460958), NULL, "-");
}

static void times_of_all_units_and_edges(void **state)
{
    (void)state;
    IS(mk_unix_s, number(1), NULL, "\"1970-01-01T00:00:01Z\"");
    IS(mk_unix_s, number(-1), NULL, "\"1969-12-31T23:59:59Z\"");
    IS(mk_unix_s, number(2147483648), NULL, "\"2038-01-19T03:14:08Z\"");
    IS(mk_unix_s, real(1.5), NULL, "\"1970-01-01T00:00:01.500000Z\"");
    IS(mk_unix_s, number(0), NULL, "-");
    IS(mk_unix_s, number(INT64_MAX), NULL, "!time out of range");
    IS(mk_unix_s, number(253402300800), NULL, "!time out of range"); /* year 10000 */
    IS(mk_unix_s, number(253402300799), NULL, "\"9999-12-31T23:59:59Z\"");
    IS(mk_unix_s, number(-62135596801), NULL, "!time out of range"); /* year 0 */
    IS(mk_unix_ms, number(-1), NULL, "\"1969-12-31T23:59:59.999Z\"");
    IS(mk_unix_ms, number(1383065788038), NULL, "\"2013-10-29T16:56:28.038Z\"");
    IS(mk_unix_ms, text("1383065788038"), NULL, "!not an integer");
    IS(mk_unix_ms, real(1.5), NULL, "!not an integer");
    IS(mk_unix_ms, blob(), NULL, "!not an integer");
    IS(mk_unix_us, number(1), NULL, "\"1970-01-01T00:00:00.000001Z\"");
    IS(mk_cocoa_s, number(-978307200), NULL, "\"1970-01-01T00:00:00Z\"");
    IS(mk_cocoa_s, real(0.25), NULL, "\"2001-01-01T00:00:00.250000Z\"");
    IS(mk_cocoa_s, real(1e300), NULL, "!time out of range");
    IS(mk_cocoa_ns, number(1000000000), NULL, "\"2001-01-01T00:00:01.000000Z\"");
    IS(mk_webkit_us, number(11644473600000000), NULL, "\"1970-01-01T00:00:00.000000Z\"");
}

static void store_finds_rows_of_a_key_in_their_order(void **state)
{
    struct mk_store s;
    size_t first;
    (void)state;
    mk_store_init(&s, 2, 1 << 20);
    const char *keys[] = { "b", "a", "b", "c", "b" };
    for (int i = 0; i < 5; i++) {
        struct mk_cell row[] = { text(keys[i]), number(i) };
        assert_true(mk_store_add(&s, 10 + i, row));
    }
    struct mk_cell none[] = { { .kind = MK_C_NULL }, real(0.5) }, got[2], key = text("b");
    assert_true(mk_store_add(&s, 99, none));
    mk_store_sort(&s);
    assert_int_equal(mk_store_find(&first, &s, &key), 3);
    for (size_t i = 0; i < 3; i++) {
        mk_store_get(got, &s, first + i);
        assert_int_equal(got[1].i, 2 * i);
        assert_int_equal(mk_store_row(&s, first + i)->row, 10 + 2 * i);
    }
    key = text("bb");
    assert_int_equal(mk_store_find(&first, &s, &key), 0);
    key = number(1);
    assert_int_equal(mk_store_find(&first, &s, &key), 0);
    assert_int_equal(mk_store_find(&first, &s, &none[0]), 0); /* NULL equals nothing */
    mk_store_done(&s);
}

/* Every key between, below and above, in both directions and at random, against plain counting. */
static void store_finds_keys_far_apart_in_any_order(void **state)
{
    enum { ROWS = 300 };
    struct mk_store s;
    int64_t keys[ROWS];
    (void)state;
    mk_store_init(&s, 1, 1 << 20);
    for (int i = 0; i < ROWS; i++) {
        keys[i] = i < 20 ? 5000 : (int64_t)i * i * 97 - 90000; /* one key has many rows */
        struct mk_cell row[] = { number(keys[i]) };
        assert_true(mk_store_add(&s, i + 1, row));
    }
    mk_store_sort(&s);
    assert_non_null(s.keys);
    for (int64_t probe = 0; probe < 3 * ROWS; probe++) {
        int64_t way = probe / ROWS, i = probe % ROWS;
        int64_t k = keys[way == 0 ? i : way == 1 ? ROWS - 1 - i : i * 7919 % ROWS] + probe % 3 - 1;
        struct mk_cell key = number(k);
        size_t first, n = 0;
        for (int r = 0; r < ROWS; r++)
            n += keys[r] == k;
        assert_int_equal(mk_store_find(&first, &s, &key), n);
        if (n)
            assert_int_equal(keys[mk_store_row(&s, first)->row - 1], k);
    }
    struct mk_cell least = number(INT64_MIN), most = number(INT64_MAX);
    size_t first;
    assert_int_equal(mk_store_find(&first, &s, &most), 0);
    assert_int_equal(mk_store_find(&first, &s, &least), 0);
    mk_store_done(&s);
}

static void store_stops_at_its_memory(void **state)
{
    struct mk_store s;
    struct mk_cell row[] = { number(1) };
    size_t n = 0, first;
    (void)state;
    mk_store_init(&s, 1, 1 << 20);
    while (mk_store_add(&s, 1, row) && n < 1 << 20)
        n++;
    assert_true(n > 1000 && n < 1 << 20);
    assert_true(s.full);
    mk_store_sort(&s);
    assert_int_equal(mk_store_find(&first, &s, row), n);
    mk_store_done(&s);
}

static void store_survives_a_lack_of_memory(void **state)
{
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_store s;
        struct mk_cell row[] = { text("some key") };
        mk_store_init(&s, 1, 1 << 20);
        for (int i = 0; i < 200; i++)
            if (!mk_store_add(&s, i, row))
                assert_true(s.full);
        mk_store_done(&s);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_taken_as_they_are),
        cmocka_unit_test(numbers_keep_their_type),
        cmocka_unit_test(codes_have_names_or_are_refused),
        cmocka_unit_test(texts_are_times_only_with_a_zone),
        cmocka_unit_test(paths_are_named_by_the_first_glob),
        cmocka_unit_test(phones_are_derived_without_guessing),
        cmocka_unit_test(times_of_all_units_and_edges),
        cmocka_unit_test(store_finds_rows_of_a_key_in_their_order),
        cmocka_unit_test(store_finds_keys_far_apart_in_any_order),
        cmocka_unit_test(store_stops_at_its_memory),
        cmocka_unit_test(store_survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests_name("engine", tests, NULL, NULL);
}
