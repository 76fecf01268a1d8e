#include "firmware/acquire/exhibit_frames.h"
#include <stdio.h>
#include <unistd.h>

/* From the words that name a phone to a worker that holds the way to it. */

#define CONNECT_MS 4000 /* so that it is told in time that nothing answers */

/* The phone that was opened first, wherever it hangs now; another one is not taken for it, be it at
 * the same port. One that has no serial number, or was named by its port, has to be at its port. */
static int find_again(const struct mk_usb_device **out, const struct mk_exhibit *x,
                      const struct mk_address *a, const struct mk_usb_list *l, struct mk_error *e)
{
    const struct mk_usb_device *was = &x->usb, *other = NULL;
    for (size_t i = 0; i < l->n; i++) {
        const struct mk_usb_device *d = &l->devices[i];
        if (strcmp(d->path, was->path) != 0)
            continue;
        bool same = strcmp(d->serial, was->serial) == 0 &&
                    (was->serial[0] || (d->vendor == was->vendor && d->product == was->product));
        if (same && d->adb >= 0) {
            *out = d;
            return 0;
        }
        other = same ? NULL : d;
    }
    struct mk_address by = { .kind = MK_ADDRESS_USB_SERIAL };
    snprintf(by.serial, sizeof by.serial, "%s", was->serial);
    if (was->serial[0] && a->kind != MK_ADDRESS_USB_PATH && mk_usb_find(out, l, &by, e) == 0)
        return 0;
    if (other)
        return mk_fail(e, MK_EABSENT,
                       "another device is at usb:%s now (serial number %.60s): this run goes on "
                       "only with the phone %.60s",
                       was->path, other->serial[0] ? other->serial : "none",
                       was->serial[0] ? was->serial : "that was there");
    return mk_fail(e, MK_EABSENT, "the phone %.60s is not connected: plug it in again",
                   was->serial[0] ? was->serial : was->path);
}

static int open_usb(struct mk_usb_device *chosen, int *fd, const struct mk_exhibit *x,
                    const struct mk_address *a, struct mk_error *e)
{
    struct mk_usb_list l;
    const struct mk_usb_device *d = NULL;
    if (mk_usb_scan(&l, MK_USB_SYSFS, e) != 0)
        return -1;
    int rc = x->usb.path[0] ? find_again(&d, x, a, &l, e) : mk_usb_find(&d, &l, a, e);
    if (rc == 0)
        rc = mk_usb_open(fd, d, MK_USB_SYSFS, MK_USB_NODES, e);
    if (rc == 0)
        *chosen = *d;
    mk_usb_list_done(&l);
    return rc;
}

int mk_exhibit_join(struct mk_exhibit *x, struct mk_error *e)
{
    struct mk_address a;
    struct mk_usb_device d = { 0 };
    char configuration[16];
    const char *args[] = { "tcp", NULL, NULL };
    int fd = -1;
    if (mk_address_parse(&a, x->device, e) != 0)
        return -1;
    if (a.kind == MK_ADDRESS_TCP) {
        if (mk_tcp_connect(&fd, a.host, a.port, CONNECT_MS, e) != 0)
            return -1;
    } else {
        if (open_usb(&d, &fd, x, &a, e) != 0)
            return -1;
        snprintf(configuration, sizeof configuration, "%u", d.configuration);
        args[0] = "usb";
        args[1] = configuration;
    }
    const struct mk_worker_spec spec = {
        .program = "moka-adb", .args = args, .fds = &fd, .nfds = 1
    };
    int rc = mk_worker_spawn(&x->worker, &spec, e);
    close(fd);
    if (rc == 0 && d.path[0])
        x->usb = d;
    return rc;
}
