#include "firmware/age/private.h"
#include "parsers/base/mac.h"
#include <openssl/evp.h>

static int no_cipher(struct mk_error *e)
{
    return mk_fail(e, MK_ENOMEM, "ChaCha20-Poly1305");
}

static EVP_CIPHER_CTX *start(bool encrypt, const uint8_t key[static MK_AGE_KEY])
{
    EVP_CIPHER_CTX *x = EVP_CIPHER_CTX_new();
    if (x && EVP_CipherInit_ex(x, EVP_chacha20_poly1305(), NULL, key, NULL, encrypt) == 1)
        return x;
    EVP_CIPHER_CTX_free(x);
    return NULL;
}

static int seal(uint8_t *out, EVP_CIPHER_CTX *x, const uint8_t nonce[static 12],
                struct mk_span plain, struct mk_error *e)
{
    int n = 0, rest = 0;
    bool good = EVP_CipherInit_ex(x, NULL, NULL, NULL, nonce, -1) == 1 &&
                EVP_CipherUpdate(x, out, &n, plain.p, (int)plain.len) == 1 &&
                EVP_CipherFinal_ex(x, out + n, &rest) == 1 &&
                EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_GET_TAG, MK_AGE_TAG, out + plain.len) == 1;
    return good ? 0 : no_cipher(e);
}

/* *fits: the tag is that of these bytes */
static int open_sealed(bool *fits, uint8_t *out, EVP_CIPHER_CTX *x, const uint8_t nonce[static 12],
                       struct mk_span sealed, struct mk_error *e)
{
    int n = 0, rest = 0;
    uint8_t tag[MK_AGE_TAG], none[16];
    size_t len = sealed.len - MK_AGE_TAG;
    memcpy(tag, sealed.p + len, sizeof tag);
    if (EVP_CipherInit_ex(x, NULL, NULL, NULL, nonce, -1) != 1 ||
        EVP_CipherUpdate(x, out, &n, sealed.p, (int)len) != 1 ||
        EVP_CIPHER_CTX_ctrl(x, EVP_CTRL_AEAD_SET_TAG, MK_AGE_TAG, tag) != 1)
        return no_cipher(e);
    *fits = EVP_CipherFinal_ex(x, none, &rest) == 1;
    return 0;
}

int mk_age_cipher_new(struct mk_age_cipher *c, bool encrypt,
                      const uint8_t key[static MK_AGE_FILE_KEY],
                      const uint8_t nonce[static MK_AGE_NONCE], struct mk_error *e)
{
    uint8_t payload[MK_AGE_KEY];
    *c = (struct mk_age_cipher){ 0 };
    if (mk_hkdf(payload, sizeof payload, mk_span(key, MK_AGE_FILE_KEY),
                mk_span(nonce, MK_AGE_NONCE), mk_str("payload"), e))
        return -1;
    c->ctx = start(encrypt, payload);
    mk_wipe(payload, sizeof payload);
    return c->ctx ? 0 : no_cipher(e);
}

void mk_age_cipher_done(struct mk_age_cipher *c)
{
    EVP_CIPHER_CTX_free(c->ctx);
    c->ctx = NULL;
}

static void count(struct mk_age_cipher *c)
{
    for (size_t i = 11; i-- > 0;)
        if (++c->nonce[i])
            return;
}

int mk_age_seal_chunk(uint8_t *out, struct mk_age_cipher *c, struct mk_span plain, bool last,
                      struct mk_error *e)
{
    c->nonce[11] = last;
    int rc = seal(out, c->ctx, c->nonce, plain, e);
    count(c);
    return rc;
}

int mk_age_open_chunk(uint8_t *out, struct mk_age_cipher *c, struct mk_span sealed, bool last,
                      struct mk_error *e)
{
    bool fits;
    c->nonce[11] = last;
    if (open_sealed(&fits, out, c->ctx, c->nonce, sealed, e))
        return -1;
    count(c);
    return fits ? 0 : mk_fail(e, MK_EFORMAT, "changed or cut: a chunk does not fit its tag");
}

int mk_age_seal_key(uint8_t out[static MK_AGE_WRAPPED], const uint8_t wrap[static MK_AGE_KEY],
                    const uint8_t key[static MK_AGE_FILE_KEY], struct mk_error *e)
{
    static const uint8_t nonce[12];
    EVP_CIPHER_CTX *x = start(true, wrap);
    int rc = x ? seal(out, x, nonce, mk_span(key, MK_AGE_FILE_KEY), e) : no_cipher(e);
    EVP_CIPHER_CTX_free(x);
    return rc;
}

int mk_age_open_key(bool *fits, uint8_t out[static MK_AGE_FILE_KEY],
                    const uint8_t wrap[static MK_AGE_KEY],
                    const uint8_t sealed[static MK_AGE_WRAPPED], struct mk_error *e)
{
    static const uint8_t nonce[12];
    EVP_CIPHER_CTX *x = start(false, wrap);
    int rc =
        x ? open_sealed(fits, out, x, nonce, mk_span(sealed, MK_AGE_WRAPPED), e) : no_cipher(e);
    EVP_CIPHER_CTX_free(x);
    return rc;
}
