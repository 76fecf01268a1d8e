#include "firmware/bundle/sshkey.h"
#include "firmware/bundle/sshsig.h"
#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/trust.h"
#include "parsers/base/hash.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define KEYGEN  "/usr/bin/ssh-keygen"
#define MESSAGE "the tag manifest\n"
#define NOW     1767225600 /* 2026-01-01 */
#define KEYS    6
#if defined __SANITIZE_ADDRESS__
#define STRIDE 7 /* of bits that are flipped: sanitizers are slow */
#else
#define STRIDE 1
#endif

static char dir[64];
static bool stock; /* ssh-keygen is there, and setup() made keys and signatures with it */

static const struct {
    const char *name, *type, *bits;
} keys[KEYS] = {
    { "ed", "ed25519", "256" }, { "p256", "ecdsa", "256" }, { "p384", "ecdsa", "384" },
    { "p521", "ecdsa", "521" }, { "rsa", "rsa", "2048" },   { "rsa3", "rsa", "3072" },
};

static const char *in(const char *name)
{
    return stock_path(dir, name);
}

static const char *in2(const char *name, const char *suffix)
{
    char both[100];
    snprintf(both, sizeof both, "%s%s", name, suffix);
    return in(both);
}

struct ask {
    const char *sig, *message, *space, *principal, *trust, *revoked;
    int64_t at_s;
};

