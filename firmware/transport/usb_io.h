#ifndef MK_USB_IO_H
#define MK_USB_IO_H

#include "parsers/base/error.h"
#include <poll.h>

/*
 * Private to firmware/transport/usb*.c: what the transport needs of USB. libusb
 * is one of these (usb_libusb.c); a test plays another that fails where it likes.
 */

/* How a transfer came back. */
enum mk_usb_end {
    MK_USB_DONE,  /* IN: full, or ended by a short packet */
    MK_USB_STALL, /* the phone halted the endpoint */
    MK_USB_GONE,
    MK_USB_LATE,      /* not done in its time */
    MK_USB_CANCELLED, /* as asked */
    MK_USB_OVERFLOW,  /* the phone sent more than it was asked for */
    MK_USB_ERROR,     /* on the cable */
    MK_USB_PARTLY,    /* OUT, of the transport's own: done, and not all of it went over */
    MK_USB_NO_MEMORY, /* of submit() only: the kernel takes no more at a time */
};

struct mk_usb_transfer {
    uint8_t endpoint; /* bit 7: IN */
    uint8_t *bytes;   /* the owner's */
    size_t len; /* IN: a multiple of the packet size, or a packet that is too long overflows */
    unsigned timeout_ms; /* 0: none */
    bool busy;           /* from submit() until events() brings it back */
    enum mk_usb_end end;
    size_t actual; /* bytes that went over, whatever the end */
    void *impl;    /* the carrier's */
};

struct mk_usb_io {
    /* Once for each transfer, before it is used. */
    int (*prepare)(void *u, struct mk_usb_transfer *t, struct mk_error *e);
    void (*forget)(void *u, struct mk_usb_transfer *t); /* not while it is busy */
    /* MK_USB_DONE: it is under way. */
    enum mk_usb_end (*submit)(void *u, struct mk_usb_transfer *t);
    void (*cancel)(void *u, struct mk_usb_transfer *t); /* it comes back by events() */
    enum mk_usb_end (*clear_halt)(void *u, uint8_t endpoint);
    /* Brings back what is done, waiting at most so long for the first; -1: cannot wait any more. */
    int (*events)(void *u, int wait_ms);
    size_t (*poll)(void *u, struct pollfd *out, size_t max, int *wait_ms);
    int64_t (*now_us)(void *u);
    void (*free)(void *u);
    void *u;
};

#endif
