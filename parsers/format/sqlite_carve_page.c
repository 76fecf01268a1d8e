#include "parsers/format/sqlite_carve_private.h"
#include <stdlib.h>

#define CELLS_MAX 16384u /* of 65536 / 4 */

struct extent {
    uint32_t from, to;
};

/* A page with the header of a b-tree's: sqlite.org/fileformat2.html, section 1.6. */
struct view {
    struct mk_carver *c;
    const struct mk_carve_page *p;
    uint8_t type;
    uint32_t ncells, content, array, array_end;
    struct extent *used; /* cells, by place */
    uint32_t nused;
    struct mk_carve_region_of region;
};

static int by_place(const void *a, const void *b)
{
    const struct extent *x = a, *y = b;
    return (x->from > y->from) - (x->from < y->from);
}

static bool read_view(struct view *v)
{
    struct mk_span s = v->p->bytes;
    size_t head = v->p->head;
    v->type = head < s.len ? s.p[head] : 0;
    if (v->type != 2 && v->type != 5 && v->type != 10 && v->type != 13)
        return false;
    v->ncells = mk_be16(s, head + 3);
    v->content = mk_be16(s, head + 5);
    if (v->content == 0)
        v->content = 65536;
    v->array = (uint32_t)head + (v->type < 10 ? 12 : 8);
    v->array_end = v->array + 2 * v->ncells;
    return v->array_end <= s.len && v->content <= s.len && v->array_end <= v->content;
}

static bool cell_at(struct mk_carve_cell *out, const struct view *v, uint32_t i)
{
    uint32_t at = mk_be16(v->p->bytes, v->array + 2 * i);
    if (at < v->array_end)
        return false;
    if (v->type != 5)
        return mk_carve_cell_read(out, v->c, v->p->bytes, at, v->type);
    uint64_t row = 0;
    size_t k = mk_sqlite_varint(&row, v->p->bytes, at + 4);
    *out = (struct mk_carve_cell){ .start = at, .end = at + 4 + (uint32_t)k, .row = (int64_t)row };
    return k != 0;
}

/* Extents of the cells, and what their rowids look like. */
static int read_cells(struct view *v, struct mk_error *e)
{
    struct mk_carve_cell cell;
    bool facts = v->type == 13 && v->p->current && v->c->turn == MK_EARLY && !v->c->former_only;
    bool wrong = false;
    v->nused = 0;
    if (facts && mk_carve_facts_begin(v->c, v->p->no, v->ncells, e) != 0)
        return -1;
    for (uint32_t i = 0; i < v->ncells && v->nused < CELLS_MAX; i++) {
        if (!cell_at(&cell, v, i))
            continue;
        v->used[v->nused++] = (struct extent){ cell.start, cell.end };
        uint8_t len = (uint8_t)mk_sqlite_varint_len((uint64_t)cell.row);
        if (facts) {
            mk_carve_facts_add(v->c, v->p->bytes, &cell);
            wrong |= !mk_carve_cell_adds_up(v->p->bytes, &cell);
        }
        if (v->type == 13) {
            if (!v->region.row_min || len < v->region.row_min)
                v->region.row_min = len;
            if (len > v->region.row_max)
                v->region.row_max = len;
        }
        if (cell.overflow && v->p->current && v->c->turn == MK_EARLY &&
            mk_carve_map_chain(v->c, v->p->no, cell.overflow, cell.payload - cell.local, e) != 0)
            return -1;
    }
    if (facts)
        mk_carve_facts_end(v->c, v->p->no, v->ncells);
    if (wrong)
        mk_carve_count(&v->c->sizes, v->p->no);
    return 0;
}

static int carve(struct view *v, uint32_t from, uint32_t to, enum mk_carve_state area,
                 struct mk_error *e)
{
    v->region.from = from;
    v->region.to = to;
    v->region.area = v->p->state == MK_CARVE_UNALLOCATED ? area : v->p->state;
    return mk_carve_region(v->c, &v->region, e);
}

/* The list of freeblocks; false when it is not what the page's cells leave over. */
static bool free_adds_up(const struct view *v)
{
    struct mk_span s = v->p->bytes;
    uint32_t at = mk_be16(s, v->p->head + 1), sum = s.p[v->p->head + 7], before = v->content;
    for (uint32_t i = 0; i < v->nused; i++)
        sum += v->used[i].to - v->used[i].from;
    for (; at; at = mk_be16(s, at)) {
        if (at < before || at + 4 > s.len || mk_be16(s, at + 2) < 4)
            return false;
        sum += mk_be16(s, at + 2);
        before = at + mk_be16(s, at + 2);
    }
    return sum + v->content == s.len && v->nused == v->ncells;
}

static int carve_freeblocks(struct view *v, struct mk_error *e)
{
    struct mk_span s = v->p->bytes;
    for (uint32_t at = mk_be16(s, v->p->head + 1); at; at = mk_be16(s, at))
        if (carve(v, at, at + mk_be16(s, at + 2), MK_CARVE_FREEBLOCK, e) != 0)
            return -1;
    return 0;
}

/* Whatever no cell covers: for pages whose list of freeblocks is broken. */
static int carve_holes(struct view *v, struct mk_error *e)
{
    uint32_t at = v->content;
    qsort(v->used, v->nused, sizeof *v->used, by_place);
    for (uint32_t i = 0; i <= v->nused; i++) {
        uint32_t to = i < v->nused ? v->used[i].from : (uint32_t)v->p->bytes.len;
        if (to > at && carve(v, at, to, MK_CARVE_FREEBLOCK, e) != 0)
            return -1;
        if (i < v->nused && v->used[i].to > at)
            at = v->used[i].to;
    }
    return 0;
}

