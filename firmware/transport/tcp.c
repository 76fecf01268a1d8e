#include "firmware/transport/transport.h"
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

/* A sync reply of 1 MiB should fit between two turns of the poll loop. */
#define SOCKET_BUFFER (4 << 20)

struct tcp {
    int fd;
};

static int closed_or(struct mk_error *e, const char *what)
{
    if (errno == EPIPE || errno == ECONNRESET || errno == ETIMEDOUT || errno == EHOSTUNREACH)
        return mk_fail(e, MK_ECLOSED, "the connection to the phone is gone: %s", strerror(errno));
    return mk_fail_errno(e, what);
}

static int tcp_read(void *u, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct tcp *t = u;
    ssize_t r;
    do
        r = recv(t->fd, out, n, MSG_DONTWAIT);
    while (r < 0 && errno == EINTR);
    if (r < 0)
        return errno == EAGAIN ? 0 : closed_or(e, "reading from the phone");
    if (r == 0)
        return mk_fail(e, MK_ECLOSED, "the phone closed the connection");
    *got = (size_t)r;
    return 1;
}

static int tcp_write(void *u, struct mk_span bytes, bool more, size_t *put, struct mk_error *e)
{
    struct tcp *t = u;
    ssize_t r;
    do
        r = send(t->fd, bytes.p, bytes.len, MSG_DONTWAIT | MSG_NOSIGNAL | (more ? MSG_MORE : 0));
    while (r < 0 && errno == EINTR);
    if (r < 0)
        return errno == EAGAIN ? 0 : closed_or(e, "writing to the phone");
    *put = (size_t)r;
    return r > 0;
}

static size_t tcp_poll(void *u, struct pollfd *out, size_t max, bool want_write, int *wait_ms)
{
    struct tcp *t = u;
    (void)wait_ms;
    if (max == 0)
        return 0;
    out[0] = (struct pollfd){ .fd = t->fd, .events = (short)(POLLIN | (want_write ? POLLOUT : 0)) };
    return 1;
}

static void tcp_free(void *u)
{
    struct tcp *t = u;
    if (t)
        close(t->fd);
    free(t);
}

void mk_transport_done(struct mk_transport *t)
{
    if (t && t->free)
        t->free(t->u);
    if (t)
        *t = (struct mk_transport){ 0 };
}

int mk_transport_fd(struct mk_transport *out, int fd, struct mk_error *e)
{
    struct tcp *t = malloc(sizeof *t);
    if (!t) {
        close(fd);
        return mk_fail(e, MK_ENOMEM, "transport");
    }
    t->fd = fd;
    /* Speed only; a socket that is not TCP has no such options, and serves as well. */
    int one = 1, size = SOCKET_BUFFER;
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    *out = (struct mk_transport){
        .read = tcp_read, .write = tcp_write, .poll = tcp_poll, .free = tcp_free, .u = t
    };
    return 0;
}

static int finish(int fd, int timeout_ms, struct mk_error *e)
{
    struct pollfd p = { .fd = fd, .events = POLLOUT };
    int err = 0, n;
    socklen_t len = sizeof err;
    do
        n = poll(&p, 1, timeout_ms);
    while (n < 0 && errno == EINTR);
    if (n == 0)
        return mk_fail(e, MK_ETIMEOUT, "connecting: no answer in %d ms", timeout_ms);
    if (n < 0 || getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) != 0)
        return mk_fail_errno(e, "connecting");
    errno = err;
    return err ? mk_fail_errno(e, "connecting") : 0;
}

int mk_tcp_connect(int *out, const char *address, uint16_t port, int timeout_ms, struct mk_error *e)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICHOST }, *ai = NULL;
    char service[8];
    int rc = -1, fd = -1;
    snprintf(service, sizeof service, "%u", port);
    int g = getaddrinfo(address, service, &hints, &ai);
    if (g) {
        mk_fail(e, MK_EUSAGE, "%s: %s", address, gai_strerror(g));
        goto out;
    }
    fd = socket(ai->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        mk_fail_errno(e, "socket");
        goto out;
    }
    if (connect(fd, ai->ai_addr, ai->ai_addrlen) != 0) {
        if (errno != EINPROGRESS) {
            mk_fail_errno(e, "connecting");
            goto out;
        }
        if (finish(fd, timeout_ms, e) != 0)
            goto out;
    }
    *out = fd;
    fd = -1;
    rc = 0;
out:
    if (fd >= 0)
        close(fd);
    if (ai)
        freeaddrinfo(ai);
    return rc;
}
