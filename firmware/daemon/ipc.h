#ifndef MK_IPC_H
#define MK_IPC_H

#include "firmware/daemon/loop.h"
#include "parsers/base/buf.h"

/*
 * The server's end of the socket that daemon.h describes: who may connect, lines in, lines out.
 * A connection has a number that never comes again, so that what answers late cannot answer
 * somebody else.
 */
struct mk_ipc;

struct mk_ipc_options {
    const char *path; /* of the socket: what is there is replaced; mode 0660 */
    long panel_uid;   /* besides root and our own; -1: none */
    /* A line without its end. It is wiped when this returns. False: the connection ends once what
     * was sent to it is written. */
    bool (*line)(void *u, uint64_t conn, struct mk_span line);
    /* Longer than MK_IPC_LINE: then the same. */
    void (*too_long)(void *u, uint64_t conn);
    void *u;
};
MK_CHECK int mk_ipc_new(struct mk_ipc **out, struct mk_loop *l, const struct mk_ipc_options *o,
                        struct mk_error *e);
void mk_ipc_free(struct mk_ipc *s); /* the socket's file goes, too */

/* Nothing when the connection is gone. One whose peer does not read is cut. */
void mk_ipc_send(struct mk_ipc *s, uint64_t conn, struct mk_span line);
/* Events: `watch` is a number of the caller's, 0 none. */
void mk_ipc_watch(struct mk_ipc *s, uint64_t conn, uint64_t watch);
void mk_ipc_unwatch(struct mk_ipc *s, uint64_t watch); /* all of that number */
/* To all connections that watch with that number; 0: to all that watch. */
void mk_ipc_event(struct mk_ipc *s, uint64_t watch, struct mk_span line);
size_t mk_ipc_count(const struct mk_ipc *s);

#endif
