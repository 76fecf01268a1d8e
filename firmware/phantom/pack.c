#include "firmware/phantom/pack.h"
#include <stdlib.h>
#include <zstd.h>

#define LEVEL 1
#define BLOCK ((size_t)64 << 10)

struct mk_phantom_pack {
    ZSTD_CCtx *zstd;
};

struct mk_phantom_pack *mk_phantom_pack_new(void)
{
    struct mk_phantom_pack *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    p->zstd = ZSTD_createCCtx();
    if (p->zstd && !ZSTD_isError(ZSTD_CCtx_setParameter(p->zstd, ZSTD_c_compressionLevel, LEVEL)))
        return p;
    mk_phantom_pack_free(p);
    return NULL;
}

void mk_phantom_pack_free(struct mk_phantom_pack *p)
{
    if (!p)
        return;
    ZSTD_freeCCtx(p->zstd);
    free(p);
}

/* One DATA. *more: there is more to come of what was put in. */
static bool put_block(struct mk_buf *out, bool *more, ZSTD_CCtx *zstd, ZSTD_inBuffer *in,
                      ZSTD_EndDirective end)
{
    uint8_t *room = mk_buf_room(out, 8 + BLOCK);
    if (!room)
        return false;
    ZSTD_outBuffer made = { room + 8, BLOCK, 0 };
    size_t left = ZSTD_compressStream2(zstd, &made, in, end);
    if (ZSTD_isError(left))
        return false;
    *more = in->pos < in->size || (end == ZSTD_e_end && left > 0);
    if (made.pos == 0)
        return true;
    mk_buf_puts(out, "DATA");
    mk_buf_u32le(out, (uint32_t)made.pos);
    out->len += made.pos; /* made in its place above */
    return true;
}

bool mk_phantom_pack_put(struct mk_buf *out, struct mk_phantom_pack *p, struct mk_span bytes)
{
    ZSTD_inBuffer in = { bytes.p, bytes.len, 0 };
    bool more = true;
    while (more)
        if (!put_block(out, &more, p->zstd, &in, bytes.len ? ZSTD_e_continue : ZSTD_e_end))
            return false;
    return true;
}
