#ifndef MK_TL_WALK_H
#define MK_TL_WALK_H

#include "parsers/base/cursor.h"
#include "parsers/format/tl.h"

#define MK_TL_COLUMNS_MAX 64

/* Goes through one object once, front to back, and fills the cells whose columns lie on the way. */
struct mk_tl_walk {
    struct mk_cursor c;
    const char *const *columns; /* up to MK_TL_COLUMNS_MAX */
    struct mk_cell *cells;
    size_t n;
    struct mk_arena *arena;
    const char *why;                /* it ended early; NULL: it did not */
    uint32_t unknown;               /* the constructor it ended at, or 0 */
    const struct mk_tl_type *whole; /* what the outermost object is; NULL: not known */
};
void mk_tl_walk(struct mk_tl_walk *w);
struct mk_span mk_tl_string(struct mk_cursor *c);

#endif
