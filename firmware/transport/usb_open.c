#include "firmware/transport/usb_list.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <poll.h>
#include <stdio.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#define UDEV_MS 1000

/*
 * The parent's part: the device's node, opened and claimed, and sure to be that of the phone that
 * was meant. What is claimed belongs to the open file, so the worker that gets the descriptor has
 * it claimed too (Linux drivers/usb/core/devio.c, struct usb_dev_state).
 */

static int open_failed(const char *node, const struct mk_usb_device *d, struct mk_error *e)
{
    switch (errno) {
    case ENOENT:
    case ENODEV:
    case ENXIO:
        return mk_fail(e, MK_ECLOSED, "the phone at usb:%s went away", d->path);
    case EACCES:
    case EPERM:
        return mk_fail(e, MK_EREFUSED,
                       "no permission for %s: run as root, or put SUBSYSTEM==\"usb\", "
                       "ATTR{idVendor}==\"%04x\", TAG+=\"uaccess\" into "
                       "/etc/udev/rules.d/70-moka.rules and plug the phone in again",
                       node, d->vendor);
    default:
        return mk_fail_errno(e, node);
    }
}

/* udev gives a phone that was just plugged in to us a little after the kernel shows it. */
static int open_soon(const char *node, const char *folder)
{
    const int flags = O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    int64_t left_ms = UDEV_MS;
    int f = open(node, flags), watch = -1;
    if (f >= 0 || errno != EACCES)
        return f;
    watch = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    bool heard = watch >= 0 && inotify_add_watch(watch, folder, IN_ATTRIB) >= 0;
    f = open(node, flags); /* it may have come before the watch */
    while (f < 0 && errno == EACCES && heard && left_ms > 0) {
        char events[1024];
        struct pollfd p = { .fd = watch, .events = POLLIN };
        struct timespec from, to;
        clock_gettime(CLOCK_MONOTONIC, &from);
        heard = poll(&p, 1, (int)left_ms) > 0 && read(watch, events, sizeof events) > 0;
        clock_gettime(CLOCK_MONOTONIC, &to);
        left_ms -= (to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
        f = open(node, flags);
    }
    int err = errno;
    if (watch >= 0)
        close(watch);
    errno = err;
    return f;
}

/* The node's own number has to be the one that sysfs gives the device at this port. */
static bool node_fits(int fd, const char *sysfs, const char *path)
{
    char name[512], dev[32], want[32];
    struct stat st;
    size_t n;
    if (fstat(fd, &st) != 0 || !S_ISCHR(st.st_mode))
        return false;
    snprintf(name, sizeof name, "%s/%s/dev", sysfs, path);
    snprintf(want, sizeof want, "%u:%u", major(st.st_rdev), minor(st.st_rdev));
    return mk_usb_attr(dev, sizeof dev, &n, AT_FDCWD, name) == 0 && strcmp(dev, want) == 0;
}

static int check(int fd, const struct mk_usb_device *d, const char *sysfs, struct mk_error *e)
{
    struct mk_usb_device now;
    char brief[MK_USB_BRIEF];
    int there = mk_usb_read_device(&now, sysfs, d->path, e);
    if (there < 0)
        return -1;
    if (there == 0)
        return mk_fail(e, MK_ECLOSED, "the phone at usb:%s went away", d->path);
    mk_usb_brief(brief, &now);
    if (!mk_usb_same(&now, d))
        return mk_fail(e, MK_EREFUSED, "another device came to usb:%s: %s", d->path, brief);
    if (!node_fits(fd, sysfs, d->path))
        return mk_fail(e, MK_EREFUSED, "the node of usb:%s belongs to another device", d->path);
    return 0;
}

int mk_usb_open_node(int *fd, const struct mk_usb_device *d, const char *sysfs, const char *nodes,
                     struct mk_error *e)
{
    char node[512], folder[512];
    snprintf(folder, sizeof folder, "%s/%03u", nodes, d->bus);
    snprintf(node, sizeof node, "%s/%03u/%03u", nodes, d->bus, d->number);
    int f = open_soon(node, folder);
    if (f < 0)
        return open_failed(node, d, e);
    if (check(f, d, sysfs, e) != 0) {
        close(f);
        return -1;
    }
    *fd = f;
    return 0;
}

/* Whoever gets the descriptor then reaches no other interface of the phone and cannot reset it.
 * Kernels before 4.6 have no such thing; the worker's filter stays. */
static void give_up_the_rest(int fd, int interface)
{
    uint32_t mask = interface < 32 ? 1u << interface : 0;
    (void)ioctl(fd, USBDEVFS_DROP_PRIVILEGES, &mask);
}

static int claim(int fd, const struct mk_usb_device *d, struct mk_error *e)
{
    unsigned interface = (unsigned)d->adb;
    if (ioctl(fd, USBDEVFS_CLAIMINTERFACE, &interface) == 0)
        return 0;
    if (errno == EBUSY)
        return mk_fail(e, MK_EREFUSED,
                       "another program holds the ADB interface of usb:%s, mostly an adb server: "
                       "run \"adb kill-server\" (and close Android Studio and the like)",
                       d->path);
    if (errno == ENODEV)
        return mk_fail(e, MK_ECLOSED, "the phone at usb:%s went away", d->path);
    return mk_fail_errno(e, "claiming the ADB interface");
}

int mk_usb_open(int *fd, const struct mk_usb_device *d, const char *sysfs, const char *nodes,
                struct mk_error *e)
{
    int f = -1;
    if (d->adb < 0)
        return mk_fail(e, MK_EREFUSED, "usb:%s does not speak ADB", d->path);
    if (mk_usb_open_node(&f, d, sysfs, nodes, e) != 0)
        return -1;
    give_up_the_rest(f, d->adb);
    if (claim(f, d, e) != 0) {
        close(f);
        return -1;
    }
    *fd = f;
    return 0;
}
