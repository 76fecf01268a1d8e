#include "firmware/ios/state.h"
#include <stdio.h>

#define TEXT_MAX ((size_t)128 << 10)

static int send(struct mk_ios *x, uint16_t type, uint16_t stream, struct mk_buf *b,
                struct mk_error *e)
{
    int rc = mk_buf_ok(b) ? mk_chan_send(x->parent, type, stream, mk_buf_span(b), e)
                          : mk_fail(e, MK_ENOMEM, "frame");
    mk_buf_done(b);
    return rc;
}

int mk_say_text(struct mk_ios *x, uint16_t type, struct mk_span text, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, TEXT_MAX);
    mk_buf_text(&b, text);
    return send(x, type, 0, &b, e);
}

/* At once: it has to be known before the request goes out. */
int mk_say_said(struct mk_ios *x, const char *request, struct mk_error *e)
{
    if (mk_say_text(x, MK_PH_SAID, mk_str(request), e) != 0)
        return -1;
    return mk_chan_flush(x->parent, e);
}

int mk_say_said_path(struct mk_ios *x, const char *word, struct mk_span path, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, TEXT_MAX);
    mk_buf_u32le(&b, (uint32_t)(strlen(word) + 1 + path.len));
    mk_buf_puts(&b, word);
    mk_buf_u8(&b, ' ');
    mk_buf_put(&b, path.p, path.len);
    return send(x, MK_PH_SAID, 0, &b, e) ? -1 : mk_chan_flush(x->parent, e);
}

int mk_say_wait(struct mk_ios *x, enum mk_phone_wait what, const char *detail, struct mk_error *e)
{
    struct mk_buf b;
    if (x->waiting == what)
        return 0;
    x->waiting = (uint8_t)what;
    mk_buf_init(&b, 1024);
    mk_buf_u8(&b, (uint8_t)what);
    mk_buf_text(&b, mk_str(detail));
    return send(x, MK_PH_WAIT, x->stream, &b, e) ? -1 : mk_chan_flush(x->parent, e);
}

static int lost(struct mk_ios *x, enum mk_code code, const char *why, struct mk_error *e)
{
    struct mk_buf b;
    x->over = true;
    mk_buf_init(&b, TEXT_MAX);
    mk_buf_text(&b, mk_str(why));
    mk_buf_u32le(&b, code);
    return send(x, MK_PH_LOST, 0, &b, e) ? -1 : mk_chan_flush(x->parent, e);
}

int mk_say_lost(struct mk_ios *x, const char *why, struct mk_error *e)
{
    return lost(x, MK_ECLOSED, why, e);
}

int mk_say_denied(struct mk_ios *x, const char *why, struct mk_error *e)
{
    return lost(x, MK_EAUTH, why, e);
}

int mk_say_done(struct mk_ios *x, enum mk_phone_status status, int32_t code, const char *why,
                struct mk_error *e)
{
    struct mk_buf b;
    if (x->over)
        return 0; /* nothing comes after LOST */
    mk_buf_init(&b, TEXT_MAX);
    mk_buf_u8(&b, (uint8_t)status);
    mk_buf_u32le(&b, (uint32_t)code);
    mk_buf_text(&b, mk_str(why));
    return send(x, MK_PH_DONE, x->stream, &b, e);
}

int mk_say_data(struct mk_ios *x, struct mk_span bytes, struct mk_error *e)
{
    while (bytes.len) {
        size_t n = bytes.len < MK_FRAME_MAX ? bytes.len : MK_FRAME_MAX;
        if (mk_chan_send(x->parent, MK_PH_DATA, x->stream, mk_span(bytes.p, n), e) != 0)
            return -1;
        bytes = mk_span_from(bytes, n);
    }
    return 0;
}
