#include "firmware/daemon/usb_guard_private.h"
#include "parsers/base/buf.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define SYSFS           "/sys/bus/usb/devices"
#define BLOCKS          "/sys/class/block"
#define DESCRIPTORS_MAX ((size_t)64 << 10)

/* ---- sysfs ---- */

bool mk_guard_text(char *out, size_t max, const char *folder, const char *name, const char *attr)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s%s%s", folder, name, attr[0] ? "/" : "", attr);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = fd < 0 ? -1 : read(fd, out, max - 1);
    if (fd >= 0)
        close(fd);
    out[n > 0 ? n : 0] = 0;
    out[strcspn(out, "\n")] = 0;
    return n > 0;
}

bool mk_guard_put(const char *folder, const char *name, const char *attr, const char *text)
{
    char path[1024];
    size_t len = strlen(text);
    snprintf(path, sizeof path, "%s%s%s/%s", folder, name[0] ? "/" : "", name, attr);
    int fd = open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK);
    bool done = fd >= 0 && write(fd, text, len) == (ssize_t)len;
    if (fd >= 0)
        close(fd);
    return done;
}

bool mk_guard_is(const struct mk_usb_guard *g, const char *name, const char *attr,
                 const char *value)
{
    char text[16];
    return mk_guard_text(text, sizeof text, g->o.sysfs, name, attr) && !strcmp(text, value);
}

/* ---- what was told ---- */

void mk_guard_tell(struct mk_usb_guard *g, enum mk_guard_verdict v, const char *where,
                   const char *why)
{
    char line[64];
    const struct mk_guard_seen seen = { v, where, why };
    snprintf(line, sizeof line, "%d %.32s %.16s", (int)v, where, why);
    for (size_t i = 0; i < g->nnoted; i++)
        if (!strcmp(g->noted[i], line))
            return;
    snprintf(g->noted[g->next], sizeof g->noted[0], "%s", line);
    g->next = (g->next + 1) % MK_GUARD_NOTED;
    g->nnoted += g->nnoted < MK_GUARD_NOTED;
    if (g->o.seen)
        g->o.seen(g->o.u, &seen);
}

/* One that left is told again when it comes back. */
static void forget(struct mk_usb_guard *g, const char *where)
{
    for (size_t i = 0; i < g->nnoted; i++) {
        const char *at = g->noted[i][0] ? g->noted[i] + 2 : "";
        if (!strncmp(at, where, strlen(where)) && at[strlen(where)] == ' ')
            g->noted[i][0] = 0;
    }
}

/* ---- devices ---- */

void mk_guard_read_device(struct mk_guard_kinds *k, const char *sysfs, const char *name)
{
    char path[1024];
    uint8_t *room;
    ssize_t n = 0;
    struct mk_buf b;
    mk_buf_init(&b, DESCRIPTORS_MAX);
    snprintf(path, sizeof path, "%s/%s/descriptors", sysfs, name);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    while (fd >= 0 && (room = mk_buf_room(&b, 1024)) && (n = read(fd, room, 1024)) > 0)
        b.len += (size_t)n;
    if (fd >= 0)
        close(fd);
    mk_guard_read(k, n == 0 && mk_buf_ok(&b) ? mk_buf_span(&b) : mk_span(NULL, 0));
    mk_buf_done(&b);
}

static bool judge_device(struct mk_usb_guard *g, const char *name)
{
    struct mk_guard_kinds k;
    if (!mk_guard_is(g, name, "authorized", "0"))
        return false;
    mk_guard_read_device(&k, g->o.sysfs, name);
    if (mk_guard_is_stick(&k))
        return false; /* until it is asked for */
    if (mk_guard_may_be_key(&k))
        return mk_guard_key(g, name);
    if (k.good && k.in && mk_guard_put(g->o.sysfs, name, "authorized", "1")) {
        mk_guard_tell(g, MK_GUARD_IN, name, "");
        return true;
    }
    mk_guard_tell(g, MK_GUARD_OUT, name, k.good ? k.why_not : "broken");
    return false;
}

