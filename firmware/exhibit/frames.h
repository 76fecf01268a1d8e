#ifndef MK_EXHIBIT_FRAMES_H
#define MK_EXHIBIT_FRAMES_H

/* Private to firmware/exhibit: frames to and from the phone worker. */

#include "firmware/exhibit/exhibit.h"
#include "firmware/transport/usb.h"
#include "firmware/worker/mux.h"
#include "firmware/worker/phone.h"
#include "firmware/worker/worker.h"
#include "parsers/base/cursor.h"

/* What the phone is waited for. */
enum mk_phase {
    MK_PHASE_GREET, /* its first words */
    MK_PHASE_ALLOW, /* a finger on "Allow" */
    MK_PHASE_WORK,  /* an answer */
    MK_PHASE_TOUCH, /* an iPhone: what x->wait says, while it is being greeted */
};

/* An iPhone's: the proxy to usbmuxd, and what it shares with us. */
struct mk_exhibit_iphone {
    struct mk_worker proxy;
    uint8_t *record;            /* mapped, MK_MUX_MEMORY bytes; NULL: none */
    char udid[MK_MUX_UDID_MAX]; /* of the first one that was found: no other is taken afterwards */
    bool unpaired;              /* nobody may pair: all there is is what it tells anybody */
};

struct mk_exhibit {
    char device[128];
    struct mk_worker worker;
    struct mk_exhibit_facts facts;
    struct mk_usb_device usb; /* on USB: the phone that was opened; path empty: none yet */
    struct mk_exhibit_owner owner;
    bool is_iphone;
    struct mk_exhibit_iphone iphone;
    enum mk_phone_wait wait; /* what somebody has to do on an iPhone */
    bool hello;              /* the worker has told of its sandbox */
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
/* The operator is told, if there is anybody to tell it to: `told` but its text. */
void mk_exhibit_tell(const struct mk_exhibit *x, const struct mk_told *told, const char *fmt, ...)
    MK_PRINTF(3, 4);
/* The owner's moment. */
void mk_exhibit_idle(const struct mk_exhibit *x);
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
/* The same for an iPhone: proxy and worker (iphone.c). */
MK_CHECK int mk_iphone_join(struct mk_exhibit *x, const struct mk_address *a, struct mk_error *e);
void mk_iphone_leave(struct mk_exhibit *x);
/* A proxy and the socket to ask it by; `sandbox` gets its report. On failure *asker and proxy->pid
 * are what there is: the caller ends them. */
MK_CHECK int mk_mux_proxy(struct mk_worker *proxy, struct mk_chan **asker, int record,
                          const char *socket, const char *const *args, struct mk_buf *sandbox,
                          struct mk_error *e);
/* PAIR in the greeting: the parent decides. 1: the greeting ends here, unpaired. */
MK_CHECK int mk_iphone_pair(struct mk_exhibit *x, struct mk_span body, struct mk_error *e);
/* What an iPhone's worker says beside its answers: 1: it was that, 0: it was not. */
MK_CHECK int mk_iphone_aside(struct mk_exhibit *x, const struct mk_frame *f, struct mk_error *e);
/* What to do on an iPhone, for MK_PHASE_TOUCH and while a request waits. */
void mk_iphone_tell_wait(struct mk_exhibit *x, int left_s);
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
