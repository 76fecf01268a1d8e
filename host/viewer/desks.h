#ifndef MK_VIEWER_DESKS_H
#define MK_VIEWER_DESKS_H

#include "host/viewer/viewer.h"
#include "parsers/base/buf.h"

/*
 * Desks side by side, so that a word that takes long keeps no other waiting. Each is a process of
 * its own with the case open, as a store of SQLite's allows; a line goes to the first that is free,
 * and one that takes long (an export) never to the last of them.
 */
struct mk_desks;

struct mk_desks_to {
    void *u;
    int (*answer)(void *u, struct mk_span line, struct mk_error *e);
    /* A file that a word made a ticket for, before its answer (MK_VIEWER_F_FILE). The caller of
     * this closes fd. */
    int (*file)(void *u, struct mk_span ticket, int fd, struct mk_error *e);
};

/* Before anything else is open that a desk has no business with. Fails as mk_desk_init(). */
MK_CHECK int mk_desks_new(struct mk_desks **out, const struct mk_viewer_options *o,
                          struct mk_error *e);
void mk_desks_free(struct mk_desks *x);

/* A line (host/viewer/viewer.h): asked now, or as soon as there is a desk for it. */
MK_CHECK int mk_desks_ask(struct mk_desks *x, struct mk_span line, struct mk_error *e);
/* Hands on what is there. MK_ECLOSED: a desk has gone. */
MK_CHECK int mk_desks_turn(struct mk_desks *x, const struct mk_desks_to *to, struct mk_error *e);
/* Has their descriptors watched for reading. */
MK_CHECK int mk_desks_watch(const struct mk_desks *x, int epoll, struct mk_error *e);
/* Desks with their server, until it is told to end (run.c). */
MK_CHECK int mk_desks_run(struct mk_desks *x, unsigned port, struct mk_error *e);

#endif
