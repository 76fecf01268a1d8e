#include "firmware/daemon/ipc.h"
#include "firmware/daemon/daemon.h"
#include <errno.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define LINES_A_TURN 32u                /* of one peer, before the others have theirs */
#define LAST_US      ((int64_t)2000000) /* to read why it ends */

struct conn {
    struct mk_ipc *s;
    uint64_t number, watch;
    struct mk_watch w;
    struct mk_buf in, out;
    bool ending; /* nothing more is read; gone once `out` is written */
};

struct mk_ipc {
    struct mk_loop *loop;
    struct mk_ipc_options o;
    struct sockaddr_un address;
    struct mk_watch w;
    struct mk_timer again; /* lines that wait for their turn */
    struct mk_timer sweep; /* connections that end and do not read */
    struct conn *conns[MK_IPC_CONNS];
    uint64_t last;
    int fd;
};

static void close_conn(struct conn *c)
{
    struct mk_ipc *s = c->s;
    for (size_t i = 0; i < MK_IPC_CONNS; i++)
        if (s->conns[i] == c)
            s->conns[i] = NULL;
    mk_watch_drop(s->loop, &c->w);
    close(c->w.fd);
    if (c->in.p)
        explicit_bzero(c->in.p, c->in.cap);
    mk_buf_done(&c->in);
    mk_buf_done(&c->out);
    free(c);
}

static struct conn *find(struct mk_ipc *s, uint64_t number)
{
    for (size_t i = 0; i < MK_IPC_CONNS; i++)
        if (s->conns[i] && s->conns[i]->number == number)
            return s->conns[i];
    return NULL;
}

/* False: it is gone. */
static bool write_some(struct conn *c)
{
    while (c->out.len) {
        ssize_t n = send(c->w.fd, c->out.p, c->out.len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            break;
        if (n <= 0) {
            close_conn(c);
            return false;
        }
        mk_buf_drop(&c->out, (size_t)n);
    }
    if (c->ending && !c->out.len) {
        close_conn(c);
        return false;
    }
    c->w.events = (short)((c->ending ? 0 : POLLIN) | (c->out.len ? POLLOUT : 0));
    return true;
}

/* Only queued: callers of mk_ipc_send() may hold the connection. */
static void queue(struct conn *c, struct mk_span line)
{
    mk_buf_put(&c->out, line.p, line.len);
    mk_buf_u8(&c->out, '\n');
    if (!mk_buf_ok(&c->out)) { /* it does not read: half a line would be worse than none */
        mk_buf_clear(&c->out);
        c->ending = true;
        shutdown(c->w.fd, SHUT_RDWR); /* so that the loop finds it */
    }
    c->w.events |= POLLOUT;
}

void mk_ipc_send(struct mk_ipc *s, uint64_t conn, struct mk_span line)
{
    struct conn *c = find(s, conn);
    if (c && !c->ending)
        queue(c, line);
}

void mk_ipc_watch(struct mk_ipc *s, uint64_t conn, uint64_t watch)
{
    struct conn *c = find(s, conn);
    if (c)
        c->watch = watch;
}

void mk_ipc_unwatch(struct mk_ipc *s, uint64_t watch)
{
    for (size_t i = 0; i < MK_IPC_CONNS; i++)
        if (s->conns[i] && s->conns[i]->watch == watch)
            s->conns[i]->watch = 0;
}

void mk_ipc_event(struct mk_ipc *s, uint64_t watch, struct mk_span line)
{
    for (size_t i = 0; i < MK_IPC_CONNS; i++) {
        struct conn *c = s->conns[i];
        if (c && !c->ending && c->watch && (!watch || c->watch == watch))
            queue(c, line);
    }
}

size_t mk_ipc_count(const struct mk_ipc *s)
{
    size_t n = 0;
    for (size_t i = 0; i < MK_IPC_CONNS; i++)
        n += s->conns[i] != NULL;
    return n;
}

/* ---- lines in ---- */

static void drop_wiped(struct mk_buf *b, size_t n)
{
    size_t was = b->len;
    explicit_bzero(b->p, n);
    mk_buf_drop(b, n);
    explicit_bzero(b->p + b->len, was - b->len);
}

static void sweep(void *u)
{
    struct mk_ipc *s = u;
    for (size_t i = 0; i < MK_IPC_CONNS; i++)
        if (s->conns[i] && s->conns[i]->ending)
            close_conn(s->conns[i]);
}

static void end_conn(struct conn *c)
{
    c->ending = true;
    mk_timer_set(c->s->loop, &c->s->sweep, LAST_US, sweep, c->s);
}

static void take_again(void *u);

static void take_lines(struct conn *c)
{
    struct mk_ipc *s = c->s;
    for (size_t i = 0; !c->ending; i++) {
        uint8_t *nl = c->in.len ? memchr(c->in.p, '\n', c->in.len) : NULL;
        size_t n = nl ? (size_t)(nl - c->in.p) : c->in.len;
        if (n > MK_IPC_LINE) {
            s->o.too_long(s->o.u, c->number);
            end_conn(c);
        }
        if (!nl || c->ending)
            break;
        if (i == LINES_A_TURN) {
            mk_timer_set(s->loop, &s->again, 0, take_again, s);
            break;
        }
        if (!s->o.line(s->o.u, c->number, mk_span(c->in.p, n)))
            end_conn(c);
        drop_wiped(&c->in, n + 1);
    }
    write_some(c);
}

static void take_again(void *u)
{
    struct mk_ipc *s = u;
    for (size_t i = 0; i < MK_IPC_CONNS; i++)
        if (s->conns[i] && s->conns[i]->in.len && !s->conns[i]->ending)
            take_lines(s->conns[i]);
}

static bool read_some(struct conn *c)
{
    uint8_t *room = mk_buf_room(&c->in, 8192);
    if (!room) { /* no memory; or lines wait, and the rest of them with the kernel */
        c->in.bad = false;
        return c->in.p && memchr(c->in.p, '\n', c->in.len) != NULL;
    }
    ssize_t n = recv(c->w.fd, room, 8192, MSG_DONTWAIT);
    if (n < 0)
        return errno == EAGAIN || errno == EINTR;
    c->in.len += (size_t)n;
    return n > 0;
}

static void conn_ready(void *u, int fd, short revents)
{
    struct conn *c = u;
    (void)fd;
    if ((revents & POLLOUT) && !write_some(c))
        return;
    if (revents & (POLLERR | POLLHUP | POLLIN)) {
        if (c->ending || !read_some(c))
            close_conn(c);
        else
            take_lines(c);
    }
}

/* ---- connections ---- */

static bool may_connect(const struct mk_ipc *s, int fd)
{
    struct ucred who = { 0 };
    socklen_t n = sizeof who;
    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n) != 0 || n != sizeof who)
        return false;
    return who.uid == 0 || who.uid == geteuid() ||
           (s->o.panel_uid >= 0 && who.uid == (uid_t)s->o.panel_uid);
}

