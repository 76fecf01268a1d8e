#include "parsers/format/unpack.h"
#include <stdlib.h>
#include <zlib.h>

#define STEP ((size_t)64 << 10)

enum kind { NOT_YET, PLAIN, PACKED };

struct mk_unpack {
    mk_put *put;
    void *u;
    z_stream z;
    enum kind kind;
    bool ended;
    uint8_t first[2]; /* held back until both are there */
    size_t nfirst;
    uint8_t out[STEP];
};

int mk_unpack_new(struct mk_unpack **out, mk_put *put, void *u, struct mk_error *e)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return mk_fail(e, MK_ENOMEM, "unpacking");
    (*out)->put = put;
    (*out)->u = u;
    return 0;
}

void mk_unpack_free(struct mk_unpack *x)
{
    if (x && x->kind == PACKED)
        inflateEnd(&x->z);
    free(x);
}

static int begin(struct mk_unpack *x, struct mk_error *e)
{
    const uint8_t *p = x->first;
    bool gzip = p[0] == 0x1f && p[1] == 0x8b;
    if (!gzip && ((p[0] & 0x0f) != Z_DEFLATED || (p[0] << 8 | p[1]) % 31 != 0)) {
        x->kind = PLAIN;
        return 0;
    }
    if (inflateInit2(&x->z, gzip ? 31 : 15) != Z_OK)
        return mk_fail(e, MK_ENOMEM, "unpacking");
    x->kind = PACKED;
    return 0;
}

static int unpack(struct mk_unpack *x, const uint8_t *p, size_t n, struct mk_error *e)
{
    x->z.next_in = (Bytef *)p;
    x->z.avail_in = (uInt)n;
    while (!x->ended) {
        x->z.next_out = x->out;
        x->z.avail_out = STEP;
        int rc = inflate(&x->z, Z_NO_FLUSH);
        if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
            return mk_fail(e, rc == Z_MEM_ERROR ? MK_ENOMEM : MK_EFORMAT,
                           "the packed content is damaged");
        if (x->z.avail_out < STEP && x->put(x->u, x->out, STEP - x->z.avail_out, e) != 0)
            return -1;
        x->ended = rc == Z_STREAM_END;
        if (x->z.avail_out) /* nothing more to come out of what was put in */
            break;
    }
    return 0;
}

static int hand_on(struct mk_unpack *x, const uint8_t *p, size_t n, struct mk_error *e)
{
    return x->kind == PLAIN ? x->put(x->u, p, n, e) : unpack(x, p, n, e);
}

int mk_unpack_put(void *u, const void *p, size_t n, struct mk_error *e)
{
    struct mk_unpack *x = u;
    const uint8_t *at = p;
    if (x->kind == NOT_YET) {
        for (; x->nfirst < sizeof x->first && n; n--)
            x->first[x->nfirst++] = *at++;
        if (x->nfirst < sizeof x->first)
            return 0;
        if (begin(x, e) != 0 || hand_on(x, x->first, x->nfirst, e) != 0)
            return -1;
    }
    for (size_t k; n; n -= k, at += k) {
        k = n < STEP ? n : STEP;
        if (hand_on(x, at, k, e) != 0)
            return -1;
    }
    return 0;
}

int mk_unpack_end(const struct mk_unpack *x, struct mk_error *e)
{
    if (x->kind == PACKED && !x->ended)
        return mk_fail(e, MK_EFORMAT, "the packed content is cut off");
    return x->kind == NOT_YET && x->nfirst ? x->put(x->u, x->first, x->nfirst, e) : 0;
}
