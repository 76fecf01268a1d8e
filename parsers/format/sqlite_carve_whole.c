#include "parsers/format/sqlite_carve_private.h"
#include <stdlib.h>

#define PIECES_MAX    65536u
#define PAGE_MAX      65536u
#define CUTS_MAX      4u  /* places where a piece may have been cut that are tried */
#define SURE_LOOK     32u /* bytes */
#define SURE_BITS     14.0f
#define POINTERS_LOOK 32u

struct mk_carve_piece *mk_carve_piece_new(struct mk_carver *c)
{
    if (c->npieces == c->piece_cap) {
        size_t cap = c->piece_cap ? 2 * c->piece_cap : 256;
        struct mk_carve_piece *v = cap > PIECES_MAX ? NULL : realloc(c->piece, cap * sizeof *v);
        if (!v)
            return NULL;
        c->piece = v;
        c->piece_cap = cap;
    }
    struct mk_carve_piece *p = &c->piece[c->npieces++];
    *p = (struct mk_carve_piece){ .first = UINT64_MAX };
    return p;
}

static float row_bits(const struct mk_carve_region_of *r, int64_t row)
{
    size_t len = mk_sqlite_varint_len((uint64_t)row);
    if (r->row_min && len >= r->row_min && len <= r->row_max)
        return 3;
    return row < 0 ? -6 : len > 5 ? -3 : 0;
}

/* Cells that a page's array pointed to once: pointers behind the last are left standing there. */
static bool was_pointed(const struct mk_carve_region_of *r, uint32_t at)
{
    struct mk_span s = r->page->bytes;
    for (uint32_t i = r->array; i + 2 <= r->array_end; i += 2)
        if (mk_be16(s, i) == at)
            return true;
    return false;
}

/* In the middle of a long text any letters make a header, and what follows is text of course. */
static bool is_letters(const struct mk_carver *c, struct mk_span s, uint32_t from, uint32_t to)
{
    uint32_t zeroes = 0;
    for (uint32_t i = from; i < to; i++) {
        bool zero = s.p[i] == 0 && c->encoding != 1;
        if (!zero && (s.p[i] < 0x20 || s.p[i] > 0x7e))
            return false;
        zeroes += zero;
    }
    return to > from && zeroes <= (to - from + 1) / 2;
}

/* The last bytes of a freeblock's size, which ends where this is cut: P by accident. */
static bool in_stale_head(const struct mk_carve_region_of *r, uint32_t at, uint32_t end)
{
    struct mk_span s = r->page->bytes;
    return at >= r->from + 3 && mk_be16(s, at - 1) == end - (at - 3) &&
           (mk_be16(s, at - 3) == 0 || mk_be16(s, at - 3) > end);
}

static bool is_start(const struct mk_carver *c, uint32_t at)
{
    size_t low = 0, high = c->nstarts;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (c->start[mid] < at)
            low = mid + 1;
        else
            high = mid;
    }
    return low < c->nstarts && c->start[low] == at;
}

/* The cell pointers of a page whose header is gone: two bytes each, as UTF-16 text is, and in large
 * pages of values that letters have. But where they point to, cells begin. */
static bool is_pointers(const struct mk_carver *c, const struct mk_carve_region_of *r,
                        uint32_t from, uint32_t to)
{
    uint32_t n = 0, hits = 0;
    for (uint32_t at = from + from % 2; at + 2 <= to && n < POINTERS_LOOK; at += 2, n++)
        hits += is_start(c, mk_be16(r->page->bytes, at));
    return n >= 4 && 2 * hits >= n;
}

