#include "host/train/make.h"
#include <assert.h>
#include <sys/stat.h>

static void bad_sql(struct mk_db *d)
{
    if (!d->e.code)
        mk_fail(&d->e, MK_EIO, "%s: %s", d->path, d->db ? sqlite3_errmsg(d->db) : "no memory");
}

void mk_db_sql(struct mk_db *d, const char *sql)
{
    if (!d->e.code && sqlite3_exec(d->db, sql, NULL, NULL, NULL))
        bad_sql(d);
}

int mk_db_open(struct mk_db *d, struct mk_train *t, const char *path, const char *schema,
               struct mk_error *e)
{
    char whole[4600];
    *d = (struct mk_db){ .t = t };
    snprintf(d->path, sizeof d->path, "%s", path);
    snprintf(whole, sizeof whole, "%s/%s", t->dir, path);
    if (mk_make_folders(t->root, path, e) != 0)
        return -1;
    if (sqlite3_open_v2(whole, &d->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL))
        bad_sql(d);
    /* no temporary files, no time stamps: the same rows give the same bytes */
    mk_db_sql(d, "PRAGMA page_size=4096; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
                 "PRAGMA locking_mode=EXCLUSIVE; BEGIN");
    mk_db_sql(d, schema);
    return d->e.code ? mk_db_close(d, e) : 0;
}

/* Whatever the umask and the clock. */
static void settle(struct mk_db *d)
{
    struct timespec at = { .tv_sec = d->t->now_ms / 1000 };
    if (!d->e.code && (fchmodat(d->t->root, d->path, 0644, 0) ||
                       utimensat(d->t->root, d->path, (struct timespec[]){ at, at }, 0)))
        mk_fail_errno(&d->e, d->path);
}

int mk_db_close(struct mk_db *d, struct mk_error *e)
{
    if (!d->t)
        return 0;
    for (sqlite3_stmt *st; d->db && (st = sqlite3_next_stmt(d->db, NULL));)
        sqlite3_finalize(st);
    mk_db_sql(d, "COMMIT");
    sqlite3_close_v2(d->db);
    settle(d);
    struct mk_error why = d->e;
    *d = (struct mk_db){ 0 };
    return why.code ? mk_fail(e, why.code, "%s", why.text) : 0;
}

struct mk_into mk_into(struct mk_db *d, const char *table, const char *columns)
{
    char sql[2048];
    struct mk_into in = { .d = d, .columns = 1 };
    int n = snprintf(sql, sizeof sql, "INSERT INTO %s(%s) VALUES(?", table, columns);
    for (const char *p = columns; (p = strchr(p, ',')); p++, in.columns++)
        n += snprintf(sql + n, sizeof sql - (size_t)n, ",?");
    snprintf(sql + n, sizeof sql - (size_t)n, ")");
    if (!d->e.code && sqlite3_prepare_v3(d->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &in.st, NULL))
        bad_sql(d);
    return in;
}

static int bind(sqlite3_stmt *st, int i, const struct mk_cell *c)
{
    switch (c->kind) {
    case MK_C_INT:
        return sqlite3_bind_int64(st, i, c->i);
    case MK_C_REAL:
        return sqlite3_bind_double(st, i, c->r);
    case MK_C_TEXT:
        return sqlite3_bind_text(st, i, (const char *)c->s.p, (int)c->s.len, SQLITE_STATIC);
    case MK_C_BLOB:
        return sqlite3_bind_blob(st, i, c->s.p, (int)c->s.len, SQLITE_STATIC);
    case MK_C_NULL:
    case MK_C_LOST:
        break;
    }
    return sqlite3_bind_null(st, i);
}

void mk_put_cells(struct mk_into *in, const struct mk_cell *cells, size_t n)
{
    int rc = 0;
    if (in->d->e.code || !in->st)
        return;
    assert(n == in->columns);
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = bind(in->st, (int)i + 1, &cells[i]);
    if (rc || sqlite3_step(in->st) != SQLITE_DONE || sqlite3_reset(in->st))
        bad_sql(in->d);
    in->d->t->n.rows++;
}