uint8_t mk_guard_hex(const struct mk_usb_guard *g, const char *name, const char *attr, bool *good)
{
    char text[8], *end;
    *good = mk_guard_text(text, sizeof text, g->o.sysfs, name, attr) && *good;
    unsigned long v = strtoul(text, &end, 16);
    *good = *good && end != text && !*end && v <= 0xff;
    return (uint8_t)v;
}

static uint16_t vendor_of(const struct mk_usb_guard *g, const char *interface)
{
    char device[64], text[8];
    snprintf(device, sizeof device, "%.*s", (int)strcspn(interface, ":"), interface);
    return mk_guard_text(text, sizeof text, g->o.sysfs, device, "idVendor")
               ? (uint16_t)strtoul(text, NULL, 16)
               : 0;
}

/* The kernel's words for it now, of the configuration that was chosen. */
static bool judge_interface(struct mk_usb_guard *g, const char *name)
{
    char bus[1024];
    bool good = true;
    if (!mk_guard_is(g, name, "authorized", "0"))
        return false;
    uint8_t class = mk_guard_hex(g, name, "bInterfaceClass", &good);
    uint8_t sub = mk_guard_hex(g, name, "bInterfaceSubClass", &good);
    uint8_t protocol = mk_guard_hex(g, name, "bInterfaceProtocol", &good);
    const char *what = mk_guard_interface(vendor_of(g, name), class, sub, protocol);
    if (!good || what) {
        mk_guard_tell(g, MK_GUARD_OUT, name, good ? what : "broken");
        return false;
    }
    if (!mk_guard_put(g->o.sysfs, name, "authorized", "1"))
        return false;
    snprintf(bus, sizeof bus, "%s/..", g->o.sysfs);
    (void)!mk_guard_put(bus, "", "drivers_probe", name); /* none: nobody needs one */
    return true;
}

/* ---- disks ---- */

