/* Which stick, which disk of it, which partition: see carry.h. Nothing is changed here. */
#include "firmware/daemon/carry_private.h"
#include "firmware/daemon/usb_guard.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct mk_carry mk_carry_filled(const struct mk_carry *c)
{
    struct mk_carry f = *c;
    f.usb = f.usb ? f.usb : MK_USB_SYSFS;
    f.blocks = f.blocks ? f.blocks : "/sys/class/block";
    f.nodes = f.nodes ? f.nodes : "/dev";
    f.udev = f.udev ? f.udev : "/run/udev/data";
    f.run = f.run ? f.run : "/run/moka";
    f.at = f.at ? f.at : MK_CARRY_AT;
    return f;
}

/* ---- devices ---- */

/* Who makes phones: an old one may show its memory as a disk and nothing else. What else they make
 * is no loss. Numbers: usb.ids, and Android's list of vendors for its debugging. */
static bool makes_phones(uint16_t vendor)
{
    static const uint16_t makers[] = {
        0x0421, 0x0489, 0x04dd, 0x04e8, 0x05ac, 0x05c6, 0x0bb4, 0x0e8d, 0x0fca, 0x0fce, 0x1004,
        0x109b, 0x10a9, 0x12d1, 0x1782, 0x18d1, 0x1949, 0x19d2, 0x1bbb, 0x1ebf, 0x2116, 0x22b8,
        0x22d9, 0x2717, 0x29a9, 0x2a45, 0x2a47, 0x2a70, 0x2ae5, 0x2b0e, 0x2d95, 0x2e04, 0x339b,
    };
    for (size_t i = 0; i < sizeof makers / sizeof *makers; i++)
        if (makers[i] == vendor)
            return true;
    return false;
}

/* A device that is built in ("fixed") is not one that somebody plugged in. */
static bool is_stick(const struct mk_carry *c, const char *port)
{
    struct mk_guard_kinds k;
    char text[16];
    mk_guard_read_device(&k, c->usb, port);
    return mk_guard_is_stick(&k) &&
           !(mk_guard_text(text, sizeof text, c->usb, port, "removable") && !strcmp(text, "fixed"));
}

static bool is_kits(const struct mk_carry *c, const char *disk)
{
    char kit[32];
    return mk_guard_text(kit, sizeof kit, c->run, "stick", "") && !strcmp(kit, disk);
}

static bool each_disk(const struct mk_carry *c, const char *port,
                      bool (*seen)(void *u, const char *disk), void *u)
{
    char text[8];
    struct dirent *en;
    bool any = false;
    DIR *d = opendir(c->blocks);
    while (d && (en = readdir(d)))
        if (en->d_name[0] != '.' && strlen(en->d_name) < 32 &&
            mk_guard_is_behind(c->blocks, en->d_name, port) &&
            !mk_guard_text(text, sizeof text, c->blocks, en->d_name, "partition"))
            any = seen(u, en->d_name) || any;
    if (d)
        closedir(d);
    return any;
}

struct disks {
    const struct mk_carry *c;
    char name[32]; /* the last one */
    size_t n;
};

static bool is_kits_disk(void *u, const char *disk)
{
    return is_kits(u, disk);
}

bool mk_carry_is_kits(const struct mk_carry *c, const char *port)
{
    return each_disk(c, port, is_kits_disk, (void *)c);
}

size_t mk_carry_list(struct mk_carried *out, size_t max, const struct mk_carry *given)
{
    struct mk_carry c = mk_carry_filled(given);
    struct mk_usb_list l = { 0 };
    struct mk_error ignored = { 0 };
    size_t n = 0;
    if (mk_usb_scan(&l, c.usb, &ignored))
        return 0;
    for (size_t i = 0; i < l.n && n < max; i++) {
        const struct mk_usb_device *d = &l.devices[i];
        if (!mk_carry_is_port(d->path) || makes_phones(d->vendor) || !is_stick(&c, d->path) ||
            mk_carry_is_kits(&c, d->path))
            continue;
        out[n] = (struct mk_carried){ 0 };
        snprintf(out[n].port, sizeof out[n].port, "%.31s", d->path);
        snprintf(out[n].name, sizeof out[n].name, "%s%s%s", d->maker,
                 d->maker[0] && d->model[0] ? " " : "", d->model);
        snprintf(out[n].serial, sizeof out[n].serial, "%s", d->serial);
        n++;
    }
    mk_usb_list_done(&l);
    return n;
}

