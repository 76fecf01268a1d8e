#ifndef MK_CHECKING_H
#define MK_CHECKING_H

#include "host/case/known.h"

/* moka import --check: a set of known files, listed or looked for. The exit status. */
int mk_checking_list(const char *set);
/* bundle: 0 for all of the case. */
int mk_checking_case(struct mk_case *c, int64_t bundle, const char *set);

#endif
