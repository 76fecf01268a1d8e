#ifndef MK_SQLITE_CREATE_H
#define MK_SQLITE_CREATE_H

#include "parsers/base/arena.h"

/*
 * A CREATE TABLE statement, read for what the rows look like: columns in order, their affinity,
 * which one is the rowid. Read without SQLite, as statements of former tables have to be read too,
 * and those that SQLite refuses. Sources: sqlite.org/lang_createtable.html (rowid, WITHOUT ROWID),
 * sqlite.org/datatype3.html section 3.1 (affinity), sqlite.org/gencol.html.
 */
enum mk_affinity { MK_AFF_BLOB, MK_AFF_TEXT, MK_AFF_NUMERIC, MK_AFF_INTEGER, MK_AFF_REAL };

struct mk_sqlite_column {
    struct mk_span name;
    enum mk_affinity affinity;
    bool not_null;
    bool is_integer;     /* declared INTEGER, letter for letter: as primary key it is the rowid */
    bool is_virtual;     /* computed, not stored */
    struct mk_span init; /* DEFAULT, as it is written; empty: none */
};

struct mk_sqlite_create {
    struct mk_span name;
    struct mk_sqlite_column *column;
    uint32_t n;
    int32_t rowid; /* the column that is the rowid, which is stored as NULL; -1: none */
    bool without_rowid;
    /* Column of each value of a record: in order, but of a WITHOUT ROWID table the primary key's
     * columns come first, and virtual ones are left out. */
    uint32_t *stored;
    uint32_t nstored;
};

/* What it keeps lives in the arena. false: no CREATE TABLE with columns, cut short, or no memory.
 */
bool mk_sqlite_create(struct mk_sqlite_create *out, struct mk_arena *a, struct mk_span sql);

#endif