/* ---- cells of a page that is not current ---- */

static bool as_piece(struct mk_carve_piece *out, struct mk_carver *c, const struct view *v,
                     const struct mk_carve_cell *cell, uint32_t of)
{
    struct mk_span s = v->p->bytes;
    if (!mk_sqlite_record_head(&c->record, mk_span(s.p + cell->at, cell->local), false))
        return false;
    const struct mk_sqlite_record *h = &c->record;
    uint32_t body = cell->at + h->head;
    *out = (struct mk_carve_piece){ .start = cell->start,
                                    .end = cell->end,
                                    .has_row = cell->has_row,
                                    .row = cell->row,
                                    .n = h->n,
                                    .listed = true,
                                    .first = UINT64_MAX,
                                    .body = body,
                                    .types = cell->at + (uint32_t)mk_sqlite_varint_len(h->head),
                                    .len = h->body,
                                    .local = cell->local - h->head,
                                    .overflow = cell->overflow };
    out->bits = 12 + mk_carve_judge_best(&out->table, &out->ambiguous, c, of, cell->has_row,
                                         h->type, h->n, mk_span(s.p + body, out->local));
    return h->head + h->body == cell->payload && h->n;
}

/* Each table's bits over all cells decide whose page it was. */
static uint32_t whose(struct view *v)
{
    struct mk_carver *c = v->c;
    struct mk_carve_piece p;
    struct mk_carve_cell cell;
    uint32_t best = MK_TABLE_NONE, votes = 0;
    for (uint32_t i = 0; i < v->ncells && i < 16; i++) {
        if (!cell_at(&cell, v, i) || !as_piece(&p, c, v, &cell, v->region.table))
            continue;
        if (p.ambiguous)
            return MK_TABLE_NONE;
        if (p.table == best) {
            votes++;
        } else if (votes == 0) {
            best = p.table;
            votes = 1;
        } else {
            votes--;
        }
    }
    return best;
}

static int take_cells(struct view *v, struct mk_error *e)
{
    struct mk_carve_cell cell;
    struct mk_carve_piece p;
    if (v->type == 5)
        return 0;
    for (uint32_t i = 0; i < v->ncells; i++) {
        if (!cell_at(&cell, v, i) || !as_piece(&p, v->c, v, &cell, v->region.table))
            continue;
        if (v->type != 13 && (p.table == MK_TABLE_NONE || p.bits < 12))
            continue; /* an index's, as it seems */
        if (mk_carve_take(v->c, v->p, &p, v->p->state, e) != 0)
            return -1;
    }
    return 0;
}

static uint32_t owner(const struct mk_carver *c, uint32_t page)
{
    return page <= c->npages ? c->owner[page] : MK_TABLE_NONE;
}

static int carve_view(struct view *v, struct mk_error *e)
{
    struct mk_carver *c = v->c;
    v->region =
        (struct mk_carve_region_of){ .page = v->p, .table = owner(c, v->p->no), .cells = true };
    if (v->region.table != MK_TABLE_NONE && c->table[v->region.table].create.without_rowid)
        v->region.cells = false;
    if (read_cells(v, e) != 0)
        return -1;
    if (!v->p->current) {
        uint32_t t = whose(v);
        if (t != MK_TABLE_NONE)
            v->region.table = t;
        if (take_cells(v, e) != 0)
            return -1;
    }
    v->region.array = v->array_end;
    v->region.array_end = v->array_end + 64 < v->content ? v->array_end + 64 : v->content;
    if (carve(v, v->array_end, v->content, MK_CARVE_UNALLOCATED, e) != 0)
        return -1;
    if (free_adds_up(v))
        return carve_freeblocks(v, e);
    if (v->p->current && c->turn == MK_EARLY && !c->former_only)
        mk_carve_count(&c->holes, v->p->no);
    return carve_holes(v, e);
}

/* A trunk lists less pages than it did once: those that stand behind are no rows. */
static uint32_t list_end(const struct mk_carver *c, struct mk_span s, uint32_t at)
{
    while (at + 4 <= s.len && mk_be32(s, at) - 1 < c->pages_max)
        at += 4;
    return at;
}

/* No header that makes sense: all of it may hold anything. */
static int carve_raw(struct view *v, uint32_t from, struct mk_error *e)
{
    v->region = (struct mk_carve_region_of){
        .page = v->p, .table = MK_TABLE_NONE, .cells = true, .whole_only = from == 0
    };
    v->region.list_end = from ? list_end(v->c, v->p->bytes, from) : 0;
    return carve(v, from, (uint32_t)v->p->bytes.len, MK_CARVE_UNALLOCATED, e);
}

int mk_carve_page(struct mk_carver *c, const struct mk_carve_page *p, struct mk_error *e)
{
    struct view v = { .c = c, .p = p };
    enum mk_carve_kind kind = p->current && p->no <= c->npages ? c->kind[p->no] : MK_PK_NONE;
    if (kind == MK_PK_TRUNK) {
        uint32_t n = mk_be32(p->bytes, 4);
        return carve_raw(&v, 8 + 4 * (n <= p->bytes.len / 4 - 2 ? n : 0), e);
    }
    if (!read_view(&v))
        return kind == MK_PK_LEAF || kind == MK_PK_BRANCH || !p->current || kind == MK_PK_NONE ||
                       kind == MK_PK_FREE
                   ? carve_raw(&v, 0, e)
                   : 0;
    v.used = malloc(CELLS_MAX * sizeof *v.used);
    if (!v.used)
        return mk_fail(e, MK_ENOMEM, "cells of a page");
    int rc = carve_view(&v, e);
    free(v.used);
    return rc;
}
