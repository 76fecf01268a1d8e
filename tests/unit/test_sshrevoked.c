#include "firmware/bundle/sshwire.h"
#include "firmware/bundle/trust.h"
#include "tests/lib/ssh_case.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>

static void what_a_krl_names_is_revoked_and_nothing_else(void **s)
{
    (void)s;
    char why[400], key[2000], of_sha1[2100], of_sha256[2100], of_key[2100];
    struct mk_buf pub;
    if (!ssh_stock)
        return;
    SSH_CERTIFY(ssh_in("ca"), "ed", "-n", "kit:K1");
    ssh_sign_stock(ssh_in("ed-cert.pub"), ssh_in("cert.sig"));
    ssh_trust("t6", "*", "cert-authority", ssh_in("ca.pub"));
    mk_buf_init(&pub, 1900);
    stock_read(&pub, ssh_in("ed.pub"));
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
        { "", ssh_in("ed-cert.pub"), true },
        { "", ssh_in("p256.pub"), false },
        { "", ssh_in("ca.pub"), true },
        { "", NULL, false },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct ssh_ask a = { .sig = ssh_in("cert.sig"), .trust = ssh_in("t6") };
        a.revoked = ssh_krl(t[i].spec, t[i].extra);
        enum mk_sshsig got = ssh_check(&a, why);
        if ((got == MK_SIG_REVOKED) != t[i].revoked)
            print_message("%s: %s\n", t[i].spec, why);
        assert_int_equal(got, t[i].revoked ? MK_SIG_REVOKED : MK_SIG_TRUSTED);
        assert_int_equal(ssh_stock_allows(&a), !t[i].revoked);
        if (t[i].revoked)
            assert_non_null(strstr(why, "revoked"));
    }
}

static void a_list_of_keys_revokes_too(void **s)
{
    (void)s;
    char why[400];
    if (!ssh_stock)
        return;
    struct ssh_ask a = { .sig = ssh_in("ed.sig"),
                         .trust = ssh_trust("t7", "*", "", ssh_in("ed.pub")) };
    a.revoked = ssh_in("p256.pub");
    assert_int_equal(ssh_check(&a, why), MK_SIG_TRUSTED);
    a.revoked = ssh_in("ed.pub");
    assert_int_equal(ssh_check(&a, why), MK_SIG_REVOKED);
    assert_false(ssh_stock_allows(&a));
    SSH_CERTIFY(ssh_in("ca"), "ed", "-n", "kit:K1");
    ssh_sign_stock(ssh_in("ed-cert.pub"), ssh_in("cert.sig"));
    a.sig = ssh_in("cert.sig");
    a.trust = ssh_trust("t7", "*", "cert-authority", ssh_in("ca.pub"));
    assert_int_equal(ssh_check(&a, why), MK_SIG_REVOKED);
    a.revoked = ssh_in("ca.pub");
    assert_int_equal(ssh_check(&a, why), MK_SIG_REVOKED);
    assert_non_null(strstr(why, "authority"));
}

static void a_damaged_krl_is_an_error_and_never_read_as_empty(void **s)
{
    (void)s;
    struct mk_buf file, blob, text;
    struct mk_sshpub k;
    if (!ssh_stock)
        return;
    mk_buf_init(&file, 10000);
    mk_buf_init(&text, 10000);
    mk_buf_init(&blob, 10000);
    stock_read(&file, ssh_krl("serial: 1-9\nserial: 77\nid: x\n", ssh_in("p256.pub")));
    stock_read(&text, ssh_in("ed.pub"));
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_krl_names_is_revoked_and_nothing_else),
        cmocka_unit_test(a_list_of_keys_revokes_too),
        cmocka_unit_test(a_damaged_krl_is_an_error_and_never_read_as_empty),
    };
    return cmocka_run_group_tests_name("sshrevoked", tests, ssh_setup, ssh_teardown);
}
