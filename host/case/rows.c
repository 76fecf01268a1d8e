#include "host/case/store.h"

/* Rows of the store as callers see them. */

void mk_sql_limit(sqlite3_stmt *st, int i, int64_t v, int64_t none)
{
    if (v == none)
        sqlite3_bind_null(st, i);
    else
        sqlite3_bind_int64(st, i, v);
}

int64_t mk_sql_time(sqlite3_stmt *st, int i)
{
    return sqlite3_column_type(st, i) == SQLITE_NULL ? INT64_MIN : sqlite3_column_int64(st, i);
}

int mk_sql_rows(struct mk_case *c, sqlite3_stmt *st,
                int (*row)(void *u, sqlite3_stmt *st, struct mk_error *e), void *u,
                struct mk_error *e)
{
    int rc = 0, step = SQLITE_DONE;
    while (rc == 0 && (step = sqlite3_step(st)) == SQLITE_ROW)
        rc = row(u, st, e);
    if (rc == 0 && step != SQLITE_DONE)
        rc = mk_sql_fail(c, e);
    sqlite3_reset(st);
    return rc;
}

struct records {
    struct mk_case *c;
    mk_case_record_fn *each;
    void *u;
};

/* A head and a record out of a row, as the workers sent them; the head has number 0. */
static int put_record(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct records *r = u;
    struct mk_buf *out = &r->c->scratch;
    struct mk_span head = mk_sql_span(st, 3), own = mk_sql_span(st, 5);
    int64_t row = sqlite3_column_int64(st, 4);
    bool has_row = sqlite3_column_type(st, 4) != SQLITE_NULL;
    mk_buf_clear(out);
    size_t mark = mk_put_head(out, 0, (enum mk_kind)sqlite3_column_int(st, 2));
    mk_buf_put(out, head.p, head.len);
    mk_put_end(out, mark);
    mark = mk_put_record(out, 0, has_row ? &row : NULL);
    mk_buf_put(out, own.p, own.len);
    mk_put_end(out, mark);
    if (!mk_buf_ok(out))
        return mk_fail(e, MK_ENOMEM, "case");
    const struct mk_case_record one = { sqlite3_column_int64(st, 0), sqlite3_column_int64(st, 1),
                                        mk_buf_span(out) };
    return r->each(r->u, &one, e);
}

int mk_sql_records(struct mk_case *c, sqlite3_stmt *st, mk_case_record_fn *each, void *u,
                   struct mk_error *e)
{
    struct records r = { c, each, u };
    return mk_sql_rows(c, st, put_record, &r, e);
}
