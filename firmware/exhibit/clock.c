#include "firmware/exhibit/clock.h"
#include <sys/timex.h>
#include <time.h>

static int64_t us_of(clockid_t id)
{
    struct timespec t = { 0 };
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t mk_clock_mono_us(void)
{
    return us_of(CLOCK_BOOTTIME);
}

struct mk_clock mk_clock_read(void)
{
    struct timex tx = { 0 };
    int state = adjtimex(&tx);
    return (struct mk_clock){
        .wall_us = us_of(CLOCK_REALTIME),
        .mono_us = mk_clock_mono_us(),
        .trusted = state >= 0 && state != TIME_ERROR && !(tx.status & STA_UNSYNC),
    };
}
