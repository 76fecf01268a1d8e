#include "firmware/transport/hid_usb.h"
#include "firmware/transport/usb_list.h"
#include "parsers/base/buf.h"
#include "parsers/base/cursor.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DESCRIPTORS_MAX ((size_t)64 << 10)

enum { CONFIGURATION = 2, INTERFACE = 4, ENDPOINT = 5, HID = 0x21, REPORT = 0x22 };

/* ---- what it says it is ---- */

struct found {
    unsigned settings, in, out, reports;
    bool here; /* the interface that is meant */
    bool config;
};

static void take_endpoint(struct mk_hid_usb *h, struct found *f, struct mk_cursor d)
{
    uint8_t address = mk_cur_u8(&d), kind = mk_cur_u8(&d);
    if (!mk_cur_ok(&d) || (kind & 3) != 3) /* interrupt */
        return;
    if (address & 0x80) {
        h->in = address;
        f->in++;
    } else {
        h->out = address;
        f->out++;
    }
}

static void take_hid(struct mk_hid_usb *h, struct found *f, struct mk_cursor d)
{
    mk_cur_take(&d, 3); /* version, country */
    for (uint8_t n = mk_cur_u8(&d); n && mk_cur_ok(&d); n--) {
        uint8_t type = mk_cur_u8(&d);
        uint16_t len = mk_cur_u16le(&d);
        if (!mk_cur_ok(&d) || type != REPORT)
            continue;
        h->report = len;
        f->reports++;
    }
}

static void take(struct mk_hid_usb *h, struct found *f, uint8_t configuration, uint8_t type,
                 struct mk_cursor d)
{
    if (type == CONFIGURATION) {
        mk_cur_take(&d, 3); /* all its bytes, interfaces */
        f->config = mk_cur_u8(&d) == configuration && mk_cur_ok(&d);
        f->here = false;
    } else if (type == INTERFACE) {
        f->here = f->config && mk_cur_u8(&d) == h->interface && mk_cur_ok(&d);
        f->settings += f->here;
    } else if (f->here && type == ENDPOINT) {
        take_endpoint(h, f, d);
    } else if (f->here && type == HID) {
        take_hid(h, f, d);
    }
}

int mk_hid_usb_find(struct mk_hid_usb *out, struct mk_span descriptors, uint8_t configuration,
                    uint8_t interface, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(descriptors);
    struct found f = { 0 };
    *out = (struct mk_hid_usb){ .fd = -1, .interface = interface };
    while (mk_cur_ok(&c) && mk_cur_left(&c)) {
        uint8_t len = mk_cur_u8(&c), type = mk_cur_u8(&c);
        if (len < 2)
            mk_cur_refuse(&c); /* it would never end */
        struct mk_cursor d = mk_cur(mk_cur_take(&c, len >= 2 ? len - 2u : 0));
        if (mk_cur_ok(&c))
            take(out, &f, configuration, type, d);
    }
    if (!mk_cur_ok(&c) || f.settings != 1 || f.in != 1 || f.out != 1 || f.reports != 1 ||
        out->report == 0 || out->report > MK_HID_REPORT_MAX)
        return mk_fail(e, MK_EPROTO, "interface %u is none of a hardware key", interface);
    return 0;
}

/* ---- the kernel's files ---- */

static bool number(unsigned *out, const char *sysfs, const char *where, const char *attr, int base)
{
    char path[512], text[32], *end;
    size_t n;
    snprintf(path, sizeof path, "%s/%s/%s", sysfs, where, attr);
    if (mk_usb_attr(text, sizeof text, &n, AT_FDCWD, path) != 0 || n == 0)
        return false;
    unsigned long v = strtoul(text, &end, base);
    *out = (unsigned)v;
    return *end == 0 && v <= 0xffff;
}

static bool descriptors(struct mk_buf *b, const char *sysfs, const char *device)
{
    char path[512];
    uint8_t *room;
    ssize_t n = 0;
    snprintf(path, sizeof path, "%s/%s/descriptors", sysfs, device);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    while (fd >= 0 && (room = mk_buf_room(b, 1024)) && (n = read(fd, room, 1024)) > 0)
        b->len += (size_t)n;
    if (fd >= 0)
        close(fd);
    return fd >= 0 && n == 0 && mk_buf_ok(b);
}

