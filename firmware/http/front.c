#include "firmware/http/http.h"
#include "firmware/worker/worker.h"
#include <arpa/inet.h>
#include <errno.h>
#include <openssl/crypto.h>
#include <openssl/rand.h>
#include <signal.h>
#include <stdio.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 64

struct front {
    struct mk_front *f;
    struct mk_worker server;
    int fds[MK_HTTP_SITES];
    size_t n;
    int signals;
    bool up, ended;
};

static int bind_device(int fd, const char *device, struct mk_error *e)
{
    if (!device ||
        setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, (socklen_t)strlen(device)) == 0)
        return 0;
    return mk_fail_errno(e, device);
}

/* An address of a network may be there only once a cable is: bound nevertheless. */
static int listen_on(struct front *p, size_t i, struct mk_error *e)
{
    const char *address = p->f->at[i].address;
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)p->f->at[i].port) };
    socklen_t size = sizeof a;
    int one = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return mk_fail_errno(e, "socket");
    p->fds[p->n++] = fd;
    if (inet_pton(AF_INET, address, &a.sin_addr) != 1)
        return mk_fail(e, MK_EUSAGE, "%s: not an IPv4 address", address);
    if (bind_device(fd, p->f->at[i].device, e) != 0)
        return -1;
    if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one) != 0 ||
        setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &one, sizeof one) != 0 ||
        bind(fd, (const struct sockaddr *)&a, sizeof a) != 0 || listen(fd, BACKLOG) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &size) != 0)
        return mk_fail_errno(e, address);
    snprintf(p->f->hosts[i], sizeof *p->f->hosts, "%s:%u", address, ntohs(a.sin_port));
    return 0;
}

/* ---- the server ---- */

static int send_site(struct front *p, size_t i, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    mk_buf_text(&b, mk_str(p->f->hosts[i]));
    mk_buf_text(&b, i ? p->f->key : mk_str(""));
    mk_buf_text(&b, i ? p->f->cert : mk_str(""));
    mk_buf_text(&b, mk_str(p->f->fingerprint ? p->f->fingerprint : ""));
    int rc = mk_buf_ok(&b) ? mk_chan_send(p->server.chan, MK_HTTP_F_SITE, 0, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "settings");
    if (b.p)
        OPENSSL_cleanse(b.p, b.cap);
    mk_buf_done(&b);
    return rc;
}

static int start(struct front *p, struct mk_error *e)
{
    static const char *const args[] = { "--serve", NULL };
    struct mk_worker_spec spec = {
        .program = p->f->program,
        .args = args,
        .fds = p->fds,
        .nfds = p->n,
        .memory_max = p->f->memory_max,
        .open_max = 128 + (uint32_t)p->n * (MK_HTTP_CONNS + 4),
    };
    if (mk_worker_spawn(&p->server, &spec, e) != 0)
        return -1;
    p->f->server = p->server.chan;
    for (size_t i = 0; i < p->n; i++)
        if (send_site(p, i, e) != 0)
            return -1;
    int rc = mk_chan_send(p->server.chan, MK_HTTP_F_START, 0, mk_str(""), e);
    if (rc == 0)
        rc = mk_chan_flush(p->server.chan, e);
    mk_chan_wipe(p->server.chan);
    return rc;
}

/* A new one-time token: to the server, and in a line for who opens the browser. */
static int invite(struct front *p, struct mk_error *e)
{
    uint8_t raw[MK_SECRET_LEN / 2];
    struct mk_buf hex;
    if (RAND_bytes(raw, sizeof raw) != 1)
        return mk_fail(e, MK_EIO, "no random numbers");
    mk_buf_init(&hex, 256);
    mk_buf_hex(&hex, mk_span(raw, sizeof raw));
    int rc = mk_chan_send(p->server.chan, MK_HTTP_F_TOKEN, 0, mk_buf_span(&hex), e);
    if (rc == 0)
        rc = mk_chan_flush(p->server.chan, e);
    const char *text = mk_buf_cstr(&hex);
    if (rc == 0 && (!text || printf("ready http://%s/?t=%s\n", p->f->hosts[0], text) < 0 ||
                    fflush(stdout) != 0))
        rc = mk_fail(e, MK_EIO, "standard output");
    mk_buf_done(&hex);
    return rc;
}

