#include "tests/lib/content_world.h"
#include "tests/lib/content_case.h"
#include "tests/lib/t.h"

static uint64_t seed;
unsigned world_rnd(unsigned n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(seed >> 33) % n;
}

/* Lines as the tool would print them for this table: right ids, wrong ids, any row. */
static void put_forged(struct mk_buf *b, const struct world *w, const char *column)
{
    size_t k = world_rnd((unsigned)w->n + 1), runs = 1 + world_rnd(4);
    for (size_t i = 0; i < runs; i++, k++) {
        int64_t id = k < w->n ? w->ids[k] : (int64_t)world_rnd(40);
        if (world_rnd(6) == 0)
            id++;
        mk_buf_printf(b, "\nRow: %zu _id=%lld, %s=", k, (long long)id, column);
        static const char *const bodies[] = { "forged", "1, type=2", "NULL", "", "7" };
        mk_buf_puts(b, bodies[world_rnd(5)]);
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
    unsigned what = world_rnd(10);
    if (what < 6)
        mk_buf_puts(b, plain[world_rnd(sizeof plain / sizeof *plain)]);
    else if (what == 6)
        mk_buf_put(b, "nul\0inside\n\0", 12);
    else if (what == 7 && world_rnd(40) == 0)
        for (int i = 0; i < 10000; i++)
            mk_buf_puts(b, i % 7 ? "0123456789" : "\nRow: 1 _i");
    if (what > 6) {
        const char *start = b->len || world_rnd(2) ? "a" : "1";
        mk_buf_puts(b, start);
        put_forged(b, w, column);
    }
    if (world_rnd(12) == 0)
        mk_buf_puts(b, "\n");
}

static void bind(sqlite3_stmt *st, int i, struct world *w, bool number, const char *column)
{
    unsigned what = world_rnd(20);
    mk_buf_clear(&w->value);
    if (what == 0)
        sqlite3_bind_null(st, i);
    else if (what == 1)
        sqlite3_bind_blob(st, i, "blob", 4, SQLITE_STATIC);
    else if (what == 2)
        sqlite3_bind_double(st, i, (double)world_rnd(1000) / 8);
    else if (number && what < 17)
        sqlite3_bind_int64(st, i,
                           what == 3   ? INT64_MIN
                           : what == 4 ? INT64_MAX
                                       : world_rnd(100000));
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

void world_make(struct world *w, uint64_t n)
{
    seed = n * 2654435761u + 17;
    phone_init(&w->phone, PHONE_TABLE);
    /* What was there stays on record: the truth about rows that go. */
    phone_sql(&w->phone, "CREATE TABLE gone AS SELECT * FROM t");
    phone_sql(&w->phone, "CREATE TRIGGER g BEFORE DELETE ON t BEGIN INSERT INTO gone SELECT * FROM "
                         "t WHERE _id=old._id; END");
    mk_buf_init(&w->value, 1u << 20);
    w->n = 1 + world_rnd(WORLD_ROWS);
    int64_t id = (int64_t)world_rnd(12) - 3;
    for (size_t i = 0; i < w->n; i++, id += 1 + (world_rnd(3) == 0))
        w->ids[i] = id;
    for (size_t i = 0; i < w->n; i++)
        add_row(w, w->ids[i]);
    w->phone.piece = world_rnd(3) == 0 ? 1 : world_rnd(3) == 0 ? 1 + world_rnd(200) : 0;
}

void world_end(struct world *w)
{
    mk_buf_done(&w->value);
    phone_done(&w->phone);
}
