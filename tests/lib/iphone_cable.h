#ifndef IPHONE_CABLE_H
#define IPHONE_CABLE_H

#include "parsers/base/buf.h"

/* The host's end of an iPhone's USB cable, as usbmuxd speaks it: firmware/phantom/ios_usb.h. */

extern struct mk_buf said; /* by the host; the caller's to begin and end */
extern uint16_t said_packets;

void say_version(void);
void say_hello(void); /* version, setup */
void say_head(uint32_t protocol, size_t n);
void say_tcp(uint16_t from, uint16_t to, uint32_t seq, uint32_t ack, uint8_t flags, uint16_t window,
             struct mk_span bytes);

/* What the phone sent. */
struct packet {
    uint32_t protocol, seq, ack;
    uint16_t number, from, to, window;
    uint8_t flags;
    struct mk_span bytes;
};

/* Reads one; false when it is not whole. */
bool packet(struct packet *p, size_t *at, struct mk_span in);

#endif
