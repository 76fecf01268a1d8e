#include "firmware/ios/backup_run.h"
#include "firmware/worker/frame.h"

static int send(struct mk_backup_frames *f, uint16_t type, struct mk_buf *b, struct mk_error *e)
{
    int rc = mk_buf_ok(b) ? mk_chan_send(f->chan, type, f->stream, mk_buf_span(b), e)
                          : mk_fail(e, MK_ENOMEM, "frame");
    mk_buf_done(b);
    return rc;
}

static int on_said(void *u, const char *request, struct mk_error *e)
{
    struct mk_backup_frames *f = u;
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_text(&b, mk_str(request));
    return send(f, MK_PH_SAID, &b, e) || mk_chan_flush(f->chan, e) ? -1 : 0;
}

static int on_file(void *u, struct mk_span name, struct mk_span phone, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4 * MK_BACKUP_NAME_MAX);
    mk_buf_text(&b, name);
    mk_buf_text(&b, phone);
    mk_buf_u64le(&b, UINT64_MAX);
    return send(u, MK_PH_BACKUP_FILE, &b, e);
}

static int on_bytes(void *u, struct mk_span bytes, struct mk_error *e)
{
    struct mk_backup_frames *f = u;
    return mk_chan_send(f->chan, MK_PH_DATA, f->stream, bytes, e);
}

static int on_end(void *u, unsigned status, uint64_t bytes, struct mk_span why, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096 + MK_BACKUP_ERROR_MAX);
    mk_buf_u8(&b, (uint8_t)status);
    mk_buf_u64le(&b, bytes);
    mk_buf_text(&b, why);
    return send(u, MK_PH_BACKUP_END, &b, e);
}

static int on_note(void *u, enum mk_phone_note what, uint64_t number, struct mk_span text,
                   struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4 * MK_BACKUP_NAME_MAX);
    mk_buf_u8(&b, (uint8_t)what);
    mk_buf_u64le(&b, number);
    mk_buf_text(&b, text);
    return send(u, MK_PH_NOTE, &b, e);
}

/* The next piece; 0: there is none, it is the end or not there. */
static int next_piece(struct mk_backup_frames *f, bool first, struct mk_error *e)
{
    struct mk_frame frame;
    int rc = mk_chan_recv(&frame, NULL, f->chan, -1, e);
    f->piece = mk_span(NULL, 0);
    if (rc == 0)
        return mk_fail(e, MK_ECLOSED, "the parent is gone");
    if (rc < 0)
        return -1;
    bool absent = frame.type == MK_PH_FEED_ERR && first;
    if (frame.type != MK_PH_FEED_DATA && frame.type != MK_PH_FEED_END && !absent)
        return mk_fail(e, MK_EPROTO, "frame %u in place of a file that the phone wants",
                       frame.type);
    if (frame.type == MK_PH_FEED_DATA)
        f->piece = frame.body;
    f->ended = frame.type != MK_PH_FEED_DATA;
    return absent ? 0 : 1;
}

static int on_want(void *u, struct mk_span name, struct mk_error *e)
{
    struct mk_backup_frames *f = u;
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_text(&b, name);
    return send(f, MK_PH_BACKUP_WANT, &b, e) ? -1 : next_piece(f, true, e);
}

static int on_read(void *u, uint8_t *p, size_t n, size_t *got, struct mk_error *e)
{
    struct mk_backup_frames *f = u;
    while (f->piece.len == 0 && !f->ended)
        if (next_piece(f, false, e) < 0)
            return -1;
    *got = f->piece.len < n ? f->piece.len : n;
    if (*got)
        memcpy(p, f->piece.p, *got);
    f->piece = mk_span_from(f->piece, *got);
    return 0;
}

void mk_backup_tell_frames(struct mk_backup_tell *out, struct mk_backup_frames *f)
{
    *out =
        (struct mk_backup_tell){ f, on_said, on_file, on_bytes, on_end, on_note, on_want, on_read };
}

int mk_backup_frame_wait(struct mk_backup_frames *f, enum mk_phone_wait what, const char *detail,
                         struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, (uint8_t)what);
    mk_buf_text(&b, mk_str(detail));
    return send(f, MK_PH_WAIT, &b, e) || mk_chan_flush(f->chan, e) ? -1 : 0;
}

int mk_backup_frame_done(struct mk_backup_frames *f, const struct mk_backup_end *end,
                         struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, (uint8_t)end->status);
    mk_buf_u32le(&b, (uint32_t)end->code);
    mk_buf_text(&b, mk_str(end->why));
    return send(f, MK_PH_DONE, &b, e) || mk_chan_flush(f->chan, e) ? -1 : 0;
}