static int give_link(struct front *p, struct mk_error *e)
{
    int fd = p->f->dial(p->f->own);
    int rc = fd < 0 ? mk_chan_send(p->server.chan, MK_HTTP_F_LINK, 0, mk_str(""), e)
                    : mk_chan_send_fd(p->server.chan, MK_HTTP_F_LINK, 0, mk_str(""), fd, e);
    if (rc == 0)
        rc = mk_chan_flush(p->server.chan, e);
    if (fd >= 0)
        close(fd);
    return rc;
}

static int take(struct front *p, struct mk_error *e)
{
    struct mk_frame f;
    int rc = mk_chan_recv(&f, NULL, p->server.chan, -1, e);
    if (rc == 0)
        return mk_fail(e, MK_ECLOSED, "the server is gone");
    if (rc < 0)
        return -1;
    switch (f.type) {
    case MK_HTTP_F_UP:
        if (p->up)
            break;
        p->up = true;
        fprintf(stderr, "%.*s", (int)f.body.len, (const char *)f.body.p);
        return invite(p, e);
    case MK_HTTP_F_DIAL:
        return give_link(p, e);
    case MK_HTTP_F_FAILED:
        return mk_fail(e, MK_EIO, "%.*s", (int)f.body.len, (const char *)f.body.p);
    }
    if (f.type >= MK_HTTP_F_OWN && p->f->frame)
        return p->f->frame(p->f, &f, e);
    return mk_fail(e, MK_EPROTO, "the server sent what makes no sense");
}

/* ---- the loop ---- */

static int on_signal(struct front *p, struct mk_error *e)
{
    struct signalfd_siginfo s;
    if (read(p->signals, &s, sizeof s) != (ssize_t)sizeof s)
        return mk_fail_errno(e, "signals");
    if (s.ssi_signo != SIGHUP)
        p->ended = true;
    return s.ssi_signo == SIGHUP && p->up ? invite(p, e) : 0;
}

static int turn(struct front *p, struct mk_error *e)
{
    struct pollfd f[] = { { .fd = mk_chan_fd(p->server.chan), .events = POLLIN },
                          { .fd = p->signals, .events = POLLIN },
                          { .fd = p->f->fd ? p->f->fd(p->f->own) : -1, .events = POLLIN } };
    bool ready = mk_chan_ready(p->server.chan);
    if (poll(f, 3, ready ? 0 : -1) < 0 && errno != EINTR)
        return mk_fail_errno(e, "waiting");
    if (f[1].revents && on_signal(p, e) != 0)
        return -1;
    if (!p->ended && f[2].revents && p->f->turn(p->f->own, e) != 0)
        return -1;
    return !p->ended && (ready || f[0].revents) ? take(p, e) : 0;
}

static int prepare(struct front *p, struct mk_error *e)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    p->signals = signalfd(-1, &set, SFD_CLOEXEC);
    int rc = p->signals < 0 ? mk_fail_errno(e, "signals") : 0;
    for (size_t i = 0; rc == 0 && i < p->f->n; i++)
        rc = listen_on(p, i, e);
    return rc == 0 ? start(p, e) : rc;
}

int mk_front_run(struct mk_front *f, struct mk_error *e)
{
    struct front p = { .f = f, .server = { .pid = -1 }, .signals = -1 };
    int rc = prepare(&p, e);
    for (size_t i = 0; i < p.n; i++)
        close(p.fds[i]);
    while (rc == 0 && !p.ended)
        rc = turn(&p, e);
    mk_worker_kill(&p.server);
    f->server = NULL;
    if (p.signals >= 0)
        close(p.signals);
    return rc;
}
