#include "parsers/format/plist_walk.h"
#include "parsers/base/buf.h"

#define FIELDS_A_STEP 64u
#define PATH_MAX_LEN  1024u

bool mk_plist_holds(const struct mk_plist_value *v)
{
    return v->kind == MK_PLIST_DICT || v->kind == MK_PLIST_ARRAY || v->kind == MK_PLIST_SET;
}

/* ---- rows ---- */

void mk_plist_walk_begin(struct mk_plist_walk *w, const struct mk_plist_archive *a,
                         const struct mk_plist_value *root, const char *path)
{
    *w = (struct mk_plist_walk){ .archive = *a, .root = root, .path = path };
}

enum found { ROW, NOTHING, END };

/* Steps over the item of the last of `stars`; the containers up to it stay as they are. */
static enum found over(struct mk_plist_walk *w, size_t stars)
{
    w->known = stars;
    if (stars == 0) {
        w->ended = true;
        return END;
    }
    w->next[stars - 1]++;
    for (size_t i = stars; i < MK_WALK_STARS; i++)
        w->next[i] = 0;
    return NOTHING;
}

/* Into the next item of the container of that `*`; NULL: there is no more. */
static const struct mk_plist_value *enter(struct mk_plist_walk *w, size_t star)
{
    const struct mk_plist_value *in = w->in[star];
    size_t i = w->next[star];
    if (i >= mk_archive_count(&w->archive, in))
        return NULL;
    w->at[star] = i;
    w->item[star] = mk_archive_item(&w->key[star], &w->archive, in, i);
    return in;
}

/* Follows the path to where `next` points, from the last container that is known. */
static enum found follow(const struct mk_plist_value **row, struct mk_plist_walk *w)
{
    char step[MK_ARCHIVE_STEP];
    size_t star = w->known ? w->known - 1 : 0;
    const struct mk_plist_value *v = w->known ? w->in[star] : w->root;
    const char *path = w->known ? w->rest[star] : w->path;
    bool inside = w->known > 0;
    while (v && (inside || *path)) {
        const char *rest = inside ? path : mk_archive_step(step, path);
        if (!rest)
            return over(w, 0);
        inside = inside || (star < MK_WALK_STARS && !strcmp(step, "*"));
        if (!inside) {
            v = mk_archive_into(&w->archive, v, step);
        } else {
            w->in[star] = v;
            w->rest[star] = rest;
            if (!enter(w, star))
                return over(w, star);
            v = w->item[star++];
        }
        inside = false;
        path = rest;
    }
    (void)over(w, star);
    *row = v;
    return v ? ROW : NOTHING;
}

void mk_plist_walk_cost(struct mk_plist_walk *w, const struct mk_plist_value *v)
{
    w->steps += (v && mk_plist_holds(v) ? v->n : 0) / FIELDS_A_STEP;
}

bool mk_plist_walk_next(const struct mk_plist_value **row, struct mk_plist_walk *w)
{
    while (!w->ended && w->steps++ < MK_WALK_MAX)
        if (follow(row, w) == ROW) {
            mk_plist_walk_cost(w, *row);
            return true;
        }
    return false;
}

bool mk_plist_walk_leads(const struct mk_plist_archive *a, const struct mk_plist_value *root,
                         const char *path)
{
    char step[MK_ARCHIVE_STEP];
    const struct mk_plist_value *v = root;
    while (v && path && *path) {
        path = mk_archive_step(step, path);
        if (!strcmp(step, "*"))
            return mk_plist_holds(v);
        v = mk_archive_into(a, v, step);
    }
    return v != NULL;
}

/* ---- what is read ---- */

/* How a path that is read lies to one that is asked about. */
enum lies { APART, SAME, BELOW };

static enum lies lies(struct mk_span path, const char *read)
{
    for (size_t i = 0; i < path.len; i++)
        if (!read[i] || (read[i] != (char)path.p[i] && !(read[i] == '/' && path.p[i] == '.')))
            return APART;
    const char *rest = read + path.len;
    if (!*rest || !strncmp(rest, "/*", 2))
        return SAME;
    return *rest == '/' ? BELOW : APART;
}

static enum lies of_tables(const struct mk_shape *shape, const struct mk_shape_table *but,
                           struct mk_span path)
{
    enum lies all = APART;
    for (const struct mk_shape_table *t = shape->tables; t->name; t++) {
        enum lies one = t == but || t->facts ? APART : lies(path, t->path);
        if (one == SAME)
            return SAME;
        all = one == BELOW ? BELOW : all;
    }
    return all;
}

bool mk_shape_reads(const struct mk_shape *shape, const struct mk_shape_table *but,
                    struct mk_span path, const struct mk_plist_value *v)
{
    return path.len && mk_plist_holds(v) && of_tables(shape, but, path) == SAME;
}

struct unread {
    const struct mk_shape *shape;
    const struct mk_shape_table *table;
    struct mk_buf path; /* from the root: the table's, then that inside the row */
    size_t head;        /* of the first */
    void (*each)(void *u, struct mk_span path, const struct mk_plist_value *v);
    void *u;
};

static enum lies of_columns(const struct mk_shape_table *t, struct mk_span path)
{
    enum lies all = APART;
    for (size_t i = 0; t->columns[i]; i++) {
        enum lies one = lies(path, t->columns[i]);
        if (one == SAME)
            return SAME;
        all = one == BELOW ? BELOW : all;
    }
    return all;
}

/* No deeper than the longest path of a column or a table. */
static void unread(struct unread *r, const struct mk_plist_value *dict)
{
    size_t len = r->path.len;
    for (size_t i = 0; dict->kind == MK_PLIST_DICT && i < dict->n; i++) {
        const struct mk_plist_value *key = dict->items[i], *v = dict->items[dict->n + i];
        if (len)
            mk_buf_u8(&r->path, '/');
        if (key->kind == MK_PLIST_TEXT)
            mk_buf_put(&r->path, key->s.p, key->s.len);
        bool whole = mk_buf_ok(&r->path) && key->kind == MK_PLIST_TEXT;
        struct mk_span inside = mk_span_from(mk_buf_span(&r->path), r->head);
        enum lies column = whole ? of_columns(r->table, inside) : APART;
        enum lies table = whole ? of_tables(r->shape, r->table, mk_buf_span(&r->path)) : APART;
        bool part = column == BELOW || table == BELOW;
        if (column == SAME || (table == SAME && mk_plist_holds(v)))
            ;
        else if (part && v->kind == MK_PLIST_DICT)
            unread(r, v);
        else
            r->each(r->u, whole ? inside : mk_str("(no text, or too long)"), v);
        r->path.bad = false;
        r->path.len = len;
    }
}

void mk_plist_unread(const struct mk_shape *shape, const struct mk_shape_table *table,
                     const struct mk_plist_value *row,
                     void (*each)(void *u, struct mk_span path, const struct mk_plist_value *v),
                     void *u)
{
    struct unread r = { .shape = shape, .table = table, .each = each, .u = u };
    for (size_t i = 0; table->columns[i]; i++)
        if (!strcmp(table->columns[i], "@item"))
            return;
    mk_buf_init(&r.path, PATH_MAX_LEN);
    mk_buf_put(&r.path, table->path, strlen(table->path));
    r.head = r.path.len + (r.path.len > 0);
    unread(&r, row);
    mk_buf_done(&r.path);
}
