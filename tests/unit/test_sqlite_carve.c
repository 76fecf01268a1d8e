#include "tests/lib/carved.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>

static void rows_in_freeblocks_are_rebuilt_and_live_ones_left_out(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("DELETE", 12);
    dbset_run(db, "DELETE FROM t WHERE a IN (3, 8)");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, false);
    assert_int_equal(g.rc, 0);
    assert_int_equal(g.n, 2);
    assert_true(carved_has(&g, "row number 3 of some") && carved_has(&g, "row number 8 of some"));
    for (size_t i = 0; i < g.n; i++) {
        assert_int_equal(g.row[i].state, MK_CARVE_FREEBLOCK);
        assert_true(g.row[i].partial && !g.row[i].has_row); /* the rowid is overwritten */
    }
    carved_get(&g, &set, true);
    assert_int_equal(g.counts.live, 10);
    dbset_done(&set);
}

static void a_table_that_was_emptied_gives_all_of_its_rows(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("DELETE", 40);
    dbset_run(db, "DELETE FROM t");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, true);
    assert_int_equal(g.counts.live, 0);
    assert_int_equal(g.n, 40);
    for (size_t i = 0; i < g.n; i++)
        assert_true(g.row[i].has_row && !g.row[i].partial);
    dbset_done(&set);
}

static void what_an_earlier_frame_of_the_log_says_is_told_with_its_place(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("WAL", 5);
    dbset_run(db, "UPDATE t SET b = 'edited afterwards' WHERE a = 4");
    dbset_run(db, "DELETE FROM t WHERE a = 2");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, false);
    assert_true(carved_has(&g, "row number 4 of some") && carved_has(&g, "row number 2 of some"));
    assert_false(carved_has(&g, "edited afterwards") || carved_has(&g, "row number 1 of some"));
    for (size_t i = 0; i < g.n; i++) {
        assert_int_equal(g.row[i].file, MK_CARVE_IN_WAL);
        assert_int_equal(g.row[i].row_lives, g.row[i].has_row && g.row[i].row == 4);
    }
    dbset_done(&set);
}

static void a_journal_whose_header_is_zeroed_still_tells(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("PERSIST", 6);
    dbset_run(db, "PRAGMA secure_delete=1; DELETE FROM t WHERE a = 5");
    dbset_take(&set);
    sqlite3_close(db);
    assert_non_null(set.p[DBSET_JOURNAL]);
    carved_get(&g, &set, false);
    assert_int_equal(g.n, 1);
    assert_true(carved_has(&g, "row number 5 of some"));
    assert_int_equal(g.row[0].state, MK_CARVE_JOURNAL);
    dbset_done(&set);
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (24 - 8 * i));
}

/* Lies of a header or a pointer: read to the end, and told. */
static void manipulation_is_named(void **s)
{
    static const struct {
        const char *what;
        size_t at;
        uint32_t value;
        const char *told;
    } lies[] = {
        { "the freelist's first trunk is page 2", 32, 2, "in use elsewhere" },
        { "the freelist's first trunk is nowhere", 32, 9999, "there are" },
        { "pages that are free are not there", 36, 77, "the header says 77" },
        { "an encoding that does not exist", 56, 9, "encoding" },
        { "a child of the root is the root", DBSET_PAGE + 8, 2, "a loop" },
        { "parts of payload that SQLite refuses", 20, 0x00412020, "header: a lie" },
        { "something in the bytes that are kept free", 80, 0x4d4f4b41, "foreign bytes" },
        { "less pages than there are", 28, 1, "behind the end" },
        { "a child of the root is nowhere", DBSET_PAGE + 8, 70000, "there are" },
    };
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("DELETE", 60);
    dbset_take(&set);
    sqlite3_close(db);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        uint8_t before[4];
        memcpy(before, set.p[0] + lies[i].at, 4);
        put32(set.p[0] + lies[i].at, lies[i].value);
        carved_get(&g, &set, true);
        assert_int_equal(g.rc, 1);
        if (!strstr(g.remark, lies[i].told))
            fail_msg("%s: %s", lies[i].what, g.remark);
        memcpy(set.p[0] + lies[i].at, before, 4);
    }
    dbset_done(&set);
}

/* What is done to the schema, and what is said of it. */
static void what_is_done_to_the_schema_is_named(void **s)
{
    static const struct {
        const char *sql, *told;
        int rc;
    } acts[] = {
        { "DELETE FROM sqlite_schema WHERE name='u'", "hidden:", 1 },
        { "UPDATE sqlite_schema SET rootpage=5-rootpage", "its root was moved", 1 },
        { "UPDATE sqlite_schema SET rootpage=4 WHERE name='u'", "an index: it was moved", 1 },
        { "DROP TABLE u", "schema: table u was dropped", 0 },
    };
    struct dbset set;
    struct carved g;
    (void)s;
    for (size_t i = 0; i < sizeof acts / sizeof *acts; i++) {
        sqlite3 *db = carved_filled("DELETE", 9);
        dbset_run(db, "CREATE TABLE u(x TEXT, y TEXT, z TEXT)");
        if (i == 2)
            dbset_run(db, "CREATE INDEX v ON t(b)");
        dbset_run(db, "INSERT INTO u VALUES('some', 'text', 'here'), ('and', 'there', 'too')");
        dbset_run(db, "PRAGMA writable_schema=1");
        dbset_run(db, acts[i].sql);
        dbset_take(&set);
        sqlite3_close(db);
        carved_get(&g, &set, true);
        if (g.rc != acts[i].rc || !strstr(g.remark, acts[i].told))
            fail_msg("%s: %d, %s", acts[i].sql, g.rc, g.remark);
        dbset_done(&set);
    }
}

