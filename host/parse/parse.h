#ifndef MK_HOST_PARSE_H
#define MK_HOST_PARSE_H

#include "host/parse/jobs.h"
#include "parsers/record/record.h"

/*
 * Runs jobs in a parse worker and hands on what comes back. A worker that dies takes one job with
 * it: that one fails, the next gets a new worker.
 */
struct mk_parse_out {
    int (*lines)(void *u, struct mk_span lines, struct mk_error *e); /* whole lines of JSON */
    /* An issue without a record, a line of the ledger, as fields (parsers/record/record.h) that
     * were found to make sense. */
    int (*issue)(void *u, struct mk_span fields, struct mk_error *e);
    int (*cover)(void *u, struct mk_span fields, struct mk_error *e);
    /* A job that could not be done, or not to its end. */
    int (*failed)(void *u, const struct mk_job *job, const char *why, struct mk_error *e);
    void *u;
};

/* -1 when `out` said so, or no worker can be started. */
MK_CHECK int mk_parse_run(const struct mk_jobs *jobs, const struct mk_source *src,
                          const struct mk_parse_out *out, struct mk_error *e);

#endif
