#include "parsers/format/ab.h"
#include "parsers/source/inflate.h"
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>

#define CHUNK ((size_t)64 << 10)

/* What follows the lines, decrypted where it has to be. */
struct stream {
    struct mk_reader from;
    struct mk_part_reader part;
    EVP_CIPHER_CTX *cipher; /* NULL: it is not encrypted, or all was read */
    const char *odd;
    size_t have, at;
    uint8_t raw[CHUNK], plain[CHUNK + 32];
};

static int refill(struct stream *s, struct mk_error *e)
{
    size_t got = 0;
    int n = 0;
    s->at = s->have = 0;
    if (s->from.read(s->from.u, s->raw, sizeof s->raw, &got, e) != 0)
        return -1;
    if (got) {
        if (EVP_DecryptUpdate(s->cipher, s->plain, &n, s->raw, (int)got) != 1)
            return mk_fail(e, MK_ENOMEM, "decrypting");
    } else {
        if (EVP_DecryptFinal_ex(s->cipher, s->plain, &n) != 1) {
            s->odd = "encrypted part cut off or damaged";
            n = 0;
        }
        EVP_CIPHER_CTX_free(s->cipher);
        s->cipher = NULL;
    }
    s->have = (size_t)n;
    return 0;
}

static int stream_read(void *u, void *out, size_t n, size_t *got, struct mk_error *e)
{
    struct stream *s = u;
    while (s->at == s->have && s->cipher)
        if (refill(s, e) != 0)
            return -1;
    size_t left = s->have - s->at;
    *got = n < left ? n : left;
    if (*got)
        memcpy(out, s->plain + s->at, *got);
    s->at += *got;
    return 0;
}

static int copy_all(const struct mk_reader *in,
                    int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
                    struct mk_error *e)
{
    uint8_t piece[16384];
    size_t got;
    do {
        if (in->read(in->u, piece, sizeof piece, &got, e) != 0 ||
            (got && put(u, piece, got, e) != 0))
            return -1;
    } while (got);
    return 0;
}

static int begin(struct stream *s, const struct mk_ab *ab, struct mk_error *e)
{
    if (!ab->encrypted)
        return 0;
    s->cipher = EVP_CIPHER_CTX_new();
    if (s->cipher && EVP_DecryptInit_ex(s->cipher, EVP_aes_256_cbc(), NULL, ab->key, ab->iv) == 1)
        return 0;
    return mk_fail(e, MK_ENOMEM, "decrypting");
}

int mk_ab_plain(const char **odd, const struct mk_ab *ab, const struct mk_file *f,
                int (*put)(void *u, const void *p, size_t n, struct mk_error *e), void *u,
                struct mk_error *e)
{
    struct stream *s = calloc(1, sizeof *s);
    struct mk_inflated got = { 0 };
    uint64_t len = f->size > ab->at ? f->size - ab->at : 0;
    *odd = NULL;
    if (!s)
        return mk_fail(e, MK_ENOMEM, "Android backup");
    s->from = mk_reader_part(&s->part, f, ab->at, len);
    struct mk_reader in = ab->encrypted ? (struct mk_reader){ stream_read, s } : s->from;
    int rc = begin(s, ab, e);
    if (rc == 0 && ab->packed)
        rc = mk_inflate(&got, MK_WRAP_ZLIB, &in, mk_inflate_most(len), put, u, e);
    else if (rc == 0)
        rc = copy_all(&in, put, u, e);
    *odd = s->odd ? s->odd : got.odd;
    EVP_CIPHER_CTX_free(s->cipher);
    OPENSSL_cleanse(s, sizeof *s);
    free(s);
    return rc;
}
