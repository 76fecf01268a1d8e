#include "firmware/worker/limits.h"
#include "firmware/worker/worker.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define MEMORY_DEFAULT ((uint64_t)1 << 30)
#define ARGS_MAX       32
#define FDS_MAX        32
#define END_MS         10000 /* a worker that has not gone by then is killed */

/* Everything the child needs, made before the fork: after it only calls that are safe there. */
struct start {
    char path[4096];
    char *argv[ARGS_MAX + 2];
    int chan;   /* the worker's end */
    int failed; /* pipe that tells the parent why there was no exec; closed by it */
    pid_t parent;
    const struct mk_worker_spec *spec;
};

static const char *const environment[] = {
    "LC_ALL=C.UTF-8", "TZ=UTC",
#ifdef MK_ASAN
    "ASAN_OPTIONS=detect_leaks=0", /* its leak check traces the process, which the sandbox refuses
                                    */
#endif
    NULL
};

/* A limit that is lower already stays: only root may raise one. */
static int limit(int what, uint64_t max)
{
    struct rlimit r;
    if (getrlimit(what, &r) != 0)
        return -1;
    if (r.rlim_max > max)
        r.rlim_max = max;
    r.rlim_cur = r.rlim_max;
    return setrlimit(what, &r);
}

static int set_limits(const struct mk_worker_spec *s)
{
#ifndef MK_ASAN
    if (limit(RLIMIT_AS, s->memory_max ? s->memory_max : MEMORY_DEFAULT) != 0)
        return -1;
#endif
    if (s->cpu_s && limit(RLIMIT_CPU, s->cpu_s) != 0)
        return -1;
    if (limit(RLIMIT_FSIZE, s->file_max) != 0)
        return -1;
    return limit(RLIMIT_CORE, 0) |
           limit(RLIMIT_NOFILE, MK_WORKER_FIRST_FD + s->nfds + (s->open_max ? s->open_max : 32));
}

/* Moves what is handed over to 3, 4, ...: first all out of the way, then down. */
static int place_fds(struct start *st)
{
    int high[FDS_MAX + 1], first = MK_WORKER_FIRST_FD + (int)st->spec->nfds;
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    int failed = fcntl(st->failed, F_DUPFD_CLOEXEC, first);
    if (null < 0 || failed < 0 || (high[0] = fcntl(st->chan, F_DUPFD_CLOEXEC, first)) < 0)
        return -1;
    st->failed = failed;
    for (size_t i = 0; i < st->spec->nfds; i++)
        if ((high[i + 1] = fcntl(st->spec->fds[i], F_DUPFD_CLOEXEC, first)) < 0)
            return -1;
    if (dup2(null, 0) < 0 || dup2(null, 1) < 0)
        return -1;
    for (size_t i = 0; i <= st->spec->nfds; i++)
        if (dup2(high[i], MK_WORKER_CHAN_FD + (int)i) < 0)
            return -1;
    if (dup2(failed, first) < 0 || fcntl(first, F_SETFD, FD_CLOEXEC) != 0)
        return -1;
    st->failed = first;
    return mk_close_from(first + 1);
}

static void reset_signals(void)
{
    sigset_t none;
    sigemptyset(&none);
    for (int s = 1; s < NSIG; s++)
        signal(s, SIG_DFL);  /* refused for the few that cannot be caught */
    signal(SIGINT, SIG_IGN); /* the terminal's ^C is the parent's to answer */
    /* Standard error may be a file, and it may not write to files: that fails, and kills nobody. */
    signal(SIGXFSZ, SIG_IGN);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

_Noreturn static void child(struct start *st)
{
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == st->parent) {
        reset_signals();
        if (place_fds(st) == 0 && set_limits(st->spec) == 0 &&
            prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0)
            execve(st->path, st->argv, (char *const *)(uintptr_t)environment);
    }
    int err = errno;
    ssize_t n = write(st->failed, &err, sizeof err);
    _exit(n > 0 ? 127 : 126);
}

