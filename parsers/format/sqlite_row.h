#ifndef MK_SQLITE_ROW_H
#define MK_SQLITE_ROW_H

#include "parsers/base/json.h"
#include "parsers/format/sqlite_open.h"

/* A name under which the rowid can be had, as the phone may have columns of these names; NULL: the
 * table has none that can be asked for. */
const char *mk_sqlite_rowid(struct mk_sqlite *s, const char *table);

/*
 * One row of a real table, as the engine numbers rows: by its rowid, else counted from 1 in the
 * table's order. Appends
 *
 *   {"columns":[{"name","value"}, {"name","hex"} of a blob, and "bytes" of what is longer..]}
 *
 * in the order of the table; of a value that is longer than MK_ROW_SHOWN bytes its beginning, and
 * how long it is. 1; 0 when there is no such row. MK_EABSENT: no such table; MK_EFORMAT: damaged.
 */
#define MK_ROW_SHOWN ((size_t)65536)
MK_CHECK int mk_sqlite_row_json(struct mk_json *j, struct mk_sqlite *s, const char *table,
                                int64_t row, struct mk_error *e);

#endif
