#include "parsers/format/sqlite_carve_found.h"
#include <stdlib.h>

#define MEMORY    ((size_t)16 << 20)
#define OLDER_MAX 64u /* versions of one row that are told */

int mk_found_new(struct mk_carver *c, struct mk_error *e)
{
    c->found = calloc(1, sizeof *c->found);
    if (!c->found || !mk_found_index_make(&c->found->same, 1024))
        return mk_fail(e, MK_ENOMEM, "what is found");
    mk_buf_init(&c->found->bytes, (size_t)64 << 20);
    return 0;
}

void mk_found_free(struct mk_carver *c)
{
    struct mk_found *f = c->found;
    if (!f)
        return;
    mk_buf_done(&f->bytes);
    mk_found_index_free(&f->same);
    mk_found_index_free(&f->run);
    mk_found_index_free(&f->by_row);
    free(f->row);
    free(f);
    c->found = NULL;
}

/* Columns that are not there in full become such; the record at hand is written anew. */
static void settle_gone(struct mk_carver *c, struct mk_found_row *row)
{
    struct mk_sqlite_record *r = &c->record;
    uint64_t at = r->head, have = c->row.len;
    uint32_t run = 0;
    row->doubt = r->n;
    for (uint32_t i = 0; i < r->n; i++) {
        uint64_t len = mk_serial_len(r->type[i]);
        if (row->doubt == r->n && at <= have && len > 0 && at + len > c->doubt)
            row->doubt = i;
        if (at > have || len > have - at)
            r->type[i] = MK_SERIAL_GONE;
        at += len;
        row->partial |= r->type[i] == MK_SERIAL_GONE;
        run = r->type[i] == MK_SERIAL_GONE ? 0 : run + 1;
        if (run > row->last - row->first) {
            row->first = i + 1 - run;
            row->last = i + 1;
        }
    }
}

/* A part of a row of which one number is left says nothing. */
static bool says_something(const struct mk_carver *c, bool partial)
{
    uint32_t values = 0, texts = 0;
    for (uint32_t i = 0; i < c->record.n; i++) {
        uint64_t type = c->record.type[i];
        values += type != 0 && type != MK_SERIAL_GONE;
        texts += type >= 16 && mk_serial_len(type) >= 2;
    }
    return values >= (partial ? 2 : 1) || texts;
}

static int store(struct mk_carver *c, struct mk_found_row *row, struct mk_error *e)
{
    struct mk_found *f = c->found;
    struct mk_sqlite_record *r = &c->record;
    uint8_t v[9];
    size_t size = 1, body = r->head;
    for (uint32_t i = 0; i < r->n; i++)
        size += mk_sqlite_varint_len(r->type[i]);
    size += size > 127;
    row->at = f->bytes.len;
    mk_buf_put(&f->bytes, v, mk_sqlite_varint_put(v, size));
    for (uint32_t i = 0; i < r->n; i++)
        mk_buf_put(&f->bytes, v, mk_sqlite_varint_put(v, r->type[i]));
    /* Only ends are missing, or a first column without bytes: what is there stays in its order. */
    mk_buf_put(&f->bytes, c->row.p + body, c->row.len - body);
    row->len = (uint32_t)(f->bytes.len - row->at);
    if (f->n == f->cap) {
        size_t cap = f->cap ? 2 * f->cap : 256;
        struct mk_found_row *more = realloc(f->row, cap * sizeof *more);
        if (!more)
            return mk_fail(e, MK_ENOMEM, "what is found");
        f->row = more;
        f->cap = cap;
    }
    if (!mk_buf_ok(&f->bytes))
        return mk_fail(e, MK_ENOMEM, "what is found");
    f->row[f->n++] = *row;
    return 0;
}

static int index_same(struct mk_found *f, struct mk_error *e)
{
    if (f->same.cap < 2 * (f->n + 1)) {
        if (!mk_found_index_make(&f->same, 2 * f->n + 512))
            return mk_fail(e, MK_ENOMEM, "what is found");
        for (size_t i = 0; i < f->n; i++)
            mk_found_index_put(&f->same, f->row[i].sum, (uint32_t)i);
    } else {
        mk_found_index_put(&f->same, f->row[f->n - 1].sum, (uint32_t)(f->n - 1));
    }
    return 0;
}

static bool met(struct mk_found *f, const struct mk_found_row *row)
{
    uint32_t i;
    for (size_t at = MK_INDEX_FIRST; mk_found_index_next(&i, &at, &f->same, row->sum);) {
        struct mk_found_row *r = &f->row[i];
        if (r->sum != row->sum || r->table != row->table || r->has_row != row->has_row ||
            r->row != row->row)
            continue;
        mk_found_seen(r, row);
        r->doubt = row->doubt > r->doubt ? row->doubt : r->doubt;
        return true;
    }
    return false;
}

