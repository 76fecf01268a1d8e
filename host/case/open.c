#include "host/case/store.h"
#include "host/case/words.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define STORE_ID  0x4d6f6b61 /* "Moka", PRAGMA application_id */
#define STORE_NOW 3          /* PRAGMA user_version */
#define TEXT_MAX  ((size_t)16 << 20)

static const char *const texts[] = {
#define SQL(name, text) text,
#include "case_sql.h"
#undef SQL
};

const char *mk_sql_text(enum mk_sql which)
{
    return texts[which];
}

int mk_sql_fail(struct mk_case *c, struct mk_error *e)
{
    int code = sqlite3_errcode(c->db);
    return mk_fail(e, code == SQLITE_FULL ? MK_ENOSPC : MK_EIO, "the case store: %s",
                   sqlite3_errmsg(c->db));
}

sqlite3_stmt *mk_sql(struct mk_case *c, enum mk_sql which, struct mk_error *e)
{
    if (!c->st[which] && sqlite3_prepare_v3(c->db, texts[which], -1, SQLITE_PREPARE_PERSISTENT,
                                            &c->st[which], NULL) != SQLITE_OK)
        mk_sql_fail(c, e);
    if (c->st[which])
        sqlite3_reset(c->st[which]);
    return c->st[which];
}

int mk_sql_run(struct mk_case *c, sqlite3_stmt *st, struct mk_error *e)
{
    int rc = sqlite3_step(st) == SQLITE_DONE ? 0 : mk_sql_fail(c, e);
    sqlite3_reset(st);
    return rc;
}

int mk_sql_exec(struct mk_case *c, const char *text, struct mk_error *e)
{
    return sqlite3_exec(c->db, text, NULL, NULL, NULL) == SQLITE_OK ? 0 : mk_sql_fail(c, e);
}

void mk_sql_bind(sqlite3_stmt *st, int i, struct mk_span text)
{
    sqlite3_bind_text64(st, i, text.len ? (const char *)text.p : "", text.len, SQLITE_STATIC,
                        SQLITE_UTF8);
}

struct mk_span mk_sql_span(sqlite3_stmt *st, int i)
{
    const void *p = sqlite3_column_blob(st, i);
    return mk_span(p, (size_t)sqlite3_column_bytes(st, i));
}

static int number(struct mk_case *c, const char *pragma, int64_t *out, struct mk_error *e)
{
    sqlite3_stmt *st = NULL;
    int rc = -1;
    if (sqlite3_prepare_v2(c->db, pragma, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW) {
        *out = sqlite3_column_int64(st, 0);
        rc = 0;
    } else {
        mk_sql_fail(c, e);
    }
    sqlite3_finalize(st);
    return rc;
}

/* A store of this version; an empty file becomes one, all at once. */
static int check(struct mk_case *c, bool make, struct mk_error *e)
{
    char set[200];
    int64_t id = 0, version = 0;
    if (number(c, "PRAGMA application_id", &id, e) || number(c, "PRAGMA user_version", &version, e))
        return -1;
    if (id == STORE_ID && version == STORE_NOW)
        return 0;
    if (id || version || !make)
        return mk_fail(e, MK_EFORMAT,
                       id == STORE_ID ? "a case store of another version"
                                      : "this is no case store");
    snprintf(set, sizeof set, "PRAGMA application_id=%d; PRAGMA user_version=%d; COMMIT", STORE_ID,
             STORE_NOW);
    return mk_sql_exec(c, "BEGIN EXCLUSIVE", e) || mk_sql_exec(c, mk_sql_text(MK_SQL_schema), e) ||
                   mk_sql_exec(c, mk_sql_text(MK_SQL_view_schema), e) ||
                   mk_sql_exec(c, mk_sql_text(MK_SQL_indexes), e) || mk_sql_exec(c, set, e)
               ? -1
               : 0;
}

/* Readers go on while a bundle is taken in; what was committed is on the disk. The file is ours,
 * but whoever had the folder may have changed it: nothing in it is trusted to run. */
static const char *const settings =
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;"
    "PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON;"
    "PRAGMA wal_autocheckpoint=4000";

static int open_db(struct mk_case *c, const char *dir, bool make, struct mk_error *e)
{
    char path[4096];
    if ((size_t)snprintf(path, sizeof path, "%s/case.db", dir) >= sizeof path)
        return mk_fail(e, MK_ELIMIT, "%s: the path is too long", dir);
    if (make && mkdir(dir, 0700) != 0 && errno != EEXIST)
        return mk_fail_errno(e, dir);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | (make ? SQLITE_OPEN_CREATE : 0);
    if (sqlite3_open_v2(path, &c->db, flags, NULL) != SQLITE_OK)
        return c->db ? mk_fail(e, MK_EIO, "%s: %s", path, sqlite3_errmsg(c->db))
                     : mk_fail(e, MK_ENOMEM, "case");
    sqlite3_busy_timeout(c->db, 10000);
    sqlite3_db_config(c->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return mk_words_register(c->db, e);
}

int mk_case_open(struct mk_case **out, const char *dir, const char *who, bool make,
                 struct mk_error *e)
{
    struct mk_case *c = calloc(1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "case");
    mk_buf_init(&c->heads, (size_t)1 << 24);
    mk_buf_init(&c->text, TEXT_MAX);
    mk_buf_init(&c->scratch, MK_ITEM_MAX + TEXT_MAX);
    mk_buf_init(&c->talk_key, TEXT_MAX);
    snprintf(c->who, sizeof c->who, "%s", who);
    if (open_db(c, dir, make, e) != 0 || check(c, make, e) != 0 ||
        mk_sql_exec(c, settings, e) != 0) {
        mk_case_free(c);
        return -1;
    }
    *out = c;
    return 0;
}

void mk_case_free(struct mk_case *c)
{
    if (!c)
        return;
    mk_take_forget(c);
    for (size_t i = 0; i < MK_SQL_COUNT; i++)
        sqlite3_finalize(c->st[i]);
    sqlite3_close(c->db);
    mk_buf_done(&c->heads);
    mk_buf_done(&c->text);
    mk_buf_done(&c->scratch);
    mk_buf_done(&c->talk_key);
    free(c);
}
