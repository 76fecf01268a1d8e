#include "host/case/store.h"
#include <stdio.h>

/* Lists that are no records: bundles, what they say, conversations, entities, tags, notes. */

static const char *text(sqlite3_stmt *st, int i)
{
    const unsigned char *s = sqlite3_column_text(st, i);
    return s ? (const char *)s : "";
}

/* Each list: the caller's function, and what makes its argument of a row. */
struct list {
    union {
        int (*bundle)(void *u, const struct mk_case_bundle *b, struct mk_error *e);
        int (*said)(void *u, const char *kind, struct mk_span text, struct mk_error *e);
        int (*talk)(void *u, const struct mk_case_talk *t, struct mk_error *e);
        int (*hour)(void *u, enum mk_kind kind, int64_t hour, uint64_t n, struct mk_error *e);
        int (*entity)(void *u, const struct mk_case_entity *x, struct mk_error *e);
        int (*where)(void *u, int64_t bundle, const char *role, const char *rule, uint64_t n,
                     struct mk_error *e);
        int (*tag)(void *u, const char *name, uint64_t n, struct mk_error *e);
        int (*note)(void *u, const char *who, int64_t time_us, struct mk_span text,
                    struct mk_error *e);
    } each;
    void *u;
};

static int bundle_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    struct mk_case_bundle b = {
        .id = sqlite3_column_int64(st, 0),
        .path = text(st, 3),
        .verdict = text(st, 4),
        .training = sqlite3_column_int(st, 5) != 0,
        .records = (uint64_t)sqlite3_column_int64(st, 6),
        .issues = (uint64_t)sqlite3_column_int64(st, 7),
        .failed = (uint64_t)sqlite3_column_int64(st, 8),
    };
    snprintf(b.root, sizeof b.root, "%s", text(st, 1));
    snprintf(b.parsers, sizeof b.parsers, "%s", text(st, 2));
    return l->each.bundle(l->u, &b, e);
}

int mk_case_bundles(struct mk_case *c,
                    int (*each)(void *u, const struct mk_case_bundle *b, struct mk_error *e),
                    void *u, struct mk_error *e)
{
    struct list l = { .each.bundle = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_bundles, e);
    return st ? mk_sql_rows(c, st, bundle_row, &l, e) : -1;
}

static int said_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.said(l->u, text(st, 0), mk_sql_span(st, 1), e);
}

int mk_case_said(struct mk_case *c, int64_t bundle,
                 int (*each)(void *u, const char *kind, struct mk_span text, struct mk_error *e),
                 void *u, struct mk_error *e)
{
    struct list l = { .each.said = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_said, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, bundle);
    return mk_sql_rows(c, st, said_row, &l, e);
}

struct mk_case_talk mk_sql_talk(sqlite3_stmt *st)
{
    return (struct mk_case_talk){
        .id = sqlite3_column_int64(st, 0),
        .bundle = sqlite3_column_int64(st, 1),
        .app = text(st, 2),
        .key = text(st, 3),
        .messages = (uint64_t)sqlite3_column_int64(st, 4),
        .first_us = mk_sql_time(st, 5),
        .last_us = mk_sql_time(st, 6),
        .about = sqlite3_column_int64(st, 7),
    };
}

static int talk_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    const struct mk_case_talk t = mk_sql_talk(st);
    return l->each.talk(l->u, &t, e);
}

int mk_case_talks(struct mk_case *c, int64_t bundle, const char *app, int64_t last_us, int64_t id,
                  uint32_t limit,
                  int (*each)(void *u, const struct mk_case_talk *t, struct mk_error *e), void *u,
                  struct mk_error *e)
{
    struct list l = { .each.talk = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_talks, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, last_us);
    sqlite3_bind_int64(st, 2, id);
    mk_sql_limit(st, 3, bundle, 0);
    sqlite3_bind_int64(st, 4, limit);
    if (app)
        mk_sql_bind(st, 5, mk_str(app));
    else
        sqlite3_bind_null(st, 5);
    return mk_sql_rows(c, st, talk_row, &l, e);
}

