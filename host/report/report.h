#ifndef MK_REPORT_H
#define MK_REPORT_H

#include "parsers/base/error.h"
#include "parsers/base/zone.h"
#include "parsers/source/source.h"

/*
 * A report to read: a folder of pages that open in any browser without a server, run nothing and
 * fetch nothing, and hold a page of rows each, so that a million records open as fast as ten.
 *
 *   index.html      what this is of, figures, the ledger
 *   issues/         <page>.html: what was odd and has no record of its own
 *   messages/       1.html ...: conversations; c<n>-<page>.html: the messages of one
 *   calls/ contacts/ places/ media/ web/ calendar/ device/ other/   <page>.html
 *   files/          <page>.html: the files that were there, with their hashes where known
 *   images/         copies of pictures, only when asked for
 *
 * Records come in one by one; memory does not grow with their number but for the list of
 * conversations.
 */
struct mk_report_options {
    const char *subject;        /* the path as the examiner gave it */
    const struct mk_zone *zone; /* shown beside UTC; NULL: UTC alone */
    bool images;                /* pages may show pictures of the report's folder */
};

/* What stands above everything else, each a text for people; escaped here. */
struct mk_report_facts {
    const char *verdict;         /* "INTACT" ..., NULL: no bundle */
    const char *const *findings; /* of the verifier; NULL-ended, may be NULL */
    const char *const *info;     /* lines "Name: value" of the bundle; NULL-ended, may be NULL */
    bool training;
};

struct mk_report;
/* `dir` is an open, empty folder and stays the caller's. */
MK_CHECK int mk_report_new(struct mk_report **out, int dir, const struct mk_report_options *o,
                           struct mk_error *e);
void mk_report_free(struct mk_report *r);

MK_CHECK int mk_report_items(struct mk_report *r, struct mk_span items, struct mk_error *e);
/* Fields of an issue without a record, of a line of the ledger (firmware/worker/parse.h). */
MK_CHECK int mk_report_issue(struct mk_report *r, struct mk_span fields, struct mk_error *e);
MK_CHECK int mk_report_cover(struct mk_report *r, struct mk_span fields, struct mk_error *e);
/* A line of the ledger that the acquisition wrote, as JSON. */
MK_CHECK int mk_report_acquired(struct mk_report *r, struct mk_span line, struct mk_error *e);

/* Writes all pages. `files`: what was parsed, whose files are listed; NULL for none. */
MK_CHECK int mk_report_write(struct mk_report *r, const struct mk_report_facts *facts,
                             const struct mk_source *files, struct mk_error *e);

#endif
