#ifndef MK_SCRATCH_H
#define MK_SCRATCH_H

#include "parsers/base/reader.h"

/*
 * Room for what a container holds only packed or encrypted: an entry of a zip, the tar in an .ab.
 * The parent gives a worker one unnamed file for it, so that memory does not grow with the phone.
 * Pieces are written once, front to back, one at a time, and read anywhere.
 */
struct mk_scratch {
    int (*write)(void *u, uint64_t at, const void *p, size_t n, struct mk_error *e);
    int (*pread)(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e);
    void *u;
    uint64_t used, max; /* bytes; MK_ELIMIT beyond `max` */
    uint64_t left;      /* bytes that may still be written in all, given back or not: containers in
                           containers can unpack without end */
};

/* On a descriptor, which stays the caller's. */
struct mk_scratch mk_scratch_fd(const int *fd, uint64_t max);

struct mk_piece { /* being written */
    struct mk_scratch *s;
    uint64_t at, len;
};
void mk_piece_begin(struct mk_piece *p, struct mk_scratch *s);
MK_CHECK int mk_piece_put(struct mk_piece *p, const void *bytes, size_t n, struct mk_error *e);
/* What was written, as a file; the scratch must outlive it. */
MK_CHECK int mk_piece_file(struct mk_file *out, const struct mk_piece *p, struct mk_error *e);
/* Gives back all from `mark` (an earlier `used`) on: no file that lies there may be read again. */
void mk_scratch_back(struct mk_scratch *s, uint64_t mark);

#endif
