#include "tests/lib/tiff_make.h"

static void u16(struct mk_buf *b, bool big, uint16_t v)
{
    mk_buf_u8(b, (uint8_t)(big ? v >> 8 : v));
    mk_buf_u8(b, (uint8_t)(big ? v : v >> 8));
}

static void u32(struct mk_buf *b, bool big, uint32_t v)
{
    u16(b, big, (uint16_t)(big ? v >> 16 : v));
    u16(b, big, (uint16_t)(big ? v : v >> 16));
}

static size_t entry_size(const struct tiff_entry *e)
{
    static const size_t size[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };
    return (e->type < 14 ? size[e->type] : 1) * e->count;
}

static size_t count(const struct tiff_entry *d)
{
    size_t n = 0;
    while (d && d[n].type)
        n++;
    return n;
}

/* Bytes of a directory with the values behind it. */
static size_t dir_size(const struct tiff_entry *d, size_t more)
{
    size_t n = 2 + (count(d) + more) * 12 + 4;
    for (size_t i = 0; i < count(d); i++)
        n += entry_size(&d[i]) > 4 && d[i].bytes ? entry_size(&d[i]) : 0;
    return n;
}

static void put_entry(struct mk_buf *b, bool big, const struct tiff_entry *e, size_t *behind)
{
    size_t n = entry_size(e);
    u16(b, big, e->tag);
    u16(b, big, e->type);
    u32(b, big, e->count);
    if (!e->bytes && n <= 2 && e->type == 3) {
        u16(b, big, (uint16_t)e->value);
        u16(b, big, 0);
    } else if (!e->bytes) {
        u32(b, big, e->value);
    } else if (n <= 4) {
        mk_buf_put(b, e->bytes, n);
        mk_buf_put(b, "\0\0\0", 4 - n);
    } else {
        u32(b, big, (uint32_t)*behind);
        *behind += n;
    }
}

static void put_dir(struct mk_buf *b, size_t start, bool big, const struct tiff_entry *d,
                    const struct tiff_entry *more, size_t nmore, uint32_t next)
{
    size_t behind = b->len - start + 2 + (count(d) + nmore) * 12 + 4;
    u16(b, big, (uint16_t)(count(d) + nmore));
    for (size_t i = 0; i < count(d); i++)
        put_entry(b, big, &d[i], &behind);
    for (size_t i = 0; i < nmore; i++)
        put_entry(b, big, &more[i], &behind);
    u32(b, big, next);
    for (size_t i = 0; i < count(d); i++)
        if (d[i].bytes && entry_size(&d[i]) > 4)
            mk_buf_put(b, d[i].bytes, entry_size(&d[i]));
}

void tiff_make(struct mk_buf *b, bool big, const struct tiff_dirs *d)
{
    struct tiff_entry more[2] = { { 0x8769, 4, 1, NULL, 0 }, { 0x8825, 4, 1, NULL, 0 } };
    size_t start = b->len, n = 0, at;
    size_t nmore = (size_t)(d->exif != NULL) + (d->gps != NULL);
    at = 8 + dir_size(d->main, nmore);
    if (d->exif) {
        more[n++].value = (uint32_t)at;
        at += dir_size(d->exif, 0);
    }
    if (d->gps) {
        more[n].tag = 0x8825;
        more[n++].value = (uint32_t)at;
        at += dir_size(d->gps, 0);
    }
    mk_buf_puts(b, big ? "MM" : "II");
    u16(b, big, 42);
    u32(b, big, 8);
    put_dir(b, start, big, d->main, more, nmore, d->thumb ? (uint32_t)at : 0);
    if (d->exif)
        put_dir(b, start, big, d->exif, NULL, 0, 0);
    if (d->gps)
        put_dir(b, start, big, d->gps, NULL, 0, 0);
    if (d->thumb)
        put_dir(b, start, big, d->thumb, NULL, 0, 0);
}

static void segment(struct mk_buf *b, uint8_t marker, const char *name, size_t nname,
                    struct mk_span s)
{
    mk_buf_u8(b, 0xff);
    mk_buf_u8(b, marker);
    u16(b, true, (uint16_t)(2 + nname + s.len));
    mk_buf_put(b, name, nname);
    mk_buf_put(b, s.p, s.len);
}

void jpeg_make(struct mk_buf *b, struct mk_span block, const char *xmp, uint16_t width,
               uint16_t height)
{
    uint8_t frame[] = { 8,
                        (uint8_t)(height >> 8),
                        (uint8_t)height,
                        (uint8_t)(width >> 8),
                        (uint8_t)width,
                        1,
                        1,
                        0x11,
                        0 };
    mk_buf_put(b, "\xff\xd8", 2);
    if (block.len)
        segment(b, 0xe1, "Exif\0", 6, block);
    if (xmp)
        segment(b, 0xe1, "http://ns.adobe.com/xap/1.0/", 29, mk_str(xmp));
    segment(b, 0xc0, "", 0, mk_span(frame, sizeof frame));
    segment(b, 0xda, "", 0, mk_span("\1\1\0\0\x3f\0", 6));
    mk_buf_put(b, "\0\xff\xd9", 3);
}

