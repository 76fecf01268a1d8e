#include "parsers/base/buf.h"
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void mk_buf_init(struct mk_buf *b, size_t max)
{
    *b = (struct mk_buf){ .max = max };
}

void mk_buf_done(struct mk_buf *b)
{
    free(b->p);
    *b = (struct mk_buf){ .max = b->max };
}

static bool grow(struct mk_buf *b, size_t need)
{
    size_t cap = b->cap ? b->cap : b->max < 256 ? b->max : 256;
    while (cap < need)
        cap = cap > b->max / 2 ? b->max : cap * 2;
    uint8_t *p = realloc(b->p, cap);
    if (!p)
        return false;
    b->p = p;
    b->cap = cap;
    return true;
}

uint8_t *mk_buf_more(struct mk_buf *b, size_t n)
{
    if (b->bad || n > b->max - b->len || (n > b->cap - b->len && !grow(b, b->len + n))) {
        b->bad = true;
        return NULL;
    }
    return b->p + b->len;
}

void mk_buf_puts(struct mk_buf *b, const char *s)
{
    mk_buf_put(b, s, strlen(s));
}

void mk_buf_printf(struct mk_buf *b, const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    uint8_t *room = n < 0 ? NULL : mk_buf_room(b, (size_t)n + 1);
    if (room) {
        vsnprintf((char *)room, (size_t)n + 1, fmt, again);
        b->len += (size_t)n;
    }
    b->bad = b->bad || n < 0;
    va_end(again);
    va_end(ap);
}

static void number(struct mk_buf *b, uint64_t v, size_t n)
{
    uint8_t *room = mk_buf_room(b, n);
    if (!room)
        return;
    for (size_t i = 0; i < n; i++)
        room[i] = (uint8_t)(v >> 8 * i);
    b->len += n;
}

void mk_buf_u16le(struct mk_buf *b, uint16_t v)
{
    number(b, v, 2);
}

void mk_buf_u32le(struct mk_buf *b, uint32_t v)
{
    number(b, v, 4);
}

void mk_buf_u64le(struct mk_buf *b, uint64_t v)
{
    number(b, v, 8);
}

void mk_buf_u32be(struct mk_buf *b, uint32_t v)
{
    number(b, __builtin_bswap32(v), 4);
}

void mk_buf_text(struct mk_buf *b, struct mk_span s)
{
    b->bad = b->bad || s.len > UINT32_MAX;
    mk_buf_u32le(b, (uint32_t)s.len);
    mk_buf_put(b, s.p, s.len);
}

void mk_buf_hex(struct mk_buf *b, struct mk_span s)
{
    static const char digits[] = "0123456789abcdef";
    uint8_t *room = s.len && s.len <= SIZE_MAX / 2 ? mk_buf_room(b, s.len * 2) : NULL;
    if (!room)
        return;
    for (size_t i = 0; i < s.len; i++) {
        *room++ = (uint8_t)digits[s.p[i] >> 4];
        *room++ = (uint8_t)digits[s.p[i] & 15];
    }
    b->len += s.len * 2;
}

void mk_buf_drop(struct mk_buf *b, size_t n)
{
    assert(n <= b->len);
    if (n && n < b->len)
        memmove(b->p, b->p + n, b->len - n);
    b->len -= n;
}

const char *mk_buf_cstr(struct mk_buf *b)
{
    uint8_t *room = mk_buf_room(b, 1);
    if (!room)
        return NULL;
    *room = 0;
    return (const char *)b->p;
}
