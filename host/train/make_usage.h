#ifndef MK_TRAIN_MAKE_USAGE_H
#define MK_TRAIN_MAKE_USAGE_H

#include "host/train/make.h"

/* An app in the foreground; both keepers of such things tell the same. */
struct mk_session {
    int64_t begin_ms, end_ms;
    size_t package; /* its number */
};
size_t mk_used_packages(void);
const char *mk_used_package(size_t i);
/* How many there are, and the next one, in the order of time; `g` begins as MK_SESSIONS says. */
uint32_t mk_sessions(const struct mk_train *t);
#define MK_SESSIONS 12
void mk_session_next(struct mk_session *out, const struct mk_train *t, struct mk_rng *g,
                     uint32_t i);

MK_CHECK int mk_train_usage_stats(struct mk_train *t, struct mk_error *e);

#endif
