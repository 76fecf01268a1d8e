#ifndef MK_PHANTOM_TEXT_H
#define MK_PHANTOM_TEXT_H

#include "parsers/base/buf.h"

/*
 * A stored text on its way through `content query`: from the cursor's window
 * into UTF-16, through Java, and out as UTF-8. Valid UTF-8 comes out as it is.
 *
 *   a stray byte 80..BF       the code point of that number
 *   wrong trailing bytes      taken for right ones
 *   a last character cut off  the whole text comes out empty
 *   a surrogate without mate  '?'
 *
 * Source: platform/system/core libutils/Unicode.cpp (utf8_to_utf16),
 * frameworks/base core/jni/android_database_CursorWindow.cpp (nativeGetString),
 * libcore CharsetEncoderICU.java (replacement of UTF-8 is '?').
 */
void mk_phantom_text(struct mk_buf *b, struct mk_span stored);

/* A real as String.valueOf(float): the shortest digits that read back as the same float. */
void mk_phantom_float(struct mk_buf *b, double v);

void mk_phantom_int(struct mk_buf *b, int64_t v);

#endif
