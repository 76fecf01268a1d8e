#include "firmware/exhibit/frames.h"
#include "firmware/exhibit/clock.h"
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>

#define SLICE_MS 250 /* so often a wait looks whether it is to stop */

static int lost(const struct mk_frame *f, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(f->body);
    struct mk_span why = mk_cur_text(&c);
    uint32_t code = mk_cur_left(&c) ? mk_cur_u32le(&c) : MK_ECLOSED;
    if (code == MK_EAUTH)
        return mk_fail(e, MK_EAUTH, "%.*s", (int)(why.len < 300 ? why.len : 300),
                       (const char *)why.p);
    return mk_fail(e, MK_ECLOSED, "the connection to the phone is gone: %.*s",
                   (int)(why.len < 200 ? why.len : 200), (const char *)why.p);
}

/* The worker's end is closed. That is the phone's loss if it said so last, else the worker's death.
 * It is killed first, so that what is still to be read has an end. */
static int gone(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_frame f;
    if (x->worker.pid > 0)
        kill(x->worker.pid, SIGKILL);
    while (mk_chan_recv(&f, NULL, x->worker.chan, 0, e) == 1)
        if (f.type == MK_PH_LOST)
            return lost(&f, e);
    mk_exhibit_tell(x, &(struct mk_told){ .code = MK_TOLD_WORKER_DIED, .left_s = MK_TOLD_NO_TIME },
                    "The program that talks to the phone died of what the phone sent. Leave the "
                    "phone as it is: another one is started.");
    return mk_fail(e, MK_ESTATE, "the phone worker died");
}

/* A worker may die in the middle of a frame: the channel calls that a torn one. */
static bool closed(const struct mk_exhibit *x)
{
    uint8_t byte;
    return recv(mk_chan_fd(x->worker.chan), &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static int receive(struct mk_frame *f, struct mk_exhibit *x, int wait_ms, struct mk_error *e)
{
    int64_t now = mk_clock_mono_us(), end = now + (int64_t)wait_ms * 1000;
    int got;
    x->heard_us = now;
    do {
        if (x->owner.stop && *x->owner.stop)
            return mk_fail(e, MK_ECLOSED, "stopped by the operator");
        mk_exhibit_idle(x);
        got = mk_chan_recv(f, NULL, x->worker.chan, SLICE_MS, e);
        now = mk_clock_mono_us();
        if (got < 0 && e->code == MK_ETIMEOUT)
            mk_silence(x, now, (int)((end - now) / 1000));
    } while (got < 0 && e->code == MK_ETIMEOUT && now < end);
    if (got > 0 && x->phase == MK_PHASE_WORK && x->wait == MK_WAIT_OVER)
        x->told_us = 0;
    return got;
}

static int late(const struct mk_exhibit *x, int wait_ms, struct mk_error *e)
{
    if (x->phase == MK_PHASE_ALLOW)
        return mk_fail(e, MK_EAUTH, "nobody touched Allow on the phone in %d s",
                       x->owner.allow_ms / 1000);
    if (x->phase == MK_PHASE_TOUCH)
        return mk_fail(e, MK_EAUTH, "nobody %s in %d s",
                       x->wait == MK_WAIT_TRUST ? "touched Trust on the phone"
                                                : "unlocked the phone",
                       x->owner.allow_ms / 1000);
    return mk_fail(e, MK_ECLOSED, "the phone has been silent for %d s", wait_ms / 1000);
}

/* A finger on an iPhone has its time, however often the phone is asked meanwhile. */
static int patience(const struct mk_exhibit *x, int wait_ms)
{
    int64_t gone = (mk_clock_mono_us() - x->phase_us) / 1000;
    if (x->phase != MK_PHASE_TOUCH)
        return wait_ms;
    return gone < x->owner.allow_ms ? (int)(x->owner.allow_ms - gone) : 0;
}

int mk_frame_next(struct mk_frame *f, struct mk_exhibit *x, int wait_ms, struct mk_error *e)
{
    int got, aside = 0;
    while ((got = receive(f, x, patience(x, wait_ms), e)) > 0 && x->is_iphone &&
           (aside = mk_iphone_aside(x, f, e)) == 1)
        if (x->phase == MK_PHASE_TOUCH && patience(x, wait_ms) == 0)
            return late(x, wait_ms, e);
    if (aside < 0)
        return -1;
    if (got > 0)
        return f->type == MK_PH_LOST ? lost(f, e) : 0;
    if (got < 0 && e->code == MK_ETIMEOUT)
        return late(x, wait_ms, e);
    if (got == 0 || closed(x))
        return gone(x, e);
    return e->code == MK_ECLOSED ? -1 : mk_fail_in(e, "phone worker");
}

int mk_frame_bad(const struct mk_frame *f, struct mk_error *e)
{
    return mk_fail(e, MK_EPROTO, "phone worker: frame %u does not belong here", f->type);
}

int mk_frame_send_span(struct mk_exhibit *x, uint16_t type, uint16_t stream, struct mk_span body,
                       struct mk_error *e)
{
    if (!x->worker.chan)
        return mk_fail(e, MK_ECLOSED, "there is no connection to the phone");
    if (x->iphone.unpaired)
        return mk_fail(e, MK_EAUTH, "the phone was not paired with: nothing can be asked of it");
    if (mk_chan_send(x->worker.chan, type, stream, body, e) == 0)
        return 0;
    return e->code == MK_ECLOSED ? gone(x, e) : -1;
}

int mk_frame_send(struct mk_exhibit *x, uint16_t type, uint16_t stream, struct mk_buf *body,
                  struct mk_error *e)
{
    if (!mk_buf_ok(body))
        return mk_fail(e, MK_ENOMEM, "request to the phone worker");
    return mk_frame_send_span(x, type, stream, mk_buf_span(body), e);
}
