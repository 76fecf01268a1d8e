#ifndef MK_EXHIBIT_FRAMES_H
#define MK_EXHIBIT_FRAMES_H

/* Private to firmware/exhibit: frames to and from the phone worker. */

#include "firmware/exhibit/exhibit.h"
#include "firmware/transport/usb.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include "parsers/base/cursor.h"

/* What the phone is waited for. */
enum mk_phase {
    MK_PHASE_GREET, /* its first words */
    MK_PHASE_ALLOW, /* a finger on "Allow" */
    MK_PHASE_WORK,  /* an answer */
};

struct mk_exhibit {
    char device[128];
    struct mk_worker worker;
    struct mk_exhibit_facts facts;
    struct mk_usb_device usb; /* on USB: the phone that was opened; path empty: none yet */
    struct mk_exhibit_owner owner;
    enum mk_phase phase;
    int64_t phase_us; /* since when */
    unsigned tokens;  /* that this connection wanted signed */
    int64_t heard_us; /* the last frame */
    int64_t told_us;  /* when the silence was last told, 0: not */
    /* Makes the connection and a worker that has it; a test plays the worker instead. */
    int (*join)(struct mk_exhibit *x, struct mk_error *e);
};

#define MK_SILENCE_MS 120000 /* of a phone, before it counts as lost */

void mk_phase(struct mk_exhibit *x, enum mk_phase phase);
/* The operator is told, if there is anybody to tell it to. */
void mk_exhibit_tell(const struct mk_exhibit *x, const char *fmt, ...) MK_PRINTF(2, 3);
/* Called often while nothing comes: tells so when it is due. `left_ms` until patience ends. */
void mk_silence(struct mk_exhibit *x, int64_t now_us, int left_ms);

/* Next frame of the worker. MK_ECLOSED when the phone is gone or silent for wait_ms, or the run is
 * to stop; MK_ESTATE when the worker is gone. Likewise when sending. */
MK_CHECK int mk_frame_next(struct mk_frame *f, struct mk_exhibit *x, int wait_ms,
                           struct mk_error *e);
MK_CHECK int mk_frame_send_span(struct mk_exhibit *x, uint16_t type, uint16_t stream,
                                struct mk_span body, struct mk_error *e);
MK_CHECK int mk_frame_send(struct mk_exhibit *x, uint16_t type, uint16_t stream,
                           struct mk_buf *body, struct mk_error *e);
/* Opens what x->device names and hands it to a new worker. MK_EUSAGE, MK_EABSENT, MK_EREFUSED,
 * MK_ECLOSED, MK_ETIMEOUT, MK_EIO. */
MK_CHECK int mk_exhibit_join(struct mk_exhibit *x, struct mk_error *e);
/* A new exhibit, connected by `join`. */
MK_CHECK int mk_exhibit_open(struct mk_exhibit **out, const char *device,
                             int (*join)(struct mk_exhibit *x, struct mk_error *e),
                             const struct mk_exhibit_owner *owner, struct mk_error *e);
/* mk_exhibit_fetch() where there is no phone. */
MK_CHECK int mk_exhibit_fetch_none(const struct mk_fetch *f, struct mk_error *e);
/* Waits for the worker's greeting. */
MK_CHECK int mk_exhibit_hello(struct mk_exhibit *x, struct mk_error *e);
/* Waits for the worker's and the phone's greeting. */
MK_CHECK int mk_exhibit_greet(struct mk_exhibit *x, struct mk_error *e);
/* A frame that does not belong here: fails. */
int mk_frame_bad(const struct mk_frame *f, struct mk_error *e);

/* The end of an answer; `how` NULL: no analysis was asked for. */
MK_CHECK int mk_frame_done(struct mk_answer *a, struct mk_span body, const struct mk_analysis *how,
                           struct mk_error *e);

#endif
