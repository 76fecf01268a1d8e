#include "parsers/engine/backends.h"
#include "parsers/format/sqlite_open.h"
#include "parsers/format/sqlite_row.h"
#include "parsers/table/tables.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define REFILL_ROWS 1000 /* the budget is for a runaway statement, not for a long table */

struct rows {
    struct mk_sqlite *s;
    sqlite3_stmt *st;
    size_t n;
    bool counted; /* the table has no rowid: rows are counted from 1 */
    int64_t row, seen;
};

static int failed(struct mk_error *e, struct mk_sqlite *s, const char *what)
{
    sqlite3 *db = mk_sqlite_handle(s);
    enum mk_code code = sqlite3_errcode(db) == SQLITE_NOMEM ? MK_ENOMEM : MK_EFORMAT;
    return mk_fail(e, code, "%s: %s", what, sqlite3_errmsg(db));
}

/* First column of the first row as text, or NULL; finalized by the caller. */
static const char *ask(sqlite3_stmt **st, struct mk_sqlite *s, const char *sql, const char *a)
{
    mk_sqlite_refill(s);
    *st = NULL;
    if (sqlite3_prepare_v2(mk_sqlite_handle(s), sql, -1, st, NULL) != SQLITE_OK ||
        sqlite3_bind_text(*st, 1, a, -1, SQLITE_STATIC) != SQLITE_OK ||
        sqlite3_step(*st) != SQLITE_ROW)
        return NULL;
    return (const char *)sqlite3_column_text(*st, 0);
}

static enum mk_has has_table(void *u, const char *table)
{
    sqlite3_stmt *st;
    if (mk_sqlite_has_table(u, table))
        return MK_HAS_TABLE;
    if (!mk_sqlite_may_have(u, table))
        return MK_HAS_NOT;
    bool other = ask(&st, u,
                     "SELECT type FROM main.sqlite_schema WHERE name = ?1 COLLATE NOCASE"
                     " AND type IN ('table', 'view')",
                     table);
    sqlite3_finalize(st);
    return other ? MK_HAS_OTHER : MK_HAS_NOT;
}

static enum mk_has own_column(void *u, const char *table, const char *column)
{
    switch (mk_sqlite_own_column(u, table, column)) {
    case MK_SQLITE_NO_COLUMN:
        return MK_HAS_NOT;
    case MK_SQLITE_PLAIN:
        return MK_HAS_TABLE;
    case MK_SQLITE_NOT_PLAIN:
        break;
    }
    return MK_HAS_OTHER;
}

static char *select_text(const char *rowid, const char *table, const char *const *columns, size_t n)
{
    sqlite3_str *s = sqlite3_str_new(NULL);
    sqlite3_str_appendf(s, "SELECT %s", rowid ? rowid : "0");
    for (size_t i = 0; i < n; i++)
        sqlite3_str_appendf(s, ", \"%w\"", columns[i]);
    sqlite3_str_appendf(s, " FROM main.\"%w\" NOT INDEXED", table);
    if (rowid)
        sqlite3_str_appendf(s, " ORDER BY %s", rowid);
    return sqlite3_str_finish(s);
}

static sqlite3_stmt *prepare(struct mk_sqlite *s, const char *rowid, const char *table,
                             const char *const *columns, size_t n)
{
    sqlite3_stmt *st = NULL;
    char *sql = select_text(rowid, table, columns, n);
    if (sql)
        sqlite3_prepare_v2(mk_sqlite_handle(s), sql, -1, &st, NULL);
    sqlite3_free(sql);
    return st;
}

/* "rowid" is a column too, where a row has a number: another record can name the row by it. */
static enum mk_has has_column(void *u, const char *table, const char *column)
{
    enum mk_has has = own_column(u, table, column);
    if (has != MK_HAS_NOT || strcmp(column, "rowid") != 0)
        return has;
    sqlite3_stmt *st = prepare(u, column, table, NULL, 0);
    sqlite3_finalize(st);
    return st ? MK_HAS_TABLE : MK_HAS_NOT;
}

