#include "parsers/format/content_each.h"
#include "parsers/base/utf.h"
#include "parsers/format/content_rows.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define ISSUES     64u
#define ROWS_FIRST 256u

struct row {
    int64_t id;
    struct mk_content_cell *cells;
};

struct mk_content_each {
    struct mk_arena arena;
    struct mk_span names[MK_ROW_COLUMNS];
    size_t nnames;
    struct mk_buf tail; /* between the _id and the first number */
    struct row *rows;
    size_t n, cap;
    const char *issues[ISSUES];
    size_t nissues;
    bool full; /* no memory, or more than a set may hold */
};

static void issue(struct mk_content_each *x, const char *fmt, ...) MK_PRINTF(2, 3);
static void issue(struct mk_content_each *x, const char *fmt, ...)
{
    char line[256];
    va_list ap;
    if (x->nissues == ISSUES)
        return;
    va_start(ap, fmt);
    vsnprintf(line, sizeof line, fmt, ap);
    va_end(ap);
    bool last = x->nissues == ISSUES - 1;
    struct mk_span copy =
        mk_arena_copy(&x->arena, mk_str(last ? "and further replies that cannot be read" : line));
    if (copy.p)
        x->issues[x->nissues++] = (const char *)copy.p;
    else
        x->full = true;
}

/* ---- one row ---- */

static size_t line_end(struct mk_span s, size_t at)
{
    const uint8_t *lf = at < s.len ? memchr(s.p + at, '\n', s.len - at) : NULL;
    return lf ? (size_t)(lf - s.p) + 1 : s.len;
}

/* Takes the value of a number off the front, with the name of the next column behind it. */
static bool number(struct mk_content_cell *cell, struct mk_span *rest, struct mk_span next)
{
    size_t n = 0;
    while (n < rest->len && rest->p[n] != ',' && rest->p[n] != '\n')
        n++;
    cell->type = mk_number_type(&cell->i, mk_span(rest->p, n));
    *rest = mk_span_from(*rest, n);
    if (cell->type == MK_CELL_TEXT || cell->type == MK_CELL_LOST)
        return false;
    struct mk_span parts[] = { mk_str(", "), next, mk_str("=") };
    for (size_t i = 0; i < 3; i++) {
        if (!mk_span_starts(*rest, parts[i]))
            return false;
        *rest = mk_span_from(*rest, parts[i].len);
    }
    return true;
}

/* Whether a row begins here, and its numbers; `rest` is then where its text begins. */
static bool row_starts(struct mk_row_start *start, struct mk_content_cell *cells,
                       struct mk_span *rest, const struct mk_content_each *x, struct mk_span s)
{
    if (mk_row_start(start, s, mk_buf_span(&x->tail)) != MK_YES)
        return false;
    *rest = mk_span_from(s, start->len);
    for (size_t i = 0; i + 1 < x->nnames; i++)
        if (!number(&cells[i], rest, x->names[i + 1]))
            return false;
    return true;
}

static struct row *new_row(struct mk_content_each *x, int64_t id)
{
    if (x->n == x->cap) {
        size_t cap = x->cap ? 2 * x->cap : ROWS_FIRST;
        struct row *rows =
            cap > MK_EACH_BYTES / sizeof *rows ? NULL : realloc(x->rows, cap * sizeof *rows);
        if (!rows)
            return NULL;
        x->rows = rows;
        x->cap = cap;
    }
    struct row *r = &x->rows[x->n];
    *r = (struct row){ id, mk_arena_array(&x->arena, x->nnames, sizeof *r->cells) };
    x->n += r->cells != NULL;
    return r->cells ? r : NULL;
}

static void take_text(struct mk_content_each *x, struct mk_content_cell *cell, struct mk_span text)
{
    cell->type = mk_span_is(text, "NULL") ? MK_CELL_NULL : MK_CELL_TEXT;
    if (cell->type == MK_CELL_NULL)
        return;
    cell->s = mk_arena_copy(&x->arena, text);
    x->full = x->full || !cell->s.p;
    if (mk_utf8_valid(text) != text.len)
        cell->why = "not valid UTF-8";
    else if (line_end(text, 0) < text.len)
        cell->why = "holds a line break";
}

/* ---- one reply ---- */

struct reply {
    struct mk_content_each *x;
    const struct mk_entry *en;
    struct mk_span all;
    size_t first; /* of its rows */
    bool out_of_turn;
};

/* What follows a row's start up to the start of the next, or to the end. */
static size_t text_end(struct reply *r, size_t at, uint64_t next)
{
    struct mk_content_cell spare[MK_ROW_COLUMNS];
    struct mk_row_start start;
    struct mk_span rest;
    for (at = line_end(r->all, at); at < r->all.len; at = line_end(r->all, at)) {
        struct mk_span line = mk_span_from(r->all, at);
        if (mk_row_begins(line, "Row: ") != MK_YES)
            continue;
        if (row_starts(&start, spare, &rest, r->x, line) && start.k == next)
            return at;
        r->out_of_turn = true;
    }
    return r->all.len;
}

