#include "parsers/format/sqlcipher_key.h"
#include "parsers/base/hash.h"
#include <stdio.h>
#include <stdlib.h>

#define SALT 16u

static const char *const hash_names[] = { "SHA1", "SHA256", "SHA512" };

/* The cheap ones first. */
static const struct kdf {
    uint32_t rounds;
    enum mk_mac alg;
} kdfs[] = {
    { 1, MK_MAC_SHA1 },     { 1, MK_MAC_SHA512 },      { 4000, MK_MAC_SHA1 },
    { 64000, MK_MAC_SHA1 }, { 256000, MK_MAC_SHA512 },
};

struct search {
    struct mk_sqlcipher_found *found;
    struct mk_span first;
    uint8_t salt[SALT];
    bool plain_header; /* the file begins as SQLite's do: the salt comes with the key */
    bool hmac_given;   /* the key of the HMAC too */
    uint8_t *page;
};

static bool next_size(uint32_t *size, struct mk_span first)
{
    *size = *size ? *size * 2 : 512;
    return *size <= 65536 && *size <= first.len;
}

/* All page sizes under one key, with an HMAC: 1 when one fits. */
static int try_sizes(struct search *s, struct mk_hmac *h, struct mk_error *e)
{
    struct mk_sqlcipher_set *set = &s->found->set;
    uint32_t last = s->plain_header ? 96 : SALT;
    int rc = 0;
    for (set->page_size = 0; rc == 0 && next_size(&set->page_size, s->first);)
        for (set->plain = s->plain_header ? 32 : SALT; rc == 0; set->plain += SALT) {
            rc = mk_sqlcipher_page_fits(set, h, 1, s->first, e);
            if (rc != 0 || set->plain >= last)
                break;
        }
    return rc;
}

static int try_hmac(struct search *s, enum mk_mac alg, uint8_t mask, uint32_t rounds,
                    struct mk_error *e)
{
    struct mk_sqlcipher_found *f = s->found;
    struct mk_hmac *h;
    uint8_t salt[SALT];
    int rc = 0;
    for (size_t i = 0; i < SALT; i++)
        salt[i] = s->salt[i] ^ mask;
    if (!s->hmac_given &&
        mk_pbkdf2(f->hmac_key, MK_SQLCIPHER_KEY, alg, mk_span(f->key, MK_SQLCIPHER_KEY),
                  mk_span(salt, SALT), rounds, e) != 0)
        return -1;
    if (mk_hmac_new(&h, alg, mk_span(f->hmac_key, MK_SQLCIPHER_KEY), e) != 0)
        return -1;
    f->set.has_hmac = true;
    f->set.hmac = alg;
    f->set.reserve = mk_sqlcipher_reserve(&f->set);
    for (int big = 0; big < 2 && rc == 0; big++) {
        f->set.big_endian = big;
        rc = try_sizes(s, h, e);
    }
    mk_hmac_free(h);
    return rc;
}

/* Version 1 and databases that switched the HMAC off: only the header can tell. */
static int try_without_hmac(struct search *s, struct mk_error *e)
{
    struct mk_sqlcipher_set *set = &s->found->set;
    struct mk_aes *a;
    int rc = 0;
    *set = (struct mk_sqlcipher_set){ .plain = SALT };
    set->reserve = mk_sqlcipher_reserve(set);
    if (s->plain_header)
        return 0; /* nothing in it would tell a wrong key */
    if (mk_aes_new(&a, MK_AES_CBC, mk_span(s->found->key, MK_SQLCIPHER_KEY), e) != 0)
        return -1;
    while (rc == 0 && next_size(&set->page_size, s->first)) {
        memcpy(s->page, s->first.p, set->page_size);
        rc = mk_sqlcipher_page_decrypt(set, a, 1, s->page, e);
        if (rc == 0)
            rc = mk_sqlcipher_page_is_first(set, mk_span(s->page, set->page_size));
    }
    mk_aes_free(a);
    return rc;
}

/* The key is in place: which HMAC and which page size are its? */
static int try_key(struct search *s, struct mk_error *e)
{
    int rc = 0;
    for (int alg = MK_MAC_SHA1; alg <= MK_MAC_SHA512 && rc == 0; alg++)
        rc = try_hmac(s, (enum mk_mac)alg, 0x3a, 2, e);
    if (rc == 0 && !s->hmac_given) /* betas of 2.0 */
        rc = try_hmac(s, MK_MAC_SHA1, 0, 4000, e);
    return rc != 0 ? rc : try_without_hmac(s, e);
}

