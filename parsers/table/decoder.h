#ifndef MK_DECODER_H
#define MK_DECODER_H

#include "parsers/base/arena.h"
#include "parsers/base/cursor.h"
#include "parsers/table/cell.h"

/*
 * Columns that lie inside a stored value: a protobuf, a serialised object, a piece of JSON in a
 * column. An app's lookup names the decoder instead of a table.
 */
struct mk_elements { /* how far one is in a list inside a value; zero before the first */
    struct mk_cursor at[4];
    size_t depth, nth;
    bool begun;
    const char *why; /* what is odd about the element in hand, or NULL */
};
struct mk_decoder {
    const char *id; /* "proto" */
    /* Whether there is, or could be, a column of that name: "1.4.2" of a protobuf. */
    bool (*has)(const char *column);
    /* Fills cells[i] with column i; MK_C_NULL for what is not there. Texts live in `in` or in
     * `arena`, which is emptied before the next row. Returns NULL, or what is odd about the value:
     * an issue; the cells that could be read stand. */
    const char *(*decode)(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena);
    /* The same of the next element of a list inside the value; false behind the last. `list` is a
     * column: every occurrence of it counts, and of all that it lies in, up to 4 deep. NULL: no
     * lists. */
    bool (*element)(struct mk_cell *cells, const char *const *columns, size_t n,
                    struct mk_elements *at, const char *list, const struct mk_cell *in,
                    struct mk_arena *arena);
};

#endif
