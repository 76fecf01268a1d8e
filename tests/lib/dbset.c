#include "tests/lib/dbset.h"
#include "parsers/base/buf.h"
#include "parsers/source/source.h"
#include "tests/lib/dbvfs.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64];
static const char *const suffix[3] = { "", "-wal", "-journal" };

const char *dbset_folder(void)
{
    if (!folder[0])
        stock_dir(folder);
    return folder;
}

static void path_of(char out[static 320], const char *name, const char *end)
{
    snprintf(out, 320, "%s/%s%s", dbset_folder(), name, end);
}

static void remove_db(const char *name)
{
    char path[320];
    for (size_t i = 0; i < 3; i++) {
        path_of(path, name, suffix[i]);
        unlink(path);
    }
    path_of(path, name, "-shm");
    unlink(path);
}

void dbset_cleanup(void)
{
    if (!folder[0])
        return;
    stock_remove(folder);
    folder[0] = 0;
}

int dbset_teardown(void **state)
{
    (void)state;
    dbset_cleanup();
    return 0;
}

sqlite3 *dbset_create(void)
{
    char path[320];
    sqlite3 *db;
    remove_db("db");
    path_of(path, "db", "");
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    assert_int_equal(sqlite3_open_v2(path, &db, flags, dbvfs_name()), SQLITE_OK);
    return db;
}

void dbset_run(sqlite3 *db, const char *sql)
{
    char *why = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s: %s", sql, why);
}

void dbset_take(struct dbset *out)
{
    char path[320];
    *out = (struct dbset){ 0 };
    for (size_t i = 0; i < 3; i++) {
        struct stat st;
        path_of(path, "db", suffix[i]);
        FILE *f = fopen(path, "rb");
        if (!f)
            continue;
        assert_int_equal(fstat(fileno(f), &st), 0);
        out->n[i] = (size_t)st.st_size;
        out->p[i] = malloc(out->n[i] + 1);
        assert_non_null(out->p[i]);
        assert_int_equal(fread(out->p[i], 1, out->n[i], f), out->n[i]);
        fclose(f);
    }
}

void dbset_done(struct dbset *s)
{
    for (size_t i = 0; i < 3; i++)
        free(s->p[i]);
    *s = (struct dbset){ 0 };
}

static int dump_rows(struct mk_buf *b, sqlite3 *db, const char *table)
{
    sqlite3_stmt *st;
    char *sql = sqlite3_mprintf("SELECT * FROM \"%w\" NOT INDEXED", table);
    int rc = sqlite3_prepare_v2(db, sql, -1, &st, NULL);
    sqlite3_free(sql);
    mk_buf_printf(b, "%s:\n", table);
    if (rc != SQLITE_OK)
        return rc;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(st); i++) {
            mk_buf_printf(b, "%d ", sqlite3_column_type(st, i));
            const void *p = sqlite3_column_blob(st, i);
            mk_buf_put(b, p, (size_t)sqlite3_column_bytes(st, i));
            mk_buf_u8(b, '|');
        }
        mk_buf_u8(b, '\n');
    }
    sqlite3_finalize(st);
    return rc;
}

char *dbset_dump(sqlite3 *db)
{
    struct mk_buf b;
    sqlite3_stmt *st;
    mk_buf_init(&b, (size_t)64 << 20);
    int rc = sqlite3_prepare_v2(
        db, "SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name", -1, &st, NULL);
    while (rc == SQLITE_OK && (rc = sqlite3_step(st)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(st, 0);
        rc = name ? dump_rows(&b, db, name) : SQLITE_NOMEM;
        rc = rc == SQLITE_DONE ? SQLITE_OK : rc;
    }
    sqlite3_finalize(st);
    mk_buf_u8(&b, 0);
    if (rc == SQLITE_DONE && mk_buf_ok(&b))
        return (char *)b.p;
    mk_buf_done(&b);
    return NULL;
}

char *dbset_dump_stock(const struct dbset *s)
{
    char path[320];
    sqlite3 *db;
    remove_db("stock");
    for (size_t i = 0; i < 3; i++) {
        if (!s->p[i])
            continue;
        path_of(path, "stock", suffix[i]);
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(s->p[i], 1, s->n[i], f), s->n[i]);
        assert_int_equal(fclose(f), 0);
    }
    path_of(path, "stock", "");
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, dbvfs_name()), SQLITE_OK);
    char *out = dbset_dump(db);
    sqlite3_close(db);
    return out;
}

