#ifndef MK_CONTENT_H
#define MK_CONTENT_H

#include "parsers/base/arena.h"
#include "parsers/source/source.h"

/*
 * Replies of Android's `content query`, which are ambiguous by nature: fields are joined by ", ",
 * rows by "\n", and nothing is quoted, so a message body can forge rows. See DESIGN.md, "Talking to
 * phones", for the channel that makes them safe:
 *
 *   ids       --projection _id                   row k is "Row: k _id=<n>\n", k = 0, 1, ...
 *   numbers   --projection _id:date:type...      row k is "Row: k _id=<id k>, date=<n|NULL>, ...\n"
 *   column    --projection _id:body              row k begins with exactly "Row: k _id=<id k>,
 * body=" nulls     --projection _id --where body IS NULL blobs     --projection _id --where
 * typeof(body)='blob' row       --projection _id:body --where _id=<id>      one row: all behind the
 * head is its value
 *
 * Source: platform/frameworks/base, cmds/content/src/com/android/commands/content/Content.java,
 * class QueryCommand.
 */

enum mk_content_answer {
    MK_ANSWER_ROWS,
    MK_ANSWER_EMPTY,       /* "No result found." */
    MK_ANSWER_REFUSED,     /* SecurityException, Permission Denial */
    MK_ANSWER_NO_PROVIDER, /* "Could not find provider" */
    MK_ANSWER_NO_COLUMN,   /* IllegalArgumentException / SQLiteException: no such column */
    MK_ANSWER_NO_TOOL,     /* content: not found, inaccessible */
    MK_ANSWER_BROKEN,      /* rows that do not follow the grammar, or end early */
    MK_ANSWER_ERROR,       /* any other failure the tool told */
};

#define MK_CONTENT_IDS_MAX ((size_t)4 << 20)

/* The ids of a set, ascending. */
struct mk_content_ids {
    int64_t *v;
    size_t n, cap;
};
void mk_content_ids_done(struct mk_content_ids *ids);

/*
 * Reads one reply as it arrives, in pieces of any size, in constant memory but for ids.
 *
 * role     IDS fills `ids`; all other roles check against them
 * columns  NUMBERS: the columns behind _id, ':' between them; COLUMN, ROW: the one column
 * row      ROW: the _id asked for
 */
struct mk_content_feed;
MK_CHECK int mk_content_feed_new(struct mk_content_feed **out, enum mk_role role,
                                 struct mk_span columns, int64_t row, struct mk_content_ids *ids,
                                 struct mk_error *e);
void mk_content_feed_free(struct mk_content_feed *f);
MK_CHECK int mk_content_feed(struct mk_content_feed *f, struct mk_span out_bytes,
                             struct mk_error *e);
MK_CHECK int mk_content_feed_err(struct mk_content_feed *f, struct mk_span err_bytes,
                                 struct mk_error *e); /* standard error, where it is told apart */

/* What a column reply holds that needs a further query to be understood. */
#define MK_CONTENT_HAS_NULL_WORD 1u /* a value that is exactly NULL */
#define MK_CONTENT_HAS_BLOB_WORD 2u /* a value that is exactly BLOB */

struct mk_content_result {
    enum mk_content_answer answer;
    uint32_t flags;
    uint64_t rows;
    const int64_t *singles; /* ids that need a query of their own; until the feed is freed */
    size_t nsingles;        /* may exceed MK_PH_SINGLES */
    const int64_t *changed; /* AFTER: ids that went or came */
    size_t nchanged;
    char why[160];
};
MK_CHECK int mk_content_feed_end(struct mk_content_result *out, struct mk_content_feed *f,
                                 struct mk_error *e);

/*
 * A whole set, read again out of a bundle (or live from files): row by row in id order.
 * A cell borrows its bytes until the next call.
 */
enum mk_content_cell_type {
    MK_CELL_NULL,
    MK_CELL_NUMBER, /* i */
    MK_CELL_TEXT,   /* s */
    MK_CELL_BLOB,   /* the phone's tool prints the word BLOB only: the bytes were not given */
    MK_CELL_LOST,   /* could not be told from its neighbours; `why` says what happened */
};
struct mk_content_cell {
    enum mk_content_cell_type type;
    int64_t i;
    struct mk_span s;
    const char
        *why;       /* LOST; or a remark on a value that stands (e.g. U+FFFD put in by the phone) */
    uint64_t entry; /* source entry that held it */
    uint64_t offset; /* of the value in that entry */
};

struct mk_content_set;
/* `entries` are those of one set, in the source's order. Cells are capped at 16 MiB each. */
MK_CHECK int mk_content_set_open(struct mk_content_set **out, const struct mk_source *src,
                                 const struct mk_entry *entries, size_t n, struct mk_error *e);
void mk_content_set_close(struct mk_content_set *s);
size_t mk_content_set_columns(const struct mk_content_set *s); /* without _id */
struct mk_span mk_content_set_column(const struct mk_content_set *s, size_t i);
uint64_t mk_content_set_rows(const struct mk_content_set *s);
/* 1 and the row's _id and cells (as many as columns), 0 at the end, -1. */
MK_CHECK int mk_content_set_next(int64_t *id, const struct mk_content_cell **cells,
                                 struct mk_content_set *s, struct mk_error *e);
/* What is odd about the set as a whole, as text lines: rows that came or went, columns refused. */
const char *mk_content_set_issue(const struct mk_content_set *s,
                                 size_t i); /* NULL behind the last */

#endif
