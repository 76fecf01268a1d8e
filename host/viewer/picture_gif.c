/*
 * GIF, still or moving: what it shows first. By ourselves: one picture is all that is wanted of it,
 * and that needs no further library in the kit's image. Format: GIF89a specification, sections 18
 * to 27 and appendix F (LZW).
 *
 *   "GIF87a" or "GIF89a", u16 width, u16 height, u8 flags, u8, u8, table of colours
 *   0x21 u8 kind, blocks         0xf9: one of 4 bytes: u8 flags, u16, u8 colour that is transparent
 *   0x2c u16 x, y, width, height, u8 flags, table of colours, u8 bits of a code, blocks
 *   0x3b                         the end
 * blocks: u8 length, bytes, until one of length 0. Flags: 0x80 there is a table, of 2 << (flags &
 * 7) colours; of a picture 0x40 its rows are interlaced.
 */
#include "host/viewer/picture_parts.h"
#include "parsers/base/cursor.h"

#define CODES      4096
#define PIXELS_MAX UINT64_C(50000000)

struct frame {
    struct mk_cursor c;
    struct mk_span colours, own; /* three bytes each; own: of the picture */
    int transparent;             /* -1: none is */
    uint32_t x, y, w, h;
    bool interlaced;
    uint64_t at; /* pixels that were put */
};

bool mk_is_gif(struct mk_span in)
{
    return mk_span_starts(in, mk_str("GIF87a")) || mk_span_starts(in, mk_str("GIF89a"));
}

static int no_gif(struct mk_error *e)
{
    return mk_fail(e, MK_EFORMAT, "GIF: broken");
}

/* ---- pixels ---- */

/* Of interlaced rows each eighth comes first, then those between, and so on. */
static uint32_t row_of(const struct frame *f, uint32_t n)
{
    static const uint8_t first[] = { 0, 4, 2, 1 }, step[] = { 8, 8, 4, 2 };
    for (unsigned pass = 0; f->interlaced && pass < 4; pass++) {
        uint32_t rows = f->h > first[pass] ? (f->h - first[pass] + step[pass] - 1) / step[pass] : 0;
        if (n < rows)
            return first[pass] + n * step[pass];
        n -= rows;
    }
    return n;
}

static void put(struct mk_image *m, struct frame *f, uint8_t colour)
{
    struct mk_span table = f->own.len ? f->own : f->colours;
    uint64_t x = f->x + f->at % f->w, y = f->y + row_of(f, (uint32_t)(f->at / f->w));
    f->at++;
    if (x < m->w && y < m->h && colour != f->transparent && 3u * colour + 3u <= table.len)
        memcpy(m->p + (y * m->w + x) * 3, table.p + 3 * (size_t)colour, 3);
}

/* ---- codes ---- */

struct lzw {
    struct frame *f;
    uint32_t bits, nbits, block; /* read and not used; left of the block in hand */
    unsigned least, width;       /* bits of a colour; of a code */
    int next, before;            /* the next new code; the code before, -1 behind a clear */
    uint16_t prefix[CODES];
    uint8_t last[CODES], head[CODES];
};

/* -1 at the end of the blocks. */
static int code_of(struct lzw *z)
{
    struct mk_cursor *c = &z->f->c;
    while (z->nbits < z->width) {
        if (z->block == 0 && (z->block = mk_cur_u8(c)) == 0)
            return -1;
        z->bits |= (uint32_t)mk_cur_u8(c) << z->nbits;
        z->nbits += 8;
        z->block--;
        if (!mk_cur_ok(c))
            return -1;
    }
    int code = (int)(z->bits & ((1u << z->width) - 1));
    z->bits >>= z->width;
    z->nbits -= z->width;
    return code;
}

static void clear(struct lzw *z)
{
    z->width = z->least + 1;
    z->next = (1 << z->least) + 2;
    z->before = -1;
}

