#ifndef FUZZ_CHAIN_H
#define FUZZ_CHAIN_H

#include "firmware/bundle/journal.h"
#include <stdlib.h>

/* The lines of `in` as lines of a journal, each with the checksum that it needs. */
static inline void chain_lines(struct mk_buf *out, struct mk_span in)
{
    struct mk_chain c;
    if (mk_chain_init(&c, NULL) != 0)
        abort();
    for (size_t at = 0; at < in.len;) {
        const uint8_t *lf = memchr(in.p + at, '\n', in.len - at);
        size_t n = (lf ? (size_t)(lf - in.p) : in.len) - at;
        if (mk_chain_next(&c, mk_span(in.p + at, n), NULL) != 0)
            abort();
        mk_buf_put(out, c.digits, MK_JOURNAL_DIGIT);
        mk_buf_u8(out, ' ');
        mk_buf_put(out, in.p + at, n);
        mk_buf_u8(out, '\n');
        at += n + 1;
    }
    mk_chain_done(&c);
}

#endif
