#include "firmware/acquire/exhibit_frames.h"
#include <stdio.h>

#define ANSWER_MS 120000 /* silence of a phone before it counts as lost */

struct mk_span mk_frame_text(struct mk_cursor *c)
{
    return mk_cur_take(c, mk_cur_u32le(c));
}

void mk_frame_put_text(struct mk_buf *b, struct mk_span s)
{
    mk_buf_u32le(b, (uint32_t)s.len);
    mk_buf_put(b, s.p, s.len);
}

int mk_frame_next(struct mk_frame *f, struct mk_exhibit *x, struct mk_error *e)
{
    int got = mk_chan_recv(f, NULL, x->worker.chan, ANSWER_MS, e);
    if (got < 0)
        return mk_fail_in(e, "phone worker");
    if (got == 0)
        return mk_fail(e, MK_ESTATE, "the phone worker died");
    if (f->type != MK_PH_LOST)
        return 0;
    struct mk_cursor c = mk_cur(f->body);
    struct mk_span why = mk_frame_text(&c);
    return mk_fail(e, MK_ECLOSED, "the connection to the phone is gone: %.*s",
                   (int)(why.len < 200 ? why.len : 200), (const char *)why.p);
}

int mk_frame_bad(const struct mk_frame *f, struct mk_error *e)
{
    return mk_fail(e, MK_EPROTO, "phone worker: frame %u does not belong here", f->type);
}

int mk_frame_send(struct mk_exhibit *x, uint16_t type, uint16_t stream, struct mk_buf *body,
                  struct mk_error *e)
{
    if (!mk_buf_ok(body))
        return mk_fail(e, MK_ENOMEM, "request to the phone worker");
    return mk_chan_send(x->worker.chan, type, stream, mk_buf_span(body), e);
}
