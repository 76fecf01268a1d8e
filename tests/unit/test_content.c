#include "tests/lib/t.h"
#include "parsers/format/content.h"
#include "tests/lib/fault.h"
#include <stdlib.h>

static int64_t three_ids[] = { 5, 7, 9 };
static struct mk_content_ids three = { .v = three_ids, .n = 3, .cap = 3, .bound = 9 };

/* Feeds a reply in pieces of `step` bytes; the feed stays, for its lists. */
static struct mk_content_feed *fed(struct mk_content_result *r, enum mk_role role,
                                   const char *columns, int64_t row, struct mk_content_ids *ids,
                                   struct mk_span out, const char *err, size_t step)
{
    struct mk_content_feed *f = NULL;
    struct mk_error e = { 0 };
    int rc = mk_content_feed_new(&f, role, mk_str(columns), row, ids, &e);
    assert_int_equal(rc, 0);
    for (size_t at = 0; at < out.len; at += step) {
        struct mk_span piece = mk_span_from(out, at);
        piece.len = piece.len < step ? piece.len : step;
        rc = mk_content_feed(f, piece, &e);
        assert_int_equal(rc, 0);
    }
    rc = mk_content_feed_err(f, mk_str(err), &e);
    assert_int_equal(rc, 0);
    rc = mk_content_feed_end(r, f, &e);
    assert_int_equal(rc, 0);
    return f;
}

static enum mk_content_answer answer(enum mk_role role, const char *columns, const char *out,
                                     const char *err)
{
    struct mk_content_result r;
    mk_content_feed_free(fed(&r, role, columns, 5, &three, mk_str(out), err, 4096));
    return r.answer;
}

static void a_list_of_ids_is_read_strictly(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "Row: 0 _id=1\nRow: 1 _id=1\n", /* not ascending */
        "Row: 0 _id=1\nRow: 2 _id=2\n", /* index left out */
        "Row: 0 _id=1\nRow: 1 _id=2",   /* cut */
        "Row: 0 _id=01\n",              /* not as Java prints it */
        "Row: 0 _id=+1\n",
        "Row: 0 _id=-0\n",
        "Row: 0 _id=9223372036854775808\n", /* above the largest */
        "Row: 0 _id=NULL\n",
        "Row: 0 _id=1, _id=2\n",
        "Row: 0 _id=1\r\n",
        "Row: 0 _id=1\n\n",
        "Row: 0 _id=1\nNo result found.\n",
    };
    struct mk_content_result r;
    struct mk_content_ids ids = { 0 };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (size_t step = 1; step < 40; step += 38) {
            mk_content_feed_free(fed(&r, MK_ROLE_IDS, "", 0, &ids, mk_str(bad[i]), "", step));
            assert_int_equal(r.answer, MK_ANSWER_BROKEN);
            assert_int_equal(ids.n, 0);
        }
    const char *good = "Row: 0 _id=-9223372036854775808\nRow: 1 _id=0\n"
                       "Row: 2 _id=9223372036854775807\n";
    mk_content_feed_free(fed(&r, MK_ROLE_IDS, "", 0, &ids, mk_str(good), "", 3));
    assert_int_equal(r.answer, MK_ANSWER_ROWS);
    assert_int_equal(ids.n, 3);
    assert_true(r.first == INT64_MIN && r.last == INT64_MAX && ids.bound == INT64_MAX);
    /* A tool that failed on the way has not given a list, whatever it looks like. */
    mk_content_feed_free(fed(&r, MK_ROLE_IDS, "", 0, &ids, mk_str("Row: 0 _id=1\n"),
                             "Error while accessing provider:sms\njava.lang.X\n", 99));
    assert_int_equal(r.answer, MK_ANSWER_BROKEN);
    assert_int_equal(ids.n, 3);
    mk_content_ids_done(&ids);
}

struct column_case {
    const char *name, *out;
    enum mk_content_answer answer;
    uint32_t flags;
    size_t nsingles;
    int64_t singles[3];
};

