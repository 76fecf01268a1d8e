#include "parsers/format/sqlite_create.h"
#include "parsers/format/sqlite_record.h"
#include "tests/lib/t.h"

struct read {
    struct mk_arena arena;
    struct mk_sqlite_create c;
    bool ok;
};

static struct read *read_sql(struct read *r, const char *sql)
{
    mk_arena_init(&r->arena, (size_t)1 << 20);
    r->ok = mk_sqlite_create(&r->c, &r->arena, mk_str(sql));
    return r;
}

static void columns_have_the_affinity_of_their_type(void **s)
{
    struct read r;
    (void)s;
    read_sql(&r, "CREATE TABLE a(i BIGINT, t VARCHAR(10, 2), n, r DOUBLE PRECISION, d DECIMAL(1,2),"
                 " b BLOB, p FLOATING POINT)");
    assert_true(r.ok);
    static const enum mk_affinity want[] = { MK_AFF_INTEGER, MK_AFF_TEXT,    MK_AFF_BLOB,
                                             MK_AFF_REAL,    MK_AFF_NUMERIC, MK_AFF_BLOB,
                                             MK_AFF_INTEGER };
    assert_int_equal(r.c.n, 7);
    for (uint32_t i = 0; i < r.c.n; i++)
        assert_int_equal(r.c.column[i].affinity, want[i]);
    mk_arena_done(&r.arena);
}

static void the_rowid_is_found_under_each_of_its_spellings(void **s)
{
    static const struct {
        const char *sql;
        int32_t rowid;
    } cases[] = {
        { "CREATE TABLE t(a, id INTEGER PRIMARY KEY)", 1 },
        { "create table t(id integer primary key autoincrement not null, a)", 0 },
        { "CREATE TABLE t(id INTEGER, a, PRIMARY KEY(id))", 0 },
        { "CREATE TABLE t(id INTEGER, a, CONSTRAINT k PRIMARY KEY (\"id\" ASC))", 0 },
        { "CREATE TABLE t(id INT PRIMARY KEY, a)", -1 },
        { "CREATE TABLE t(id INT, a, PRIMARY KEY(id))", -1 },
        { "CREATE TABLE t(id INTEGER PRIMARY KEY DESC, a)", -1 },
        { "CREATE TABLE t(id INTEGER, a, PRIMARY KEY(id, a))", -1 },
        { "CREATE TABLE t(id INTEGER PRIMARY KEY, a) WITHOUT ROWID", -1 },
    };
    struct read r;
    (void)s;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        read_sql(&r, cases[i].sql);
        assert_true(r.ok);
        assert_int_equal(r.c.rowid, cases[i].rowid);
        mk_arena_done(&r.arena);
    }
}

static void names_may_be_quoted_and_hold_anything(void **s)
{
    struct read r;
    (void)s;
    read_sql(&r,
             "CREATE TABLE IF NOT EXISTS [a ) b](\"x, \"\"y\"\"\" TEXT DEFAULT 'a,)', -- no, )\n"
             " `z` /* , */ INT CHECK (z > 1 AND (z < 9)), 'q')");
    assert_true(r.ok);
    assert_true(mk_span_is(r.c.name, "a ) b"));
    assert_int_equal(r.c.n, 3);
    assert_true(mk_span_is(r.c.column[0].name, "x, \"y\""));
    assert_true(mk_span_is(r.c.column[0].init, "'a,)'"));
    assert_true(mk_span_is(r.c.column[1].name, "z"));
    assert_true(mk_span_is(r.c.column[2].name, "q"));
    mk_arena_done(&r.arena);
}

static void a_key_without_rowid_comes_first_in_the_record(void **s)
{
    struct read r;
    (void)s;
    read_sql(&r, "CREATE TABLE t(a, b AS (a+1), c, d, PRIMARY KEY(d, a)) WITHOUT ROWID");
    assert_true(r.ok && r.c.without_rowid);
    assert_int_equal(r.c.nstored, 3); /* b is computed */
    assert_int_equal(r.c.stored[0], 3);
    assert_int_equal(r.c.stored[1], 0);
    assert_int_equal(r.c.stored[2], 2);
    mk_arena_done(&r.arena);
}

static void what_is_no_table_or_cut_short_is_refused(void **s)
{
    static const char whole[] = "CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT NOT NULL)";
    struct read r;
    (void)s;
    for (size_t n = 0; n + 1 < sizeof whole; n++) {
        mk_arena_init(&r.arena, (size_t)1 << 20);
        assert_int_equal(mk_sqlite_create(&r.c, &r.arena, mk_span(whole, n)),
                         n == sizeof whole - 1);
        mk_arena_done(&r.arena);
    }
    static const char *const bad[] = { "CREATE VIEW v AS SELECT 1", "CREATE INDEX i ON t(a)",
                                       "CREATE TABLE t", "CREATE TABLE t()", "x" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(read_sql(&r, bad[i])->ok);
        mk_arena_done(&r.arena);
    }
}

static void varints_of_all_lengths_come_back(void **s)
{
    uint8_t b[9];
    (void)s;
    for (unsigned i = 0; i < 64; i++) {
        uint64_t v = UINT64_MAX >> i, back = 0;
        size_t n = mk_sqlite_varint_put(b, v);
        assert_int_equal(n, mk_sqlite_varint_len(v));
        assert_int_equal(mk_sqlite_varint(&back, mk_span(b, n), 0), n);
        assert_true(back == v);
        assert_int_equal(mk_sqlite_varint(&back, mk_span(b, n - 1), 0), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_have_the_affinity_of_their_type),
        cmocka_unit_test(the_rowid_is_found_under_each_of_its_spellings),
        cmocka_unit_test(names_may_be_quoted_and_hold_anything),
        cmocka_unit_test(a_key_without_rowid_comes_first_in_the_record),
        cmocka_unit_test(what_is_no_table_or_cut_short_is_refused),
        cmocka_unit_test(varints_of_all_lengths_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
