#ifndef MK_SUSPECT_H
#define MK_SUSPECT_H

/* Private to firmware/acquire: a file that the phone goes away at, again and again. */

#include "firmware/acquire/run.h"

/*
 * After so many losses at one and the same file, with nothing whole in between, that file is named
 * as a gap and the others are gone on with. What was on its way with it is asked for singly the
 * next time, so that it shows which one it is. Counted over resumed runs: a scratch file of the run
 * holds
 * "<object> <until> <losses>\n".
 */
#define MK_SUSPECT_LOSSES 4u

struct mk_suspect {
    uint64_t object; /* number of the oldest file on its way; 0: none */
    uint64_t until;  /* and of the youngest */
    uint64_t losses;
};

MK_CHECK int mk_suspect_read(struct mk_suspect *s, struct mk_run *r, struct mk_error *e);
/* The phone went away while these were on their way. Durable when it returns 0. */
MK_CHECK int mk_suspect_note(struct mk_suspect *s, struct mk_run *r, uint64_t object,
                             uint64_t until, struct mk_error *e);
bool mk_suspect_is_gap(const struct mk_suspect *s, uint64_t object);

#endif
