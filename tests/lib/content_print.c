#include "tests/lib/content_print.h"
#include "parsers/base/utf.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

void print_start(struct mk_buf *out, size_t k)
{
    mk_buf_printf(out, "Row: %zu ", k);
}

void print_name(struct mk_buf *out, size_t column, const char *name)
{
    mk_buf_printf(out, "%s%s=", column ? ", " : "", name);
}

void print_int(struct mk_buf *out, int64_t v)
{
    mk_buf_printf(out, "%lld", (long long)v);
}

/* Shortest digits that read back as the float: decimal from 0.001 to 10^7, else scientific. */
void print_real(struct mk_buf *out, double v)
{
    char text[40];
    float f = (float)v, size = fabsf(f);
    if (isnan(f) || isinf(f)) {
        mk_buf_puts(out, isnan(f) ? "NaN" : f < 0 ? "-Infinity" : "Infinity");
        return;
    }
    int digits = 1;
    do
        snprintf(text, sizeof text, "%.*e", digits, (double)f);
    while (strtof(text, NULL) != f && ++digits < 9);
    if (f != 0 && (size < 1e-3f || size >= 1e7f)) {
        char *e = strchr(text, 'e');
        mk_buf_put(out, text, (size_t)(e - text));
        mk_buf_printf(out, "E%ld", strtol(e + 1, NULL, 10));
        return;
    }
    int exponent = f == 0 ? 0 : (int)strtol(strchr(text, 'e') + 1, NULL, 10);
    snprintf(text, sizeof text, "%.*f", digits > exponent + 1 ? digits - exponent : 1, (double)f);
    size_t n = strlen(text);
    while (text[n - 1] == '0' && text[n - 2] != '.')
        n--;
    mk_buf_put(out, text, n);
}

static size_t lead_length(uint8_t c)
{
    return c < 0xc0 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static uint32_t code_point(const uint8_t *p, size_t n)
{
    static const uint8_t mask[] = { 0, 0xff, 0x1f, 0x0f, 0x07 };
    uint32_t cp = p[0] & mask[n];
    for (size_t i = 1; i < n; i++)
        cp = cp << 6 | (p[i] & 0x3f);
    return cp;
}

/* UTF-16 as the phone holds it in between. */
static void unit(struct mk_buf *out, uint16_t *high, uint32_t u)
{
    bool is_low = u >= 0xdc00 && u < 0xe000;
    if (*high && is_low) {
        mk_utf8_put(out, 0x10000 + (((uint32_t)*high & 0x3ff) << 10) + (u & 0x3ff));
        *high = 0;
        return;
    }
    if (*high)
        mk_buf_puts(out, "?");
    *high = u >= 0xd800 && u < 0xdc00 ? (uint16_t)u : 0;
    if (is_low)
        mk_buf_puts(out, "?");
    else if (!*high)
        mk_utf8_put(out, u);
}

void print_text(struct mk_buf *out, struct mk_span s)
{
    uint16_t high = 0;
    size_t at = 0, n;
    for (; at < s.len; at += lead_length(s.p[at]))
        ;
    if (at != s.len) /* ends early: an empty text */
        return;
    for (at = 0; at < s.len; at += n) {
        n = lead_length(s.p[at]);
        uint32_t cp = code_point(s.p + at, n);
        if (cp > 0xffff)
            unit(out, &high, (0xd800 + ((cp - 0x10000) >> 10)) & 0xffff);
        unit(out, &high, cp > 0xffff ? 0xdc00 + (cp & 0x3ff) : cp);
    }
    if (high)
        mk_buf_puts(out, "?");
}

void print_end(struct mk_buf *out)
{
    mk_buf_puts(out, "\n");
}

void print_exception(struct mk_buf *err, const char *authority, const char *exception)
{
    mk_buf_printf(err,
                  "Error while accessing provider:%s\n%s\n"
                  "\tat android.os.Parcel.createException(Parcel.java:1942)\n"
                  "\tat com.android.commands.content.Content.main(Content.java:735)\n",
                  authority, exception);
}
