#ifndef MK_CASE_DOC_H
#define MK_CASE_DOC_H

#include "firmware/daemon/cases.h"

/* case.json, see cases.h: its members into *x and back. Private to cases. */

/* Reads it; x->doc stays loaded. The first time checks it and takes the members of *x out of it;
 * later these are what counts. MK_EFORMAT: damaged. */
MK_CHECK int mk_cases_doc_read(struct mk_case *x, bool first, struct mk_error *e);
/* A new one of the members of *x. */
MK_CHECK int mk_cases_doc_make(struct mk_case *x, struct mk_error *e);
/* What *x says of itself into the document, and what the document says of the parts into *x. */
MK_CHECK int mk_cases_doc_update(struct mk_case *x, struct mk_error *e);
MK_CHECK int mk_cases_doc_write(const struct mk_case *x, const struct mk_disk *disk,
                                struct mk_error *e);

#endif
