/* One row of a phone's table by its number, with the names of its columns. */
#include "parsers/format/sqlite_row.h"
#include "tests/lib/dbset.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdlib.h>

static struct mk_error err;
static struct mk_buf out;

/* The row as text, "none", or "failed" and err. */
static const char *row(const char *sql, const char *table, int64_t number)
{
    struct dbset set;
    struct dbset_view v;
    struct mk_json j = mk_json(&out);
    sqlite3 *db = dbset_create();
    dbset_run(db, sql);
    dbset_take(&set);
    sqlite3_close(db);
    dbset_view(&v, &set);
    assert_non_null(v.s);
    mk_buf_clear(&out);
    int rc = mk_sqlite_row_json(&j, v.s, table, number, &err);
    mk_buf_u8(&out, '\0');
    assert_true(mk_buf_ok(&out));
    dbset_leave(&v, &set);
    return rc > 0 ? (const char *)out.p : rc == 0 ? "none" : "failed";
}

#define T "CREATE TABLE t(a INTEGER PRIMARY KEY, \"b \"\" c\", d);"

static void values_have_the_names_of_their_columns(void **s)
{
    (void)s;
    assert_string_equal(row(T "INSERT INTO t VALUES(-7, 'x''y', x'00ff'), (9, 1.5, NULL)", "t", -7),
                        "{\"columns\":[{\"name\":\"a\",\"value\":-7},"
                        "{\"name\":\"b \\\" c\",\"value\":\"x'y\"},{\"name\":\"d\",\"hex\":"
                        "\"00ff\"}]}");
    assert_string_equal(row(T "INSERT INTO t VALUES(-7, 'x', 'y'), (9, 1.5, NULL)", "t", 9),
                        "{\"columns\":[{\"name\":\"a\",\"value\":9},"
                        "{\"name\":\"b \\\" c\",\"value\":1.5},{\"name\":\"d\",\"value\":null}]}");
}

static void a_number_that_no_row_has_is_none(void **s)
{
    (void)s;
    assert_string_equal(row(T "INSERT INTO t VALUES(1, 2, 3)", "t", 2), "none");
    assert_string_equal(row("CREATE TABLE t(a PRIMARY KEY) WITHOUT ROWID", "t", 0), "none");
    assert_string_equal(row("CREATE TABLE t(a PRIMARY KEY) WITHOUT ROWID", "t", INT64_MIN), "none");
}

static void rows_without_a_number_are_counted(void **s)
{
    (void)s;
    const char *sql = "CREATE TABLE t(a PRIMARY KEY) WITHOUT ROWID; INSERT INTO t VALUES(30), (10),"
                      "(20)";
    assert_string_equal(row(sql, "t", 2), "{\"columns\":[{\"name\":\"a\",\"value\":20}]}");
    assert_string_equal(row(sql, "t", 4), "none");
    sql = "CREATE TABLE t(rowid, _rowid_, oid); INSERT INTO t VALUES(5, 5, 5), (1, 2, 3)";
    assert_string_equal(row(sql, "t", 2), "{\"columns\":[{\"name\":\"rowid\",\"value\":1},"
                                          "{\"name\":\"_rowid_\",\"value\":2},"
                                          "{\"name\":\"oid\",\"value\":3}]}");
}

static void a_column_that_is_called_rowid_is_not_the_number(void **s)
{
    (void)s;
    assert_string_equal(row("CREATE TABLE t(rowid); INSERT INTO t VALUES(2), (1)", "t", 1),
                        "{\"columns\":[{\"name\":\"rowid\",\"value\":2}]}");
}

static void only_real_tables_are_asked(void **s)
{
    (void)s;
    assert_string_equal(row(T "CREATE VIEW v AS SELECT 1 AS a", "v", 1), "failed");
    assert_int_equal(err.code, MK_EABSENT);
    assert_string_equal(row(T, "nothing", 1), "failed");
    assert_string_equal(row(T, "t\" WHERE 1; --", 1), "failed");
}

static void of_what_is_long_the_beginning_is_told(void **s)
{
    (void)s;
    const char *text = row(T "INSERT INTO t VALUES(1, 'x' || replace(hex(zeroblob(40000)), '00',"
                             "char(233)), zeroblob(65537))",
                           "t", 1);
    assert_non_null(strstr(text, "\",\"bytes\":80001}"));
    assert_non_null(strstr(text, "0\",\"bytes\":65537}"));
    assert_null(strstr(text, "\\ufffd"));
    assert_true(strlen(text) < 3 * MK_ROW_SHOWN + 200);
}

static void what_steers_a_terminal_is_escaped(void **s)
{
    (void)s;
    const char *text =
        row("CREATE TABLE t(\"\x1b[31m\"); INSERT INTO t VALUES(char(8238))", "t", 1);
    for (; *text; text++)
        assert_true((unsigned char)*text >= 0x20 && (unsigned char)*text < 0x7f);
}

#define ROW                                                                                        \
    "{\"columns\":[{\"name\":\"a\",\"value\":1},{\"name\":\"b \\\" c\",\"value\":\"x\"},"          \
    "{\"name\":\"d\",\"hex\":\"01\"}]}"

static void it_survives_every_failing_allocation(void **s)
{
    (void)s;
    struct dbset set;
    struct dbset_view v;
    sqlite3 *db = dbset_create();
    dbset_run(db, T "INSERT INTO t VALUES(1, 'x', x'01')");
    dbset_take(&set);
    sqlite3_close(db);
    dbset_view(&v, &set);
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf b;
        mk_buf_init(&b, 1 << 16);
        struct mk_json j = mk_json(&b);
        int rc = mk_sqlite_row_json(&j, v.s, "t", 1, &err);
        assert_int_equal(rc, 1); /* what is known of the columns may be lost, the row is not */
        if (mk_buf_ok(&b))
            assert_int_equal(b.len, sizeof ROW - 1);
        else
            assert_true(fault_fired());
        mk_buf_done(&b);
    }
    fault_disarm();
    dbset_leave(&v, &set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_have_the_names_of_their_columns),
        cmocka_unit_test(a_number_that_no_row_has_is_none),
        cmocka_unit_test(rows_without_a_number_are_counted),
        cmocka_unit_test(a_column_that_is_called_rowid_is_not_the_number),
        cmocka_unit_test(only_real_tables_are_asked),
        cmocka_unit_test(of_what_is_long_the_beginning_is_told),
        cmocka_unit_test(what_steers_a_terminal_is_escaped),
        cmocka_unit_test(it_survives_every_failing_allocation),
    };
    mk_buf_init(&out, 1 << 20);
    int rc = cmocka_run_group_tests(tests, NULL, dbset_teardown);
    mk_buf_done(&out);
    return rc;
}
