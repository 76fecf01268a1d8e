#ifndef MK_HOST_PARSE_H
#define MK_HOST_PARSE_H

#include "firmware/parse/parse.h"

/*
 * Reads what there is in a path: a file, a folder, an evidence bundle. The ledger has a line then
 * for every app: what could not be read is `failed`, and of what has no file there it says
 * `unknown`.
 */
struct mk_parse_tally {
    uint64_t issues, failed; /* things to tell of; files that could not be read */
    uint64_t foreign;        /* replies of providers that no reader knows; part of `issues` */
    bool nothing;            /* there was nothing to read */
};
MK_CHECK int mk_parse_open(struct mk_source *src, bool *alone, const char *path,
                           struct mk_error *e);
MK_CHECK int mk_parse_all(struct mk_parse_tally *tally, const struct mk_source *src, bool alone,
                          const struct mk_parse_extra *extra, const struct mk_parse_out *out,
                          struct mk_error *e);

#endif
