/* A set opened and read, whatever its shape, without a trace and whatever fails. */
#include "parsers/source/source.h"
#include "tests/lib/dbset.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <dirent.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void every_page_size_and_reserve_is_read(void **s)
{
    (void)s;
    for (unsigned page = 512; page <= 65536; page *= 2)
        for (int reserve = 0; reserve <= 32; reserve += 32)
            for (int wal = 0; wal < 2; wal++) {
                char sql[300];
                struct dbset set;
                struct dbset_view v;
                sqlite3 *db = dbset_create();
                sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &(int){ reserve });
                snprintf(sql, sizeof sql,
                         "PRAGMA page_size=%u; PRAGMA journal_mode=%s; CREATE TABLE t(a, b);"
                         "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<60)"
                         "INSERT INTO t SELECT i, randomblob(i * 40) FROM n",
                         page, wal ? "WAL" : "DELETE");
                dbset_run(db, sql);
                char *there = dbset_dump(db);
                dbset_take(&set);
                sqlite3_close(db);
                assert_int_equal(set.n[DBSET_WAL] > 0, wal);
                dbset_view(&v, &set);
                char *here = dbset_dump(mk_sqlite_handle(v.s));
                assert_string_equal(here, there);
                free(here);
                free(there);
                dbset_leave(&v, &set);
            }
}

static void what_is_no_database_is_refused(void **s)
{
    static uint8_t zeroes[4096];
    uint8_t garbage[1024];
    (void)s;
    for (size_t i = 0; i < sizeof garbage; i++)
        garbage[i] = (uint8_t)(i * 37 + 11);
    const struct mk_span bad[] = { mk_span(zeroes, sizeof zeroes), mk_span(garbage, sizeof garbage),
                                   mk_str("SQLite format 3"), mk_str("x") };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_sqlite *db;
        struct mk_error e;
        struct mk_file f = mk_file_memory(&bad[i]);
        struct mk_sqlite_set set = { .db = &f };
        assert_int_equal(mk_sqlite_open(&db, &set, NULL, &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
}

static void an_empty_file_is_a_database_without_tables(void **s)
{
    struct mk_sqlite *db;
    struct mk_span none = { 0 };
    struct mk_file f = mk_file_memory(&none);
    struct mk_sqlite_set set = { .db = &f, .wal = &f, .journal = &f };
    (void)s;
    assert_int_equal(mk_sqlite_open(&db, &set, NULL, NULL), 0);
    assert_true(dbset_has_remark(db, "database: empty"));
    assert_true(dbset_has_remark(db, "wal: not used: empty"));
    assert_false(mk_sqlite_has_table(db, "t"));
    mk_sqlite_close(db);
}

static void every_truncation_and_change_of_a_header_is_survived(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    sqlite3 *db = dbset_create();
    dbset_run(db, "PRAGMA page_size=1024; CREATE TABLE t(a); INSERT INTO t VALUES (1)");
    dbset_take(&set);
    sqlite3_close(db);
    size_t whole = set.n[DBSET_DB];
    for (size_t n = 0; n < whole; n += n < 1030 ? 1 : 7) {
        set.n[DBSET_DB] = n;
        free(dbset_dump_ours(&set));
    }
    set.n[DBSET_DB] = whole;
    for (size_t i = 0; i < 100 * 8; i++) {
        set.p[DBSET_DB][i / 8] ^= (uint8_t)(1u << i % 8);
        free(dbset_dump_ours(&set));
        set.p[DBSET_DB][i / 8] ^= (uint8_t)(1u << i % 8);
    }
    set.p[DBSET_DB][18] = set.p[DBSET_DB][19] = 9; /* versions to write and read */
    dbset_view(&v, &set);
    assert_true(dbset_has_remark(v.s, "unknown versions to write and read: 9, 9"));
    assert_int_equal(dbset_rows(&v), 1);
    dbset_leave(&v, &set);
}

static void count_rows_of_files(struct mk_file f[2], int64_t want)
{
    struct mk_sqlite *db;
    struct mk_sqlite_set set = { .db = &f[0], .wal = &f[1] };
    assert_int_equal(mk_sqlite_open(&db, &set, NULL, NULL), 0);
    assert_int_equal(dbset_number(mk_sqlite_handle(db), "SELECT count(*) FROM t"), want);
    mk_sqlite_close(db);
}

static void open_files(struct mk_file f[2])
{
    static const char *const name[2] = { "db", "db-wal" };
    char path[320];
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", dbset_folder(), name[i]);
        assert_int_equal(mk_file_fd(&f[i], open(path, O_RDONLY | O_CLOEXEC), NULL), 0);
    }
}

static unsigned names_in_folder(void)
{
    unsigned n = 0;
    DIR *d = opendir(dbset_folder());
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    return n;
}

static void the_files_stay_as_they_are_and_nothing_appears_beside_them(void **s)
{
    struct dbset before, after;
    struct mk_file f[2];
    (void)s;
    sqlite3 *db = dbset_create_t("WAL");
    dbset_run(db, "INSERT INTO t(a) VALUES (1),(2),(3)");
    dbset_take(&before);
    unsigned names = names_in_folder();
    open_files(f);
    count_rows_of_files(f, 3);
    dbset_take(&after);
    assert_int_equal(names_in_folder(), names);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(before.n[i], after.n[i]);
        if (before.n[i])
            assert_memory_equal(before.p[i], after.p[i], before.n[i]);
    }
    mk_file_close(&f[0]);
    mk_file_close(&f[1]);
    sqlite3_close(db);
    dbset_done(&before);
    dbset_done(&after);
}

