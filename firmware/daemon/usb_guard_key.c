/* Officers' hardware keys at the ports: see usb_guard.h. */
#include "firmware/daemon/usb_guard_private.h"
#include "firmware/transport/hid_usb.h"
#include <dirent.h>
#include <stdio.h>
#include <unistd.h>

#define NODES "/dev/bus/usb"

static void at(struct mk_guard_at *out, const struct mk_usb_guard *g, const char *where)
{
    char device[32];
    snprintf(device, sizeof device, "%.*s", (int)strcspn(where, ":"), where);
    snprintf(out->where, sizeof out->where, "%s", where);
    (void)mk_guard_text(out->number, sizeof out->number, g->o.sysfs, device, "devnum");
}

static bool same(const struct mk_guard_at *a, const struct mk_guard_at *b)
{
    return a->number[0] && !strcmp(a->where, b->where) && !strcmp(a->number, b->number);
}

/* ---- is it one? ---- */

static int report_by_usb(const struct mk_usb_guard *g, const char *interface, uint8_t *out)
{
    struct mk_hid_usb h;
    struct mk_error e = { 0 };
    size_t n = 0;
    if (mk_hid_usb_open(&h, g->o.sysfs, NODES, interface, &e))
        return -1;
    int rc = mk_hid_usb_report(&n, out, &h, &e);
    mk_hid_usb_close(&h);
    return rc ? -1 : (int)n;
}

static bool is_fido(const struct mk_usb_guard *g, const char *interface)
{
    uint8_t b[MK_HID_REPORT_MAX];
    int n = g->o.report ? g->o.report(g->o.u, interface, b) : report_by_usb(g, interface, b);
    return n > 0 && (size_t)n <= sizeof b && mk_hid_is_fido(mk_span(b, (size_t)n));
}

/* Only what is authorised can be asked; it has no driver, and gets none. */
static bool let_in(const struct mk_usb_guard *g, const char *interface)
{
    if (!mk_guard_put(g->o.sysfs, interface, "authorized", "1"))
        return false;
    if (is_fido(g, interface))
        return true;
    (void)mk_guard_put(g->o.sysfs, interface, "authorized", "0");
    return false;
}

static bool asks(const struct mk_usb_guard *g, const char *interface)
{
    bool good = mk_guard_is(g, interface, "authorized", "0");
    uint8_t class = mk_guard_hex(g, interface, "bInterfaceClass", &good);
    uint8_t sub = mk_guard_hex(g, interface, "bInterfaceSubClass", &good);
    uint8_t protocol = mk_guard_hex(g, interface, "bInterfaceProtocol", &good);
    return good && class == 3 && sub == 0 && protocol == 0;
}

/* ---- a device ---- */

struct parts {
    unsigned all, asked, in;
};

static void keep(struct mk_usb_guard *g, const char *interface)
{
    for (size_t i = 0; i < MK_GUARD_KEYS; i++)
        if (!g->keys[i].where[0]) {
            at(&g->keys[i], g, interface);
            return;
        }
}

static bool has_room(const struct mk_usb_guard *g)
{
    for (size_t i = 0; i < MK_GUARD_KEYS; i++)
        if (!g->keys[i].where[0])
            return true;
    return false;
}

static void judge(struct mk_usb_guard *g, const char *interface, struct parts *p)
{
    p->all++;
    if (!asks(g, interface) || !has_room(g) || p->asked++ >= MK_GUARD_ASKS || !let_in(g, interface))
        return;
    p->in++;
    keep(g, interface);
}

static struct parts judge_all(struct mk_usb_guard *g, const char *device)
{
    struct parts p = { 0 };
    size_t n = strlen(device);
    struct dirent *en;
    DIR *d = opendir(g->o.sysfs);
    while (d && (en = readdir(d)))
        if (!strncmp(en->d_name, device, n) && en->d_name[n] == ':' && strlen(en->d_name) < 32)
            judge(g, en->d_name, &p);
    if (d)
        closedir(d);
    return p;
}

static bool was_asked(struct mk_usb_guard *g, const char *device)
{
    struct mk_guard_at now = { 0 };
    at(&now, g, device);
    for (size_t i = 0; i < MK_GUARD_ASKED; i++)
        if (same(&now, &g->asked[i]))
            return true;
    g->asked[g->nasked++ % MK_GUARD_ASKED] = now;
    return false;
}

/* The kernel shows a device before its own driver has it, and chooses no configuration until then
 * (Linux drivers/usb/core/generic.c). Its news of that driver come, and with them the next look. */
static bool is_ready(const struct mk_usb_guard *g, const char *device)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s/driver", g->o.sysfs, device);
    return access(path, F_OK) == 0;
}

static bool can_ask(const struct mk_usb_guard *g)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/../drivers/usbhid", g->o.sysfs);
    return access(path, F_OK) == 0;
}

bool mk_guard_key(struct mk_usb_guard *g, const char *device)
{
    if (!is_ready(g, device) || was_asked(g, device))
        return false;
    bool open = can_ask(g) && mk_guard_put(g->o.sysfs, device, "authorized", "1");
    struct parts p = open ? judge_all(g, device) : (struct parts){ 0 };
    if (open && !p.in)
        (void)mk_guard_put(g->o.sysfs, device, "authorized", "0");
    if (p.in)
        mk_guard_tell(g, MK_GUARD_IN, device, p.in < p.all ? "key-part" : "key");
    else
        mk_guard_tell(g, MK_GUARD_OUT, device, "keyboard");
    return p.in > 0;
}

/* ---- those that are in ---- */

/* Ours while it is asked or used. */
static bool has_driver(const struct mk_usb_guard *g, const char *interface)
{
    char path[1024], to[1024];
    snprintf(path, sizeof path, "%s/%s/driver", g->o.sysfs, interface);
    ssize_t n = readlink(path, to, sizeof to - 1);
    to[n > 0 ? n : 0] = 0;
    const char *name = strrchr(to, '/');
    return n > 0 && strcmp(name ? name + 1 : to, "usbfs") != 0;
}

void mk_guard_watch_keys(struct mk_usb_guard *g)
{
    for (size_t i = 0; i < MK_GUARD_KEYS; i++) {
        struct mk_guard_at *k = &g->keys[i], now = { 0 };
        if (!k->where[0])
            continue;
        at(&now, g, k->where);
        bool there = same(&now, k);
        if (there && !has_driver(g, k->where))
            continue;
        now.where[strcspn(now.where, ":")] = 0;
        k->where[0] = 0;
        if (there && mk_guard_put(g->o.sysfs, now.where, "authorized", "0"))
            mk_guard_tell(g, MK_GUARD_OUT, now.where, "keyboard");
    }
}
