#include "parsers/engine/run.h"
#include <stdio.h>

/* Rows of another table, brought to the base row they belong to: read once, kept sorted by the
 * name of that row, and given to the first base row of that name only. */

static bool is_type(const struct mk_cell *c, const char *type)
{
    char number[24];
    if (c->kind == MK_C_TEXT)
        return mk_span_is(c->s, type);
    snprintf(number, sizeof number, "%lld", c->kind == MK_C_INT ? (long long)c->i : 0);
    return c->kind == MK_C_INT && !strcmp(number, type);
}

static size_t part_of(const struct mk_gather *g, const struct mk_cell *type)
{
    size_t i = 0;
    for (; g->parts[i].type; i++)
        if (is_type(type, g->parts[i].type))
            break;
    return i;
}

static int load_row(struct mk_run *r, struct mk_gathered *g, struct mk_error *e)
{
    struct mk_table *x = &g->child;
    static const struct mk_cell none = { .kind = MK_C_NULL };
    if (!mk_store_add(&g->kids, x->row, x->cells))
        return mk_run_report(r, x->name, &x->row, NULL, "left out: more than memory may hold", e);
    struct mk_store_row *row = mk_store_row(&g->kids, mk_store_rows(&g->kids) - 1);
    row->part = (uint8_t)part_of(g->def, g->type == MK_NO_CELL ? &none : &x->cells[g->type]);
    return 0;
}

static int plan_parts(struct mk_run *r, struct mk_gathered *g, struct mk_error *e)
{
    const struct mk_part *p = g->def->parts;
    for (g->nparts = 0; p[g->nparts].fields && g->nparts < MK_PARTS_MAX; g->nparts++)
        if (mk_run_plan(&g->parts[g->nparts], r, &g->child, p[g->nparts].fields, e) != 0)
            return -1;
    return 0;
}

static int full_lookups(struct mk_run *r, const struct mk_table *x, struct mk_error *e)
{
    for (size_t i = 0; i < x->njoined; i++)
        if (x->joined[i].store.full &&
            mk_run_report(r, x->joined[i].def->table, NULL, NULL,
                          "looked up in part only: more than memory may hold", e) != 0)
            return -1;
    return 0;
}

static int load_rows(struct mk_run *r, struct mk_gathered *g, struct mk_error *e)
{
    struct mk_error bad = { 0 };
    int more = 0, rc = 0;
    if (mk_table_open(&g->child, r->memory_max, &bad) != 0)
        return mk_run_report(r, g->child.name, NULL, NULL, bad.text, e);
    for (size_t i = 0; i < g->nparts; i++)
        mk_steps_place(&g->parts[i], &g->child);
    if (g->type != MK_NO_CELL)
        g->type = mk_table_place(&g->child, g->type);
    mk_store_init(&g->kids, g->child.n, r->memory_max);
    while (rc == 0 && (more = mk_table_next(&g->child, &bad)) > 0)
        rc = load_row(r, g, e);
    mk_table_close(&g->child);
    mk_store_sort(&g->kids);
    g->there = true;
    if (rc == 0 && more < 0)
        rc = mk_run_report(r, g->child.name, NULL, NULL, bad.text, e);
    return rc == 0 ? full_lookups(r, &g->child, e) : rc;
}

static int load_one(struct mk_run *r, struct mk_gathered *g, struct mk_error *e)
{
    const struct mk_gather *def = g->def;
    enum mk_has has = r->t->has_table(r->t->u, def->table);
    if (has == MK_HAS_NOT && r->t->partial)
        return 0;
    if (has != MK_HAS_TABLE)
        return mk_run_report(r, def->table, NULL, NULL,
                             has == MK_HAS_NOT ? "no such table" : "no real table", e);
    mk_table_init(&g->child, r->t, def->alias, def->table, def->lookups);
    size_t key = mk_table_column(&has, &g->child, def->key);
    g->from = mk_table_column(&has, &r->base, def->from);
    if (key == MK_NO_CELL || g->from == MK_NO_CELL)
        return mk_run_report(r, def->table, NULL, mk_column_of(def->key), "no such column", e);
    g->type = def->type ? mk_table_column(&has, &g->child, def->type) : MK_NO_CELL;
    if (plan_parts(r, g, e) != 0)
        return -1;
    return load_rows(r, g, e);
}

