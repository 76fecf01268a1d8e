#ifndef MK_MAC_H
#define MK_MAC_H

#include "parsers/base/error.h"

/*
 * HMAC (FIPS 198-1), PBKDF2 (RFC 8018) and HKDF (RFC 5869) by OpenSSL, for what a phone or an app
 * has encrypted under a key that the examiner gave. Keys are not kept longer than the object.
 */
enum mk_mac { MK_MAC_SHA1, MK_MAC_SHA256, MK_MAC_SHA512 };
#define MK_MAC_MAX 64

size_t mk_mac_len(enum mk_mac alg);

struct mk_hmac;
MK_CHECK int mk_hmac_new(struct mk_hmac **out, enum mk_mac alg, struct mk_span key,
                         struct mk_error *e);
void mk_hmac_free(struct mk_hmac *h);
MK_CHECK int mk_hmac_add(struct mk_hmac *h, struct mk_span s, struct mk_error *e);
/* mk_mac_len() bytes; then it is ready for the next message under the same key. */
MK_CHECK int mk_hmac_end(uint8_t *out, struct mk_hmac *h, struct mk_error *e);

/* One message in one call. */
MK_CHECK int mk_hmac_of(uint8_t *out, enum mk_mac alg, struct mk_span key, struct mk_span s,
                        struct mk_error *e);
MK_CHECK int mk_pbkdf2(uint8_t *out, size_t n, enum mk_mac alg, struct mk_span password,
                       struct mk_span salt, uint32_t rounds, struct mk_error *e);
/* The same with SHA-256, at most 32 bytes, where rounds are so many that somebody wants to know how
 * far it is: `tell` is called every million rounds and at the end; when it returns other than 0,
 * that ends it. It may be NULL. */
#define MK_PBKDF2_STEP 1000000u
MK_CHECK int mk_pbkdf2_told(uint8_t *out, size_t n, struct mk_span password, struct mk_span salt,
                            uint32_t rounds,
                            int (*tell)(void *u, uint64_t done, uint64_t total, struct mk_error *e),
                            void *u, struct mk_error *e);
/* With SHA-256; n up to 8160. */
MK_CHECK int mk_hkdf(uint8_t *out, size_t n, struct mk_span key, struct mk_span salt,
                     struct mk_span info, struct mk_error *e);

/* Compares without telling by its time where they differ. */
bool mk_mac_same(struct mk_span a, struct mk_span b);
/* Overwrites a secret that is no longer needed. */
void mk_wipe(void *p, size_t n);

#endif
