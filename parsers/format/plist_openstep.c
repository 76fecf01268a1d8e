/*
 * Property lists of the old style: { key = value; }, ( a, b ), <hex>, "text", word; what GNUstep
 * adds for types: <*I42>, <*R1.5>, <*BY>, <*BN>, <*D2001-02-03 04:05:06 +0000>; a file of strings
 * that is a dictionary without its braces. Comments as in C.
 *
 * Source: Apple, CoreFoundation, CFOldStylePList.c (CF-1153.18); GNUstep libs-base,
 * Source/NSPropertyList.m (1.29).
 */
#include "parsers/base/hash.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"
#include "parsers/format/plist_build.h"
#include <stdio.h>
#include <stdlib.h>

struct reader {
    struct mk_plist_build build;
    struct mk_span in;
    size_t at;
    const char *bad; /* why it ends here */
};

static int peek(const struct reader *r)
{
    return r->at < r->in.len ? r->in.p[r->at] : -1;
}

static bool follows(const struct reader *r, const char *s)
{
    return mk_span_starts(mk_span_from(r->in, r->at), mk_str(s));
}

static bool broken(struct reader *r, const char *why)
{
    if (!r->bad)
        r->bad = why;
    return false;
}

static void skip_to(struct reader *r, const char *end)
{
    size_t n = strlen(end);
    const uint8_t *p =
        r->at < r->in.len ? memmem(r->in.p + r->at, r->in.len - r->at, end, n) : NULL;
    r->at = p ? (size_t)(p - r->in.p) + n : r->in.len;
}

/* White space and comments; gives what stands behind them. */
static int next(struct reader *r)
{
    for (;;) {
        int c = peek(r);
        if (c == ' ' || (c >= '\t' && c <= '\r'))
            r->at++;
        else if (follows(r, "//"))
            skip_to(r, "\n");
        else if (follows(r, "/*"))
            skip_to(r, "*/");
        else
            return c;
    }
}

static bool word_byte(int c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           (c > 0 && strchr("_$/:.-+", c)) || c >= 0x80;
}

static bool read_word(struct reader *r)
{
    size_t from = r->at;
    while (word_byte(peek(r)))
        r->at++;
    if (r->at == from)
        return broken(r, "neither a value nor an end");
    mk_plist_put_text(&r->build, MK_PLIST_TEXT, mk_span(r->in.p + from, r->at - from));
    return true;
}

/* Up to `max` digits of that base at the place. */
static uint32_t digits(struct reader *r, unsigned base, size_t max)
{
    uint32_t v = 0;
    for (size_t i = 0; i < max; i++, r->at++) {
        int c = peek(r), low = c | 32;
        unsigned d = c >= '0' && c <= '9'       ? (unsigned)(c - '0')
                     : low >= 'a' && low <= 'f' ? (unsigned)(low - 'a') + 10
                                                : 99;
        if (d >= base)
            break;
        v = v * base + d;
    }
    return v;
}

/* \ooo is a byte of NeXTSTEP's character set; only its ASCII half is certain, the rest is put as
 * that code point. */
static void read_escape(struct reader *r, struct mk_buf *b, struct mk_buf *units)
{
    static const char names[] = "abfnrtv", bytes[] = "\a\b\f\n\r\t\v";
    int c = peek(r);
    const char *name = c > 0 ? strchr(names, c) : NULL;
    if (c == 'U' || c == 'u') {
        r->at++;
        uint32_t unit = digits(r, 16, 4);
        mk_buf_u8(units, (uint8_t)(unit >> 8));
        mk_buf_u8(units, (uint8_t)unit);
        return;
    }
    if (c >= '0' && c <= '7') {
        mk_utf8_put(b, digits(r, 8, 3) & 0xff);
        return;
    }
    if (c >= 0) {
        mk_buf_u8(b, name ? (uint8_t)bytes[name - names] : (uint8_t)c);
        r->at++;
    }
}

