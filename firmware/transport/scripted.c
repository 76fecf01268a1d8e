#include "firmware/transport/transport.h"

static size_t at_most(const struct mk_script *s, size_t n)
{
    return s->piece && n > s->piece ? s->piece : n;
}

static const struct mk_script_step *current(struct mk_script *s)
{
    const struct mk_script_step *st = &s->steps[s->step];
    while (st->act != MK_SCRIPT_END && st->act != MK_SCRIPT_CUT && s->pos == st->bytes.len) {
        s->pos = 0;
        st = &s->steps[++s->step];
    }
    return st;
}

static int script_read(void *u, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct mk_script *s = u;
    const struct mk_script_step *st = current(s);
    if (st->act == MK_SCRIPT_CUT)
        return mk_fail(e, MK_ECLOSED, "the script cuts the connection at step %zu", s->step);
    if (st->act != MK_SCRIPT_GIVE)
        return 0;
    struct mk_span left = mk_span_from(st->bytes, s->pos);
    if (left.len == 0)
        return 0;
    *got = at_most(s, n < left.len ? n : left.len);
    if (*got)
        memcpy(out, left.p, *got);
    s->pos += *got;
    return *got > 0;
}

static int script_write(void *u, struct mk_span bytes, bool more, size_t *put, struct mk_error *e)
{
    struct mk_script *s = u;
    const struct mk_script_step *st = current(s);
    (void)more;
    if (st->act == MK_SCRIPT_CUT)
        return mk_fail(e, MK_ECLOSED, "the script cuts the connection at step %zu", s->step);
    if (st->act == MK_SCRIPT_GIVE)
        return 0; /* what was sent earlier is answered first */
    if (st->act == MK_SCRIPT_END)
        return mk_fail(e, MK_EPROTO, "script: %zu bytes written behind its end", bytes.len);
    struct mk_span want = mk_span_from(st->bytes, s->pos);
    *put = at_most(s, bytes.len < want.len ? bytes.len : want.len);
    for (size_t i = 0; i < *put; i++)
        if (bytes.p[i] != want.p[i])
            return mk_fail(e, MK_EPROTO, "script: step %zu byte %zu is 0x%02x, expected 0x%02x",
                           s->step, s->pos + i, bytes.p[i], want.p[i]);
    s->pos += *put;
    return *put > 0;
}

static size_t script_poll(void *u, struct pollfd *out, size_t max, bool want_write, int *wait_ms)
{
    struct mk_script *s = u;
    enum mk_script_act act = current(s)->act;
    (void)out;
    (void)max;
    if (act == MK_SCRIPT_GIVE || act == MK_SCRIPT_CUT || want_write)
        *wait_ms = 0;
    return 0;
}

void mk_transport_script(struct mk_transport *out, struct mk_script *script)
{
    *out = (struct mk_transport){
        .read = script_read, .write = script_write, .poll = script_poll, .u = script
    };
}

bool mk_script_finished(const struct mk_script *script)
{
    const struct mk_script_step *st = &script->steps[script->step];
    if (st->act == MK_SCRIPT_END || st->act == MK_SCRIPT_CUT)
        return true;
    return script->pos == st->bytes.len &&
           (st[1].act == MK_SCRIPT_END || st[1].act == MK_SCRIPT_CUT);
}
