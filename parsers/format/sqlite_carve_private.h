#ifndef MK_SQLITE_CARVE_PRIVATE_H
#define MK_SQLITE_CARVE_PRIVATE_H

#include "parsers/base/buf.h"
#include "parsers/format/sqlite_carve.h"
#include "parsers/format/sqlite_record.h"

/* ---- tables, of now and of former times ---- */

#define MK_TABLES_MAX 4096u
#define MK_TABLE_NONE 0xffffu
#define MK_SCHEMA     0u /* sqlite_schema is the first table */

struct mk_carve_table {
    struct mk_sqlite_create create;
    uint32_t root;
    bool former;
    bool internal; /* sqlite_...: its rows are told by remarks, if at all */
};

/* What a page is to the database as it is now. */
enum mk_carve_kind {
    MK_PK_NONE, /* nothing refers to it */
    MK_PK_BRANCH,
    MK_PK_LEAF, /* of a tree; `owner` is the table, or MK_TABLE_NONE for an index */
    MK_PK_OVERFLOW,
    MK_PK_TRUNK,
    MK_PK_FREE,
    MK_PK_PTRMAP,
    MK_PK_LOCK,
};

/* One page as it stands somewhere. */
struct mk_carve_page {
    struct mk_span bytes; /* usable ones */
    uint32_t no;
    size_t head; /* where its b-tree header begins: 100 on page 1 */
    enum mk_carve_file file;
    enum mk_carve_state state; /* of rows in its cells, if those are not live */
    bool current;              /* as a reader sees it */
    uint64_t at;               /* in that file */
    uint32_t commit, generation;
    bool old;    /* `index` is that of its frame */
    bool logged; /* so it is for a page of now that the log holds */
    size_t index;
};

/* ---- pieces: what a region may have been ---- */

struct mk_carve_piece {
    uint32_t start, end; /* in the page; end: of what is there */
    float bits;          /* of evidence */
    uint16_t table;      /* MK_TABLE_NONE: none fits */
    bool ambiguous;      /* more than one table fits as well */
    bool cut;            /* it goes on behind the region's end, where something else is now */
    bool rebuilt;        /* its first four bytes are overwritten */
    bool listed;         /* the page's array points to it */
    bool exact;          /* and its length is what the freeblock says */
    bool unsure;         /* its first type may be the last byte of a longer one */
    bool has_row;
    int64_t row;
    uint32_t n;        /* columns */
    uint32_t types;    /* where the serial types begin that are there */
    uint64_t first;    /* type of the first column when its own is overwritten, else UINT64_MAX */
    uint32_t body;     /* where the columns begin */
    uint64_t len;      /* bytes of all columns */
    uint32_t local;    /* of them in the cell, if it is not cut */
    uint32_t overflow; /* first overflow page; 0: none */
};

struct mk_dp {            /* a place in a region: how it is best divided up to here */
    float v, s;           /* a piece ends here; bytes are skipped up to here */
    int32_t piece, since; /* the one that ends here, -1; where the skipping began */
};

/* ---- what was found ---- */

struct mk_found;
struct mk_carve_facts;

struct mk_carve_frame { /* a page in a log, or under one */
    uint64_t at;        /* of the page itself, in its file */
    uint32_t page, commit, frame;
    uint32_t generation; /* of the log; of a journal: the nonce of its transaction */
    uint32_t end;        /* the last frame of its commit, in the same list */
    uint8_t file;        /* enum mk_carve_file */
    bool current;        /* it is what a reader sees */
};

/* Pages with something that SQLite never leaves so: how many, and the first. */
struct mk_carve_tally {
    uint32_t n, first;
};
static inline void mk_carve_count(struct mk_carve_tally *t, uint32_t page)
{
    t->first = t->n++ ? t->first : page;
}

struct mk_carver {
    const struct mk_sqlite_set *set;
    const struct mk_carve_options *opt;
    const struct mk_carve_sink *sink;
    struct mk_carve_counts *counts;

    struct mk_sqlite_image image;
    struct mk_sqlite_remarks remarks;
    bool odd; /* something is wrong with the files */
    uint32_t
        guessed; /* size of a page where the header is destroyed, of which nothing is believed */
    uint32_t page_size, usable, npages;
    uint8_t encoding; /* 1: UTF-8, 2: UTF-16LE, 3: UTF-16BE */

