#include "firmware/phantom/stream.h"
#include <stdlib.h>

#define CARRY_MAX ((size_t)64 << 20)
#define FRAME_MAX ((size_t)64 << 10) /* what adbd gets out of a pipe at once */

enum { FRAME_STDOUT = 1, FRAME_STDERR = 2, FRAME_EXIT = 3 };

/* Kind of a service and its command; false when there is none of that name. */
static bool recognise(int *kind, struct mk_span *command, struct mk_span service,
                      const struct mk_exercise *x)
{
    const uint8_t *colon = service.len ? memchr(service.p, ':', service.len) : NULL;
    if (!colon)
        return false;
    struct mk_span head = mk_span(service.p, (size_t)(colon - service.p));
    *command = mk_span_from(service, head.len + 1);
    *kind = MK_STREAM_SHELL;
    if (mk_span_is(head, "sync"))
        *kind = MK_STREAM_SYNC;
    else if (mk_span_starts(head, mk_str("shell,")) && mk_exercise_has(x, "shell_v2"))
        *kind = mk_listed(mk_span_from(head, 6), "v2") ? MK_STREAM_SHELL_V2 : MK_STREAM_SHELL;
    else if (mk_span_is(head, "shell"))
        *kind = x->old ? MK_STREAM_TERMINAL : MK_STREAM_SHELL;
    else
        return mk_span_is(head, "exec") && !x->old;
    return true;
}

int mk_phantom_stream_open(struct mk_phantom_stream **out, const struct mk_phantom *p,
                           struct mk_span service, struct mk_error *e)
{
    int rc = -1, kind;
    struct mk_span command;
    struct mk_phantom_stream *s = NULL;
    if (!recognise(&kind, &command, service, p->exercise))
        return 0;
    s = calloc(1, sizeof *s);
    if (!s) {
        mk_fail(e, MK_ENOMEM, "stream");
        goto out;
    }
    s->kind = kind;
    mk_buf_init(&s->carry, CARRY_MAX);
    mk_play_init(&s->play, p->exercise);
    mk_phantom_sync_init(&s->sync, p->exercise, p->log);
    if (kind != MK_STREAM_SYNC && mk_play_line(&s->play, command, e))
        goto out;
    *out = s;
    s = NULL;
    rc = 1;
out:
    mk_phantom_stream_free(s);
    return rc;
}

void mk_phantom_stream_free(struct mk_phantom_stream *s)
{
    if (!s)
        return;
    mk_play_done(&s->play);
    mk_phantom_sync_done(&s->sync);
    mk_buf_done(&s->carry);
    free(s);
}

bool mk_phantom_stream_feed(struct mk_phantom_stream *s, struct mk_span bytes)
{
    return s->kind != MK_STREAM_SYNC ||
           mk_phantom_sync_feed(&s->sync, bytes); /* nothing played reads */
}

static void frames(struct mk_buf *out, uint8_t kind, struct mk_span s)
{
    while (s.p && s.len) {
        size_t n = s.len < FRAME_MAX ? s.len : FRAME_MAX;
        mk_buf_u8(out, kind);
        mk_buf_u32le(out, (uint32_t)n);
        mk_buf_put(out, s.p, n);
        s = mk_span_from(s, n);
    }
}

static void endless(struct mk_buf *out)
{
    uint8_t *p = mk_buf_room(out, FRAME_MAX);
    if (!p)
        return;
    memset(p, 'x', FRAME_MAX);
    out->len += FRAME_MAX;
}

/* What a terminal makes of output (ONLCR): all it does to it. */
static void put_lines(struct mk_buf *out, struct mk_span s)
{
    while (s.p && s.len) {
        const uint8_t *nl = memchr(s.p, '\n', s.len);
        size_t n = nl ? (size_t)(nl - s.p) : s.len;
        mk_buf_put(out, s.p, n);
        if (nl)
            mk_buf_puts(out, "\r\n");
        s = mk_span_from(s, n + 1);
    }
}

static void shell_more(struct mk_phantom_stream *s, struct mk_buf *out, size_t want)
{
    struct mk_play *p = &s->play;
    bool v2 = s->kind == MK_STREAM_SHELL_V2;
    s->ended = !mk_play_more(p, want);
    if (mk_fault_lies(s->link, MK_LIE_ANSWER)) {
        endless(&p->out);
        s->ended = false;
    }
    if (!mk_buf_ok(&p->out) || !mk_buf_ok(&p->err))
        s->failed = true;
    if (v2) {
        frames(out, FRAME_STDOUT, mk_buf_span(&p->out));
        frames(out, FRAME_STDERR, mk_buf_span(&p->err));
    } else if (s->kind == MK_STREAM_TERMINAL) {
        put_lines(out, mk_buf_span(&p->out));
        put_lines(out, mk_buf_span(&p->err));
    } else {
        mk_buf_put(out, p->out.p, p->out.len);
        mk_buf_put(out, p->err.p, p->err.len);
    }
    mk_buf_clear(&p->out);
    mk_buf_clear(&p->err);
    if (v2 && s->ended) {
        uint8_t status = (uint8_t)p->status;
        frames(out, FRAME_EXIT, mk_span(&status, 1));
    }
}

void mk_phantom_stream_more(struct mk_phantom_stream *s, struct mk_buf *out, size_t want)
{
    if (s->ended)
        return;
    if (s->kind == MK_STREAM_SYNC)
        s->ended = !mk_phantom_sync_more(&s->sync, out, want);
    else
        shell_more(s, out, want);
}
