#ifndef MK_VIEW_H
#define MK_VIEW_H

#include "parsers/base/reader.h"

/* A piece of a file kept in memory, so that many small reads that lie near each other cost few
 * large ones. */
#define MK_VIEW ((size_t)512 << 10)

struct mk_view {
    const struct mk_file *f;
    uint64_t at;
    size_t len;
    uint8_t *p; /* MK_VIEW bytes */
};

MK_CHECK int mk_view_init(struct mk_view *w, const struct mk_file *f, struct mk_error *e);
void mk_view_done(struct mk_view *w);
/* `n` bytes from `at` (MK_VIEW / 2 at most), fewer only at the end of the file; they live until
 * the next call. */
MK_CHECK int mk_view_get(struct mk_span *out, struct mk_view *w, uint64_t at, size_t n,
                         struct mk_error *e);

#endif