    struct mk_arena arena; /* schema */
    struct mk_carve_table *table;
    uint32_t ntables;
    struct mk_buf roots; /* u32 page, u32 table of each tree that the schema names */

    uint8_t *kind;   /* enum mk_carve_kind by page number */
    uint16_t *owner; /* table by page number */

    struct mk_carve_frame *old;
    size_t nold, old_cap, wal_first, wal_end; /* those of the log are together */
    uint32_t pages_max;

    struct mk_carve_tally holes, sizes; /* lists of freeblocks; rows' sizes */

    uint8_t *page;     /* the page at hand */
    uint8_t *other;    /* a page read meanwhile: overflow */
    struct mk_buf row; /* the record at hand, put together */
    struct mk_sqlite_record record;
    struct mk_carve_value *value;
    struct mk_buf text; /* UTF-16 made UTF-8 */

    struct mk_found *found;
    struct mk_carve_facts *facts;
    struct mk_carve_piece *piece;
    size_t npieces, piece_cap;
    uint32_t *start; /* 65536 of them */
    size_t nstarts;
    uint32_t hole;  /* the last of them that was a freeblock's; 0: none */
    uint32_t *sure; /* those of them that are the beginning of a cell beyond doubt */
    size_t nsure;
    uint32_t look;    /* bytes of long texts of the region at hand that may still be looked at */
    struct mk_dp *dp; /* 65537 of them */
    /* Which rows are taken: those in one page; none, but those with overflow pages lay claim to
     * these; those with overflow pages. */
    enum { MK_EARLY, MK_CLAIM, MK_LATE, MK_BOTH } turn;
    struct mk_buf again; /* u32 pages that hold such */
    struct mk_buf chain; /* u32 overflow pages of the row at hand */
    uint32_t *claim;     /* who claims it, by page number: sqlite_carve_chain.c */
    bool contested;      /* the row at hand loses some that another row claims */
    bool vouched;        /* its overflow pages are of the state that has it as a row in use */
    size_t doubt;        /* bytes of it behind which they are not; SIZE_MAX: there are none */
    uint32_t *logged;    /* frame of the page as it is now, + 1, by page number; NULL: no log */
    bool former_only;    /* only rows of sqlite_schema are looked for */
};

/* A remark on what should not be so. */
#define mk_carve_odd(c, ...) ((c)->odd = true, mk_sqlite_remark_add(&(c)->remarks, __VA_ARGS__))

/* ---- sqlite_carve_pages.c ---- */
MK_CHECK int mk_carve_open(struct mk_carver *c, struct mk_error *e);
/* 1; 0 when it is not there; -1. */
MK_CHECK int mk_carve_read(struct mk_carver *c, uint32_t page, uint8_t *out, struct mk_error *e);
MK_CHECK int mk_carve_read_part(struct mk_carver *c, uint32_t page, size_t at, uint8_t *out,
                                size_t n, struct mk_error *e);
MK_CHECK int mk_carve_add_old(struct mk_carver *c, struct mk_carve_frame f, struct mk_error *e);
void mk_carve_place_of(struct mk_carver *c, struct mk_carve_page *p, uint32_t page);

/* ---- sqlite_carve_old.c ---- */
MK_CHECK int mk_carve_list_wal(struct mk_carver *c, struct mk_error *e);
MK_CHECK int mk_carve_list_journal(struct mk_carver *c, struct mk_error *e);
/* Rows of those pages: of the schema's, or of the others. */
MK_CHECK int mk_carve_old(struct mk_carver *c, bool schema, struct mk_error *e);
/* An overflow page of a row in `p`: 1; 0 when it is not there, or used otherwise by now; -1. */
MK_CHECK int mk_carve_read_then(struct mk_carver *c, const struct mk_carve_page *p, uint32_t page,
                                uint8_t *out, struct mk_error *e);

/* ---- sqlite_carve_schema.c ---- */
MK_CHECK int mk_carve_schema(struct mk_carver *c, struct mk_error *e);
/* A row of sqlite_schema, of now or of former times; false when it is no table. */
bool mk_carve_add_table(struct mk_carver *c, const struct mk_carve_value *v, uint32_t n,
                        bool former);

/* ---- sqlite_carve_map.c ---- */
MK_CHECK int mk_carve_map(struct mk_carver *c, struct mk_error *e);
MK_CHECK int mk_carve_map_tree(struct mk_carver *c, uint32_t root, uint32_t table,
                               struct mk_error *e);
