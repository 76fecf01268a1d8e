#ifndef MK_SQLITE_OPEN_H
#define MK_SQLITE_OPEN_H

#include "parsers/base/reader.h"

/*
 * A phone's database, opened without touching it: a VFS of our own serves
 * pages from mk_files, never from a path. The database, its write-ahead log and
 * its rollback journal are one set; a -shm is never used.
 *
 *   -wal      valid frames up to the last commit are served in place of pages
 *             (format: sqlite.org/fileformat2.html#walformat)
 *   -journal  when hot, its original pages are served in place of the
 *             database's, capped in memory (same page, section 3)
 *
 * Locks are no-ops; writes are refused. temp_store is memory, the schema is not trusted, extension
 * loading is off, unknown collations compare as binary, a progress budget ends runaway statements.
 */
struct mk_sqlite_set {
    const struct mk_file *db, *wal, *journal; /* wal, journal: NULL when there is none */
};

struct mk_sqlite_limits {
    uint64_t overlay_max; /* bytes of journal pages kept; 0: 64 MiB */
    uint64_t steps_max;   /* virtual machine steps in thousands a statement; 0: 50 million steps */
};

struct mk_sqlite;
struct sqlite3;

/* The files stay the caller's and must outlive it. MK_EFORMAT when it is no database. */
MK_CHECK int mk_sqlite_open(struct mk_sqlite **out, const struct mk_sqlite_set *set,
                            const struct mk_sqlite_limits *limits, struct mk_error *e);
void mk_sqlite_close(struct mk_sqlite *s);
struct sqlite3 *mk_sqlite_handle(struct mk_sqlite *s);

/* Resets the progress budget: call before each statement. */
void mk_sqlite_refill(struct mk_sqlite *s);

/* What was found beside the database, for the ledger: "wal: 12 of 14 frames (torn tail)" ... */
const char *mk_sqlite_remark(const struct mk_sqlite *s, size_t i); /* NULL behind the last */

/* True only for a real table: a view, virtual table or trigger of that name is the phone's code. */
bool mk_sqlite_has_table(struct mk_sqlite *s, const char *table);

#endif
