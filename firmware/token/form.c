/* SSH's form of keys and signatures (OpenSSH, PROTOCOL.u2f), and the question that is read. */
#include "firmware/token/token.h"
#include "parsers/base/hash.h"
#include <jansson.h>
#include <openssl/ec.h>
#include <stdio.h>

#define ED   "sk-ssh-ed25519@openssh.com"
#define P256 "sk-ecdsa-sha2-nistp256@openssh.com"

static void put(struct mk_buf *b, struct mk_span s)
{
    mk_buf_u32be(b, (uint32_t)s.len);
    mk_buf_put(b, s.p, s.len);
}

int mk_token_key(struct mk_buf *out, bool ed, struct mk_span key, struct mk_error *e)
{
    if (key.len != (ed ? 32u : 64u))
        return mk_fail(e, MK_EPROTO, "a public key of %zu bytes", key.len);
    put(out, mk_str(ed ? ED : P256));
    if (ed) {
        put(out, key);
    } else {
        put(out, mk_str("nistp256"));
        mk_buf_u32be(out, 65);
        mk_buf_u8(out, 4); /* RFC 5656: uncompressed */
        mk_buf_put(out, key.p, key.len);
    }
    put(out, mk_str(MK_TOKEN_RP));
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "key");
}

/* An mpint (RFC 4251, section 5) of at most 32 bytes. */
static void put_number(struct mk_buf *b, const BIGNUM *n)
{
    uint8_t raw[33] = { 0 };
    int len = BN_num_bytes(n) <= 32 ? BN_bn2bin(n, raw + 1) : -1;
    if (len < 0) {
        b->bad = true;
        return;
    }
    unsigned high = raw[1] >> 7;
    put(b, mk_span(raw + 1 - high, (size_t)len + high));
}

static int put_es256(struct mk_buf *out, struct mk_span der, struct mk_error *e)
{
    struct mk_buf two;
    const uint8_t *p = der.p;
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)der.len);
    if (!sig)
        return mk_fail(e, MK_EPROTO, "no signature in DER");
    mk_buf_init(&two, 128);
    put_number(&two, ECDSA_SIG_get0_r(sig));
    put_number(&two, ECDSA_SIG_get0_s(sig));
    int rc = mk_buf_ok(&two) ? 0 : mk_fail(e, MK_EPROTO, "a signature of large numbers");
    if (rc == 0)
        put(out, mk_buf_span(&two));
    mk_buf_done(&two);
    ECDSA_SIG_free(sig);
    return rc;
}

int mk_token_signature(struct mk_buf *out, bool ed, struct mk_span sig, uint8_t flags,
                       uint32_t counter, struct mk_error *e)
{
    if (ed ? sig.len != 64 : sig.len > 128)
        return mk_fail(e, MK_EPROTO, "a signature of %zu bytes", sig.len);
    put(out, mk_str(ed ? ED : P256));
    if (ed)
        put(out, sig);
    else if (put_es256(out, sig, e))
        return -1;
    mk_buf_u8(out, flags);
    mk_buf_u32be(out, counter);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "signature");
}

/* ---- the question ---- */

static bool hex_of(uint8_t *out, size_t max, size_t *n, const json_t *v)
{
    const char *s = json_string_value(v);
    return s && mk_unhex(out, max, n, mk_str(s)) && *n > 0;
}

static bool read_root(struct mk_token_ask *out, const json_t *root)
{
    size_t n = 0;
    const char *what = json_string_value(json_object_get(root, "do"));
    const char *user = json_string_value(json_object_get(root, "user"));
    const json_t *list = json_object_get(root, "handles");
    if (!what || (strcmp(what, "make") != 0 && strcmp(what, "use") != 0))
        return false;
    out->make = strcmp(what, "make") == 0;
    if (!hex_of(out->hash, sizeof out->hash, &n, json_object_get(root, "hash")) ||
        n != sizeof out->hash || !json_is_array(list) || json_array_size(list) > MK_TOKEN_KEYS ||
        (!out->make && !json_array_size(list)) ||
        (out->make && (!user || !*user || strlen(user) >= sizeof out->user)))
        return false;
    snprintf(out->user, sizeof out->user, "%s", user ? user : "");
    for (; out->nhandles < json_array_size(list); out->nhandles++)
        if (!hex_of(out->handles[out->nhandles].b, MK_TOKEN_HANDLE,
                    &out->handles[out->nhandles].len, json_array_get(list, out->nhandles)))
            return false;
    return true;
}

int mk_token_read(struct mk_token_ask *out, struct mk_span line, struct mk_error *e)
{
    *out = (struct mk_token_ask){ 0 };
    json_t *root = json_loadb((const char *)line.p, line.len, JSON_REJECT_DUPLICATES, NULL);
    bool good = line.len <= MK_TOKEN_LINE && root && read_root(out, root);
    json_decref(root);
    return good ? 0 : mk_fail(e, MK_EFORMAT, "no question that is known");
}
