#include "host/case/merge.h"
#include "host/case/store.h"
#include "parsers/base/utf.h"
#include <stdio.h>

/* Entities that an examiner says are one. A join is an edge; what can be reached by edges is one,
 * which `same` keeps, so that a query needs no walk. */

#define REASON_MAX 1024u
#define LIMIT_MAX  1000u

static const char *text(sqlite3_stmt *st, int i)
{
    const unsigned char *s = sqlite3_column_text(st, i);
    return s ? (const char *)s : "";
}

/* ---- lists ---- */

struct pairs {
    mk_case_pair_fn *each;
    void *u;
    struct mk_buf words;
};

static const char *reason(struct pairs *p, sqlite3_stmt *st, int rule)
{
    static const char *const why[] = {
        [1] = "the same number, with its country and without",
        [2] = "the id is made of that number",
        [3] = "both stand on one contact card",
    };
    if (rule > 0 && rule < 4)
        return why[rule];
    mk_buf_clear(&p->words);
    mk_buf_puts(&p->words, rule ? "both are called " : "");
    struct mk_span name = mk_sql_span(st, 8);
    mk_buf_put(&p->words, name.p, name.len);
    return mk_buf_cstr(&p->words);
}

static int pair_row(void *u, sqlite3_stmt *st, struct mk_error *e)
{
    static const char *const rules[] = { "", "number", "id", "card", "name" };
    struct pairs *p = u;
    int rule = sqlite3_column_int(st, 7);
    if (rule < 0 || rule > 4)
        return mk_fail(e, MK_EFORMAT, "the case store holds a rule that there is not");
    const struct mk_case_pair pair = {
        .id = sqlite3_column_int64(st, 0),
        .a = { sqlite3_column_int64(st, 1), text(st, 2), text(st, 3) },
        .b = { sqlite3_column_int64(st, 4), text(st, 5), text(st, 6) },
        .rule = rules[rule],
        .reason = reason(p, st, rule),
        .name = rule == 4 ? text(st, 8) : "",
        .record = sqlite3_column_int64(st, 9),
        .who = text(st, 10),
        .time_us = sqlite3_column_int64(st, 11),
    };
    return pair.reason ? p->each(p->u, &pair, e) : mk_fail(e, MK_ENOMEM, "case");
}

static int pairs(struct mk_case *c, sqlite3_stmt *st, mk_case_pair_fn *each, void *u,
                 struct mk_error *e)
{
    struct pairs p = { .each = each, .u = u };
    mk_buf_init(&p.words, MK_ITEM_MAX);
    int rc = mk_sql_rows(c, st, pair_row, &p, e);
    mk_buf_done(&p.words);
    return rc;
}

int mk_case_suggested(struct mk_case *c, uint64_t skip, uint32_t limit, mk_case_pair_fn *each,
                      void *u, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_suggested, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, limit < LIMIT_MAX ? limit : LIMIT_MAX);
    sqlite3_bind_int64(st, 2, skip < INT64_MAX ? (int64_t)skip : INT64_MAX);
    return pairs(c, st, each, u, e);
}

/* id: 0 for all. */
static int merges(struct mk_case *c, int64_t id, mk_case_pair_fn *each, void *u, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_merges, e);
    if (!st)
        return -1;
    mk_sql_limit(st, 1, id, 0);
    return pairs(c, st, each, u, e);
}

int mk_case_merges(struct mk_case *c, mk_case_pair_fn *each, void *u, struct mk_error *e)
{
    return merges(c, 0, each, u, e);
}

/* ---- joining and taking back: each with its line in the audit log, one transaction ---- */

static void put_side(struct mk_json *j, const char *key, const char *kind, const char *value)
{
    mk_json_key(j, key);
    mk_json_open(j, '{');
    mk_json_kv_str(j, "kind", kind);
    mk_json_kv_text(j, "value", mk_str(value));
    mk_json_close(j, '}');
}

static void pair_fields(struct mk_json *j, const void *u)
{
    const struct mk_case_pair *p = u;
    mk_json_kv_int(j, "merge", p->id);
    put_side(j, "a", p->a.kind, p->a.value);
    put_side(j, "b", p->b.kind, p->b.value);
    mk_json_kv_text(j, "reason", mk_str(p->reason));
}

