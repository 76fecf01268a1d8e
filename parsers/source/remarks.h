#ifndef MK_REMARKS_H
#define MK_REMARKS_H

#include "parsers/base/buf.h"

/* What is odd about a container, put together while it is read: a bounded list of texts that can be
 * printed. */
#define MK_REMARKS_MAX 64

struct mk_remarks {
    char *texts[MK_REMARKS_MAX + 1]; /* the last one says how many more there were */
    size_t n, more;
    struct mk_buf text;
};

void mk_remarks_init(struct mk_remarks *r);
void mk_remarks_done(struct mk_remarks *r);
void mk_remark(struct mk_remarks *r, const char *fmt, ...) MK_PRINTF(2, 3);
/* The same about one entry, whose name may be anything. */
void mk_remark_on(struct mk_remarks *r, struct mk_span name, const char *fmt, ...) MK_PRINTF(3, 4);
const char *mk_remarks_at(struct mk_remarks *r, size_t i); /* NULL behind the last */

#endif
