#include "firmware/phantom/ios_serve.h"
#include "firmware/phantom/ios_usb.h"
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#define AHEAD_MAX ((size_t)4 << 20) /* nothing more is taken from services while so much waits */

struct server {
    struct mk_ios_phone *p;
    const char *path;
    struct mk_ios_cable cable;
    struct mk_ios_children children;
    int fd, link; /* who waits for a host; the host; -1: none */
    struct mk_ios_usb usb;
    int services[MK_IOS_USB_CONNECTIONS]; /* our end of each; -1: none */
};

static void let_go(struct server *s, size_t i)
{
    if (s->services[i] >= 0)
        close(s->services[i]);
    s->services[i] = -1;
}

/* The host is gone, or the cable out. */
static void hang_up(struct server *s)
{
    if (s->link < 0)
        return;
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++)
        let_go(s, i);
    mk_ios_end_all(&s->children);
    mk_ios_usb_end(&s->usb);
    close(s->link);
    s->link = -1;
}

static void answer_call(struct server *s)
{
    int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (fd < 0)
        return;
    hang_up(s); /* the cable is in another socket now */
    s->link = fd;
    mk_ios_usb_begin(&s->usb);
}

/* ---- connections ---- */

static void be_served(struct server *s, struct mk_ios_port port, int fd)
{
    close(s->fd);
    close(s->link);
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++)
        let_go(s, i);
    mk_ios_port_serve(s->p, port, fd);
    close(fd);
    _exit(0);
}

/* False: nobody listens there, or it cannot be. */
static bool start(struct server *s, size_t i)
{
    struct mk_error e = { 0 };
    int pair[2];
    pid_t pid;
    struct mk_ios_port port = mk_ios_port_take(s->p, s->usb.c[i].port);
    if (!port.port || socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair))
        return false;
    if (mk_ios_fork(&pid, &s->children, &e)) {
        fprintf(stderr, "moka-phantom: %s\n", e.text);
        close(pair[0]);
        close(pair[1]);
        return false;
    }
    if (pid == 0) {
        close(pair[0]);
        be_served(s, port, pair[1]);
    }
    close(pair[1]);
    s->services[i] = pair[0];
    return true;
}

/* Opens and ends connections as the host wants it. */
static void see_to_connections(struct server *s)
{
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++) {
        struct mk_ios_usb_conn *c = &s->usb.c[i];
        if (c->state == MK_IOS_USB_GONE) {
            let_go(s, i);
            mk_ios_usb_free(c);
        } else if (c->state == MK_IOS_USB_NEW) {
            if (start(s, i))
                mk_ios_usb_open(&s->usb, c);
            else
                mk_ios_usb_close(&s->usb, c);
        }
    }
}

