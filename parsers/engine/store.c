#include "parsers/engine/store.h"
#include <stdlib.h>

/* A packed cell: u8 kind, with bit 7 when u8 length + text + NUL of a remark follow; then 8 bytes
 * of number, or 4 of length and the bytes. All of it is our own making, so it is read back without
 * doubt. Remarks are copied: those of the table live only until its next row. */
#define REMARKED   0x80
#define REMARK_MAX 255

static size_t remark_len(const struct mk_cell *c)
{
    return c->why ? strnlen(c->why, REMARK_MAX) : 0;
}

void mk_store_init(struct mk_store *s, size_t columns, size_t cap)
{
    *s = (struct mk_store){ .columns = columns };
    mk_arena_init(&s->arena, cap - cap / 4);
    mk_buf_init(&s->index, cap / 4);
}

void mk_store_done(struct mk_store *s)
{
    mk_arena_done(&s->arena);
    mk_buf_done(&s->index);
}

size_t mk_store_rows(const struct mk_store *s)
{
    return s->index.len / sizeof(struct mk_store_row);
}

struct mk_store_row *mk_store_row(const struct mk_store *s, size_t i)
{
    return (struct mk_store_row *)(void *)s->index.p + i;
}

static size_t packed_size(const struct mk_cell *c)
{
    size_t remark = c->why ? 2 + remark_len(c) : 0;
    switch (c->kind) {
    case MK_C_NULL:
    case MK_C_LOST:
        break;
    case MK_C_INT:
    case MK_C_REAL:
        return 9 + remark;
    case MK_C_TEXT:
    case MK_C_BLOB:
        return 5 + remark + c->s.len;
    }
    return 1 + remark;
}

static uint8_t *pack_remark(uint8_t *p, const struct mk_cell *c)
{
    size_t n = remark_len(c);
    *p++ = (uint8_t)n;
    memcpy(p, c->why, n);
    p[n] = 0;
    return p + n + 1;
}

static uint8_t *pack(uint8_t *p, const struct mk_cell *c)
{
    *p++ = (uint8_t)(c->kind | (c->why ? REMARKED : 0));
    if (c->why)
        p = pack_remark(p, c);
    if (c->kind == MK_C_INT)
        memcpy(p, &c->i, 8);
    else if (c->kind == MK_C_REAL)
        memcpy(p, &c->r, 8);
    if (c->kind == MK_C_INT || c->kind == MK_C_REAL)
        return p + 8;
    if (c->kind != MK_C_TEXT && c->kind != MK_C_BLOB)
        return p;
    uint32_t len = (uint32_t)c->s.len;
    memcpy(p, &len, 4);
    if (len)
        memcpy(p + 4, c->s.p, len);
    return p + 4 + len;
}

static const uint8_t *unpack(struct mk_cell *c, const uint8_t *p)
{
    uint32_t len;
    uint8_t first = *p++;
    c->kind = (enum mk_cell_kind)(first & ~REMARKED);
    c->why = NULL;
    if (first & REMARKED) {
        c->why = (const char *)p + 1;
        p += *p + 2;
    }
    if (c->kind == MK_C_INT)
        memcpy(&c->i, p, 8);
    else if (c->kind == MK_C_REAL)
        memcpy(&c->r, p, 8);
    if (c->kind == MK_C_INT || c->kind == MK_C_REAL)
        return p + 8;
    if (c->kind != MK_C_TEXT && c->kind != MK_C_BLOB)
        return p;
    memcpy(&len, p, 4);
    c->s = mk_span(p + 4, len);
    return p + 4 + len;
}

bool mk_store_add(struct mk_store *s, int64_t row, const struct mk_cell *cells)
{
    size_t size = 0, rows = mk_store_rows(s);
    struct mk_store_row r = { .row = row, .nth = (uint32_t)rows };
    for (size_t i = 0; i < s->columns; i++)
        size += packed_size(&cells[i]);
    uint8_t *p = rows < UINT32_MAX ? mk_arena_alloc(&s->arena, size) : NULL;
    r.packed = p;
    if (p)
        mk_buf_put(&s->index, &r, sizeof r);
    if (!p || !mk_buf_ok(&s->index)) {
        s->full = true;
        return false;
    }
    for (size_t i = 0; i < s->columns; i++)
        p = pack(p, &cells[i]);
    return true;
}

/* A total order over cells: by kind, then by value. */
static int compare_cells(const struct mk_cell *a, const struct mk_cell *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    switch (a->kind) {
    case MK_C_INT:
        return (a->i > b->i) - (a->i < b->i);
    case MK_C_REAL:
        return (a->r > b->r) - (a->r < b->r);
    case MK_C_TEXT:
    case MK_C_BLOB:
        return mk_span_cmp(a->s, b->s);
    case MK_C_NULL:
    case MK_C_LOST:
        break;
    }
    return 0;
}

static struct mk_cell key_of(const struct mk_store_row *r)
{
    struct mk_cell c;
    unpack(&c, r->packed);
    return c;
}

