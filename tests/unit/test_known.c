#include "tests/lib/t.h"

#include "parsers/engine/known.h"
#include "tests/lib/fault.h"
#include <strings.h>

/* Tables as a list of "table.column", NULL-ended; "view:x" is a view. */
static enum mk_has has_table(void *u, const char *table)
{
    size_t n = strlen(table);
    for (const char *const *c = u; *c; c++) {
        if (strncasecmp(*c, table, n) == 0 && (*c)[n] == '.')
            return MK_HAS_TABLE;
        if (strncmp(*c, "view:", 5) == 0 && strcasecmp(*c + 5, table) == 0)
            return MK_HAS_OTHER;
    }
    return MK_HAS_NOT;
}

static enum mk_has has_column(void *u, const char *table, const char *column)
{
    size_t n = strlen(table);
    for (const char *const *c = u; *c; c++)
        if (strncasecmp(*c, table, n) == 0 && (*c)[n] == '.' && strcasecmp(*c + n + 1, column) == 0)
            return MK_HAS_TABLE;
    return MK_HAS_NOT;
}

static struct mk_tables tables(const char *const *columns)
{
    return (struct mk_tables){ .has_table = has_table,
                               .has_column = has_column,
                               .u = (void *)(uintptr_t)columns };
}

#define COLUMNS(...) ((const char *const[]){ __VA_ARGS__, NULL })

static const struct mk_field two[] = { { MK_TIME, "c.date", mk_unix_s },
                                       { MK_TEXT, "c.number", mk_text },
                                       { 0 } };
static const struct mk_field three[] = {
    { MK_TIME, "c.date", mk_unix_s }, { MK_TEXT, "c.number", mk_text },
    { MK_NAME, "x.name", mk_text }, /* of a lookup: not counted */
    { MK_NOTE, "c.note", mk_text },   { 0 },
};
static const struct mk_field some[] = { { MK_TIME, "c.date", mk_unix_s },
                                        { MK_NOTE, "c.note", mk_text, .optional = true },
                                        { 0 } };
static const struct mk_query calls_two[] = { { MK_CALL, "c", "calls", NULL, two }, { 0 } };
static const struct mk_query calls_three[] = { { MK_CALL, "c", "CALLS", NULL, three }, { 0 } };
static const struct mk_query calls_some[] = { { MK_CALL, "c", "calls", NULL, some }, { 0 } };
static const struct mk_query calls_need[] = { { MK_CALL, "c", "calls", COLUMNS("kind"), two },
                                              { 0 } };
static const struct mk_query own[] = { { MK_CALL, "c", "calls", NULL, two },
                                       { MK_MESSAGE, "c", "own", NULL, some },
                                       { 0 } };
static const struct mk_app app_two = { .id = "two", .queries = calls_two };
static const struct mk_app app_three = { .id = "three", .queries = calls_three };
static const struct mk_app app_some = { .id = "some", .queries = calls_some };
static const struct mk_app app_need = { .id = "need", .queries = calls_need };
static const struct mk_app app_own = { .id = "own", .queries = own };
static const struct mk_app *const apps[] = { &app_two, &app_three, &app_some, &app_need, &app_own };

/* Who a database is of, "two own": all apps look at it. */
static const char *whose(const char *const *columns)
{
    static char out[100];
    struct mk_known k;
    struct mk_tables t = tables(columns);
    size_t n = 0;
    mk_known_init(&k);
    for (size_t i = 0; i < sizeof apps / sizeof *apps; i++)
        mk_known_look(&k, apps[i], &t);
    out[0] = 0;
    for (size_t i = 0; i < sizeof apps / sizeof *apps; i++)
        if (mk_known_best(&k, apps[i])) {
            size_t len = strlen(apps[i]->id);
            memcpy(out + n, apps[i]->id, len + 1);
            n += len;
            out[n++] = ' ';
            out[n] = 0;
        }
    mk_known_done(&k);
    return out;
}

static void a_table_is_that_of_the_app_whose_columns_are_all_there(void **state)
{
    (void)state;
    assert_string_equal(whose(COLUMNS("other.date")), "");
    assert_string_equal(whose(COLUMNS("calls.date", "calls.number", "calls.note")), "three ");
    assert_string_equal(whose(COLUMNS("calls.date", "calls.note")), "some ");
}

static void apps_that_fit_alike_both_read_it(void **state)
{
    (void)state;
    assert_string_equal(whose(COLUMNS("calls.date", "calls.number")), "two own ");
    assert_string_equal(whose(COLUMNS("Calls.Date", "cALLS.nUMBER")), "two own ");
}

static void a_column_that_is_needed_has_to_be_there(void **state)
{
    (void)state;
    assert_string_equal(whose(COLUMNS("calls.date", "calls.number", "calls.kind")),
                        "two need own ");
}

static void an_optional_column_counts_only_where_it_is(void **state)
{
    (void)state;
    assert_string_equal(whose(COLUMNS("calls.date")), "some "); /* others lack a column */
}

static void a_view_is_no_table(void **state)
{
    (void)state;
    assert_string_equal(whose(COLUMNS("view:calls", "x.date")), "");
}

static void a_table_of_its_own_is_enough(void **state)
{
    (void)state;
    assert_string_equal(
        whose(COLUMNS("calls.date", "calls.number", "calls.note", "own.date", "own.note")),
        "three own ");
}

static void an_app_that_never_looked_has_nothing(void **state)
{
    struct mk_known k;
    (void)state;
    mk_known_init(&k);
    assert_false(mk_known_best(&k, &app_two));
    mk_known_done(&k);
}

/* Whoever is not remembered would pass the file on to others, or to nobody. */
static void looks_that_found_no_memory_are_told(void **state)
{
    struct mk_tables t = tables(COLUMNS("calls.date", "calls.number"));
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_known k;
        mk_known_init(&k);
        mk_known_look(&k, &app_two, &t);
        assert_int_equal(mk_known_whole(&k), !fault_fired());
        assert_int_equal(mk_known_best(&k, &app_two), !fault_fired());
        mk_known_done(&k);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_that_of_the_app_whose_columns_are_all_there),
        cmocka_unit_test(apps_that_fit_alike_both_read_it),
        cmocka_unit_test(a_column_that_is_needed_has_to_be_there),
        cmocka_unit_test(an_optional_column_counts_only_where_it_is),
        cmocka_unit_test(a_view_is_no_table),
        cmocka_unit_test(a_table_of_its_own_is_enough),
        cmocka_unit_test(an_app_that_never_looked_has_nothing),
        cmocka_unit_test(looks_that_found_no_memory_are_told),
    };
    return cmocka_run_group_tests_name("known", tests, NULL, NULL);
}