static int block_by_ioctl(void *u, const char *disk)
{
    char node[128];
    int on = 1, is_on = 0;
    (void)u;
    snprintf(node, sizeof node, "/dev/%s", disk);
    int fd = open(node, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool done = fd >= 0 && ioctl(fd, BLKROSET, &on) == 0 && ioctl(fd, BLKROGET, &is_on) == 0;
    if (fd >= 0)
        close(fd);
    return done && is_on ? 0 : -1;
}

/* Where it hangs: "../../devices/pci.../usb1/1-2/...". */
static bool is_on_usb(const struct mk_usb_guard *g, const char *disk)
{
    char path[1024], to[4096];
    snprintf(path, sizeof path, "%s/%s", g->o.blocks, disk);
    ssize_t n = readlink(path, to, sizeof to - 1);
    to[n > 0 ? n : 0] = 0;
    return strstr(to, "/usb") != NULL;
}

/* Its own folder and that of an interface: what hangs behind a hub at that port is not meant. */
bool mk_guard_is_behind(const char *blocks, const char *disk, const char *port)
{
    char path[1024], to[4096], below[128];
    snprintf(path, sizeof path, "%s/%s", blocks, disk);
    snprintf(below, sizeof below, "/%.32s/%.32s:", port, port);
    ssize_t n = readlink(path, to, sizeof to - 1);
    to[n > 0 ? n : 0] = 0;
    return strstr(to, below) != NULL;
}

/* Once, when it comes: the stick that the kit booted from was there before. */
static void judge_disk(struct mk_usb_guard *g, const char *disk)
{
    char ro[8];
    if (!is_on_usb(g, disk) || (g->lent[0] && mk_guard_is_behind(g->o.blocks, disk, g->lent)))
        return;
    bool set = g->o.block(g->o.u, disk) == 0;
    bool reads = mk_guard_text(ro, sizeof ro, g->o.blocks, disk, "ro") && !strcmp(ro, "1");
    mk_guard_tell(g, set && reads ? MK_GUARD_BLOCKED : MK_GUARD_NOT_BLOCKED, disk, "");
}

/* ---- all ---- */

static bool each(struct mk_usb_guard *g, const char *folder,
                 bool (*judge)(struct mk_usb_guard *g, const char *name))
{
    struct dirent *en;
    bool any = false;
    DIR *d = opendir(folder);
    while (d && (en = readdir(d)))
        if (en->d_name[0] != '.' && strlen(en->d_name) < 32)
            any = judge(g, en->d_name) || any;
    if (d)
        closedir(d);
    return any;
}

static bool judge_usb(struct mk_usb_guard *g, const char *name)
{
    if (!strncmp(name, "usb", 3))
        return false; /* the machine's own hubs */
    return strchr(name, ':') ? judge_interface(g, name) : judge_device(g, name);
}

static bool is_known(const struct mk_usb_guard *g, const char *disk)
{
    char line[64];
    for (int v = MK_GUARD_BLOCKED; v <= MK_GUARD_NOT_BLOCKED; v++) {
        snprintf(line, sizeof line, "%d %.32s ", v, disk);
        for (size_t i = 0; i < g->nnoted; i++)
            if (!strcmp(g->noted[i], line))
                return true;
    }
    return false;
}

static bool judge_block(struct mk_usb_guard *g, const char *name)
{
    if (!is_known(g, name))
        judge_disk(g, name);
    return false;
}

bool mk_usb_guard_look(struct mk_usb_guard *g)
{
    for (size_t i = 0; i < g->nnoted; i++) {
        char where[64], path[1200];
        snprintf(where, sizeof where, "%s", g->noted[i][0] ? g->noted[i] + 2 : "");
        where[strcspn(where, " ")] = 0;
        bool disk = g->noted[i][0] >= '0' + MK_GUARD_BLOCKED;
        snprintf(path, sizeof path, "%s/%s", disk ? g->o.blocks : g->o.sysfs, where);
        if (where[0] && access(path, F_OK) != 0)
            forget(g, where);
    }
    mk_guard_watch_keys(g);
    bool any = each(g, g->o.sysfs, judge_usb);
    each(g, g->o.blocks, judge_block);
    return any;
}

static bool close_port(struct mk_usb_guard *g, const char *name)
{
    return !strncmp(name, "usb", 3) && mk_guard_put(g->o.sysfs, name, "authorized_default", "0") &&
           mk_guard_put(g->o.sysfs, name, "interface_authorized_default", "0") &&
           mk_guard_is(g, name, "authorized_default", "0") &&
           mk_guard_is(g, name, "interface_authorized_default", "0");
}

static bool is_open_port(struct mk_usb_guard *g, const char *name)
{
    return !strncmp(name, "usb", 3) && !close_port(g, name);
}

/* Those that were there are not touched: they only count as known. */
static bool know_disk(struct mk_usb_guard *g, const char *name)
{
    char line[64];
    snprintf(line, sizeof line, "%d %.32s ", MK_GUARD_NOT_BLOCKED, name);
    snprintf(g->noted[g->next], sizeof g->noted[0], "%s", line);
    g->next = (g->next + 1) % MK_GUARD_NOTED;
    g->nnoted += g->nnoted < MK_GUARD_NOTED;
    return false;
}

int mk_usb_guard_new(struct mk_usb_guard **out, const struct mk_guard_options *o,
                     struct mk_error *e)
{
    struct mk_usb_guard *g = calloc(1, sizeof *g);
    if (!g)
        return mk_fail(e, MK_ENOMEM, "USB");
    g->o = *o;
    g->o.sysfs = o->sysfs ? o->sysfs : SYSFS;
    g->o.blocks = o->blocks ? o->blocks : BLOCKS;
    g->o.block = o->block ? o->block : block_by_ioctl;
    bool closed = each(g, g->o.sysfs, close_port);
    if (!closed || each(g, g->o.sysfs, is_open_port)) {
        free(g);
        return mk_fail(e, MK_EREFUSED, "the USB ports cannot be closed to what is no phone");
    }
    each(g, g->o.blocks, know_disk);
    *out = g;
    return 0;
}

void mk_usb_guard_lend(struct mk_usb_guard *g, const char *port)
{
    snprintf(g->lent, sizeof g->lent, "%s", port ? port : "");
}

void mk_usb_guard_free(struct mk_usb_guard *g)
{
    free(g);
}
