#include "parsers/base/buf.h"
#include "parsers/base/cursor.h"
#include "parsers/base/utf.h"
#include "parsers/format/isobmff.h"
#include <stdlib.h>

/*
 * "moov": what a video says of itself. Handed out:
 *
 *   numbers  creation_time, modification_time: seconds since 1904-01-01, of mvhd; 0 is not known;
 *            duration_ms
 *   texts    "©xyz" and other user data, "loci" (as ISO 6709), and metadata by its key:
 *            "com.apple.quicktime.location.ISO6709"
 *
 * Sources: ISO/IEC 14496-12:2022, 8.2.2 (mvhd: UTC), 8.3.2 (tkhd); Apple, QuickTime File Format
 * 2016, "Movie Header Atoms" (UTC is only recommended), "User Data Atoms", "Metadata"; 3GPP TS
 * 26.244 17.0.0, table 8.10 (loci).
 */
#define TEXT_MAX 4096
#define KEYS_MAX 200

struct movie {
    const struct mk_parts *p;
    uint64_t width, height; /* of the largest track */
};

static uint64_t either(struct mk_cursor *c, bool wide)
{
    return wide ? mk_cur_u64be(c) : mk_cur_u32be(c);
}

static void take_mvhd(const struct movie *m, const struct mk_box *b)
{
    uint8_t bytes[36];
    struct mk_cursor c = mk_cur(mk_span(bytes, mk_range_get(bytes, &b->body, 0, sizeof bytes)));
    bool wide = mk_cur_u32be(&c) >> 24 == 1;
    uint64_t creation = either(&c, wide), modification = either(&c, wide);
    uint64_t scale = mk_cur_u32be(&c), duration = either(&c, wide), ms;
    if (!mk_cur_ok(&c)) {
        m->p->odd(m->p->u, "mvhd", "cut");
        return;
    }
    m->p->number(m->p->u, "creation_time", creation);
    m->p->number(m->p->u, "modification_time", modification);
    if (scale && duration && duration != UINT32_MAX && duration != UINT64_MAX &&
        !__builtin_mul_overflow(duration, (uint64_t)1000, &ms))
        m->p->number(m->p->u, "duration_ms", ms / scale);
}

/* Behind the times: layer, group, volume, a matrix; then width and height as 16.16. */
static void take_tkhd(struct movie *m, const struct mk_box *b)
{
    uint8_t bytes[96];
    struct mk_cursor c = mk_cur(mk_span(bytes, mk_range_get(bytes, &b->body, 0, sizeof bytes)));
    bool wide = mk_cur_u32be(&c) >> 24 == 1;
    mk_cur_take(&c, wide ? 84 : 72);
    uint64_t width = mk_cur_u32be(&c) >> 16, height = mk_cur_u32be(&c) >> 16;
    if (mk_cur_ok(&c) && width * height > m->width * m->height) {
        m->width = width;
        m->height = height;
    }
}

/* ---- texts ---- */

static void put_text(const struct movie *m, const char *name, struct mk_span s)
{
    struct mk_buf b;
    if (s.len >= 2 && ((s.p[0] == 0xfe && s.p[1] == 0xff) || (s.p[0] == 0xff && s.p[1] == 0xfe))) {
        mk_buf_init(&b, 3 * TEXT_MAX);
        mk_utf16_put(&b, mk_span(s.p + 2, (s.len - 2) & ~(size_t)1), s.p[0] == 0xfe);
        m->p->text(m->p->u, name, mk_buf_span(&b));
        mk_buf_done(&b);
    } else if (s.len) {
        m->p->text(m->p->u, name, s);
    }
}

/* "data": u32 type (1 UTF-8, 2 UTF-16, 21 and 22 integers, 23 and 24 reals), u32 locale, value. */
static void take_data(const struct movie *m, const char *name, const struct mk_range *item)
{
    uint8_t bytes[TEXT_MAX];
    struct mk_buf b;
    struct mk_box data;
    if (!mk_box_find(&data, item, "data"))
        return;
    if (data.cut) {
        m->p->odd(m->p->u, name, "cut");
        return;
    }
    struct mk_cursor c = mk_cur(mk_span(bytes, mk_range_get(bytes, &data.body, 0, sizeof bytes)));
    uint32_t type = mk_cur_u32be(&c) & 0xffffff;
    mk_cur_u32be(&c);
    struct mk_span value = mk_cur_rest(&c);
    if (type == 1 || type == 0) {
        put_text(m, name, value);
    } else if (type == 2) {
        mk_buf_init(&b, 3 * TEXT_MAX);
        mk_utf16_put(&b, mk_span(value.p, value.len & ~(size_t)1), true);
        put_text(m, name, mk_buf_span(&b));
        mk_buf_done(&b);
    }
}

/* User data: u16 length, u16 language, text; or, as metadata has it, a "data" box inside. */
static void take_user_text(const struct movie *m, const struct mk_box *b)
{
    uint8_t bytes[TEXT_MAX];
    char name[8] = "\xc2"; /* U+00A9 in UTF-8 */
    struct mk_box data;
    memcpy(name + 1, b->type, 5);
    if (mk_box_find(&data, &b->body, "data")) {
        take_data(m, name, &b->body);
        return;
    }
    struct mk_cursor c = mk_cur(mk_span(bytes, mk_range_get(bytes, &b->body, 0, sizeof bytes)));
    uint16_t len = mk_cur_u16be(&c);
    mk_cur_u16be(&c);
    struct mk_span s = mk_cur_take(&c, len);
    if (mk_cur_ok(&c))
        put_text(m, name, s);
    else
        m->p->odd(m->p->u, "udta", "a text is cut");
}

