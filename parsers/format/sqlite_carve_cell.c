#include "parsers/base/utf.h"
#include "parsers/format/sqlite_carve_private.h"
#include <stdlib.h>

bool mk_carve_cell_read(struct mk_carve_cell *out, const struct mk_carver *c, struct mk_span page,
                        size_t at, uint8_t type)
{
    uint64_t payload, row = 0;
    size_t from = at + (type == 2 ? 4 : 0), k = mk_sqlite_varint(&payload, page, from);
    if (!k || at >= page.len || payload > INT32_MAX)
        return false;
    from += k;
    if (type == 13) {
        k = mk_sqlite_varint(&row, page, from);
        if (!k)
            return false;
        from += k;
    }
    uint32_t local = mk_sqlite_local(payload, c->usable, type == 13);
    size_t end = from + local + (local < payload ? 4 : 0);
    if (end > page.len)
        return false;
    *out = (struct mk_carve_cell){ .start = (uint32_t)at,
                                   .end = (uint32_t)(end < at + 4 ? at + 4 : end),
                                   .has_row = type == 13,
                                   .row = (int64_t)row,
                                   .payload = payload,
                                   .at = (uint32_t)from,
                                   .local = local };
    if (local < payload)
        out->overflow = mk_be32(page, from + local);
    return true;
}

bool mk_carve_cell_adds_up(struct mk_span page, const struct mk_carve_cell *cell)
{
    struct mk_span s = mk_span(page.p + cell->at, cell->local);
    uint64_t head, type, sum = 0;
    size_t at = mk_sqlite_varint(&head, s, 0), k;
    if (!at || head > cell->payload)
        return false;
    if (head > s.len)
        return true;
    for (s.len = (size_t)head; at < s.len; at += k) {
        type = s.p[at];
        k = type < 128 ? 1 : mk_sqlite_varint(&type, s, at);
        if (!k || type == 10 || type == 11 || type > INT32_MAX)
            return false;
        sum += mk_serial_len(type);
    }
    return at == head && head + sum == cell->payload;
}

int mk_carve_cell_record(uint64_t *have, struct mk_carver *c, struct mk_span page,
                         const struct mk_carve_cell *cell, struct mk_error *e)
{
    mk_buf_clear(&c->row);
    mk_buf_put(&c->row, page.p + cell->at, cell->local);
    if (cell->overflow &&
        mk_carve_cell_chain(c, cell->overflow, cell->payload - cell->local, NULL, e) != 0)
        return -1;
    *have = c->row.len;
    c->row.bad = false;
    return mk_sqlite_record_head(&c->record, mk_buf_span(&c->row), false);
}

static struct mk_carve_value text_of(struct mk_carver *c, struct mk_span s)
{
    struct mk_carve_value v = { .type = MK_CV_TEXT, .bytes = s };
    if (c->encoding == 1 || !s.len)
        return v;
    size_t from = c->text.len;
    mk_utf16_put(&c->text, s, c->encoding == 3);
    if (!mk_buf_ok(&c->text))
        v = (struct mk_carve_value){ .type = MK_CV_GONE };
    else /* as a place for now: the buffer may move */
        v = (struct mk_carve_value){ .type = MK_CV_TEXT,
                                     .i = (int64_t)from + 1,
                                     .bytes = { NULL, c->text.len - from } };
    return v;
}

static struct mk_carve_value value_of(struct mk_carver *c, uint64_t type, struct mk_span s,
                                      enum mk_affinity affinity)
{
    if (type == 0)
        return (struct mk_carve_value){ .type = MK_CV_NULL };
    if (type == MK_SERIAL_GONE)
        return (struct mk_carve_value){ .type = MK_CV_GONE };
    if (type == 7)
        return (struct mk_carve_value){ .type = MK_CV_REAL, .r = mk_serial_real(s) };
    if (mk_serial_is_text(type))
        return text_of(c, s);
    if (mk_serial_is_blob(type))
        return (struct mk_carve_value){ .type = MK_CV_BLOB, .bytes = s };
    int64_t i = mk_serial_int(type, s);
    /* Whole numbers of a REAL column are stored as integers. */
    if (affinity == MK_AFF_REAL)
        return (struct mk_carve_value){ .type = MK_CV_REAL, .r = (double)i };
    return (struct mk_carve_value){ .type = MK_CV_INT, .i = i };
}

/* The value that DEFAULT gives to rows from before the column was added: a literal. */
static struct mk_carve_value default_of(struct mk_span s, enum mk_affinity affinity)
{
    struct mk_carve_value v = { .type = MK_CV_NULL };
    char digits[32], *end;
    if (s.len && (s.p[0] == '\'' || s.p[0] == '"') && s.len >= 2) {
        v.type = MK_CV_TEXT;
        v.bytes = mk_span(s.p + 1, s.len - 2);
    } else if (s.len && s.len < sizeof digits) {
        memcpy(digits, s.p, s.len);
        digits[s.len] = 0;
        long long i = strtoll(digits, &end, 10);
        double r = *end ? strtod(digits, &end) : (double)i;
        if (*end == 0 && (memchr(digits, '.', s.len) || affinity == MK_AFF_REAL))
            v = (struct mk_carve_value){ .type = MK_CV_REAL, .r = r };
        else if (*end == 0)
            v = (struct mk_carve_value){ .type = MK_CV_INT, .i = i };
    }
    return v;
}

/* Each value of the record that the bytes at hand hold; then those that stand for columns that the
 * record does not have. */
uint32_t mk_carve_cell_values(struct mk_carver *c, const struct mk_carve_table *t, bool has_row,
                              int64_t row, uint64_t have, bool *partial)
{
    const struct mk_sqlite_record *r = &c->record;
    const struct mk_sqlite_create *k = t ? &t->create : NULL;
    struct mk_span all = mk_buf_span(&c->row);
    uint64_t at = r->head;
    uint32_t n = k && k->n > r->n ? k->n : r->n;
    mk_buf_clear(&c->text);
    *partial = false;
    if (n > MK_SQLITE_COLUMNS)
        n = MK_SQLITE_COLUMNS;
    for (uint32_t i = 0; i < n; i++)
        c->value[i] = k && i < k->n ? default_of(k->column[i].init, k->column[i].affinity)
                                    : (struct mk_carve_value){ .type = MK_CV_NULL };
    for (uint32_t i = 0; i < r->n; i++) {
        uint64_t len = mk_serial_len(r->type[i]);
        uint32_t col = k && i < k->nstored ? k->stored[i] : i;
        bool there = at <= have && len <= have - at && r->type[i] != MK_SERIAL_GONE;
        if (col < n)
            c->value[col] = there
                                ? value_of(c, r->type[i], mk_span(all.p + at, (size_t)len),
                                           k && col < k->n ? k->column[col].affinity : MK_AFF_BLOB)
                                : (struct mk_carve_value){ .type = MK_CV_GONE };
        *partial |= !there;
        at += len;
    }
    if (k && k->rowid >= 0 && (uint32_t)k->rowid < n) {
        c->value[k->rowid] = has_row ? (struct mk_carve_value){ .type = MK_CV_INT, .i = row }
                                     : (struct mk_carve_value){ .type = MK_CV_GONE };
        *partial |= !has_row;
    }
    for (uint32_t i = 0; i < n; i++)
        if (c->value[i].type == MK_CV_TEXT && c->value[i].i)
            c->value[i].bytes.p = mk_span_from(mk_buf_span(&c->text), (size_t)c->value[i].i - 1).p;
    return n;
}
