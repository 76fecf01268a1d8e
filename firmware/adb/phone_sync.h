#ifndef MK_ADB_PHONE_SYNC_H
#define MK_ADB_PHONE_SYNC_H

#include "firmware/adb/phone.h"
#include "firmware/adb/queue.h"
#include "firmware/adb/sync.h"

/* What LIST, STAT and RECV have in common: a stream to the phone's file service, and a queue of
 * paths whose requests are written ahead. */
struct mk_asker {
    struct mk_job job;
    struct mk_sync sync;
    struct mk_queue queue;
    struct mk_buf requests; /* put together, and not yet taken by the connection */
    size_t ahead;           /* most paths asked for at a time */
    /* Appends the requests for one path to a->requests, or nothing if it needs none. */
    void (*put)(struct mk_asker *a, const struct mk_queued *q);
};

void mk_asker_init(struct mk_asker *a, const struct mk_job_kind *kind, struct mk_adb_phone *p,
                   uint16_t stream, size_t queue_max);
void mk_asker_done(struct mk_asker *a);
/* A fresh stream; everything unanswered is asked again there. */
MK_CHECK int mk_asker_open(struct mk_asker *a, struct mk_error *e);
/* Writes what the connection takes now. */
MK_CHECK int mk_asker_pump(struct mk_asker *a, struct mk_error *e);

#endif
