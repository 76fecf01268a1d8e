#include "tests/lib/usb_play.h"
#include "parsers/base/cursor.h"
#include <stdlib.h>

void usb_play_init(struct usb_play *p, size_t packet)
{
    *p = (struct usb_play){ .packet = packet, .now_us = 1000000 };
    mk_buf_init(&p->sends, 64 << 20);
    mk_buf_init(&p->took, 64 << 20);
}

void usb_play_done(struct usb_play *p)
{
    mk_buf_done(&p->sends);
    mk_buf_done(&p->took);
}

void usb_play_send(struct usb_play *p, struct mk_span transfer)
{
    mk_buf_text(&p->sends, transfer);
}

void usb_play_message(struct usb_play *p, uint32_t command, size_t payload)
{
    struct mk_buf b;
    mk_buf_init(&b, 8 << 20);
    mk_buf_u32le(&b, command);
    mk_buf_u32le(&b, 1);
    mk_buf_u32le(&b, 2);
    mk_buf_u32le(&b, (uint32_t)payload);
    mk_buf_u32le(&b, 0);
    mk_buf_u32le(&b, command ^ 0xffffffffu);
    usb_play_send(p, mk_buf_span(&b));
    mk_buf_clear(&b);
    for (size_t i = 0; i < payload; i++)
        mk_buf_u8(&b, (uint8_t)(i * 7 + payload + i / 251));
    if (payload)
        usb_play_send(p, mk_buf_span(&b));
    mk_buf_done(&b);
}

static bool chance(struct usb_play *p)
{
    if (p->seed == 0)
        return true;
    p->seed = p->seed * 1664525u + 1013904223u;
    return p->seed >> 24 & 1;
}

static void back(struct mk_usb_transfer **list, size_t *n, size_t i, enum mk_usb_end end)
{
    struct mk_usb_transfer *t = list[i];
    t->busy = false;
    t->end = end;
    memmove(list + i, list + i + 1, (*n - i - 1) * sizeof *list);
    --*n;
}

static bool fails(struct usb_play *p)
{
    p->ended++;
    return p->fail_at && p->ended >= p->fail_at && p->ended < p->fail_at + p->fail_times;
}

void usb_play_unplug(struct usb_play *p)
{
    p->gone = true;
    while (p->nin)
        back(p->in, &p->nin, 0, MK_USB_GONE);
    while (p->nout)
        back(p->out, &p->nout, 0, MK_USB_GONE);
}

static void failed(struct usb_play *p, struct mk_usb_transfer **list, size_t *n, bool *halted)
{
    if (p->fail_with == MK_USB_GONE) {
        usb_play_unplug(p);
        return;
    }
    *halted = p->fail_with == MK_USB_STALL;
    back(list, n, 0, p->fail_with);
}

/* The phone's transfer at the front; false: it has nothing to send. */
static bool front(struct mk_span *out, const struct usb_play *p)
{
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&p->sends), p->at));
    if (p->took.len == 0 && p->at >= p->early)
        return false;
    *out = mk_cur_text(&c);
    return mk_cur_ok(&c);
}

/* One packet into the oldest transfer; false when nothing moves. */
static bool packet_in(struct usb_play *p)
{
    struct mk_span s;
    if (p->nin == 0 || p->halted_in || p->mute || !front(&s, p))
        return false;
    struct mk_usb_transfer *t = p->in[0];
    size_t n = s.len - p->pos;
    n = n < p->packet ? n : p->packet;
    if (n > t->len - t->actual)
        abort(); /* an overflow: the host asked for no whole packet */
    bool ends = n < p->packet || t->actual + n == t->len;
    if (ends && fails(p)) {
        failed(p, p->in, &p->nin, &p->halted_in);
        return true;
    }
    memcpy(t->bytes + t->actual, s.p + p->pos, n);
    t->actual += n;
    p->pos += n;
    if (p->pos == s.len) {
        p->at += 4 + s.len;
        p->pos = 0;
    }
    if (ends)
        back(p->in, &p->nin, 0, MK_USB_DONE);
    return true;
}