static const struct column_case column_cases[] = {
    { "plain",
      "Row: 0 _id=5, body=a\nRow: 1 _id=7, body=\nRow: 2 _id=9, body=c\nd\n",
      MK_ANSWER_ROWS,
      0,
      0,
      { 0 } },
    { "words",
      "Row: 0 _id=5, body=NULL\nRow: 1 _id=7, body=BLOB\nRow: 2 _id=9, body=x\n",
      MK_ANSWER_ROWS,
      3,
      0,
      { 0 } },
    { "words inside",
      "Row: 0 _id=5, body=NULLS\nRow: 1 _id=7, body=aBLOB\nRow: 2 _id=9, body=x\n",
      MK_ANSWER_ROWS,
      0,
      0,
      { 0 } },
    { "last start forged by the second",
      "Row: 0 _id=5, body=a\nRow: 1 _id=7, body=b\nRow: 2 _id=9, body=f\nRow: 2 _id=9, body=c\n",
      MK_ANSWER_ROWS,
      0,
      2,
      { 7, 9 } },
    { "first start forged by the last",
      "Row: 0 _id=5, body=a\nRow: 1 _id=7, body=b\nRow: 2 _id=9, body=c\nRow: 0 _id=5, body=f\n",
      MK_ANSWER_ROWS,
      0,
      1,
      { 5 } },
    { "forged with a wrong id",
      "Row: 0 _id=5, body=a\nRow: 1 _id=8, body=f\nRow: 1 _id=7, body=b\nRow: 2 _id=9, body=c\n",
      MK_ANSWER_ROWS,
      0,
      2,
      { 5, 7 } },
    { "a row more than listed",
      "Row: 0 _id=5, body=a\nRow: 1 _id=7, body=b\nRow: 2 _id=9, body=c\nRow: 3 _id=11, body=f\n",
      MK_ANSWER_ROWS,
      0,
      1,
      { 9 } },
    { "other column forged",
      "Row: 0 _id=5, body=a\nRow: 1 _id=7, type=2\nRow: 1 _id=7, body=b\nRow: 2 _id=9, body=c\n",
      MK_ANSWER_ROWS,
      0,
      0,
      { 0 } },
    { "a row went",
      "Row: 0 _id=5, body=a\nRow: 1 _id=9, body=c\n",
      MK_ANSWER_BROKEN,
      0,
      3,
      { 5, 7, 9 } },
    { "a row came, another went",
      "Row: 0 _id=5, body=a\nRow: 1 _id=8, body=c\nRow: 2 _id=9, body=c\n",
      MK_ANSWER_BROKEN,
      0,
      3,
      { 5, 7, 9 } },
    { "no last newline",
      "Row: 0 _id=5, body=a\nRow: 1 _id=7, body=b\nRow: 2 _id=9, body=c",
      MK_ANSWER_BROKEN,
      0,
      3,
      { 5, 7, 9 } },
    { "an error behind the last row, both streams in one",
      "Row: 0 _id=5, body=a\nRow: 1 _id=7, body=b\nRow: 2 _id=9, body=c\n"
      "Error while accessing provider:sms\n",
      MK_ANSWER_ROWS,
      0,
      1,
      { 9 } },
};

/* Whatever steps the reply comes in. */
static void check_cases(const struct column_case *cases, size_t n, enum mk_role role,
                        const char *columns)
{
    for (size_t i = 0; i < n; i++) {
        const struct column_case *c = &cases[i];
        for (size_t step = 1; step < 80; step++) {
            struct mk_content_result r;
            struct mk_content_feed *f = fed(&r, role, columns, 0, &three, mk_str(c->out), "", step);
            if (r.answer != c->answer || r.nsingles != c->nsingles || r.flags != c->flags)
                fail_msg("%s, steps of %zu: answer %d, %zu singles, flags %u", c->name, step,
                         r.answer, r.nsingles, r.flags);
            for (size_t k = 0; k < c->nsingles; k++)
                assert_true(r.singles[k] == c->singles[k]);
            mk_content_feed_free(f);
        }
    }
}

static void a_column_is_believed_only_where_starts_are_unique(void **s)
{
    (void)s;
    check_cases(column_cases, sizeof column_cases / sizeof *column_cases, MK_ROLE_COLUMN, "body");
}

static const struct column_case number_cases[] = {
    { "plain",
      "Row: 0 _id=5, date=1, type=-2\nRow: 1 _id=7, date=NULL, type=0\n"
      "Row: 2 _id=9, date=1.5E10, type=9223372036854775807\n",
      MK_ANSWER_ROWS,
      1,
      0,
      { 0 } },
    { "text",
      "Row: 0 _id=5, date=1, type=x\nRow: 1 _id=7, date=1, type=1\nRow: 2 _id=9, date=1, "
      "type=BLOB\n",
      MK_ANSWER_ROWS,
      0,
      2,
      { 5, 9 } },
    { "a field more",
      "Row: 0 _id=5, date=1, type=1, type=1\nRow: 1 _id=7, date=1, type=1\n"
      "Row: 2 _id=9, date=1, type=1\n",
      MK_ANSWER_ROWS,
      0,
      1,
      { 5 } },
    { "the last row forges an earlier one behind it",
      "Row: 0 _id=5, date=1, type=1\nRow: 1 _id=7, date=1, type=1\nRow: 2 _id=9, date=1, type=1\n"
      "Row: 0 _id=5, date=3, type=3\n",
      MK_ANSWER_ROWS,
      0,
      2,
      { 5, 9 } },
    { "the first forges the second",
      "Row: 0 _id=5, date=1, type=1\nRow: 1 _id=7, date=3, type=3\nRow: 1 _id=7, date=1, type=1\n"
      "Row: 2 _id=9, date=1, type=1\n",
      MK_ANSWER_ROWS,
      0,
      2,
      { 5, 7 } },
    { "a line that is none",
      "Row: 0 _id=5, date=1, type=1\n\nRow: 1 _id=7, date=1, type=1\n"
      "Row: 2 _id=9, date=1, type=1\n",
      MK_ANSWER_ROWS,
      0,
      1,
      { 5 } },
};

