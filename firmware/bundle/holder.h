#ifndef MK_HOLDER_H
#define MK_HOLDER_H

#include "firmware/bundle/transfer.h"
#include "firmware/bundle/verify.h"

/*
 * Whose hands a bundle is in, as its transfers tell: a trusted key may sign, and yet it has to be
 * one whose owner had the bundle to hand over. That is who sealed it, the officer it names, and who
 * received it with a key. Whoever received it without one may have a key meanwhile: from then on,
 * until somebody with a key receives it, the trust file alone decides.
 */
struct mk_holders {
    struct mk_buf names; /* "\n" in front of each and behind the last */
    bool any;
};
/* To be ended by _done(), even if it failed. */
MK_CHECK int mk_holders_init(struct mk_holders *h, const struct mk_verify_info *sealed,
                             struct mk_error *e);
void mk_holders_done(struct mk_holders *h);

/* Whether the one who gives may have it. */
bool mk_holders_may(const struct mk_holders *h, const struct mk_transfer *is);
MK_CHECK int mk_holders_next(struct mk_holders *h, const struct mk_transfer *is,
                             struct mk_error *e);

/* Whether the trust file (a path; NULL: none) knows the receiver by name, with other keys only. */
MK_CHECK int mk_holder_is_other(bool *yes, const char *trust, const struct mk_transfer *is,
                                struct mk_error *e);

#endif
