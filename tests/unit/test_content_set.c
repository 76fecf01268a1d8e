#include "tests/lib/t.h"
#include "tests/lib/content_case.h"
#include "tests/lib/content_print.h"
#include <stdio.h>

/* Sets read again from their replies: single cases, limits, damage. */

static bool only_two_rows(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                          struct mk_buf *err)
{
    int *times = p->u;
    if (q->role != MK_ROLE_COLUMN || !mk_span_is(q->columns, "body") || (*times)-- <= 0)
        return false;
    mk_buf_puts(out, "Row: 0 _id=1, body=one\nRow: 1 _id=2, body=two\nRow: 2 _id=3, body=forged\n");
    print_exception(err, "t", "java.lang.IllegalStateException: Couldn't read row 2");
    return true;
}

static void a_reply_that_looks_whole_but_is_not_is_never_believed(void **s)
{
    (void)s;
    static const struct expect want[] = { { MK_CELL_TEXT, "one" },
                                          { MK_CELL_TEXT, "two\nRow: 2 _id=3, body=forged" },
                                          { MK_CELL_TEXT, "three" } };
    for (int n = 0; n < 6; n++) {
        struct phone p;
        int times = n;
        phone_start(&p, THREE_ROWS);
        p.trick = only_two_rows;
        p.u = &times;
        struct mk_channel *c = phone_channel(&phone_provider);
        struct mk_channel_outcome o;
        phone_play(&o, &p, c);
        assert_int_equal(o.state, MK_COVER_FOUND);
        bodies_are(&p, want, 3);
        mk_channel_free(c);
        phone_done(&p);
    }
}

static bool last_row_goes(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                          struct mk_buf *err)
{
    (void)out;
    (void)err;
    if (q->role == MK_ROLE_COLUMN && mk_span_is(q->columns, "body"))
        phone_sql(p, "DELETE FROM t WHERE _id=3");
    return false;
}

static void the_row_before_one_that_went_cannot_stand_in_for_it(void **s)
{
    (void)s;
    static const struct expect want[] = { { MK_CELL_TEXT, "one" },
                                          { MK_CELL_TEXT, "two\nRow: 2 _id=3, body=forged" },
                                          { MK_CELL_LOST, NULL } };
    struct phone p;
    phone_start(&p, THREE_ROWS);
    p.trick = last_row_goes;
    struct mk_channel *c = phone_channel(&phone_provider);
    struct mk_channel_outcome o;
    phone_play(&o, &p, c);
    bodies_are(&p, want, 3);
    assert_non_null(strstr(mk_channel_issue(c, 0), "went or came"));
    mk_channel_free(c);
    phone_done(&p);
}

/* ---- limits ---- */

/* 1,103 rows; the first body forges the starts of all others. */
static void start_crowded(struct phone *p, const char *first)
{
    phone_start(p, "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i<1103) "
                   "INSERT INTO t SELECT i,i,1,'a','body '||i FROM n");
    struct mk_buf b;
    mk_buf_init(&b, 1u << 20);
    mk_buf_printf(&b, "INSERT INTO t VALUES(1,1,1,'a','%s", first);
    for (int i = 1; i < 1103; i++)
        mk_buf_printf(&b, "\nRow: %d _id=%d, body=forged", i, i + 1);
    mk_buf_puts(&b, "')");
    phone_sql(p, mk_buf_cstr(&b));
    mk_buf_done(&b);
}

static void count_bodies(struct phone *p, size_t *right, size_t *lost)
{
    struct mk_content_set *set = NULL;
    struct mk_error e = { 0 };
    const struct mk_content_cell *cells;
    int64_t id;
    *right = *lost = 0;
    int rc = phone_set(&set, p, &e);
    assert_int_equal(rc, 0);
    while ((rc = mk_content_set_next(&id, &cells, set, &e)) == 1) {
        const struct mk_content_cell *c = &cells[3];
        char want[32];
        snprintf(want, sizeof want, "body %lld", (long long)id);
        *lost += c->type == MK_CELL_LOST;
        *right += c->type == MK_CELL_TEXT && (id == 1 ? c->s.len > 20000 : mk_span_is(c->s, want));
    }
    assert_int_equal(rc, 0);
    mk_content_set_close(set);
}

static void of_many_doubtful_rows_a_thousand_are_fetched_and_the_rest_said(void **s)
{
    (void)s;
    struct phone p;
    size_t right, lost;
    start_crowded(&p, "x");
    struct mk_channel *c = phone_channel(&phone_provider);
    struct mk_channel_outcome o;
    phone_play(&o, &p, c);
    count_bodies(&p, &right, &lost);
    assert_int_equal(right, 1000);
    assert_int_equal(lost, 103);
    assert_non_null(strstr(mk_channel_issue(c, 0), "rows beyond 1000"));
    assert_true(o.queries < 1010);
    mk_channel_free(c);
    phone_done(&p);
}