static int put(struct mk_carver *c, const struct mk_carve_region_of *r, struct mk_carve_piece p,
               uint32_t limit, enum mk_carve_piece_of of, struct mk_error *e)
{
    struct mk_span s = r->page->bytes;
    uint32_t end = p.body + p.local < limit ? p.body + p.local : limit, cut = limit;
    struct mk_span there = mk_span(s.p + p.body, end > p.body ? end - p.body : 0);
    p.cut = limit < p.end;
    if (p.cut) {
        uint32_t doubt = mk_carve_doubtful(c, c->record.type, p.n, there);
        if (doubt < there.len)
            limit = p.body + doubt;
    }
    if (p.cut && !(limit == r->to && r->area == MK_CARVE_FREEBLOCK)) {
        uint32_t trust = p.body + mk_carve_trusted(c, c->record.type, p.n, there);
        limit = limit < trust ? limit : trust;
    }
    end = end < limit ? end : limit;
    there.len = end > p.body ? end - p.body : 0;
    if (p.cut) {
        p.end = limit;
        p.overflow = 0;
    }
    if (of == MK_OF_TABLE)
        p.bits += mk_carve_judge(c, &c->table[p.table], c->record.type, p.n, there);
    else
        p.bits += mk_carve_judge_best(&p.table, &p.ambiguous, c, r->table, r->cells, c->record.type,
                                      p.n, there);
    if (p.cut && r->cells && !p.rebuilt && in_stale_head(r, p.start, cut))
        p.bits -= 12;
    if (c->hole > p.body && c->hole < p.end)
        p.bits -= 12;
    if (is_letters(c, s, p.rebuilt ? p.types : p.start, p.body) && !p.exact)
        return 0;
    if (p.bits < 2 || (p.cut && p.table == MK_TABLE_NONE))
        return 0;
    if (c->encoding != 1 && is_pointers(c, r, p.body, end))
        return 0;
    struct mk_carve_piece *to = mk_carve_piece_new(c);
    if (!to)
        return mk_fail(e, MK_ENOMEM, "pieces of a page");
    *to = p;
    return 0;
}

static uint32_t piece_len(const struct mk_carve_piece *p, uint32_t end)
{
    uint32_t len = end > p->body ? end - p->body : 0;
    return len < p->local ? len : p->local;
}

/* Where the next cell begins beyond doubt: it was put there later, or its beginning would not be
 * there any more. */
static uint32_t written_over(const struct mk_carver *c, const struct mk_carve_region_of *r,
                             const struct mk_carve_piece *p)
{
    for (size_t i = 0; i < c->nsure; i++)
        if (c->sure[i] > p->body)
            return c->sure[i] < r->to ? c->sure[i] : r->to;
    return r->to;
}

int mk_carve_piece_put(struct mk_carver *c, const struct mk_carve_region_of *r,
                       const struct mk_carve_piece *p, enum mk_carve_piece_of of,
                       struct mk_error *e)
{
    uint32_t to = p->exact ? r->to : written_over(c, r, p), end = p->end < to ? p->end : to, n = 0;
    if (p->end <= to && put(c, r, *p, p->end, of, e) != 0)
        return -1;
    if (p->end > to && to < r->page->bytes.len && p->body < to && put(c, r, *p, to, of, e) != 0)
        return -1;
    uint32_t doubt = mk_carve_doubtful(c, c->record.type, p->n,
                                       mk_span(r->page->bytes.p + p->body, piece_len(p, end)));
    if (doubt && doubt != UINT32_MAX && put(c, r, *p, p->body + doubt, of, e) != 0)
        return -1;
    /* Newer cells may have been put over its end, and be gone in their turn. */
    for (size_t i = 0; i < c->nstarts && n < CUTS_MAX; i++)
        if (c->start[i] > p->body && c->start[i] < end) {
            n++;
            if (put(c, r, *p, c->start[i], of, e) != 0)
                return -1;
        }
    return 0;
}

struct head {
    uint64_t payload, row;
    uint32_t k, record;
};

/* The beginning of a cell: sizes that agree with each other. Then c->record is its header. */
static bool read_head(struct head *h, struct mk_carver *c, const struct mk_carve_region_of *r,
                      uint32_t at)
{
    struct mk_span s = mk_span(r->page->bytes.p, r->to);
    size_t m = 0;
    h->row = 0;
    h->k = (uint32_t)mk_sqlite_varint(&h->payload, s, at);
    if (!h->k || h->payload < 2 || h->payload > INT32_MAX ||
        h->k != mk_sqlite_varint_len(h->payload))
        return false;
    if (r->cells) {
        m = mk_sqlite_varint(&h->row, s, at + h->k);
        if (!m || m != mk_sqlite_varint_len(h->row))
            return false;
    }
    h->record = at + (uint32_t)(h->k + m);
    if (h->record >= s.len || s.p[h->record] < 2 || s.p[h->record] > h->payload)
        return false;
    return mk_sqlite_record_fits(&c->record, mk_span_from(s, h->record), false, h->payload) &&
           c->record.head + c->record.body == h->payload && c->record.n;
}

/* What is left of a freeblock that went up to the region's end: whatever was put into it came
 * later than what lies in front of it. */
