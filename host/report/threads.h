#ifndef MK_THREADS_H
#define MK_THREADS_H

#include "host/report/spool.h"
#include "parsers/base/arena.h"

/* Private to the report: which conversation a message is of. At most MK_THREADS_MAX; what comes
 * beyond goes into one without a name, and the report says so. */
#define MK_THREADS_MAX 1000000u

struct mk_threads {
    struct mk_arena arena;
    struct mk_buf all; /* struct mk_thread[] */
    uint32_t *table;   /* index + 1, 0: free; open addressing */
    size_t size;       /* of the table, a power of two */
    uint64_t seed;
    uint32_t *order; /* for the list */
    bool full;
};

MK_CHECK int mk_threads_init(struct mk_threads *t, struct mk_error *e);
void mk_threads_done(struct mk_threads *t);
/* The conversation of a message or conversation record. */
MK_CHECK int mk_threads_of(uint32_t *out, struct mk_threads *t, const struct mk_facts *f,
                           struct mk_error *e);
struct mk_thread *mk_threads_at(const struct mk_threads *t, uint32_t i);
MK_CHECK int mk_threads_sort(struct mk_threads *t, struct mk_error *e);

#endif