static void a_row_of_numbers_has_to_fit_its_grammar(void **s)
{
    (void)s;
    check_cases(number_cases, sizeof number_cases / sizeof *number_cases, MK_ROLE_NUMBERS,
                "date:type");
}

static void a_tool_that_failed_after_rows_has_given_no_reply(void **s)
{
    (void)s;
    /* The first row forges the others, and the second is one that the tool dies of. */
    const char *out = "Row: 0 _id=5, body=a\nRow: 1 _id=7, body=f\nRow: 2 _id=9, body=f\n";
    struct mk_content_result r;
    mk_content_feed_free(fed(&r, MK_ROLE_COLUMN, "body", 0, &three, mk_str(out),
                             "Error while accessing provider:sms\n"
                             "android.database.sqlite.SQLiteBlobTooBigException: Row too big\n",
                             99));
    assert_int_equal(r.answer, MK_ANSWER_BROKEN);
    assert_int_equal(r.nsingles, 3);
    assert_non_null(strstr(r.why, "Exception"));
}

static void a_row_on_its_own_has_no_ambiguity(void **s)
{
    (void)s;
    struct mk_content_result r;
    mk_content_feed_free(fed(&r, MK_ROLE_ROW, "body", 5, &three,
                             mk_str("Row: 0 _id=5, body=a\nRow: 0 _id=5, body=b\n"), "", 1));
    assert_int_equal(r.answer, MK_ANSWER_ROWS);
    mk_content_feed_free(
        fed(&r, MK_ROLE_ROW, "body", 5, &three, mk_str("Row: 0 _id=5, body=NULL\n"), "", 1));
    assert_int_equal(r.flags, MK_CONTENT_HAS_NULL_WORD);
    assert_int_equal(answer(MK_ROLE_ROW, "body", "Row: 0 _id=6, body=a\n", ""), MK_ANSWER_BROKEN);
    assert_int_equal(answer(MK_ROLE_ROW, "body", "Row: 0 _id=5, body=a", ""), MK_ANSWER_BROKEN);
}

static void a_second_list_names_what_went_and_came_and_what_is_doubtful(void **s)
{
    (void)s;
    struct mk_content_result r;
    struct mk_content_ids ids = { 0 };
    mk_content_feed_free(fed(&r, MK_ROLE_IDS, "", 0, &ids,
                             mk_str("Row: 0 _id=1\nRow: 1 _id=2\nRow: 2 _id=3\nRow: 3 _id=4\n"), "",
                             99));
    struct mk_content_feed *f =
        fed(&r, MK_ROLE_AFTER, "", 0, &ids,
            mk_str("Row: 0 _id=1\nRow: 1 _id=3\nRow: 2 _id=4\nRow: 3 _id=8\n"), "", 1);
    assert_int_equal(r.answer, MK_ANSWER_ROWS);
    assert_int_equal(r.nchanged, 2);
    assert_true(r.changed[0] == 2 && r.changed[1] == 8);
    assert_int_equal(r.nsingles, 2);
    assert_true(r.singles[0] == 3 && r.singles[1] == 4);
    assert_int_equal(ids.n, 3); /* 8 lies above what the queries ask for */
    assert_true(ids.v[1] == 3 && ids.bound == 4);
    mk_content_feed_free(f);
    mk_content_ids_done(&ids);
}

static void columns_that_are_no_names_are_refused(void **s)
{
    (void)s;
    static const char *const bad[] = { "", "a b", "a:", ":a", "_id", "a'b", "1a", "a\nb", "a::b" };
    struct mk_content_feed *f = NULL;
    struct mk_error e;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int rc = mk_content_feed_new(&f, MK_ROLE_NUMBERS, mk_str(bad[i]), 0, &three, &e);
        assert_int_equal(rc, -1);
        rc = mk_content_feed_new(&f, MK_ROLE_COLUMN, mk_str(bad[i]), 0, &three, &e);
        assert_int_equal(rc, -1);
        rc = mk_content_feed_new(&f, MK_ROLE_ROW, mk_str(bad[i]), 0, &three, &e);
        assert_int_equal(rc, -1);
        assert_null(f);
    }
}

