#include "parsers/engine/conv.h"
#include "parsers/base/time.h"
#include <math.h>

static const char not_integer[] = "not an integer";

static void say(struct mk_value *out, struct mk_span s)
{
    out->type = MK_T_TEXT;
    out->s = s;
}

/* Room for the decimal text of a number lives in the value itself. */
static void say_number(struct mk_value *out, int64_t v)
{
    size_t at = sizeof out->small;
    uint64_t left = v < 0 ? 0 - (uint64_t)v : (uint64_t)v;
    do
        out->small[--at] = (char)('0' + left % 10);
    while (left /= 10);
    if (v < 0)
        out->small[--at] = '-';
    say(out, mk_span(out->small + at, sizeof out->small - at));
}

const char *mk_text(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind == MK_C_INT)
        say_number(out, in->i);
    else if (in->kind == MK_C_TEXT)
        say(out, in->s);
    else
        return "not text";
    return NULL;
}

const char *mk_text_some(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_TEXT && in->s.len == 0 ? NULL : mk_text(out, in, arg);
}

const char *mk_integer(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_INT)
        return not_integer;
    out->type = MK_T_INT;
    out->i = in->i;
    return NULL;
}

const char *mk_real(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind == MK_C_INT)
        return mk_integer(out, in, arg);
    if (in->kind != MK_C_REAL)
        return "not a number";
    out->type = MK_T_REAL;
    out->r = in->r;
    return NULL;
}

const char *mk_bool(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_INT || in->i < 0 || in->i > 1)
        return "neither 0 nor 1";
    out->type = in->i ? MK_T_TRUE : MK_T_FALSE;
    return NULL;
}

const char *mk_seconds(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_INT && in->i < 0 ? "negative duration" : mk_integer(out, in, arg);
}

const char *mk_named(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind != MK_C_INT)
        return not_integer;
    for (const struct mk_name *n = arg; n->name; n++)
        if (n->code == in->i) {
            if (*n->name)
                say(out, mk_str(n->name));
            return NULL;
        }
    return "code not known";
}

static bool decimal(int64_t *out, struct mk_span s)
{
    int64_t v = 0;
    if (s.len == 0 || s.len > 9)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
        v = v * 10 + (s.p[i] - '0');
    }
    *out = v;
    return true;
}

const char *mk_named_text(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell number = { .kind = MK_C_INT };
    if (in->kind == MK_C_INT)
        return mk_named(out, in, arg);
    if (in->kind != MK_C_TEXT || !decimal(&number.i, in->s))
        return not_integer;
    return mk_named(out, &number, arg);
}

const char *mk_video(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    const int64_t *mask = arg;
    if (in->kind != MK_C_INT)
        return not_integer;
    say(out, mk_str(in->i & *mask ? "video" : "voice"));
    return NULL;
}

const char *mk_fixed(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind != MK_C_INT || in->i != 0)
        say(out, mk_str(arg));
    return NULL;
}

const char *mk_positive(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind != MK_C_INT)
        return not_integer;
    return in->i < 0 ? NULL : mk_text(out, in, arg);
}

const char *mk_not_zero(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_INT && in->i == 0 ? NULL : mk_integer(out, in, arg);
}

const char *mk_phone(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    size_t n = 1;
    (void)arg;
    if (in->kind != MK_C_TEXT || in->s.len < 8 || in->s.len > 40 || in->s.p[0] != '+')
        return NULL;
    out->small[0] = '+';
    for (size_t i = 1; i < in->s.len; i++) {
        uint8_t c = in->s.p[i];
        if (c >= '0' && c <= '9' && n < 16)
            out->small[n++] = (char)c;
        else if (c != ' ' && c != '-' && c != '.' && c != '(' && c != ')')
            return NULL;
    }
    if (n >= 8 && out->small[1] != '0') /* no country code begins with 0 */
        say(out, mk_span(out->small, n));
    return NULL;
}

/* What one unit is: num/den microseconds, counted from epoch_us. */
struct unit {
    struct mk_span name;
    int64_t num, den, epoch_us;
    uint8_t digits;
    bool real; /* may be stored as a REAL: only where the unit is a second */
};
#define UNIT(name, num, den, epoch, digits, real)                                                  \
    {                                                                                              \
        { (const uint8_t *)(name), sizeof(name) - 1 }, num, den, epoch, digits, real               \
    }

#define COCOA_US  (978307200LL * MK_US)    /* 2001-01-01, Foundation's reference date */
#define WEBKIT_US (-11644473600LL * MK_US) /* 1601-01-01, base::Time of Chromium */
#define FAR       9e18                     /* microseconds: any number of them fits into 64 bits */
static const char out_of_range[] = "time out of range";

static const char *time_in(struct mk_value *out, const struct mk_cell *in, const struct unit *u)
{
    int64_t us;
    out->name = u->name;
    if (in->kind == MK_C_INT ? in->i == 0 : in->kind == MK_C_REAL && in->r == 0.0)
        return NULL;
    if (in->kind == MK_C_REAL && u->real) {
        double at = in->r * (double)u->num / (double)u->den + (double)u->epoch_us;
        if (!(at > -FAR && at < FAR))
            return out_of_range;
        us = (int64_t)llround(at);
    } else if (in->kind != MK_C_INT) {
        return not_integer;
    } else if (!mk_time_scale(&us, in->i, u->num, u->den, u->epoch_us)) {
        return out_of_range;
    }
    if (!mk_time_in_range(us))
        return out_of_range;
    out->type = MK_T_TIME;
    out->i = us;
    out->digits = in->kind == MK_C_REAL ? 6 : u->digits;
    return NULL;
}

#define TIME_CONV(conv, ...)                                                                       \
    const char *conv(struct mk_value *out, const struct mk_cell *in, const void *arg)              \
    {                                                                                              \
        static const struct unit u = UNIT(__VA_ARGS__);                                            \
        (void)arg;                                                                                 \
        return time_in(out, in, &u);                                                               \
    }

TIME_CONV(mk_unix_s, "unix_s", MK_US, 1, 0, 0, true)
TIME_CONV(mk_unix_ms, "unix_ms", 1000, 1, 0, 3, false)
TIME_CONV(mk_unix_us, "unix_us", 1, 1, 0, 6, false)
TIME_CONV(mk_unix_ns, "unix_ns", 1, 1000, 0, 6, false)
TIME_CONV(mk_cocoa_s, "cocoa_s", MK_US, 1, COCOA_US, 0, true)
TIME_CONV(mk_cocoa_ns, "cocoa_ns", 1, 1000, COCOA_US, 6, false)
TIME_CONV(mk_webkit_us, "webkit_us", 1, 1, WEBKIT_US, 6, false)
