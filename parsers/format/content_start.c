#include "parsers/format/content_rows.h"

enum mk_match mk_row_begins(struct mk_span s, const char *head)
{
    size_t n = strlen(head), have = s.len < n ? s.len : n;
    if (have && memcmp(s.p, head, have) != 0)
        return MK_NO;
    return have < n ? MK_MORE : MK_YES;
}

/* Digits as Java prints them: no plus, no leading zeros, at most `max`. MK_MORE at the end of s. */
static enum mk_match digits(uint64_t *v, size_t *at, struct mk_span s, size_t max)
{
    size_t from = *at;
    *v = 0;
    for (; *at < s.len && s.p[*at] >= '0' && s.p[*at] <= '9'; ++*at) {
        if (*at - from == max || (*at > from && s.p[from] == '0'))
            return MK_NO;
        *v = *v * 10 + (uint64_t)(s.p[*at] - '0'); /* 19 digits fit */
    }
    if (*at == s.len)
        return MK_MORE;
    return *at > from ? MK_YES : MK_NO;
}

static enum mk_match signed_digits(int64_t *v, size_t *at, struct mk_span s)
{
    bool minus = *at < s.len && s.p[*at] == '-';
    uint64_t u;
    *at += minus;
    enum mk_match m = digits(&u, at, s, 19);
    if (m == MK_YES && (u > (uint64_t)INT64_MAX + minus || (minus && u == 0)))
        m = MK_NO;
    if (m == MK_YES)
        *v = minus ? (int64_t)(0 - u) : (int64_t)u;
    return m;
}

static enum mk_match literal(size_t *at, struct mk_span s, struct mk_span word)
{
    struct mk_span rest = mk_span_from(s, *at);
    size_t have = rest.len < word.len ? rest.len : word.len;
    if (have && memcmp(rest.p, word.p, have) != 0)
        return MK_NO;
    *at += have;
    return have < word.len ? MK_MORE : MK_YES;
}

enum mk_match mk_row_start(struct mk_row_start *out, struct mk_span s, struct mk_span tail)
{
    static const struct mk_span row = { (const uint8_t *)"Row: ", 5 },
                                id = { (const uint8_t *)" _id=", 5 };
    size_t at = 0;
    enum mk_match m = literal(&at, s, row);
    if (m == MK_YES)
        m = digits(&out->k, &at, s, 10);
    if (m == MK_YES)
        m = literal(&at, s, id);
    if (m == MK_YES)
        m = signed_digits(&out->id, &at, s);
    if (m == MK_YES)
        m = literal(&at, s, tail);
    out->len = at;
    return m;
}

static bool name_ok(struct mk_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && !(i && c >= '0' && c <= '9'))
            return false;
    }
    return s.len > 0 && s.len <= MK_ROW_NAME && !mk_span_is(s, "_id");
}

bool mk_row_tail(struct mk_buf *out, struct mk_span column)
{
    if (!name_ok(column))
        return false;
    mk_buf_puts(out, ", ");
    mk_buf_put(out, column.p, column.len);
    mk_buf_puts(out, "=");
    return true;
}

size_t mk_row_columns(struct mk_span out[static MK_ROW_COLUMNS], struct mk_span columns)
{
    size_t n = 0;
    for (size_t at = 0; at <= columns.len;) {
        struct mk_span rest = mk_span_from(columns, at);
        const uint8_t *colon = rest.len ? memchr(rest.p, ':', rest.len) : NULL;
        struct mk_span name = mk_span(rest.p, colon ? (size_t)(colon - rest.p) : rest.len);
        if (n == MK_ROW_COLUMNS || !name_ok(name))
            return 0;
        out[n++] = name;
        at += name.len + 1;
    }
    return n;
}
