#include "firmware/phantom/text.h"
#include "parsers/base/utf.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

/* Bytes that the system takes for one character, by its first byte alone. */
static size_t claimed(uint8_t first)
{
    return first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}

static bool is_cut_off(struct mk_span s)
{
    size_t at = 0;
    while (at < s.len)
        at += claimed(s.p[at]);
    return at != s.len;
}

static uint32_t decode(const uint8_t *p)
{
    static const uint8_t mask[] = { 0, 0xff, 0x1f, 0x0f, 0x07 };
    size_t n = claimed(*p);
    uint32_t cp = *p & mask[n];
    for (size_t i = 1; i < n; i++)
        cp = cp << 6 | (p[i] & 0x3f);
    return cp;
}

static bool is_high(uint32_t u)
{
    return u >= 0xd800 && u < 0xdc00;
}

static bool is_low(uint32_t u)
{
    return u >= 0xdc00 && u < 0xe000;
}

static void round_trip(struct mk_buf *b, struct mk_span s)
{
    uint32_t high = 0; /* a surrogate that waits for its mate */
    for (size_t at = 0; at < s.len; at += claimed(s.p[at])) {
        uint32_t cp = decode(s.p + at);
        if (high && is_low(cp)) {
            mk_utf8_put(b, 0x10000 + ((high - 0xd800) << 10) + (cp - 0xdc00));
            high = 0;
            continue;
        }
        if (high)
            mk_buf_u8(b, '?');
        high = is_high(cp) ? cp : 0;
        if (is_low(cp) || cp > 0x10ffff)
            mk_buf_u8(b, '?');
        else if (!high)
            mk_utf8_put(b, cp);
    }
    if (high)
        mk_buf_u8(b, '?');
}

void mk_phantom_text(struct mk_buf *b, struct mk_span stored)
{
    if (mk_utf8_valid(stored) == stored.len)
        mk_buf_put(b, stored.p, stored.len);
    else if (!is_cut_off(stored))
        round_trip(b, stored);
}

/* "d.ddde-xx" of printf as Java writes it. */
static void java_digits(struct mk_buf *b, const char *sci)
{
    char digits[16] = "0";
    size_t n = 0;
    int exp = (int)strtol(strchr(sci, 'e') + 1, NULL, 10);
    for (const char *p = sci; *p != 'e'; p++)
        if (*p >= '0' && *p <= '9' && n < sizeof digits)
            digits[n++] = *p;
    while (n > 1 && digits[n - 1] == '0')
        n--;
    if (exp < -3 || exp >= 7) {
        mk_buf_u8(b, (uint8_t)digits[0]);
        mk_buf_u8(b, '.');
        mk_buf_put(b, n > 1 ? digits + 1 : "0", n > 1 ? n - 1 : 1);
        mk_buf_printf(b, "E%d", exp);
        return;
    }
    if (exp < 0) {
        mk_buf_put(b, "0.000", 2 + (size_t)(-exp - 1));
        mk_buf_put(b, digits, n);
        return;
    }
    for (size_t i = 0; i <= (size_t)exp; i++)
        mk_buf_u8(b, i < n ? (uint8_t)digits[i] : '0');
    mk_buf_u8(b, '.');
    if (n > (size_t)exp + 1)
        mk_buf_put(b, digits + exp + 1, n - (size_t)exp - 1);
    else
        mk_buf_u8(b, '0');
}

void mk_phantom_float(struct mk_buf *b, double v)
{
    float f = (float)v;
    if (isnan(f)) {
        mk_buf_puts(b, "NaN");
        return;
    }
    if (signbit(f))
        mk_buf_u8(b, '-');
    f = fabsf(f);
    if (isinf(f)) {
        mk_buf_puts(b, "Infinity");
    } else if (f == 0) {
        mk_buf_puts(b, "0.0");
    } else {
        char sci[32];
        for (int digits = 0; digits < 9; digits++) {
            snprintf(sci, sizeof sci, "%.*e", digits, (double)f);
            if (strtof(sci, NULL) == f)
                break;
        }
        java_digits(b, sci);
    }
}

void mk_phantom_int(struct mk_buf *b, int64_t v)
{
    char text[24], *p = text + sizeof text;
    uint64_t u = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (v < 0)
        *--p = '-';
    mk_buf_put(b, p, (size_t)(text + sizeof text - p));
}
