#ifndef CONTENT_PRINT_H
#define CONTENT_PRINT_H

#include "parsers/base/buf.h"

/*
 * Prints rows as Android's `content query` does, for tests. Source: frameworks/base
 * cmds/content/.../Content.java, QueryCommand.onExecute; text goes through CursorWindow's getString
 * (libutils utf8_to_utf16, lenient) and System.out (UTF-8, '?' for an unpaired surrogate).
 */
void print_start(struct mk_buf *out, size_t k);                       /* "Row: k " */
void print_name(struct mk_buf *out, size_t column, const char *name); /* [", "] name "=" */
void print_int(struct mk_buf *out, int64_t v);
void print_real(struct mk_buf *out, double v); /* String.valueOf((float)v) */
void print_text(struct mk_buf *out, struct mk_span stored);
void print_end(struct mk_buf *out);

/* What goes to standard error when the provider throws. */
void print_exception(struct mk_buf *err, const char *authority, const char *exception);

#endif
