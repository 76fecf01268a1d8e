#include "parsers/base/decimal.h"
#include <math.h>

#define LEN_MAX 60

static size_t digits(struct mk_span s, size_t at)
{
    size_t n = 0;
    while (at + n < s.len && s.p[at + n] >= '0' && s.p[at + n] <= '9')
        n++;
    return n;
}

/* 'e', a sign, digits; 0 when they are not all there. */
static size_t exponent(int *e10, struct mk_span s, size_t at)
{
    size_t n = 1;
    int v = 0;
    if (at >= s.len || (s.p[at] != 'e' && s.p[at] != 'E'))
        return 0;
    bool minus = at + n < s.len && s.p[at + n] == '-';
    if (at + n < s.len && (s.p[at + n] == '-' || s.p[at + n] == '+'))
        n++;
    size_t count = digits(s, at + n);
    for (size_t i = 0; i < count; i++)
        v = v < 10000 ? v * 10 + (s.p[at + n + i] - '0') : v;
    *e10 = minus ? -v : v;
    return count ? n + count : 0;
}

size_t mk_decimal_at(double *out, struct mk_span s)
{
    double v = 0, unit = 1;
    int e10 = 0;
    s.len = s.len < LEN_MAX ? s.len : LEN_MAX;
    size_t at = s.len && (*s.p == '-' || *s.p == '+');
    size_t whole = digits(s, at), part = 0;
    for (size_t i = 0; i < whole; i++)
        v = v * 10 + (s.p[at + i] - '0');
    if (at + whole < s.len && s.p[at + whole] == '.')
        part = digits(s, at + whole + 1);
    for (size_t i = 0; i < part; i++, unit *= 10)
        v = v * 10 + (s.p[at + whole + 1 + i] - '0');
    if (whole + part == 0)
        return 0;
    v = s.p[0] == '-' ? -(v / unit) : v / unit;
    at += whole;
    if (part || (at < s.len && s.p[at] == '.'))
        at += 1 + part;
    at += exponent(&e10, s, at);
    *out = e10 ? v * pow(10, e10) : v;
    return isfinite(*out) ? at : 0;
}

bool mk_decimal_all(double *out, struct mk_span s)
{
    while (s.len && *s.p <= ' ')
        s = mk_span(s.p + 1, s.len - 1);
    while (s.len && s.p[s.len - 1] <= ' ')
        s.len--;
    size_t n = mk_decimal_at(out, s);
    return n && n == s.len;
}
