#include "parsers/base/time.h"
#include "parsers/engine/conv.h"

/* Conversions that messengers need: flags, codes that mostly say nothing, addresses. */

/* Some columns of codes are declared as text. */
bool mk_code_of(int64_t *out, const struct mk_cell *in)
{
    size_t i = 0;
    bool minus = in->kind == MK_C_TEXT && in->s.len > 1 && in->s.p[0] == '-';
    if (in->kind == MK_C_INT) {
        *out = in->i;
        return true;
    }
    if (in->kind != MK_C_TEXT || in->s.len == 0 || in->s.len > 18)
        return false;
    *out = 0;
    for (i = minus; i < in->s.len && in->s.p[i] >= '0' && in->s.p[i] <= '9'; i++)
        *out = *out * 10 + (in->s.p[i] - '0');
    *out = minus ? -*out : *out;
    return i == in->s.len;
}

const char *mk_is(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    int64_t code;
    if (!mk_code_of(&code, in))
        return "not an integer";
    for (const int64_t *c = arg; *c != MK_CODES_END; c++)
        if (*c == code)
            out->type = MK_T_TRUE;
    return NULL;
}

const char *mk_there(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)in;
    (void)arg;
    out->type = MK_T_TRUE;
    return NULL;
}

const char *mk_named_some(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    int64_t code;
    if (!mk_code_of(&code, in))
        return "not an integer";
    for (const struct mk_name *n = arg; n->name; n++)
        if (n->code == code && *n->name) {
            out->type = MK_T_TEXT;
            out->s = mk_str(n->name);
        }
    return NULL;
}

const char *mk_unix_ms_set(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_INT && in->i <= 0 ? NULL : mk_unix_ms(out, in, arg);
}

const char *mk_jid_phone(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    static const char server[] = "@s.whatsapp.net";
    size_t n = 0;
    (void)arg;
    if (in->kind != MK_C_TEXT || !mk_span_ends(in->s, mk_str(server)))
        return NULL;
    size_t user = in->s.len - (sizeof server - 1);
    out->small[0] = '+';
    for (; n < user && n < 16 && in->s.p[n] >= '0' && in->s.p[n] <= '9'; n++)
        out->small[n + 1] = (char)in->s.p[n];
    if (n < user && in->s.p[n] != '.' && in->s.p[n] != ':')
        return NULL; /* not a number, nor one with its agent or device behind it */
    if (n < 7 || n > 15 || out->small[1] == '0')
        return NULL;
    out->type = MK_T_TEXT;
    out->s = mk_span(out->small, n + 1);
    return NULL;
}

const char *mk_jid_person(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind == MK_C_TEXT &&
        (mk_span_ends(in->s, mk_str("@g.us")) || mk_span_ends(in->s, mk_str("@broadcast"))))
        return NULL;
    return mk_text_some(out, in, arg);
}

const char *mk_row_number(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    if (in->kind != MK_C_INT)
        return "not an integer";
    return in->i <= 0 ? NULL : mk_text(out, in, arg);
}

const char *mk_bits(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    const int64_t *mask = arg;
    if (in->kind != MK_C_INT)
        return "not an integer";
    if (in->i & *mask)
        out->type = MK_T_TRUE;
    return NULL;
}

static int sextet(uint8_t c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *at = c ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

const char *mk_sha256_base64(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    uint32_t bits = 0;
    size_t n = 0;
    (void)arg;
    if (in->kind == MK_C_TEXT && in->s.len == 0)
        return NULL;
    if (in->kind != MK_C_TEXT || in->s.len != 44 || in->s.p[43] != '=')
        return "not a SHA-256 in base64";
    for (size_t i = 0; i < 43; i++) {
        int v = sextet(in->s.p[i]);
        if (v < 0)
            return "not a SHA-256 in base64";
        bits = bits << 6 | (uint32_t)v;
        if (i % 4) /* 43 digits: 32 bytes and two bits over */
            out->small[n++] = (char)(bits >> (6 - 2 * (i % 4)) & 0xff);
    }
    out->type = MK_T_HEX;
    out->s = mk_span(out->small, n);
    return NULL;
}
