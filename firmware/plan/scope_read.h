#ifndef MK_SCOPE_READ_H
#define MK_SCOPE_READ_H

#include "firmware/plan/scope.h"
#include <jansson.h>

/* Private to firmware/plan. */

/* Reads the authority's member "scope" into an empty *s. MK_EUSAGE says what is wrong; *s is to be
 * done with either way. */
MK_CHECK int mk_scope_read(struct mk_scope *s, const json_t *scope, struct mk_error *e);

/* What a preset starts from. */
void mk_scope_preset(struct mk_scope *s, enum mk_preset p);

/* Shared with authority.c. */
int mk_read_word(const char *const *words, size_t n, const char *word); /* its place, or -1 */
MK_CHECK int mk_read_known(const json_t *o, const char *const *known, size_t n, const char *where,
                           struct mk_error *e);
MK_CHECK int mk_read_time(int64_t *us, const json_t *o, const char *key, bool required,
                          struct mk_error *e);

#endif
