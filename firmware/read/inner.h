#ifndef MK_READ_INNER_H
#define MK_READ_INNER_H

#include "firmware/read/serve.h"

/* Private to firmware/read. */
typedef int mk_inner_put(void *serve, const void *p, size_t n, struct mk_error *e);

/* Puts the file `path` that lies in the container `f`, or in the backup of the job, through
 * containers in containers as well. MK_EABSENT: there is none of that path. */
MK_CHECK int mk_serve_inner(struct mk_serve *s, struct mk_span path, const struct mk_file *f,
                            mk_inner_put *put, struct mk_error *e);

#endif
