#include "firmware/adb/shell.h"
#include "parsers/base/cursor.h"

void mk_shell_init(struct mk_shell *s)
{
    *s = (struct mk_shell){ 0 };
}

static int read_head(struct mk_shell *s, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_span(s->head, sizeof s->head));
    uint8_t kind = mk_cur_u8(&c);
    s->left = mk_cur_u32le(&c);
    if (s->ended)
        return mk_fail(e, MK_EPROTO, "shell: more output behind the exit code");
    if (kind != MK_SHELL_OUT && kind != MK_SHELL_ERR && kind != MK_SHELL_EXIT)
        return mk_fail(e, MK_EPROTO, "shell: unknown packet %u", kind);
    if (kind == MK_SHELL_EXIT && s->left != 1)
        return mk_fail(e, MK_EPROTO, "shell: exit code of %u bytes", s->left);
    return 0;
}

static struct mk_span take(struct mk_span *in, size_t n)
{
    struct mk_span s = mk_span(in->p, n < in->len ? n : in->len);
    *in = mk_span_from(*in, s.len);
    return s;
}

int mk_shell_next(enum mk_shell_piece *kind, struct mk_span *bytes, struct mk_shell *s,
                  struct mk_span *in, struct mk_error *e)
{
    while (in->len) {
        if (s->have < sizeof s->head) {
            struct mk_span part = take(in, sizeof s->head - s->have);
            memcpy(s->head + s->have, part.p, part.len);
            s->have += part.len;
            if (s->have == sizeof s->head && read_head(s, e) != 0)
                return -1;
            if (s->have == sizeof s->head && s->left == 0)
                s->have = 0; /* an empty packet */
            continue;
        }
        *kind = (enum mk_shell_piece)s->head[0];
        *bytes = take(in, s->left);
        s->left -= (uint32_t)bytes->len;
        if (s->left == 0)
            s->have = 0;
        if (*kind == MK_SHELL_EXIT) {
            s->code = bytes->p[0];
            s->ended = true;
            *bytes = mk_span(NULL, 0);
        }
        return 1;
    }
    return 0;
}
