#include "parsers/base/base64.h"
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

const char *mk_named_bits(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    const struct mk_masked *m = arg;
    struct mk_cell bits = { .kind = MK_C_INT };
    if (in->kind != MK_C_INT)
        return "not an integer";
    bits.i = in->i & m->mask;
    return mk_named(out, &bits, m->names);
}

const char *mk_unix_ms_set(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    return in->kind == MK_C_INT && in->i <= 0 ? NULL : mk_unix_ms(out, in, arg);
}

const char *mk_unix_s_set(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    bool none = in->kind == MK_C_INT ? in->i <= 0 : in->kind == MK_C_REAL && in->r < 0;
    return none ? NULL : mk_unix_s(out, in, arg);
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

const char *mk_decimal(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    (void)arg;
    if (!mk_code_of(&out->i, in))
        return "not an integer";
    out->type = MK_T_INT;
    return NULL;
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

const char *mk_all_bits(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    const int64_t *mask = arg;
    if (in->kind != MK_C_INT)
        return "not an integer";
    if ((in->i & *mask) == *mask)
        out->type = MK_T_TRUE;
    return NULL;
}

const char *mk_sha256_base64(struct mk_value *out, const struct mk_cell *in, const void *arg)
{
    struct mk_buf b;
    (void)arg;
    if (in->kind == MK_C_TEXT && in->s.len == 0)
        return NULL;
    mk_buf_init(&b, 64);
    bool is = in->kind == MK_C_TEXT && mk_base64_get(&b, in->s) && b.len == 32;
    if (is) {
        memcpy(out->small, b.p, 32);
        out->type = MK_T_HEX;
        out->s = mk_span(out->small, 32);
    }
    mk_buf_done(&b);
    return is ? NULL : "not a SHA-256 in base64";
}
