#include "parsers/base/cursor.h"
#include <endian.h>

struct mk_cursor mk_cur(struct mk_span in)
{
    return (struct mk_cursor){ .in = in, .bad_at = MK_CUR_OK };
}

bool mk_cur_ok(const struct mk_cursor *c)
{
    return c->bad_at == MK_CUR_OK;
}
size_t mk_cur_left(const struct mk_cursor *c)
{
    return mk_cur_ok(c) ? c->in.len - c->pos : 0;
}

void mk_cur_refuse(struct mk_cursor *c)
{
    if (mk_cur_ok(c))
        c->bad_at = c->pos;
}

struct mk_span mk_cur_take(struct mk_cursor *c, uint64_t n)
{
    if (n > mk_cur_left(c)) {
        mk_cur_refuse(c);
        return (struct mk_span){ 0 };
    }
    struct mk_span s = { c->in.p ? c->in.p + c->pos : NULL, (size_t)n };
    c->pos += s.len;
    return s;
}

struct mk_span mk_cur_text(struct mk_cursor *c)
{
    return mk_cur_take(c, mk_cur_u32le(c));
}

struct mk_span mk_cur_rest(struct mk_cursor *c)
{
    return mk_cur_take(c, mk_cur_left(c));
}

/* `n` bytes, 1 to 8, as one number, least or most significant first; 0 when they are not there. */
static inline uint64_t number(struct mk_cursor *c, size_t n, bool big)
{
    struct mk_span s = mk_cur_take(c, n);
    uint64_t v = 0;
    if (!s.p || s.len != n)
        return 0;
    memcpy(&v, s.p, n);
    v = le64toh(v);
    return big ? __builtin_bswap64(v) >> (64 - 8 * n) : v;
}

uint8_t mk_cur_u8(struct mk_cursor *c)
{
    return (uint8_t)number(c, 1, false);
}

uint16_t mk_cur_u16le(struct mk_cursor *c)
{
    return (uint16_t)number(c, 2, false);
}

uint16_t mk_cur_u16be(struct mk_cursor *c)
{
    return (uint16_t)number(c, 2, true);
}

uint32_t mk_cur_u32le(struct mk_cursor *c)
{
    return (uint32_t)number(c, 4, false);
}

uint32_t mk_cur_u32be(struct mk_cursor *c)
{
    return (uint32_t)number(c, 4, true);
}

uint64_t mk_cur_u64le(struct mk_cursor *c)
{
    return number(c, 8, false);
}

uint64_t mk_cur_u64be(struct mk_cursor *c)
{
    return number(c, 8, true);
}

uint64_t mk_cur_varint(struct mk_cursor *c)
{
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 70; shift += 7) {
        uint8_t b = mk_cur_u8(c);
        if (shift == 63 && b > 1)
            break;
        v |= (uint64_t)(b & 0x7f) << shift;
        if (!(b & 0x80))
            return v;
    }
    mk_cur_refuse(c);
    return 0;
}

size_t mk_cur_count(struct mk_cursor *c, uint64_t n, size_t min)
{
    if (min == 0 || n > mk_cur_left(c) / min) {
        mk_cur_refuse(c);
        return 0;
    }
    return (size_t)n;
}
