#include "firmware/bundle/sshkey.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEYGEN "/usr/bin/ssh-keygen"

static struct mk_sshkey *made(const char *name)
{
    struct mk_sshkey *k = NULL;
    struct mk_error e = { 0 };
    int rc = mk_sshkey_make(stock_in(name), "kit K1", &e);
    assert_int_equal(rc, 0);
    rc = mk_sshkey_load(&k, stock_in(name), &e);
    assert_int_equal(rc, 0);
    return k;
}

static void a_made_key_is_private_and_never_written_over(void **s)
{
    (void)s;
    struct stat st;
    struct mk_error e = { 0 };
    struct mk_buf pub;
    struct mk_sshkey *k = made("own");
    mk_buf_init(&pub, 1000);
    assert_int_equal(stat(stock_in("own"), &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    stock_read(&pub, stock_in("own.pub"));
    assert_true(mk_span_starts(mk_buf_span(&pub), mk_str(mk_sshkey_public(k))));
    assert_true(mk_span_ends(mk_buf_span(&pub), mk_str(" kit K1\n")));
    int rc = mk_sshkey_make(stock_in("own"), "again", &e);
    assert_int_equal(rc, -1);
    mk_buf_clear(&pub);
    stock_read(&pub, stock_in("own.pub"));
    assert_true(mk_span_ends(mk_buf_span(&pub), mk_str(" kit K1\n")));
    mk_sshkey_free(k);
    mk_buf_done(&pub);
}

static void stock_ssh_keygen_reads_our_keys(void **s)
{
    (void)s;
    struct mk_buf pub;
    struct mk_sshkey *k = made("for-stock");
    if (stock_have(KEYGEN)) {
        mk_buf_init(&pub, 1000);
        assert_int_equal(STOCK(NULL, stock_in("y"), KEYGEN, "-y", "-f", stock_in("for-stock")), 0);
        stock_read(&pub, stock_in("y"));
        assert_true(mk_span_starts(mk_buf_span(&pub), mk_str(mk_sshkey_public(k))));
        assert_int_equal(STOCK(NULL, NULL, KEYGEN, "-l", "-f", stock_in("for-stock.pub")), 0);
        mk_buf_done(&pub);
    }
    mk_sshkey_free(k);
}

static void keys_of_stock_ssh_keygen_are_read_and_others_told_apart(void **s)
{
    (void)s;
    struct mk_sshkey *k = NULL;
    struct mk_error e = { 0 };
    if (!stock_have(KEYGEN))
        return;
    assert_int_equal(
        STOCK(NULL, NULL, KEYGEN, "-q", "-t", "ed25519", "-N", "", "-f", stock_in("s")), 0);
    assert_int_equal(
        STOCK(NULL, NULL, KEYGEN, "-q", "-t", "ed25519", "-N", "secret", "-f", stock_in("locked")),
        0);
    assert_int_equal(STOCK(NULL, NULL, KEYGEN, "-q", "-t", "ecdsa", "-N", "", "-f", stock_in("ec")),
                     0);
    int rc = mk_sshkey_load(&k, stock_in("s"), &e);
    assert_int_equal(rc, 0);
    mk_sshkey_free(k);
    rc = mk_sshkey_load(&k, stock_in("locked"), &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EAUTH);
    rc = mk_sshkey_load(&k, stock_in("ec"), &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EAUTH);
    rc = mk_sshkey_load(&k, stock_in("none"), &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EABSENT);
}

static void every_truncation_and_flip_of_a_key_is_refused_or_harmless(void **s)
{
    (void)s;
    struct mk_buf text;
    struct mk_error e = { 0 };
    struct mk_sshkey *k = made("damaged");
    mk_buf_init(&text, 4096);
    stock_read(&text, stock_in("damaged"));
    for (size_t n = 0; n + 1 < text.len; n++) { /* the last byte is an LF */
        struct mk_sshkey *bad = NULL;
        stock_write(stock_in("cut"), mk_span(text.p, n));
        int rc = mk_sshkey_load(&bad, stock_in("cut"), &e);
        assert_int_equal(rc, -1);
    }
    for (size_t n = 0; n < text.len; n++) {
        struct mk_sshkey *bad = NULL;
        text.p[n] ^= 1;
        stock_write(stock_in("cut"), mk_buf_span(&text));
        text.p[n] ^= 1;
        /* Loaded, it was only in the comment or the check. */
        if (mk_sshkey_load(&bad, stock_in("cut"), &e) == 0)
            assert_string_equal(mk_sshkey_public(bad), mk_sshkey_public(k));
        mk_sshkey_free(bad);
    }
    mk_sshkey_free(k);
    mk_buf_done(&text);
}

static void signing_gives_the_very_bytes_of_stock_ssh_keygen(void **s)
{
    (void)s;
    struct mk_buf own, tool;
    struct mk_sshkey *k = made("signer");
    mk_buf_init(&own, 10000);
    mk_buf_init(&tool, 10000);
    int rc = mk_sshkey_sign(&own, k, MK_SSH_NAMESPACE, mk_str("a message"), NULL);
    assert_int_equal(rc, 0);
    if (stock_have(KEYGEN)) { /* Ed25519 is deterministic */
        rc = mk_ssh_sign_by_tool(&tool, stock_in("signer"), MK_SSH_NAMESPACE, mk_str("a message"),
                                 NULL);
        assert_int_equal(rc, 0);
        assert_int_equal(own.len, tool.len);
        assert_memory_equal(own.p, tool.p, own.len);
    }
    mk_sshkey_free(k);
    mk_buf_done(&own);
    mk_buf_done(&tool);
}

static void with_a_certificate_beside_it_the_key_signs_as_certified(void **s)
{
    (void)s;
    struct mk_buf own, tool;
    struct mk_sshkey *k = NULL, *other = made("other");
    struct mk_error e = { 0 };
    mk_buf_init(&own, 10000);
    mk_buf_init(&tool, 10000);
    mk_sshkey_free(made("certified"));
    mk_sshkey_free(made("authority"));
    if (stock_have(KEYGEN)) {
        assert_int_equal(STOCK(NULL, NULL, KEYGEN, "-q", "-s", stock_in("authority"), "-I",
                               "kit one", "-n", "kit:K1", "-V", "always:forever",
                               stock_in("certified.pub")),
                         0);
        int rc = mk_sshkey_load(&k, stock_in("certified"), &e);
        assert_int_equal(rc, 0);
        rc = mk_sshkey_sign(&own, k, MK_SSH_NAMESPACE, mk_str("a message"), NULL);
        assert_int_equal(rc, 0);
        rc = mk_ssh_sign_by_tool(&tool, stock_in("certified"), MK_SSH_NAMESPACE,
                                 mk_str("a message"), NULL);
        assert_int_equal(rc, 0);
        assert_int_equal(own.len, tool.len);
        assert_memory_equal(own.p, tool.p, own.len);
        mk_sshkey_free(k);
        assert_int_equal(rename(stock_in("certified-cert.pub"), stock_in("other-cert.pub")), 0);
        rc = mk_sshkey_load(&k, stock_in("other"), &e); /* of another key */
        assert_int_equal(rc, -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
    mk_sshkey_free(other);
    mk_buf_done(&own);
    mk_buf_done(&tool);
}

static void a_tool_that_will_not_sign_is_told(void **s)
{
    (void)s;
    struct mk_buf out;
    struct mk_error e = { 0 };
    mk_buf_init(&out, 10000);
    int rc = mk_ssh_sign_by_tool(&out, stock_in("nothing"), MK_SSH_NAMESPACE, mk_str("m"), &e);
    assert_int_equal(rc, -1);
    assert_int_equal(out.len, 0);
    mk_buf_done(&out);
}

static void no_memory_leaves_no_half_key(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        int rc = mk_sshkey_make(stock_in("scarce"), "c", NULL);
        bool failed = fault_fired();
        fault_disarm();
        assert_int_equal(rc == 0, !failed);
        assert_int_equal(access(stock_in("scarce"), F_OK) == 0, !failed);
        assert_int_equal(access(stock_in("scarce.pub"), F_OK) == 0, !failed);
    }
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf out;
        struct mk_sshkey *k = NULL;
        mk_buf_init(&out, 10000);
        int rc = mk_sshkey_load(&k, stock_in("scarce"), NULL);
        if (rc == 0)
            rc = mk_sshkey_sign(&out, k, MK_SSH_NAMESPACE, mk_str("m"), NULL);
        assert_int_equal(rc == 0, !fault_fired());
        mk_sshkey_free(k);
        mk_buf_done(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_made_key_is_private_and_never_written_over),
        cmocka_unit_test(stock_ssh_keygen_reads_our_keys),
        cmocka_unit_test(keys_of_stock_ssh_keygen_are_read_and_others_told_apart),
        cmocka_unit_test(every_truncation_and_flip_of_a_key_is_refused_or_harmless),
        cmocka_unit_test(signing_gives_the_very_bytes_of_stock_ssh_keygen),
        cmocka_unit_test(with_a_certificate_beside_it_the_key_signs_as_certified),
        cmocka_unit_test(a_tool_that_will_not_sign_is_told),
        cmocka_unit_test(no_memory_leaves_no_half_key),
    };
    return cmocka_run_group_tests_name("sshkey", tests, stock_setup, stock_teardown);
}
