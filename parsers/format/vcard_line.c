#include "parsers/format/vcard_line.h"
#include <strings.h>

bool mk_vname_is(struct mk_span s, const char *name)
{
    size_t n = strlen(name);
    return s.len == n && strncasecmp((const char *)s.p, name, n) == 0;
}

static bool is_name(uint8_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' ||
           c == '_' || c == '/' || c == ' ';
}

/* The first `c` outside of quotes; 2.1 has no quotes, so one that is never closed is none. */
static size_t find(struct mk_span s, char c)
{
    for (size_t i = 0; i < s.len; i++) {
        const uint8_t *shut;
        if (s.p[i] == (uint8_t)c)
            return i;
        if (s.p[i] == '"' && i + 1 < s.len &&
            (shut = memchr(s.p + i + 1, '"', s.len - i - 1)) != NULL)
            i = (size_t)(shut - s.p);
    }
    return s.len;
}

bool mk_vline_split(struct mk_vline *out, struct mk_span line)
{
    size_t colon = find(line, ':'), head = 0;
    *out = (struct mk_vline){ .value = line };
    struct mk_span name = mk_span(line.p, 0);
    while (head < colon && is_name(line.p[head]))
        head++;
    if (head < colon && line.p[head] == '.') {
        out->group = mk_span(line.p, head);
        name.p = line.p + ++head;
        while (head < colon && is_name(line.p[head]))
            head++;
    }
    name.len = head - (size_t)(name.p - line.p);
    if (colon == line.len || name.len == 0 || (head < colon && line.p[head] != ';'))
        return false;
    out->name = name;
    if (head < colon)
        out->params = mk_span(line.p + head + 1, colon - head - 1);
    out->value = mk_span_from(line, colon + 1);
    return true;
}

bool mk_vparam_next(struct mk_span *name, struct mk_span *value, struct mk_span *rest)
{
    if (rest->len == 0)
        return false;
    size_t end = find(*rest, ';');
    struct mk_span one = mk_span(rest->p, end);
    *rest = mk_span_from(*rest, end + 1);
    size_t is = find(one, '=');
    *name = is < one.len ? mk_span(one.p, is) : mk_span(NULL, 0);
    *value = is < one.len ? mk_span_from(one, is + 1) : one;
    if (value->len >= 2 && value->p[0] == '"' && value->p[value->len - 1] == '"')
        *value = mk_span(value->p + 1, value->len - 2);
    return true;
}

bool mk_vparam(struct mk_span *value, struct mk_span params, const char *name)
{
    struct mk_span n;
    while (mk_vparam_next(&n, value, &params))
        if (mk_vname_is(n, name))
            return true;
    *value = mk_span(NULL, 0);
    return false;
}

enum mk_vencoding mk_vencoding_of(struct mk_span params)
{
    struct mk_span n, v;
    while (mk_vparam_next(&n, &v, &params)) {
        if (n.len && !mk_vname_is(n, "ENCODING"))
            continue;
        if (mk_vname_is(v, "QUOTED-PRINTABLE"))
            return MK_V_QUOTED;
        if (mk_vname_is(v, "BASE64") || (n.len && mk_vname_is(v, "B")))
            return MK_V_BASE64;
    }
    return MK_V_PLAIN;
}

/* ---- lines that go on ---- */

int mk_vlines_open(struct mk_vlines *v, const struct mk_file *f, struct mk_error *e)
{
    *v = (struct mk_vlines){ 0 };
    mk_buf_init(&v->ahead, 3 * MK_LINE_MAX);
    mk_buf_init(&v->line, 3 * MK_LINE_MAX);
    return mk_text_lines_open(&v->in, f, e);
}

void mk_vlines_done(struct mk_vlines *v)
{
    mk_text_lines_done(&v->in);
    mk_buf_done(&v->ahead);
    mk_buf_done(&v->line);
}

/* The next line of the file into `next`, as long as nobody has taken it. */
static int look(struct mk_vlines *v, struct mk_error *e)
{
    if (v->has_next || v->over)
        return 0;
    int more = mk_text_lines_next(&v->next, &v->in, e);
    v->has_next = more > 0;
    v->over = more == 0;
    return more < 0 ? -1 : 0;
}

static void add(struct mk_vlines *v, struct mk_vline *out, struct mk_span s)
{
    size_t room = v->line.max - v->line.len;
    if (s.len > room) {
        out->dropped += s.len - room;
        s.len = room;
    }
    mk_buf_put(&v->line, s.p, s.len);
    out->dropped += v->next.dropped;
    v->has_next = false;
}

static bool is_base64(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_name(s.p[i]) && s.p[i] != '+' && s.p[i] != '=')
            return false;
    return s.len > 0;
}

/* True when the line in hand goes on in `next`, which is then part of it. */
static bool goes_on(struct mk_vlines *v, struct mk_vline *out, enum mk_vencoding encoding)
{
    struct mk_span s = v->next.text;
    if (encoding == MK_V_QUOTED && v->line.len && v->line.p[v->line.len - 1] == '=') {
        v->line.len--;
        add(v, out, s);
        return true;
    }
    if (s.len && (s.p[0] == ' ' || s.p[0] == '\t')) {
        add(v, out, mk_span_from(s, 1));
        return true;
    }
    if (encoding == MK_V_BASE64 && is_base64(s)) {
        add(v, out, s);
        return true;
    }
    return false;
}

int mk_vlines_next(struct mk_vline *out, struct mk_vlines *v, struct mk_error *e)
{
    struct mk_vline l = { 0 };
    mk_buf_clear(&v->line);
    do {
        if (v->has_next && v->next.text.len == 0)
            v->has_next = false;
        if (look(v, e) != 0)
            return -1;
        if (v->over)
            return 0;
    } while (v->next.text.len == 0);
    uint64_t at = v->next.at, dropped = 0;
    add(v, &l, v->next.text);
    dropped = l.dropped;
    bool is = mk_vline_split(&l, mk_buf_span(&v->line));
    enum mk_vencoding encoding = is ? mk_vencoding_of(l.params) : MK_V_PLAIN;
    l.dropped = dropped;
    do
        if (look(v, e) != 0)
            return -1;
    while (v->has_next && goes_on(v, &l, encoding));
    dropped = l.dropped;
    if (!mk_buf_ok(&v->line))
        return mk_fail(e, MK_ENOMEM, "card");
    mk_vline_split(out, mk_buf_span(&v->line));
    out->at = at;
    out->dropped = dropped;
    return 1;
}
