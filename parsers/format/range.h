#ifndef MK_RANGE_H
#define MK_RANGE_H

#include "parsers/base/reader.h"

/*
 * A run of bytes inside a file, read where needed: a box, a picture's Exif block. Offsets count
 * from its start; nothing outside of it can be read. The file stays the caller's.
 */
struct mk_range {
    const struct mk_file *file;
    uint64_t at, len;
};

static inline struct mk_range mk_range_of(const struct mk_file *f)
{
    return (struct mk_range){ f, 0, f->size };
}

/* The part of `r` from `at` on, at most `len` bytes; what lies outside is cut off. */
static inline struct mk_range mk_range_sub(const struct mk_range *r, uint64_t at, uint64_t len)
{
    at = at < r->len ? at : r->len;
    return (struct mk_range){ r->file, r->at + at, len < r->len - at ? len : r->len - at };
}

/* Up to `n` bytes from `at` on; returns how many there were: fewer at the end, or when the file
 * cannot be read there. */
static inline size_t mk_range_get(void *out, const struct mk_range *r, uint64_t at, size_t n)
{
    size_t got = 0;
    if (at >= r->len)
        return 0;
    n = n < r->len - at ? n : (size_t)(r->len - at);
    return r->file->pread(r->file->u, r->at + at, out, n, &got, NULL) == 0 ? got : 0;
}

/* Exactly `n` bytes, or false. */
static inline bool mk_range_read(void *out, const struct mk_range *r, uint64_t at, size_t n)
{
    return mk_range_get(out, r, at, n) == n;
}

#endif
