#include "parsers/base/escape.h"
#include "parsers/base/utf.h"

bool mk_is_steering(uint32_t cp)
{
    return cp < 0x20 || (cp >= 0x7f && cp <= 0x9f) || cp == 0x061c || cp == 0x200e ||
           cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) ||
           cp == 0xfeff;
}

#define ONES 0x0101010101010101u
#define TOPS 0x8080808080808080u

/* Non-zero when one of the eight bytes is below 0x20, a quote, a backslash, DEL or not ASCII.
 * (x - ONES) & ~x & TOPS finds zero bytes; a false hit only costs the slow path.) */
static uint64_t special(uint64_t w)
{
    uint64_t quote = w ^ ONES * '"', slash = w ^ ONES * '\\', del = w ^ ONES * 0x7f;
    return ((w - ONES * 0x20) | ((quote - ONES) & ~quote) | ((slash - ONES) & ~slash) |
            ((del - ONES) & ~del) | w) &
           TOPS;
}

static size_t plain_run(struct mk_span s, size_t at)
{
    uint64_t w;
    size_t from = at;
    while (s.len - at >= 8 && (memcpy(&w, s.p + at, 8), !special(w)))
        at += 8;
    while (at < s.len && s.p[at] >= 0x20 && s.p[at] < 0x7f && s.p[at] != '"' && s.p[at] != '\\')
        at++;
    return at - from;
}

static void json_special(struct mk_buf *b, uint32_t cp)
{
    static const char short_form[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    for (const char *p = short_form; *p; p += 2)
        if ((uint32_t)*p == cp) {
            mk_buf_u8(b, '\\');
            mk_buf_u8(b, (uint8_t)p[1]);
            return;
        }
    mk_buf_printf(b, "\\u%04x", cp);
}

size_t mk_escape_json(struct mk_buf *b, struct mk_span s)
{
    size_t bad = 0;
    for (size_t at = 0; at < s.len;) {
        size_t n = plain_run(s, at), from = at + n;
        mk_buf_put(b, s.p + at, n);
        at = from;
        if (at == s.len)
            break;
        int32_t cp = mk_utf8_next(s, &at);
        if (cp < 0) {
            mk_buf_puts(b, "\xef\xbf\xbd");
            bad++;
        } else if (cp == '"' || cp == '\\' || mk_is_steering((uint32_t)cp)) {
            json_special(b, (uint32_t)cp);
        } else {
            mk_buf_put(b, s.p + from, at - from);
        }
    }
    return bad;
}

void mk_escape_terminal(struct mk_buf *b, struct mk_span s)
{
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        int32_t cp = mk_utf8_next(s, &at);
        if (cp < 0)
            for (; from < at; from++)
                mk_buf_printf(b, "\\x%02x", s.p[from]);
        else if (cp == '\\')
            mk_buf_puts(b, "\\\\");
        else if (mk_is_steering((uint32_t)cp))
            mk_buf_printf(b, "\\u{%x}", (unsigned)cp);
        else
            mk_buf_put(b, s.p + from, at - from);
    }
}
