#ifndef MK_MERGES_H
#define MK_MERGES_H

#include "host/case/merge.h"

/* What `moka case` does about entities that may be one: lists, joins, takes back. */
struct mk_merges {
    bool list;
    int64_t a, b, undo; /* 0: not asked */
    const char *reason;
};
bool mk_merges_asked(const struct mk_merges *m);
/* "A,B" and "N": numbers above 0. */
bool mk_merges_pair(struct mk_merges *m, const char *text);
bool mk_merges_number(int64_t *out, const char *text);
/* The exit status. */
int mk_merges_run(struct mk_case *c, const struct mk_merges *m, struct mk_buf *out);

#endif
