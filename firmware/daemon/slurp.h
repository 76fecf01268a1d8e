#ifndef MK_SLURP_H
#define MK_SLURP_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/* All of a small regular file of our own into `out`, whose maximum is the file's. MK_EABSENT,
 * MK_EFORMAT when it is larger. */
MK_CHECK int mk_slurp(struct mk_buf *out, int dir, const char *name, struct mk_error *e);

#endif
