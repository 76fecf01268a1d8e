#ifndef MK_EQUIP_H
#define MK_EQUIP_H

#include "firmware/parse/parse.h"
#include "firmware/worker/worker.h"

/* A worker that reads hostile files, with what it needs for all its jobs. */

/* Starts it with a scratch file as descriptor 4: in $TMPDIR, /var/tmp or /tmp, without a name, or
 * in memory. *scratch: how large that may grow; 0: there is none, and what needs it will say so. */
MK_CHECK int mk_equip_spawn(struct mk_worker *out, uint64_t *scratch, const char *program,
                            bool in_memory, struct mk_error *e);
/* Tells it of the scratch file, the secrets and the zone: once, before its first job. */
MK_CHECK int mk_equip_greet(struct mk_worker *w, uint64_t scratch, const struct mk_parse_extra *x,
                            struct mk_error *e);

#endif
