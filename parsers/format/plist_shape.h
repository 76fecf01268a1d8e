#ifndef MK_PLIST_SHAPE_H
#define MK_PLIST_SHAPE_H

#include "parsers/table/format.h"

/*
 * Property lists and JSON as tables whose shape the app says, beside its queries: which items
 * inside the document are the rows of a table, and where inside a row its columns lie.
 *
 * A table's path leads from the root to its rows: keys with '/' between them, `*` every item of an
 * array or a dictionary (at most 4), "" the root itself. Columns are
 *
 *   a/b/0     the value at these keys (and numbers of array items, from 0) inside the row
 *   ^1/a      the same inside the item that the first `*` of the path stands for
 *   @1        the key, or the number, of that item
 *   @item     the row itself
 *   @rest     a JSON object of what no column and no other table reads, by its path; of a row that
 *             is no container the row. Without such a column unread keys are told as remarks
 *
 * Archives of NSKeyedArchiver are gone through as in plist_archive.h; what is not read of them is
 * not told. Values become cells as in plist_cell.h. A table with `facts` instead of columns has
 * every value below its path (of keys only) that no other table reads, as in plist_facts.h.
 */
struct mk_shape_table { /* a list of these ends with name == NULL */
    const char *name, *path;
    const char *const *columns; /* NULL-ended */
    bool facts;
};

struct mk_shape {
    /* Keys of which the root has at least one, where it is this document at all: globs. NULL: one
     * of the first rows has to have one of a table's columns. NULL-ended. */
    const char *const *marks;
    const struct mk_shape_table *tables; /* at most 8 */
};

/* One document: property list of any spelling, or JSON. A table is there when its path leads
 * somewhere up to the first `*`; rows count from 1. */
extern const struct mk_format mk_format_plist;
/* One JSON document a line (NDJSON); rows count through all lines. */
extern const struct mk_format mk_format_json_lines;

#endif
