#ifndef MK_SQLITE_IMAGE_H
#define MK_SQLITE_IMAGE_H

#include "parsers/format/sqlite_blocks.h"
#include "parsers/format/sqlite_journal.h"
#include "parsers/format/sqlite_open.h"
#include "parsers/format/sqlite_wal.h"

/* What is odd about a set, as lines that are safe to print. Keeps the first 31 and says so. */
#define MK_REMARKS    32
#define MK_REMARK_MAX 256
struct mk_sqlite_remarks {
    char text[MK_REMARKS][MK_REMARK_MAX];
    size_t n;
};
/* The text may hold bytes of the phone: it is escaped. */
void mk_sqlite_remark_add(struct mk_sqlite_remarks *r, const char *fmt, ...) MK_PRINTF(2, 3);

/*
 * The database as SQLite would see it after recovery, as one file that can be read anywhere: the
 * journal's pages lie over the database's, the log's over both. SQLite does it in that order too
 * (pager.c, sqlite3PagerSharedLock(): hot journal first, then the log).
 *
 * Bytes 18 and 19 (write and read version) read as 1, so that SQLite asks for no log of its own.
 */
struct mk_sqlite_layer {
    const struct mk_file *f;
    const struct mk_sqlite_pages *pages;
    uint32_t page_size; /* 0: nothing in it */
    uint32_t skip;      /* bytes in front of the page in its frame or record */
};

struct mk_sqlite_image {
    const struct mk_file *db; /* NULL: none */
    struct mk_sqlite_wal wal;
    struct mk_sqlite_journal journal;
    struct mk_sqlite_layer layer[2]; /* the upper one first: log, journal */
    struct mk_sqlite_blocks blocks;
    const struct mk_page_codec *codec; /* NULL: pages are plain */
    struct mk_sqlite_decoded {
        uint8_t *bytes; /* the page that was decoded last */
        const struct mk_file *f;
        uint64_t at;
        size_t len; /* 0: none */
        bool damage_told;
    } decoded;
    struct mk_sqlite_remarks *remarks;
    uint64_t db_end;    /* bytes of the database file that count */
    uint64_t size;      /* bytes */
    uint32_t page_size; /* 0: an empty database */
};

/* Fails with MK_EFORMAT (no database), MK_EIO, MK_ENOMEM, MK_ELIMIT. Needs mk_sqlite_image_done()
 * in any case. Pages found damaged while they are read are remarked later too. */
MK_CHECK int mk_sqlite_image_open(struct mk_sqlite_image *out, const struct mk_sqlite_set *set,
                                  uint64_t index_max, struct mk_sqlite_remarks *r,
                                  struct mk_error *e);
void mk_sqlite_image_done(struct mk_sqlite_image *m);

/* 1; 0 when a part of it is nowhere (then `out` is undefined); -1. */
MK_CHECK int mk_sqlite_image_read(struct mk_sqlite_image *m, uint64_t at, void *out, size_t n,
                                  struct mk_error *e);

enum mk_sqlite_origin mk_sqlite_image_origin(const struct mk_sqlite_image *m, uint32_t page);

#endif