static enum mk_sshsig check(const struct ask *a, char why[static 400])
{
    struct mk_buf sig, text;
    struct mk_error e = { 0 };
    enum mk_sshsig out = MK_SIG_BAD;
    mk_buf_init(&sig, 1 << 20);
    mk_buf_init(&text, 399);
    stock_read(&sig, a->sig);
    int rc = mk_sshsig_check(
        &out, &text, mk_buf_span(&sig), mk_str(a->message ? a->message : MESSAGE),
        a->space ? a->space : MK_SSH_NAMESPACE, a->principal ? a->principal : "kit:K1", a->trust,
        a->revoked, a->at_s ? a->at_s : NOW, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    snprintf(why, 400, "%s", mk_buf_cstr(&text));
    mk_buf_done(&sig);
    mk_buf_done(&text);
    return out;
}

/* What stock ssh-keygen says of the same question. */
static bool stock_allows(const struct ask *a)
{
    char when[40];
    stock_write(in("asked"), mk_str(a->message ? a->message : MESSAGE));
    snprintf(when, sizeof when, "-Overify-time=20260101000000Z");
    const char *argv[] = { KEYGEN,
                           "-Y",
                           "verify",
                           "-f",
                           a->trust,
                           "-I",
                           a->principal ? a->principal : "kit:K1",
                           "-n",
                           a->space ? a->space : MK_SSH_NAMESPACE,
                           "-s",
                           a->sig,
                           when,
                           a->revoked ? "-r" : NULL,
                           a->revoked,
                           NULL };
    return stock_run(NULL, in("asked"), NULL, argv) == 0;
}

static void sign_stock(const char *key, const char *sig)
{
    stock_write(in("m"), mk_str(MESSAGE));
    unlink(in("m.sig"));
    assert_int_equal(
        STOCK(NULL, NULL, KEYGEN, "-q", "-Y", "sign", "-f", key, "-n", MK_SSH_NAMESPACE, in("m")),
        0);
    assert_int_equal(rename(in("m.sig"), sig), 0);
}

/* "<principals> <options> <the .pub file's line>" as a trust file of that name. */
static const char *trust(const char *name, const char *principals, const char *options,
                         const char *pub)
{
    struct mk_buf line;
    mk_buf_init(&line, 1 << 16);
    mk_buf_printf(&line, "# who may seal\n\n%s %s ", principals, options);
    stock_read(&line, pub);
    stock_write(in(name), mk_buf_span(&line));
    mk_buf_done(&line);
    return in(name);
}

static void certify(const char *ca, const char *key, const char *const extra[])
{
    const char *argv[20] = { KEYGEN, "-q", "-s", ca, "-I", "kit one", "-z", "77" };
    size_t n = 8;
    while (*extra)
        argv[n++] = *extra++;
    argv[n] = in2(key, ".pub");
    assert_int_equal(stock_run(NULL, NULL, NULL, argv), 0);
}
#define CERTIFY(ca, key, ...) certify(ca, key, (const char *const[]){ __VA_ARGS__, NULL })

static void signatures_of_every_kind_of_key_are_checked(void **s)
{
    (void)s;
    char why[400];
    for (size_t i = 0; stock && i < KEYS; i++) {
        struct ask a = { .sig = in2(keys[i].name, ".sig") };
        assert_int_equal(check(&a, why), MK_SIG_NO_TRUST);
        assert_non_null(strstr(why, "SHA256:"));
        a.message = "another\n";
        assert_int_equal(check(&a, why), MK_SIG_BAD);
        a.message = NULL;
        a.space = "file";
        assert_int_equal(check(&a, why), MK_SIG_BAD);
        a.space = NULL;
        a.trust = trust("t1", "kit:K1", "", in2(keys[i].name, ".pub"));
        assert_true(stock_allows(&a));
        assert_int_equal(check(&a, why), MK_SIG_TRUSTED);
        a.principal = "kit:K2";
        assert_false(stock_allows(&a));
        assert_int_equal(check(&a, why), MK_SIG_UNTRUSTED);
        a.principal = NULL;
        a.trust = trust("t1", "kit:K1", "", in2(keys[(i + 1) % KEYS].name, ".pub"));
        assert_false(stock_allows(&a));
        assert_int_equal(check(&a, why), MK_SIG_UNTRUSTED);
    }
}

static void sha256_signatures_are_good_and_weak_rsa_is_not(void **s)
{
    (void)s;
    char why[400];
    if (!stock)
        return;
    stock_write(in("m"), mk_str(MESSAGE));
    assert_int_equal(STOCK(NULL, NULL, KEYGEN, "-q", "-Y", "sign", "-Ohashalg=sha256", "-f",
                           in("ed"), "-n", MK_SSH_NAMESPACE, in("m")),
                     0);
    struct ask a = { .sig = in("m.sig") };
    assert_int_equal(check(&a, why), MK_SIG_NO_TRUST);
    if (STOCK(NULL, NULL, KEYGEN, "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f", in("weak")) != 0)
        return; /* some builds no longer make such keys */
    sign_stock(in("weak"), in("weak.sig"));
    a.sig = in("weak.sig");
    assert_int_equal(check(&a, why), MK_SIG_BAD);
    assert_non_null(strstr(why, "2048"));
}

static void our_signatures_pass_stock_ssh_keygen(void **s)
{
    (void)s;
    struct mk_sshkey *k = NULL;
    struct mk_buf sig;
    char why[400];
    int rc = mk_sshkey_make(in("own"), "kit", NULL);
    assert_int_equal(rc, 0);
    rc = mk_sshkey_load(&k, in("own"), NULL);
    assert_int_equal(rc, 0);
    mk_buf_init(&sig, 10000);
    rc = mk_sshkey_sign(&sig, k, MK_SSH_NAMESPACE, mk_str(MESSAGE), NULL);
    assert_int_equal(rc, 0);
    stock_write(in("own.sig"), mk_buf_span(&sig));
    struct ask a = { .sig = in("own.sig"), .trust = trust("t2", "kit:*", "", in("own.pub")) };
    assert_int_equal(check(&a, why), MK_SIG_TRUSTED);
    if (stock)
        assert_true(stock_allows(&a));
    mk_sshkey_free(k);
    mk_buf_done(&sig);
}

static void every_flipped_bit_and_truncation_of_a_signature_is_noticed(void **s)
{
    (void)s;
    struct mk_buf sig;
    if (!stock)
        return;
    mk_buf_init(&sig, 10000);
    for (size_t i = 0; i < KEYS; i += 1 + (i == 1)) { /* p384 is like p256 */
        mk_buf_clear(&sig);
        stock_read(&sig, in2(keys[i].name, ".sig"));
        for (size_t n = 0; n < 8 * sig.len + sig.len; n += STRIDE) {
            enum mk_sshsig out = MK_SIG_TRUSTED;
            struct mk_buf why;
            mk_buf_init(&why, 400);
            bool flip = n < 8 * sig.len;
            if (flip)
                sig.p[n / 8] ^= (uint8_t)(1 << n % 8);
            int rc =
                mk_sshsig_check(&out, &why, mk_span(sig.p, flip ? sig.len : n - 8 * sig.len),
                                mk_str(MESSAGE), MK_SSH_NAMESPACE, "kit:K1", NULL, NULL, NOW, NULL);
            if (flip)
                sig.p[n / 8] ^= (uint8_t)(1 << n % 8);
            assert_int_equal(rc, 0);
            assert_int_equal(out, MK_SIG_BAD);
            mk_buf_done(&why);
        }
    }
    mk_buf_done(&sig);
}

static void options_of_the_trust_file_are_kept_as_stock_keeps_them(void **s)
{
    (void)s;
    static const struct {
        const char *principals, *options;
        bool allowed;
    } t[] = {
        { "kit:K1", "", true },
        { "other,kit:?1", "", true },
        { "*,!kit:K1", "", false },
        { "!kit:K2,kit:*", "", true },
        { "\"kit:K1,kit:K2\"", "", true },
        { "kit:K", "", false },
        { "kit:K1", "namespaces=\"moka-bundle\"", true },
        { "kit:K1", "namespaces=\"file,moka-*\"", true },
        { "kit:K1", "namespaces=\"file\"", false },
        { "kit:K1", "NameSpaces=\"moka-bundle\",valid-before=\"20300101Z\"", true },
        { "kit:K1", "valid-after=\"20250101Z\",valid-before=\"20270101Z\"", true },
        { "kit:K1", "valid-after=\"20260102Z\"", false },
        { "kit:K1", "valid-before=\"202512312359Z\"", false },
        { "kit:K1", "cert-authority", false },
    };
    char why[400];
    for (size_t i = 0; stock && i < sizeof t / sizeof *t; i++) {
        struct ask a = { .sig = in("ed.sig"),
                         .trust = trust("t3", t[i].principals, t[i].options, in("ed.pub")) };
        enum mk_sshsig got = check(&a, why);
        if ((got == MK_SIG_TRUSTED) != t[i].allowed)
            print_message("%s %s: %s\n", t[i].principals, t[i].options, why);
        assert_int_equal(got, t[i].allowed ? MK_SIG_TRUSTED : MK_SIG_UNTRUSTED);
        assert_int_equal(stock_allows(&a), t[i].allowed);
    }
}

static void a_trust_file_that_is_not_understood_is_an_error(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "kit:K1\n",
        "kit:K1 ssh-ed25519\n",
        "kit:K1 ssh-ed25519 AAAA\n",
        "kit:K1 ssh-ed25519 ****\n",
        "\"kit:K1 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n",
        "kit:K1 no-such-option ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n",
        "kit:K1 valid-after=\"2026\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n",
        "kit:K1 valid-after=\"20260231Z\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n",
        "kit:K1 valid-after=\"20260201Z\",valid-before=\"20260101Z\" ssh-ed25519 AAAAC3NzaC1l\n",
        "kit:K1 namespaces=\"a\",namespaces=\"b\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5\n",
        "kit:K1 ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIGioYF66RzAUOwqHM2mXkKI563bdHLSj5YY7bY+iBiA1\n",
    };
    struct mk_sshpub k = { 0 };
    struct mk_sk_said said = { 0 };
    struct mk_trust_ask ask = { &k, &said, "kit:K1", MK_SSH_NAMESPACE, NOW };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_buf why;
        struct mk_error e = { 0 };
        bool yes = true;
        mk_buf_init(&why, 400);
        int rc = mk_trust_allows(&yes, &why, mk_str(bad[i]), &ask, &e);
        assert_int_equal(rc, -1);
        assert_int_equal(e.code, MK_EFORMAT);
        assert_non_null(strstr(e.text, "line 1"));
        mk_buf_done(&why);
    }
}

