#ifndef MK_COMPOSE_H
#define MK_COMPOSE_H

#include "firmware/daemon/cases.h"

/* What a case still lacks, screen by screen; each part's members in the order of said.h. Of a
 * loaded case. */
void mk_cases_needs(const struct mk_case *x,
                    void (*each)(void *u, const char *part, const char *field), void *u);
bool mk_cases_is_ready(const struct mk_case *x);
void mk_cases_needs_json(struct mk_json *j, const struct mk_case *x); /* a list of NEED */

/* Whether a part may be set so. The refusal names part and field. */
MK_CHECK int mk_part_check(const struct mk_case *x, const char *part, const json_t *value,
                           struct mk_refusal *r);

/* The authority's file, as firmware/plan/authority.h has it, out of a case that lacks nothing: read
 * back and checked. *until_us: until when it holds. */
MK_CHECK int mk_compose_authority(struct mk_buf *out, int64_t *until_us, const struct mk_case *x,
                                  struct mk_error *e);
/* The same for a plan that is to be shown before all is said: what lacks has a place holder. The
 * scope has to be there. */
MK_CHECK int mk_compose_draft(struct mk_buf *out, const struct mk_case *x, int64_t now_us,
                              struct mk_error *e);

#endif
