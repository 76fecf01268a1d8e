#include "firmware/acquire/progress.h"
#include "tests/lib/t.h"
#include <stdio.h>

#define S 1000000LL

static struct mk_progress at(uint64_t done, uint64_t bytes)
{
    struct mk_progress p = { .what = "files", .total = 1000, .bytes_total = 4000000000 };
    p.nmarks = 1; /* one mark at the second 100, with nothing done */
    p.marks[0].at_us = 100 * S;
    p.done = done;
    p.bytes = bytes;
    return p;
}

static const char *words(const struct mk_progress *p, int64_t now_us)
{
    static char out[512];
    struct mk_buf b;
    mk_buf_init(&b, sizeof out);
    mk_progress_words(&b, p, now_us);
    snprintf(out, sizeof out, "%.*s", (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
    return out;
}

static void rate_and_time_left_come_from_what_moved(void **state)
{
    (void)state;
    struct mk_progress p = at(250, 1000000000);
    struct mk_pace pace = mk_progress_pace(&p, 110 * S);
    assert_int_equal(pace.rate, 100000000);
    assert_int_equal(pace.left_s, 30);
    assert_string_equal(words(&p, 110 * S),
                        "files                    250 of 1,000, 953.7 MiB of 3.7 GiB, 95.4 MiB/s, "
                        "about 30 s left");
}

static void without_known_bytes_the_count_tells(void **state)
{
    (void)state;
    struct mk_progress p = at(250, 10);
    p.bytes_total = 0;
    assert_int_equal(mk_progress_pace(&p, 110 * S).left_s, 30);
    p.total = 0;
    assert_int_equal(mk_progress_pace(&p, 110 * S).left_s, -1);
}

static void a_rate_over_an_instant_is_not_told(void **state)
{
    (void)state;
    struct mk_progress p = at(250, 1000000000);
    assert_int_equal(mk_progress_pace(&p, 101 * S).rate, 0);
    assert_int_equal(mk_progress_pace(&p, 101 * S).left_s, -1);
}

static void what_a_run_before_had_taken_is_no_speed(void **state)
{
    (void)state;
    struct mk_progress p = at(0, 0);
    mk_progress_pass(&p, 900, 3000000000);
    p.bytes += 100000000;
    struct mk_pace pace = mk_progress_pace(&p, 110 * S);
    assert_int_equal(pace.rate, 10000000);
    assert_int_equal(pace.left_s, 90);
}

static void a_phone_that_stands_still_has_no_time_left(void **state)
{
    (void)state;
    struct mk_progress p = at(250, 0);
    assert_int_equal(mk_progress_pace(&p, 110 * S).left_s, -1);
    p.bytes = p.bytes_total; /* all of it is there */
    p.marks[0].bytes = p.bytes;
    assert_int_equal(mk_progress_pace(&p, 110 * S).left_s, 0);
}

/* Through the clock: ten steps a second apart cannot be waited for, but never more marks are kept
 * than there is room for. */
static void marks_are_bounded(void **state)
{
    (void)state;
    struct mk_progress p = { 0 };
    mk_progress_start(&p, "x", 5);
    for (int i = 0; i < 100; i++) {
        p.marks[(p.first + p.nmarks - 1) % MK_PROGRESS_MARKS].at_us -= 2 * S;
        mk_progress_step(&p, 1, 1);
        assert_true(p.nmarks <= MK_PROGRESS_MARKS);
    }
    assert_int_equal(p.nmarks, MK_PROGRESS_MARKS);
    assert_int_equal(p.done, 100);
}

static void programs_get_the_same_as_json(void **state)
{
    (void)state;
    struct mk_progress p = at(250, 1000000000);
    struct mk_buf b;
    mk_buf_init(&b, 1024);
    p.began_us = 100 * S;
    struct mk_json j = mk_json(&b);
    mk_progress_json(&j, &p, 110 * S, true);
    assert_string_equal(mk_buf_cstr(&b),
                        "{\"event\":\"progress\",\"part\":\"files\",\"done\":250,\"total\":1000,"
                        "\"bytes\":1000000000,\"bytes_total\":4000000000,\"rate\":100000000,"
                        "\"left_s\":30,\"elapsed_ms\":10000,\"end\":true}");
    mk_buf_done(&b);
}

static void sizes_are_words(void **state)
{
    static const struct {
        uint64_t n;
        const char *text;
    } cases[] = { { 0, "0 bytes" },
                  { 1023, "1023 bytes" },
                  { 1024, "1.0 KiB" },
                  { 1048575, "1.0 MiB" },
                  { (uint64_t)1536 << 20, "1.5 GiB" },
                  { UINT64_MAX, "16777216.0 TiB" } };
    char out[24];
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        mk_bytes_words(out, cases[i].n);
        assert_string_equal(out, cases[i].text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rate_and_time_left_come_from_what_moved),
        cmocka_unit_test(without_known_bytes_the_count_tells),
        cmocka_unit_test(a_rate_over_an_instant_is_not_told),
        cmocka_unit_test(what_a_run_before_had_taken_is_no_speed),
        cmocka_unit_test(a_phone_that_stands_still_has_no_time_left),
        cmocka_unit_test(marks_are_bounded),
        cmocka_unit_test(programs_get_the_same_as_json),
        cmocka_unit_test(sizes_are_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
