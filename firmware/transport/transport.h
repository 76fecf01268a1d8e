#ifndef MK_TRANSPORT_H
#define MK_TRANSPORT_H

#include "parsers/base/error.h"
#include <poll.h>

/*
 * A stream of bytes to and from a phone, whatever carries it. Nothing here
 * blocks: a caller waits in poll() on the descriptors that the transport names,
 * together with its own, then reads and writes until there is no more.
 *
 * A carrier that keeps packet borders (USB) finds them itself: what is written
 * is a sequence of ADB messages, whose heads tell their length.
 */
struct mk_transport {
    /* 1 and *got bytes; 0 when nothing is there now; -1 (MK_ECLOSED when the phone is gone). */
    int (*read)(void *u, void *out, size_t n, size_t *got, struct mk_error *e);
    /* 1 and *put bytes, 1..n; 0 when nothing fits now; -1. `more`: further bytes follow at once. */
    int (*write)(void *u, struct mk_span bytes, bool more, size_t *put, struct mk_error *e);
    /* Fills out[0..max) with what to poll and returns how many; *wait_ms is lowered where the
     * carrier has to be asked again sooner (-1: for ever). */
    size_t (*poll)(void *u, struct pollfd *out, size_t max, bool want_write, int *wait_ms);
    void (*free)(void *u);
    void *u;
    uint32_t mbit_s; /* how fast the link is at most; 0: not known */
};

void mk_transport_done(struct mk_transport *t);

/* Most descriptors that any transport asks to have polled. */
#define MK_TRANSPORT_FDS 8

/* Wraps a connected stream socket, which the transport then owns. Also on failure. */
MK_CHECK int mk_transport_fd(struct mk_transport *out, int fd, struct mk_error *e);

/*
 * Connects to a numeric address ("127.0.0.1", "::1"); no names are looked up.
 * MK_ETIMEOUT, MK_EIO. The descriptor (close-on-exec, blocking mode off) is the caller's.
 */
MK_CHECK int mk_tcp_connect(int *fd, const char *address, uint16_t port, int timeout_ms,
                            struct mk_error *e);

/*
 * A conversation written down, for tests: the steps are gone through in order.
 * A write that differs from what is expected fails with MK_EPROTO and says where.
 */
enum mk_script_act {
    MK_SCRIPT_END,
    MK_SCRIPT_EXPECT, /* these bytes have to be written next */
    MK_SCRIPT_GIVE,   /* then these can be read */
    MK_SCRIPT_CUT,    /* the phone is gone */
};
struct mk_script_step {
    enum mk_script_act act;
    struct mk_span bytes;
};
struct mk_script {
    const struct mk_script_step *steps; /* ended by MK_SCRIPT_END */
    size_t piece;                       /* most bytes a read or write moves; 0: any */
    size_t step, pos;                   /* where it stands */
};
/* `script` is the caller's and tells afterwards how far the talk went. */
void mk_transport_script(struct mk_transport *out, struct mk_script *script);
/* Whether every byte was exchanged. */
bool mk_script_finished(const struct mk_script *script);

#endif