/* Marks the overflow pages of a row in use, that of `left` bytes. */
MK_CHECK int mk_carve_map_chain(struct mk_carver *c, uint32_t from, uint32_t first, uint64_t left,
                                struct mk_error *e);

/* ---- sqlite_carve_guess.c ---- */
/* The size of a page, and the encoding, from what pages look like: 1; 0 when it is no database; -1.
 */
MK_CHECK int mk_carve_guess(struct mk_carver *c, const struct mk_file *f, struct mk_error *e);

/* ---- sqlite_carve_findings.c: what SQLite does not leave so ---- */
MK_CHECK int mk_carve_check_head(struct mk_carver *c, struct mk_error *e);
MK_CHECK int mk_carve_check_roots(struct mk_carver *c, struct mk_error *e);
MK_CHECK int mk_carve_check_pages(struct mk_carver *c, struct mk_error *e);
void mk_carve_tell_former(struct mk_carver *c);

/* ---- sqlite_carve_cell.c ---- */
struct mk_carve_cell {
    uint32_t start, end; /* in the page, the overflow page's number included */
    bool has_row;
    int64_t row;
    uint64_t payload;
    uint32_t at, local; /* of the record, in the page */
    uint32_t overflow;  /* first page; 0: none */
};
/* The cell that begins at `at`. `leaf_table` or an index's; false when it leaves the page. */
bool mk_carve_cell_read(struct mk_carve_cell *out, const struct mk_carver *c, struct mk_span page,
                        size_t at, uint8_t type);
/* Whether the sizes in a row's header add up to its own; true where the header is not all in the
 * page. */
bool mk_carve_cell_adds_up(struct mk_span page, const struct mk_carve_cell *cell);
/* The whole record of a cell into c->row as far as it is there; then c->record. 1, 0 when it is
 * none, -1. `*have`: its bytes that are there. */
MK_CHECK int mk_carve_cell_record(uint64_t *have, struct mk_carver *c, struct mk_span page,
                                  const struct mk_carve_cell *cell, struct mk_error *e);
/* The values of c->record out of c->row into c->value, by the table's columns; returns how many. */
uint32_t mk_carve_cell_values(struct mk_carver *c, const struct mk_carve_table *t, bool has_row,
                              int64_t row, uint64_t have, bool *partial);

/* ---- sqlite_carve_chain.c ---- */
/* Overflow pages' content behind c->row, `left` bytes at most. `dead`: those of a row that is not
 * live, in this page, as they were then. */
MK_CHECK int mk_carve_cell_chain(struct mk_carver *c, uint32_t first, uint64_t left,
                                 const struct mk_carve_page *dead, struct mk_error *e);

/* ---- sqlite_carve_live.c ---- */
MK_CHECK int mk_carve_live(struct mk_carver *c, struct mk_error *e);
/* For each row of a table in use; c->row and c->record hold it. Other than 0 ends it. */
typedef int mk_carve_live_row(void *u, struct mk_carver *c, uint32_t table,
                              const struct mk_carve_page *p, const struct mk_carve_cell *cell,
                              uint64_t have, struct mk_error *e);
/* Whether the row is wanted at all, before it is put together; NULL: each is. */
typedef bool mk_carve_want(void *u, struct mk_span page, const struct mk_carve_cell *cell);
MK_CHECK int mk_carve_rows(struct mk_carver *c, uint32_t table, mk_carve_want *want,
                           mk_carve_live_row *fn, void *u, struct mk_error *e);

/* ---- sqlite_carve_region.c, _whole.c, _rebuild.c, _judge.c ---- */
struct mk_carve_region_of {
    const struct mk_carve_page *page;
    uint32_t from, to;
    enum mk_carve_state area;
    uint32_t table;            /* whose page it is; MK_TABLE_NONE: any */
    uint8_t row_min, row_max;  /* bytes of the rowids in the page; 0: none */
    uint32_t array, array_end; /* of cell pointers left standing */
    uint32_t list_end;         /* numbers of pages stood there: no freeblocks begin below */
    bool whole_only;           /* nothing was ever freed here piece by piece */
    bool cells;                /* rows of a table's leaf may be there (else WITHOUT ROWID) */
};
/* Divides the region into what it may have been, and takes what is likely enough. */
MK_CHECK int mk_carve_region(struct mk_carver *c, const struct mk_carve_region_of *r,
                             struct mk_error *e);