static int hour_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.hour(l->u, (enum mk_kind)sqlite3_column_int(st, 0), sqlite3_column_int64(st, 1),
                        (uint64_t)sqlite3_column_int64(st, 2), e);
}

int mk_case_activity(struct mk_case *c, int64_t bundle, int64_t from, int64_t until,
                     int (*each)(void *u, enum mk_kind kind, int64_t hour, uint64_t n,
                                 struct mk_error *e),
                     void *u, struct mk_error *e)
{
    struct list l = { .each.hour = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_activity, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, bundle, 0);
    sqlite3_bind_int64(st, 2, from);
    sqlite3_bind_int64(st, 3, until);
    return mk_sql_rows(c, st, hour_row, &l, e);
}

struct mk_case_entity mk_sql_entity(sqlite3_stmt *st)
{
    return (struct mk_case_entity){
        .id = sqlite3_column_int64(st, 0),
        .kind = text(st, 1),
        .value = text(st, 2),
        .bundles = (uint64_t)sqlite3_column_int64(st, 3),
        .mentions = (uint64_t)sqlite3_column_int64(st, 4),
        .first_us = mk_sql_time(st, 5),
        .last_us = mk_sql_time(st, 6),
    };
}

static int entity_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    const struct mk_case_entity x = mk_sql_entity(st);
    return l->each.entity(l->u, &x, e);
}

int mk_case_shared(struct mk_case *c, uint32_t bundles, uint32_t limit,
                   int (*each)(void *u, const struct mk_case_entity *x, struct mk_error *e),
                   void *u, struct mk_error *e)
{
    struct list l = { .each.entity = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_shared, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, bundles);
    sqlite3_bind_int64(st, 2, limit);
    return mk_sql_rows(c, st, entity_row, &l, e);
}

int mk_case_contacts(struct mk_case *c, int64_t bundle, uint32_t limit,
                     int (*each)(void *u, const struct mk_case_entity *x, struct mk_error *e),
                     void *u, struct mk_error *e)
{
    struct list l = { .each.entity = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_contacts, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, bundle, 0);
    sqlite3_bind_int64(st, 2, limit);
    sqlite3_bind_int(st, 3, MK_MESSAGE);
    sqlite3_bind_int(st, 4, MK_CALL);
    return mk_sql_rows(c, st, entity_row, &l, e);
}

static int where_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.where(l->u, sqlite3_column_int64(st, 0), text(st, 1), text(st, 2),
                         (uint64_t)sqlite3_column_int64(st, 3), e);
}

int mk_case_where(struct mk_case *c, int64_t entity,
                  int (*each)(void *u, int64_t bundle, const char *role, const char *rule,
                              uint64_t n, struct mk_error *e),
                  void *u, struct mk_error *e)
{
    struct list l = { .each.where = each, .u = u };
    bool joined = false;
    if (mk_sql_joined(&joined, c, entity, e) != 0)
        return -1;
    sqlite3_stmt *st = mk_sql(c, joined ? MK_SQL_shared_where : MK_SQL_where_alone, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, entity);
    return mk_sql_rows(c, st, where_row, &l, e);
}

static int tag_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.tag(l->u, text(st, 0), (uint64_t)sqlite3_column_int64(st, 1), e);
}

int mk_case_tags(struct mk_case *c,
                 int (*each)(void *u, const char *name, uint64_t n, struct mk_error *e), void *u,
                 struct mk_error *e)
{
    struct list l = { .each.tag = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_tags, e);
    return st ? mk_sql_rows(c, st, tag_row, &l, e) : -1;
}

static int note_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.note(l->u, text(st, 0), sqlite3_column_int64(st, 1), mk_sql_span(st, 2), e);
}

int mk_case_notes(struct mk_case *c, int64_t record,
                  int (*each)(void *u, const char *who, int64_t time_us, struct mk_span text,
                              struct mk_error *e),
                  void *u, struct mk_error *e)
{
    struct list l = { .each.note = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_notes, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, record);
    return mk_sql_rows(c, st, note_row, &l, e);
}
