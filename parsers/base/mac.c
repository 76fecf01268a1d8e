#include "parsers/base/mac.h"
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdlib.h>

static const struct {
    const char *name;
    size_t len;
} algs[] = { { "SHA1", 20 }, { "SHA256", 32 }, { "SHA512", 64 } };

struct mk_hmac {
    EVP_MAC_CTX *ctx;
    size_t len;
};

size_t mk_mac_len(enum mk_mac alg)
{
    return algs[alg].len;
}

/* OpenSSL takes const parameters as plain pointers, and no NULL for an empty text. */
static OSSL_PARAM octets(const char *name, struct mk_span s)
{
    return OSSL_PARAM_construct_octet_string(name, (void *)(s.len ? s.p : (const uint8_t *)""),
                                             s.len);
}

static OSSL_PARAM digest(enum mk_mac alg)
{
    return OSSL_PARAM_construct_utf8_string("digest", (char *)algs[alg].name, 0);
}

int mk_hmac_new(struct mk_hmac **out, enum mk_mac alg, struct mk_span key, struct mk_error *e)
{
    int rc = -1;
    OSSL_PARAM params[] = { digest(alg), OSSL_PARAM_construct_end() };
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    struct mk_hmac *h = calloc(1, sizeof *h);
    if (!h || !mac || !(h->ctx = EVP_MAC_CTX_new(mac)) ||
        EVP_MAC_init(h->ctx, key.len ? key.p : (const uint8_t *)"", key.len, params) != 1) {
        mk_fail(e, MK_ENOMEM, "HMAC");
        goto out;
    }
    h->len = algs[alg].len;
    *out = h;
    h = NULL; /* now the caller's */
    rc = 0;
out:
    EVP_MAC_free(mac);
    mk_hmac_free(h);
    return rc;
}

void mk_hmac_free(struct mk_hmac *h)
{
    if (!h)
        return;
    EVP_MAC_CTX_free(h->ctx);
    free(h);
}

int mk_hmac_add(struct mk_hmac *h, struct mk_span s, struct mk_error *e)
{
    if (s.len == 0 || EVP_MAC_update(h->ctx, s.p, s.len) == 1)
        return 0;
    return mk_fail(e, MK_ENOMEM, "HMAC");
}

int mk_hmac_end(uint8_t *out, struct mk_hmac *h, struct mk_error *e)
{
    size_t len;
    if (EVP_MAC_final(h->ctx, out, &len, h->len) != 1 || len != h->len ||
        EVP_MAC_init(h->ctx, NULL, 0, NULL) != 1)
        return mk_fail(e, MK_ENOMEM, "HMAC");
    return 0;
}

int mk_hmac_of(uint8_t *out, enum mk_mac alg, struct mk_span key, struct mk_span s,
               struct mk_error *e)
{
    struct mk_hmac *h;
    if (mk_hmac_new(&h, alg, key, e) != 0)
        return -1;
    int rc = mk_hmac_add(h, s, e) != 0 || mk_hmac_end(out, h, e) != 0 ? -1 : 0;
    mk_hmac_free(h);
    return rc;
}

static int derive(uint8_t *out, size_t n, const char *kdf, const OSSL_PARAM *params,
                  struct mk_error *e)
{
    EVP_KDF *k = EVP_KDF_fetch(NULL, kdf, NULL);
    EVP_KDF_CTX *ctx = k ? EVP_KDF_CTX_new(k) : NULL;
    int ok = ctx && EVP_KDF_derive(ctx, out, n, params) == 1;
    EVP_KDF_CTX_free(ctx);
    EVP_KDF_free(k);
    return ok ? 0 : mk_fail(e, MK_ENOMEM, "%s", kdf);
}

int mk_pbkdf2(uint8_t *out, size_t n, enum mk_mac alg, struct mk_span password, struct mk_span salt,
              uint32_t rounds, struct mk_error *e)
{
    unsigned int iterations = rounds;
    int plain = 1; /* no lower limits on lengths and rounds: apps chose them */
    OSSL_PARAM params[] = { digest(alg),
                            octets(OSSL_KDF_PARAM_PASSWORD, password),
                            octets(OSSL_KDF_PARAM_SALT, salt),
                            OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &iterations),
                            OSSL_PARAM_construct_int(OSSL_KDF_PARAM_PKCS5, &plain),
                            OSSL_PARAM_construct_end() };
    return derive(out, n, "PBKDF2", params, e);
}

int mk_hkdf(uint8_t *out, size_t n, struct mk_span key, struct mk_span salt, struct mk_span info,
            struct mk_error *e)
{
    OSSL_PARAM params[] = { digest(MK_MAC_SHA256), octets(OSSL_KDF_PARAM_KEY, key),
                            octets(OSSL_KDF_PARAM_SALT, salt), octets(OSSL_KDF_PARAM_INFO, info),
                            OSSL_PARAM_construct_end() };
    return derive(out, n, "HKDF", params, e);
}

bool mk_mac_same(struct mk_span a, struct mk_span b)
{
    return a.len == b.len && (a.len == 0 || CRYPTO_memcmp(a.p, b.p, a.len) == 0);
}

void mk_wipe(void *p, size_t n)
{
    if (n)
        OPENSSL_cleanse(p, n);
}
