#include "firmware/bundle/merkle.h"
#include "parsers/base/mac.h"
#include <string.h>

static int hash2(struct mk_digest *out, struct mk_sha256 *with, uint8_t kind, struct mk_span a,
                 struct mk_span b, struct mk_span c, struct mk_error *e)
{
    struct mk_sha256 *own = NULL;
    if ((with ? mk_sha256_reset(with, e) : mk_sha256_new(&own, e)) != 0)
        return -1;
    struct mk_sha256 *h = with ? with : own;
    int rc = mk_sha256_add(h, mk_span(&kind, 1), e) || mk_sha256_add(h, a, e) ||
                     mk_sha256_add(h, b, e) || mk_sha256_add(h, c, e) || mk_sha256_end(out, h, e)
                 ? -1
                 : 0;
    mk_sha256_free(own);
    return rc;
}

static struct mk_span bytes_of(const struct mk_digest *d)
{
    return mk_span(d, sizeof *d);
}

static int node(struct mk_digest *out, struct mk_sha256 *with, const struct mk_digest *l,
                const struct mk_digest *r, struct mk_error *e)
{
    return hash2(out, with, 1, bytes_of(l), bytes_of(r), mk_span(NULL, 0), e);
}

static void big_endian(uint8_t out[static 8], uint64_t v)
{
    for (int i = 0; i < 8; i++)
        out[i] = (uint8_t)(v >> (56 - 8 * i));
}

/* As a binary counter: where n has a bit, there is the root of a full subtree. */
int mk_merkle_add(struct mk_merkle *m, const struct mk_digest *leaf, struct mk_error *e)
{
    struct mk_digest at = *leaf;
    unsigned level = 0;
    for (; m->n >> level & 1; level++)
        if (node(&at, m->hash, &m->node[level], &at, e) != 0)
            return -1;
    m->node[level] = at;
    m->n++;
    return 0;
}

int mk_merkle_root(struct mk_digest *out, const struct mk_merkle *m, struct mk_error *e)
{
    bool any = false;
    if (m->n == 0)
        return mk_sha256_of(out, mk_span(NULL, 0), e);
    for (unsigned level = 0; level < MK_MERKLE_DEPTH; level++) {
        if (!(m->n >> level & 1))
            continue;
        if (!any)
            *out = m->node[level];
        else if (node(out, m->hash, &m->node[level], out, e) != 0)
            return -1;
        any = true;
    }
    return 0;
}

static int root_of(struct mk_digest *out, const struct mk_digest *leaves, size_t n,
                   struct mk_error *e)
{
    struct mk_merkle m = { .n = 0 };
    for (size_t i = 0; i < n; i++)
        if (mk_merkle_add(&m, &leaves[i], e) != 0)
            return -1;
    return mk_merkle_root(out, &m, e);
}

/* Largest power of two below n. */
static uint64_t half(uint64_t n)
{
    uint64_t k = 1;
    while (k < n - k)
        k *= 2;
    return k;
}

int mk_merkle_path(struct mk_buf *out, const struct mk_digest *leaves, size_t n, size_t at,
                   struct mk_error *e)
{
    struct mk_digest beside[MK_MERKLE_DEPTH];
    size_t depth = 0;
    while (n > 1) {
        size_t k = (size_t)half(n);
        bool right = at >= k;
        if (root_of(&beside[depth++], right ? leaves : leaves + k, right ? k : n - k, e) != 0)
            return -1;
        leaves += right ? k : 0;
        at -= right ? k : 0;
        n = right ? n - k : k;
    }
    while (depth)
        mk_buf_put(out, &beside[--depth], sizeof *beside);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "proof");
}

int mk_merkle_follow(bool *fits, struct mk_digest *root, const struct mk_digest *leaf, uint64_t n,
                     uint64_t at, struct mk_span path, struct mk_error *e)
{
    bool right[MK_MERKLE_DEPTH];
    unsigned depth = 0;
    *fits = false;
    *root = *leaf;
    if (at >= n || n > (uint64_t)1 << 62)
        return 0;
    for (; n > 1; depth++) {
        uint64_t k = half(n);
        right[depth] = at >= k;
        at -= right[depth] ? k : 0;
        n = right[depth] ? n - k : k;
    }
    if (path.len != depth * sizeof *root)
        return 0;
    for (unsigned i = 0; i < depth; i++) {
        struct mk_digest beside;
        memcpy(&beside, path.p + i * sizeof beside, sizeof beside);
        bool is_right = right[depth - 1 - i];
        if (node(root, NULL, is_right ? &beside : root, is_right ? root : &beside, e) != 0)
            return -1;
    }
    *fits = true;
    return 0;
}

int mk_merkle_salts(struct mk_hmac **out, const struct mk_digest *seed, struct mk_error *e)
{
    return mk_hmac_new(out, MK_MAC_SHA256, bytes_of(seed), e);
}

int mk_merkle_salt(struct mk_digest *out, struct mk_hmac *salts, uint64_t number, uint64_t part,
                   struct mk_error *e)
{
    uint8_t at[16];
    big_endian(at, number);
    big_endian(at + 8, part);
    return mk_hmac_add(salts, mk_span(at, sizeof at), e) || mk_hmac_end(out->b, salts, e) ? -1 : 0;
}

int mk_merkle_part(struct mk_digest *out, struct mk_sha256 *with, const struct mk_digest *salt,
                   struct mk_span bytes, struct mk_error *e)
{
    return hash2(out, with, 0, bytes_of(salt), bytes, mk_span(NULL, 0), e);
}

int mk_merkle_whole(struct mk_digest *out, struct mk_sha256 *with, const struct mk_digest *salt,
                    const struct mk_digest *content, struct mk_error *e)
{
    return hash2(out, with, 3, bytes_of(salt), bytes_of(content), mk_span(NULL, 0), e);
}

int mk_merkle_object(struct mk_digest *out, struct mk_sha256 *with, uint64_t number, uint64_t many,
                     const struct mk_digest *salt, const struct mk_digest *parts,
                     struct mk_error *e)
{
    uint8_t n[16];
    big_endian(n, number);
    big_endian(n + 8, many);
    return hash2(out, with, 2, mk_span(n, sizeof n), bytes_of(salt), bytes_of(parts), e);
}
