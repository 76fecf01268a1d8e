#ifndef MK_HASH_H
#define MK_HASH_H

#include "parsers/base/error.h"

#define MK_SHA256_LEN 32
#define MK_SHA256_HEX 65 /* with its NUL */

struct mk_digest {
    uint8_t b[MK_SHA256_LEN];
};

/* SHA-256 (FIPS 180-4) by OpenSSL. */
struct mk_sha256;
MK_CHECK int mk_sha256_new(struct mk_sha256 **out, struct mk_error *e);
void mk_sha256_free(struct mk_sha256 *h);
MK_CHECK int mk_sha256_reset(struct mk_sha256 *h, struct mk_error *e); /* new ones need none */
MK_CHECK int mk_sha256_add(struct mk_sha256 *h, struct mk_span s, struct mk_error *e);
MK_CHECK int mk_sha256_end(struct mk_digest *out, struct mk_sha256 *h, struct mk_error *e);

MK_CHECK int mk_sha256_of(struct mk_digest *out, struct mk_span s, struct mk_error *e);
void mk_digest_hex(char out[static MK_SHA256_HEX], const struct mk_digest *d);
/* 64 hex digits of either case into a digest; false for anything else. */
bool mk_digest_parse(struct mk_digest *out, struct mk_span hex);

/* Hex digits to bytes: true and *len = n/2, or false (odd, foreign characters, over max). */
bool mk_unhex(uint8_t *out, size_t max, size_t *len, struct mk_span hex);

#endif
