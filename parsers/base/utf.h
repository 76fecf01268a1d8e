#ifndef MK_UTF_H
#define MK_UTF_H

#include "parsers/base/buf.h"

/* Length of the longest valid UTF-8 prefix (RFC 3629: no overlongs, surrogates, above 10FFFF). */
size_t mk_utf8_valid(struct mk_span s);

/*
 * Next code point at *at; advances past it. Ill-formed input yields -1 and
 * advances by its maximal subpart (Unicode 15, section 3.9, table 3-8).
 */
int32_t mk_utf8_next(struct mk_span s, size_t *at);

void mk_utf8_put(struct mk_buf *b, uint32_t cp);

/* UTF-16 to UTF-8. Unpaired surrogates become U+FFFD; returns how many did. */
size_t mk_utf16_put(struct mk_buf *b, struct mk_span s, bool big_endian);

/* Java's modified UTF-8 to UTF-8: NUL is stored as C0 80, a code point above FFFF as its two
 * surrogates, three bytes each. What is neither is put as it is. */
void mk_utf8_from_java(struct mk_buf *b, struct mk_span s);

#endif
