#include "host/case/facts.h"
#include "host/case/store.h"

#define QUERY_MAX 65536
#define LIMIT_MAX 1000u
/* A look into the index costs as much as hundreds of hits passed over. */
#define FEW_TAGGED 1000

static void bind_range(sqlite3_stmt *st, const struct mk_search *s, int64_t first, int64_t last)
{
    int64_t until = last + 1;
    sqlite3_bind_int64(st, 5, first);
    if (s->ranked)
        sqlite3_bind_int64(st, 9, until);
    else if (s->before && s->before < until)
        until = s->before;
    sqlite3_bind_int64(st, 6, s->ranked ? s->before : until);
    sqlite3_bind_int64(st, 7, s->limit < LIMIT_MAX ? s->limit : LIMIT_MAX);
    if (s->tag)
        mk_sql_bind(st, 8, mk_str(s->tag));
    else
        sqlite3_bind_null(st, 8);
}

/* Whether a term stands for all that begins with three letters or more. The index has lists of what
 * begins with up to four (that of an older moka's case: two); of longer ones it gathers one anew
 * whenever it is looked into. */
static bool gathers(const char *expression)
{
    for (const char *at = expression; (at = strstr(at, "\" *")); at++) {
        unsigned n = 0;
        for (const char *p = at; p > expression && p[-1] != '"'; p--)
            n += (p[-1] & 0xc0) != 0x80;
        if (n > 2)
            return true;
    }
    return false;
}

/* Where a search begins: at the tagged records when they are few, else at the words. */
static int choose(enum mk_sql *out, struct mk_case *c, const struct mk_search *s,
                  const char *expression, struct mk_error *e)
{
    bool wide = true;
    if (s->tag && !gathers(expression)) {
        sqlite3_stmt *st = mk_sql(c, MK_SQL_tag_wide, e);
        if (!st)
            return -1;
        mk_sql_bind(st, 1, mk_str(s->tag));
        sqlite3_bind_int(st, 2, FEW_TAGGED + 1);
        int step = sqlite3_step(st);
        wide = step == SQLITE_ROW && sqlite3_column_int(st, 0) > FEW_TAGGED;
        sqlite3_reset(st);
        if (step != SQLITE_ROW)
            return mk_sql_fail(c, e);
    }
    *out = s->ranked ? wide ? MK_SQL_search_ranked : MK_SQL_search_ranked_tagged
           : wide    ? MK_SQL_search
                     : MK_SQL_search_tagged;
    return 0;
}

int mk_case_search(struct mk_case *c, const struct mk_search *s, mk_case_record_fn *each, void *u,
                   struct mk_error *e)
{
    struct mk_buf q;
    int64_t first = 0, last = 0;
    enum mk_sql which = MK_SQL_search;
    sqlite3_stmt *st = NULL;
    mk_buf_init(&q, QUERY_MAX);
    int rc = mk_query(&q, s->query, e);
    if (rc == 0)
        rc = choose(&which, c, s, mk_buf_cstr(&q), e);
    if (rc == 0)
        rc = mk_facts_ask(&q, s, e);
    if (rc == 0)
        rc = (st = mk_sql(c, which, e)) ? 0 : -1;
    if (rc == 0)
        rc = mk_sql_range(&first, &last, c, s->bundle, e);
    if (rc == 0) {
        mk_sql_bind(st, 1, mk_buf_span(&q));
        mk_sql_limit(st, 2, s->kind, MK_KIND_NONE);
        mk_sql_limit(st, 3, s->from_us, INT64_MIN);
        mk_sql_limit(st, 4, s->until_us, INT64_MIN);
        bind_range(st, s, first, last);
        rc = mk_sql_records(c, st, each, u, e);
    }
    mk_buf_done(&q);
    return rc;
}

