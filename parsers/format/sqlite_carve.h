#ifndef MK_SQLITE_CARVE_H
#define MK_SQLITE_CARVE_H

#include "parsers/format/sqlite_create.h"
#include "parsers/format/sqlite_image.h"

/*
 * Deleted rows of a database, read out of its bytes: what its pages, its write-ahead log and its
 * rollback journal still hold of rows that no query would find. Where they can be:
 *
 *   freeblock    a hole in a page in use; its first four bytes are overwritten, and so are those
 *                of the cell that was there: they are rebuilt from the rest where that is possible
 *   unallocated  between a page's cell pointers and its cells; pages that nothing refers to; a page
 *                of the database file that its log replaces
 *   freelist     pages kept for later use: leaves are as they were, trunks lost their beginning
 *   journal      a record of the journal
 *
 * The last three may also lie in a frame of the log that is not what a reader sees now; `file` says
 * so. The state `wal` is that of a live row which only the log holds.
 *
 * Source of the format: sqlite.org/fileformat2.html; of what SQLite does to a cell that it frees:
 * SQLite 3.40.1 src/btree.c, freeSpace(), pageFindSlot(), defragmentPage(), zeroPage().
 *
 * A row that is live is never reported, nor is a copy of one (that is counted). The same bytes in
 * several places are one row with several places.
 */
enum mk_carve_state {
    MK_CARVE_LIVE, /* a row in use */
    MK_CARVE_WAL,  /* of a row in use: only the log holds it */
    MK_CARVE_JOURNAL,
    MK_CARVE_FREEBLOCK,
    MK_CARVE_FREELIST,
    MK_CARVE_UNALLOCATED,
};
const char *mk_carve_state_name(enum mk_carve_state s);

enum mk_carve_file { MK_CARVE_IN_DB, MK_CARVE_IN_WAL, MK_CARVE_IN_JOURNAL };

struct mk_carve_place {
    enum mk_carve_state state;
    enum mk_carve_file file;
    uint32_t page;
    uint64_t offset; /* of the cell, in that file */
    uint32_t commit; /* of the log: counts from 1 in the order of the file; 0: none */
    /* Of the log: 1 is the last one; those behind it were there before, and were copied into the
     * database before they were written over. 0: none. */
    uint32_t generation;
    bool was_live; /* the page as it was then has it as a row in use */
};

enum mk_carve_type { MK_CV_GONE, MK_CV_NULL, MK_CV_INT, MK_CV_REAL, MK_CV_TEXT, MK_CV_BLOB };
struct mk_carve_value {
    enum mk_carve_type type;
    int64_t i;
    double r;
    struct mk_span bytes; /* text: UTF-8, whatever the database's encoding */
    bool unproven;        /* its end, or all of it, lies where another row's may lie by now */
};

/*
 * Overflow pages of a deleted row are believed when a commit of the log has them together with the
 * row, or the journal as they were when it was in use. Else they may have been used again, by a row
 * of which nothing is left by now: their content is given, and marked as unproven.
 */
#define MK_CARVE_PLACES        8
#define MK_CARVE_WHY_UNPROVEN  "overflow pages that may be another row's by now"
#define MK_CARVE_WHY_CONTESTED "another deleted row claims the overflow pages as well"
/*
 * A row, and what it was before: `older` gives the versions in turn, the newest first, and writes
 * over the row's own values. They are ordered by where they were found first: a former generation
 * of the log, the journal, the database, the commits of the log, what a page in the log has now.
 */
struct mk_carved {
    struct mk_span table;                   /* p NULL: it cannot be told which */
    const struct mk_sqlite_create *columns; /* NULL as well then */
    bool former;                            /* the table is no longer there */
    bool has_row, row_lives;                /* a row of that rowid is live, with other values */
    int64_t row;
    const struct mk_carve_value *value; /* in the order of the columns */
    uint32_t n;
    bool partial;
    bool unproven;     /* some values are: see below */
    bool contested;    /* what lies in overflow pages that another deleted row claims is left out */
    double confidence; /* 0 to 1; 1 for live rows */
    struct mk_carve_place place[MK_CARVE_PLACES];
    uint32_t nplaces; /* may be more than are kept */
    uint32_t nolder;
    int (*older)(struct mk_carved *out, void *u, uint32_t i, struct mk_error *e);
    void *older_u;
};

struct mk_carve_sink {
    /* Values live until the call returns. Other than 0 ends the work. */
    int (*row)(void *u, const struct mk_carved *row, struct mk_error *e);
    /* What is odd about the files; safe to print. */
    int (*remark)(void *u, const char *text, struct mk_error *e);
    void *u;
};

struct mk_carve_options {
    bool live;         /* the live rows as well, first */
    bool no_dead;      /* not the deleted ones */
    size_t memory_max; /* of what is found, before it is given out; 0: 16 MiB */
};

struct mk_carve_counts {
    uint64_t live, deleted, copies; /* copies of live rows that were left out */
};

/* 0; 1 when something is wrong with the files, which is remarked, or there is nothing in them.
 * Fails with MK_EFORMAT (no database, or encrypted), MK_EIO, MK_ENOMEM, MK_ELIMIT. */
MK_CHECK int mk_carve(struct mk_carve_counts *out, const struct mk_sqlite_set *set,
                      const struct mk_carve_options *opt, const struct mk_carve_sink *sink,
                      struct mk_error *e);

struct mk_json;
/* One row as one JSON object: CONTRACT.md, `moka recover`. Fails as a version of it may. */
MK_CHECK int mk_carve_json(struct mk_json *j, const struct mk_carved *row, struct mk_error *e);

#endif
