#include "host/viewer/picture_parts.h"
#include <stdlib.h>

int mk_image_make(struct mk_image *m, uint64_t w, uint64_t h, struct mk_error *e)
{
    if (w == 0 || h == 0 || w > MK_PICTURE_SIDE || h > MK_PICTURE_SIDE || w * h > 200000000)
        return mk_fail(e, MK_ELIMIT, "a picture of %llu by %llu pixels", (unsigned long long)w,
                       (unsigned long long)h);
    m->p = calloc((size_t)(w * h), 3);
    m->w = (uint32_t)w;
    m->h = (uint32_t)h;
    return m->p ? 0 : mk_fail(e, MK_ENOMEM, "picture");
}

/* Each new pixel is the mean of those that it stands for. */
static void mean(uint8_t *out, const struct mk_image *m, uint32_t x0, uint32_t x1, uint32_t y0,
                 uint32_t y1)
{
    for (unsigned k = 0; k < 3; k++) {
        uint64_t sum = 0, n = 0;
        for (uint32_t y = y0; y < y1; y++)
            for (uint32_t x = x0; x < x1; x++, n++)
                sum += m->p[((size_t)y * m->w + x) * 3 + k];
        if (n)
            out[k] = (uint8_t)(sum / n);
    }
}

static int shrink(struct mk_image *m, uint32_t max, struct mk_error *e)
{
    uint32_t longer = m->w > m->h ? m->w : m->h;
    struct mk_image s = { 0 };
    if (longer <= max)
        return 0;
    uint64_t w = (uint64_t)m->w * max / longer, h = (uint64_t)m->h * max / longer;
    w = w ? w : 1;
    h = h ? h : 1;
    if (mk_image_make(&s, w, h, e) != 0)
        return -1;
    for (uint64_t y = 0; y < h; y++)
        for (uint64_t x = 0; x < w; x++)
            mean(s.p + (y * w + x) * 3, m, (uint32_t)(x * m->w / w), (uint32_t)((x + 1) * m->w / w),
                 (uint32_t)(y * m->h / h), (uint32_t)((y + 1) * m->h / h));
    free(m->p);
    *m = s;
    return 0;
}

/* 2 to 4: mirrored, turned by 180 degrees, both; 5 to 8 have sides and heights exchanged. */
static int turn(struct mk_image *m, uint32_t orientation, struct mk_error *e)
{
    struct mk_image t = { 0 };
    if (orientation < 2 || orientation > 8)
        return 0;
    bool swap = orientation >= 5;
    if (mk_image_make(&t, swap ? m->h : m->w, swap ? m->w : m->h, e) != 0)
        return -1;
    for (uint32_t y = 0; y < t.h; y++)
        for (uint32_t x = 0; x < t.w; x++) {
            uint32_t sx = swap ? y : x, sy = swap ? x : y;
            if (orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8)
                sx = m->w - 1 - sx;
            if (orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7)
                sy = m->h - 1 - sy;
            memcpy(t.p + ((size_t)y * t.w + x) * 3, m->p + ((size_t)sy * m->w + sx) * 3, 3);
        }
    free(m->p);
    *m = t;
    return 0;
}

static const struct {
    mk_picture_is *is;
    mk_picture_read *read;
    bool upright; /* the library turns it as the file says */
} kinds[] = {
    { mk_is_jpeg, mk_read_jpeg, false }, { mk_is_png, mk_read_png, false },
    { mk_is_gif, mk_read_gif, true },    { mk_is_webp, mk_read_webp, false },
    { mk_is_heif, mk_read_heif, true },
};

int mk_picture_anew(struct mk_buf *out, struct mk_picture *p, struct mk_span in, struct mk_error *e)
{
    struct mk_image m = { 0 };
    size_t i = 0, n = sizeof kinds / sizeof *kinds;
    while (i < n && !kinds[i].is(in))
        i++;
    int rc = i < n ? kinds[i].read(&m, in, p->max, e)
                   : mk_fail(e, MK_EFORMAT, "only JPEG, PNG, GIF, WebP and HEIC are shown");
    if (rc == 0)
        rc = shrink(&m, p->max, e);
    if (rc == 0 && !kinds[i].upright)
        rc = turn(&m, p->orientation, e);
    if (rc == 0)
        rc = mk_write_jpeg(out, &m, e);
    p->width = m.w;
    p->height = m.h;
    free(m.p);
    return rc;
}
