#ifndef MK_SQLITE_VFS_H
#define MK_SQLITE_VFS_H

#include "parsers/format/sqlite_image.h"
#include <sqlite3.h>

/*
 * SQLite's view of one image: a file system that holds a single read-only file, "db". There is no
 * journal and no log beside it, locks always succeed, writes and any other open fail, the clock
 * stands at 1970 and random bytes are zero. What the image does not have reads as SQLITE_CORRUPT,
 * never as zeroes: a row may be refused, but is not invented.
 */
struct mk_sqlite_vfs {
    sqlite3_vfs vfs;
    char name[40]; /* unique while it is registered */
    struct mk_sqlite_image *image;
    struct mk_error io; /* the last read that failed */
};

#define MK_SQLITE_VFS_FILE "db"

/* Registers it; `v` must stay where it is until mk_sqlite_vfs_done(). 0 or an SQLite code. */
MK_CHECK int mk_sqlite_vfs_init(struct mk_sqlite_vfs *v, struct mk_sqlite_image *image);
void mk_sqlite_vfs_done(struct mk_sqlite_vfs *v);

#endif
