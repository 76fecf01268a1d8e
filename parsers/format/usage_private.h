#ifndef MK_USAGE_PRIVATE_H
#define MK_USAGE_PRIVATE_H

#include "parsers/format/pooled.h"
#include "parsers/format/usage_stats.h"
#include "parsers/format/xml.h"

/* Private to usage_*.c. */
enum mk_usage_table {
    MK_USAGE_PACKAGES,
    MK_USAGE_CHOOSERS,
    MK_USAGE_CONFIGURATIONS,
    MK_USAGE_EVENTS,
    MK_USAGE_TOTALS,
    MK_USAGE_USES,
    MK_USAGE_TOKENS,
};

enum { MK_U_INTERVAL, MK_U_BEGIN, MK_U_FIRST }; /* columns that the first five tables share */

enum mk_usage_form { MK_USAGE_XML, MK_USAGE_POOLED, MK_USAGE_TOKENED, MK_USAGE_MAPPINGS };

struct mk_usage {
    const struct mk_file *file;
    enum mk_usage_form form;
    char interval[16];
    struct mk_pooled p;
    struct mk_xml *xml;
    bool absolute;                 /* XML: times stand as they are */
    struct mk_pooled mappings;     /* bytes of that file; its pool: struct mk_usage_text[] */
    bool unnamed;                  /* not all of that file could be read */
    struct mk_buf package, action; /* XML: those of the chooser in hand */
};

/* A text of a package, by the numbers of both. */
struct mk_usage_text {
    uint64_t package, number;
    struct mk_span text;
};
/* Reads the file "mappings", as far as it can be read. */
void mk_usage_read_mappings(struct mk_usage *x, const struct mk_file *file);
/* Into the column, where the file is there and has one. */
void mk_usage_name(const struct mk_usage *x, struct mk_grid *g, size_t column, uint64_t package,
                   uint64_t number);

/* A row of one of the first five tables, with the columns they share. */
void mk_usage_row(const struct mk_usage *x, struct mk_grid *g, enum mk_usage_table table);

/* As the step of struct mk_grid_ops. */
int mk_usage_step_proto(struct mk_usage *x, struct mk_grid *g, struct mk_error *e);
int mk_usage_step_xml(struct mk_usage *x, struct mk_grid *g, struct mk_error *e);

#endif
