#include "parsers/format/sqlite_columns.h"
#include "parsers/format/sqlite_open.h"
#include <sqlite3.h>

/* sqlite.org/pragma.html#pragma_table_xinfo: hidden is 0 for a plain column, 2 and 3 for a
 * generated one. */
#define LIST "SELECT name, hidden FROM pragma_table_xinfo(?1, 'main')"
#define ONE  LIST " WHERE name = ?2 COLLATE NOCASE"

#define NAMES_MAX ((size_t)1 << 20)

void mk_sqlite_columns_init(struct mk_sqlite_columns *c)
{
    c->known = false;
    mk_buf_init(&c->table, NAMES_MAX);
    mk_buf_init(&c->names, NAMES_MAX);
}

void mk_sqlite_columns_done(struct mk_sqlite_columns *c)
{
    mk_buf_done(&c->table);
    mk_buf_done(&c->names);
}

static int kind_of(sqlite3_stmt *st)
{
    return sqlite3_column_int(st, 1) == 0 ? MK_SQLITE_PLAIN : MK_SQLITE_NOT_PLAIN;
}

/* All of its columns, or what is known stays of no use. */
static bool note(struct mk_sqlite_columns *c, sqlite3 *db, const char *table)
{
    sqlite3_stmt *st = NULL;
    int rc = sqlite3_prepare_v2(db, LIST, -1, &st, NULL);
    mk_buf_clear(&c->table);
    mk_buf_clear(&c->names);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC);
    while (rc == SQLITE_OK || rc == SQLITE_ROW) {
        rc = sqlite3_step(st);
        const char *name = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 0) : NULL;
        if (name) {
            mk_buf_u8(&c->names, (uint8_t)kind_of(st));
            mk_buf_put(&c->names, name, strlen(name) + 1);
        } else if (rc == SQLITE_ROW) {
            rc = SQLITE_NOMEM;
        }
    }
    sqlite3_finalize(st);
    mk_buf_put(&c->table, table, strlen(table) + 1);
    return rc == SQLITE_DONE && mk_buf_ok(&c->names) && mk_buf_ok(&c->table);
}

static int look(const struct mk_sqlite_columns *c, const char *column)
{
    const char *p = (const char *)c->names.p, *end = p + c->names.len;
    while (p < end) {
        if (sqlite3_stricmp(p + 1, column) == 0)
            return *p;
        p += strlen(p + 1) + 2;
    }
    return MK_SQLITE_NO_COLUMN;
}

static int ask(sqlite3 *db, const char *table, const char *column)
{
    sqlite3_stmt *st = NULL;
    bool there = sqlite3_prepare_v2(db, ONE, -1, &st, NULL) == SQLITE_OK &&
                 sqlite3_bind_text(st, 1, table, -1, SQLITE_STATIC) == SQLITE_OK &&
                 sqlite3_bind_text(st, 2, column, -1, SQLITE_STATIC) == SQLITE_OK &&
                 sqlite3_step(st) == SQLITE_ROW;
    int kind = there ? kind_of(st) : MK_SQLITE_NO_COLUMN;
    sqlite3_finalize(st);
    return kind;
}

int mk_sqlite_columns_find(struct mk_sqlite_columns *c, sqlite3 *db, const char *table,
                           const char *column)
{
    if (!c->known || strcmp((const char *)c->table.p, table) != 0)
        c->known = note(c, db, table);
    return c->known ? look(c, column) : ask(db, table, column);
}
