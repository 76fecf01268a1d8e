#ifndef MK_ADB_ANALYSIS_H
#define MK_ADB_ANALYSIS_H

#include "firmware/adb/phone.h"

/* The analysis that an EXEC or FEED frame may ask for, see firmware/worker/phone.h. */
struct mk_analysis {
    struct mk_content_feed *feed; /* NULL: none */
    char why[160];
};

/* Reads it off the frame. */
MK_CHECK int mk_analysis_init(struct mk_analysis *a, struct mk_cursor *c,
                              struct mk_content_ids *ids, struct mk_error *e);
void mk_analysis_done(struct mk_analysis *a);
MK_CHECK int mk_analysis_out(struct mk_analysis *a, struct mk_span bytes, struct mk_error *e);
MK_CHECK int mk_analysis_err(struct mk_analysis *a, struct mk_span bytes, struct mk_error *e);

/* Appends the result as DONE carries it; nothing without an analysis. Fills a->why. */
MK_CHECK int mk_analysis_end(struct mk_buf *out, struct mk_analysis *a, struct mk_error *e);

/* The result of a reply that was cut short, of which nothing is believed. */
void mk_analysis_broken(struct mk_buf *out, const struct mk_analysis *a);

#endif
