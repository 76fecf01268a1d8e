#include "firmware/phantom/ios_serve.h"
#include "firmware/phantom/ios_usbmuxd.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define CLIENTS_MAX 64u

struct server {
    struct mk_ios_phone *p;
    struct mk_usbmuxd mux;
    struct mk_ios_cable cable;
    struct mk_ios_children children;
    int fd;
    struct {
        int fd;
        struct mk_usbmuxd_client c;
    } clients[CLIENTS_MAX];
    size_t n;
};

static void hang_up(struct server *s, size_t i)
{
    close(s->clients[i].fd);
    mk_usbmuxd_client_done(&s->clients[i].c);
    s->clients[i] = s->clients[--s->n];
}

/* False when the client is gone. */
static bool transmit(struct server *s, size_t i)
{
    struct mk_buf *out = &s->clients[i].c.out;
    ssize_t n =
        out->len ? send(s->clients[i].fd, out->p, out->len, MSG_NOSIGNAL | MSG_DONTWAIT) : 0;
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    mk_buf_drop(out, (size_t)n);
    return mk_buf_ok(out);
}

static void tell_all(struct server *s, bool paired)
{
    for (size_t i = s->n; i-- > 0;)
        if (s->clients[i].c.listens) {
            mk_usbmuxd_tell(&s->clients[i].c, &s->mux, paired);
            if (!transmit(s, i))
                hang_up(s, i);
        }
}

/* Never returns in the process that serves. */
static void be_served(struct server *s, size_t i, struct mk_ios_port port)
{
    int fd = s->clients[i].fd;
    close(s->fd);
    for (size_t k = 0; k < s->n; k++)
        if (k != i)
            close(s->clients[k].fd);
    mk_ios_port_serve(s->p, port, fd);
    close(fd);
    _exit(0);
}

/* A client wants a connection to the phone: from then on it is no usbmuxd client any more, and a
 * process of its own has it. True when so. */
static bool connect_client(struct server *s, size_t i)
{
    struct mk_error e = { 0 };
    struct mk_usbmuxd_client *c = &s->clients[i].c;
    pid_t pid;
    struct mk_ios_port port = mk_ios_port_take(s->p, c->port);
    c->wants = false;
    mk_usbmuxd_result(c, c->tag, port.port ? MK_USBMUXD_OK : MK_USBMUXD_REFUSED);
    if (!port.port)
        return false;
    transmit(s, i);
    if (mk_ios_fork(&pid, &s->children, &e))
        fprintf(stderr, "moka-phantom: %s\n", e.text);
    else if (pid == 0)
        be_served(s, i, port);
    hang_up(s, i);
    return true;
}

/* False when the client is gone. */
static bool receive(struct server *s, size_t i)
{
    uint8_t room[65536];
    struct mk_error e = { 0 };
    bool fresh;
    ssize_t n = recv(s->clients[i].fd, room, sizeof room, MSG_DONTWAIT);
    if (n <= 0)
        return n < 0 && (errno == EAGAIN || errno == EINTR);
    if (mk_usbmuxd_feed(&fresh, &s->clients[i].c, &s->mux, mk_span(room, (size_t)n), &e)) {
        fprintf(stderr, "moka-phantom: %s\n", e.text);
        return false;
    }
    if (fresh)
        tell_all(s, true);
    return true;
}

static void answer_call(struct server *s)
{
    int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC);
    if (fd < 0)
        return; /* it went away again */
    s->clients[s->n].fd = fd;
    mk_usbmuxd_client_init(&s->clients[s->n].c);
    s->n++;
}

static void see_to_cable(struct server *s)
{
    if (mk_ios_unplug(&s->cable, s->p)) {
        s->mux.attached = false;
        tell_all(s, false);
        mk_ios_end_all(&s->children);
    }
    if (mk_ios_plug(&s->cable, s->p)) {
        s->mux.attached = true;
        s->mux.device++;
        tell_all(s, false);
    }
}

/* Clients come and go while they are looked at, so what they are is looked at backwards. */
static void move_bytes(struct server *s, const struct pollfd *fds, size_t n)
{
    for (size_t i = n; i-- > 0;) {
        bool stays = true;
        if (fds[i].revents & POLLOUT)
            stays = transmit(s, i);
        if (stays && fds[i].revents & (POLLIN | POLLHUP | POLLERR))
            stays = receive(s, i);
        if (!stays)
            hang_up(s, i);
        else if (!s->clients[i].c.wants || !connect_client(s, i))
            transmit(s, i);
    }
}

static int round_trip(struct server *s, struct mk_error *e)
{
    struct pollfd fds[CLIENTS_MAX + 2];
    size_t n = s->n;
    for (size_t i = 0; i < n; i++)
        fds[i] = (struct pollfd){ s->clients[i].fd,
                                  (short)(POLLIN | (s->clients[i].c.out.len ? POLLOUT : 0)), 0 };
    fds[n] = (struct pollfd){ n < CLIENTS_MAX ? s->fd : -1, POLLIN, 0 };
    fds[n + 1] = (struct pollfd){ s->p->wake, POLLIN, 0 };
    int ready = mk_ios_wait(s->p, fds, n + 2, mk_ios_plug_wait(&s->cable), e);
    if (ready < 0)
        return -1;
    see_to_cable(s);
    mk_ios_reap(&s->children);
    if (ready > 0 && s->n == n)
        move_bytes(s, fds, n);
    if (ready > 0 && fds[n].revents)
        answer_call(s);
    return 0;
}

int mk_ios_serve(struct mk_ios_phone *p, const char *socket, struct mk_error *e)
{
    int rc = -1;
    struct server *s = calloc(1, sizeof *s);
    if (!s)
        return mk_fail(e, MK_ENOMEM, "server");
    s->p = p;
    s->fd = -1;
    s->mux.udid = mk_ios_udid(p);
    mk_ios_lend_finger();
    see_to_cable(s);
    if (mk_ios_listen(&s->fd, socket, e))
        goto out;
    if (printf("listening %s\n", socket) < 0 || fflush(stdout)) {
        mk_fail_errno(e, "standard output");
        goto out;
    }
    while (round_trip(s, e) == 0)
        ;
out:
    mk_ios_end_all(&s->children);
    while (s->n)
        hang_up(s, s->n - 1);
    if (s->fd >= 0)
        close(s->fd);
    mk_usbmuxd_done(&s->mux);
    free(s);
    return rc;
}
