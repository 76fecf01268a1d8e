#ifndef MK_MARKUP_H
#define MK_MARKUP_H

#include "parsers/base/buf.h"
#include "parsers/table/decoder.h"

/*
 * Message text that is stored as a piece of XML or HTML: what a reader of it sees. Tags are dropped
 * (a line break for <br>), the five entities of XML 1.0 (section 4.6) and numeric character
 * references are resolved; what is neither a tag nor a reference stays as it stands. Hostile: one
 * pass, nothing is nested.
 *
 * As a decoder: columns "text", and "tags" with their number.
 */
size_t mk_markup_text(struct mk_buf *out, struct mk_span s); /* returns the number of tags */
extern const struct mk_decoder mk_decoder_markup;

#endif
