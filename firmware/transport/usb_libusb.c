#include "firmware/transport/usb.h"
#include "firmware/transport/usb_link.h"
#include <errno.h>
#include <libusb-1.0/libusb.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

/*
 * The transport's carrier: libusb on a descriptor that somebody else opened.
 *
 * libusb_init() looks for /dev/bus/usb and /sys, so it comes before the sandbox; it touches nothing
 * of the phone's when it is told to look for no devices. Wrapping the descriptor reads the phone's
 * descriptors, so it comes inside, where libusb does without what is refused it: it asks for the
 * device's address by ioctl() instead of readlink(), and takes the first configuration for the
 * active one, which nothing here depends on (libusb 1.0.26, os/linux_usbfs.c).
 */
struct mk_usb_host {
    libusb_context *ctx;
};

struct carrier {
    struct mk_usb_host *host;
    libusb_device_handle *phone;
    const struct libusb_pollfd **fds;
    int fd;
};

int mk_usb_host_new(struct mk_usb_host **out, struct mk_error *e)
{
    struct mk_usb_host *h = calloc(1, sizeof *h);
    if (!h)
        return mk_fail(e, MK_ENOMEM, "libusb");
    libusb_set_option(NULL, LIBUSB_OPTION_NO_DEVICE_DISCOVERY);
    int rc = libusb_init(&h->ctx);
    if (rc != 0) {
        free(h);
        return mk_fail(e, MK_EIO, "libusb: %s", libusb_strerror((enum libusb_error)rc));
    }
    *out = h;
    return 0;
}

void mk_usb_host_free(struct mk_usb_host *h)
{
    if (h)
        libusb_exit(h->ctx);
    free(h);
}

size_t mk_usb_host_fds(int *out, size_t max, const struct mk_usb_host *h)
{
    const struct libusb_pollfd **fds = libusb_get_pollfds(h->ctx);
    size_t n = 0;
    for (; fds && n < max && fds[n]; n++)
        out[n] = fds[n]->fd;
    if (fds)
        libusb_free_pollfds(fds);
    return n;
}

static enum mk_usb_end end_of(enum libusb_transfer_status s)
{
    switch (s) {
    case LIBUSB_TRANSFER_COMPLETED:
        return MK_USB_DONE;
    case LIBUSB_TRANSFER_TIMED_OUT:
        return MK_USB_LATE;
    case LIBUSB_TRANSFER_CANCELLED:
        return MK_USB_CANCELLED;
    case LIBUSB_TRANSFER_STALL:
        return MK_USB_STALL;
    case LIBUSB_TRANSFER_NO_DEVICE:
        return MK_USB_GONE;
    case LIBUSB_TRANSFER_OVERFLOW:
        return MK_USB_OVERFLOW;
    case LIBUSB_TRANSFER_ERROR:
        return MK_USB_ERROR;
    }
    return MK_USB_ERROR;
}

static enum mk_usb_end failed(int rc)
{
    switch (rc) {
    case 0:
        return MK_USB_DONE;
    case LIBUSB_ERROR_NO_DEVICE:
        return MK_USB_GONE;
    case LIBUSB_ERROR_NO_MEM:
        return MK_USB_NO_MEMORY;
    default:
        return MK_USB_ERROR;
    }
}

static void LIBUSB_CALL is_back(struct libusb_transfer *x)
{
    struct mk_usb_transfer *t = x->user_data;
    t->busy = false;
    t->end = end_of(x->status);
    t->actual = x->actual_length > 0 ? (size_t)x->actual_length : 0;
}

static int prepare(void *u, struct mk_usb_transfer *t, struct mk_error *e)
{
    (void)u;
    t->impl = libusb_alloc_transfer(0);
    return t->impl ? 0 : mk_fail(e, MK_ENOMEM, "transfer");
}

static void forget(void *u, struct mk_usb_transfer *t)
{
    (void)u;
    libusb_free_transfer(t->impl);
    t->impl = NULL;
}

static enum mk_usb_end submit(void *u, struct mk_usb_transfer *t)
{
    struct carrier *c = u;
    libusb_fill_bulk_transfer(t->impl, c->phone, t->endpoint, t->bytes, (int)t->len, is_back, t,
                              t->timeout_ms);
    enum mk_usb_end end = failed(libusb_submit_transfer(t->impl));
    t->busy = end == MK_USB_DONE;
    return end;
}

static void cancel(void *u, struct mk_usb_transfer *t)
{
    (void)u;
    (void)libusb_cancel_transfer(t->impl); /* not there any more: it is about to come back */
}

static enum mk_usb_end clear_halt(void *u, uint8_t endpoint)
{
    struct carrier *c = u;
    return failed(libusb_clear_halt(c->phone, endpoint));
}

static int events(void *u, int wait_ms)
{
    struct carrier *c = u;
    struct timeval tv = { .tv_sec = wait_ms / 1000, .tv_usec = wait_ms % 1000 * 1000 };
    int rc = libusb_handle_events_timeout_completed(c->host->ctx, &tv, NULL);
    return rc == 0 || rc == LIBUSB_ERROR_INTERRUPTED ? 0 : -1;
}

