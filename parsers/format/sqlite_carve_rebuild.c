#include "parsers/format/sqlite_carve_private.h"

/*
 * A cell whose first four bytes are overwritten: when SQLite frees a cell it writes there the place
 * of the next freeblock and the size of this one. Of
 *
 *   P (1 to 3 bytes)  R (1 to 9)  H (1, 2)  S1 S2 ...
 *
 * P and some or all of R are gone, of short rows H and S1 as well. What is left is tried for each
 * length that P and R can have together: the number of columns is the table's, H and P follow from
 * the serial types. A lost S1 follows from the size of the hole. R is lost in any case.
 */
#define LOST   4u
#define PR_MAX 12u /* bytes of P and R together */

struct rebuild {
    struct mk_carver *c;
    const struct mk_carve_region_of *r;
    uint32_t at, table;
    bool aligned;
    uint32_t k;     /* bytes of P and R */
    uint32_t hlen;  /* bytes of H */
    uint32_t types; /* place of the first type that is there */
    bool has_first; /* the first column's type is not: its low bits are `low` if two bytes long */
    int32_t low;    /* -1: one byte, gone */
    uint32_t n, body;
    bool by_end;   /* that type was chosen so that the end comes right */
    uint32_t head; /* H */
    bool head_there;
    uint64_t len; /* of the columns whose types are there */
};

static const struct mk_carve_table *table_of(const struct rebuild *b)
{
    return &b->c->table[b->table];
}

/* The types that are there into c->record, behind room for the first. `n` columns, or up to `stop`.
 */
static bool read_types(struct rebuild *b, uint32_t n, uint32_t stop)
{
    struct mk_span s = mk_span(b->r->page->bytes.p, b->r->to);
    struct mk_sqlite_record *h = &b->c->record;
    uint32_t at = b->types, i = b->has_first;
    b->len = 0;
    for (; stop ? at < stop : i < n; i++) {
        uint64_t type;
        size_t k = mk_sqlite_varint(&type, s, at);
        if (!k || i >= table_of(b)->create.nstored || type == 10 || type == 11 ||
            k != mk_sqlite_varint_len(type) || mk_serial_len(type) > INT32_MAX)
            return false;
        h->type[i] = type;
        b->len += mk_serial_len(type);
        at += (uint32_t)k;
    }
    b->n = i;
    b->body = at;
    return (!stop || at == stop) && i > b->has_first;
}

static float row_bits(const struct rebuild *b, uint32_t rlen)
{
    if (b->r->row_min)
        return rlen >= b->r->row_min && rlen <= b->r->row_max ? 3 : -6;
    return rlen > 4 ? -6 : 0;
}

/* What the freeblock's header says of the end: its size is the cell's, or more where the one behind
 * it was free already. */
static float end_bits(const struct rebuild *b, uint32_t end)
{
    uint32_t told = b->at + mk_be16(b->r->page->bytes, b->at + 2);
    if (end <= told && end + 3 >= told)
        return end == told ? 10 : 4;
    return end > told ? -10 : 0;
}

/* The header begins with the first type that is there, or one byte earlier, with what is lost. */
static bool is_unsure(const struct rebuild *b)
{
    const struct mk_sqlite_create *t = &table_of(b)->create;
    return !b->head_there && !b->has_first && b->types == b->at + LOST &&
           (int32_t)t->stored[0] != t->rowid;
}

static int judge(struct rebuild *b, uint64_t first, struct mk_error *e)
{
    struct mk_carver *c = b->c;
    struct mk_span page = b->r->page->bytes;
    uint64_t *type = c->record.type;
    uint64_t len = b->len + (b->has_first ? mk_serial_len(first) : 0), payload = b->head + len;
    uint32_t p = (uint32_t)mk_sqlite_varint_len(payload), rlen = b->k - p;
    if (b->r->cells ? p >= b->k || rlen > 9 : p != b->k)
        return 0;
    uint32_t local = mk_sqlite_local(payload, c->usable, b->r->cells);
    if (local < b->head)
        return 0;
    uint64_t end = (uint64_t)b->at + b->k + local + (local < payload ? 4 : 0);
    if (end < b->at + 4)
        end = b->at + 4;
    /* Beyond its end when something else was put into the end of the hole, whose size shrank, or
     * that of the hole in front of it, into which this one went. */
    uint32_t told = b->at + mk_be16(page, b->at + 2);
    bool agrees = end <= told && end + 3 >= told && !b->by_end;
    if (end > b->r->to && !agrees &&
        (!b->aligned || told + 3 < b->r->to || (told > b->r->to && told < end)))
        return 0;
    if (b->has_first)
        type[0] = first;
    struct mk_carve_piece out = { .start = b->at,
                                  .end = (uint32_t)end,
                                  .table = (uint16_t)b->table,
                                  .rebuilt = true,
                                  .unsure = is_unsure(b),
                                  .n = b->n,
                                  .types = b->types,
                                  .first = b->has_first ? first : UINT64_MAX,
                                  .body = b->body,
                                  .len = len,
                                  .local = local - b->head };
    if (local < payload && end <= b->r->to)
        out.overflow = mk_be32(page, (size_t)end - 4);
    out.bits = (b->aligned ? -6.0f : -14.0f) + (b->head_there ? 7.0f : 0.0f);
    out.bits -= b->has_first ? 3 : 0; /* its type is a guess */
    out.bits += b->r->cells ? row_bits(b, rlen) : 0;
    float ends = end <= b->r->to ? end_bits(b, (uint32_t)end) : agrees ? 6 : -4;
    out.exact = ends >= 10 && (b->aligned || b->head_there);
    if (!out.exact && !b->aligned)
        ends -= 14; /* neither end is where something else says */
    if (out.exact && b->by_end)
        ends = b->aligned ? 4 : 0; /* no wonder */
    out.bits += ends;
    return mk_carve_piece_put(c, b->r, &out, MK_OF_TABLE, e);
}

