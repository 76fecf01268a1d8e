#include "parsers/base/base64.h"

static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void mk_base64_put(struct mk_buf *b, struct mk_span s, size_t columns)
{
    size_t at = 0;
    for (size_t i = 0; i < s.len; i += 3) {
        uint32_t v = (uint32_t)s.p[i] << 16;
        v |= i + 1 < s.len ? (uint32_t)s.p[i + 1] << 8 : 0;
        v |= i + 2 < s.len ? s.p[i + 2] : 0;
        for (size_t k = 0; k < 4; k++) {
            bool pad = i + k > s.len;
            mk_buf_u8(b, pad ? '=' : (uint8_t)digits[v >> (18 - 6 * k) & 63]);
            if (columns && ++at % columns == 0)
                mk_buf_u8(b, '\n');
        }
    }
    if (columns && at % columns)
        mk_buf_u8(b, '\n');
}

static int digit(uint8_t c)
{
    const char *p = c ? strchr(digits, c) : NULL;
    return p ? (int)(p - digits) : -1;
}

bool mk_base64_get(struct mk_buf *b, struct mk_span text)
{
    uint32_t v = 0;
    size_t n = 0, pads = 0;
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = text.p[i];
        if (c == '\n')
            continue;
        int d = c == '=' ? 0 : digit(c);
        if (d < 0 || (pads && c != '=') || pads > 2)
            return false;
        pads += c == '=';
        v = v << 6 | (uint32_t)d;
        if (++n % 4)
            continue;
        if (pads > 2 || (pads == 2 && v & 0xffff) || (pads == 1 && v & 0xff))
            return false;
        uint8_t out[3] = { (uint8_t)(v >> 16), (uint8_t)(v >> 8), (uint8_t)v };
        mk_buf_put(b, out, 3 - pads);
        v = 0;
    }
    return n % 4 == 0 && mk_buf_ok(b);
}
