#ifndef MK_USB_H
#define MK_USB_H

#include "firmware/transport/address.h"
#include "firmware/transport/transport.h"
#include "parsers/base/buf.h"

/*
 * Phones on USB. Which there are is read from sysfs, without opening a device;
 * the chosen one's node is opened by the parent and goes to the worker, which
 * speaks to it through libusb (mk_transport_usb).
 *
 * Source: Linux Documentation/ABI/testing/sysfs-bus-usb and stable/sysfs-bus-usb;
 * the node is /dev/bus/usb/BBB/NNN (Documentation/driver-api/usb/usb.rst).
 */
#define MK_USB_SYSFS "/sys/bus/usb/devices"
#define MK_USB_NODES "/dev/bus/usb"

/* What a device shows of itself: interfaces of its active configuration (class/subclass/protocol),
 * bits of `shows`. */
enum mk_usb_shows {
    MK_USB_ADB = 1u << 0,       /* ff/42/01 (AOSP adb.h) */
    MK_USB_FASTBOOT = 1u << 1,  /* ff/42/03 (AOSP fastboot.cpp): in its boot loader */
    MK_USB_MTP = 1u << 2,       /* ff/ff/00 that is named "MTP", or 06/01/01 so named */
    MK_USB_PTP = 1u << 3,       /* 06/01/01 of any other name */
    MK_USB_RNDIS = 1u << 4,     /* e0/01/03, ef/04/01 or 02/02/ff: shares its network */
    MK_USB_STORAGE = 1u << 5,   /* 08/xx/xx */
    MK_USB_APPLE = 1u << 6,     /* vendor 05ac and an interface ff/fe/02 (usbmuxd) or PTP */
    MK_USB_ACCESSORY = 1u << 7, /* 18d1:2d00..2d05: Android Open Accessory */
    MK_USB_MODEM = 1u << 8,     /* 02/02/01: an AT modem */
    MK_USB_HUB = 1u << 9,       /* device or interface class 09 */
};

/*
 * Texts are as the device's descriptors say: hostile. They are kept in the form
 * of mk_escape_terminal(), cut at a whole character: safe to print, one to one
 * with the bytes as long as nothing was cut.
 */
#define MK_USB_TEXT 256
struct mk_usb_device {
    char path[MK_ADDRESS_PATH_MAX]; /* "1-2.3", by the kernel */
    unsigned bus, number;           /* 1..999 each; a number is never given twice in a row */
    uint16_t vendor, product;
    char serial[MK_ADDRESS_SERIAL_MAX]; /* empty: it has none */
    char maker[MK_USB_TEXT], model[MK_USB_TEXT];
    unsigned configuration; /* value of the active one; 0: it has none yet */
    int adb;                /* number of the ADB interface; -1: none (or several: a lie) */
    uint32_t shows;         /* enum mk_usb_shows */
};

struct mk_usb_list {
    struct mk_usb_device *devices; /* by bus, then path */
    size_t n;
};

/*
 * All devices but root hubs. One that goes away or is half written while it is
 * read is left out or shown as far as it is known. A machine without USB has an
 * empty list. MK_EIO, MK_ENOMEM.
 */
MK_CHECK int mk_usb_scan(struct mk_usb_list *out, const char *sysfs, struct mk_error *e);
void mk_usb_list_done(struct mk_usb_list *l);

/* Looks like a phone: shows any of ADB, fastboot, MTP, PTP, RNDIS, Apple, accessory. */
bool mk_usb_is_phone(const struct mk_usb_device *d);
/* "adb,mtp": the names of the bits, NUL-ended. */
void mk_usb_shows_text(char out[static 96], uint32_t shows);

/* A line for people; and the same as members of a JSON object. */
struct mk_json;
void mk_usb_put_line(struct mk_buf *b, const struct mk_usb_device *d);
void mk_usb_put_json(struct mk_json *j, const struct mk_usb_device *d);

/*
 * The one device that the address (of a USB kind) names. MK_EABSENT: none, with
 * what there is instead. MK_EREFUSED: more than one, all named with path, serial and model;
 * or it has no ADB.
 */
MK_CHECK int mk_usb_find(const struct mk_usb_device **out, const struct mk_usb_list *l,
                         const struct mk_address *a, struct mk_error *e);

/*
 * The phone that was opened before, wherever it hangs now: by its serial number, also
 * when it was named by its port; one without is the device of that make at the same port.
 * MK_EABSENT, with what is there instead: it may still come.
 */
MK_CHECK int mk_usb_find_again(const struct mk_usb_device **out, const struct mk_usb_list *l,
                               const struct mk_usb_device *was, struct mk_error *e);

/*
 * Opens the device's node, then looks at sysfs again: if another device came to its place
 * meanwhile (number, serial, vendor or product differ), it is closed again. Claims the ADB
 * interface, and gives up the right to any other. MK_EREFUSED (another device; no permission;
 * another program holds it: with what to do), MK_ECLOSED (it went away). The descriptor
 * (close-on-exec) is the caller's.
 */
MK_CHECK int mk_usb_open(int *fd, const struct mk_usb_device *d, const char *sysfs,
                         const char *nodes, struct mk_error *e);

/*
 * Tells what comes and goes. The kernel's messages only wake it up; what changed
 * is found by scanning again, so that none that was lost does harm.
 */
struct mk_usb_watch;
enum mk_usb_change_kind {
    MK_USB_ARRIVED,
    MK_USB_LEFT,
    MK_USB_CHANGED, /* still there, but shows other interfaces: USB mode or debugging switched */
};
struct mk_usb_change {
    enum mk_usb_change_kind kind;
    struct mk_usb_device device;
};
/* The first changes it tells are the devices that are there. */
MK_CHECK int mk_usb_watch_new(struct mk_usb_watch **out, const char *sysfs, struct mk_error *e);
void mk_usb_watch_free(struct mk_usb_watch *w);
/* To be polled for POLLIN; -1: the kernel gives none. */
int mk_usb_watch_fd(const struct mk_usb_watch *w);
/* Whether next() has to be called again soon without that: there is no descriptor, or a device is
 * about to leave, of which the kernel tells too early. */
bool mk_usb_watch_again(const struct mk_usb_watch *w);
/* 1 and a change, 0: none for now. Departures come first. */
MK_CHECK int mk_usb_watch_next(struct mk_usb_change *out, struct mk_usb_watch *w,
                               struct mk_error *e);

/*
 * libusb, told to look for no device: no thread is started. It looks for /dev/bus/usb, so a
 * worker does this before it locks itself in. MK_EIO, MK_ENOMEM.
 */
struct mk_usb_host;
MK_CHECK int mk_usb_host_new(struct mk_usb_host **out, struct mk_error *e);
void mk_usb_host_free(struct mk_usb_host *h);
/* The descriptors that libusb waits on, at most max: a worker keeps them. */
size_t mk_usb_host_fds(int *out, size_t max, const struct mk_usb_host *h);

/*
 * Speaks ADB over an opened device node whose ADB interface is claimed. Takes
 * over host and descriptor, also on failure. The phone's descriptors are
 * checked (usb_desc.h). MK_EPROTO: they lie, and how; MK_ECLOSED: it went away.
 *
 * configuration: the value of the active one, 0: the first.
 */
MK_CHECK int mk_transport_usb(struct mk_transport *out, struct mk_usb_host *host, int fd,
                              unsigned configuration, struct mk_error *e);

#endif
