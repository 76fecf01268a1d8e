#ifndef MK_IOS_BACKUP_CRYPT_H
#define MK_IOS_BACKUP_CRYPT_H

#include "parsers/base/buf.h"
#include "parsers/format/ios_keybag.h"

/*
 * What an iPhone does to encrypt its backup; the other side of parsers/format/ios_keybag.h and
 * ios_cipher.h, which say the formats and where they are known from. Nothing here is secret:
 * every key of an exercise follows from its seed, so that the same exercise and password give the
 * same bytes.
 */

/* 32 bytes that follow from a seed and what they are for: HMAC-SHA256 of `label` and `of`. */
MK_CHECK int mk_phone_derived(uint8_t out[static MK_IOS_KEY], struct mk_span seed,
                              const char *label, struct mk_span of, struct mk_error *e);

/* RFC 3394: 40 bytes behind `out`. */
MK_CHECK int mk_phone_wrap(struct mk_buf *out, const uint8_t key[static MK_IOS_KEY],
                           const uint8_t what[static MK_IOS_KEY], struct mk_error *e);

#define MK_PHONE_SALT 20u

struct mk_phone_class {
    uint32_t number, wrap; /* wrap: bit 2 under the password's key, bit 1 under the phone's own */
    uint8_t key[MK_IOS_KEY];
};

/* A keybag in the making. The salts and classes are the caller's. */
struct mk_phone_keybag {
    const char *password;
    uint32_t rounds;  /* PBKDF2-HMAC-SHA1 */
    uint32_t rounds2; /* PBKDF2-HMAC-SHA256 before it; 0: as before iOS 10.2, none */
    uint8_t salt[MK_PHONE_SALT], salt2[MK_PHONE_SALT];
    const struct mk_phone_class *classes;
    size_t n;
};

/* Behind `out`; costs as many rounds as it says. MK_ENOMEM when the buffer is full. */
MK_CHECK int mk_phone_keybag_put(struct mk_buf *out, const struct mk_phone_keybag *k,
                                 struct mk_error *e);

/* AES-256-CBC, vector zero, padded as PKCS #7 says. */
struct mk_phone_cbc;
MK_CHECK int mk_phone_cbc_new(struct mk_phone_cbc **out, const uint8_t key[static MK_IOS_KEY],
                              struct mk_error *e);
void mk_phone_cbc_free(struct mk_phone_cbc *c);
/* `out` has room for in.len + 16 bytes; *got of them are filled. An empty `in` ends it. */
MK_CHECK int mk_phone_cbc_put(uint8_t *out, size_t *got, struct mk_phone_cbc *c, struct mk_span in,
                              struct mk_error *e);
/* What so many bytes become. */
static inline uint64_t mk_phone_cbc_size(uint64_t plain)
{
    return plain / 16 * 16 + 16;
}

#endif
