#ifndef MK_SQLITE_CARVE_FOUND_H
#define MK_SQLITE_CARVE_FOUND_H

#include "parsers/format/sqlite_carve_private.h"

/*
 * What was found, until all of the live rows have been held against it. Rows are kept as records
 * (sqlite_record.h) in one buffer; what is alike is found by hashes:
 *
 *   same   over everything: the same row in another place
 *   run    over the longest run of columns that are there: a live row with the same columns there
 *          is what this is a copy of
 *   row    of table and rowid: a live row of that rowid with other values
 *
 * A column's hash is added to a sum after multiplication by an odd number of its own place, so that
 * the sum of any run of columns is a difference of two.
 */
struct mk_found_row {
    uint64_t sum; /* of all */
    int64_t row;
    size_t at;    /* of the record, in `bytes` */
    uint32_t len; /* of the record */
    uint32_t n;
    uint32_t first, last; /* the run: [first, last) */
    uint32_t doubt;       /* the columns from here on are unproven where they have bytes */
    uint16_t table;
    bool ambiguous, has_row, partial, contested, row_lives, gone;
    bool is_older;  /* of the row that `older` of another one leads to */
    uint32_t older; /* the version before, + 1; 0: none */
    float bits;
    uint32_t nplaces;
    struct mk_carve_place place[MK_CARVE_PLACES];
};

struct mk_found_index { /* open addressing: numbers of rows, + 1 */
    uint32_t *slot;
    size_t cap; /* a power of two */
};

#define MK_RUNS_MAX 64u
struct mk_found_runs {
    uint32_t n;
    struct {
        uint32_t first, last;
    } run[MK_RUNS_MAX];
};

/* One bit for each hash that is there: most live rows are like nothing that was found, and are told
 * by their rowid, their last bytes and their first ones. */
#define MK_SIEVE_BITS (1u << 18)
#define MK_SIEVE_LEN  8u /* bytes of a beginning or an end */
struct mk_found_sieve {
    uint8_t row[MK_SIEVE_BITS / 8], tail[MK_SIEVE_BITS / 8], head[MK_SIEVE_BITS / 8],
        far[MK_SIEVE_BITS / 8];
    bool open; /* something was found that can be like any row */
    bool tails, heads, longs;
};

struct mk_found {
    struct mk_found_sieve sieve;
    struct mk_buf bytes;
    struct mk_found_row *row;
    size_t n, cap;
    struct mk_found_index same, run, by_row;
    struct mk_found_runs runs;
    uint64_t sums[MK_SQLITE_COLUMNS + 1]; /* of the row at hand: of its first columns */
    struct mk_sqlite_record other, held;  /* headers of rows that are compared */
};

/* Sums over the columns of c->record, whose bytes are in c->row. */
void mk_found_sums(struct mk_found *f, const struct mk_sqlite_record *r, struct mk_span bytes);
/* Slots for `n` rows; false without memory. */
bool mk_found_index_make(struct mk_found_index *x, size_t n);
void mk_found_index_free(struct mk_found_index *x);
void mk_found_index_put(struct mk_found_index *x, uint64_t key, uint32_t row);
/* The rows of a key, and others; *at begins at MK_INDEX_FIRST. false: there is none left. */
#define MK_INDEX_FIRST SIZE_MAX
bool mk_found_index_next(uint32_t *row, size_t *at, const struct mk_found_index *x, uint64_t key);
uint64_t mk_carve_mix(uint64_t v);

/* ---- sqlite_carve_versions.c: rows of one rowid become one, with its history ---- */
MK_CHECK int mk_found_versions(struct mk_found *f, struct mk_error *e);
/* A row of the same content was seen there as well. */
void mk_found_seen(struct mk_found_row *r, const struct mk_found_row *again);

/* ---- sqlite_carve_strike.c: what is a copy of a live row goes ---- */
MK_CHECK int mk_found_strike(struct mk_carver *c, struct mk_error *e);
/* Of the first `len` bytes, a multiple of 8. */
uint64_t mk_found_hash(struct mk_span s, size_t len);

/*
 * ---- sqlite_carve_facts.c ----
 *
 * What a page of live rows was seen to hold when it was carved: the range of its rowids and three
 * bytes of the hash of each row's end. Most pages hold nothing like what was found, and by this
 * they need not be read again. 24 MiB at most: pages that there is no more room for are read again.
 */
MK_CHECK int mk_carve_facts_arm(struct mk_carver *c, struct mk_error *e);
/* Nothing in the page is like anything that was found. */
bool mk_carve_facts_dismiss(const struct mk_carver *c, uint32_t page);

#endif