static bool read_quoted(struct reader *r, int quote)
{
    struct mk_buf b, units; /* UTF-16 of escapes that follow each other */
    bool whole = false;
    mk_buf_init(&b, 2 * r->in.len + 8);
    mk_buf_init(&units, r->in.len + 8);
    r->at++;
    for (int c; !whole && (c = peek(r)) >= 0;) {
        bool wide = follows(r, "\\U") || follows(r, "\\u");
        if (units.len && !wide) {
            mk_utf16_put(&b, mk_buf_span(&units), true);
            mk_buf_clear(&units);
        }
        r->at++;
        if (c == quote)
            whole = true;
        else if (c == '\\')
            read_escape(r, &b, &units);
        else
            mk_buf_u8(&b, (uint8_t)c);
    }
    mk_utf16_put(&b, mk_buf_span(&units), true);
    mk_plist_put_text(&r->build, MK_PLIST_TEXT, mk_buf_span(&b));
    r->build.values.bad |= !mk_buf_ok(&b) || !mk_buf_ok(&units);
    mk_buf_done(&b);
    mk_buf_done(&units);
    return whole || broken(r, "a text without end");
}

/* ---- between < and > ---- */

static void put_date(struct reader *r, struct mk_span s)
{
    char iso[32]; /* "2001-02-03 04:05:06 +0000" */
    int64_t us;
    struct mk_plist_value *v;
    bool ok = s.len == 25 && s.p[10] == ' ' && s.p[19] == ' ';
    if (ok) {
        const char *p = (const char *)s.p;
        snprintf(iso, sizeof iso, "%.10sT%.8s%.3s:%.2s", p, p + 11, p + 20, p + 23);
        ok = mk_time_parse(&us, mk_str(iso));
    }
    if (!ok) {
        mk_plist_put_text(&r->build, MK_PLIST_DAMAGED, s);
        return;
    }
    v = mk_plist_put(&r->build, MK_PLIST_DATE);
    if (v)
        v->r = (double)us / 1e6 - 978307200;
}

static void put_typed(struct reader *r, struct mk_span s)
{
    char text[64] = { 0 }, *end = text;
    char type = s.len ? (char)s.p[0] : 0;
    struct mk_span rest = mk_span_from(s, 1);
    struct mk_plist_value v = { .kind = MK_PLIST_DAMAGED };
    if (type == 'D') {
        put_date(r, rest);
        return;
    }
    if (rest.len && rest.len < sizeof text)
        memcpy(text, rest.p, rest.len);
    if (type == 'I') {
        v = (struct mk_plist_value){ .kind = MK_PLIST_INT, .i = strtoll(text, &end, 10) };
    } else if (type == 'R') {
        v = (struct mk_plist_value){ .kind = MK_PLIST_REAL, .r = strtod(text, &end) };
    } else if (type == 'B' && (*text == 'Y' || *text == 'N')) {
        v = (struct mk_plist_value){ .kind = MK_PLIST_BOOL, .i = *text == 'Y' };
        end++;
    }
    if (end == text || *end) {
        mk_plist_put_text(&r->build, MK_PLIST_DAMAGED, s);
        return;
    }
    struct mk_plist_value *own = mk_plist_put(&r->build, v.kind);
    if (own)
        *own = v;
}

