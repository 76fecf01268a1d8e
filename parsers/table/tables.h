#ifndef MK_TABLES_H
#define MK_TABLES_H

#include "parsers/base/error.h"
#include "parsers/table/cell.h"

/*
 * Tables as the engine sees them, whatever they come from: a database, replies of a content
 * provider, later rows that were carved. Names are compared without regard to ASCII case.
 */
struct mk_rows {
    /* 1 and the row with its cells in the order of the columns asked for, which live until the next
     * call; 0 at the end; -1 when the rest cannot be read. */
    int (*next)(void *u, int64_t *row, struct mk_cell *cells, struct mk_error *e);
    void (*close)(void *u);
    void *u;
};

enum mk_has {
    MK_HAS_NOT,
    MK_HAS_TABLE,
    MK_HAS_OTHER /* a view or a virtual table of that name: the phone's code, not its data */
};

/* One row by the number that is its name. */
struct mk_finder {
    /* 1 and the cells of the columns asked for, which live until the next call; 0 there is none; -1
     * it cannot be read. */
    int (*find)(void *u, int64_t row, struct mk_cell *cells, struct mk_error *e);
    void (*close)(void *u);
    void *u;
};

enum mk_numbering {
    MK_IDS_NONE,
    MK_IDS_PLAIN,       /* INTEGER PRIMARY KEY: one more than the highest there is */
    MK_IDS_NEVER_AGAIN, /* AUTOINCREMENT: one more than the highest there ever was */
};

struct mk_tables {
    enum mk_has (*has_table)(void *u, const char *table);
    /* HAS_OTHER: a generated column */
    enum mk_has (*has_column)(void *u, const char *table, const char *column);
    int (*open)(struct mk_rows *out, void *u, const char *table, const char *const *columns,
                size_t n, struct mk_error *e);
    /* Finds rows by `key`, a column that is the row's own number. False when it is not that, or
     * rows cannot be found singly: the table is read through then. May be NULL. */
    bool (*finder)(struct mk_finder *out, void *u, const char *table, const char *key,
                   const char *const *columns, size_t n);
    /* Whether the table numbers its rows by itself. `last`: the highest number that it ever gave,
     * where that is known, else 0. May be NULL. */
    enum mk_numbering (*ids)(int64_t *last, void *u, const char *table);
    /* What is odd about the table as a whole, after it was read; NULL behind the last. */
    const char *(*remark)(void *u, const char *table, size_t i);
    /* What the ledger should say of where the tables come from, asked after they were read; NULL
     * behind the last. May be NULL itself. */
    const char *(*note)(void *u, size_t i);
    void *u;
    bool partial; /* only some of an app's tables are expected here: replies of providers */
};

#define MK_CELL_LEN_MAX ((size_t)16 << 20)

#endif
