#include "parsers/engine/conv_ios.h"
#include "parsers/base/utf.h"

#define SECONDS_END 100000000000LL

const char *mk_cocoa_s_or_ns(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    bool ns = in->kind == MK_C_INT && (in->i <= -SECONDS_END || in->i >= SECONDS_END);
    return ns ? mk_cocoa_ns(out, in, arg) : mk_cocoa_s(out, in, arg);
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
