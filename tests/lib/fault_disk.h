#ifndef FAULT_DISK_H
#define FAULT_DISK_H

#include "firmware/bundle/disk.h"

/*
 * A disk that fails. Calls go to the real one, below a folder; what would outlive a power cut is
 * kept book of: of a file what it held at its last fsync() or fdatasync(), of a folder the names
 * it had at its last fsync(), all of that at a syncfs(). Safe for threads.
 */
struct fault_disk {
    struct mk_disk disk; /* give this one away */
    long calls;          /* so far */
    long fail_at;        /* this call fails; 0: none */
    int fail_errno;
    bool cut;      /* the power goes with it: all later calls fail as well */
    bool crumbs;   /* writes take a few bytes at a time, or are interrupted */
    uint64_t room; /* bytes that can still be written; then ENOSPC */
    bool tight;    /* room counts */
    bool gone;     /* the power is gone */
    bool fired;    /* the failing call has come */
    struct fd_model *model;
};

/* root: an existing folder; all that happens below it is kept book of. */
void fault_disk_init(struct fault_disk *f, const char *root);
void fault_disk_done(struct fault_disk *f);

/*
 * Writes to the empty folder `to` one of the states that `root` can have after the power came
 * back: what was synced is there; of what was not, each name and each block is or is not, as the
 * seed decides.
 */
void fault_disk_survive(struct fault_disk *f, const char *to, unsigned seed);

/* The real disk, but nothing waits for it: where a test pulls no plug. */
const struct mk_disk *fault_disk_lazy(void);

#endif
