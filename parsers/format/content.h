#ifndef MK_CONTENT_H
#define MK_CONTENT_H

#include "parsers/base/arena.h"
#include "parsers/source/source.h"

/*
 * Replies of Android's `content query`, which are ambiguous by nature: fields are joined by ", ",
 * rows by "\n", and nothing is quoted, so a message body can forge rows. See DESIGN.md, "Talking to
 * phones", for the channel that makes them safe; all queries ask for the order "_id ASC":
 *
 *   role      query                             row k of the reply, k = 0, 1, ...
 *   ids       --projection _id                  "Row: k _id=<n>\n"
 *   numbers   --projection _id:date:type        "Row: k _id=<id k>, date=<n|NULL>, type=<n|NULL>\n"
 *   column    --projection _id:body             "Row: k _id=<id k>, body=" then anything, "\n"
 *   row       --projection _id:body             "Row: 0 _id=<row>, body=": all behind it but the
 *             --where _id=<row>                 last "\n" is the value
 *   nulls     --projection _id                  like ids: rows where the column is null. Where
 *             --where body IS NULL              several columns are named: rows where one of them
 *                                               holds the word NULL as text (date='NULL' OR ...)
 *   blobs     ... --where body<>body||''        like ids: of a value that is no text, what ||
 *                                               makes is another one
 *   after     as ids                            like ids. From here on the list of ids is what this
 *                                               one saw, up to the last id of the first
 *
 * Source: platform/frameworks/base, cmds/content/src/com/android/commands/content/Content.java,
 * class QueryCommand.onExecute: "Row: " + index + " ", then name=value joined by ", ", println.
 * Integers by getLong (oldest versions: getInt, cut to 32 bits), reals by
 * String.valueOf(getFloat), text as it is, the words BLOB and NULL; "No result found." without
 * rows ("No reuslt found." in Android 4.1). On failure standard error gets "Error while accessing
 * provider:<authority>" and the stack trace, and the exit status stays 0; wrong arguments give the
 * usage and "[ERROR] ..." on standard output.
 *
 * What the phone changes before we see it: CursorWindow's getString (core/jni/
 * android_database_CursorWindow.cpp) decodes with libutils' utf8_to_utf16, which takes ill-formed
 * UTF-8 leniently (other characters, or an empty text when it ends early); System.out then writes
 * UTF-8, with '?' for an unpaired surrogate. Only U+FFFD (a build or the app put it there) and
 * bytes that are no UTF-8 can be recognised, and are remarked on. A limit of this route: a '?' that
 * the phone put in cannot be told from one that somebody typed, and bears no remark.
 *
 * Why a value is believed. A candidate for row k is a line start that reads "Row: k _id=<any>,
 * <col>=". The genuine start of row k is one, as long as the reply has more than k rows. So where k
 * has a single candidate, it is the genuine one; and the value of row k, which ends one newline in
 * front of the start of k + 1 (or of the reply's end), is certain when k and k + 1 have a single
 * candidate each, with the listed ids. A wrong id shows that rows went or came: such rows are never
 * believed. What is left is a reply with fewer rows than listed: forged starts could then stand for
 * the missing last rows. The ids are listed again afterwards: when d rows went in between, the
 * last d + 1 of the list are not believed either; a reply that ended in an error is asked for
 * again, and a column that was asked for MK_CONTENT_ASKS times is not believed at all. Whatever is
 * not believed is fetched as a reply of its own. In `numbers` a row must also be one line of the
 * grammar above, followed directly by the next.
 *
 * Order. Nothing of this needs ascending ids, only that a reply has the rows in the order of the
 * list before it: "row k" and "the last d + 1" are of that order. Some providers have one of their
 * own: packages/providers/TelephonyProvider, MmsSmsProvider.getSimpleConversations() sorts by
 * "date DESC" whatever it is asked for. Where a row moves, replies do not follow the list any more
 * and the ids are listed again.
 *
 * Lists that print more. MmsSmsProvider.query(), URI_CANONICAL_ADDRESSES, prints _id and address
 * whatever is asked for (CANONICAL_ADDRESSES_COLUMNS_2). Rows of nulls and blobs then end in that
 * word, and are whole lines still. In a list of ids, text of one row can forge the start of
 * another. It is believed only when each k has a single candidate, in order, with ascending ids,
 * and when a reply of its own (a `row` query for the last id, the next of the set) gives the last
 * row. For the genuine starts are among the candidates: if the last id is one of the provider's,
 * then its genuine start is the only candidate with that id, and all k up to it are genuine. A list
 * where a text reads as another row's start is not believed at all: that is a failure, told as one.
 */