int mk_gather_load(struct mk_run *r, struct mk_error *e)
{
    int rc = 0;
    r->ngathered = 0;
    for (const struct mk_gather *def = r->q->gather;
         rc == 0 && def && def->alias && r->ngathered < MK_GATHERS_MAX; def++) {
        struct mk_gathered *g = &r->gathered[r->ngathered++];
        *g = (struct mk_gathered){ .def = def };
        rc = load_one(r, g, e);
    }
    return rc;
}

void mk_gather_place(struct mk_run *r)
{
    for (size_t i = 0; i < r->ngathered; i++)
        if (r->gathered[i].there)
            r->gathered[i].from = mk_table_place(&r->base, r->gathered[i].from);
}

static void take_cells(struct mk_run *r, struct mk_gathered *g, size_t i)
{
    struct mk_store_row *row = mk_store_row(&g->kids, i);
    mk_store_get(g->child.cells, &g->kids, i);
    mk_table_join(&g->child);
    row->used = true;
    r->raw_done[0] = r->raw_done[1] = 0;
    r->raw_child = row->row;
    for (size_t k = 0; k < g->child.nodd; k++)
        mk_run_note(r, mk_str(g->child.odd[k].where), g->child.odd[k].why);
}

static void put_element(struct mk_run *r, struct mk_gathered *g, size_t i, size_t part)
{
    size_t mark = mk_put_open(&r->items, MK_KEY_NONE, MK_T_OBJECT);
    take_cells(r, g, i);
    mk_run_fields(r, &g->parts[part], g->child.cells);
    mk_put_int(&r->items, MK_ROW, mk_store_row(&g->kids, i)->row);
    mk_put_end(&r->items, mark);
}

/* The gathered rows of the base row in hand, one after the other. Where `from` names several, they
 * come in the order they are named in. */
struct pick {
    const struct mk_gathered *g;
    struct mk_cell from;
    bool more; /* of what `from` names */
    size_t at, end;
};

static struct pick pick(const struct mk_run *r, const struct mk_gathered *g)
{
    return (struct pick){ .g = g, .from = r->base.cells[g->from], .more = true };
}

/* What `from` names first; it is taken off. */
static struct mk_cell first_name(struct pick *p)
{
    char split = p->g->def->split;
    struct mk_span s = p->from.s;
    size_t n = 0;
    p->more = false;
    if (!split || p->from.kind != MK_C_TEXT)
        return p->from;
    while (n < s.len && s.p[n] != (uint8_t)split)
        n++;
    p->more = n < s.len;
    p->from.s = mk_span_from(s, n + 1);
    return mk_store_key(mk_span(s.p, n));
}

static bool next_pick(size_t *row, struct pick *p)
{
    while (p->at == p->end && p->more) {
        struct mk_cell name = first_name(p);
        p->end = mk_store_find(&p->at, &p->g->kids, &name);
        p->end += p->at;
    }
    *row = p->at;
    return p->at < p->end && p->at++ < p->end;
}

static void put_list(struct mk_run *r, struct mk_gathered *g, size_t part)
{
    size_t before = r->items.len, i;
    size_t mark = mk_put_open(&r->items, g->def->parts[part].list, MK_T_LIST);
    size_t empty = r->items.len;
    for (struct pick p = pick(r, g); next_pick(&i, &p);)
        if (mk_store_row(&g->kids, i)->part == part)
            put_element(r, g, i, part);
    mk_put_end(&r->items, mark);
    if (mk_buf_ok(&r->items) && r->items.len == empty)
        r->items.len = before;
}

/* The first row of that part that has a value becomes fields of the record; the others are kept
 * as anything else is. */
