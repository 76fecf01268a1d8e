#ifndef MEDIA_CASE_H
#define MEDIA_CASE_H

#include "parsers/format/media.h"
#include "parsers/source/source.h"
#include "tests/lib/t.h"
#include "tests/lib/tiff_make.h"

/* What the tests of pictures and films share: entries of a directory, and how one is read. */

#define TEXT(tag, s)                                                                               \
    {                                                                                              \
        tag, 2, sizeof(s), s, 0                                                                    \
    }
#define END                                                                                        \
    {                                                                                              \
        0                                                                                          \
    }
/* Rationals in big endian, one digit over 1. */
#define R(n, d) "\0\0\0" n "\0\0\0" d

/* 40.5 north, 3.25 east. */
static const struct tiff_entry north_east[] = {
    TEXT(1, "N"), { 2, 5, 3, R("\x28", "\1") R("\x1e", "\1") R("\0", "\1"), 0 },
    TEXT(3, "E"), { 4, 5, 3, R("\x03", "\1") R("\x0f", "\1") R("\0", "\1"), 0 },
    END,
};

static inline void read_bytes(struct mk_media *m, struct mk_span s)
{
    struct mk_file f = mk_file_memory(&s);
    assert_true(mk_media_read(m, &f));
}

static inline bool is(struct mk_span s, const char *text)
{
    return mk_span_is(s, text);
}

static inline bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

#endif
