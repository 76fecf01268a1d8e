#include "parsers/engine/conv_ios.h"
#include "parsers/base/decimal.h"
#include "parsers/base/time.h"
#include "parsers/base/utf.h"

#define MAC_LEN     6u
#define EPOCH_2001  978307200.0
#define SECONDS_END 100000000000LL

const char *mk_cocoa_s_or_ns(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    bool ns = in->kind == MK_C_INT && (in->i <= -SECONDS_END || in->i >= SECONDS_END);
    return ns ? mk_cocoa_ns(out, in, arg) : mk_cocoa_s(out, in, arg);
}

const char *mk_cocoa_or_unix_s(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    double v = in->kind == MK_C_REAL ? in->r : in->kind == MK_C_INT ? (double)in->i : 0;
    return v > EPOCH_2001 ? mk_unix_s(out, in, arg) : mk_cocoa_s(out, in, arg);
}

static bool is_negative(const struct mk_cell *in)
{
    return (in->kind == MK_C_REAL && in->r < 0) || (in->kind == MK_C_INT && in->i < 0);
}

const char *mk_cocoa_s_past(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return is_negative(in) ? NULL : mk_cocoa_s(out, in, arg);
}

const char *mk_unix_s_past(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return is_negative(in) ? NULL : mk_unix_s(out, in, arg);
}

static struct mk_cell as_text(const struct mk_cell *in)
{
    struct mk_cell text = *in;
    if (in->kind == MK_C_BLOB && mk_utf8_valid(in->s) == in->s.len)
        text.kind = MK_C_TEXT;
    return text;
}

const char *mk_text_bytes(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell text = as_text(in);
    return mk_text_some(out, &text, arg);
}

const char *mk_phone_bytes(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell text = as_text(in);
    return mk_phone(out, &text, arg);
}

const char *mk_jid_phone_bytes(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell text = as_text(in);
    return mk_jid_phone(out, &text, arg);
}

static bool is_group(struct mk_span s)
{
    bool digits = s.len > 4 && mk_span_starts(s, mk_str("chat"));
    for (size_t i = 4; digits && i < s.len; i++)
        digits = s.p[i] >= '0' && s.p[i] <= '9';
    return digits;
}

const char *mk_chat_person(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_TEXT && is_group(in->s) ? NULL : mk_text_some(out, in, arg);
}

const char *mk_apple_label(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell text = *in;
    struct mk_span s = in->kind == MK_C_TEXT ? in->s : mk_span(NULL, 0);
    if (s.len > 8 && mk_span_starts(s, mk_str("_$!<")) &&
        mk_span_is(mk_span_from(s, s.len - 4), ">!$_"))
        text.s = mk_span(s.p + 4, s.len - 8);
    return mk_text_some(out, &text, arg);
}

const char *mk_seconds_real(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind == MK_C_REAL)
        return in->r >= 0 ? mk_real(out, in, arg) : "negative duration";
    return mk_seconds(out, in, arg);
}

const char *mk_hex_bytes(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind != MK_C_BLOB)
        return mk_text_some(out, in, arg);
    if (in->s.len) {
        out->type = MK_T_HEX;
        out->s = in->s;
    }
    return NULL;
}

const char *mk_mac_bytes(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    static const char digits[] = "0123456789abcdef";
    if (in->kind != MK_C_BLOB || in->s.len == 0)
        return in->kind == MK_C_BLOB ? NULL : mk_text_some(out, in, arg);
    if (in->s.len != MAC_LEN)
        return "not 6 bytes";
    for (size_t i = 0; i < MAC_LEN; i++) {
        out->small[3 * i] = digits[in->s.p[i] >> 4];
        out->small[3 * i + 1] = digits[in->s.p[i] & 15];
        out->small[3 * i + 2] = ':';
    }
    out->type = MK_T_TEXT;
    out->s = mk_span(out->small, 3 * MAC_LEN - 1);
    return NULL;
}

const char *mk_pixels(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    double v = in->kind == MK_C_REAL ? in->r : in->kind == MK_C_INT ? (double)in->i : -1;
    if (!(v >= 0 && v < 1e6))
        return "not a number of pixels";
    out->type = v > 0 ? MK_T_INT : MK_T_NULL;
    out->i = (int64_t)v;
    return NULL;
}

const char *mk_thousandths(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_INT)
        return "not an integer";
    out->type = MK_T_REAL;
    out->r = (double)in->i / 1000;
    return NULL;
}

const char *mk_real_above_zero(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    bool none = (in->kind == MK_C_REAL && in->r <= 0) || (in->kind == MK_C_INT && in->i <= 0);
    return none ? NULL : mk_real(out, in, arg);
}

static bool is_nowhere(const struct mk_cell *in)
{
    return (in->kind == MK_C_REAL && in->r >= -180 && in->r <= -180) ||
           (in->kind == MK_C_INT && in->i == -180);
}

const char *mk_latitude_set(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return is_nowhere(in) ? NULL : mk_latitude(out, in, arg);
}

const char *mk_longitude_set(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return is_nowhere(in) ? NULL : mk_longitude(out, in, arg);
}

const char *mk_available(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (in->kind != MK_C_INT)
        return "not an integer";
    if (in->i == 1 || in->i == -1)
        out->type = in->i == 1 ? MK_T_TRUE : MK_T_FALSE;
    return NULL;
}

const char *mk_real_from_zero(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return is_negative(in) ? NULL : mk_real(out, in, arg);
}

const char *mk_behind(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell text = *in;
    struct mk_span front = mk_str(arg);
    if (in->kind != MK_C_TEXT || !mk_span_starts(in->s, front))
        return in->kind == MK_C_TEXT ? NULL : "not text";
    text.s = mk_span_from(in->s, front.len);
    return mk_text_some(out, &text, NULL);
}

static struct mk_cell as_real(const struct mk_cell *in)
{
    struct mk_cell number = *in;
    double v;
    if (in->kind == MK_C_TEXT && mk_decimal_all(&v, in->s))
        number = (struct mk_cell){ .kind = MK_C_REAL, .r = v };
    return number;
}

const char *mk_latitude_text(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell number = as_real(in);
    return mk_latitude(out, &number, arg);
}

const char *mk_longitude_text(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell number = as_real(in);
    return mk_longitude(out, &number, arg);
}

const char *mk_sqlite_utc(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_stamp t;
    (void)arg;
    if (in->kind != MK_C_TEXT || !mk_time_read(&t, in->s) || !mk_time_in_range(t.us))
        return in->kind == MK_C_TEXT ? "no date and time" : "not text";
    out->name = mk_str("iso");
    out->type = MK_T_TIME;
    out->i = t.us;
    out->digits = t.digits;
    return NULL;
}

const char *mk_unix_s_decimal(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_cell number = as_real(in);
    return mk_unix_s(out, &number, arg);
}
