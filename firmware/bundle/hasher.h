#ifndef MK_HASHER_H
#define MK_HASHER_H

#include "parsers/base/hash.h"

/*
 * SHA-256 of one object after the other, for a writer that has something else to do meanwhile: a
 * thread hashes a large piece while the caller writes it to the disk. The thread is made with the
 * first such piece; where it cannot be, hashing is done on the spot.
 */
struct mk_hasher;

MK_CHECK int mk_hasher_new(struct mk_hasher **out, struct mk_error *e);
void mk_hasher_free(struct mk_hasher *h);

/* Begins a new object; what was not ended is forgotten. */
MK_CHECK int mk_hasher_reset(struct mk_hasher *h, struct mk_error *e);
/* Adds a piece, after waiting for the one before. It has to stay as it is until the next call. */
MK_CHECK int mk_hasher_add(struct mk_hasher *h, struct mk_span piece, struct mk_error *e);
MK_CHECK int mk_hasher_end(struct mk_digest *out, struct mk_hasher *h, struct mk_error *e);

#endif