static bool one_out(struct usb_play *p)
{
    if (p->nout == 0 || p->halted_out || p->mute)
        return false;
    struct mk_usb_transfer *t = p->out[0];
    bool bad = fails(p);
    size_t n = bad ? p->fail_after / p->packet * p->packet : t->len;
    n = n < t->len ? n : t->len;
    mk_buf_put(&p->took, t->bytes, n);
    t->actual = n;
    if (bad) {
        failed(p, p->out, &p->nout, &p->halted_out);
        return true;
    }
    if (p->nouts < USB_PLAY_OUTS)
        p->outs[p->nouts++] = (uint32_t)t->len;
    back(p->out, &p->nout, 0, MK_USB_DONE);
    return true;
}

static int prepare(void *u, struct mk_usb_transfer *t, struct mk_error *e)
{
    struct usb_play *p = u;
    t->impl = malloc(1);
    p->prepared += t->impl != NULL;
    return t->impl ? 0 : mk_fail(e, MK_ENOMEM, "played transfer");
}

static void forget(void *u, struct mk_usb_transfer *t)
{
    struct usb_play *p = u;
    if (t->busy)
        abort();
    p->prepared--;
    free(t->impl);
    t->impl = NULL;
}

static enum mk_usb_end submit(void *u, struct mk_usb_transfer *t)
{
    struct usb_play *p = u;
    bool in = t->endpoint & 0x80;
    size_t *n = in ? &p->nin : &p->nout;
    if (t->busy || *n == USB_PLAY_BUSY || (in && t->len % p->packet))
        abort();
    if (p->gone)
        return MK_USB_GONE;
    if (++p->submitted == p->no_memory_at)
        return MK_USB_NO_MEMORY;
    (in ? p->in : p->out)[(*n)++] = t;
    t->busy = true;
    t->actual = 0;
    return MK_USB_DONE;
}

static void cancel(void *u, struct mk_usb_transfer *t)
{
    struct usb_play *p = u;
    for (size_t i = 0; i < p->nin; i++)
        if (p->in[i] == t)
            back(p->in, &p->nin, i, MK_USB_CANCELLED);
    for (size_t i = 0; i < p->nout; i++)
        if (p->out[i] == t)
            back(p->out, &p->nout, i, MK_USB_CANCELLED);
}

static enum mk_usb_end clear_halt(void *u, uint8_t endpoint)
{
    struct usb_play *p = u;
    if (p->gone)
        return MK_USB_GONE;
    if (p->clear_fails)
        return MK_USB_ERROR;
    p->cleared++;
    *(endpoint & 0x80 ? &p->halted_in : &p->halted_out) = false;
    return MK_USB_DONE;
}

static int events(void *u, int wait_ms)
{
    struct usb_play *p = u;
    p->now_us += wait_ms * 1000;
    bool in = true, out = true;
    while (in || out) {
        in = chance(p) && packet_in(p);
        out = chance(p) && one_out(p);
    }
    return 0;
}

static size_t fill_poll(void *u, struct pollfd *out, size_t max, int *wait_ms)
{
    (void)u;
    (void)out;
    (void)max;
    (void)wait_ms;
    return 0;
}

static int64_t now_us(void *u)
{
    struct usb_play *p = u;
    return p->now_us;
}

static void play_free(void *u)
{
    struct usb_play *p = u;
    p->freed = true;
}

struct mk_usb_io usb_play_io(struct usb_play *p)
{
    return (struct mk_usb_io){ .prepare = prepare,
                               .forget = forget,
                               .submit = submit,
                               .cancel = cancel,
                               .clear_halt = clear_halt,
                               .events = events,
                               .poll = fill_poll,
                               .now_us = now_us,
                               .free = play_free,
                               .u = p };
}
