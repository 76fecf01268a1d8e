/* What a device says it is: see usb_guard.h. */
#include "firmware/daemon/usb_guard.h"
#include "parsers/base/cursor.h"

#define APPLE     0x05acu
#define DEVICE    1u
#define INTERFACE 4u
#define STORAGE   8u /* classes */
#define HID       3u
#define CARD      11u

struct kind {
    uint8_t class, sub, protocol;
    bool any_sub, any_protocol;
    const char *is; /* NULL: may come in */
};

/* The first that fits. USB-IF class codes; the vendor's own as in firmware/transport/usb.h. */
static const struct kind kinds[] = {
    { 0xff, 0x42, 0x01, .is = NULL },       /* ADB */
    { 0xff, 0x42, 0x03, .is = NULL },       /* fastboot */
    { 0xff, 0xff, 0x00, .is = NULL },       /* MTP */
    { 0x06, 0x01, 0x01, .is = NULL },       /* PTP, MTP */
    { 0x08, 0, 0, true, true, NULL },       /* mass storage */
    { 0x09, 0, 0, true, true, NULL },       /* a hub */
    { 0x03, 0, 0, true, true, "keyboard" }, /* or a mouse */
    { 0x02, 0, 0, true, true, "network" },  { 0x0a, 0, 0, true, true, "network" },
    { 0xe0, 0, 0, true, true, "network" },  { 0xef, 0x04, 0, false, true, "network" },
    { 0x01, 0, 0, true, true, "audio" },    { 0x0e, 0, 0, true, true, "camera" },
};

const char *mk_guard_interface(uint16_t vendor, uint8_t class, uint8_t sub, uint8_t protocol)
{
    if (vendor == APPLE && class == 0xff && sub == 0xfe && protocol == 0x02)
        return NULL; /* what usbmuxd speaks to */
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const struct kind *k = &kinds[i];
        if (k->class == class && (k->any_sub || k->sub == sub) &&
            (k->any_protocol || k->protocol == protocol))
            return k->is;
    }
    return "other";
}

/* A descriptor is at least its length and type; the device's stands first. */
void mk_guard_read(struct mk_guard_kinds *out, struct mk_span descriptors)
{
    struct mk_cursor c = mk_cur(descriptors);
    uint16_t vendor = 0;
    bool device = false;
    *out = (struct mk_guard_kinds){ .why_not = "other" };
    while (mk_cur_ok(&c) && mk_cur_left(&c)) {
        uint8_t len = mk_cur_u8(&c), type = mk_cur_u8(&c);
        if (len < 2)
            mk_cur_refuse(&c);
        struct mk_cursor d = mk_cur(mk_cur_take(&c, len >= 2 ? len - 2u : 0));
        if ((type == DEVICE) == device)
            mk_cur_refuse(&c); /* another thing first, or two devices */
        if (type == DEVICE) {
            mk_cur_take(&d, 6); /* USB's version, class, subclass, protocol, packet size */
            vendor = mk_cur_u16le(&d);
            device = mk_cur_ok(&d);
        } else if (type == INTERFACE) {
            mk_cur_take(&d, 3); /* number, alternate setting, endpoints */
            uint8_t class = mk_cur_u8(&d), sub = mk_cur_u8(&d), protocol = mk_cur_u8(&d);
            const char *is = mk_guard_interface(vendor, class, sub, protocol);
            out->most++;
            out->storage += class == STORAGE;
            out->asks += class == HID && sub == 0 && protocol == 0;
            out->of_keys += class == HID || class == CARD;
            out->in += is == NULL;
            /* what it is worst tells most */
            if (is && (!strcmp(out->why_not, "other") || !strcmp(is, "keyboard")))
                out->why_not = is;
        }
        if (!mk_cur_ok(&d))
            mk_cur_refuse(&c);
    }
    out->good = mk_cur_ok(&c) && device && out->most > 0;
}

bool mk_guard_is_stick(const struct mk_guard_kinds *k)
{
    return k->good && k->storage == k->most;
}

bool mk_guard_may_be_key(const struct mk_guard_kinds *k)
{
    return k->good && k->asks > 0 && k->of_keys == k->most;
}
