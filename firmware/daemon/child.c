#include "firmware/daemon/child.h"
#include "firmware/worker/worker.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

struct stream {
    struct mk_child *c;
    struct mk_watch w;
    struct mk_buf line;
    void (*tell)(void *u, char *line, size_t n);
    bool open;
};

struct mk_child {
    struct mk_loop *loop;
    struct mk_child_spec spec;
    struct mk_end end;
    pid_t pid;
    struct stream out, err;
    struct mk_watch in;
    struct mk_buf queue;
    bool in_open, close_in, reaped;
    bool *freed; /* set when a callback frees us */
    int status;
};

static void close_input(struct mk_child *c)
{
    if (!c->in_open)
        return;
    mk_watch_drop(c->loop, &c->in);
    close(c->in.fd);
    c->in_open = false;
    if (c->queue.p) /* a PIN, a phrase */
        explicit_bzero(c->queue.p, c->queue.cap);
    mk_buf_clear(&c->queue);
}

static void write_some(struct mk_child *c)
{
    while (c->in_open && c->queue.len) {
        ssize_t n = write(c->in.fd, c->queue.p, c->queue.len);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            break;
        if (n <= 0)
            close_input(c); /* it has gone, or reads no more */
        else
            mk_buf_drop(&c->queue, (size_t)n);
    }
    if (c->in_open && !c->queue.len && c->close_in)
        close_input(c);
    if (c->in_open)
        c->in.events = c->queue.len ? POLLOUT : 0;
}

static void in_ready(void *u, int fd, short revents)
{
    struct mk_child *c = u;
    (void)fd;
    if (revents & (POLLERR | POLLHUP))
        close_input(c);
    else
        write_some(c);
}

int mk_child_write(struct mk_child *c, struct mk_span s, struct mk_error *e)
{
    if (!c->in_open || c->close_in)
        return mk_fail(e, MK_ECLOSED, "%s reads no more", c->spec.program);
    if (!mk_buf_room(&c->queue, s.len)) {
        c->queue.bad = false; /* what is queued is whole */
        return mk_fail(e, MK_ELIMIT, "%s does not read", c->spec.program);
    }
    mk_buf_put(&c->queue, s.p, s.len);
    write_some(c);
    return 0;
}

void mk_child_close_input(struct mk_child *c)
{
    c->close_in = true;
    write_some(c);
}

/* The end of everything of it: told once, then gone. */
static void ended(struct mk_child *c)
{
    if (c->out.open || c->err.open || !c->reaped)
        return;
    void (*tell)(void *, int) = c->spec.ended;
    void *u = c->spec.u;
    int status = c->status;
    c->spec.ended = NULL;
    mk_child_free(c);
    if (tell)
        tell(u, status);
}

/* False when the callback freed the child. */
static bool tell_line(struct stream *s, char *line, size_t n)
{
    bool freed = false;
    struct mk_child *c = s->c;
    if (!s->tell)
        return true;
    c->freed = &freed;
    s->tell(c->spec.u, line, n);
    if (!freed)
        c->freed = NULL;
    return !freed;
}

/* Whole lines go out; a part stays. */
static bool tell_lines(struct stream *s, bool last)
{
    size_t from = 0;
    while (from < s->line.len) {
        uint8_t *p = s->line.p + from, *nl = memchr(p, '\n', s->line.len - from);
        if (!nl && !last && s->line.len - from < MK_CHILD_LINE)
            break;
        size_t n = nl ? (size_t)(nl - p) : s->line.len - from;
        if (!nl) { /* room for its end: the buffer's maximum is one more than we fill */
            mk_buf_u8(&s->line, 0);
            if (!mk_buf_ok(&s->line)) {
                mk_buf_clear(&s->line);
                return true;
            }
            p = s->line.p + from;
        }
        p[n] = 0;
        from += n + 1;
        if (!tell_line(s, (char *)p, n))
            return false;
    }
    mk_buf_drop(&s->line, from < s->line.len ? from : s->line.len);
    return true;
}

static void close_stream(struct stream *s)
{
    if (!s->open)
        return;
    mk_watch_drop(s->c->loop, &s->w);
    close(s->w.fd);
    s->open = false;
}

static void stream_ready(void *u, int fd, short revents)
{
    struct stream *s = u;
    uint8_t part[16384];
    (void)revents;
    ssize_t n = read(fd, part, sizeof part);
    if (n < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (n > 0 && s->tell) {
        mk_buf_put(&s->line, part, (size_t)n);
        if (!mk_buf_ok(&s->line)) /* no memory for a line: it is lost, the next ones are not */
            mk_buf_clear(&s->line);
    }
    if (s->tell && !tell_lines(s, n <= 0))
        return;
    if (n <= 0) {
        close_stream(s);
        ended(s->c);
    }
}

static void reaped(void *u, pid_t pid, int status)
{
    struct mk_child *c = u;
    (void)pid;
    c->reaped = true;
    c->pid = -1;
    c->status = status;
    ended(c);
}

/* ---- the start ---- */

struct ends {
    int in[2], out[2], err[2];
};

_Noreturn static void become(const struct mk_child_spec *spec, const char *path,
                             const struct ends *p, pid_t parent)
{
    static const char *const environment[] = { "LC_ALL=C.UTF-8", "TZ=UTC", "HOME=/nonexistent",
                                               "PATH=/usr/sbin:/usr/bin:/sbin:/bin", NULL };
    sigset_t none;
    sigemptyset(&none);
    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, NULL);
    int keep = spec->pass > 0 ? fcntl(spec->pass, F_DUPFD, 10) : 0;
    if (dup2(p->in[0], 0) == 0 && dup2(p->out[1], 1) == 1 && dup2(p->err[1], 2) == 2 &&
        (keep == 0 || (keep > 0 && dup2(keep, 3) == 3)) && close_range(keep ? 4 : 3, ~0u, 0) == 0 &&
        prctl(PR_SET_PDEATHSIG, spec->death ? spec->death : SIGKILL) == 0 && getppid() == parent)
        execve(path, (char *const *)(uintptr_t)spec->argv, (char *const *)(uintptr_t)environment);
    _exit(127);
}