#define MK_CONTENT_ASKS 4

enum mk_content_answer {
    MK_ANSWER_ROWS,
    MK_ANSWER_EMPTY,       /* "No result found." */
    MK_ANSWER_REFUSED,     /* SecurityException, Permission Denial */
    MK_ANSWER_NO_PROVIDER, /* "Could not find provider" */
    MK_ANSWER_NO_COLUMN,   /* IllegalArgumentException / SQLiteException: no such column */
    MK_ANSWER_NO_TOOL,     /* content: not found, inaccessible */
    MK_ANSWER_BROKEN,      /* rows that do not follow the grammar, or end early */
    MK_ANSWER_ERROR,       /* any other failure the tool told */
    MK_ANSWER_TEXT,        /* CONTROL: other text, its beginning is in `why` */
    MK_ANSWER_COUNT
};

#define MK_CONTENT_IDS_MAX ((size_t)4 << 20)

/* The ids of a set. */
struct mk_content_ids {
    int64_t *v;   /* ascending */
    int64_t *row; /* in the order of the rows, where that is another; else NULL */
    size_t n, cap;
    int64_t bound; /* the highest of the first list: all later queries ask up to it */
};
void mk_content_ids_done(struct mk_content_ids *ids);

/*
 * Reads one reply as it arrives, in pieces of any size, in constant memory but for ids and three
 * bits a row. Give it whole replies only: what the transport cut short is no reply.
 *
 * role     IDS fills `ids`; AFTER replaces them at the end; NUMBERS and COLUMN check against them
 * columns  NUMBERS: the columns behind _id, ':' between them; COLUMN, ROW: the one column
 *          IDS, AFTER: none; or the one column that the provider may print behind _id unasked
 *          CONTROL: none; or one numeric column, the first of the projection, whose values are
 *          wanted (a selection): they come as `singles`, in the reply's order, rows is how many
 *          rows there are. What a provider prints behind it unasked is not looked at
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

/* What a NUMBERS, COLUMN or ROW reply holds that needs a further query to be understood. */
#define MK_CONTENT_HAS_NULL_WORD 1u /* a value that is exactly NULL */
#define MK_CONTENT_HAS_BLOB_WORD 2u /* a value that is exactly BLOB */
#define MK_CONTENT_PRINTS_MORE   4u /* IDS, AFTER: the last row is to be confirmed, see above */

#define MK_CONTENT_SINGLES  1001u  /* one more than are ever fetched */
#define MK_CONTENT_SELECTED 65536u /* values of a selection */
struct mk_content_result {
    enum mk_content_answer answer;
    uint32_t flags;
    uint64_t rows;
    int64_t first, last;    /* IDS, AFTER: when there are rows */
    const int64_t *singles; /* ids that need a query of their own (all, where the answer is not
                               MK_ANSWER_ROWS); until the feed is freed */
    size_t nsingles;        /* at most MK_CONTENT_SINGLES: "more"; a selection: one more than
                               MK_CONTENT_SELECTED */
    const int64_t *changed; /* AFTER: ids that went or came */
    size_t nchanged;        /* at most MK_CONTENT_SINGLES: "more" */
    char why[160];          /* printable ASCII */
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
    const char *why; /* LOST; or a remark on a value that stands (U+FFFD put in by the phone) */
    uint64_t entry;  /* source entry that held it */
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
