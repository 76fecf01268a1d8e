#ifndef MK_EVIDENCE_H
#define MK_EVIDENCE_H

#include "host/viewer/desk.h"
#include "parsers/source/source.h"

#define MK_INNER_MAX ((uint64_t)4 << 30) /* a file that is looked at out of a container */

/* Bundles opened for reading again, the last few. Nothing of them is written to. */
MK_CHECK int mk_kept_new(struct mk_kept **out, struct mk_error *e);
void mk_kept_free(struct mk_kept *k);

/* A file of a bundle, by the number that the case has of it. Fails with d->evidence. */
MK_CHECK int mk_desk_file(struct mk_file *out, struct mk_desk *d, int64_t bundle, uint64_t number,
                          struct mk_error *e);

/* A file by its path, as it is or out of the container that it lies in (an archive, a backup). */
struct mk_found_file {
    struct mk_file f;
    bool inner;      /* out of a container */
    uint64_t number; /* of the file in the bundle; of an inner one that of its container, or of its
                        backup's list */
    size_t root;     /* of a backup: how much of the path is its folder */
    char path[4400]; /* where a program can open it while this is open; "": nowhere */
};
/* 1; 0 when the bundle has no such file. -1 with d->evidence; MK_EAUTH: encrypted, and no key of
 * d->secrets fits. */
MK_CHECK int mk_desk_find(struct mk_found_file *out, struct mk_desk *d, int64_t bundle,
                          struct mk_span path, struct mk_error *e);
void mk_desk_found_done(struct mk_found_file *f);
#define MK_DESK_LOCKED                                                                             \
    "it lies in an encrypted container, and no key that fits was given: moka serve --key"
/* "data/000/0000001" of a bundle, the path of anything else. */
void mk_desk_object(char out[static 64], struct mk_desk *d, int64_t bundle, uint64_t number);

/* ---- inner.c: files inside containers; the last few are kept ---- */

struct mk_inner;
MK_CHECK int mk_inner_new(struct mk_inner **out, struct mk_error *e);
void mk_inner_free(struct mk_inner *x);
/* Of a bundle whose files `src` opens. As mk_desk_find(); the descriptor is the caller's. */
MK_CHECK int mk_desk_inner(struct mk_found_file *out, int *fd, struct mk_desk *d, int64_t bundle,
                           const struct mk_source *src, struct mk_span path, struct mk_error *e);

/* Every entry of a bundle. */
MK_CHECK int mk_desk_list(struct mk_desk *d, int64_t bundle,
                          int (*each)(void *u, const struct mk_entry *en, struct mk_error *e),
                          void *u, struct mk_error *e);

#endif