static void a_selection_gives_its_values_and_counts_its_rows(void **s)
{
    (void)s;
    struct mk_content_result r;
    static const char good[] = "Row: 0 _id=9\nRow: 1 _id=-7, address=+254 712, x\n"
                               "Row: 2 _id=NULL\nRow: 3 _id=9\n";
    for (size_t step = 1; step < 60; step += 13) {
        struct mk_content_feed *f =
            fed(&r, MK_ROLE_CONTROL, "_id", 0, &three, mk_str(good), "", step);
        assert_int_equal(r.answer, MK_ANSWER_ROWS);
        assert_true(r.rows == 4 && r.nsingles == 3);
        assert_true(r.singles[0] == 9 && r.singles[1] == -7 && r.singles[2] == 9);
        mk_content_feed_free(f);
    }
    static const char *const bad[] = {
        "Row: 0 _id=9\nRow: 0 _id=8\n",                          /* one of them is forged */
        "Row: 0 _id=9, address=a\nRow: 1 _id=8\nRow: 1 _id=7\n", /* by an address */
        "Row: 0 _id=9",
        "Row: 0 _id=x\n",
        "Row: 0 _id=1.5\n",
        "Row: 0 thread_id=9\n",
        "Row: 0 _id=9\nnonsense\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_content_feed *f =
            fed(&r, MK_ROLE_CONTROL, "_id", 0, &three, mk_str(bad[i]), "", 4096);
        assert_true(r.answer != MK_ANSWER_ROWS && r.nsingles == 0);
        mk_content_feed_free(f);
    }
    assert_int_equal(answer(MK_ROLE_CONTROL, "_id", "No result found.\n", ""), MK_ANSWER_EMPTY);
    assert_int_equal(
        answer(MK_ROLE_CONTROL, "_id", "", "java.lang.IllegalArgumentException: Invalid token x\n"),
        MK_ANSWER_ERROR);
}

static int feed_faulty(enum mk_role role, const char *columns, const char *out,
                       struct mk_content_ids *ids)
{
    struct mk_content_feed *f = NULL;
    struct mk_content_result r;
    struct mk_error e;
    int rc = mk_content_feed_new(&f, role, mk_str(columns), 5, ids, &e);
    if (rc == 0)
        rc = mk_content_feed(f, mk_str(out), &e);
    if (rc == 0)
        rc = mk_content_feed_err(f, mk_str("a warning\n"), &e);
    if (rc == 0)
        rc = mk_content_feed_end(&r, f, &e);
    mk_content_feed_free(f);
    return rc;
}

static void a_feed_survives_every_failing_allocation(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_content_ids ids = { 0 };
        int rc = feed_faulty(MK_ROLE_IDS, "", "Row: 0 _id=5\nRow: 1 _id=7\n", &ids);
        if (rc == 0)
            rc = feed_faulty(MK_ROLE_COLUMN, "body",
                             "Row: 0 _id=5, body=x\nRow: 1 _id=7, body=y\nRow: 0 _id=5, body=\n",
                             &ids);
        if (rc == 0)
            rc = feed_faulty(MK_ROLE_NUMBERS, "a:b",
                             "Row: 0 _id=5, a=x, b=1\nRow: 1 _id=7, a=1, b=1\n", &ids);
        if (rc == 0)
            rc = feed_faulty(MK_ROLE_ROW, "body", "Row: 0 _id=5, body=x\n", &ids);
        if (rc == 0)
            rc = feed_faulty(MK_ROLE_CONTROL, "_id", "Row: 0 _id=7\n", &ids);
        if (rc == 0)
            rc = feed_faulty(MK_ROLE_AFTER, "", "Row: 0 _id=7\n", &ids);
        fault_disarm();
        assert_int_equal(rc == 0, !fault_fired());
        mk_content_ids_done(&ids);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_of_ids_is_read_strictly),
        cmocka_unit_test(a_column_is_believed_only_where_starts_are_unique),
        cmocka_unit_test(a_row_of_numbers_has_to_fit_its_grammar),
        cmocka_unit_test(a_tool_that_failed_after_rows_has_given_no_reply),
        cmocka_unit_test(a_row_on_its_own_has_no_ambiguity),
        cmocka_unit_test(a_second_list_names_what_went_and_came_and_what_is_doubtful),
        cmocka_unit_test(columns_that_are_no_names_are_refused),
        cmocka_unit_test(a_selection_gives_its_values_and_counts_its_rows),
        cmocka_unit_test(a_feed_survives_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