static int start_stream(struct stream *s, struct mk_child *c, int fd,
                        void (*tell)(void *u, char *line, size_t n), struct mk_error *e)
{
    s->c = c;
    s->tell = tell;
    mk_buf_init(&s->line, MK_CHILD_LINE + 16384 + 1);
    if (mk_watch_add(c->loop, &s->w, fd, POLLIN, stream_ready, s, e))
        return -1;
    s->open = true;
    return 0;
}

static void close_pair(int p[2])
{
    for (int i = 0; i < 2; i++)
        if (p[i] >= 0)
            close(p[i]);
}

static int make_pipes(struct ends *p, struct mk_error *e)
{
    if (pipe2(p->in, O_CLOEXEC) || pipe2(p->out, O_CLOEXEC) || pipe2(p->err, O_CLOEXEC) ||
        fcntl(p->in[1], F_SETFL, O_NONBLOCK) || fcntl(p->out[0], F_SETFL, O_NONBLOCK) ||
        fcntl(p->err[0], F_SETFL, O_NONBLOCK))
        return mk_fail_errno(e, "pipe");
    return 0;
}

/* Everything that may fail once the child runs; what is taken out of *p is the child's. */
static int attach(struct mk_child *c, struct ends *p, struct mk_error *e)
{
    if (mk_end_add(c->loop, &c->end, c->pid, reaped, c, e) ||
        start_stream(&c->out, c, p->out[0], c->spec.out, e))
        return -1;
    p->out[0] = -1;
    if (start_stream(&c->err, c, p->err[0], c->spec.err, e))
        return -1;
    p->err[0] = -1;
    if (mk_watch_add(c->loop, &c->in, p->in[1], 0, in_ready, c, e))
        return -1;
    p->in[1] = -1;
    c->in_open = true;
    return 0;
}

static int program_path(char *out, size_t max, const char *program, struct mk_error *e)
{
    if (program[0] != '/')
        return mk_program_path(out, max, program, e);
    if (strlen(program) >= max)
        return mk_fail(e, MK_EUSAGE, "path too long");
    memcpy(out, program, strlen(program) + 1);
    return access(out, X_OK) == 0 ? 0 : mk_fail_errno(e, program);
}

int mk_child_start(struct mk_child **out, struct mk_loop *l, const struct mk_child_spec *spec,
                   struct mk_error *e)
{
    int rc = -1;
    char path[4096];
    struct ends p = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
    pid_t parent = getpid();
    struct mk_child *c = calloc(1, sizeof *c);
    if (!c) {
        mk_fail(e, MK_ENOMEM, "child");
        goto out;
    }
    c->loop = l;
    c->spec = *spec;
    c->pid = -1;
    mk_buf_init(&c->queue, MK_CHILD_IN);
    if (program_path(path, sizeof path, spec->program, e) || make_pipes(&p, e))
        goto out;
    c->pid = fork();
    if (c->pid == 0)
        become(spec, path, &p, parent);
    if (c->pid < 0) {
        mk_fail_errno(e, "fork");
        goto out;
    }
    if (attach(c, &p, e))
        goto out;
    *out = c;
    c = NULL;
    rc = 0;
out:
    close_pair(p.in);
    close_pair(p.out);
    close_pair(p.err);
    mk_child_free(c);
    return rc;
}

void mk_child_signal(struct mk_child *c, int number)
{
    if (c->pid > 0)
        kill(c->pid, number);
}

pid_t mk_child_pid(const struct mk_child *c)
{
    return c->pid;
}

#define GONE_MS 2000

/* One that the kernel holds on to (a disk that does not answer) is left: init reaps it after us. */
static void reap(pid_t pid)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd p = { .fd = fd, .events = POLLIN };
    if (fd >= 0) {
        while (poll(&p, 1, GONE_MS) < 0 && errno == EINTR)
            ;
        close(fd);
    }
    while (waitpid(pid, NULL, WNOHANG) < 0 && errno == EINTR)
        ;
}

void mk_child_free(struct mk_child *c)
{
    if (!c)
        return;
    if (c->freed)
        *c->freed = true;
    mk_end_drop(c->loop, &c->end);
    if (c->pid > 0) {
        kill(c->pid, SIGKILL);
        reap(c->pid);
    }
    close_stream(&c->out);
    close_stream(&c->err);
    close_input(c);
    mk_buf_done(&c->queue);
    mk_buf_done(&c->out.line);
    mk_buf_done(&c->err.line);
    free(c);
}
