#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/base/time.h"
#include "parsers/base/zone.h"
#include "tests/lib/fault.h"
#include <stdio.h>
#include <stdlib.h>

/* A TZif file put together here. */
struct type {
    int32_t offset_s;
    uint8_t daylight;
};
struct tz {
    uint8_t version;
    const int64_t *at;
    const uint8_t *which;
    size_t n;
    const struct type *types;
    size_t ntypes;
    const char *footer;
    uint32_t leap;
};

static void put_block(struct mk_buf *b, const struct tz *t, bool wide, bool empty)
{
    size_t n = empty ? 0 : t->n, ntypes = empty ? 1 : t->ntypes;
    mk_buf_puts(b, "TZif");
    mk_buf_u8(b, t->version);
    for (int i = 0; i < 15; i++)
        mk_buf_u8(b, 0);
    mk_buf_u32be(b, 1);
    mk_buf_u32be(b, 1);
    mk_buf_u32be(b, t->leap);
    mk_buf_u32be(b, (uint32_t)n);
    mk_buf_u32be(b, (uint32_t)ntypes);
    mk_buf_u32be(b, 4);
    for (size_t i = 0; i < n; i++) {
        if (wide)
            mk_buf_u32be(b, (uint32_t)((uint64_t)t->at[i] >> 32));
        mk_buf_u32be(b, (uint32_t)t->at[i]);
    }
    for (size_t i = 0; i < n; i++)
        mk_buf_u8(b, t->which[i]);
    for (size_t i = 0; i < ntypes; i++) {
        mk_buf_u32be(b, (uint32_t)t->types[i].offset_s);
        mk_buf_u8(b, t->types[i].daylight);
        mk_buf_u8(b, 0);
    }
    mk_buf_put(b, "ABC", 4);
    for (uint32_t i = 0; i < t->leap * (wide ? 12 : 8); i++)
        mk_buf_u8(b, 0);
    mk_buf_put(b, "\0", 2);
}

static void put_tzif(struct mk_buf *b, const struct tz *t)
{
    mk_buf_init(b, 1 << 16);
    put_block(b, t, false, t->version >= '2');
    if (t->version >= '2') {
        put_block(b, t, true, false);
        mk_buf_printf(b, "\n%s\n", t->footer ? t->footer : "");
    }
    assert_true(mk_buf_ok(b));
}

/* Two years of a zone like Paris's: local mean time until 1891, then +1 and +2. */
static const int64_t paris_at[] = { -2486592561LL, 1679792400, 1698541200 };
static const uint8_t paris_which[] = { 1, 2, 1 };
static const struct type paris_types[] = { { 561, 0 }, { 3600, 0 }, { 7200, 1 } };
static const struct tz paris = {
    '2', paris_at, paris_which, 3, paris_types, 3, "CET-1CEST,M3.5.0,M10.5.0/3", 0
};
static const struct tz utc_like = { '2', NULL, NULL, 0, &(struct type){ 0, 0 }, 1, "UTC0", 0 };

static struct mk_zone *zone_of(const char *name, const struct tz *t)
{
    struct mk_zone *z = NULL;
    struct mk_error e = { 0 };
    struct mk_buf b;
    mk_buf_init(&b, 1);
    if (t)
        put_tzif(&b, t);
    if (mk_zone_new(&z, mk_str(name), mk_buf_span(&b), &e) != 0)
        fail_msg("%s: %s", name, e.text);
    mk_buf_done(&b);
    return z;
}

static struct mk_civil civil_of(const char *text)
{
    struct mk_civil c = { 0 };
    unsigned month, day, hour, minute, second;
    assert_int_equal(
        sscanf(text, "%d-%u-%u %u:%u:%u", &c.year, &month, &day, &hour, &minute, &second), 6);
    c.month = (uint8_t)month;
    c.day = (uint8_t)day;
    c.hour = (uint8_t)hour;
    c.minute = (uint8_t)minute;
    c.second = (uint8_t)second;
    return c;
}

