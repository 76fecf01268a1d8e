#include "tests/lib/dbset.h"
#include "tests/lib/t.h"
#include "tests/lib/walsum.h"
#include <stdio.h>
#include <stdlib.h>

static void committed_rows_in_the_log_are_found_and_uncommitted_ones_not(void **s)
{
    struct dbset set;
    (void)s;
    sqlite3 *db = dbset_create_t("WAL");
    dbset_run(db, "INSERT INTO t(a) VALUES (1),(2),(3); PRAGMA cache_size=5; BEGIN;"
                  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 500)"
                  "INSERT INTO t(b) SELECT randomblob(100) FROM n");
    dbset_take(&set);
    sqlite3_close(db);
    dbset_expect(&set, 3, "behind the last commit");
    free(set.p[DBSET_WAL]);
    set.p[DBSET_WAL] = NULL;
    dbset_expect(&set, -1, NULL); /* without its log the table is not even there */
    dbset_done(&set);
}

static void every_truncation_of_a_log_keeps_the_commits_in_front_of_it(void **s)
{
    struct dbset set;
    (void)s;
    dbset_take_wal(&set, 4);
    size_t whole = set.n[DBSET_WAL];
    for (size_t n = 0; n <= whole; n++) {
        struct dbset_view v;
        set.n[DBSET_WAL] = n;
        dbset_view(&v, &set);
        assert_int_equal(dbset_rows(&v),
                         10 + (n < 32 ? 0 : (int64_t)((n - 32) / (24 + DBSET_PAGE))));
        bool torn = n > 32 && (n - 32) % (24 + DBSET_PAGE);
        assert_int_equal(dbset_has_remark(v.s, "torn tail"), torn);
        dbset_view_done(&v);
    }
    dbset_done(&set);
}

static void a_damaged_frame_ends_the_log(void **s)
{
    struct dbset set;
    (void)s;
    dbset_take_wal(&set, 4);
    size_t second = 32 + 24 + DBSET_PAGE;
    static const struct {
        size_t at; /* in the second frame */
        const char *remark;
    } bad[] = {
        { 0, "wal: 1 of 4 frames (frame 2 damaged)" },
        { 7, "wal: 1 of 4 frames (frame 2 damaged)" },
        { 8, "wal: 1 of 4 frames (3 of another generation)" },
        { 23, "frame 2 damaged" },
        { 24, "frame 2 damaged" },
        { 24 + DBSET_PAGE - 1, "frame 2 damaged" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        set.p[DBSET_WAL][second + bad[i].at] ^= 0x40;
        dbset_expect(&set, 11, bad[i].remark);
        set.p[DBSET_WAL][second + bad[i].at] ^= 0x40;
    }
    /* A page number of zero is refused even with a good checksum. */
    memset(set.p[DBSET_WAL] + second, 0, 4);
    walsum_repair(set.p[DBSET_WAL], set.n[DBSET_WAL], false, 4);
    dbset_expect(&set, 11, "frame 2 damaged");
    dbset_done(&set);
}

static void a_bad_header_of_a_log_is_told(void **s)
{
    static const struct {
        size_t at;
        uint8_t flip;
        bool resum;
        const char *remark;
    } bad[] = {
        { 0, 0xff, false, "wal: not used: no header" },
        { 11, 0x01, false, "wal: not used: no header" },      /* page size 513 */
        { 10, 0x06, false, "wal: not used: damaged header" }, /* 1024 */
        { 7, 0x01, false, "wal: not used: damaged header" },
        { 24, 0x01, false, "wal: not used: damaged header" },
    };
    struct dbset set;
    (void)s;
    dbset_take_wal(&set, 2);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        set.p[DBSET_WAL][bad[i].at] ^= bad[i].flip;
        dbset_expect(&set, 10, bad[i].remark);
        set.p[DBSET_WAL][bad[i].at] ^= bad[i].flip;
    }
    uint32_t sum[2] = { 0, 0 };
    walsum_put(set.p[DBSET_WAL] + 4, 3007001);
    walsum_add(sum, set.p[DBSET_WAL], 24, false);
    walsum_put(set.p[DBSET_WAL] + 24, sum[0]);
    walsum_put(set.p[DBSET_WAL] + 28, sum[1]);
    dbset_expect(&set, 10, "wal: not used: unknown version");
    dbset_done(&set);
}

