#ifndef DBVFS_H
#define DBVFS_H

#include <sqlite3.h>

/*
 * SQLite's default file system under another name, without its waits for the disk (tests survive
 * no power cut, and would take minutes), and with a look at each write before it happens.
 */
struct dbvfs_write {
    sqlite3_file *f;
    const void *p;
    int n;
    sqlite3_int64 at;
};
extern void (*dbvfs_on_write)(const struct dbvfs_write *w); /* NULL: none */
int dbvfs_write(const struct dbvfs_write *w, int n);        /* the first n bytes of it, now */

const char *dbvfs_name(void); /* registers it at the first call */

#endif
