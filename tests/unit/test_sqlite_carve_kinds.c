#include "tests/lib/carved.h"
#include "tests/lib/t.h"
#include <stdlib.h>

/* Databases that are not of the plain kind. */

/* Of shorter rows two columns' types are lost with a cell's first four bytes. */
static void rows_without_rowid_are_found_in_their_trees_pages(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = dbset_create();
    dbset_run(db, "PRAGMA secure_delete=0; CREATE TABLE w(v TEXT, n INTEGER PRIMARY KEY, k TEXT) "
                  "WITHOUT ROWID; WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                  "WHERE i < 60) INSERT INTO w SELECT replace(hex(zeroblob(70)), '0', 'v'), "
                  "1000 + i, 'key ' || i FROM n; DELETE FROM w WHERE n IN (1007, 1023, 1048)");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, true);
    assert_int_equal(g.rc, 0);
    assert_int_equal(g.counts.live, 57);
    assert_int_equal(g.counts.deleted, 3);
    carved_get(&g, &set, false);
    assert_true(carved_has(&g, "key 7") && carved_has(&g, "key 23") && carved_has(&g, "key 48"));
    for (size_t i = 0; i < g.n; i++)
        assert_true(!g.row[i].partial && !g.row[i].has_row);
    dbset_done(&set);
}

/* Of no bytes: nothing of a row may be looked at behind the page. */
static void an_empty_cell_at_the_end_of_the_largest_page_is_named(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = dbset_create();
    dbset_run(db,
              "PRAGMA page_size=65536; PRAGMA secure_delete=0; CREATE TABLE t(a INTEGER PRIMARY "
              "KEY, b TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
              "WHERE i < 20) INSERT INTO t SELECT i, 'row number ' || i || ' of some' FROM n; "
              "DELETE FROM t WHERE a = 9");
    dbset_take(&set);
    sqlite3_close(db);
    assert_int_equal(set.n[0], 2 * 65536);
    uint8_t *page = set.p[0] + 65536;
    memcpy(page + 8, "\xff\xfe", 2);     /* the first pointer of the array */
    memcpy(page + 65534, "\x00\x01", 2); /* no bytes, rowid 1 */
    carved_get(&g, &set, false);
    assert_int_equal(g.rc, 1);
    assert_non_null(strstr(g.remark, "page 2: cell 0 cannot be read"));
    assert_true(carved_has(&g, "row number 9 of some"));
    assert_false(carved_has(&g, "row number 8 of some"));
    dbset_done(&set);
}

/* The new version lies where the end of the former one was; of that there is less left than the
 * live row has, and a little of what it had instead. */
static void what_is_left_of_a_changed_row_that_differs_in_nothing_is_a_copy(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = dbset_create();
    dbset_run(db, "PRAGMA secure_delete=0; CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT, n INT, "
                  "b TEXT); INSERT INTO t VALUES(1, 'this stays the same', 90, "
                  "'at first there was this ' || hex(zeroblob(70))), (2, 'another', 7, 'text'); "
                  "UPDATE t SET b = 'what came in its stead ' || hex(zeroblob(35)) WHERE id = 1");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, false);
    assert_int_equal(g.rc, 0);
    assert_int_equal(g.n, 0);
    assert_int_equal(g.counts.copies, 1);
    dbset_done(&set);
}

/* What a page of the freelist keeps of its cells' places looks like Chinese letters. */
static void pointers_to_cells_are_no_text_of_two_bytes_a_letter(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = dbset_create();
    dbset_run(db, "PRAGMA page_size=32768; PRAGMA encoding='UTF-16be'; PRAGMA secure_delete=0; "
                  "VACUUM; CREATE TABLE other(a TEXT, b TEXT); CREATE TABLE t(n INT, b TEXT); "
                  "WITH r(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r WHERE i < 900) INSERT INTO "
                  "t SELECT i, 'row number ' || i || ' of some.......................' FROM r; "
                  "DELETE FROM t");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, false);
    assert_int_equal(g.rc, 0);
    assert_int_equal(g.counts.deleted, 900);
    dbset_done(&set);
}

