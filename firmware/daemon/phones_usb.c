/* Phones on the cables: from sysfs, and what the doctor says to what they show. */
#include "firmware/daemon/phones_list.h"
#include "firmware/doctor/doctor.h"
#include <stdio.h>

static int on_finding(void *u, const struct mk_finding *f, struct mk_error *e)
{
    struct mk_phone *p = u;
    (void)e;
    mk_phones_finding(p, f->id, f->what, f->touch, false);
    return 0;
}

static void put_shows(struct mk_phone *p, uint32_t shows)
{
    char text[96], *name = text;
    size_t n = 0;
    mk_usb_shows_text(text, shows);
    memset(p->shows, 0, sizeof p->shows);
    for (char *comma = text; *name && n < MK_PHONE_SHOWS; name = comma) {
        comma = strchrnul(name, ',');
        size_t len = (size_t)(comma - name);
        if (len < sizeof p->shows[0])
            memcpy(p->shows[n++], name, len);
        comma += *comma == ',';
    }
    if (n < MK_PHONE_SHOWS)
        p->shows[n][0] = 0;
}

/* "00008110-00089B81E7DF916F" is "0000811000089B81E7DF916F" on the cable. */
static void plain_serial(char *out, size_t max, const char *serial)
{
    size_t n = 0;
    for (; *serial && n + 1 < max; serial++)
        if (*serial != '-')
            out[n++] = *serial;
    out[n] = 0;
}

static void take(struct mk_phones *p, const struct mk_usb_device *d, const struct mk_kept_out *kept)
{
    char device[MK_ADDRESS_PATH_MAX + 8];
    struct mk_error ignored = { 0 };
    bool apple = d->shows & MK_USB_APPLE;
    snprintf(device, sizeof device, "usb:%s", d->path);
    struct mk_phone_entry *en = mk_phones_entry(p, device, MK_ORIGIN_USB, NULL);
    if (!en)
        return;
    struct mk_phone was = en->p;
    memset(&en->p, 0, sizeof en->p);
    memcpy(en->p.device, was.device, sizeof was.device);
    memcpy(en->p.port, was.port, sizeof was.port);
    memcpy(en->p.held, was.held, sizeof was.held);
    en->seen = true;
    en->p.plugged = true;
    en->p.platform = apple ? MK_PHONE_IPHONE : d->shows ? MK_PHONE_ANDROID : MK_PHONE_UNKNOWN;
    en->p.ready = d->adb >= 0;
    mk_phones_text(en->p.make, sizeof en->p.make, d->maker);
    mk_phones_text(en->p.model, sizeof en->p.model, d->model);
    mk_phones_text(en->p.name, sizeof en->p.name, d->model[0] ? d->model : d->maker);
    mk_phones_text(en->p.serial, sizeof en->p.serial, d->serial);
    plain_serial(en->serial, sizeof en->serial, d->serial);
    put_shows(&en->p, d->shows);
    if (kept)
        mk_phones_finding(&en->p, kept->code, kept->text, kept->todo, true);
    else
        (void)!mk_doctor_bus(d, on_finding, &en->p, &ignored);
    for (size_t i = 0; i < en->p.nfindings; i++)
        en->p.findings[i].stops = !en->p.ready && !apple;
    if (!kept)
        mk_phones_guard_findings(p, &en->p);
}

static void scan_again(void *u)
{
    mk_phones_scan(u);
}

/* usbmuxd is started by the first iPhone, and nobody else needs it. */
static void wake_mux(struct mk_phones *p, bool apple)
{
    bool on = p->mux->timer.on || p->mux->child;
    if (apple && !on)
        mk_source_look(p->mux, 0);
    else if (!apple && on && !p->usbmuxd[0]) {
        mk_source_stop(p->mux);
        mk_phones_unseen(p, MK_ORIGIN_MUX, p->mux, true);
        mk_phones_unseen(p, MK_ORIGIN_MUX, p->mux, false);
    }
}

void mk_phones_scan(struct mk_phones *p)
{
    struct mk_usb_list l = { 0 };
    struct mk_error ignored = { 0 };
    bool apple = false;
    bool again = !p->usb_watch.on || mk_usb_watch_again(p->usb);
    mk_phones_let_in(p);
    if (mk_usb_scan(&l, p->sysfs, &ignored) == 0) {
        mk_phones_unseen(p, MK_ORIGIN_USB, NULL, true);
        for (size_t i = 0; i < l.n; i++) {
            const struct mk_kept_out *kept = mk_phones_kept_out(p, l.devices[i].path);
            apple = apple || l.devices[i].shows & MK_USB_APPLE;
            if (kept || mk_usb_is_phone(&l.devices[i]))
                take(p, &l.devices[i], kept);
        }
        mk_phones_unseen(p, MK_ORIGIN_USB, NULL, false);
        mk_usb_list_done(&l);
        wake_mux(p, apple);
    }
    if (again)
        mk_timer_set(p->loop, &p->scan, MK_PHONES_SCAN, scan_again, p);
    mk_phones_show(p);
}
