#include "firmware/bundle/journal.h"
#include "parsers/base/cursor.h"

#define HEAD (MK_JOURNAL_DIGIT + 1) /* the digits and the blank */

static bool literal(struct mk_cursor *c, const char *s)
{
    if (!mk_span_is(mk_cur_take(c, strlen(s)), s))
        mk_cur_refuse(c);
    return mk_cur_ok(c);
}

/* Decimal digits up to `max`, without leading zeros. */
static uint64_t number(struct mk_cursor *c, uint64_t max)
{
    uint64_t v = 0;
    size_t from = c->pos;
    bool fits = true;
    for (; c->pos < c->in.len && c->in.p[c->pos] >= '0' && c->in.p[c->pos] <= '9'; c->pos++)
        fits = !__builtin_mul_overflow(v, 10, &v) &&
               !__builtin_add_overflow(v, c->in.p[c->pos] - '0', &v) && fits;
    size_t n = c->pos - from;
    if (!fits || n == 0 || v > max || (n > 1 && c->in.p[from] == '0'))
        mk_cur_refuse(c);
    return mk_cur_ok(c) ? v : 0;
}

/* An object, up to the closing brace of the line. */
static struct mk_span rest(struct mk_cursor *c)
{
    struct mk_span s = mk_cur_rest(c);
    if (!mk_span_starts(s, mk_str("{")) || !mk_span_ends(s, mk_str("}}")))
        mk_cur_refuse(c);
    return mk_cur_ok(c) ? mk_span(s.p, s.len - 1) : mk_span(NULL, 0);
}

static void whole(struct mk_jline *l, struct mk_cursor *c)
{
    literal(c, ",\"bytes\":");
    l->bytes = number(c, INT64_MAX);
    literal(c, ",\"sha256\":\"");
    if (!mk_digest_parse(&l->sha256, mk_cur_take(c, (size_t)2 * MK_SHA256_LEN)))
        mk_cur_refuse(c);
    literal(c, "\",\"line\":");
    l->line = rest(c);
}

bool mk_jline_parse(struct mk_jline *out, struct mk_span json)
{
    static const char *const heads[MK_J_COUNT] = {
        [MK_J_INFO] = "{\"j\":\"info\",",         [MK_J_BEGIN] = "{\"j\":\"begin\",\"n\":",
        [MK_J_WHOLE] = "{\"j\":\"whole\",\"n\":", [MK_J_DROP] = "{\"j\":\"drop\",\"n\":",
        [MK_J_ACT] = "{\"j\":\"act\",\"line\":",  [MK_J_COVER] = "{\"j\":\"cover\",\"line\":",
        [MK_J_SEAL] = "{\"j\":\"seal\",",
    };
    struct mk_cursor c = mk_cur(json);
    int kind = 0;
    while (kind < MK_J_COUNT && !mk_span_starts(json, mk_str(heads[kind])))
        kind++;
    if (kind == MK_J_COUNT)
        return false;
    *out = (struct mk_jline){ .kind = (enum mk_jkind)kind, .json = json };
    literal(&c, heads[kind]);
    if (kind == MK_J_BEGIN || kind == MK_J_WHOLE || kind == MK_J_DROP)
        out->n = number(&c, MK_OBJECT_MAX);
    if (kind == MK_J_WHOLE)
        whole(out, &c);
    if (kind == MK_J_ACT || kind == MK_J_COVER)
        out->line = rest(&c);
    return mk_cur_ok(&c) && json.p[json.len - 1] == '}';
}

int mk_journal_reader_init(struct mk_journal_reader *r, int fd, struct mk_error *e)
{
    *r = (struct mk_journal_reader){ 0 };
    mk_lines_init(&r->lines, fd, MK_JOURNAL_LINE_MAX + HEAD);
    return mk_chain_init(&r->chain, e);
}

void mk_journal_reader_done(struct mk_journal_reader *r)
{
    mk_lines_done(&r->lines);
    mk_chain_done(&r->chain);
}

int mk_journal_next(struct mk_jline *out, struct mk_journal_reader *r, struct mk_error *e)
{
    char before[sizeof r->chain.digits];
    struct mk_span s;
    int rc = mk_lines_next(&s, &r->lines, e);
    if (rc <= 0)
        return rc;
    struct mk_span json = mk_span_from(s, HEAD);
    if (s.len <= HEAD || s.p[MK_JOURNAL_DIGIT] != ' ')
        return 0;
    memcpy(before, r->chain.digits, sizeof before);
    if (mk_chain_next(&r->chain, json, e) != 0)
        return -1;
    if (memcmp(s.p, r->chain.digits, MK_JOURNAL_DIGIT) != 0) {
        memcpy(r->chain.digits, before, sizeof before); /* of the last line that counts */
        return 0;
    }
    if (!mk_jline_parse(out, json) || (out->kind == MK_J_INFO) != (r->at == 0))
        return mk_fail(e, MK_EFORMAT, "the journal's line at byte %llu is not understood",
                       (unsigned long long)r->at);
    out->at = r->at;
    r->at += s.len + 1;
    return 1;
}

int mk_journal_line_at(struct mk_jline *out, struct mk_buf *buf, int fd, uint64_t at,
                       struct mk_error *e)
{
    /* Most lines are short: a little first, then ever more. */
    mk_buf_clear(buf);
    for (size_t want = 2048; buf->len <= MK_JOURNAL_LINE_MAX + HEAD; want = (size_t)64 << 10) {
        size_t seen = buf->len;
        ssize_t got = mk_lines_more(buf, fd, at + seen, want, e);
        if (got < 0)
            return -1;
        const uint8_t *lf = got ? memchr(buf->p + seen, '\n', (size_t)got) : NULL;
        if (lf && lf - buf->p > HEAD &&
            mk_jline_parse(out, mk_span(buf->p + HEAD, (size_t)(lf - buf->p) - HEAD))) {
            out->at = at;
            return 0;
        }
        if (lf || got == 0)
            break;
    }
    return mk_fail(e, MK_EFORMAT, "the journal's line at byte %llu is not the one it was",
                   (unsigned long long)at);
}
