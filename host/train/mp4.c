/* An MP4 of ISO/IEC 14496-12: ftyp, moov with mvhd and the position (udta, ISO 6709), mdat. */
#include "host/train/picture.h"

#define MAC_EPOCH 2082844800 /* seconds from 1904 to 1970 */

static void put_matrix(struct mk_buf *b)
{
    static const uint32_t unit[9] = { 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000 };
    for (int i = 0; i < 9; i++)
        mk_buf_u32be(b, unit[i]);
}

static void put_header(struct mk_buf *b, int64_t created_ms, uint32_t duration_ms)
{
    uint32_t created = (uint32_t)(created_ms / 1000 + MAC_EPOCH);
    mk_buf_u32be(b, 108);
    mk_buf_puts(b, "mvhd");
    mk_buf_u32be(b, 0);
    mk_buf_u32be(b, created);
    mk_buf_u32be(b, created);
    mk_buf_u32be(b, 1000);
    mk_buf_u32be(b, duration_ms);
    mk_buf_u32be(b, 0x10000);
    mk_buf_put(b, "\x01\x00\0\0\0\0\0\0\0\0\0\0", 12);
    put_matrix(b);
    for (int i = 0; i < 6; i++)
        mk_buf_u32be(b, 0);
    mk_buf_u32be(b, 2);
}

void mk_mp4(struct mk_buf *out, int64_t created_ms, uint32_t duration_ms,
            const struct mk_place *place, uint64_t seed)
{
    char where[40];
    int n = 0;
    if (place)
        n = snprintf(where, sizeof where, "%+08.4f%+09.4f/", place->lat, place->lon);
    uint32_t position = place ? 12 + (uint32_t)n : 0;
    mk_buf_put(out,
               "\0\0\0\x18"
               "ftypisom\0\0\2\0isommp42",
               24);
    mk_buf_u32be(out, 8 + 108 + (place ? 8 + position : 0));
    mk_buf_puts(out, "moov");
    put_header(out, created_ms, duration_ms);
    if (place) {
        mk_buf_u32be(out, 8 + position);
        mk_buf_puts(out, "udta");
        mk_buf_u32be(out, position);
        mk_buf_put(out, "\xa9xyz", 4);
        mk_buf_u8(out, 0);
        mk_buf_u8(out, (uint8_t)n);
        mk_buf_put(out, "\x15\xc7", 2); /* language: none told */
        mk_buf_put(out, where, (size_t)n);
    }
    mk_buf_u32be(out, 8 + 1024);
    mk_buf_puts(out, "mdat");
    struct mk_rng g = { seed };
    for (int i = 0; i < 128; i++)
        mk_buf_u64le(out, mk_rng(&g));
}
