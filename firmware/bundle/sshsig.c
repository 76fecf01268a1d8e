#include "firmware/bundle/sshsig.h"
#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/trust.h"
#include "parsers/base/escape.h"
#include <openssl/evp.h>

#define TRUST_MAX ((size_t)64 << 20)
/* PROTOCOL.u2f: user presence, user verification */
#define SK_TOUCHED  1
#define SK_VERIFIED 4

struct sshsig {
    struct mk_span key, name_space, hash, made;
};

int mk_sshsig_message(struct mk_buf *out, const char *name_space, const char *hash,
                      struct mk_span message, struct mk_error *e)
{
    uint8_t md[EVP_MAX_MD_SIZE];
    unsigned n = 0;
    const EVP_MD *kind = !strcmp(hash, "sha256") ? EVP_sha256() : EVP_sha512();
    if (EVP_Digest(message.p, message.len, md, &n, kind, NULL) != 1)
        return mk_fail(e, MK_ENOMEM, "signature");
    mk_buf_puts(out, MK_SSHSIG_MAGIC);
    mk_ssh_puts(out, name_space);
    mk_ssh_puts(out, ""); /* reserved */
    mk_ssh_puts(out, hash);
    mk_ssh_put(out, mk_span(md, n));
    return mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "signature");
}

static int decode(struct sshsig *out, struct mk_span blob, struct mk_error *e)
{
    struct mk_cursor c = mk_cur(blob);
    struct mk_span magic = mk_cur_take(&c, strlen(MK_SSHSIG_MAGIC));
    uint32_t version = mk_cur_u32be(&c);
    out->key = mk_ssh_string(&c);
    out->name_space = mk_ssh_string(&c);
    struct mk_span reserved = mk_ssh_string(&c);
    out->hash = mk_ssh_string(&c);
    out->made = mk_ssh_string(&c);
    if (!mk_cur_ok(&c) || mk_cur_left(&c) || !mk_span_is(magic, MK_SSHSIG_MAGIC) || version != 1 ||
        reserved.len)
        return mk_fail(e, MK_EFORMAT, "not an SSH signature");
    return 0;
}

/* Whether the signature is good at all; the key is then the caller's. */
static int good(struct mk_sshpub *key, struct mk_sk_said *said, struct mk_span armoured,
                struct mk_span message, const char *name_space, struct mk_error *e)
{
    struct sshsig s = { 0 };
    struct mk_buf blob, signed_text;
    int rc = -1;
    bool have_key = false;
    mk_buf_init(&blob, MK_SSHSIG_MAX);
    mk_buf_init(&signed_text, 1024);
    if (armoured.len > MK_SSHSIG_MAX || !mk_ssh_unarmour(&blob, MK_SSHSIG_LABEL, armoured)) {
        if (!mk_buf_ok(&blob))
            mk_fail(e, MK_ENOMEM, "signature");
        else
            mk_fail(e, MK_EFORMAT, "not an SSH signature in the form that ssh-keygen writes");
        goto out;
    }
    if (decode(&s, mk_buf_span(&blob), e) != 0)
        goto out;
    bool sha256 = mk_span_is(s.hash, "sha256");
    if (!mk_span_is(s.name_space, name_space)) {
        mk_fail(e, MK_EAUTH, "signature for another namespace");
        goto out;
    }
    if (!sha256 && !mk_span_is(s.hash, "sha512")) {
        mk_fail(e, MK_EFORMAT, "signature over an unknown hash");
        goto out;
    }
    have_key = mk_sshpub_parse(key, s.key, e) == 0;
    if (have_key &&
        mk_sshsig_message(&signed_text, name_space, sha256 ? "sha256" : "sha512", message, e) == 0)
        rc = mk_sshpub_verify(said, key, s.made, mk_buf_span(&signed_text), e);
out:
    if (rc != 0 && have_key)
        mk_sshpub_done(key);
    mk_buf_done(&blob);
    mk_buf_done(&signed_text);
    return rc;
}

/* What a hardware key told with its signature: for which application, with whom, which one of its
 * signatures: a counter that falls shows a copied key. */
static void describe_token(struct mk_buf *why, const struct mk_sshpub *k,
                           const struct mk_sk_said *said)
{
    mk_buf_puts(why, " (hardware key for ");
    mk_escape_terminal(why, k->application);
    mk_buf_printf(
        why, ", %s%s, signature %u of it)", said->flags & SK_TOUCHED ? "touched" : "not touched",
        said->flags & SK_VERIFIED ? " by a person it verified" : "", (unsigned)said->counter);
}

