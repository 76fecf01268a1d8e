#include "firmware/http/peer.h"
#include <errno.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#define STEP ((size_t)64 << 10)

void mk_peer_init(struct mk_peer *p, int fd, size_t in_max, size_t out_max)
{
    *p = (struct mk_peer){ .fd = fd };
    mk_buf_init(&p->in, in_max + STEP);
    mk_buf_init(&p->out, out_max);
}

void mk_peer_done(struct mk_peer *p)
{
    if (p->fd >= 0)
        close(p->fd);
    p->fd = -1;
    p->read = 0;
    mk_buf_done(&p->in);
    mk_buf_done(&p->out);
}

short mk_peer_events(const struct mk_peer *p)
{
    return p->out.len ? POLLIN | POLLOUT : POLLIN;
}

static bool again(void)
{
    return errno == EAGAIN || errno == EINTR;
}

bool mk_peer_turn(struct mk_peer *p)
{
    if (p->out.len) {
        ssize_t n = send(p->fd, p->out.p, p->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && !again())
            return false;
        mk_buf_drop(&p->out, n > 0 ? (size_t)n : 0);
    }
    mk_buf_drop(&p->in, p->read);
    p->read = 0;
    uint8_t *room = mk_buf_room(&p->in, STEP);
    if (!room)
        return false; /* a line longer than any */
    ssize_t n = recv(p->fd, room, STEP, MSG_DONTWAIT);
    if (n > 0)
        p->in.len += (size_t)n;
    return n > 0 || (n < 0 && again());
}

bool mk_peer_line(struct mk_span *line, struct mk_peer *p)
{
    size_t left = p->in.len - p->read;
    const uint8_t *from = p->in.p + p->read;
    const uint8_t *end = left ? memchr(from, '\n', left) : NULL;
    if (!end)
        return false;
    *line = mk_span(from, (size_t)(end - from));
    p->read += line->len + 1;
    return true;
}