static void tell(struct mk_sqlcipher_found *f, const struct kdf *k)
{
    char how[48] = "given raw";
    if (k)
        snprintf(how, sizeof how, "by PBKDF2-%s in %u rounds", hash_names[k->alg], k->rounds);
    snprintf(f->about, sizeof f->about, "SQLCipher: pages of %u bytes, key %s, %s%s",
             f->set.page_size, how, f->set.has_hmac ? "HMAC-" : "no HMAC",
             f->set.has_hmac ? hash_names[f->set.hmac] : "");
}

static bool is_literal(struct mk_span given)
{
    return given.len >= 3 && (given.p[0] == 'x' || given.p[0] == 'X') && given.p[1] == '\'' &&
           given.p[given.len - 1] == '\'';
}

/* x'...', or the digits alone: 64, 96 or 160 of them. 0 when it is no raw key. */
static size_t raw_key(uint8_t out[static 80], struct mk_span given)
{
    size_t n;
    if (is_literal(given))
        given = mk_span(given.p + 2, given.len - 3);
    return mk_unhex(out, 80, &n, given) && (n == 32 || n == 48 || n == 80) ? n : 0;
}

static int try_raw(struct search *s, struct mk_span given, struct mk_error *e)
{
    uint8_t raw[80];
    size_t n = raw_key(raw, given);
    if (n == 0 || (n == MK_SQLCIPHER_KEY && s->plain_header))
        return 0;
    memcpy(s->found->key, raw, MK_SQLCIPHER_KEY);
    if (n > MK_SQLCIPHER_KEY)
        memcpy(s->salt, raw + n - SALT, SALT);
    s->hmac_given = n == sizeof raw;
    if (s->hmac_given)
        memcpy(s->found->hmac_key, raw + MK_SQLCIPHER_KEY, MK_SQLCIPHER_KEY);
    int rc = try_key(s, e);
    if (rc == 1)
        tell(s->found, NULL);
    s->hmac_given = false;
    memcpy(s->salt, s->first.p, SALT);
    mk_wipe(raw, sizeof raw);
    return rc;
}

static int try_secret(struct search *s, struct mk_span given, struct mk_error *e)
{
    int rc = try_raw(s, given, e);
    if (s->plain_header || is_literal(given))
        return rc; /* SQLCipher takes no such thing for a passphrase */
    for (size_t i = 0; i < sizeof kdfs / sizeof *kdfs && rc == 0; i++) {
        if (mk_pbkdf2(s->found->key, MK_SQLCIPHER_KEY, kdfs[i].alg, given, mk_span(s->salt, SALT),
                      kdfs[i].rounds, e) != 0)
            return -1;
        rc = try_key(s, e);
        if (rc == 1)
            tell(s->found, &kdfs[i]);
    }
    return rc;
}

int mk_sqlcipher_find(struct mk_sqlcipher_found *out, struct mk_span first,
                      const struct mk_context *cx, struct mk_error *e)
{
    static const char *const names[] = { "sqlcipher", "signal" };
    struct search s = { .found = out, .first = first };
    struct mk_span given;
    size_t secrets = 0;
    int rc = 0;
    *out = (struct mk_sqlcipher_found){ 0 };
    if (first.len < 512)
        return mk_fail(e, MK_EFORMAT, "too short for an encrypted database");
    memcpy(s.salt, first.p, SALT);
    s.plain_header = mk_span_starts(first, mk_span("SQLite format 3", 16));
    s.page = malloc(65536);
    if (!s.page)
        return mk_fail(e, MK_ENOMEM, "page of a database");
    for (size_t k = 0; k < sizeof names / sizeof *names; k++)
        for (size_t i = 0; rc == 0 && mk_secret_at(&given, cx, names[k], i); i++, secrets++)
            rc = try_secret(&s, given, e);
    free(s.page);
    if (rc == 0)
        mk_fail(e, MK_EAUTH, "%s",
                secrets ? "encrypted, no key given fits" : "encrypted, no key given (sqlcipher=)");
    return rc == 1 ? 0 : -1;
}
