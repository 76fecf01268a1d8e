#ifndef MK_READER_ROWS_H
#define MK_READER_ROWS_H

#include "parsers/engine/engine.h"
#include "parsers/engine/store.h"

/*
 * Private to the engine: a table being read, with its lookups. Each "alias.column" that a field
 * names has a place in `cells`; the base table's come first, then each lookup's. A lookup may start
 * from a column of an earlier one.
 */
#define MK_COLUMNS_MAX 128
#define MK_LOOKUPS_MAX 16

struct mk_joined {
    const struct mk_lookup *def;
    const char *columns[MK_COLUMNS_MAX]; /* of a table: the first is the key */
    size_t n, at;                        /* its cells are cells[at .. at + n) */
    size_t from;                         /* the cell to find it by */
    bool there;
    struct mk_store store;   /* all of its rows */
    struct mk_finder finder; /* or singly, when find is not NULL: nothing is stored */
};

struct mk_odd { /* what a lookup of this row came upon */
    const char *where, *why;
};

struct mk_table {
    const struct mk_tables *t;
    const char *alias, *name;
    const char *columns[MK_COLUMNS_MAX];
    size_t n;
    struct mk_joined joined[MK_LOOKUPS_MAX];
    size_t njoined, memory_max;
    struct mk_rows rows;
    bool open;
    int64_t row;
    const struct mk_lookup *each; /* the lookup that takes a list apart, or NULL */
    struct mk_elements at;        /* in the list of this row */
    bool element;                 /* the cells are those of one */
    struct mk_cell cells[MK_COLUMNS_MAX];
    struct mk_arena decoded; /* texts that decoders made for this row */
    struct mk_odd odd[MK_LOOKUPS_MAX];
    size_t nodd;
};

#define MK_NO_CELL SIZE_MAX

void mk_table_init(struct mk_table *x, const struct mk_tables *t, const char *alias,
                   const char *name, const struct mk_lookup *lookups);
void mk_table_done(struct mk_table *x);

/* A number for "alias.column", MK_NO_CELL when the table has none; *has says what stands there. */
size_t mk_table_column(enum mk_has *has, struct mk_table *x, const char *col);

/* The final place in `cells` of what mk_table_column() returned, once it is open. */
size_t mk_table_place(const struct mk_table *x, size_t column);

/* Called once, when all columns are known: loads the lookups, opens the rows. */
int mk_table_open(struct mk_table *x, size_t memory_max, struct mk_error *e);

/* Closes the rows; what was looked up stays. */
void mk_table_close(struct mk_table *x);

/* Other rows in place of the open ones, whose cells are the same columns. */
void mk_table_swap(struct mk_table *x, const struct mk_rows *rows);

/* Next row: 1, 0, -1; `cells` is filled, lookups included, and `odd`. */
int mk_table_next(struct mk_table *x, struct mk_error *e);
/* The base row alone, without lookups. */
int mk_table_step(struct mk_table *x, struct mk_error *e);
/* The lookups for base cells that are there already; again: for the next element of a list. */
void mk_table_join(struct mk_table *x);
/* Whether that cell is of the base table, and so there after mk_table_step(). */
bool mk_table_is_base(const struct mk_table *x, size_t cell);

/* Whether it holds something: neither NULL, nor 0, nor empty. */
bool mk_cell_some(const struct mk_cell *c);

const char *mk_column_of(const char *col); /* "body" of "s.body" */

#endif
