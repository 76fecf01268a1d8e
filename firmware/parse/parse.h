#ifndef MK_PARSE_JOBS_H
#define MK_PARSE_JOBS_H

#include "parsers/engine/jobs.h"
#include "parsers/record/record.h"
#include "parsers/source/context.h"

/*
 * Runs jobs in parse and media workers and hands on what comes back. A worker that dies takes one
 * file with it, inside a container as well: that one fails, and a new worker goes on behind it.
 */
struct mk_parse_out {
    /* Either whole lines of JSON, or whole items (parsers/record/record.h) that make sense; the
     * heads of one job hold until the next. */
    int (*lines)(void *u, struct mk_span lines, struct mk_error *e);
    int (*items)(void *u, struct mk_span items, struct mk_error *e);
    /* An issue without a record, a line of the ledger, as fields (parsers/record/record.h) that
     * were found to make sense. */
    int (*issue)(void *u, struct mk_span fields, struct mk_error *e);
    int (*cover)(void *u, struct mk_span fields, struct mk_error *e);
    /* What could not be read, or not to its end: a file (inside containers, too), or with `sets`
     * the replies of an app's providers. */
    int (*failed)(void *u, struct mk_span name, bool sets, const char *why, struct mk_error *e);
    void *u;
    /* How far the derivation of a key is; may be NULL. */
    int (*progress)(void *u, uint64_t done, uint64_t total, struct mk_error *e);
};

/* What the examiner gave along; the workers get it on their pipe. */
struct mk_parse_extra {
    const struct mk_secret *secrets; /* ends with name == NULL; may be NULL */
    struct mk_span zone, tzif;       /* see mk_zone_new(); empty: none */
    /* What is read must not reach a disk: workers get a scratch file in memory, of 256 MiB. */
    bool in_memory;
    bool deleted;  /* deleted rows of databases as well */
    bool no_media; /* the media worker is not asked */
};

/* The bytes of a zone's TZif file, out of /usr/share/zoneinfo: none for UTC and offsets. The buffer
 * is made here, and the caller's in any case. MK_EUSAGE, MK_EABSENT: there is no such zone. */
MK_CHECK int mk_parse_zone(struct mk_buf *tzif, const char *name, struct mk_error *e);

/* -1 when `out` said so, or no worker can be started. */
MK_CHECK int mk_parse_run(const struct mk_jobs *jobs, const struct mk_source *src,
                          const struct mk_parse_extra *extra, const struct mk_parse_out *out,
                          struct mk_error *e);

/* The same several times with the same workers. `extra` has to outlive the team. */
struct mk_parse_team;
MK_CHECK int mk_parse_team_new(struct mk_parse_team **out, const struct mk_parse_extra *extra,
                               struct mk_error *e);
MK_CHECK int mk_parse_team_run(struct mk_parse_team *t, const struct mk_jobs *jobs,
                               const struct mk_source *src, const struct mk_parse_out *out,
                               struct mk_error *e);
void mk_parse_team_free(struct mk_parse_team *t);

#endif
