/*
 * A baseline JPEG (ITU-T T.81) whose blocks have no AC coefficients: each is a square of one
 * colour. DC differences use the typical table K.3; the AC table has the end of block only.
 */
#include "host/train/picture.h"

struct bits {
    struct mk_buf *out;
    uint32_t held;
    unsigned n;
};

static void put_bits(struct bits *b, uint32_t code, unsigned n)
{
    b->held = b->held << n | (code & ((1u << n) - 1));
    for (b->n += n; b->n >= 8; b->n -= 8) {
        uint8_t v = (uint8_t)(b->held >> (b->n - 8));
        mk_buf_u8(b->out, v);
        if (v == 0xff)
            mk_buf_u8(b->out, 0); /* no marker */
    }
}

/* Codes of K.3: category 0 has 2 bits, 1 to 5 have 3, each further one a bit more. */
static void put_dc(struct bits *b, int diff)
{
    static const struct {
        uint8_t code, bits;
    } table[] = { { 0, 2 }, { 2, 3 },  { 3, 3 },  { 4, 3 }, { 5, 3 },
                  { 6, 3 }, { 14, 4 }, { 30, 5 }, { 62, 6 } };
    unsigned category = 0;
    for (int v = diff < 0 ? -diff : diff; v; v >>= 1)
        category++;
    put_bits(b, table[category].code, table[category].bits);
    if (category)
        put_bits(b, (uint32_t)(diff < 0 ? diff - 1 : diff), category);
    put_bits(b, 0, 1); /* end of block */
}

static void put_u16(struct mk_buf *b, uint32_t v)
{
    mk_buf_u8(b, (uint8_t)(v >> 8));
    mk_buf_u8(b, (uint8_t)v);
}

static void put_tables(struct mk_buf *b, const struct mk_shot *s)
{
    static const uint8_t dc[] = { 0, 1, 5, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0,
                                  0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8 };
    static const uint8_t ac[] = { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
    mk_buf_put(b, "\xff\xdb\x00\x43\x00", 5);
    for (int i = 0; i < 64; i++)
        mk_buf_u8(b, 8); /* a step of the DC coefficient is one of brightness */
    mk_buf_put(b, "\xff\xc0\x00\x11\x08", 5);
    put_u16(b, s->height);
    put_u16(b, s->width);
    mk_buf_put(b, "\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00", 10);
    mk_buf_put(b, "\xff\xc4", 2);
    put_u16(b, 2 + 1 + sizeof dc);
    mk_buf_u8(b, 0x00);
    mk_buf_put(b, dc, sizeof dc);
    mk_buf_put(b, "\xff\xc4", 2);
    put_u16(b, 2 + 1 + sizeof ac);
    mk_buf_u8(b, 0x10);
    mk_buf_put(b, ac, sizeof ac);
}

void mk_jpeg(struct mk_buf *out, const struct mk_shot *s)
{
    struct mk_rng g = { s->seed };
    struct bits b = { .out = out };
    int before[3] = { 0 };
    mk_buf_put(out, "\xff\xd8", 2);
    if (s->make)
        mk_exif(out, s);
    else
        mk_buf_put(out, "\xff\xe0\x00\x10JFIF\0\x01\x01\x00\x00\x01\x00\x01\x00\x00", 18);
    put_tables(out, s);
    mk_buf_put(out, "\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00", 14);
    for (uint32_t block = 0; block < s->width / 8 * (s->height / 8); block++)
        for (int c = 0; c < 3; c++) {
            int now = (int)mk_rng_below(&g, c ? 121 : 201) - (c ? 60 : 100);
            put_dc(&b, now - before[c]);
            before[c] = now;
        }
    put_bits(&b, 0x7f, 7); /* fills the last byte with ones */
    mk_buf_put(out, "\xff\xd9", 2);
}
