#ifndef MK_PHANTOM_TICK_H
#define MK_PHANTOM_TICK_H

#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <time.h>

/* Milliseconds of a clock that only goes on. */
static inline int64_t mk_tick_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* poll(); signals that are blocked elsewhere (a finger) come through here. */
static inline int mk_tick_wait(struct pollfd *fds, nfds_t n, int ms)
{
    struct timespec t = { ms / 1000, ms % 1000 * 1000000L };
    sigset_t none;
    sigemptyset(&none);
    return ppoll(fds, n, ms < 0 ? NULL : &t, &none);
}

#endif
