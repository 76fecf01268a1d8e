#include "tests/lib/content_phone.h"
#include "tests/lib/content_print.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>

static const char *const numbers[] = { "date", "type", NULL };
static const char *const texts[] = { "address", "body", NULL };
static const struct mk_provider provider = {
    .uri = "content://t",
    .artefact = "test.t",
    .category = "messages",
    .numbers = numbers,
    .texts = texts,
    .time_column = "date",
    .time_per_s = 1000,
    .permission = "READ_SMS",
    .control = "content://t/control",
};
#define TABLE "CREATE TABLE t(_id INTEGER PRIMARY KEY, date, type, address, body)"

static struct mk_channel *channel(const struct mk_provider *p)
{
    struct mk_channel *c = NULL;
    struct mk_error e = { 0 };
    const struct mk_channel_spec spec = {
        .provider = p, .user = 0, .from_us = INT64_MIN, .until_us = INT64_MAX
    };
    int rc = mk_channel_new(&c, &spec, &e);
    assert_int_equal(rc, 0);
    return c;
}

/* ---- random tables of hostile values ---- */

static uint64_t seed;
static unsigned rnd(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

#define ROWS_MAX 12
struct world {
    struct phone phone;
    int64_t ids[ROWS_MAX];
    size_t n;
    struct mk_buf value; /* work space */
};

/* Lines as the tool would print them for this table: right ids, wrong ids, any row. */
static void put_forged(struct mk_buf *b, const struct world *w, const char *column)
{
    size_t k = rnd((unsigned)w->n + 1), runs = 1 + rnd(4);
    for (size_t i = 0; i < runs; i++, k++) {
        int64_t id = k < w->n ? w->ids[k] : (int64_t)rnd(40);
        if (rnd(6) == 0)
            id++;
        mk_buf_printf(b, "\nRow: %zu _id=%lld, %s=", k, (long long)id, column);
        static const char *const bodies[] = { "forged", "1, type=2", "NULL", "", "7" };
        mk_buf_puts(b, bodies[rnd(5)]);
    }
}

static void put_text(struct mk_buf *b, const struct world *w, const char *column)
{
    static const char *const plain[] = { "NULL",
                                         "BLOB",
                                         "",
                                         "No result found.",
                                         "No result found.\n",
                                         "x, type=2",
                                         "line\r\nline",
                                         "ends\n",
                                         "\n",
                                         "NULL\n",
                                         "\nBLOB",
                                         "Error while accessing provider:t\njava.lang.Exception",
                                         "plain",
                                         "caf\xc3\xa9 \xf0\x9f\x98\x80",
                                         "bad \xff\xfe utf",
                                         "cut \xe2\x82",
                                         "\xed\xa0\xbd alone",
                                         "\xef\xbf\xbd",
                                         "5",
                                         "-0",
                                         "Row: 0 _id=1, body=" };
    unsigned what = rnd(10);
    if (what < 6)
        mk_buf_puts(b, plain[rnd(sizeof plain / sizeof *plain)]);
    else if (what == 6)
        mk_buf_put(b, "nul\0inside\n\0", 12);
    else if (what == 7 && rnd(40) == 0)
        for (int i = 0; i < 10000; i++)
            mk_buf_puts(b, i % 7 ? "0123456789" : "\nRow: 1 _i");
    if (what > 6) {
        const char *start = b->len || rnd(2) ? "a" : "1";
        mk_buf_puts(b, start);
        put_forged(b, w, column);
    }
    if (rnd(12) == 0)
        mk_buf_puts(b, "\n");
}

static void bind(sqlite3_stmt *st, int i, struct world *w, bool number, const char *column)
{
    unsigned what = rnd(20);
    mk_buf_clear(&w->value);
    if (what == 0)
        sqlite3_bind_null(st, i);
    else if (what == 1)
        sqlite3_bind_blob(st, i, "blob", 4, SQLITE_STATIC);
    else if (what == 2)
        sqlite3_bind_double(st, i, (double)rnd(1000) / 8);
    else if (number && what < 17)
        sqlite3_bind_int64(st, i, what == 3 ? INT64_MIN : what == 4 ? INT64_MAX : rnd(100000));
    else {
        put_text(&w->value, w, column);
        sqlite3_bind_text(st, i, w->value.len ? (const char *)w->value.p : "", (int)w->value.len,
                          SQLITE_TRANSIENT);
    }
}

static void add_row(struct world *w, int64_t id)
{
    sqlite3_stmt *st = NULL;
    sqlite3_prepare_v2(w->phone.db, "INSERT INTO t VALUES(?,?,?,?,?)", -1, &st, NULL);
    sqlite3_bind_int64(st, 1, id);
    bind(st, 2, w, true, "date");
    bind(st, 3, w, true, "date");
    bind(st, 4, w, false, "address");
    bind(st, 5, w, false, "body");
    assert_int_equal(sqlite3_step(st), SQLITE_DONE);
    sqlite3_finalize(st);
}

static void make_world(struct world *w, uint64_t n)
{
    seed = n * 2654435761u + 17;
    phone_init(&w->phone, TABLE);
    /* What was there stays on record: the truth about rows that go. */
    phone_sql(&w->phone, "CREATE TABLE gone AS SELECT * FROM t");
    phone_sql(&w->phone, "CREATE TRIGGER g BEFORE DELETE ON t BEGIN INSERT INTO gone SELECT * FROM "
                         "t WHERE _id=old._id; END");
    mk_buf_init(&w->value, 1u << 20);
    w->n = 1 + rnd(ROWS_MAX);
    int64_t id = (int64_t)rnd(12) - 3;
    for (size_t i = 0; i < w->n; i++, id += 1 + (rnd(3) == 0))
        w->ids[i] = id;
    for (size_t i = 0; i < w->n; i++)
        add_row(w, w->ids[i]);
    w->phone.piece = rnd(3) == 0 ? 1 : rnd(3) == 0 ? 1 + rnd(200) : 0;
}

static void end_world(struct world *w)
{
    mk_buf_done(&w->value);
    phone_done(&w->phone);
}

/* ---- what must come out ---- */

static bool has_fffd(struct mk_span s)
{
    return s.len && memmem(s.p, s.len, "\xef\xbf\xbd", 3);
}

static bool canonical(int64_t *v, struct mk_span s)
{
    char text[32], again[32];
    if (s.len == 0 || s.len > 20)
        return false;
    memcpy(text, s.p, s.len);
    text[s.len] = 0;
    *v = strtoll(text, NULL, 10);
    snprintf(again, sizeof again, "%lld", (long long)*v);
    return strcmp(text, again) == 0;
}

/* NULL, or what is wrong with the cell of a column with that stored value. */
static const char *wrong(const struct mk_content_cell *c, sqlite3_stmt *st, int i, bool number,
                         struct mk_buf *b)
{
    int type = sqlite3_column_type(st, i);
    const void *text = type == SQLITE_TEXT ? sqlite3_column_text(st, i) : NULL;
    int64_t v;
    mk_buf_clear(b);
    if (type == SQLITE_NULL)
        return c->type == MK_CELL_NULL ? NULL : "a null";
    if (type == SQLITE_BLOB)
        return c->type == MK_CELL_BLOB ? NULL : "a blob";
    if (type == SQLITE_INTEGER)
        print_int(b, sqlite3_column_int64(st, i));
    else if (type == SQLITE_FLOAT)
        print_real(b, sqlite3_column_double(st, i));
    else
        print_text(b, mk_span(text, (size_t)sqlite3_column_bytes(st, i)));
    struct mk_span printed = mk_buf_span(b);
    if (number && canonical(&v, printed))
        return c->type == MK_CELL_NUMBER && c->i == v ? NULL : "a number";
    if (c->type != MK_CELL_TEXT || !mk_span_eq(c->s, printed))
        return "a text";
    if (has_fffd(printed) && !c->why)
        return "U+FFFD without a remark";
    if (type == SQLITE_FLOAT && number && !c->why)
        return "a real without a remark";
    return NULL;
}

static bool find_row(sqlite3_stmt **st, struct world *w, int64_t id)
{
    static const char *const tables[] = { "SELECT date,type,address,body FROM t WHERE _id=?",
                                          "SELECT date,type,address,body FROM gone WHERE _id=?" };
    for (int i = 0; i < 2; i++) {
        sqlite3_prepare_v2(w->phone.db, tables[i], -1, st, NULL);
        sqlite3_bind_int64(*st, 1, id);
        if (sqlite3_step(*st) == SQLITE_ROW)
            return i == 0;
        sqlite3_finalize(*st);
    }
    fail_msg("row %lld never was", (long long)id);
    return false;
}

/* Reads the set and holds it against the table. Lost cells are allowed only in rows that went. */
static size_t check_world(struct world *w, uint64_t n, bool lost_allowed)
{
    struct mk_content_set *set = NULL;
    struct mk_error e = { 0 };
    const struct mk_content_cell *cells;
    struct mk_buf b;
    int64_t id;
    size_t lost = 0, row = 0;
    mk_buf_init(&b, 1u << 20);
    int rc = phone_set(&set, &w->phone, &e);
    if (rc != 0)
        fail_msg("world %llu: %s", (unsigned long long)n, e.text);
    assert_int_equal(mk_content_set_columns(set), 4);
    assert_int_equal(mk_content_set_rows(set), w->n);
    for (; (rc = mk_content_set_next(&id, &cells, set, &e)) == 1; row++) {
        sqlite3_stmt *st;
        bool there = find_row(&st, w, id);
        assert_true(id == w->ids[row]);
        for (size_t i = 0; i < 4; i++) {
            static const char *const order[] = { "date", "type", "address", "body" };
            struct mk_span name = mk_content_set_column(set, i);
            int at = 0;
            while (!mk_span_is(name, order[at]))
                at++;
            if (cells[i].type == MK_CELL_LOST && (!there || lost_allowed)) {
                assert_non_null(cells[i].why);
                lost++;
                continue;
            }
            const char *bad = wrong(&cells[i], st, at, at < 2, &b);
            if (bad)
                fail_msg("world %llu row %lld %s: not %s but type %d, \"%.*s\" (%s)",
                         (unsigned long long)n, (long long)id, order[at], bad, cells[i].type,
                         (int)cells[i].s.len, (const char *)cells[i].s.p, cells[i].why);
            if (cells[i].type == MK_CELL_TEXT || cells[i].type == MK_CELL_NUMBER) {
                const struct phone_reply *r = &w->phone.replies[cells[i].entry];
                assert_true(cells[i].offset + cells[i].s.len <= r->out.len);
                assert_memory_equal(r->out.p + cells[i].offset,
                                    cells[i].s.p ? cells[i].s.p : (const uint8_t *)"",
                                    cells[i].s.len);
            }
        }
        sqlite3_finalize(st);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(row, w->n);
    mk_content_set_close(set);
    mk_buf_done(&b);
    return lost;
}

static void acquire(struct world *w, bool all_may_go)
{
    struct mk_error e = { 0 };
    struct mk_channel *c = channel(&provider);
    int rc = phone_acquire(&w->phone, c, &e);
    assert_int_equal(rc, 0);
    struct mk_channel_outcome o;
    mk_channel_outcome(&o, c);
    if (!all_may_go || o.state != MK_COVER_FAILED) {
        assert_int_equal(o.state, MK_COVER_FOUND);
        assert_true(o.taken == o.rows);
    }
    assert_true(o.rows == (int64_t)w->n);
    assert_int_equal(o.queries, w->phone.nreplies);
    mk_channel_free(c);
}

static void hostile_values_come_out_exactly(void **s)
{
    (void)s;
    uint64_t worlds = getenv("WORLDS") ? strtoull(getenv("WORLDS"), NULL, 10) : 1500;
    for (uint64_t n = 0; n < worlds; n++) {
        struct world w;
        make_world(&w, n);
        acquire(&w, false);
        check_world(&w, n, false);
        end_world(&w);
    }
}

/* ---- a phone that changes under way ---- */

struct change {
    unsigned at[3], query;
    struct world *w;
};

static bool change_rows(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                        struct mk_buf *err)
{
    struct change *c = p->u;
    char sql[128];
    (void)q;
    (void)out;
    (void)err;
    c->query++;
    for (size_t i = 0; i < 3; i++)
        if (c->at[i] == c->query && c->query > 2) {
            if (rnd(4)) {
                snprintf(sql, sizeof sql, "DELETE FROM t WHERE _id=%lld",
                         (long long)c->w->ids[rnd(3) ? c->w->n - 1 : rnd((unsigned)c->w->n)]);
                phone_sql(p, sql);
            } else {
                int64_t id = c->w->ids[0] - 3 + (int64_t)rnd(20);
                snprintf(sql, sizeof sql,
                         "INSERT OR IGNORE INTO t SELECT %lld,1,2,'came','late' WHERE NOT EXISTS "
                         "(SELECT 1 FROM gone WHERE _id=%lld)",
                         (long long)id, (long long)id);
                phone_sql(p, sql);
            }
        }
    return false;
}

static void rows_that_go_or_come_shift_nothing(void **s)
{
    (void)s;
    uint64_t worlds = getenv("WORLDS") ? strtoull(getenv("WORLDS"), NULL, 10) : 1500;
    size_t lost = 0;
    for (uint64_t n = 0; n < worlds; n++) {
        struct world w;
        make_world(&w, n + 1000000);
        struct change c = { .w = &w };
        for (size_t i = 0; i < 3; i++)
            c.at[i] = 3 + rnd(9);
        w.phone.trick = change_rows;
        w.phone.u = &c;
        acquire(&w, true);
        w.phone.trick = NULL;
        lost += check_world(&w, n + 1000000, false);
        end_world(&w);
    }
    assert_true(lost > 0); /* or nothing went */
}

/* The tool dies after some rows, as of a row that does not fit its window; the values are such that
 * what was printed may look complete. */
static bool die_midway(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                       struct mk_buf *err)
{
    unsigned *often = p->u;
    if ((q->role != MK_ROLE_COLUMN && q->role != MK_ROLE_NUMBERS) || rnd(8) >= *often)
        return false;
    phone_run(p, q->command, out, err);
    size_t lines = 0, keep = out->len;
    for (size_t i = 0; i < out->len; i++)
        lines += out->p[i] == '\n';
    lines = rnd((unsigned)lines + 1);
    for (size_t i = 0; i < out->len && keep == out->len; i++)
        if (out->p[i] == '\n' && lines-- == 0)
            keep = i + 1;
    out->len = keep;
    print_exception(err, "t", "android.database.sqlite.SQLiteBlobTooBigException: Row too big");
    return true;
}

static void a_tool_that_dies_midway_forges_nothing(void **s)
{
    (void)s;
    for (uint64_t n = 0; n < 600; n++) {
        struct world w;
        make_world(&w, n + 2000000);
        unsigned often = n % 2 ? 8 : 1; /* now and then, or always: then all come singly */
        w.phone.trick = die_midway;
        w.phone.u = &often;
        acquire(&w, false);
        w.phone.trick = NULL;
        check_world(&w, n + 2000000, false);
        end_world(&w);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_values_come_out_exactly),
        cmocka_unit_test(rows_that_go_or_come_shift_nothing),
        cmocka_unit_test(a_tool_that_dies_midway_forges_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
