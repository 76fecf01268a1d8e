#include "parsers/source/inflate.h"
#include <stdlib.h>
#include <zlib.h>

#define CHUNK ((size_t)64 << 10)

struct work {
    z_stream z;
    const struct mk_reader *in;
    int (*put)(void *u, const void *p, size_t n, struct mk_error *e);
    void *u;
    uint64_t max;
    bool dry; /* the input has ended */
    uint8_t from[CHUNK], to[CHUNK];
};

static int refill(struct work *w, struct mk_error *e)
{
    size_t got = 0;
    if (w->z.avail_in || w->dry)
        return 0;
    if (w->in->read(w->in->u, w->from, sizeof w->from, &got, e) != 0)
        return -1;
    w->dry = got == 0;
    w->z.next_in = w->from;
    w->z.avail_in = (uInt)got;
    return 0;
}

static int give(struct mk_inflated *out, struct work *w, struct mk_error *e)
{
    size_t n = sizeof w->to - w->z.avail_out;
    if (n > w->max - out->out) {
        n = (size_t)(w->max - out->out);
        out->odd = "unpacks to more than it should";
    }
    out->crc = (uint32_t)crc32(out->crc, w->to, (uInt)n);
    out->out += n;
    return n ? w->put(w->u, w->to, n, e) : 0;
}

static const char *zlib_says(const z_stream *z, int rc)
{
    if (rc == Z_NEED_DICT)
        return "needs a dictionary";
    return z->msg ? z->msg : "damaged";
}

/* Another member of a gzip file begins with 1f 8b; anything else is not part of it. */
static bool next_member(struct work *w, struct mk_error *e, int *rc)
{
    *rc = refill(w, e);
    return *rc == 0 && w->z.avail_in && w->z.next_in[0] == 0x1f && inflateReset(&w->z) == Z_OK;
}

static int run(struct mk_inflated *out, struct work *w, enum mk_wrap wrap, struct mk_error *e)
{
    int rc;
    while (!out->ended && !out->odd) {
        if (refill(w, e) != 0)
            return -1;
        w->z.next_out = w->to;
        w->z.avail_out = sizeof w->to;
        size_t before = w->z.avail_in;
        int zrc = inflate(&w->z, Z_NO_FLUSH);
        out->in += before - w->z.avail_in;
        if (zrc == Z_MEM_ERROR)
            return mk_fail(e, MK_ENOMEM, "unpacking");
        if (give(out, w, e) != 0)
            return -1;
        if (zrc == Z_STREAM_END && !(wrap == MK_WRAP_GZIP && next_member(w, e, &rc)))
            out->ended = true;
        else if (zrc != Z_OK && zrc != Z_STREAM_END && zrc != Z_BUF_ERROR && !out->odd)
            out->odd = zlib_says(&w->z, zrc);
        else if (zrc != Z_STREAM_END && w->dry && w->z.avail_out && !out->odd)
            out->odd = "ends in the middle";
    }
    return 0;
}

int mk_inflate(struct mk_inflated *out, enum mk_wrap wrap, const struct mk_reader *in, uint64_t max,
               int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
               struct mk_error *e)
{
    struct work *w = malloc(sizeof *w);
    *out = (struct mk_inflated){ 0 };
    if (!w)
        return mk_fail(e, MK_ENOMEM, "unpacking");
    w->z = (z_stream){ 0 };
    w->in = in;
    w->put = put;
    w->u = u;
    w->max = max;
    w->dry = false;
    int rc = -1;
    if (inflateInit2(&w->z, wrap) != Z_OK) {
        mk_fail(e, MK_ENOMEM, "unpacking");
    } else {
        rc = run(out, w, wrap, e);
        inflateEnd(&w->z);
    }
    free(w);
    return rc;
}

static int part_read(void *u, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct mk_part_reader *p = u;
    *got = 0;
    if (n > p->end - p->at)
        n = (size_t)(p->end - p->at);
    if (n && p->f->pread(p->f->u, p->at, out, n, got, e) != 0)
        return -1;
    p->at += *got;
    return 0;
}

struct mk_reader mk_reader_part(struct mk_part_reader *p, const struct mk_file *f, uint64_t at,
                                uint64_t len)
{
    *p = (struct mk_part_reader){ f, at, len > UINT64_MAX - at ? UINT64_MAX : at + len };
    return (struct mk_reader){ part_read, p };
}
