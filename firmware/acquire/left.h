#ifndef MK_LEFT_H
#define MK_LEFT_H

/* Private to firmware/acquire: rows of a provider that the scope's conditions leave out. Of all
 * ids, which are looked at and not kept, those that are taken are no secret; of the others there
 * are keyed digests. */

#include "firmware/acquire/run.h"

struct mk_left {
    int64_t *all, *taken; /* ascending */
    size_t nall, ntaken;
    bool known; /* all of them, and which of them are taken */
};
void mk_left_done(struct mk_left *w);

/* The answer that lists all ids. */
MK_CHECK int mk_left_all(struct mk_left *w, const struct mk_answer *a, struct mk_error *e);
/* The stored answer, object `number`, that lists those that are taken. */
MK_CHECK int mk_left_taken(struct mk_left *w, struct mk_run *r, uint64_t number,
                           struct mk_error *e);
/* Digests of the rest; *n: how many. In place of those that an earlier start of the run made, which
 * stand when the rest is not known now. */
MK_CHECK int mk_left_withhold(uint64_t *n, const struct mk_left *w, struct mk_run *r,
                              const char *artefact, const char *set, struct mk_error *e);

#endif
