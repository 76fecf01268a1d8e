#include "parsers/engine/known.h"
#include <string.h>
#include <strings.h>

#define LOOKS_MAX ((size_t)1 << 20) /* bytes */

struct look {
    const struct mk_app *app;
    const char *table;
    unsigned lacks,
        has; /* columns of its fields: not there, though every version has them; there */
};

void mk_known_init(struct mk_known *k)
{
    mk_buf_init(&k->looks, LOOKS_MAX);
}

void mk_known_done(struct mk_known *k)
{
    mk_buf_done(&k->looks);
}

static bool has_needs(const struct mk_query *q, const struct mk_tables *t)
{
    if (t->has_table(t->u, q->table) != MK_HAS_TABLE)
        return false;
    for (const char *const *need = q->needs; need && *need; need++)
        if (t->has_column(t->u, q->table, *need) != MK_HAS_TABLE)
            return false;
    return true;
}

static struct look look_at(const struct mk_app *app, const struct mk_query *q,
                           const struct mk_tables *t)
{
    struct look l = { .app = app, .table = q->table };
    size_t alias = strlen(q->alias);
    for (const struct mk_field *f = q->fields; f->conv; f++) {
        if (strncmp(f->col, q->alias, alias) != 0 || f->col[alias] != '.')
            continue; /* of a lookup */
        bool there = t->has_column(t->u, q->table, f->col + alias + 1) == MK_HAS_TABLE;
        l.has += there;
        l.lacks += !there && !f->optional;
    }
    return l;
}

void mk_known_look(struct mk_known *k, const struct mk_app *app, const struct mk_tables *t)
{
    for (const struct mk_query *q = app->queries; q->table; q++)
        if (has_needs(q, t)) {
            struct look l = look_at(app, q, t);
            mk_buf_put(&k->looks, &l, sizeof l);
        }
}

bool mk_known_whole(const struct mk_known *k)
{
    return mk_buf_ok(&k->looks);
}

static const struct look *all(const struct mk_known *k, size_t *n)
{
    *n = k->looks.len / sizeof(struct look);
    return (const struct look *)(const void *)k->looks.p;
}

static bool better(const struct look *a, const struct look *b)
{
    return a->lacks != b->lacks ? a->lacks < b->lacks : a->has > b->has;
}

static bool is_anothers(const struct mk_known *k, const struct look *mine)
{
    size_t n;
    const struct look *looks = all(k, &n);
    for (size_t i = 0; i < n; i++)
        if (looks[i].app != mine->app && strcasecmp(looks[i].table, mine->table) == 0 &&
            better(&looks[i], mine))
            return true;
    return false;
}

bool mk_known_best(const struct mk_known *k, const struct mk_app *app)
{
    size_t n;
    const struct look *looks = all(k, &n);
    for (size_t i = 0; i < n; i++)
        if (looks[i].app == app && !is_anothers(k, &looks[i]))
            return true;
    return false;
}
