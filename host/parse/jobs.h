#ifndef MK_JOBS_H
#define MK_JOBS_H

#include "firmware/worker/parse.h"
#include "parsers/base/arena.h"
#include "parsers/source/source.h"

/*
 * What there is to read in a source: of all its entries only those are kept that an app's files or
 * providers name, so that a phone of half a million files costs nothing. A job is what one call of
 * the worker reads: a database with its logs, or all replies of one app's providers.
 */
struct mk_job_entry {
    struct mk_entry en;
    enum mk_parse_part part;
};

struct mk_job {
    enum mk_parse_how how;
    struct mk_span name; /* the database's path, or the app's id */
    const struct mk_job_entry *entries;
    size_t n;
};

struct mk_jobs {
    struct mk_arena arena;
    struct mk_buf entries; /* struct mk_job_entry[] */
    struct mk_buf jobs;    /* struct mk_job[] */
    uint64_t files;        /* all that were listed */
    uint64_t foreign;      /* replies of providers that no app knows */
};

/* `alone`: the source is a single file, which is read whatever it is called. */
MK_CHECK int mk_jobs_find(struct mk_jobs *jobs, const struct mk_source *src, bool alone,
                          struct mk_error *e);
void mk_jobs_done(struct mk_jobs *jobs);
size_t mk_jobs_count(const struct mk_jobs *jobs);
const struct mk_job *mk_jobs_at(const struct mk_jobs *jobs, size_t i);

#endif
