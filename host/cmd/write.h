#ifndef MK_CMD_WRITE_H
#define MK_CMD_WRITE_H

#include "parsers/base/error.h"

/* All of it, however often that takes. `what` for the error. */
MK_CHECK int mk_write_all(int fd, struct mk_span s, const char *what, struct mk_error *e);

#endif
