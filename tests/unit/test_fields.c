#include "tests/lib/t.h"

#include "parsers/engine/engine.h"
#include "parsers/table/grid.h"
#include <stdio.h>

/* A table of one row: when a call began, and how long it took. */
struct doc {
    struct mk_cell begin, duration;
    bool read;
};

static const struct mk_grid_table tables[] = {
    { "calls", (const char *const[]){ "begin", "duration", NULL } },
    { 0 },
};

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    (void)g;
    (void)e;
    ((struct doc *)u)->read = false;
    return 0;
}

static void put(struct mk_grid *g, size_t column, const struct mk_cell *c)
{
    if (c->kind == MK_C_INT)
        mk_grid_int(g, column, c->i);
    else if (c->kind == MK_C_REAL)
        mk_grid_real(g, column, c->r);
    else if (c->kind == MK_C_TEXT)
        mk_grid_text(g, column, c->s);
    else if (c->kind == MK_C_LOST)
        mk_grid_lost(g, column, "burnt");
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    (void)e;
    if (d->read)
        return 0;
    d->read = true;
    mk_grid_row(g, 0, 1);
    put(g, 0, &d->begin);
    put(g, 1, &d->duration);
    return 1;
}

static const struct mk_grid_ops ops = { start, step, NULL };

static const struct mk_field fields[] = {
    { MK_TIMES, "c.begin", mk_unix_s, .sub = MK_END, .given = "c.duration", .plus = true },
    { 0 },
};
static const struct mk_query queries[] = { { MK_CALL, "c", "calls", NULL, fields }, { 0 } };
static const struct mk_app app = { .id = "calls", .version = 1, .queries = queries };

static const struct mk_field names[] = {
    { MK_NAME, "c.begin", mk_text_some, .given = "c.duration", .plus = true },
    { MK_NAME, "c.begin", mk_text_some },
    { 0 },
};
static const struct mk_query name_queries[] = { { MK_CONTACT, "c", "calls", NULL, names }, { 0 } };
static const struct mk_app name_app = { .id = "names", .version = 1, .queries = name_queries };

static int take(void *u, struct mk_span items, struct mk_error *e)
{
    struct mk_buf *b = u;
    mk_buf_put(b, items.p, items.len);
    return mk_buf_ok(b) ? 0 : mk_fail(e, MK_ENOMEM, "test");
}

static int issue(void *u, const struct mk_issue *i, struct mk_error *e)
{
    (void)u;
    (void)e;
    fail_msg("%s", i->why);
    return -1;
}

static int cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    (void)u;
    (void)e;
    assert_int_equal(c->records, 1);
    return 0;
}

static struct mk_cell number(int64_t i)
{
    return (struct mk_cell){ .kind = MK_C_INT, .i = i };
}

static struct mk_cell text(const char *s)
{
    return (struct mk_cell){ .kind = MK_C_TEXT, .s = mk_str(s) };
}

static struct mk_cell real(double r)
{
    return (struct mk_cell){ .kind = MK_C_REAL, .r = r };
}

#define NONE ((struct mk_cell){ .kind = MK_C_NULL })
#define LOST ((struct mk_cell){ .kind = MK_C_LOST })

/* The record that an app makes of it as a line of JSON. */
static const char *line_of(const struct mk_app *by, struct mk_cell begin, struct mk_cell duration)
{
    static char out[2000];
    struct doc d = { begin, duration, false };
    struct mk_buf items, json;
    struct mk_tables t;
    struct mk_lines *l;
    struct mk_error e;
    size_t used;
    mk_buf_init(&items, 1 << 20);
    mk_buf_init(&json, sizeof out - 1);
    const struct mk_sink sink = { take, issue, cover, &items };
    const struct mk_input in = { .file = mk_str("f"), .route = "file", .expected = true };
    assert_int_equal(mk_grid_new(&t, tables, &ops, &d, 0, &e), 0);
    assert_int_equal(mk_app_run(by, &t, &in, &sink, &e), 0);
    mk_grid_close(&t);
    assert_int_equal(mk_lines_new(&l, &e), 0);
    assert_int_equal(mk_lines_feed(l, &json, mk_buf_span(&items), &used, &e), 0);
    snprintf(out, sizeof out, "%s", mk_buf_cstr(&json));
    mk_lines_free(l);
    mk_buf_done(&items);
    mk_buf_done(&json);
    return out;
}

