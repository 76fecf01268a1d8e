#include "firmware/bundle/sshpub.h"
#include "firmware/bundle/sshsig.h"
#include "firmware/bundle/sshwire.h"
#include "parsers/base/hash.h"
#include "tests/lib/fault.h"
#include "tests/lib/ssh_case.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <openssl/ec.h>
#include <openssl/evp.h>

static void signatures_of_every_kind_of_key_are_checked(void **s)
{
    (void)s;
    char why[400];
    for (size_t i = 0; ssh_stock && i < SSH_KEYS; i++) {
        struct ssh_ask a = { .sig = ssh_in2(ssh_keys[i].name, ".sig") };
        assert_int_equal(ssh_check(&a, why), MK_SIG_NO_TRUST);
        assert_non_null(strstr(why, "SHA256:"));
        a.message = "another\n";
        assert_int_equal(ssh_check(&a, why), MK_SIG_BAD);
        a.message = NULL;
        a.space = "file";
        assert_int_equal(ssh_check(&a, why), MK_SIG_BAD);
        a.space = NULL;
        a.trust = ssh_trust("t1", "kit:K1", "", ssh_in2(ssh_keys[i].name, ".pub"));
        assert_true(ssh_stock_allows(&a));
        assert_int_equal(ssh_check(&a, why), MK_SIG_TRUSTED);
        a.principal = "kit:K2";
        assert_false(ssh_stock_allows(&a));
        assert_int_equal(ssh_check(&a, why), MK_SIG_UNTRUSTED);
        a.principal = NULL;
        a.trust = ssh_trust("t1", "kit:K1", "", ssh_in2(ssh_keys[(i + 1) % SSH_KEYS].name, ".pub"));
        assert_false(ssh_stock_allows(&a));
        assert_int_equal(ssh_check(&a, why), MK_SIG_UNTRUSTED);
    }
}

static void sha256_signatures_are_good_and_weak_rsa_is_not(void **s)
{
    (void)s;
    char why[400];
    if (!ssh_stock)
        return;
    stock_write(ssh_in("m"), mk_str(SSH_MESSAGE));
    assert_int_equal(STOCK(NULL, NULL, SSH_KEYGEN, "-q", "-Y", "sign", "-Ohashalg=sha256", "-f",
                           ssh_in("ed"), "-n", MK_SSH_NAMESPACE, ssh_in("m")),
                     0);
    struct ssh_ask a = { .sig = ssh_in("m.sig") };
    assert_int_equal(ssh_check(&a, why), MK_SIG_NO_TRUST);
    if (STOCK(NULL, NULL, SSH_KEYGEN, "-q", "-t", "rsa", "-b", "1024", "-N", "", "-f",
              ssh_in("weak")) != 0)
        return; /* some builds no longer make such keys */
    ssh_sign_stock(ssh_in("weak"), ssh_in("weak.sig"));
    a.sig = ssh_in("weak.sig");
    assert_int_equal(ssh_check(&a, why), MK_SIG_BAD);
    assert_non_null(strstr(why, "2048"));
}

static void our_signatures_pass_stock_ssh_keygen(void **s)
{
    (void)s;
    struct mk_sshkey *k = NULL;
    struct mk_buf sig;
    char why[400];
    int rc = mk_sshkey_make(ssh_in("own"), "kit", NULL);
    assert_int_equal(rc, 0);
    rc = mk_sshkey_load(&k, ssh_in("own"), NULL);
    assert_int_equal(rc, 0);
    mk_buf_init(&sig, 10000);
    rc = mk_sshkey_sign(&sig, k, MK_SSH_NAMESPACE, mk_str(SSH_MESSAGE), NULL);
    assert_int_equal(rc, 0);
    stock_write(ssh_in("own.sig"), mk_buf_span(&sig));
    struct ssh_ask a = { .sig = ssh_in("own.sig"),
                         .trust = ssh_trust("t2", "kit:*", "", ssh_in("own.pub")) };
    assert_int_equal(ssh_check(&a, why), MK_SIG_TRUSTED);
    if (ssh_stock)
        assert_true(ssh_stock_allows(&a));
    mk_sshkey_free(k);
    mk_buf_done(&sig);
}