/* More found than one page may be like: which pages are looked at again is seen by what is not
 * told. */
static void copies_of_live_rows_in_other_pages_are_counted(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = dbset_create();
    /* Rows of the middle move to new pages when the pages split; what was there stays. */
    dbset_run(db,
              "PRAGMA page_size=1024; PRAGMA secure_delete=0; CREATE TABLE t(a INTEGER PRIMARY "
              "KEY, b TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
              "WHERE i < 600) INSERT INTO t SELECT 2 * (i * 7 % 601), 'row number ' || i || ' of "
              "some, at its place' FROM n; DELETE FROM t WHERE a % 100 = 6");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, true);
    assert_int_equal(g.rc, 0);
    assert_int_equal(g.counts.live, 588);
    assert_in_range(g.counts.deleted, 1, 12);
    assert_in_range(g.counts.copies, 50, 600);
    dbset_done(&set);
}

/* As extensions that encrypt or check pages leave them at each page's end. */
static void bytes_reserved_at_the_end_of_pages_are_none_of_a_row(void **s)
{
    struct dbset set;
    struct carved g;
    int reserved = 32;
    (void)s;
    sqlite3 *db = dbset_create();
    assert_int_equal(sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &reserved),
                     SQLITE_OK);
    dbset_run(
        db,
        "PRAGMA page_size=512; PRAGMA secure_delete=0; CREATE TABLE t(a INTEGER PRIMARY KEY, b);"
        "CREATE TABLE spare(b); INSERT INTO spare VALUES (zeroblob(2000));"
        "INSERT INTO t VALUES (1, 'stays'), (2, 'goes away'), (3, 'stays too'), "
        "(4, replace(hex(zeroblob(700)), '0', 'L')); DELETE FROM spare;"
        "DELETE FROM t WHERE a IN (2, 4)");
    dbset_take(&set);
    sqlite3_close(db);
    assert_int_equal(set.p[0][20], 32);
    for (size_t page = 512; page <= set.n[0]; page += 512) /* whatever stands there */
        memset(set.p[0] + page - 32, 'Z', 32);
    carved_get(&g, &set, true);
    assert_int_equal(g.counts.live, 2);
    assert_true(carved_has(&g, "goes away"));
    for (size_t i = 0; i < g.n; i++)
        assert_null(strchr(g.row[i].text, 'Z'));
    carved_get(&g, &set, false);
    assert_int_equal(g.n, 2);
    assert_int_equal(g.row[0].row_lives + g.row[1].row_lives, 0);
    dbset_done(&set);
}

static uint8_t *find(const struct dbset *set, const char *text)
{
    return memmem(set->p[0], set->n[0], text, strlen(text));
}

/* The size of a freeblock in front of what is left of a rowid: any length by accident. */
static void the_end_of_a_rowid_is_not_taken_for_one(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = dbset_create();
    dbset_run(db, "PRAGMA page_size=4096; PRAGMA secure_delete=0; CREATE TABLE t(a INTEGER PRIMARY "
                  "KEY, b TEXT); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                  "WHERE i < 30) INSERT INTO t SELECT 60213700 + i, 'row number ' || i || ' of a "
                  "table that has rows of some length' FROM n; DELETE FROM t WHERE a = 60213730");
    dbset_take(&set);
    sqlite3_close(db);
    uint8_t *text = find(&set, "row number 30 of"), *cell;
    assert_non_null(text);
    cell = text - 8; /* length and three bytes of the rowid, written over; its last; the header */
    assert_memory_equal(cell, "\0\0\0\x3d\x62\3\0\x77", 8);
    memcpy(cell, "\0\0\1\x38", 4); /* as if it had grown together with the one behind it */
    carved_get(&g, &set, false);
    assert_int_equal(g.n, 1);
    assert_string_equal(g.row[0].text, "row number 30 of a table that has rows of some length");
    assert_false(g.row[0].has_row);
    dbset_done(&set);
}

