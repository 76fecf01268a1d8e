#ifndef MK_ENGINE_STORE_H
#define MK_ENGINE_STORE_H

#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include "parsers/table/cell.h"

/*
 * Rows kept in memory to be found by their first cell: what a lookup or a gather reads. Sorted, not
 * hashed: no planted set of keys makes it slow, and there is no seed. Rows of one key stay in the
 * order they came in. Bounded by the arena.
 */
struct mk_store_row {
    const uint8_t *packed; /* the cells */
    int64_t row;
    uint32_t nth; /* in order of arrival */
    uint8_t part; /* the caller's */
    bool used;
};

struct mk_store {
    struct mk_arena arena;
    struct mk_buf index; /* struct mk_store_row[] */
    size_t columns;
    bool full; /* rows were left out */
    /* Where keys are integers close together, as row numbers are: first[k - low] is the first row
     * whose key is not below k. */
    uint32_t *first;
    int64_t low;
    uint64_t span; /* keys from low to low + span - 1 */
    /* Where they are integers far apart: all of them, sorted. *near is where the last search ended:
     * base rows mostly come in the order of their keys. */
    int64_t *keys;
    size_t *near;
};

void mk_store_init(struct mk_store *s, size_t columns, size_t cap);
void mk_store_done(struct mk_store *s);
size_t mk_store_rows(const struct mk_store *s);
struct mk_store_row *mk_store_row(const struct mk_store *s, size_t i);

/* False when it does not fit any more. */
bool mk_store_add(struct mk_store *s, int64_t row, const struct mk_cell *cells);
void mk_store_sort(struct mk_store *s);
/* A key out of text: the number that it names in decimal, else the text. */
struct mk_cell mk_store_key(struct mk_span s);
/* How many rows have that key, *first is the first of them. */
size_t mk_store_find(size_t *first, const struct mk_store *s, const struct mk_cell *key);
/* The last row whose key is not above that one, else the first: false when there are no rows. */
bool mk_store_before(size_t *at, const struct mk_store *s, const struct mk_cell *key);
/* Its cells; texts borrow from the store. */
void mk_store_get(struct mk_cell *cells, const struct mk_store *s, size_t i);

#endif
