#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/base/time.h"
#include "parsers/engine/conv.h"
#include "parsers/engine/conv_android.h"
#include "parsers/format/local_time.h"
#include <math.h>
#include <stdio.h>
#include <time.h>

/* Every conversion of a stored value to a time, at every edge. */

#define I(v)                                                                                       \
    {                                                                                              \
        .kind = MK_C_INT, .i = (v)                                                                 \
    }
#define R(v)                                                                                       \
    {                                                                                              \
        .kind = MK_C_REAL, .r = (v)                                                                \
    }
#define S(v)                                                                                       \
    {                                                                                              \
        .kind = MK_C_TEXT, .s = {(const uint8_t *)(v), sizeof(v) - 1 }                             \
    }
#define FAR  "!time out of range"
#define NOT  "!not an integer"
#define NONE "-"

struct row {
    mk_conv *conv;
    struct mk_cell in;
    const char *is; /* ISO 8601; NONE; "!why" */
};

static void check(const struct row *t, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char iso[MK_ISO_MAX + 80] = NONE;
        struct mk_value v = { .type = MK_T_NULL };
        const char *why = t[i].conv(&v, &t[i].in, NULL);
        if (why)
            snprintf(iso, sizeof iso, "!%s", why);
        else if (v.type == MK_T_TIME)
            mk_time_iso(iso, v.i, v.digits);
        else
            assert_int_equal(v.type, MK_T_NULL);
        if (strcmp(iso, t[i].is) != 0)
            fail_msg("row %zu: %s is not %s", i, iso, t[i].is);
    }
}
#define CHECK(t) check(t, sizeof(t) / sizeof *(t))

static void seconds_of_1970(void **state)
{
    static const struct row t[] = {
        { mk_unix_s, I(0), NONE },
        { mk_unix_s, R(0.0), NONE },
        { mk_unix_s, R(-0.0), NONE },
        { mk_unix_s, I(-1), "1969-12-31T23:59:59Z" },
        { mk_unix_s, R(-0.5), "1969-12-31T23:59:59.500000Z" },
        { mk_unix_s, R(1e-7), "1970-01-01T00:00:00.000000Z" },
        { mk_unix_s, R(1700000000.123456), "2023-11-14T22:13:20.123456Z" },
        { mk_unix_s, I(951782400), "2000-02-29T00:00:00Z" },
        { mk_unix_s, I(4107542400), "2100-03-01T00:00:00Z" }, /* no leap year */
        { mk_unix_s, I(2147483648), "2038-01-19T03:14:08Z" },
        { mk_unix_s, I(-2147483649), "1901-12-13T20:45:51Z" },
        { mk_unix_s, I(4294967296), "2106-02-07T06:28:16Z" },
        { mk_unix_s, I(253402300799), "9999-12-31T23:59:59Z" },
        { mk_unix_s, I(253402300800), FAR },
        { mk_unix_s, R(253402300800.0), FAR },
        { mk_unix_s, I(-62135596800), "0001-01-01T00:00:00Z" },
        { mk_unix_s, I(-62135596801), FAR },
        { mk_unix_s, R(-62135596800.5), FAR },
        { mk_unix_s, I(INT64_MAX), FAR },
        { mk_unix_s, I(INT64_MIN), FAR },
        { mk_unix_s, R(1e300), FAR },
        { mk_unix_s, R(-1e300), FAR },
        { mk_unix_s, R(INFINITY), FAR },
        { mk_unix_s, R(NAN), FAR },
        { mk_unix_s, S("1700000000"), NOT },
        { mk_unix_s_text, S("1700000000"), "2023-11-14T22:13:20Z" },
        { mk_unix_s_text, S("2147483648"), "2038-01-19T03:14:08Z" },
        { mk_unix_s_text, I(-1), "1969-12-31T23:59:59Z" },
        { mk_unix_s_text, R(1.5), "1970-01-01T00:00:01.500000Z" },
        { mk_unix_s_text, S("0"), NONE },
        { mk_unix_s_text, S("000"), NONE },
        { mk_unix_s_text, S(""), NONE },
        { mk_unix_s_text, S("253402300800"), FAR },
        { mk_unix_s_text, S("999999999999999999"), FAR },
        { mk_unix_s_text, S("9223372036854775808"), "!no decimal number" },
        { mk_unix_s_text, S("1.5"), "!no decimal number" },
        { mk_unix_s_text, S("1 "), "!no decimal number" },
        { mk_unix_s_text, I(INT64_MIN), FAR },
    };
    (void)state;
    CHECK(t);
}

