#ifndef MK_ADB_PHONE_H
#define MK_ADB_PHONE_H

#include "firmware/adb/conn.h"
#include "firmware/transport/transport.h"
#include "firmware/worker/phone.h"
#include "parsers/base/cursor.h"
#include "parsers/format/content.h"

/*
 * The phone worker: stands between the channel to the parent and the connection
 * to the phone, and turns each frame of firmware/worker/phone.h into a job.
 *
 * Back pressure: a send to the parent blocks until the parent takes it, and
 * meanwhile nothing is read from the phone.
 */
struct mk_adb_phone;

/* Takes over the transport, also on failure; the channel stays the caller's. */
MK_CHECK int mk_adb_phone_new(struct mk_adb_phone **out, struct mk_chan *chan,
                              struct mk_transport *transport, struct mk_error *e);
void mk_adb_phone_free(struct mk_adb_phone *p);

/*
 * One turn: takes what the parent and the phone have sent, waiting up to wait_ms (-1: for ever) for
 * the first of it. 1: go on; 0: it is over, as the parent wished or after LOST; -1: the parent
 * cannot be spoken to any more.
 */
MK_CHECK int mk_adb_phone_turn(struct mk_adb_phone *p, int64_t now_us, int wait_ms,
                               struct mk_error *e);

/* ---- what follows is for the jobs (phone_*.c) ---- */

struct mk_job;
/* Each returns 0, or -1 when the worker cannot go on. A job whose end was told is `over`. */
struct mk_job_kind {
    /* A further frame of the parent on the same stream; NULL: there is none to come. */
    int (*frame)(struct mk_job *j, const struct mk_frame *f, struct mk_error *e);
    int (*writable)(struct mk_job *j, struct mk_error *e);
    int (*data)(struct mk_job *j, struct mk_span bytes, struct mk_error *e);
    int (*closed)(struct mk_job *j, bool refused, struct mk_error *e);
    /* Its deadline has passed. */
    int (*late)(struct mk_job *j, struct mk_error *e);
    /* It has to end now: tells DONE. */
    int (*stop)(struct mk_job *j, enum mk_phone_status status, const char *why, struct mk_error *e);
    void (*free)(struct mk_job *j);
};
struct mk_job {
    const struct mk_job_kind *kind;
    struct mk_adb_phone *p;
    uint16_t stream;     /* the parent's */
    uint32_t adb;        /* the phone's stream, 0: none */
    int64_t deadline_us; /* INT64_MAX: none */
    /* When not 0, the deadline is so long after the last sign of the phone on this stream; time
     * that passes while the parent takes no frames does not count. */
    int64_t patience_us;
    bool over;
};

/* Read the rest of the parent's frame and begin. The job is in *out as soon as it exists, also when
 * it is over at once. MK_EPROTO: the frame is damaged. */
MK_CHECK int mk_job_exec(struct mk_job **out, struct mk_adb_phone *p, uint16_t stream,
                         struct mk_cursor *c, int64_t now_us, struct mk_error *e);
MK_CHECK int mk_job_feed(struct mk_job **out, struct mk_adb_phone *p, uint16_t stream,
                         struct mk_cursor *c, struct mk_error *e);
MK_CHECK int mk_job_list(struct mk_job **out, struct mk_adb_phone *p, uint16_t stream,
                         struct mk_cursor *c, bool stat_only, struct mk_error *e);
MK_CHECK int mk_job_recv(struct mk_job **out, struct mk_adb_phone *p, uint16_t stream,
                         struct mk_cursor *c, struct mk_error *e);

struct mk_chan *mk_adb_phone_chan(struct mk_adb_phone *p);
struct mk_adb_conn *mk_adb_phone_conn(struct mk_adb_phone *p);
/* What was found out about a phone without shell_v2. */
struct mk_adb_old {
    bool no_exec;     /* it has no "exec:" */
    bool plain_lines; /* and no terminal behind "shell:", see lines.h */
};
struct mk_adb_old *mk_adb_phone_old(struct mk_adb_phone *p);
struct mk_content_ids *mk_adb_phone_ids(struct mk_adb_phone *p);
uint32_t mk_adb_phone_uses(const struct mk_adb_phone *p); /* MK_ADB_HAS_... that both sides said */

/* Whether files are worth compressing on the phone: it can, and the parent asked for
 * sendrecv_v2_zstd by name, or the link is known to be no faster than USB 2. */
bool mk_adb_phone_packs(const struct mk_adb_phone *p);

/* Opens the job's stream. A name the phone cannot take fails with MK_ELIMIT. */
MK_CHECK int mk_job_open(struct mk_job *j, struct mk_span service, struct mk_error *e);
MK_CHECK int mk_job_close(struct mk_job *j, struct mk_error *e);
/* Closes the stream and tells DONE: the job is over. `more`: the analysis' result, or empty. */
MK_CHECK int mk_job_end(struct mk_job *j, enum mk_phone_status status, int32_t code,
                        const char *why, struct mk_span more, struct mk_error *e);

/* How long a file or a listing may stand still. */
#define MK_ADB_PATIENCE_US (60 * 1000000LL)
#define MK_ADB_STOOD_STILL "nothing came for 60 seconds"

#endif
