#include "parsers/base/arena.h"
#include <stdlib.h>

struct mk_arena_block {
    struct mk_arena_block *before;
    size_t used, size;
    max_align_t data[];
};

#define BLOCK ((size_t)64 << 10)

void mk_arena_init(struct mk_arena *a, size_t cap)
{
    *a = (struct mk_arena){ .cap = cap };
}

void mk_arena_done(struct mk_arena *a)
{
    for (struct mk_arena_block *b = a->last, *before; b; b = before) {
        before = b->before;
        free(b);
    }
    a->last = NULL;
    a->used = 0;
}

void mk_arena_clear(struct mk_arena *a)
{
    struct mk_arena_block *b = a->last;
    if (!b)
        return;
    if (b->before || b->size > BLOCK) {
        mk_arena_done(a);
        return;
    }
    memset(b->data, 0, b->used);
    b->used = 0;
}

static struct mk_arena_block *grow(struct mk_arena *a, size_t n)
{
    size_t size = n > BLOCK ? n : BLOCK, whole;
    struct mk_arena_block *b;
    if (size > a->cap - a->used)
        size = n; /* near the cap: no more than is needed */
    if (__builtin_add_overflow(size, sizeof *b, &whole) || size > a->cap - a->used)
        return NULL;
    b = calloc(1, whole);
    if (!b)
        return NULL;
    b->size = size;
    b->before = a->last;
    a->last = b;
    a->used += size;
    return b;
}

void *mk_arena_alloc(struct mk_arena *a, size_t n)
{
    const size_t align = _Alignof(max_align_t);
    struct mk_arena_block *b = a->last;
    if (n > SIZE_MAX - align)
        return NULL;
    n = (n + align - 1) / align * align;
    if (!b || n > b->size - b->used)
        b = grow(a, n);
    if (!b)
        return NULL;
    void *p = (uint8_t *)b->data + b->used;
    b->used += n;
    return p;
}

void *mk_arena_array(struct mk_arena *a, size_t count, size_t size)
{
    size_t n;
    return __builtin_mul_overflow(count, size, &n) ? NULL : mk_arena_alloc(a, n);
}

struct mk_span mk_arena_copy(struct mk_arena *a, struct mk_span s)
{
    uint8_t *p = s.len < SIZE_MAX ? mk_arena_alloc(a, s.len + 1) : NULL;
    if (!p)
        return mk_span(NULL, 0);
    if (s.len)
        memcpy(p, s.p, s.len);
    return mk_span(p, s.len);
}