static void parts_of_seconds_of_1970(void **state)
{
    static const struct row t[] = {
        { mk_unix_ms, I(0), NONE },
        { mk_unix_ms, I(1), "1970-01-01T00:00:00.001Z" },
        { mk_unix_ms, I(-1), "1969-12-31T23:59:59.999Z" },
        { mk_unix_ms, I(-1000), "1969-12-31T23:59:59.000Z" },
        { mk_unix_ms, I(2147483648000), "2038-01-19T03:14:08.000Z" },
        { mk_unix_ms, I(253402300799999), "9999-12-31T23:59:59.999Z" },
        { mk_unix_ms, I(253402300800000), FAR },
        { mk_unix_ms, I(-62135596800000), "0001-01-01T00:00:00.000Z" },
        { mk_unix_ms, I(-62135596800001), FAR },
        { mk_unix_ms, I(INT64_MAX), FAR },
        { mk_unix_ms, I(INT64_MIN), FAR },
        { mk_unix_ms, R(1e12), NOT },
        { mk_unix_us, I(0), NONE },
        { mk_unix_us, I(-1), "1969-12-31T23:59:59.999999Z" },
        { mk_unix_us, I(2147483648000001), "2038-01-19T03:14:08.000001Z" },
        { mk_unix_us, I(253402300799999999), "9999-12-31T23:59:59.999999Z" },
        { mk_unix_us, I(253402300800000000), FAR },
        { mk_unix_us, I(-62135596800000000), "0001-01-01T00:00:00.000000Z" },
        { mk_unix_us, I(-62135596800000001), FAR },
        { mk_unix_us, I(INT64_MAX), FAR },
        { mk_unix_us, I(INT64_MIN), FAR },
        { mk_unix_us, S(""), NOT },
        { mk_unix_ms_set, I(-1), NONE },
        { mk_unix_ms_set, I(INT64_MIN), NONE },
        { mk_unix_ms_set, I(0), NONE },
        { mk_unix_ms_set, I(2147483648001), "2038-01-19T03:14:08.001Z" },
        { mk_unix_ms_set, I(INT64_MAX), FAR },
        { mk_unix_ms_set, R(1), NOT },
        { mk_expires_ms, I(0), NONE },
        { mk_expires_ms, I(-1), NONE },
        { mk_expires_ms, I(-2), "1969-12-31T23:59:59.998Z" },
        { mk_expires_ms, I(INT64_MAX), FAR }, /* "never" of some apps is no time */
        { mk_expires_ms, I(INT64_MIN), FAR },
        { mk_expires_ms, S("-1"), NOT },
        { mk_unix_s_or_ms, I(0), NONE },
        { mk_unix_s_or_ms, I(-1), "1969-12-31T23:59:59Z" },
        { mk_unix_s_or_ms, I(-99999999999), FAR },
        { mk_unix_s_or_ms, I(INT64_MIN), FAR },
        { mk_unix_s_or_ms, I(253402300800000), FAR },
        { mk_unix_ms_or_us, I(-1), "1969-12-31T23:59:59.999Z" },
        { mk_unix_ms_or_us, I(INT64_MAX), FAR },
        { mk_unix_ms_or_us, R(1.5), NOT },
    };
    (void)state;
    CHECK(t);
}

