#include "parsers/table/grid.h"
#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define COLUMNS_MAX 64
#define TABLES_MAX  64
#define NONE        SIZE_MAX
#define REMARKS_MAX 200 /* the rest is said to be left out */
#define REMARK_LEN  400
#define MEMORY_MAX  ((size_t)64 << 20)

struct row {
    int64_t row;
    struct mk_cell *cells; /* as many as columns were asked for */
};

struct remark {
    size_t table; /* the one that was being read */
    char text[REMARK_LEN];
};

struct mk_grid {
    const struct mk_grid_table *tables;
    const struct mk_grid_ops *ops;
    void *u;
    struct mk_arena arena; /* of the rows in the queue */
    size_t memory_max;
    struct mk_buf queue; /* struct row[] */
    size_t taken;
    size_t reading;            /* table, or NONE */
    size_t asked[COLUMNS_MAX]; /* where a column of that table goes, or NONE */
    size_t n;
    int64_t counts[TABLES_MAX];
    struct mk_cell *cells; /* of the row in hand; NULL: nobody wants it */
    bool full;
    struct mk_buf remarks; /* struct remark[] */
    int more;
};

static size_t name_index(const char *const *names, const char *name)
{
    for (size_t i = 0; names[i]; i++)
        if (strcasecmp(names[i], name) == 0)
            return i;
    return NONE;
}

static size_t table_index(const struct mk_grid *g, const char *name)
{
    for (size_t i = 0; g->tables[i].name; i++)
        if (strcasecmp(g->tables[i].name, name) == 0)
            return i;
    return NONE;
}

/* ---- for the engine ---- */

static enum mk_has has_table(void *u, const char *table)
{
    return table_index(u, table) == NONE ? MK_HAS_NOT : MK_HAS_TABLE;
}

static enum mk_has has_column(void *u, const char *table, const char *column)
{
    const struct mk_grid *g = u;
    size_t t = table_index(g, table);
    return t != NONE && name_index(g->tables[t].columns, column) != NONE ? MK_HAS_TABLE
                                                                         : MK_HAS_NOT;
}

static void empty_queue(struct mk_grid *g)
{
    mk_arena_clear(&g->arena);
    mk_buf_clear(&g->queue);
    g->taken = 0;
    g->cells = NULL;
}

static int fill_queue(struct mk_grid *g, struct mk_error *e)
{
    empty_queue(g);
    while (g->more > 0 && g->queue.len == 0) {
        g->more = g->ops->step(g->u, g, e);
        if (g->full)
            return mk_fail(e, MK_ELIMIT, "a piece of the document is larger than memory may hold");
    }
    return 0;
}

/* Rows that were read before the rest turned out to be unreadable are given first. */
static int next(void *u, int64_t *row, struct mk_cell *cells, struct mk_error *e)
{
    struct mk_grid *g = u;
    if (g->taken == g->queue.len / sizeof(struct row) && g->more >= 0 && fill_queue(g, e) != 0)
        return -1;
    if (g->taken == g->queue.len / sizeof(struct row))
        return g->more < 0 ? -1 : 0;
    const struct row *r = (const struct row *)(const void *)g->queue.p + g->taken++;
    *row = r->row;
    memcpy(cells, r->cells, g->n * sizeof *cells);
    return 1;
}

static void close_rows(void *u)
{
    struct mk_grid *g = u;
    empty_queue(g);
    g->reading = NONE;
}

static int open_rows(struct mk_rows *out, void *u, const char *table, const char *const *columns,
                     size_t n, struct mk_error *e)
{
    struct mk_grid *g = u;
    size_t t = table_index(g, table);
    if (t == NONE || n > COLUMNS_MAX)
        return mk_fail(e, MK_EUSAGE, "no table %s", table);
    if (g->reading != NONE)
        return mk_fail(e, MK_ESTATE, "%s: one table at a time", table);
    for (size_t i = 0; i < COLUMNS_MAX; i++)
        g->asked[i] = NONE;
    for (size_t i = 0; i < n; i++) {
        size_t c = name_index(g->tables[t].columns, columns[i]);
        if (c == NONE || c >= COLUMNS_MAX)
            return mk_fail(e, MK_EUSAGE, "no column %s", columns[i]);
        g->asked[c] = i;
    }
    empty_queue(g);
    memset(g->counts, 0, sizeof g->counts);
    g->n = n;
    g->reading = t;
    g->full = false;
    g->more = 1;
    *out = (struct mk_rows){ next, close_rows, g };
    if (g->ops->start(g->u, g, e) == 0)
        return 0;
    g->reading = NONE;
    return -1;
}

static const char *remark(void *u, const char *table, size_t i)
{
    const struct mk_grid *g = u;
    size_t t = table_index(g, table), n = g->remarks.len / sizeof(struct remark);
    const struct remark *all = (const struct remark *)(const void *)g->remarks.p;
    for (size_t k = 0; k < n; k++)
        if (all[k].table == t && i-- == 0)
            return all[k].text;
    return NULL;
}

