#ifndef MK_STORAGE_H
#define MK_STORAGE_H

/* Private to firmware/acquire: shared storage, in two steps. */

#include "firmware/acquire/held.h"
#include "firmware/acquire/run.h"
#include "firmware/acquire/worklist.h"

#define MK_STORAGE_ROUTE    "adb:sync"
#define MK_STORAGE_FILES    "android.files" /* the artefact */
#define MK_STORAGE_TOO_MANY "too-many"      /* to be cut: beyond MK_HELD_MAX */
/* What a file's command reads in the index: the worker asks for its state, then for its bytes. */
#define MK_STORAGE_RECV "sync:LSTAT+RECV "

/* Has the phone list the plan's folders: what is to be taken into `list`, whole, in order of value;
 * what is to be cut into `held`; digests of the rest. A list that is complete stays, and only
 * `held` is made. */
MK_CHECK int mk_storage_list(struct mk_run *r, struct mk_worklist *list, struct mk_held *held,
                             struct mk_error *e);

struct mk_storage_counts {
    uint64_t whole, dropped;
    uint64_t again;    /* objects of databases that were fetched once more */
    uint64_t restless; /* databases that changed each time while they were copied */
};
/* Numbers of objects: behind the files come databases that are fetched again, then what is cut. */
uint64_t mk_storage_again(const struct mk_work_totals *t);
/* Fetches what is on the list and not yet in the bundle. */
MK_CHECK int mk_storage_fetch(struct mk_storage_counts *out, struct mk_run *r,
                              struct mk_worklist *list, struct mk_error *e);

/* Custody: something of the phone that was seen and is not in the bundle. */
MK_CHECK int mk_storage_not_taken(struct mk_run *r, struct mk_span path, const char *what,
                                  struct mk_span why, struct mk_error *e);

#endif
