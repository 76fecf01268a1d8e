#ifndef MK_JSON_COLUMN_H
#define MK_JSON_COLUMN_H

#include "parsers/table/decoder.h"

/*
 * A value of JSON (RFC 8259) in a column. Columns are paths of members and, for arrays, of numbers
 * from 0: "sender.name", "0.filename". Objects and arrays themselves are no cells. At most 1 MiB
 * and, by jansson, 2048 levels. An empty text has no columns, and that is no issue.
 *
 * Lists: paths of members, or MK_JSON_ITSELF where the value is the list. A damaged list is given
 * as far as its brackets match.
 */
#define MK_JSON_ITSELF "@"
extern const struct mk_decoder mk_decoder_json;

#endif
