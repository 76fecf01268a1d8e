#ifndef MADE_H
#define MADE_H

#include "parsers/base/time.h"
#include "parsers/engine/conv.h"
#include <stdio.h>

/* Cells, and what a conversion makes of one, for the tests of conversions. */

static inline struct mk_cell text(const char *s)
{
    return (struct mk_cell){ .kind = MK_C_TEXT, .s = mk_str(s) };
}

static inline struct mk_cell blob(const void *p, size_t n)
{
    return (struct mk_cell){ .kind = MK_C_BLOB, .s = mk_span(p, n) };
}

static inline struct mk_cell number(int64_t v)
{
    return (struct mk_cell){ .kind = MK_C_INT, .i = v };
}

static inline struct mk_cell real(double v)
{
    return (struct mk_cell){ .kind = MK_C_REAL, .r = v };
}

static inline void made_value(struct mk_buf *b, const struct mk_value *v)
{
    if (v->type == MK_T_TEXT)
        mk_buf_put(b, v->s.p, v->s.len);
    else if (v->type == MK_T_HEX)
        mk_buf_hex(b, v->s);
    else if (v->type == MK_T_INT)
        mk_buf_printf(b, "%lld", (long long)v->i);
    else if (v->type == MK_T_REAL)
        mk_buf_printf(b, "%.17g", v->r);
    else
        mk_buf_puts(b, v->type == MK_T_TRUE ? "true" : v->type == MK_T_TIME ? "time" : "-");
}

/* As text: "-" for none, "!why" for an issue, "time" for any. */
static inline const char *made(mk_conv *conv, struct mk_cell in, const void *arg)
{
    static char out[200];
    struct mk_value v = { .type = MK_T_NULL };
    struct mk_buf b;
    const char *why = conv(&v, &in, arg);
    mk_buf_init(&b, 4096);
    if (why)
        mk_buf_printf(&b, "!%s", why);
    else
        made_value(&b, &v);
    snprintf(out, sizeof out, "%s", mk_buf_cstr(&b));
    mk_buf_done(&b);
    return out;
}

/* "2024-01-17T21:20:00Z unix_s"; "-" where there is none, with the unit; "!" refused. */
static inline const char *time_of(mk_conv *conv, struct mk_cell in)
{
    static char out[100];
    char iso[MK_ISO_MAX] = "-";
    struct mk_value v = { .type = MK_T_NULL };
    if (conv(&v, &in, NULL))
        return "!";
    if (v.type == MK_T_TIME)
        mk_time_iso(iso, v.i, v.digits);
    snprintf(out, sizeof out, "%s %.*s", iso, (int)v.name.len, (const char *)v.name.p);
    return out;
}

#define IS(conv, in, arg, expected) assert_string_equal(made(conv, in, arg), expected)

#endif
