#ifndef MK_REPLACED_H
#define MK_REPLACED_H

#include "firmware/bundle/index.h"
#include "parsers/base/buf.h"

/*
 * Objects that were taken again: a database that had changed while it was copied. Both are in the
 * bundle; the later one names the earlier ("replaces"), and a reader sees the later one alone.
 */
struct mk_replaced {
    struct mk_buf numbers; /* uint64_t each; ascending once sorted */
};

void mk_replaced_init(struct mk_replaced *s);
void mk_replaced_done(struct mk_replaced *s);
/* Looks at one line of the index. `row` is room for reading it. MK_ELIMIT: more than a million. */
MK_CHECK int mk_replaced_note(struct mk_replaced *s, struct mk_index_row *row, struct mk_span line,
                              struct mk_error *e);
void mk_replaced_sort(struct mk_replaced *s);
bool mk_replaced_has(const struct mk_replaced *s, uint64_t number);

#endif
