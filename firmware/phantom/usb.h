#ifndef MK_PHANTOM_USB_H
#define MK_PHANTOM_USB_H

#include "firmware/phantom/phantom.h"

/*
 * How the phone's end of ADB lies on two bulk pipes, without I/O of its own:
 *
 *   OUT (from the host)  reads of MK_PHANTOM_USB_CHUNK bytes, each ended by a short packet: so a
 *                        payload that fills its last packet needs an empty one behind it. A head of
 *                        24 bytes is a transfer of its own, or the phone's adbd (Android 10 to 14)
 *                        ends itself; here the connection ends
 *   IN (to the host)     the head, then the payload in pieces of MK_PHANTOM_USB_CHUNK; no empty
 *                        packets
 *
 * Source: AOSP packages/modules/adb daemon/usb.cpp: UsbFfsConnection::Write(), HandleRead(),
 * ProcessRead(), kUsbReadSize, kUsbWriteSize.
 */
#define MK_PHANTOM_USB_CHUNK ((size_t)16384)

struct mk_phantom_usb {
    struct mk_phantom_conn *conn; /* owned */
    size_t in_left;               /* payload that the host still owes */
    bool greeted;
    /* Of what is to be sent: the rest of the unit under way, and the payload behind that. */
    size_t unit_left, payload_left;
};

MK_CHECK int mk_phantom_usb_begin(struct mk_phantom_usb *u, const struct mk_phantom *p,
                                  struct mk_error *e);
void mk_phantom_usb_end(struct mk_phantom_usb *u);

/* Whether the transfer is a host's greeting on a connection that was greeted before: adb started
 * anew without the bus noticing. What was to be sent is nobody's then: begin() again. */
bool mk_phantom_usb_anew(const struct mk_phantom_usb *u, struct mk_span transfer);
/* One transfer came in. MK_EPROTO ends the connection. */
MK_CHECK int mk_phantom_usb_received(struct mk_phantom_usb *u, struct mk_span transfer,
                                     struct mk_error *e);
/* The next transfer to send, empty when there is none now; then tells how much of it went. */
MK_CHECK int mk_phantom_usb_next(struct mk_span *out, struct mk_phantom_usb *u, struct mk_error *e);
void mk_phantom_usb_sent(struct mk_phantom_usb *u, size_t n);

/* ---- what a FunctionFS file ep0 is told of such an interface: linux/usb/functionfs.h ---- */

/* Class ff/42/01, ep1 bulk OUT, ep2 bulk IN, for full and high speed. */
void mk_phantom_usb_descriptors(struct mk_buf *out);
void mk_phantom_usb_strings(struct mk_buf *out);

#endif
