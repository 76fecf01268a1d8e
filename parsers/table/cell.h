#ifndef MK_CELL_H
#define MK_CELL_H

#include "parsers/base/span.h"

/* One stored value, as the phone's table has it. */
enum mk_cell_kind {
    MK_C_NULL,
    MK_C_INT,  /* i */
    MK_C_REAL, /* r */
    MK_C_TEXT, /* s: as stored, maybe no UTF-8 */
    MK_C_BLOB, /* s */
    MK_C_LOST, /* there was one, but it could not be had: `why` */
};

struct mk_cell {
    enum mk_cell_kind kind;
    const char *why; /* LOST; otherwise NULL, or a remark on a value that stands */
    union {
        int64_t i;
        double r;
        struct mk_span s;
    };
};

#endif