static void certificates_of_an_authority_are_trusted_for_what_they_say(void **s)
{
    (void)s;
    static const struct {
        const char *flag, *value;
        bool stock, allowed;
    } t[] = {
        { "-V", "20250101000000Z:20270101000000Z", true, true },
        { "-V", "20250101000000Z:20251231000000Z", false, false },
        { "-V", "20260102000000Z:20270101000000Z", false, false },
        { "-O", "force-command=/bin/true", true, false }, /* only for logging in: we refuse */
        { "-O", "critical:later@example.org=x", true, false },
        { "-O", "clear", true, true },
        { "-n", "kit:K2", false, false },
        { "-n", "kit:K2,kit:K1", true, true },
        { "-h", "-q", false, false }, /* a host's */
    };
    char why[400];
    if (!stock)
        return;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        const char *flag = t[i].flag, *names = flag[1] == 'n' ? "-q" : "-nkit:K1";
        CERTIFY(in("ca"), "ed", names, flag, t[i].value);
        sign_stock(in("ed-cert.pub"), in("cert.sig"));
        struct ask a = { .sig = in("cert.sig"),
                         .trust = trust("t4", "*", "cert-authority", in("ca.pub")) };
        enum mk_sshsig got = check(&a, why);
        if ((got == MK_SIG_TRUSTED) != t[i].allowed)
            print_message("%s %s: %s\n", flag, t[i].value, why);
        assert_int_equal(got, t[i].allowed ? MK_SIG_TRUSTED : MK_SIG_UNTRUSTED);
        assert_int_equal(stock_allows(&a), t[i].stock);
        a.trust = trust("t4", "*", "", in("ca.pub")); /* not as an authority */
        assert_int_equal(check(&a, why), MK_SIG_UNTRUSTED);
        a.trust = trust("t4", "*", "cert-authority", in("p256.pub"));
        assert_int_equal(check(&a, why), MK_SIG_UNTRUSTED);
        a.trust = NULL;
        assert_int_equal(check(&a, why), MK_SIG_NO_TRUST);
    }
}