/* loci: u32 version, u16 language, a name, u8 role, then longitude, latitude, altitude as 16.16. */
static void take_loci(const struct movie *m, const struct mk_box *b)
{
    uint8_t bytes[TEXT_MAX];
    struct mk_buf text;
    struct mk_span s = mk_span(bytes, mk_range_get(bytes, &b->body, 0, sizeof bytes));
    struct mk_cursor c = mk_cur(s);
    mk_cur_take(&c, 6);
    if (mk_cur_left(&c) > 2 && s.p[c.pos] == 0xfe && s.p[c.pos + 1] == 0xff)
        while (mk_cur_ok(&c) && mk_cur_u16be(&c))
            ;
    else
        while (mk_cur_ok(&c) && mk_cur_u8(&c))
            ;
    uint8_t role = mk_cur_u8(&c);
    double lon = (int32_t)mk_cur_u32be(&c), lat = (int32_t)mk_cur_u32be(&c);
    double alt = (int32_t)mk_cur_u32be(&c);
    if (!mk_cur_ok(&c) || role > 1) { /* 2: a fictional place */
        m->p->odd(m->p->u, "loci", role > 1 ? "not where it was taken, it says" : "cut");
        return;
    }
    mk_buf_init(&text, 100);
    mk_buf_printf(&text, "%+.5f%+.5f%+.1f/", lat / 65536, lon / 65536, alt / 65536);
    m->p->text(m->p->u, "loci", mk_buf_span(&text));
    mk_buf_done(&text);
}

/* ---- metadata: "keys" names them, "ilst" has the values ---- */

struct keys {
    uint8_t *bytes;
    struct mk_span names[KEYS_MAX];
    size_t n;
};

static void read_keys(struct keys *k, const struct mk_range *list)
{
    struct mk_box b;
    size_t max = (size_t)1 << 16;
    *k = (struct keys){ 0 };
    if (!mk_box_find(&b, list, "keys") || !(k->bytes = malloc(max)))
        return;
    struct mk_cursor c = mk_cur(mk_span(k->bytes, mk_range_get(k->bytes, &b.body, 0, max)));
    mk_cur_u32be(&c);
    for (uint32_t left = mk_cur_u32be(&c); left && k->n < KEYS_MAX; left--) {
        uint32_t size = mk_cur_u32be(&c);
        mk_cur_u32be(&c); /* namespace: "mdta" */
        struct mk_span name = mk_cur_take(&c, size < 8 ? UINT64_MAX : size - 8);
        if (!mk_cur_ok(&c))
            break;
        k->names[k->n++] = name;
    }
}

/* The name of an item: its type is the number of its key, or, without keys, the name itself. */
static bool item_name(char out[static 128], const struct keys *k, const struct mk_box *item)
{
    struct mk_cursor c = mk_cur(mk_span(item->type, 4));
    uint32_t i = mk_cur_u32be(&c);
    if (i >= 1 && i <= k->n) {
        struct mk_span s = k->names[i - 1];
        size_t n = s.len < 127 ? s.len : 127;
        if (n)
            memcpy(out, s.p, n);
        out[n] = 0;
        return true;
    }
    bool copyright = (uint8_t)item->type[0] == 0xa9;
    memcpy(out, "\xc2", 1);
    memcpy(out + copyright, item->type, 5);
    return k->bytes == NULL;
}

static void take_meta(const struct movie *m, const struct mk_box *meta)
{
    char name[128];
    struct keys k;
    struct mk_box ilst, item;
    struct mk_range list = mk_box_meta(meta);
    read_keys(&k, &list);
    if (mk_box_find(&ilst, &list, "ilst")) {
        struct mk_boxes it = mk_boxes_in(&ilst.body);
        while (mk_box_next(&item, &it))
            if (item_name(name, &k, &item))
                take_data(m, name, &item.body);
        if (it.why)
            m->p->odd(m->p->u, "ilst", it.why);
    }
    free(k.bytes);
}

static void take_udta(const struct movie *m, const struct mk_box *udta)
{
    struct mk_boxes it = mk_boxes_in(&udta->body);
    struct mk_box b;
    while (mk_box_next(&b, &it)) {
        if ((uint8_t)b.type[0] == 0xa9)
            take_user_text(m, &b);
        else if (mk_box_is(&b, "loci"))
            take_loci(m, &b);
        else if (mk_box_is(&b, "meta"))
            take_meta(m, &b);
        else if (mk_box_is(&b, "XMP_"))
            mk_box_xmp(&b, m->p);
    }
    if (it.why)
        m->p->odd(m->p->u, "udta", it.why);
}

static void take_trak(struct movie *m, const struct mk_box *trak)
{
    struct mk_box tkhd;
    if (mk_box_find(&tkhd, &trak->body, "tkhd"))
        take_tkhd(m, &tkhd);
}

void mk_movie_parts(const struct mk_box *moov, const struct mk_parts *p)
{
    struct movie m = { .p = p };
    struct mk_boxes it = mk_boxes_in(&moov->body);
    struct mk_box b;
    while (mk_box_next(&b, &it)) {
        if (mk_box_is(&b, "mvhd"))
            take_mvhd(&m, &b);
        else if (mk_box_is(&b, "trak"))
            take_trak(&m, &b);
        else if (mk_box_is(&b, "meta"))
            take_meta(&m, &b);
        else if (mk_box_is(&b, "udta"))
            take_udta(&m, &b);
        else if (mk_box_is(&b, "cmov"))
            p->odd(p->u, "moov", "compressed (cmov): not read");
    }
    if (m.width)
        p->size(p->u, m.width, m.height);
    if (it.why)
        p->odd(p->u, "moov", it.why);
}
