#include "firmware/transport/usb_link.h"
#include <stdlib.h>

/* ADB over USB as a stream of bytes; usb_in.c and usb_out.c know what travels how. */

/* What an earlier talk left in the phone comes at once, and the phone says nothing of its own: so
 * it is listened to before the first word, until it is quiet. */
#define QUIET_US  30000
#define SETTLE_US 1500000

#define FREE_MS 2000 /* for transfers to come back that were called back */

static const char *words(enum mk_usb_end why)
{
    switch (why) {
    case MK_USB_DONE:
    case MK_USB_CANCELLED:
        break;
    case MK_USB_STALL:
        return "the phone halts the connection again and again: switch USB debugging off and on";
    case MK_USB_GONE:
        return "the cable was pulled or the phone went away";
    case MK_USB_LATE:
        return "the phone takes no data: unlock it, switch USB debugging off and on";
    case MK_USB_OVERFLOW:
        return "the phone sent more than a packet holds";
    case MK_USB_ERROR:
        return "transfer error: the cable was pulled, or it or its plug is bad";
    case MK_USB_PARTLY:
        return "the phone took only a part";
    case MK_USB_NO_MEMORY:
        return "the kernel has no memory for USB (see usbfs_memory_mb)";
    }
    return "the transfer ended by itself";
}

static enum mk_code code(enum mk_usb_end why)
{
    return why == MK_USB_LATE        ? MK_ETIMEOUT
           : why == MK_USB_OVERFLOW  ? MK_EPROTO
           : why == MK_USB_NO_MEMORY ? MK_ENOMEM
                                     : MK_ECLOSED;
}

void mk_usb_dead(struct mk_usb_link *l, enum mk_usb_end why, const char *doing)
{
    if (l->dead.code == MK_OK)
        mk_fail(&l->dead, code(why), "USB, %s: %s", doing, words(why));
}

/* All that is done is taken in, and as much as may be is under way again. */
static void turn(struct mk_usb_link *l)
{
    if (l->dead.code == MK_OK && l->io.events(l->io.u, 0) != 0)
        mk_usb_dead(l, MK_USB_ERROR, "waiting for the phone");
    mk_usb_in_turn(l);
    mk_usb_out_turn(l);
}

static int64_t settles_in(struct mk_usb_link *l)
{
    int64_t now = l->io.now_us(l->io.u);
    int64_t quiet = l->quiet_us + QUIET_US - now, end = l->began_us + SETTLE_US - now;
    int64_t wait = quiet < end ? quiet : end;
    if (wait <= 0)
        l->settled = true;
    return l->settled ? 0 : wait;
}

static int usb_read(void *u, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct mk_usb_link *l = u;
    if (!mk_usb_in_ready(l))
        turn(l);
    if (mk_usb_in_read(l, out, n, got))
        return 1;
    if (l->dead.code != MK_OK) {
        *e = l->dead;
        return -1;
    }
    return 0;
}

static int usb_write(void *u, struct mk_span bytes, bool more, size_t *put, struct mk_error *e)
{
    struct mk_usb_link *l = u;
    (void)more;
    turn(l);
    *put = 0;
    if (l->dead.code == MK_OK && settles_in(l) == 0)
        *put = mk_usb_out_write(l, bytes);
    if (l->dead.code != MK_OK) {
        *put = 0;
        *e = l->dead;
        return -1;
    }
    return *put > 0;
}

static size_t usb_poll(void *u, struct pollfd *out, size_t max, bool want_write, int *wait_ms)
{
    struct mk_usb_link *l = u;
    int ms = *wait_ms;
    turn(l);
    if (mk_usb_in_ready(l) || l->dead.code != MK_OK)
        ms = 0;
    else if (want_write && !l->settled)
        ms = (int)(settles_in(l) / 1000) + 1;
    if (*wait_ms < 0 || ms < *wait_ms)
        *wait_ms = ms;
    return l->dead.code == MK_OK ? l->io.poll(l->io.u, out, max, wait_ms) : 0;
}

static bool call_back(struct mk_usb_link *l, struct mk_usb_slot *s, size_t n, bool cancel)
{
    bool busy = false;
    for (size_t i = 0; i < n; i++) {
        if (s[i].t.busy && cancel)
            l->io.cancel(l->io.u, &s[i].t);
        busy = busy || s[i].t.busy;
    }
    return busy;
}

static bool under_way(struct mk_usb_link *l, bool cancel)
{
    bool in = call_back(l, l->in.slots, MK_USB_IN_SLOTS, cancel);
    return call_back(l, l->out.slots, MK_USB_OUT_SLOTS, cancel) || in;
}

static void slots_done(struct mk_usb_link *l, struct mk_usb_slot *s, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (s[i].t.impl)
            l->io.forget(l->io.u, &s[i].t);
        free(s[i].bytes);
    }
}

static void usb_free(void *u)
{
    struct mk_usb_link *l = u;
    if (!l)
        return;
    int64_t end = l->io.now_us(l->io.u) + FREE_MS * 1000;
    bool busy = under_way(l, true);
    while (busy && l->io.now_us(l->io.u) < end && l->io.events(l->io.u, 100) == 0)
        busy = under_way(l, false);
    if (busy) /* the kernel may still write there: never given back */
        return;
    slots_done(l, l->in.slots, MK_USB_IN_SLOTS);
    slots_done(l, l->out.slots, MK_USB_OUT_SLOTS);
    l->io.free(l->io.u);
    free(l);
}

static int slots_init(struct mk_usb_link *l, struct mk_usb_slot *s, size_t n, size_t bytes,
                      uint8_t endpoint, struct mk_error *e)
{
    for (size_t i = 0; i < n; i++) {
        s[i].bytes = malloc(bytes);
        s[i].t = (struct mk_usb_transfer){ .endpoint = endpoint, .bytes = s[i].bytes };
        if (!s[i].bytes)
            return mk_fail(e, MK_ENOMEM, "buffers for USB");
        if (l->io.prepare(l->io.u, &s[i].t, e) != 0)
            return -1;
    }
    return 0;
}

int mk_usb_link_new(struct mk_transport *out, const struct mk_usb_io *io,
                    const struct mk_usb_ends *ends, struct mk_error *e)
{
    struct mk_usb_link *l = calloc(1, sizeof *l);
    if (!l) {
        io->free(io->u);
        return mk_fail(e, MK_ENOMEM, "transport");
    }
    l->io = *io;
    l->ends = *ends;
    l->began_us = l->quiet_us = io->now_us(io->u);
    if (slots_init(l, l->in.slots, MK_USB_IN_SLOTS, MK_USB_IN_CHUNK, ends->in, e) != 0 ||
        slots_init(l, l->out.slots, MK_USB_OUT_SLOTS, MK_USB_OUT_CHUNK, ends->out, e) != 0) {
        usb_free(l);
        return -1;
    }
    *out = (struct mk_transport){
        .read = usb_read, .write = usb_write, .poll = usb_poll, .free = usb_free, .u = l
    };
    return 0;
}