static int by_key(const void *a, const void *b)
{
    const struct mk_store_row *x = a, *y = b;
    struct mk_cell kx = key_of(x), ky = key_of(y);
    int d = compare_cells(&kx, &ky);
    return d ? d : (x->nth > y->nth) - (x->nth < y->nth);
}

static void make_sparse(struct mk_store *s)
{
    size_t n = mk_store_rows(s);
    s->near = mk_arena_alloc(&s->arena, sizeof *s->near);
    s->keys = s->near ? mk_arena_array(&s->arena, n, sizeof *s->keys) : NULL;
    for (size_t i = 0; s->keys && i < n; i++)
        s->keys[i] = key_of(mk_store_row(s, i)).i;
}

/* A table of keys is made when it costs no more than a few words a row. */
static void make_dense(struct mk_store *s)
{
    size_t n = mk_store_rows(s), at = 0;
    struct mk_cell low = key_of(mk_store_row(s, 0)), high = key_of(mk_store_row(s, n - 1));
    if (low.kind != MK_C_INT || high.kind != MK_C_INT)
        return;
    uint64_t span = (uint64_t)high.i - (uint64_t)low.i + 1;
    if (span == 0 || span > 8 * (uint64_t)n + 1024) {
        make_sparse(s);
        return;
    }
    s->first = mk_arena_array(&s->arena, (size_t)span + 1, sizeof *s->first);
    if (!s->first)
        return;
    s->low = low.i;
    s->span = span;
    for (uint64_t k = 0; k <= span; k++) {
        while (at < n && (uint64_t)key_of(mk_store_row(s, at)).i - (uint64_t)low.i < k)
            at++;
        s->first[k] = (uint32_t)at;
    }
}

static bool in_order(const struct mk_store *s)
{
    for (size_t i = 1; i < mk_store_rows(s); i++)
        if (by_key(mk_store_row(s, i - 1), mk_store_row(s, i)) > 0)
            return false;
    return true;
}

void mk_store_sort(struct mk_store *s)
{
    if (s->index.len && !in_order(s))
        qsort(s->index.p, mk_store_rows(s), sizeof(struct mk_store_row), by_key);
    if (s->index.len)
        make_dense(s);
}

/* First row whose key is not below (or, `above`, is above) the key. */
static size_t bound(const struct mk_store *s, const struct mk_cell *key, bool above)
{
    size_t lo = 0, hi = mk_store_rows(s);
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        struct mk_cell k = key_of(mk_store_row(s, mid));
        int d = compare_cells(&k, key);
        if (d < 0 || (above && d == 0))
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

struct mk_cell mk_store_key(struct mk_span s)
{
    int64_t v = 0;
    bool number = s.len > 0 && s.len <= 18;
    for (size_t i = 0; number && i < s.len; i++) {
        number = s.p[i] >= '0' && s.p[i] <= '9';
        v = v * 10 + (s.p[i] - '0');
    }
    return number ? (struct mk_cell){ .kind = MK_C_INT, .i = v }
                  : (struct mk_cell){ .kind = MK_C_TEXT, .s = s };
}

/* First of keys[from .. to) that is not below (or, `above`, is above) the key. */
static size_t key_bound(const struct mk_store *s, size_t from, size_t to, int64_t key, bool above)
{
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (s->keys[mid] < key || (above && s->keys[mid] == key))
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

/* Looks onward from where the last search ended before it looks everywhere. */
static size_t find_sparse(size_t *first, const struct mk_store *s, int64_t key)
{
    size_t n = mk_store_rows(s), at = *s->near, end;
    if (at > 0 && s->keys[at - 1] >= key)
        at = key_bound(s, 0, at, key, false);
    for (int step = 0; step < 4 && at < n && s->keys[at] < key; step++)
        at++;
    if (at < n && s->keys[at] < key)
        at = key_bound(s, at, n, key, false);
    *s->near = *first = at;
    for (end = at; end < n && end - at < 4 && s->keys[end] == key;)
        end++;
    if (end < n && s->keys[end] == key)
        end = key_bound(s, end, n, key, true);
    return end - at;
}

size_t mk_store_find(size_t *first, const struct mk_store *s, const struct mk_cell *key)
{
    *first = 0;
    if (key->kind == MK_C_NULL || key->kind == MK_C_LOST)
        return 0; /* unknown equals nothing */
    if (s->first && key->kind == MK_C_INT) {
        uint64_t k = (uint64_t)key->i - (uint64_t)s->low;
        if (k >= s->span)
            return 0;
        *first = s->first[k];
        return s->first[k + 1] - *first;
    }
    if (s->keys && key->kind == MK_C_INT)
        return find_sparse(first, s, key->i);
    *first = bound(s, key, false);
    return bound(s, key, true) - *first;
}

bool mk_store_before(size_t *at, const struct mk_store *s, const struct mk_cell *key)
{
    size_t above = bound(s, key, true);
    *at = above ? above - 1 : 0;
    return mk_store_rows(s) > 0;
}

void mk_store_get(struct mk_cell *cells, const struct mk_store *s, size_t i)
{
    const uint8_t *p = mk_store_row(s, i)->packed;
    for (size_t c = 0; c < s->columns; c++)
        p = unpack(&cells[c], p);
}
