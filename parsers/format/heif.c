#include "parsers/base/buf.h"
#include "parsers/base/cursor.h"
#include "parsers/format/isobmff.h"
#include <stdlib.h>

/*
 * The items of a HEIF picture: which of them is the picture, which are its Exif and XMP. Sources:
 * ISO/IEC 14496-12:2022, 8.11.3 (iloc), 8.11.4 (pitm), 8.11.6 (iinf), 8.11.14 (iprp, ipma);
 * ISO/IEC 23008-12:2022, 6.5.3 (ispe) and A.2.1: an Exif item is u32 offset of the TIFF header
 * behind it, then the block.
 */
#define BOX_MAX   ((uint64_t)1 << 20) /* bytes of a list of items that are read */
#define ITEM_MAX  ((uint64_t)4 << 20) /* of an item's data */
#define ITEMS_MAX 16                  /* with metadata */
#define SIZES_MAX 256                 /* properties that may be a size */

struct heif {
    const struct mk_range *file;
    const struct mk_parts *p;
    struct mk_range idat;
    uint32_t primary;
    struct {
        uint32_t id;
        bool exif;
    } items[ITEMS_MAX];
    size_t nitems;
    struct {
        uint32_t width, height;
    } sizes[SIZES_MAX]; /* by index of the property, from 1; 0: it is none */
};

/* All of a box, freed by the caller; NULL when it is too large or there is no memory. */
static uint8_t *slurp(struct mk_span *out, const struct mk_range *r)
{
    uint8_t *b = r->len <= BOX_MAX ? malloc(r->len ? (size_t)r->len : 1) : NULL;
    *out = mk_span(b, b ? mk_range_get(b, r, 0, (size_t)r->len) : 0);
    return b;
}

static void add_item(struct heif *h, uint32_t id, struct mk_span type, struct mk_span rest)
{
    bool exif = mk_span_is(type, "Exif");
    struct mk_span mime = mk_span(NULL, 0);
    if (mk_span_is(type, "mime")) { /* name, then its media type, both NUL-ended */
        const uint8_t *nul = rest.len ? memchr(rest.p, 0, rest.len) : NULL;
        mime = nul ? mk_span_from(rest, (size_t)(nul - rest.p) + 1) : mime;
    }
    if (!exif && !mk_span_starts(mime, mk_str("application/rdf+xml")))
        return;
    if (h->nitems == ITEMS_MAX) {
        h->p->odd(h->p->u, "iinf", "more items of metadata than are read");
        return;
    }
    h->items[h->nitems].id = id;
    h->items[h->nitems++].exif = exif;
}

static void take_infe(struct heif *h, const struct mk_box *b)
{
    uint8_t bytes[256];
    struct mk_cursor c = mk_cur(mk_span(bytes, mk_range_get(bytes, &b->body, 0, sizeof bytes)));
    uint32_t version = mk_cur_u32be(&c) >> 24;
    uint32_t id = version >= 3 ? mk_cur_u32be(&c) : mk_cur_u16be(&c);
    mk_cur_u16be(&c); /* protection */
    struct mk_span type = mk_cur_take(&c, 4);
    if (version >= 2 && mk_cur_ok(&c))
        add_item(h, id, type, mk_cur_rest(&c));
}

static void take_iinf(struct heif *h, const struct mk_box *b)
{
    uint8_t version = 0;
    struct mk_box infe;
    mk_range_get(&version, &b->body, 0, 1);
    struct mk_range list = mk_range_sub(&b->body, version ? 8 : 6, b->body.len);
    struct mk_boxes it = mk_boxes_in(&list);
    while (mk_box_next(&infe, &it))
        if (mk_box_is(&infe, "infe"))
            take_infe(h, &infe);
    if (it.why)
        h->p->odd(h->p->u, "iinf", it.why);
}

static uint64_t sized(struct mk_cursor *c, unsigned size)
{
    return size == 4 ? mk_cur_u32be(c) : size == 8 ? mk_cur_u64be(c) : 0;
}

static void hand_out(struct heif *h, bool exif, struct mk_span data)
{
    struct mk_cursor c = mk_cur(data);
    if (!exif) {
        h->p->xmp(h->p->u, data);
        return;
    }
    mk_cur_take(&c, mk_cur_u32be(&c));
    if (mk_cur_ok(&c))
        mk_parts_exif(h->p, mk_cur_rest(&c));
    else
        h->p->odd(h->p->u, "Exif", "the item is cut");
}

/* An extent's bytes at the end of `data`. */
static void add_extent(struct heif *h, struct mk_buf *data, unsigned method, uint64_t at,
                       uint64_t len)
{
    struct mk_range r = mk_range_sub(method == 1 ? &h->idat : h->file, at, len ? len : UINT64_MAX);
    uint8_t *to = r.len && r.len <= ITEM_MAX ? mk_buf_room(data, (size_t)r.len) : NULL;
    size_t got = to ? mk_range_get(to, &r, 0, (size_t)r.len) : 0;
    data->len += got;
    if (got < len || got < r.len)
        h->p->odd(h->p->u, "iloc", "an item's bytes lie outside of the file, or are too many");
}

struct iloc {
    unsigned version, offset, length, base, index; /* sizes in bytes */
};

