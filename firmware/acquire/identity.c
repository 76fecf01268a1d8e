#include "firmware/acquire/identity.h"
#include "firmware/acquire/whole.h"

static const struct {
    const char *name, *command;
} parts[MK_ID_COUNT] = {
    [MK_ID_USB_SERIAL] = { "usb_serial", NULL },
    [MK_ID_SERIAL] = { "ro.serialno", "getprop ro.serialno" },
    [MK_ID_BOOT_SERIAL] = { "ro.boot.serialno", "getprop ro.boot.serialno" },
    [MK_ID_ANDROID_ID] = { "android_id", "settings get secure android_id" },
    [MK_ID_UDID] = { "UniqueDeviceID", NULL },
    [MK_ID_IOS_SERIAL] = { "SerialNumber", NULL },
    [MK_ID_ECID] = { "UniqueChipID", NULL },
    [MK_ID_WIFI] = { "WiFiAddress", NULL },
    [MK_ID_BANNER] = { "banner", NULL },
    [MK_ID_IOS_BUILD] = { "BuildVersion", NULL },
    [MK_ID_FINGERPRINT] = { "ro.build.fingerprint", "getprop ro.build.fingerprint" },
};

const char *mk_identity_name(enum mk_identity_part p)
{
    return parts[p].name;
}

bool mk_identity_is_of(enum mk_identity_part p, bool iphone)
{
    bool ios = (p >= MK_ID_UDID && p <= MK_ID_WIFI) || p == MK_ID_IOS_BUILD;
    return p == MK_ID_BANNER || ios == iphone;
}

const char *mk_identity_command(enum mk_identity_part p)
{
    return parts[p].command;
}

static bool blank(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool hexadecimal(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!memchr("0123456789abcdefABCDEF", s.p[i], 22))
            return false;
    return s.len > 0 && s.len <= 16;
}

void mk_identity_put(struct mk_identity *id, enum mk_identity_part p, struct mk_span s)
{
    struct mk_identity_value *v = &id->part[p];
    while (s.len && blank(s.p[s.len - 1]))
        s.len--;
    while (s.len && blank(s.p[0]))
        s = mk_span_from(s, 1);
    if (p == MK_ID_ANDROID_ID && !hexadecimal(s))
        s.len = 0;
    v->n = (uint8_t)(s.len < MK_ID_BYTES ? s.len : MK_ID_BYTES);
    if (v->n)
        memcpy(v->v, s.p, v->n);
}

struct mk_span mk_identity_get(const struct mk_identity *id, enum mk_identity_part p)
{
    return mk_span(id->part[p].v, id->part[p].n);
}

static int hex_value(uint8_t c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

/* Of one character, or counted up, as makers do who give all their phones the same. */
static bool is_anybodys(struct mk_span serial)
{
    bool same = true, counts = true;
    for (size_t i = 1; i < serial.len; i++) {
        int a = hex_value(serial.p[i - 1]), b = hex_value(serial.p[i]);
        same = same && serial.p[i] == serial.p[0];
        counts = counts && a >= 0 && (b == a + 1 || (a == 9 && b == 0));
    }
    return same || counts || mk_span_is(serial, "unknown");
}

/* Whether a part is said that no other phone should say. */
static bool tells(const struct mk_identity *id, unsigned p)
{
    struct mk_span s = mk_identity_get(id, p);
    return p < MK_ID_STRONG && s.len && (p == MK_ID_ANDROID_ID || !is_anybodys(s));
}

static bool tells_any(const struct mk_identity *id)
{
    bool any = false;
    for (unsigned p = 0; p < MK_ID_COUNT; p++)
        any = any || tells(id, p);
    return any;
}

bool mk_identity_same(struct mk_buf *why, const struct mk_identity *was,
                      const struct mk_identity *now)
{
    bool strong = false, weak = false, compared = false, proven = false;
    for (unsigned p = 0; p < MK_ID_COUNT; p++) {
        struct mk_span a = mk_identity_get(was, p), b = mk_identity_get(now, p);
        if (!a.len || !b.len)
            continue;
        compared = true;
        if (mk_span_eq(a, b)) {
            proven = proven || tells(now, p);
            continue;
        }
        mk_buf_printf(why, "%s%s was %.*s and is %.*s", why->len ? "; " : "", parts[p].name,
                      (int)a.len, (const char *)a.p, (int)b.len, (const char *)b.p);
        strong = strong || p < MK_ID_STRONG;
        weak = weak || p >= MK_ID_STRONG;
    }
    if (!compared)
        mk_buf_puts(why, "it says nothing of itself that it said before");
    else if (!strong && !weak && !proven && (tells_any(was) || tells_any(now)))
        mk_buf_puts(why, "it says nothing, both times, that tells it from others of its make");
    bool known = (was->part[MK_ID_ANDROID_ID].n && now->part[MK_ID_ANDROID_ID].n) ||
                 (was->part[MK_ID_UDID].n && now->part[MK_ID_UDID].n);
    return compared && !strong && (!weak || known) &&
           (proven || (!tells_any(was) && !tells_any(now)));
}

bool mk_identity_has_serial(const struct mk_identity *id, const char *serial)
{
    static const enum mk_identity_part serials[] = { MK_ID_USB_SERIAL, MK_ID_SERIAL,
                                                     MK_ID_BOOT_SERIAL, MK_ID_UDID,
                                                     MK_ID_IOS_SERIAL };
    for (size_t i = 0; i < sizeof serials / sizeof *serials; i++)
        if (id->part[serials[i]].n && mk_span_is(mk_identity_get(id, serials[i]), serial))
            return true;
    return false;
}

/* ---- its file: the struct's bytes ---- */

int mk_identity_write(const struct mk_identity *id, int fd, struct mk_error *e)
{
    return mk_whole_write(fd, mk_span(id, sizeof *id), "identity", e);
}

int mk_identity_read(struct mk_identity *id, int fd, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, sizeof *id + 8192);
    int rc = mk_whole_read(&b, fd, "identity", e);
    if (rc == 0 && b.len != sizeof *id)
        rc = mk_fail(e, MK_EABSENT, "identity: not of this version");
    if (rc == 0)
        memcpy(id, b.p, sizeof *id);
    mk_buf_done(&b);
    return rc;
}
