#include "firmware/phantom/ios_usb.h"
#include "parsers/base/cursor.h"

enum { VERSION = 0, CONTROL = 1, SETUP = 2, TCP = 6 };
enum { SYN = 0x02, RST = 0x04, ACK = 0x10 };
#define HEAD_SHORT 8u
#define HEAD       16u
#define TCP_HEAD   20u
#define FROM_HOST  0xfeedfaceu
#define FROM_PHONE 0xfacefaceu
#define OUT_MAX    ((size_t)64 << 20)

void mk_ios_usb_begin(struct mk_ios_usb *u)
{
    *u = (struct mk_ios_usb){ 0 };
    mk_buf_init(&u->in, 2 * MK_IOS_USB_PACKET);
    mk_buf_init(&u->out, OUT_MAX);
}

void mk_ios_usb_free(struct mk_ios_usb_conn *c)
{
    mk_buf_done(&c->in);
    *c = (struct mk_ios_usb_conn){ 0 };
}

void mk_ios_usb_end(struct mk_ios_usb *u)
{
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++)
        mk_ios_usb_free(&u->c[i]);
    mk_buf_done(&u->in);
    mk_buf_done(&u->out);
}

/* ---- out ---- */

static void put_u16(struct mk_buf *b, uint16_t v)
{
    mk_buf_u8(b, (uint8_t)(v >> 8));
    mk_buf_u8(b, (uint8_t)v);
}

static void put_version(struct mk_ios_usb *u)
{
    static const uint32_t words[] = { VERSION, HEAD_SHORT + 12, 2, 0, 0 };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        mk_buf_u32be(&u->out, words[i]);
}

static void put_tcp(struct mk_ios_usb *u, const struct mk_ios_usb_conn *c, uint8_t flags,
                    struct mk_span bytes)
{
    struct mk_buf *b = &u->out;
    mk_buf_u32be(b, TCP);
    mk_buf_u32be(b, (uint32_t)(HEAD + TCP_HEAD + bytes.len));
    mk_buf_u32be(b, FROM_PHONE);
    put_u16(b, u->sent++);
    put_u16(b, u->came);
    put_u16(b, c->port);
    put_u16(b, c->host);
    mk_buf_u32be(b, c->seq);
    mk_buf_u32be(b, c->ack);
    mk_buf_u8(b, TCP_HEAD / 4 << 4);
    mk_buf_u8(b, flags);
    put_u16(b, MK_IOS_USB_WINDOW >> 8);
    mk_buf_u32be(b, 0); /* sum, urgent */
    mk_buf_put(b, bytes.p, bytes.len);
}

void mk_ios_usb_open(struct mk_ios_usb *u, struct mk_ios_usb_conn *c)
{
    put_tcp(u, c, SYN | ACK, mk_span(NULL, 0));
    c->seq++;
    c->acked = c->seq;
    c->state = MK_IOS_USB_OPEN;
}

void mk_ios_usb_close(struct mk_ios_usb *u, struct mk_ios_usb_conn *c)
{
    put_tcp(u, c, RST, mk_span(NULL, 0));
    mk_ios_usb_free(c);
}

size_t mk_ios_usb_room(const struct mk_ios_usb_conn *c)
{
    uint32_t ahead = c->seq - c->acked;
    size_t room = ahead < c->window ? c->window - ahead : 0;
    return c->state != MK_IOS_USB_OPEN ? 0 : room < MK_IOS_USB_CARRY ? room : MK_IOS_USB_CARRY;
}

void mk_ios_usb_send(struct mk_ios_usb *u, struct mk_ios_usb_conn *c, struct mk_span bytes)
{
    put_tcp(u, c, ACK, bytes);
    c->seq += (uint32_t)bytes.len;
}

void mk_ios_usb_took(struct mk_ios_usb *u, struct mk_ios_usb_conn *c, size_t n)
{
    mk_buf_drop(&c->in, n);
    c->ack += (uint32_t)n;
    put_tcp(u, c, ACK, mk_span(NULL, 0));
}

/* ---- in ---- */

static struct mk_ios_usb_conn *find(struct mk_ios_usb *u, uint16_t host, uint16_t port)
{
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++)
        if (u->c[i].state != MK_IOS_USB_FREE && u->c[i].host == host && u->c[i].port == port)
            return &u->c[i];
    return NULL;
}