/* One item of iloc; `wanted`: what of `items` it is, or NULL. */
static void take_location(struct heif *h, const struct iloc *l, struct mk_cursor *c)
{
    struct mk_buf data;
    uint32_t id = l->version == 2 ? mk_cur_u32be(c) : mk_cur_u16be(c);
    unsigned method = l->version ? mk_cur_u16be(c) & 15 : 0;
    mk_cur_u16be(c); /* data reference */
    uint64_t base = sized(c, l->base);
    size_t extents = mk_cur_u16be(c), wanted = 0;
    while (wanted < h->nitems && h->items[wanted].id != id)
        wanted++;
    mk_buf_init(&data, ITEM_MAX);
    for (size_t i = 0; i < extents && mk_cur_ok(c); i++) {
        sized(c, l->index);
        uint64_t at = sized(c, l->offset), len = sized(c, l->length), sum;
        if (wanted < h->nitems && method <= 1 && mk_cur_ok(c) &&
            !__builtin_add_overflow(base, at, &sum))
            add_extent(h, &data, method, sum, len);
    }
    if (wanted < h->nitems && method > 1)
        h->p->odd(h->p->u, "iloc", "an item made of other items is not read");
    else if (data.len)
        hand_out(h, h->items[wanted].exif, mk_buf_span(&data));
    mk_buf_done(&data);
}

static void take_iloc(struct heif *h, const struct mk_box *b)
{
    struct mk_span s;
    uint8_t *bytes = slurp(&s, &b->body);
    struct mk_cursor c = mk_cur(s);
    struct iloc l = { .version = mk_cur_u32be(&c) >> 24 };
    unsigned sizes = mk_cur_u16be(&c);
    l.offset = sizes >> 12;
    l.length = sizes >> 8 & 15;
    l.base = sizes >> 4 & 15;
    l.index = l.version ? sizes & 15 : 0;
    uint64_t n = l.version == 2 ? mk_cur_u32be(&c) : mk_cur_u16be(&c);
    if (l.version > 2)
        mk_cur_refuse(&c);
    for (uint64_t i = 0; i < n && mk_cur_ok(&c); i++)
        take_location(h, &l, &c);
    if (!mk_cur_ok(&c))
        h->p->odd(h->p->u, "iloc", "cut, or of a version that is not known");
    free(bytes);
}

/* ---- the picture's size: the ispe that ipma gives to the primary item ---- */

static void take_ipco(struct heif *h, const struct mk_box *ipco)
{
    struct mk_boxes it = mk_boxes_in(&ipco->body);
    struct mk_box b;
    uint8_t bytes[12];
    for (size_t i = 1; i < SIZES_MAX && mk_box_next(&b, &it); i++) {
        if (!mk_box_is(&b, "ispe") || !mk_range_read(bytes, &b.body, 0, 12))
            continue;
        struct mk_cursor c = mk_cur(mk_span(bytes, 12));
        mk_cur_u32be(&c);
        h->sizes[i].width = mk_cur_u32be(&c);
        h->sizes[i].height = mk_cur_u32be(&c);
    }
}

static void take_association(struct heif *h, uint32_t id, size_t property)
{
    if (id == h->primary && property < SIZES_MAX && h->sizes[property].width)
        h->p->size(h->p->u, h->sizes[property].width, h->sizes[property].height);
}

static void take_ipma(struct heif *h, const struct mk_box *b)
{
    struct mk_span s;
    uint8_t *bytes = slurp(&s, &b->body);
    struct mk_cursor c = mk_cur(s);
    uint32_t head = mk_cur_u32be(&c);
    uint32_t n = mk_cur_u32be(&c);
    for (uint32_t i = 0; i < n && mk_cur_ok(&c); i++) {
        uint32_t id = head >> 24 ? mk_cur_u32be(&c) : mk_cur_u16be(&c);
        unsigned count = mk_cur_u8(&c);
        for (unsigned k = 0; k < count && mk_cur_ok(&c); k++)
            take_association(h, id, head & 1 ? mk_cur_u16be(&c) & 0x7fffu : mk_cur_u8(&c) & 0x7fu);
    }
    if (!mk_cur_ok(&c))
        h->p->odd(h->p->u, "ipma", "cut");
    free(bytes);
}

static uint32_t primary_of(const struct mk_range *list)
{
    struct mk_box b;
    uint8_t bytes[8];
    if (!mk_box_find(&b, list, "pitm"))
        return 0;
    struct mk_cursor c = mk_cur(mk_span(bytes, mk_range_get(bytes, &b.body, 0, 8)));
    return mk_cur_u32be(&c) >> 24 ? mk_cur_u32be(&c) : mk_cur_u16be(&c);
}

void mk_heif_parts(const struct mk_range *file, const struct mk_box *meta, const struct mk_parts *p)
{
    struct heif h = { .file = file, .p = p };
    struct mk_range list = mk_box_meta(meta);
    struct mk_box b, inner;
    h.primary = primary_of(&list);
    if (mk_box_find(&b, &list, "idat"))
        h.idat = b.body;
    else
        h.idat = mk_range_sub(&list, list.len, 0);
    if (mk_box_find(&b, &list, "iprp") && mk_box_find(&inner, &b.body, "ipco")) {
        take_ipco(&h, &inner);
        if (mk_box_find(&inner, &b.body, "ipma"))
            take_ipma(&h, &inner);
    }
    if (mk_box_find(&b, &list, "iinf"))
        take_iinf(&h, &b);
    if (h.nitems && mk_box_find(&b, &list, "iloc"))
        take_iloc(&h, &b);
}
