#ifndef MK_STORAGE_H
#define MK_STORAGE_H

/* Private to firmware/acquire: shared storage, in two steps. */

#include "firmware/acquire/held.h"
#include "firmware/acquire/run.h"
#include "firmware/acquire/worklist.h"

#define MK_STORAGE_TOO_MANY "too-many" /* to be cut: beyond MK_HELD_MAX */

/* How a phone is asked for files, as index and custody log have it. */
struct mk_storage_words {
    const char *artefact, *route;
    const char *list, *stat;
    const char *recv; /* with the blank behind it: the worker asks for the state, then the bytes */
};
const struct mk_storage_words *mk_storage_words(const struct mk_run *r);
/* The service that a file of this path comes from. */
struct mk_span mk_storage_route(const struct mk_run *r, struct mk_span path);
/* Custody: a folder or file is asked for. `told`: by its name; else by its digest. */
MK_CHECK int mk_storage_asked(struct mk_run *r, const char *command, struct mk_span path, bool told,
                              struct mk_error *e);

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

/* Custody: an entry of a listing that cannot be taken. */
MK_CHECK int mk_storage_entry_left(struct mk_run *r, struct mk_span path, struct mk_span why,
                                   bool told, struct mk_error *e);
/* Custody: something of the phone that was seen and is not in the bundle. */
MK_CHECK int mk_storage_not_taken(struct mk_run *r, struct mk_span path, const char *what,
                                  struct mk_span why, struct mk_error *e);

#endif
