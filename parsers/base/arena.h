#ifndef MK_ARENA_H
#define MK_ARENA_H

#include "parsers/base/span.h"

/*
 * Memory of one parse: handed out in pieces, freed whole, never above its cap.
 * What a phone can make us keep is bounded here.
 */
struct mk_arena {
    struct mk_arena_block *last;
    size_t used, cap; /* bytes asked of the heap, and their limit */
};

void mk_arena_init(struct mk_arena *a, size_t cap);
void mk_arena_done(struct mk_arena *a);
/* Takes everything back, but keeps the memory of one block for what comes next. */
void mk_arena_clear(struct mk_arena *a);

/* Zeroed, aligned for any type. NULL when the cap or the heap is exhausted. */
void *mk_arena_alloc(struct mk_arena *a, size_t n);
void *mk_arena_array(struct mk_arena *a, size_t count, size_t size);

/* A copy of `s`, followed by a NUL that its length does not count. `p` is NULL on failure. */
struct mk_span mk_arena_copy(struct mk_arena *a, struct mk_span s);

#endif
