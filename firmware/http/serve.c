/* The server's loop: its listeners, its link and the front, in one thread. */
#include "firmware/http/http.h"
#include "firmware/worker/worker.h"
#include "parsers/base/cursor.h"
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 1000
#define FDS_MAX (2 + MK_HTTP_SITES + MK_HTTP_FDS)

int64_t mk_http_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return t.tv_sec;
}

/* ---- the front ---- */

static void drop(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

/* One frame; *link takes what rode on a MK_HTTP_F_LINK. 0: the front has gone. */
static int take(struct mk_http *h, uint16_t *type, int *link)
{
    struct mk_frame f;
    struct mk_error e = { 0 };
    int fd = -1;
    if (mk_chan_recv(&f, &fd, h->front, -1, &e) != 1) {
        h->over = true;
        return 0;
    }
    *type = f.type;
    if (f.type == MK_HTTP_F_TOKEN)
        mk_doors_token(&h->doors, f.body);
    if (f.type == MK_HTTP_F_TOKEN)
        mk_chan_wipe(h->front);
    if (f.type == MK_HTTP_F_TOKEN && h->app->invited)
        h->app->invited(h);
    if (f.type >= MK_HTTP_F_OWN && h->app->frame)
        h->app->frame(h, &f, &fd);
    if (f.type != MK_HTTP_F_LINK)
        drop(&fd);
    *link = fd;
    return 1;
}

int mk_http_dial(struct mk_http *h)
{
    struct mk_error e = { 0 };
    uint16_t type = 0;
    int fd = -1;
    if (mk_chan_send(h->front, MK_HTTP_F_DIAL, 0, mk_str(""), &e) != 0)
        return -1;
    while (type != MK_HTTP_F_LINK)
        if (take(h, &type, &fd) == 0)
            return -1;
    return fd;
}

void mk_http_tell(struct mk_http *h, uint16_t type, struct mk_span body)
{
    struct mk_error e = { 0 };
    if (mk_chan_send(h->front, type, 0, body, &e) != 0 || mk_chan_flush(h->front, &e) != 0)
        h->over = true;
}

/* ---- the start ---- */

static void copy_text(char *out, size_t max, struct mk_cursor *c)
{
    struct mk_span s = mk_cur_text(c);
    snprintf(out, max, "%.*s", (int)s.len, (const char *)s.p);
}

static int take_site(struct mk_http *h, struct mk_span body, struct mk_error *e)
{
    if (h->nsites == sizeof h->sites / sizeof *h->sites)
        return mk_fail(e, MK_ELIMIT, "too many listeners");
    struct mk_site *s = &h->sites[h->nsites];
    struct mk_cursor c = mk_cur(body);
    copy_text(s->host, sizeof s->host, &c);
    struct mk_span key = mk_cur_text(&c), cert = mk_cur_text(&c);
    copy_text(s->fingerprint, sizeof s->fingerprint, &c);
    s->http = h;
    s->far = key.len > 0;
    const char *scheme = s->far ? "https://" : "http://";
    size_t n = strlen(scheme);
    memcpy(s->origin, scheme, n);
    memcpy(s->origin + n, s->host, sizeof s->host);
    const char *colon = strrchr(s->host, ':');
    snprintf(s->cookie, sizeof s->cookie, "%s%s%s%s", s->far ? "__Host-" : "", h->app->cookie,
             h->app->by_port && colon ? "-" : "", h->app->by_port && colon ? colon + 1 : "");
    mk_buf_init(&s->key, 16384);
    mk_buf_init(&s->cert, 16384);
    mk_buf_put(&s->key, key.p, key.len);
    mk_buf_put(&s->cert, cert.p, cert.len);
    if (!mk_cur_ok(&c) || !mk_buf_ok(&s->key) || !mk_buf_ok(&s->cert))
        return mk_fail(e, MK_EPROTO, "settings");
    return mk_http_start(s, MK_WORKER_FIRST_FD + (int)h->nsites++, e);
}

static int take_sites(struct mk_http *h, struct mk_error *e)
{
    struct mk_frame f;
    int rc;
    while ((rc = mk_chan_recv(&f, NULL, h->front, -1, e)) == 1 && f.type == MK_HTTP_F_SITE)
        if (take_site(h, f.body, e) != 0)
            return -1;
    if (rc != 1 || f.type != MK_HTTP_F_START)
        return rc < 0 ? -1 : mk_fail(e, MK_EPROTO, "settings");
    return 0;
}

static int start(struct mk_http *h, struct mk_error *e)
{
    /* Listeners follow each other, and how many there are is only known later: keep all that may
     * be. */
    int keeps[MK_HTTP_SITES];
    struct mk_buf report;
    for (size_t i = 0; i < sizeof keeps / sizeof *keeps; i++)
        keeps[i] = MK_WORKER_FIRST_FD + (int)i;
    mk_buf_init(&report, 4096);
    signal(SIGPIPE, SIG_IGN);
    int rc = mk_worker_enter_server(&h->front, keeps, sizeof keeps / sizeof *keeps, &report, e);
    if (rc == 0)
        rc = take_sites(h, e);
    if (rc == 0)
        rc = mk_chan_send(h->front, MK_HTTP_F_UP, 0, mk_buf_span(&report), e);
    if (rc == 0)
        rc = mk_chan_flush(h->front, e);
    mk_buf_done(&report);
    return rc;
}

/* ---- the loop ---- */

static int epoll_of(const struct mk_site *s)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    return info ? info->epoll_fd : -1;
}

