/*
 * The two bulk pipes. A phone's adbd hands each message to its kernel as two writes, head and
 * payload (AOSP packages/modules/adb daemon/usb.cpp, UsbFfsConnection::Write), an iPhone each of
 * usbmuxd's packets as one (usbmuxd src/device.c), and each becomes packets on the wire. A host's
 * transfer ends when it is full or with a packet that is not: so a payload of whole packets does
 * not end a longer transfer, and a transfer with no room for a packet fails.
 */
#include "tests/usb/redir.h"
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HEAD     24u
#define AUTH     0x48545541u         /* "AUTH" */
#define OUT_HELD ((size_t)256 << 10) /* further transfers of the host wait from here on */

static uint32_t u32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

void bulk_reset(struct bulk *b)
{
    fifo_clear(&b->in);
    fifo_clear(&b->out);
    b->unit_left = b->n_wants = b->n_acks = b->head_len = b->passes = b->key_len = 0;
    b->payload = 0;
    b->stalled = b->naks = false;
    b->held_until_ms = 0;
}

/* n: how much of it was transferred; p: that, when it came from the phone. */
static void answer(struct bulk *b, const struct request *r, uint8_t status, uint8_t *p, size_t n)
{
    struct usb_redir_bulk_packet_header h = r->head;
    h.status = status;
    h.length = (uint16_t)(n & 0xffff);
    h.length_high = (uint16_t)(n >> 16);
    usbredirparser_send_bulk_packet(b->parser, r->id, &h, p, p ? (int)n : 0);
}

static void drop(struct request *all, size_t *n, size_t i)
{
    memmove(all + i, all + i + 1, (--*n - i) * sizeof *all);
}

void bulk_cancelled(struct bulk *b, uint64_t id)
{
    struct request *lists[] = { b->wants, b->acks };
    size_t *lens[] = { &b->n_wants, &b->n_acks };
    for (int k = 0; k < 2; k++)
        for (size_t i = 0; i < *lens[k]; i++)
            if (lists[k][i].id == id) {
                answer(b, &lists[k][i], usb_redir_cancelled, NULL, 0);
                drop(lists[k], lens[k], i);
                return;
            }
}

/* ---- what the host sends ---- */

