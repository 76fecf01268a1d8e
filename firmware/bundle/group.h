#ifndef MK_GROUP_H
#define MK_GROUP_H

#include "firmware/bundle/journal.h"
#include "firmware/bundle/objects.h"
#include <pthread.h>

/*
 * Group commit. Objects that are whole wait here until a thread has made their bytes durable; then
 * their lines go into the journal. While it does so the next group fills. Owns the journal and the
 * object table, which the thread and the caller share under one lock.
 */
#define MK_GROUP_ITEMS (MK_GROUP_OBJECTS * MK_GROUP_STRETCH)

struct mk_group_item {
    uint64_t number;
    size_t at, len; /* of its line, in `lines` */
    uint64_t place; /* and in the journal */
};
struct mk_group {
    struct mk_group_item item[MK_GROUP_ITEMS];
    size_t n;
    struct mk_buf lines; /* their json, one behind the other */
    uint64_t bytes;      /* of payload */
};

struct mk_commit {
    const struct mk_disk *disk;
    int dir; /* the bundle's, the caller's; open since before the first write (syncfs() tells of
                errors since then) */
    struct mk_journal journal;
    struct mk_objects objects;
    size_t due_objects; /* MK_GROUP_OBJECTS; tests make it smaller */

    pthread_mutex_t lock;
    pthread_cond_t wake, done;
    pthread_t thread;
    bool locks, running, stop;
    struct mk_group *group[2]; /* group[0] fills, group[1] is being committed */
    bool busy;                 /* it is */
    bool loose;                /* lines in the journal that are not durable yet */
    int64_t due_us;            /* monotonic; when group[0] and loose lines are to go */
    uint64_t asked, served;    /* calls of mk_commit_sync() */
    uint64_t commits;
    bool failed; /* for good, with: */
    struct mk_error error;
};

/* Everything but the thread; journal.fd is -1. mk_commit_done() is due even when it fails. */
MK_CHECK int mk_commit_init(struct mk_commit *c, const struct mk_disk *disk, int dir,
                            struct mk_error *e);
/* Once journal and table stand. */
MK_CHECK int mk_commit_start(struct mk_commit *c, struct mk_error *e);
/* Lets a commit under way end; what waits is lost. */
void mk_commit_done(struct mk_commit *c);

/* The sticky error, if there is one. */
MK_CHECK int mk_commit_state(struct mk_commit *c, struct mk_error *e);
/* A line for the journal: written when this returns, durable within MK_GROUP_MS. */
MK_CHECK int mk_commit_line(struct mk_commit *c, struct mk_span json, struct mk_error *e);
/* An object whose bytes are written, with its "whole" line. Waits while too much does. */
MK_CHECK int mk_commit_whole(struct mk_commit *c, uint64_t number, uint64_t bytes,
                             struct mk_span json, struct mk_error *e);
/* All that was given so far: durable when it returns 0. */
MK_CHECK int mk_commit_sync(struct mk_commit *c, struct mk_error *e);

uint64_t mk_commit_word(struct mk_commit *c, uint64_t number);
/* Room in the table: before a number is given to mk_commit_whole() or mk_commit_gone(). */
MK_CHECK int mk_commit_room(struct mk_commit *c, uint64_t number, struct mk_error *e);
void mk_commit_gone(struct mk_commit *c, uint64_t number);
/* The "whole" line of an object, wherever it is; `buf` holds it. MK_EABSENT: not whole. */
MK_CHECK int mk_commit_find(struct mk_jline *out, struct mk_buf *buf, struct mk_commit *c,
                            uint64_t number, struct mk_error *e);

int64_t mk_mono_us(void); /* CLOCK_MONOTONIC */

#endif
