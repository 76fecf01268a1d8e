#include "tests/lib/t.h"

#include "parsers/table/grid.h"
#include "tests/lib/fault.h"
#include <stdio.h>
#include <stdlib.h>

/* A document that is a string: 'p' a person, 'n' a number, '?' something odd, '!' unreadable. */
struct doc {
    const char *text, *at;
    bool freed;
};

static const struct mk_grid_table tables[] = {
    { "people", (const char *const[]){ "name", "age", NULL } },
    { "numbers", (const char *const[]){ "value", NULL } },
    { 0 },
};

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    (void)g;
    (void)e;
    d->at = d->text;
    return 0;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct doc *d = u;
    char c = *d->at;
    if (!c)
        return 0;
    d->at++;
    if (c == 'p') {
        mk_grid_row(g, 0, 0);
        mk_grid_text(g, 0, mk_str("Ana"));
        mk_grid_doubt(g, 0, "doubtful");
        mk_grid_lost(g, 1, "burnt");
    } else if (c == 'n') {
        mk_grid_row(g, 1, 100 + (d->at - d->text));
        mk_grid_int(g, 0, 7);
    } else if (c == '?') {
        mk_grid_remark(g, "odd at %d", (int)(d->at - d->text));
    } else {
        return mk_fail(e, MK_EFORMAT, "unreadable");
    }
    return 1;
}

static void done(void *u)
{
    ((struct doc *)u)->freed = true;
}

static const struct mk_grid_ops ops = { start, step, done };

static void rows_of_the_table_that_is_read_come_in_order(void **state)
{
    struct doc d = { "pn?p", NULL, false };
    struct mk_tables t;
    struct mk_rows r;
    struct mk_cell c[2];
    struct mk_error e;
    int64_t row;
    (void)state;
    assert_int_equal(mk_grid_new(&t, tables, &ops, &d, 0, &e), 0);
    assert_int_equal(t.has_table(t.u, "PEOPLE"), MK_HAS_TABLE);
    assert_int_equal(t.has_column(t.u, "people", "value"), MK_HAS_NOT);
    assert_int_equal(t.open(&r, t.u, "people", (const char *const[]){ "age", "name" }, 2, &e), 0);
    assert_int_equal(t.open(&r, t.u, "numbers", (const char *const[]){ "value" }, 1, &e), -1);
    assert_int_equal(r.next(r.u, &row, c, &e), 1);
    assert_int_equal(row, 1);
    assert_int_equal(c[0].kind, MK_C_LOST);
    assert_string_equal(c[0].why, "burnt");
    assert_true(mk_span_is(c[1].s, "Ana"));
    assert_string_equal(c[1].why, "doubtful");
    assert_int_equal(r.next(r.u, &row, c, &e), 1);
    assert_int_equal(row, 2);
    assert_int_equal(r.next(r.u, &row, c, &e), 0);
    r.close(r.u);
    assert_string_equal(t.remark(t.u, "people", 0), "odd at 3");
    assert_null(t.remark(t.u, "people", 1));
    assert_int_equal(t.open(&r, t.u, "numbers", (const char *const[]){ "value" }, 1, &e), 0);
    assert_int_equal(r.next(r.u, &row, c, &e), 1);
    assert_int_equal(row, 102);
    assert_int_equal(c[0].i, 7);
    r.close(r.u);
    assert_null(t.remark(t.u, "numbers", 0)); /* told once */
    mk_grid_close(&t);
    assert_true(d.freed);
}

static void what_came_before_the_damage_stands(void **state)
{
    struct doc d = { "nn!n", NULL, false };
    struct mk_tables t;
    struct mk_rows r;
    struct mk_cell c[1];
    struct mk_error e;
    int64_t row;
    (void)state;
    assert_int_equal(mk_grid_new(&t, tables, &ops, &d, 0, &e), 0);
    assert_int_equal(t.open(&r, t.u, "numbers", (const char *const[]){ "value" }, 1, &e), 0);
    assert_int_equal(r.next(r.u, &row, c, &e), 1);
    assert_int_equal(r.next(r.u, &row, c, &e), 1);
    assert_int_equal(r.next(r.u, &row, c, &e), -1);
    assert_string_equal(e.text, "unreadable");
    assert_int_equal(r.next(r.u, &row, c, &e), -1);
    r.close(r.u);
    mk_grid_close(&t);
}

static void lack_of_memory_ends_the_reading_and_is_told(void **state)
{
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct doc d = { "pp", NULL, false };
        struct mk_tables t;
        struct mk_rows r;
        struct mk_cell c[2];
        struct mk_error e;
        int64_t row;
        int rows = 0, more = -1;
        int rc = mk_grid_new(&t, tables, &ops, &d, 0, &e);
        if (rc == 0 && t.open(&r, t.u, "people", tables[0].columns, 2, &e) == 0) {
            while ((more = r.next(r.u, &row, c, &e)) > 0)
                rows++;
            r.close(r.u);
        }
        bool hit = fault_fired();
        fault_disarm();
        assert_true(hit ? rc != 0 || more < 0 : rows == 2);
        if (rc == 0)
            mk_grid_close(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_of_the_table_that_is_read_come_in_order),
        cmocka_unit_test(what_came_before_the_damage_stands),
        cmocka_unit_test(lack_of_memory_ends_the_reading_and_is_told),
    };
    return cmocka_run_group_tests_name("grid", tests, NULL, NULL);
}
