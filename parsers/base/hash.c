#include "parsers/base/hash.h"
#include <openssl/evp.h>
#include <stdlib.h>

struct mk_sha256 {
    EVP_MD *md;
    EVP_MD_CTX *ctx;
};

int mk_sha256_new(struct mk_sha256 **out, struct mk_error *e)
{
    struct mk_sha256 *h = calloc(1, sizeof *h);
    if (!h)
        return mk_fail(e, MK_ENOMEM, "sha256");
    h->md = EVP_MD_fetch(NULL, "SHA256", NULL);
    h->ctx = EVP_MD_CTX_new();
    if (!h->md || !h->ctx || EVP_DigestInit_ex2(h->ctx, h->md, NULL) != 1) {
        mk_sha256_free(h);
        return mk_fail(e, MK_ENOMEM, "sha256");
    }
    *out = h;
    return 0;
}

void mk_sha256_free(struct mk_sha256 *h)
{
    if (!h)
        return;
    EVP_MD_CTX_free(h->ctx);
    EVP_MD_free(h->md);
    free(h);
}

int mk_sha256_reset(struct mk_sha256 *h, struct mk_error *e)
{
    return EVP_DigestInit_ex2(h->ctx, h->md, NULL) == 1 ? 0 : mk_fail(e, MK_ENOMEM, "sha256");
}

int mk_sha256_add(struct mk_sha256 *h, struct mk_span s, struct mk_error *e)
{
    return EVP_DigestUpdate(h->ctx, s.p, s.len) == 1 ? 0 : mk_fail(e, MK_ENOMEM, "sha256");
}

int mk_sha256_end(struct mk_digest *out, struct mk_sha256 *h, struct mk_error *e)
{
    return EVP_DigestFinal_ex(h->ctx, out->b, NULL) == 1 ? 0 : mk_fail(e, MK_ENOMEM, "sha256");
}

int mk_sha256_of(struct mk_digest *out, struct mk_span s, struct mk_error *e)
{
    struct mk_sha256 *h = NULL;
    int rc = mk_sha256_new(&h, e);
    if (rc == 0)
        rc = mk_sha256_add(h, s, e);
    if (rc == 0)
        rc = mk_sha256_end(out, h, e);
    mk_sha256_free(h);
    return rc;
}

void mk_digest_hex(char out[static MK_SHA256_HEX], const struct mk_digest *d)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < sizeof d->b; i++) {
        out[2 * i] = digits[d->b[i] >> 4];
        out[2 * i + 1] = digits[d->b[i] & 15];
    }
    out[MK_SHA256_HEX - 1] = 0;
}

static int nibble(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool mk_unhex(uint8_t *out, size_t max, size_t *len, struct mk_span hex)
{
    if (hex.len % 2 || hex.len / 2 > max)
        return false;
    for (size_t i = 0; i < hex.len / 2; i++) {
        int hi = nibble(hex.p[2 * i]), lo = nibble(hex.p[2 * i + 1]);
        if (hi < 0 || lo < 0)
            return false;
        out[i] = (uint8_t)(hi << 4 | lo);
    }
    *len = hex.len / 2;
    return true;
}

bool mk_digest_parse(struct mk_digest *out, struct mk_span hex)
{
    size_t n;
    return hex.len == 2 * MK_SHA256_LEN && mk_unhex(out->b, sizeof out->b, &n, hex);
}
