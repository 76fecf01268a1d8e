#include "host/case/merge.h"
#include "host/case/store.h"
#include "host/case/words.h"
#include <stdio.h>
#include <stdlib.h>

/* Entities by what they are called, and the pairs that rules make of them when a bundle is in. */

#define NAME_MAX_BYTES 256u /* of a longer name nothing is compared */

static int put_word(void *u, const struct mk_word *w)
{
    struct mk_buf *b = u;
    if (b->len)
        mk_buf_u8(b, ' ');
    mk_buf_put(b, w->text.p, w->text.len);
    return 0;
}

int mk_take_called(struct mk_case *c, int64_t entity, struct mk_span name, bool card,
                   struct mk_error *e)
{
    mk_buf_clear(&c->scratch);
    if (name.len == 0 || name.len > NAME_MAX_BYTES)
        return 0;
    if (mk_words(name, false, put_word, &c->scratch) != 0 || !mk_buf_ok(&c->scratch))
        return mk_fail(e, MK_ENOMEM, "case");
    sqlite3_stmt *st = c->scratch.len ? mk_sql(c, MK_SQL_called_add, e) : NULL;
    if (!st)
        return c->scratch.len ? -1 : 0;
    sqlite3_bind_int64(st, 1, entity);
    sqlite3_bind_int64(st, 2, c->bundle);
    mk_sql_bind(st, 3, mk_buf_span(&c->scratch));
    mk_sql_bind(st, 4, name);
    sqlite3_bind_int(st, 5, card);
    return mk_sql_run(c, st, e);
}

int mk_take_hints(struct mk_case *c, struct mk_error *e)
{
    static const enum mk_sql all[] = { MK_SQL_hints_number, MK_SQL_hints_id, MK_SQL_hints_card,
                                       MK_SQL_hints_name };
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < sizeof all / sizeof *all; i++) {
        sqlite3_stmt *st = mk_sql(c, all[i], e);
        if (!st)
            return -1;
        if (sqlite3_bind_parameter_count(st) == 2) {
            sqlite3_bind_int64(st, 1, c->bundle);
            sqlite3_bind_int(st, 2, MK_CONTACT);
        }
        rc = mk_sql_run(c, st, e);
    }
    return rc;
}

/* ---- looking ---- */

struct list {
    int (*name)(void *u, int64_t bundle, struct mk_span name, bool card, struct mk_error *e);
    int (*entity)(void *u, const struct mk_case_entity *x, struct mk_error *e);
    void *u;
};

static int name_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->name(l->u, sqlite3_column_int64(st, 0), mk_sql_span(st, 1),
                   sqlite3_column_int(st, 2) != 0, e);
}

int mk_case_called(struct mk_case *c, int64_t entity,
                   int (*each)(void *u, int64_t bundle, struct mk_span name, bool card,
                               struct mk_error *e),
                   void *u, struct mk_error *e)
{
    struct list l = { .name = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_called, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, entity);
    return mk_sql_rows(c, st, name_row, &l, e);
}

static int entity_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    const struct mk_case_entity x = { .id = sqlite3_column_int64(st, 0),
                                      .kind = (const char *)sqlite3_column_text(st, 1),
                                      .value = (const char *)sqlite3_column_text(st, 2),
                                      .first_us = INT64_MIN,
                                      .last_us = INT64_MIN };
    return x.kind && x.value ? l->entity(l->u, &x, e) : mk_fail(e, MK_ENOMEM, "case");
}

int mk_case_members(struct mk_case *c, int64_t entity,
                    int (*each)(void *u, const struct mk_case_entity *x, struct mk_error *e),
                    void *u, struct mk_error *e)
{
    struct list l = { .entity = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_members, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, entity);
    return mk_sql_rows(c, st, entity_row, &l, e);
}

/* The one number that a statement gives; 0: it gives none. */
static int number(int64_t *out, struct mk_case *c, sqlite3_stmt *st, struct mk_error *e)
{
    int step = sqlite3_step(st);
    *out = step == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_reset(st);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

int mk_case_same(int64_t *one, struct mk_case *c, int64_t entity, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_same, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, entity);
    return number(one, c, st, e);
}

int mk_case_entity_id(int64_t *id, struct mk_case *c, const char *kind, const char *value,
                      struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_entity_find, e);
    if (!st)
        return -1;
    mk_sql_bind(st, 1, mk_str(kind));
    mk_sql_bind(st, 2, mk_str(value));
    if (number(id, c, st, e) != 0)
        return -1;
    return *id ? 0 : mk_fail(e, MK_EABSENT, "the case holds no %s %s", kind, value);
}
