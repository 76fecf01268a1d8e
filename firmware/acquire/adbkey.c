#include "firmware/acquire/adbkey_private.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>

#define BITS    2048
#define MODULUS 256u

struct mk_adbkey {
    EVP_PKEY *key;
};

/* Takes the key over. */
static int wrap(struct mk_adbkey **out, EVP_PKEY *key, struct mk_error *e)
{
    struct mk_adbkey *k = malloc(sizeof *k);
    if (!k) {
        EVP_PKEY_free(key);
        return mk_fail(e, MK_ENOMEM, "key for the phone");
    }
    k->key = key;
    *out = k;
    return 0;
}

int mk_adbkey_make(struct mk_adbkey **out, struct mk_error *e)
{
    EVP_PKEY *key = EVP_RSA_gen(BITS);
    return key ? wrap(out, key, e) : mk_fail(e, MK_EIO, "no key for the phone could be made");
}

void mk_adbkey_free(struct mk_adbkey *k)
{
    if (!k)
        return;
    EVP_PKEY_free(k->key); /* OpenSSL clears its numbers */
    free(k);
}

const void *mk_adbkey_pkey(const struct mk_adbkey *k)
{
    return k->key;
}

int mk_adbkey_adopt(struct mk_adbkey **out, void *pkey, struct mk_error *e)
{
    EVP_PKEY *key = pkey;
    if (EVP_PKEY_is_a(key, "RSA") && EVP_PKEY_get_bits(key) == BITS)
        return wrap(out, key, e);
    EVP_PKEY_free(key);
    return mk_fail(e, MK_EFORMAT, "not an RSA key of %d bits", BITS);
}

/* ---- the public key as ADB writes it ---- */

/* -1/n mod 2^32 of an odd n, by Newton's iteration: each step doubles the bits that are right. */
static uint32_t minus_inverse(uint32_t n)
{
    uint32_t x = n; /* right in the lowest 3 bits */
    for (int i = 0; i < 4; i++)
        x *= 2 - n * x;
    return 0 - x;
}

/* R^2 mod n for R = 2^2048. */
static bool r_squared(uint8_t out[static MODULUS], const BIGNUM *n)
{
    BN_CTX *ctx = BN_CTX_new();
    BIGNUM *r = BN_new();
    bool ok = ctx && r && BN_set_bit(r, 2 * BITS) && BN_mod(r, r, n, ctx) &&
              BN_bn2lebinpad(r, out, MODULUS) == MODULUS;
    BN_free(r);
    BN_CTX_free(ctx);
    return ok;
}

static void put_u32le(uint8_t *p, uint32_t v)
{
    for (unsigned i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> 8 * i);
}

static int make_struct(uint8_t out[static MK_ADBKEY_STRUCT], const struct mk_adbkey *k,
                       struct mk_error *e)
{
    BIGNUM *n = NULL, *exponent = NULL;
    bool ok = EVP_PKEY_get_bn_param(k->key, OSSL_PKEY_PARAM_RSA_N, &n) &&
              EVP_PKEY_get_bn_param(k->key, OSSL_PKEY_PARAM_RSA_E, &exponent) &&
              BN_bn2lebinpad(n, out + 8, MODULUS) == MODULUS && r_squared(out + 8 + MODULUS, n);
    if (ok) {
        uint32_t low = (uint32_t)out[8] | (uint32_t)out[9] << 8 | (uint32_t)out[10] << 16 |
                       (uint32_t)out[11] << 24;
        put_u32le(out, MODULUS / 4);
        put_u32le(out + 4, minus_inverse(low));
        put_u32le(out + 8 + 2 * MODULUS, (uint32_t)BN_get_word(exponent));
    }
    BN_free(n);
    BN_free(exponent);
    return ok ? 0 : mk_fail(e, MK_ENOMEM, "public key for the phone");
}

int mk_adbkey_public(struct mk_buf *out, const struct mk_adbkey *k, const char *name,
                     struct mk_error *e)
{
    uint8_t raw[MK_ADBKEY_STRUCT], text[4 * (MK_ADBKEY_STRUCT / 3 + 1) + 1];
    if (make_struct(raw, k, e))
        return -1;
    mk_buf_put(out, text, (size_t)EVP_EncodeBlock(text, raw, sizeof raw));
    mk_buf_printf(out, " %s", name);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "public key for the phone");
}

int mk_adbkey_fingerprint(char out[static MK_ADBKEY_FINGERPRINT], const struct mk_adbkey *k,
                          struct mk_error *e)
{
    uint8_t raw[MK_ADBKEY_STRUCT], md5[16];
    if (make_struct(raw, k, e))
        return -1;
    if (!EVP_Q_digest(NULL, "MD5", NULL, raw, sizeof raw, md5, NULL))
        return mk_fail(e, MK_ENOMEM, "fingerprint of the key for the phone");
    for (size_t i = 0; i < sizeof md5; i++)
        snprintf(out + 3 * i, 4, "%02X%s", md5[i], i + 1 < sizeof md5 ? ":" : "");
    return 0;
}

int mk_adbkey_sign(struct mk_buf *out, const struct mk_adbkey *k, struct mk_span token,
                   struct mk_error *e)
{
    uint8_t signature[MODULUS];
    size_t n = sizeof signature;
    if (token.len != MK_ADBKEY_TOKEN)
        return mk_fail(e, MK_EPROTO, "the phone asks for a signature of %zu bytes, not of a token",
                       token.len);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(k->key, NULL);
    bool ok = ctx && EVP_PKEY_sign_init(ctx) > 0 &&
              EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) > 0 &&
              EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha1()) > 0 &&
              EVP_PKEY_sign(ctx, signature, &n, token.p, token.len) > 0;
    EVP_PKEY_CTX_free(ctx);
    if (ok)
        mk_buf_put(out, signature, n);
    return ok && mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "signature for the phone");
}
