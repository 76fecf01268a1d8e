#ifndef MK_CASES_PRIVATE_H
#define MK_CASES_PRIVATE_H

#include "firmware/daemon/acts.h"
#include "firmware/daemon/cases.h"

struct mk_cases {
    struct mk_loop *loop;
    const struct mk_disk *disk;
    char path[3072]; /* of the state */
    int state, dir, keys;
    struct mk_case *all[MK_CASES_MAX];
    size_t n;
    struct mk_cases_told told;
};

#endif
