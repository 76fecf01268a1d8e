#ifndef MK_TAGFILE_H
#define MK_TAGFILE_H

#include "firmware/bundle/disk.h"
#include "parsers/base/buf.h"
#include "parsers/base/hash.h"

/* A tag file being written at sealing: beside its name, then renamed. Fill `buf`, and call
 * mk_tagfile_pour() now and then. */
struct mk_tagfile {
    const struct mk_disk *disk;
    int dir, fd;
    const char *name;
    struct mk_buf buf;
};
#define MK_TAGFILE_BUF_MAX ((size_t)4 << 20)

MK_CHECK int mk_tagfile_open(struct mk_tagfile *t, const struct mk_disk *disk, int dir,
                             const char *name, struct mk_error *e);
/* Writes what is in the buffer when that is a lot. */
MK_CHECK int mk_tagfile_pour(struct mk_tagfile *t, struct mk_error *e);
/* Durable under its name when it returns 0. */
MK_CHECK int mk_tagfile_keep(struct mk_tagfile *t, struct mk_error *e);
/* In any case; drops what was not kept. */
void mk_tagfile_done(struct mk_tagfile *t);

/* SHA-256 of a file that is there: 1, 0 when there is none, -1. */
MK_CHECK int mk_tagfile_hash(struct mk_digest *out, int dir, const char *name, struct mk_error *e);

#endif
