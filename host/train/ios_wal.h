#ifndef MK_TRAIN_IOS_WAL_H
#define MK_TRAIN_IOS_WAL_H

#include "host/train/make.h"

/*
 * A database whose last rows are in its log alone: made whole by SQLite, then taken apart again, so
 * that the same rows give the same bytes (SQLite's own log has random salts).
 *
 *     mk_db_close(...); mk_wal_begin(&w, t, path, e);
 *     mk_db_open(&d, t, path, "", e); ... mk_db_close(&d, e);
 *     mk_wal_end(&w, e);
 *
 * Layout of the log: sqlite.org/fileformat2.html, section 4.
 */
struct mk_wal {
    struct mk_train *t;
    char path[256]; /* below the exercise's folder */
    struct mk_buf before;
};
MK_CHECK int mk_wal_begin(struct mk_wal *w, struct mk_train *t, const char *path,
                          struct mk_error *e);
MK_CHECK int mk_wal_end(struct mk_wal *w, struct mk_error *e); /* done with it in any case */
void mk_wal_done(struct mk_wal *w);

#endif
