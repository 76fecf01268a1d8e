#include "parsers/base/cursor.h"
#include "parsers/format/content.h"
#include "parsers/format/content_each.h"
#include <stdlib.h>

/*
 * A bundle's replies to one set: per reply u8 role, u8 columns (index below), i8 row, u16 length,
 * bytes. Each goes through a feed whole and in small pieces, which must say the same; then all of
 * them are read as a set, and as one that was asked for row by row.
 */
static const char *const columns[] = { "body", "date:type", "date",
                                       "",     "no name",   "msg_id:type:address" };
#define REPLIES 24
static struct mk_entry entries[REPLIES];
static struct mk_span bytes[REPLIES];

static void must(bool ok)
{
    if (!ok)
        abort();
}

static int feed(struct mk_content_result *r, struct mk_content_feed **f, struct mk_content_ids *ids,
                size_t i, size_t step)
{
    struct mk_error e;
    if (mk_content_feed_new(f, entries[i].role, entries[i].column, entries[i].row, ids, &e) != 0)
        return -1;
    for (size_t at = 0; at < bytes[i].len; at += step) {
        struct mk_span piece = mk_span_from(bytes[i], at);
        piece.len = piece.len < step ? piece.len : step;
        if (mk_content_feed(*f, piece, &e) != 0)
            return -1;
    }
    return mk_content_feed_end(r, *f, &e);
}

static void same_in_pieces(struct mk_content_ids *ids, size_t i)
{
    struct mk_content_ids copy = *ids;
    struct mk_content_feed *f = NULL, *g = NULL;
    struct mk_content_result a = { 0 }, b = { 0 };
    copy.v = malloc((ids->n + 1) * sizeof *copy.v);
    copy.row = ids->row ? malloc((ids->n + 1) * sizeof *copy.row) : NULL;
    copy.cap = ids->n + 1;
    must(copy.v != NULL && (copy.row || !ids->row));
    if (ids->n)
        memcpy(copy.v, ids->v, ids->n * sizeof *copy.v);
    if (ids->n && copy.row)
        memcpy(copy.row, ids->row, ids->n * sizeof *copy.row);
    int x = feed(&a, &f, &copy, i, 1 + i % 3), y = feed(&b, &g, ids, i, bytes[i].len + 1);
    must(x == y);
    if (x == 0) {
        must(a.answer == b.answer && a.rows == b.rows && a.flags == b.flags);
        must(a.nsingles == b.nsingles && a.nchanged == b.nchanged && copy.n == ids->n);
        must(strcmp(a.why, b.why) == 0);
        for (size_t k = 0; k < a.nsingles; k++)
            must(a.singles[k] == b.singles[k]);
    }
    mk_content_feed_free(f);
    mk_content_feed_free(g);
    mk_content_ids_done(&copy);
}

static int open_reply(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    (void)u;
    (void)e;
    *out = mk_file_memory(&bytes[id]);
    return 0;
}

static void read_set(const struct mk_source *src, size_t n)
{
    struct mk_content_set *set = NULL;
    const struct mk_content_cell *cells;
    struct mk_error e;
    uint64_t rows = 0;
    int64_t id, before = 0;
    int rc = mk_content_set_open(&set, src, entries, n, &e);
    must(rc == 0);
    for (size_t i = 0; mk_content_set_issue(set, i); i++)
        must(strlen(mk_content_set_issue(set, i)) < 400);
    while ((rc = mk_content_set_next(&id, &cells, set, &e)) == 1) {
        must(rows == 0 || id > before);
        before = id;
        rows++;
        for (size_t i = 0; i < mk_content_set_columns(set); i++) {
            const struct mk_content_cell *c = &cells[i];
            must(c->type != MK_CELL_LOST || c->why);
            if (c->type == MK_CELL_TEXT && c->s.len) /* borrowed from nowhere else */
                must(c->offset + c->s.len <= bytes[c->entry].len &&
                     memcmp(c->s.p, bytes[c->entry].p + c->offset, c->s.len) == 0);
        }
    }
    must(rc == 0 && rows == mk_content_set_rows(set));
    mk_content_set_close(set);
}

/* The same replies as those of a set that was asked for row by row. */
static void read_each(const struct mk_source *src, size_t n)
{
    struct mk_content_each *each = NULL;
    struct mk_error e = { 0 };
    const struct mk_content_cell *cells;
    int64_t id;
    if (mk_content_each_open(&each, src, entries, n, &e)) {
        must(n == 0 || e.code == MK_EFORMAT);
        return;
    }
    size_t columns_n = mk_content_each_columns(each);
    for (size_t i = 0; (cells = mk_content_each_row(&id, each, i)); i++)
        for (size_t k = 0; k < columns_n; k++) {
            const struct mk_content_cell *c = &cells[k];
            must(c->type != MK_CELL_LOST || c->why);
            must(k || (c->type == MK_CELL_NUMBER && c->i == entries[c->entry].row));
            if (c->type == MK_CELL_TEXT && c->s.len)
                must(c->offset + c->s.len <= bytes[c->entry].len &&
                     memcmp(c->s.p, bytes[c->entry].p + c->offset, c->s.len) == 0);
        }
    mk_content_each_close(each);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mk_cursor c = mk_cur(mk_span(data, size));
    struct mk_content_ids ids = { 0 };
    size_t n = 0;
    while (n < REPLIES && mk_cur_left(&c) >= 5) {
        struct mk_entry *en = &entries[n];
        *en = (struct mk_entry){ .id = n };
        en->role = (enum mk_role)(mk_cur_u8(&c) % MK_ROLE_COUNT);
        en->column = mk_str(columns[mk_cur_u8(&c) % (sizeof columns / sizeof *columns)]);
        en->row = (int8_t)mk_cur_u8(&c);
        size_t len = mk_cur_u16le(&c), left = mk_cur_left(&c);
        bytes[n] = mk_cur_take(&c, len < left ? len : left);
        same_in_pieces(&ids, n);
        n++;
    }
    mk_content_ids_done(&ids);
    const struct mk_source src = { .open = open_reply };
    read_set(&src, n);
    read_each(&src, n);
    return 0;
}