static void syn(struct mk_ios_usb *u, const struct mk_ios_usb_conn *told)
{
    size_t i = 0;
    struct mk_ios_usb_conn *c = find(u, told->host, told->port), refused = *told;
    while (i < MK_IOS_USB_CONNECTIONS && u->c[i].state != MK_IOS_USB_FREE)
        i++;
    if (c) {
        c->state = MK_IOS_USB_GONE; /* it began again without a word; the next SYN gets in */
        c = NULL;
    } else if (i < MK_IOS_USB_CONNECTIONS) {
        c = &u->c[i];
    }
    if (!c) {
        put_tcp(u, &refused, RST, mk_span(NULL, 0));
        return;
    }
    *c = *told;
    c->state = MK_IOS_USB_NEW;
    mk_buf_init(&c->in, 2 * MK_IOS_USB_WINDOW);
}

static int tcp(struct mk_ios_usb *u, struct mk_cursor *in, struct mk_error *e)
{
    struct mk_ios_usb_conn told = { 0 };
    told.host = mk_cur_u16be(in);
    told.port = mk_cur_u16be(in);
    uint32_t seq = mk_cur_u32be(in), ack = mk_cur_u32be(in);
    uint8_t offset = mk_cur_u8(in), flags = mk_cur_u8(in);
    told.window = (uint32_t)mk_cur_u16be(in) << 8;
    told.ack = seq + 1;
    mk_cur_u32be(in);
    if (!mk_cur_ok(in) || offset >> 4 != TCP_HEAD / 4)
        return mk_fail(e, MK_EPROTO, "USB: a TCP header that is none");
    if (flags & SYN) {
        syn(u, &told);
        return 0;
    }
    struct mk_ios_usb_conn *c = find(u, told.host, told.port);
    if (!c || c->state != MK_IOS_USB_OPEN)
        return 0; /* it was ended here and the host does not know yet */
    if (flags & RST) {
        c->state = MK_IOS_USB_GONE;
        return 0;
    }
    struct mk_span bytes = mk_cur_rest(in);
    c->acked = ack;
    c->window = told.window;
    mk_buf_put(&c->in, bytes.p, bytes.len);
    return mk_buf_ok(&c->in) ? 0 : mk_fail(e, MK_EPROTO, "USB: more than the window allows");
}

static void greet(struct mk_ios_usb *u)
{
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++)
        if (u->c[i].state != MK_IOS_USB_FREE)
            u->c[i].state = MK_IOS_USB_GONE;
    u->greeted = true;
    u->sent = 0;
    u->came = UINT16_MAX;
    put_version(u);
}

static int packet(struct mk_ios_usb *u, struct mk_cursor *in, uint32_t protocol, struct mk_error *e)
{
    if (protocol == VERSION) {
        greet(u);
        return 0;
    }
    uint32_t magic = mk_cur_u32be(in);
    u->came = mk_cur_u16be(in);
    (void)mk_cur_u16be(in);
    if (!u->greeted || !mk_cur_ok(in) || magic != FROM_HOST)
        return mk_fail(e, MK_EPROTO, "USB: a packet before the version, or without its magic");
    if (protocol == SETUP)
        u->sent = 0;
    return protocol == TCP ? tcp(u, in, e) : 0;
}

/* 1: a packet was taken; 0: there is none yet. */
static int one(struct mk_ios_usb *u, struct mk_error *e)
{
    struct mk_cursor in = mk_cur(mk_buf_span(&u->in));
    uint32_t protocol = mk_cur_u32be(&in), n = mk_cur_u32be(&in);
    if (!mk_cur_ok(&in))
        return 0;
    if (n < HEAD_SHORT || n > MK_IOS_USB_PACKET)
        return mk_fail(e, MK_EPROTO, "USB: a packet of %u bytes", n);
    struct mk_span body = mk_cur_take(&in, n - HEAD_SHORT);
    if (!mk_cur_ok(&in))
        return 0;
    struct mk_cursor c = mk_cur(body);
    int rc = packet(u, &c, protocol, e);
    mk_buf_drop(&u->in, n);
    return rc ? -1 : 1;
}

int mk_ios_usb_feed(struct mk_ios_usb *u, struct mk_span bytes, struct mk_error *e)
{
    int rc = 1;
    while (rc == 1 && (bytes.len || u->in.len)) {
        size_t n = bytes.len < MK_IOS_USB_PACKET ? bytes.len : MK_IOS_USB_PACKET;
        mk_buf_put(&u->in, bytes.p, n);
        bytes = mk_span_from(bytes, n);
        if (!mk_buf_ok(&u->in))
            return mk_fail(e, MK_ENOMEM, "USB: packets");
        while ((rc = one(u, e)) == 1)
            ;
        if (rc == 0 && bytes.len)
            rc = 1;
    }
    return rc < 0 ? -1 : mk_buf_ok(&u->out) ? 0 : mk_fail(e, MK_ENOMEM, "USB: answers");
}
