#include "parsers/format/sqlite_carve_found.h"
#include <stdlib.h>

/* When a version was, as far as its place tells: sqlite_carve.h. */
static int64_t age_of(const struct mk_carve_place *p)
{
    enum { JOURNAL = -1, DATABASE = 0 };
    if (p->file == MK_CARVE_IN_JOURNAL)
        return JOURNAL;
    if (p->file == MK_CARVE_IN_DB)
        return DATABASE;
    if (p->generation == 0)
        return INT64_MAX; /* in a page as it is now: it may be of any time */
    int64_t of = 2 * (int64_t)p->commit + p->was_live;
    return p->generation > 1 ? of - ((int64_t)p->generation << 40) : of;
}

static int64_t first_seen(const struct mk_found_row *r)
{
    int64_t first = age_of(&r->place[0]);
    for (uint32_t i = 1; i < r->nplaces && i < MK_CARVE_PLACES; i++)
        if (age_of(&r->place[i]) < first)
            first = age_of(&r->place[i]);
    return first;
}

void mk_found_seen(struct mk_found_row *r, const struct mk_found_row *again)
{
    for (uint32_t i = 0; i < again->nplaces && i < MK_CARVE_PLACES; i++)
        if (r->nplaces + i < MK_CARVE_PLACES)
            r->place[r->nplaces + i] = again->place[i];
    r->nplaces += again->nplaces;
    if (again->bits > r->bits)
        r->bits = again->bits;
}

struct entry {
    uint32_t table, i;
    int64_t row, seen;
};

/* Of one row: the newest first; of one time, as they were found. */
static int by_row(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    if (x->table != y->table)
        return x->table < y->table ? -1 : 1;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->seen != y->seen)
        return x->seen > y->seen ? -1 : 1;
    return x->i < y->i ? -1 : x->i > y->i;
}

int mk_found_versions(struct mk_found *f, struct mk_error *e)
{
    size_t n = 0;
    struct entry *v = f->n ? malloc(f->n * sizeof *v) : NULL;
    if (f->n && !v)
        return mk_fail(e, MK_ENOMEM, "what is found");
    for (size_t i = 0; i < f->n; i++) {
        const struct mk_found_row *r = &f->row[i];
        if (!r->gone && r->has_row && r->table != MK_TABLE_NONE && !r->ambiguous)
            v[n++] = (struct entry){ r->table, (uint32_t)i, r->row, first_seen(r) };
    }
    if (n > 1)
        qsort(v, n, sizeof *v, by_row);
    for (size_t i = 1; i < n; i++)
        if (v[i].table == v[i - 1].table && v[i].row == v[i - 1].row) {
            f->row[v[i - 1].i].older = v[i].i + 1;
            f->row[v[i].i].is_older = true;
        }
    free(v);
    return 0;
}