static int add_conn(struct mk_ipc *s, int fd)
{
    size_t at = 0;
    while (at < MK_IPC_CONNS && s->conns[at])
        at++;
    struct conn *c = at < MK_IPC_CONNS && may_connect(s, fd) ? calloc(1, sizeof *c) : NULL;
    if (!c || mk_watch_add(s->loop, &c->w, fd, POLLIN, conn_ready, c, NULL)) {
        free(c);
        return -1;
    }
    c->s = s;
    c->number = ++s->last;
    mk_buf_init(&c->in, MK_IPC_LINE + 8192 + 1);
    mk_buf_init(&c->out, MK_IPC_UNREAD);
    s->conns[at] = c;
    return 0;
}

static void listen_ready(void *u, int fd, short revents)
{
    struct mk_ipc *s = u;
    (void)revents;
    int got = accept4(fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (got >= 0 && add_conn(s, got))
        close(got);
}

static int listen_at(struct mk_ipc *s, struct mk_error *e)
{
    size_t n = strlen(s->o.path);
    s->address.sun_family = AF_UNIX;
    if (n >= sizeof s->address.sun_path)
        return mk_fail(e, MK_EUSAGE, "%s: too long for a socket", s->o.path);
    memcpy(s->address.sun_path, s->o.path, n + 1);
    s->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s->fd < 0)
        return mk_fail_errno(e, "socket");
    if (unlink(s->o.path) != 0 && errno != ENOENT)
        return mk_fail_errno(e, s->o.path);
    if (bind(s->fd, (const struct sockaddr *)&s->address, sizeof s->address) != 0 ||
        chmod(s->o.path, 0660) != 0)
        return mk_fail_errno(e, s->o.path);
    /* Its group stays ours; who else may connect is found by uid, and has to reach the file. */
    if (s->o.panel_uid >= 0 && geteuid() == 0 &&
        chown(s->o.path, (uid_t)s->o.panel_uid, (gid_t)-1) != 0)
        return mk_fail_errno(e, s->o.path);
    return listen(s->fd, 16) == 0 ? 0 : mk_fail_errno(e, s->o.path);
}

int mk_ipc_new(struct mk_ipc **out, struct mk_loop *l, const struct mk_ipc_options *o,
               struct mk_error *e)
{
    struct mk_ipc *s = calloc(1, sizeof *s);
    if (!s)
        return mk_fail(e, MK_ENOMEM, "socket");
    s->loop = l;
    s->o = *o;
    s->fd = -1;
    if (listen_at(s, e) || mk_watch_add(l, &s->w, s->fd, POLLIN, listen_ready, s, e)) {
        mk_ipc_free(s);
        return -1;
    }
    *out = s;
    return 0;
}

void mk_ipc_free(struct mk_ipc *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < MK_IPC_CONNS; i++)
        if (s->conns[i])
            close_conn(s->conns[i]);
    mk_timer_stop(s->loop, &s->again);
    mk_timer_stop(s->loop, &s->sweep);
    mk_watch_drop(s->loop, &s->w);
    if (s->fd >= 0) {
        close(s->fd);
        unlink(s->o.path);
    }
    free(s);
}