static void every_flipped_bit_and_truncation_of_a_signature_is_noticed(void **s)
{
    (void)s;
    struct mk_buf sig;
    if (!ssh_stock)
        return;
    mk_buf_init(&sig, 10000);
    for (size_t i = 0; i < SSH_KEYS; i += 1 + (i == 1)) { /* p384 is like p256 */
        mk_buf_clear(&sig);
        stock_read(&sig, ssh_in2(ssh_keys[i].name, ".sig"));
        for (size_t n = 0; n < 8 * sig.len + sig.len; n += SSH_STRIDE) {
            enum mk_sshsig out = MK_SIG_TRUSTED;
            struct mk_buf why;
            mk_buf_init(&why, 400);
            bool flip = n < 8 * sig.len;
            if (flip)
                sig.p[n / 8] ^= (uint8_t)(1 << n % 8);
            int rc = mk_sshsig_check(&out, &why, mk_span(sig.p, flip ? sig.len : n - 8 * sig.len),
                                     mk_str(SSH_MESSAGE), MK_SSH_NAMESPACE, "kit:K1", NULL, NULL,
                                     SSH_NOW, NULL);
            if (flip)
                sig.p[n / 8] ^= (uint8_t)(1 << n % 8);
            assert_int_equal(rc, 0);
            assert_int_equal(out, MK_SIG_BAD);
            mk_buf_done(&why);
        }
    }
    mk_buf_done(&sig);
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

/* A signature of SSH_MESSAGE by the token, and its public key, as files sk.sig and sk.pub. */
static void token_files(const struct token *t, bool touched)
{
    struct mk_buf text, made, blob, file;
    mk_buf_init(&text, 1000);
    mk_buf_init(&made, 1000);
    mk_buf_init(&blob, 10000);
    mk_buf_init(&file, 10000);
    int rc = mk_sshsig_message(&text, MK_SSH_NAMESPACE, "sha512", mk_str(SSH_MESSAGE), NULL);
    assert_int_equal(rc, 0);
    token_sign(&made, t, touched ? 1 : 0, mk_buf_span(&text));
    mk_buf_puts(&blob, "SSHSIG");
    mk_buf_u32be(&blob, 1);
    mk_ssh_put(&blob, mk_buf_span(&t->pub));
    mk_ssh_puts(&blob, MK_SSH_NAMESPACE);
    mk_ssh_puts(&blob, "");
    mk_ssh_puts(&blob, "sha512");
    mk_ssh_put(&blob, mk_buf_span(&made));
    mk_ssh_armour(&file, MK_SSHSIG_LABEL, mk_buf_span(&blob));
    stock_write(ssh_in("sk.sig"), mk_buf_span(&file));
    mk_buf_clear(&file);
    mk_buf_puts(&file, "sk-");
    mk_buf_puts(&file, t->ec ? "ecdsa-sha2-nistp256@openssh.com " : "ssh-ed25519@openssh.com ");
    mk_base64_put(&file, mk_buf_span(&t->pub), 0);
    mk_buf_puts(&file, "\n");
    stock_write(ssh_in("sk.pub"), mk_buf_span(&file));
    mk_buf_done(&text);
    mk_buf_done(&made);
    mk_buf_done(&blob);
    mk_buf_done(&file);
}

/* The token's key certified, as an authority would enrol an officer's. */
static void check_certified(const struct token *t)
{
    struct mk_buf cert, blob;
    struct mk_sshpub k;
    SSH_CERTIFY(ssh_in("ca"), "sk", "-n", "kit:K1", "-Ono-touch-required");
    mk_buf_init(&cert, 10000);
    mk_buf_init(&blob, 10000);
    stock_read(&cert, ssh_in("sk-cert.pub"));
    const char *from = strchr(mk_buf_cstr(&cert), ' ');
    assert_non_null(from);
    assert_true(mk_base64_get(&blob, mk_span((const uint8_t *)from + 1, strcspn(from + 1, " \n"))));
    int rc = mk_sshpub_parse(&k, mk_buf_span(&blob), NULL);
    assert_int_equal(rc, 0);
    assert_true(k.is_cert && mk_span_eq(mk_buf_span(&k.plain), mk_buf_span(&t->pub)));
    assert_true(mk_sshcert_has_extension(&k.cert, "no-touch-required"));
    mk_sshpub_done(&k);
    mk_buf_done(&blob);
    mk_buf_done(&cert);
}

static void signatures_of_hardware_keys_need_a_touch(void **s)
{
    (void)s;
    char why[400];
    for (int i = 0; i < 4; i++) {
        struct token t;
        bool touched = i & 1;
        token_make(&t, i & 2);
        token_files(&t, touched);
        struct ssh_ask a = { .sig = ssh_in("sk.sig"),
                             .trust = ssh_trust("t9", "*", "", ssh_in("sk.pub")) };
        assert_int_equal(ssh_check(&a, why), touched ? MK_SIG_TRUSTED : MK_SIG_UNTRUSTED);
        if (touched && ssh_stock)
            assert_true(ssh_stock_allows(&a));
        assert_non_null(strstr(why, touched ? "hardware key for ssh:, touched, signature "
                                            : "hardware key for ssh:, not touched, signature "));
        a.message = "another\n";
        assert_int_equal(ssh_check(&a, why), MK_SIG_BAD);
        if (touched && ssh_stock)
            check_certified(&t);
        EVP_PKEY_free(t.key);
        mk_buf_done(&t.pub);
    }
}

static void no_memory_is_an_error_and_not_a_bad_signature(void **s)
{
    (void)s;
    struct mk_buf sig;
    if (!ssh_stock)
        return;
    SSH_CERTIFY(ssh_in("ca"), "ed", "-n", "kit:K1");
    ssh_sign_stock(ssh_in("ed-cert.pub"), ssh_in("cert.sig"));
    ssh_trust("t8", "*", "cert-authority", ssh_in("ca.pub"));
    ssh_krl("serial: 5\n", NULL);
    mk_buf_init(&sig, 10000);
    stock_read(&sig, ssh_in("cert.sig"));
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf why;
        enum mk_sshsig out = MK_SIG_BAD;
        mk_buf_init(&why, 400);
        int rc =
            mk_sshsig_check(&out, &why, mk_buf_span(&sig), mk_str(SSH_MESSAGE), MK_SSH_NAMESPACE,
                            "kit:K1", ssh_in("t8"), ssh_in("krl"), SSH_NOW, NULL);
        if ((rc == 0) == fault_fired())
            print_message("call %d: %d %.*s\n", n, out, (int)why.len, (const char *)why.p);
        assert_int_equal(rc == 0, !fault_fired());
        if (rc == 0)
            assert_int_equal(out, MK_SIG_TRUSTED);
        mk_buf_done(&why);
    }
    mk_buf_done(&sig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signatures_of_every_kind_of_key_are_checked),
        cmocka_unit_test(sha256_signatures_are_good_and_weak_rsa_is_not),
        cmocka_unit_test(our_signatures_pass_stock_ssh_keygen),
        cmocka_unit_test(every_flipped_bit_and_truncation_of_a_signature_is_noticed),
        cmocka_unit_test(signatures_of_hardware_keys_need_a_touch),
        cmocka_unit_test(no_memory_is_an_error_and_not_a_bad_signature),
    };
    return cmocka_run_group_tests_name("sshsig", tests, ssh_setup, ssh_teardown);
}
