#include "parsers/base/cursor.h"
#include "parsers/base/utf.h"
#include "parsers/format/ab.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>

#define PASSWORD_MAX 4096u

/* The low byte of each UTF-16 unit: what Android before 4.4 made of a password. */
static void low_bytes(struct mk_buf *out, struct mk_span text)
{
    for (size_t at = 0; at < text.len;) {
        int32_t c = mk_utf8_next(text, &at);
        if (c >= 0x10000) {
            mk_buf_u8(out, (uint8_t)(0xd800 + ((c - 0x10000) >> 10)));
            c = 0xdc00 + ((c - 0x10000) & 0x3ff);
        }
        mk_buf_u8(out, (uint8_t)c);
    }
}

/* Each byte as a signed character, in UTF-8. */
static void signed_chars(struct mk_buf *out, struct mk_span bytes)
{
    for (size_t i = 0; i < bytes.len; i++)
        mk_utf8_put(out, bytes.p[i] < 0x80 ? bytes.p[i] : 0xff00u | bytes.p[i]);
}

static bool derive(uint8_t out[static MK_AB_KEY], struct mk_span secret, const uint8_t *salt,
                   size_t salt_len, uint32_t rounds)
{
    return PKCS5_PBKDF2_HMAC((const char *)secret.p, (int)secret.len, salt, (int)salt_len,
                             (int)rounds, EVP_sha1(), MK_AB_KEY, out) == 1;
}

static bool checksum_fits(const struct mk_ab *ab, struct mk_span key, struct mk_span sum)
{
    uint8_t got[MK_AB_KEY];
    struct mk_buf chars;
    bool fits = false;
    mk_buf_init(&chars, 3 * MK_AB_KEY);
    signed_chars(&chars, key);
    struct mk_span forms[] = { mk_buf_span(&chars), key };
    for (size_t i = 0; i < 2 && !fits && mk_buf_ok(&chars); i++)
        fits = derive(got, forms[i], ab->check_salt, ab->check_salt_len, ab->rounds) &&
               sum.len == sizeof got && CRYPTO_memcmp(got, sum.p, sizeof got) == 0;
    if (chars.p)
        OPENSSL_cleanse(chars.p, chars.cap);
    mk_buf_done(&chars);
    return fits;
}

/* The blob under the user's key: wrong keys mostly fail its padding, the rest the checksum. */
static bool open_blob(struct mk_ab *ab, const uint8_t user[static MK_AB_KEY])
{
    uint8_t plain[sizeof ab->blob + 16];
    int n = 0, last = 0;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    bool ok = c && EVP_DecryptInit_ex(c, EVP_aes_256_cbc(), NULL, user, ab->user_iv) == 1 &&
              EVP_DecryptUpdate(c, plain, &n, ab->blob, (int)ab->blob_len) == 1 &&
              EVP_DecryptFinal_ex(c, plain + n, &last) == 1;
    EVP_CIPHER_CTX_free(c);
    if (ok) {
        struct mk_cursor in = mk_cur(mk_span(plain, (size_t)n + (size_t)last));
        struct mk_span iv = mk_cur_take(&in, mk_cur_u8(&in)),
                       key = mk_cur_take(&in, mk_cur_u8(&in));
        struct mk_span sum = mk_cur_take(&in, mk_cur_u8(&in));
        ok = mk_cur_ok(&in) && iv.len == MK_AB_IV && key.len == MK_AB_KEY &&
             checksum_fits(ab, key, sum);
        if (ok) {
            memcpy(ab->iv, iv.p, MK_AB_IV);
            memcpy(ab->key, key.p, MK_AB_KEY);
        }
    }
    OPENSSL_cleanse(plain, sizeof plain);
    return ok;
}

static bool try_password(struct mk_ab *ab, struct mk_span password)
{
    uint8_t user[MK_AB_KEY];
    struct mk_buf old;
    bool fits = false;
    mk_buf_init(&old, password.len + 1);
    low_bytes(&old, password);
    struct mk_span forms[] = { password, mk_buf_span(&old) };
    bool same = mk_span_eq(forms[0], forms[1]);
    for (size_t i = 0; i < (same ? 1 : 2) && !fits && mk_buf_ok(&old); i++)
        fits = derive(user, forms[i], ab->salt, ab->salt_len, ab->rounds) && open_blob(ab, user);
    OPENSSL_cleanse(user, sizeof user);
    if (old.p)
        OPENSSL_cleanse(old.p, old.cap);
    mk_buf_done(&old);
    return fits;
}

int mk_ab_unlock(struct mk_ab *ab, const struct mk_context *cx, struct mk_error *e)
{
    struct mk_span password;
    size_t n;
    for (n = 0; ab->encrypted && mk_secret_at(&password, cx, "ab", n); n++) {
        if (password.len > PASSWORD_MAX)
            continue;
        if (try_password(ab, password))
            return 0;
        /* one that was read from a file may end in a line break */
        if (password.len && password.p[password.len - 1] == '\n' &&
            try_password(ab, mk_span(password.p, password.len - 1)))
            return 0;
    }
    if (!ab->encrypted)
        return 0;
    return mk_fail(e, MK_EAUTH,
                   n ? "Android backup: no password given fits"
                     : "Android backup: encrypted, give --key ab=PASSWORD");
}

void mk_ab_forget(struct mk_ab *ab)
{
    OPENSSL_cleanse(ab, sizeof *ab);
}
