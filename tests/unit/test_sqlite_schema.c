/* The connection: what a phone's schema may not do, and what must read in spite of it. */
#include "tests/lib/dbset.h"
#include "tests/lib/t.h"
#include <stdio.h>

static void give_one(sqlite3_context *c, int n, sqlite3_value **v)
{
    (void)n, (void)v;
    sqlite3_result_int(c, 1);
}

static int backwards(void *u, int na, const void *a, int nb, const void *b)
{
    (void)u;
    return mk_span_cmp(mk_span(b, (size_t)nb), mk_span(a, (size_t)na));
}

/* What phones have and we have not: functions and collations of their own. */
static sqlite3 *phone(void)
{
    static const char *const collations[] = { "LOCALIZED", "UNICODE", "PHONEBOOK" };
    sqlite3 *db = dbset_create();
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    sqlite3_create_function(db, "_DELETE_FILE", 1, flags, NULL, give_one, NULL, NULL);
    sqlite3_create_function(db, "_PHONE_NUMBERS_EQUAL", -1, flags, NULL, give_one, NULL, NULL);
    for (size_t i = 0; i < 3; i++)
        sqlite3_create_collation(db, collations[i], SQLITE_UTF8, NULL, backwards);
    return db;
}

/* Runs the statements on a phone, opens what came of it. */
static void view_of(struct dbset_view *v, struct dbset *set, const char *sql)
{
    sqlite3 *db = phone();
    dbset_run(db, sql);
    dbset_take(set);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
    dbset_view(v, set);
    if (!v->s)
        fail_msg("%s", v->e.text);
}

static int code_of(struct dbset_view *v, const char *sql)
{
    return sqlite3_exec(mk_sqlite_handle(v->s), sql, NULL, NULL, NULL);
}

static void unknown_functions_in_a_schema_do_not_hinder_reading(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    view_of(&v, &set,
            "CREATE TABLE t(a INTEGER PRIMARY KEY, b CHECK(_DELETE_FILE(b)), c);"
            "CREATE INDEX i ON t(_PHONE_NUMBERS_EQUAL(b, c));"
            "CREATE INDEX p ON t(c) WHERE _DELETE_FILE(c);"
            "CREATE TRIGGER tr DELETE ON t BEGIN SELECT _DELETE_FILE(old.b); END;"
            "CREATE VIEW w AS SELECT _DELETE_FILE(b) FROM t;"
            "INSERT INTO t(b, c) VALUES (1, 2), (3, 4)");
    assert_null(mk_sqlite_remark(v.s, 0));
    sqlite3 *db = mk_sqlite_handle(v.s);
    assert_int_equal(dbset_number(db, "SELECT sum(b) FROM t"), 4);
    assert_int_equal(dbset_number(db, "SELECT b FROM t WHERE c = 4 ORDER BY c"), 3);
    assert_true(mk_sqlite_has_table(v.s, "t"));
    dbset_leave(&v, &set);
}

static void a_computed_column_of_an_unknown_function_costs_that_column_only(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    view_of(&v, &set,
            "CREATE TABLE t(a, g AS (_DELETE_FILE(a)), h AS (_DELETE_FILE(a)) STORED);"
            "INSERT INTO t VALUES (7)");
    sqlite3 *db = mk_sqlite_handle(v.s);
    assert_int_equal(dbset_number(db, "SELECT a FROM t"), 7);
    assert_int_equal(dbset_number(db, "SELECT h FROM t"), 1);
    assert_int_equal(code_of(&v, "SELECT g FROM t"), SQLITE_ERROR);
    assert_true(mk_sqlite_has_table(v.s, "t"));
    dbset_leave(&v, &set);
}

static void unknown_collations_compare_as_binary_and_are_told(void **s)
{
    static const char *const encodings[] = { "UTF-8", "UTF-16le", "UTF-16be" };
    (void)s;
    for (size_t i = 0; i < 3; i++) {
        struct dbset set;
        struct dbset_view v;
        char sql[512];
        snprintf(sql, sizeof sql,
                 "PRAGMA encoding='%s';"
                 "CREATE TABLE t(a INTEGER PRIMARY KEY, b COLLATE LOCALIZED, c COLLATE PHONEBOOK);"
                 "CREATE INDEX i ON t(b COLLATE UNICODE);"
                 "INSERT INTO t(b) VALUES ('a'), ('c'), ('b')",
                 encodings[i]);
        view_of(&v, &set, sql);
        assert_null(mk_sqlite_remark(v.s, 0));
        sqlite3 *db = mk_sqlite_handle(v.s);
        assert_int_equal(dbset_number(db, "SELECT a FROM t NOT INDEXED ORDER BY b DESC"), 2);
        assert_int_equal(dbset_number(db, "SELECT a FROM t NOT INDEXED WHERE b = 'b'"), 3);
        assert_true(dbset_has_remark(v.s, "collation LOCALIZED is unknown: compared as binary"));
        assert_null(mk_sqlite_remark(v.s, 1));
        dbset_leave(&v, &set);
    }
}

