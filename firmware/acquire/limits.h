#ifndef MK_LIMITS_OF_PHONE_H
#define MK_LIMITS_OF_PHONE_H

#include "firmware/exhibit/exhibit.h"

/*
 * What the phone's ADB cannot tell, for the ledger: its version decides on it, not its content.
 *
 * Phones without shell_v2 are older than Android 7. In some of them (seen in sources of 4.1 to 5)
 * the tool `content` prints integers by Cursor.getInt(), which cuts them to 32 bits; from which
 * version on it uses getLong() is not known here, so the ledger says "may". Source:
 * platform/frameworks/base cmds/content Content.java in forks of several years.
 */

/* Whether it announced the feature. */
bool mk_phone_has(const struct mk_exhibit *x, const char *feature);
/* Of commands; NULL: nothing. */
const char *mk_phone_limits_commands(const struct mk_exhibit *x);
/* Of listings and files; NULL: nothing. */
const char *mk_phone_limits_files(const struct mk_exhibit *x);

/* `why` and what the phone cannot tell, either may be NULL: in `out`, or NULL for neither. */
const char *mk_phone_limits_join(char *out, size_t max, const char *why, const char *limits);

#endif
