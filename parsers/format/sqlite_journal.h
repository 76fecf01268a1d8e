#ifndef MK_SQLITE_JOURNAL_H
#define MK_SQLITE_JOURNAL_H

#include "parsers/base/reader.h"
#include "parsers/format/sqlite_pages.h"

/*
 * A rollback journal, read as SQLite rolls a hot one back: each segment is a header in a sector of
 * its own, then records; the next segment begins at the next sector.
 *
 *   header  0   8  magic d9 d5 05 f9 20 a1 63 d7; zeroes: the transaction is over, or not begun
 *           8   4  number of records; ffffffff: as many as the file holds
 *           12  4  nonce of the checksums
 *           16  4  size of the database before the transaction, in pages
 *           20  4  size of a sector   (both: first segment only)
 *           24  4  size of a page; 0: as the database has it (before 3.5.8)
 *   record  0   4  page number; 0 or that of the lock byte's page ends the journal
 *           4   -  the page as it was
 *           -   4  nonce + every 200th byte, from (page size - 200) down to above 0
 *   end     -  16  length of the super-journal's name in front of it, its checksum (sum of the
 *                  bytes, signed), the magic; only when several databases changed together
 *
 * All numbers are big endian. Source: sqlite.org/fileformat2.html, section 3; SQLite 3.40.1
 * src/pager.c, hasHotJournal(), pager_playback(), readJournalHdr(), pager_playback_one_page(),
 * pager_cksum(), readSuperJournal(). As there, a journal is not hot when the database is empty,
 * when its first byte is zero, or when it names a super-journal that does not exist: to us none
 * does, as the set has no such file; the remark names it.
 */
struct mk_sqlite_journal {
    struct mk_sqlite_pages pages; /* as they were before the transaction */
    bool hot;                     /* the fields below count */
    uint32_t page_size, npages;   /* of the database before the transaction */
    char remark[256];             /* may hold bytes of the phone */
};

/* db_size in bytes; db_page_size by the database's own header, or 0. What is no journal is no
 * error: it is not hot, and the remark says why. Fails with MK_EIO, MK_ENOMEM, MK_ELIMIT. Needs
 * mk_sqlite_journal_done() in any case. */
MK_CHECK int mk_sqlite_journal_read(struct mk_sqlite_journal *out, const struct mk_file *f,
                                    uint64_t db_size, uint32_t db_page_size, uint64_t index_max,
                                    struct mk_error *e);
void mk_sqlite_journal_done(struct mk_sqlite_journal *j);

#endif
