#ifndef MK_SQLITE_PAGES_H
#define MK_SQLITE_PAGES_H

#include "parsers/base/error.h"

/*
 * Which database pages a log (write-ahead log or rollback journal) holds, and where. The pages
 * themselves stay in their file: 8 bytes are kept a page. Of several copies the one furthest back
 * in the file counts, as it does for SQLite in both formats.
 */
struct mk_sqlite_pages {
    uint64_t *v; /* page number << 32 | offset / 8; sorted by mk_sqlite_pages_sort() */
    size_t n, cap;
    size_t max; /* entries at most */
};

void mk_sqlite_pages_init(struct mk_sqlite_pages *p, uint64_t bytes_max);
void mk_sqlite_pages_done(struct mk_sqlite_pages *p);

/* `at`, where its frame or record begins, is a multiple of 8 in both formats; below 32 GiB. Fails
 * with MK_ELIMIT or MK_ENOMEM. */
MK_CHECK int mk_sqlite_pages_add(struct mk_sqlite_pages *p, uint32_t page, uint64_t at,
                                 struct mk_error *e);
/* Forgets all but the first `n` added: what no commit covers. Only before the sort. */
void mk_sqlite_pages_cut(struct mk_sqlite_pages *p, size_t n);
/* Sorts, and drops all copies but the last. */
void mk_sqlite_pages_sort(struct mk_sqlite_pages *p);
bool mk_sqlite_pages_find(uint64_t *at, const struct mk_sqlite_pages *p, uint32_t page);

#endif
