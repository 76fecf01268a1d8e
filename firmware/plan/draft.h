#ifndef MK_DRAFT_H
#define MK_DRAFT_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/* A scope to start from, put together of options: what `moka plan --preset` prints. */
struct mk_draft {
    void *scope; /* json_t, once something was added */
};

/* The members that may be added: their names with '-' for '_', lists in the singular
 * ("counterparty", "thread", "exclude", "app", "category"). MK_EUSAGE: it is none of them, or its
 * value is none. */
MK_CHECK int mk_draft_add(struct mk_draft *d, const char *member, const char *value,
                          struct mk_error *e);
bool mk_draft_begun(const struct mk_draft *d);
/* {"scope": {...}} with everything that the preset means written out, checked as an authority's
 * would be. */
MK_CHECK int mk_draft_end(struct mk_buf *out, const struct mk_draft *d, struct mk_error *e);
void mk_draft_done(struct mk_draft *d);

/* What a preset starts from, {"preset", "categories", "media"}, as one JSON object; not yet a scope
 * where it needs persons or a date. MK_EUSAGE: there is none of that name. */
MK_CHECK int mk_draft_preset(struct mk_buf *out, const char *preset, struct mk_error *e);

#endif
