#ifndef MK_PANEL_CERT_H
#define MK_PANEL_CERT_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * The kit's certificate for the USB network: P-256, signed by itself, for the addresses given. It
 * is made at the first start and again when it is out of date or names other addresses. Nobody
 * vouches for it: the officer compares the fingerprint with what the kit shows.
 */
struct mk_panel_cert {
    struct mk_buf key, cert; /* PEM */
    char fingerprint[96];    /* SHA-256 of the certificate: "AB:CD:..", as browsers show it */
};

/* file: both in one, mode 0600; written whole or not at all. */
MK_CHECK int mk_panel_cert(struct mk_panel_cert *out, const char *file,
                           const char *const *addresses, size_t n, struct mk_error *e);
/* Overwrites the key. */
void mk_panel_cert_done(struct mk_panel_cert *c);

#endif
