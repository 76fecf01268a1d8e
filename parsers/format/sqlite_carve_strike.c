#include "parsers/format/sqlite_carve_found.h"
#include <assert.h>
#include <stdlib.h>

static uint64_t run_key(uint64_t sum, uint32_t first, uint32_t last)
{
    return mk_carve_mix(sum ^ ((uint64_t)first << 32 | last) * 0x9e3779b97f4a7c15u);
}

static uint64_t row_key(uint32_t table, int64_t row)
{
    return mk_carve_mix((uint64_t)row * 0x9e3779b97f4a7c15u + table);
}

static bool has_run(struct mk_found_runs *runs, uint32_t first, uint32_t last)
{
    for (uint32_t i = 0; i < runs->n; i++)
        if (runs->run[i].first == first && runs->run[i].last == last)
            return true;
    return false;
}

/* Where there are more kinds of runs than are kept, a shorter one serves: it strikes more. */
static void choose_run(struct mk_found_runs *runs, struct mk_found_row *r)
{
    uint32_t best = MK_RUNS_MAX;
    if (has_run(runs, r->first, r->last))
        return;
    if (runs->n < MK_RUNS_MAX) {
        runs->run[runs->n].first = r->first;
        runs->run[runs->n++].last = r->last;
        return;
    }
    for (uint32_t i = 0; i < runs->n; i++)
        if (runs->run[i].first >= r->first && runs->run[i].last <= r->last)
            best = i;
    r->first = best < MK_RUNS_MAX ? runs->run[best].first : 0;
    r->last = best < MK_RUNS_MAX ? runs->run[best].last : 0;
    r->gone |= best == MK_RUNS_MAX;
}

static bool sums_of(struct mk_carver *c, const struct mk_found_row *r)
{
    struct mk_found *f = c->found;
    struct mk_span all = mk_span(f->bytes.p + r->at, r->len);
    if (!mk_sqlite_record_head(&f->other, all, true))
        return false;
    mk_found_sums(f, &f->other, all);
    return true;
}

/* ---- the sieve ---- */

#define SIEVE_LEN  MK_SIEVE_LEN
#define SIEVE_LONG 24u /* of a beginning: numbers in one area begin alike */

uint64_t mk_found_hash(struct mk_span s, size_t len)
{
    uint64_t v = 0, word;
    assert(s.p && s.len >= len);
    for (size_t i = 0; i < len; i += sizeof word) {
        memcpy(&word, s.p + i, sizeof word);
        v = mk_carve_mix(v ^ word);
    }
    return v;
}

static uint32_t sieve_bit(struct mk_span s, size_t len)
{
    return (uint32_t)mk_found_hash(s, len) % MK_SIEVE_BITS;
}

static void set_bit(uint8_t *bits, uint32_t bit)
{
    bits[bit / 8] |= (uint8_t)(1u << bit % 8);
}
static bool has_bit(const uint8_t *bits, uint32_t bit)
{
    return bits[bit / 8] >> bit % 8 & 1;
}

static void sift_head(struct mk_found_sieve *s, struct mk_span known)
{
    bool far = known.len >= SIEVE_LONG;
    *(far ? &s->longs : &s->heads) = true;
    set_bit(far ? s->far : s->head, sieve_bit(known, far ? SIEVE_LONG : SIEVE_LEN));
}

/* Of the columns that it is compared by: what is left of others may differ from the live row's. */
static size_t run_len(const struct mk_found_row *r, const struct mk_sqlite_record *h)
{
    uint64_t n = 0;
    for (uint32_t i = r->first; i < r->last; i++)
        n += mk_serial_len(h->type[i]);
    return (size_t)n;
}

static void sift(struct mk_found *f, const struct mk_found_row *r, const struct mk_sqlite_record *h)
{
    struct mk_span body = mk_span(f->bytes.p + r->at + h->head, r->len - h->head);
    size_t known = run_len(r, h);
    if (r->has_row)
        set_bit(f->sieve.row, (uint32_t)mk_carve_mix((uint64_t)r->row) % MK_SIEVE_BITS);
    if (r->has_row && !r->partial)
        return; /* its copies have its rowid */
    if (known >= SIEVE_LEN && r->last == r->n) {
        f->sieve.tails = true;
        set_bit(f->sieve.tail, sieve_bit(mk_span_from(body, body.len - SIEVE_LEN), SIEVE_LEN));
    } else if (known >= SIEVE_LEN && r->first == 0 && !r->has_row) {
        sift_head(&f->sieve, mk_span(body.p, known));
    } else if (!r->has_row) {
        f->sieve.open = true;
    }
}

static bool is_like(void *u, struct mk_span page, const struct mk_carve_cell *cell)
{
    const struct mk_found_sieve *s = u;
    uint32_t head = cell->local ? page.p[cell->at] : 0x80; /* none: the page may end there */
    if (s->open || cell->overflow || head >= 0x80 || cell->local < head + SIEVE_LEN ||
        has_bit(s->row, (uint32_t)mk_carve_mix((uint64_t)cell->row) % MK_SIEVE_BITS))
        return true;
    struct mk_span body = mk_span(page.p + cell->at + head, cell->local - head);
    struct mk_span tail = mk_span_from(body, body.len - SIEVE_LEN);
    return (s->tails && has_bit(s->tail, sieve_bit(tail, SIEVE_LEN))) ||
           (s->heads && has_bit(s->head, sieve_bit(body, SIEVE_LEN))) ||
           (s->longs && body.len >= SIEVE_LONG && has_bit(s->far, sieve_bit(body, SIEVE_LONG)));
}

