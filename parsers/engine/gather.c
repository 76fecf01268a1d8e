#include "parsers/engine/run.h"
#include <stdio.h>

/* Rows of another table, brought to the base row they belong to: read once, kept sorted by the
 * name of that row, and given to the first base row of that name only. */

static size_t part_of(const struct mk_gather *g, const struct mk_cell *type)
{
    size_t i = 0;
    for (; g->parts[i].type; i++)
        if (type->kind == MK_C_TEXT && mk_span_is(type->s, g->parts[i].type))
            break;
    return i;
}

static int load_row(struct mk_run *r, struct mk_error *e)
{
    struct mk_table *x = &r->child;
    static const struct mk_cell none = { .kind = MK_C_NULL };
    if (!mk_store_add(&r->kids, x->row, x->cells))
        return mk_run_report(r, x->name, &x->row, NULL, "left out: more than memory may hold", e);
    struct mk_store_row *row = mk_store_row(&r->kids, mk_store_rows(&r->kids) - 1);
    row->part = (uint8_t)part_of(r->q->gather, r->type == MK_NO_CELL ? &none : &x->cells[r->type]);
    return 0;
}

static int plan_parts(struct mk_run *r, struct mk_error *e)
{
    const struct mk_part *p = r->q->gather->parts;
    for (r->nparts = 0; p[r->nparts].fields && r->nparts < MK_PARTS_MAX; r->nparts++)
        if (mk_run_plan(&r->parts[r->nparts], r, &r->child, p[r->nparts].fields, e) != 0)
            return -1;
    return 0;
}

static int load_rows(struct mk_run *r, struct mk_error *e)
{
    const struct mk_joined *doubled;
    struct mk_error bad = { 0 };
    int more = 0, rc = 0;
    if (mk_table_open(&r->child, r->memory_max, &bad) != 0)
        return mk_run_report(r, r->child.name, NULL, NULL, bad.text, e);
    for (size_t i = 0; i < r->nparts; i++)
        mk_steps_place(&r->parts[i], &r->child);
    if (r->type != MK_NO_CELL)
        r->type = mk_table_place(&r->child, r->type);
    mk_store_init(&r->kids, r->child.n, r->memory_max);
    while (rc == 0 && (more = mk_table_next(&r->child, &doubled, &bad)) > 0)
        rc = load_row(r, e);
    mk_store_sort(&r->kids);
    r->gathers = true;
    return rc == 0 && more < 0 ? mk_run_report(r, r->child.name, NULL, NULL, bad.text, e) : rc;
}

int mk_gather_load(struct mk_run *r, struct mk_error *e)
{
    const struct mk_gather *g = r->q->gather;
    enum mk_has has;
    if (!g)
        return 0;
    has = r->t->has_table(r->t->u, g->table);
    if (has != MK_HAS_TABLE)
        return mk_run_report(r, g->table, NULL, NULL,
                             has == MK_HAS_NOT ? "no such table" : "no real table", e);
    mk_table_init(&r->child, r->t, g->alias, g->table, g->lookups);
    size_t key = mk_table_column(&has, &r->child, g->key);
    r->from = mk_table_column(&has, &r->base, g->from);
    if (key == MK_NO_CELL || r->from == MK_NO_CELL)
        return mk_run_report(r, g->table, NULL, mk_column_of(g->key), "no such column", e);
    r->type = mk_table_column(&has, &r->child, g->type);
    if (plan_parts(r, e) != 0)
        return -1;
    return load_rows(r, e);
}

static void take_cells(struct mk_run *r, size_t i)
{
    const struct mk_joined *doubled;
    struct mk_store_row *row = mk_store_row(&r->kids, i);
    mk_store_get(r->child.cells, &r->kids, i);
    mk_table_join(&r->child, &doubled);
    row->used = true;
    r->raw_done = 0;
    r->raw_child = row->row;
    if (doubled)
        mk_run_note(r, mk_str(doubled->def->table), "more than one row fits");
}

static void put_element(struct mk_run *r, size_t i, size_t part)
{
    size_t mark = mk_put_open(&r->items, MK_KEY_NONE, MK_T_OBJECT);
    take_cells(r, i);
    mk_run_fields(r, &r->parts[part], r->child.cells);
    mk_put_int(&r->items, MK_ROW, mk_store_row(&r->kids, i)->row);
    mk_put_end(&r->items, mark);
}

static void put_list(struct mk_run *r, size_t first, size_t n, size_t part)
{
    size_t before = r->items.len;
    size_t mark = mk_put_open(&r->items, r->q->gather->parts[part].list, MK_T_LIST);
    size_t empty = r->items.len;
    for (size_t i = first; i < first + n; i++)
        if (mk_store_row(&r->kids, i)->part == part)
            put_element(r, i, part);
    mk_put_end(&r->items, mark);
    if (mk_buf_ok(&r->items) && r->items.len == empty)
        r->items.len = before;
}

/* The first row of that part that has a value becomes fields of the record; the others are kept
 * as anything else is. */
static void put_single(struct mk_run *r, size_t first, size_t n, size_t part)
{
    bool done = false;
    for (size_t i = first; i < first + n; i++) {
        struct mk_store_row *row = mk_store_row(&r->kids, i);
        size_t before = r->items.len;
        if (row->part != part)
            continue;
        if (!done) {
            take_cells(r, i);
            mk_run_fields(r, &r->parts[part], r->child.cells);
            done = r->items.len != before;
            if (done)
                continue;
        }
        row->part = (uint8_t)(r->nparts - 1);
    }
}

void mk_gather_put(struct mk_run *r)
{
    size_t first, n;
    if (!r->gathers)
        return;
    n = mk_store_find(&first, &r->kids, &r->base.cells[r->from]);
    if (n && mk_store_row(&r->kids, first)->used) {
        mk_run_note(r, mk_str(r->child.name), "its rows went to an earlier row of the same key");
        return;
    }
    r->in_child = true;
    for (size_t p = 0; n && p < r->nparts; p++)
        if (r->q->gather->parts[p].list)
            put_list(r, first, n, p);
        else
            put_single(r, first, n, p);
    r->in_child = false;
}

int mk_gather_orphans(struct mk_run *r, struct mk_error *e)
{
    char why[120];
    snprintf(why, sizeof why, "no row of %s has its %s", r->base.name,
             mk_column_of(r->q->gather ? r->q->gather->key : ""));
    for (size_t i = 0; r->gathers && i < mk_store_rows(&r->kids); i++) {
        const struct mk_store_row *row = mk_store_row(&r->kids, i);
        if (!row->used && mk_run_report(r, r->child.name, &row->row, NULL, why, e) != 0)
            return -1;
    }
    return 0;
}
