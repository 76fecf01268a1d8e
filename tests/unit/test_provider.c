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
            if (!there && cells[i].why && strstr(cells[i].why, "not confirmed"))
                continue; /* all rows went, so there was no second list: said, and not proven */
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

/* ---- single cases ---- */

static void start(struct phone *p, const char *rows)
{
    phone_init(p, TABLE);
    phone_sql(p, rows);
}

static void run(struct mk_channel_outcome *o, struct phone *p, struct mk_channel *c)
{
    struct mk_error e = { 0 };
    int rc = phone_acquire(p, c, &e);
    assert_int_equal(rc, 0);
    mk_channel_outcome(o, c);
}

struct expect {
    enum mk_content_cell_type type;
    const char *text;
};

/* The bodies of all rows, in order. */
static void bodies_are(struct phone *p, const struct expect *want, size_t n)
{
    struct mk_content_set *set = NULL;
    struct mk_error e = { 0 };
    const struct mk_content_cell *cells;
    int64_t id;
    size_t row = 0, body = 0;
    int rc = phone_set(&set, p, &e);
    assert_int_equal(rc, 0);
    while (!mk_span_is(mk_content_set_column(set, body), "body"))
        body++;
    for (; (rc = mk_content_set_next(&id, &cells, set, &e)) == 1; row++) {
        assert_true(row < n);
        if (cells[body].type != want[row].type ||
            (want[row].text && !mk_span_is(cells[body].s, want[row].text)))
            fail_msg("row %zu: type %d, \"%.*s\"", row, cells[body].type, (int)cells[body].s.len,
                     (const char *)cells[body].s.p);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(row, n);
    mk_content_set_close(set);
}

#define THREE                                                                                      \
    "INSERT INTO t VALUES(1,10,1,'a','one'),(2,20,2,'b','two\nRow: 2 _id=3, body=forged'),"        \
    "(3,30,3,'c','three')"

static bool only_two_rows(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                          struct mk_buf *err)
{
    int *times = p->u;
    if (q->role != MK_ROLE_COLUMN || !mk_span_is(q->columns, "body") || (*times)-- <= 0)
        return false;
    mk_buf_puts(out, "Row: 0 _id=1, body=one\nRow: 1 _id=2, body=two\nRow: 2 _id=3, body=forged\n");
    print_exception(err, "t", "java.lang.IllegalStateException: Couldn't read row 2");
    return true;
}

static void a_reply_that_looks_whole_but_is_not_is_never_believed(void **s)
{
    (void)s;
    static const struct expect want[] = { { MK_CELL_TEXT, "one" },
                                          { MK_CELL_TEXT, "two\nRow: 2 _id=3, body=forged" },
                                          { MK_CELL_TEXT, "three" } };
    for (int n = 0; n < 6; n++) {
        struct phone p;
        int times = n;
        start(&p, THREE);
        p.trick = only_two_rows;
        p.u = &times;
        struct mk_channel *c = channel(&provider);
        struct mk_channel_outcome o;
        run(&o, &p, c);
        assert_int_equal(o.state, MK_COVER_FOUND);
        bodies_are(&p, want, 3);
        mk_channel_free(c);
        phone_done(&p);
    }
}

static bool last_row_goes(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                          struct mk_buf *err)
{
    (void)out;
    (void)err;
    if (q->role == MK_ROLE_COLUMN && mk_span_is(q->columns, "body"))
        phone_sql(p, "DELETE FROM t WHERE _id=3");
    return false;
}

static void the_row_before_one_that_went_cannot_stand_in_for_it(void **s)
{
    (void)s;
    static const struct expect want[] = { { MK_CELL_TEXT, "one" },
                                          { MK_CELL_TEXT, "two\nRow: 2 _id=3, body=forged" },
                                          { MK_CELL_LOST, NULL } };
    struct phone p;
    start(&p, THREE);
    p.trick = last_row_goes;
    struct mk_channel *c = channel(&provider);
    struct mk_channel_outcome o;
    run(&o, &p, c);
    bodies_are(&p, want, 3);
    assert_non_null(strstr(mk_channel_issue(c, 0), "went or came"));
    mk_channel_free(c);
    phone_done(&p);
}

/* ---- which queries are asked ---- */

struct log {
    char text[4096];
    const char *refuse; /* a query with this in it is answered with `words` */
    const char *words, *err;
};

static bool write_down(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                       struct mk_buf *err)
{
    struct log *l = p->u;
    size_t n = strlen(l->text);
    snprintf(l->text + n, sizeof l->text - n, "%s\n", q->command);
    if (!l->refuse || !strstr(q->command, l->refuse))
        return false;
    mk_buf_puts(out, l->words ? l->words : "");
    mk_buf_puts(err, l->err ? l->err : "");
    return true;
}

static void an_ordinary_set_takes_one_query_a_column_and_five_more(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { .text = "" };
    start(&p, "INSERT INTO t VALUES(1,10,NULL,'a','one'),(2,20,2,'b','two')");
    p.trick = write_down;
    p.u = &l;
    struct mk_channel *c = channel(&provider);
    struct mk_channel_outcome o;
    run(&o, &p, c);
    assert_string_equal(
        l.text, "cmd appops get --user 0 com.android.shell READ_SMS\n"
                "content query --uri 'content://t' --user 0 --projection '_id' --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id:date:type'"
                " --where '_id<=2' --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id'"
                " --where \"_id<=2 AND (date='NULL' OR type='NULL')\" --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id:address'"
                " --where '_id<=2' --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id:body'"
                " --where '_id<=2' --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id' --sort '_id ASC'\n");
    assert_int_equal(o.queries, 7);
    assert_string_equal(o.control, "No operations.; Default mode: allow");
    assert_null(mk_channel_issue(c, 0));
    mk_channel_free(c);
    phone_done(&p);
}

static void a_window_goes_into_every_query(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { .text = "" };
    struct mk_error e;
    struct mk_channel *c = NULL;
    const struct mk_channel_spec spec = {
        .provider = &provider, .user = -1, .from_us = 19001, .until_us = 40000
    };
    start(&p, "INSERT INTO t VALUES(1,19,1,'a','before'),(2,20,1,'b','in'),(3,39,1,'b','NULL'),"
              "(4,40,1,'a','after')");
    p.trick = write_down;
    p.u = &l;
    int rc = mk_channel_new(&c, &spec, &e);
    assert_int_equal(rc, 0);
    struct mk_channel_outcome o;
    run(&o, &p, c);
    assert_int_equal(o.rows, 2);
    size_t windows = 0;
    for (const char *at = l.text; (at = strstr(at, "date>=20 AND date<40")); at++)
        windows++;
    assert_int_equal(windows, 6);
    assert_non_null(strstr(l.text, " --where '_id<=3 AND date>=20 AND date<40' "));
    assert_non_null(
        strstr(l.text, " --where \"_id<=3 AND date>=20 AND date<40 AND (body IS NULL)\""));
    assert_null(strstr(l.text, "--user"));
    const struct expect want[] = { { MK_CELL_TEXT, "in" }, { MK_CELL_TEXT, "NULL" } };
    bodies_are(&p, want, 2);
    mk_channel_free(c);
    phone_done(&p);
}

static void nothing_can_break_out_of_a_command(void **s)
{
    (void)s;
    static const char *const bad_columns[][2] = { { "a'b" }, { "a b" }, { "a;b" },
                                                  { "a\"" }, { "" },    { "$(x)" } };
    static const char *const none[] = { NULL };
    struct mk_channel *c = NULL;
    struct mk_error e;
    struct mk_channel_spec spec = { .user = 0, .from_us = INT64_MIN, .until_us = INT64_MAX };
    for (size_t i = 0; i < sizeof bad_columns / sizeof *bad_columns; i++) {
        struct mk_provider p = provider;
        p.texts = bad_columns[i];
        spec.provider = &p;
        int rc = mk_channel_new(&c, &spec, &e);
        assert_int_equal(rc, -1);
        p.texts = none;
        p.numbers = bad_columns[i];
        rc = mk_channel_new(&c, &spec, &e);
        assert_int_equal(rc, -1);
    }
    static const char *const bad_uris[] = { "content://a'b", "content://a b", "http://x",
                                            "content://a\nb" };
    for (size_t i = 0; i < sizeof bad_uris / sizeof *bad_uris; i++) {
        struct mk_provider p = provider;
        p.uri = bad_uris[i];
        spec.provider = &p;
        int rc = mk_channel_new(&c, &spec, &e);
        assert_int_equal(rc, -1);
    }
    struct mk_provider p = provider;
    p.time_column = NULL;
    spec.provider = &p;
    spec.from_us = 0;
    int rc = mk_channel_new(&c, &spec, &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EREFUSED);
    assert_null(c);
}

static void a_column_that_the_phone_does_not_know_is_left_out(void **s)
{
    (void)s;
    static const char *const more[] = { "date", "sub_id", "type", NULL };
    static const char *const more_texts[] = { "creator", "body", NULL };
    struct mk_provider wide = provider;
    wide.numbers = more;
    wide.texts = more_texts;
    static const char *const how[] = {
        NULL, /* as SQLite says it: names the column */
        "Error while accessing provider:t\njava.lang.IllegalArgumentException: Invalid column "
        "sub_id\n",
        "Error while accessing provider:t\njava.lang.IllegalArgumentException: Invalid column\n",
    };
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct phone p;
        struct log l = { .refuse = how[i] ? "sub_id" : NULL, .err = how[i] };
        start(&p, THREE);
        p.trick = write_down;
        p.u = &l;
        struct mk_channel *c = channel(&wide);
        struct mk_channel_outcome o;
        run(&o, &p, c);
        assert_int_equal(o.state, MK_COVER_FOUND);
        assert_non_null(strstr(mk_channel_issue(c, 0), "column sub_id was not given"));
        assert_non_null(strstr(mk_channel_issue(c, 1), "column creator was not given"));
        assert_null(mk_channel_issue(c, 2));
        static const struct expect want[] = { { MK_CELL_TEXT, "one" },
                                              { MK_CELL_TEXT, "two\nRow: 2 _id=3, body=forged" },
                                              { MK_CELL_TEXT, "three" } };
        bodies_are(&p, want, 3);
        struct mk_content_set *set = NULL;
        struct mk_error e;
        int rc = phone_set(&set, &p, &e);
        assert_int_equal(rc, 0);
        assert_int_equal(mk_content_set_columns(set), 3); /* date, type, body */
        assert_non_null(mk_content_set_issue(set, 0));
        mk_content_set_close(set);
        mk_channel_free(c);
        phone_done(&p);
    }
}

