#include "host/case/case.h"
#include "parsers/base/time.h"
#include "tests/lib/mkcase.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>

/* What a search is narrowed by: it finds what a look at each record would. */

#define N   400
#define DAY (INT64_C(86400) * MK_US)

struct made {
    enum mk_kind kind;
    bool deleted;
    int64_t time_us; /* INT64_MIN: none */
};

static char dir[64];
static struct mk_error err;
static struct mk_case *c;
static struct made made[N + 1]; /* by record id */
static uint64_t state = 2024;

static uint64_t any(void) /* xorshift64* (Vigna 2016) */
{
    state ^= state >> 12;
    state ^= state << 25;
    state ^= state >> 27;
    return state * 0x2545f4914f6cdd1du;
}

/* About the edges of days and of spans of days, far away, and at both ends of what can be said. */
static int64_t any_time(void)
{
    static const int64_t odd[] = {
        INT64_MIN + 1, INT64_MAX - 1, 0, -1, -40000 * DAY, 200000 * DAY
    };
    if (any() % 16 == 0)
        return odd[any() % 6];
    int64_t days = (int64_t)(any() % 700) * (any() % 3 ? 1 : 16) + 17000;
    return days * DAY + (int64_t)(any() % 3) - 1;
}

static void record(struct mk_buf *b, int64_t row, const struct made *r, const char *text)
{
    size_t m = mk_put_record(b, r->kind == MK_CALL ? 2 : 1, &row), p;
    if (r->time_us != INT64_MIN)
        mk_put_time(b, MK_TIME, r->time_us, 0);
    mk_put_text(b, MK_TEXT, mk_str(text));
    if (r->deleted) {
        p = mk_put_open(b, MK_SOURCE, MK_T_OBJECT);
        mk_put_text(b, MK_STATE, mk_str("freeblock"));
        mk_put_end(b, p);
    }
    mk_put_end(b, m);
}

static void take_in(char mark, int64_t first, int64_t n, const char *text)
{
    struct mk_buf items;
    mk_buf_init(&items, 1 << 20);
    mkcase_head(&items, 1, MK_MESSAGE, "r1:");
    mkcase_head(&items, 2, MK_CALL, "r2:");
    for (int64_t i = first; i < first + n; i++)
        record(&items, i, &made[i], text);
    mkcase_take(c, mark, &items);
}

static int begin_case(void **s)
{
    (void)s;
    stock_dir(dir);
    assert_int_equal(mk_case_open(&c, dir, "a.lab", true, &err), 0);
    for (int i = 1; i <= N; i++)
        made[i] = (struct made){ any() % 4 ? MK_MESSAGE : MK_CALL, any() % 5 == 0,
                                 any() % 8 ? any_time() : INT64_MIN };
    return 0;
}

static int end_case(void **s)
{
    (void)s;
    mk_case_free(c);
    stock_remove(dir);
    return 0;
}

static char found[N + 2];

static int mark(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    (void)u;
    (void)e;
    found[r->id]++;
    return 0;
}

static bool fits(const struct made *r, const struct mk_search *q)
{
    bool timed = q->from_us != INT64_MIN || q->until_us != INT64_MIN;
    return (!q->kind || r->kind == q->kind) &&
           (q->state == MK_STATE_ANY || r->deleted == (q->state == MK_STATE_DELETED)) &&
           (!timed || r->time_us != INT64_MIN) &&
           (q->from_us == INT64_MIN || r->time_us >= q->from_us) &&
           (q->until_us == INT64_MIN || r->time_us < q->until_us);
}

static void a_search_finds_what_a_look_at_each_record_does(void **s)
{
    (void)s;
    uint64_t hits = 0;
    take_in('a', 1, N / 2, "word");
    take_in('b', N / 2 + 1, N / 2, "word");
    for (int i = 0; i < 600; i++) {
        struct mk_search q = { .query = "word",
                               .kind = any() % 2 ? MK_KIND_NONE : MK_CALL,
                               .state = any() % 3,
                               .from_us = any() % 4 ? any_time() : INT64_MIN,
                               .until_us = any() % 4 ? any_time() : INT64_MIN,
                               .ranked = any() % 2,
                               .limit = 1000 };
        memset(found, 0, sizeof found);
        assert_int_equal(mk_case_search(c, &q, mark, NULL, &err), 0);
        for (int64_t k = 1; k <= N; k++) {
            assert_int_equal(found[k], fits(&made[k], &q));
            hits += (uint64_t)found[k];
        }
    }
    assert_true(hits > 1000);
}

static void neither_a_text_nor_a_query_says_a_fact(void **s)
{
    (void)s;
    const struct mk_search call = { "word", MK_CALL, INT64_MIN, INT64_MIN, .limit = 100 };
    struct mk_search asked = { "\1\1k5", MK_KIND_NONE, INT64_MIN, INT64_MIN, .limit = 100 };
    made[1] = (struct made){ MK_MESSAGE, false, 17000 * DAY };
    take_in('a', 1, 1, "\1\1k5\n\1\1x\nword");
    memset(found, 0, sizeof found);
    assert_int_equal(mk_case_search(c, &call, mark, NULL, &err), 0);
    assert_int_equal(found[1], 0);
    assert_int_equal(mk_case_search(c, &asked, mark, NULL, &err), 0);
    assert_int_equal(found[1], 1); /* "k5" is a word of it */
    asked.query = "\1\1k1";
    assert_int_equal(mk_case_search(c, &asked, mark, NULL, &err), 0);
    asked.query = "\"\1\1k1\"";
    assert_int_equal(mk_case_search(c, &asked, mark, NULL, &err), 0);
    assert_int_equal(found[1], 1);
}

static void what_has_no_time_is_listed_by_kind_page_by_page(void **s)
{
    (void)s;
    int64_t last = 0;
    take_in('a', 1, N / 2, "word");
    take_in('b', N / 2 + 1, N / 2, "word");
    memset(found, 0, sizeof found);
    for (int64_t k = 1; k <= N; k++)
        last = made[k].kind == MK_CALL && made[k].time_us == INT64_MIN ? k : last;
    for (int64_t after = 0; after < last;) {
        assert_int_equal(mk_case_timeless(c, 0, MK_CALL, after, 3, mark, NULL, &err), 0);
        for (after = N; after > 0 && !found[after]; after--)
            ;
    }
    for (int64_t k = 1; k <= N; k++)
        assert_int_equal(found[k], made[k].kind == MK_CALL && made[k].time_us == INT64_MIN);
    memset(found, 0, sizeof found);
    assert_int_equal(mk_case_timeless(c, 2, MK_KIND_NONE, 0, 1000, mark, NULL, &err), 0);
    for (int64_t k = 1; k <= N; k++)
        assert_int_equal(found[k], k > N / 2 && made[k].time_us == INT64_MIN);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin_case, end_case)
    const struct CMUnitTest tests[] = {
        T(a_search_finds_what_a_look_at_each_record_does),
        T(neither_a_text_nor_a_query_says_a_fact),
        T(what_has_no_time_is_listed_by_kind_page_by_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
