#include "parsers/format/whatsapp_key.h"
#include "parsers/base/cursor.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"

#define FILE_LEN 131u
#define KEY_AT   99u

static const uint8_t java[] = { 0xac, 0xed, 0x00, 0x05, 'u',  'r',  0x00, 0x02,
                                '[',  'B',  0xac, 0xf3, 0x17, 0xf8, 0x06, 0x08,
                                0x54, 0xe0, 0x02, 0x00, 0x00, 'x',  'p' };

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

static bool digits(uint8_t out[static 32], struct mk_span given)
{
    uint8_t hex[64];
    size_t n = 0, len;
    for (size_t i = 0; i < given.len; i++) {
        if (is_space(given.p[i]))
            continue;
        if (n == sizeof hex)
            return false;
        hex[n++] = given.p[i];
    }
    return n == sizeof hex && mk_unhex(out, 32, &len, mk_span(hex, n));
}

bool mk_whatsapp_key_parse(struct mk_whatsapp_key *out, struct mk_span given)
{
    struct mk_cursor c = mk_cur(given);
    *out = (struct mk_whatsapp_key){ 0 };
    if (mk_span_starts(given, mk_span(java, sizeof java))) {
        mk_cur_take(&c, sizeof java);
        given = mk_cur_take(&c, mk_cur_u32be(&c));
        if (!mk_cur_ok(&c))
            return false;
    }
    out->root = given.len != FILE_LEN;
    if (given.len == FILE_LEN)
        memcpy(out->b, given.p + KEY_AT, sizeof out->b);
    else if (given.len == sizeof out->b)
        memcpy(out->b, given.p, sizeof out->b);
    else
        return digits(out->b, given);
    return true;
}

int mk_whatsapp_key_derive(uint8_t out[static 32], const struct mk_whatsapp_key *k,
                           struct mk_error *e)
{
    return mk_hkdf(out, 32, mk_span(k->b, sizeof k->b), mk_span(NULL, 0),
                   mk_str("backup encryption"), e);
}
