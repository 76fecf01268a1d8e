#include "parsers/format/gunzip.h"
#include <zlib.h>

#define STEP ((size_t)64 << 10)

bool mk_gzip_knows(struct mk_span head)
{
    return mk_span_starts(head, mk_span("\x1f\x8b\x08", 3));
}

/* One piece of output: Z_OK while there may be more. */
static int step(z_stream *z, struct mk_buf *out)
{
    size_t room = out->max - out->len < STEP ? out->max - out->len : STEP;
    uint8_t *p = room ? mk_buf_room(out, room) : NULL;
    if (!p)
        return Z_BUF_ERROR;
    z->next_out = p;
    z->avail_out = (uInt)room;
    int rc = inflate(z, Z_NO_FLUSH);
    out->len += room - z->avail_out;
    return rc == Z_BUF_ERROR && z->avail_in == 0 ? Z_DATA_ERROR : rc;
}

static int unpack(struct mk_buf *out, z_stream *z, struct mk_error *e)
{
    int rc;
    for (;;) {
        rc = step(z, out);
        if (rc == Z_STREAM_END && mk_gzip_knows(mk_span(z->next_in, z->avail_in)))
            rc = inflateReset(z);
        if (rc == Z_STREAM_END)
            return z->avail_in
                       ? mk_fail(e, MK_EFORMAT, "gzip: %u bytes behind its end", z->avail_in)
                       : 0;
        if (rc == Z_BUF_ERROR || rc == Z_MEM_ERROR)
            return mk_fail(e, MK_ELIMIT, "gzip: unpacks to more than fits");
        if (rc != Z_OK)
            return mk_fail(e, MK_EFORMAT, "gzip: damaged or cut off behind byte %lu", z->total_in);
        if (z->avail_in == 0 && z->avail_out > 0)
            return mk_fail(e, MK_EFORMAT, "gzip: cut off behind byte %lu", z->total_in);
    }
}

int mk_gunzip(struct mk_buf *out, struct mk_span s, struct mk_error *e)
{
    z_stream z = { 0 };
    if (s.len > UINT32_MAX)
        return mk_fail(e, MK_ELIMIT, "gzip: larger than 4 GiB");
    if (inflateInit2(&z, 15 + 16) != Z_OK)
        return mk_fail(e, MK_ENOMEM, "gzip");
    /* zlib takes what it only reads without const */
    z.next_in = (Bytef *)(uintptr_t)s.p;
    z.avail_in = (uInt)s.len;
    int rc = unpack(out, &z, e);
    inflateEnd(&z);
    return rc;
}
