#include "firmware/doctor/doctor.h"
#include "parsers/base/buf.h"

#define APPLE 0x05ac /* as a USB vendor */

const char *mk_weight_name(enum mk_weight w)
{
    static const char *const names[] = { "stop", "act", "note" };
    return names[w];
}

/* "Samsung SM-A525F", as the phone calls itself; the list keeps such texts escaped. */
static void name_of(struct mk_buf *b, const struct mk_usb_device *d)
{
    mk_buf_printf(b, "%s%s%s", d->maker, d->maker[0] && d->model[0] ? " " : "", d->model);
    if (!b->len)
        mk_buf_puts(b, "a device without a name");
}

/* Developer options, then the switch, then what the make has besides. */
static void how_to_debug(struct mk_buf *b, const struct mk_make *make)
{
    for (int t = MK_TOPIC_DEVELOPER; t <= MK_TOPIC_EXTRA; t++) {
        const char *text = mk_guide(make, 0, (enum mk_topic)t);
        if (text)
            mk_buf_printf(b, "%s%s", b->len ? " Then: " : "", text);
    }
    mk_buf_puts(b, " Each switch is a change to the phone: it is written down.");
}

static void how_to_trust(struct mk_buf *b, const struct mk_make *apple)
{
    for (int t = MK_TOPIC_TRUST; t <= MK_TOPIC_PASSCODE; t++) {
        const char *text = mk_guide(apple, 0, (enum mk_topic)t);
        if (text)
            mk_buf_printf(b, "%s%s", b->len ? " " : "", text);
    }
}

static int tell(const char *id, enum mk_weight w, struct mk_buf *what, struct mk_buf *touch,
                mk_finding_sink *found, void *u, struct mk_error *e)
{
    struct mk_finding f = { id, w, mk_buf_cstr(what), touch->len ? mk_buf_cstr(touch) : NULL };
    return f.what ? found(u, &f, e) : mk_fail(e, MK_ENOMEM, "doctor");
}

static const char *word_of(uint32_t shows)
{
    return shows & MK_USB_MTP     ? "it offers file transfer"
           : shows & MK_USB_PTP   ? "it offers pictures"
           : shows & MK_USB_RNDIS ? "it offers its network"
                                  : "it only charges";
}

int mk_doctor_bus(const struct mk_usb_device *d, mk_finding_sink *found, void *u,
                  struct mk_error *e)
{
    struct mk_buf what, touch;
    const char *id;
    enum mk_weight w = MK_WEIGHT_STOP;
    mk_buf_init(&what, 2048);
    mk_buf_init(&touch, 4096);
    name_of(&what, d);
    if (d->adb >= 0) {
        id = "ready";
        w = MK_WEIGHT_NOTE;
        mk_buf_puts(&what,
                    ": USB debugging is on. Whether it knows this kit shows when it is asked.");
        mk_buf_puts(&touch, "Keep the screen unlocked; it asks once whether this kit is allowed.");
    } else if (d->shows & MK_USB_APPLE) {
        id = "apple";
        w = MK_WEIGHT_ACT;
        mk_buf_puts(&what, ": an iPhone or iPad. Whether it is unlocked shows when it is asked.");
        how_to_trust(&touch, mk_make_find(mk_str(""), APPLE));
    } else if (d->shows & MK_USB_FASTBOOT) {
        id = "fastboot";
        mk_buf_puts(&what, ": stands in its boot loader, where nothing can be read.");
        mk_buf_puts(&touch, "Only the owner or the lab decides about a restart: after it the phone "
                            "is locked until its PIN is given. Never choose a menu line here.");
    } else {
        id = "debugging-off";
        mk_buf_printf(&what, ": USB debugging is off, or the phone is locked (%s).",
                      word_of(d->shows));
        how_to_debug(&touch, mk_make_find(mk_str(d->maker), d->vendor));
    }
    int rc = tell(id, w, &what, &touch, found, u, e);
    mk_buf_done(&what);
    mk_buf_done(&touch);
    return rc;
}
