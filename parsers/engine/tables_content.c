#include "parsers/engine/backends.h"
#include "parsers/format/content.h"
#include "parsers/format/content_each.h"
#include "parsers/table/tables.h"
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

/*
 * Sets of replies as tables: a set is a table called like its URI. Each is opened once for its
 * columns and once a reading; the entries of one set stand together or not, in any order.
 */
#define SETS_MAX 16

struct set {
    struct mk_span uri;
    struct mk_entry *entries; /* its own, in order */
    size_t n;
    struct mk_content_set *open;  /* for its columns and issues */
    struct mk_content_each *each; /* instead, where it was asked for row by row */
};

struct content {
    const struct mk_source *src;
    struct set sets[SETS_MAX];
    size_t n;
};

struct rows {
    struct mk_content_set *set;         /* of its own; or */
    const struct mk_content_each *each; /* the set's */
    size_t at;
    size_t n;
    size_t column[64]; /* of the set, or ID */
};
#define ID SIZE_MAX

static struct set *find(struct content *c, const char *table)
{
    for (size_t i = 0; i < c->n; i++)
        if (mk_set_is(c->sets[i].uri, table))
            return &c->sets[i];
    return NULL;
}

static enum mk_has has_table(void *u, const char *table)
{
    return find(u, table) ? MK_HAS_TABLE : MK_HAS_NOT;
}

static bool equal(struct mk_span a, const char *b)
{
    return a.len == strlen(b) && strncasecmp((const char *)a.p, b, a.len) == 0;
}

static size_t columns(const struct set *s)
{
    return s->each ? mk_content_each_columns(s->each) : mk_content_set_columns(s->open);
}

/* The number of a column, ID for _id, or the count of columns when it has none of that name. */
static size_t column_of(const struct set *s, const char *column)
{
    size_t n = columns(s), i = 0;
    if (!strcasecmp(column, "_id"))
        return ID;
    while (i < n &&
           !equal(s->each ? mk_content_each_column(s->each, i) : mk_content_set_column(s->open, i),
                  column))
        i++;
    return i;
}

static enum mk_has has_column(void *u, const char *table, const char *column)
{
    const struct set *s = find(u, table);
    size_t at = s ? column_of(s, column) : 0;
    return s && (at == ID || at < columns(s)) ? MK_HAS_TABLE : MK_HAS_NOT;
}

static void take(struct mk_cell *out, const struct mk_content_cell *in)
{
    out->why = in->why;
    switch (in->type) {
    case MK_CELL_NULL:
        out->kind = MK_C_NULL;
        break;
    case MK_CELL_NUMBER:
        out->kind = MK_C_INT;
        out->i = in->i;
        break;
    case MK_CELL_TEXT:
        out->kind = MK_C_TEXT;
        out->s = in->s;
        break;
    case MK_CELL_BLOB:
        out->kind = MK_C_LOST;
        out->why = "a blob: the phone's tool does not give its bytes";
        break;
    case MK_CELL_LOST:
        out->kind = MK_C_LOST;
        out->why = in->why ? in->why : "could not be told from its neighbours";
        break;
    }
}

static int next_of_each(int64_t *row, const struct mk_content_cell **in, struct rows *r)
{
    *in = mk_content_each_row(row, r->each, r->at++);
    return *in != NULL;
}

static int next(void *u, int64_t *row, struct mk_cell *cells, struct mk_error *e)
{
    struct rows *r = u;
    const struct mk_content_cell *in;
    int more = r->each ? next_of_each(row, &in, r) : mk_content_set_next(row, &in, r->set, e);
    for (size_t i = 0; more > 0 && i < r->n; i++) {
        if (r->column[i] == ID)
            cells[i] = (struct mk_cell){ .kind = MK_C_INT, .i = *row };
        else
            take(&cells[i], &in[r->column[i]]);
    }
    return more;
}

static void close_rows(void *u)
{
    struct rows *r = u;
    mk_content_set_close(r->set);
    free(r);
}

static int open_rows(struct mk_rows *out, void *u, const char *table, const char *const *names,
                     size_t n, struct mk_error *e)
{
    struct content *c = u;
    const struct set *s = find(c, table);
    struct rows *r = calloc(1, sizeof *r);
    if (!s || !r || n > sizeof r->column / sizeof *r->column) {
        free(r);
        return mk_fail(e, r ? MK_EABSENT : MK_ENOMEM, "%s", table);
    }
    r->each = s->each;
    if (!s->each && mk_content_set_open(&r->set, c->src, s->entries, s->n, e) != 0) {
        free(r);
        return -1;
    }
    for (r->n = 0; r->n < n; r->n++)
        r->column[r->n] = column_of(s, names[r->n]);
    *out = (struct mk_rows){ next, close_rows, r };
    return 0;
}

static const char *remark(void *u, const char *table, size_t i)
{
    const struct set *s = find(u, table);
    if (!s)
        return NULL;
    return s->each ? mk_content_each_issue(s->each, i) : mk_content_set_issue(s->open, i);
}

void mk_tables_content_done(struct mk_tables *t)
{
    struct content *c = t->u;
    for (size_t i = 0; c && i < c->n; i++) {
        mk_content_set_close(c->sets[i].open);
        mk_content_each_close(c->sets[i].each);
        free(c->sets[i].entries);
    }
    free(c);
    *t = (struct mk_tables){ 0 };
}

static int add_entry(struct content *c, const struct mk_entry *en, size_t most, struct mk_error *e)
{
    struct set *s = c->sets;
    if (en->role == MK_ROLE_FILE || en->role == MK_ROLE_CONTROL || en->role == MK_ROLE_EXTRACT)
        return 0;
    while (s < c->sets + c->n && !mk_span_eq(s->uri, en->set))
        s++;
    if (s == c->sets + SETS_MAX)
        return mk_fail(e, MK_ELIMIT, "more than %d providers", SETS_MAX);
    if (s == c->sets + c->n) {
        *s = (struct set){ .uri = en->set, .entries = calloc(most, sizeof *s->entries) };
        if (!s->entries)
            return mk_fail(e, MK_ENOMEM, "provider replies");
        c->n++;
    }
    s->entries[s->n++] = *en;
    return 0;
}

static int open_set(struct set *s, const struct mk_source *src, struct mk_error *e)
{
    return s->entries[0].role == MK_ROLE_EACH
               ? mk_content_each_open(&s->each, src, s->entries, s->n, e)
               : mk_content_set_open(&s->open, src, s->entries, s->n, e);
}

int mk_tables_content(struct mk_tables *out, const struct mk_source *src,
                      const struct mk_entry *entries, size_t n, struct mk_error *e)
{
    struct content *c = calloc(1, sizeof *c);
    int rc = c ? 0 : mk_fail(e, MK_ENOMEM, "providers");
    *out = (struct mk_tables){ .has_table = has_table,
                               .has_column = has_column,
                               .open = open_rows,
                               .remark = remark,
                               .u = c };
    if (rc == 0)
        c->src = src;
    for (size_t i = 0; rc == 0 && i < n; i++)
        rc = add_entry(c, &entries[i], n, e);
    for (size_t i = 0; rc == 0 && i < c->n; i++)
        rc = open_set(&c->sets[i], src, e);
    if (rc != 0)
        mk_tables_content_done(out);
    return rc;
}
