#include "parsers/base/aes.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>

struct mk_aes {
    EVP_CIPHER *cipher;
    EVP_CIPHER_CTX *ctx;
    enum mk_aes_mode mode;
};

int mk_aes_new(struct mk_aes **out, enum mk_aes_mode mode, struct mk_span key, struct mk_error *e)
{
    static const char *const modes[] = { "CBC", "CTR", "GCM" };
    char name[16];
    int rc = -1;
    if (key.len != 16 && key.len != 24 && key.len != 32)
        return mk_fail(e, MK_EUSAGE, "an AES key of %zu bytes", key.len);
    snprintf(name, sizeof name, "AES-%zu-%s", key.len * 8, modes[mode]);
    struct mk_aes *a = calloc(1, sizeof *a);
    if (!a || !(a->cipher = EVP_CIPHER_fetch(NULL, name, NULL)) ||
        !(a->ctx = EVP_CIPHER_CTX_new()) ||
        EVP_DecryptInit_ex2(a->ctx, a->cipher, key.p, NULL, NULL) != 1) {
        mk_fail(e, MK_ENOMEM, "%s", name);
        goto out;
    }
    a->mode = mode;
    *out = a;
    a = NULL; /* now the caller's */
    rc = 0;
out:
    mk_aes_free(a);
    return rc;
}

void mk_aes_free(struct mk_aes *a)
{
    if (!a)
        return;
    EVP_CIPHER_CTX_free(a->ctx);
    EVP_CIPHER_free(a->cipher);
    free(a);
}

int mk_aes_begin(struct mk_aes *a, struct mk_span iv, struct mk_error *e)
{
    bool gcm = a->mode == MK_AES_GCM;
    if (gcm ? iv.len < 1 || iv.len > 64 : iv.len != MK_AES_BLOCK)
        return mk_fail(e, MK_EUSAGE, "an AES initialisation vector of %zu bytes", iv.len);
    if ((gcm && EVP_CIPHER_CTX_ctrl(a->ctx, EVP_CTRL_GCM_SET_IVLEN, (int)iv.len, NULL) != 1) ||
        EVP_DecryptInit_ex2(a->ctx, NULL, NULL, iv.p, NULL) != 1 ||
        EVP_CIPHER_CTX_set_padding(a->ctx, 0) != 1)
        return mk_fail(e, MK_ENOMEM, "AES");
    return 0;
}

int mk_aes_put(uint8_t *out, struct mk_aes *a, struct mk_span in, struct mk_error *e)
{
    if (a->mode == MK_AES_CBC && in.len % MK_AES_BLOCK)
        return mk_fail(e, MK_EFORMAT, "not whole AES blocks");
    for (size_t at = 0, n; at < in.len; at += n) {
        int put;
        n = in.len - at < (size_t)1 << 20 ? in.len - at : (size_t)1 << 20;
        if (EVP_DecryptUpdate(a->ctx, out + at, &put, in.p + at, (int)n) != 1 || (size_t)put != n)
            return mk_fail(e, MK_ENOMEM, "AES");
    }
    return 0;
}

bool mk_aes_tag_fits(struct mk_aes *a, struct mk_span tag)
{
    uint8_t copy[16], rest[16];
    int n;
    if (a->mode != MK_AES_GCM || tag.len != sizeof copy)
        return false;
    memcpy(copy, tag.p, sizeof copy);
    return EVP_CIPHER_CTX_ctrl(a->ctx, EVP_CTRL_GCM_SET_TAG, sizeof copy, copy) == 1 &&
           EVP_DecryptFinal_ex(a->ctx, rest, &n) == 1;
}

int mk_aes_unwrap(uint8_t *out, struct mk_span key, struct mk_span wrapped, struct mk_error *e)
{
    uint8_t plain[80];
    char name[24];
    int n = 0;
    if (wrapped.len < 24 || wrapped.len > 72 || wrapped.len % 8)
        return mk_fail(e, MK_EFORMAT, "a wrapped key of %zu bytes", wrapped.len);
    if (key.len != 16 && key.len != 24 && key.len != 32)
        return mk_fail(e, MK_EUSAGE, "an AES key of %zu bytes", key.len);
    snprintf(name, sizeof name, "AES-%zu-WRAP", key.len * 8);
    EVP_CIPHER *cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    bool ready = cipher && ctx && EVP_DecryptInit_ex2(ctx, cipher, key.p, NULL, NULL) == 1;
    bool fits = ready && EVP_DecryptUpdate(ctx, plain, &n, wrapped.p, (int)wrapped.len) == 1 &&
                n == (int)wrapped.len - 8;
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_free(cipher);
    if (fits)
        memcpy(out, plain, (size_t)n);
    OPENSSL_cleanse(plain, sizeof plain);
    if (!ready)
        return mk_fail(e, MK_ENOMEM, "%s", name);
    return fits ? 0 : mk_fail(e, MK_EAUTH, "a key does not fit");
}
