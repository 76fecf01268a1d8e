#include "tests/lib/content_case.h"
#include "tests/lib/t.h"

/* What a channel asks when a scope filters it, and what it makes of phones that do not take the
 * filter. */

#define FILTER "address LIKE '%a' OR body='NULL'"

struct log {
    unsigned queries, bare; /* without the filter */
    const char *swallow;    /* commands with this in them are answered with no rows */
    const char *words;      /* or with this on standard error */
};

/* Content may be asked for through the filter only; its ids may be counted. */
static bool watch(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                  struct mk_buf *err)
{
    struct log *l = p->u;
    if (strncmp(q->command, "content query", 13) != 0)
        return false;
    l->queries++;
    bool filtered = strstr(q->command, "(" FILTER ")") != NULL;
    bool ids = strstr(q->command, "--projection '_id'") != NULL;
    l->bare += !filtered;
    assert_true(filtered || ids);
    if (!l->swallow || !strstr(q->command, l->swallow))
        return false;
    if (l->words)
        mk_buf_puts(err, l->words);
    else
        mk_buf_puts(out, "No result found.\n");
    return true;
}

static void play(struct mk_channel_outcome *o, struct phone *p, struct log *l, const char *rows,
                 const struct mk_provider *provider)
{
    struct mk_channel *c = NULL;
    struct mk_error e = { 0 };
    const struct mk_channel_spec spec = { .provider = provider,
                                          .user = -1,
                                          .from_us = INT64_MIN,
                                          .until_us = INT64_MAX,
                                          .filter = FILTER };
    phone_start(p, rows);
    p->trick = watch;
    p->u = l;
    int rc = mk_channel_new(&c, &spec, &e);
    assert_int_equal(rc, 0);
    phone_play(o, p, c);
    o->why = o->control = NULL; /* they go with the channel */
    mk_channel_free(c);
}

#define ROWS                                                                                       \
    "INSERT INTO t VALUES(1,19,1,'a','in'),(2,20,NULL,'b','out'),(3,39,1,'b','NULL'),"             \
    "(4,40,1,'ca',NULL),(5,41,'NULL','c','out')"

static void a_filter_goes_into_every_query_and_the_rest_is_counted(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { 0 };
    struct mk_channel_outcome o;
    play(&o, &p, &l, ROWS, &phone_provider);
    assert_int_equal(o.state, MK_COVER_FOUND);
    assert_true(o.rows == 3 && o.taken == 3 && o.seen == 5 && o.cut);
    assert_int_equal(l.bare, 1);
    const struct expect want[] = { { MK_CELL_TEXT, "in" },
                                   { MK_CELL_TEXT, "NULL" },
                                   { MK_CELL_NULL, NULL } };
    bodies_are(&p, want, 3);
    phone_done(&p);
}

static void no_row_in_scope_is_empty_on_a_phone_that_takes_the_filter(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { 0 };
    struct mk_channel_outcome o;
    play(&o, &p, &l, "INSERT INTO t VALUES(1,19,1,'b','x'),(2,20,2,'c','y')", &phone_provider);
    assert_int_equal(o.state, MK_COVER_EMPTY);
    assert_true(o.rows == 0 && o.seen == 2 && o.taken == 0);
    assert_int_equal(l.queries, 3); /* count, ids, probe */
    phone_done(&p);
}

static void a_filter_that_is_swallowed_in_silence_is_refused_not_empty(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { .swallow = "LIKE" };
    struct mk_channel_outcome o;
    play(&o, &p, &l, ROWS, &phone_provider);
    assert_int_equal(o.state, MK_COVER_REFUSED);
    assert_int_equal(l.bare, 1);
    phone_done(&p);
}

static void a_filter_that_is_refused_is_not_left_out(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { .swallow = "LIKE",
                     .words = "Error while accessing provider:t\n"
                              "java.lang.IllegalArgumentException: Invalid token LIKE\n" };
    struct mk_channel_outcome o;
    play(&o, &p, &l, ROWS, &phone_provider);
    assert_int_equal(o.state, MK_COVER_REFUSED);
    assert_int_equal(o.taken, 0);
    assert_int_equal(l.bare, 1);
    phone_done(&p);
}

static void what_prints_columns_unasked_is_not_counted(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { 0 };
    struct mk_channel_outcome o;
    struct mk_provider fixed = phone_provider;
    static const char *const none[] = { NULL }, *const one[] = { "address", NULL };
    fixed.fixed_columns = true;
    fixed.numbers = none;
    fixed.texts = one;
    play(&o, &p, &l, ROWS, &fixed);
    assert_true(o.rows == 3 && o.seen == MK_COVER_NONE);
    assert_int_equal(l.bare, 0);
    phone_done(&p);
}

static void a_filter_too_long_for_a_command_is_told(void **s)
{
    (void)s;
    struct mk_channel *c = NULL;
    struct mk_error e = { 0 };
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    while (b.len <= MK_CHANNEL_FILTER)
        mk_buf_puts(&b, "address='0123456789' OR ");
    const struct mk_channel_spec spec = { .provider = &phone_provider,
                                          .from_us = INT64_MIN,
                                          .until_us = INT64_MAX,
                                          .filter = mk_buf_cstr(&b) };
    assert_int_equal(mk_channel_new(&c, &spec, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_filter_goes_into_every_query_and_the_rest_is_counted),
        cmocka_unit_test(no_row_in_scope_is_empty_on_a_phone_that_takes_the_filter),
        cmocka_unit_test(a_filter_that_is_swallowed_in_silence_is_refused_not_empty),
        cmocka_unit_test(a_filter_that_is_refused_is_not_left_out),
        cmocka_unit_test(what_prints_columns_unasked_is_not_counted),
        cmocka_unit_test(a_filter_too_long_for_a_command_is_told),
    };
    return cmocka_run_group_tests_name("provider filter", tests, NULL, NULL);
}
