#include "firmware/phantom/ios_backup_crypt.h"
#include "parsers/base/mac.h"
#include <openssl/evp.h>
#include <stdlib.h>

int mk_phone_derived(uint8_t out[static MK_IOS_KEY], struct mk_span seed, const char *label,
                     struct mk_span of, struct mk_error *e)
{
    struct mk_hmac *h = NULL;
    int rc = mk_hmac_new(&h, MK_MAC_SHA256, seed, e);
    if (rc == 0)
        rc = mk_hmac_add(h, mk_str(label), e);
    if (rc == 0)
        rc = mk_hmac_add(h, mk_span("", 1), e);
    if (rc == 0)
        rc = mk_hmac_add(h, of, e);
    if (rc == 0)
        rc = mk_hmac_end(out, h, e);
    mk_hmac_free(h);
    return rc;
}

/* ---- wrapping ---- */

int mk_phone_wrap(struct mk_buf *out, const uint8_t key[static MK_IOS_KEY],
                  const uint8_t what[static MK_IOS_KEY], struct mk_error *e)
{
    int n = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    uint8_t *to = mk_buf_room(out, MK_IOS_WRAPPED + 16);
    if (c)
        EVP_CIPHER_CTX_set_flags(c, EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
    bool good = c && to && EVP_EncryptInit_ex(c, EVP_aes_256_wrap(), NULL, key, NULL) == 1 &&
                EVP_EncryptUpdate(c, to, &n, what, MK_IOS_KEY) == 1 && n == MK_IOS_WRAPPED;
    if (good)
        out->len += MK_IOS_WRAPPED;
    EVP_CIPHER_CTX_free(c);
    return good ? 0 : mk_fail(e, MK_ENOMEM, "wrapping a key");
}

/* ---- the keybag ---- */

static void item(struct mk_buf *b, const char *tag, const void *p, size_t n)
{
    mk_buf_put(b, tag, 4);
    mk_buf_u32be(b, (uint32_t)n);
    mk_buf_put(b, p, n);
}

static void number(struct mk_buf *b, const char *tag, uint32_t v)
{
    mk_buf_put(b, tag, 4);
    mk_buf_u32be(b, 4);
    mk_buf_u32be(b, v);
}

static int derive(uint8_t out[static MK_IOS_KEY], const struct mk_phone_keybag *k,
                  struct mk_error *e)
{
    uint8_t first[MK_IOS_KEY];
    struct mk_span password = mk_str(k->password);
    if (k->rounds2) {
        if (mk_pbkdf2_told(first, sizeof first, password, mk_span(k->salt2, sizeof k->salt2),
                           k->rounds2, NULL, NULL, e))
            return -1;
        password = mk_span(first, sizeof first);
    }
    return mk_pbkdf2(out, MK_IOS_KEY, MK_MAC_SHA1, password, mk_span(k->salt, sizeof k->salt),
                     k->rounds, e);
}

/* A name that nobody looks at, but which differs. */
static void uuid(struct mk_buf *out, const struct mk_phone_keybag *k, uint32_t which)
{
    uint8_t u[16];
    memcpy(u, k->salt, sizeof u);
    u[15] ^= (uint8_t)which;
    item(out, "UUID", u, sizeof u);
}

static void put_bag(struct mk_buf *out, const struct mk_phone_keybag *k)
{
    static const uint8_t nobodys[MK_IOS_WRAPPED]; /* of the phone's own check of the bag */
    number(out, "VERS", k->rounds2 ? 5 : 3);
    number(out, "TYPE", 1);
    uuid(out, k, 0);
    item(out, "HMCK", nobodys, sizeof nobodys);
    number(out, "WRAP", 1);
    item(out, "SALT", k->salt, sizeof k->salt);
    number(out, "ITER", k->rounds);
    if (!k->rounds2)
        return;
    number(out, "DPWT", 1);
    number(out, "DPIC", k->rounds2);
    item(out, "DPSL", k->salt2, sizeof k->salt2);
}

int mk_phone_keybag_put(struct mk_buf *out, const struct mk_phone_keybag *k, struct mk_error *e)
{
    uint8_t key[MK_IOS_KEY];
    int rc = derive(key, k, e);
    if (rc == 0)
        put_bag(out, k);
    for (size_t i = 0; rc == 0 && i < k->n; i++) {
        uuid(out, k, (uint32_t)i + 1);
        number(out, "CLAS", k->classes[i].number);
        number(out, "WRAP", k->classes[i].wrap);
        number(out, "KTYP", 0);
        mk_buf_put(out, "WPKY", 4);
        mk_buf_u32be(out, MK_IOS_WRAPPED);
        rc = mk_phone_wrap(out, key, k->classes[i].key, e);
    }
    mk_wipe(key, sizeof key);
    return rc == 0 && !mk_buf_ok(out) ? mk_fail(e, MK_ENOMEM, "keybag") : rc;
}

/* ---- files ---- */

struct mk_phone_cbc {
    EVP_CIPHER_CTX *c;
};

int mk_phone_cbc_new(struct mk_phone_cbc **out, const uint8_t key[static MK_IOS_KEY],
                     struct mk_error *e)
{
    static const uint8_t zero[16];
    struct mk_phone_cbc *c = calloc(1, sizeof *c);
    if (c)
        c->c = EVP_CIPHER_CTX_new();
    if (!c || !c->c || EVP_EncryptInit_ex(c->c, EVP_aes_256_cbc(), NULL, key, zero) != 1) {
        mk_phone_cbc_free(c);
        return mk_fail(e, MK_ENOMEM, "cipher");
    }
    *out = c;
    return 0;
}

void mk_phone_cbc_free(struct mk_phone_cbc *c)
{
    if (!c)
        return;
    EVP_CIPHER_CTX_free(c->c);
    free(c);
}

int mk_phone_cbc_put(uint8_t *out, size_t *got, struct mk_phone_cbc *c, struct mk_span in,
                     struct mk_error *e)
{
    int n = 0;
    int good = in.len ? EVP_EncryptUpdate(c->c, out, &n, in.p, (int)in.len)
                      : EVP_EncryptFinal_ex(c->c, out, &n);
    if (good != 1)
        return mk_fail(e, MK_EIO, "cipher");
    *got = (size_t)n;
    return 0;
}
