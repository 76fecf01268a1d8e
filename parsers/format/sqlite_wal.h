#ifndef MK_SQLITE_WAL_H
#define MK_SQLITE_WAL_H

#include "parsers/base/reader.h"
#include "parsers/format/sqlite_pages.h"

/*
 * A write-ahead log, read as SQLite recovers one: frames count up to the last commit in front of
 * the first frame that is not valid.
 *
 *   header  0   4  magic 0x377f0682, or ..83: words of the checksums are little, or big endian
 *           4   4  3007000
 *           8   4  page size, a power of two from 512 to 65536
 *           12  4  number of the checkpoint
 *           16  8  salt: changes when the log starts over, so that frames left behind are told
 * apart 24  8  checksum of the 24 bytes before frame   0   4  page number, not 0 4   4  commit:
 * size of the database in pages; else 0 8   8  salt of the header 16  8  checksum, going on from
 * the one before, over bytes 0..7 and the page 24  -  the page
 *
 * All numbers are big endian; only the words that the checksum adds up follow the magic.
 * Source: sqlite.org/fileformat2.html, section 4 (checksum: 4.2, reader: 4.4); SQLite 3.40.1
 * src/wal.c, walIndexRecover(), walDecodeFrame(), walChecksumBytes().
 */
#define MK_WAL_HEAD  32u
#define MK_WAL_FRAME 24u

struct mk_sqlite_wal {
    struct mk_sqlite_pages pages; /* committed ones */
    uint32_t page_size;           /* 0: the log has no committed frame */
    uint32_t npages;              /* of the database, as the last commit says */
    char remark[160];             /* "wal: 12 of 14 frames (2 behind the last commit)" */
};

/* A log that is no log is not an error: it has no frames, and the remark says why. Fails with
 * MK_EIO, MK_ENOMEM, MK_ELIMIT. Needs mk_sqlite_wal_done() in any case. */
MK_CHECK int mk_sqlite_wal_read(struct mk_sqlite_wal *out, const struct mk_file *f,
                                uint64_t index_max, struct mk_error *e);
void mk_sqlite_wal_done(struct mk_sqlite_wal *w);

#endif
