/* The desks and their server: lines over a socket pair, files as descriptors. */
#include "firmware/http/http.h"
#include "host/viewer/desks.h"
#include "host/viewer/server.h"
#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define SERVER_MEMORY ((uint64_t)768 << 20)

struct run {
    struct mk_desks *desks;
    struct mk_front front;
    struct mk_peer link; /* our end */
    int watched;         /* epoll: the link and the desks */
};

static int dial(void *own)
{
    struct run *r = own;
    struct epoll_event on = { .events = EPOLLIN };
    int pair[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, pair) != 0)
        return -1;
    mk_peer_done(&r->link);
    mk_peer_init(&r->link, pair[0], MK_VIEWER_BODY + 8192, MK_VIEWER_LINE);
    if (epoll_ctl(r->watched, EPOLL_CTL_ADD, pair[0], &on) == 0)
        return pair[1];
    mk_peer_done(&r->link);
    close(pair[1]);
    return -1;
}

static int watched(void *own)
{
    return ((const struct run *)own)->watched;
}

/* The server reads whenever there is something: this ends, or the server has. */
static int write_all(int fd, struct mk_span s)
{
    while (s.len) {
        ssize_t n = send(fd, s.p, s.len, MSG_NOSIGNAL);
        struct pollfd p = { .fd = fd, .events = POLLOUT };
        if (n < 0 && errno == EAGAIN)
            poll(&p, 1, -1);
        else if (n < 0 && errno != EINTR)
            return -1;
        s = mk_span_from(s, n > 0 ? (size_t)n : 0);
    }
    return 0;
}

/* A link that has gone took what it asked for with it. */
static int answer(void *u, struct mk_span line, struct mk_error *e)
{
    struct run *r = u;
    (void)e;
    if (r->link.fd >= 0 && write_all(r->link.fd, line) != 0)
        mk_peer_done(&r->link);
    return 0;
}

static int file(void *u, struct mk_span ticket, int fd, struct mk_error *e)
{
    const struct run *r = u;
    return mk_chan_send_fd(r->front.server, MK_VIEWER_F_FILE, 0, ticket, fd, e) == 0
               ? mk_chan_flush(r->front.server, e)
               : -1;
}

static int turn(void *own, struct mk_error *e)
{
    struct run *r = own;
    const struct mk_desks_to to = { r, answer, file };
    struct mk_span line;
    bool on = r->link.fd >= 0 && mk_peer_turn(&r->link);
    while (on && mk_peer_line(&line, &r->link))
        if (mk_desks_ask(r->desks, line, e) != 0)
            return -1;
    if (!on)
        mk_peer_done(&r->link); /* the server asks for another one, or ends */
    return mk_desks_turn(r->desks, &to, e);
}

int mk_desks_run(struct mk_desks *desks, unsigned port, struct mk_error *e)
{
    struct run r = {
        .desks = desks,
        .front = { .program = "moka-viewer",
                   .memory_max = SERVER_MEMORY,
                   .at[0] = { "127.0.0.1", port },
                   .n = 1,
                   .dial = dial,
                   .fd = watched,
                   .turn = turn },
        .watched = epoll_create1(EPOLL_CLOEXEC),
    };
    r.front.own = &r;
    mk_peer_init(&r.link, -1, 0, 0);
    int rc = r.watched < 0 ? mk_fail_errno(e, "waiting") : mk_desks_watch(desks, r.watched, e);
    if (rc == 0)
        rc = mk_front_run(&r.front, e);
    mk_peer_done(&r.link);
    if (r.watched >= 0)
        close(r.watched);
    return rc;
}