static void add(struct lzw *z, uint8_t last)
{
    if (z->next >= CODES)
        return;
    z->prefix[z->next] = (uint16_t)z->before;
    z->last[z->next] = last;
    z->head[z->next] = z->head[z->before];
    z->next++;
    if (z->next == 1 << z->width && z->width < 12)
        z->width++;
}

static void put_code(struct mk_image *m, struct lzw *z, int code)
{
    uint8_t colours[CODES];
    size_t n = 0;
    uint64_t all = (uint64_t)z->f->w * z->f->h;
    for (; code >= 1 << z->least; code = z->prefix[code])
        colours[n++] = z->last[code];
    colours[n++] = (uint8_t)code;
    while (n && z->f->at < all)
        put(m, z->f, colours[--n]);
}

/* What there is of one that is cut off or breaks: its rows so far. */
static void unpack(struct mk_image *m, struct lzw *z)
{
    int code, stop = (1 << z->least) + 1;
    for (int i = 0; i < 1 << z->least; i++)
        z->head[i] = (uint8_t)i;
    clear(z);
    while (z->f->at < (uint64_t)z->f->w * z->f->h && (code = code_of(z)) >= 0 && code != stop) {
        if (code == stop - 1) {
            clear(z);
            continue;
        }
        if (code > z->next || (code > stop && z->before < 0))
            return;
        if (z->before >= 0)
            add(z, code == z->next ? z->head[z->before] : z->head[code]);
        if (code >= z->next) /* it would have been the next, and the table is full */
            return;
        put_code(m, z, code);
        z->before = code;
    }
}

/* ---- blocks ---- */

static struct mk_span table(struct mk_cursor *c, uint8_t flags)
{
    return flags & 0x80 ? mk_cur_take(c, (size_t)6 << (flags & 7)) : mk_span(NULL, 0);
}

static void extension(struct frame *f)
{
    uint8_t kind = mk_cur_u8(&f->c), n;
    bool first = true;
    while ((n = mk_cur_u8(&f->c)) != 0 && mk_cur_ok(&f->c)) {
        struct mk_span s = mk_cur_take(&f->c, n);
        if (kind == 0xf9 && first && s.len >= 4)
            f->transparent = s.p[0] & 1 ? s.p[3] : -1;
        first = false;
    }
}

/* Up to the first picture: its place and table. */
static bool find(struct frame *f)
{
    uint8_t kind;
    while ((kind = mk_cur_u8(&f->c)) == 0x21 && mk_cur_ok(&f->c))
        extension(f);
    f->x = mk_cur_u16le(&f->c);
    f->y = mk_cur_u16le(&f->c);
    f->w = mk_cur_u16le(&f->c);
    f->h = mk_cur_u16le(&f->c);
    uint8_t flags = mk_cur_u8(&f->c);
    f->interlaced = flags & 0x40;
    f->own = table(&f->c, flags);
    return kind == 0x2c && mk_cur_ok(&f->c) && f->w && f->h;
}

int mk_read_gif(struct mk_image *out, struct mk_span in, uint32_t max, struct mk_error *e)
{
    struct frame f = { .c = mk_cur(mk_span_from(in, 6)), .transparent = -1 };
    (void)max;
    uint32_t w = mk_cur_u16le(&f.c), h = mk_cur_u16le(&f.c);
    uint8_t flags = mk_cur_u8(&f.c);
    mk_cur_take(&f.c, 2);
    f.colours = table(&f.c, flags);
    if (!find(&f))
        return no_gif(e);
    if ((uint64_t)w * h > PIXELS_MAX || (uint64_t)f.w * f.h > PIXELS_MAX)
        return mk_fail(e, MK_ELIMIT, "GIF: a picture of %u by %u pixels", w, h);
    if (mk_image_make(out, w, h, e) != 0)
        return -1;
    memset(out->p, 255, (size_t)w * h * 3);
    struct lzw z = { .f = &f, .least = mk_cur_u8(&f.c) };
    if (!mk_cur_ok(&f.c) || z.least < 1 || z.least > 8)
        return no_gif(e);
    unpack(out, &z);
    return f.at ? 0 : no_gif(e);
}