struct row {
    const char *local, *utc;
    bool twice;
};

static void check_rows(const struct mk_zone *z, const struct row *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        char got[MK_ISO_MAX];
        struct mk_civil c = civil_of(rows[i].local);
        int64_t us;
        bool twice;
        if (!mk_zone_to_utc(&us, &twice, z, &c))
            fail_msg("%s: refused", rows[i].local);
        mk_time_iso(got, us, 0);
        assert_string_equal(got, rows[i].utc);
        if (twice != rows[i].twice)
            fail_msg("%s: twice %d", rows[i].local, twice);
    }
}
#define ROWS(z, ...)                                                                               \
    do {                                                                                           \
        static const struct row rows_[] = { __VA_ARGS__ };                                         \
        check_rows(z, rows_, sizeof rows_ / sizeof *rows_);                                        \
    } while (0)

static void a_zone_turns_local_times_into_utc_in_every_century(void **s)
{
    struct mk_zone *z = zone_of("Europe/Paris", &paris);
    (void)s;
    assert_string_equal(mk_zone_name(z), "Europe/Paris");
    ROWS(z, { "1-01-02 00:00:00", "0001-01-01T23:50:39Z", false },
         { "1890-01-01 00:00:00", "1889-12-31T23:50:39Z", false },
         { "1969-12-31 23:59:59", "1969-12-31T22:59:59Z", false },
         { "1970-01-01 01:00:00", "1970-01-01T00:00:00Z", false },
         { "2023-01-15 12:00:00", "2023-01-15T11:00:00Z", false },
         { "2023-07-15 12:00:00", "2023-07-15T10:00:00Z", false },
         { "2038-01-19 04:14:08", "2038-01-19T03:14:08Z", false },
         { "2040-07-01 00:00:00", "2040-06-30T22:00:00Z", false },
         { "9999-12-31 23:59:59", "9999-12-31T22:59:59Z", false });
    assert_int_equal(mk_zone_offset_s(z, 1689415200 * MK_US), 7200);
    assert_int_equal(mk_zone_offset_s(z, -1), 3600);
    mk_zone_free(z);
}

static void the_hour_that_exists_twice_gives_the_first_and_says_so(void **s)
{
    struct mk_zone *z = zone_of("Europe/Paris", &paris);
    (void)s;
    /* by a transition of the table, then by the footer's rule */
    ROWS(z, { "2023-10-29 01:59:59", "2023-10-28T23:59:59Z", false },
         { "2023-10-29 02:00:00", "2023-10-29T00:00:00Z", true },
         { "2023-10-29 02:59:59", "2023-10-29T00:59:59Z", true },
         { "2023-10-29 03:00:00", "2023-10-29T02:00:00Z", false },
         { "2031-10-26 02:30:00", "2031-10-26T00:30:00Z", true },
         { "2031-10-26 03:00:00", "2031-10-26T02:00:00Z", false });
    mk_zone_free(z);
}

static void the_hour_that_is_skipped_is_read_with_the_offset_before(void **s)
{
    struct mk_zone *z = zone_of("Europe/Paris", &paris);
    (void)s;
    ROWS(z, { "2023-03-26 01:59:59", "2023-03-26T00:59:59Z", false },
         { "2023-03-26 02:30:00", "2023-03-26T01:30:00Z", false },
         { "2023-03-26 03:00:00", "2023-03-26T01:00:00Z", false },
         { "2032-03-28 02:00:00", "2032-03-28T01:00:00Z", false },
         { "2032-03-28 03:00:00", "2032-03-28T01:00:00Z", false });
    mk_zone_free(z);
}

