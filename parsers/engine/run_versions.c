#include "parsers/engine/run.h"
#include <stdlib.h>

/*
 * A row that was changed has its former cells in the log, the journal or a hole of its page: they
 * go through the same fields as the row itself, and stand in its record under `versions`, the
 * newest first. This is done before the rows are read, whose order is another.
 */
struct mk_version {
    int64_t row;
    size_t at, len; /* in `history` */
};

/* One element: fields, where it was found, and how sure that is. */
static int take(struct mk_run *r, struct mk_dead_row *row, struct mk_error *e)
{
    size_t from = r->items.len;
    size_t mark = mk_put_open(&r->items, MK_KEY_NONE, MK_T_OBJECT);
    r->dead = row;
    size_t source = mk_put_open(&r->items, MK_SOURCE, MK_T_OBJECT);
    mk_run_dead_source(r);
    mk_put_end(&r->items, source);
    mk_put_real(&r->items, MK_CONFIDENCE, row->confidence);
    mk_buf_clear(&r->issues);
    mk_buf_clear(&r->raw);
    r->raw_done[0] = r->raw_done[1] = 0;
    r->dir = MK_DIR_NONE;
    mk_run_fields(r, &r->steps, r->base.cells);
    mk_run_extra(r, MK_ISSUES, MK_T_LIST, &r->issues);
    mk_run_extra(r, MK_RAW, MK_T_OBJECT, &r->raw);
    mk_put_end(&r->items, mark);
    r->dead = NULL;
    const struct mk_version v = { row->row, r->history.len, r->items.len - from };
    bool fits = mk_buf_ok(&r->items);
    if (fits) {
        mk_buf_put(&r->history, r->items.p + from, v.len);
        mk_buf_put(&r->versions, &v, sizeof v);
        fits = mk_buf_ok(&r->history) && mk_buf_ok(&r->versions);
    }
    r->items.bad = r->history.bad = r->versions.bad = false;
    r->items.len = from;
    row->read = true;
    return fits ? 0
                : mk_run_report(r, r->q->table, &row->row, NULL,
                                "an earlier version of the row is left out: no memory", e);
}

static int by_row(const void *a, const void *b)
{
    const struct mk_version *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->at < y->at ? -1 : x->at > y->at;
}

static size_t count(const struct mk_run *r)
{
    return r->versions.len / sizeof(struct mk_version);
}

static int read_all(struct mk_run *r, struct mk_error *e)
{
    int more = 0, rc = 0;
    while (rc == 0 && (more = mk_table_next(&r->base, e)) > 0)
        if (mk_dead_at(&r->base.rows)->version && (!r->q->when || mk_when_holds(r)))
            rc = take(r, mk_dead_at(&r->base.rows), e);
    return rc != 0 || more < 0 ? -1 : 0;
}

int mk_run_versions(struct mk_run *r, struct mk_error *e)
{
    struct mk_rows live = r->base.rows, dead;
    mk_buf_clear(&r->history);
    mk_buf_clear(&r->versions);
    if (!r->in->dead)
        return 0;
    int rc = mk_dead_open(&dead, r->in->dead, r->base.name, r->base.columns, r->base.n, e);
    if (rc <= 0)
        return rc;
    r->base.rows = dead;
    rc = read_all(r, e);
    dead.close(dead.u);
    r->base.rows = live;
    if (count(r) > 1)
        qsort(r->versions.p, count(r), sizeof(struct mk_version), by_row);
    if (count(r))
        mk_buf_printf(&r->without, "%s%zu earlier versions of rows stand with them",
                      r->without.len ? "; " : "", count(r));
    return rc;
}

/* Copied out, as the buffer says nothing of alignment. */
static struct mk_version version(const struct mk_run *r, size_t i)
{
    struct mk_version v;
    memcpy(&v, r->versions.p + i * sizeof v, sizeof v);
    return v;
}

void mk_run_put_versions(struct mk_run *r)
{
    size_t low = 0, high = count(r), mark = 0;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (version(r, mid).row < r->base.row)
            low = mid + 1;
        else
            high = mid;
    }
    size_t first = low;
    for (; low < count(r) && version(r, low).row == r->base.row; low++) {
        struct mk_version v = version(r, low);
        if (low == first)
            mark = mk_put_open(&r->items, MK_VERSIONS, MK_T_LIST);
        mk_buf_put(&r->items, r->history.p + v.at, v.len);
    }
    if (low > first)
        mk_put_end(&r->items, mark);
}