static void times_of_apple(void **state)
{
    static const struct row t[] = {
        { mk_cocoa_s, I(0), NONE },
        { mk_cocoa_s, I(1), "2001-01-01T00:00:01Z" },
        { mk_cocoa_s, R(-0.25), "2000-12-31T23:59:59.750000Z" },
        { mk_cocoa_s, I(-978307201), "1969-12-31T23:59:59Z" },
        { mk_cocoa_s, R(-978307200.0), "1970-01-01T00:00:00.000000Z" },
        { mk_cocoa_s, R(721692800.123456), "2023-11-14T22:13:20.123456Z" },
        { mk_cocoa_s, I(1169176448), "2038-01-19T03:14:08Z" },
        { mk_cocoa_s, I(252423993599), "9999-12-31T23:59:59Z" },
        { mk_cocoa_s, I(252423993600), FAR },
        { mk_cocoa_s, R(63113904000.0),
          "4001-01-01T00:00:00.000000Z" }, /* distantFuture: it stands */
        { mk_cocoa_s, I(INT64_MAX), FAR },
        { mk_cocoa_s, I(INT64_MIN), FAR },
        { mk_cocoa_s, R(NAN), FAR },
        { mk_cocoa_s, S("1"), NOT },
        { mk_cocoa_s_ever, I(-63114076800), NONE }, /* distantPast of Foundation */
        { mk_cocoa_s_ever, R(-63114076800.0), NONE },
        { mk_cocoa_s_ever, R(0.5), "2001-01-01T00:00:00.500000Z" },
        { mk_cocoa_s_ever, I(0), NONE },
        { mk_cocoa_s_ever, I(INT64_MIN), FAR },
        { mk_cocoa_s_ever, R(-INFINITY), FAR },
        { mk_cocoa_ns, I(0), NONE },
        { mk_cocoa_ns, I(999), "2001-01-01T00:00:00.000000Z" },
        { mk_cocoa_ns, I(-1), "2000-12-31T23:59:59.999999Z" }, /* towards the past */
        { mk_cocoa_ns, I(721692800123456789), "2023-11-14T22:13:20.123456Z" },
        { mk_cocoa_ns, I(1169176448000000000), "2038-01-19T03:14:08.000000Z" },
        { mk_cocoa_ns, I(-978307200000000001), "1969-12-31T23:59:59.999999Z" },
        { mk_cocoa_ns, I(INT64_MAX), "2293-04-11T23:47:16.854775Z" },
        { mk_cocoa_ns, I(INT64_MIN), "1708-09-22T00:12:43.145224Z" },
        { mk_cocoa_ns, R(1.5), NOT },
    };
    (void)state;
    CHECK(t);
}

static void times_of_webkit(void **state)
{
    static const struct row t[] = {
        { mk_webkit_us, I(0), NONE },
        { mk_webkit_us, I(1), "1601-01-01T00:00:00.000001Z" },
        { mk_webkit_us, I(-1), "1600-12-31T23:59:59.999999Z" },
        { mk_webkit_us, I(11644473599999999), "1969-12-31T23:59:59.999999Z" },
        { mk_webkit_us, I(13791957248000000), "2038-01-19T03:14:08.000000Z" },
        { mk_webkit_us, I(265046774399999999), "9999-12-31T23:59:59.999999Z" },
        { mk_webkit_us, I(265046774400000000), FAR },
        { mk_webkit_us, I(-50491123200000001), FAR },
        { mk_webkit_us, I(INT64_MAX), FAR },
        { mk_webkit_us, I(INT64_MIN), FAR },
        { mk_webkit_us, R(1.5), NOT },
        { mk_webkit_us_text, S("11644473600000001"), "1970-01-01T00:00:00.000001Z" },
        { mk_webkit_us_text, S("265046774400000000"), FAR },
        { mk_webkit_us_text, S(""), NONE },
        { mk_webkit_us_text, S("-1"), "!no decimal number" },
        { mk_webkit_or_s, I(0), NONE },
        { mk_webkit_or_s, I(-2147483649), "1901-12-13T20:45:51Z" },
        { mk_webkit_or_s, I(2147483648), "2038-01-19T03:14:08Z" },
        { mk_webkit_or_s, I(265046774400000000), FAR },
        { mk_webkit_or_s, R(1.5), NOT },
    };
    (void)state;
    CHECK(t);
}

