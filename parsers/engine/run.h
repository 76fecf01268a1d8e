#ifndef MK_RUN_H
#define MK_RUN_H

#include "parsers/engine/reader.h"

/* Private to the engine: one query being run. */
#define MK_STEPS_MAX 64

/* A field whose column is there. */
struct mk_step {
    const struct mk_field *f;
    size_t cell; /* in the table's cells */
};
struct mk_steps {
    struct mk_step v[MK_STEPS_MAX];
    size_t n;
};

#define MK_PARTS_MAX 16

struct mk_run {
    const struct mk_app *app;
    const struct mk_query *q;
    const struct mk_tables *t;
    const struct mk_input *in;
    const struct mk_sink *sink;
    size_t memory_max;

    struct mk_table base;
    struct mk_steps steps;

    struct mk_table child; /* gather */
    struct mk_store kids;
    struct mk_steps parts[MK_PARTS_MAX];
    size_t nparts, from, type;
    bool gathers;

    struct mk_buf items;  /* what goes to the sink next */
    struct mk_buf issues; /* elements of the ISSUES list of the record in hand */
    struct mk_buf raw;    /* members of its RAW object */
    struct mk_buf clean;  /* text made valid */
    uint64_t raw_done;    /* cells that are in `raw` already */
    int64_t raw_child;    /* the child row in hand */
    bool in_child;
    const char *dir;

    const char *told[MK_STEPS_MAX]; /* columns whose absence was told */
    size_t ntold;
    struct mk_buf without; /* optional columns that are not there */
    struct mk_coverage cover;
};

/* Columns of `fields` in `x`; those that are not there are reported, and left out. */
int mk_run_plan(struct mk_steps *out, struct mk_run *r, struct mk_table *x,
                const struct mk_field *fields, struct mk_error *e);
void mk_steps_place(struct mk_steps *s, const struct mk_table *x);

/* Puts the fields that have a value; `cells` are the table's. */
void mk_run_fields(struct mk_run *r, const struct mk_steps *s, const struct mk_cell *cells);
/* An issue of the record in hand. */
void mk_run_note(struct mk_run *r, struct mk_span field, const char *why);
/* An issue without a record. */
int mk_run_report(struct mk_run *r, const char *table, const int64_t *row, const char *field,
                  const char *why, struct mk_error *e);

int mk_gather_load(struct mk_run *r, struct mk_error *e);
void mk_gather_put(struct mk_run *r);
int mk_gather_orphans(struct mk_run *r, struct mk_error *e);

#endif
