/*
 * An authenticator in software, for tests: OpenSSH loads it in place of a USB token (ssh-keygen -w
 * FILE, or SSH_SK_PROVIDER) and makes and uses sk-ssh-ed25519 and sk-ecdsa-sha2-nistp256 keys with
 * it. The private key is its own handle: it protects nothing. The interface is OpenSSH's sk-api.h,
 * version 10; what is signed is PROTOCOL.u2f's.
 *
 * SK_COUNTER: a file with the count of signatures. SK_ABSENT: nobody touches the token, and it
 * signs all the same.
 */
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define API     0x000a0000u
#define ED25519 1u
#define PRESENT 1
#define FAILED  (-1)
#define NUMBER  32 /* bytes of r and s */

struct sk_option;
struct sk_enroll_response {
    uint8_t flags;
    uint8_t *public_key;
    size_t public_key_len;
    uint8_t *key_handle;
    size_t key_handle_len;
    uint8_t *signature;
    size_t signature_len;
    uint8_t *attestation_cert;
    size_t attestation_cert_len;
    uint8_t *authdata;
    size_t authdata_len;
};
struct sk_sign_response {
    uint8_t flags;
    uint32_t counter;
    uint8_t *sig_r;
    size_t sig_r_len;
    uint8_t *sig_s;
    size_t sig_s_len;
};

uint32_t sk_api_version(void);
int sk_enroll(uint32_t alg, const uint8_t *challenge, size_t challenge_len, const char *application,
              uint8_t flags, const char *pin, struct sk_option **options,
              struct sk_enroll_response **out);
int sk_sign(uint32_t alg, const uint8_t *data, size_t data_len, const char *application,
            const uint8_t *handle, size_t handle_len, uint8_t flags, const char *pin,
            struct sk_option **options, struct sk_sign_response **out);
int sk_load_resident_keys(const char *pin, struct sk_option **options, void ***keys, size_t *n);

uint32_t sk_api_version(void)
{
    return API;
}

static uint8_t *copy(const void *p, size_t n)
{
    uint8_t *out = malloc(n);
    return out ? memcpy(out, p, n) : NULL;
}

int sk_enroll(uint32_t alg, const uint8_t *challenge, size_t challenge_len, const char *application,
              uint8_t flags, const char *pin, struct sk_option **options,
              struct sk_enroll_response **out)
{
    uint8_t pub[65], *secret = NULL;
    size_t m = sizeof pub;
    (void)challenge, (void)challenge_len, (void)application, (void)pin, (void)options;
    struct sk_enroll_response *r = calloc(1, sizeof *r);
    EVP_PKEY *key = alg == ED25519 ? EVP_PKEY_Q_keygen(NULL, NULL, "ED25519")
                                   : EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256");
    int n = r && key ? i2d_PrivateKey(key, &secret) : -1;
    int ok =
        n > 0 && (alg == ED25519 ? EVP_PKEY_get_raw_public_key(key, pub, &m)
                                 : EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY,
                                                                   pub, sizeof pub, &m)) == 1;
    EVP_PKEY_free(key);
    if (!ok) {
        free(r);
        return FAILED;
    }
    r->flags = flags;
    r->public_key = copy(pub, m);
    r->public_key_len = m;
    r->key_handle = copy(secret, (size_t)n);
    r->key_handle_len = (size_t)n;
    r->signature = copy("-", 1); /* no attestation: nobody vouches for this token */
    r->signature_len = 1;
    OPENSSL_free(secret);
    *out = r;
    return 0;
}

static uint32_t count(void)
{
    const char *path = getenv("SK_COUNTER");
    unsigned n = 0;
    FILE *f = path ? fopen(path, "re") : NULL;
    if (f) {
        if (fscanf(f, "%u", &n) != 1)
            n = 0;
        fclose(f);
    }
    f = path ? fopen(path, "we") : NULL;
    if (f) {
        fprintf(f, "%u\n", ++n);
        fclose(f);
    }
    return n;
}

static int put_sig(struct sk_sign_response *r, uint32_t alg, const uint8_t *sig, size_t n)
{
    if (alg == ED25519) {
        r->sig_r = copy(sig, n);
        r->sig_r_len = n;
        return r->sig_r != NULL;
    }
    ECDSA_SIG *both = d2i_ECDSA_SIG(NULL, &sig, (long)n);
    r->sig_r = malloc(NUMBER);
    r->sig_s = malloc(NUMBER);
    int ok = both && r->sig_r && r->sig_s &&
             (r->sig_r_len = (size_t)BN_bn2bin(ECDSA_SIG_get0_r(both), r->sig_r)) > 0 &&
             (r->sig_s_len = (size_t)BN_bn2bin(ECDSA_SIG_get0_s(both), r->sig_s)) > 0;
    ECDSA_SIG_free(both);
    return ok;
}

int sk_sign(uint32_t alg, const uint8_t *data, size_t data_len, const char *application,
            const uint8_t *handle, size_t handle_len, uint8_t flags, const char *pin,
            struct sk_option **options, struct sk_sign_response **out)
{
    uint8_t message[32 + 1 + 4 + 32], sig[200];
    size_t n = sizeof sig;
    (void)pin, (void)options;
    struct sk_sign_response *r = calloc(1, sizeof *r);
    EVP_PKEY *key = d2i_AutoPrivateKey(NULL, &handle, (long)handle_len);
    EVP_MD_CTX *x = EVP_MD_CTX_new();
    int ok = r && key && x;
    if (ok) {
        r->flags = getenv("SK_ABSENT") ? 0 : (uint8_t)(flags | PRESENT);
        r->counter = count();
        message[32] = r->flags;
        for (int i = 0; i < 4; i++)
            message[33 + i] = (uint8_t)(r->counter >> (24 - 8 * i));
        ok = EVP_Digest(application, strlen(application), message, NULL, EVP_sha256(), NULL) == 1 &&
             EVP_Digest(data, data_len, message + 37, NULL, EVP_sha256(), NULL) == 1 &&
             EVP_DigestSignInit(x, NULL, alg == ED25519 ? NULL : EVP_sha256(), NULL, key) == 1 &&
             EVP_DigestSign(x, sig, &n, message, sizeof message) == 1 && put_sig(r, alg, sig, n);
    }
    EVP_MD_CTX_free(x);
    EVP_PKEY_free(key);
    if (ok)
        *out = r;
    else
        free(r);
    return ok ? 0 : FAILED;
}

int sk_load_resident_keys(const char *pin, struct sk_option **options, void ***keys, size_t *n)
{
    (void)pin, (void)options;
    *keys = NULL;
    *n = 0;
    return 0;
}
