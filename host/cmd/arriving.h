#ifndef MK_ARRIVING_H
#define MK_ARRIVING_H

#include "host/case/case.h"
#include "host/cmd/identities.h"

/* What comes before a bundle is taken into a case. */
struct mk_arriving {
    const char *dir; /* the case's folder, which is there */
    struct mk_identities keys;
    const char *trust, *revoked;
    const char *key, *as; /* the receiver's private key and who that is; NULL: signs nothing */
};

/*
 * The folder to take in: `path` itself; of an encrypted file (NAME.tar.age) the folder
 * DIR/bundles/<SHA-256 of the file>, into which it is unpacked unless it is there already. What was
 * cut while it was unpacked is made anew. MK_EUSAGE: it is encrypted and there is no key.
 */
MK_CHECK int mk_arrive(char *out, size_t max, const struct mk_arriving *a, const char *path,
                       struct mk_error *e);
/* Signs the hand-over that waits for this receiver, and the case's audit log says so; 1 when none
 * waits. MK_EFORMAT: the bundle is tampered with, and nothing is signed. */
MK_CHECK int mk_receive(struct mk_case *c, const struct mk_arriving *a, const char *path,
                        struct mk_error *e);

#endif
