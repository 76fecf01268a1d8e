#include "host/case/views.h"
#include "host/case/store.h"

/* Figures and lists of a bundle, conversations, what is named. */

struct list {
    union {
        int (*tag)(void *u, const char *name, struct mk_error *e);
        int (*kind)(void *u, enum mk_kind kind, uint64_t n, uint64_t timeless, struct mk_error *e);
        int (*app)(void *u, const char *app, uint64_t messages, uint64_t talks, struct mk_error *e);
        int (*step)(void *u, int64_t step, uint64_t n, struct mk_error *e);
        int (*talk)(void *u, const struct mk_case_talk *t, struct mk_error *e);
        int (*named)(void *u, const struct mk_case_entity *x, const char *role, const char *rule,
                     struct mk_error *e);
        int (*entity)(void *u, const struct mk_case_entity *x, struct mk_error *e);
        int (*edge)(void *u, const struct mk_case_edge *x, struct mk_error *e);
    } each;
    void *u;
    uint64_t n, limit;
};

static const char *text(sqlite3_stmt *st, int i)
{
    const unsigned char *s = sqlite3_column_text(st, i);
    return s ? (const char *)s : "";
}

int mk_sql_range(int64_t *first, int64_t *last, struct mk_case *c, int64_t bundle,
                 struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_bundle_range, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, bundle, 0);
    int step = sqlite3_step(st);
    *first = sqlite3_column_int64(st, 0);
    *last = sqlite3_column_int64(st, 1);
    sqlite3_reset(st);
    return step == SQLITE_ROW ? 0 : mk_sql_fail(c, e);
}

/* One number of one row; `none` when there is no row. */
static int number(int64_t *out, int64_t none, struct mk_case *c, sqlite3_stmt *st,
                  struct mk_error *e)
{
    int step = sqlite3_step(st);
    *out = step == SQLITE_ROW ? sqlite3_column_int64(st, 0) : none;
    sqlite3_reset(st);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

static int tag_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.tag(l->u, text(st, 0), e);
}

int mk_case_marks(uint64_t *notes, struct mk_case *c, int64_t record,
                  int (*tag)(void *u, const char *name, struct mk_error *e), void *u,
                  struct mk_error *e)
{
    struct list l = { .each.tag = tag, .u = u };
    int64_t n = 0;
    sqlite3_stmt *st = mk_sql(c, MK_SQL_marks, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, record);
    if (mk_sql_rows(c, st, tag_row, &l, e) != 0 || !(st = mk_sql(c, MK_SQL_marks_notes, e)))
        return -1;
    sqlite3_bind_int64(st, 1, record);
    int rc = number(&n, 0, c, st, e);
    *notes = (uint64_t)n;
    return rc;
}

int mk_case_readers(struct mk_case *c, int64_t bundle,
                    int (*each)(void *u, const char *app, struct mk_error *e), void *u,
                    struct mk_error *e)
{
    struct list l = { .each.tag = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_readers, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, bundle);
    return mk_sql_rows(c, st, tag_row, &l, e);
}

static int kind_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.kind(l->u, (enum mk_kind)sqlite3_column_int(st, 0),
                        (uint64_t)sqlite3_column_int64(st, 1),
                        (uint64_t)sqlite3_column_int64(st, 2), e);
}

int mk_case_kinds(struct mk_case *c, int64_t bundle,
                  int (*each)(void *u, enum mk_kind kind, uint64_t n, uint64_t timeless,
                              struct mk_error *e),
                  void *u, struct mk_error *e)
{
    struct list l = { .each.kind = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_kinds, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, bundle, 0);
    return mk_sql_rows(c, st, kind_row, &l, e);
}

int mk_case_span(int64_t *first_us, int64_t *last_us, struct mk_case *c, int64_t bundle,
                 struct mk_error *e)
{
    for (int i = 0; i < 2; i++) {
        sqlite3_stmt *st = mk_sql(c, i ? MK_SQL_span_last : MK_SQL_span_first, e);
        if (!st)
            return -1;
        mk_sql_limit(st, 1, bundle, 0);
        if (number(i ? last_us : first_us, INT64_MIN, c, st, e) != 0)
            return -1;
    }
    return 0;
}

static int app_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.app(l->u, text(st, 0), (uint64_t)sqlite3_column_int64(st, 1),
                       (uint64_t)sqlite3_column_int64(st, 2), e);
}

int mk_case_apps(struct mk_case *c, int64_t bundle,
                 int (*each)(void *u, const char *app, uint64_t messages, uint64_t talks,
                             struct mk_error *e),
                 void *u, struct mk_error *e)
{
    struct list l = { .each.app = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_apps, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, bundle, 0);
    return mk_sql_rows(c, st, app_row, &l, e);
}

static int step_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    return l->each.step(l->u, sqlite3_column_int64(st, 0), (uint64_t)sqlite3_column_int64(st, 1),
                        e);
}

int mk_case_steps(struct mk_case *c, int64_t bundle, enum mk_kind kind, int64_t from, int64_t until,
                  int64_t step, int (*each)(void *u, int64_t step, uint64_t n, struct mk_error *e),
                  void *u, struct mk_error *e)
{
    struct list l = { .each.step = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_steps, e);
    if (!st)
        return -1;
    sqlite3_bind_int(st, 1, (int)kind);
    mk_sql_limit(st, 2, bundle, 0);
    sqlite3_bind_int64(st, 3, from);
    sqlite3_bind_int64(st, 4, until);
    sqlite3_bind_int64(st, 5, step);
    return mk_sql_rows(c, st, step_row, &l, e);
}

