/* What was let in at the ports and what was not, for the list of phones. */
#include "firmware/daemon/phones_list.h"
#include <stdio.h>

#define ROUNDS 4 /* a device that is let in has interfaces, a hub has devices */

static void on_seen(void *u, const struct mk_guard_seen *seen)
{
    struct mk_phones *p = u;
    bool device = !strchr(seen->where, ':');
    if (seen->verdict == MK_GUARD_BLOCKED || seen->verdict == MK_GUARD_NOT_BLOCKED) {
        p->disk_seen = true;
        p->disk_unblocked = p->disk_unblocked || seen->verdict == MK_GUARD_NOT_BLOCKED;
    }
    for (size_t i = 0; device && i < MK_PHONES_REFUSED; i++)
        if (!strcmp(p->refused[i].where, seen->where))
            p->refused[i].where[0] = 0; /* another one hangs there now */
    if (!device || (seen->verdict != MK_GUARD_OUT && strcmp(seen->why, "key-part") != 0))
        return;
    size_t at = p->nrefused++ % MK_PHONES_REFUSED;
    snprintf(p->refused[at].where, sizeof p->refused[at].where, "%s", seen->where);
    snprintf(p->refused[at].why, sizeof p->refused[at].why, "%s", seen->why);
}

void mk_phones_guard(struct mk_phones *p)
{
    struct mk_error e = { 0 };
    bool other = p->o.sysfs && !p->o.blocks; /* another machine's ports are not this one's disks */
    const struct mk_guard_options o = {
        .sysfs = p->sysfs, .blocks = other ? p->sysfs : p->o.blocks, .seen = on_seen, .u = p
    };
    if (p->o.guard && mk_usb_guard_new(&p->guard, &o, &e))
        fprintf(stderr, "mokad: %s: %s\n", p->sysfs, e.text);
}

void mk_phones_let_in(struct mk_phones *p)
{
    for (int i = 0; p->guard && i < ROUNDS && mk_usb_guard_look(p->guard); i++)
        ;
}

void mk_phones_lend(struct mk_phones *p, const char *port)
{
    if (p->guard)
        mk_usb_guard_lend(p->guard, port);
}

const struct mk_kept_out *mk_phones_kept_out(const struct mk_phones *p, const char *port)
{
    static const char phone[] = "Unplug it. Plug the phone in.";
    static const struct mk_kept_out texts[] = {
        { "keyboard", "usb-refused",
          "A keyboard or mouse was kept out: this port is for phones and hardware keys.", phone },
        { "network", "usb-refused", "A network adapter was kept out: this port is for phones.",
          phone },
        { "broken", "usb-refused",
          "A device that makes no sense was kept out: this port is for phones.", phone },
        { "key-part", "usb-key",
          "A hardware key: officers can sign in with it. What it is besides, a keyboard or a card, "
          "was kept out.",
          NULL },
        { "", "usb-refused", "A device that is no phone was kept out: this port is for phones.",
          phone },
    };
    const struct mk_kept_out *t = texts;
    for (size_t i = 0; i < MK_PHONES_REFUSED; i++) {
        if (!p->refused[i].where[0] || strcmp(p->refused[i].where, port) != 0)
            continue;
        while (t->why[0] && strcmp(t->why, p->refused[i].why) != 0)
            t++;
        return t;
    }
    return NULL;
}

void mk_phones_guard_findings(const struct mk_phones *p, struct mk_phone *phone)
{
    bool storage = false;
    for (size_t i = 0; i < MK_PHONE_SHOWS; i++)
        storage = storage || !strcmp(phone->shows[i], "storage");
    if (p->o.guard && !p->guard)
        mk_phones_finding(phone, "usb-unguarded",
                          "This kit's ports let in whatever is plugged in, keyboards as well.",
                          NULL, false);
    if (!storage || !p->disk_seen)
        return;
    if (p->disk_unblocked)
        mk_phones_finding(phone, "not-write-blocked",
                          "Not blocked: a disk behind USB could not be set read-only.", NULL,
                          false);
    else
        mk_phones_finding(phone, "write-blocked",
                          "Software write block: the disk behind it is set read-only.", NULL,
                          false);
}
