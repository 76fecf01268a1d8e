#include "parsers/format/markup.h"
#include "parsers/base/utf.h"

#define REFERENCE_MAX 10 /* "#x10FFFF" is 8 */

static int32_t digits(struct mk_span s, uint32_t base)
{
    uint32_t v = 0;
    for (size_t i = 0; i < s.len; i++) {
        uint32_t c = s.p[i], d = c >= '0' && c <= '9'                 ? c - '0'
                                 : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10
                                                                      : 99;
        if (d >= base || v > 0x10ffff)
            return -1;
        v = v * base + d;
    }
    bool is = s.len && v && v <= 0x10ffff && (v < 0xd800 || v > 0xdfff);
    return is ? (int32_t)v : -1;
}

/* The code point that a reference between '&' and ';' stands for, or -1. */
static int32_t referred(struct mk_span name)
{
    static const struct {
        const char *name;
        char c;
    } known[] = { { "amp", '&' }, { "lt", '<' }, { "gt", '>' }, { "quot", '"' }, { "apos", '\'' } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (mk_span_is(name, known[i].name))
            return known[i].c;
    if (name.len > 2 && name.p[0] == '#' && (name.p[1] | 32) == 'x')
        return digits(mk_span_from(name, 2), 16);
    return name.len > 1 && name.p[0] == '#' ? digits(mk_span_from(name, 1), 10) : -1;
}

/* Length of the reference or tag at the start of `s`; 0 when it is none. */
static size_t reference(struct mk_buf *out, struct mk_span s)
{
    size_t n = 1;
    while (n < s.len && n <= REFERENCE_MAX && s.p[n] != ';')
        n++;
    int32_t cp = n < s.len && s.p[n] == ';' ? referred(mk_span(s.p + 1, n - 1)) : -1;
    if (cp < 0)
        return 0;
    mk_utf8_put(out, (uint32_t)cp);
    return n + 1;
}

static bool starts_tag(struct mk_span s)
{
    uint8_t c = s.len > 1 ? s.p[1] : 0;
    return c == '/' || c == '!' || c == '?' || ((c | 32) >= 'a' && (c | 32) <= 'z');
}

static size_t tag(struct mk_buf *out, struct mk_span s)
{
    const uint8_t *end = starts_tag(s) ? memchr(s.p, '>', s.len) : NULL;
    if (!end)
        return 0;
    size_t n = (size_t)(end - s.p) + 1;
    bool br = n >= 4 && (s.p[1] | 32) == 'b' && (s.p[2] | 32) == 'r' &&
              (s.p[3] == '>' || s.p[3] == '/' || s.p[3] == ' ');
    if (br)
        mk_buf_u8(out, '\n');
    return n;
}

size_t mk_markup_text(struct mk_buf *out, struct mk_span s)
{
    size_t tags = 0, no_end = SIZE_MAX; /* from there on no '>' comes any more */
    for (size_t at = 0, n; at < s.len; at += n) {
        struct mk_span rest = mk_span_from(s, at);
        n = 0;
        if (*rest.p == '&')
            n = reference(out, rest);
        else if (*rest.p == '<' && at < no_end && (n = tag(out, rest)))
            tags++;
        else if (*rest.p == '<' && starts_tag(rest))
            no_end = at;
        if (n == 0) {
            mk_buf_u8(out, *rest.p);
            n = 1;
        }
    }
    return tags;
}

static bool has(const char *column)
{
    return !strcmp(column, "text") || !strcmp(column, "tags");
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          const struct mk_cell *in, struct mk_arena *arena)
{
    struct mk_buf b;
    struct mk_span text;
    size_t tags = 0;
    if (in->kind != MK_C_TEXT)
        return "not text";
    mk_buf_init(&b, in->s.len + 1); /* nothing becomes longer than it was */
    tags = mk_markup_text(&b, in->s);
    text = mk_arena_copy(arena, mk_buf_span(&b));
    bool ok = mk_buf_ok(&b) && text.p;
    mk_buf_done(&b);
    for (size_t i = 0; ok && i < n; i++)
        if (!strcmp(columns[i], "text"))
            cells[i] = (struct mk_cell){ .kind = MK_C_TEXT, .s = text };
        else if (!strcmp(columns[i], "tags"))
            cells[i] = (struct mk_cell){ .kind = MK_C_INT, .i = (int64_t)tags };
    return ok ? NULL : "no memory to read it";
}

const struct mk_decoder mk_decoder_markup = { "markup", has, decode };