static void times_that_are_texts(void **state)
{
    static const struct row t[] = {
        { mk_iso, S("1970-01-01T00:00:00Z"), "1970-01-01T00:00:00Z" }, /* written out, it is one */
        { mk_iso, S("1969-12-31T23:59:59.999999Z"), "1969-12-31T23:59:59.999999Z" },
        { mk_iso, S("2038-01-19T03:14:08.5Z"), "2038-01-19T03:14:08.500Z" },
        { mk_iso, S("2024-02-29T12:00:00+0530"), "2024-02-29T06:30:00Z" },
        { mk_iso, S("2023-02-29T12:00:00Z"), "!no ISO 8601 time" },
        { mk_iso, S("2016-12-31T23:59:60Z"), "2017-01-01T00:00:00Z" },      /* leap second */
        { mk_iso, S("2024-03-31T01:59:59+01:00"), "2024-03-31T00:59:59Z" }, /* the clock goes on */
        { mk_iso, S("2024-03-31T03:00:00+02:00"), "2024-03-31T01:00:00Z" },
        { mk_iso, S("2024-10-27T02:30:00+02:00"), "2024-10-27T00:30:00Z" }, /* and back: twice */
        { mk_iso, S("2024-10-27T02:30:00+01:00"), "2024-10-27T01:30:00Z" },
        { mk_iso, S("2024-10-27T02:30:00"), NONE },
        { mk_iso, S("9999-12-31T23:59:59Z"), "9999-12-31T23:59:59Z" },
        { mk_iso, S("9999-12-31T23:59:59-00:01"), FAR },
        { mk_iso, S("0001-01-01T00:00:00Z"), "0001-01-01T00:00:00Z" },
        { mk_iso, S("0001-01-01T00:00:00+00:01"), FAR },
        { mk_iso, S("0000-12-31T23:59:59Z"), FAR },
        { mk_iso, S("10000-01-01T00:00:00Z"), "!no ISO 8601 time" },
        { mk_iso, S("-0001-01-01T00:00:00Z"), "!no ISO 8601 time" },
        { mk_iso, S("2024-01-01"), "!no ISO 8601 time" },
        { mk_iso, S(""), NONE },
        { mk_iso, I(INT64_MIN), "!not text" },
        { mk_instant, S("0000-01-01T00:00:00Z"), FAR },
        { mk_instant, S("2024-10-27T02:30:00.123456789+01:00"), "2024-10-27T01:30:00.123456Z" },
        { mk_instant, S("2024-10-27T02:30:00"), NONE },
        { mk_instant, S(""), NONE },
        { mk_instant, R(1.5), "!not text" },
        { mk_day_ms, I(-62167219200000), FAR }, /* year 0 */
        { mk_day_ms, I(253402300800000), FAR },
        { mk_day_ms, R(0.0), NOT },
    };
    (void)state;
    CHECK(t);
}

