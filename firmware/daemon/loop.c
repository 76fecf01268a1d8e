#include "firmware/daemon/loop.h"
#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DUE_MAX 1000u /* timers in one round */

struct mk_loop {
    struct mk_loop_calls calls;
    struct mk_watch *watches[MK_LOOP_FDS]; /* holes are NULL until the next round */
    size_t nwatches;
    struct mk_timer *timers; /* the next one first */
    bool quit;
};

static int64_t clock_us(clockid_t id)
{
    struct timespec ts;
    clock_gettime(id, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

static int64_t real_boot_us(void *u)
{
    (void)u;
    return clock_us(CLOCK_BOOTTIME);
}

static int64_t real_wall_us(void *u)
{
    (void)u;
    return clock_us(CLOCK_REALTIME);
}

static int real_poll(void *u, struct pollfd *p, size_t n, int timeout_ms)
{
    (void)u;
    return poll(p, n, timeout_ms);
}

int mk_loop_new(struct mk_loop **out, const struct mk_loop_calls *calls, struct mk_error *e)
{
    static const struct mk_loop_calls real = { NULL, real_boot_us, real_wall_us, real_poll };
    struct mk_loop *l = calloc(1, sizeof *l);
    if (!l)
        return mk_fail(e, MK_ENOMEM, "loop");
    l->calls = calls ? *calls : real;
    *out = l;
    return 0;
}

void mk_loop_free(struct mk_loop *l)
{
    free(l);
}

int64_t mk_loop_boot_us(const struct mk_loop *l)
{
    return l->calls.boot_us(l->calls.u);
}

int64_t mk_loop_wall_us(const struct mk_loop *l)
{
    return l->calls.wall_us(l->calls.u);
}

int mk_watch_add(struct mk_loop *l, struct mk_watch *w, int fd, short events,
                 void (*ready)(void *u, int fd, short revents), void *u, struct mk_error *e)
{
    assert(!w->on);
    size_t at = 0;
    while (at < l->nwatches && l->watches[at])
        at++;
    if (at == MK_LOOP_FDS)
        return mk_fail(e, MK_ELIMIT, "loop: over %u descriptors", MK_LOOP_FDS);
    *w = (struct mk_watch){ ready, u, fd, events, true, at };
    l->watches[at] = w;
    if (at == l->nwatches)
        l->nwatches++;
    return 0;
}

void mk_watch_drop(struct mk_loop *l, struct mk_watch *w)
{
    if (!w->on)
        return;
    l->watches[w->slot] = NULL;
    w->on = false;
}

void mk_timer_stop(struct mk_loop *l, struct mk_timer *t)
{
    if (!t->on)
        return;
    struct mk_timer **at = &l->timers;
    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    t->on = false;
}

void mk_timer_set(struct mk_loop *l, struct mk_timer *t, int64_t in_us, void (*fire)(void *u),
                  void *u)
{
    struct mk_timer **at = &l->timers;
    mk_timer_stop(l, t);
    *t = (struct mk_timer){ fire, u, mk_loop_boot_us(l) + in_us, NULL, true };
    while (*at && (*at)->at_us <= t->at_us)
        at = &(*at)->next;
    t->next = *at;
    *at = t;
}

/* Those that are due. One that sets itself for now, over and over, does not keep the round. */
static void fire_timers(struct mk_loop *l)
{
    int64_t now = mk_loop_boot_us(l);
    for (size_t n = 0; l->timers && l->timers->at_us <= now && n < DUE_MAX; n++) {
        struct mk_timer *t = l->timers;
        mk_timer_stop(l, t);
        t->fire(t->u);
    }
}

static int wait_ms(const struct mk_loop *l, int most_ms)
{
    int64_t ms;
    if (!l->timers)
        return most_ms;
    ms = (l->timers->at_us - mk_loop_boot_us(l) + 999) / 1000;
    ms = ms < 0 ? 0 : ms > INT_MAX ? INT_MAX : ms;
    return most_ms >= 0 && most_ms < ms ? most_ms : (int)ms;
}

int mk_loop_turn(struct mk_loop *l, int most_ms, struct mk_error *e)
{
    struct pollfd p[MK_LOOP_FDS];
    size_t n = l->nwatches;
    for (size_t i = 0; i < n; i++) {
        const struct mk_watch *w = l->watches[i];
        p[i] = (struct pollfd){ .fd = w ? w->fd : -1, .events = w ? w->events : 0 };
    }
    int got = l->calls.poll(l->calls.u, p, n, wait_ms(l, most_ms));
    if (got < 0 && errno != EINTR)
        return mk_fail_errno(e, "poll");
    for (size_t i = 0; got > 0 && i < n; i++) {
        struct mk_watch *w = l->watches[i];
        /* A slot that changed hands in this round has another descriptor or none that was asked. */
        if (w && p[i].revents && w->fd == p[i].fd)
            w->ready(w->u, w->fd, p[i].revents);
    }
    while (l->nwatches && !l->watches[l->nwatches - 1])
        l->nwatches--;
    fire_timers(l);
    return 0;
}

int mk_loop_run(struct mk_loop *l, struct mk_error *e)
{
    l->quit = false;
    while (!l->quit)
        if (mk_loop_turn(l, -1, e))
            return -1;
    return 0;
}

void mk_loop_quit(struct mk_loop *l)
{
    l->quit = true;
}

static void child_ready(void *u, int fd, short revents)
{
    struct mk_end *c = u;
    int status = 0;
    (void)revents;
    pid_t got = waitpid(c->pid, &status, WNOHANG);
    if (got == 0 || (got < 0 && errno == EINTR))
        return;
    mk_watch_drop(c->loop, &c->w);
    close(fd);
    c->ended(c->u, c->pid, got == c->pid ? status : -1);
}

int mk_end_add(struct mk_loop *l, struct mk_end *c, pid_t pid,
               void (*ended)(void *u, pid_t pid, int status), void *u, struct mk_error *e)
{
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    if (fd < 0)
        return mk_fail_errno(e, "pidfd_open");
    *c = (struct mk_end){ .ended = ended, .u = u, .pid = pid, .loop = l };
    if (mk_watch_add(l, &c->w, fd, POLLIN, child_ready, c, e)) {
        close(fd);
        return -1;
    }
    return 0;
}

void mk_end_drop(struct mk_loop *l, struct mk_end *c)
{
    if (!c->w.on)
        return;
    mk_watch_drop(l, &c->w);
    close(c->w.fd);
}
