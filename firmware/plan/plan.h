#ifndef MK_PLAN_H
#define MK_PLAN_H

#include "firmware/plan/authority.h"
#include "firmware/plan/questions.h"
#include "parsers/base/json.h"
#include "parsers/engine/provider.h"

/*
 * The plan: the filters that an authority becomes. Pure: the same authority gives the same plan.
 */

/* The plan as JSON, for plan.json and `moka plan`. */
void mk_plan_json(struct mk_json *j, const struct mk_authority *a, enum mk_platform p);

bool mk_plan_wants(const struct mk_authority *a, const char *category);
/* NULL: it is asked; else why it is not. */
const char *mk_plan_leaves_out(const struct mk_authority *a, enum mk_platform p,
                               const struct mk_question *q);

/* Why something is not looked at, in the words of the ledger. What a provider is asked for and why
 * not is filter.h's. */
#define MK_PLAN_NOT_IN_SCOPE "not in the authority's scope; not looked at"
#define MK_PLAN_MIXED                                                                              \
    "its answer mixes what is in scope with what is not and cannot be cut; not looked at"
#define MK_PLAN_NO_WISH "the authority does not ask for a bug report; none was made"

#endif