static size_t fill_poll(void *u, struct pollfd *out, size_t max, int *wait_ms)
{
    struct carrier *c = u;
    struct timeval tv;
    size_t n = 0;
    for (; n < max && c->fds[n]; n++)
        out[n] = (struct pollfd){ .fd = c->fds[n]->fd, .events = c->fds[n]->events };
    if (libusb_get_next_timeout(c->host->ctx, &tv) == 1) { /* only where there is no timerfd */
        int64_t ms = (int64_t)tv.tv_sec * 1000 + tv.tv_usec / 1000 + 1;
        if (*wait_ms < 0 || ms < *wait_ms)
            *wait_ms = (int)ms;
    }
    return n;
}

static int64_t now_us(void *u)
{
    struct timespec t;
    (void)u;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void carrier_free(void *u)
{
    struct carrier *c = u;
    if (c->fds)
        libusb_free_pollfds(c->fds);
    if (c->phone)
        libusb_close(c->phone);
    mk_usb_host_free(c->host);
    if (c->fd >= 0)
        close(c->fd);
    free(c);
}

static int read_descriptors(struct mk_usb_ends *ends, int fd, unsigned configuration,
                            struct mk_error *e)
{
    uint8_t *bytes = calloc(1, MK_USB_DESC_MAX); /* what the device kept back stays zero */
    size_t n = 0;
    ssize_t got = 1;
    if (!bytes)
        return mk_fail(e, MK_ENOMEM, "descriptors");
    while (got > 0 && n < MK_USB_DESC_MAX) {
        got = pread(fd, bytes + n, MK_USB_DESC_MAX - n, (off_t)n);
        n += got > 0 ? (size_t)got : 0;
    }
    int rc = got < 0 && errno == ENODEV
                 ? mk_fail(e, MK_ECLOSED, "the cable was pulled or the phone went away")
             : got < 0 ? mk_fail_errno(e, "reading the phone's descriptors")
                       : mk_usb_descriptors(ends, mk_span(bytes, n), configuration, e);
    free(bytes);
    return rc;
}

/* As fast as the link was negotiated; 0 when the kernel does not say. */
static uint32_t speed_of(libusb_device_handle *phone)
{
    static const uint32_t mbit_s[] = { [LIBUSB_SPEED_LOW] = 1,
                                       [LIBUSB_SPEED_FULL] = 12,
                                       [LIBUSB_SPEED_HIGH] = 480,
                                       [LIBUSB_SPEED_SUPER] = 5000,
                                       [LIBUSB_SPEED_SUPER_PLUS] = 10000 };
    int speed = libusb_get_device_speed(libusb_get_device(phone));
    return speed >= 0 && (size_t)speed < sizeof mbit_s / sizeof *mbit_s ? mbit_s[speed] : 0;
}

/* USB 2.0, 5.8.3 and USB 3.2, 9.6.6: a speed has one size for bulk packets (but full speed, see
 * usb_desc.c). A kernel that does not tell the speed (before 4.13) leaves it open. */
static int judge_speed(libusb_device_handle *phone, const struct mk_usb_ends *ends,
                       struct mk_error *e)
{
    int speed = libusb_get_device_speed(libusb_get_device(phone));
    unsigned packet = speed == LIBUSB_SPEED_FULL    ? 64
                      : speed == LIBUSB_SPEED_HIGH  ? 512
                      : speed >= LIBUSB_SPEED_SUPER ? 1024
                                                    : ends->packet;
    if (ends->packet == packet)
        return 0;
    return mk_fail(e, MK_EPROTO,
                   "the phone's descriptors: packets of %u bytes at a speed that has %u",
                   ends->packet, packet);
}

static int wrap(struct carrier *c, const struct mk_usb_ends *ends, struct mk_error *e)
{
    int rc = libusb_wrap_sys_device(c->host->ctx, c->fd, &c->phone);
    if (rc != 0)
        return mk_fail(e, rc == LIBUSB_ERROR_NO_MEM ? MK_ENOMEM : MK_EIO, "libusb: the phone: %s",
                       libusb_strerror((enum libusb_error)rc));
    c->fds = libusb_get_pollfds(c->host->ctx);
    if (!c->fds)
        return mk_fail(e, MK_ENOMEM, "libusb: descriptors to poll");
    return judge_speed(c->phone, ends, e);
}

int mk_transport_usb(struct mk_transport *out, struct mk_usb_host *host, int fd,
                     unsigned configuration, struct mk_error *e)
{
    struct mk_usb_ends ends;
    struct carrier *c = calloc(1, sizeof *c);
    if (!c) {
        mk_usb_host_free(host);
        close(fd);
        return mk_fail(e, MK_ENOMEM, "transport");
    }
    *c = (struct carrier){ .host = host, .fd = fd };
    if (read_descriptors(&ends, fd, configuration, e) != 0 || wrap(c, &ends, e) != 0) {
        carrier_free(c);
        return -1;
    }
    const struct mk_usb_io io = {
        .prepare = prepare,
        .forget = forget,
        .submit = submit,
        .cancel = cancel,
        .clear_halt = clear_halt,
        .events = events,
        .poll = fill_poll,
        .now_us = now_us,
        .free = carrier_free,
        .u = c,
    };
    uint32_t mbit_s = speed_of(c->phone);
    if (mk_usb_link_new(out, &io, &ends, e) != 0)
        return -1;
    out->mbit_s = mbit_s;
    return 0;
}
