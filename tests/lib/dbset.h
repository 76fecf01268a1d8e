#ifndef DBSET_H
#define DBSET_H

#include "parsers/format/sqlite_open.h"
#include <sqlite3.h>

/*
 * Databases for tests: SQLite writes them in a temporary folder, the set of files is then copied
 * into memory at any moment (as a phone's would be) and read back by us, or by stock SQLite out of
 * a folder of its own. Everything here aborts the test when it fails.
 */
struct dbset {
    uint8_t *p[3]; /* database, -wal, -journal; NULL: no such file */
    size_t n[3];
};
enum { DBSET_DB, DBSET_WAL, DBSET_JOURNAL };

/* The folder is made at the first call; dbset_cleanup() removes it. */
const char *dbset_folder(void);
void dbset_cleanup(void);
int dbset_teardown(void **state); /* the same, for cmocka */

/* A fresh database in that folder (older files of it are removed), by stock SQLite; vfs NULL: its
 * own. */
sqlite3 *dbset_create(void);
void dbset_run(sqlite3 *db, const char *sql);

/* The files as they are now. */
void dbset_take(struct dbset *out);
void dbset_done(struct dbset *s);

/* All rows of all tables as text; NULL when a statement failed. The caller frees it. */
char *dbset_dump(sqlite3 *db);
char *dbset_dump_stock(const struct dbset *s); /* opened by stock SQLite, which recovers it */

/* The set in memory, opened by us; dbset_view_done() closes it. `s` is NULL when that failed. */
struct dbset_view {
    struct mk_span span[3];
    struct mk_file file[3];
    struct mk_sqlite_set set;
    struct mk_sqlite *s;
    struct mk_error e;
};
void dbset_view(struct dbset_view *out, const struct dbset *s);
void dbset_view_done(struct dbset_view *v);
void dbset_leave(struct dbset_view *v, struct dbset *set); /* both */
char *dbset_dump_ours(const struct dbset *s);
bool dbset_has_remark(const struct mk_sqlite *s, const char *part);

/* An empty table t(a INTEGER PRIMARY KEY, b), in pages of DBSET_PAGE, checkpoints by hand. */
#define DBSET_PAGE 512u
sqlite3 *dbset_create_t(const char *journal_mode);

int64_t dbset_number(sqlite3 *db, const char *sql); /* -1: no answer */
int64_t dbset_rows(const struct dbset_view *v);     /* of t */

/* Opens the set, expects `n` rows in t and a remark with `part` (NULL: any). */
void dbset_expect(const struct dbset *set, int64_t n, const char *part);

/* A log of `n` commits behind t with 10 rows; each adds one row by one frame (page 2). */
void dbset_take_wal(struct dbset *out, int n);

#endif
