#include "firmware/bundle/sshpub.h"
#include "firmware/bundle/sshwire.h"
#include "parsers/base/hash.h"
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#define RSA_MIN_BITS 2048
#define RSA_MAX_BITS 16384
#define KEY_MAX      ((size_t)1 << 16)

enum family { ED25519, ECDSA, RSA_KEY };

struct mk_ssh_kind {
    const char *name, *cert_name;
    enum family family;
    bool sk;
    const char *curve, *group; /* ECDSA: SSH's and OpenSSL's name */
    const char *hash;          /* ECDSA: of RFC 5656, section 6.2.1 */
};

#define CERT "-cert-v01@openssh.com"
static const struct mk_ssh_kind kinds[] = {
    { "ssh-ed25519", "ssh-ed25519" CERT, ED25519, false, NULL, NULL, NULL },
    { "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256" CERT, ECDSA, false, "nistp256", "P-256",
      "SHA256" },
    { "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp384" CERT, ECDSA, false, "nistp384", "P-384",
      "SHA384" },
    { "ecdsa-sha2-nistp521", "ecdsa-sha2-nistp521" CERT, ECDSA, false, "nistp521", "P-521",
      "SHA512" },
    { "ssh-rsa", "ssh-rsa" CERT, RSA_KEY, false, NULL, NULL, NULL },
    { "sk-ssh-ed25519@openssh.com", "sk-ssh-ed25519" CERT, ED25519, true, NULL, NULL, NULL },
    { "sk-ecdsa-sha2-nistp256@openssh.com", "sk-ecdsa-sha2-nistp256" CERT, ECDSA, true, "nistp256",
      "P-256", "SHA256" },
};

static const struct mk_ssh_kind *kind_of(struct mk_span type, bool *is_cert)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        *is_cert = mk_span_is(type, kinds[i].cert_name);
        if (*is_cert || mk_span_is(type, kinds[i].name))
            return &kinds[i];
    }
    return NULL;
}

bool mk_sshpub_known(struct mk_span type)
{
    bool is_cert;
    return kind_of(type, &is_cert) != NULL;
}

const char *mk_sshpub_type(const struct mk_sshpub *k)
{
    return k->kind->name;
}

static EVP_PKEY *from_params(const char *type, OSSL_PARAM_BLD *bld)
{
    EVP_PKEY *out = NULL;
    OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(bld);
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, NULL);
    if (!params || !ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
        EVP_PKEY_fromdata(ctx, &out, EVP_PKEY_PUBLIC_KEY, params) != 1)
        out = NULL;
    EVP_PKEY_CTX_free(ctx);
    OSSL_PARAM_free(params);
    return out;
}

/* OpenSSL refuses points that are not on the curve. */
static EVP_PKEY *ec_key(const struct mk_ssh_kind *kind, struct mk_span q)
{
    EVP_PKEY *out = NULL;
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    if (bld && q.len > 1 && q.p[0] == 4 && /* RFC 5656: uncompressed */
        OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, kind->group, 0) == 1 &&
        OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, q.p, q.len) == 1)
        out = from_params("EC", bld);
    OSSL_PARAM_BLD_free(bld);
    return out;
}

static EVP_PKEY *rsa_key(struct mk_span e, struct mk_span n)
{
    EVP_PKEY *out = NULL;
    OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
    BIGNUM *bn_e = BN_bin2bn(e.p, (int)e.len, NULL), *bn_n = BN_bin2bn(n.p, (int)n.len, NULL);
    if (bld && bn_e && bn_n && BN_is_odd(bn_e) && BN_is_odd(bn_n) && BN_num_bits(bn_e) <= 64 &&
        OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_E, bn_e) == 1 &&
        OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_RSA_N, bn_n) == 1)
        out = from_params("RSA", bld);
    BN_free(bn_e);
    BN_free(bn_n);
    OSSL_PARAM_BLD_free(bld);
    return out;
}

/* Whether this machine's OpenSSL has such keys: built or set up without them, none is valid. */
static bool able(const struct mk_ssh_kind *kind)
{
    static const char *const types[] = { [ED25519] = "ED25519", [ECDSA] = "EC", [RSA_KEY] = "RSA" };
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, types[kind->family], NULL);
    bool ok = ctx && EVP_PKEY_fromdata_init(ctx) == 1;
    EVP_PKEY_CTX_free(ctx);
    return ok;
}

