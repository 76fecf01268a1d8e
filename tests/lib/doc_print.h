#ifndef DOC_PRINT_H
#define DOC_PRINT_H

#include "parsers/base/buf.h"
#include "parsers/table/format.h"

/*
 * Reads one table of a document and prints it: a line a row, "row|column=value|...", columns that
 * are null left out, doubts behind the value in "(...)"; then "remark ..." lines and, when reading
 * failed, "error ...". `columns` ends with NULL. Every byte of `bytes` is one of its own
 * allocation, so that reading beyond shows.
 */
void doc_print(struct mk_buf *out, const struct mk_format *format, struct mk_span bytes,
               const char *table, const char *const *columns, const struct mk_zone *zone);

/* The shape that documents are opened with, for a format that asks; NULL at first. */
extern const struct mk_shape *doc_print_shape;

/* Reads every prefix of `bytes` and, for n = 1, 2, ..., with the n-th allocation failing: nothing
 * may break. */
void doc_truncate(const struct mk_format *format, struct mk_span bytes, const char *table,
                  const char *const *columns, const struct mk_zone *zone);
void doc_starve(const struct mk_format *format, struct mk_span bytes, const char *table,
                const char *const *columns, const struct mk_zone *zone);

#endif
