#include "parsers/engine/run.h"
#include <stdlib.h>

/*
 * Rows that are not there: a table that numbers its rows as it takes them in lacks those that were
 * deleted, whether or not their bytes are left. What stands around a gap says when they came. A gap
 * is no proof of a deletion: a row that was never completed, or replaced, leaves one as well.
 */
#define GAPS_MAX 1000u /* that are told singly */

static bool is_told(struct mk_run *r, const char *table)
{
    struct mk_gaps *g = &r->gaps;
    for (size_t i = 0; i < g->ntables; i++)
        if (!strcmp(g->table[i], table))
            return true;
    if (g->ntables < MK_SHARES_MAX)
        g->table[g->ntables++] = table;
    return false;
}

void mk_gaps_begin(struct mk_run *r)
{
    struct mk_gaps *g = &r->gaps;
    g->n = g->known = 0;
    g->rows = g->missing = g->last = g->end = 0;
    g->has_time = false;
    g->ids = r->in->dead && r->t->ids && !r->q->extra && !is_told(r, r->q->table)
                 ? r->t->ids(&g->end, r->t->u, r->q->table)
                 : MK_IDS_NONE;
}

static void add(struct mk_gaps *g, int64_t after, int64_t before)
{
    if (__builtin_add_overflow(g->missing, before - after - 1, &g->missing))
        g->missing = INT64_MAX;
    if (g->n < GAPS_MAX) {
        if (!g->gap && !(g->gap = calloc(GAPS_MAX, sizeof *g->gap)))
            return;
        g->gap[g->n] = (struct mk_gap){
            .after = after, .before = before, .has_from = g->has_time, .from_us = g->time_us
        };
    }
    g->n++;
}

void mk_gaps_row(struct mk_run *r)
{
    struct mk_gaps *g = &r->gaps;
    if (g->ids == MK_IDS_NONE)
        return;
    if (r->base.row <= g->last) { /* below 1, or not in order: somebody else numbers them */
        g->ids = MK_IDS_NONE;
        return;
    }
    if (r->base.row - g->last > 1)
        add(g, g->last, r->base.row);
    g->last = r->base.row;
    g->rows++;
}

/* The record that was put at `from` has a time: until then the gaps in front of it. */
void mk_gaps_time(struct mk_run *r, size_t from)
{
    struct mk_gaps *g = &r->gaps;
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&r->items), from));
    struct mk_item item;
    struct mk_value v;
    if (g->ids == MK_IDS_NONE || mk_item_next(&item, &c) != 1 ||
        !mk_field_find(&v, item.fields, MK_TIME) || v.type != MK_T_TIME)
        return;
    g->has_time = true;
    g->time_us = v.i;
    for (; g->gap && g->known < g->n && g->known < GAPS_MAX; g->known++) {
        g->gap[g->known].has_until = true;
        g->gap[g->known].until_us = v.i;
    }
}

void mk_gaps_end(struct mk_run *r)
{
    struct mk_gaps *g = &r->gaps;
    /* Ids that an app makes itself may lie anywhere: those are no gaps. */
    if (g->ids == MK_IDS_NONE || (g->ids == MK_IDS_PLAIN && g->missing > g->rows))
        return;
    if (g->ids == MK_IDS_NEVER_AGAIN && g->end > g->last) {
        add(g, g->last, g->end < INT64_MAX ? g->end + 1 : g->end);
        if (g->gap && g->n <= GAPS_MAX)
            g->gap[g->n - 1].before = 0; /* no row stands behind it */
    }
    if (!g->n)
        return;
    r->cover.missing = g->missing;
    r->cover.gaps = g->n;
    r->cover.gap = g->gap;
    r->cover.ngap = g->gap ? (g->n < GAPS_MAX ? g->n : GAPS_MAX) : 0;
}