const char *mk_carry_device(struct mk_carried *out, const struct mk_carry *c, const char *port)
{
    struct mk_carried all[16];
    struct stat st;
    char path[1024];
    snprintf(path, sizeof path, "%s/%.31s", c->usb, port);
    if (stat(path, &st) != 0)
        return "gone";
    if (mk_carry_is_kits(c, port))
        return "in-use";
    size_t n = mk_carry_list(all, sizeof all / sizeof *all, c);
    for (size_t i = 0; i < n; i++)
        if (!strcmp(all[i].port, port)) {
            *out = all[i];
            return NULL;
        }
    return "no-stick";
}

/* ---- disks ---- */

static bool count_disk(void *u, const char *disk)
{
    struct disks *all = u;
    snprintf(all->name, sizeof all->name, "%s", disk);
    all->n++;
    return true;
}

/* The kernel looks for partitions before udev is told of a disk. */
static bool is_whole(const struct mk_carry *c, const char *disk)
{
    char dev[32], name[48], path[1024];
    if (!mk_guard_text(dev, sizeof dev, c->blocks, disk, "dev"))
        return false;
    snprintf(name, sizeof name, "b%s", dev);
    snprintf(path, sizeof path, "%s/%s", c->udev, name);
    return access(path, F_OK) == 0;
}

const char *mk_carry_disk(struct mk_carried *out, const struct mk_carry *c)
{
    char size[32];
    struct disks all = { .c = c };
    each_disk(c, out->port, count_disk, &all);
    if (all.n > 1)
        return "several"; /* a reader with more than one card */
    if (all.n == 0 || !is_whole(c, all.name) ||
        !mk_guard_text(size, sizeof size, c->blocks, all.name, "size") || !strcmp(size, "0"))
        return "no-disk";
    snprintf(out->disk, sizeof out->disk, "%s", all.name);
    return NULL;
}

const char *mk_carry_part(struct mk_carried *out, const struct mk_carry *c)
{
    char path[1024], text[8];
    struct dirent *en;
    size_t n = 0;
    snprintf(path, sizeof path, "%s/%s", c->blocks, out->disk);
    snprintf(out->part, sizeof out->part, "%s", out->disk);
    DIR *d = opendir(path);
    if (!d)
        return "gone";
    while ((en = readdir(d)))
        if (strlen(en->d_name) < 32 &&
            mk_guard_text(text, sizeof text, path, en->d_name, "partition")) {
            snprintf(out->part, sizeof out->part, "%s", en->d_name);
            n++;
        }
    closedir(d);
    return n > 1 ? "several" : NULL;
}

/* ---- what is on it ---- */

const char *mk_carry_look(struct mk_carried *out, const struct mk_carry *c)
{
    char node[1024];
    uint8_t head[MK_CARRY_HEAD];
    /* nobody else has it, nor a part of it: neither mounted nor mapped */
    snprintf(node, sizeof node, "%s/%s", c->nodes, out->disk);
    int fd = open(node, O_RDONLY | O_EXCL | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return errno == EBUSY ? "in-use" : "gone";
    close(fd);
    snprintf(node, sizeof node, "%s/%s", c->nodes, out->part);
    fd = open(node, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    ssize_t n = fd < 0 ? -1 : pread(fd, head, sizeof head, 0);
    if (fd >= 0)
        close(fd);
    if (n < 0)
        return "gone";
    out->fs = mk_carry_kind(mk_span(head, (size_t)n));
    return !strcmp(out->fs, "locked") ? "locked" : out->fs[0] ? NULL : "no-fs";
}
