#ifndef MK_CONTENT_EACH_H
#define MK_CONTENT_EACH_H

#include "parsers/format/content.h"

/*
 * Rows that a provider gives for one row of another at a time, a reply each (MK_ROLE_EACH):
 *
 *   content query --uri content://mms/57/addr --projection _id:msg_id:type:address
 *   Row: 0 _id=112, msg_id=57, type=137, address=+447700900123
 *   Row: 1 _id=113, msg_id=57, type=151, address=insert-address-token
 *
 * All columns stand in one reply: numbers first, one text last. It costs one start of the tool for
 * each row, where the channel of content.h would cost five.
 *
 * Why a value is believed. Text may hold line breaks, so it can read as the start of a further row.
 * Starts count up from 0; where one comes out of turn, no text of that reply is believed. A forged
 * last row cannot be told from a genuine one: it would be a further address in the list of that one
 * message, whose list its sender wrote anyhow. It never reaches another message: whose reply it is,
 * the command says (entry's row), and the first number has to say the same.
 *
 * Source: packages/providers/TelephonyProvider, MmsProvider.java, query(), MMS_MSG_ADDR: of the
 * addresses there is no other URI; content.h has the tool's grammar.
 */
#define MK_EACH_REPLY ((size_t)1 << 20)  /* bytes of a reply that are read */
#define MK_EACH_BYTES ((size_t)64 << 20) /* that texts and rows of a set may take */

struct mk_content_each;
/* `entries` are those of one set, in the source's order, and are all read here; a reply that is not
 * there in full, or is none, is an issue. Columns are those of the first. */
MK_CHECK int mk_content_each_open(struct mk_content_each **out, const struct mk_source *src,
                                  const struct mk_entry *entries, size_t n, struct mk_error *e);
void mk_content_each_close(struct mk_content_each *x);
size_t mk_content_each_columns(const struct mk_content_each *x); /* without _id */
struct mk_span mk_content_each_column(const struct mk_content_each *x, size_t i);
/* The cells of row `i`, as many as columns, and its _id; NULL behind the last. */
const struct mk_content_cell *mk_content_each_row(int64_t *id, const struct mk_content_each *x,
                                                  size_t i);
/* What is odd about the replies, a line each; NULL behind the last. */
const char *mk_content_each_issue(const struct mk_content_each *x, size_t i);

#endif