static void from_host(struct server *s, size_t i)
{
    struct mk_ios_usb_conn *c = &s->usb.c[i];
    ssize_t n = send(s->services[i], c->in.p, c->in.len, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (n > 0)
        mk_ios_usb_took(&s->usb, c, (size_t)n);
}

static void from_service(struct server *s, size_t i)
{
    uint8_t room[MK_IOS_USB_CARRY];
    struct mk_ios_usb_conn *c = &s->usb.c[i];
    size_t want = mk_ios_usb_room(c);
    ssize_t n = want ? recv(s->services[i], room, want, MSG_DONTWAIT) : -1;
    if (n > 0) {
        mk_ios_usb_send(&s->usb, c, mk_span(room, (size_t)n));
    } else if (n == 0 || (want && errno != EAGAIN && errno != EINTR)) {
        let_go(s, i);
        mk_ios_usb_close(&s->usb, c);
    }
}

/* ---- the cable ---- */

/* False when the host is gone. */
static bool receive(struct server *s)
{
    uint8_t room[65536];
    struct mk_error e = { 0 };
    ssize_t n = recv(s->link, room, sizeof room, 0);
    if (n <= 0)
        return n < 0 && (errno == EAGAIN || errno == EINTR);
    if (mk_ios_usb_feed(&s->usb, mk_span(room, (size_t)n), &e)) {
        fprintf(stderr, "moka-phantom: %s\n", e.text);
        return false;
    }
    see_to_connections(s);
    return true;
}

static bool transmit(struct server *s)
{
    struct mk_buf *out = &s->usb.out;
    ssize_t n = out->len ? send(s->link, out->p, out->len, MSG_NOSIGNAL) : 0;
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    mk_buf_drop(out, (size_t)n);
    return mk_buf_ok(out);
}

static int see_to_cable(struct server *s, struct mk_error *e)
{
    if (mk_ios_unplug(&s->cable, s->p)) {
        hang_up(s);
        close(s->fd);
        s->fd = -1;
        unlink(s->path);
    }
    return mk_ios_plug(&s->cable, s->p) ? mk_ios_listen(&s->fd, s->path, e) : 0;
}

static short service_events(const struct server *s, size_t i)
{
    const struct mk_ios_usb_conn *c = &s->usb.c[i];
    bool takes = s->usb.out.len < AHEAD_MAX && mk_ios_usb_room(c);
    return (short)((takes ? POLLIN : 0) | (c->in.len ? POLLOUT : 0));
}

enum { WAKE = MK_IOS_USB_CONNECTIONS, CALL, LINK, FDS };

static void move_bytes(struct server *s, const struct pollfd *fds)
{
    bool there = true;
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++) {
        if (s->services[i] >= 0 && fds[i].revents & POLLOUT)
            from_host(s, i);
        if (s->services[i] >= 0 && fds[i].revents & (POLLIN | POLLHUP | POLLERR))
            from_service(s, i);
    }
    if (fds[LINK].revents & (POLLIN | POLLHUP | POLLERR))
        there = receive(s);
    if (!there || !transmit(s))
        hang_up(s);
}

static int round_trip(struct server *s, struct mk_error *e)
{
    struct pollfd fds[FDS];
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++)
        fds[i] = (struct pollfd){ s->link < 0 ? -1 : s->services[i], 0, 0 };
    for (size_t i = 0; s->link >= 0 && i < MK_IOS_USB_CONNECTIONS; i++) {
        fds[i].events = service_events(s, i);
        if (!fds[i].events) /* or its end would be told again and again */
            fds[i].fd = -1;
    }
    fds[WAKE] = (struct pollfd){ s->p->wake, POLLIN, 0 };
    fds[CALL] = (struct pollfd){ s->fd, POLLIN, 0 };
    fds[LINK] =
        (struct pollfd){ s->link, (short)(POLLIN | (s->link >= 0 && s->usb.out.len ? POLLOUT : 0)),
                         0 };
    int ready = mk_ios_wait(s->p, fds, FDS, mk_ios_plug_wait(&s->cable), e);
    if (ready < 0)
        return -1;
    if (see_to_cable(s, e))
        return -1;
    mk_ios_reap(&s->children);
    if (ready > 0 && s->link >= 0)
        move_bytes(s, fds);
    if (ready > 0 && fds[CALL].revents && s->fd >= 0)
        answer_call(s);
    return 0;
}

int mk_ios_usb_serve(struct mk_ios_phone *p, const char *path, struct mk_error *e)
{
    struct server *s = calloc(1, sizeof *s);
    if (!s)
        return mk_fail(e, MK_ENOMEM, "server");
    s->p = p;
    s->path = path;
    s->fd = s->link = -1;
    for (size_t i = 0; i < MK_IOS_USB_CONNECTIONS; i++)
        s->services[i] = -1;
    mk_ios_lend_finger();
    int rc = see_to_cable(s, e);
    if (rc == 0 && (printf("listening %s\n", path) < 0 || fflush(stdout)))
        rc = mk_fail_errno(e, "standard output");
    while (rc == 0)
        rc = round_trip(s, e);
    hang_up(s);
    if (s->fd >= 0)
        close(s->fd);
    free(s);
    return rc;
}