static void take(struct mk_cell *c, sqlite3_value *v)
{
    int type = sqlite3_value_type(v);
    c->why = NULL;
    if (type == SQLITE_INTEGER) {
        c->kind = MK_C_INT;
        c->i = sqlite3_value_int64(v);
    } else if (type == SQLITE_TEXT || type == SQLITE_BLOB) {
        c->kind = type == SQLITE_TEXT ? MK_C_TEXT : MK_C_BLOB;
        const void *p = type == SQLITE_TEXT ? sqlite3_value_text(v) : sqlite3_value_blob(v);
        c->s = mk_span(p, (size_t)sqlite3_value_bytes(v));
        if (c->s.len > MK_CELL_LEN_MAX || (c->s.len && !p)) {
            c->kind = MK_C_LOST;
            c->why = p ? "larger than 16 MiB: not read" : "no memory to read it";
        }
    } else if (type == SQLITE_FLOAT) {
        c->kind = MK_C_REAL;
        c->r = sqlite3_value_double(v);
    } else {
        c->kind = MK_C_NULL;
    }
}

static int next(void *u, int64_t *row, struct mk_cell *cells, struct mk_error *e)
{
    struct rows *r = u;
    char what[60];
    if (r->seen++ % REFILL_ROWS == 0)
        mk_sqlite_refill(r->s);
    int rc = sqlite3_step(r->st);
    if (rc == SQLITE_DONE)
        return 0;
    if (rc != SQLITE_ROW) {
        snprintf(what, sizeof what, "behind row %lld", (long long)r->row);
        return failed(e, r->s, what);
    }
    r->row = r->counted ? r->seen : sqlite3_column_int64(r->st, 0);
    *row = r->row;
    for (size_t i = 0; i < r->n; i++)
        take(&cells[i], sqlite3_column_value(r->st, (int)i + 1));
    return 1;
}

static void close_rows(void *u)
{
    struct rows *r = u;
    sqlite3_finalize(r->st);
    free(r);
}

static int open_rows(struct mk_rows *out, void *u, const char *table, const char *const *columns,
                     size_t n, struct mk_error *e)
{
    struct rows *r = calloc(1, sizeof *r);
    const char *rowid = mk_sqlite_rowid(u, table);
    if (!r)
        return mk_fail(e, MK_ENOMEM, "rows");
    *r = (struct rows){ .s = u, .n = n };
    mk_sqlite_refill(u);
    r->st = rowid ? prepare(u, rowid, table, columns, n) : NULL;
    if (!r->st) { /* WITHOUT ROWID, or all its names taken */
        r->counted = true;
        r->st = prepare(u, NULL, table, columns, n);
    }
    if (!r->st) {
        failed(e, u, table);
        free(r);
        return -1;
    }
    out->next = next;
    out->close = close_rows;
    out->u = r;
    return 0;
}

/* ---- rows by their number ---- */

/* A table of so few rows is read through: that is quicker, and a few megabytes at most. */
#define FEW_ROWS 100000

/* An INTEGER PRIMARY KEY is another name of the rowid; one that is DESC has an index instead
 * (sqlite.org/lang_createtable.html#rowid). */
static bool is_rowid(struct mk_sqlite *s, const char *table, const char *key)
{
    sqlite3_stmt *st;
    const char *type = NULL;
    int pk = 0;
    if (sqlite3_table_column_metadata(mk_sqlite_handle(s), "main", table, key, &type, NULL, NULL,
                                      &pk, NULL) != SQLITE_OK ||
        !pk || !type || sqlite3_stricmp(type, "INTEGER") != 0)
        return false;
    bool indexed = ask(&st, s, "SELECT name FROM pragma_index_list(?1, 'main') WHERE origin = 'pk'",
                       table) != NULL;
    sqlite3_finalize(st);
    return !indexed && mk_sqlite_rowid(s, table) != NULL;
}

