#include "parsers/format/plist_rows.h"
#include "parsers/format/plist_cell.h"
#include <stdlib.h>

#define KEY_MAX 256

struct rows {
    struct mk_plist list;
    const struct mk_plist_value *array; /* NULL: it is not there */
    const struct mk_grid_table *table;
    size_t next;
};

static int start(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct rows *r = u;
    (void)e;
    r->next = 0;
    if (r->list.damage[0])
        mk_grid_remark(g, "%s", r->list.damage);
    return 0;
}

static size_t column_of(const struct mk_grid_table *t, const struct mk_plist_value *key)
{
    size_t i = 0;
    while (t->columns[i] && !(key->kind == MK_PLIST_TEXT && mk_span_is(key->s, t->columns[i])))
        i++;
    return i;
}

static void remark_key(struct mk_grid *g, const struct mk_plist_value *key)
{
    struct mk_span s = key->kind == MK_PLIST_TEXT ? key->s : mk_str("(no text)");
    mk_grid_remark(g, "a key that is not read: %.*s", (int)(s.len < KEY_MAX ? s.len : KEY_MAX),
                   (const char *)s.p);
}

static int step(void *u, struct mk_grid *g, struct mk_error *e)
{
    struct rows *r = u;
    (void)e;
    if (!r->array || r->next >= r->array->n)
        return 0;
    const struct mk_plist_value *v = r->array->items[r->next++];
    mk_grid_row(g, 0, (int64_t)r->next);
    if (v->kind != MK_PLIST_DICT) {
        for (size_t i = 0; r->table->columns[i]; i++)
            mk_grid_lost(g, i, "the item is no dictionary");
        return 1;
    }
    for (size_t i = 0; i < v->n; i++) {
        size_t column = column_of(r->table, v->items[i]);
        if (r->table->columns[column])
            mk_plist_cell(g, column, v->items[v->n + i]);
        else
            remark_key(g, v->items[i]);
    }
    return 1;
}

static void free_rows(void *u)
{
    struct rows *r = u;
    mk_plist_done(&r->list);
    free(r);
}

static const struct mk_plist_value *at_path(const struct mk_plist_value *v, const char *path)
{
    char key[KEY_MAX];
    while (v && *path) {
        size_t n = strcspn(path, ".");
        if (n >= sizeof key)
            return NULL;
        memcpy(key, path, n);
        key[n] = 0;
        v = mk_plist_get(v, key);
        path += n + (path[n] == '.');
    }
    return v && v->kind == MK_PLIST_ARRAY ? v : NULL;
}

int mk_plist_rows_open(struct mk_tables *out, const struct mk_file *file,
                       const struct mk_context *cx, const struct mk_grid_table *tables,
                       const char *array, struct mk_error *e)
{
    static const struct mk_grid_ops ops = { start, step, free_rows };
    struct rows *r = calloc(1, sizeof *r);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "property list");
    r->table = tables;
    if (mk_plist_open(&r->list, file, cx->memory_max, e) != 0) {
        free(r);
        return -1;
    }
    r->array = at_path(r->list.root, array);
    int rc = r->array ? mk_grid_new(out, tables, &ops, r, cx->memory_max, e)
                      : mk_fail(e, MK_EFORMAT, "property list: no array %s in it", array);
    if (rc != 0)
        free_rows(r);
    return rc;
}
