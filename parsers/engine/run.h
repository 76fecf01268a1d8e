#ifndef MK_ENGINE_RUN_H
#define MK_ENGINE_RUN_H

#include "parsers/engine/dead.h"
#include "parsers/engine/reader.h"

/* Private to the engine: one query being run. */
#define MK_STEPS_MAX 96

/* A field whose column is there. */
struct mk_step {
    const struct mk_field *f;
    size_t cell;  /* in the table's cells */
    size_t given; /* likewise, or MK_NO_CELL */
    bool more;    /* the next one is an alternative of this one */
    uint8_t only; /* mk_dir_code() of the field's; 0: any */
};
struct mk_steps {
    struct mk_step v[MK_STEPS_MAX];
    size_t n;
};

#define MK_PARTS_MAX   16
#define MK_GATHERS_MAX 4
#define MK_WHENS_MAX   8
#define MK_SHARES_MAX  16

/* A gather whose table is there, its rows kept sorted by the base row they belong to. */
struct mk_gathered {
    const struct mk_gather *def;
    struct mk_table child;
    struct mk_store kids;
    struct mk_steps parts[MK_PARTS_MAX];
    size_t nparts, from, type;
    bool there;
};

/* A base table that several queries share out by their `when`. */
struct mk_share {
    const char *table;
    int64_t rows, taken;
};

struct mk_run {
    const struct mk_app *app;
    const struct mk_query *q;
    const struct mk_tables *t;
    const struct mk_input *in;
    const struct mk_sink *sink;
    size_t memory_max;

    struct mk_table base;
    struct mk_steps steps;

    size_t when[MK_WHENS_MAX]; /* cells */
    struct mk_gathered gathered[MK_GATHERS_MAX];
    size_t ngathered;

    struct mk_buf items;  /* what goes to the sink next */
    struct mk_buf issues; /* elements of the ISSUES list of the record in hand */
    struct mk_buf raw;    /* members of its RAW object */
    struct mk_buf clean;  /* text made valid */
    struct mk_buf path;   /* and put behind its folder */
    uint64_t raw_done[2]; /* cells that are in `raw` already */
    const struct mk_gathered *in_child;
    int64_t raw_child; /* the child row in hand */
    size_t nth;        /* of the elements of the row in hand */
    uint8_t dir;       /* of the record in hand, mk_dir_code(); 0: none so far */
    char file_hex[13]; /* of the file's name: refs of two files must differ */
    struct mk_share shares[MK_SHARES_MAX];
    size_t nshares;

    const char *told[MK_STEPS_MAX]; /* columns whose absence was told */
    size_t ntold;
    struct mk_buf without; /* optional columns that are not there */
    struct mk_coverage cover;
    const struct mk_dead_row *dead; /* the row in hand is a deleted one; NULL: it is live */
    struct mk_gaps {
        enum mk_numbering ids;
        int64_t rows, missing, last, end; /* end: the highest number that was ever given */
        bool has_time;
        int64_t time_us; /* of the record before */
        struct mk_gap *gap;
        size_t n, known;                  /* known: of how many the time behind is */
        const char *table[MK_SHARES_MAX]; /* those that were looked through */
        size_t ntables;
    } gaps;
    struct mk_buf history;  /* earlier versions of rows: elements of VERSIONS lists */
    struct mk_buf versions; /* struct mk_version of each, by row */
};

/* Whether both put the same member: alternatives of each other when they are neighbours. */
bool mk_same_target(const struct mk_field *a, const struct mk_field *b);

/* A number for a word of DIR: 1 in, 2 out, 3 draft, 4 system, 5 unknown or anything else. */
enum { MK_DIR_NONE, MK_DIR_IN, MK_DIR_OUT, MK_DIR_DRAFT, MK_DIR_SYSTEM, MK_DIR_UNKNOWN };
uint8_t mk_dir_code(struct mk_span word);

/* Columns of `fields` in `x`; those that are not there are reported, and left out. */
int mk_run_plan(struct mk_steps *out, struct mk_run *r, struct mk_table *x,
                const struct mk_field *fields, struct mk_error *e);
void mk_steps_place(struct mk_steps *s, const struct mk_table *x);

/* The user of a path below data/user/<n>, data/user_de/<n>, data/system_ce/<n>, data/system_de/<n>,
 * data/system/users/<n>, data/system/usagestats/<n> or a copy of such a tree. */
struct mk_span mk_profile_of(struct mk_span path);

/* "app:file:table:", in front of a row: what other records call it by. */
int mk_run_ref(char *out, size_t max, const struct mk_run *r, const char *table);

/* What all records of the query share, and one record: of the base row in hand, or of the element
 * in hand of the list that it holds. */
int mk_run_head(struct mk_run *r, struct mk_error *e);
void mk_run_record(struct mk_run *r);
/* The list or object of what was collected beside the record in hand, unless there is none. */
void mk_run_extra(struct mk_run *r, enum mk_key key, enum mk_type type, const struct mk_buf *b);

/* Puts the fields that have a value; `cells` are the table's. */
void mk_run_fields(struct mk_run *r, const struct mk_steps *s, const struct mk_cell *cells);
/* An issue of the record in hand. */
void mk_run_note(struct mk_run *r, struct mk_span field, const char *why);
/* An issue without a record. */
int mk_run_report(struct mk_run *r, const char *table, const int64_t *row, const char *field,
                  const char *why, struct mk_error *e);

/* Whether the base row in hand is the query's, by its `when`. */
int mk_when_plan(struct mk_run *r, struct mk_error *e);
void mk_when_place(struct mk_run *r);
bool mk_when_holds(const struct mk_run *r);
bool mk_when_is_base(const struct mk_run *r); /* it needs no lookups */
/* Counts towards what the queries of a table leave over between them. */
void mk_when_share(struct mk_run *r, int64_t rows, int64_t taken);
int mk_when_left_over(struct mk_run *r, struct mk_error *e);

/* ---- run_dead.c ---- */
int mk_run_dead(struct mk_run *r, struct mk_error *e);
/* ---- gaps.c: numbers of rows that are not there ---- */
void mk_gaps_begin(struct mk_run *r);
void mk_gaps_row(struct mk_run *r);               /* the base row in hand, whosever it is */
void mk_gaps_time(struct mk_run *r, size_t from); /* the record that was put at `from` */
void mk_gaps_end(struct mk_run *r);
/* ---- run_versions.c: what rows were before, for the records of what they are ---- */
int mk_run_versions(struct mk_run *r, struct mk_error *e);
/* Those of the row in hand into its record. */
void mk_run_put_versions(struct mk_run *r);
/* Tells of those that no query took. */
int mk_run_dead_left(struct mk_run *r, struct mk_error *e);
/* Where the deleted row in hand was found, and the end of its ref. */
void mk_run_dead_source(struct mk_run *r);
int mk_run_dead_ref(char *out, size_t max, const struct mk_run *r);

int mk_gather_load(struct mk_run *r, struct mk_error *e);
void mk_gather_place(struct mk_run *r);
void mk_gather_put(struct mk_run *r);
/* The base row in hand is another query's: so are the rows gathered for it. */
void mk_gather_skip(struct mk_run *r);
int mk_gather_orphans(struct mk_run *r, struct mk_error *e);
void mk_gather_done(struct mk_run *r);

#endif
