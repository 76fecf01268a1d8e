#include "parsers/engine/dead.h"
#include "parsers/engine/run.h"
#include <stdio.h>

/* Deleted rows through the query that has just read the live ones: the same fields, and lookups
 * into the live tables. Rows that other tables have for one (recipients, parts) are live only, and
 * are gathered for a deleted row where they still name it. */

static int take(struct mk_run *r, struct mk_dead_row *row, struct mk_error *e)
{
    size_t before = r->items.len;
    r->dead = row;
    if (mk_run_head(r, e) != 0)
        return -1;
    mk_run_record(r);
    r->dead = NULL;
    if (!mk_buf_ok(&r->items)) {
        r->items.bad = false;
        r->items.len = before;
        return mk_run_report(r, r->q->table, row->has_row ? &row->row : NULL, NULL,
                             "a deleted row is left out: larger than a record may be, or no memory",
                             e);
    }
    row->read = true;
    r->cover.deleted++;
    return 0;
}

int mk_run_dead(struct mk_run *r, struct mk_error *e)
{
    struct mk_rows rows;
    int more = 0, rc = 0;
    if (!r->in->dead || !r->base.open)
        return 0;
    r->cover.looked_for_deleted = true;
    int any = mk_dead_open(&rows, r->in->dead, r->base.name, r->base.columns, r->base.n, e);
    if (any <= 0)
        return any;
    mk_table_swap(&r->base, &rows);
    while (rc == 0 && (more = mk_table_next(&r->base, e)) > 0) {
        if (mk_dead_at(&r->base.rows)->version || (r->q->when && !mk_when_holds(r)))
            continue;
        rc = take(r, mk_dead_at(&r->base.rows), e);
    }
    return rc != 0 || more < 0 ? -1 : 0;
}

void mk_run_dead_source(struct mk_run *r)
{
    const struct mk_dead_row *d = r->dead;
    static const char *const logs[] = { NULL, "wal", "journal" };
    mk_put_text(&r->items, MK_STATE, mk_str(mk_carve_state_name(d->place.state)));
    mk_put_int(&r->items, MK_PAGE, d->place.page);
    mk_put_int(&r->items, MK_OFFSET, (int64_t)d->place.offset);
    if (logs[d->place.file])
        mk_put_text(&r->items, MK_LOG, mk_str(logs[d->place.file]));
    if (d->row_lives)
        mk_put_bool(&r->items, MK_ROW_LIVES, true);
}

int mk_run_dead_ref(char *out, size_t max, const struct mk_run *r)
{
    static const char *const files[] = { "db", "wal", "journal" };
    const struct mk_carve_place *p = &r->dead->place;
    return snprintf(out, max, "deleted.%s.%llu", files[p->file], (unsigned long long)p->offset);
}

/* By a `when` that no query has, or one whose column is gone. */
int mk_run_dead_left(struct mk_run *r, struct mk_error *e)
{
    char why[80];
    for (const struct mk_query *q = r->app->queries; r->in->dead && q->table; q++) {
        const struct mk_query *before = r->app->queries;
        while (before < q && strcmp(before->table, q->table) != 0)
            before++;
        size_t n = before == q ? mk_dead_unread(r->in->dead, q->table) : 0;
        snprintf(why, sizeof why, "deleted rows: %zu are not read, as their kind is not known", n);
        if (n && mk_run_report(r, q->table, NULL, NULL, why, e) != 0)
            return -1;
    }
    return 0;
}
