#ifndef MK_PLAN_IOS_TABLE_H
#define MK_PLAN_IOS_TABLE_H

#include "firmware/plan/scope.h"

/* Private to firmware/plan: files of a backup that are known. */
struct mk_ios_known {
    const char *domain; /* ends in '*': any that begins so, an app's; see `app` */
    const char *glob;   /* on the path in it (parsers/base/glob.h) */
    enum mk_category category;
    const char *app; /* bundle identifier; NULL: none's, or the domain says it */
    bool alone;      /* stands for itself: holds no records */
};
extern const struct mk_ios_known mk_ios_table[]; /* ends with domain == NULL */

#endif