static void every_kind_of_key_certifies_every_other(void **s)
{
    (void)s;
    char why[400];
    for (size_t i = 0; stock && i < KEYS; i++) {
        const char *ca = keys[(i + 1) % KEYS].name, *key = keys[i].name;
        CERTIFY(in(ca), key, "-n", "kit:K1");
        sign_stock(in2(key, "-cert.pub"), in("cert.sig"));
        struct ask a = { .sig = in("cert.sig"),
                         .trust = trust("t5", "kit:*", "cert-authority", in2(ca, ".pub")) };
        assert_true(stock_allows(&a));
        assert_int_equal(check(&a, why), MK_SIG_TRUSTED);
        assert_non_null(strstr(why, "kit one"));
    }
}

static void a_certificate_whose_every_bit_counts(void **s)
{
    (void)s;
    struct mk_buf text, blob;
    if (!stock)
        return;
    CERTIFY(in("ca"), "ed", "-n", "kit:K1");
    mk_buf_init(&text, 10000);
    mk_buf_init(&blob, 10000);
    stock_read(&text, in("ed-cert.pub"));
    const uint8_t *from = memchr(text.p, ' ', text.len);
    assert_non_null(from);
    const uint8_t *to = memchr(from + 1, ' ', 5000);
    assert_true(mk_base64_get(&blob, mk_span(from + 1, (size_t)(to - from) - 1)));
    for (size_t n = 0; n <= blob.len; n++) {
        struct mk_sshpub k;
        int rc = mk_sshpub_parse(&k, mk_span(blob.p, n), NULL);
        assert_int_equal(rc == 0, n == blob.len);
        if (rc == 0)
            mk_sshpub_done(&k);
    }
    for (size_t n = 0; n < 8 * blob.len; n += STRIDE) {
        struct mk_sshpub k;
        blob.p[n / 8] ^= (uint8_t)(1 << n % 8);
        int rc = mk_sshpub_parse(&k, mk_buf_span(&blob), NULL);
        blob.p[n / 8] ^= (uint8_t)(1 << n % 8);
        assert_int_equal(rc, -1);
    }
    mk_buf_done(&text);
    mk_buf_done(&blob);
}

