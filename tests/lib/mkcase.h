#ifndef MKCASE_H
#define MKCASE_H

#include "host/case/case.h"
#include "parsers/record/record.h"

/* Cases filled by hand: what is always the same about a bundle's items and about taking them in. */

/* Records of app "test.app" whose refs begin with `ref`; their head is `id`. */
void mkcase_head(struct mk_buf *items, uint16_t id, enum mk_kind kind, const char *ref);
/* The whole items become the bundle whose root is `mark`, 64 times; they are freed. Fails the test.
 */
void mkcase_take(struct mk_case *c, char mark, struct mk_buf *items);

#endif
