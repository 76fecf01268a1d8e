#include "parsers/format/sqlite_carve_private.h"

#define SKIP_BITS 6.0f /* what it costs to leave bytes out */
#define ACCEPT    8.0f /* bits that make a row */
#define CUT_BITS  6.0f /* more for a part */
#define NEVER     (-1.0e9f)
#define LOOK_MAX  (UINT32_C(4) << 20)

static bool is_zero(struct mk_span s)
{
    return !s.len || (s.p[0] == 0 && memcmp(s.p, s.p + 1, s.len - 1) == 0);
}

/*
 * A freeblock's header, or what is left of one inside of a larger one: the place of the next or
 * none, and a size. Every cell that lost its first bytes to being freed has one there.
 */
bool mk_carve_stale_head(const struct mk_carve_region_of *r, uint32_t at)
{
    uint32_t next = mk_be16(r->page->bytes, at), size = mk_be16(r->page->bytes, at + 2);
    return size >= 4 && at + size <= r->page->bytes.len &&
           (next == 0 || (next > at + size && next + 4 <= r->page->bytes.len));
}

static int make_pieces(struct mk_carver *c, const struct mk_carve_region_of *r, uint32_t at,
                       bool aligned, size_t *start, struct mk_error *e)
{
    if (*start < c->nstarts && c->start[*start] == at) {
        ++*start;
        if (mk_carve_whole(c, r, at, e) != 0)
            return -1;
    }
    return !r->whole_only && at >= r->list_end && mk_carve_stale_head(r, at)
               ? mk_carve_rebuild(c, r, at, aligned, e)
               : 0;
}

static void lay(struct mk_carver *c, const struct mk_carve_region_of *r, size_t i, float before)
{
    const struct mk_carve_piece *p = &c->piece[i];
    struct mk_dp *d = &c->dp[p->end - r->from];
    if (before + p->bits > d->v) {
        d->v = before + p->bits;
        d->piece = (int32_t)i;
    }
}

/* Forward: for each place the best way to divide up what lies in front of it. */
static int divide(struct mk_carver *c, const struct mk_carve_region_of *r, struct mk_error *e)
{
    uint32_t n = r->to - r->from;
    size_t start = 0;
    for (uint32_t i = 0; i <= n; i++)
        c->dp[i] = (struct mk_dp){ NEVER, NEVER, -1, 0 };
    if (r->array && r->from == r->array) /* cell pointers may be left standing there */
        c->dp[0].s = 0;
    else
        c->dp[0].v = 0;
    for (uint32_t i = 0; i < n; i++) {
        struct mk_dp *d = &c->dp[i];
        bool aligned = d->v > NEVER / 2;
        for (uint32_t k = 1; k <= 3 && k <= i && !aligned; k++)
            aligned = c->dp[i - k].v > NEVER / 2; /* up to three bytes are no freeblock */
        if (d->v - SKIP_BITS > d->s) {
            d->s = d->v - SKIP_BITS;
            d->since = (int32_t)i;
        }
        size_t from = c->npieces;
        if (make_pieces(c, r, r->from + i, aligned, &start, e) != 0)
            return -1;
        float before = d->v > d->s ? d->v : d->s;
        for (size_t k = from; k < c->npieces; k++)
            lay(c, r, k, before);
        if (d->s > c->dp[i + 1].s) {
            c->dp[i + 1].s = d->s;
            c->dp[i + 1].since = d->since;
        }
    }
    return 0;
}

/* The beginning of a cell whose rest is written over from `to` on: its header is not all there. */
static bool is_cut_head(const struct mk_carve_region_of *r, uint32_t at, uint32_t to)
{
    struct mk_span s = mk_span(r->page->bytes.p, to);
    uint64_t payload = 0, row, head;
    size_t k = mk_sqlite_varint(&payload, s, at), m = 0;
    if (!k || payload < 2 || payload > INT32_MAX || k != mk_sqlite_varint_len(payload))
        return false;
    if (r->cells && !(m = mk_sqlite_varint(&row, s, at + k)))
        return at + k + 9 > to;
    return at + k + m == to || (mk_sqlite_varint(&head, s, at + k + m) && head >= 2 &&
                                head <= payload && at + k + m + head > to);
}

