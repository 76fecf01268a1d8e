#include "parsers/format/content_rows.h"
#include <stdlib.h>

static void set(uint64_t *bits, size_t i)
{
    bits[i / 64] |= (uint64_t)1 << i % 64;
}

static bool get(const uint64_t *bits, size_t i)
{
    return bits[i / 64] >> i % 64 & 1;
}

/*
 * A line start that reads as the start of row k. `next` only goes up by one at a time, so when the
 * genuine start of k comes, next is k already, or beyond it because of forged ones: either way no
 * genuine start is taken for another row's, and a forged one leaves two for its row.
 */
static void start_of(struct mk_rows *r, const struct mk_row_start *row)
{
    bool in_order = row->k == r->next;
    if (row->k > r->n)
        return;
    if (row->k == r->n) {
        if (in_order) { /* more rows than listed, or forged by the last one: its end is unknown */
            set(r->doubt, r->n);
            r->overlong = true;
        }
        return;
    }
    r->next += in_order;
    if (r->ids[row->k] == row->id) {
        set(r->hit, row->k);
        if (r->start)
            r->start[row->k] = r->line;
    } else {
        in_order = false;
    }
    if (!in_order)
        set(r->doubt, row->k);
}

/* The first line decides whether these are rows at all. */
static bool first_line(struct mk_rows *r, enum mk_match m, uint64_t k)
{
    if (!r->begun) {
        r->begun = true;
        r->rows = m == MK_YES && k == 0;
    }
    return r->rows;
}

/* Whether the value that starts here is one of the words the tool prints for what it cannot. */
static enum mk_match words(uint32_t *flags, struct mk_span s)
{
    enum mk_match null = mk_row_begins(s, "NULL\n"), blob = mk_row_begins(s, "BLOB\n");
    if (null == MK_YES)
        *flags |= MK_CONTENT_HAS_NULL_WORD;
    if (blob == MK_YES)
        *flags |= MK_CONTENT_HAS_BLOB_WORD;
    return null == MK_MORE || blob == MK_MORE ? MK_MORE : MK_YES;
}

/* One line start in a column of text. */
static bool text_line(struct mk_rows *r, struct mk_span s, bool end)
{
    struct mk_row_start row;
    uint32_t flags = 0;
    enum mk_match m = mk_row_start(&row, s, mk_buf_span(&r->tail)), err;
    if (m == MK_YES && words(&flags, mk_span_from(s, row.len)) == MK_MORE && !end)
        return false;
    err = m == MK_YES ? MK_NO : mk_row_begins(s, "Error while accessing provider:");
    if ((m == MK_MORE || err == MK_MORE) && !end)
        return false;
    if (!first_line(r, m, row.k))
        return true;
    if (m == MK_YES) {
        start_of(r, &row);
        r->flags |= flags;
    } else if (err == MK_YES && r->next == r->n) {
        set(r->doubt, r->n); /* both streams in one: perhaps not part of the last value */
    }
    return true;
}

static size_t text_lines(struct mk_rows *r, struct mk_span s, bool end)
{
    for (size_t at = 0; at < s.len;) {
        struct mk_span rest = mk_span(s.p + at, s.len - at);
        r->line = r->base + at;
        if (!r->in_line && !text_line(r, rest, end))
            return at;
        const uint8_t *lf = memchr(rest.p, '\n', rest.len);
        r->in_line = !lf;
        at = lf ? (size_t)(lf - s.p) + 1 : s.len;
    }
    return s.len;
}

static size_t scan_text(void *u, struct mk_span s, bool end)
{
    struct mk_rows *r = u;
    size_t done = text_lines(r, s, end);
    r->base += done;
    return done;
}

/* One line of numbers, without its newline. What is not the next row belongs to the one before,
 * which is then more than a line. */
static void number_line(struct mk_rows *r, struct mk_span s, bool whole)
{
    struct mk_span values[MK_ROW_COLUMNS];
    struct mk_row_start row;
    size_t before = r->next;
    enum mk_match m = mk_row_start(&row, s, mk_buf_span(&r->tail));
    if (!first_line(r, m, row.k))
        return;
    if (m == MK_YES)
        start_of(r, &row);
    if (r->next == before) {
        if (before)
            set(r->odd, before - 1);
        return;
    }
    bool fits = whole && mk_number_row(values, r->names, r->nnames, mk_span_from(s, row.len));
    if (!fits)
        set(r->odd, before);
    for (size_t i = 0; fits && i < r->nnames; i++)
        if (mk_span_is(values[i], "NULL"))
            r->flags |= MK_CONTENT_HAS_NULL_WORD;
}

