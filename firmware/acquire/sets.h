#ifndef MK_SETS_H
#define MK_SETS_H

/* Private to firmware/acquire: a database and its logs are of one moment. */

#include "firmware/acquire/worklist.h"
#include "firmware/acquire/worth.h"

struct mk_run;

/*
 * After the databases at the beginning of the list were fetched: each is looked at again, and so
 * are its logs. When one of a set came, went or changed its size or time since it was copied, all
 * of it is fetched again, at most MK_SETS_AGAIN times; the index says what replaces what. What
 * never held still is kept as it came last, and told. Times are whole seconds: a change of the same
 * second that leaves the size alone is not seen.
 */
#define MK_SETS_AGAIN 2u
/* Objects of sets that are fetched again have numbers of their own: so many a database in the list,
 * from a number on that both the first and a resumed run work out. */
#define MK_SETS_NUMBERS (MK_SETS_AGAIN * MK_SET_PARTS)

/* What a file of the list was when it was copied. */
struct mk_copied {
    bool whole;
    uint64_t size;
    int64_t mtime_s;
};

struct mk_sets_sums {
    uint64_t changed;  /* sets that were fetched again */
    uint64_t restless; /* of those, that never held still */
    uint64_t objects;
};

/* copied: of the list's first files, as many as it has databases. */
MK_CHECK int mk_sets_settle(struct mk_sets_sums *out, struct mk_run *r, struct mk_worklist *list,
                            const struct mk_copied *copied, uint64_t base, uint64_t again,
                            struct mk_error *e);

#endif
