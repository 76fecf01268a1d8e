#ifndef MK_PEER_H
#define MK_PEER_H

#include "parsers/base/buf.h"

/* A link: lines in, lines out, never waited for. Owns fd; fd < 0: there is none. */
struct mk_peer {
    int fd;
    struct mk_buf in, out;
    size_t read; /* of `in`: handed out already */
};

/* in_max: of a line; out_max: of what waits to be sent. */
void mk_peer_init(struct mk_peer *p, int fd, size_t in_max, size_t out_max);
void mk_peer_done(struct mk_peer *p); /* closes; init again to use again */

short mk_peer_events(const struct mk_peer *p); /* what to poll for */
/* Sends and takes what goes without waiting. False: the connection is over. */
bool mk_peer_turn(struct mk_peer *p);
/* The next whole line, without its end, until the next call. */
bool mk_peer_line(struct mk_span *line, struct mk_peer *p);

#endif