/* Whether something begins, or begun once, where the piece ends. */
static bool has_neighbour(const struct mk_carver *c, const struct mk_carve_region_of *r,
                          uint32_t end)
{
    uint32_t next = r->to;
    for (size_t i = c->nstarts; i-- && c->start[i] >= end;)
        next = c->start[i];
    return end + 3 >= next || mk_carve_stale_head(r, end) || is_cut_head(r, end, next);
}

/* The bytes at the end may be somebody else's where nothing speaks for the place of the end. */
static void drop_doubt(struct mk_carver *c, const struct mk_carve_region_of *r,
                       struct mk_carve_piece *p, bool neighbour)
{
    uint32_t at = p->types, n = 0, end = p->body + p->local < p->end ? p->body + p->local : p->end;
    if (p->cut || p->exact || p->overflow)
        return;
    if (p->first != UINT64_MAX)
        c->record.type[n++] = p->first;
    for (; n < p->n; n++)
        at += (uint32_t)mk_sqlite_varint(&c->record.type[n], r->page->bytes, at);
    struct mk_span body = mk_span(r->page->bytes.p + p->body, end - p->body);
    uint64_t last = c->record.type[p->n - 1];
    uint32_t doubt = mk_carve_doubtful(c, c->record.type, p->n, body);
    bool near = neighbour || has_neighbour(c, r, p->end);
    if (doubt < body.len && near && !p->rebuilt) /* its end is vouched for */
        doubt = mk_carve_spoilt(c, c->record.type, p->n, body);
    if (doubt < body.len)
        p->end = p->body + doubt;
    else if (!near && !mk_serial_is_text(last) && mk_serial_len(last) >= 2)
        p->end = p->body + mk_carve_trusted(c, c->record.type, p->n, body);
    else
        return;
    p->cut = true;
}

/* Backward: which pieces the best division has. */
static int take_best(struct mk_carver *c, const struct mk_carve_region_of *r, struct mk_error *e)
{
    int32_t i = (int32_t)(r->to - r->from);
    uint32_t behind = r->to;
    while (i > 0) {
        const struct mk_dp *d = &c->dp[i];
        if (d->s > d->v) {
            i = d->since < i ? d->since : i - 1;
            continue;
        }
        if (d->piece < 0)
            return 0;
        struct mk_carve_piece p = c->piece[d->piece];
        if (c->dp[p.start - r->from].v > NEVER / 2)
            p.bits += 4; /* right behind another one, or at the region's beginning */
        if (p.end == behind)
            p.bits += 4;
        /* Read one way or the other, it ends elsewhere: the end has to be seen. */
        if (p.unsure && !p.exact && !p.cut && p.end != behind && !has_neighbour(c, r, p.end))
            p.bits = 0;
        if (p.bits >= ACCEPT)
            drop_doubt(c, r, &p, p.end == behind);
        behind = p.start;
        if (p.bits >= ACCEPT + (p.cut ? CUT_BITS : 0) &&
            mk_carve_take(c, r->page, &p, r->area, e) != 0)
            return -1;
        i = (int32_t)(p.start - r->from);
    }
    return 0;
}

/* A branch's cell that ends at `end`: child, rowid. Its place; 0 when there is none. */
static uint32_t branch_cell(const struct mk_carve_region_of *r, uint32_t end, uint32_t child_max)
{
    struct mk_span s = r->page->bytes;
    uint64_t row = 0;
    for (uint32_t k = 9; k > 0; k--) {
        uint32_t at = end - 4 - k, child = mk_be32(s, at);
        if (end >= r->from + 4 + k && child >= 2 && child <= child_max &&
            mk_sqlite_varint(&row, s, at + 4) == k && mk_sqlite_varint_len(row) == k)
            return at;
    }
    return 0;
}

/*
 * Where the cells of a branch begin that a page ends in: when a tree grows, its root becomes a
 * branch, whose cells are put over the last rows of the leaf that it was. Those of them that were
 * freed again lie in front of its cells.
 */