static bool index_all(struct mk_carver *c)
{
    struct mk_found *f = c->found;
    f->runs.n = 0;
    f->sieve = (struct mk_found_sieve){ 0 };
    if (!mk_found_index_make(&f->run, f->n) || !mk_found_index_make(&f->by_row, f->n))
        return false;
    for (size_t i = 0; i < f->n; i++) {
        struct mk_found_row *r = &f->row[i];
        choose_run(&f->runs, r);
        if (r->gone || !sums_of(c, r))
            continue;
        mk_found_index_put(
            &f->run, run_key(f->sums[r->last] - f->sums[r->first], r->first, r->last), (uint32_t)i);
        sift(f, r, &f->other);
        if (r->has_row)
            mk_found_index_put(&f->by_row, row_key(r->table, r->row), (uint32_t)i);
    }
    return true;
}

/* Column by column: the sums only said that it may be. */
static bool same_run(struct mk_found *f, const struct mk_found_row *r,
                     const struct mk_sqlite_record *x, struct mk_span bytes)
{
    struct mk_span own = mk_span(f->bytes.p + r->at, r->len);
    struct mk_sqlite_record *h = &f->held;
    if (!mk_sqlite_record_head(h, own, true) || h->n > x->n)
        return false;
    uint64_t a = h->head, b = x->head;
    for (uint32_t i = 0; i < h->n; i++) {
        uint64_t n = mk_serial_len(h->type[i]), m = mk_serial_len(x->type[i]);
        if (h->type[i] != MK_SERIAL_GONE &&
            (h->type[i] != x->type[i] || a + n > own.len || b + m > bytes.len ||
             memcmp(own.p + a, bytes.p + b, (size_t)n) != 0))
            return false;
        a += n;
        b += m;
    }
    return true;
}

static bool of_table(const struct mk_found_row *r, uint32_t table)
{
    return r->table == table || r->ambiguous || r->table == MK_TABLE_NONE;
}

/* Each row that this one, `has_row` and `row`, is the original of. The sums are set. */
static void strike(struct mk_carver *c, uint32_t table, bool has_row, int64_t row,
                   const struct mk_sqlite_record *x, struct mk_span bytes,
                   struct mk_found_row *self)
{
    struct mk_found *f = c->found;
    for (uint32_t i = 0; i < f->runs.n; i++) {
        uint32_t first = f->runs.run[i].first, last = f->runs.run[i].last, k;
        if (last > x->n)
            continue;
        uint64_t key = run_key(f->sums[last] - f->sums[first], first, last);
        for (size_t at = MK_INDEX_FIRST; mk_found_index_next(&k, &at, &f->run, key);) {
            struct mk_found_row *r = &f->row[k];
            if (r->gone || r == self || r->first != first || r->last != last ||
                (self && !r->partial && (r->has_row || !has_row)) || !of_table(r, table) ||
                (r->has_row && has_row && r->row != row) || !same_run(f, r, x, bytes))
                continue;
            r->gone = true;
            if (self)
                mk_found_seen(self, r);
        }
    }
}

static int strike_live(void *u, struct mk_carver *c, uint32_t table, const struct mk_carve_page *p,
                       const struct mk_carve_cell *cell, uint64_t have, struct mk_error *e)
{
    struct mk_found *f = c->found;
    uint32_t k;
    (void)u;
    (void)p;
    (void)have;
    (void)e;
    mk_found_sums(f, &c->record, mk_buf_span(&c->row));
    strike(c, table, cell->has_row, cell->row, &c->record, mk_buf_span(&c->row), NULL);
    uint64_t key = row_key(table, cell->row);
    for (size_t at = MK_INDEX_FIRST; mk_found_index_next(&k, &at, &f->by_row, key);)
        if (f->row[k].table == table && f->row[k].row == cell->row)
            f->row[k].row_lives = true;
    return 0;
}

/* What is left of a row of which all is there elsewhere. */
static void strike_parts(struct mk_carver *c)
{
    struct mk_found *f = c->found;
    for (size_t i = 0; i < f->n; i++) {
        struct mk_found_row *r = &f->row[i];
        if (r->gone || r->partial || !sums_of(c, r))
            continue;
        strike(c, r->table, r->has_row, r->row, &f->other, mk_span(f->bytes.p + r->at, r->len), r);
    }
}

static bool is_wanted(const struct mk_carver *c, uint32_t table)
{
    const struct mk_found *f = c->found;
    for (size_t i = 0; i < f->n; i++)
        if (of_table(&f->row[i], table))
            return true;
    return false;
}

int mk_found_strike(struct mk_carver *c, struct mk_error *e)
{
    if (!c->found->n)
        return 0;
    if (!index_all(c))
        return mk_fail(e, MK_ENOMEM, "what is found");
    strike_parts(c);
    if (mk_carve_facts_arm(c, e) != 0)
        return -1;
    for (uint32_t i = MK_SCHEMA + 1; i < c->ntables; i++)
        if (!c->table[i].former && is_wanted(c, i) &&
            mk_carve_rows(c, i, is_like, strike_live, &c->found->sieve, e) != 0)
            return -1;
    return 0;
}
