#ifndef MK_PLIST_ROWS_H
#define MK_PLIST_ROWS_H

#include "parsers/format/plist.h"
#include "parsers/table/format.h"
#include "parsers/table/grid.h"

/*
 * A property list that holds an array of dictionaries, as a table: a row for each, a column for
 * each key. A format is a path and the names of the columns:
 *
 *   static int open(...) { return mk_plist_rows_open(out, file, cx, tables, "History.Items", e); }
 *
 * array  keys from the root to the array, '.' between them
 *
 * Dates are numbers, seconds since 2001-01-01 UTC; a container in a column is its JSON. Keys that
 * have no column are told as a remark.
 */
MK_CHECK int mk_plist_rows_open(struct mk_tables *out, const struct mk_file *file,
                                const struct mk_context *cx, const struct mk_grid_table *tables,
                                const char *array, struct mk_error *e);

#endif