static int patience(const struct mk_http *h)
{
    int least = mk_chan_ready(h->front) ? 0 : TICK_MS;
    for (size_t i = 0; i < h->nsites; i++) {
        MHD_UNSIGNED_LONG_LONG ms;
        if (MHD_get_timeout(h->sites[i].daemon, &ms) == MHD_YES && ms < (unsigned)least)
            least = (int)ms;
    }
    return least;
}

static void wait(struct mk_http *h)
{
    struct pollfd f[FDS_MAX] = { { .fd = mk_chan_fd(h->front), .events = POLLIN } };
    nfds_t n = 1;
    if (h->link.fd >= 0)
        f[n++] = (struct pollfd){ .fd = h->link.fd, .events = mk_peer_events(&h->link) };
    for (size_t i = 0; i < h->nsites; i++)
        f[n++] = (struct pollfd){ .fd = epoll_of(&h->sites[i]), .events = POLLIN };
    if (h->app->fds)
        n += h->app->fds(h, f + n, MK_HTTP_FDS);
    bool woken = poll(f, n, patience(h)) > 0;
    if (mk_chan_ready(h->front) || (woken && f[0].revents)) {
        uint16_t type;
        int fd = -1;
        take(h, &type, &fd);
        drop(&fd); /* nobody asked for one */
    }
}

static void turn(struct mk_http *h, int64_t *ticked)
{
    wait(h);
    mk_ask_turn(h);
    if (h->app->turn)
        h->app->turn(h);
    int64_t now = mk_http_now();
    if (now != *ticked) {
        *ticked = now;
        mk_ask_overdue(h, now);
        if (h->app->tick)
            h->app->tick(h, now);
        mk_http_cut_slow(h, now);
    }
    for (size_t i = 0; i < h->nsites; i++)
        MHD_run(h->sites[i].daemon);
}

int mk_http_serve(const struct mk_http_app *app, void *own, struct mk_error *e)
{
    struct mk_http *h = calloc(1, sizeof *h);
    int64_t ticked = 0;
    if (!h)
        return mk_fail(e, MK_ENOMEM, "server");
    h->app = app;
    h->own = own;
    mk_peer_init(&h->link, -1, app->line_max, app->out_max);
    if (start(h, e) != 0) {
        struct mk_error ignored = { 0 };
        if (!h->front || mk_chan_send(h->front, MK_HTTP_F_FAILED, 0, mk_str(e->text), &ignored) ||
            mk_chan_flush(h->front, &ignored))
            return -1;
        return -1;
    }
    while (!h->over)
        turn(h, &ticked);
    return 0; /* the process ends, and with it all that is open */
}