static void take_rows(struct reply *r)
{
    struct mk_content_each *x = r->x;
    struct mk_content_cell cells[MK_ROW_COLUMNS];
    struct mk_row_start start;
    struct mk_span rest;
    for (size_t at = 0, end; at < r->all.len && !x->full; at = end) {
        memset(cells, 0, sizeof cells);
        if (!row_starts(&start, cells, &rest, x, mk_span_from(r->all, at)))
            return;
        end = text_end(r, at, start.k + 1);
        struct row *row = new_row(x, start.id);
        if (!row) {
            x->full = true;
            return;
        }
        uint64_t offset = (uint64_t)(rest.p - r->all.p);
        take_text(x, &cells[x->nnames - 1], mk_span(rest.p, end - offset - 1));
        for (size_t i = 0; i < x->nnames; i++) {
            cells[i].entry = r->en->id;
            cells[i].offset = offset;
        }
        memcpy(row->cells, cells, x->nnames * sizeof *cells);
    }
}

static void lose(struct reply *r, size_t column, const char *why)
{
    for (size_t i = r->first; i < r->x->n; i++) {
        struct mk_content_cell *c = &r->x->rows[i].cells[column];
        *c = (struct mk_content_cell){ .type = MK_CELL_LOST, .why = why, .entry = r->en->id };
    }
}

/* Rows of another row than was asked for belong to none. */
static void check_rows(struct reply *r)
{
    struct mk_content_each *x = r->x;
    for (size_t i = r->first; i < x->n; i++) {
        const struct mk_content_cell *c = &x->rows[i].cells[0];
        if (c->type == MK_CELL_NUMBER && c->i == r->en->row)
            continue;
        issue(x, "row %lld was asked for, and the phone answered with rows of another",
              (long long)r->en->row);
        x->n = r->first;
        return;
    }
    if (r->out_of_turn)
        lose(r, x->nnames - 1, "a text in this reply reads as a row of its own");
}

static void take_reply(struct reply *r)
{
    struct mk_content_each *x = r->x;
    char why[160];
    enum mk_content_answer a = MK_ANSWER_BROKEN;
    r->first = x->n;
    bool ends = r->all.len && r->all.p[r->all.len - 1] == '\n';
    if (ends && mk_row_begins(r->all, "Row: 0 ") == MK_YES)
        take_rows(r);
    else
        a = mk_answer_words(why, r->all, mk_span(NULL, 0));
    if (x->n > r->first)
        check_rows(r);
    else if (a != MK_ANSWER_EMPTY)
        issue(x, "row %lld: the reply cannot be read", (long long)r->en->row);
}

/* ---- the set ---- */

static int read_reply(struct mk_content_each *x, const struct mk_source *src,
                      const struct mk_entry *en, struct mk_error *e)
{
    struct mk_file f = { 0 };
    struct mk_buf all;
    if (en->size > MK_EACH_REPLY) {
        issue(x, "row %lld: the reply is too long", (long long)en->row);
        return 0;
    }
    if (src->open(&f, src->u, en->id, e))
        return -1;
    mk_buf_init(&all, MK_EACH_REPLY);
    int rc = mk_file_whole(&all, &f, e);
    if (rc == 0)
        take_reply(&(struct reply){ .x = x, .en = en, .all = mk_buf_span(&all) });
    mk_buf_done(&all);
    mk_file_close(&f);
    return rc;
}

static int take_names(struct mk_content_each *x, const struct mk_entry *en, struct mk_error *e)
{
    struct mk_span columns = mk_arena_copy(&x->arena, en->column);
    x->nnames = columns.p ? mk_row_columns(x->names, columns) : 0;
    if (x->nnames < 2 || !mk_row_tail(&x->tail, x->names[0]) || !mk_buf_ok(&x->tail))
        return mk_fail(e, columns.p ? MK_EFORMAT : MK_ENOMEM, "columns of a reply");
    return 0;
}

int mk_content_each_open(struct mk_content_each **out, const struct mk_source *src,
                         const struct mk_entry *entries, size_t n, struct mk_error *e)
{
    struct mk_content_each *x = calloc(1, sizeof *x);
    if (!x)
        return mk_fail(e, MK_ENOMEM, "replies");
    mk_arena_init(&x->arena, MK_EACH_BYTES);
    mk_buf_init(&x->tail, MK_ROW_HEAD);
    int rc = n ? take_names(x, entries, e) : mk_fail(e, MK_EUSAGE, "no replies");
    for (size_t i = 0; rc == 0 && i < n; i++) {
        if (!mk_span_eq(entries[i].column, entries[0].column))
            issue(x, "row %lld: other columns than before", (long long)entries[i].row);
        else
            rc = read_reply(x, src, &entries[i], e);
        if (rc == 0 && x->full)
            rc = mk_fail(e, MK_ELIMIT, "replies: memory, or more than a set may hold");
    }
    if (rc) {
        mk_content_each_close(x);
        return -1;
    }
    *out = x;
    return 0;
}

void mk_content_each_close(struct mk_content_each *x)
{
    if (!x)
        return;
    mk_buf_done(&x->tail);
    mk_arena_done(&x->arena);
    free(x->rows);
    free(x);
}

size_t mk_content_each_columns(const struct mk_content_each *x)
{
    return x->nnames;
}

struct mk_span mk_content_each_column(const struct mk_content_each *x, size_t i)
{
    return i < x->nnames ? x->names[i] : mk_span(NULL, 0);
}

const struct mk_content_cell *mk_content_each_row(int64_t *id, const struct mk_content_each *x,
                                                  size_t i)
{
    if (i >= x->n)
        return NULL;
    *id = x->rows[i].id;
    return x->rows[i].cells;
}

const char *mk_content_each_issue(const struct mk_content_each *x, size_t i)
{
    return i < x->nissues ? x->issues[i] : NULL;
}
