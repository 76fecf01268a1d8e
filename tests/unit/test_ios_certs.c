#include "firmware/ios/certs.h"
#include "tests/lib/t.h"
#include <openssl/pem.h>
#include <openssl/x509v3.h>

/* DevicePublicKey as phones give it: PKCS #1, "RSA PUBLIC KEY"; 1024 bits, made for this test. */
static const char device_key[] =
    "-----BEGIN RSA PUBLIC KEY-----\n"
    "MIGJAoGBANrCNAl6NJjBPd8ceNYhPJvIh1+Bloj6ozAdCv0ftbyAyLDCCfkn2/BN\n"
    "sTkkXeokfLpT0acvVPVCHLN5iw2JaYq8eKlmeXHG6Nm5Z1BXSdoVeirQ+JLdrF9X\n"
    "Tgm7+l4IHQsDO4t4wHLF1KaFc94PzUds+6QCXBgxyqMuA7vcZ0OxAgMBAAE=\n"
    "-----END RSA PUBLIC KEY-----\n";

static X509 *cert(const struct mk_buf *b)
{
    BIO *mem = BIO_new_mem_buf(b->p, (int)b->len);
    X509 *x = PEM_read_bio_X509(mem, NULL, NULL, NULL);
    BIO_free(mem);
    assert_non_null(x);
    return x;
}

static EVP_PKEY *key(const struct mk_buf *b)
{
    BIO *mem = BIO_new_mem_buf(b->p, (int)b->len);
    EVP_PKEY *k = PEM_read_bio_PrivateKey(mem, NULL, NULL, NULL);
    BIO_free(mem);
    assert_non_null(k);
    return k;
}

static void the_root_signs_host_and_device(void **s)
{
    (void)s;
    struct mk_certs c;
    assert_int_equal(mk_certs_make(&c, mk_str(device_key), NULL), 0);
    X509 *root = cert(&c.root), *host = cert(&c.host), *device = cert(&c.device);
    EVP_PKEY *root_key = key(&c.root_key), *host_key = key(&c.host_key);
    assert_int_equal(X509_verify(root, root_key), 1);
    assert_int_equal(X509_verify(host, root_key), 1);
    assert_int_equal(X509_verify(device, root_key), 1);
    assert_int_equal(X509_check_private_key(root, root_key), 1);
    assert_int_equal(X509_check_private_key(host, host_key), 1);
    assert_int_equal(X509_check_ca(root), 1);
    assert_int_equal(X509_check_ca(host), 0);
    assert_int_equal(X509_check_ca(device), 0);
    assert_int_equal(EVP_PKEY_get_bits(root_key), 2048);
    assert_int_equal(EVP_PKEY_get_bits(X509_get0_pubkey(device)), 1024);
    assert_true(X509_cmp_current_time(X509_get0_notAfter(host)) > 0);
    X509_free(root);
    X509_free(host);
    X509_free(device);
    EVP_PKEY_free(root_key);
    EVP_PKEY_free(host_key);
    mk_certs_done(&c);
}

static void two_identities_have_nothing_in_common(void **s)
{
    (void)s;
    struct mk_certs a, b;
    assert_int_equal(mk_certs_make(&a, mk_str(device_key), NULL), 0);
    assert_int_equal(mk_certs_make(&b, mk_str(device_key), NULL), 0);
    assert_false(mk_span_eq(mk_buf_span(&a.root_key), mk_buf_span(&b.root_key)));
    assert_false(mk_span_eq(mk_buf_span(&a.host_key), mk_buf_span(&b.host_key)));
    assert_false(mk_span_eq(mk_buf_span(&a.host_key), mk_buf_span(&a.root_key)));
    mk_certs_done(&a);
    mk_certs_done(&b);
}

static void what_is_no_key_of_a_phone_is_refused(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "",
        "x",
        "-----BEGIN RSA PUBLIC KEY-----\n",
        "-----BEGIN RSA PUBLIC KEY-----\nAAAA\n-----END RSA PUBLIC KEY-----\n",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
    };
    struct mk_certs c;
    struct mk_error e;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(mk_certs_make(&c, mk_str(bad[i]), &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
    for (size_t n = 0; n < sizeof device_key - 30; n += 7)
        assert_int_equal(mk_certs_make(&c, mk_span(device_key, n), &e), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_root_signs_host_and_device),
        cmocka_unit_test(two_identities_have_nothing_in_common),
        cmocka_unit_test(what_is_no_key_of_a_phone_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
