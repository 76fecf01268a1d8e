#ifndef MK_CLOCK_H
#define MK_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

/* The kit's clocks, read together. */
struct mk_clock {
    int64_t wall_us; /* since 1970-01-01 UTC */
    int64_t mono_us; /* since boot, sleep included */
    bool trusted;    /* the kernel says that something keeps the wall clock right */
};

struct mk_clock mk_clock_read(void);
int64_t mk_clock_mono_us(void);

#endif
