#include "parsers/format/picture.h"
#include "parsers/base/buf.h"
#include "parsers/base/cursor.h"
#include <stdlib.h>

#define CHUNKS_MAX 10000
#define PIECE_MAX  ((uint32_t)4 << 20)

/* ---- WebP: "RIFF", u32 size, "WEBP", then chunks of a name, a u32 size and even bytes ---- */

static uint32_t u24le(struct mk_cursor *c)
{
    uint32_t low = mk_cur_u16le(c);
    return low | (uint32_t)mk_cur_u8(c) << 16;
}

/* VP8X: u32 flags, u24 width - 1, u24 height - 1. VP8L: 0x2f, 14 bits width - 1, 14 bits height
 * - 1. VP8: u24 frame tag, 9d 01 2a, u16 width, u16 height, both with 2 bits of scale on top. */
static void take_size(const struct mk_parts *p, struct mk_span name, struct mk_span s)
{
    struct mk_cursor c = mk_cur(s);
    uint32_t width, height;
    if (mk_span_is(name, "VP8X")) {
        mk_cur_u32le(&c);
        width = u24le(&c) + 1;
        height = u24le(&c) + 1;
    } else if (mk_span_is(name, "VP8L")) {
        uint8_t mark = mk_cur_u8(&c);
        uint32_t bits = mk_cur_u32le(&c);
        width = (bits & 0x3fff) + 1;
        height = (bits >> 14 & 0x3fff) + 1;
        if (mark != 0x2f)
            mk_cur_refuse(&c);
    } else {
        u24le(&c);
        if (u24le(&c) != 0x2a019d)
            mk_cur_refuse(&c);
        width = mk_cur_u16le(&c) & 0x3fff;
        height = mk_cur_u16le(&c) & 0x3fff;
    }
    if (mk_cur_ok(&c))
        p->size(p->u, width, height);
}

static void webp_chunk(const struct mk_range *r, const struct mk_parts *p, struct mk_span name,
                       uint64_t at, uint32_t len, bool *sized)
{
    uint8_t head[16];
    bool exif = mk_span_is(name, "EXIF"), xmp = mk_span_is(name, "XMP ");
    if (mk_span_starts(name, mk_str("VP8")) && !*sized) {
        take_size(p, name, mk_span(head, mk_range_get(head, r, at, len < 16 ? len : 16)));
        *sized = true;
    }
    if (!exif && !xmp)
        return;
    uint32_t n = len < PIECE_MAX ? len : PIECE_MAX;
    uint8_t *b = malloc(n ? n : 1);
    size_t got = b ? mk_range_get(b, r, at, n) : 0;
    if (got < len)
        p->odd(p->u, "WebP", "a chunk is cut, or larger than is read");
    if (exif && got)
        mk_parts_exif(p, mk_span(b, got));
    else if (got)
        p->xmp(p->u, mk_span(b, got));
    free(b);
}

bool mk_webp_parts(const struct mk_range *r, const struct mk_parts *p)
{
    uint8_t head[12];
    bool sized = false;
    uint64_t at = 12;
    if (!mk_range_read(head, r, 0, 12) || memcmp(head, "RIFF", 4) != 0 ||
        memcmp(head + 8, "WEBP", 4) != 0)
        return false;
    for (int i = 0; i < CHUNKS_MAX && mk_range_read(head, r, at, 8); i++) {
        struct mk_cursor c = mk_cur(mk_span(head, 8));
        struct mk_span name = mk_cur_take(&c, 4);
        uint32_t len = mk_cur_u32le(&c);
        webp_chunk(r, p, name, at + 8, len, &sized);
        at += 8 + (uint64_t)len + (len & 1);
    }
    if (at > r->len + 1)
        p->odd(p->u, "WebP", "cut: the last chunk is longer than the file");
    return true;
}

/* ---- GIF: "GIF87a" or "GIF89a", u16 width, u16 height ---- */

bool mk_gif_parts(const struct mk_range *r, const struct mk_parts *p)
{
    uint8_t head[10];
    if (!mk_range_read(head, r, 0, 10) ||
        (memcmp(head, "GIF87a", 6) != 0 && memcmp(head, "GIF89a", 6) != 0))
        return false;
    p->size(p->u, (uint64_t)(head[6] | head[7] << 8), (uint64_t)(head[8] | head[9] << 8));
    return true;
}

/* ---- BMP: "BM", 12 bytes, u32 size of the next header, i32 width, i32 height (< 0: top down) */

bool mk_bmp_parts(const struct mk_range *r, const struct mk_parts *p)
{
    uint8_t head[26];
    if (!mk_range_read(head, r, 0, sizeof head) || memcmp(head, "BM", 2) != 0)
        return false;
    struct mk_cursor c = mk_cur(mk_span(head, sizeof head));
    mk_cur_take(&c, 14);
    if (mk_cur_u32le(&c) < 40)
        return false;
    int64_t width = (int32_t)mk_cur_u32le(&c), height = (int32_t)mk_cur_u32le(&c);
    if (width > 0 && height)
        p->size(p->u, (uint64_t)width, (uint64_t)(height < 0 ? -height : height));
    return true;
}
