#include "parsers/format/content_rows.h"

static bool is_digit(struct mk_span s, size_t i)
{
    return i < s.len && s.p[i] >= '0' && s.p[i] <= '9';
}

static size_t digits(struct mk_span s, size_t at)
{
    while (is_digit(s, at))
        at++;
    return at;
}

/* Float.toString: -?d+.d+(E-?d+)?, NaN, -?Infinity. */
static bool is_real(struct mk_span s)
{
    size_t at = s.len && s.p[0] == '-', dot = digits(s, at);
    if (mk_span_is(mk_span_from(s, at), "Infinity") || mk_span_is(s, "NaN"))
        return true;
    if (dot == at || dot >= s.len || s.p[dot] != '.' || !is_digit(s, dot + 1))
        return false;
    at = digits(s, dot + 1);
    if (at < s.len && s.p[at] == 'E') {
        at += 1 + (at + 1 < s.len && s.p[at + 1] == '-');
        if (!is_digit(s, at))
            return false;
        at = digits(s, at);
    }
    return at == s.len;
}

static bool is_int(int64_t *out, struct mk_span s)
{
    size_t at = s.len && s.p[0] == '-';
    int64_t v = 0;
    bool leading_zero = is_digit(s, at) && s.p[at] == '0' && (s.len > at + 1 || at);
    if (!is_digit(s, at) || leading_zero || s.len > 20)
        return false;
    for (size_t i = at; i < s.len; i++) {
        int d = is_digit(s, i) ? s.p[i] - '0' : 10;
        if (d == 10 || __builtin_mul_overflow(v, 10, &v) ||
            __builtin_sub_overflow(v, d, &v)) /* downwards: the smallest has no positive */
            return false;
    }
    if (!at && v == INT64_MIN)
        return false;
    *out = at ? v : -v;
    return true;
}

enum mk_content_cell_type mk_number_type(int64_t *i, struct mk_span s)
{
    if (is_int(i, s))
        return MK_CELL_NUMBER;
    if (mk_span_is(s, "NULL"))
        return MK_CELL_NULL;
    return is_real(s) ? MK_CELL_TEXT : MK_CELL_LOST;
}

/* The next value and the ", name=" behind it: numbers hold no comma, so the first one ends it. */
bool mk_number_row(struct mk_span *out, const struct mk_span *names, size_t n, struct mk_span s)
{
    for (size_t i = 0; i < n; i++) {
        int64_t v;
        const uint8_t *comma = s.len ? memchr(s.p, ',', s.len) : NULL;
        out[i] = mk_span(s.p, comma ? (size_t)(comma - s.p) : s.len);
        if (mk_number_type(&v, out[i]) == MK_CELL_LOST)
            return false;
        s = mk_span_from(s, out[i].len);
        if (i + 1 == n)
            break;
        struct mk_span name = names[i + 1];
        if (s.len < name.len + 3 || memcmp(s.p, ", ", 2) != 0 ||
            memcmp(s.p + 2, name.p, name.len) != 0 || s.p[name.len + 2] != '=')
            return false;
        s = mk_span_from(s, name.len + 3);
    }
    return s.len == 0;
}