static void nulls_that_the_phone_does_not_tell_are_lost_not_guessed(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { .refuse = "IS NULL",
                     .err = "Error while accessing provider:t\njava.lang.SecurityException: no\n" };
    start(&p, "INSERT INTO t VALUES(1,10,1,'a','NULL'),(2,20,1,'a',NULL),(3,30,1,'a','x')");
    p.trick = write_down;
    p.u = &l;
    struct mk_channel *c = channel(&provider);
    struct mk_channel_outcome o;
    run(&o, &p, c);
    static const struct expect want[] = { { MK_CELL_LOST, NULL },
                                          { MK_CELL_LOST, NULL },
                                          { MK_CELL_TEXT, "x" } };
    bodies_are(&p, want, 3);
    mk_channel_free(c);
    phone_done(&p);
}

/* ---- what an answer without rows means ---- */

static const struct {
    const char *operation, *ids, *ids_err, *control;
    enum mk_cover state;
} silences[] = {
    { "READ_SMS: ignore\n", "No result found.\n", "", NULL, MK_COVER_RESTRICTED },
    { "Uid mode: READ_SMS: ignore\nREAD_SMS: allow; time=+1d2h ago\n", "No result found.\n", "",
      NULL, MK_COVER_RESTRICTED },
    { "READ_SMS: deny; rejectTime=+1d ago\n", "No result found.\n", "", NULL, MK_COVER_RESTRICTED },
    { "No operations.\nDefault mode: ignore\n", "No result found.\n", "", NULL,
      MK_COVER_RESTRICTED },
    { "READ_SMS: allow; time=+3m ago\n", "No result found.\n", "", "Row: 0 _id=1\n",
      MK_COVER_EMPTY },
    { "No operations.\nDefault mode: allow\n", "No result found.\n", "", "Row: 0 _id=1\n",
      MK_COVER_EMPTY },
    { "No operations.\n", "No result found.\n", "", "Row: 0 _id=1\n", MK_COVER_EMPTY },
    { "READ_SMS: allow\n", "No result found.\n", "", "No result found.\n", MK_COVER_UNKNOWN },
    { "Error: Unknown operation string: READ_SMS\n", "No result found.\n", "", "No result found.\n",
      MK_COVER_UNKNOWN },
    { "READ_SMS: default\n", "No result found.\n", "", "", MK_COVER_UNKNOWN },
    { "READ_SMS: allow\n", "",
      "Error while accessing provider:t\njava.lang.SecurityException: no\n", NULL,
      MK_COVER_REFUSED },
    { "READ_SMS: ignore\n", "",
      "Error while accessing provider:t\njava.lang.IllegalStateException: Could not find provider: "
      "t\n",
      NULL, MK_COVER_ABSENT },
    { "", "", "/system/bin/sh: content: not found\n", NULL, MK_COVER_UNREACHABLE },
    { "", "Row: 0 _id=x\n", "", NULL, MK_COVER_FAILED },
};

