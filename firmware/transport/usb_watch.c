#include "firmware/transport/usb_list.h"
#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define GROUP_KERNEL                                                                               \
    1u /* uevents as the kernel sends them; 2 is udev's, which a kit need not run */
#define QUIET_BUFFER (1 << 20)

struct mk_usb_watch {
    int fd;
    char *sysfs;
    bool due;   /* something may have changed since the last scan */
    bool going; /* a device has lost its configuration: most often it leaves */
    struct mk_usb_list known;
    struct mk_usb_change *changes; /* found, not yet told */
    size_t n, told;
};

/* Without it, which happens in containers, the owner looks again and again. */
static int listen_to_kernel(void)
{
    struct sockaddr_nl a = { .nl_family = AF_NETLINK, .nl_groups = GROUP_KERNEL };
    int size = QUIET_BUFFER;
    int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
    if (fd < 0)
        return -1;
    if (bind(fd, (struct sockaddr *)&a, sizeof a) != 0) {
        close(fd);
        return -1;
    }
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    return fd;
}

int mk_usb_watch_on(struct mk_usb_watch **out, const char *sysfs, int fd, struct mk_error *e)
{
    struct mk_usb_watch *w = calloc(1, sizeof *w);
    if (w)
        *w = (struct mk_usb_watch){ .fd = fd, .due = true, .sysfs = strdup(sysfs) };
    if (!w || !w->sysfs) {
        if (w)
            mk_usb_watch_free(w);
        else if (fd >= 0)
            close(fd);
        return mk_fail(e, MK_ENOMEM, "watch on USB");
    }
    *out = w;
    return 0;
}

int mk_usb_watch_new(struct mk_usb_watch **out, const char *sysfs, struct mk_error *e)
{
    return mk_usb_watch_on(out, sysfs, listen_to_kernel(), e);
}

void mk_usb_watch_free(struct mk_usb_watch *w)
{
    if (!w)
        return;
    if (w->fd >= 0)
        close(w->fd);
    mk_usb_list_done(&w->known);
    free(w->changes);
    free(w->sysfs);
    free(w);
}

int mk_usb_watch_fd(const struct mk_usb_watch *w)
{
    return w->fd;
}

bool mk_usb_watch_again(const struct mk_usb_watch *w)
{
    return w->fd < 0 || w->going;
}

/* Any process may send to a netlink socket that it knows the number of; only the kernel's number
 * is 0. An overrun of the buffer counts as a message. */
static void hear(struct mk_usb_watch *w)
{
    char text[4096];
    ssize_t n;
    do {
        struct sockaddr_nl from = { 0 };
        socklen_t len = sizeof from;
        n = recvfrom(w->fd, text, sizeof text, MSG_DONTWAIT, (struct sockaddr *)&from, &len);
        bool kernel =
            n >= 0 && len == sizeof from && from.nl_family == AF_NETLINK && from.nl_pid == 0;
        if (kernel || (n < 0 && errno == ENOBUFS))
            w->due = true;
    } while (n >= 0 || errno == EINTR || errno == ENOBUFS);
}

static const struct mk_usb_device *known(const struct mk_usb_list *l, const struct mk_usb_device *d)
{
    for (size_t i = 0; l->devices && i < l->n; i++)
        if (mk_usb_same(&l->devices[i], d))
            return &l->devices[i];
    return NULL;
}

static void note(struct mk_usb_watch *w, enum mk_usb_change_kind kind,
                 const struct mk_usb_device *d)
{
    w->changes[w->n++] = (struct mk_usb_change){ kind, *d };
}

/* The kernel tells that a device is removed before it is: its configuration is gone then, its
 * folder is not. Such a one stays as it was known, until another look. */
static void keep_the_going(struct mk_usb_watch *w, struct mk_usb_list *now)
{
    w->going = false;
    for (size_t i = 0; i < now->n; i++) {
        const struct mk_usb_device *was = known(&w->known, &now->devices[i]);
        if (was && was->configuration && !now->devices[i].configuration) {
            now->devices[i] = *was;
            w->going = true;
        }
    }
}

/* Takes over the new list. */
static int compare(struct mk_usb_watch *w, struct mk_usb_list *now, struct mk_error *e)
{
    struct mk_usb_change *c = calloc(w->known.n + now->n + 1, sizeof *c);
    if (!c)
        return mk_fail(e, MK_ENOMEM, "changes on USB");
    free(w->changes);
    w->changes = c;
    w->n = w->told = 0;
    for (size_t i = 0; w->known.devices && i < w->known.n; i++)
        if (!known(now, &w->known.devices[i]))
            note(w, MK_USB_LEFT, &w->known.devices[i]);
    for (size_t i = 0; now->devices && i < now->n; i++) {
        const struct mk_usb_device *was = known(&w->known, &now->devices[i]);
        if (!was)
            note(w, MK_USB_ARRIVED, &now->devices[i]);
        else if (was->shows != now->devices[i].shows || was->adb != now->devices[i].adb)
            note(w, MK_USB_CHANGED, &now->devices[i]);
    }
    mk_usb_list_done(&w->known);
    w->known = *now;
    *now = (struct mk_usb_list){ 0 };
    return 0;
}

static int look(struct mk_usb_watch *w, struct mk_error *e)
{
    struct mk_usb_list now;
    if (mk_usb_scan(&now, w->sysfs, e) != 0)
        return -1;
    keep_the_going(w, &now);
    int rc = compare(w, &now, e);
    mk_usb_list_done(&now);
    w->due = rc != 0; /* what could not be told is looked for again */
    return rc;
}

int mk_usb_watch_next(struct mk_usb_change *out, struct mk_usb_watch *w, struct mk_error *e)
{
    if (w->told == w->n) {
        if (w->fd >= 0)
            hear(w);
        if ((w->due || w->going || w->fd < 0) && look(w, e) != 0)
            return -1;
    }
    if (w->told == w->n)
        return 0;
    *out = w->changes[w->told++];
    return 1;
}
