#ifndef MK_BASE64_H
#define MK_BASE64_H

#include "parsers/base/buf.h"

/* Base64 (RFC 4648): `columns` a line and an LF after each, 0 for one run without any. */
void mk_base64_put(struct mk_buf *b, struct mk_span s, size_t columns);
/* The bytes of base64 text; LFs in it are skipped. False when it is none, or not canonical. */
bool mk_base64_get(struct mk_buf *b, struct mk_span text);

#endif
