#ifndef MK_DECODER_H
#define MK_DECODER_H

#include "parsers/base/arena.h"
#include "parsers/table/cell.h"

/*
 * Columns that lie inside a stored value: a protobuf, a serialised object, a piece of JSON in a
 * column. An app's lookup names the decoder instead of a table.
 */
struct mk_decoder {
    const char *id; /* "proto" */
    /* Whether there is, or could be, a column of that name: "1.4.2" of a protobuf. */
    bool (*has)(const char *column);
    /* Fills cells[i] with column i; MK_C_NULL for what is not there. Texts live in `in` or in
     * `arena`, which is emptied before the next row. Returns NULL, or what is odd about the value:
     * an issue; the cells that could be read stand. */
    const char *(*decode)(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena);
};

#endif
