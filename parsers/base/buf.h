#ifndef MK_BUF_H
#define MK_BUF_H

#include "parsers/base/span.h"

/*
 * A growing buffer, created with its maximum. The first put that does not fit
 * (or finds no memory) makes it `bad`; later puts do nothing. So a text or a
 * packet is put together straight through and checked once with mk_buf_ok().
 */
struct mk_buf {
    uint8_t *p;
    size_t len, cap, max;
    bool bad;
};

void mk_buf_init(struct mk_buf *b, size_t max);
void mk_buf_done(struct mk_buf *b);
static inline bool mk_buf_ok(const struct mk_buf *b)
{
    return !b->bad;
}
static inline struct mk_span mk_buf_span(const struct mk_buf *b)
{
    return mk_span(b->p, b->len);
}
/* Empties it and makes it good again; keeps the memory. */
static inline void mk_buf_clear(struct mk_buf *b)
{
    b->len = 0;
    b->bad = false;
}

uint8_t *mk_buf_more(struct mk_buf *b, size_t n); /* mk_buf_room() when it has to grow */

/* Room for `n` more bytes at p + len, or NULL; the caller then adds to `len` what it used. */
static inline uint8_t *mk_buf_room(struct mk_buf *b, size_t n)
{
    return !b->bad && n <= b->cap - b->len ? b->p + b->len : mk_buf_more(b, n);
}

static inline void mk_buf_put(struct mk_buf *b, const void *p, size_t n)
{
    if (n == 0 || ((b->bad || n > b->cap - b->len) && !mk_buf_more(b, n)))
        return;
    memcpy(b->p + b->len, p, n);
    b->len += n;
}

static inline void mk_buf_u8(struct mk_buf *b, uint8_t v)
{
    mk_buf_put(b, &v, 1);
}

void mk_buf_puts(struct mk_buf *b, const char *s);
void mk_buf_printf(struct mk_buf *b, const char *fmt, ...) MK_PRINTF(2, 3);
void mk_buf_u16le(struct mk_buf *b, uint16_t v);
void mk_buf_u32le(struct mk_buf *b, uint32_t v);
void mk_buf_u64le(struct mk_buf *b, uint64_t v);
void mk_buf_u32be(struct mk_buf *b, uint32_t v);
void mk_buf_text(struct mk_buf *b, struct mk_span s); /* u32 little endian length, then the bytes */
void mk_buf_hex(struct mk_buf *b, struct mk_span s);  /* lower case */

/* Drops the first `n` bytes, which must be there. */
void mk_buf_drop(struct mk_buf *b, size_t n);
/* A NUL behind the content, not counted in len: the text, or NULL when bad. */
const char *mk_buf_cstr(struct mk_buf *b);

#endif
