#ifndef CONTENT_WORLD_H
#define CONTENT_WORLD_H

#include "tests/lib/content_phone.h"

/* A small random table of hostile values: forged rows with right and wrong ids, the tool's own
 * words, newlines, NULs, ill-formed UTF-8, text where numbers belong. Table `gone` keeps what is
 * deleted. The same number gives the same world. */
#define WORLD_ROWS 12
struct world {
    struct phone phone;
    int64_t ids[WORLD_ROWS];
    size_t n;
    struct mk_buf value; /* work space */
};

void world_make(struct world *w, uint64_t n);
void world_end(struct world *w);
unsigned world_rnd(unsigned n); /* 0 to n - 1, from the world's own numbers */

#endif
