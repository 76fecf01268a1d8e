#include "firmware/acquire/progress.h"
#include "firmware/acquire/clock.h"
#include <inttypes.h>
#include <stdio.h>

#define TELL_US 500000

static void tell(struct mk_progress *p, int64_t now_us, const char *end)
{
    char total[32] = "", line[160];
    if (!p->tell)
        return;
    if (p->total)
        snprintf(total, sizeof total, " of %" PRIu64, p->total);
    snprintf(line, sizeof line, "%s%-24s %" PRIu64 "%s, %.1f MiB, %.1f s%s",
             p->training ? "TRAINING  " : "", p->what, p->done, total, (double)p->bytes / (1 << 20),
             (double)(now_us - p->began_us) / 1e6, end);
    p->tell(p->tell_u, line);
    p->told_us = now_us;
}

void mk_progress_start(struct mk_progress *p, const char *what, uint64_t total)
{
    p->what = what;
    p->total = total;
    p->done = p->bytes = 0;
    p->began_us = p->told_us = mk_clock_mono_us();
}

void mk_progress_step(struct mk_progress *p, uint64_t done, uint64_t bytes)
{
    p->done += done;
    p->bytes += bytes;
    int64_t now = mk_clock_mono_us();
    if (now - p->told_us >= TELL_US)
        tell(p, now, " ...");
}

void mk_progress_end(struct mk_progress *p)
{
    tell(p, mk_clock_mono_us(), "");
}
