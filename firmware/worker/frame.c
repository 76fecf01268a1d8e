#include "firmware/worker/frame.h"
#include "firmware/worker/unframe.h"
#include "parsers/base/cursor.h"
#include <assert.h>

/* What one read of the socket takes at most, unless a frame is known to be longer. */
#define CHUNK ((size_t)128 << 10)

void mk_unframe_init(struct mk_unframe *u)
{
    *u = (struct mk_unframe){ 0 };
    mk_buf_init(&u->in, MK_FRAME_HEAD + MK_FRAME_MAX + CHUNK);
}

void mk_unframe_done(struct mk_unframe *u)
{
    mk_buf_done(&u->in);
    *u = (struct mk_unframe){ 0 };
}

struct head {
    uint32_t len;
    uint16_t type, stream;
    bool whole; /* all of the head is there */
};

static struct head read_head(const struct mk_unframe *u)
{
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&u->in), u->at));
    struct head h = { .len = mk_cur_u32le(&c) };
    h.type = mk_cur_u16le(&c);
    h.stream = mk_cur_u16le(&c);
    h.whole = mk_cur_ok(&c);
    return h;
}

/* Bytes that the frame in hand needs in all, as far as its head tells. */
static size_t need(const struct mk_unframe *u)
{
    struct head h = read_head(u);
    return MK_FRAME_HEAD + (h.whole && h.len <= MK_FRAME_MAX ? h.len : 0);
}

uint8_t *mk_unframe_room(struct mk_unframe *u, size_t *n)
{
    mk_buf_drop(&u->in, u->at);
    u->at = 0;
    size_t lacks = need(u) > u->in.len ? need(u) - u->in.len : 0;
    *n = lacks > CHUNK ? lacks : CHUNK;
    u->in.bad = false; /* no memory a moment ago need not be no memory now */
    return mk_buf_room(&u->in, *n);
}

void mk_unframe_fed(struct mk_unframe *u, size_t n)
{
    assert(n <= u->in.cap - u->in.len);
    u->in.len += n;
    u->fed += n;
}

int mk_unframe_next(struct mk_frame *out, struct mk_unframe *u, struct mk_error *e)
{
    struct head h = read_head(u);
    if (!h.whole)
        return 0;
    if (h.len > MK_FRAME_MAX)
        return mk_fail(e, MK_EPROTO, "frame of %u bytes", h.len);
    if (u->in.len - u->at < MK_FRAME_HEAD + h.len)
        return 0;
    out->type = h.type;
    out->stream = h.stream;
    out->body = mk_span(u->in.p + u->at + MK_FRAME_HEAD, h.len);
    u->at += MK_FRAME_HEAD + h.len;
    u->taken += MK_FRAME_HEAD + h.len;
    return 1;
}

bool mk_unframe_ready(const struct mk_unframe *u)
{
    struct head h = read_head(u);
    return h.whole && (h.len > MK_FRAME_MAX || u->in.len - u->at >= MK_FRAME_HEAD + h.len);
}

bool mk_unframe_torn(const struct mk_unframe *u)
{
    return u->in.len > u->at;
}

void mk_frame_head(uint8_t out[static MK_FRAME_HEAD], uint16_t type, uint16_t stream, size_t len)
{
    assert(len <= MK_FRAME_MAX);
    for (unsigned i = 0; i < 4; i++)
        out[i] = (uint8_t)(len >> 8 * i);
    out[4] = (uint8_t)type;
    out[5] = (uint8_t)(type >> 8);
    out[6] = (uint8_t)stream;
    out[7] = (uint8_t)(stream >> 8);
}
