#ifndef MK_ESCAPE_H
#define MK_ESCAPE_H

#include "parsers/base/buf.h"

/*
 * Text from a phone on its way out. Code points that steer a terminal or turn
 * the reading direction (C0, DEL, C1, U+061C, U+200E/F, U+202A..E, U+2028/9, U+2066..9,
 * U+FEFF) never leave as they are.
 */

/* Inside JSON quotes. Such code points become \uXXXX. Bytes that are no UTF-8 become U+FFFD;
 * returns how many such places there were, so that the caller can keep the bytes elsewhere. */
size_t mk_escape_json(struct mk_buf *b, struct mk_span s);

/* For a terminal or a log: such code points become \u{XXXX}, bytes that are no UTF-8 \xXX, and
 * the backslash \\, so that the text can be told back. */
void mk_escape_terminal(struct mk_buf *b, struct mk_span s);

bool mk_is_steering(uint32_t code_point);

#endif
