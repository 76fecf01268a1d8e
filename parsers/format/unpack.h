#ifndef MK_UNPACK_H
#define MK_UNPACK_H

#include "parsers/base/error.h"

/*
 * What comes out of a decryption piece by piece is handed on, unpacked when it is a zlib or a gzip
 * stream by its first two bytes (RFC 1950, 2.2; RFC 1952, 2.3.1); what follows such a stream is
 * dropped.
 */
struct mk_unpack;
typedef int mk_put(void *u, const void *p, size_t n, struct mk_error *e);

MK_CHECK int mk_unpack_new(struct mk_unpack **out, mk_put *put, void *u, struct mk_error *e);
void mk_unpack_free(struct mk_unpack *x);
/* An mk_put; `u` is the struct mk_unpack. MK_EFORMAT where the stream makes no sense. */
MK_CHECK int mk_unpack_put(void *u, const void *p, size_t n, struct mk_error *e);
/* Whether it was all there: MK_EFORMAT when a packed stream has not come to its own end. */
MK_CHECK int mk_unpack_end(const struct mk_unpack *x, struct mk_error *e);

#endif
