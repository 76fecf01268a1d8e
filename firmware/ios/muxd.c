#include "firmware/ios/muxd.h"
#include "parsers/base/cursor.h"
#include "parsers/format/plist.h"

#define PLIST      8u
#define MEMORY_MAX ((size_t)8 << 20)

/* ---- requests ---- */

static void begin(struct mk_buf *out, uint32_t tag, const char *type)
{
    mk_buf_u32le(out, 0);
    mk_buf_u32le(out, 1);
    mk_buf_u32le(out, PLIST);
    mk_buf_u32le(out, tag);
    mk_buf_printf(out,
                  "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<plist version=\"1.0\"><dict>"
                  "<key>ClientVersionString</key><string>moka</string>"
                  "<key>ProgName</key><string>moka</string>"
                  "<key>kLibUSBMuxVersion</key><integer>3</integer>"
                  "<key>MessageType</key><string>%s</string>",
                  type);
}

static void end(struct mk_buf *out)
{
    mk_buf_puts(out, "</dict></plist>\n");
    for (unsigned i = 0; mk_buf_ok(out) && i < 4; i++)
        out->p[i] = (uint8_t)(out->len >> 8 * i);
}

void mk_muxd_list(struct mk_buf *out, uint32_t tag)
{
    begin(out, tag, "ListDevices");
    end(out);
}

void mk_muxd_connect(struct mk_buf *out, uint32_t tag, uint32_t device, uint16_t port)
{
    unsigned swapped = (unsigned)(port >> 8 | (port & 0xff) << 8); /* in the network's order */
    begin(out, tag, "Connect");
    mk_buf_printf(out,
                  "<key>DeviceID</key><integer>%u</integer>"
                  "<key>PortNumber</key><integer>%u</integer>",
                  device, swapped);
    end(out);
}

/* ---- answers ---- */

int mk_muxd_head(uint32_t *body, struct mk_span head, uint32_t tag, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(head);
    uint32_t length = mk_cur_u32le(&c), version = mk_cur_u32le(&c), message = mk_cur_u32le(&c);
    uint32_t answers = mk_cur_u32le(&c);
    if (!mk_cur_ok(&c) || version != 1 || message != PLIST || answers != tag ||
        length <= MK_MUXD_HEAD || length > MK_MUXD_MAX)
        return mk_fail(e, MK_EPROTO, "usbmuxd: an answer that makes no sense");
    *body = length - MK_MUXD_HEAD;
    return 0;
}

static uint32_t number(const struct mk_plist_value *dict, const char *key)
{
    const struct mk_plist_value *v = mk_plist_get_as(dict, key, MK_PLIST_INT);
    return v && v->i >= 0 && v->i <= UINT32_MAX ? (uint32_t)v->i : 0;
}

static struct mk_span text(const struct mk_plist_value *dict, const char *key)
{
    const struct mk_plist_value *v = mk_plist_get_as(dict, key, MK_PLIST_TEXT);
    return v ? v->s : mk_span(NULL, 0);
}

bool mk_muxd_is_udid(struct mk_span s)
{
    if (s.len < 8 || s.len >= MK_MUX_UDID_MAX)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.p[i];
        if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
              c == '-'))
            return false;
    }
    return true;
}

/* USB serial numbers of newer phones lack the '-' that their UDIDs have behind the eighth digit
 * (libusbmuxd 2.0.2, sanitize_udid()). */
static bool take_udid(struct mk_mux_device *d, struct mk_span s)
{
    if (!mk_muxd_is_udid(s))
        return false;
    size_t split = s.len == 24 ? 8 : s.len;
    memcpy(d->udid, s.p, split);
    if (split < s.len) {
        d->udid[split] = '-';
        memcpy(d->udid + split + 1, s.p + split, s.len - split);
    }
    d->udid[s.len + (split < s.len)] = 0;
    return true;
}

static bool take_device(struct mk_mux_device *d, const struct mk_plist_value *v)
{
    const struct mk_plist_value *p = mk_plist_get_as(v, "Properties", MK_PLIST_DICT);
    *d = (struct mk_mux_device){ .id = number(p, "DeviceID"),
                                 .product = number(p, "ProductID"),
                                 .location = number(p, "LocationID") };
    return p && d->id && mk_span_is(text(p, "ConnectionType"), "USB") &&
           take_udid(d, text(p, "SerialNumber"));
}

int mk_muxd_devices(struct mk_mux_device *out, size_t max, size_t *n, struct mk_span body,
                    struct mk_error *e)
{
    struct mk_plist l;
    if (mk_plist_read(&l, body, MEMORY_MAX, e) != 0)
        return mk_fail_in(e, "usbmuxd");
    const struct mk_plist_value *all = mk_plist_get_as(l.root, "DeviceList", MK_PLIST_ARRAY);
    *n = 0;
    for (size_t i = 0; all && i < all->n && *n < max; i++)
        *n += take_device(&out[*n], all->items[i]);
    mk_plist_done(&l);
    return all ? 0 : mk_fail(e, MK_EPROTO, "usbmuxd: no list of devices in its answer");
}

/* Codes: libusbmuxd 2.0.2, src/usbmuxd-proto.h, enum usbmuxd_result. */
enum { DONE = 0, BAD_COMMAND = 1, BAD_DEVICE = 2, REFUSED = 3, BAD_VERSION = 6 };

static int told(int64_t code, struct mk_error *e)
{
    switch (code) {
    case DONE:
        return 0;
    case BAD_DEVICE:
        return mk_fail(e, MK_ECLOSED, "the phone is not on the cable any more");
    case REFUSED:
        return mk_fail(e, MK_EREFUSED, "the phone refused the connection");
    case BAD_COMMAND:
    case BAD_VERSION:
        return mk_fail(e, MK_EPROTO, "usbmuxd: does not speak property lists");
    default:
        return mk_fail(e, MK_EPROTO, "usbmuxd: failed with code %lld", (long long)code);
    }
}

int mk_muxd_result(struct mk_span body, struct mk_error *e)
{
    struct mk_plist l;
    if (mk_plist_read(&l, body, MEMORY_MAX, e) != 0)
        return mk_fail_in(e, "usbmuxd");
    const struct mk_plist_value *v = mk_plist_get_as(l.root, "Number", MK_PLIST_INT);
    bool result = v && mk_span_is(text(l.root, "MessageType"), "Result");
    int64_t code = result ? v->i : 0;
    mk_plist_done(&l);
    return result ? told(code, e) : mk_fail(e, MK_EPROTO, "usbmuxd: no result in its answer");
}
