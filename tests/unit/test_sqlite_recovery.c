/* Random histories, each cut off at a random write (whole or torn): what we read is what stock
 * SQLite recovers from a copy of the same files. */
#include "tests/lib/dbset.h"
#include "tests/lib/dbvfs.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>

#define SCENARIOS 400

static uint64_t state;

static unsigned rnd(unsigned n)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(state >> 33) % n;
}

/* At the chosen write the files are copied, and half of it may have reached the disk. */
static struct dbset taken;
static unsigned writes_left;
static bool took, torn;

static void take_at(const struct dbvfs_write *w)
{
    if (writes_left == 0 || --writes_left > 0 || took)
        return;
    if (torn)
        assert_int_equal(dbvfs_write(w, w->n / 2), SQLITE_OK);
    dbset_take(&taken);
    took = true;
}

static void one_change(sqlite3 *db)
{
    char sql[256];
    unsigned k = rnd(40), n = rnd(30) + 1;
    switch (rnd(12)) {
    case 0:
        snprintf(sql, sizeof sql, "DELETE FROM t WHERE a %% 40 = %u", k);
        break;
    case 1:
        snprintf(sql, sizeof sql, "UPDATE t SET b = randomblob(%u) WHERE a %% 40 = %u", n * 40, k);
        break;
    case 2:
        snprintf(sql, sizeof sql, "CREATE TABLE IF NOT EXISTS x%u(a, b)", k);
        break;
    case 3:
        snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS x%u", k);
        break;
    case 4:
        snprintf(sql, sizeof sql, "UPDATE t SET c = c || 'x' WHERE a > %u", k * 10);
        break;
    default:
        snprintf(sql, sizeof sql,
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i < %u) "
                 "INSERT INTO t(b, c) SELECT randomblob(%u), 'row ' || i FROM n",
                 n, rnd(400));
    }
    dbset_run(db, sql);
}

static void between_transactions(sqlite3 *db, bool wal)
{
    static const char *const checkpoints[] = { "PASSIVE", "FULL", "RESTART", "TRUNCATE" };
    char sql[64];
    if (wal && rnd(3) == 0) {
        snprintf(sql, sizeof sql, "PRAGMA wal_checkpoint(%s)", checkpoints[rnd(4)]);
        dbset_run(db, sql);
    } else if (rnd(12) == 0) {
        dbset_run(db, "VACUUM");
    }
}

static void history(sqlite3 *db)
{
    static const char *const modes[] = { "WAL", "WAL", "DELETE", "PERSIST", "TRUNCATE" };
    static const char *const sync[] = { "OFF", "NORMAL", "FULL" };
    char sql[400];
    const char *mode = modes[rnd(5)];
    snprintf(sql, sizeof sql,
             "PRAGMA page_size=%u; PRAGMA auto_vacuum=%u; PRAGMA journal_mode=%s;"
             "PRAGMA synchronous=%s; PRAGMA cache_size=%u; PRAGMA wal_autocheckpoint=%u;"
             "CREATE TABLE t(a INTEGER PRIMARY KEY, b, c); CREATE INDEX i ON t(c)",
             512u << rnd(4), rnd(3), mode, sync[rnd(3)], rnd(2) ? 10 : 1000, rnd(60));
    dbset_run(db, sql);
    for (unsigned i = 0; i < 12 && !took; i++) {
        dbset_run(db, "BEGIN");
        for (unsigned n = rnd(5); n; n--)
            one_change(db);
        dbset_run(db, rnd(5) ? "COMMIT" : "ROLLBACK");
        between_transactions(db, mode[0] == 'W');
    }
}

static void flip_a_byte(void)
{
    unsigned which = 1 + rnd(2);
    if (taken.n[which])
        taken.p[which][rnd((unsigned)taken.n[which])] ^= (uint8_t)(1 + rnd(255));
}

/* Stock SQLite fills a torn last page up with zeroes; we rather refuse it. */
static bool last_page_is_torn(void)
{
    const uint8_t *p = taken.p[DBSET_DB];
    return taken.n[DBSET_DB] > 17 && taken.n[DBSET_DB] % ((size_t)p[16] << 8 | p[17]);
}

/* 1 when stock SQLite could read it all, and so did we, the same. */
static unsigned equal_to_stock(unsigned scenario)
{
    char *ours = dbset_dump_ours(&taken), *stock = dbset_dump_stock(&taken);
    unsigned compared = stock && !(!ours && last_page_is_torn());
    if (compared && (!ours || strcmp(ours, stock) != 0))
        fail_msg("scenario %u differs", scenario);
    free(ours);
    free(stock);
    return compared;
}

static void scenario(unsigned n)
{
    state = n * 2654435761u + 1;
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, (int)n + 1, NULL); /* randomblob(), salts */
    writes_left = 1 + rnd(rnd(2) ? 60 : 700);
    torn = rnd(4) == 0;
    took = false;
    sqlite3 *db = dbset_create();
    dbvfs_on_write = take_at;
    history(db);
    dbvfs_on_write = NULL;
    if (!took)
        dbset_take(&taken);
    assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void whatever_the_moment_we_read_what_sqlite_recovers(void **s)
{
    unsigned compared = 0, wal = 0, journal = 0;
    (void)s;
    for (unsigned n = 0; n < SCENARIOS; n++) {
        scenario(n);
        wal += taken.n[DBSET_WAL] > 0;
        journal += taken.n[DBSET_JOURNAL] > 0;
        compared += equal_to_stock(n);
        flip_a_byte();
        compared += equal_to_stock(n);
        dbset_done(&taken);
    }
    /* The random histories must go on reaching what they are for. */
    assert_in_range(compared, SCENARIOS * 3 / 2, SCENARIOS * 2);
    assert_in_range(wal, SCENARIOS / 5, SCENARIOS);
    assert_in_range(journal, SCENARIOS / 5, SCENARIOS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_the_moment_we_read_what_sqlite_recovers),
    };
    return cmocka_run_group_tests_name("sqlite_recovery", tests, NULL, dbset_teardown);
}