bool mk_carve_stale_head(const struct mk_carve_region_of *r, uint32_t at);
/* Places in the region where a cell begins, as the sizes there say: into c->start. */
MK_CHECK int mk_carve_starts(struct mk_carver *c, const struct mk_carve_region_of *r,
                             struct mk_error *e);
/* A piece as it would be, judged for each end that it may have: its own, that of the region, and
 * where another cell begins. Its `bits` are those of its form. */
enum mk_carve_piece_of { MK_OF_ANY, MK_OF_TABLE };
MK_CHECK int mk_carve_piece_put(struct mk_carver *c, const struct mk_carve_region_of *r,
                                const struct mk_carve_piece *p, enum mk_carve_piece_of of,
                                struct mk_error *e);
/* The next piece; NULL without memory. */
struct mk_carve_piece *mk_carve_piece_new(struct mk_carver *c);
/* Pieces that begin at `at`: a cell whose first bytes are there; one whose first four are not. */
MK_CHECK int mk_carve_whole(struct mk_carver *c, const struct mk_carve_region_of *r, uint32_t at,
                            struct mk_error *e);
MK_CHECK int mk_carve_rebuild(struct mk_carver *c, const struct mk_carve_region_of *r, uint32_t at,
                              bool aligned, struct mk_error *e);
/*
 * How well columns of these serial types fit the table, in bits of evidence; MK_MISFIT when they
 * cannot be its. `body`: what of the columns is there. `t` NULL: only the values are judged.
 */
#define MK_MISFIT (-1000.0f)
float mk_carve_judge(struct mk_carver *c, const struct mk_carve_table *t, const uint64_t *type,
                     uint32_t n, struct mk_span body);
/* Where the first column begins whose value is hardly one; UINT32_MAX: none. */
uint32_t mk_carve_doubtful(struct mk_carver *c, const uint64_t *type, uint32_t n,
                           struct mk_span body);
/* Where the first column begins that is a text by its type and none by its bytes. */
uint32_t mk_carve_spoilt(struct mk_carver *c, const uint64_t *type, uint32_t n,
                         struct mk_span body);
/* How much of `body` to believe when it is not certain where it ends: what is in front of a text
 * that can be seen to be one. Numbers, or a text's end, may be somebody else's bytes. */
uint32_t mk_carve_trusted(struct mk_carver *c, const uint64_t *type, uint32_t n,
                          struct mk_span body);
/* The table that fits best, out of one or of all. */
float mk_carve_judge_best(uint16_t *table, bool *ambiguous, struct mk_carver *c, uint32_t of,
                          bool rowids, const uint64_t *type, uint32_t n, struct mk_span body);
/* Puts the piece's record together and hands it on. */
MK_CHECK int mk_carve_take(struct mk_carver *c, const struct mk_carve_page *p,
                           const struct mk_carve_piece *piece, enum mk_carve_state area,
                           struct mk_error *e);

/* ---- sqlite_carve_page.c ---- */
MK_CHECK int mk_carve_page(struct mk_carver *c, const struct mk_carve_page *p, struct mk_error *e);

/* ---- sqlite_carve_facts.c: sqlite_carve_found.h ---- */
MK_CHECK int mk_carve_facts_new(struct mk_carver *c, struct mk_error *e);
void mk_carve_facts_free(struct mk_carver *c);
/* The facts of a page of a table, then of each of its `cells`; kept when all of them came. */
MK_CHECK int mk_carve_facts_begin(struct mk_carver *c, uint32_t page, uint32_t cells,
                                  struct mk_error *e);
void mk_carve_facts_add(struct mk_carver *c, struct mk_span page, const struct mk_carve_cell *cell);
void mk_carve_facts_end(struct mk_carver *c, uint32_t page, uint32_t cells);

/* ---- sqlite_carve_found.c ---- */
MK_CHECK int mk_found_new(struct mk_carver *c, struct mk_error *e);
void mk_found_free(struct mk_carver *c);
/* The record in c->row; c->record is its header. What is not there of it has type MK_SERIAL_GONE.
 */
MK_CHECK int mk_found_add(struct mk_carver *c, const struct mk_carve_piece *piece,
                          const struct mk_carve_place *place, struct mk_error *e);
/* It is time to flush, which reads other pages into c->page. */
bool mk_found_full(const struct mk_carver *c);
MK_CHECK int mk_found_flush(struct mk_carver *c, struct mk_error *e);

#endif
