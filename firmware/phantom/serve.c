#include "firmware/phantom/phantom.h"
#include "firmware/phantom/tick.h"
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS_MAX 8u
#define LISTEN_MAX  ((size_t)8 << 20)

struct client {
    int fd;
    struct mk_phantom_conn *conn;
    struct mk_span out;
    int64_t next_ms; /* nothing is sent before; 0: at once */
    bool broken;
};

struct server {
    const struct mk_phantom *p;
    const struct mk_phantom_serve *how;
    int fd;
    uint16_t port;
    int64_t back_ms; /* nobody gets in before; 0: all do */
    struct client clients[CLIENTS_MAX];
    size_t n;
    uint64_t ended;
};

static int start_listening(struct server *s, struct mk_error *e)
{
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(s->port) };
    socklen_t len = sizeof a;
    int one = 1;
    if (inet_pton(AF_INET, s->how->host, &a.sin_addr) != 1)
        return mk_fail(e, MK_EUSAGE, "%s: not a numeric IPv4 address", s->how->host);
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->fd < 0 || setsockopt(s->fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) ||
        bind(s->fd, (struct sockaddr *)&a, sizeof a) || listen(s->fd, 8) ||
        getsockname(s->fd, (struct sockaddr *)&a, &len))
        return mk_fail_errno(e, "listen");
    s->port = ntohs(a.sin_port);
    return 0;
}

static int start(struct server *s, struct mk_error *e)
{
    s->port = s->how->port;
    if (start_listening(s, e))
        return -1;
    if (printf("listening %s:%u\n", s->how->host, s->port) < 0 || fflush(stdout))
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

/* Off the cable: every connection ends, and for a while nobody gets in. */
static void go_away(struct server *s, uint32_t ms)
{
    while (s->n)
        hang_up(s, s->n - 1);
    if (s->fd >= 0)
        close(s->fd);
    s->fd = -1;
    s->back_ms = mk_tick_ms() + ms;
}

static int come_back(struct server *s, struct mk_error *e)
{
    s->back_ms = 0;
    return start_listening(s, e);
}

static int answer_call(struct server *s, struct mk_error *e)
{
    int one = 1, fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return 0; /* it went away again */
    struct client *c = &s->clients[s->n];
    *c = (struct client){ .fd = fd };
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
    struct mk_fault_link *link = mk_phantom_conn_link(c->conn);
    size_t want = mk_fault_room(link, c->out.len);
    if (c->broken)
        return false;
    ssize_t n = want ? send(c->fd, c->out.p, want, MSG_NOSIGNAL) : 0;
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    mk_phantom_conn_sent(c->conn, (size_t)n);
    c->next_ms = link->delay_ms ? mk_tick_ms() + link->delay_ms : 0;
    return true;
}

/* Who does not take answers is not listened to either. */
static short events_of(struct client *c)
{
    if (c->next_ms && mk_tick_ms() >= c->next_ms)
        c->next_ms = 0;
    bool sends = mk_fault_room(mk_phantom_conn_link(c->conn), c->out.len) && !c->next_ms;
    return (short)((c->out.len < LISTEN_MAX ? POLLIN : 0) | (sends || c->broken ? POLLOUT : 0));
}

/* Until somebody who waits may go on; -1: nobody does. */
static int wait_ms(const struct server *s)
{
    int64_t now = mk_tick_ms(), first = s->back_ms ? s->back_ms : INT64_MAX;
    for (size_t i = 0; i < s->n; i++)
        if (s->clients[i].next_ms && s->clients[i].next_ms < first)
            first = s->clients[i].next_ms;
    return first == INT64_MAX ? -1 : first > now ? (int)(first - now) : 0;
}

/* Makes answers, and says what each connection waits for. */
static size_t prepare(struct server *s, struct pollfd *fds, struct mk_error *e)
{
    for (size_t i = s->n; i-- > 0;) {
        struct client *c = &s->clients[i];
        c->out = mk_span(NULL, 0);
        c->broken = mk_phantom_conn_out(&c->out, c->conn, e) != 0;
        if (mk_phantom_conn_link(c->conn)->over)
            hang_up(s, i);
    }
    for (size_t i = 0; i < s->n; i++)
        fds[i] = (struct pollfd){ s->clients[i].fd, events_of(&s->clients[i]), 0 };
    fds[s->n] = (struct pollfd){ s->n < CLIENTS_MAX ? s->fd : -1, POLLIN, 0 };
    return s->n;
}

/* Whether a fault wants the phone to be gone. */
static bool wanted_away(const struct server *s)
{
    return s->p->faults && (s->p->faults->away_ms || s->p->faults->off);
}

/* One round: waits, moves bytes. */
static int round_trip(struct server *s, struct mk_error *e)
{
    struct pollfd fds[CLIENTS_MAX + 1];
    size_t n = prepare(s, fds, e);
    if (mk_phantom_log_flush(s->p->log, e))
        return -1;
    if (wanted_away(s))
        return 0;
    if (mk_tick_wait(fds, n + 1, wait_ms(s)) < 0)
        return errno == EINTR ? 0 : mk_fail_errno(e, "poll");
    for (size_t i = n; i-- > 0;) /* backwards: hanging up moves only what was looked at */
        if ((fds[i].revents & POLLOUT && !transmit(&s->clients[i])) ||
            (fds[i].revents & (POLLIN | POLLHUP | POLLERR) && !receive(&s->clients[i])))
            hang_up(s, i);
    if (fds[n].revents && answer_call(s, e))
        return -1;
    return s->back_ms && mk_tick_ms() >= s->back_ms ? come_back(s, e) : 0;
}

/* What a fault wants of the phone as a whole. */
static bool goes_on(struct server *s)
{
    struct mk_faults *f = s->p->faults;
    if (wanted_away(s)) {
        go_away(s, f->away_ms);
        f->away_ms = 0;
    }
    return !(f && f->off) && !(s->how->once && s->ended);
}

int mk_phantom_serve(const struct mk_phantom *p, const struct mk_phantom_serve *how,
                     struct mk_error *e)
{
    struct server s = { .p = p, .how = how, .fd = -1 };
    int rc = start(&s, e);
    while (rc == 0 && goes_on(&s))
        rc = round_trip(&s, e);
    while (s.n)
        hang_up(&s, s.n - 1);
    if (s.fd >= 0)
        close(s.fd);
    return rc;
}
