#ifndef MK_OFFICERS_FILE_H
#define MK_OFFICERS_FILE_H

#include "firmware/daemon/officers.h"

/* officers.json as officers.h describes it. None: *n is 0. What reads as damaged is read from the
 * copy; MK_EFORMAT when that is, too. */
MK_CHECK int mk_officers_read(struct mk_officer all[static MK_OFFICERS_MAX], size_t *n, int dir,
                              struct mk_error *e);
/* Durable when it returns 0. */
MK_CHECK int mk_officers_write(const struct mk_officer *all, size_t n, int dir,
                               const struct mk_disk *disk, struct mk_error *e);

/* One officer as change() makes it, written down; as it was when either fails. */
typedef int mk_officer_change(struct mk_officer *x, const void *u, struct mk_error *e);
MK_CHECK int mk_officers_change(struct mk_officers *o, const char *id, mk_officer_change *change,
                                const void *u, struct mk_error *e);

#endif