static size_t silence;
static bool be_silent(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                      struct mk_buf *err)
{
    (void)p;
    if (strncmp(q->command, "cmd appops", 10) == 0) {
        mk_buf_puts(out, silences[silence].operation);
    } else if (strstr(q->command, "/control'")) {
        assert_non_null(silences[silence].control); /* else not to be asked */
        mk_buf_puts(out, silences[silence].control);
    } else {
        mk_buf_puts(out, silences[silence].ids);
        mk_buf_puts(err, silences[silence].ids_err);
    }
    return true;
}

static void refused_restricted_empty_and_unknown_are_told_apart(void **s)
{
    (void)s;
    for (silence = 0; silence < sizeof silences / sizeof *silences; silence++) {
        struct phone p;
        phone_init(&p, TABLE);
        p.trick = be_silent;
        struct mk_channel *c = channel(&provider);
        struct mk_channel_outcome o;
        run(&o, &p, c);
        if (o.state != silences[silence].state)
            fail_msg("case %zu: %s", silence, mk_cover_name(o.state));
        assert_int_equal(o.taken, 0);
        mk_channel_free(c);
        phone_done(&p);
    }
}

static void an_operation_alone_is_control_enough(void **s)
{
    (void)s;
    struct mk_provider p = provider;
    struct mk_channel_outcome o;
    for (int i = 0; i < 2; i++) {
        struct phone phone;
        phone_init(&phone, TABLE);
        p.control = NULL;
        p.permission = i ? NULL : "READ_SMS";
        struct mk_channel *c = channel(&p);
        run(&o, &phone, c);
        assert_int_equal(o.state, i ? MK_COVER_UNKNOWN : MK_COVER_EMPTY);
        assert_int_equal(o.rows, 0);
        mk_channel_free(c);
        phone_done(&phone);
    }
}

