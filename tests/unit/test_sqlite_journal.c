#include "tests/lib/dbset.h"
#include "tests/lib/t.h"
#include "tests/lib/walsum.h"
#include <stdio.h>
#include <stdlib.h>

/* A journal in mid-transaction: rows 1..100 were there; deleted, and more came, and spilled. */
static void take_hot(struct dbset *out, char **before, const char *mode, int steps)
{
    struct dbset then;
    sqlite3 *db = dbset_create_t(mode);
    dbset_run(db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < 100)"
                  "INSERT INTO t(b) SELECT 'before ' || hex(randomblob(50)) FROM n");
    dbset_take(&then);
    *before = dbset_dump_ours(&then);
    assert_non_null(*before);
    dbset_done(&then);
    dbset_run(db, "PRAGMA cache_size=4; BEGIN");
    for (int i = 0; i < steps; i++) {
        char sql[128];
        snprintf(sql, sizeof sql, "UPDATE t SET b = randomblob(150) WHERE a %% %d = %d", steps, i);
        dbset_run(db, sql);
        dbset_run(db, "INSERT INTO t(b) VALUES (randomblob(3000))");
    }
    dbset_take(out);
    sqlite3_close(db);
    assert_true(out->n[DBSET_JOURNAL] > 0);
}

static void a_hot_journal_is_rolled_back(void **s)
{
    static const char *const modes[] = { "DELETE", "PERSIST", "TRUNCATE" };
    (void)s;
    for (size_t i = 0; i < 3; i++) {
        struct dbset set;
        struct dbset_view v;
        char *before;
        take_hot(&set, &before, modes[i], 8);
        char *ours = dbset_dump_ours(&set), *stock = dbset_dump_stock(&set);
        assert_non_null(ours);
        assert_string_equal(ours, before);
        assert_string_equal(stock, before);
        dbset_view(&v, &set);
        assert_true(dbset_has_remark(v.s, "journal: hot: "));
        assert_int_equal(mk_sqlite_page_origin(v.s, 1), MK_SQLITE_JOURNAL);
        dbset_view_done(&v);
        free(ours);
        free(stock);
        free(before);
        dbset_done(&set);
    }
}

static void every_segment_of_a_journal_is_rolled_back(void **s)
{
    struct dbset set;
    char *before;
    unsigned segments = 0;
    (void)s;
    take_hot(&set, &before, "DELETE", 8);
    for (size_t at = 0; at + 8 <= set.n[DBSET_JOURNAL]; at += 512)
        segments += memcmp(set.p[DBSET_JOURNAL] + at, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8) == 0;
    assert_in_range(segments, 2, 100);
    char *ours = dbset_dump_ours(&set);
    assert_string_equal(ours, before);
    free(ours);
    free(before);
    dbset_done(&set);
}

static void every_truncation_of_a_journal_reads_as_sqlite_does(void **s)
{
    struct dbset set;
    char *before;
    (void)s;
    take_hot(&set, &before, "DELETE", 2);
    free(before);
    size_t whole = set.n[DBSET_JOURNAL];
    for (size_t n = 0; n <= whole; n += n < 600 ? 13 : 131) {
        set.n[DBSET_JOURNAL] = n;
        char *ours = dbset_dump_ours(&set), *stock = dbset_dump_stock(&set);
        assert_int_equal(!ours, !stock);
        if (ours)
            assert_string_equal(ours, stock);
        free(ours);
        free(stock);
    }
    dbset_done(&set);
}

static void a_finished_journal_is_not_hot(void **s)
{
    static const struct {
        const char *mode, *remark;
    } kinds[] = { { "PERSIST", "journal: not hot: its header is zeroed" },
                  { "TRUNCATE", "journal: not hot: empty" } };
    (void)s;
    for (size_t i = 0; i < 2; i++) {
        struct dbset set;
        sqlite3 *db = dbset_create_t(kinds[i].mode);
        dbset_run(db, "INSERT INTO t(a) VALUES (1),(2); DELETE FROM t WHERE a = 1");
        dbset_take(&set);
        sqlite3_close(db);
        assert_non_null(set.p[DBSET_JOURNAL]);
        dbset_expect(&set, 1, kinds[i].remark);
        dbset_done(&set);
    }
}

