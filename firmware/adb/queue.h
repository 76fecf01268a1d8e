#ifndef MK_ADB_QUEUE_H
#define MK_ADB_QUEUE_H

#include "parsers/base/buf.h"

/*
 * Paths to ask the phone for, first in first out, in one buffer:
 *
 *     | dropped | asked for, answer outstanding | still to be asked for | free |
 *               ^ head                          ^ next                  ^ len
 *
 * The oldest answer always belongs to the front. Bounded by its maximum in bytes.
 */
struct mk_queue {
    struct mk_buf b;
    size_t head, next;
    size_t asked, waiting; /* paths in the two middle parts */
};
struct mk_queued {
    uint64_t tag;        /* the owner's */
    uint32_t mark;       /* the owner's */
    struct mk_span path; /* until the next put or pop */
};

void mk_queue_init(struct mk_queue *q, size_t max);
void mk_queue_done(struct mk_queue *q);
/* False when there is no more room; the queue stays as it was. */
bool mk_queue_put(struct mk_queue *q, const struct mk_queued *in);
bool mk_queue_front(struct mk_queued *out, const struct mk_queue *q); /* asked for */
bool mk_queue_next(struct mk_queued *out, const struct mk_queue *q);  /* to be asked for */
void mk_queue_ask(struct mk_queue *q);                                /* moves it over */
void mk_queue_pop(struct mk_queue *q);                                /* drops the front */
void mk_queue_rewind(struct mk_queue *q); /* all that was asked for has to be asked for again */
static inline bool mk_queue_empty(const struct mk_queue *q)
{
    return q->asked + q->waiting == 0;
}

#endif
