#ifndef MK_CONTENT_SET_H
#define MK_CONTENT_SET_H

#include "parsers/format/content_rows.h"

/* Private to content_set*.c: a set as it is put together again from its replies. */

#define MK_SET_LISTS  16u /* times that the ids were listed */
#define MK_SET_ISSUES 64u
#define MK_SET_READ   65536u

/* The ids as they were listed once; replies that follow are checked against it. */
struct mk_set_list {
    int64_t *v;   /* ascending */
    int64_t *row; /* in the order of the rows, where that is another; else NULL */
    size_t *rank; /* then: of v[i], in `row` */
    size_t n;
    size_t went;   /* of v, by the time of the next list */
    bool followed; /* there is a next list */
    bool shared;   /* v, row and rank are those of the list before, which is the same */
    size_t at;     /* position in v of the row in hand, or of the next above it */
    size_t k;      /* the row in hand is row k, if it is there */
    bool has;      /* the row in hand is in this list */
};

/* A reply of ids, as bits over the first list. */
struct mk_set_ids {
    uint64_t *bits; /* NULL: not asked, or no answer */
    size_t list;
};

/* Reads a reply from front to back through a window. */
struct mk_set_window {
    struct mk_file file;
    struct mk_buf buf;
    uint64_t base; /* of buf.p[0] in the file */
    size_t at;     /* in buf: a line start */
    bool eof;
};

/* The last reply to one query of numbers or of a column. */
struct mk_set_reply {
    const struct mk_entry *entry;
    struct mk_rows rows;
    struct mk_set_window in;
    size_t list;
    unsigned asks;
    bool usable;
    char why[160];
    struct mk_span names[MK_ROW_COLUMNS], values[MK_ROW_COLUMNS];
    size_t nnames;
    bool have; /* the row in hand: values are there */
    const char *lost;
    uint64_t offset[MK_ROW_COLUMNS];
};

struct mk_set_column {
    struct mk_span name;
    bool numeric, hidden;
    struct mk_set_reply *reply;
    size_t field; /* in the reply */
    struct mk_set_ids nulls, blobs;
    struct mk_buf single; /* the row in hand, when it was fetched singly */
};

struct mk_set_single {
    int64_t row;
    size_t column;
    const struct mk_entry *entry;
};

struct mk_content_set {
    const struct mk_source *src;
    struct mk_arena arena;
    struct mk_entry *entries;
    size_t nentries;
    struct mk_set_list lists[MK_SET_LISTS];
    size_t nlists;
    struct mk_set_reply *replies;
    size_t nreplies;
    struct mk_set_column columns[MK_ROW_COLUMNS];
    size_t ncolumns, nshown, shown[MK_ROW_COLUMNS];
    struct mk_set_ids words; /* rows where a numeric column holds the word NULL as text */
    struct mk_set_single *singles;
    size_t nsingles;
    size_t row; /* next in lists[0] */
    struct mk_content_cell cells[MK_ROW_COLUMNS];
    const char *issues[MK_SET_ISSUES];
    size_t nissues, more_issues;
    bool no_memory; /* for an issue */
};

void mk_set_issue(struct mk_content_set *s, const char *fmt, ...) MK_PRINTF(2, 3);
/* Hands an entry's bytes to `feed` in steps. */
MK_CHECK int mk_set_read(struct mk_content_set *s, const struct mk_entry *en,
                         void (*feed)(void *u, struct mk_span s), void *u, struct mk_error *e);

/* content_set_open.c: takes one entry in, in the order of the queries. */
MK_CHECK int mk_set_take(struct mk_content_set *s, const struct mk_entry *en, struct mk_error *e);
void mk_set_list_done(struct mk_set_list *l);
MK_CHECK int mk_set_settle(struct mk_content_set *s, struct mk_error *e);

/* content_set_window.c */
MK_CHECK int mk_window_open(struct mk_set_window *w, struct mk_content_set *s,
                            const struct mk_entry *en, struct mk_error *e);
void mk_window_done(struct mk_set_window *w);
/* Goes to a line start, in either direction. */
void mk_window_jump(struct mk_set_window *w, uint64_t offset);
/* The value of row k of the list `ids`, whose start and whose successor's start are unique. 1, 0
 * when it is not found or is too long, -1. *out is valid until the next call. */
MK_CHECK int mk_window_value(struct mk_span *out, uint64_t *offset, struct mk_set_window *w,
                             struct mk_span tail, const int64_t *ids, size_t n, size_t k,
                             struct mk_error *e);

/* content_set_row.c: whether a reply of one row is that row's: 1, 0, -1. */
MK_CHECK int mk_set_is_row(struct mk_content_set *s, const struct mk_entry *en, struct mk_error *e);
/* Cells of the row in hand. */
MK_CHECK int mk_set_row(struct mk_content_set *s, int64_t id, struct mk_error *e);

#endif
