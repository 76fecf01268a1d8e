#ifndef MK_PLIST_CELL_H
#define MK_PLIST_CELL_H

#include "parsers/format/plist.h"
#include "parsers/table/grid.h"

/* A value of a property list as a cell of the row in hand. Dates are numbers, seconds since
 * 2001-01-01 UTC; a container is its JSON, up to 1 MiB. */
void mk_plist_cell(struct mk_grid *g, size_t column, const struct mk_plist_value *v);

#endif