static void keep_key(struct bulk *b)
{
    int fd = b->key_file ? open(b->key_file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
    say("a key is offered: %zu bytes", b->key_len);
    if (b->key_file &&
        (fd < 0 || write(fd, b->key, b->key_len) != (ssize_t)b->key_len || close(fd)))
        die("%s: cannot be written", b->key_file);
}

/* Watches messages go by: a public key that is offered is what a person would see on the phone. */
static void watch(struct bulk *b, const uint8_t *p, size_t n)
{
    while (n) {
        bool head = b->head_len < HEAD;
        size_t take = head ? HEAD - b->head_len : b->passes;
        bool key = !head && u32(b->head) == AUTH && u32(b->head + 4) == 3;
        take = take < n ? take : n;
        if (head) {
            memcpy(b->head + b->head_len, p, take);
            b->head_len += take;
            b->passes = b->head_len == HEAD ? u32(b->head + 12) : 0;
        } else {
            if (key && take <= sizeof b->key - b->key_len) {
                memcpy(b->key + b->key_len, p, take);
                b->key_len += take;
            }
            b->passes -= take;
        }
        if (b->head_len == HEAD && !b->passes) {
            if (key)
                keep_key(b);
            b->head_len = b->key_len = 0;
        }
        p += take;
        n -= take;
    }
}

void bulk_asked(struct bulk *b, uint64_t id, const struct usb_redir_bulk_packet_header *h,
                const uint8_t *data, size_t n)
{
    bool in = h->endpoint & 0x80;
    struct request *list = in ? b->wants : b->acks;
    size_t *len = in ? &b->n_wants : &b->n_acks;
    if (*len == REQUESTS_MAX)
        die("more than %u transfers at once", REQUESTS_MAX);
    if (h->endpoint != b->g->in && h->endpoint != b->g->out) {
        struct request r = { .id = id, .head = *h };
        answer(b, &r, usb_redir_stall, NULL, 0);
        return;
    }
    list[(*len)++] = (struct request){ id, h->length | (uint32_t)h->length_high << 16, *h };
    if (!in && !b->flood) {
        if (!b->mux)
            watch(b, data, n);
        fifo_put(&b->out, data, n);
    }
}

/* ---- what the phone sends ---- */

enum made { WAITS, WHOLE, TOO_LONG };

/* The length of the unit that begins with these bytes, 0: they do not tell it yet. *payload: of the
 * one behind a head; told 0, the next is a head again. */
static size_t unit(const struct bulk *b, const uint8_t *p, size_t have, uint32_t *payload)
{
    if (b->mux) {
        size_t len = have < 8 ? 0 : (size_t)p[4] << 24 | p[5] << 16 | p[6] << 8 | p[7];
        if (have >= 8 && len < 8)
            die("the phone sends a packet of %zu bytes", len);
        return len;
    }
    if (*payload) {
        size_t len = *payload;
        *payload = 0;
        return len;
    }
    *payload = have < HEAD ? 0 : u32(p + 12);
    return have < HEAD ? 0 : HEAD;
}

/* How much of the stream goes into a transfer of `len` bytes. */
static enum made make(struct bulk *b, size_t len, size_t *n)
{
    size_t left = b->unit_left, packet = b->g->packet, have = fifo_len(&b->in);
    uint32_t payload = b->payload;
    const uint8_t *p = b->in.p + b->in.at;
    for (*n = 0;;) {
        if (!left)
            left = unit(b, p + *n, have - *n, &payload);
        if (!left)
            return WAITS;
        size_t room = len - *n, take = left < room ? left : room;
        if (take < left && take % packet)
            return TOO_LONG;
        if (have < *n + take)
            return WAITS;
        *n += take;
        left -= take;
        if (*n == len || take % packet || (!left && b->zlp))
            break;
    }
    return WHOLE;
}

/* Takes n bytes off the stream, keeping count of heads and payloads. */
static void took(struct bulk *b, size_t n)
{
    while (n) {
        if (!b->unit_left)
            b->unit_left = unit(b, b->in.p + b->in.at, fifo_len(&b->in), &b->payload);
        size_t take = b->unit_left < n ? b->unit_left : n;
        b->unit_left -= take;
        fifo_take(&b->in, take);
        n -= take;
    }
}

static void send(struct bulk *b, uint8_t status, uint8_t *p, size_t n)
{
    answer(b, &b->wants[0], status, p, n);
    drop(b->wants, &b->n_wants, 0);
    b->sent += n;
    b->credit -= (double)n;
}

/* The first transfer that waits: true when it was answered. */
static bool give(struct bulk *b, bool in_part)
{
    static uint8_t flood[4 << 20];
    size_t len = b->wants[0].len, n;
    if (b->flood) {
        send(b, usb_redir_success, flood, len < sizeof flood ? len : sizeof flood);
        return true;
    }
    switch (make(b, len, &n)) {
    case WAITS:
        return false;
    case TOO_LONG:
        say("a transfer of %zu bytes has no room for a packet", len);
        send(b, usb_redir_babble, NULL, 0);
        return true;
    case WHOLE:
        break;
    }
    if (in_part && n > 3)
        n = n / 3 | 1; /* no whole packet at its end */
    send(b, usb_redir_success, b->in.p + b->in.at, n);
    took(b, n);
    return true;
}

static void refill(struct bulk *b, int64_t now_ms)
{
    double most = (double)b->rate / 200; /* what a wake-up that comes late may make good */
    b->credit += (double)b->rate * (double)(now_ms - b->credit_ms) / 1000;
    b->credit = b->credit < most ? b->credit : most;
    b->credit_ms = now_ms;
}

static void acknowledge(struct bulk *b)
{
    while (b->n_acks && fifo_len(&b->out) < OUT_HELD) {
        answer(b, &b->acks[0], usb_redir_success, NULL, b->acks[0].len);
        drop(b->acks, &b->n_acks, 0);
    }
}

/* True: something came due that bulk_pump() hands on. */
static bool fault(struct bulk *b, int64_t now_ms, bool *in_part)
{
    struct fault f;
    while (fault_due(&f, b->faults, b->sent))
        switch (f.what) {
        case FAULT_STALL:
            b->stalled = true;
            break;
        case FAULT_SHORT:
            *in_part = true;
            return false;
        case FAULT_DELAY:
            b->held_until_ms = now_ms + f.ms;
            return false;
        case FAULT_NAK:
            b->naks = true;
            return false;
        case FAULT_UNPLUG:
            b->unplug = f;
            return true;
        }
    return false;
}

bool bulk_pump(struct bulk *b, int64_t now_ms)
{
    bool in_part = false;
    refill(b, now_ms);
    acknowledge(b);
    while (b->n_wants && !b->naks && now_ms >= b->held_until_ms && (!b->rate || b->credit > 0)) {
        if (fault(b, now_ms, &in_part))
            return true;
        if (b->stalled)
            send(b, usb_redir_stall, NULL, 0);
        else if (b->naks || now_ms < b->held_until_ms || !give(b, in_part))
            break;
        else
            in_part = false;
    }
    return false;
}

int bulk_wait_ms(const struct bulk *b, int64_t now_ms)
{
    if (b->held_until_ms > now_ms)
        return (int)(b->held_until_ms - now_ms);
    return b->rate && b->credit <= 0 && b->n_wants ? 1 : -1;
}
