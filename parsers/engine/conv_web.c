#include "parsers/base/hash.h"
#include "parsers/base/time.h"
#include "parsers/engine/conv.h"

/* Conversions that browsers' databases need. */

/* A number of seconds since 1970 stays below this until the year 5138; milliseconds passed it in
 * 1973, and WebKit's microseconds in 1601. */
#define SECONDS_END 100000000000LL
#define MS_END      (SECONDS_END * 1000) /* in the same way */

const char *mk_low_byte(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell low = *in;
    if (in->kind == MK_C_INT)
        low.i = in->i & 0xff;
    return mk_named(out, &low, arg);
}

const char *mk_dangling(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)out;
    (void)in;
    return arg;
}

const char *mk_some(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    bool empty = (in->kind == MK_C_TEXT || in->kind == MK_C_BLOB) && in->s.len == 0;
    (void)arg;
    if (!empty)
        out->type = MK_T_TRUE;
    return NULL;
}

const char *mk_sha256_blob(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_BLOB || (in->s.len != 0 && in->s.len != MK_SHA256_LEN))
        return "no SHA-256";
    if (in->s.len) {
        out->type = MK_T_HEX;
        out->s = in->s;
    }
    return NULL;
}

const char *mk_above_zero(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_INT && in->i <= 0 ? NULL : mk_integer(out, in, arg);
}

const char *mk_us_long(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_INT)
        return "not an integer";
    if (in->i < 0)
        return "negative duration";
    if (in->i == 0)
        return NULL;
    out->type = in->i % MK_US ? MK_T_REAL : MK_T_INT;
    out->i = in->i / MK_US;
    out->r = (double)in->i / (double)MK_US;
    return NULL;
}

static bool is_below(const struct mk_cell *in, int64_t end)
{
    return in->kind == MK_C_INT && in->i > -end && in->i < end;
}

const char *mk_webkit_or_s(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return is_below(in, SECONDS_END) ? mk_unix_s(out, in, arg) : mk_webkit_us(out, in, arg);
}

const char *mk_unix_s_or_ms(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return is_below(in, SECONDS_END) ? mk_unix_s(out, in, arg) : mk_unix_ms(out, in, arg);
}

const char *mk_unix_ms_or_us(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return is_below(in, MS_END) ? mk_unix_ms(out, in, arg) : mk_unix_us(out, in, arg);
}

const char *mk_expires_ms(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_INT && in->i == -1 ? NULL : mk_unix_ms(out, in, arg);
}

/* NSDate.distantPast of Apple's Foundation */
#define DISTANT_PAST (-63114076800)

const char *mk_cocoa_s_ever(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    bool ever = (in->kind == MK_C_INT && in->i == DISTANT_PAST) ||
                (in->kind == MK_C_REAL && in->r >= DISTANT_PAST - 1 && in->r <= DISTANT_PAST + 1);
    return ever ? NULL : mk_cocoa_s(out, in, arg);
}

/* The rest behind the first or last `c`, as far as there is one. */
static struct mk_span behind(struct mk_span s, uint8_t c, bool last)
{
    const uint8_t *at = s.len ? (last ? memrchr(s.p, c, s.len) : memchr(s.p, c, s.len)) : NULL;
    return at ? mk_span_from(s, (size_t)(at - s.p) + 1) : mk_span(NULL, 0);
}

const char *mk_url_host(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_TEXT)
        return NULL;
    struct mk_span s = behind(in->s, ':', false);
    if (!mk_span_starts(s, mk_str("//")))
        return NULL;
    s = mk_span_from(s, 2);
    for (size_t i = 0; i < s.len; i++)
        if (strchr("/?#\\", s.p[i]) && s.p[i])
            s.len = i;
    struct mk_span host = behind(s, '@', true);
    host = host.len ? host : s;
    bool v6 = host.len && host.p[0] == '[';
    for (size_t i = 0; i < host.len; i++)
        if (host.p[i] == (v6 ? ']' : ':'))
            host.len = i + v6;
    if (host.len) {
        out->type = MK_T_TEXT;
        out->s = host;
    }
    return NULL;
}

/* The stored number, or what the decimal text says; an empty text is 0. */
static const char *as_number(struct mk_cell *out, const struct mk_cell *in)
{
    *out = *in;
    if (in->kind != MK_C_TEXT)
        return NULL;
    *out = (struct mk_cell){ .kind = MK_C_INT };
    for (size_t i = 0; i < in->s.len; i++) {
        if (in->s.p[i] < '0' || in->s.p[i] > '9' || i == 18)
            return "no decimal number";
        out->i = out->i * 10 + (in->s.p[i] - '0');
    }
    return NULL;
}

const char *mk_unix_s_text(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell number;
    const char *why = as_number(&number, in);
    return why ? why : mk_unix_s(out, &number, arg);
}

const char *mk_webkit_us_text(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell number;
    const char *why = as_number(&number, in);
    return why ? why : mk_webkit_us(out, &number, arg);
}
