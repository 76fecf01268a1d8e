#ifndef MK_SQLITE_OPEN_H
#define MK_SQLITE_OPEN_H

#include "parsers/base/reader.h"

/*
 * A phone's database, opened without touching it: a VFS of our own serves
 * pages from mk_files, never from a path. The database, its write-ahead log and
 * its rollback journal are one set; a -shm is never used.
 *
 *   -wal      valid frames up to the last commit are served in place of pages (sqlite_wal.h)
 *   -journal  when hot, its original pages are served in place of the database's
 *             (sqlite_journal.h); the log lies over both
 *
 * Locks are no-ops; writes, attaching, temporary files, extensions, views and virtual tables are
 * refused, and double quotes name columns only. temp_store is memory, the schema is not trusted
 * (what of it does not parse is left out and remarked), unknown collations compare as binary, a
 * progress budget ends runaway statements (SQLITE_INTERRUPT). Pages that are not there make a
 * statement fail (SQLITE_CORRUPT): rows are never made up.
 *
 * A phone's indexes are the phone's word, and those on an unknown collation are in another order
 * than ours: read base rows NOT INDEXED.
 */
struct mk_sqlite_set {
    const struct mk_file *db, *wal, *journal; /* NULL when there is none; a log may serve alone */
    const struct mk_page_codec *codec;        /* NULL: the pages are plain */
    uint32_t page_size; /* for a database whose header does not say; 0: not known */
};

/* How the pages of all three files are encrypted (sqlcipher.h). Checksums of the logs are over the
 * bytes as they are stored. */
struct mk_page_codec {
    /* Makes a page plain in its place: 1; 0 when it does not fit its own checksum, which counts as
     * a page that is not there; -1. `n` is the file's page size: another than the codec's is 0. */
    int (*decode)(void *u, uint32_t page, uint8_t *bytes, size_t n, struct mk_error *e);
    void *u;
    uint32_t page_size;
};

struct mk_sqlite_limits {
    uint64_t overlay_max; /* bytes of memory for the index of the log's and the journal's pages, 8 a
                             page; beyond it MK_ELIMIT. 0: 64 MiB */
    uint64_t steps_max;   /* virtual machine steps in thousands a statement; 0: 50 million steps */
};

struct mk_sqlite;
struct sqlite3;

/*
 * For a worker's main, once, before it locks itself in: readies SQLite so that it needs no system
 * call but read and memory later, and caps its heap in all connections together.
 */
MK_CHECK int mk_sqlite_process(uint64_t heap_max, struct mk_error *e);

/* The files stay the caller's and must outlive it. MK_EFORMAT when it is no database (an empty file
 * is one, without tables). Fails also with MK_EIO, MK_ENOMEM, MK_ELIMIT. */
MK_CHECK int mk_sqlite_open(struct mk_sqlite **out, const struct mk_sqlite_set *set,
                            const struct mk_sqlite_limits *limits, struct mk_error *e);
/* Every statement must have been finalized. */
void mk_sqlite_close(struct mk_sqlite *s);
struct sqlite3 *mk_sqlite_handle(struct mk_sqlite *s);

/* Resets the progress budget: call before each statement. */
void mk_sqlite_refill(struct mk_sqlite *s);

/* What was found beside the database, for the ledger: "wal: 12 of 14 frames (torn tail)" ... Safe
 * to print. Unknown collations are added while statements are prepared. */
const char *mk_sqlite_remark(const struct mk_sqlite *s, size_t i); /* NULL behind the last */

/* True only for a real table: a view, virtual table or trigger of that name is the phone's code. */
bool mk_sqlite_has_table(struct mk_sqlite *s, const char *table);
/* False when nothing at all in the schema is called so, whatever the case; that is known without
 * asking SQLite each time. True says nothing. */
bool mk_sqlite_may_have(struct mk_sqlite *s, const char *name);

/* A column of a real table, whatever its case. */
enum mk_sqlite_own_column { MK_SQLITE_NO_COLUMN, MK_SQLITE_PLAIN, MK_SQLITE_NOT_PLAIN };
enum mk_sqlite_own_column mk_sqlite_own_column(struct mk_sqlite *s, const char *table,
                                               const char *column);

/* Where a page is read from; pages count from 1. */
enum mk_sqlite_origin { MK_SQLITE_DB, MK_SQLITE_WAL, MK_SQLITE_JOURNAL };
enum mk_sqlite_origin mk_sqlite_page_origin(const struct mk_sqlite *s, uint32_t page);

#endif
