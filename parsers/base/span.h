#ifndef MK_SPAN_H
#define MK_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The result of a call so marked has to be looked at. */
#define MK_CHECK        __attribute__((warn_unused_result))
#define MK_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* A borrowed run of bytes. `p` may be NULL only when `len` is 0. */
struct mk_span {
    const uint8_t *p;
    size_t len;
};

static inline struct mk_span mk_span(const void *p, size_t len)
{
    return (struct mk_span){ (const uint8_t *)p, len };
}

static inline struct mk_span mk_str(const char *s)
{
    return mk_span(s, s ? strlen(s) : 0);
}

static inline bool mk_span_eq(struct mk_span a, struct mk_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.p, b.p, a.len) == 0);
}

static inline bool mk_span_is(struct mk_span a, const char *s)
{
    return mk_span_eq(a, mk_str(s));
}

static inline bool mk_span_starts(struct mk_span a, struct mk_span head)
{
    return a.len >= head.len && (head.len == 0 || memcmp(a.p, head.p, head.len) == 0);
}

static inline bool mk_span_ends(struct mk_span a, struct mk_span tail)
{
    return a.len >= tail.len &&
           (tail.len == 0 || memcmp(a.p + (a.len - tail.len), tail.p, tail.len) == 0);
}

/* The same, where ASCII letters are alike in either case. */
static inline bool mk_span_ends_fold(struct mk_span a, struct mk_span tail)
{
    if (a.len < tail.len)
        return false;
    for (size_t i = 0; i < tail.len; i++) {
        uint8_t x = a.p[a.len - tail.len + i], y = tail.p[i];
        if (x != y && ((x | 0x20) != (y | 0x20) || (x | 0x20) < 'a' || (x | 0x20) > 'z'))
            return false;
    }
    return true;
}

/* From byte `at` to the end; empty when `at` lies behind it. */
static inline struct mk_span mk_span_from(struct mk_span a, size_t at)
{
    return at < a.len ? mk_span(a.p + at, a.len - at) : mk_span(NULL, 0);
}

/* Bytewise order, shorter first when one starts the other: <0, 0, >0. */
static inline int mk_span_cmp(struct mk_span a, struct mk_span b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int d = n ? memcmp(a.p, b.p, n) : 0;
    return d ? d : (a.len > b.len) - (a.len < b.len);
}

#endif
