#include "firmware/age/private.h"
#include "parsers/base/mac.h"
#include <openssl/bn.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

int mk_x25519(uint8_t out[static MK_AGE_KEY], const uint8_t secret[static MK_AGE_KEY],
              const uint8_t point[static MK_AGE_KEY], struct mk_error *e)
{
    size_t n = MK_AGE_KEY;
    EVP_PKEY *mine = EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, NULL, secret, MK_AGE_KEY);
    EVP_PKEY *theirs = EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, NULL, point, MK_AGE_KEY);
    EVP_PKEY_CTX *x = mine ? EVP_PKEY_CTX_new(mine, NULL) : NULL;
    bool ready = x && theirs && EVP_PKEY_derive_init(x) == 1 && EVP_PKEY_derive_set_peer(x, theirs);
    /* OpenSSL refuses a result of zero, as RFC 7748 (6.1) allows. */
    bool good = ready && EVP_PKEY_derive(x, out, &n) == 1 && n == MK_AGE_KEY;
    EVP_PKEY_CTX_free(x);
    EVP_PKEY_free(mine);
    EVP_PKEY_free(theirs);
    if (!ready)
        return mk_fail(e, MK_ENOMEM, "X25519");
    return good ? 0 : mk_fail(e, MK_EFORMAT, "a key of age that is no key");
}

/* `type`: EVP_PKEY_X25519 or EVP_PKEY_ED25519 */
static int public_of(uint8_t *out, int type, const uint8_t *secret, struct mk_error *e)
{
    size_t n = MK_AGE_KEY;
    EVP_PKEY *k = EVP_PKEY_new_raw_private_key(type, NULL, secret, MK_AGE_KEY);
    bool good = k && EVP_PKEY_get_raw_public_key(k, out, &n) == 1 && n == MK_AGE_KEY;
    EVP_PKEY_free(k);
    return good ? 0 : mk_fail(e, MK_ENOMEM, "public key");
}

int mk_x25519_public(uint8_t out[static MK_AGE_KEY], const uint8_t secret[static MK_AGE_KEY],
                     struct mk_error *e)
{
    return public_of(out, EVP_PKEY_X25519, secret, e);
}

int mk_ed25519_public(uint8_t out[static MK_AGE_KEY], const uint8_t seed[static MK_AGE_KEY],
                      struct mk_error *e)
{
    return public_of(out, EVP_PKEY_ED25519, seed, e);
}

int mk_ed25519_scalar(uint8_t out[static MK_AGE_KEY], const uint8_t seed[static MK_AGE_KEY],
                      struct mk_error *e)
{
    uint8_t h[64];
    unsigned n = sizeof h;
    if (EVP_Digest(seed, MK_AGE_KEY, h, &n, EVP_sha512(), NULL) != 1)
        return mk_fail(e, MK_ENOMEM, "SHA-512");
    memcpy(out, h, MK_AGE_KEY); /* X25519 itself sets and clears the bits */
    mk_wipe(h, sizeof h);
    return 0;
}

/* u = (1 + y) / (1 - y) modulo 2^255 - 19 */
static bool map(BIGNUM *u, const BIGNUM *y, BIGNUM *p, BN_CTX *c)
{
    BIGNUM *over = BN_CTX_get(c), *under = BN_CTX_get(c);
    return under && BN_set_bit(p, 255) && BN_sub_word(p, 19) && BN_cmp(y, p) < 0 &&
           BN_copy(over, y) && BN_add_word(over, 1) && BN_one(under) &&
           BN_mod_sub(under, under, y, p, c) && !BN_is_zero(under) &&
           BN_mod_inverse(under, under, p, c) && BN_mod_mul(u, over, under, p, c);
}

int mk_x25519_of_ed25519(uint8_t out[static MK_AGE_KEY], const uint8_t point[static MK_AGE_KEY],
                         struct mk_error *e)
{
    uint8_t y[MK_AGE_KEY];
    BN_CTX *c = BN_CTX_new();
    if (!c)
        return mk_fail(e, MK_ENOMEM, "point");
    BN_CTX_start(c);
    memcpy(y, point, sizeof y);
    y[MK_AGE_KEY - 1] &= 0x7f; /* the sign of x */
    BIGNUM *p = BN_CTX_get(c), *u = BN_CTX_get(c), *n = BN_CTX_get(c);
    bool good = n && BN_lebin2bn(y, sizeof y, n);
    if (good)
        BN_zero(p);
    good = good && map(u, n, p, c) && BN_bn2lebinpad(u, out, MK_AGE_KEY) == MK_AGE_KEY;
    BN_CTX_end(c);
    BN_CTX_free(c);
    return good ? 0 : mk_fail(e, MK_EFORMAT, "an SSH key that is no point");
}

int mk_age_random(uint8_t *out, size_t n, struct mk_error *e)
{
    return RAND_bytes(out, (int)n) == 1 ? 0 : mk_fail(e, MK_EIO, "no random numbers");
}
