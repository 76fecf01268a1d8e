#ifndef MK_TRAIN_MAKE_CALENDAR_H
#define MK_TRAIN_MAKE_CALENDAR_H

#include "host/train/make.h"

#define MK_DAY_MS 86400000LL

/* An appointment, the same in every calendar. Of whole days: from midnight UTC to the day after. */
struct mk_event {
    int64_t id, start, end; /* ms */
    const char *title, *text, *place, *zone;
    const struct mk_person *guest; /* or NULL */
    int status;                    /* 0 tentative, 1 confirmed, 2 cancelled */
    bool days, deleted;
};
/* The i-th, whose ids have gaps. */
void mk_event_make(struct mk_event *x, const struct mk_train *t, struct mk_rng *g, uint32_t i);

#endif