/* A KRL of ssh-keygen out of a specification (or keys) for the authority `ca`. */
static const char *krl(const char *spec, const char *extra)
{
    stock_write(in("spec"), mk_str(spec));
    unlink(in("krl"));
    int rc = extra ? STOCK(NULL, NULL, KEYGEN, "-q", "-k", "-f", in("krl"), "-s", in("ca.pub"),
                           in("spec"), extra)
                   : STOCK(NULL, NULL, KEYGEN, "-q", "-k", "-f", in("krl"), "-s", in("ca.pub"),
                           in("spec"));
    assert_int_equal(rc, 0);
    return in("krl");
}

static void what_a_krl_names_is_revoked_and_nothing_else(void **s)
{
    (void)s;
    char why[400], key[2000], of_sha1[2100], of_sha256[2100], of_key[2100];
    struct mk_buf pub;
    if (!stock)
        return;
    CERTIFY(in("ca"), "ed", "-n", "kit:K1");
    sign_stock(in("ed-cert.pub"), in("cert.sig"));
    trust("t6", "*", "cert-authority", in("ca.pub"));
    mk_buf_init(&pub, 1900);
    stock_read(&pub, in("ed.pub"));
    snprintf(key, sizeof key, "%s", mk_buf_cstr(&pub));
    mk_buf_done(&pub);
    snprintf(of_key, sizeof of_key, "key: %s", key);
    snprintf(of_sha1, sizeof of_sha1, "sha1: %s", key);
    snprintf(of_sha256, sizeof of_sha256, "sha256: %s", key);
    const struct {
        const char *spec, *extra;
        bool revoked;
    } t[] = {
        { "serial: 77\n", NULL, true },
        { "serial: 78\n", NULL, false },
        { "serial: 70-80\n", NULL, true },
        { "serial: 78-80\n", NULL, false },
        { "serial: 71\nserial: 73\nserial: 75\nserial: 77\nserial: 79\nserial: 90\n", NULL, true },
        { "serial: 71\nserial: 73\nserial: 75\nserial: 76\nserial: 79\nserial: 90\n", NULL, false },
        { "serial: 1\nserial: 77\nserial: 1000000\nserial: 5000000000\n", NULL, true },
        { "id: kit one\n", NULL, true },
        { "id: kit two\n", NULL, false },
        { of_key, NULL, true },
        { of_sha1, NULL, true },
        { of_sha256, NULL, true },
        { "", in("ed-cert.pub"), true },
        { "", in("p256.pub"), false },
        { "", in("ca.pub"), true },
        { "", NULL, false },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct ask a = { .sig = in("cert.sig"), .trust = in("t6") };
        a.revoked = krl(t[i].spec, t[i].extra);
        enum mk_sshsig got = check(&a, why);
        if ((got == MK_SIG_UNTRUSTED) != t[i].revoked)
            print_message("%s: %s\n", t[i].spec, why);
        assert_int_equal(got, t[i].revoked ? MK_SIG_UNTRUSTED : MK_SIG_TRUSTED);
        assert_int_equal(stock_allows(&a), !t[i].revoked);
        if (t[i].revoked)
            assert_non_null(strstr(why, "revoked"));
    }
}

static void a_list_of_keys_revokes_too(void **s)
{
    (void)s;
    char why[400];
    if (!stock)
        return;
    struct ask a = { .sig = in("ed.sig"), .trust = trust("t7", "*", "", in("ed.pub")) };
    a.revoked = in("p256.pub");
    assert_int_equal(check(&a, why), MK_SIG_TRUSTED);
    a.revoked = in("ed.pub");
    assert_int_equal(check(&a, why), MK_SIG_UNTRUSTED);
    assert_false(stock_allows(&a));
    CERTIFY(in("ca"), "ed", "-n", "kit:K1");
    sign_stock(in("ed-cert.pub"), in("cert.sig"));
    a.sig = in("cert.sig");
    a.trust = trust("t7", "*", "cert-authority", in("ca.pub"));
    assert_int_equal(check(&a, why), MK_SIG_UNTRUSTED);
    a.revoked = in("ca.pub");
    assert_int_equal(check(&a, why), MK_SIG_UNTRUSTED);
    assert_non_null(strstr(why, "authority"));
}

