#ifndef MK_FRAME_H
#define MK_FRAME_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * The one frame on every pipe between our processes, little endian:
 *
 *   offset size
 *   0      4    length of the payload, 0 .. 1 MiB
 *   4      2    type (see the protocol that uses it)
 *   6      2    stream
 *   8      ...  payload
 */
#define MK_FRAME_HEAD 8u
#define MK_FRAME_MAX  ((size_t)1 << 20)

struct mk_frame {
    uint16_t type, stream;
    struct mk_span body; /* until the next receive */
};

/*
 * A channel: one end of a stream socket pair that frames and descriptors cross.
 * Sending is buffered: frames go out when 256 KiB have gathered and at
 * mk_chan_flush(). Receiving flushes first, so that a question is not left
 * lying. All of it blocks, and fails with MK_ECLOSED when the other side went.
 */
struct mk_chan;

MK_CHECK int mk_chan_new(struct mk_chan **out, int fd, struct mk_error *e); /* owns fd */
void mk_chan_free(struct mk_chan *ch);
int mk_chan_fd(const struct mk_chan *ch);

MK_CHECK int mk_chan_send(struct mk_chan *ch, uint16_t type, uint16_t stream, struct mk_span body,
                          struct mk_error *e);
/* The payload in two parts, so that a head needs no copy in front of bulk data. */
MK_CHECK int mk_chan_send2(struct mk_chan *ch, uint16_t type, uint16_t stream, struct mk_span head,
                           struct mk_span body, struct mk_error *e);
/* Passes a descriptor (or -1: none) with the frame; the caller keeps its own copy. The payload goes
 * out at once, no copy of it is kept. */
MK_CHECK int mk_chan_send_fd(struct mk_chan *ch, uint16_t type, uint16_t stream,
                             struct mk_span body, int fd, struct mk_error *e);
MK_CHECK int mk_chan_flush(struct mk_chan *ch, struct mk_error *e);
/* Overwrites what frames left in memory that were sent or taken: after one with a secret in it,
 * whose body is gone then too. */
void mk_chan_wipe(struct mk_chan *ch);

/*
 * Next frame: 1; 0 when the other side closed between frames; -1 on error, a
 * torn or oversized frame (MK_EPROTO), or after timeout_ms (MK_ETIMEOUT; -1
 * waits for ever). `fd`, if not NULL, takes a passed descriptor or -1.
 */
MK_CHECK int mk_chan_recv(struct mk_frame *out, int *fd, struct mk_chan *ch, int timeout_ms,
                          struct mk_error *e);

/* Whether mk_chan_recv() would find a whole frame without reading the socket. */
bool mk_chan_ready(const struct mk_chan *ch);

#endif
