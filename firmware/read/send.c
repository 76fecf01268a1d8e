#include "firmware/read/serve.h"

int mk_serve_send(struct mk_serve *s, uint16_t type, struct mk_buf *b, struct mk_error *e)
{
    int rc = mk_buf_ok(b) ? mk_chan_send(s->chan, type, 0, mk_buf_span(b), e)
                          : mk_fail(e, MK_ENOMEM, "message");
    mk_buf_done(b);
    return rc;
}

static int send_records(void *u, struct mk_span items, struct mk_error *e)
{
    struct mk_serve *s = u;
    for (size_t at = 0; at < items.len; at += MK_FRAME_MAX) {
        struct mk_span piece = mk_span_from(items, at);
        if (piece.len > MK_FRAME_MAX)
            piece.len = MK_FRAME_MAX;
        if (mk_chan_send(s->chan, MK_PA_RECORDS, 0, piece, e) != 0)
            return -1;
    }
    return 0;
}

static int send_issue(void *u, const struct mk_issue *i, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_FRAME_MAX);
    if (i->app)
        mk_put_text(&b, MK_APP, mk_str(i->app));
    mk_put_text(&b, MK_FILE, i->file);
    if (i->table)
        mk_put_text(&b, MK_TABLE, mk_str(i->table));
    if (i->row)
        mk_put_int(&b, MK_ROW, *i->row);
    if (i->field)
        mk_put_text(&b, MK_FIELD, mk_str(i->field));
    mk_put_text(&b, MK_WHY, mk_str(i->why));
    return mk_serve_send(u, MK_PA_ISSUE, &b, e);
}

static int send_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_FRAME_MAX);
    mk_coverage_fields(&b, c);
    return mk_serve_send(u, MK_PA_COVER, &b, e);
}

struct mk_sink mk_serve_sink(struct mk_serve *s)
{
    return (struct mk_sink){ send_records, send_issue, send_cover, s };
}

/* It has to arrive whatever happens next: that is what it is for. */
int mk_serve_begin(void *u, const uint32_t *at, size_t depth, struct mk_span path,
                   struct mk_error *e)
{
    struct mk_serve *s = u;
    struct mk_buf b;
    mk_buf_init(&b, MK_FRAME_MAX);
    mk_buf_u8(&b, (uint8_t)depth);
    for (size_t i = 0; i < depth; i++)
        mk_buf_u32le(&b, at[i]);
    mk_buf_text(&b, path);
    return mk_serve_send(s, MK_PA_BEGIN, &b, e) == 0 ? mk_chan_flush(s->chan, e) : -1;
}

int mk_serve_failed(void *u, struct mk_span path, const char *why, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, MK_FRAME_MAX);
    mk_buf_text(&b, path);
    mk_buf_text(&b, mk_str(why));
    return mk_serve_send(u, MK_PA_FAILED, &b, e);
}

int mk_serve_progress(struct mk_serve *s, uint16_t type, uint64_t done, uint64_t total,
                      struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 16);
    mk_buf_u64le(&b, done);
    mk_buf_u64le(&b, total);
    return mk_serve_send(s, type, &b, e) == 0 ? mk_chan_flush(s->chan, e) : -1;
}
