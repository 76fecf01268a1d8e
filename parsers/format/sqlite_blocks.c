#include "parsers/format/sqlite_blocks.h"
#include <stdlib.h>

int mk_sqlite_blocks_init(struct mk_sqlite_blocks *b, struct mk_error *e)
{
    *b = (struct mk_sqlite_blocks){ 0 };
    b->mem = malloc(MK_BLOCKS_MAX * MK_BLOCK);
    return b->mem ? 0 : mk_fail(e, MK_ENOMEM, "read-ahead of a database");
}

void mk_sqlite_blocks_done(struct mk_sqlite_blocks *b)
{
    free(b->mem);
    *b = (struct mk_sqlite_blocks){ 0 };
}

static bool holds(const struct mk_sqlite_block *k, const struct mk_file *f, uint64_t at, size_t n)
{
    return k->f == f && at >= k->at && n <= k->len && at - k->at <= k->len - n;
}

static bool find(struct mk_sqlite_blocks *b, const struct mk_file *f, uint64_t at, size_t n)
{
    if (holds(&b->block[b->recent], f, at, n))
        return true;
    for (size_t i = 0; i < MK_BLOCKS_MAX; i++)
        if (holds(&b->block[i], f, at, n)) {
            b->recent = i;
            return true;
        }
    return false;
}

/* The block that a forward read at `at` refills; false when it is not one. */
static bool stream(size_t *slot, const struct mk_sqlite_blocks *b, const struct mk_file *f,
                   uint64_t at)
{
    size_t oldest = 0;
    for (size_t i = 0; i < MK_BLOCKS_MAX; i++) {
        const struct mk_sqlite_block *k = &b->block[i];
        *slot = i;
        /* A page may lie half in the block, half behind it. */
        if (k->f == f && at > k->at && at - k->at < k->len + MK_BLOCK)
            return true;
        if (k->used < b->block[oldest].used)
            oldest = i;
    }
    *slot = oldest;
    return b->last == f && at >= b->last_end && at - b->last_end < MK_BLOCK;
}

int mk_sqlite_blocks_read(size_t *got, struct mk_sqlite_blocks *b, const struct mk_file *f,
                          uint64_t at, void *out, size_t n, struct mk_error *e)
{
    size_t slot;
    if (!find(b, f, at, n)) {
        if (n > MK_BLOCK / 2 || !stream(&slot, b, f, at)) {
            b->last = f;
            b->last_end = at + n;
            return f->pread(f->u, at, out, n, got, e);
        }
        struct mk_sqlite_block *k = &b->block[slot];
        k->len = 0;
        if (f->pread(f->u, at, b->mem + slot * MK_BLOCK, MK_BLOCK, &k->len, e) != 0)
            return -1;
        k->f = f;
        k->at = at;
        b->recent = slot;
    }
    struct mk_sqlite_block *k = &b->block[b->recent];
    k->used = ++b->clock;
    size_t from = (size_t)(at - k->at);
    *got = k->len - from < n ? k->len - from : n;
    memcpy(out, b->mem + b->recent * MK_BLOCK + from, *got);
    return 0;
}