static void a_damaged_krl_is_an_error_and_never_read_as_empty(void **s)
{
    (void)s;
    struct mk_buf file, blob, text;
    struct mk_sshpub k;
    if (!stock)
        return;
    mk_buf_init(&file, 10000);
    mk_buf_init(&text, 10000);
    mk_buf_init(&blob, 10000);
    stock_read(&file, krl("serial: 1-9\nserial: 77\nid: x\n", in("p256.pub")));
    stock_read(&text, in("ed.pub"));
    const uint8_t *from = memchr(text.p, ' ', text.len), *to = memchr(from + 1, ' ', 500);
    assert_true(mk_base64_get(&blob, mk_span(from + 1, (size_t)(to - from) - 1)));
    int rc = mk_sshpub_parse(&k, mk_buf_span(&blob), NULL);
    assert_int_equal(rc, 0);
    size_t whole = 0;
    for (size_t n = 1; n <= file.len; n++) {
        struct mk_buf why;
        bool yes = false;
        mk_buf_init(&why, 400);
        whole += mk_trust_revoked(&yes, &why, mk_span(file.p, n), &k, NULL) == 0;
        assert_false(yes);
        mk_buf_done(&why);
    }
    assert_in_range(whole, 1, 4); /* cut between sections it is a shorter list */
    mk_sshpub_done(&k);
    mk_buf_done(&file);
    mk_buf_done(&blob);
    mk_buf_done(&text);
}

/* ---- hardware keys, played in software: stock ssh-keygen can sign with none that is not there
 * ---- */

struct token {
    EVP_PKEY *key;
    bool ec;
    struct mk_buf pub;
};

static void put_mpint(struct mk_buf *b, const BIGNUM *n)
{
    uint8_t raw[80] = { 0 };
    int len = BN_bn2bin(n, raw + 1);
    bool high = raw[1] & 0x80;
    mk_ssh_put(b, mk_span(raw + !high, (size_t)len + high));
}

static void token_make(struct token *t, bool ec)
{
    uint8_t raw[200];
    size_t n = sizeof raw;
    *t = (struct token){ .ec = ec };
    mk_buf_init(&t->pub, 1000);
    t->key = ec ? EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256")
                : EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");
    assert_non_null(t->key);
    mk_ssh_puts(&t->pub, ec ? "sk-ecdsa-sha2-nistp256@openssh.com" : "sk-ssh-ed25519@openssh.com");
    if (ec) {
        mk_ssh_puts(&t->pub, "nistp256");
        assert_int_equal(EVP_PKEY_get_octet_string_param(t->key, "pub", raw, sizeof raw, &n), 1);
    } else {
        assert_int_equal(EVP_PKEY_get_raw_public_key(t->key, raw, &n), 1);
    }
    mk_ssh_put(&t->pub, mk_span(raw, n));
    mk_ssh_puts(&t->pub, "ssh:");
}

/* PROTOCOL.u2f: what the token signs is made of hashes, its flags and its counter. */
static void token_sign(struct mk_buf *out, const struct token *t, uint8_t flags,
                       struct mk_span message)
{
    struct mk_buf text;
    struct mk_digest app, msg;
    uint8_t raw[200];
    size_t n = sizeof raw;
    int rc = mk_sha256_of(&app, mk_str("ssh:"), NULL) | mk_sha256_of(&msg, message, NULL);
    assert_int_equal(rc, 0);
    mk_buf_init(&text, 1000);
    mk_buf_put(&text, app.b, sizeof app.b);
    mk_buf_u8(&text, flags);
    mk_buf_u32be(&text, 41);
    mk_buf_put(&text, msg.b, sizeof msg.b);
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    assert_int_equal(
        EVP_DigestSignInit_ex(c, NULL, t->ec ? "SHA256" : NULL, NULL, NULL, t->key, NULL), 1);
    assert_int_equal(EVP_DigestSign(c, raw, &n, text.p, text.len), 1);
    EVP_MD_CTX_free(c);
    mk_buf_clear(&text);
    if (t->ec) {
        const uint8_t *der = raw;
        ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)n);
        put_mpint(&text, ECDSA_SIG_get0_r(sig));
        put_mpint(&text, ECDSA_SIG_get0_s(sig));
        ECDSA_SIG_free(sig);
    } else {
        mk_buf_put(&text, raw, n);
    }
    mk_ssh_puts(out, t->ec ? "sk-ecdsa-sha2-nistp256@openssh.com" : "sk-ssh-ed25519@openssh.com");
    mk_ssh_put(out, mk_buf_span(&text));
    mk_buf_u8(out, flags);
    mk_buf_u32be(out, 41);
    mk_buf_done(&text);
}

