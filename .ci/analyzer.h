/*
 * What the analyzer is told that it cannot see from one file: mk_fail() and its
 * kin always return -1. Included in front of each file by .ci/lint only.
 */
#include "parsers/base/error.h"

static inline int mk_failed(struct mk_error *e)
{
    if (e) {
        e->code = MK_EIO;
        e->text[0] = '\0';
    }
    return -1;
}
#define mk_fail(e, ...)       mk_failed(e)
#define mk_fail_errno(e, ...) mk_failed(e)
#define mk_fail_in(e, ...)    mk_failed(e)
