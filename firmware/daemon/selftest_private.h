#ifndef MK_SELFTEST_PRIVATE_H
#define MK_SELFTEST_PRIVATE_H

/* Private to firmware/daemon/selftest.c and its tests. */

#include "firmware/daemon/child.h"
#include "firmware/daemon/selftest.h"

#define MK_SELFTEST_ASKERS   32u
#define MK_SELFTEST_MAX      ((size_t)8 << 10) /* bytes of a result */
#define MK_SELFTEST_PATIENCE 60000000          /* us */

struct mk_selftest {
    struct mk_loop *loop;
    struct mk_child *child;
    struct mk_timer patience;
    const char *program; /* moka-selftest; a test's */
    struct mk_buf line;  /* what the child says */
    struct mk_buf last;
    bool waiting;
    struct {
        void (*done)(void *u, struct mk_span json);
        void *u;
    } askers[MK_SELFTEST_ASKERS];
    size_t n;
};

#endif