static void describe(struct mk_buf *why, const struct mk_sshpub *k, const struct mk_sk_said *said)
{
    mk_buf_printf(why, "good signature by %s ", mk_sshpub_type(k));
    mk_sshpub_fingerprint(why, k);
    if (said->hardware)
        describe_token(why, k, said);
    if (k->is_cert) {
        mk_buf_puts(why, " (certificate ");
        mk_escape_terminal(why, k->cert.key_id);
        mk_buf_printf(why, ", serial %llu)", (unsigned long long)k->cert.serial);
    }
}

static int with_file(const char *path, struct mk_buf *file, struct mk_error *e)
{
    mk_buf_clear(file);
    return mk_ssh_read_file(file, path, e);
}

static int judge(enum mk_sshsig *out, struct mk_buf *why, const struct mk_trust_ask *ask,
                 const char *trust, const char *revoked, struct mk_error *e)
{
    struct mk_buf file;
    bool no = false, yes = false;
    int rc = -1;
    mk_buf_init(&file, TRUST_MAX);
    describe(why, ask->key, ask->said);
    mk_buf_puts(why, ": ");
    *out = MK_SIG_UNTRUSTED;
    if (revoked && (with_file(revoked, &file, e) != 0 ||
                    mk_trust_revoked(&no, why, mk_buf_span(&file), ask->key, e) != 0))
        goto out;
    bool touched =
        !ask->said->hardware || ask->said->flags & SK_TOUCHED ||
        (ask->key->is_cert && mk_sshcert_has_extension(&ask->key->cert, "no-touch-required"));
    rc = 0;
    if (no) {
        *out = MK_SIG_REVOKED;
        goto out;
    }
    if (!touched) {
        mk_buf_puts(why, "the hardware key was not touched");
    } else if (!trust) {
        *out = MK_SIG_NO_TRUST;
        mk_buf_puts(why, "no trust file was given");
    } else {
        rc = with_file(trust, &file, e);
        if (rc == 0)
            rc = mk_trust_allows(&yes, why, mk_buf_span(&file), ask, e);
        if (yes)
            *out = MK_SIG_TRUSTED;
    }
out:
    mk_buf_done(&file);
    return rc == 0 && !mk_buf_ok(why) ? mk_fail(e, MK_ENOMEM, "signature") : rc;
}

int mk_sshsig_check(enum mk_sshsig *out, struct mk_buf *why, struct mk_span armoured,
                    struct mk_span message, const char *name_space, const char *principal,
                    const char *trust, const char *revoked, int64_t at_s, struct mk_error *e)
{
    struct mk_sshpub key;
    struct mk_sk_said said;
    struct mk_error bad = { 0 };
    if (good(&key, &said, armoured, message, name_space, &bad) != 0) {
        if (bad.code == MK_ENOMEM || bad.code == MK_EIO)
            return mk_fail(e, bad.code, "%s", bad.text);
        *out = MK_SIG_BAD;
        mk_buf_puts(why, bad.text);
        return mk_buf_ok(why) ? 0 : mk_fail(e, MK_ENOMEM, "signature");
    }
    struct mk_trust_ask ask = { &key, &said, principal, name_space, at_s };
    int rc = judge(out, why, &ask, trust, revoked, e);
    mk_sshpub_done(&key);
    return rc;
}

int mk_sshsig_by(bool *yes, struct mk_span armoured, struct mk_span message, const char *name_space,
                 struct mk_span text, struct mk_error *e)
{
    struct mk_sshpub key;
    struct mk_sk_said said;
    struct mk_error bad = { 0 };
    struct mk_span type, b64;
    struct mk_buf blob;
    bool quotes;
    *yes = false;
    if (good(&key, &said, armoured, message, name_space, &bad) != 0)
        return bad.code == MK_ENOMEM || bad.code == MK_EIO ? mk_fail(e, bad.code, "%s", bad.text)
                                                           : 0;
    struct mk_cursor c = mk_cur(text);
    mk_buf_init(&blob, MK_SSHSIG_MAX);
    *yes = mk_trust_token(&type, &c, &quotes) && mk_trust_token(&b64, &c, &quotes) &&
           mk_base64_get(&blob, b64) && mk_span_eq(mk_buf_span(&blob), mk_buf_span(&key.plain)) &&
           (!said.hardware || said.flags & SK_TOUCHED);
    int rc = blob.bad ? mk_fail(e, MK_ENOMEM, "signature") : 0;
    mk_buf_done(&blob);
    mk_sshpub_done(&key);
    return rc;
}