static bool has_many_rows(struct mk_sqlite *s, const char *table)
{
    sqlite3_stmt *st = NULL;
    bool many = false;
    char *sql = sqlite3_mprintf("SELECT count(*) > %d FROM (SELECT 1 FROM main.\"%w\" LIMIT %d)",
                                FEW_ROWS, table, FEW_ROWS + 1);
    mk_sqlite_refill(s);
    if (sql && sqlite3_prepare_v2(mk_sqlite_handle(s), sql, -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        many = sqlite3_column_int(st, 0) != 0;
    sqlite3_finalize(st);
    sqlite3_free(sql);
    return many;
}

static int find(void *u, int64_t row, struct mk_cell *cells, struct mk_error *e)
{
    struct rows *r = u;
    if (r->seen++ % REFILL_ROWS == 0)
        mk_sqlite_refill(r->s);
    sqlite3_reset(r->st);
    sqlite3_bind_int64(r->st, 1, row);
    int rc = sqlite3_step(r->st);
    if (rc != SQLITE_ROW)
        return rc == SQLITE_DONE ? 0 : failed(e, r->s, "lookup");
    for (size_t i = 0; i < r->n; i++)
        take(&cells[i], sqlite3_column_value(r->st, (int)i));
    return 1;
}

static sqlite3_stmt *prepare_find(struct mk_sqlite *s, const char *rowid, const char *table,
                                  const char *const *columns, size_t n)
{
    sqlite3_stmt *st = NULL;
    sqlite3_str *text = sqlite3_str_new(NULL);
    for (size_t i = 0; i < n; i++)
        sqlite3_str_appendf(text, i ? ", \"%w\"" : "SELECT \"%w\"", columns[i]);
    sqlite3_str_appendf(text, " FROM main.\"%w\" NOT INDEXED WHERE %s = ?1", table, rowid);
    char *sql = sqlite3_str_finish(text);
    if (sql)
        sqlite3_prepare_v2(mk_sqlite_handle(s), sql, -1, &st, NULL);
    sqlite3_free(sql);
    return st;
}

static bool finder(struct mk_finder *out, void *u, const char *table, const char *key,
                   const char *const *columns, size_t n)
{
    const char *rowid = is_rowid(u, table, key) ? mk_sqlite_rowid(u, table) : NULL;
    if (!rowid || n == 0 || !has_many_rows(u, table))
        return false;
    struct rows *r = calloc(1, sizeof *r);
    if (!r)
        return false;
    *r = (struct rows){ .s = u, .n = n, .st = prepare_find(u, rowid, table, columns, n) };
    *out = (struct mk_finder){ find, close_rows, r };
    if (r->st)
        return true;
    free(r);
    return false;
}

static enum mk_numbering ids(int64_t *last, void *u, const char *table)
{
    sqlite3_stmt *st;
    int again = 0;
    enum mk_numbering kind = MK_IDS_NONE;
    *last = 0;
    const char *key = ask(&st, u, "SELECT name FROM pragma_table_info(?1, 'main') WHERE pk", table);
    if (key && is_rowid(u, table, key) &&
        sqlite3_table_column_metadata(mk_sqlite_handle(u), "main", table, key, NULL, NULL, NULL,
                                      NULL, &again) == SQLITE_OK)
        kind = again ? MK_IDS_NEVER_AGAIN : MK_IDS_PLAIN;
    sqlite3_finalize(st);
    if (kind != MK_IDS_NEVER_AGAIN)
        return kind;
    if (ask(&st, u, "SELECT seq FROM main.sqlite_sequence WHERE name = ?1 COLLATE NOCASE", table))
        *last = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return kind;
}

static const char *note(void *u, size_t i)
{
    return mk_sqlite_remark(u, i);
}

struct mk_tables mk_tables_sqlite(struct mk_sqlite *s)
{
    return (struct mk_tables){ .has_table = has_table,
                               .has_column = has_column,
                               .open = open_rows,
                               .finder = finder,
                               .ids = ids,
                               .note = note,
                               .u = s };
}
