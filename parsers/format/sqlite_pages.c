#include "parsers/format/sqlite_pages.h"
#include <stdlib.h>

void mk_sqlite_pages_init(struct mk_sqlite_pages *p, uint64_t bytes_max)
{
    uint64_t max = bytes_max / sizeof *p->v;
    *p = (struct mk_sqlite_pages){ .max = max < SIZE_MAX / 16 ? (size_t)max : SIZE_MAX / 16 };
}

void mk_sqlite_pages_done(struct mk_sqlite_pages *p)
{
    free(p->v);
    *p = (struct mk_sqlite_pages){ 0 };
}

static int grow(struct mk_sqlite_pages *p, struct mk_error *e)
{
    size_t cap = p->cap ? 2 * p->cap : 64;
    if (cap > p->max)
        cap = p->max;
    if (cap <= p->cap)
        return mk_fail(e, MK_ELIMIT, "the log holds more than %zu pages", p->max);
    uint64_t *v = realloc(p->v, cap * sizeof *v);
    if (!v)
        return mk_fail(e, MK_ENOMEM, "index of the log's pages");
    p->v = v;
    p->cap = cap;
    return 0;
}

int mk_sqlite_pages_add(struct mk_sqlite_pages *p, uint32_t page, uint64_t at, struct mk_error *e)
{
    if (at >> 3 > UINT32_MAX)
        return mk_fail(e, MK_ELIMIT, "the log is larger than 32 GiB");
    if (p->n == p->cap && grow(p, e) != 0)
        return -1;
    p->v[p->n++] = (uint64_t)page << 32 | at >> 3;
    return 0;
}

void mk_sqlite_pages_cut(struct mk_sqlite_pages *p, size_t n)
{
    if (n < p->n)
        p->n = n;
}

static int by_page_and_place(const void *a, const void *b)
{
    uint64_t x, y;
    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

void mk_sqlite_pages_sort(struct mk_sqlite_pages *p)
{
    size_t kept = 0;
    if (p->n)
        qsort(p->v, p->n, sizeof *p->v, by_page_and_place);
    for (size_t i = 0; i < p->n; i++)
        if (i + 1 == p->n || p->v[i] >> 32 != p->v[i + 1] >> 32)
            p->v[kept++] = p->v[i];
    p->n = kept;
}

bool mk_sqlite_pages_find(uint64_t *at, const struct mk_sqlite_pages *p, uint32_t page)
{
    size_t lo = 0, hi = p->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (p->v[mid] >> 32 < page)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == p->n || p->v[lo] >> 32 != page)
        return false;
    *at = (p->v[lo] & UINT32_MAX) << 3;
    return true;
}
