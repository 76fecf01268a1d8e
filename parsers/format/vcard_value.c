#include "parsers/base/utf.h"
#include "parsers/format/vcard_line.h"

/* Values of content lines: encodings, character sets, backslashes. */

/* What bytes 80 to 9F stand for in windows-1252 (WHATWG Encoding Standard, index-windows-1252);
 * ISO 8859-1 has control characters there, which nobody means. */
static const uint16_t cp1252[32] = {
    0x20ac, 0x81,   0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x8d,   0x017d, 0x8f,   0x90,   0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x9d,   0x017e, 0x0178,
};

static void put_latin(struct mk_buf *out, struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        bool special = s.p[i] >= 0x80 && s.p[i] < 0xa0;
        mk_utf8_put(out, special ? cp1252[s.p[i] - 0x80] : s.p[i]);
    }
}

static int hex(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* RFC 2045, 6.7; what is no escape stays as it is. */
static void put_quoted(struct mk_buf *out, struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        int high = s.p[i] == '=' && i + 2 < s.len ? hex(s.p[i + 1]) : -1;
        int low = high >= 0 ? hex(s.p[i + 2]) : -1;
        if (low >= 0)
            i += 2;
        mk_buf_u8(out, (uint8_t)(low >= 0 ? high << 4 | low : s.p[i]));
    }
}

static bool is_latin(struct mk_span charset)
{
    static const char *const names[] = { "ISO-8859-1", "ISO_8859-1", "LATIN1", "WINDOWS-1252",
                                         "CP1252" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mk_vname_is(charset, names[i]))
            return true;
    return false;
}

const char *mk_vvalue(struct mk_buf *out, const struct mk_vline *l)
{
    struct mk_span charset;
    struct mk_buf bytes;
    const char *doubt = NULL;
    mk_buf_init(&bytes, 3 * MK_LINE_MAX);
    if (mk_vencoding_of(l->params) == MK_V_QUOTED)
        put_quoted(&bytes, l->value);
    else
        mk_buf_put(&bytes, l->value.p, l->value.len);
    struct mk_span s = mk_buf_span(&bytes);
    mk_vparam(&charset, l->params, "CHARSET");
    bool valid = mk_utf8_valid(s) == s.len;
    if (is_latin(charset) || (!valid && !charset.len)) {
        doubt = charset.len || valid ? NULL : "not UTF-8: read as Windows-1252";
        put_latin(out, s);
    } else {
        mk_buf_put(out, s.p, s.len); /* what is no UTF-8 is told with the field */
        if (!valid)
            doubt = "of a character set that is not known here";
    }
    out->bad = out->bad || bytes.bad;
    mk_buf_done(&bytes);
    return doubt;
}

void mk_vunescape(struct mk_buf *out, struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.p[i];
        if (c == '\\' && i + 1 < s.len) {
            c = s.p[++i];
            if (c == 'n' || c == 'N')
                c = '\n';
        }
        mk_buf_u8(out, c);
    }
}

bool mk_vcomponent(struct mk_span *part, struct mk_span *rest, char separator)
{
    if (!rest->p)
        return false;
    for (size_t i = 0; i < rest->len; i++) {
        if (rest->p[i] == '\\')
            i++;
        else if (rest->p[i] == (uint8_t)separator) {
            *part = mk_span(rest->p, i);
            *rest = mk_span(rest->p + i + 1, rest->len - i - 1);
            return true;
        }
    }
    *part = *rest;
    *rest = mk_span(NULL, 0);
    return true;
}