static void a_destroyed_header_is_made_up_for(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("DELETE", 60);
    dbset_run(db, "DELETE FROM t WHERE a IN (3, 30)");
    dbset_take(&set);
    sqlite3_close(db);
    memset(set.p[0], 0, 100);
    carved_get(&g, &set, true);
    assert_int_equal(g.rc, 1);
    char told[60];
    snprintf(told, sizeof told, "a page size of %d is guessed", DBSET_PAGE);
    assert_non_null(strstr(g.remark, told));
    assert_int_equal(g.counts.live, 58);
    assert_true(carved_has(&g, "row number 3 of some") && carved_has(&g, "row number 30 of some"));
    /* What is not a database at all is none still. */
    for (size_t i = 0; i < set.n[0]; i++)
        set.p[0][i] = (uint8_t)(i * 2654435761u >> 13);
    carved_get(&g, &set, true);
    assert_int_equal(g.rc, -1);
    dbset_done(&set);
}

static void a_changed_row_is_one_with_its_versions(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("WAL", 5);
    dbset_run(db, "UPDATE t SET b = 'edited once' WHERE a = 4");
    dbset_run(db, "UPDATE t SET b = 'edited twice' WHERE a = 4");
    dbset_run(db, "DELETE FROM t WHERE a = 4");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, false);
    assert_int_equal(g.rc, 0);
    assert_int_equal(g.n, 1);
    assert_string_equal(g.row[0].text, "edited twice");
    assert_string_equal(g.older, "edited once;row number 4 of some;");
    dbset_done(&set);
}

/* In the cell of the row with this text, which is followed by others of one letter: where the
 * number of the first overflow page stands. */
static uint8_t *pointer_of(const struct dbset *set, const char *text, uint8_t letter)
{
    uint8_t *p = memmem(set->p[0], set->n[0], text, strlen(text)), *end = set->p[0] + set->n[0];
    assert_non_null(p);
    for (p += strlen(text); p + 4 < end && *p == letter;)
        p++;
    return p;
}

/* Two deleted rows that go on in overflow pages; the pages of one were used again for the other,
 * as far as their numbers say, and nothing says which of them came later. */
static void what_two_deleted_rows_claim_is_given_to_none(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = dbset_create_t("DELETE");
    dbset_run(db,
              "PRAGMA secure_delete=0; CREATE TABLE u(a INTEGER PRIMARY KEY, b, c);"
              "INSERT INTO u VALUES (1, 'the first row', replace(hex(zeroblob(550)), '0', 'A')),"
              "(2, 'the other one', replace(hex(zeroblob(550)), '0', 'B'))");
    /* The list of free pages begins with a page of a blob. */
    dbset_run(db, "INSERT INTO t VALUES (1, zeroblob(1000)); DELETE FROM t; DELETE FROM u");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, false);
    assert_int_equal(g.n, 2);
    for (size_t i = 0; i < g.n; i++)
        assert_true(!g.row[i].partial && !g.row[i].contested && strlen(g.row[i].text) > 70);
    memcpy(pointer_of(&set, "the other one", 'B'), pointer_of(&set, "the first row", 'A'), 4);
    carved_get(&g, &set, false);
    assert_int_equal(g.n, 2);
    assert_true(carved_has(&g, "the first row") && carved_has(&g, "the other one"));
    for (size_t i = 0; i < g.n; i++)
        assert_true(g.row[i].partial && g.row[i].contested && g.row[i].has_row);
    dbset_done(&set);
}

static void every_truncation_is_read_or_refused(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("DELETE", 30);
    dbset_run(db, "DELETE FROM t WHERE a % 3 = 0");
    dbset_take(&set);
    sqlite3_close(db);
    for (size_t n = 0; n <= set.n[0]; n += 61) {
        struct dbset cut = set;
        cut.n[0] = n;
        carved_get(&g, &cut, true);
        assert_true(g.rc >= 0 || g.e.code == MK_EFORMAT);
    }
    dbset_done(&set);
}

static void no_memory_is_said(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("WAL", 12);
    dbset_run(db, "DELETE FROM t WHERE a < 7");
    dbset_take(&set);
    sqlite3_close(db);
    for (int n = 1; fault_arm(n); n++) {
        carved_get(&g, &set, true);
        if (g.rc < 0)
            assert_int_equal(g.e.code, MK_ENOMEM);
    }
    fault_disarm();
    dbset_done(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_in_freeblocks_are_rebuilt_and_live_ones_left_out),
        cmocka_unit_test(a_table_that_was_emptied_gives_all_of_its_rows),
        cmocka_unit_test(what_an_earlier_frame_of_the_log_says_is_told_with_its_place),
        cmocka_unit_test(a_journal_whose_header_is_zeroed_still_tells),
        cmocka_unit_test(manipulation_is_named),
        cmocka_unit_test(what_is_done_to_the_schema_is_named),
        cmocka_unit_test(a_destroyed_header_is_made_up_for),
        cmocka_unit_test(a_changed_row_is_one_with_its_versions),
        cmocka_unit_test(what_two_deleted_rows_claim_is_given_to_none),
        cmocka_unit_test(every_truncation_is_read_or_refused),
        cmocka_unit_test(no_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, dbset_teardown);
}
