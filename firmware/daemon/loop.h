#ifndef MK_LOOP_H
#define MK_LOOP_H

#include "parsers/base/error.h"
#include <poll.h>
#include <sys/types.h>

/*
 * The daemon's one poll loop: descriptors, ends of children, timers. One thread; a callback never
 * waits. What is watched lies in the caller's storage (zero it first), so that adding a timer
 * cannot fail, and may be dropped or freed in any callback, its own included. Descriptors are
 * non-blocking: a callback may come for nothing.
 *
 * Time is CLOCK_BOOTTIME in microseconds: no jump of the wall clock moves it, and it goes on while
 * the machine sleeps. Both clocks and the waiting are calls that tests replace.
 */
#define MK_LOOP_FDS 256u

struct mk_loop_calls {
    void *u;
    int64_t (*boot_us)(void *u);
    int64_t (*wall_us)(void *u);
    int (*poll)(void *u, struct pollfd *p, size_t n, int timeout_ms);
};

struct mk_loop;
/* `calls` NULL: the real ones. */
MK_CHECK int mk_loop_new(struct mk_loop **out, const struct mk_loop_calls *calls,
                         struct mk_error *e);
void mk_loop_free(struct mk_loop *l);

int64_t mk_loop_boot_us(const struct mk_loop *l);
int64_t mk_loop_wall_us(const struct mk_loop *l);

/* Until mk_loop_quit(), or -1 when poll() fails. */
MK_CHECK int mk_loop_run(struct mk_loop *l, struct mk_error *e);
void mk_loop_quit(struct mk_loop *l);
/* One round: waits for the first thing to happen, at most `most_ms` (-1: no limit). */
MK_CHECK int mk_loop_turn(struct mk_loop *l, int most_ms, struct mk_error *e);

/* ---- descriptors ---- */

struct mk_watch {
    void (*ready)(void *u, int fd, short revents); /* revents as of poll(2) */
    void *u;
    int fd;
    short events; /* may be changed at any time; 0: only hang-up and error are told */
    bool on;      /* the loop's */
    size_t slot;  /* the loop's */
};
/* MK_ELIMIT over MK_LOOP_FDS. The descriptor stays the caller's: drop it, then close. */
MK_CHECK int mk_watch_add(struct mk_loop *l, struct mk_watch *w, int fd, short events,
                          void (*ready)(void *u, int fd, short revents), void *u,
                          struct mk_error *e);
void mk_watch_drop(struct mk_loop *l, struct mk_watch *w); /* nothing when it is not on */

/* ---- timers ---- */

struct mk_timer {
    void (*fire)(void *u); /* once; may set the timer again */
    void *u;
    int64_t at_us;
    struct mk_timer *next; /* the loop's */
    bool on;
};
/* Fires `in_us` from now; a timer that is on moves. */
void mk_timer_set(struct mk_loop *l, struct mk_timer *t, int64_t in_us, void (*fire)(void *u),
                  void *u);
void mk_timer_stop(struct mk_loop *l, struct mk_timer *t);

/* ---- children ---- */

struct mk_end {
    void (*ended)(void *u, pid_t pid, int status); /* once; status as of waitpid(2): it is reaped */
    void *u;
    pid_t pid;
    struct mk_loop *loop;
    struct mk_watch w;
};
/* A child of this process that nobody else waits for. By pidfd: the number cannot become another
 * process's before the callback. */
MK_CHECK int mk_end_add(struct mk_loop *l, struct mk_end *c, pid_t pid,
                        void (*ended)(void *u, pid_t pid, int status), void *u, struct mk_error *e);
/* The child is no longer watched; killing and reaping it is the caller's. */
void mk_end_drop(struct mk_loop *l, struct mk_end *c);

#endif
