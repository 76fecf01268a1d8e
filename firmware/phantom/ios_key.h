#ifndef MK_PHANTOM_IOS_KEY_H
#define MK_PHANTOM_IOS_KEY_H

#include "parsers/base/error.h"
#include <openssl/evp.h>

/*
 * The phone's RSA-2048 key, which it keeps as long as it is not erased: hosts that paired hold a
 * certificate for it. So it follows from the phone's name (its UDID), the same each time that the
 * exercise is played; it is worth nothing as a secret.
 */
MK_CHECK int mk_ios_key(EVP_PKEY **out, struct mk_span name, struct mk_error *e);
/* Its public half as the phone gives it out: PEM "RSA PUBLIC KEY" (PKCS #1), which is all that
 * libimobiledevice (src/common/userpref.c) reads. The caller frees it; NULL: no memory. */
char *mk_ios_key_text(EVP_PKEY *key);

#endif