static const char *line(struct mk_cell begin, struct mk_cell duration)
{
    return line_of(&app, begin, duration);
}

#define HAS(text_of, part) assert_non_null(strstr(text_of, part))

static void an_end_is_the_beginning_and_the_duration(void **state)
{
    static const struct {
        int64_t begin, duration;
        const char *end;
    } t[] = {
        { 1700000000, 61, "2023-11-14T22:14:21Z" }, { -10, 20, "1970-01-01T00:00:10Z" },
        { -10, 10, "1970-01-01T00:00:00Z" }, /* though 0 itself stands for none */
        { 2147483647, 1, "2038-01-19T03:14:08Z" },  { 253402300798, 1, "9999-12-31T23:59:59Z" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        char part[80];
        const char *got = line(number(t[i].begin), number(t[i].duration));
        snprintf(part, sizeof part, "\"times\":{\"end\":\"%s\"}", t[i].end);
        HAS(got, part);
        assert_null(strstr(got, "issues"));
    }
}

static void a_duration_may_be_a_real_and_negative(void **state)
{
    (void)state;
    HAS(line(number(1700000000), real(61.0)), "\"times\":{\"end\":\"2023-11-14T22:14:21Z\"}");
    HAS(line(number(1700000000), real(-20.0)), "\"times\":{\"end\":\"2023-11-14T22:13:00Z\"}");
}

static void without_a_beginning_or_a_duration_there_is_no_end_and_no_issue(void **state)
{
    const struct mk_cell t[][2] = {
        { NONE, number(5) },      { number(1700000000), NONE },
        { number(0), number(5) }, { number(1700000000), number(0) },
        { NONE, NONE },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        const char *got = line(t[i][0], t[i][1]);
        assert_null(strstr(got, "times"));
        assert_null(strstr(got, "issues"));
    }
}

static void an_end_that_cannot_be_is_an_issue_and_keeps_what_was_stored(void **state)
{
    const struct {
        struct mk_cell begin, duration;
        const char *why;
    } t[] = {
        { number(253402300799), number(1), "time out of range" }, /* year 10000 */
        { number(1700000000), number(INT64_MAX), "time out of range" },
        { number(1700000000), number(INT64_MAX / 1000000), "time out of range" },
        { number(1700000000), number(-1), "negative duration" },
        { number(1700000000), number(INT64_MIN), "negative duration" },
        { number(1700000000), text("61"), "not a time and seconds" },
        { number(1700000000), real(1e300), "time out of range" },
        { number(1700000000), LOST, "not a time and seconds" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        char part[120];
        const char *got = line(t[i].begin, t[i].duration);
        snprintf(part, sizeof part, "{\"field\":\"times.end\",\"why\":\"%s\"}", t[i].why);
        HAS(got, part);
        snprintf(part, sizeof part, "\"raw\":{\"begin\":%lld}", (long long)t[i].begin.i);
        HAS(got, part);
        assert_null(strstr(got, "\"times\""));
    }
    HAS(line(text("noon"), number(5)), "{\"field\":\"times.end\",\"why\":\"not an integer\"}");
    HAS(line(text("noon"), number(5)), "\"raw\":{\"begin\":\"6e6f6f6e\"}");
}

static void a_name_is_the_first_and_the_last(void **state)
{
    (void)state;
    HAS(line_of(&name_app, text("Ann"), text("Example")), "\"name\":\"Ann Example\"");
    HAS(line_of(&name_app, text("Ann"), NONE), "\"name\":\"Ann\"");
    HAS(line_of(&name_app, text("Ann"), text("")), "\"name\":\"Ann\"");
    HAS(line_of(&name_app, text("Ann"), number(7)), "\"name\":\"Ann\"");
    HAS(line_of(&name_app, text("Ann"), number(7)), "{\"field\":\"name\",\"why\":\"not a text\"}");
    assert_null(strstr(line_of(&name_app, NONE, text("Example")), "\"name\":"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_name_is_the_first_and_the_last),
        cmocka_unit_test(an_end_is_the_beginning_and_the_duration),
        cmocka_unit_test(a_duration_may_be_a_real_and_negative),
        cmocka_unit_test(without_a_beginning_or_a_duration_there_is_no_end_and_no_issue),
        cmocka_unit_test(an_end_that_cannot_be_is_an_issue_and_keeps_what_was_stored),
    };
    return cmocka_run_group_tests_name("fields", tests, NULL, NULL);
}