/* The fields of the key itself, up to the application of sk-* keys. */
static int key_fields(struct mk_sshpub *k, struct mk_cursor *c, struct mk_error *e)
{
    if (k->kind->family == ED25519) {
        struct mk_span pk = mk_ssh_string(c);
        if (mk_cur_ok(c) && pk.len == 32)
            k->pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, pk.p, pk.len);
    } else if (k->kind->family == ECDSA) {
        struct mk_span curve = mk_ssh_string(c), q = mk_ssh_string(c);
        if (mk_cur_ok(c) && mk_span_is(curve, k->kind->curve))
            k->pkey = ec_key(k->kind, q);
    } else {
        struct mk_span exponent = mk_ssh_mpint(c), n = mk_ssh_mpint(c);
        if (mk_cur_ok(c) && n.len <= RSA_MAX_BITS / 8)
            k->pkey = rsa_key(exponent, n);
        if (k->pkey && EVP_PKEY_get_bits(k->pkey) < RSA_MIN_BITS)
            return mk_fail(e, MK_EREFUSED, "RSA key under %d bits", RSA_MIN_BITS);
    }
    if (k->kind->sk)
        k->application = mk_ssh_string(c);
    if (!k->pkey && !able(k->kind))
        return mk_fail(e, MK_EIO, "this machine's OpenSSL knows no %s keys", k->kind->name);
    if (!k->pkey || !mk_cur_ok(c))
        return mk_fail(e, MK_EFORMAT, "no valid %s key", k->kind->name);
    return 0;
}

static int parse(struct mk_sshpub *k, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(mk_buf_span(&k->blob));
    k->kind = kind_of(mk_ssh_string(&c), &k->is_cert);
    if (!k->kind)
        return mk_fail(e, MK_EFORMAT, "unknown type of key");
    if (k->is_cert)
        mk_ssh_string(&c); /* nonce */
    size_t from = c.pos;
    if (key_fields(k, &c, e) != 0)
        return -1;
    mk_ssh_puts(&k->plain, k->kind->name);
    mk_buf_put(&k->plain, k->blob.p + from, c.pos - from);
    if (!mk_buf_ok(&k->plain))
        return mk_fail(e, MK_ENOMEM, "public key");
    if (k->is_cert && mk_sshcert_parse(&k->cert, &c, e) != 0)
        return -1;
    if (!mk_cur_ok(&c) || mk_cur_left(&c))
        return mk_fail(e, MK_EFORMAT, "bytes behind the key");
    return k->is_cert ? mk_sshcert_check(&k->cert, e) : 0;
}

int mk_sshpub_parse(struct mk_sshpub *out, struct mk_span blob, struct mk_error *e)
{
    *out = (struct mk_sshpub){ 0 };
    mk_buf_init(&out->blob, KEY_MAX);
    mk_buf_init(&out->plain, KEY_MAX);
    mk_buf_put(&out->blob, blob.p, blob.len);
    int rc = mk_buf_ok(&out->blob) ? parse(out, e)
             : blob.len > KEY_MAX  ? mk_fail(e, MK_EFORMAT, "key of %zu bytes", blob.len)
                                   : mk_fail(e, MK_ENOMEM, "public key");
    if (rc != 0)
        mk_sshpub_done(out);
    return rc;
}

void mk_sshpub_done(struct mk_sshpub *k)
{
    if (!k)
        return;
    EVP_PKEY_free(k->pkey);
    mk_buf_done(&k->blob);
    mk_buf_done(&k->plain);
    *k = (struct mk_sshpub){ 0 };
}

void mk_sshpub_fingerprint(struct mk_buf *out, const struct mk_sshpub *k)
{
    struct mk_digest d;
    if (mk_sha256_of(&d, mk_buf_span(&k->plain), NULL) != 0) {
        out->bad = true;
        return;
    }
    mk_buf_puts(out, "SHA256:");
    mk_base64_put(out, mk_span(d.b, sizeof d.b), 0);
    if (mk_buf_ok(out))
        out->len--; /* ssh-keygen leaves the padding out; 32 bytes have one '=' */
}

/* ---- signatures ---- */

