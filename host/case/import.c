#include "host/case/store.h"

/* A bundle is one transaction: all of it is there afterwards, or nothing. */

static int is_known(bool *known, struct mk_case *c, const struct mk_case_bundle *b,
                    struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_bundle_known, e);
    if (!st)
        return -1;
    mk_sql_bind(st, 1, mk_str(b->root));
    mk_sql_bind(st, 2, mk_str(b->parsers));
    int step = sqlite3_step(st);
    *known = step == SQLITE_ROW;
    sqlite3_reset(st);
    return step == SQLITE_ROW || step == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
}

static int add_bundle(struct mk_case *c, const struct mk_case_bundle *b, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_bundle_add, e);
    if (!st)
        return -1;
    mk_sql_bind(st, 1, mk_str(b->root));
    mk_sql_bind(st, 2, mk_str(b->parsers));
    mk_sql_bind(st, 3, mk_str(b->path));
    mk_sql_bind(st, 4, mk_str(b->verdict));
    sqlite3_bind_int(st, 5, b->training);
    if (mk_sql_run(c, st, e) != 0)
        return -1;
    c->bundle = sqlite3_last_insert_rowid(c->db);
    return 0;
}

int mk_case_begin(struct mk_case *c, const struct mk_case_bundle *b, struct mk_error *e)
{
    bool known = false;
    if (mk_sql_exec(c, "BEGIN IMMEDIATE", e) != 0)
        return -1;
    c->open = true;
    c->records = c->issues = c->said = 0;
    c->first = c->last = 0;
    if (is_known(&known, c, b, e) != 0 || (!known && add_bundle(c, b, e) != 0)) {
        mk_case_drop(c);
        return -1;
    }
    if (known)
        mk_case_drop(c);
    return known;
}

int mk_case_items(struct mk_case *c, struct mk_span items, struct mk_error *e)
{
    struct mk_cursor in = mk_cur(items);
    struct mk_item i;
    int rc = 0;
    while (rc == 0 && mk_item_next(&i, &in) > 0)
        rc = i.type == 'h' ? mk_take_head(c, &i, e) : mk_take_record(c, &i, e);
    return rc == 0 && mk_cur_left(&in) ? mk_fail(e, MK_EPROTO, "a cut record") : rc;
}

int mk_case_say(struct mk_case *c, const char *kind, struct mk_span text, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_said_add, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, c->bundle);
    mk_sql_bind(st, 2, mk_str(kind));
    sqlite3_bind_int64(st, 3, (sqlite3_int64)c->said++);
    mk_sql_bind(st, 4, text);
    return mk_sql_run(c, st, e);
}

static int finish(struct mk_case *c, uint64_t failed, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, MK_SQL_bundle_done, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, c->bundle);
    sqlite3_bind_int64(st, 2, (sqlite3_int64)c->records);
    sqlite3_bind_int64(st, 3, (sqlite3_int64)c->issues);
    sqlite3_bind_int64(st, 4, (sqlite3_int64)failed);
    sqlite3_bind_int64(st, 5, c->first);
    sqlite3_bind_int64(st, 6, c->last);
    return mk_sql_run(c, st, e);
}

static int sum(struct mk_case *c, enum mk_sql which, int a, int b, struct mk_error *e)
{
    sqlite3_stmt *st = mk_sql(c, which, e);
    if (!st)
        return -1;
    sqlite3_bind_int64(st, 1, c->bundle);
    if (sqlite3_bind_parameter_count(st) > 1) {
        sqlite3_bind_int(st, 2, a);
        sqlite3_bind_int(st, 3, b);
    }
    return mk_sql_run(c, st, e);
}

/* Figures that a page shows at once. */
static int sum_all(struct mk_case *c, struct mk_error *e)
{
    return sum(c, MK_SQL_sum_talks, MK_MESSAGE, MK_CONVERSATION, e) ||
                   sum(c, MK_SQL_sum_activity, 0, 0, e) || sum(c, MK_SQL_sum_kinds, 0, 0, e) ||
                   sum(c, MK_SQL_sum_spread, 0, 0, e) || sum(c, MK_SQL_sum_stands, 0, 0, e) ||
                   sum(c, MK_SQL_sum_contacts, MK_MESSAGE, MK_CALL, e) || mk_take_hints(c, e)
               ? -1
               : 0;
}

int mk_case_end(struct mk_case *c, uint64_t failed, struct mk_error *e)
{
    if (finish(c, failed, e) != 0 || sum_all(c, e) != 0 || mk_sql_exec(c, "COMMIT", e) != 0) {
        mk_case_drop(c);
        return -1;
    }
    mk_take_forget(c);
    c->open = false;
    return 0;
}

void mk_case_drop(struct mk_case *c)
{
    if (c->open)
        (void)sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
    mk_take_forget(c);
    c->open = false;
}
