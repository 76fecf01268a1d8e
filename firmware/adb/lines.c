#include "firmware/adb/lines.h"

void mk_lines_end(struct mk_buf *out, struct mk_lines *l)
{
    if (l->held)
        mk_buf_u8(out, '\r');
    l->held = false;
}

void mk_lines_undo(struct mk_buf *out, struct mk_lines *l, struct mk_span in)
{
    for (size_t i = 0; i < in.len; i++) {
        uint8_t c = in.p[i];
        if (c == '\n' && !l->held && !l->plain) {
            l->plain = true;
            l->wrong = l->changed;
        }
        if (l->held && c == '\n') {
            l->held = false; /* the terminal's own */
            l->changed = true;
        }
        mk_lines_end(out, l);
        l->held = c == '\r' && !l->plain;
        if (!l->held)
            mk_buf_u8(out, c);
    }
}