static int find(struct mk_hid_usb *out, const char *sysfs, const char *device,
                const char *interface, struct mk_error *e)
{
    unsigned configuration = 0, i = 0;
    struct mk_buf b;
    mk_buf_init(&b, DESCRIPTORS_MAX);
    bool read = descriptors(&b, sysfs, device) &&
                number(&configuration, sysfs, device, "bConfigurationValue", 10) &&
                number(&i, sysfs, interface, "bInterfaceNumber", 16) && configuration <= 0xff &&
                i <= 0xff;
    int rc = read ? mk_hid_usb_find(out, mk_buf_span(&b), (uint8_t)configuration, (uint8_t)i, e)
                  : mk_fail(e, MK_ECLOSED, "%s went away", interface);
    mk_buf_done(&b);
    return rc;
}

/* Of the device this interface alone, and no reset of it (Linux 4.6). */
static int claim(const struct mk_hid_usb *h, const char *interface, struct mk_error *e)
{
    uint32_t mask = h->interface < 32 ? UINT32_C(1) << h->interface : 0;
    unsigned i = h->interface;
    if (ioctl(h->fd, USBDEVFS_DROP_PRIVILEGES, &mask) != 0)
        return mk_fail_errno(e, interface);
    if (ioctl(h->fd, USBDEVFS_CLAIMINTERFACE, &i) != 0)
        return mk_fail(e, MK_EREFUSED, "%s: %s", interface, strerror(errno));
    return 0;
}

int mk_hid_usb_open(struct mk_hid_usb *out, const char *sysfs, const char *nodes,
                    const char *interface, struct mk_error *e)
{
    char device[64], node[512];
    unsigned bus = 0, at = 0;
    snprintf(device, sizeof device, "%.*s", (int)strcspn(interface, ":"), interface);
    *out = (struct mk_hid_usb){ .fd = -1 };
    /* The number first: of another device that comes to this port it is another one. */
    if (!number(&bus, sysfs, device, "busnum", 10) || !number(&at, sysfs, device, "devnum", 10))
        return mk_fail(e, MK_ECLOSED, "%s went away", interface);
    if (find(out, sysfs, device, interface, e))
        return -1;
    snprintf(node, sizeof node, "%s/%03u/%03u", nodes, bus, at);
    out->fd = open(node, O_RDWR | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (out->fd < 0)
        return mk_fail_errno(e, node);
    if (claim(out, interface, e) == 0)
        return 0;
    mk_hid_usb_close(out);
    return -1;
}

void mk_hid_usb_close(struct mk_hid_usb *h)
{
    if (h->fd >= 0)
        close(h->fd);
    h->fd = -1;
}

/* ---- what it is asked ---- */

int mk_hid_usb_report(size_t *n, uint8_t *out, const struct mk_hid_usb *h, struct mk_error *e)
{
    struct usbdevfs_ctrltransfer t = {
        .bRequestType = 0x81, /* in, standard, of an interface */
        .bRequest = 6,        /* GET_DESCRIPTOR */
        .wValue = REPORT << 8,
        .wIndex = h->interface,
        .wLength = h->report,
        .timeout = MK_HID_USB_MS,
        .data = out,
    };
    int got = ioctl(h->fd, USBDEVFS_CONTROL, &t);
    if (got < 0)
        return mk_fail_errno(e, "report descriptor");
    if (got != h->report)
        return mk_fail(e, MK_EPROTO, "a report descriptor of %d bytes, not %u", got, h->report);
    *n = (size_t)got;
    return 0;
}

static int transfer(const struct mk_hid_usb *h, uint8_t endpoint, void *p, size_t n, unsigned ms)
{
    struct usbdevfs_bulktransfer t = {
        .ep = endpoint, .len = (unsigned)n, .timeout = ms, .data = p
    };
    int got;
    do
        got = ioctl(h->fd, USBDEVFS_BULK, &t); /* of interrupt endpoints, too */
    while (got < 0 && errno == EINTR);
    return got;
}

int mk_hid_usb_read(const struct mk_hid_usb *h, uint8_t *out, size_t max, unsigned ms)
{
    return transfer(h, h->in, out, max, ms);
}

int mk_hid_usb_write(const struct mk_hid_usb *h, const uint8_t *p, size_t n, unsigned ms)
{
    return transfer(h, h->out, (void *)(uintptr_t)p, n, ms);
}