/* ---- the same answers, the same queries ---- */

static void stored_answers_lead_to_the_same_queries(void **s)
{
    (void)s;
    for (uint64_t n = 0; n < 50; n++) {
        struct world w;
        make_world(&w, n);
        acquire(&w, false);
        struct mk_channel *c = channel(&provider);
        struct mk_content_ids ids = { 0 };
        struct mk_channel_query q;
        struct mk_error e;
        size_t i = 0;
        for (; mk_channel_next(&q, c, &e) == 1; i++) {
            const struct phone_reply *r = &w.phone.replies[i];
            assert_true(i < w.phone.nreplies);
            assert_true(q.role == r->entry.role && q.row == r->entry.row &&
                        mk_span_is(q.columns, r->column));
            struct mk_content_feed *f = NULL;
            struct mk_content_result result;
            int rc = mk_content_feed_new(&f, q.role, q.columns, q.row, &ids, &e);
            rc = rc ? rc : mk_content_feed(f, mk_buf_span(&r->out), &e);
            rc = rc ? rc : mk_content_feed_end(&result, f, &e);
            rc = rc ? rc : mk_channel_answer(c, &result, &e);
            assert_int_equal(rc, 0);
            mk_content_feed_free(f);
        }
        assert_int_equal(i, w.phone.nreplies);
        mk_content_ids_done(&ids);
        mk_channel_free(c);
        end_world(&w);
    }
}

/* ---- damage and want ---- */

