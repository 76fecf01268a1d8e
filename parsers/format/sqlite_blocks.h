#ifndef MK_SQLITE_BLOCKS_H
#define MK_SQLITE_BLOCKS_H

#include "parsers/base/reader.h"

/*
 * Read-ahead: where reads of a file go forward (a table scan), 64 KiB are read at once and kept;
 * other reads pass straight through, so that a lookup by index costs no more than its page.
 */
#define MK_BLOCK      ((size_t)64 << 10)
#define MK_BLOCKS_MAX 4 /* streams that go forward at a time */

struct mk_sqlite_block {
    const struct mk_file *f;
    uint64_t at;
    size_t len;
    uint64_t used; /* for throwing out the oldest */
};

struct mk_sqlite_blocks {
    uint8_t *mem; /* MK_BLOCKS_MAX blocks */
    struct mk_sqlite_block block[MK_BLOCKS_MAX];
    size_t recent; /* tried first */
    uint64_t clock;
    const struct mk_file *last; /* where the last read that passed through ended */
    uint64_t last_end;
};

MK_CHECK int mk_sqlite_blocks_init(struct mk_sqlite_blocks *b, struct mk_error *e);
void mk_sqlite_blocks_done(struct mk_sqlite_blocks *b);

/* As the file's own pread(): fewer than n bytes only at its end. The file must not change. */
MK_CHECK int mk_sqlite_blocks_read(size_t *got, struct mk_sqlite_blocks *b, const struct mk_file *f,
                                   uint64_t at, void *out, size_t n, struct mk_error *e);

#endif
