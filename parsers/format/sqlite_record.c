#include "parsers/format/sqlite_record.h"

size_t mk_sqlite_varint_put(uint8_t *out, uint64_t v)
{
    size_t n = mk_sqlite_varint_len(v), i = n;
    if (n == 9) {
        out[--i] = (uint8_t)v;
        v >>= 8;
    }
    while (i--) {
        out[i] = (uint8_t)(v | 0x80);
        v >>= 7;
    }
    if (n < 9)
        out[n - 1] &= 0x7f;
    return n;
}

int64_t mk_serial_int(uint64_t type, struct mk_span s)
{
    if (type == 8 || type == 9)
        return type == 9;
    if (!s.len)
        return 0;
    uint64_t v = s.p[0] & 0x80 ? UINT64_MAX : 0;
    for (size_t i = 0; i < s.len; i++)
        v = v << 8 | s.p[i];
    return (int64_t)v;
}

double mk_serial_real(struct mk_span s)
{
    double d = 0;
    uint64_t v = (uint64_t)mk_serial_int(6, s);
    if (s.len == sizeof d)
        memcpy(&d, &v, sizeof d);
    return d;
}

bool mk_sqlite_record_head(struct mk_sqlite_record *r, struct mk_span s, bool own)
{
    return mk_sqlite_record_fits(r, s, own, UINT64_MAX);
}

bool mk_sqlite_record_fits(struct mk_sqlite_record *r, struct mk_span s, bool own, uint64_t max)
{
    uint64_t head, type, body = 0;
    size_t at = mk_sqlite_varint(&head, s, 0), k = 1;
    uint32_t n = 0;
    r->n = 0;
    r->body = 0;
    if (!at || head < at || head > s.len || head > 9 * (MK_SQLITE_COLUMNS + 1))
        return false;
    for (; at < head; at += k) {
        type = s.p[at];
        k = type < 0x80 ? 1 : mk_sqlite_varint(&type, s, at); /* most are of one byte */
        if (!k || n == MK_SQLITE_COLUMNS || (!own && (type == 10 || type == 11)))
            return false;
        if (__builtin_add_overflow(body, mk_serial_len(type), &body) || body > max)
            return false;
        r->type[n++] = type;
    }
    r->n = n;
    r->body = body;
    r->head = (uint32_t)head;
    return at == head;
}

uint32_t mk_sqlite_local(uint64_t payload, uint32_t usable, bool table_leaf)
{
    uint32_t max = table_leaf ? usable - 35 : (usable - 12) * 64 / 255 - 23;
    uint32_t min = (usable - 12) * 32 / 255 - 23;
    if (payload <= max)
        return (uint32_t)payload;
    uint32_t k = min + (uint32_t)((payload - min) % (usable - 4));
    return k <= max ? k : min;
}
