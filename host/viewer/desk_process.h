#ifndef MK_DESK_PROCESS_H
#define MK_DESK_PROCESS_H

#include "firmware/worker/worker.h"
#include "host/viewer/viewer.h"

/* A desk as a process. Frames between it and what asks it: */
enum {
    MK_DESK_F_UP = 1, /* from it: the case is open */
    MK_DESK_F_FAILED, /* from it: it is not; the stream is the code, the body says why */
    MK_DESK_F_ASK,    /* to it: a line */
    MK_DESK_F_FILE,   /* from it, with a descriptor: see MK_VIEWER_F_FILE */
    MK_DESK_F_PART,   /* from it: a part of the answer */
    MK_DESK_F_END,    /* from it: the last one */
};

/* In the new process w->pid is 0; w->chan leads to the other one in both. */
MK_CHECK int mk_desk_fork(struct mk_worker *w, struct mk_error *e);
/* Until its channel closes. */
int mk_desk_process(struct mk_chan *chan, const struct mk_viewer_options *o);

#endif
