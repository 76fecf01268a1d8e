#include "firmware/phantom/phantom.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS_MAX 8u
#define LISTEN_MAX  ((size_t)8 << 20)

struct client {
    int fd;
    struct mk_phantom_conn *conn;
    uint64_t left; /* bytes until it is cut */
    struct mk_span out;
    bool broken;
};

struct server {
    const struct mk_phantom *p;
    const struct mk_phantom_serve *how;
    int fd;
    struct client clients[CLIENTS_MAX];
    size_t n;
    uint64_t accepted, ended;
};

static int start(struct server *s, struct mk_error *e)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(s->how->port) };
    socklen_t len = sizeof a;
    int one = 1;
    if (inet_pton(AF_INET, s->how->host, &a.sin_addr) != 1)
        return mk_fail(e, MK_EUSAGE, "%s: not a numeric IPv4 address", s->how->host);
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->fd < 0 || setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) ||
        bind(s->fd, (struct sockaddr *)&a, sizeof a) || listen(s->fd, 8) ||
        getsockname(s->fd, (struct sockaddr *)&a, &len))
        return mk_fail_errno(e, "listen");
    if (printf("listening %s:%u\n", s->how->host, ntohs(a.sin_port)) < 0 || fflush(stdout))
        return mk_fail_errno(e, "standard output");
    return 0;
}

static void hang_up(struct server *s, size_t i)
{
    close(s->clients[i].fd);
    mk_phantom_conn_free(s->clients[i].conn);
    s->clients[i] = s->clients[--s->n];
    s->ended++;
}

static int answer_call(struct server *s, struct mk_error *e)
{
    int one = 1, fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return 0; /* it went away again */
    struct client *c = &s->clients[s->n];
    *c = (struct client){ .fd = fd, .left = UINT64_MAX };
    if (s->accepted < s->how->drops)
        c->left = s->how->drop_after[s->accepted];
    s->accepted++;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (mk_phantom_conn_new(&c->conn, s->p, e)) {
        close(fd);
        return -1;
    }
    s->n++;
    return 0;
}

/* False when the connection is over. */
static bool receive(struct client *c)
{
    struct mk_error why = { 0 };
    size_t room;
    uint8_t *p = mk_phantom_conn_room(c->conn, &room);
    ssize_t n = recv(c->fd, p, room, 0);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    if (n == 0)
        return false;
    if (mk_phantom_conn_fed(c->conn, (size_t)n, &why) == 0)
        return true;
    fprintf(stderr, "moka-phantom: %s\n", why.text);
    return false;
}

static bool transmit(struct client *c)
{
    if (c->broken)
        return false;
    while (c->out.len) {
        size_t want = c->out.len < c->left ? c->out.len : (size_t)c->left;
        ssize_t n = want ? send(c->fd, c->out.p, want, MSG_NOSIGNAL) : 0;
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        c->left -= (uint64_t)n;
        c->out = mk_span_from(c->out, (size_t)n);
        mk_phantom_conn_sent(c->conn, (size_t)n);
        if (c->left == 0)
            return false;
        break; /* what came meanwhile goes first */
    }
    return true;
}

/* Who does not take answers is not listened to either. */
static short events_of(const struct client *c)
{
    return (short)((c->out.len < LISTEN_MAX ? POLLIN : 0) |
                   (c->out.len || c->broken ? POLLOUT : 0));
}

/* One round: makes answers, waits, moves bytes. */
static int round_trip(struct server *s, struct mk_error *e)
{
    struct pollfd fds[CLIENTS_MAX + 1];
    for (size_t i = 0; i < s->n; i++) {
        struct client *c = &s->clients[i];
        c->out = mk_span(NULL, 0);
        c->broken = mk_phantom_conn_out(&c->out, c->conn, e) != 0;
        fds[i] = (struct pollfd){ c->fd, events_of(c), 0 };
    }
    fds[s->n] = (struct pollfd){ s->n < CLIENTS_MAX ? s->fd : -1, POLLIN, 0 };
    if (mk_phantom_log_flush(s->p->log, e))
        return -1;
    size_t n = s->n;
    if (poll(fds, n + 1, -1) < 0)
        return errno == EINTR ? 0 : mk_fail_errno(e, "poll");
    for (size_t i = n; i-- > 0;) /* backwards: hanging up moves only what was looked at */
        if ((fds[i].revents & POLLOUT && !transmit(&s->clients[i])) ||
            (fds[i].revents & (POLLIN | POLLHUP | POLLERR) && !receive(&s->clients[i])))
            hang_up(s, i);
    return fds[n].revents ? answer_call(s, e) : 0;
}

int mk_phantom_serve(const struct mk_phantom *p, const struct mk_phantom_serve *how,
                     struct mk_error *e)
{
    struct server s = { .p = p, .how = how, .fd = -1 };
    int rc = start(&s, e);
    while (rc == 0 && !(how->once && s.ended))
        rc = round_trip(&s, e);
    while (s.n)
        hang_up(&s, s.n - 1);
    if (s.fd >= 0)
        close(s.fd);
    return rc;
}