static void what_is_no_date_has_no_instant(void **s)
{
    static const char *const bad[] = {
        "2023-02-29 00:00:00",  "2023-00-01 00:00:00", "2023-13-01 00:00:00", "2023-04-31 00:00:00",
        "2023-01-01 24:00:00",  "2023-01-01 00:60:00", "2023-01-01 00:00:60", "0-01-01 00:00:00",
        "10000-01-01 00:00:00", "1-01-01 00:00:00", /* in UTC that is the year before */
    };
    struct mk_zone *z = zone_of("Europe/Paris", &paris), *west = zone_of("-01:00", NULL);
    int64_t us;
    bool twice;
    (void)s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_civil c = civil_of(bad[i]);
        if (mk_zone_to_utc(&us, &twice, z, &c))
            fail_msg("%s was taken", bad[i]);
    }
    struct mk_civil c = civil_of("9999-12-31 23:30:00");
    assert_false(mk_zone_to_utc(&us, &twice, west, &c));
    c = civil_of("2024-02-29 10:00:00");
    c.us = 250000;
    assert_true(mk_zone_to_utc(&us, &twice, west, &c));
    assert_int_equal(us % MK_US, 250000);
    c.us = MK_US;
    assert_false(mk_zone_to_utc(&us, &twice, west, &c));
    mk_zone_free(z);
    mk_zone_free(west);
}

static void fixed_offsets_need_no_file(void **s)
{
    static const struct {
        const char *name;
        int32_t offset_s;
    } ok[] = { { "UTC", 0 },     { "Z", 0 },      { "+02:00", 7200 }, { "-0330", -12600 },
               { "+05", 18000 }, { "-00:00", 0 }, { "+23:59", 86340 } };
    static const char *const bad[] = {
        "",
        "utc+2",
        "+2",
        "+24:00",
        "+02:60",
        "+02:0",
        "+02:000",
        "+020",
        "+02:",
        "02:00",
        "+1x:00",
        "Europe/Paris",
        "a name far too long to be one of a time zone, as nobody has such",
    };
    struct mk_zone *z;
    struct mk_error e;
    (void)s;
    for (size_t i = 0; i < sizeof ok / sizeof *ok; i++) {
        z = zone_of(ok[i].name, NULL);
        assert_int_equal(mk_zone_offset_s(z, 0), ok[i].offset_s);
        assert_string_equal(mk_zone_name(z), i == 1 ? "UTC" : ok[i].name);
        mk_zone_free(z);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (mk_zone_new(&z, mk_str(bad[i]), mk_str(NULL), &e) == 0)
            fail_msg("%s was taken", bad[i]);
        assert_int_equal(e.code, MK_EUSAGE);
    }
}

static void every_version_is_read(void **s)
{
    static const int64_t at[] = { 0, 2147483647 };
    static const uint8_t which[] = { 1, 0 };
    static const struct type types[] = { { 3600, 0 }, { 7200, 1 } };
    struct tz t = { 0, at, which, 2, types, 2, NULL, 0 };
    (void)s;
    static const uint8_t versions[] = { 0, '2', '3', '4' };
    for (size_t i = 0; i < sizeof versions; i++) {
        t.version = versions[i];
        struct mk_zone *z = zone_of("X", &t);
        assert_int_equal(mk_zone_offset_s(z, -1), 3600);
        assert_int_equal(mk_zone_offset_s(z, 0), 7200);
        assert_int_equal(mk_zone_offset_s(z, 2147483646 * MK_US), 7200);
        assert_int_equal(mk_zone_offset_s(z, 4000000000 * MK_US), 3600); /* no footer: the last */
        mk_zone_free(z);
    }
    struct mk_zone *z = zone_of("Etc/UTC", &utc_like);
    assert_int_equal(mk_zone_offset_s(z, INT64_MAX), 0);
    assert_int_equal(mk_zone_offset_s(z, INT64_MIN), 0);
    mk_zone_free(z);
}

static void refuse(struct mk_span bytes, const char *what)
{
    struct mk_zone *z;
    struct mk_error e;
    if (mk_zone_new(&z, mk_str("X"), bytes, &e) == 0)
        fail_msg("%s was taken", what);
    assert_int_equal(e.code, MK_EFORMAT);
}