static void both_byte_orders_of_the_checksums_are_read(void **s)
{
    struct dbset set;
    (void)s;
    dbset_take_wal(&set, 3);
    for (int big = 0; big < 2; big++) {
        walsum_repair(set.p[DBSET_WAL], set.n[DBSET_WAL], big, 3);
        assert_int_equal(set.p[DBSET_WAL][3] & 1, big);
        dbset_expect(&set, 13, "wal: 3 of 3 frames");
        char *ours = dbset_dump_ours(&set), *stock = dbset_dump_stock(&set);
        assert_string_equal(ours, stock);
        free(ours);
        free(stock);
    }
    dbset_done(&set);
}

static void frames_left_behind_by_a_restart_are_not_read(void **s)
{
    struct dbset set;
    (void)s;
    sqlite3 *db = dbset_create_t("WAL");
    for (int i = 0; i < 5; i++)
        dbset_run(db, "INSERT INTO t(b) VALUES ('old')");
    dbset_run(db, "PRAGMA wal_checkpoint(RESTART); UPDATE t SET b = 'new' WHERE a = 1");
    dbset_take(&set);
    sqlite3_close(db);
    dbset_expect(&set, 5, "of another generation)");
    struct dbset_view v;
    dbset_view(&v, &set);
    assert_int_equal(dbset_number(mk_sqlite_handle(v.s), "SELECT count(*) FROM t WHERE b='new'"),
                     1);
    dbset_leave(&v, &set);
}

static void a_log_serves_a_database_that_is_empty_or_gone(void **s)
{
    struct dbset set;
    (void)s;
    sqlite3 *db = dbset_create_t("WAL");
    dbset_run(db, "INSERT INTO t(a) VALUES (1),(2),(3); VACUUM"); /* all pages are in the log */
    dbset_take(&set);
    sqlite3_close(db);
    set.n[DBSET_DB] = 0;
    dbset_expect(&set, 3, "although the database is empty");
    free(set.p[DBSET_DB]);
    set.p[DBSET_DB] = NULL;
    dbset_expect(&set, 3, "although the database is empty");
    dbset_done(&set);
}

static void pages_that_are_nowhere_fail_and_are_not_made_up(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    sqlite3 *db = dbset_create_t("WAL");
    dbset_run(db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 99)"
                  "INSERT INTO t(b) SELECT hex(zeroblob(60)) FROM n;"
                  "PRAGMA wal_checkpoint(TRUNCATE); INSERT INTO t(b) VALUES ('x')");
    dbset_take(&set);
    sqlite3_close(db);
    set.n[DBSET_DB] -= 7 * DBSET_PAGE + 100; /* the last page that is left is cut short */
    dbset_view(&v, &set);
    assert_non_null(v.s);
    assert_true(dbset_has_remark(v.s, "database: pages are missing, the first is "));
    sqlite3_stmt *st;
    int rc, n = 0;
    assert_int_equal(sqlite3_prepare_v2(mk_sqlite_handle(v.s), "SELECT a, b FROM t", -1, &st, NULL),
                     SQLITE_OK);
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        assert_int_equal(sqlite3_column_int(st, 0), ++n);
        assert_int_equal(sqlite3_column_bytes(st, 1), 120);
    }
    assert_int_equal(rc, SQLITE_CORRUPT);
    assert_in_range(n, 30, 90);
    sqlite3_finalize(st);
    dbset_view_done(&v);
    free(set.p[DBSET_WAL]);
    set.p[DBSET_WAL] = NULL;
    dbset_expect(&set, -1, "database: the last page is cut short");
    dbset_done(&set);
}

