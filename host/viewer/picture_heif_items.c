/*
 * Which items of a HEIF are made of which others, looked at before libheif sees them: up to 1.15 it
 * follows these references wherever they lead, round in a circle too until its stack is used up,
 * and aborts at an item that is not there. What phones make is let by: a coded picture, or a grid
 * of coded ones, each with other planes that have none themselves. Sources: ISO/IEC
 * 14496-12:2022, 8.11.6 (iinf), 8.11.12 (iref); ISO/IEC 23008-12:2022, 6.6.2 (iden, grid, iovl;
 * dimg: to what they are made of), 6.4.5 (auxl: from the plane to its picture).
 */
#include "host/viewer/picture_parts.h"
#include "parsers/base/cursor.h"
#include "parsers/format/isobmff.h"

#define LINKS_MAX 4096 /* the largest grids of phones have some hundred tiles */

struct items {
    struct {
        uint32_t id;
        bool grid, coded;
    } item[LINKS_MAX];
    struct {
        uint32_t from, to;
        bool dimg;
    } link[LINKS_MAX];
    size_t nitems, nlinks;
};

static int part(void *u, uint64_t at, void *out, size_t n, size_t *got, struct mk_error *e)
{
    const struct mk_span *in = u;
    struct mk_span s = mk_span_from(*in, at < in->len ? (size_t)at : in->len);
    (void)e;
    *got = n < s.len ? n : s.len;
    if (*got)
        memcpy(out, s.p, *got);
    return 0;
}

static struct mk_span body_of(struct mk_span in, const struct mk_box *b)
{
    return mk_span(in.p + b->body.at, (size_t)b->body.len);
}

static size_t find(const struct items *t, uint32_t id)
{
    size_t i = 0;
    while (i < t->nitems && t->item[i].id != id)
        i++;
    return i;
}

static bool take_infe(struct items *t, struct mk_span body)
{
    struct mk_cursor c = mk_cur(body);
    uint32_t version = mk_cur_u32be(&c) >> 24;
    uint32_t id = version >= 3 ? mk_cur_u32be(&c) : mk_cur_u16be(&c);
    mk_cur_u16be(&c); /* protection */
    struct mk_span type = version >= 2 ? mk_cur_take(&c, 4) : mk_str("");
    if (!mk_cur_ok(&c) || t->nitems == LINKS_MAX || find(t, id) < t->nitems ||
        mk_span_is(type, "iden") || mk_span_is(type, "iovl"))
        return false;
    t->item[t->nitems].id = id;
    t->item[t->nitems].grid = mk_span_is(type, "grid");
    t->item[t->nitems++].coded = mk_span_is(type, "hvc1");
    return true;
}

/* The references of one kind of one item. Their box has to end where they do: libheif goes on
 * behind the last one, whatever the box says. */
static bool take_links(struct items *t, struct mk_cursor *c, bool wide)
{
    size_t left = mk_cur_left(c);
    uint32_t size = mk_cur_u32be(c);
    struct mk_span type = mk_cur_take(c, 4);
    uint32_t from = wide ? mk_cur_u32be(c) : mk_cur_u16be(c);
    unsigned n = mk_cur_u16be(c);
    bool dimg = mk_span_is(type, "dimg"), known = dimg || mk_span_is(type, "auxl");
    for (unsigned i = 0; i < n && mk_cur_ok(c); i++) {
        uint32_t to = wide ? mk_cur_u32be(c) : mk_cur_u16be(c);
        if (!known)
            continue;
        if (t->nlinks == LINKS_MAX)
            return false;
        t->link[t->nlinks].from = from;
        t->link[t->nlinks].to = to;
        t->link[t->nlinks++].dimg = dimg;
    }
    return mk_cur_ok(c) && left - mk_cur_left(c) == size;
}

static bool take_iref(struct items *t, struct mk_span body)
{
    struct mk_cursor c = mk_cur(body);
    bool wide = mk_cur_u32be(&c) >> 24 != 0;
    while (mk_cur_ok(&c) && mk_cur_left(&c))
        if (!take_links(t, &c, wide))
            return false;
    return mk_cur_ok(&c);
}

static bool take_iinf(struct items *t, struct mk_span in, const struct mk_box *iinf)
{
    uint8_t version = 0;
    mk_range_get(&version, &iinf->body, 0, 1);
    struct mk_range list = mk_range_sub(&iinf->body, version ? 8 : 6, iinf->body.len);
    struct mk_boxes it = mk_boxes_in(&list);
    struct mk_box b;
    while (mk_box_next(&b, &it))
        if (mk_box_is(&b, "infe") && !take_infe(t, body_of(in, &b)))
            return false;
    return !it.why;
}

static bool take_meta(struct items *t, struct mk_span in, const struct mk_box *meta)
{
    struct mk_range list = mk_range_sub(&meta->body, 4, meta->body.len);
    struct mk_boxes it = mk_boxes_in(&list);
    struct mk_box b;
    while (mk_box_next(&b, &it))
        if ((mk_box_is(&b, "iinf") && !take_iinf(t, in, &b)) ||
            (mk_box_is(&b, "iref") && !take_iref(t, body_of(in, &b))))
            return false;
    return !it.why;
}

/* A tile is no grid, and a plane has none. */
static bool ends(const struct items *t, size_t link)
{
    uint32_t from = t->link[link].from, to = t->link[link].to;
    if (t->link[link].dimg) {
        size_t whole = find(t, from), tile = find(t, to);
        return whole == t->nitems || !t->item[whole].grid ||
               (tile < t->nitems && t->item[tile].coded);
    }
    for (size_t i = 0; i < t->nlinks; i++)
        if (!t->link[i].dimg && t->link[i].to == from)
            return false;
    return true;
}

int mk_heif_items(struct mk_span in, struct mk_error *e)
{
    struct items t = { .nitems = 0 };
    struct mk_file f = { .pread = part, .u = &in, .size = in.len };
    struct mk_range all = mk_range_of(&f);
    struct mk_boxes it = mk_boxes_in(&all);
    struct mk_box b;
    bool good = true;
    while (good && mk_box_next(&b, &it))
        good = !mk_box_is(&b, "meta") || take_meta(&t, in, &b);
    for (size_t i = 0; good && i < t.nlinks; i++)
        good = ends(&t, i);
    return good && !it.why ? 0
                           : mk_fail(e, MK_EFORMAT,
                                     "HEIC: broken, or made of others in a way that is "
                                     "not shown");
}
