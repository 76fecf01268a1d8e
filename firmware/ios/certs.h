#ifndef MK_IOS_CERTS_H
#define MK_IOS_CERTS_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/* Keys and certificates of a host identity, each PEM; see identity.h. */
struct mk_certs {
    struct mk_buf root_key, root, host_key, host, device;
};

/* MK_EFORMAT when `device_key` is no RSA key, MK_ENOMEM. Nothing is left to be freed then. */
MK_CHECK int mk_certs_make(struct mk_certs *out, struct mk_span device_key, struct mk_error *e);
/* Overwrites the keys. */
void mk_certs_done(struct mk_certs *c);

#endif