int mk_case_search_wide(bool *out, struct mk_case *c, const char *query, struct mk_error *e)
{
    struct mk_buf q;
    mk_buf_init(&q, QUERY_MAX);
    sqlite3_stmt *st = mk_sql(c, MK_SQL_search_wide, e);
    int rc = st ? mk_query(&q, query, e) : -1;
    if (rc == 0) {
        mk_sql_bind(st, 1, mk_buf_span(&q));
        rc = sqlite3_step(st) == SQLITE_ROW ? 0 : mk_sql_fail(c, e);
        *out = rc == 0 && sqlite3_column_int64(st, 0) > MK_CASE_RANKED;
        sqlite3_reset(st);
    }
    mk_buf_done(&q);
    return rc;
}

int mk_case_records(struct mk_case *c, int64_t bundle, enum mk_kind kind, mk_case_record_fn *each,
                    void *u, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_records, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, bundle, 0);
    mk_sql_limit(st, 2, kind, MK_KIND_NONE);
    return mk_sql_records(c, st, each, u, e);
}

static void bind_page(sqlite3_stmt *st, const struct mk_page *p)
{
    sqlite3_bind_int64(st, 1, p->time_us);
    sqlite3_bind_int64(st, 2, p->id);
    sqlite3_bind_int64(st, 3, p->until_us);
    sqlite3_bind_int64(st, 5, p->limit < LIMIT_MAX ? p->limit : LIMIT_MAX);
}

int mk_case_line(struct mk_case *c, const struct mk_page *p, int64_t bundle, enum mk_kind kind,
                 mk_case_record_fn *each, void *u, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, kind ? MK_SQL_line_kind : MK_SQL_line, e);
    if (!st)
        return -1;
    bind_page(st, p);
    mk_sql_limit(st, 4, bundle, 0);
    if (kind)
        sqlite3_bind_int(st, 6, (int)kind);
    return mk_sql_records(c, st, each, u, e);
}

int mk_case_timeless(struct mk_case *c, int64_t bundle, enum mk_kind kind, int64_t after,
                     uint32_t limit, mk_case_record_fn *each, void *u, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, kind ? MK_SQL_timeless_kind : MK_SQL_timeless, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, after);
    mk_sql_limit(st, 2, bundle, 0);
    sqlite3_bind_int64(st, 3, limit < LIMIT_MAX ? limit : LIMIT_MAX);
    if (kind)
        sqlite3_bind_int(st, 4, (int)kind);
    return mk_sql_records(c, st, each, u, e);
}

int mk_case_talk(struct mk_case *c, int64_t talk, const struct mk_page *p, mk_case_record_fn *each,
                 void *u, struct mk_error *e)
{
    bool timed = p->time_us != INT64_MIN; /* then the index is entered there */
    sqlite3_stmt *st = mk_sql(c, timed ? MK_SQL_talk_timed : MK_SQL_talk_page, e);
    if (!st)
        return -1;
    bind_page(st, p);
    sqlite3_bind_int(st, 4, MK_CONVERSATION);
    sqlite3_bind_int64(st, 6, talk);
    return mk_sql_records(c, st, each, u, e);
}

int mk_case_children(struct mk_case *c, int64_t id, mk_case_record_fn *each, void *u,
                     struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_children, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, id);
    return mk_sql_records(c, st, each, u, e);
}

struct counted {
    mk_case_record_fn *each;
    void *u;
    int n;
};

static int count(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    struct counted *k = u;
    k->n++;
    return k->each(k->u, r, e);
}

int mk_case_one(struct mk_case *c, int64_t id, mk_case_record_fn *each, void *u, struct mk_error *e)
{
    struct counted k = { each, u, 0 };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_one, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, id);
    return mk_sql_records(c, st, count, &k, e) == 0 ? k.n : -1;
}

int mk_case_tagged(struct mk_case *c, const char *name, int64_t after, uint32_t limit,
                   mk_case_record_fn *each, void *u, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_tagged, e);
    if (!st)
        return -1;
    mk_sql_bind(st, 1, mk_str(name));
    sqlite3_bind_int64(st, 2, after);
    sqlite3_bind_int64(st, 3, limit < LIMIT_MAX ? limit : LIMIT_MAX);
    return mk_sql_records(c, st, each, u, e);
}
