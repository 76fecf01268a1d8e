#ifndef MK_FACTS_H
#define MK_FACTS_H

#include "host/case/case.h"

/*
 * What a search may be narrowed by stands in the index beside the words, so that nothing has to be
 * read that does not fit: a block in front of a record's text,
 *
 *   MARK MARK name LF ... LF      a fact each, and an empty line
 *
 * and the same name, in quotation marks, in a query. A word has no MARK in it (words.h), and what
 * phones and examiners wrote never stands first: neither can say a fact. Names:
 *
 *   kN       the kind, a number (they change with the store's version only)
 *   x        not what a database still holds as a row: deleted
 *   aH bH cH dH   the day, in hexadecimal, counted from 1880, and spans of 16, 256 and 4,096 days;
 *            what is earlier or later than 131,072 days counts as the first or last of them
 */
#define MK_FACT_MARK 1

MK_CHECK int mk_facts_put(struct mk_buf *out, enum mk_kind kind, bool deleted, int64_t time_us,
                          struct mk_error *e); /* INT64_MIN: no time */
/* Narrows a query (mk_query()) by kind, state and time: some that do not fit the time stay. */
MK_CHECK int mk_facts_ask(struct mk_buf *query, const struct mk_search *s, struct mk_error *e);

#endif
