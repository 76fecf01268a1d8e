#include "parsers/format/sqlite_carve_found.h"
#include <stdlib.h>

/* Finalizer of splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators). */
uint64_t mk_carve_mix(uint64_t v)
{
    v = (v ^ v >> 30) * 0xbf58476d1ce4e5b9u;
    v = (v ^ v >> 27) * 0x94d049bb133111ebu;
    return v ^ v >> 31;
}

static uint64_t hash_bytes(uint64_t h, struct mk_span s)
{
    uint64_t word;
    size_t i = 0;
    for (; i + sizeof word <= s.len; i += sizeof word) {
        memcpy(&word, s.p + i, sizeof word);
        h = (h ^ word) * 0x9e3779b97f4a7c15u;
        h ^= h >> 29;
    }
    for (; i < s.len; i++)
        h = (h ^ s.p[i]) * 0x100000001b3u;
    return mk_carve_mix(h);
}

void mk_found_sums(struct mk_found *f, const struct mk_sqlite_record *r, struct mk_span bytes)
{
    uint64_t at = r->head, sum = 0;
    f->sums[0] = 0;
    for (uint32_t i = 0; i < r->n; i++) {
        uint64_t len = mk_serial_len(r->type[i]);
        struct mk_span s = at < bytes.len && len <= bytes.len - at
                               ? mk_span(bytes.p + at, (size_t)len)
                               : mk_span(NULL, 0);
        sum += hash_bytes(r->type[i], s) * (2 * (uint64_t)i + 0x9e3779b9u * 2 + 1);
        f->sums[i + 1] = sum;
        at += len;
    }
}

bool mk_found_index_make(struct mk_found_index *x, size_t n)
{
    size_t cap = 64;
    while (cap < 2 * n)
        cap *= 2;
    free(x->slot);
    x->slot = calloc(cap, sizeof *x->slot);
    x->cap = x->slot ? cap : 0;
    return x->slot != NULL;
}

void mk_found_index_free(struct mk_found_index *x)
{
    free(x->slot);
    *x = (struct mk_found_index){ 0 };
}

void mk_found_index_put(struct mk_found_index *x, uint64_t key, uint32_t row)
{
    size_t i = (size_t)mk_carve_mix(key) & (x->cap - 1);
    while (x->slot[i])
        i = (i + 1) & (x->cap - 1);
    x->slot[i] = row + 1;
}

bool mk_found_index_next(uint32_t *row, size_t *at, const struct mk_found_index *x, uint64_t key)
{
    if (!x->cap)
        return false;
    *at =
        *at == MK_INDEX_FIRST ? (size_t)mk_carve_mix(key) & (x->cap - 1) : (*at + 1) & (x->cap - 1);
    if (!x->slot[*at])
        return false;
    *row = x->slot[*at] - 1;
    return true;
}
