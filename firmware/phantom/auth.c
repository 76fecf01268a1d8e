#include "firmware/phantom/auth.h"
#include "parsers/base/cursor.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <stdio.h>

#define MODULUS 256u
#define KEY_LEN (4u + 4u + MODULUS + MODULUS + 4u)

void mk_phantom_auth_done(struct mk_phantom_auth *a)
{
    for (size_t i = 0; i < a->n; i++)
        EVP_PKEY_free(a->keys[i]);
    a->n = 0;
}

static EVP_PKEY *make_key(struct mk_span modulus, uint32_t exponent)
{
    EVP_PKEY *key = NULL;
    BIGNUM *n = BN_lebin2bn(modulus.p, (int)modulus.len, NULL), *e = BN_new();
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (n && e && b && ctx && BN_set_word(e, exponent) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, n) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, e))
        params = OSSL_PARAM_BLD_to_param(b);
    if (!params || EVP_PKEY_fromdata_init(ctx) <= 0 ||
        EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) <= 0)
        key = NULL;
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(b);
    EVP_PKEY_CTX_free(ctx);
    BN_free(n);
    BN_free(e);
    return key;
}

int mk_phantom_auth_accept(struct mk_phantom_auth *a, struct mk_span text, struct mk_error *e)
{
    uint8_t raw[KEY_LEN + 2];
    size_t n = 0; /* base64 characters in front of the name */
    while (n < text.len && text.p[n] > ' ')
        n++;
    if (a->n == MK_AUTH_KEYS)
        return mk_fail(e, MK_ELIMIT, "more than %u keys", MK_AUTH_KEYS);
    /* 524 bytes are 700 characters, the last of them '=' */
    if (n != 700 || EVP_DecodeBlock(raw, text.p, (int)n) < (int)KEY_LEN)
        return mk_fail(e, MK_EFORMAT, "not an ADB public key");
    struct mk_cursor c = mk_cur(mk_span(raw, KEY_LEN));
    uint32_t words = mk_cur_u32le(&c);
    mk_cur_u32le(&c);
    struct mk_span modulus = mk_cur_take(&c, MODULUS);
    mk_cur_take(&c, MODULUS);
    uint32_t exponent = mk_cur_u32le(&c);
    EVP_PKEY *key = words == MODULUS / 4 ? make_key(modulus, exponent) : NULL;
    if (!key)
        return mk_fail(e, MK_EFORMAT, "not an ADB public key");
    a->keys[a->n++] = key;
    return 0;
}

int mk_phantom_auth_offered(struct mk_phantom_auth *a, struct mk_span text, struct mk_error *e)
{
    if (!a->allow && !(a->finger && *a->finger))
        return 0;
    if (mk_phantom_auth_accept(a, text, e))
        return -1;
    if (a->finger)
        *a->finger = 0;
    if (a->once)
        EVP_PKEY_free(a->keys[--a->n]);
    return 1;
}

int mk_phantom_auth_accept_file(struct mk_phantom_auth *a, const char *path, struct mk_error *e)
{
    char text[2048];
    FILE *f = fopen(path, "re");
    if (!f)
        return mk_fail_errno(e, path);
    size_t n = fread(text, 1, sizeof text, f);
    fclose(f);
    return mk_phantom_auth_accept(a, mk_span(text, n), e) ? mk_fail_in(e, path) : 0;
}

int mk_phantom_auth_token(uint8_t token[static MK_AUTH_TOKEN], struct mk_error *e)
{
    return RAND_bytes(token, MK_AUTH_TOKEN) == 1 ? 0 : mk_fail(e, MK_EIO, "no random numbers");
}

bool mk_phantom_auth_check(const struct mk_phantom_auth *a,
                           const uint8_t token[static MK_AUTH_TOKEN], struct mk_span signature)
{
    bool good = false;
    for (size_t i = 0; i < a->n && !good; i++) {
        EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(a->keys[i], NULL);
        good = ctx && EVP_PKEY_verify_init(ctx) > 0 &&
               EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) > 0 &&
               EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha1()) > 0 &&
               EVP_PKEY_verify(ctx, signature.p, signature.len, token, MK_AUTH_TOKEN) == 1;
        EVP_PKEY_CTX_free(ctx);
    }
    return good;
}
