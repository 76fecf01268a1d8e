#include "parsers/engine/dead.h"
#include "parsers/base/arena.h"
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define MEMORY ((size_t)64 << 20)
#define NOTES  34

struct table {
    const struct mk_sqlite_create *columns;
    struct mk_span name;
    struct mk_dead_row *first, **last;
    bool opened;
};

struct mk_dead {
    struct mk_arena arena;
    struct table *table;
    size_t n, cap;
    uint64_t left_out;
    char note[NOTES][MK_REMARK_MAX];
    size_t notes;
};

static bool same(struct mk_span a, struct mk_span b)
{
    return a.len == b.len && mk_span_ends_fold(a, b);
}

static struct table *table_of(const struct mk_dead *d, struct mk_span name)
{
    for (size_t i = 0; i < d->n; i++)
        if (same(d->table[i].name, name))
            return &d->table[i];
    return NULL;
}

/* Names and number of the columns, which outlive the carving. */
static const struct mk_sqlite_create *copy_columns(struct mk_dead *d,
                                                   const struct mk_sqlite_create *from)
{
    struct mk_sqlite_create *c = mk_arena_alloc(&d->arena, sizeof *c);
    if (!c)
        return NULL;
    *c = (struct mk_sqlite_create){ .n = from->n, .rowid = from->rowid };
    c->column = mk_arena_array(&d->arena, from->n, sizeof *c->column);
    for (uint32_t i = 0; c->column && i < from->n; i++) {
        c->column[i].name = mk_arena_copy(&d->arena, from->column[i].name);
        if (!c->column[i].name.p)
            return NULL;
    }
    return c->column ? c : NULL;
}

static struct table *add_table(struct mk_dead *d, const struct mk_carved *row)
{
    if (d->n == d->cap) {
        size_t cap = d->cap ? 2 * d->cap : 16;
        struct table *more = realloc(d->table, cap * sizeof *more);
        if (!more)
            return NULL;
        for (size_t i = 0; i < d->n; i++) /* an empty list ends in the table itself */
            if (!more[i].first)
                more[i].last = &more[i].first;
        d->table = more;
        d->cap = cap;
    }
    struct table *t = &d->table[d->n];
    *t = (struct table){ .columns = copy_columns(d, row->columns),
                         .name = mk_arena_copy(&d->arena, row->table) };
    if (!t->columns || !t->name.p)
        return NULL;
    d->n++;
    return t;
}

#define OVERWRITTEN "its bytes are overwritten"

static bool take_cell(struct mk_dead *d, struct mk_cell *c, const struct mk_carved *row, uint32_t i)
{
    const struct mk_carve_value *v = &row->value[i];
    bool contested = row->contested && (int32_t)i != row->columns->rowid;
    *c = (struct mk_cell){ .kind = MK_C_NULL, .why = v->unproven ? MK_CARVE_WHY_UNPROVEN : NULL };
    switch (v->type) {
    case MK_CV_GONE:
        *c = (struct mk_cell){ .kind = MK_C_LOST,
                               .why = contested ? MK_CARVE_WHY_CONTESTED : OVERWRITTEN };
        break;
    case MK_CV_NULL:
        break;
    case MK_CV_INT:
        c->kind = MK_C_INT;
        c->i = v->i;
        break;
    case MK_CV_REAL:
        c->kind = MK_C_REAL;
        c->r = v->r;
        break;
    case MK_CV_TEXT:
    case MK_CV_BLOB:
        c->kind = v->type == MK_CV_TEXT ? MK_C_TEXT : MK_C_BLOB;
        c->s = mk_arena_copy(&d->arena, v->bytes);
        return c->s.p != NULL;
    }
    return true;
}

static void take_one(struct mk_dead *d, const struct mk_carved *row, bool version)
{
    struct table *t = table_of(d, row->table);
    if (!t)
        t = add_table(d, row);
    struct mk_dead_row *r = t ? mk_arena_alloc(&d->arena, sizeof *r) : NULL;
    struct mk_cell *cell = r ? mk_arena_array(&d->arena, row->n, sizeof *cell) : NULL;
    bool fits = cell != NULL;
    for (uint32_t i = 0; fits && i < row->n; i++)
        fits = take_cell(d, &cell[i], row, i);
    if (!fits) {
        d->left_out++;
        return;
    }
    *r = (struct mk_dead_row){ .has_row = row->has_row,
                               .row_lives = row->row_lives,
                               .partial = row->partial,
                               .version = version,
                               .row = row->row,
                               .confidence = row->confidence,
                               .place = row->place[0],
                               .cell = cell,
                               .n = row->n };
    if (!t->first)
        t->last = &t->first;
    *t->last = r;
    t->last = &r->next;
}

