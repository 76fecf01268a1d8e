#include "host/export/formats.h"
#include "parsers/base/escape.h"
#include "parsers/base/utf.h"
#include <string.h>

/* Contacts as vCard 4.0 (RFC 6350). Where they are from goes into NOTE, which address books show.
 */

static void nothing(struct mk_buf *out)
{
    (void)out;
}

/* RFC 6350, 3.4: backslash, comma, semicolon and line ends are escaped; other controls cannot be in
 * it at all, and what turns the reading direction is shown as \u{XXXX}. */
static void value(struct mk_buf *out, struct mk_span s)
{
    for (size_t at = 0; at < s.len;) {
        size_t from = at;
        int32_t c = mk_utf8_next(s, &at);
        if (c == '\r' && at < s.len && s.p[at] == '\n')
            continue; /* the line end is told once */
        if (c == '\n' || c == '\r')
            mk_buf_puts(out, "\\n");
        else if (c == '\t')
            mk_buf_u8(out, ' ');
        else if (c < 0)
            mk_utf8_put(out, 0xfffd);
        else if (mk_is_steering((uint32_t)c))
            mk_buf_printf(out, "\\\\u{%04X}", (unsigned)c);
        else {
            if (c < 0x80 && memchr("\\,;", c, 3))
                mk_buf_u8(out, '\\');
            mk_buf_put(out, s.p + from, at - from);
        }
    }
}

/* Folded at 75 bytes as section 3.2 asks, never inside a character. */
static void fold(struct mk_buf *out, const struct mk_buf *line)
{
    size_t room = 75;
    for (size_t i = 0; i < line->len;) {
        size_t n = line->len - i < room ? line->len - i : room;
        while (n > 1 && i + n < line->len && (line->p[i + n] & 0xc0) == 0x80)
            n--;
        mk_buf_puts(out, i ? "\r\n " : "");
        mk_buf_put(out, line->p + i, n);
        i += n;
        room = 74; /* behind the blank */
    }
    mk_buf_puts(out, "\r\n");
}

static void property(struct mk_buf *out, const char *name, struct mk_span text)
{
    struct mk_buf line;
    if (!text.len)
        return;
    mk_buf_init(&line, 2 * MK_ITEM_MAX);
    mk_buf_puts(&line, name);
    mk_buf_u8(&line, ':');
    value(&line, text);
    fold(out, &line);
    out->bad |= !mk_buf_ok(&line);
    mk_buf_done(&line);
}

/* Each of a list: the number that could be derived, else what was stored. */
static void each(struct mk_buf *out, const char *name, const struct mk_view *v, enum mk_key list)
{
    struct mk_value all, one, f;
    if (!mk_view_find(&all, v, list) || all.type != MK_T_LIST)
        return;
    struct mk_cursor c = mk_cur(all.s);
    while (mk_value_next(&one, &c, true)) {
        if (one.type == MK_T_TEXT)
            property(out, name, one.s);
        else if (one.type == MK_T_OBJECT &&
                 (mk_field_find(&f, one.s, MK_PHONE) || mk_field_find(&f, one.s, MK_ID) ||
                  mk_field_find(&f, one.s, MK_TEXT)) &&
                 f.type == MK_T_TEXT)
            property(out, name, f.s);
    }
}

static int record(struct mk_buf *out, const struct mk_view *v, bool first, unsigned *why)
{
    struct mk_buf from;
    (void)first;
    *why = 0;
    if (v->kind != MK_CONTACT)
        return -1;
    mk_buf_init(&from, MK_ITEM_MAX);
    mk_buf_printf(&from, "%sbundle %lld (%s), ", v->training ? "TRAINING, " : "",
                  (long long)v->bundle, v->verdict);
    mk_view_source(&from, v);
    struct mk_span name = mk_view_text(v, MK_NAME);
    mk_buf_puts(out, "BEGIN:VCARD\r\nVERSION:4.0\r\n");
    property(out, "FN", name.len ? name : mk_str("(no name)"));
    each(out, "TEL", v, MK_PHONES);
    each(out, "EMAIL", v, MK_EMAILS);
    each(out, "IMPP", v, MK_HANDLES);
    each(out, "ADR", v, MK_ADDRESSES);
    property(out, "ORG", mk_view_text(v, MK_ORG));
    property(out, "NOTE", mk_view_text(v, MK_NOTE));
    property(out, "NOTE", mk_buf_span(&from));
    mk_buf_puts(out, "END:VCARD\r\n");
    out->bad |= !mk_buf_ok(&from);
    mk_buf_done(&from);
    return 0;
}

const struct mk_export_format mk_export_vcard = {
    .name = "vcard",
    .summary = "contacts as vCard 4.0 (RFC 6350)",
    .why = { "no contact" },
    .begin = nothing,
    .record = record,
    .end = nothing,
};
