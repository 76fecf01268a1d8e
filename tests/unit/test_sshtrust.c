#include "tests/lib/t.h"
#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/trust.h"
#include "parsers/base/base64.h"
#include "tests/lib/ssh_case.h"
#include "tests/lib/stock.h"

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
    for (size_t i = 0; ssh_stock && i < sizeof t / sizeof *t; i++) {
        struct ssh_ask a = { .sig = ssh_in("ed.sig"),
                             .trust =
                                 ssh_trust("t3", t[i].principals, t[i].options, ssh_in("ed.pub")) };
        enum mk_sshsig got = ssh_check(&a, why);
        if ((got == MK_SIG_TRUSTED) != t[i].allowed)
            print_message("%s %s: %s\n", t[i].principals, t[i].options, why);
        assert_int_equal(got, t[i].allowed ? MK_SIG_TRUSTED : MK_SIG_UNTRUSTED);
        assert_int_equal(ssh_stock_allows(&a), t[i].allowed);
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
    struct mk_trust_ask ask = { &k, &said, "kit:K1", MK_SSH_NAMESPACE, SSH_NOW };
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
    if (!ssh_stock)
        return;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        const char *flag = t[i].flag, *names = flag[1] == 'n' ? "-q" : "-nkit:K1";
        SSH_CERTIFY(ssh_in("ca"), "ed", names, flag, t[i].value);
        ssh_sign_stock(ssh_in("ed-cert.pub"), ssh_in("cert.sig"));
        struct ssh_ask a = { .sig = ssh_in("cert.sig"),
                             .trust = ssh_trust("t4", "*", "cert-authority", ssh_in("ca.pub")) };
        enum mk_sshsig got = ssh_check(&a, why);
        if ((got == MK_SIG_TRUSTED) != t[i].allowed)
            print_message("%s %s: %s\n", flag, t[i].value, why);
        assert_int_equal(got, t[i].allowed ? MK_SIG_TRUSTED : MK_SIG_UNTRUSTED);
        assert_int_equal(ssh_stock_allows(&a), t[i].stock);
        a.trust = ssh_trust("t4", "*", "", ssh_in("ca.pub")); /* not as an authority */
        assert_int_equal(ssh_check(&a, why), MK_SIG_UNTRUSTED);
        a.trust = ssh_trust("t4", "*", "cert-authority", ssh_in("p256.pub"));
        assert_int_equal(ssh_check(&a, why), MK_SIG_UNTRUSTED);
        a.trust = NULL;
        assert_int_equal(ssh_check(&a, why), MK_SIG_NO_TRUST);
    }
}

static void every_kind_of_key_certifies_every_other(void **s)
{
    (void)s;
    char why[400];
    for (size_t i = 0; ssh_stock && i < SSH_KEYS; i++) {
        const char *ca = ssh_keys[(i + 1) % SSH_KEYS].name, *key = ssh_keys[i].name;
        SSH_CERTIFY(ssh_in(ca), key, "-n", "kit:K1");
        ssh_sign_stock(ssh_in2(key, "-cert.pub"), ssh_in("cert.sig"));
        struct ssh_ask a = { .sig = ssh_in("cert.sig"),
                             .trust =
                                 ssh_trust("t5", "kit:*", "cert-authority", ssh_in2(ca, ".pub")) };
        assert_true(ssh_stock_allows(&a));
        assert_int_equal(ssh_check(&a, why), MK_SIG_TRUSTED);
        assert_non_null(strstr(why, "kit one"));
    }
}

static void a_certificate_whose_every_bit_counts(void **s)
{
    (void)s;
    struct mk_buf text, blob;
    if (!ssh_stock)
        return;
    SSH_CERTIFY(ssh_in("ca"), "ed", "-n", "kit:K1");
    mk_buf_init(&text, 10000);
    mk_buf_init(&blob, 10000);
    stock_read(&text, ssh_in("ed-cert.pub"));
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
    for (size_t n = 0; n < 8 * blob.len; n += SSH_STRIDE) {
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

#define ONE   "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGioYF66RzAUOwqHM2mXkKI563bdHLSj5YY7bY+iBiA1\n"
#define OTHER "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGioYF66RzAUOwqHM2mXkKI563bdHLSj5YY7bY+iBiA0\n"

static void a_name_in_full_with_other_keys_only_is_somebody_else(void **s)
{
    (void)s;
    static const struct {
        const char *file;
        bool other;
    } t[] = {
        { "", false },
        { "kit:K1 " ONE, false },
        { "kit:K1 " OTHER, true },
        { "# kit\nkit:K0,kit:K1 " OTHER, true },
        { "kit:K1 " OTHER "kit:K1 namespaces=\"file\" " ONE, false }, /* it has two */
        { "kit:K2 " OTHER, false },
        { "kit:* " OTHER, false }, /* nobody in particular */
        { "kit:K1 cert-authority " OTHER, false },
        { "kit:K1,!kit:K1 " OTHER, false },
    };
    struct mk_buf key;
    mk_buf_init(&key, 400);
    assert_true(
        mk_base64_get(&key, mk_str("AAAAC3NzaC1lZDI1NTE5AAAAIGioYF66RzAUOwqHM2mXkKI563bdHLSj5"
                                   "YY7bY+iBiA1")));
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        bool yes = !t[i].other;
        assert_int_equal(mk_trust_other(&yes, mk_str(t[i].file), "kit:K1", mk_buf_span(&key), NULL),
                         0);
        assert_int_equal(yes, t[i].other);
    }
    bool yes;
    assert_int_equal(mk_trust_other(&yes, mk_str("kit:K1\n"), "kit:K1", mk_buf_span(&key), NULL),
                     -1);
    mk_buf_done(&key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(options_of_the_trust_file_are_kept_as_stock_keeps_them),
        cmocka_unit_test(a_trust_file_that_is_not_understood_is_an_error),
        cmocka_unit_test(certificates_of_an_authority_are_trusted_for_what_they_say),
        cmocka_unit_test(every_kind_of_key_certifies_every_other),
        cmocka_unit_test(a_certificate_whose_every_bit_counts),
        cmocka_unit_test(a_name_in_full_with_other_keys_only_is_somebody_else),
        cmocka_unit_test(patterns_match_as_ssh_config_says),
    };
    return cmocka_run_group_tests_name("sshtrust", tests, ssh_setup, ssh_teardown);
}