static void put_single(struct mk_run *r, struct mk_gathered *g, size_t part)
{
    bool done = false;
    size_t i;
    for (struct pick p = pick(r, g); next_pick(&i, &p);) {
        struct mk_store_row *row = mk_store_row(&g->kids, i);
        size_t before = r->items.len;
        if (row->part != part)
            continue;
        if (!done) {
            take_cells(r, g, i);
            mk_run_fields(r, &g->parts[part], g->child.cells);
            done = r->items.len != before;
            if (done)
                continue;
        }
        row->part = (uint8_t)(g->nparts - 1);
    }
}

/* Names that no row has, where the base row names several. */
static void note_missing(struct mk_run *r, const struct mk_gathered *g)
{
    struct pick p = pick(r, g);
    char why[80];
    size_t first;
    while (g->def->split && p.more && p.from.kind == MK_C_TEXT) {
        struct mk_cell name = first_name(&p);
        if (mk_store_find(&first, &g->kids, &name) || (name.kind == MK_C_TEXT && !name.s.len))
            continue;
        snprintf(why, sizeof why, "%.*s: there is no such row",
                 name.kind == MK_C_TEXT && name.s.len < 40 ? (int)name.s.len : 0,
                 name.kind == MK_C_TEXT ? (const char *)name.s.p : "");
        if (name.kind == MK_C_INT)
            snprintf(why, sizeof why, "%lld: there is no such row", (long long)name.i);
        mk_run_note(r, mk_str(g->child.name), why);
    }
}

static void put_one(struct mk_run *r, struct mk_gathered *g)
{
    struct pick p = pick(r, g);
    size_t first;
    note_missing(r, g);
    if (!next_pick(&first, &p))
        return;
    if (mk_store_row(&g->kids, first)->used && !g->def->split) {
        mk_run_note(r, mk_str(g->child.name), "its rows went to an earlier row of the same key");
        return;
    }
    r->in_child = g;
    for (size_t part = 0; part < g->nparts; part++)
        if (g->def->parts[part].list)
            put_list(r, g, part);
        else
            put_single(r, g, part);
    r->in_child = NULL;
}

void mk_gather_put(struct mk_run *r)
{
    for (size_t i = 0; i < r->ngathered; i++)
        if (r->gathered[i].there)
            put_one(r, &r->gathered[i]);
}

void mk_gather_skip(struct mk_run *r)
{
    for (size_t i = 0; i < r->ngathered; i++) {
        struct mk_gathered *g = &r->gathered[i];
        size_t row;
        if (!g->there)
            continue;
        for (struct pick p = pick(r, g); next_pick(&row, &p);)
            mk_store_row(&g->kids, row)->used = true;
    }
}

static int orphans(struct mk_run *r, const struct mk_gathered *g, struct mk_error *e)
{
    char why[160];
    size_t n = 0;
    snprintf(why, sizeof why, "no row of %s has its %s", r->base.name, mk_column_of(g->def->key));
    for (size_t i = 0; i < mk_store_rows(&g->kids); i++) {
        const struct mk_store_row *row = mk_store_row(&g->kids, i);
        n += !row->used;
        if (!row->used && !g->def->loose &&
            mk_run_report(r, g->child.name, &row->row, NULL, why, e) != 0)
            return -1;
    }
    if (n && g->def->loose)
        mk_buf_printf(&r->without, "%s%zu rows of %s: %s", r->without.len ? "; " : "", n,
                      g->child.name, why);
    return 0;
}

int mk_gather_orphans(struct mk_run *r, struct mk_error *e)
{
    for (size_t i = 0; i < r->ngathered; i++)
        if (r->gathered[i].there && orphans(r, &r->gathered[i], e) != 0)
            return -1;
    return 0;
}

void mk_gather_done(struct mk_run *r)
{
    for (size_t i = 0; i < r->ngathered; i++) {
        mk_table_done(&r->gathered[i].child);
        mk_store_done(&r->gathered[i].kids);
    }
    r->ngathered = 0;
}