static int prepare(struct start *st, const struct mk_worker_spec *spec, struct mk_error *e)
{
    size_t n = 0;
    *st = (struct start){ .chan = -1, .failed = -1, .parent = getpid(), .spec = spec };
    if (mk_program_path(st->path, sizeof st->path, spec->program, e) != 0)
        return -1;
    /* execve() takes char * but changes nothing */
    st->argv[n++] = (char *)(uintptr_t)spec->program;
    for (const char *const *a = spec->args; a && *a; a++) {
        if (n > ARGS_MAX)
            return mk_fail(e, MK_EUSAGE, "%s: too many arguments", spec->program);
        st->argv[n++] = (char *)(uintptr_t)*a;
    }
    if (spec->nfds > FDS_MAX)
        return mk_fail(e, MK_EUSAGE, "%s: too many descriptors", spec->program);
    return 0;
}

/* What the child wrote before it gave up: 0 when it wrote nothing, because it runs. */
static int read_failure(int fd)
{
    int err = 0;
    ssize_t n;
    do
        n = read(fd, &err, sizeof err);
    while (n < 0 && errno == EINTR);
    return n == 0 ? 0 : n == (ssize_t)sizeof err && err ? err : EIO;
}

static void close_fd(int fd)
{
    if (fd >= 0)
        close(fd);
}

int mk_worker_spawn(struct mk_worker *out, const struct mk_worker_spec *spec, struct mk_error *e)
{
    int rc = -1, err, pair[2] = { -1, -1 }, fail_pipe[2] = { -1, -1 };
    struct mk_worker w = { .pid = -1 };
    struct start st;
    *out = w;
    if (prepare(&st, spec, e) != 0)
        goto out;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0 ||
        pipe2(fail_pipe, O_CLOEXEC) != 0) {
        mk_fail_errno(e, spec->program);
        goto out;
    }
    rc = mk_chan_new(&w.chan, pair[0], e);
    pair[0] = -1; /* the channel's, or closed */
    if (rc != 0)
        goto out;
    rc = -1;
    st.chan = pair[1];
    st.failed = fail_pipe[1];
#ifndef MK_ASAN
    /* A worker of the same user must not read our memory. */
    prctl(PR_SET_DUMPABLE, 0);
#endif
    w.pid = fork();
    if (w.pid == 0)
        child(&st);
    if (w.pid < 0) {
        mk_fail_errno(e, spec->program);
        goto out;
    }
    close(fail_pipe[1]);
    fail_pipe[1] = -1;
    err = read_failure(fail_pipe[0]);
    if (err) {
        errno = err;
        mk_fail_errno(e, spec->program);
        goto out;
    }
    *out = w;
    w = (struct mk_worker){ .pid = -1 };
    rc = 0;
out:
    mk_worker_kill(&w);
    close_fd(pair[0]);
    close_fd(pair[1]);
    close_fd(fail_pipe[0]);
    close_fd(fail_pipe[1]);
    return rc;
}

/* A compromised worker need not go when its channel closes. */
static void wait_or_kill(pid_t pid)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd p = { .fd = fd, .events = POLLIN };
    int n = 1;
    if (fd >= 0)
        do
            n = poll(&p, 1, END_MS);
        while (n < 0 && errno == EINTR);
    if (n == 0)
        kill(pid, SIGKILL);
    close_fd(fd);
}

void mk_worker_end(struct mk_worker *w, int *status)
{
    int st = 0;
    mk_chan_free(w->chan);
    w->chan = NULL;
    if (w->pid > 0) {
        wait_or_kill(w->pid);
        while (waitpid(w->pid, &st, 0) < 0 && errno == EINTR)
            ;
    }
    w->pid = -1;
    if (status)
        *status = st;
}

void mk_worker_kill(struct mk_worker *w)
{
    if (w->pid > 0)
        kill(w->pid, SIGKILL);
    mk_worker_end(w, NULL);
}
