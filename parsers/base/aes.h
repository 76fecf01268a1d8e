#ifndef MK_AES_H
#define MK_AES_H

#include "parsers/base/error.h"

/*
 * AES by OpenSSL, decrypting only, for what a phone or an app has encrypted (FIPS 197; SP 800-38A
 * for CBC and CTR, 38D for GCM). Nothing is padded or taken off: that is the format's.
 */
enum mk_aes_mode { MK_AES_CBC, MK_AES_CTR, MK_AES_GCM };
#define MK_AES_BLOCK ((size_t)16)

struct mk_aes;
/* key: 16, 24 or 32 bytes, else MK_EUSAGE. */
MK_CHECK int mk_aes_new(struct mk_aes **out, enum mk_aes_mode mode, struct mk_span key,
                        struct mk_error *e);
void mk_aes_free(struct mk_aes *a);
/* Begins a message. iv: 16 bytes; for GCM 1 to 64, else MK_EUSAGE. */
MK_CHECK int mk_aes_begin(struct mk_aes *a, struct mk_span iv, struct mk_error *e);
/* in.len bytes into `out`, which may be in.p; for CBC a multiple of 16. */
MK_CHECK int mk_aes_put(uint8_t *out, struct mk_aes *a, struct mk_span in, struct mk_error *e);
/* GCM: whether all that was put is what was encrypted under that key. Ends the message. */
bool mk_aes_tag_fits(struct mk_aes *a, struct mk_span tag);

/* AES key unwrap (RFC 3394), whose 8 bytes of check value tell whether the key fits: wrapped.len -
 * 8 bytes into `out`. wrapped: 24 to 72 bytes, whole blocks of 8. MK_EAUTH when it does not fit. */
MK_CHECK int mk_aes_unwrap(uint8_t *out, struct mk_span key, struct mk_span wrapped,
                           struct mk_error *e);

#endif
