#include "parsers/format/sqlite_carve_private.h"
#include <inttypes.h>

#define SCHEMA_SQL                                                                                 \
    "CREATE TABLE sqlite_schema(type TEXT,name TEXT,tbl_name TEXT,rootpage INT,sql TEXT)"

static bool is_text(const struct mk_carve_value *v, const char *s)
{
    return v->type == MK_CV_TEXT && mk_span_is(v->bytes, s);
}

static bool same_columns(const struct mk_sqlite_create *a, const struct mk_sqlite_create *b)
{
    if (a->n != b->n || a->rowid != b->rowid || !mk_span_eq(a->name, b->name))
        return false;
    for (uint32_t i = 0; i < a->n; i++)
        if (!mk_span_eq(a->column[i].name, b->column[i].name) ||
            a->column[i].affinity != b->column[i].affinity)
            return false;
    return true;
}

/* A former table that is one of now, or one that was met already. */
static bool met(const struct mk_carver *c, const struct mk_carve_table *t)
{
    for (uint32_t i = 0; i < c->ntables; i++)
        if (same_columns(&c->table[i].create, &t->create))
            return true;
    return false;
}

bool mk_carve_add_table(struct mk_carver *c, const struct mk_carve_value *v, uint32_t n,
                        bool former)
{
    struct mk_carve_table t = { .former = former };
    if (n < 5 || v[4].type != MK_CV_TEXT || (v[0].type == MK_CV_TEXT && !is_text(&v[0], "table")))
        return false;
    if (!mk_sqlite_create(&t.create, &c->arena, v[4].bytes))
        return false;
    if (v[1].type == MK_CV_TEXT)
        t.create.name = mk_arena_copy(&c->arena, v[1].bytes);
    t.internal = mk_span_starts(t.create.name, mk_str("sqlite_"));
    t.root = v[3].type == MK_CV_INT && v[3].i > 0 && v[3].i <= UINT32_MAX ? (uint32_t)v[3].i : 0;
    if (!t.create.name.p || (former && met(c, &t)) || c->ntables == MK_TABLES_MAX)
        return false;
    c->table[c->ntables++] = t;
    return true;
}

static void add_root(struct mk_carver *c, uint32_t root, uint32_t table)
{
    c->kind[root] = MK_PK_LEAF;
    mk_buf_put(&c->roots, &root, sizeof root);
    mk_buf_put(&c->roots, &table, sizeof table);
}

static int take_row(void *u, struct mk_carver *c, uint32_t table, const struct mk_carve_page *p,
                    const struct mk_carve_cell *cell, uint64_t have, struct mk_error *e)
{
    bool partial;
    uint32_t n =
        mk_carve_cell_values(c, &c->table[MK_SCHEMA], cell->has_row, cell->row, have, &partial);
    (void)u;
    (void)table;
    (void)p;
    (void)e;
    if (n >= 5 && c->value[3].type == MK_CV_INT && c->value[3].i > 0) {
        uint64_t root = (uint64_t)c->value[3].i;
        uint32_t before = c->ntables;
        bool is_table = is_text(&c->value[0], "table");
        if (is_table && !mk_carve_add_table(c, c->value, n, false) && c->ntables == before)
            mk_carve_odd(c, "schema: row %" PRId64 ": no table that makes sense", cell->row);
        if (root > c->npages) {
            mk_carve_odd(
                c, "schema: row %" PRId64 ": its root is page %" PRIu64 ", and there are %" PRIu32,
                cell->row, root, c->npages);
            return 0;
        }
        /* The tree is walked later: this one is still being read. */
        if (c->kind[root] != MK_PK_NONE && c->kind[root] != MK_PK_LEAF)
            mk_carve_odd(
                c, "schema: row %" PRId64 ": its root is page %" PRIu64 ", which is something else",
                cell->row, root);
        else if (c->kind[root] == MK_PK_LEAF)
            mk_carve_odd(c,
                         "schema: row %" PRId64 ": its root is page %" PRIu64
                         ", which another tree has too",
                         cell->row, root);
        else
            add_root(c, (uint32_t)root, is_table && c->ntables > before ? before : MK_TABLE_NONE);
    }
    return 0;
}

int mk_carve_schema(struct mk_carver *c, struct mk_error *e)
{
    if (!mk_sqlite_create(&c->table[0].create, &c->arena, mk_str(SCHEMA_SQL)))
        return mk_fail(e, MK_ENOMEM, "schema");
    c->table[0].root = 1;
    c->table[0].internal = true;
    c->ntables = 1;
    if (!c->npages)
        return 0;
    if (mk_carve_map_tree(c, 1, MK_SCHEMA, e) != 0)
        return -1;
    return mk_carve_rows(c, MK_SCHEMA, NULL, take_row, NULL, e);
}
