#include "firmware/transport/usb_link.h"
#include "parsers/base/cursor.h"

/*
 * What goes to the phone. Old phones read the header with a request of exactly 24 bytes and the
 * payload with one of exactly its length (Linux drivers/usb/gadget/f_adb.c of the Android kernels,
 * adb_read(): req->length = count), newer ones read until a packet is not full (AOSP
 * daemon/usb.cpp): so each is a transfer of its own, and a payload of whole packets is followed by
 * an empty one, as every host has done since 2009 (AOSP client/usb_linux.cpp zero_mask,
 * client/usb_libusb.cpp should_perform_zero_transfer()); f_adb throws it away.
 */

#define HEAD         24u
#define OUT_MS       10000u /* the phone takes nothing for so long: it is gone */
#define OUT_FIRST_MS 4000u  /* its first word: nobody is there */

static struct mk_usb_slot *slot(struct mk_usb_out *o, unsigned at)
{
    return &o->slots[at % MK_USB_OUT_SLOTS];
}

static bool full(const struct mk_usb_out *o)
{
    return o->asked - o->back == MK_USB_OUT_SLOTS;
}

static bool alive(const struct mk_usb_link *l)
{
    return l->dead.code == MK_OK;
}

static bool submit(struct mk_usb_link *l, struct mk_usb_transfer *t)
{
    t->actual = 0;
    t->timeout_ms = l->in.synced ? OUT_MS : OUT_FIRST_MS;
    enum mk_usb_end end = l->io.submit(l->io.u, t);
    if (end != MK_USB_DONE)
        mk_usb_dead(l, end, "writing to the phone");
    return end == MK_USB_DONE;
}

static void send(struct mk_usb_link *l)
{
    struct mk_usb_out *o = &l->out;
    struct mk_usb_slot *s = slot(o, o->asked);
    s->t.bytes = s->bytes;
    s->t.len = o->fill;
    o->fill = 0;
    if (submit(l, &s->t))
        o->asked++;
}

static void send_zero(struct mk_usb_link *l)
{
    struct mk_usb_out *o = &l->out;
    if (o->zero && alive(l) && !o->halted && !full(o)) {
        o->zero = false;
        send(l);
    }
}

/* The halt is over: the transfers that did not go through go again, each from where it stopped. */
static void again(struct mk_usb_link *l)
{
    struct mk_usb_out *o = &l->out;
    o->halted = false;
    enum mk_usb_end end = l->io.clear_halt(l->io.u, l->ends.out);
    if (end != MK_USB_DONE) {
        mk_usb_dead(l, end, "clearing the phone's halt");
        return;
    }
    for (unsigned i = o->back; i != o->asked && alive(l); i++) {
        struct mk_usb_transfer *t = &slot(o, i)->t;
        if (t->end == MK_USB_DONE) { /* it overtook the one that was halted */
            mk_usb_dead(l, MK_USB_ERROR, "writing to the phone");
            return;
        }
        t->bytes += t->actual;
        t->len -= t->actual;
        submit(l, t);
    }
}

static void stall(struct mk_usb_link *l)
{
    struct mk_usb_out *o = &l->out;
    o->halted = o->stalled = true;
    for (unsigned i = o->back; i != o->asked; i++)
        if (slot(o, i)->t.busy)
            l->io.cancel(l->io.u, &slot(o, i)->t);
}

static bool any_busy(struct mk_usb_out *o)
{
    for (unsigned i = o->back; i != o->asked; i++)
        if (slot(o, i)->t.busy)
            return true;
    return false;
}

void mk_usb_out_turn(struct mk_usb_link *l)
{
    struct mk_usb_out *o = &l->out;
    while (!o->halted && alive(l) && o->back != o->asked && !slot(o, o->back)->t.busy) {
        struct mk_usb_transfer *t = &slot(o, o->back)->t;
        if (t->actual > t->len)
            t->actual = t->len;
        if (t->end == MK_USB_DONE && t->actual == t->len) {
            o->stalled = false;
            o->back++;
        } else if (t->end == MK_USB_STALL && !o->stalled) {
            stall(l);
        } else {
            mk_usb_dead(l, t->end == MK_USB_DONE ? MK_USB_PARTLY : t->end, "writing to the phone");
        }
    }
    if (o->halted && alive(l) && !any_busy(o))
        again(l);
    send_zero(l);
}

/* The header is whole: what is to follow. */
static void headed(struct mk_usb_out *o, const uint8_t *head)
{
    struct mk_cursor c = mk_cur(mk_span(head, HEAD));
    mk_cur_take(&c, 12);
    o->payload = o->left = mk_cur_u32le(&c);
    o->in_payload = o->left != 0;
}

static void end_payload(struct mk_usb_link *l)
{
    struct mk_usb_out *o = &l->out;
    o->in_payload = o->left != 0;
    o->zero = o->left == 0 && o->payload % l->ends.packet == 0;
}

size_t mk_usb_out_write(struct mk_usb_link *l, struct mk_span bytes)
{
    struct mk_usb_out *o = &l->out;
    size_t put = 0;
    while (alive(l) && !o->halted && !full(o) && !o->zero && put < bytes.len) {
        uint8_t *to = slot(o, o->asked)->bytes;
        size_t most = !o->in_payload ? HEAD - o->fill : MK_USB_OUT_CHUNK - o->fill;
        if (o->in_payload && o->left < most)
            most = o->left;
        size_t n = bytes.len - put < most ? bytes.len - put : most;
        memcpy(to + o->fill, bytes.p + put, n);
        o->fill += n;
        put += n;
        if (!o->in_payload && o->fill == HEAD) {
            headed(o, to);
            send(l);
        } else if (o->in_payload) {
            o->left -= n;
            if (o->left == 0 || o->fill == MK_USB_OUT_CHUNK) {
                send(l);
                end_payload(l);
                send_zero(l);
            }
        }
    }
    return put;
}
