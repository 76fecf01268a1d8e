#include "firmware/transport/usb_link.h"
#include "tests/lib/usb_play.h"
#include <stdlib.h>

/* A phone that says anything: its descriptors, then transfers of any length behind its greeting.
 * u8 length of the descriptors / 2, the descriptors, then per transfer u8 kind and length, bytes.
 */
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

static void require(bool fact)
{
    if (!fact)
        abort();
}

static const uint8_t hello[24] = { 'C', 'N', 'X', 'N', 0, 0, 0, 1, 0,    0,    16,   0,
                                   0,   0,   0,   0,   0, 0, 0, 0, 0xbc, 0xb1, 0xa7, 0xb1 };

/* Transfers of a byte, of a header that fits, or of many packets. */
static void sends(struct usb_play *phone, struct mk_buf *all, const uint8_t *p, size_t n)
{
    static const uint8_t zeros[70000];
    for (size_t at = 0; at + 1 < n && all->len < 4 << 20;) {
        uint8_t head[24] = "WRTE\1\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\xa8\xad\xab\xba";
        size_t length = p[at] & 0x3f;
        struct mk_span s = mk_span(p + at + 1, length < n - at - 1 ? length : n - at - 1);
        if (p[at] & 0x80) {
            s = mk_span(zeros, (length + 1) * (p[at] & 0x40 ? 1024 : 61));
            at++;
        } else if (p[at] & 0x40) {
            memcpy(head + 12, s.p, s.len < 3 ? s.len : 3);
            at += 1 + (s.len < 3 ? s.len : 3);
            s = mk_span(head, sizeof head);
        } else {
            at += 1 + s.len;
        }
        usb_play_send(phone, s);
        mk_buf_put(all, s.p, s.len);
    }
}

static void hear(const struct mk_usb_ends *ends, const uint8_t *p, size_t n)
{
    struct usb_play phone;
    struct mk_transport host;
    struct mk_error e = { 0 };
    struct mk_buf all, heard;
    uint8_t piece[3000];
    size_t got, put;
    usb_play_init(&phone, ends->packet);
    phone.seed = n ? p[0] : 0;
    mk_buf_init(&all, 8 << 20);
    mk_buf_init(&heard, 8 << 20);
    usb_play_send(&phone, mk_span(hello, sizeof hello));
    mk_buf_put(&all, hello, sizeof hello);
    sends(&phone, &all, p, n);
    const struct mk_usb_io io = usb_play_io(&phone);
    require(mk_usb_link_new(&host, &io, ends, &e) == 0);
    phone.now_us += 100000;
    for (int idle = 0; idle < 60; idle++) {
        size_t before = heard.len + phone.at + phone.pos;
        if (phone.took.len == 0)
            require(host.write(host.u, mk_span(hello, sizeof hello), false, &put, &e) >= 0);
        while (host.read(host.u, piece, sizeof piece, &got, &e) > 0)
            mk_buf_put(&heard, piece, got);
        idle = heard.len + phone.at + phone.pos == before ? idle : 0;
    }
    /* What came is what was sent; all of it, unless a payload is longer than what follows it. */
    require(heard.len <= all.len && (heard.len == 0 || memcmp(heard.p, all.p, heard.len) == 0));
    mk_transport_done(&host);
    mk_buf_done(&all);
    mk_buf_done(&heard);
    usb_play_done(&phone);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct mk_usb_ends ends = { .in = 0x81, .out = 1, .packet = 64 }, told;
    struct mk_error e = { 0 };
    size_t length = n ? (size_t)p[0] * 2 : 0;
    if (n == 0 || length > n - 1)
        return 0;
    if (mk_usb_descriptors(&told, mk_span(p + 1, length), 0, &e) == 0) {
        require(told.in & 0x80 && !(told.out & 0x80) && told.packet % 64 == 0);
        ends = told;
    } else {
        require(e.code == MK_EPROTO && e.text[0]);
    }
    hear(&ends, p + 1 + length, n - 1 - length);
    return 0;
}
