#ifndef MK_HITS_H
#define MK_HITS_H

#include "parsers/base/error.h"
#include "parsers/base/json.h"

/*
 * Where in a record the words stand that were searched for, for the page to mark. Words as the
 * index has them (host/case/words.h); a phrase is marked from its first word to its last, a word
 * with '*' as what begins with it; what is to be left out is not marked.
 */
struct mk_hits;
MK_CHECK int mk_hits_new(struct mk_hits **out, const char *query, struct mk_error *e);
void mk_hits_free(struct mk_hits *h);
/* "hits":[["field",from,to]..] of a head and a record, at most 64; see viewer.h. */
void mk_hits_put(struct mk_json *j, const struct mk_hits *h, struct mk_span items);
/* UTF-16 units of so many bytes of UTF-8: places as the page counts them. */
uint64_t mk_hits_units(struct mk_span s, size_t bytes);

#endif
