/* OpenSSL's PBKDF2 cannot be asked how far it is, and its HMAC costs a new context a round. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "parsers/base/mac.h"
#include <openssl/sha.h>

/* HMAC (FIPS 198-1) as the state behind its key block, so that a round copies two states. */
struct keyed {
    SHA256_CTX inner, outer;
};

static void key_block(SHA256_CTX *out, const uint8_t key[SHA256_CBLOCK], uint8_t with)
{
    uint8_t block[SHA256_CBLOCK];
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = key[i] ^ with;
    SHA256_Init(out);
    SHA256_Update(out, block, sizeof block);
    mk_wipe(block, sizeof block);
}

static void set_key(struct keyed *k, struct mk_span password)
{
    uint8_t key[SHA256_CBLOCK] = { 0 };
    if (password.len > sizeof key)
        SHA256(password.p, password.len, key);
    else if (password.len)
        memcpy(key, password.p, password.len);
    key_block(&k->inner, key, 0x36);
    key_block(&k->outer, key, 0x5c);
    mk_wipe(key, sizeof key);
}

static void end_mac(uint8_t out[SHA256_DIGEST_LENGTH], SHA256_CTX *inner, const struct keyed *k)
{
    SHA256_CTX outer = k->outer;
    SHA256_Final(out, inner);
    SHA256_Update(&outer, out, SHA256_DIGEST_LENGTH);
    SHA256_Final(out, &outer);
}

static void next_round(uint8_t u[SHA256_DIGEST_LENGTH], const struct keyed *k)
{
    SHA256_CTX inner = k->inner;
    SHA256_Update(&inner, u, SHA256_DIGEST_LENGTH);
    end_mac(u, &inner, k);
}

int mk_pbkdf2_told(uint8_t *out, size_t n, struct mk_span password, struct mk_span salt,
                   uint32_t rounds,
                   int (*tell)(void *u, uint64_t done, uint64_t total, struct mk_error *e), void *u,
                   struct mk_error *e)
{
    uint8_t mac[SHA256_DIGEST_LENGTH], sum[SHA256_DIGEST_LENGTH];
    struct keyed k;
    int rc = 0;
    if (n > sizeof sum || rounds == 0)
        return mk_fail(e, MK_EUSAGE, "PBKDF2 of %zu bytes in %u rounds", n, rounds);
    set_key(&k, password);
    SHA256_CTX first = k.inner;
    SHA256_Update(&first, salt.p, salt.len);
    SHA256_Update(&first, (const uint8_t[]){ 0, 0, 0, 1 }, 4); /* the first block is all there is */
    end_mac(mac, &first, &k);
    memcpy(sum, mac, sizeof sum);
    for (uint32_t i = 1; rc == 0 && i < rounds; i++) {
        next_round(mac, &k);
        for (size_t b = 0; b < sizeof sum; b++)
            sum[b] ^= mac[b];
        if (i % MK_PBKDF2_STEP == 0 && tell)
            rc = tell(u, i, rounds, e);
    }
    if (rc == 0 && tell)
        rc = tell(u, rounds, rounds, e);
    if (rc == 0)
        memcpy(out, sum, n);
    mk_wipe(&k, sizeof k);
    mk_wipe(&first, sizeof first);
    mk_wipe(mac, sizeof mac);
    mk_wipe(sum, sizeof sum);
    return rc;
}