/* r and s (RFC 5656, section 3.1.2) as the DER that OpenSSL wants. */
static int ecdsa_der(uint8_t **der, struct mk_span sig)
{
    struct mk_cursor c = mk_cur(sig);
    struct mk_span r = mk_ssh_mpint(&c), s = mk_ssh_mpint(&c);
    int n = -1;
    ECDSA_SIG *es = ECDSA_SIG_new();
    BIGNUM *bn_r = BN_bin2bn(r.p, (int)r.len, NULL), *bn_s = BN_bin2bn(s.p, (int)s.len, NULL);
    if (mk_cur_ok(&c) && !mk_cur_left(&c) && es && bn_r && bn_s &&
        ECDSA_SIG_set0(es, bn_r, bn_s) == 1) {
        bn_r = bn_s = NULL; /* now es's */
        n = i2d_ECDSA_SIG(es, der);
    }
    BN_free(bn_r);
    BN_free(bn_s);
    ECDSA_SIG_free(es);
    return n;
}

static int fits(const struct mk_sshpub *k, const char *hash, struct mk_span raw,
                struct mk_span message, struct mk_error *e)
{
    uint8_t *der = NULL;
    int rc = -1;
    if (k->kind->family == ECDSA) {
        int n = ecdsa_der(&der, raw);
        raw = mk_span(der, n > 0 ? (size_t)n : 0);
    }
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    if (!ctx || EVP_DigestVerifyInit_ex(ctx, NULL, hash, NULL, NULL, k->pkey, NULL) != 1)
        mk_fail(e, MK_EIO, "this machine's OpenSSL cannot check %s signatures", k->kind->name);
    else if (raw.len && EVP_DigestVerify(ctx, raw.p, raw.len, message.p, message.len) == 1)
        rc = 0;
    else
        mk_fail(e, MK_EAUTH, "the signature does not fit");
    EVP_MD_CTX_free(ctx);
    OPENSSL_free(der);
    return rc;
}

/* PROTOCOL.u2f: SHA-256 of the application, flags, counter, SHA-256 of the message. */
static int sk_message(struct mk_buf *out, const struct mk_sshpub *k, const struct mk_sk_said *said,
                      struct mk_span message, struct mk_error *e)
{
    struct mk_digest app, msg;
    if (mk_sha256_of(&app, k->application, e) != 0 || mk_sha256_of(&msg, message, e) != 0)
        return -1;
    mk_buf_put(out, app.b, sizeof app.b);
    mk_buf_u8(out, said->flags);
    mk_buf_u32be(out, said->counter);
    mk_buf_put(out, msg.b, sizeof msg.b);
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "signature");
}

/* The hash that goes with a signature's type name, or NULL when the key makes no such signature.
 * RSA: RFC 8332; SHA-1 ("ssh-rsa") is refused. */
static const char *hash_for(const struct mk_sshpub *k, struct mk_span type, bool *ok)
{
    *ok = mk_span_is(type, k->kind->name);
    if (k->kind->family != RSA_KEY)
        return k->kind->hash;
    *ok = mk_span_is(type, "rsa-sha2-256") || mk_span_is(type, "rsa-sha2-512");
    return mk_span_is(type, "rsa-sha2-256") ? "SHA256" : "SHA512";
}

int mk_sshpub_verify(struct mk_sk_said *said, const struct mk_sshpub *k, struct mk_span sig,
                     struct mk_span message, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(sig);
    struct mk_buf sk;
    bool ok;
    *said = (struct mk_sk_said){ .hardware = k->kind->sk };
    const char *hash = hash_for(k, mk_ssh_string(&c), &ok);
    struct mk_span raw = mk_ssh_string(&c);
    if (k->kind->sk) {
        said->flags = mk_cur_u8(&c);
        said->counter = mk_cur_u32be(&c);
    }
    if (!ok || !mk_cur_ok(&c) || mk_cur_left(&c))
        return mk_fail(e, MK_EAUTH, "no signature of a %s key", k->kind->name);
    /* ssh-keygen always writes an RSA signature in full length; shorter would be a second spelling
     */
    if (k->kind->family == RSA_KEY && raw.len != (size_t)EVP_PKEY_get_size(k->pkey))
        return mk_fail(e, MK_EAUTH, "RSA signature of %zu bytes", raw.len);
    mk_buf_init(&sk, 100);
    int rc = k->kind->sk ? sk_message(&sk, k, said, message, e) : 0;
    if (rc == 0)
        rc = fits(k, hash, raw, k->kind->sk ? mk_buf_span(&sk) : message, e);
    mk_buf_done(&sk);
    return rc;
}
