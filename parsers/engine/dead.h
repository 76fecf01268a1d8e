#ifndef MK_DEAD_H
#define MK_DEAD_H

#include "parsers/format/sqlite_carve.h"
#include "parsers/table/tables.h"

/*
 * Deleted rows of one database, kept until the apps' tables have been run over them: the same
 * fields and conversions as for live rows, with lookups into the live ones.
 */
struct mk_dead;

struct mk_dead_row {
    struct mk_dead_row *next; /* of the same table */
    bool has_row, row_lives, partial, read;
    bool version; /* of a row that is live, or of one that is told as deleted */
    int64_t row;
    double confidence;
    struct mk_carve_place place;
    struct mk_cell *cell; /* by column of the table; LOST where the bytes are gone */
    uint32_t n;
};

/* Carves. Rows beyond `memory_max` are counted, and a note says so. */
MK_CHECK int mk_dead_new(struct mk_dead **out, const struct mk_sqlite_set *set, size_t memory_max,
                         struct mk_error *e);
void mk_dead_free(struct mk_dead *d);
/* What the ledger should say of it; NULL behind the last. */
const char *mk_dead_note(const struct mk_dead *d, size_t i);

/* The rows of a table, in the order in which they were found: 1; 0 when there are none; -1. */
MK_CHECK int mk_dead_open(struct mk_rows *out, struct mk_dead *d, const char *table,
                          const char *const *columns, size_t n, struct mk_error *e);
/* The row that was given last. */
struct mk_dead_row *mk_dead_at(const struct mk_rows *rows);
/* How many rows of a table that was opened nobody has read: their `read` is not set. */
size_t mk_dead_unread(const struct mk_dead *d, const char *table);

#endif