static void only_real_tables_count_as_tables(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    view_of(
        &v, &set,
        "CREATE TABLE real_one(a); CREATE VIEW v AS SELECT 1; CREATE TABLE \"odd \"\" name\"(a);"
        "CREATE VIRTUAL TABLE f USING fts5(x); INSERT INTO f VALUES ('text');"
        "CREATE VIRTUAL TABLE r USING rtree(id, x, y);"
        "CREATE TRIGGER tr DELETE ON real_one BEGIN SELECT 1; END; CREATE INDEX i ON real_one(a)");
    static const char *const not [] = {
        "v", "f", "r", "tr", "i", "nothing", "", "pragma_page_size"
    };
    for (size_t i = 0; i < sizeof not / sizeof *not ; i++)
        assert_false(mk_sqlite_has_table(v.s, not [i]));
    assert_true(mk_sqlite_has_table(v.s, "real_one"));
    assert_true(mk_sqlite_has_table(v.s, "REAL_ONE"));
    assert_true(mk_sqlite_may_have(v.s, "rEAL_oNE"));
    assert_true(mk_sqlite_may_have(v.s, "odd \" name"));
    assert_false(mk_sqlite_may_have(v.s, "nobody is called so"));
    assert_true(mk_sqlite_has_table(v.s, "odd \" name"));
    assert_true(mk_sqlite_has_table(v.s, "f_content")); /* what the full text search indexed */
    assert_int_equal(dbset_number(mk_sqlite_handle(v.s), "SELECT count(*) FROM f_content"), 1);
    assert_int_equal(code_of(&v, "SELECT * FROM f"), SQLITE_ERROR);
    assert_int_equal(code_of(&v, "SELECT * FROM v"), SQLITE_ERROR);
    dbset_leave(&v, &set);
}

static void columns_are_told_whatever_table_was_asked_before(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    view_of(&v, &set,
            "CREATE TABLE a(one, Two, made AS (one + 1)); CREATE TABLE \"b \"\" b\"(three, one);"
            "CREATE TABLE w(k PRIMARY KEY, r) WITHOUT ROWID");
    for (int again = 0; again < 2; again++) {
        assert_int_equal(mk_sqlite_own_column(v.s, "a", "one"), MK_SQLITE_PLAIN);
        assert_int_equal(mk_sqlite_own_column(v.s, "a", "tWO"), MK_SQLITE_PLAIN);
        assert_int_equal(mk_sqlite_own_column(v.s, "a", "made"), MK_SQLITE_NOT_PLAIN);
        assert_int_equal(mk_sqlite_own_column(v.s, "a", "three"), MK_SQLITE_NO_COLUMN);
        assert_int_equal(mk_sqlite_own_column(v.s, "b \" b", "three"), MK_SQLITE_PLAIN);
        assert_int_equal(mk_sqlite_own_column(v.s, "b \" b", "two"), MK_SQLITE_NO_COLUMN);
        assert_int_equal(mk_sqlite_own_column(v.s, "none", "one"), MK_SQLITE_NO_COLUMN);
        assert_int_equal(mk_sqlite_own_column(v.s, "w", "r"), MK_SQLITE_PLAIN);
        assert_int_equal(mk_sqlite_own_column(v.s, "w", "rowid"), MK_SQLITE_NO_COLUMN);
        assert_int_equal(mk_sqlite_own_column(v.s, "A", ""), MK_SQLITE_NO_COLUMN);
    }
    dbset_leave(&v, &set);
}

