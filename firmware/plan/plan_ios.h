#ifndef MK_PLAN_IOS_SHOWN_H
#define MK_PLAN_IOS_SHOWN_H

/* Private to firmware/plan: what of an iPhone's backup a scope means, as the plan shows it. */

#include "firmware/plan/scope.h"
#include "parsers/base/json.h"

/* Member "backup": {"in_scope", "whole", "encrypt", "files": [{"domain", "path", "category",
 * "in_scope", "cut", "why"}]}; of a whole one all files are taken, those of the table or not. */
void mk_plan_backup_json(struct mk_json *j, const struct mk_scope *s);
/* The files of a category that are taken, or that are not, a line each. */
void mk_plan_backup_words(struct mk_buf *out, const struct mk_scope *s, enum mk_category c,
                          bool taken);

#endif
