#ifndef TESTS_USB_REDIR_H
#define TESTS_USB_REDIR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <usbredirparser.h>

/*
 * A phone's end of a USB cable for QEMU's usb-redir: descriptors, control requests and two bulk
 * pipes, which are bridged to a stream: one that speaks ADB (the real adbd, the phantom), or an
 * iPhone's, of usbmuxd's packets. It does what it is told to do wrong. Whatever stops it from going
 * on ends the program.
 */

/* ---- gadget.c: what the device says of itself ---- */

struct gadget_options {
    uint16_t vendor, product;
    const char *serial, *maker, *model; /* ISO 8859-1 */
    uint8_t speed;                      /* usb_redir_speed_* */
    bool composite;                     /* MTP and a modem beside ADB, as many Samsung phones */
    bool iphone;                        /* Apple's: PTP, and the interface of usbmuxd */
    const char *lie;                    /* NULL, or a name of gadget_lies[] */
};

#define GADGET_STRINGS 5

struct gadget {
    uint8_t device[18], config[256];
    size_t config_len;
    const char *strings[GADGET_STRINGS]; /* from 1 on */
    bool odd_strings;                    /* 255 bytes long, half a character at the end */
    bool no_strings;                     /* named by the descriptor, stalled when asked for */
    uint8_t speed, in, out;              /* the bulk endpoints of ADB, or of usbmuxd */
    uint16_t packet;                     /* most bytes of a bulk packet on the wire */
};

extern const char *const gadget_lies[]; /* ended by NULL */

/* False when there is no such lie. Strings stay the caller's. */
bool gadget_make(struct gadget *g, const struct gadget_options *o);
/* The descriptor of type value>>8 and index value&255: its length, -1 when there is none. */
int gadget_descriptor(uint8_t out[static 256], const struct gadget *g, uint16_t value);
/* What usb-redir wants to know before the device is there. */
void gadget_endpoints(struct usb_redir_ep_info_header *eps,
                      struct usb_redir_interface_info_header *faces, const struct gadget *g);

/* ---- fifo.c ---- */

struct fifo {
    uint8_t *p;
    size_t at, end, cap; /* what is in it: p[at..end) */
};
void fifo_init(struct fifo *f, size_t cap);
void fifo_clear(struct fifo *f);
size_t fifo_len(const struct fifo *f);
/* Where *n > 0 further bytes may go (0: full), and that they went there. */
uint8_t *fifo_room(struct fifo *f, size_t *n);
void fifo_put(struct fifo *f, const void *p, size_t n); /* ends the program when they do not fit */
void fifo_take(struct fifo *f, size_t n);

/* ---- fault.c: what goes wrong, at which byte of what the phone sends ---- */

enum fault_what { FAULT_STALL, FAULT_SHORT, FAULT_DELAY, FAULT_NAK, FAULT_UNPLUG };
struct fault {
    enum fault_what what;
    uint64_t at; /* bytes */
    int ms;      /* DELAY: how long; UNPLUG: comes back after, -1: when it is told to */
};
#define FAULTS_MAX 16u
struct faults {
    struct fault f[FAULTS_MAX];
    size_t n;
};
/* "stall@BYTE", "short@BYTE", "delay@BYTE:MS", "nak@BYTE", "unplug@BYTE[:MS]" */
bool fault_parse(struct faults *all, const char *text);
/* The next one that is due after `sent` bytes, once; false when there is none. */
bool fault_due(struct fault *out, struct faults *all, uint64_t sent);

/* ---- bulk.c: transfers out of a stream and back ---- */

struct request { /* a bulk transfer that the host waits for */
    uint64_t id;
    uint32_t len;
    struct usb_redir_bulk_packet_header head;
};
#define REQUESTS_MAX 512u

struct bulk {
    struct usbredirparser *parser;
    const struct gadget *g;
    struct faults *faults;
    const char *key_file; /* where a public key that is offered goes */
    bool flood;           /* the phone sends bytes without end; there is no stream */
    bool mux;             /* the stream is of usbmuxd's packets */
    bool zlp;             /* a payload of whole packets is ended by an empty one */
    uint64_t rate;        /* bytes a second, 0: as fast as can be */

    struct fifo in, out; /* of the stream: from the phone, to it */
    size_t unit_left;    /* of the head or payload that is being sent */
    uint32_t payload;    /* that follows the head */
    struct request wants[REQUESTS_MAX], acks[REQUESTS_MAX];
    size_t n_wants, n_acks;
    bool stalled, naks;
    int64_t held_until_ms;
    uint64_t sent; /* to the host, since the program began */
    double credit; /* bytes that may go now, under `rate` */
    int64_t credit_ms;
    struct fault unplug; /* what bulk_pump() told to do */

    uint8_t head[24]; /* of the host's message that passes */
    size_t head_len, passes, key_len;
    uint8_t key[4096];
};

/* A new session: nothing pending, nothing buffered. */
void bulk_reset(struct bulk *b);
void bulk_asked(struct bulk *b, uint64_t id, const struct usb_redir_bulk_packet_header *h,
                const uint8_t *data, size_t n);
void bulk_cancelled(struct bulk *b, uint64_t id);
/* Answers what can be answered now. True: the cable is to be pulled, see b->unplug. */
bool bulk_pump(struct bulk *b, int64_t now_ms);
/* Milliseconds until it has to be called again, -1: when something comes. */
int bulk_wait_ms(const struct bulk *b, int64_t now_ms);

/* ---- cable.c: what usb-redir asks, answered ---- */

struct cable {
    struct usbredirparser *parser;
    struct gadget gadget;
    struct faults faults;
    struct bulk bulk;
    int listener, signals, qemu, stream;
    uint16_t port;    /* of the stream, on loopback; or */
    const char *path; /* its socket */
    bool helloed, plugged;
    uint8_t configuration;
    int64_t back_ms; /* when it comes back by itself, -1: never */
};

/* QEMU is at c->qemu: begins to talk with it; sets c->parser. */
void cable_meet(struct cable *c);
void cable_plug(struct cable *c);
/* back_ms: comes back after so long, -1: when it is told to. */
void cable_unplug(struct cable *c, int back_ms);
void cable_hang_up(struct cable *c); /* ends the phone's session */

/* ---- redir.c ---- */

int64_t now_ms(void);
void say(const char *fmt, ...) __attribute__((format(printf, 1, 2))); /* a line of the log */
void die(const char *fmt, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
