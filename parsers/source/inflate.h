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

/* Deflate gives at most 1032 bytes for one (zlib.net/zlib_tech.html); files of phones do not come
 * near that, and large ones that do are made to fill a disk: what `packed` bytes may unpack to. */
#define MK_INFLATE_ANYWAY ((uint64_t)256 << 20)
#define MK_INFLATE_TIMES  250
static inline uint64_t mk_inflate_most(uint64_t packed)
{
    uint64_t times =
        packed > UINT64_MAX / MK_INFLATE_TIMES ? UINT64_MAX : packed * MK_INFLATE_TIMES;
    return times > MK_INFLATE_ANYWAY ? times : MK_INFLATE_ANYWAY;
}

/* A part of a file, front to back; `u` of the reader is the struct itself. */
struct mk_part_reader {
    const struct mk_file *f;
    uint64_t at, end;
};
struct mk_reader mk_reader_part(struct mk_part_reader *p, const struct mk_file *f, uint64_t at,
                                uint64_t len);

#endif