static void every_truncation_is_refused(void **s)
{
    struct mk_buf b;
    (void)s;
    put_tzif(&b, &paris);
    for (size_t n = 1; n < b.len; n++) {
        uint8_t *cut = malloc(n); /* of its own, so that reading beyond shows */
        assert_non_null(cut);
        memcpy(cut, b.p, n);
        refuse(mk_span(cut, n), "a truncated file");
        free(cut);
    }
    mk_buf_done(&b);
}

static void bad_files_are_refused(void **s)
{
    static const int64_t back[] = { 5, 5 };
    static const uint8_t which[] = { 0, 0 }, outside[] = { 0, 3 };
    static const struct type far_east = { 93600, 0 }, ok = { 0, 0 };
    static const struct {
        const char *what;
        struct tz t;
    } bad[] = {
        { "times that do not ascend", { '2', back, which, 2, &ok, 1, "UTC0", 0 } },
        { "a type that is not there", { '2', paris_at, outside, 2, &ok, 1, "UTC0", 0 } },
        { "an offset beyond a day", { '2', NULL, NULL, 0, &far_east, 1, "UTC0", 0 } },
        { "leap seconds", { '2', NULL, NULL, 0, &ok, 1, "UTC0", 1 } },
        { "no types", { '2', NULL, NULL, 0, &ok, 0, "UTC0", 0 } },
        { "a footer that is no rule", { '2', NULL, NULL, 0, &ok, 1, "UTC", 0 } },
    };
    struct mk_buf b;
    (void)s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        put_tzif(&b, &bad[i].t);
        refuse(mk_buf_span(&b), bad[i].what);
        mk_buf_done(&b);
    }
    put_tzif(&b, &utc_like);
    b.p[0] = 'X';
    refuse(mk_buf_span(&b), "another magic");
    mk_buf_done(&b);
    put_tzif(&b, &utc_like);
    memset(b.p + 52 + 4 + 2 + 32, 0xff, 4); /* the second header's count of transitions */
    refuse(mk_buf_span(&b), "a huge count");
    mk_buf_done(&b);
}

static void memory_that_runs_out_is_said(void **s)
{
    struct mk_buf b;
    (void)s;
    put_tzif(&b, &paris);
    for (int n = 1; fault_arm(n); n++) {
        struct mk_zone *z = NULL;
        struct mk_error e = { 0 };
        if (mk_zone_new(&z, mk_str("X"), mk_buf_span(&b), &e) != 0)
            assert_int_equal(e.code, MK_ENOMEM);
        mk_zone_free(z);
    }
    fault_disarm();
    mk_buf_done(&b);
}

/* Only where this machine has the file. */
static void a_file_of_the_system_is_read(void **s)
{
    static uint8_t bytes[1 << 16];
    FILE *f = fopen("/usr/share/zoneinfo/America/New_York", "rb");
    struct mk_zone *z = NULL;
    struct mk_error e;
    (void)s;
    if (!f)
        skip();
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    assert_int_equal(mk_zone_new(&z, mk_str("America/New_York"), mk_span(bytes, n), &e), 0);
    ROWS(z, { "1969-07-16 09:32:00", "1969-07-16T13:32:00Z", false },
         { "2019-11-03 01:30:00", "2019-11-03T05:30:00Z", true },
         { "2024-03-10 02:30:00", "2024-03-10T07:30:00Z", false },
         { "2050-12-01 00:00:00", "2050-12-01T05:00:00Z", false });
    mk_zone_free(z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_zone_turns_local_times_into_utc_in_every_century),
        cmocka_unit_test(the_hour_that_exists_twice_gives_the_first_and_says_so),
        cmocka_unit_test(the_hour_that_is_skipped_is_read_with_the_offset_before),
        cmocka_unit_test(what_is_no_date_has_no_instant),
        cmocka_unit_test(fixed_offsets_need_no_file),
        cmocka_unit_test(every_version_is_read),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(bad_files_are_refused),
        cmocka_unit_test(memory_that_runs_out_is_said),
        cmocka_unit_test(a_file_of_the_system_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