/* The C library's calendar as the other opinion, over all years. */
static void every_unit_agrees_with_the_calendar_of_the_library(void **state)
{
    static const struct {
        mk_conv *conv;
        int64_t a_second, epoch; /* in seconds of 1970 */
        int64_t from, to;
    } t[] = {
        { mk_unix_s, 1, 0, -62135596800, 253402300799 },
        { mk_unix_ms, 1000, 0, -62135596800, 253402300799 },
        { mk_unix_us, 1000000, 0, -62135596800, 253402300799 },
        { mk_cocoa_s, 1, 978307200, -62135596800, 253402300799 },
        { mk_cocoa_ns, 1000000000, 978307200, -8245064836, 10201679236 },
        { mk_webkit_us, 1000000, -11644473600, -62135596800, 253402300799 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        for (int64_t at = t[i].from; at <= t[i].to; at += 86399 * 97) {
            char ours[MK_ISO_MAX];
            struct mk_value v = { .type = MK_T_NULL };
            struct mk_cell in = I((at - t[i].epoch) * t[i].a_second);
            struct tm tm;
            time_t secs = at;
            if (in.i == 0)
                continue;
            assert_null(t[i].conv(&v, &in, NULL));
            assert_int_equal(v.i, at * MK_US);
            mk_time_iso(ours, v.i, 0);
            assert_non_null(gmtime_r(&secs, &tm));
            char theirs[80];
            snprintf(theirs, sizeof theirs, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
                     tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
            assert_string_equal(ours, theirs);
        }
}

/* ---- times whose zone the examiner gave ---- */

/* A TZif file, version 2 (RFC 8536), of which the footer says all. */
static void put_zone(struct mk_buf *b, const char *footer)
{
    static const uint32_t counts[] = { 0, 0, 0, 0, 1, 4 };
    for (int block = 0; block < 2; block++) {
        mk_buf_puts(b, "TZif2");
        for (int i = 0; i < 15; i++)
            mk_buf_u8(b, 0);
        for (int i = 0; i < 6; i++)
            mk_buf_u32be(b, counts[i]);
        mk_buf_u32be(b, 3600);
        mk_buf_put(b, "\0\0CET", 6);
    }
    mk_buf_printf(b, "\n%s\n", footer);
}

static void local_times_of_the_days_on_which_clocks_change(void **state)
{
    static const char twice[] = "a clock went back: this hour exists twice, the first is given";
    static const struct {
        const char *stored, *utc, *zone, *origin, *odd;
    } t[] = {
        { "2024-03-31T01:59:59", "2024-03-31T00:59:59Z", "Here", "assumed", NULL },
        { "2024-03-31T02:30:00", "2024-03-31T01:30:00Z", "Here", "assumed", NULL }, /* skipped */
        { "2024-03-31T03:00:00", "2024-03-31T01:00:00Z", "Here", "assumed", NULL },
        { "2024-10-27T01:59:59", "2024-10-26T23:59:59Z", "Here", "assumed", NULL },
        { "2024-10-27T02:30:00", "2024-10-27T00:30:00Z", "Here", "assumed", twice },
        { "2024-10-27T03:00:00", "2024-10-27T02:00:00Z", "Here", "assumed", NULL },
        { "2050-07-01T12:00:00.25", "2050-07-01T10:00:00.250Z", "Here", "assumed", NULL },
        { "1960-01-01T00:00:00", "1959-12-31T23:00:00Z", "Here", "assumed", NULL },
        { "2024-10-27T02:30:00+01:00", "2024-10-27T01:30:00Z", "+01:00", "stored", NULL },
        { "2024-10-27T02:30:00-03:30", "2024-10-27T06:00:00Z", "-03:30", "stored", NULL },
        { "2024-10-27T02:30:00Z", "2024-10-27T02:30:00Z", "", NULL, NULL },
    };
    struct mk_buf b;
    struct mk_zone *zone;
    struct mk_error e;
    struct mk_local_time l;
    struct mk_stamp s;
    (void)state;
    mk_buf_init(&b, 1000);
    put_zone(&b, "CET-1CEST,M3.5.0,M10.5.0/3");
    assert_int_equal(mk_zone_new(&zone, mk_str("Here"), mk_buf_span(&b), &e), 0);
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        assert_true(mk_time_read(&s, mk_str(t[i].stored)));
        const char *odd = mk_local_time_of(&l, &s, false, zone);
        assert_string_equal(l.utc, t[i].utc);
        assert_string_equal(l.zone, t[i].zone);
        assert_string_equal(l.zone_origin ? l.zone_origin : "", t[i].origin ? t[i].origin : "");
        assert_string_equal(odd ? odd : "", t[i].odd ? t[i].odd : "");
    }
    assert_true(mk_time_read(&s, mk_str("2024-10-27T02:30:00")));
    assert_null(mk_local_time_of(&l, &s, true, zone)); /* the document's rule: it is UTC */
    assert_string_equal(l.utc, "2024-10-27T02:30:00Z");
    assert_null(mk_local_time_of(&l, &s, false, NULL)); /* nobody knows */
    assert_string_equal(l.utc, "");
    assert_null(l.zone_origin);
    mk_zone_free(zone);
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(seconds_of_1970),
        cmocka_unit_test(parts_of_seconds_of_1970),
        cmocka_unit_test(times_of_apple),
        cmocka_unit_test(times_of_webkit),
        cmocka_unit_test(times_that_are_texts),
        cmocka_unit_test(every_unit_agrees_with_the_calendar_of_the_library),
        cmocka_unit_test(local_times_of_the_days_on_which_clocks_change),
    };
    return cmocka_run_group_tests_name("conv_time", tests, NULL, NULL);
}
