/*
 * Reads a phone's ADB pipe as fast as it comes, for tests/bench/run usb: what the cable can do.
 *
 *   usb_raw PORT BYTES SIZE COUNT   COUNT transfers of SIZE bytes under way at once, on the device
 * at PORT ("1-2"), until BYTES have come; prints seconds
 */
#include "firmware/transport/usb.h"
#include "firmware/transport/usb_desc.h"
#include <fcntl.h>
#include <libusb-1.0/libusb.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define COUNT_MAX 64u

static uint64_t wanted, came;
static unsigned under_way;

static _Noreturn void die(const char *what, const char *why)
{
    fprintf(stderr, "usb_raw: %s: %s\n", what, why);
    exit(1);
}

static void LIBUSB_CALL is_back(struct libusb_transfer *t)
{
    if (t->status != LIBUSB_TRANSFER_COMPLETED)
        die("transfer", libusb_error_name(t->status));
    came += (uint64_t)t->actual_length;
    under_way--;
    if (came + (uint64_t)under_way * (uint64_t)t->length >= wanted)
        return;
    if (libusb_submit_transfer(t) != 0)
        die("transfer", "not taken again");
    under_way++;
}

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The device's node, its ADB interface claimed as acquire claims it. */
static int opened(const char *port, struct mk_usb_ends *ends)
{
    struct mk_usb_list list;
    struct mk_error e = { 0 };
    static uint8_t bytes[MK_USB_DESC_MAX];
    struct mk_address a = { .kind = MK_ADDRESS_USB_PATH };
    const struct mk_usb_device *d;
    int fd;
    snprintf(a.path, sizeof a.path, "%s", port);
    if (mk_usb_scan(&list, MK_USB_SYSFS, &e) != 0 || mk_usb_find(&d, &list, &a, &e) != 0 ||
        mk_usb_open(&fd, d, MK_USB_SYSFS, MK_USB_NODES, &e) != 0)
        die(port, e.text);
    ssize_t n = pread(fd, bytes, sizeof bytes, 0);
    if (n < 0 || mk_usb_descriptors(ends, mk_span(bytes, (size_t)n), d->configuration, &e) != 0)
        die(port, e.text);
    mk_usb_list_done(&list);
    return fd;
}

int main(int argc, char **argv)
{
    struct mk_usb_ends ends;
    libusb_device_handle *phone;
    if (argc != 5)
        die("usage", "usb_raw PORT BYTES SIZE COUNT");
    wanted = strtoull(argv[2], NULL, 10);
    size_t size = strtoull(argv[3], NULL, 10), count = strtoull(argv[4], NULL, 10);
    int fd = opened(argv[1], &ends);
    libusb_set_option(NULL, LIBUSB_OPTION_NO_DEVICE_DISCOVERY);
    if (libusb_init(NULL) != 0 || libusb_wrap_sys_device(NULL, fd, &phone) != 0)
        die(argv[1], "libusb does not take it");
    double from = now_s();
    for (unsigned i = 0; i < count && i < COUNT_MAX; i++) {
        struct libusb_transfer *t = libusb_alloc_transfer(0);
        uint8_t *bytes = malloc(size);
        if (!t || !bytes)
            die("memory", "none");
        libusb_fill_bulk_transfer(t, phone, ends.in, bytes, (int)size, is_back, NULL, 0);
        if (libusb_submit_transfer(t) != 0)
            die("transfer", "not taken");
        under_way++;
    }
    while (under_way)
        if (libusb_handle_events(NULL) != 0)
            die("transfer", "no event");
    printf("%.3f\n", now_s() - from);
    return 0; /* the kernel gives back all else */
}
