#ifndef MK_SQLITE_COLUMNS_H
#define MK_SQLITE_COLUMNS_H

#include "parsers/base/buf.h"

/*
 * Private to sqlite_open.c: the columns of the table that was asked for last. Apps ask for one
 * column after the other, and SQLite would go through its schema for each.
 *
 * names: per column u8 enum mk_sqlite_own_column, name, NUL
 */
struct sqlite3;
struct mk_sqlite_columns {
    struct mk_buf table, names;
    bool known;
};

void mk_sqlite_columns_init(struct mk_sqlite_columns *c);
void mk_sqlite_columns_done(struct mk_sqlite_columns *c);
/* An enum mk_sqlite_own_column. */
int mk_sqlite_columns_find(struct mk_sqlite_columns *c, struct sqlite3 *db, const char *table,
                           const char *column);

#endif
