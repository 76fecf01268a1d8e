#ifndef MK_PROGRESS_H
#define MK_PROGRESS_H

#include "parsers/base/span.h"

/* Tells the officer what is going on: at most two lines a second, and one at each end. */
struct mk_progress {
    void (*tell)(void *u, const char *line); /* may be NULL */
    void *tell_u;
    bool training;
    const char *what; /* "sms", "files" */
    uint64_t done, total, bytes;
    int64_t began_us, told_us;
};

void mk_progress_start(struct mk_progress *p, const char *what, uint64_t total);
void mk_progress_step(struct mk_progress *p, uint64_t done, uint64_t bytes); /* both are added */
void mk_progress_end(struct mk_progress *p);

#endif
