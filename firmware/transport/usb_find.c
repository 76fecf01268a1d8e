#include "firmware/transport/usb_list.h"
#include "parsers/base/utf.h"
#include <stdio.h>

/* Which of the devices is meant. A phone that is not named beyond doubt is not touched. */

#define PHONE                                                                                      \
    (MK_USB_ADB | MK_USB_FASTBOOT | MK_USB_MTP | MK_USB_PTP | MK_USB_RNDIS | MK_USB_APPLE |        \
     MK_USB_ACCESSORY)

bool mk_usb_is_phone(const struct mk_usb_device *d)
{
    return (d->shows & PHONE) != 0;
}

bool mk_usb_same(const struct mk_usb_device *a, const struct mk_usb_device *b)
{
    return a->bus == b->bus && a->number == b->number && a->vendor == b->vendor &&
           a->product == b->product && strcmp(a->path, b->path) == 0 &&
           strcmp(a->serial, b->serial) == 0;
}

void mk_usb_shows_text(char out[static 96], uint32_t shows)
{
    static const char *const names[] = { "adb",     "fastboot", "mtp",       "ptp",   "rndis",
                                         "storage", "apple",    "accessory", "modem", "hub" };
    size_t used = 0;
    out[0] = 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (shows & 1u << i)
            used += (size_t)snprintf(out + used, 96 - used, "%s%s", used ? "," : "", names[i]);
}

/* At most max bytes of a display-safe text, whole characters. */
static int cut(const char *s, size_t max)
{
    struct mk_span all = mk_str(s);
    size_t at = 0, fits = 0;
    while (at < all.len) {
        mk_utf8_next(all, &at);
        if (at > max)
            break;
        fits = at;
    }
    return (int)fits;
}

void mk_usb_brief(char out[static MK_USB_BRIEF], const struct mk_usb_device *d)
{
    const char *serial = d->serial[0] ? d->serial : "without serial";
    snprintf(out, MK_USB_BRIEF, "usb:%s %.*s (%.*s)", d->path, cut(serial, 24), serial,
             cut(d->model, 24), d->model);
}

static bool fits(const struct mk_usb_device *d, const struct mk_address *a)
{
    switch (a->kind) {
    case MK_ADDRESS_USB:
        return (d->shows & MK_USB_ADB) != 0;
    case MK_ADDRESS_USB_PATH:
        return strcmp(d->path, a->path) == 0;
    case MK_ADDRESS_USB_SERIAL: /* sticks and readers with the same number are not in the way */
        return mk_usb_is_phone(d) && strcmp(d->serial, a->serial) == 0;
    case MK_ADDRESS_TCP:
    case MK_ADDRESS_IPHONE:
        break;
    }
    return false;
}

static int refuse_several(const struct mk_usb_device *a, const struct mk_usb_device *b, size_t n,
                          const struct mk_address *by, struct mk_error *e)
{
    char x[MK_USB_BRIEF], y[MK_USB_BRIEF];
    mk_usb_brief(x, a);
    mk_usb_brief(y, b);
    return mk_fail(e, MK_EREFUSED, "%zu phones %s: %s and %s%s; name one by its port", n,
                   by->kind == MK_ADDRESS_USB ? "speak ADB" : "have this serial number", x, y,
                   n > 2 ? " and more" : "");
}

/* Nothing fits: what is there instead is named, so that the cause can be guessed. */
static int absent(const struct mk_usb_list *l, const struct mk_address *a, struct mk_error *e)
{
    char brief[MK_USB_BRIEF], shows[96];
    const struct mk_usb_device *other = NULL;
    for (size_t i = 0; i < l->n && !other; i++)
        other = mk_usb_is_phone(&l->devices[i]) ? &l->devices[i] : NULL;
    if (a->kind == MK_ADDRESS_USB_PATH)
        return mk_fail(e, MK_EABSENT, "nothing is connected at usb:%s", a->path);
    if (!other)
        return mk_fail(e, MK_EABSENT, "no phone is connected by USB%s",
                       a->kind == MK_ADDRESS_USB ? "" : " with this serial number");
    mk_usb_brief(brief, other);
    mk_usb_shows_text(shows, other->shows);
    return mk_fail(e, MK_EABSENT, "no phone on USB %s; there is %s, which shows: %s",
                   a->kind == MK_ADDRESS_USB ? "speaks ADB (is USB debugging switched on?)"
                                             : "has this serial number",
                   brief, shows);
}

static int without_adb(const struct mk_usb_device *d, struct mk_error *e)
{
    char brief[MK_USB_BRIEF], shows[96];
    mk_usb_brief(brief, d);
    mk_usb_shows_text(shows, d->shows);
    if (d->shows & MK_USB_ADB)
        return mk_fail(e, MK_EREFUSED, "%s shows more than one ADB interface: no phone does",
                       brief);
    return mk_fail(e, MK_EREFUSED, "%s does not speak ADB, it shows: %s", brief,
                   shows[0] ? shows : "nothing that is known");
}

int mk_usb_find(const struct mk_usb_device **out, const struct mk_usb_list *l,
                const struct mk_address *a, struct mk_error *e)
{
    const struct mk_usb_device *found[2] = { NULL, NULL };
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++)
        if (fits(&l->devices[i], a) && n++ < 2)
            found[n - 1] = &l->devices[i];
    if (n == 0)
        return absent(l, a, e);
    if (n > 1)
        return refuse_several(found[0], found[1], n, a, e);
    if (found[0]->adb < 0)
        return without_adb(found[0], e);
    *out = found[0];
    return 0;
}

/* The same phone as far as USB can tell. Its product number changes with what it shows. */
static bool is_again(const struct mk_usb_device *d, const struct mk_usb_device *was)
{
    if (was->serial[0])
        return strcmp(d->serial, was->serial) == 0;
    return !d->serial[0] && d->vendor == was->vendor && d->product == was->product;
}

static int not_again(const struct mk_usb_list *l, const struct mk_usb_device *was,
                     struct mk_error *e)
{
    char brief[MK_USB_BRIEF], other[MK_USB_BRIEF];
    mk_usb_brief(brief, was);
    for (size_t i = 0; i < l->n; i++) {
        const struct mk_usb_device *d = &l->devices[i];
        mk_usb_brief(other, d);
        if (is_again(d, was) && d->adb < 0 && mk_usb_is_phone(d))
            return mk_fail(e, MK_EABSENT, "%s is there, but does not speak ADB", other);
        if (!is_again(d, was) && strcmp(d->path, was->path) == 0)
            return mk_fail(e, MK_EABSENT, "%s is at the port of %s: another phone", other, brief);
    }
    return mk_fail(e, MK_EABSENT, "%s is not connected: plug it in again", brief);
}

int mk_usb_find_again(const struct mk_usb_device **out, const struct mk_usb_list *l,
                      const struct mk_usb_device *was, struct mk_error *e)
{
    const struct mk_usb_device *elsewhere = NULL;
    size_t n = 0;
    for (size_t i = 0; i < l->n; i++) {
        const struct mk_usb_device *d = &l->devices[i];
        if (!is_again(d, was) || d->adb < 0)
            continue;
        if (strcmp(d->path, was->path) == 0) {
            *out = d;
            return 0;
        }
        elsewhere = d;
        n++;
    }
    /* At another port only a serial number that nobody else has tells which one it is. */
    if (n != 1 || !was->serial[0])
        return not_again(l, was, e);
    *out = elsewhere;
    return 0;
}
