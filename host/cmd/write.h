#ifndef MK_CMD_WRITE_H
#define MK_CMD_WRITE_H

#include "parsers/base/error.h"

/* All of it, however often that takes. `what` for the error. */
MK_CHECK int mk_write_all(int fd, struct mk_span s, const char *what, struct mk_error *e);

/* On standard error, how far the derivation of a key is: one line on a terminal, which is written
 * over; elsewhere ten. */
void mk_show_progress(const char *cmd, uint64_t done, uint64_t total);

#endif