struct act {
    struct mk_case *c;
    const char *name;
    int64_t a, b;
    bool found;
};

static int note_act(void *u, const struct mk_case_pair *p, struct mk_error *e)
{
    struct act *x = u;
    x->a = p->a.id;
    x->b = p->b.id;
    x->found = true;
    return mk_case_act(x->c, x->name, pair_fields, p, e);
}

static int with_one(struct mk_case *c, enum mk_sql which, int64_t v, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, which, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, v);
    return mk_sql_run(c, st, e);
}

static int settle(struct mk_case *c, int64_t entity, struct mk_error *e)
{
    return with_one(c, MK_SQL_same_settle, entity, e) || with_one(c, MK_SQL_same_alone, entity, e)
               ? -1
               : 0;
}

static int begin(struct mk_case *c, struct mk_error *e)
{
    int rc = mk_sql_exec(c, "BEGIN IMMEDIATE", e);
    c->open = rc == 0;
    return rc;
}

static int end(struct mk_case *c, int rc, struct mk_error *e)
{
    if (rc == 0)
        rc = mk_sql_exec(c, "COMMIT", e);
    if (rc != 0)
        (void)sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
    c->open = false;
    return rc;
}

static int there(void *u, const struct mk_case_entity *x, struct mk_error *e)
{
    (void)x;
    (void)e;
    *(bool *)u = true;
    return 0;
}

static int check(struct mk_case *c, int64_t entity, struct mk_error *e)
{
    bool is = false;
    if (mk_case_members(c, entity, there, &is, e) != 0)
        return -1;
    return is ? 0 : mk_fail(e, MK_EABSENT, "there is no entity %lld", (long long)entity);
}

/* 0 when these two are not joined. */
static int find(int64_t *id, struct mk_case *c, int64_t a, int64_t b, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_merge_find, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, a);
    sqlite3_bind_int64(st, 2, b);
    int step = sqlite3_step(st);
    *id = step == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_reset(st);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

static int add(int64_t *id, struct mk_case *c, int64_t a, int64_t b, struct mk_span why,
               struct mk_error *e)
{
    struct act act = { .c = c, .name = "merged" };
    sqlite3_stmt *st = mk_sql(c, MK_SQL_merge_add, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, a);
    sqlite3_bind_int64(st, 2, b);
    mk_sql_bind(st, 3, why);
    mk_sql_bind(st, 4, mk_str(c->who));
    sqlite3_bind_int64(st, 5, mk_case_now_us());
    if (mk_sql_run(c, st, e) != 0)
        return -1;
    *id = sqlite3_last_insert_rowid(c->db);
    return settle(c, a, e) || merges(c, *id, note_act, &act, e) ? -1 : 0;
}

int mk_case_merge(int64_t *id, struct mk_case *c, int64_t a, int64_t b, struct mk_span why,
                  struct mk_error *e)
{
    int64_t low = a < b ? a : b, high = a < b ? b : a;
    if (why.len == 0 || why.len > REASON_MAX || mk_utf8_valid(why) != why.len)
        return mk_fail(e, MK_EUSAGE, "a reason is a text of 1 to %u bytes", REASON_MAX);
    if (a == b)
        return mk_fail(e, MK_EUSAGE, "that is one already");
    if (begin(c, e) != 0)
        return -1;
    int rc = check(c, low, e) || check(c, high, e) || find(id, c, low, high, e) ? -1 : 0;
    bool known = rc == 0 && *id;
    if (rc == 0 && !known)
        rc = add(id, c, low, high, why, e);
    rc = end(c, rc, e);
    return rc != 0 ? -1 : known;
}

int mk_case_unmerge(struct mk_case *c, int64_t id, struct mk_error *e)
{
    struct act act = { .c = c, .name = "merge-undone" };
    if (begin(c, e) != 0)
        return -1;
    int rc = id > 0 ? merges(c, id, note_act, &act, e) : 0;
    if (rc == 0 && !act.found)
        rc = mk_fail(e, MK_EABSENT, "nothing is joined under the number %lld", (long long)id);
    if (rc == 0)
        rc = with_one(c, MK_SQL_merge_drop, id, e) || settle(c, act.a, e) || settle(c, act.b, e)
                 ? -1
                 : 0;
    return end(c, rc, e);
}
