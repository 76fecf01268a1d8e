#include "firmware/phantom/ios_serve.h"
#include "firmware/phantom/tick.h"
#include <errno.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

int mk_ios_fork(pid_t *pid, struct mk_ios_children *c, struct mk_error *e)
{
    pid_t parent = getpid();
    if (c->n == MK_IOS_CHILDREN)
        return mk_fail(e, MK_ELIMIT, "more than %u connections", MK_IOS_CHILDREN);
    fflush(NULL);
    *pid = fork();
    if (*pid < 0)
        return mk_fail_errno(e, "fork");
    if (*pid)
        c->pid[c->n++] = *pid;
    else if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent)
        _exit(1);
    return 0;
}

void mk_ios_reap(struct mk_ios_children *c)
{
    for (size_t i = c->n; i-- > 0;)
        if (waitpid(c->pid[i], NULL, WNOHANG) != 0)
            c->pid[i] = c->pid[--c->n];
}

void mk_ios_end_all(struct mk_ios_children *c)
{
    for (size_t i = 0; i < c->n; i++)
        kill(c->pid[i], SIGKILL);
    while (c->n) {
        while (waitpid(c->pid[c->n - 1], NULL, 0) < 0 && errno == EINTR)
            ;
        c->n--;
    }
}

/* ---- the finger ---- */

static volatile sig_atomic_t finger;

static void touch(int number)
{
    finger = number;
}

static void nothing(int number)
{
    (void)number;
}

/* Both come through only while the server waits: see tick.h. */
void mk_ios_lend_finger(void)
{
    struct sigaction usr1 = { .sa_handler = touch }, chld = { .sa_handler = nothing };
    sigset_t both;
    sigemptyset(&both);
    sigaddset(&both, SIGUSR1);
    sigaddset(&both, SIGCHLD);
    sigprocmask(SIG_BLOCK, &both, NULL);
    sigaction(SIGUSR1, &usr1, NULL);
    sigaction(SIGCHLD, &chld, NULL);
}

int mk_ios_wait(struct mk_ios_phone *p, struct pollfd *fds, size_t n, int ms, struct mk_error *e)
{
    uint64_t woken;
    int ready = mk_tick_wait(fds, n, ms);
    if (ready < 0 && errno != EINTR)
        return mk_fail_errno(e, "poll");
    if (finger)
        mk_ios_touch(p);
    finger = 0;
    if (read(p->wake, &woken, sizeof woken) < 0 && errno != EAGAIN)
        return mk_fail_errno(e, "eventfd");
    return ready > 0 ? ready : 0;
}

/* ---- the cable ---- */

bool mk_ios_plug(struct mk_ios_cable *c, struct mk_ios_phone *p)
{
    if (c->in || c->off || mk_tick_ms() < c->back_ms)
        return false;
    mk_ios_lock(p);
    mk_fault_begin(&p->link, &p->faults);
    mk_ios_unlock(p);
    return c->in = true;
}

bool mk_ios_unplug(struct mk_ios_cable *c, struct mk_ios_phone *p)
{
    mk_ios_lock(p);
    bool out = c->in && (p->link.over || p->faults.off);
    if (out) {
        c->back_ms = mk_tick_ms() + p->faults.away_ms;
        c->off = p->faults.off;
        c->in = false;
        p->faults.away_ms = 0;
        p->passcode_shown = false;
        for (size_t i = 0; i < MK_IOS_PORTS; i++)
            p->ports[i].port = 0;
    }
    mk_ios_unlock(p);
    return out;
}

int mk_ios_plug_wait(const struct mk_ios_cable *c)
{
    int64_t left = c->back_ms - mk_tick_ms();
    return c->in || c->off ? -1 : left > 0 ? (int)left : 0;
}

int mk_ios_listen(int *fd, const char *path, struct mk_error *e)
{
    struct sockaddr_un a = { .sun_family = AF_UNIX };
    struct stat st;
    if (strlen(path) >= sizeof a.sun_path)
        return mk_fail(e, MK_EUSAGE, "%s: longer than a socket's path may be", path);
    memcpy(a.sun_path, path, strlen(path) + 1);
    if (lstat(path, &st) == 0 && S_ISSOCK(st.st_mode))
        unlink(path);
    *fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    /* Anybody may ask it, as usbmuxd's (libimobiledevice/usbmuxd, main.c, create_socket()): a proxy
     * started by root is somebody else. */
    if (*fd < 0 || bind(*fd, (struct sockaddr *)&a, sizeof a) || chmod(path, 0666) ||
        listen(*fd, 64))
        return mk_fail_errno(e, path);
    return 0;
}