static void the_rest_of_a_long_value_is_not_made_up(void **s)
{
    struct dbset set;
    (void)s;
    sqlite3 *db = dbset_create_t("DELETE");
    dbset_run(db, "INSERT INTO t(b) VALUES (hex(zeroblob(400)))"); /* ends on page 3 */
    dbset_take(&set);
    sqlite3_close(db);
    assert_int_equal(set.n[DBSET_DB], 3 * DBSET_PAGE);
    for (size_t cut = 0; cut <= DBSET_PAGE; cut += 100) {
        struct dbset_view v;
        set.n[DBSET_DB] = 3 * DBSET_PAGE - cut;
        dbset_view(&v, &set);
        assert_non_null(v.s);
        assert_int_equal(dbset_number(mk_sqlite_handle(v.s), "SELECT length(b || '') FROM t"),
                         cut ? -1 : 800);
        dbset_view_done(&v);
    }
    dbset_done(&set);
}

static void bytes_behind_the_last_page_are_no_page(void **s)
{
    struct dbset set;
    (void)s;
    sqlite3 *db = dbset_create_t("DELETE");
    dbset_run(db, "INSERT INTO t(a) VALUES (1),(2)");
    dbset_take(&set);
    sqlite3_close(db);
    set.p[DBSET_DB] = realloc(set.p[DBSET_DB], set.n[DBSET_DB] + 16);
    assert_non_null(set.p[DBSET_DB]);
    memset(set.p[DBSET_DB] + set.n[DBSET_DB], 16, 16); /* as a decrypted backup leaves them */
    set.n[DBSET_DB] += 16;
    dbset_expect(&set, 2, "database: 16 bytes behind its last page");
    dbset_done(&set);
}

static void a_log_of_another_database_is_not_used(void **s)
{
    struct dbset set, other;
    (void)s;
    dbset_take_wal(&other, 2);
    sqlite3 *db = dbset_create();
    dbset_run(db, "PRAGMA page_size=4096; CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    dbset_take(&set);
    sqlite3_close(db);
    set.p[DBSET_WAL] = other.p[DBSET_WAL];
    set.n[DBSET_WAL] = other.n[DBSET_WAL];
    dbset_expect(&set, 1, "wal: not used: its pages have 512 bytes, the database's 4096");
    other.p[DBSET_WAL] = NULL;
    dbset_done(&other);
    dbset_done(&set);
}

static void where_a_page_comes_from_is_known(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    dbset_take_wal(&set, 1);
    dbset_view(&v, &set);
    assert_int_equal(mk_sqlite_page_origin(v.s, 1), MK_SQLITE_DB);
    assert_int_equal(mk_sqlite_page_origin(v.s, 2), MK_SQLITE_WAL);
    dbset_leave(&v, &set);
}

static void logs_beyond_the_memory_for_their_index_are_refused(void **s)
{
    struct dbset set;
    struct dbset_view v;
    struct mk_sqlite *db = NULL;
    struct mk_sqlite_limits limits = { .overlay_max = 8 * 3 };
    (void)s;
    dbset_take_wal(&set, 4);
    dbset_view(&v, &set);
    assert_int_equal(mk_sqlite_open(&db, &v.set, &limits, &v.e), -1);
    assert_int_equal(v.e.code, MK_ELIMIT);
    limits.overlay_max = 8 * 4;
    assert_int_equal(mk_sqlite_open(&db, &v.set, &limits, &v.e), 0);
    mk_sqlite_close(db);
    dbset_leave(&v, &set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(committed_rows_in_the_log_are_found_and_uncommitted_ones_not),
        cmocka_unit_test(every_truncation_of_a_log_keeps_the_commits_in_front_of_it),
        cmocka_unit_test(a_damaged_frame_ends_the_log),
        cmocka_unit_test(a_bad_header_of_a_log_is_told),
        cmocka_unit_test(both_byte_orders_of_the_checksums_are_read),
        cmocka_unit_test(frames_left_behind_by_a_restart_are_not_read),
        cmocka_unit_test(a_log_serves_a_database_that_is_empty_or_gone),
        cmocka_unit_test(pages_that_are_nowhere_fail_and_are_not_made_up),
        cmocka_unit_test(the_rest_of_a_long_value_is_not_made_up),
        cmocka_unit_test(bytes_behind_the_last_page_are_no_page),
        cmocka_unit_test(a_log_of_another_database_is_not_used),
        cmocka_unit_test(where_a_page_comes_from_is_known),
        cmocka_unit_test(logs_beyond_the_memory_for_their_index_are_refused),
    };
    return cmocka_run_group_tests_name("sqlite_wal", tests, NULL, dbset_teardown);
}
