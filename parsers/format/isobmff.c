#include "parsers/format/isobmff.h"
#include "parsers/base/cursor.h"
#include <stdlib.h>

#define BOXES_MAX 20000 /* in one list */
#define XMP_MAX   ((uint64_t)1 << 20)

/* XMP specification part 3, 1.2.7 (MPEG-4): the uuid box that holds a packet */
static const uint8_t xmp_uuid[16] = { 0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8,
                                      0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac };

static uint64_t header(struct mk_box *b, const struct mk_boxes *it)
{
    uint8_t h[16];
    size_t got = mk_range_get(h, &it->in, it->at, 16);
    struct mk_cursor c = mk_cur(mk_span(h, got));
    b->size = mk_cur_u32be(&c);
    struct mk_span type = mk_cur_take(&c, 4);
    if (!mk_cur_ok(&c))
        return 0;
    memcpy(b->type, type.p, 4);
    b->type[4] = 0;
    if (b->size == 1) {
        b->size = mk_cur_u64be(&c);
        return mk_cur_ok(&c) ? 16 : 0;
    }
    if (b->size == 0)
        b->size = it->in.len - it->at;
    return 8;
}

bool mk_box_next(struct mk_box *b, struct mk_boxes *it)
{
    uint64_t left = it->at < it->in.len ? it->in.len - it->at : 0, head;
    if (left == 4) /* the zero that ends a list of user data (QuickTime) */
        left = 0;
    if (left == 0 || it->n++ >= BOXES_MAX) {
        it->why = left ? "more boxes than are read" : it->why;
        return false;
    }
    head = header(b, it);
    if (head == 0 || b->size < head) {
        it->why = head ? "a box is shorter than its head" : "cut inside the head of a box";
        return false;
    }
    b->at = it->in.at + it->at;
    b->body = mk_range_sub(&it->in, it->at + head, b->size - head);
    b->uuid = NULL;
    if (mk_box_is(b, "uuid") && mk_range_read(b->uuid_bytes, &b->body, 0, 16)) {
        b->uuid = b->uuid_bytes;
        b->body = mk_range_sub(&b->body, 16, b->body.len - 16);
    }
    b->cut = b->size > left;
    if (b->cut)
        it->why = "a box is longer than what holds it";
    it->at = b->cut ? it->in.len : it->at + b->size;
    return true;
}

bool mk_box_is(const struct mk_box *b, const char *type)
{
    return memcmp(b->type, type, 4) == 0;
}

bool mk_box_find(struct mk_box *b, const struct mk_range *r, const char *type)
{
    struct mk_boxes it = mk_boxes_in(r);
    while (mk_box_next(b, &it))
        if (mk_box_is(b, type))
            return true;
    return false;
}

struct mk_range mk_box_meta(const struct mk_box *meta)
{
    uint8_t h[8];
    bool plain = mk_range_read(h, &meta->body, 0, 8) && memcmp(h + 4, "hdlr", 4) == 0;
    return mk_range_sub(&meta->body, plain ? 0 : 4, meta->body.len);
}

bool mk_isobmff_knows(char brand[static 5], struct mk_span head)
{
    static const char *const first[] = { "moov", "mdat", "wide", "free", "skip", "pnot" };
    brand[0] = 0;
    if (head.len < 12)
        return false;
    struct mk_span type = mk_span(head.p + 4, 4);
    if (mk_span_is(type, "ftyp")) {
        memcpy(brand, head.p + 8, 4);
        brand[4] = 0;
        return true;
    }
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        if (mk_span_is(type, first[i])) /* QuickTime of before 2001 has no "ftyp" */
            return true;
    return false;
}

void mk_box_xmp(const struct mk_box *b, const struct mk_parts *p)
{
    size_t n = b->body.len < XMP_MAX ? (size_t)b->body.len : XMP_MAX;
    uint8_t *packet = malloc(n ? n : 1);
    if (packet)
        p->xmp(p->u, mk_span(packet, mk_range_get(packet, &b->body, 0, n)));
    free(packet);
}

void mk_isobmff_parts(const struct mk_range *r, const struct mk_parts *p)
{
    struct mk_boxes it = mk_boxes_in(r);
    struct mk_box b;
    while (mk_box_next(&b, &it)) {
        if (mk_box_is(&b, "meta"))
            mk_heif_parts(r, &b, p);
        else if (mk_box_is(&b, "moov"))
            mk_movie_parts(&b, p);
        else if (b.uuid && memcmp(b.uuid, xmp_uuid, sizeof xmp_uuid) == 0)
            mk_box_xmp(&b, p);
    }
    if (it.why)
        p->odd(p->u, "file", it.why);
}
