/* An Exif segment (CIPA DC-008, Exif 2.32): TIFF, little endian, with Exif and GPS directories. */
#include "host/train/picture.h"
#include "parsers/base/time.h"
#include <math.h>

enum type { BYTE = 1, ASCII = 2, SHORT = 3, LONG = 4, RATIONAL = 5 };

/* A directory that is being written: values longer than four bytes lie behind all directories. */
struct dir {
    struct mk_buf *entries, *values;
    uint32_t values_at; /* offset of `values` in the TIFF */
};

static void entry(struct dir *d, uint16_t tag, enum type type, uint32_t count, const void *p,
                  uint32_t bytes)
{
    static const uint8_t zeros[4];
    mk_buf_u16le(d->entries, tag);
    mk_buf_u16le(d->entries, (uint16_t)type);
    mk_buf_u32le(d->entries, count);
    if (bytes <= 4) {
        mk_buf_put(d->entries, p, bytes);
        mk_buf_put(d->entries, zeros, 4 - bytes);
        return;
    }
    mk_buf_u32le(d->entries, d->values_at + (uint32_t)d->values->len);
    mk_buf_put(d->values, p, bytes);
    if (bytes % 2)
        mk_buf_u8(d->values, 0);
}

static void ascii(struct dir *d, uint16_t tag, const char *text)
{
    uint32_t n = (uint32_t)strlen(text) + 1;
    entry(d, tag, ASCII, n, text, n);
}

static void number(struct dir *d, uint16_t tag, enum type type, uint32_t v)
{
    uint8_t b[4] = { (uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24) };
    entry(d, tag, type, 1, b, type == BYTE ? 1 : type == SHORT ? 2 : 4);
}

static void rationals(struct dir *d, uint16_t tag, const uint32_t (*v)[2], uint32_t n)
{
    uint8_t b[24];
    for (uint32_t i = 0; i < n * 2; i++)
        for (int k = 0; k < 4; k++)
            b[i * 4 + (uint32_t)k] = (uint8_t)(v[i / 2][i % 2] >> 8 * k);
    entry(d, tag, RATIONAL, n, b, n * 8);
}

static void angle(struct dir *d, uint16_t tag, double v, const char *refs)
{
    char ref[2] = { v < 0 ? refs[1] : refs[0], '\0' };
    uint64_t parts = (uint64_t)(fabs(v) * 36000000.0 + 0.5); /* 1/10000 second */
    const uint32_t r[3][2] = { { (uint32_t)(parts / 36000000), 1 },
                               { (uint32_t)(parts / 600000 % 60), 1 },
                               { (uint32_t)(parts % 600000), 10000 } };
    ascii(d, tag, ref);
    rationals(d, (uint16_t)(tag + 1), r, 3);
}

static void date(char out[static 24], int64_t ms)
{
    char iso[MK_ISO_MAX];
    mk_time_iso(iso, ms * 1000, 0);
    snprintf(out, 24, "%.4s:%.2s:%.2s %.8s", iso, iso + 5, iso + 8, iso + 11);
}

static void put_gps(struct dir *d, const struct mk_shot *s)
{
    char day[24];
    uint32_t in_day = (uint32_t)(s->fix_ms / 1000 % 86400);
    const uint32_t clock[3][2] = { { in_day / 3600, 1 },
                                   { in_day / 60 % 60, 1 },
                                   { in_day % 60, 1 } };
    const uint32_t alt[1][2] = { { (uint32_t)(fabs(s->place->alt_m) * 100), 100 } };
    date(day, s->fix_ms);
    day[10] = '\0';
    entry(d, 0, BYTE, 4, "\x02\x03\x00\x00", 4);
    angle(d, 1, s->place->lat, "NS");
    angle(d, 3, s->place->lon, "EW");
    number(d, 5, BYTE, s->place->alt_m < 0);
    rationals(d, 6, alt, 1);
    rationals(d, 7, clock, 3);
    ascii(d, 29, day);
}

/* Entries of IFD0, of the Exif directory, of the GPS directory. */
#define IFD0    6u
#define EXIF    4u
#define GPS     9u
#define SIZE(n) (2u + 12u * (n) + 4u)

static void begin(struct mk_buf *b, uint16_t n)
{
    mk_buf_u16le(b, n);
}

static void end(struct mk_buf *b)
{
    mk_buf_u32le(b, 0); /* no directory behind this one */
}

static void put_directories(struct mk_buf *tiff, struct mk_buf *values, const struct mk_shot *s)
{
    uint16_t ifd0 = s->place ? IFD0 : IFD0 - 1, exif = s->offset ? EXIF : EXIF - 1;
    uint32_t exif_at = 8 + SIZE(ifd0), gps_at = exif_at + SIZE(exif);
    struct dir d = { tiff, values, gps_at + (s->place ? SIZE(GPS) : 0) };
    char taken[24];
    date(taken, s->local_ms);
    mk_buf_put(tiff, "II*\0\x08\0\0\0", 8);
    begin(tiff, ifd0);
    ascii(&d, 0x010f, s->make);
    ascii(&d, 0x0110, s->model);
    number(&d, 0x0112, SHORT, 1);
    ascii(&d, 0x0132, taken);
    number(&d, 0x8769, LONG, exif_at);
    if (s->place)
        number(&d, 0x8825, LONG, gps_at);
    end(tiff);
    begin(tiff, exif);
    ascii(&d, 0x9003, taken);
    if (s->offset)
        ascii(&d, 0x9011, s->offset);
    number(&d, 0xa002, LONG, s->width);
    number(&d, 0xa003, LONG, s->height);
    end(tiff);
    if (!s->place)
        return;
    begin(tiff, GPS);
    put_gps(&d, s);
    end(tiff);
}

void mk_exif(struct mk_buf *out, const struct mk_shot *s)
{
    struct mk_buf tiff, values;
    mk_buf_init(&tiff, 4096);
    mk_buf_init(&values, 4096);
    put_directories(&tiff, &values, s);
    mk_buf_put(&tiff, values.p, values.len);
    uint32_t size = 2 + 6 + (uint32_t)tiff.len;
    mk_buf_put(out, "\xff\xe1", 2);
    mk_buf_u8(out, (uint8_t)(size >> 8));
    mk_buf_u8(out, (uint8_t)size);
    mk_buf_put(out, "Exif\0\0", 6);
    mk_buf_put(out, tiff.p, tiff.len);
    if (!mk_buf_ok(&tiff) || !mk_buf_ok(&values))
        out->bad = true;
    mk_buf_done(&tiff);
    mk_buf_done(&values);
}