static void a_reply_cut_anywhere_gives_no_wrong_value(void **s)
{
    (void)s;
    static const char *const rows =
        "INSERT INTO t VALUES(1,10,1,'a','one'),(2,20,2,'b','NULL'),(3,30,3,'c','x\nRow: 1 _id=2, "
        "body=f'),(4,40,4,'d','line\nline'),(5,50,5,NULL,'last')";
    struct phone p;
    struct mk_error e = { 0 };
    start(&p, rows);
    struct mk_channel *c = channel(&provider);
    struct mk_channel_outcome o;
    run(&o, &p, c);
    for (size_t i = 0; i < p.nreplies; i++) {
        size_t whole = p.replies[i].out.len;
        for (size_t cut = 0; cut < whole; cut++) {
            struct mk_content_set *set = NULL;
            const struct mk_content_cell *cells;
            int64_t id;
            p.replies[i].out.len = cut;
            int rc = phone_set(&set, &p, &e);
            assert_int_equal(rc, 0);
            while (mk_content_set_next(&id, &cells, set, &e) == 1)
                for (size_t k = 0; k < mk_content_set_columns(set); k++) {
                    struct mk_span name = mk_content_set_column(set, k);
                    if (cells[k].type == MK_CELL_NUMBER)
                        assert_true(cells[k].i == (mk_span_is(name, "date") ? id * 10 : id));
                    if (cells[k].type == MK_CELL_TEXT && mk_span_is(name, "body")) {
                        static const char *const body[] = { "one", "NULL",
                                                            "x\nRow: 1 _id=2, body=f", "line\nline",
                                                            "last" };
                        assert_true(mk_span_is(cells[k].s, body[id - 1]));
                    }
                }
            mk_content_set_close(set);
        }
        p.replies[i].out.len = whole;
    }
    mk_channel_free(c);
    phone_done(&p);
}

static int read_all(struct phone *p)
{
    struct mk_content_set *set = NULL;
    struct mk_error e = { 0 };
    const struct mk_content_cell *cells;
    int64_t id;
    int rc = phone_set_of(&set, p, &e);
    while (rc == 0 && (rc = mk_content_set_next(&id, &cells, set, &e)) == 1)
        rc = 0;
    mk_content_set_close(set);
    return rc;
}

static void set_and_channel_survive_every_failing_allocation(void **s)
{
    (void)s;
    struct world w;
    make_world(&w, 3);
    acquire(&w, false);
    phone_entries(&w.phone);
    for (int n = 1; fault_arm(n); n++) {
        int rc = read_all(&w.phone);
        fault_disarm();
        assert_int_equal(rc, fault_fired() ? -1 : 0);
    }
    for (int n = 1; fault_arm(n); n++) {
        struct mk_channel *c = NULL;
        struct mk_channel_query q;
        struct mk_error e;
        const struct mk_channel_spec spec = { .provider = &provider,
                                              .from_us = INT64_MIN,
                                              .until_us = INT64_MAX };
        int rc = mk_channel_new(&c, &spec, &e);
        if (rc == 0)
            rc = mk_channel_next(&q, c, &e) == 1 ? 0 : -1;
        mk_channel_free(c);
        fault_disarm();
        assert_int_equal(rc, fault_fired() ? -1 : 0);
    }
    end_world(&w);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_values_come_out_exactly),
        cmocka_unit_test(rows_that_go_or_come_shift_nothing),
        cmocka_unit_test(a_tool_that_dies_midway_forges_nothing),
        cmocka_unit_test(a_reply_that_looks_whole_but_is_not_is_never_believed),
        cmocka_unit_test(the_row_before_one_that_went_cannot_stand_in_for_it),
        cmocka_unit_test(an_ordinary_set_takes_one_query_a_column_and_five_more),
        cmocka_unit_test(a_window_goes_into_every_query),
        cmocka_unit_test(nothing_can_break_out_of_a_command),
        cmocka_unit_test(a_column_that_the_phone_does_not_know_is_left_out),
        cmocka_unit_test(nulls_that_the_phone_does_not_tell_are_lost_not_guessed),
        cmocka_unit_test(refused_restricted_empty_and_unknown_are_told_apart),
        cmocka_unit_test(an_operation_alone_is_control_enough),
        cmocka_unit_test(stored_answers_lead_to_the_same_queries),
        cmocka_unit_test(a_reply_cut_anywhere_gives_no_wrong_value),
        cmocka_unit_test(set_and_channel_survive_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