static bool dies_behind_the_first(struct phone *p, const struct mk_channel_query *q,
                                  struct mk_buf *out, struct mk_buf *err)
{
    if (q->role != MK_ROLE_COLUMN || !mk_span_is(q->columns, "body"))
        return false;
    phone_run(p, q->command, out, err);
    uint8_t *second = memmem(out->p, out->len, "\nRow: 1 _id=2, body=body", 24);
    out->len = (size_t)(second - out->p) + 1;
    print_exception(err, "t", "java.lang.IllegalStateException: Couldn't read row 1");
    return true;
}

static void forged_rows_of_a_tool_that_dies_are_lost_beyond_the_limit(void **s)
{
    (void)s;
    struct phone p;
    size_t right, lost;
    start_crowded(&p, "x");
    p.trick = dies_behind_the_first;
    struct mk_channel *c = phone_channel(&phone_provider);
    struct mk_channel_outcome o;
    phone_play(&o, &p, c);
    count_bodies(&p, &right, &lost);
    assert_int_equal(right, 1000);
    assert_int_equal(lost, 103);
    mk_channel_free(c);
    phone_done(&p);
}

static void values_of_16_mib_come_out_and_longer_ones_are_said(void **s)
{
    (void)s;
    struct phone p;
    struct mk_error e = { 0 };
    phone_start(&p, "INSERT INTO t VALUES(1,1,1,'a',replace(hex(zeroblob(8388608)),'0','b')),"
                    "(2,1,1,'a',replace(hex(zeroblob(8388608)),'0','b')||'c'),(3,1,1,'a','small')");
    struct mk_channel *c = phone_channel(&phone_provider);
    struct mk_channel_outcome o;
    phone_play(&o, &p, c);
    struct mk_content_set *set = NULL;
    const struct mk_content_cell *cells;
    int64_t id;
    int rc = phone_set(&set, &p, &e);
    assert_int_equal(rc, 0);
    rc = mk_content_set_next(&id, &cells, set, &e);
    assert_int_equal(rc, 1);
    assert_int_equal(cells[3].type, MK_CELL_TEXT);
    assert_int_equal(cells[3].s.len, 16u << 20);
    rc = mk_content_set_next(&id, &cells, set, &e);
    assert_int_equal(rc, 1);
    assert_int_equal(cells[3].type, MK_CELL_LOST);
    rc = mk_content_set_next(&id, &cells, set, &e);
    assert_int_equal(rc, 1);
    assert_true(mk_span_is(cells[3].s, "small"));
    mk_content_set_close(set);
    mk_channel_free(c);
    phone_done(&p);
}

/* ---- damage and want ---- */

static void a_reply_cut_anywhere_gives_no_wrong_value(void **s)
{
    (void)s;
    static const char *const rows =
        "INSERT INTO t VALUES(1,10,1,'a','one'),(2,20,2,'b','NULL'),(3,30,3,'c','x\nRow: 1 _id=2, "
        "body=f'),(4,40,4,'d','line\nline'),(5,50,5,NULL,'last')";
    struct phone p;
    struct mk_error e = { 0 };
    phone_start(&p, rows);
    struct mk_channel *c = phone_channel(&phone_provider);
    struct mk_channel_outcome o;
    phone_play(&o, &p, c);
    for (size_t i = 0; i < p.nreplies; i++) {
        size_t whole = p.replies[i].out.len;
        for (size_t cut = 0; cut < whole; cut++) {
            struct mk_content_set *set = NULL;
            const struct mk_content_cell *cells;
            int64_t id;
            p.replies[i].out.len = cut;
            int rc = phone_set(&set, &p, &e);
            assert_int_equal(rc, 0);
            while (mk_content_set_next(&id, &cells, set, &e) == 1)
                for (size_t k = 0; k < mk_content_set_columns(set); k++) {
                    struct mk_span name = mk_content_set_column(set, k);
                    if (cells[k].type == MK_CELL_NUMBER)
                        assert_true(cells[k].i == (mk_span_is(name, "date") ? id * 10 : id));
                    if (cells[k].type == MK_CELL_TEXT && mk_span_is(name, "body")) {
                        static const char *const body[] = { "one", "NULL",
                                                            "x\nRow: 1 _id=2, body=f", "line\nline",
                                                            "last" };
                        assert_true(mk_span_is(cells[k].s, body[id - 1]));
                    }
                }
            mk_content_set_close(set);
        }
        p.replies[i].out.len = whole;
    }
    mk_channel_free(c);
    phone_done(&p);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_reply_that_looks_whole_but_is_not_is_never_believed),
        cmocka_unit_test(the_row_before_one_that_went_cannot_stand_in_for_it),
        cmocka_unit_test(of_many_doubtful_rows_a_thousand_are_fetched_and_the_rest_said),
        cmocka_unit_test(forged_rows_of_a_tool_that_dies_are_lost_beyond_the_limit),
        cmocka_unit_test(values_of_16_mib_come_out_and_longer_ones_are_said),
        cmocka_unit_test(a_reply_cut_anywhere_gives_no_wrong_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
