#ifndef PLAY_WORKER_H
#define PLAY_WORKER_H

#include "firmware/exhibit/frames.h"

/*
 * A phone worker played by a forked child: it greets, echoes commands, lists `files` files in any
 * folder ("<folder>/f0", ...), gives each one's path as its bytes, and fails as it is told. What it
 * was asked for is counted in memory that survives it.
 */
struct play_worker {
    size_t files;
    const char *stderr_text; /* with every answer to a command */
    const char *extra;       /* one more entry that a listing tells, as it stands */
    const char *die_at;      /* a path or command: SIGKILL in the middle of its first frame */
    const char *cut_at;      /* a command whose answer ends early */
    const char *refuse;      /* a path */
    const char *broken;      /* what the phone says when a listing breaks off */
    size_t lost_after;       /* files; then the connection is gone; 0: never */
    struct play_counts {
        unsigned workers, commands, replays, lists, files;
    } * counts; /* shared; made by play_exhibit() when NULL */
};

/* An exhibit whose workers are played; play_exhibit_done() ends the last of them. */
void play_exhibit(struct mk_exhibit *x, struct play_worker *p);
void play_exhibit_done(struct mk_exhibit *x);

#endif
