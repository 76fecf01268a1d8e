#ifndef MK_FRONT_H
#define MK_FRONT_H

#include "host/report/lists.h"
#include "host/report/report.h"

/* Private to the report: the page on top, and the list of files. */
MK_CHECK int mk_front_write(struct mk_show *s, const struct mk_spool *spool,
                            const struct mk_report_options *o, const struct mk_report_facts *facts,
                            struct mk_span ledger, uint64_t files, struct mk_error *e);
MK_CHECK int mk_files_write(uint64_t *n, struct mk_show *s, struct mk_spool *spool,
                            const struct mk_source *src, struct mk_error *e);

#endif
