#ifndef MK_GRID_H
#define MK_GRID_H

#include "parsers/table/tables.h"

/*
 * Makes tables of a document that is parsed front to back. The parser works in steps and adds rows
 * as it meets them; the grid keeps those of the table that is being read, and only until they are
 * taken: a document of any size costs the memory of one step. Each table that is read is a pass of
 * its own over the file. One table is open at a time.
 */
struct mk_grid_table { /* a list of these ends with name == NULL */
    const char *name;
    const char *const *columns; /* NULL-ended, at most 64 */
};

struct mk_grid;
struct mk_grid_ops {
    /* Begins, or begins anew, at the start of the document. */
    int (*start)(void *u, struct mk_grid *g, struct mk_error *e);
    /* Reads on: 1 when there may be more, 0 at the end, -1 when the rest cannot be read (the rows
     * added so far stand). Many rows a step are fine as long as they fit `memory_max`. */
    int (*step)(void *u, struct mk_grid *g, struct mk_error *e);
    void (*free)(void *u); /* may be NULL */
};

/* On success the grid owns `u`, and `out` the grid until mk_grid_close(). */
MK_CHECK int mk_grid_new(struct mk_tables *out, const struct mk_grid_table *tables,
                         const struct mk_grid_ops *ops, void *u, size_t memory_max,
                         struct mk_error *e);
void mk_grid_close(struct mk_tables *t);

/* ---- in step() ---- */

/* Whether anybody reads that table in this pass; rows of others may be skipped. */
bool mk_grid_wants(const struct mk_grid *g, size_t table);
/* A new row; the cells put next are its own, those not put are NULL. `row` names it in the
 * records' source; 0: the next number of that table. Returns the number it has. */
int64_t mk_grid_row(struct mk_grid *g, size_t table, int64_t row);
void mk_grid_int(struct mk_grid *g, size_t column, int64_t v);
void mk_grid_real(struct mk_grid *g, size_t column, double v);
void mk_grid_text(struct mk_grid *g, size_t column, struct mk_span s); /* copied */
void mk_grid_blob(struct mk_grid *g, size_t column, struct mk_span s);
/* There is one, but it cannot be had, or is doubtful (`remark`: a text that stands, with why). */
void mk_grid_lost(struct mk_grid *g, size_t column, const char *why);
void mk_grid_doubt(struct mk_grid *g, size_t column, const char *why); /* literal */
/* Something odd about the document as a whole or about what is no row; told once, as an issue of
 * the table. */
void mk_grid_remark(struct mk_grid *g, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