static void a_journal_of_an_empty_database_is_not_hot(void **s)
{
    struct dbset set;
    struct dbset_view v;
    char *before;
    (void)s;
    take_hot(&set, &before, "DELETE", 2);
    free(before);
    set.n[DBSET_DB] = 0;
    dbset_view(&v, &set);
    assert_non_null(v.s);
    assert_true(dbset_has_remark(v.s, "journal: not hot: the database is empty"));
    assert_true(dbset_has_remark(v.s, "database: empty"));
    dbset_leave(&v, &set);
}

static void append_super(struct dbset *set, const char *name)
{
    size_t n = set->n[DBSET_JOURNAL], len = strlen(name);
    uint8_t *p = realloc(set->p[DBSET_JOURNAL], n + len + 20);
    uint32_t sum = 0;
    assert_non_null(p);
    walsum_put(p + n, 0x40000000u / DBSET_PAGE + 1);
    memcpy(p + n + 4, name, len);
    for (size_t i = 0; i < len; i++)
        sum += (uint32_t)(int32_t)(int8_t)name[i];
    walsum_put(p + n + 4 + len, (uint32_t)len);
    walsum_put(p + n + 8 + len, sum);
    memcpy(p + n + 12 + len, "\xd9\xd5\x05\xf9\x20\xa1\x63\xd7", 8);
    set->p[DBSET_JOURNAL] = p;
    set->n[DBSET_JOURNAL] = n + len + 20;
}

static void a_journal_with_a_super_journal_that_is_gone_is_not_rolled_back(void **s)
{
    struct dbset set;
    struct dbset_view v;
    char *before;
    (void)s;
    take_hot(&set, &before, "DELETE", 2);
    append_super(&set, "/data/\xc3\xa9\x1b[31m-mj0123");
    dbset_view(&v, &set);
    assert_non_null(v.s);
    assert_true(dbset_has_remark(v.s, "belongs to super-journal /data/\xc3\xa9\\u{1b}[31m-mj"));
    char *ours = dbset_dump(mk_sqlite_handle(v.s)), *stock = dbset_dump_stock(&set);
    assert_int_equal(!ours, !stock);
    if (ours)
        assert_string_equal(ours, stock);
    dbset_view_done(&v);
    free(ours);
    free(stock);
    /* With a checksum that does not fit the name counts as not there. */
    set.p[DBSET_JOURNAL][set.n[DBSET_JOURNAL] - 9] ^= 1;
    ours = dbset_dump_ours(&set);
    assert_string_equal(ours, before);
    free(ours);
    free(before);
    dbset_done(&set);
}

static void a_log_lies_over_a_journal(void **s)
{
    struct dbset set, wal;
    struct dbset_view v;
    char *before;
    (void)s;
    take_hot(&set, &before, "DELETE", 2);
    free(before);
    dbset_take_wal(&wal, 1); /* holds page 2, and 11 rows in it */
    set.p[DBSET_WAL] = wal.p[DBSET_WAL];
    set.n[DBSET_WAL] = wal.n[DBSET_WAL];
    wal.p[DBSET_WAL] = NULL;
    /* The commit has to agree with the header of the page 1 that is rolled back to. */
    walsum_put(set.p[DBSET_WAL] + 32 + 4, walsum_get(set.p[DBSET_JOURNAL] + 16, true));
    walsum_repair(set.p[DBSET_WAL], set.n[DBSET_WAL], false, 1);
    dbset_view(&v, &set);
    assert_int_equal(dbset_rows(&v), 11);
    assert_int_equal(mk_sqlite_page_origin(v.s, 1), MK_SQLITE_JOURNAL);
    assert_int_equal(mk_sqlite_page_origin(v.s, 2), MK_SQLITE_WAL);
    dbset_view_done(&v);
    char *ours = dbset_dump_ours(&set), *stock = dbset_dump_stock(&set);
    assert_non_null(stock);
    assert_string_equal(ours, stock);
    free(ours);
    free(stock);
    dbset_done(&wal);
    dbset_done(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hot_journal_is_rolled_back),
        cmocka_unit_test(every_segment_of_a_journal_is_rolled_back),
        cmocka_unit_test(every_truncation_of_a_journal_reads_as_sqlite_does),
        cmocka_unit_test(a_finished_journal_is_not_hot),
        cmocka_unit_test(a_journal_of_an_empty_database_is_not_hot),
        cmocka_unit_test(a_journal_with_a_super_journal_that_is_gone_is_not_rolled_back),
        cmocka_unit_test(a_log_lies_over_a_journal),
    };
    return cmocka_run_group_tests_name("sqlite_journal", tests, NULL, dbset_teardown);
}