/* The type of a column of that affinity and length. */
static uint64_t type_of(const struct mk_carver *c, const struct mk_sqlite_column *col, uint64_t len,
                        struct mk_span bytes)
{
    static const uint8_t ints[9] = { MK_SERIAL_GONE, 1, 2, 3, 4, 0xff, 5, 0xff, 6 };
    (void)c;
    bool number = col->affinity == MK_AFF_INTEGER || col->affinity == MK_AFF_NUMERIC ||
                  col->affinity == MK_AFF_REAL;
    if (number && len < sizeof ints && ints[len] != 0xff) {
        bool real = len == 8 && bytes.len && bytes.p[0] != 0 && bytes.p[0] != 0xff;
        return real && col->affinity != MK_AFF_INTEGER ? 7 : ints[len];
    }
    if (len == 0)
        return MK_SERIAL_GONE;
    return col->affinity == MK_AFF_TEXT ? 13 + 2 * len : MK_SERIAL_GONE;
}

/* A lost first type from an end that is known otherwise. */
static int judge_end(struct rebuild *b, uint32_t end, struct mk_error *e)
{
    const struct mk_sqlite_create *t = &table_of(b)->create;
    uint64_t known = b->k + b->head + b->len;
    if (end <= b->at || end > b->r->to || end - b->at < known)
        return 0;
    uint64_t len = end - b->at - known;
    uint64_t type =
        type_of(b->c, &t->column[t->stored[0]], len, mk_span_from(b->r->page->bytes, b->body));
    if (len && type == MK_SERIAL_GONE)
        return 0;
    if (b->low >= 0 && (mk_sqlite_varint_len(type) != 2 || (type & 0x7f) != (uint64_t)b->low))
        return 0;
    if (b->low < 0 && mk_sqlite_varint_len(type) != 1)
        return 0;
    b->by_end = true;
    int rc = judge(b, type, e);
    b->by_end = false;
    return rc;
}

static int judge_first(struct rebuild *b, struct mk_error *e)
{
    const struct mk_sqlite_create *t = &table_of(b)->create;
    uint32_t stale = mk_be16(b->r->page->bytes, b->at + 2);
    if (!b->has_first)
        return judge(b, UINT64_MAX, e);
    if (b->low < 0 && (int32_t)t->stored[0] == t->rowid)
        return judge(b, 0, e);
    if (judge_end(b, b->at + stale, e) != 0)
        return -1;
    for (uint32_t less = 0; less <= 3; less++)
        if (b->r->to != b->at + stale && judge_end(b, b->r->to - less, e) != 0)
            return -1;
    /* No end is known: numbers have few lengths. */
    static const uint8_t numbers[] = { MK_SERIAL_GONE, 1, 2, 3, 4, 5, 6 };
    if (b->low < 0 && t->column[t->stored[0]].affinity == MK_AFF_INTEGER)
        for (size_t i = 0; i < sizeof numbers; i++)
            if (judge(b, numbers[i], e) != 0)
                return -1;
    return 0;
}

/* With H in its place, or without. */
static int try_length(struct rebuild *b, struct mk_error *e)
{
    struct mk_span s = mk_span(b->r->page->bytes.p, b->r->to);
    uint32_t n = table_of(b)->create.nstored, from = b->at + b->k;
    uint32_t first = from + b->hlen;
    uint64_t head = 0;
    b->has_first = first < b->at + LOST;
    b->low = -1;
    b->types = b->has_first ? b->at + LOST : first;
    b->head_there = b->k >= LOST;
    if (b->head_there) {
        size_t k = mk_sqlite_varint(&head, s, from);
        if (k != b->hlen || head <= b->hlen || from + head > s.len ||
            !read_types(b, n, from + (uint32_t)head))
            return 0;
        b->head = (uint32_t)head;
        return judge_first(b, e);
    }
    for (int wide = 0; wide <= (int)b->has_first; wide++) {
        if (wide) {
            if (b->types >= s.len || s.p[b->types] > 0x7f)
                return 0;
            b->low = s.p[b->types++];
        }
        if (!read_types(b, n, 0))
            continue;
        b->head = b->hlen + b->has_first + (uint32_t)(b->low >= 0) + (b->body - b->types);
        if (mk_sqlite_varint_len(b->head) == b->hlen && judge_first(b, e) != 0)
            return -1;
    }
    return 0;
}

static int try_table(struct rebuild *b, struct mk_error *e)
{
    if (table_of(b)->create.without_rowid == b->r->cells)
        return 0;
    for (b->k = b->r->cells ? 2 : 1; b->k <= (b->r->cells ? PR_MAX : 3); b->k++)
        for (b->hlen = 1; b->hlen <= (table_of(b)->create.nstored > 60 ? 2 : 1); b->hlen++)
            if (b->k + b->hlen >= LOST - 1 && try_length(b, e) != 0)
                return -1;
    return 0;
}

int mk_carve_rebuild(struct mk_carver *c, const struct mk_carve_region_of *r, uint32_t at,
                     bool aligned, struct mk_error *e)
{
    struct rebuild b = { .c = c, .r = r, .at = at, .aligned = aligned };
    if (at + LOST + 2 > r->to)
        return 0;
    if (r->table != MK_TABLE_NONE) {
        b.table = r->table;
        return try_table(&b, e);
    }
    for (b.table = MK_SCHEMA + 1; b.table < c->ntables; b.table++)
        if (try_table(&b, e) != 0)
            return -1;
    return 0;
}
