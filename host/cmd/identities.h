#ifndef MK_IDENTITIES_H
#define MK_IDENTITIES_H

#include "firmware/age/age.h"
#include "parsers/base/error.h"

/* Keys that open encrypted bundles; wiped by mk_identities_done(). */
struct mk_identities {
    struct mk_age_identity id[MK_AGE_RECIPIENTS];
    size_t n;
};
void mk_identities_done(struct mk_identities *k);
/* A file of age-keygen, or a private key of OpenSSH without a passphrase. MK_EUSAGE: too many. */
MK_CHECK int mk_identities_add(struct mk_identities *k, const char *path, struct mk_error *e);

/* The bundle in the file `in` as a new folder, with what lies in NAME.transfers/ beside it; see
 * mk_unpack(). */
MK_CHECK int mk_identities_unpack(const char *out, const char *in, const struct mk_identities *k,
                                  struct mk_error *e);

#endif