static bool was_freeblock(const struct mk_carve_region_of *r, uint32_t at)
{
    uint32_t next = mk_be16(r->page->bytes, at), size = mk_be16(r->page->bytes, at + 2);
    return size >= 4 && at + size == r->to && at > r->from && (next == 0 || next > r->to);
}

/* A header that chance would hardly bring forth; c->record is its own. Of its columns only the
 * first bytes are looked at: it may be written over in its turn. */
static bool is_sure(struct mk_carver *c, const struct mk_carve_region_of *r, const struct head *h,
                    uint32_t at)
{
    bool ambiguous;
    uint16_t table;
    struct mk_span s = r->page->bytes;
    uint32_t body = h->record + c->record.head, left = r->to > body ? r->to - body : 0;
    struct mk_span there = mk_span(s.p + body, left < SURE_LOOK ? left : SURE_LOOK);
    if (is_letters(c, s, at, body))
        return false;
    float bits = mk_carve_judge_best(&table, &ambiguous, c, r->table, r->cells, c->record.type,
                                     c->record.n, there);
    bits += 7 * (float)(h->k < 3 ? h->k : 2) - 7 + (r->cells ? row_bits(r, (int64_t)h->row) : 0);
    return table != MK_TABLE_NONE && c->record.n == c->table[table].create.nstored &&
           bits >= SURE_BITS;
}

int mk_carve_starts(struct mk_carver *c, const struct mk_carve_region_of *r, struct mk_error *e)
{
    struct head h;
    c->nstarts = 0;
    c->nsure = 0;
    c->hole = 0;
    for (uint32_t at = r->from; at + 4 <= r->to; at++) {
        bool hole = was_freeblock(r, at);
        if (hole)
            c->hole = at;
        if (!hole && (r->page->bytes.p[at] < 2 || !read_head(&h, c, r, at)))
            continue;
        if (!c->start && !(c->start = malloc(2 * PAGE_MAX * sizeof *c->start)))
            return mk_fail(e, MK_ENOMEM, "pieces of a page");
        c->start[c->nstarts++] = at;
        c->sure = c->start + PAGE_MAX;
        if (!hole && is_sure(c, r, &h, at))
            c->sure[c->nsure++] = at;
    }
    return 0;
}

/*
 * Whether the rowid may be only the end of one: a freeblock's header over a cell's first four bytes
 * leaves the rest of a long rowid, and when the last byte of its size is the payload's length, as
 * one in 256 is, that looks like a cell with a short one.
 */
static bool is_cut_row(const struct mk_carve_region_of *r, const struct head *h, uint32_t at,
                       uint32_t end)
{
    if (!r->cells || h->k != 1 || at < r->from + 3 || h->record > at + 7 || was_pointed(r, at) ||
        !mk_carve_stale_head(r, at - 3))
        return false;
    return mk_be16(r->page->bytes, at - 1) >= end - (at - 3);
}

int mk_carve_whole(struct mk_carver *c, const struct mk_carve_region_of *r, uint32_t at,
                   struct mk_error *e)
{
    struct mk_span s = r->page->bytes;
    const struct mk_sqlite_record *record = &c->record;
    struct head h;
    if (!read_head(&h, c, r, at))
        return 0;
    uint32_t local = mk_sqlite_local(h.payload, c->usable, r->cells),
             body = h.record + record->head;
    struct mk_carve_piece p = { .start = at,
                                .end = h.record + local + (local < h.payload ? 4 : 0),
                                .has_row = r->cells,
                                .row = (int64_t)h.row,
                                .n = record->n,
                                .types = h.record + (uint32_t)mk_sqlite_varint_len(record->head),
                                .first = UINT64_MAX,
                                .body = body,
                                .len = record->body,
                                .local = local - record->head };
    if (local < record->head)
        return 0;
    if (p.end - at < 4)
        p.end = at + 4;
    p.bits = 7 * (float)(h.k < 3 ? h.k : 2) + 7 - 14 + (r->cells ? row_bits(r, p.row) : 0);
    if (local < h.payload && p.end <= r->to) {
        p.overflow = mk_be32(s, h.record + local);
        p.bits += p.overflow > 1 && p.overflow <= c->npages ? 6.0f : -6.0f;
    }
    if (was_pointed(r, at))
        p.bits += 10;
    if (is_cut_row(r, &h, at, p.end)) {
        p.has_row = false;
        p.row = 0;
    }
    return mk_carve_piece_put(c, r, &p, MK_OF_ANY, e);
}
