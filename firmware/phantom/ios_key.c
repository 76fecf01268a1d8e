#include "firmware/phantom/ios_key.h"
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/encoder.h>
#include <openssl/param_build.h>
#include <stdlib.h>

#define PRIME_BYTES 128
#define EXPONENT    65537

/* The first prime at or above what SHAKE-256 makes of the name, with the two highest bits set and
 * p - 1 no multiple of the exponent. */
static bool prime(BIGNUM *p, struct mk_span name, char which, BN_CTX *c)
{
    uint8_t bytes[PRIME_BYTES] = { 0 };
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    bool good = md && EVP_DigestInit_ex(md, EVP_shake256(), NULL) == 1 &&
                EVP_DigestUpdate(md, &which, 1) == 1 &&
                EVP_DigestUpdate(md, name.p, name.len) == 1 &&
                EVP_DigestFinalXOF(md, bytes, sizeof bytes) == 1;
    EVP_MD_CTX_free(md);
    bytes[0] |= 0xc0;
    bytes[PRIME_BYTES - 1] |= 1;
    if (!good || !BN_bin2bn(bytes, sizeof bytes, p))
        return false;
    for (;;) {
        int is = BN_mod_word(p, EXPONENT) != 1 ? BN_check_prime(p, c, NULL) : 0;
        if (is)
            return is > 0;
        if (!BN_add_word(p, 2))
            return false;
    }
}

struct parts {
    BIGNUM *n, *e, *d, *p, *q, *dp, *dq, *qi, *p1, *q1, *phi;
};

static bool work_out(struct parts *k, struct mk_span name, BN_CTX *c)
{
    return prime(k->p, name, 'p', c) && prime(k->q, name, 'q', c) && BN_mul(k->n, k->p, k->q, c) &&
           BN_set_word(k->e, EXPONENT) && BN_copy(k->p1, k->p) && BN_sub_word(k->p1, 1) &&
           BN_copy(k->q1, k->q) && BN_sub_word(k->q1, 1) && BN_mul(k->phi, k->p1, k->q1, c) &&
           BN_mod_inverse(k->d, k->e, k->phi, c) && BN_mod(k->dp, k->d, k->p1, c) &&
           BN_mod(k->dq, k->d, k->q1, c) && BN_mod_inverse(k->qi, k->q, k->p, c);
}

static EVP_PKEY *of_parts(const struct parts *k)
{
    EVP_PKEY *out = NULL;
    EVP_PKEY_CTX *c = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    OSSL_PARAM_BLD *b = OSSL_PARAM_BLD_new();
    OSSL_PARAM *all = NULL;
    if (c && b && OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_N, k->n) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_E, k->e) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_D, k->d) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_FACTOR1, k->p) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_FACTOR2, k->q) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_EXPONENT1, k->dp) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_EXPONENT2, k->dq) &&
        OSSL_PARAM_BLD_push_BN(b, OSSL_PKEY_PARAM_RSA_COEFFICIENT1, k->qi) &&
        (all = OSSL_PARAM_BLD_to_param(b)) && EVP_PKEY_fromdata_init(c) == 1 &&
        EVP_PKEY_fromdata(c, &out, EVP_PKEY_KEYPAIR, all) != 1)
        out = NULL;
    OSSL_PARAM_free(all);
    OSSL_PARAM_BLD_free(b);
    EVP_PKEY_CTX_free(c);
    return out;
}

int mk_ios_key(EVP_PKEY **out, struct mk_span name, struct mk_error *e)
{
    struct parts k;
    BIGNUM **all[] = { &k.n, &k.e, &k.d, &k.p, &k.q, &k.dp, &k.dq, &k.qi, &k.p1, &k.q1, &k.phi };
    BN_CTX *c = BN_CTX_new();
    *out = NULL;
    if (c) {
        BN_CTX_start(c);
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
            *all[i] = BN_CTX_get(c); /* NULL from the first failure on */
        if (k.phi && work_out(&k, name, c))
            *out = of_parts(&k);
        BN_CTX_end(c);
    }
    BN_CTX_free(c);
    return *out ? 0 : mk_fail(e, MK_ENOMEM, "the phone's key");
}

char *mk_ios_key_text(EVP_PKEY *key)
{
    char *text = NULL;
    unsigned char *p = NULL;
    size_t n = 0;
    OSSL_ENCODER_CTX *c = OSSL_ENCODER_CTX_new_for_pkey(key, OSSL_KEYMGMT_SELECT_PUBLIC_KEY, "PEM",
                                                        "type-specific", NULL);
    if (c && OSSL_ENCODER_to_data(c, &p, &n) == 1)
        text = strndup((char *)p, n);
    OPENSSL_free(p);
    OSSL_ENCODER_CTX_free(c);
    return text;
}
