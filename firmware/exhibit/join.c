#include "firmware/exhibit/frames.h"
#include <stdio.h>
#include <unistd.h>

/* From the words that name a phone to a worker that holds the way to it. */

#define CONNECT_MS 4000 /* so that it is told in time that nothing answers */

static int open_usb(struct mk_usb_device *chosen, int *fd, const struct mk_exhibit *x,
                    const struct mk_address *a, struct mk_error *e)
{
    struct mk_usb_list l;
    const struct mk_usb_device *d = NULL;
    if (mk_usb_scan(&l, MK_USB_SYSFS, e) != 0)
        return -1;
    int rc = x->usb.path[0] ? mk_usb_find_again(&d, &l, &x->usb, e) : mk_usb_find(&d, &l, a, e);
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
    if (a.kind == MK_ADDRESS_IPHONE)
        return mk_iphone_join(x, &a, e);
    if (a.kind == MK_ADDRESS_TCP) {
        struct mk_error why = { 0 };
        if (mk_tcp_connect(&fd, a.host, a.port, CONNECT_MS, &why) != 0)
            return mk_fail(e, why.code,
                           "%s: %.100s. Is the address right, are kit and phone in one network, is "
                           "ADB over TCP switched on? A cable is surer (--device usb)",
                           x->device, why.text);
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
