#include "firmware/transport/usb_link.h"
#include "parsers/base/cursor.h"

/* What the phone sends: which transfers are asked for, and where messages begin and end in them. */

#define PAYLOAD_MAX ((size_t)1 << 20) /* AOSP adb.h MAX_PAYLOAD */
#define HEAD        24u

static struct mk_usb_slot *slot(struct mk_usb_in *in, unsigned at)
{
    return &in->slots[at % MK_USB_IN_SLOTS];
}

static bool greeting(uint32_t command)
{
    return command == 0x4e584e43 /* CNXN */ || command == 0x48545541 /* AUTH */ ||
           command == 0x534c5453 /* STLS */;
}

/* A whole header: how long its payload is. One that is none is left to the reader to refuse. */
static void headed(struct mk_usb_in *in)
{
    struct mk_cursor c = mk_cur(mk_span(in->head, HEAD));
    uint32_t command = mk_cur_u32le(&c);
    mk_cur_take(&c, 8);
    uint32_t length = mk_cur_u32le(&c);
    mk_cur_u32le(&c);
    in->headed = 0;
    if (mk_cur_u32le(&c) != (command ^ 0xffffffffu) || length > PAYLOAD_MAX)
        in->lost = true;
    else
        in->left = length;
}

/* What an earlier talk left in the phone: pieces of payloads, answers to nobody. Its answer to our
 * first words begins with a header in a transfer of its own. */
static bool stale(struct mk_usb_link *l, struct mk_span s)
{
    struct mk_usb_in *in = &l->in;
    struct mk_cursor c = mk_cur(s);
    uint32_t command = mk_cur_u32le(&c);
    mk_cur_take(&c, 16);
    uint32_t magic = mk_cur_u32le(&c);
    if (in->synced)
        return false;
    in->synced =
        l->settled && s.len == HEAD && magic == (command ^ 0xffffffffu) && greeting(command);
    return !in->synced;
}

/* Follows the messages through what a transfer brought. */
static void follow(struct mk_usb_in *in, struct mk_span s)
{
    size_t at = 0;
    while (at < s.len && !in->lost) {
        size_t n = s.len - at, most = in->left ? in->left : HEAD - in->headed;
        n = n < most ? n : most;
        if (in->left) {
            in->left -= n;
        } else {
            memcpy(in->head + in->headed, s.p + at, n);
            in->headed += n;
            if (in->headed == HEAD)
                headed(in);
        }
        at += n;
    }
}

static void took(struct mk_usb_link *l, struct mk_usb_transfer *t)
{
    struct mk_usb_in *in = &l->in;
    if (t->actual) {
        l->quiet_us = l->io.now_us(l->io.u);
        in->stalled = false;
    }
    if (stale(l, mk_span(t->bytes, t->actual))) {
        t->actual = 0;
        return;
    }
    follow(in, mk_span(t->bytes, t->actual));
}

static void came_back(struct mk_usb_link *l, struct mk_usb_transfer *t)
{
    struct mk_usb_in *in = &l->in;
    if (t->actual > t->len)
        t->actual = t->len;
    took(l, t);
    if (t->end == MK_USB_DONE ||
        (in->halted && (t->end == MK_USB_CANCELLED || t->end == MK_USB_STALL)))
        return;
    if (t->end != MK_USB_STALL || in->stalled) {
        mk_usb_dead(l, t->end, "reading from the phone");
        return;
    }
    in->stalled = in->halted = true;
    for (unsigned i = in->back; i != in->asked; i++)
        if (slot(in, i)->t.busy)
            l->io.cancel(l->io.u, &slot(in, i)->t);
}

/* All is back: the endpoint may be used again. */
static void go_on(struct mk_usb_link *l)
{
    l->in.halted = false;
    enum mk_usb_end end = l->io.clear_halt(l->io.u, l->ends.in);
    if (end != MK_USB_DONE)
        mk_usb_dead(l, end, "clearing the phone's halt");
}

static size_t round_up(size_t n, size_t packet)
{
    return (n + packet - 1) / packet * packet;
}

/* How long the next transfer may be; 0: enough is asked for. */
static size_t wanted(const struct mk_usb_link *l, size_t covered)
{
    const struct mk_usb_in *in = &l->in;
    size_t packet = l->ends.packet;
    if (in->left > covered) {
        size_t n = round_up(in->left - covered, packet);
        return n < MK_USB_IN_CHUNK ? n : MK_USB_IN_CHUNK;
    }
    return covered - in->left < MK_USB_AHEAD * packet ? packet : 0;
}

static void ask(struct mk_usb_link *l)
{
    struct mk_usb_in *in = &l->in;
    size_t covered = 0, n;
    for (unsigned i = in->back; i != in->asked; i++)
        covered += slot(in, i)->t.len;
    while (l->dead.code == MK_OK && in->asked - in->read < MK_USB_IN_SLOTS &&
           (n = wanted(l, covered)) != 0) {
        struct mk_usb_transfer *t = &slot(in, in->asked)->t;
        t->len = n;
        t->actual = 0;
        enum mk_usb_end end = l->io.submit(l->io.u, t);
        if (end == MK_USB_NO_MEMORY && in->asked != in->back)
            return; /* again when those are back */
        if (end != MK_USB_DONE) {
            mk_usb_dead(l, end, "reading from the phone");
            return;
        }
        in->asked++;
        covered += n;
    }
}

void mk_usb_in_turn(struct mk_usb_link *l)
{
    struct mk_usb_in *in = &l->in;
    /* In the order in which they were asked for, whatever order they are reported in. */
    while (in->back != in->asked && !slot(in, in->back)->t.busy)
        came_back(l, &slot(in, in->back++)->t);
    if (in->halted && in->back == in->asked && l->dead.code == MK_OK)
        go_on(l);
    if (!in->halted)
        ask(l);
}

/* Empty transfers, and what was dropped, are passed over. */
bool mk_usb_in_ready(const struct mk_usb_link *l)
{
    const struct mk_usb_in *in = &l->in;
    for (unsigned i = in->read; i != in->back; i++)
        if (in->slots[i % MK_USB_IN_SLOTS].t.actual > (i == in->read ? in->used : 0))
            return true;
    return false;
}

int mk_usb_in_read(struct mk_usb_link *l, void *out, size_t n, size_t *got)
{
    struct mk_usb_in *in = &l->in;
    *got = 0;
    while (in->read != in->back && *got < n) {
        const struct mk_usb_transfer *t = &slot(in, in->read)->t;
        size_t more = t->actual - in->used;
        more = more < n - *got ? more : n - *got;
        if (more)
            memcpy((uint8_t *)out + *got, t->bytes + in->used, more);
        *got += more;
        in->used += more;
        if (in->used < t->actual)
            break;
        in->used = 0;
        in->read++;
    }
    return *got > 0;
}
