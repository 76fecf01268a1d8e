#include "firmware/transport/usb_desc.h"
#include "parsers/base/cursor.h"

enum { DEVICE = 1, CONFIGURATION = 2, INTERFACE = 4, ENDPOINT = 5 };
#define IN_BIT 0x80
#define BULK   2

/* The next descriptor out of `c`: its type, 0 when there is no more; its body behind the type. */
static int next(struct mk_span *body, struct mk_cursor *c, struct mk_error *e)
{
    if (mk_cur_left(c) == 0)
        return 0;
    size_t at = c->pos;
    unsigned length = mk_cur_u8(c), type = mk_cur_u8(c);
    *body = mk_cur_take(c, length < 2 ? 0 : length - 2u);
    if (length < 2)
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: length %u at byte %zu", length, at);
    if (!mk_cur_ok(c))
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: cut at byte %zu", at);
    return (int)type;
}

static int find_configuration(struct mk_span *out, struct mk_span bytes, unsigned value,
                              struct mk_error *e)
{
    struct mk_cursor c = mk_cur(bytes);
    struct mk_cursor device = mk_cur(mk_cur_take(&c, 18));
    if (mk_cur_u8(&device) != 18 || mk_cur_u8(&device) != DEVICE)
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: no device descriptor in front");
    while (mk_cur_left(&c)) {
        struct mk_cursor head = mk_cur(mk_cur_rest(&c)), body;
        unsigned length = mk_cur_u8(&head), type = mk_cur_u8(&head);
        unsigned total = mk_cur_u16le(&head);
        mk_cur_u8(&head);
        unsigned this = mk_cur_u8(&head);
        if (!mk_cur_ok(&head) || length < 9 || type != CONFIGURATION || total < length)
            return mk_fail(e, MK_EPROTO, "the phone's descriptors: damaged configuration");
        body = mk_cur(head.in);
        *out = mk_cur_take(&body, total);
        if (!mk_cur_ok(&body))
            return mk_fail(e, MK_EPROTO,
                           "the phone's descriptors: a configuration of %u bytes has only %zu",
                           total, head.in.len);
        if (value == 0 || this == value)
            return 0;
        c = body;
    }
    return mk_fail(e, MK_EPROTO, "the phone's descriptors: no configuration %u", value);
}

struct found {
    struct mk_usb_ends ends;
    bool have, inside; /* inside: the endpoints that follow are the ADB interface's */
    unsigned packets[2];
};

static int interface(struct found *f, struct mk_cursor c, struct mk_error *e)
{
    unsigned number = mk_cur_u8(&c), setting = mk_cur_u8(&c);
    mk_cur_u8(&c); /* how many endpoints: they are counted */
    unsigned cls = mk_cur_u8(&c), sub = mk_cur_u8(&c), proto = mk_cur_u8(&c);
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: short interface");
    f->inside = cls == 0xff && sub == 0x42 && proto == 0x01;
    if (!f->inside)
        return 0;
    if (f->have && f->ends.interface == number)
        return mk_fail(e, MK_EPROTO,
                       "the phone's descriptors: ADB interface %u has more than one "
                       "setting",
                       number);
    if (f->have)
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: more than one ADB interface");
    if (setting != 0)
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: ADB in setting %u", setting);
    f->have = true;
    f->ends.interface = (uint8_t)number;
    return 0;
}

static int endpoint(struct found *f, struct mk_cursor c, struct mk_error *e)
{
    unsigned address = mk_cur_u8(&c), attributes = mk_cur_u8(&c), packet = mk_cur_u16le(&c);
    bool in = address & IN_BIT;
    uint8_t *end = in ? &f->ends.in : &f->ends.out;
    if (!mk_cur_ok(&c))
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: short endpoint");
    if (!f->inside || (attributes & 3) != BULK)
        return 0;
    if ((address & 0x7f) == 0 || (address & 0x7f) > 15)
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: endpoint 0x%02x", address);
    if (*end)
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: ADB has two bulk endpoints %s",
                       in ? "in" : "out");
    *end = (uint8_t)address;
    f->packets[in] = packet;
    return 0;
}

/* Full, high and super speed (USB 2.0, 5.8.3; USB 3.2, 9.6.6). Bulk at full speed could also have
 * 8, 16 or 32 bytes, but a header of 24 is one packet for every ADB (AOSP transport_usb.cpp). */
static bool usual(unsigned packet)
{
    return packet == 64 || packet == 512 || packet == 1024;
}

static int judge(const struct found *f, struct mk_error *e)
{
    if (!f->have)
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: no ADB interface");
    if (!f->ends.in || !f->ends.out)
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: ADB lacks a bulk endpoint %s",
                       f->ends.in ? "out" : "in");
    if (!usual(f->packets[0]) || f->packets[0] != f->packets[1])
        return mk_fail(e, MK_EPROTO, "the phone's descriptors: packets of %u bytes in, %u out",
                       f->packets[1], f->packets[0]);
    return 0;
}

int mk_usb_descriptors(struct mk_usb_ends *out, struct mk_span bytes, unsigned configuration,
                       struct mk_error *e)
{
    struct mk_span all, body;
    struct found f = { 0 };
    int type, rc = 0;
    if (find_configuration(&all, bytes, configuration, e) != 0)
        return -1;
    struct mk_cursor c = mk_cur(all);
    while (rc == 0 && (type = next(&body, &c, e)) != 0) {
        if (type < 0)
            return -1;
        if (type == INTERFACE)
            rc = interface(&f, mk_cur(body), e);
        else if (type == ENDPOINT)
            rc = endpoint(&f, mk_cur(body), e);
    }
    if (rc != 0 || judge(&f, e) != 0)
        return -1;
    *out = f.ends;
    out->packet = (uint16_t)f.packets[0];
    return 0;
}
