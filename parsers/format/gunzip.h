#ifndef MK_GUNZIP_H
#define MK_GUNZIP_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * A gzip file in memory (RFC 1952), members one behind the other.
 */
bool mk_gzip_knows(struct mk_span head);
/* MK_EFORMAT: damaged, `out` holds what comes before; MK_ELIMIT: more than `out` takes. */
MK_CHECK int mk_gunzip(struct mk_buf *out, struct mk_span s, struct mk_error *e);

#endif
