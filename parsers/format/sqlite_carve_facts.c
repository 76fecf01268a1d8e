#include "parsers/format/sqlite_carve_found.h"
#include <stdlib.h>

#define FACTS_MAX ((size_t)24 << 20)
#define PAGES_MAX (UINT32_C(4) << 20)
#define TAIL      3u /* bytes that are kept of the hash of a row's end */
#define FINE_BITS (1u << 8 * TAIL)

struct fact {
    int64_t row_min, row_max;
    uint32_t n; /* rows */
};

struct mk_carve_facts {
    uint32_t npages;
    uint32_t *at; /* by page: where its fact begins in `bytes`, + 1; 0: there is none */
    struct mk_buf bytes;
    struct fact now; /* of the page at hand */
    size_t begin;
    bool open; /* it is being gathered */
    /* what was found */
    bool armed;
    uint8_t *fine; /* one bit for each end */
    int64_t *row;  /* rowids, in order */
    size_t nrows;
};

void mk_carve_facts_free(struct mk_carver *c)
{
    struct mk_carve_facts *f = c->facts;
    if (!f)
        return;
    mk_buf_done(&f->bytes);
    free(f->at);
    free(f->fine);
    free(f->row);
    free(f);
    c->facts = NULL;
}

int mk_carve_facts_new(struct mk_carver *c, struct mk_error *e)
{
    struct mk_carve_facts *f = calloc(1, sizeof *f);
    c->facts = f;
    if (!f)
        return mk_fail(e, MK_ENOMEM, "pages of a database");
    mk_buf_init(&f->bytes, FACTS_MAX);
    f->npages = c->npages < PAGES_MAX ? c->npages : PAGES_MAX;
    f->at = calloc((size_t)f->npages + 1, sizeof *f->at);
    return f->at ? 0 : mk_fail(e, MK_ENOMEM, "pages of a database");
}

/* ---- gathered while a page is carved ---- */

int mk_carve_facts_begin(struct mk_carver *c, uint32_t page, uint32_t cells, struct mk_error *e)
{
    struct mk_carve_facts *f = c->facts;
    size_t most = sizeof f->now + (size_t)cells * TAIL;
    if (!f)
        return 0;
    f->open = page <= f->npages && !f->at[page] && cells && FACTS_MAX - f->bytes.len >= most;
    if (f->open && !mk_buf_room(&f->bytes, most))
        return mk_fail(e, MK_ENOMEM, "pages of a database");
    f->begin = f->bytes.len;
    f->bytes.len += f->open ? sizeof f->now : 0;
    f->now = (struct fact){ .row_min = INT64_MAX, .row_max = INT64_MIN };
    return 0;
}

void mk_carve_facts_add(struct mk_carver *c, struct mk_span page, const struct mk_carve_cell *cell)
{
    struct mk_carve_facts *f = c->facts;
    if (!f || !f->open)
        return;
    uint32_t head = cell->local ? page.p[cell->at] : 0x80;
    /* Of these the end alone says too little: the page is read again. */
    if (cell->overflow || head >= 0x80 || cell->local < head + MK_SIEVE_LEN) {
        f->open = false;
        return;
    }
    size_t end = (size_t)cell->at + cell->local - MK_SIEVE_LEN;
    uint32_t v = (uint32_t)mk_found_hash(mk_span(page.p + end, MK_SIEVE_LEN), MK_SIEVE_LEN);
    uint8_t *to = f->bytes.p + f->bytes.len;
    for (uint32_t i = 0; i < TAIL; i++)
        to[i] = (uint8_t)(v >> 8 * i);
    f->bytes.len += TAIL;
    f->now.n++;
    if (cell->row < f->now.row_min)
        f->now.row_min = cell->row;
    if (cell->row > f->now.row_max)
        f->now.row_max = cell->row;
}

void mk_carve_facts_end(struct mk_carver *c, uint32_t page, uint32_t cells)
{
    struct mk_carve_facts *f = c->facts;
    if (!f)
        return;
    if (!f->open || f->now.n != cells) {
        f->bytes.len = f->begin;
        return;
    }
    memcpy(f->bytes.p + f->begin, &f->now, sizeof f->now);
    f->at[page] = (uint32_t)f->begin + 1;
    f->open = false;
}

/* ---- held against what was found ---- */

static int by_number(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static struct mk_span tail_of(struct mk_found *f, const struct mk_found_row *r)
{
    struct mk_span all = mk_span(f->bytes.p + r->at, r->len);
    if (r->gone || r->last != r->n || r->len < MK_SIEVE_LEN)
        return mk_span(NULL, 0);
    return mk_span_from(all, all.len - MK_SIEVE_LEN);
}

int mk_carve_facts_arm(struct mk_carver *c, struct mk_error *e)
{
    struct mk_carve_facts *x = c->facts;
    struct mk_found *f = c->found;
    if (!x)
        return 0;
    free(x->fine);
    free(x->row);
    x->armed = false;
    x->nrows = 0;
    x->fine = calloc(1, FINE_BITS / 8);
    x->row = malloc((f->n + 1) * sizeof *x->row);
    if (!x->fine || !x->row)
        return mk_fail(e, MK_ENOMEM, "what is found");
    for (size_t i = 0; i < f->n; i++) {
        struct mk_span tail = tail_of(f, &f->row[i]);
        uint32_t v = tail.p ? (uint32_t)mk_found_hash(tail, MK_SIEVE_LEN) % FINE_BITS : 0;
        if (tail.p)
            x->fine[v / 8] |= (uint8_t)(1u << v % 8);
        if (f->row[i].has_row)
            x->row[x->nrows++] = f->row[i].row;
    }
    qsort(x->row, x->nrows, sizeof *x->row, by_number);
    /* What is told by its beginning, or by nothing, may be like a row of any page. */
    x->armed = !f->sieve.open && !f->sieve.heads && !f->sieve.longs;
    return 0;
}

static bool has_row_in(const struct mk_carve_facts *x, int64_t from, int64_t to)
{
    size_t low = 0, high = x->nrows;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (x->row[mid] < from)
            low = mid + 1;
        else
            high = mid;
    }
    return low < x->nrows && x->row[low] <= to;
}

bool mk_carve_facts_dismiss(const struct mk_carver *c, uint32_t page)
{
    const struct mk_carve_facts *x = c->facts;
    struct fact now;
    if (!x || !x->armed || page > x->npages || !x->at[page])
        return false;
    const uint8_t *p = x->bytes.p + x->at[page] - 1;
    memcpy(&now, p, sizeof now);
    p += sizeof now;
    if (has_row_in(x, now.row_min, now.row_max))
        return false;
    const struct mk_found_sieve *s = &c->found->sieve;
    for (uint32_t i = 0; s->tails && i < now.n; i++, p += TAIL) {
        uint32_t v = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16, few = v % MK_SIEVE_BITS;
        if ((s->tail[few / 8] >> few % 8 & 1) && (x->fine[v / 8] >> v % 8 & 1))
            return false;
    }
    return true;
}