/* Its numbers lie over a text that a row still points to. */
static void what_was_a_trunk_of_the_freelist_is_no_text(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = dbset_create();
    dbset_run(db, "PRAGMA page_size=512; PRAGMA secure_delete=0; CREATE TABLE t(a INTEGER PRIMARY "
                  "KEY, b); CREATE TABLE spare(b); INSERT INTO spare VALUES (zeroblob(2000));"
                  "INSERT INTO t VALUES (1, 'stays'), (4, replace(hex(zeroblob(900)), '0', 'L')), "
                  "(5, 'stays too'); DELETE FROM spare; DELETE FROM t WHERE a = 4");
    dbset_take(&set);
    sqlite3_close(db);
    carved_get(&g, &set, false);
    assert_int_equal(g.n, 1);
    assert_int_equal(strspn(g.row[0].text, "L"), strlen(g.row[0].text));
    assert_true(strlen(g.row[0].text) > 70);
    uint8_t *page = set.p[0];
    while (page < set.p[0] + set.n[0] && memcmp(page + 4, "LLLLLLLLLLLL", 12) != 0)
        page += 512;
    assert_true(page < set.p[0] + set.n[0]);
    memcpy(page + 4, "\0\0\0\1\0\0\0\3", 8);
    carved_get(&g, &set, false);
    assert_int_equal(g.n, 0); /* nothing else of it is known */
    dbset_done(&set);
}

static void scramble(uint8_t *p, size_t n)
{
    uint64_t v = 88172645463325252u; /* xorshift: Marsaglia, Xorshift RNGs */
    for (size_t i = 0; i < n; i++) {
        v ^= v << 13;
        v ^= v >> 7;
        v ^= v << 17;
        p[i] = (uint8_t)(v >> 32);
    }
}

static void an_encrypted_database_is_refused_as_such(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("DELETE", 200);
    dbset_take(&set);
    sqlite3_close(db);
    scramble(set.p[0], set.n[0]);
    carved_get(&g, &set, false);
    assert_int_equal(g.rc, -1);
    assert_int_equal(g.e.code, MK_EFORMAT);
    assert_non_null(strstr(g.e.text, "encrypted"));
    dbset_done(&set);
}

static void encrypted_pages_are_named_and_make_no_rows(void **s)
{
    struct dbset set;
    struct carved g;
    (void)s;
    sqlite3 *db = carved_filled("DELETE", 400);
    dbset_run(db, "DELETE FROM t WHERE a > 200");
    dbset_take(&set);
    sqlite3_close(db);
    assert_in_range(set.n[0], 16 * DBSET_PAGE, SIZE_MAX);
    scramble(set.p[0] + DBSET_PAGE, set.n[0] - DBSET_PAGE); /* all but the schema */
    carved_get(&g, &set, true);
    assert_int_equal(g.rc, 1);
    assert_int_equal(g.n, 0);
    assert_non_null(strstr(g.remark, "belongs to a tree, but its type is"));
    dbset_done(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_without_rowid_are_found_in_their_trees_pages),
        cmocka_unit_test(an_empty_cell_at_the_end_of_the_largest_page_is_named),
        cmocka_unit_test(what_is_left_of_a_changed_row_that_differs_in_nothing_is_a_copy),
        cmocka_unit_test(pointers_to_cells_are_no_text_of_two_bytes_a_letter),
        cmocka_unit_test(copies_of_live_rows_in_other_pages_are_counted),
        cmocka_unit_test(the_end_of_a_rowid_is_not_taken_for_one),
        cmocka_unit_test(what_was_a_trunk_of_the_freelist_is_no_text),
        cmocka_unit_test(bytes_reserved_at_the_end_of_pages_are_none_of_a_row),
        cmocka_unit_test(an_encrypted_database_is_refused_as_such),
        cmocka_unit_test(encrypted_pages_are_named_and_make_no_rows),
    };
    return cmocka_run_group_tests(tests, NULL, dbset_teardown);
}
