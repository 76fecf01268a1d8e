#ifndef MK_PHANTOM_IOS_STREAM_H
#define MK_PHANTOM_IOS_STREAM_H

#include "firmware/phantom/ios_phone.h"
#include "parsers/base/buf.h"
#include <openssl/ssl.h>

/*
 * One connection to a service of the phone, served by a process of its own: blocking calls, TLS or
 * not. What the phone's faults want of the cable (stall, pieces, delay, garbage, a cut) happens
 * below them; a cut ends the process.
 */
struct mk_ios_stream {
    struct mk_ios_phone *phone;
    int fd;             /* not owned */
    SSL *ssl;           /* NULL: in the clear */
    struct mk_buf left; /* in the clear again: what came behind the end of TLS */
};

void mk_ios_stream_init(struct mk_ios_stream *s, struct mk_ios_phone *p, int fd);
void mk_ios_stream_done(struct mk_ios_stream *s);

/* Exactly `n` bytes. MK_ECLOSED when the host ended the connection before. */
MK_CHECK int mk_ios_read(struct mk_ios_stream *s, void *out, size_t n, struct mk_error *e);
/* Whether there is something to read, or the end, within so many milliseconds. */
bool mk_ios_came(struct mk_ios_stream *s, int ms);
/* All of them. */
MK_CHECK int mk_ios_write(struct mk_ios_stream *s, struct mk_span bytes, struct mk_error *e);

/* TLS from here on: the phone is the server and shows the certificate that this host made for it;
 * the host has to show one of its own two. */
MK_CHECK int mk_ios_tls_begin(struct mk_ios_stream *s, const struct mk_ios_pair *pair,
                              struct mk_error *e);
/* In the clear from here on, once the host said that TLS ends. It is not told so in turn:
 * libimobiledevice (src/idevice.c) would take that for the beginning of the next answer. */
MK_CHECK int mk_ios_tls_end(struct mk_ios_stream *s, struct mk_error *e);

/* ---- below TLS, for ios_tls.c ---- */

/* Up to `max` bytes, at least one. */
MK_CHECK int mk_ios_raw_read(size_t *got, struct mk_ios_stream *s, void *out, size_t max,
                             struct mk_error *e);
MK_CHECK int mk_ios_raw_write(struct mk_ios_stream *s, struct mk_span bytes, struct mk_error *e);

#endif
