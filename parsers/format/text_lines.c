#include "parsers/format/text_lines.h"
#include "parsers/base/utf.h"
#include <stdlib.h>

#define STEP ((size_t)64 << 10)

/* Without a mark, UTF-16 shows by the zeros beside its ASCII. */
enum mk_text_form mk_text_form_of(size_t *skip, struct mk_span head)
{
    *skip = 0;
    if (mk_span_starts(head, mk_str("\xef\xbb\xbf"))) {
        *skip = 3;
        return MK_TEXT_BYTES;
    }
    if (mk_span_starts(head, mk_str("\xff\xfe")) || mk_span_starts(head, mk_str("\xfe\xff"))) {
        *skip = 2;
        return head.p[0] == 0xff ? MK_TEXT_UTF16LE : MK_TEXT_UTF16BE;
    }
    if (head.len >= 4 && head.p[0] && !head.p[1] && head.p[2] && !head.p[3])
        return MK_TEXT_UTF16LE;
    if (head.len >= 4 && !head.p[0] && head.p[1] && !head.p[2] && head.p[3])
        return MK_TEXT_UTF16BE;
    return MK_TEXT_BYTES;
}

void mk_text_head(struct mk_buf *out, struct mk_span head)
{
    size_t skip;
    enum mk_text_form form = mk_text_form_of(&skip, head);
    struct mk_span rest = mk_span_from(head, skip);
    if (form == MK_TEXT_BYTES)
        mk_buf_put(out, rest.p, rest.len);
    else
        mk_utf16_put(out, rest, form == MK_TEXT_UTF16BE);
}

static int fill(struct mk_text_lines *t, struct mk_error *e)
{
    t->used = t->filled = 0;
    if (t->file->pread(t->file->u, t->at, t->step, STEP, &t->filled, e) != 0)
        return -1;
    t->at += t->filled;
    return 0;
}

int mk_text_lines_open(struct mk_text_lines *t, const struct mk_file *f, struct mk_error *e)
{
    size_t skip;
    *t = (struct mk_text_lines){ .file = f, .step = malloc(STEP), .end = '\n' };
    mk_buf_init(&t->raw, MK_LINE_MAX);
    mk_buf_init(&t->line, 3 * MK_LINE_MAX); /* UTF-16 can grow to three halves */
    if (!t->step)
        return mk_fail(e, MK_ENOMEM, "text");
    if (fill(t, e) != 0) {
        mk_text_lines_done(t);
        return -1;
    }
    t->form = mk_text_form_of(&skip, mk_span(t->step, t->filled));
    t->used = skip;
    if (!memchr(t->step, '\n', t->filled) && memchr(t->step, '\r', t->filled))
        t->end = '\r';
    return 0;
}

void mk_text_lines_done(struct mk_text_lines *t)
{
    free(t->step);
    mk_buf_done(&t->raw);
    mk_buf_done(&t->line);
    *t = (struct mk_text_lines){ 0 };
}

/* Whether the unit of 1 or 2 bytes at `p` ends a line. */
static bool ends(const struct mk_text_lines *t, const uint8_t *p)
{
    switch (t->form) {
    case MK_TEXT_BYTES:
        return p[0] == t->end;
    case MK_TEXT_UTF16LE:
        return p[0] == t->end && p[1] == 0;
    case MK_TEXT_UTF16BE:
        return p[1] == t->end && p[0] == 0;
    }
    return false;
}

static void keep(struct mk_text_lines *t, struct mk_text_line *out, const uint8_t *p, size_t n)
{
    size_t room = MK_LINE_MAX - t->raw.len;
    if (n > room) {
        out->dropped += n - room;
        n = room;
    }
    mk_buf_put(&t->raw, p, n);
}

/* Bytes up to the end of the line, or of what is there: true when the line is whole. */
static bool scan(struct mk_text_lines *t, struct mk_text_line *out)
{
    size_t unit = t->form == MK_TEXT_BYTES ? 1 : 2, from = t->used;
    for (; t->filled - t->used >= unit; t->used += unit)
        if (ends(t, t->step + t->used)) {
            keep(t, out, t->step + from, t->used - from);
            t->used += unit;
            return true;
        }
    keep(t, out, t->step + from, t->used - from);
    return false;
}

static void finish(struct mk_text_lines *t, struct mk_text_line *out)
{
    out->text = mk_buf_span(&t->raw);
    if (t->form != MK_TEXT_BYTES) {
        mk_buf_clear(&t->line);
        mk_utf16_put(&t->line, out->text, t->form == MK_TEXT_UTF16BE);
        out->text = mk_buf_span(&t->line);
    }
    if (!out->dropped && out->text.len && out->text.p[out->text.len - 1] == '\r')
        out->text.len--;
}

int mk_text_lines_next(struct mk_text_line *out, struct mk_text_lines *t, struct mk_error *e)
{
    *out = (struct mk_text_line){ .at = t->at - (t->filled - t->used) };
    mk_buf_clear(&t->raw);
    bool whole = scan(t, out);
    while (!whole) {
        size_t rest = t->filled - t->used; /* an odd byte at the end of UTF-16 */
        uint8_t odd = rest ? t->step[t->used] : 0;
        uint64_t before = t->at;
        t->at -= rest;
        if (fill(t, e) != 0)
            return -1;
        if (t->filled <= rest && t->at == before) { /* nothing came */
            keep(t, out, &odd, rest);
            t->used = t->filled;
            break;
        }
        whole = scan(t, out);
    }
    finish(t, out);
    if (!mk_buf_ok(&t->raw) || !mk_buf_ok(&t->line))
        return mk_fail(e, MK_ENOMEM, "text");
    return whole || t->raw.len || out->dropped;
}