int mk_grid_new(struct mk_tables *out, const struct mk_grid_table *tables,
                const struct mk_grid_ops *ops, void *u, size_t memory_max, struct mk_error *e)
{
    struct mk_grid *g = calloc(1, sizeof *g);
    if (!g)
        return mk_fail(e, MK_ENOMEM, "document");
    *g = (struct mk_grid){ .tables = tables, .ops = ops, .u = u, .reading = NONE };
    g->memory_max = memory_max ? memory_max : MEMORY_MAX;
    mk_arena_init(&g->arena, g->memory_max);
    mk_buf_init(&g->queue, g->memory_max);
    mk_buf_init(&g->remarks, (REMARKS_MAX + 1) * sizeof(struct remark));
    *out = (struct mk_tables){ .has_table = has_table,
                               .has_column = has_column,
                               .open = open_rows,
                               .remark = remark,
                               .u = g };
    return 0;
}

void mk_grid_close(struct mk_tables *t)
{
    struct mk_grid *g = t->u;
    if (g && g->ops->free)
        g->ops->free(g->u);
    if (g) {
        mk_arena_done(&g->arena);
        mk_buf_done(&g->queue);
        mk_buf_done(&g->remarks);
    }
    free(g);
    *t = (struct mk_tables){ 0 };
}

/* ---- for the parser ---- */

bool mk_grid_wants(const struct mk_grid *g, size_t table)
{
    return g->reading == table;
}

int64_t mk_grid_row(struct mk_grid *g, size_t table, int64_t row)
{
    g->counts[table]++;
    struct row r = { row ? row : g->counts[table], NULL };
    g->cells = NULL;
    if (g->reading != table)
        return r.row;
    r.cells = mk_arena_array(&g->arena, g->n ? g->n : 1, sizeof *r.cells);
    if (r.cells)
        mk_buf_put(&g->queue, &r, sizeof r);
    g->full = g->full || !r.cells || !mk_buf_ok(&g->queue);
    g->cells = g->full ? NULL : r.cells; /* zeroed: MK_C_NULL */
    return r.row;
}

static struct mk_cell *cell(const struct mk_grid *g, size_t column)
{
    return g->cells && column < COLUMNS_MAX && g->asked[column] != NONE
               ? &g->cells[g->asked[column]]
               : NULL;
}

void mk_grid_int(struct mk_grid *g, size_t column, int64_t v)
{
    struct mk_cell *c = cell(g, column);
    if (c)
        *c = (struct mk_cell){ .kind = MK_C_INT, .i = v };
}

void mk_grid_real(struct mk_grid *g, size_t column, double v)
{
    struct mk_cell *c = cell(g, column);
    if (c)
        *c = (struct mk_cell){ .kind = MK_C_REAL, .r = v };
}

static void put_bytes(struct mk_grid *g, size_t column, enum mk_cell_kind kind, struct mk_span s)
{
    struct mk_cell *c = cell(g, column);
    struct mk_span copy = c ? mk_arena_copy(&g->arena, s) : s;
    if (c && copy.p)
        *c = (struct mk_cell){ .kind = kind, .s = copy };
    g->full = g->full || (c && !copy.p);
}

void mk_grid_text(struct mk_grid *g, size_t column, struct mk_span s)
{
    put_bytes(g, column, MK_C_TEXT, s);
}

void mk_grid_blob(struct mk_grid *g, size_t column, struct mk_span s)
{
    put_bytes(g, column, MK_C_BLOB, s);
}

void mk_grid_lost(struct mk_grid *g, size_t column, const char *why)
{
    struct mk_cell *c = cell(g, column);
    struct mk_span copy = c ? mk_arena_copy(&g->arena, mk_str(why)) : mk_str(why);
    if (c && copy.p)
        *c = (struct mk_cell){ .kind = MK_C_LOST, .why = (const char *)copy.p };
    g->full = g->full || !copy.p;
}

void mk_grid_doubt(struct mk_grid *g, size_t column, const char *why)
{
    struct mk_cell *c = cell(g, column);
    if (c && c->kind != MK_C_NULL)
        c->why = why;
}

void mk_grid_remark(struct mk_grid *g, const char *fmt, ...)
{
    struct remark r = { .table = g->reading };
    size_t n = g->remarks.len / sizeof r;
    const struct remark *all = (const struct remark *)(const void *)g->remarks.p;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(r.text, sizeof r.text, fmt, ap);
    va_end(ap);
    if (n == REMARKS_MAX)
        snprintf(r.text, sizeof r.text, "further remarks are left out");
    for (size_t i = 0; i < n; i++)
        if (!strcmp(all[i].text, r.text))
            return; /* every table is a pass of its own over the same document */
    if (n <= REMARKS_MAX)
        mk_buf_put(&g->remarks, &r, sizeof r);
}
