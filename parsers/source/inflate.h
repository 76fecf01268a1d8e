#ifndef MK_INFLATE_H
#define MK_INFLATE_H

#include "parsers/base/reader.h"

/* Deflate (RFC 1951), bare or in the wrappers of zlib (RFC 1950) and gzip (RFC 1952), by zlib. */
enum mk_wrap { MK_WRAP_NONE = -15, MK_WRAP_ZLIB = 15, MK_WRAP_GZIP = 31 };

struct mk_inflated {
    uint64_t in, out; /* bytes taken and given */
    uint32_t crc;     /* CRC-32 of what was given */
    bool ended;       /* the stream came to its own end */
    const char *odd;  /* why not, or what is wrong; NULL: nothing */
};

/*
 * Unpacks to `put` until the stream ends, or cannot be read on, or would give more than `max`
 * bytes; what came before that was given. Members of a gzip file that follow each other are one. -1
 * when reading or `put` fails, and without memory.
 */
MK_CHECK int mk_inflate(struct mk_inflated *out, enum mk_wrap wrap, const struct mk_reader *in,
                        uint64_t max,
                        int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
                        struct mk_error *e);

/* A part of a file, front to back; `u` of the reader is the struct itself. */
struct mk_part_reader {
    const struct mk_file *f;
    uint64_t at, end;
};
struct mk_reader mk_reader_part(struct mk_part_reader *p, const struct mk_file *f, uint64_t at,
                                uint64_t len);

#endif