static void put_hex(struct reader *r, struct mk_span s)
{
    struct mk_buf packed;
    size_t n = 0;
    mk_buf_init(&packed, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        if (s.p[i] > ' ')
            mk_buf_u8(&packed, s.p[i]);
    uint8_t *bytes = mk_arena_alloc(r->build.arena, packed.len / 2 + 1);
    struct mk_plist_value *v = NULL;
    bool ok = bytes && mk_unhex(bytes, packed.len / 2 + 1, &n, mk_buf_span(&packed));
    if (ok)
        v = mk_plist_put(&r->build, MK_PLIST_DATA);
    else
        mk_plist_put_text(&r->build, MK_PLIST_DAMAGED, s);
    if (v)
        v->s = mk_span(bytes, n);
    mk_buf_done(&packed);
}

static bool read_angle(struct reader *r)
{
    bool typed = follows(r, "<*");
    size_t from = r->at + 1 + typed;
    skip_to(r, ">");
    if (r->in.p[r->at - 1] != '>' || r->at - 1 < from)
        return broken(r, "bytes without end");
    struct mk_span s = mk_span(r->in.p + from, r->at - 1 - from);
    if (typed)
        put_typed(r, s);
    else
        put_hex(r, s);
    return true;
}

/* ---- structure: a stack in place of recursion ---- */

static bool read_scalar(struct reader *r, int c)
{
    if (c == '"' || c == '\'')
        return read_quoted(r, c);
    return c == '<' ? read_angle(r) : read_word(r);
}

static bool open_container(struct reader *r, int c)
{
    if (mk_plist_build_depth(&r->build) >= MK_PLIST_DEPTH)
        return broken(r, "values nest too deep");
    mk_plist_put_open(&r->build, c == '{' ? MK_PLIST_DICT : MK_PLIST_ARRAY);
    r->at++;
    return true;
}

/* After a value inside a container: its separator. */
static bool separator(struct reader *r)
{
    int c = next(r);
    bool dict = mk_plist_build_in(&r->build) == MK_PLIST_DICT;
    if (c == (dict ? ';' : ','))
        r->at++;
    else if (c != (dict ? '}' : ')') && c >= 0)
        return broken(r, dict ? "no ; behind a value" : "no , behind a value");
    return true;
}

/* In a dictionary: a key and the = behind it. A key alone, as in files of strings, is its value. */
static bool read_key(struct reader *r, int c, bool *alone)
{
    if (!read_scalar(r, c))
        return false;
    c = next(r);
    *alone = c == ';';
    if (*alone)
        mk_plist_put(&r->build, MK_PLIST_NULL);
    else if (c != '=')
        return broken(r, "no = behind a key");
    else
        r->at++;
    return true;
}

static bool read_item(struct reader *r, int c)
{
    bool alone = false;
    bool dict = mk_plist_build_in(&r->build) == MK_PLIST_DICT;
    if (dict && !read_key(r, c, &alone))
        return false;
    if (alone)
        return separator(r);
    c = next(r);
    if (c == '{' || c == '(')
        return open_container(r, c);
    return read_scalar(r, c) && separator(r);
}

static bool read_step(struct reader *r, size_t outer)
{
    int c = next(r);
    size_t depth = mk_plist_build_depth(&r->build);
    bool dict = mk_plist_build_in(&r->build) == MK_PLIST_DICT;
    if (c < 0)
        return depth > outer ? broken(r, "it breaks off") : false;
    if (c == (dict ? '}' : ')') && depth > outer) {
        mk_plist_put_close(&r->build);
        r->at++;
        return mk_plist_build_depth(&r->build) == 0 ? false : separator(r);
    }
    return read_item(r, c);
}

/* "key" = value; without braces around it. */
static bool is_strings(const struct mk_span in)
{
    struct reader r = { .in = in };
    int c = next(&r);
    if (c == '"') {
        for (r.at++; (c = peek(&r)) >= 0 && c != '"'; r.at++)
            r.at += c == '\\';
        r.at++;
    } else {
        while (word_byte(peek(&r)))
            r.at++;
    }
    c = next(&r);
    return c == '=' || c == ';';
}

static void read_document(struct reader *r)
{
    int c = next(r);
    size_t outer = 0;
    if (is_strings(r->in)) {
        mk_plist_put_open(&r->build, MK_PLIST_DICT);
        outer = 1;
    } else if (c == '{' || c == '(') {
        open_container(r, c);
    } else {
        if (c >= 0)
            read_scalar(r, c);
        return;
    }
    while (read_step(r, outer) && mk_plist_build_ok(&r->build))
        ;
}

int mk_plist_read_openstep(struct mk_plist *out, struct mk_span s, struct mk_error *e)
{
    struct reader r = { .in = s };
    out->form = "openstep";
    mk_plist_build_init(&r.build, &out->arena);
    read_document(&r);
    bool memory = mk_plist_build_ok(&r.build);
    if (!r.bad && next(&r) >= 0)
        r.bad = "more behind the value";
    bool scalar =
        memory && mk_plist_build_depth(&r.build) == 0 && r.build.values.len == sizeof(void *);
    out->root = mk_plist_build_root(&r.build);
    mk_plist_build_done(&r.build);
    if (!memory)
        return mk_fail(e, MK_ELIMIT, "property list: too large for the memory there is");
    bool container =
        out->root && out->root->kind >= MK_PLIST_ARRAY && out->root->kind <= MK_PLIST_DICT;
    if (!out->root || (r.bad && !(container && out->root->n)) || (scalar && !container))
        return mk_fail(e, MK_EFORMAT, "no property list: %s, byte %zu",
                       r.bad ? r.bad : "a single word", r.at);
    if (r.bad)
        snprintf(out->damage, sizeof out->damage, "%s, byte %zu", r.bad, r.at);
    return 0;
}
