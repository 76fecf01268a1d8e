#ifndef MK_WHOLE_H
#define MK_WHOLE_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * A small file of the run that is whole or not there: its bytes, then their SHA-256. `what` names
 * it in errors.
 */

/* Durable when it returns 0. What was there is written over. */
MK_CHECK int mk_whole_write(int fd, struct mk_span bytes, const char *what, struct mk_error *e);
/* MK_EABSENT when it is empty, cut, damaged or larger than the buffer takes. The bytes are in `out`
 * only then when 0 is returned. */
MK_CHECK int mk_whole_read(struct mk_buf *out, int fd, const char *what, struct mk_error *e);
/* Nothing of it is left in the file, as far as the disk writes where it wrote before. */
MK_CHECK int mk_whole_wipe(int fd, const char *what, struct mk_error *e);

#endif