/* ---- conversations ---- */

static int talk_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    struct list *l = u;
    const struct mk_case_talk t = mk_sql_talk(st);
    l->n++;
    return l->each.talk(l->u, &t, e);
}

int mk_case_talk_one(struct mk_case *c, int64_t talk,
                     int (*each)(void *u, const struct mk_case_talk *t, struct mk_error *e),
                     void *u, struct mk_error *e)
{
    struct list l = { .each.talk = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_talk_one, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, talk);
    return mk_sql_rows(c, st, talk_row, &l, e) == 0 ? (int)l.n : -1;
}

/* Whether there are messages without a time before that id. */
static int timeless(struct mk_case *c, int64_t talk, int64_t id, struct mk_error *e)
{
    int64_t is = 0;
    sqlite3_stmt *st = mk_sql(c, MK_SQL_talk_timeless, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, talk);
    sqlite3_bind_int(st, 2, MK_CONVERSATION);
    sqlite3_bind_int64(st, 3, id);
    return number(&is, 0, c, st, e) == 0 ? (int)is : -1;
}

int mk_case_talk_back(int64_t *time_us, int64_t *id, struct mk_case *c, int64_t talk, uint32_t back,
                      struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_talk_back, e);
    uint32_t n = 0;
    int step = SQLITE_DONE;
    if (!st)
        return -1;
    if (*time_us == INT64_MIN)
        return timeless(c, talk, *id, e);
    sqlite3_bind_int64(st, 1, talk);
    sqlite3_bind_int64(st, 2, *time_us);
    sqlite3_bind_int64(st, 3, *id);
    sqlite3_bind_int64(st, 4, (sqlite3_int64)back + 1);
    sqlite3_bind_int(st, 5, MK_CONVERSATION);
    while (n <= back && (step = sqlite3_step(st)) == SQLITE_ROW) {
        *time_us = sqlite3_column_int64(st, 0);
        *id = sqlite3_column_int64(st, 1);
        n++;
    }
    sqlite3_reset(st);
    if (step != SQLITE_ROW && step != SQLITE_DONE)
        return mk_sql_fail(c, e);
    if (n > back)
        return 1; /* the page begins behind the last one */
    *time_us = INT64_MIN;
    *id = INT64_MAX;
    return timeless(c, talk, INT64_MAX, e);
}

int mk_case_talk_of(int64_t *talk, struct mk_case *c, int64_t record, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_talk_of, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, record);
    return number(talk, 0, c, st, e);
}

/* ---- what is named ---- */

static int named_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    const struct list *l = u;
    const struct mk_case_entity x = mk_sql_entity(st);
    return l->each.named(l->u, &x, text(st, 7), text(st, 8), e);
}

int mk_case_named(struct mk_case *c, int64_t record,
                  int (*each)(void *u, const struct mk_case_entity *x, const char *role,
                              const char *rule, struct mk_error *e),
                  void *u, struct mk_error *e)
{
    struct list l = { .each.named = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_named, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, record);
    return mk_sql_rows(c, st, named_row, &l, e);
}

static int entity_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    struct list *l = u;
    const struct mk_case_entity x = mk_sql_entity(st);
    l->n++;
    return l->each.entity(l->u, &x, e);
}

int mk_case_entity_one(struct mk_case *c, int64_t entity,
                       int (*each)(void *u, const struct mk_case_entity *x, struct mk_error *e),
                       void *u, struct mk_error *e)
{
    struct list l = { .each.entity = each, .u = u };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_entity_one, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, entity);
    return mk_sql_rows(c, st, entity_row, &l, e) == 0 ? (int)l.n : -1;
}

int mk_sql_joined(bool *joined, struct mk_case *c, int64_t entity, struct mk_error *e)
{
    int64_t n = 0;
    sqlite3_stmt *st = mk_sql(c, MK_SQL_is_joined, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, entity);
    int rc = number(&n, 0, c, st, e);
    *joined = n != 0;
    return rc;
}

int mk_case_naming(struct mk_case *c, int64_t entity, int64_t after, uint32_t limit,
                   mk_case_record_fn *each, void *u, struct mk_error *e)
{
    bool joined = false;
    if (mk_sql_joined(&joined, c, entity, e) != 0)
        return -1;
    sqlite3_stmt *st = mk_sql(c, joined ? MK_SQL_naming : MK_SQL_naming_alone, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, entity);
    sqlite3_bind_int64(st, 2, after);
    sqlite3_bind_int64(st, 3, limit);
    return mk_sql_records(c, st, each, u, e);
}

static int edge_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    struct list *l = u;
    if (l->n++ >= l->limit)
        return 0;
    const struct mk_case_edge x = { sqlite3_column_int64(st, 7),
                                    (uint64_t)sqlite3_column_int64(st, 8), mk_sql_entity(st) };
    return l->each.edge(l->u, &x, e);
}

int mk_case_edges(struct mk_case *c, int64_t bundle, uint32_t limit,
                  int (*each)(void *u, const struct mk_case_edge *x, struct mk_error *e), void *u,
                  uint64_t *left_out, struct mk_error *e)
{
    struct list l = { .each.edge = each, .u = u, .limit = limit };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_edges, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, bundle, 0);
    sqlite3_bind_int(st, 2, MK_MESSAGE);
    sqlite3_bind_int(st, 3, MK_CALL);
    int rc = mk_sql_rows(c, st, edge_row, &l, e);
    *left_out = l.n > limit ? l.n - limit : 0;
    return rc;
}
