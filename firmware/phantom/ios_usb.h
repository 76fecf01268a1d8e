#ifndef MK_PHANTOM_IOS_USB_H
#define MK_PHANTOM_IOS_USB_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * The phone's end of its USB cable, below usbmuxd: many connections over the two bulk pipes of the
 * interface ff/fe/02. Without I/O of its own. A packet, big endian:
 *
 *   0   u32  protocol: 0 version, 1 control, 2 setup, 6 TCP
 *   4   u32  length of all
 *   8   u32  magic: 0xfeedface from the host, 0xfaceface from the phone  } none of these four
 *   12  u16  number of the packet                                       } in a version packet
 *   14  u16  number of the last one that came                           }
 *   16  ...  TCP: a header of 20 bytes as in RFC 9293, without a sum, its window in units of 256
 *            bytes; then what it carries
 *
 * The host begins with a version packet (u32 major 2, minor, padding), which is answered alike,
 * then sends a setup packet. Connections begin and end as in TCP, with SYN and RST; what the host
 * carries is in packets with ACK alone. Source: usbmuxd src/device.c.
 */
#define MK_IOS_USB_CONNECTIONS 64u
#define MK_IOS_USB_PACKET      65536u
#define MK_IOS_USB_CARRY       16000u /* bytes of a packet to the host: usbmuxd reads 16384 at a time */
#define MK_IOS_USB_WINDOW      131072u /* what the host may send ahead */

struct mk_ios_usb_conn {
    enum { MK_IOS_USB_FREE, MK_IOS_USB_NEW, MK_IOS_USB_OPEN, MK_IOS_USB_GONE } state;
    uint16_t host, port;         /* ports: the host's, the phone's */
    uint32_t seq, acked, window; /* sent, acknowledged, and how much may be ahead of that */
    uint32_t ack;                /* received and taken */
    struct mk_buf in;            /* received, not yet taken */
};

struct mk_ios_usb {
    struct mk_buf in, out; /* out: to be sent; the caller drops what went */
    bool greeted;
    uint16_t sent, came; /* numbers of packets */
    struct mk_ios_usb_conn c[MK_IOS_USB_CONNECTIONS];
};

void mk_ios_usb_begin(struct mk_ios_usb *u);
void mk_ios_usb_end(struct mk_ios_usb *u);

/*
 * Bytes came. Afterwards the caller looks at the connections: one that is NEW wants to be opened or
 * refused, of an OPEN one `in` is to be handed on, one that is GONE was ended by the host and is to
 * be freed. A version packet makes all of them GONE. MK_EPROTO ends the session.
 */
MK_CHECK int mk_ios_usb_feed(struct mk_ios_usb *u, struct mk_span bytes, struct mk_error *e);
void mk_ios_usb_open(struct mk_ios_usb *u, struct mk_ios_usb_conn *c);
/* Refused, or ended by the phone. */
void mk_ios_usb_close(struct mk_ios_usb *u, struct mk_ios_usb_conn *c);
void mk_ios_usb_free(struct mk_ios_usb_conn *c);
/* How much may be sent now, and sends it: up to MK_IOS_USB_CARRY bytes. */
size_t mk_ios_usb_room(const struct mk_ios_usb_conn *c);
void mk_ios_usb_send(struct mk_ios_usb *u, struct mk_ios_usb_conn *c, struct mk_span bytes);
/* The first `n` bytes of `in` were handed on. */
void mk_ios_usb_took(struct mk_ios_usb *u, struct mk_ios_usb_conn *c, size_t n);

#endif