static void a_table_that_is_planted_as_something_else_is_none(void **s)
{
    static const char *const planted[] = {
        "CREATE VIEW sms AS SELECT 1 AS body",
        "CREATE /* */ VIRTUAL TABLE sms USING fts5(body)",
        "CREATE TABLE other(body)",
        "CREATE TABLE sms(body",
        "SELECT 1",
        "",
    };
    (void)s;
    for (size_t i = 0; i < sizeof planted / sizeof *planted; i++) {
        struct dbset set;
        struct dbset_view v;
        char *sql = sqlite3_mprintf("CREATE TABLE t(a); CREATE TABLE sms(body);"
                                    "INSERT INTO t VALUES (5);"
                                    "PRAGMA writable_schema=ON;"
                                    "UPDATE sqlite_schema SET sql=%Q WHERE name='sms'",
                                    planted[i]);
        view_of(&v, &set, sql);
        sqlite3_free(sql);
        assert_false(mk_sqlite_has_table(v.s, "sms"));
        assert_false(mk_sqlite_has_table(v.s, "other"));
        assert_true(mk_sqlite_has_table(v.s, "t"));
        assert_int_equal(dbset_number(mk_sqlite_handle(v.s), "SELECT a FROM t"), 5);
        dbset_leave(&v, &set);
    }
}

static void what_does_not_parse_is_told_and_the_rest_reads(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    view_of(&v, &set,
            "CREATE TABLE t(a); CREATE TABLE bad(a); CREATE TABLE u(a); INSERT INTO u VALUES (6);"
            "PRAGMA writable_schema=ON;"
            "UPDATE sqlite_schema SET sql='CREATE TABLE bad(' || char(27) WHERE name='bad'");
    assert_true(dbset_has_remark(v.s, "schema: malformed database schema (bad)"));
    for (const char *p = mk_sqlite_remark(v.s, 0); *p; p++)
        assert_true(*p >= ' ');
    assert_int_equal(dbset_number(mk_sqlite_handle(v.s), "SELECT a FROM u"), 6);
    assert_true(mk_sqlite_has_table(v.s, "t"));
    assert_false(mk_sqlite_has_table(v.s, "bad"));
    dbset_leave(&v, &set);
}

static void nothing_can_be_changed_or_attached(void **s)
{
    static const char *const refused[] = {
        "INSERT INTO t VALUES (1)",
        "CREATE TABLE x(a)",
        "CREATE TEMP TABLE x(a)",
        "ATTACH 'x.db' AS x",
        "ATTACH ':memory:' AS x",
        "PRAGMA user_version=7",
        "VACUUM INTO 'copy.db'",
        "SELECT load_extension('x')",
        "UPDATE sqlite_schema SET sql=''",
        "PRAGMA journal_mode=WAL",
        "SELECT \"no_such_column\" FROM t",
    };
    struct dbset set;
    struct dbset_view v;
    (void)s;
    view_of(&v, &set, "CREATE TABLE t(a DEFAULT \"text\")");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        if (code_of(&v, refused[i]) == SQLITE_OK)
            fail_msg("not refused: %s", refused[i]);
    assert_int_equal(dbset_number(mk_sqlite_handle(v.s), "SELECT count(*) FROM t"), 0);
    dbset_leave(&v, &set);
}

static void the_budget_ends_a_runaway_statement_and_can_be_refilled(void **s)
{
    struct dbset set;
    struct dbset_view v;
    struct mk_sqlite *db;
    struct mk_sqlite_limits limits = { .steps_max = 100 };
    static const char endless[] =
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) SELECT count(*) FROM n";
    (void)s;
    view_of(&v, &set, "CREATE TABLE t(a); INSERT INTO t VALUES (3)");
    assert_int_equal(mk_sqlite_open(&db, &v.set, &limits, &v.e), 0);
    sqlite3 *h = mk_sqlite_handle(db);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(sqlite3_exec(h, endless, NULL, NULL, NULL), SQLITE_INTERRUPT);
        mk_sqlite_refill(db);
        assert_int_equal(dbset_number(h, "SELECT a FROM t"), 3);
    }
    mk_sqlite_close(db);
    dbset_leave(&v, &set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_functions_in_a_schema_do_not_hinder_reading),
        cmocka_unit_test(a_computed_column_of_an_unknown_function_costs_that_column_only),
        cmocka_unit_test(unknown_collations_compare_as_binary_and_are_told),
        cmocka_unit_test(only_real_tables_count_as_tables),
        cmocka_unit_test(columns_are_told_whatever_table_was_asked_before),
        cmocka_unit_test(a_table_that_is_planted_as_something_else_is_none),
        cmocka_unit_test(what_does_not_parse_is_told_and_the_rest_reads),
        cmocka_unit_test(nothing_can_be_changed_or_attached),
        cmocka_unit_test(the_budget_ends_a_runaway_statement_and_can_be_refilled),
    };
    return cmocka_run_group_tests_name("sqlite_schema", tests, NULL, dbset_teardown);
}