size_t box_open(struct mk_buf *b, const char *type)
{
    size_t mark = b->len;
    mk_buf_u32be(b, 0);
    mk_buf_put(b, type, 4);
    return mark;
}

void box_close(struct mk_buf *b, size_t mark)
{
    uint32_t n = (uint32_t)(b->len - mark);
    if (mk_buf_ok(b))
        for (int i = 0; i < 4; i++)
            b->p[mark + (size_t)i] = (uint8_t)(n >> (24 - 8 * i));
}

static void ftyp(struct mk_buf *b, const char *brand)
{
    size_t m = box_open(b, "ftyp");
    mk_buf_put(b, brand, 4);
    mk_buf_u32be(b, 0);
    mk_buf_put(b, brand, 4);
    box_close(b, m);
}

static void infe(struct mk_buf *b, uint16_t id, const char *type)
{
    size_t m = box_open(b, "infe");
    mk_buf_u32be(b, 2u << 24);
    u16(b, true, id);
    u16(b, true, 0);
    mk_buf_put(b, type, 4);
    mk_buf_u8(b, 0);
    box_close(b, m);
}

static void properties(struct mk_buf *b)
{
    size_t iprp = box_open(b, "iprp"), ipco = box_open(b, "ipco"), ispe = box_open(b, "ispe");
    mk_buf_u32be(b, 0);
    mk_buf_u32be(b, 4032);
    mk_buf_u32be(b, 3024);
    box_close(b, ispe);
    box_close(b, ipco);
    size_t ipma = box_open(b, "ipma");
    mk_buf_u32be(b, 0);
    mk_buf_u32be(b, 1);
    mk_buf_put(b, "\0\1\1\x81", 4); /* item 1: property 1, essential */
    box_close(b, ipma);
    box_close(b, iprp);
}

void heic_make(struct mk_buf *b, struct mk_span block)
{
    ftyp(b, "heic");
    size_t meta = box_open(b, "meta");
    mk_buf_u32be(b, 0);
    size_t pitm = box_open(b, "pitm");
    mk_buf_u32be(b, 0);
    u16(b, true, 1);
    box_close(b, pitm);
    properties(b);
    size_t iinf = box_open(b, "iinf");
    mk_buf_u32be(b, 0);
    u16(b, true, 2);
    infe(b, 1, "hvc1");
    infe(b, 2, "Exif");
    box_close(b, iinf);
    size_t iloc = box_open(b, "iloc");
    mk_buf_u32be(b, 0);
    mk_buf_put(b, "\x44\0\0\1\0\2\0\0\0\1", 10); /* one item: id 2, one extent */
    mk_buf_u32be(b, (uint32_t)(b->len + 8 + 8)); /* behind it: mdat's head, then the item */
    mk_buf_u32be(b, (uint32_t)(block.len + 10));
    box_close(b, iloc);
    box_close(b, meta);
    size_t mdat = box_open(b, "mdat");
    mk_buf_u32be(b, 6);
    mk_buf_put(b, "Exif\0", 6);
    mk_buf_put(b, block.p, block.len);
    box_close(b, mdat);
}

static void key(struct mk_buf *b, const char *name)
{
    mk_buf_u32be(b, (uint32_t)strlen(name) + 8);
    mk_buf_puts(b, "mdta");
    mk_buf_puts(b, name);
}

static void item(struct mk_buf *b, char number, const char *text)
{
    char type[4] = { 0, 0, 0, number };
    size_t m = box_open(b, type), data = box_open(b, "data");
    mk_buf_u32be(b, 1);
    mk_buf_u32be(b, 0);
    mk_buf_puts(b, text);
    box_close(b, data);
    box_close(b, m);
}

void movie_make(struct mk_buf *b, const char *brand, uint32_t created, const char *iso6709,
                const char *creationdate)
{
    ftyp(b, brand);
    size_t moov = box_open(b, "moov"), mvhd = box_open(b, "mvhd");
    mk_buf_u32be(b, 0);
    mk_buf_u32be(b, created);
    mk_buf_u32be(b, created);
    mk_buf_u32be(b, 600);
    mk_buf_u32be(b, 1500);
    for (int i = 0; i < 20; i++)
        mk_buf_u32be(b, 0);
    box_close(b, mvhd);
    size_t meta = box_open(b, "meta"), hdlr = box_open(b, "hdlr");
    mk_buf_put(b, "\0\0\0\0\0\0\0\0mdta\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    box_close(b, hdlr);
    size_t keys = box_open(b, "keys");
    mk_buf_u32be(b, 0);
    mk_buf_u32be(b, 2);
    key(b, "com.apple.quicktime.location.ISO6709");
    key(b, "com.apple.quicktime.creationdate");
    box_close(b, keys);
    size_t ilst = box_open(b, "ilst");
    if (iso6709)
        item(b, 1, iso6709);
    if (creationdate)
        item(b, 2, creationdate);
    box_close(b, ilst);
    box_close(b, meta);
    box_close(b, moov);
}