static size_t number_lines(struct mk_rows *r, struct mk_span s, bool end)
{
    for (size_t at = 0; at < s.len;) {
        struct mk_span rest = mk_span(s.p + at, s.len - at);
        const uint8_t *lf = memchr(rest.p, '\n', rest.len);
        size_t len = lf ? (size_t)(lf - rest.p) : rest.len;
        r->line = r->base + at;
        if (!r->in_line) {
            if (!lf && !end && len < MK_ROW_LINE)
                return at;
            number_line(r, mk_span(rest.p, len), lf && len < MK_ROW_LINE);
        }
        r->in_line = !lf;
        at += len + (lf != NULL);
    }
    return s.len;
}

static size_t scan_numbers(void *u, struct mk_span s, bool end)
{
    struct mk_rows *r = u;
    size_t done = number_lines(r, s, end);
    r->base += done;
    return done;
}

static int take_names(struct mk_rows *r, bool numbers, struct mk_span columns, struct mk_error *e)
{
    mk_buf_init(&r->tail, MK_ROW_HEAD);
    mk_buf_init(&r->names_text, MK_ROW_COLUMNS * (MK_ROW_NAME + 1));
    mk_buf_put(&r->names_text, columns.p, columns.len);
    size_t n = 0;
    if (mk_buf_ok(&r->names_text))
        n = mk_row_columns(r->names, mk_buf_span(&r->names_text));
    if (n == 0 || (!numbers && n > 1) || !mk_row_tail(&r->tail, r->names[0]) ||
        !mk_buf_ok(&r->tail))
        return mk_fail(e, n ? MK_ENOMEM : MK_EUSAGE, "columns of a reply");
    r->nnames = numbers ? n : 0;
    return 0;
}

int mk_rows_init(struct mk_rows *r, bool numbers, struct mk_span columns, const int64_t *ids,
                 size_t n, struct mk_error *e)
{
    size_t words_n = n / 64 + 1;
    *r = (struct mk_rows){ .ids = ids, .n = n };
    if (take_names(r, numbers, columns, e) != 0 ||
        mk_pieces_init(&r->in, numbers ? MK_ROW_LINE : MK_ROW_HEAD,
                       numbers ? scan_numbers : scan_text, r, e) != 0)
        goto out;
    r->hit = calloc(words_n, 8);
    r->doubt = calloc(words_n, 8);
    r->odd = calloc(numbers ? words_n : 1, 8);
    if (r->hit && r->doubt && r->odd)
        return 0;
    mk_fail(e, MK_ENOMEM, "rows of a reply");
out:
    mk_rows_done(r);
    return -1;
}

int mk_rows_keep_starts(struct mk_rows *r, struct mk_error *e)
{
    r->start = calloc(r->n + 1, sizeof *r->start);
    return r->start ? 0 : mk_fail(e, MK_ENOMEM, "rows of a reply");
}

void mk_rows_done(struct mk_rows *r)
{
    free(r->start);
    mk_pieces_done(&r->in);
    mk_buf_done(&r->tail);
    mk_buf_done(&r->names_text);
    free(r->hit);
    free(r->doubt);
    free(r->odd);
    *r = (struct mk_rows){ 0 };
}

bool mk_rows_sure(const struct mk_rows *r, size_t k)
{
    if (!r->in.ended && k + 1 >= r->next) /* the reply stops inside of a row */
        return false;
    return get(r->hit, k) && !get(r->doubt, k) && !get(r->doubt, k + 1) &&
           (k + 1 == r->n || get(r->hit, k + 1)) && (r->nnames == 0 || !get(r->odd, k));
}

bool mk_rows_whole(const struct mk_rows *r)
{
    if (!r->rows || r->next < r->n || !r->in.ended)
        return false;
    for (size_t k = 0; k < r->n; k++)
        if (!get(r->hit, k))
            return false;
    return true;
}
