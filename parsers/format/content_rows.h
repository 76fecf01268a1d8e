#ifndef MK_CONTENT_ROWS_H
#define MK_CONTENT_ROWS_H

#include "parsers/base/buf.h"
#include "parsers/format/content.h"

/* Private to content_*.c: how replies are cut into rows, the same for a live feed and for a set out
 * of a bundle. Why it may be believed is said in content.h. */

#define MK_ROW_COLUMNS   64u   /* of one provider */
#define MK_ROW_NAME      64u   /* bytes of a column's name */
#define MK_ROW_LINE      8192u /* longest line of numbers */
#define MK_ROW_HEAD      128u  /* no row start is longer, with what is looked at behind it */
#define MK_ROW_VALUE_MAX ((size_t)16 << 20)

/* ---- pieces: bytes in any portions, looked at line by line ---- */

/*
 * `scan` gets bytes that follow each other and says how many it is done with: all, or up to a line
 * start that it cannot decide on yet. It is then shown that line again with more behind it; it must
 * decide when `need` bytes are there, or when `end` says that no more will come.
 */
struct mk_pieces {
    size_t (*scan)(void *u, struct mk_span s, bool end);
    void *u;
    uint8_t *carry; /* 2 * need */
    size_t carried, need;
    uint64_t bytes; /* seen so far */
    bool ended;     /* the last byte was '\n' */
};
MK_CHECK int mk_pieces_init(struct mk_pieces *p, size_t need,
                            size_t (*scan)(void *u, struct mk_span s, bool end), void *u,
                            struct mk_error *e);
void mk_pieces_feed(struct mk_pieces *p, struct mk_span s);
void mk_pieces_end(struct mk_pieces *p);
void mk_pieces_done(struct mk_pieces *p);

/* ---- the start of a row ---- */

enum mk_match { MK_NO, MK_MORE, MK_YES };
struct mk_row_start {
    uint64_t k;
    int64_t id;
    size_t len; /* bytes up to behind `tail` */
};
/* "Row: <k> _id=<id><tail>" in front of `s`. MK_MORE: could still become one. */
enum mk_match mk_row_start(struct mk_row_start *out, struct mk_span s, struct mk_span tail);
/* Whether `s` begins with `head`. */
enum mk_match mk_row_begins(struct mk_span s, const char *head);
/* What stands between _id and the value: ", body=". False for a name that is none of ours. */
bool mk_row_tail(struct mk_buf *out, struct mk_span column);
/* Splits "date:type" at ':'; the number of names, 0 when there are too many or one is bad. */
size_t mk_row_columns(struct mk_span out[static MK_ROW_COLUMNS], struct mk_span columns);

/* ---- lists of ids ---- */

struct mk_id_list {
    struct mk_pieces in;
    int64_t *v;   /* as printed; from mk_id_list_end() on ascending */
    int64_t *row; /* as printed, where that is another order; else NULL */
    size_t n, cap;
    struct mk_buf tail; /* of a column that is printed unasked; or nothing */
    bool any;           /* it holds any text; else one word, which `tail` ends with */
    bool tailed;        /* it is printed */
    bool in_line;       /* inside of that text */
    bool bad;           /* a line that is none, or an id twice */
    bool no_room;       /* memory, or more than MK_CONTENT_IDS_MAX */
};
/* `column` may stand behind the id: with any text, or with `word`. No column: nothing may. */
MK_CHECK int mk_id_list_init(struct mk_id_list *l, struct mk_span column, const char *word,
                             struct mk_error *e);
/* What stands behind the id in a list of that role, for mk_id_list_init(). */
const char *mk_id_list_word(enum mk_role role);
/* When all was fed. Without memory: `no_room`. */
void mk_id_list_end(struct mk_id_list *l);
/* Leaves out what is above `bound`. */
void mk_id_list_below(struct mk_id_list *l, int64_t bound);
void mk_id_list_done(struct mk_id_list *l);
MK_CHECK int mk_id_list_room(int64_t **v, size_t *cap, size_t n, struct mk_error *e);
/* Position of an id in an ascending list, or SIZE_MAX. */
size_t mk_id_find(const int64_t *v, size_t n, int64_t id);

/* How `now` differs from `was`, both ascending: `each` is called for what went and came. Returns
 * how many went. */
size_t mk_id_compare(const int64_t *was, size_t n, const int64_t *now, size_t m,
                     void (*each)(void *u, int64_t id, bool came), void *u);

/* ---- values of one numeric column, in any order ---- */

struct mk_value_list {
    struct mk_pieces in;
    struct mk_buf column;
    int64_t *v; /* without nulls; at most MK_CONTENT_SELECTED + 1: "more" */
    size_t n, cap;
    uint64_t rows; /* all of them */
    bool in_line;  /* behind what was looked at of a line */
    bool bad;      /* a line that is none */
    bool no_room;
};
MK_CHECK int mk_value_list_init(struct mk_value_list *l, struct mk_span column, struct mk_error *e);
void mk_value_list_done(struct mk_value_list *l);

/* ---- rows of numbers or of one column, checked against ids ---- */

struct mk_rows {
    struct mk_pieces in;
    const int64_t *ids; /* the caller's, as they were printed */
    size_t n;
    uint64_t *start;     /* where row k starts; NULL: not kept */
    uint64_t base, line; /* in the reply: of the bytes in hand, of the line in hand */
    uint64_t *hit;       /* a start with the listed id was seen; n + 1 bits each */
    uint64_t *doubt;     /* more than one start, one out of order, or one with another id */
    uint64_t *odd;       /* numbers: not one line of the grammar */
    size_t next;         /* index that the next start in order has */
    bool in_line;
    bool rows;     /* the reply begins with a row */
    bool begun;    /* its first line was looked at */
    bool overlong; /* more rows than listed, or something behind them */
    uint32_t flags;
    struct mk_buf tail;
    size_t nnames; /* numbers; 0: a column of any text */
    struct mk_span names[MK_ROW_COLUMNS];
    struct mk_buf names_text;
};
/* numbers: `columns` is a list; else one column. */
MK_CHECK int mk_rows_init(struct mk_rows *r, bool numbers, struct mk_span columns,
                          const int64_t *ids, size_t n, struct mk_error *e);
/* From here on `start` is kept. */
MK_CHECK int mk_rows_keep_starts(struct mk_rows *r, struct mk_error *e);
void mk_rows_done(struct mk_rows *r);
bool mk_rows_sure(const struct mk_rows *r, size_t k);
/* Whether the reply has all rows of the list in their places (some may be doubtful). */
bool mk_rows_whole(const struct mk_rows *r);

/* ---- values ---- */

/* What a number's text is: MK_CELL_NUMBER (*i), MK_CELL_NULL for the word, MK_CELL_TEXT for a real,
 * MK_CELL_LOST for anything else. */
enum mk_content_cell_type mk_number_type(int64_t *i, struct mk_span s);
/* Splits what stands behind the start of a row of numbers; false when it does not fit. */
bool mk_number_row(struct mk_span *out, const struct mk_span *names, size_t n, struct mk_span s);

/* ---- answers in words ---- */

/* What the phone says when it prints no rows; `why` gets its most telling line. */
enum mk_content_answer mk_answer_words(char why[static 160], struct mk_span out,
                                       struct mk_span err);
/* Any other text: its lines in `why`, joined by "; ". MK_ANSWER_TEXT. */
enum mk_content_answer mk_answer_text(char why[static 160], struct mk_span s);
/* Whether standard error tells of a failure (and not only warns). */
bool mk_answer_failed(struct mk_span err);

#endif
