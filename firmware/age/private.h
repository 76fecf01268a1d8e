#ifndef MK_AGE_PRIVATE_H
#define MK_AGE_PRIVATE_H

/* Private to firmware/age. Labels and layouts: C2SP age.md. */

#include "firmware/age/age.h"
#include "parsers/base/cursor.h"

#define MK_AGE_FILE_KEY 16
#define MK_AGE_TAG      16
#define MK_AGE_WRAPPED  (MK_AGE_FILE_KEY + MK_AGE_TAG)
#define MK_AGE_NONCE    16
#define MK_AGE_CHUNK    65536u

/* ---- x25519.c ---- */

/* MK_EFORMAT when the result is zero, as it is for points of low order. */
MK_CHECK int mk_x25519(uint8_t out[static MK_AGE_KEY], const uint8_t secret[static MK_AGE_KEY],
                       const uint8_t point[static MK_AGE_KEY], struct mk_error *e);
MK_CHECK int mk_x25519_public(uint8_t out[static MK_AGE_KEY],
                              const uint8_t secret[static MK_AGE_KEY], struct mk_error *e);
/* Of an Ed25519 point, the X25519 point that belongs to it (RFC 7748, section 4.1). MK_EFORMAT for
 * y = 1 and numbers that are too large. */
MK_CHECK int mk_x25519_of_ed25519(uint8_t out[static MK_AGE_KEY],
                                  const uint8_t point[static MK_AGE_KEY], struct mk_error *e);
/* Of an Ed25519 seed, the scalar (RFC 8032, section 5.1.5) and the point. */
MK_CHECK int mk_ed25519_scalar(uint8_t out[static MK_AGE_KEY],
                               const uint8_t seed[static MK_AGE_KEY], struct mk_error *e);
MK_CHECK int mk_ed25519_public(uint8_t out[static MK_AGE_KEY],
                               const uint8_t seed[static MK_AGE_KEY], struct mk_error *e);
MK_CHECK int mk_age_random(uint8_t *out, size_t n, struct mk_error *e);

/* ---- bech32.c: BIP 173, without its limit on length ---- */

/* In the case of `prefix`. */
void mk_bech32_put(struct mk_buf *out, const char *prefix, struct mk_span bytes);
/* All in the case of `prefix`. */
bool mk_bech32_get(uint8_t *out, size_t n, const char *prefix, struct mk_span text);

/* ---- text.c: base64 without '=', and only as it is written ---- */

void mk_age_base64_put(struct mk_buf *out, struct mk_span bytes);
/* True when the text is that of exactly n bytes. */
bool mk_age_base64_get(uint8_t *out, size_t n, struct mk_span text);

/* ---- stanza.c ---- */

/* A stanza for the file's key. */
MK_CHECK int mk_age_wrap(struct mk_buf *out, const struct mk_age_recipient *to,
                         const uint8_t key[static MK_AGE_FILE_KEY], struct mk_error *e);
struct mk_age_stanza {
    struct mk_span args[4]; /* the first ones; [0] is the kind */
    size_t nargs;
    struct mk_span body; /* its lines as they are, LFs in them */
};
/* *got: it was wrapped for this identity. MK_EFORMAT when the stanza is none. */
MK_CHECK int mk_age_unwrap(bool *got, uint8_t key[static MK_AGE_FILE_KEY],
                           const struct mk_age_identity *id, const struct mk_age_stanza *s,
                           struct mk_error *e);

/* ---- header.c ---- */

MK_CHECK int mk_age_header_put(struct mk_buf *out, const struct mk_age_recipient *to, size_t n,
                               const uint8_t key[static MK_AGE_FILE_KEY], struct mk_error *e);
/* Length of the header that `s` begins with; 0: it is not all there. */
size_t mk_age_header_length(struct mk_span s);
MK_CHECK int mk_age_header_open(uint8_t key[static MK_AGE_FILE_KEY], struct mk_span header,
                                const struct mk_age_identity *ids, size_t n, struct mk_error *e);

/* ---- chunk.c ---- */

struct mk_age_cipher {
    void *ctx;         /* EVP_CIPHER_CTX */
    uint8_t nonce[12]; /* 11 bytes of counter, big endian, and whether it is the last */
};
MK_CHECK int mk_age_cipher_new(struct mk_age_cipher *c, bool encrypt,
                               const uint8_t key[static MK_AGE_FILE_KEY],
                               const uint8_t nonce[static MK_AGE_NONCE], struct mk_error *e);
void mk_age_cipher_done(struct mk_age_cipher *c);
/* out: n + MK_AGE_TAG bytes */
MK_CHECK int mk_age_seal_chunk(uint8_t *out, struct mk_age_cipher *c, struct mk_span plain,
                               bool last, struct mk_error *e);
/* `sealed` has the tag behind it. MK_EFORMAT when it does not fit. */
MK_CHECK int mk_age_open_chunk(uint8_t *out, struct mk_age_cipher *c, struct mk_span sealed,
                               bool last, struct mk_error *e);
/* One small piece, nonce of zeroes. */
MK_CHECK int mk_age_seal_key(uint8_t out[static MK_AGE_WRAPPED],
                             const uint8_t wrap[static MK_AGE_KEY],
                             const uint8_t key[static MK_AGE_FILE_KEY], struct mk_error *e);
/* *fits: it was made under this key. */
MK_CHECK int mk_age_open_key(bool *fits, uint8_t out[static MK_AGE_FILE_KEY],
                             const uint8_t wrap[static MK_AGE_KEY],
                             const uint8_t sealed[static MK_AGE_WRAPPED], struct mk_error *e);

#endif