static void signatures_of_hardware_keys_need_a_touch(void **s)
{
    (void)s;
    char why[400];
    for (int i = 0; i < 4; i++) {
        struct token t;
        struct mk_buf text, made, blob, file;
        bool touched = i & 1;
        token_make(&t, i & 2);
        mk_buf_init(&text, 1000);
        mk_buf_init(&made, 1000);
        mk_buf_init(&blob, 10000);
        mk_buf_init(&file, 10000);
        int rc = mk_sshsig_message(&text, MK_SSH_NAMESPACE, "sha512", mk_str(MESSAGE), NULL);
        assert_int_equal(rc, 0);
        token_sign(&made, &t, touched ? 1 : 0, mk_buf_span(&text));
        mk_buf_puts(&blob, "SSHSIG");
        mk_buf_u32be(&blob, 1);
        mk_ssh_put(&blob, mk_buf_span(&t.pub));
        mk_ssh_puts(&blob, MK_SSH_NAMESPACE);
        mk_ssh_puts(&blob, "");
        mk_ssh_puts(&blob, "sha512");
        mk_ssh_put(&blob, mk_buf_span(&made));
        mk_ssh_armour(&file, MK_SSHSIG_LABEL, mk_buf_span(&blob));
        stock_write(in("sk.sig"), mk_buf_span(&file));
        mk_buf_clear(&file);
        mk_buf_puts(&file, "sk-");
        mk_buf_puts(&file, t.ec ? "ecdsa-sha2-nistp256@openssh.com " : "ssh-ed25519@openssh.com ");
        mk_base64_put(&file, mk_buf_span(&t.pub), 0);
        mk_buf_puts(&file, "\n");
        stock_write(in("sk.pub"), mk_buf_span(&file));
        struct ask a = { .sig = in("sk.sig"), .trust = trust("t9", "*", "", in("sk.pub")) };
        assert_int_equal(check(&a, why), touched ? MK_SIG_TRUSTED : MK_SIG_UNTRUSTED);
        if (touched && stock)
            assert_true(stock_allows(&a));
        if (!touched)
            assert_non_null(strstr(why, "not touched"));
        a.message = "another\n";
        assert_int_equal(check(&a, why), MK_SIG_BAD);
        if (stock && touched) { /* certified, as an authority would enrol an officer's token */
            CERTIFY(in("ca"), "sk", "-n", "kit:K1", "-Ono-touch-required");
            struct mk_buf cert;
            mk_buf_init(&cert, 10000);
            stock_read(&cert, in("sk-cert.pub"));
            const uint8_t *from = memchr(cert.p, ' ', cert.len), *to = memchr(from + 1, ' ', 9000);
            mk_buf_clear(&text);
            if (!to)
                to = memchr(from + 1, '\n', 9000);
            assert_true(mk_base64_get(&text, mk_span(from + 1, (size_t)(to - from) - 1)));
            struct mk_sshpub k;
            rc = mk_sshpub_parse(&k, mk_buf_span(&text), NULL);
            assert_int_equal(rc, 0);
            assert_true(k.is_cert && mk_span_eq(mk_buf_span(&k.plain), mk_buf_span(&t.pub)));
            assert_true(mk_sshcert_has_extension(&k.cert, "no-touch-required"));
            mk_sshpub_done(&k);
            mk_buf_done(&cert);
        }
        EVP_PKEY_free(t.key);
        mk_buf_done(&t.pub);
        mk_buf_done(&text);
        mk_buf_done(&made);
        mk_buf_done(&blob);
        mk_buf_done(&file);
    }
}

