#ifndef MK_MARKS_H
#define MK_MARKS_H

#include "parsers/base/error.h"

/*
 * Names that were met, each with flags: threads of messages, refs of records that are kept. Only
 * the first 16 bytes of a digest of each are held, and no more than MK_MARKS_MAX of them.
 */
#define MK_MARKS_MAX ((size_t)1 << 21)

struct mk_mark;
struct mk_marks {
    struct mk_mark *v; /* open addressing; a power of two of places */
    size_t n, places;
};

void mk_marks_done(struct mk_marks *m);
/* Adds flags to a name, made of up to three parts. MK_ENOMEM, MK_ELIMIT. */
MK_CHECK int mk_marks_add(struct mk_marks *m, const struct mk_span parts[3], uint8_t flags,
                          struct mk_error *e);
/* Its flags; 0 when it was not met. */
MK_CHECK int mk_marks_get(uint8_t *flags, const struct mk_marks *m, const struct mk_span parts[3],
                          struct mk_error *e);

#endif
