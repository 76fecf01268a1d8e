#include "tests/lib/t.h"

#include "parsers/engine/engine.h"
#include "parsers/format/proto.h"
#include "parsers/record/record.h"
#include "parsers/table/grid.h"

/* Records of the elements of a list inside a value. */

static const char *const columns[] = { "list", NULL };
static const struct mk_grid_table tables[] = { { "t", columns }, { 0 } };
static const struct mk_lookup each[] = {
    { "e", NULL, NULL, "x.list", &mk_decoder_proto, .each = "1" }, { 0 }
};
static const struct mk_field fields[] = { { MK_TEXT, "e.2", mk_text }, { 0 } };
static const struct mk_app app = {
    .id = "test",
    .version = 1,
    .queries = (const struct mk_query[]){ { MK_EVENT, "x", "t", NULL, fields, each }, { 0 } },
};

static int count_items(void *u, struct mk_span items, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(items);
    struct mk_item it;
    (void)e;
    while (mk_item_next(&it, &c) > 0)
        *(size_t *)u += it.type == 'r';
    return 0;
}

static int count_issue(void *u, const struct mk_issue *i, struct mk_error *e)
{
    (void)u;
    (void)e;
    assert_string_equal(i->why, "more elements than are read");
    assert_string_equal(i->field, "list");
    assert_int_equal(*i->row, 1);
    return 0;
}

static int keep_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    (void)e;
    assert_int_equal(c->records, *(size_t *)u);
    return 0;
}

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    (void)u;
    (void)g;
    (void)e;
    return 0;
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    (void)e;
    mk_grid_row(g, 0, 1);
    mk_grid_blob(g, 0, *(struct mk_span *)u);
    return 0;
}

static size_t elements_read(size_t n)
{
    static const struct mk_grid_ops ops = { start, step, NULL };
    static uint8_t bytes[4 * 5000];
    struct mk_span value = mk_span(bytes, 4 * n);
    struct mk_tables t;
    struct mk_error e;
    size_t records = 0;
    struct mk_sink sink = { count_items, count_issue, keep_cover, &records };
    struct mk_input in = { .file = mk_str("x"), .route = "file", .expected = true };
    for (size_t i = 0; i < n; i++)
        memcpy(bytes + 4 * i, "\x0a\x02\x10\x07", 4);
    assert_int_equal(mk_grid_new(&t, tables, &ops, &value, (size_t)1 << 20, &e), 0);
    assert_int_equal(mk_app_run(&app, &t, &in, &sink, &e), 0);
    mk_grid_close(&t);
    return records;
}

static void each_element_is_a_record_up_to_a_limit(void **state)
{
    (void)state;
    assert_int_equal(elements_read(0), 0);
    assert_int_equal(elements_read(3), 3);
    assert_int_equal(elements_read(4096), 4096);
    assert_int_equal(elements_read(5000), 4096);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_element_is_a_record_up_to_a_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