static void patterns_match_as_ssh_config_says(void **s)
{
    (void)s;
    static const struct {
        const char *patterns, *name;
        bool match;
    } t[] = {
        { "*", "", true },
        { "", "", false },
        { "a*b*c", "axxbyyc", true },
        { "a*b*c", "axxbyy", false },
        { "?", "", false },
        { "a,b", "b", true },
        { "!b,*", "b", false },
        { "*,!b", "c", true },
        { "!b", "c", false },
        { "****a", "bbba", true },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_int_equal(mk_trust_match(mk_str(t[i].patterns), mk_str(t[i].name)), t[i].match);
}

static void no_memory_is_an_error_and_not_a_bad_signature(void **s)
{
    (void)s;
    struct mk_buf sig;
    if (!stock)
        return;
    CERTIFY(in("ca"), "ed", "-n", "kit:K1");
    sign_stock(in("ed-cert.pub"), in("cert.sig"));
    trust("t8", "*", "cert-authority", in("ca.pub"));
    krl("serial: 5\n", NULL);
    mk_buf_init(&sig, 10000);
    stock_read(&sig, in("cert.sig"));
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf why;
        enum mk_sshsig out = MK_SIG_BAD;
        mk_buf_init(&why, 400);
        int rc = mk_sshsig_check(&out, &why, mk_buf_span(&sig), mk_str(MESSAGE), MK_SSH_NAMESPACE,
                                 "kit:K1", in("t8"), in("krl"), NOW, NULL);
        if ((rc == 0) == fault_fired())
            print_message("call %d: %d %.*s\n", n, out, (int)why.len, (const char *)why.p);
        assert_int_equal(rc == 0, !fault_fired());
        if (rc == 0)
            assert_int_equal(out, MK_SIG_TRUSTED);
        mk_buf_done(&why);
    }
    mk_buf_done(&sig);
}

static int setup(void **s)
{
    (void)s;
    stock_dir(dir);
    stock = stock_have(KEYGEN);
    for (size_t i = 0; stock && i < KEYS; i++) {
        assert_int_equal(STOCK(NULL, NULL, KEYGEN, "-q", "-t", keys[i].type, "-b", keys[i].bits,
                               "-N", "", "-f", in(keys[i].name)),
                         0);
        sign_stock(in(keys[i].name), in2(keys[i].name, ".sig"));
    }
    if (stock)
        assert_int_equal(STOCK(NULL, NULL, KEYGEN, "-q", "-t", "ed25519", "-N", "", "-f", in("ca")),
                         0);
    return 0;
}

static int teardown(void **s)
{
    (void)s;
    stock_remove(dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_of_every_kind_of_key_are_checked),
        cmocka_unit_test(sha256_signatures_are_good_and_weak_rsa_is_not),
        cmocka_unit_test(our_signatures_pass_stock_ssh_keygen),
        cmocka_unit_test(every_flipped_bit_and_truncation_of_a_signature_is_noticed),
        cmocka_unit_test(options_of_the_trust_file_are_kept_as_stock_keeps_them),
        cmocka_unit_test(a_trust_file_that_is_not_understood_is_an_error),
        cmocka_unit_test(certificates_of_an_authority_are_trusted_for_what_they_say),
        cmocka_unit_test(every_kind_of_key_certifies_every_other),
        cmocka_unit_test(a_certificate_whose_every_bit_counts),
        cmocka_unit_test(what_a_krl_names_is_revoked_and_nothing_else),
        cmocka_unit_test(a_list_of_keys_revokes_too),
        cmocka_unit_test(a_damaged_krl_is_an_error_and_never_read_as_empty),
        cmocka_unit_test(signatures_of_hardware_keys_need_a_touch),
        cmocka_unit_test(patterns_match_as_ssh_config_says),
        cmocka_unit_test(no_memory_is_an_error_and_not_a_bad_signature),
    };
    return cmocka_run_group_tests_name("sshsig", tests, setup, teardown);
}
