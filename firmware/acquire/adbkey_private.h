#ifndef MK_ADBKEY_PRIVATE_H
#define MK_ADBKEY_PRIVATE_H

#include "firmware/acquire/adbkey.h"

/* Private to adbkey*.c: OpenSSL's EVP_PKEY, which other headers need not know. */
const void *mk_adbkey_pkey(const struct mk_adbkey *k);
/* Takes the key over, also on failure. MK_EFORMAT: another kind of key. */
MK_CHECK int mk_adbkey_adopt(struct mk_adbkey **out, void *pkey, struct mk_error *e);

#endif
