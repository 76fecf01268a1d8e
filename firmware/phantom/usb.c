#include "firmware/phantom/usb.h"
#include "firmware/adb/wire.h"
#include "parsers/base/cursor.h"
#include <linux/usb/functionfs.h>

int mk_phantom_usb_begin(struct mk_phantom_usb *u, const struct mk_phantom *p, struct mk_error *e)
{
    mk_phantom_usb_end(u);
    return mk_phantom_conn_new(&u->conn, p, e);
}

void mk_phantom_usb_end(struct mk_phantom_usb *u)
{
    mk_phantom_conn_free(u->conn);
    *u = (struct mk_phantom_usb){ 0 };
}

static int feed(struct mk_phantom_usb *u, struct mk_span s, struct mk_error *e)
{
    while (s.len) {
        size_t room;
        uint8_t *to = mk_phantom_conn_room(u->conn, &room);
        size_t n = room < s.len ? room : s.len;
        memcpy(to, s.p, n);
        s = mk_span_from(s, n);
        if (mk_phantom_conn_fed(u->conn, n, e))
            return -1;
    }
    return 0;
}

/* Length of the payload behind a head. */
static uint32_t payload_of(struct mk_span head)
{
    struct mk_cursor c = mk_cur(head);
    mk_cur_take(&c, 12);
    return mk_cur_u32le(&c);
}

static bool is_greeting(struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    return s.len == MK_ADB_HEAD && mk_cur_u32le(&c) == MK_ADB_CNXN;
}

bool mk_phantom_usb_anew(const struct mk_phantom_usb *u, struct mk_span s)
{
    return u->greeted && u->in_left == 0 && is_greeting(s);
}

int mk_phantom_usb_received(struct mk_phantom_usb *u, struct mk_span s, struct mk_error *e)
{
    if (u->in_left == 0) {
        if (s.len == 0)
            return 0; /* behind a payload that filled its last packet */
        if (s.len != MK_ADB_HEAD)
            return mk_fail(e, MK_EPROTO, "a head has its own transfer, not one of %zu bytes",
                           s.len);
        u->in_left = payload_of(s);
        u->greeted = u->greeted || is_greeting(s);
        return feed(u, s, e);
    }
    if (s.len > u->in_left)
        return mk_fail(e, MK_EPROTO, "%zu bytes of payload in place of %zu", s.len, u->in_left);
    u->in_left -= s.len;
    return feed(u, s, e);
}

/* What a head announces; noise (faults) goes out as one lump. */
static void next_unit(struct mk_phantom_usb *u, struct mk_span out)
{
    struct mk_cursor c = mk_cur(out);
    uint32_t command = mk_cur_u32le(&c);
    mk_cur_take(&c, 8);
    uint32_t len = mk_cur_u32le(&c);
    mk_cur_take(&c, 4);
    bool good = mk_cur_u32le(&c) == (command ^ 0xffffffff) && mk_cur_ok(&c);
    u->unit_left = good ? MK_ADB_HEAD : out.len;
    u->payload_left = good ? len : 0;
}

int mk_phantom_usb_next(struct mk_span *out, struct mk_phantom_usb *u, struct mk_error *e)
{
    struct mk_span all;
    if (mk_phantom_conn_out(&all, u->conn, e))
        return -1;
    if (u->unit_left == 0 && u->payload_left) {
        u->unit_left = u->payload_left;
        u->payload_left = 0;
    } else if (u->unit_left == 0 && all.len) {
        next_unit(u, all);
    }
    size_t n = u->unit_left < MK_PHANTOM_USB_CHUNK ? u->unit_left : MK_PHANTOM_USB_CHUNK;
    if (n > all.len)
        n = all.len;
    *out = mk_span(all.p, mk_fault_room(mk_phantom_conn_link(u->conn), n));
    return 0;
}

void mk_phantom_usb_sent(struct mk_phantom_usb *u, size_t n)
{
    u->unit_left -= n < u->unit_left ? n : u->unit_left;
    mk_phantom_conn_sent(u->conn, n);
}

/* ---- descriptors ---- */

static void endpoint(struct mk_buf *b, uint8_t address, uint16_t packet)
{
    mk_buf_u8(b, USB_DT_ENDPOINT_SIZE);
    mk_buf_u8(b, USB_DT_ENDPOINT);
    mk_buf_u8(b, address);
    mk_buf_u8(b, USB_ENDPOINT_XFER_BULK);
    mk_buf_u8(b, (uint8_t)packet);
    mk_buf_u8(b, (uint8_t)(packet >> 8));
    mk_buf_u8(b, 0);
}

static void interface(struct mk_buf *b, uint16_t packet)
{
    const uint8_t head[] = {
        USB_DT_INTERFACE_SIZE, USB_DT_INTERFACE, 0, 0, 2, 0xff, 0x42, 0x01, 1
    };
    mk_buf_put(b, head, sizeof head);
    endpoint(b, 1 | USB_DIR_OUT, packet);
    endpoint(b, 2 | USB_DIR_IN, packet);
}

/* "struct usb_functionfs_descs_head_v2", the two counts, then the descriptors of each speed. */
void mk_phantom_usb_descriptors(struct mk_buf *out)
{
    const uint32_t size = USB_DT_INTERFACE_SIZE + 2 * USB_DT_ENDPOINT_SIZE;
    mk_buf_u32le(out, FUNCTIONFS_DESCRIPTORS_MAGIC_V2);
    mk_buf_u32le(out, 5 * 4 + 2 * size);
    mk_buf_u32le(out, FUNCTIONFS_HAS_FS_DESC | FUNCTIONFS_HAS_HS_DESC);
    mk_buf_u32le(out, 3);
    mk_buf_u32le(out, 3);
    interface(out, 64);
    interface(out, 512);
}

/* "struct usb_functionfs_strings_head", the language, its strings. */
void mk_phantom_usb_strings(struct mk_buf *out)
{
    static const char name[] = "ADB Interface";
    mk_buf_u32le(out, FUNCTIONFS_STRINGS_MAGIC);
    mk_buf_u32le(out, 4 * 4 + 2 + sizeof name);
    mk_buf_u32le(out, 1);
    mk_buf_u32le(out, 1);
    mk_buf_u8(out, 0x09); /* US English: 0x0409 */
    mk_buf_u8(out, 0x04);
    mk_buf_put(out, name, sizeof name);
}