void dbset_view(struct dbset_view *out, const struct dbset *s)
{
    *out = (struct dbset_view){ 0 };
    const struct mk_file **to[3] = { &out->set.db, &out->set.wal, &out->set.journal };
    for (size_t i = 0; i < 3; i++) {
        if (!s->p[i])
            continue;
        out->span[i] = mk_span(s->p[i], s->n[i]);
        out->file[i] = mk_file_memory(&out->span[i]);
        *to[i] = &out->file[i];
    }
    if (mk_sqlite_open(&out->s, &out->set, NULL, &out->e) != 0)
        out->s = NULL;
}

void dbset_view_done(struct dbset_view *v)
{
    mk_sqlite_close(v->s);
    v->s = NULL;
}

void dbset_leave(struct dbset_view *v, struct dbset *set)
{
    dbset_view_done(v);
    dbset_done(set);
}

char *dbset_dump_ours(const struct dbset *s)
{
    struct dbset_view v;
    dbset_view(&v, s);
    char *out = v.s ? dbset_dump(mk_sqlite_handle(v.s)) : NULL;
    dbset_view_done(&v);
    return out;
}

bool dbset_has_remark(const struct mk_sqlite *s, const char *part)
{
    const char *text;
    for (size_t i = 0; (text = mk_sqlite_remark(s, i)); i++)
        if (strstr(text, part))
            return true;
    return false;
}

int64_t dbset_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
        return -1;
    int64_t n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0) : -1;
    sqlite3_finalize(st);
    return n;
}

int64_t dbset_rows(const struct dbset_view *v)
{
    assert_non_null(v->s);
    return dbset_number(mk_sqlite_handle(v->s), "SELECT count(*) FROM t NOT INDEXED");
}

void dbset_expect(const struct dbset *set, int64_t n, const char *part)
{
    struct dbset_view v;
    dbset_view(&v, set);
    if (!v.s)
        fail_msg("%s", v.e.text);
    assert_int_equal(dbset_rows(&v), n);
    if (part && !dbset_has_remark(v.s, part))
        fail_msg("no remark with %s, but: %s", part,
                 mk_sqlite_remark(v.s, 0) ? mk_sqlite_remark(v.s, 0) : "none");
    dbset_view_done(&v);
}

sqlite3 *dbset_create_t(const char *mode)
{
    char sql[256];
    sqlite3 *db = dbset_create();
    snprintf(sql, sizeof sql,
             "PRAGMA page_size=%u; PRAGMA journal_mode=%s; PRAGMA wal_autocheckpoint=0;"
             "PRAGMA synchronous=NORMAL; CREATE TABLE t(a INTEGER PRIMARY KEY, b)",
             DBSET_PAGE, mode);
    dbset_run(db, sql);
    return db;
}

void dbset_take_wal(struct dbset *out, int n)
{
    sqlite3 *db = dbset_create_t("WAL");
    dbset_run(db, "INSERT INTO t(a) VALUES (1),(2),(3),(4),(5),(6),(7),(8),(9),(10)");
    dbset_run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    for (int i = 0; i < n; i++)
        dbset_run(db, "INSERT INTO t(b) VALUES ('x')");
    dbset_take(out);
    assert_int_equal(out->n[DBSET_WAL], 32 + (24 + DBSET_PAGE) * (size_t)n);
    sqlite3_close(db);
}
