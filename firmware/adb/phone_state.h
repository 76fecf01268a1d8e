#ifndef MK_ADB_PHONE_STATE_H
#define MK_ADB_PHONE_STATE_H

#include "firmware/adb/phone.h"

/* The inside of the phone worker, shared by phone.c (what is to be done) and phone_turn.c (when).
 */
struct mk_adb_phone {
    struct mk_chan *chan;
    struct mk_transport transport;
    struct mk_adb_conn *conn;
    uint32_t wanted; /* features that the parent lets us use */
    bool named;      /* it named them one by one */
    bool opened, offering, over;
    bool deaf; /* the phone takes no more; what it has sent is still read */
    char deaf_why[320];
    struct mk_content_ids ids;
    struct mk_adb_old old;
    struct mk_job *jobs[MK_ADB_STREAMS_MAX];
};

/* A whole frame of the parent's. */
MK_CHECK int mk_adb_phone_frame(struct mk_adb_phone *p, const struct mk_frame *f, int64_t now_us,
                                struct mk_error *e);
MK_CHECK int mk_adb_phone_event(struct mk_adb_phone *p, const struct mk_adb_event *ev,
                                struct mk_error *e);
/* The connection is gone: whatever was under way ends with the reason, then LOST. */
MK_CHECK int mk_adb_phone_lost(struct mk_adb_phone *p, const char *why, struct mk_error *e);
/* After each call into a job, with what it returned: what only the job failed at ends the job, not
 * the worker; a job that is over leaves its slot. */
MK_CHECK int mk_adb_phone_settle(struct mk_job **slot, int rc, struct mk_error *e);

#endif