static int take_row(void *u, const struct mk_carved *row, struct mk_error *e)
{
    struct mk_dead *d = u;
    struct mk_carved v;
    if (!row->table.p || row->former)
        return 0; /* no app's: moka recover shows it */
    take_one(d, row, row->row_lives);
    for (uint32_t i = 0; i < row->nolder; i++) {
        if (row->older(&v, row->older_u, i, e) != 0)
            return -1;
        take_one(d, &v, true);
    }
    return 0;
}

int mk_dead_new(struct mk_dead **out, const struct mk_sqlite_set *set, size_t memory_max,
                struct mk_error *e)
{
    struct mk_dead *d = calloc(1, sizeof *d);
    *out = NULL;
    if (!d)
        return mk_fail(e, MK_ENOMEM, "deleted rows");
    mk_arena_init(&d->arena, memory_max ? memory_max : MEMORY);
    const struct mk_carve_options opt = { 0 };
    const struct mk_carve_sink sink = { .row = take_row, .u = d };
    struct mk_carve_counts counts;
    if (mk_carve(&counts, set, &opt, &sink, e) < 0) {
        mk_dead_free(d);
        return -1;
    }
    if (counts.copies)
        snprintf(d->note[d->notes++], MK_REMARK_MAX,
                 "deleted rows: %llu copies of live ones are left out",
                 (unsigned long long)counts.copies);
    if (d->left_out)
        snprintf(d->note[d->notes++], MK_REMARK_MAX,
                 "deleted rows: %llu more than memory may hold: see moka recover",
                 (unsigned long long)d->left_out);
    *out = d;
    return 0;
}

void mk_dead_free(struct mk_dead *d)
{
    if (!d)
        return;
    mk_arena_done(&d->arena);
    free(d->table);
    free(d);
}

const char *mk_dead_note(const struct mk_dead *d, size_t i)
{
    return i < d->notes ? d->note[i] : NULL;
}

/* ---- rows ---- */

struct rows {
    const struct table *t;
    struct mk_dead_row *next, *at;
    size_t n;
    int32_t column[]; /* the table's, or: */
};
enum { THE_ROWID = -1, NO_SUCH = -2 };

static int next(void *u, int64_t *row, struct mk_cell *cells, struct mk_error *e)
{
    struct rows *r = u;
    (void)e;
    r->at = r->next;
    if (!r->at)
        return 0;
    r->next = r->at->next;
    *row = r->at->row;
    for (size_t i = 0; i < r->n; i++) {
        int32_t col = r->column[i];
        cells[i] = (struct mk_cell){ .kind = MK_C_NULL };
        if (col >= 0 && (uint32_t)col < r->at->n)
            cells[i] = r->at->cell[col];
        else if (col == THE_ROWID && r->at->has_row)
            cells[i] = (struct mk_cell){ .kind = MK_C_INT, .i = r->at->row };
        else if (col == THE_ROWID)
            cells[i] = (struct mk_cell){ .kind = MK_C_LOST, .why = OVERWRITTEN };
    }
    return 1;
}

static int32_t find(const struct mk_sqlite_create *c, const char *name)
{
    for (uint32_t i = 0; i < c->n; i++)
        if (same(c->column[i].name, mk_str(name)))
            return (int32_t)i;
    return strcasecmp(name, "rowid") == 0 ? THE_ROWID : NO_SUCH;
}

int mk_dead_open(struct mk_rows *out, struct mk_dead *d, const char *table,
                 const char *const *columns, size_t n, struct mk_error *e)
{
    struct table *t = table_of(d, mk_str(table));
    *out = (struct mk_rows){ 0 };
    if (!t)
        return 0;
    struct rows *r = calloc(1, sizeof *r + n * sizeof r->column[0]);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "deleted rows");
    t->opened = true;
    r->t = t;
    r->next = t->first;
    r->n = n;
    for (size_t i = 0; i < n; i++)
        r->column[i] = find(t->columns, columns[i]);
    *out = (struct mk_rows){ next, free, r };
    return 1;
}

struct mk_dead_row *mk_dead_at(const struct mk_rows *rows)
{
    const struct rows *r = rows->u;
    return r->at;
}

size_t mk_dead_unread(const struct mk_dead *d, const char *table)
{
    const struct table *t = table_of(d, mk_str(table));
    size_t n = 0;
    for (const struct mk_dead_row *r = t && t->opened ? t->first : NULL; r; r = r->next)
        n += !r->read;
    return n;
}
