#include "tests/lib/content_case.h"
#include "tests/lib/content_print.h"
#include "tests/lib/content_world.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>

/* Random tables of hostile values through channel, feed and set: what comes out is what is stored.
 */

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

/* A value is believed where it stands in a reply. */
static void check_place(const struct world *w, const struct mk_content_cell *c)
{
    const struct phone_reply *r = &w->phone.replies[c->entry];
    assert_true(c->offset + c->s.len <= r->out.len);
    assert_memory_equal(r->out.p + c->offset, c->s.p ? c->s.p : (const uint8_t *)"", c->s.len);
}

/* One row against the table's; how many of its cells are lost. */
static size_t check_row(struct world *w, uint64_t n, const struct mk_content_set *set, int64_t id,
                        const struct mk_content_cell *cells, bool lost_allowed)
{
    static const char *const order[] = { "date", "type", "address", "body" };
    sqlite3_stmt *st;
    struct mk_buf b;
    size_t lost = 0;
    bool there = find_row(&st, w, id);
    mk_buf_init(&b, 1u << 20);
    for (size_t i = 0; i < 4; i++) {
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
        if (cells[i].type == MK_CELL_TEXT || cells[i].type == MK_CELL_NUMBER)
            check_place(w, &cells[i]);
    }
    sqlite3_finalize(st);
    mk_buf_done(&b);
    return lost;
}

/* Reads the set and holds it against the table. Lost cells are allowed only in rows that went. */
static size_t check_world(struct world *w, uint64_t n, bool lost_allowed)
{
    struct mk_content_set *set = NULL;
    struct mk_error e = { 0 };
    const struct mk_content_cell *cells;
    int64_t id;
    size_t lost = 0, row = 0;
    int rc = phone_set(&set, &w->phone, &e);
    if (rc != 0)
        fail_msg("world %llu: %s", (unsigned long long)n, e.text);
    assert_int_equal(mk_content_set_columns(set), 4);
    assert_int_equal(mk_content_set_rows(set), w->n);
    for (; (rc = mk_content_set_next(&id, &cells, set, &e)) == 1; row++) {
        assert_true(id == w->ids[row]);
        lost += check_row(w, n, set, id, cells, lost_allowed);
    }
    assert_int_equal(rc, 0);
    assert_int_equal(row, w->n);
    mk_content_set_close(set);
    return lost;
}

static void acquire(struct world *w, bool all_may_go)
{
    struct mk_error e = { 0 };
    struct mk_channel *c = phone_channel(&phone_provider);
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

/* Of some worlds: whatever they are asked for. */
static const char *own_order(uint64_t n)
{
    static const char *const orders[] = { NULL, "date DESC", "_id DESC", NULL, "body" };
    return orders[n % 5];
}

static void hostile_values_come_out_exactly(void **s)
{
    (void)s;
    uint64_t worlds = getenv("WORLDS") ? strtoull(getenv("WORLDS"), NULL, 10) : 1500;
    for (uint64_t n = 0; n < worlds; n++) {
        struct world w;
        world_make(&w, n);
        w.phone.order = own_order(n);
        acquire(&w, false);
        check_world(&w, n, false);
        world_end(&w);
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
            if (world_rnd(4)) {
                snprintf(sql, sizeof sql, "DELETE FROM t WHERE _id=%lld",
                         (long long)
                             c->w->ids[world_rnd(3) ? c->w->n - 1 : world_rnd((unsigned)c->w->n)]);
                phone_sql(p, sql);
            } else {
                int64_t id = c->w->ids[0] - 3 + (int64_t)world_rnd(20);
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
        world_make(&w, n + 1000000);
        w.phone.order = own_order(n);
        struct change c = { .w = &w };
        for (size_t i = 0; i < 3; i++)
            c.at[i] = 3 + world_rnd(9);
        w.phone.trick = change_rows;
        w.phone.u = &c;
        acquire(&w, true);
        w.phone.trick = NULL;
        lost += check_world(&w, n + 1000000, false);
        world_end(&w);
    }
    assert_true(lost > 0); /* or nothing went */
}

/* The tool dies after some rows, as of a row that does not fit its window; the values are such that
 * what was printed may look complete. */
static bool die_midway(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                       struct mk_buf *err)
{
    unsigned *often = p->u;
    if ((q->role != MK_ROLE_COLUMN && q->role != MK_ROLE_NUMBERS) || world_rnd(8) >= *often)
        return false;
    phone_run(p, q->command, out, err);
    size_t lines = 0, keep = out->len;
    for (size_t i = 0; i < out->len; i++)
        lines += out->p[i] == '\n';
    lines = world_rnd((unsigned)lines + 1);
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
        world_make(&w, n + 2000000);
        w.phone.order = own_order(n);
        unsigned often = n % 2 ? 8 : 1; /* now and then, or always: then all come singly */
        w.phone.trick = die_midway;
        w.phone.u = &often;
        acquire(&w, false);
        w.phone.trick = NULL;
        check_world(&w, n + 2000000, false);
        world_end(&w);
    }
}

/* ---- the same answers, the same queries ---- */

static void stored_answers_lead_to_the_same_queries(void **s)
{
    (void)s;
    for (uint64_t n = 0; n < 50; n++) {
        struct world w;
        world_make(&w, n);
        w.phone.order = own_order(n);
        acquire(&w, false);
        struct mk_channel *c = phone_channel(&phone_provider);
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
        world_end(&w);
    }
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
    world_make(&w, 3);
    w.phone.order = "_id DESC";
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
        const struct mk_channel_spec spec = { .provider = &phone_provider,
                                              .from_us = INT64_MIN,
                                              .until_us = INT64_MAX };
        int rc = mk_channel_new(&c, &spec, &e);
        if (rc == 0)
            rc = mk_channel_next(&q, c, &e) == 1 ? 0 : -1;
        mk_channel_free(c);
        fault_disarm();
        assert_int_equal(rc, fault_fired() ? -1 : 0);
    }
    world_end(&w);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(hostile_values_come_out_exactly),
        cmocka_unit_test(rows_that_go_or_come_shift_nothing),
        cmocka_unit_test(a_tool_that_dies_midway_forges_nothing),
        cmocka_unit_test(stored_answers_lead_to_the_same_queries),
        cmocka_unit_test(set_and_channel_survive_every_failing_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