/* In a child: any call that reaches for a name ends it. */
static int locked_in(struct mk_file f[2])
{
    static const int banned[] = {
        SCMP_SYS(open),   SCMP_SYS(openat),   SCMP_SYS(openat2), SCMP_SYS(creat),
        SCMP_SYS(unlink), SCMP_SYS(rename),   SCMP_SYS(socket),  SCMP_SYS(stat),
        SCMP_SYS(access), SCMP_SYS(readlink), SCMP_SYS(write),   SCMP_SYS(pwrite64),
    };
    if (mk_sqlite_process((uint64_t)64 << 20, NULL) != 0)
        return 2;
    scmp_filter_ctx c = seccomp_init(SCMP_ACT_ALLOW);
    for (size_t i = 0; c && i < sizeof banned / sizeof *banned; i++)
        if (seccomp_rule_add(c, SCMP_ACT_KILL_PROCESS, banned[i], 0) != 0)
            return 3;
    if (!c || seccomp_load(c) != 0)
        return 4;
    seccomp_release(c);
    struct mk_sqlite *db;
    struct mk_sqlite_set set = { .db = &f[0], .wal = &f[1] };
    if (mk_sqlite_open(&db, &set, NULL, NULL) != 0)
        return 5;
    if (dbset_number(mk_sqlite_handle(db),
                     "SELECT count(*) FROM (SELECT b, random() FROM t ORDER BY b)") != 3)
        return 6;
    mk_sqlite_close(db);
    return 0;
}

static void after_its_setup_no_file_is_reached_by_name(void **s)
{
    struct mk_file f[2];
    int status;
    (void)s;
    sqlite3 *db = dbset_create_t("WAL");
    dbset_run(db, "INSERT INTO t(a) VALUES (1),(2),(3)");
    open_files(f);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        _exit(locked_in(f));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    mk_file_close(&f[0]);
    mk_file_close(&f[1]);
    sqlite3_close(db);
}

static void each_allocation_may_fail(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    dbset_take_wal(&set, 3);
    for (int n = 1; fault_arm(n); n++) {
        dbset_view(&v, &set);
        if (!v.s)
            assert_int_equal(v.e.code, MK_ENOMEM);
        else
            assert_int_equal(dbset_rows(&v), 13);
        dbset_view_done(&v);
    }
    fault_disarm();
    dbset_done(&set);
}

/* A file whose n-th read fails. */
struct failing {
    struct mk_file real;
    int left;
};

static int failing_read(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct failing *f = u;
    if (f->left && --f->left == 0)
        return mk_fail(e, MK_EIO, "the disk is gone");
    return f->real.pread(f->real.u, at, out, n, got, e);
}

static void each_read_may_fail(void **s)
{
    struct dbset set;
    struct dbset_view v;
    (void)s;
    dbset_take_wal(&set, 3);
    dbset_view(&v, &set);
    for (size_t which = 0; which < 2; which++)
        for (int n = 1;; n++) {
            struct failing bad = { v.file[which], n };
            struct mk_file f = v.file[which];
            struct mk_sqlite_set with = v.set;
            struct mk_sqlite *db;
            struct mk_error e;
            f.pread = failing_read;
            f.u = &bad;
            *(which ? &with.wal : &with.db) = &f;
            if (mk_sqlite_open(&db, &with, NULL, &e) != 0) {
                assert_int_equal(e.code, MK_EIO);
                assert_string_equal(e.text, "the disk is gone");
                continue;
            }
            int64_t got = dbset_number(mk_sqlite_handle(db), "SELECT count(*) FROM t");
            assert_int_equal(got, bad.left == 0 ? -1 : 13);
            mk_sqlite_close(db);
            if (bad.left)
                break;
        }
    dbset_leave(&v, &set);
}

/* SQLite's own allocations are not ours to wrap: a limit on its heap makes them fail. */
static void when_sqlite_runs_out_of_memory_it_is_an_error(void **s)
{
    struct dbset set;
    struct dbset_view v;
    unsigned failed = 0;
    (void)s;
    dbset_take_wal(&set, 3);
    for (sqlite3_int64 more = 512; more < 1 << 20; more += more < 1 << 16 ? 512 : 1 << 16) {
        sqlite3_hard_heap_limit64(sqlite3_memory_used() + more);
        dbset_view(&v, &set);
        failed += !v.s;
        if (!v.s)
            assert_int_equal(v.e.code, MK_ENOMEM);
        else if (dbset_rows(&v) != 13)
            assert_int_equal(sqlite3_errcode(mk_sqlite_handle(v.s)), SQLITE_NOMEM);
        sqlite3_hard_heap_limit64(0);
        dbset_view_done(&v);
    }
    assert_in_range(failed, 5, 150);
    dbset_done(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_page_size_and_reserve_is_read),
        cmocka_unit_test(what_is_no_database_is_refused),
        cmocka_unit_test(an_empty_file_is_a_database_without_tables),
        cmocka_unit_test(every_truncation_and_change_of_a_header_is_survived),
        cmocka_unit_test(the_files_stay_as_they_are_and_nothing_appears_beside_them),
        cmocka_unit_test(after_its_setup_no_file_is_reached_by_name),
        cmocka_unit_test(each_allocation_may_fail),
        cmocka_unit_test(each_read_may_fail),
        cmocka_unit_test(when_sqlite_runs_out_of_memory_it_is_an_error),
    };
    return cmocka_run_group_tests_name("sqlite_open", tests, NULL, dbset_teardown);
}