static uint32_t branch_tail(const struct mk_carver *c, const struct mk_carve_region_of *r)
{
    struct mk_span s = r->page->bytes;
    bool branch = r->page->head < s.len && s.p[r->page->head] == 5;
    uint32_t end = r->to, at = 0;
    if (r->cells && (branch || r->to == s.len))
        at = branch_cell(r, end, c->npages);
    for (; at; at = branch_cell(r, end, c->pages_max))
        end = at;
    return end;
}

int mk_carve_region(struct mk_carver *c, const struct mk_carve_region_of *of, struct mk_error *e)
{
    struct mk_carve_region_of region = *of, *r = &region;
    r->to = branch_tail(c, of);
    if (r->to <= r->from + 4 || is_zero(mk_span(r->page->bytes.p + r->from, r->to - r->from)))
        return 0;
    c->npieces = 0;
    c->look = LOOK_MAX;
    if (mk_carve_starts(c, r, e) != 0 || divide(c, r, e) != 0)
        return -1;
    return take_best(c, r, e);
}

/* ---- what is taken ---- */

/* Header and columns of our own: types as they are, those whose bytes are gone as such. */
static void put_head(struct mk_carver *c, const struct mk_carve_page *p,
                     const struct mk_carve_piece *piece)
{
    uint8_t v[9];
    struct mk_sqlite_record *h = &c->record;
    uint32_t at = piece->types;
    size_t size = 0, first = piece->first != UINT64_MAX;
    h->n = piece->n;
    h->body = piece->len;
    if (first)
        h->type[0] = piece->first;
    for (uint32_t i = (uint32_t)first; i < h->n; i++)
        at += (uint32_t)mk_sqlite_varint(&h->type[i], p->bytes, at);
    for (uint32_t i = 0; i < h->n; i++)
        size += mk_sqlite_varint_len(h->type[i]);
    size_t own = size + 1;
    while (mk_sqlite_varint_len(own) + size != own)
        own = mk_sqlite_varint_len(own) + size;
    h->head = (uint32_t)own;
    mk_buf_put(&c->row, v, mk_sqlite_varint_put(v, own));
    for (uint32_t i = 0; i < h->n; i++)
        mk_buf_put(&c->row, v, mk_sqlite_varint_put(v, h->type[i]));
}

int mk_carve_take(struct mk_carver *c, const struct mk_carve_page *p,
                  const struct mk_carve_piece *piece, enum mk_carve_state area, struct mk_error *e)
{
    struct mk_carve_place place = { .state = area,
                                    .file = p->file,
                                    .page = p->no,
                                    .offset = p->at + piece->start,
                                    .commit = p->commit,
                                    .generation = p->generation,
                                    .was_live = piece->listed };
    uint32_t there = piece->end > piece->body ? piece->end - piece->body : 0;
    if (c->turn != MK_BOTH && !c->former_only && (piece->overflow != 0) != (c->turn != MK_EARLY)) {
        if (c->turn == MK_EARLY && mk_buf_ok(&c->again) &&
            (!c->again.len || memcmp(c->again.p + c->again.len - 4, &p->no, 4) != 0))
            mk_buf_put(&c->again, &p->no, sizeof p->no);
        return 0;
    }
    c->contested = false;
    c->vouched = piece->listed && (p->logged || (p->old && p->file != MK_CARVE_IN_DB));
    c->doubt = SIZE_MAX;
    mk_buf_clear(&c->row);
    put_head(c, p, piece);
    mk_buf_put(&c->row, p->bytes.p + piece->body, there < piece->local ? there : piece->local);
    /* Of what was deleted by then nobody knows whose the overflow pages were then. */
    if (piece->overflow && (piece->listed || !p->old) &&
        mk_carve_cell_chain(c, piece->overflow, piece->len - piece->local, p, e) != 0)
        return -1;
    if (c->turn == MK_CLAIM)
        return 0;
    /* A row of a table that nobody knows is one only as a whole. */
    if (piece->table == MK_TABLE_NONE && c->row.len < c->record.head + c->record.body)
        return 0;
    c->row.bad = false;
    return mk_found_add(c, piece, &place, e);
}