int mk_found_add(struct mk_carver *c, const struct mk_carve_piece *piece,
                 const struct mk_carve_place *place, struct mk_error *e)
{
    struct mk_found *f = c->found;
    struct mk_found_row row = { .row = piece->has_row ? piece->row : 0,
                                .has_row = piece->has_row,
                                .table = piece->table,
                                .ambiguous = piece->ambiguous,
                                .contested = c->contested,
                                .n = piece->n,
                                .bits = piece->bits,
                                .nplaces = 1 };
    const struct mk_carve_table *t = piece->table == MK_TABLE_NONE ? NULL : &c->table[piece->table];
    if (c->former_only) {
        bool partial;
        uint32_t n = mk_carve_cell_values(c, &c->table[MK_SCHEMA], piece->has_row, piece->row,
                                          c->row.len, &partial);
        mk_carve_add_table(c, c->value, n, true);
        return 0;
    }
    settle_gone(c, &row);
    row.partial |= !piece->has_row && t && t->create.rowid >= 0;
    if ((t && t->internal) || !says_something(c, row.partial))
        return 0;
    row.place[0] = *place;
    mk_found_sums(f, &c->record, mk_buf_span(&c->row));
    row.sum =
        mk_carve_mix(f->sums[c->record.n] + (uint64_t)row.row * 31 + row.has_row) + piece->table;
    if (met(f, &row))
        return 0;
    return store(c, &row, e) != 0 ? -1 : index_same(f, e);
}

bool mk_found_full(const struct mk_carver *c)
{
    size_t max = c->opt->memory_max ? c->opt->memory_max : MEMORY;
    return c->found->bytes.len + c->found->n * sizeof *c->found->row > max;
}

static double confidence(const struct mk_found_row *r)
{
    double v = 1.0 - 1.0 / (2.0 + (r->bits > 0 ? (double)r->bits : 0) * 0.75);
    return v > 0.99 ? 0.99 : v;
}

static int fill(struct mk_carved *out, struct mk_carver *c, const struct mk_found_row *r,
                struct mk_error *e)
{
    const struct mk_carve_table *t = r->table == MK_TABLE_NONE ? NULL : &c->table[r->table];
    *out = (struct mk_carved){ .has_row = r->has_row,
                               .row = r->row,
                               .row_lives = r->row_lives,
                               .contested = r->contested,
                               .value = c->value,
                               .confidence = confidence(r),
                               .nplaces = r->nplaces };
    struct mk_span all = mk_span(c->found->bytes.p + r->at, r->len);
    if (t && !r->ambiguous) {
        out->table = t->create.name;
        out->columns = &t->create;
        out->former = t->former;
    }
    memcpy(out->place, r->place, sizeof out->place);
    mk_buf_clear(&c->row);
    mk_buf_put(&c->row, all.p, all.len);
    if (!mk_buf_ok(&c->row) || !mk_sqlite_record_head(&c->record, all, true))
        return mk_fail(e, MK_ENOMEM, "row");
    out->n = mk_carve_cell_values(c, t, r->has_row, r->row, all.len, &out->partial);
    for (uint32_t i = r->doubt; i < c->record.n; i++) {
        uint32_t col = t && i < t->create.nstored ? t->create.stored[i] : i;
        if (col < out->n && mk_serial_len(c->record.type[i]) && c->value[col].type != MK_CV_GONE)
            c->value[col].unproven = out->unproven = true;
    }
    return 0;
}

struct telling {
    struct mk_carver *c;
    const struct mk_found_row *row;
};

static int older(struct mk_carved *out, void *u, uint32_t i, struct mk_error *e)
{
    const struct telling *t = u;
    const struct mk_found_row *r = t->row;
    for (uint32_t k = 0; k <= i && r->older; k++)
        r = &t->c->found->row[r->older - 1];
    return fill(out, t->c, r, e);
}

static int tell(struct mk_carver *c, const struct mk_found_row *r, struct mk_error *e)
{
    struct mk_carved out;
    struct telling t = { c, r };
    if (fill(&out, c, r, e) != 0)
        return -1;
    for (const struct mk_found_row *k = r; k->older && out.nolder < OLDER_MAX; out.nolder++)
        k = &c->found->row[k->older - 1];
    out.older = older;
    out.older_u = &t;
    c->counts->deleted++;
    return c->sink->row(c->sink->u, &out, e);
}

int mk_found_flush(struct mk_carver *c, struct mk_error *e)
{
    struct mk_found *f = c->found;
    if (mk_found_strike(c, e) != 0 || mk_found_versions(f, e) != 0)
        return -1;
    for (size_t i = 0; i < f->n; i++) {
        if (f->row[i].gone)
            c->counts->copies++;
        else if (!f->row[i].is_older && tell(c, &f->row[i], e) != 0)
            return -1;
    }
    f->n = 0;
    mk_buf_clear(&f->bytes);
    return mk_found_index_make(&f->same, 1024) ? 0 : mk_fail(e, MK_ENOMEM, "what is found");
}
