#ifndef MK_USB_LINK_H
#define MK_USB_LINK_H

#include "firmware/transport/transport.h"
#include "firmware/transport/usb_desc.h"
#include "firmware/transport/usb_io.h"

/*
 * Private to firmware/transport/usb*.c: ADB over two bulk endpoints.
 *
 * An ADB message is two transfers on USB, 24 bytes of header and the payload,
 * in either direction (AOSP client/usb_libusb.cpp Write(), daemon/usb.cpp
 * UsbFfsConnection::Write() and ProcessRead()). A transfer ends with a packet that
 * is not full. The phone sends nothing behind a payload that ends with a full packet: whoever
 * asked for more waits until the next message runs into it. So each transfer asked for is either
 * one packet long, which is always right, or lies within a payload whose length is known:
 *
 *     | done, being read | under way: ... payload ... | packet | packet |
 *       ^ read             ^ back                               ^ asked
 *
 * The single packets behind it catch the next header, and a small payload with it.
 */
#define MK_USB_IN_SLOTS  20u
#define MK_USB_IN_CHUNK  65536u /* with the slots: a whole payload of 1 MiB under way */
#define MK_USB_OUT_SLOTS 8u
#define MK_USB_OUT_CHUNK 16384u
#define MK_USB_AHEAD     3u /* single packets */

struct mk_usb_slot {
    struct mk_usb_transfer t;
    uint8_t *bytes;
};

struct mk_usb_in {
    struct mk_usb_slot slots[MK_USB_IN_SLOTS];
    unsigned read, back, asked; /* each counts up; the slot is the rest modulo their number */
    size_t used;                /* bytes of slot `read` that are read */
    uint8_t head[24];
    size_t headed; /* bytes of the header that came */
    size_t left;   /* of the payload */
    bool synced;   /* the phone's first words were seen */
    bool lost;     /* no header was where one should be: only single packets from here */
    bool halted;   /* all that is under way is called back, then the halt is cleared */
    bool stalled;  /* so, and nothing came since */
};

struct mk_usb_out {
    struct mk_usb_slot slots[MK_USB_OUT_SLOTS];
    unsigned back, asked;
    size_t fill;          /* bytes in the slot at `asked`, not yet under way */
    size_t payload, left; /* of the message that goes out: all, and what is still to come */
    bool in_payload;
    bool zero;            /* an empty transfer is to follow */
    bool halted, stalled; /* as above */
};

struct mk_usb_link {
    struct mk_usb_io io;
    struct mk_usb_ends ends;
    struct mk_usb_in in;
    struct mk_usb_out out;
    int64_t began_us, quiet_us; /* quiet_us: since when nothing came */
    bool settled;
    struct mk_error dead; /* code MK_OK: alive */
};

/* Takes over the carrier, also on failure. */
MK_CHECK int mk_usb_link_new(struct mk_transport *out, const struct mk_usb_io *io,
                             const struct mk_usb_ends *ends, struct mk_error *e);

/* Ends the connection, the first reason counts. */
void mk_usb_dead(struct mk_usb_link *l, enum mk_usb_end why, const char *doing);

/* What came is taken note of, and as much is asked for as may be. */
void mk_usb_in_turn(struct mk_usb_link *l);
/* 1 and *got bytes, or 0. */
int mk_usb_in_read(struct mk_usb_link *l, void *out, size_t n, size_t *got);
bool mk_usb_in_ready(const struct mk_usb_link *l);

void mk_usb_out_turn(struct mk_usb_link *l);
/* How many bytes were taken. */
size_t mk_usb_out_write(struct mk_usb_link *l, struct mk_span bytes);

#endif
