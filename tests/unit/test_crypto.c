#include "parsers/base/aes.h"
#include "parsers/base/hash.h"
#include "parsers/base/mac.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"

static struct mk_error e;

static void assert_hex(const uint8_t *p, size_t n, const char *hex)
{
    uint8_t want[128];
    size_t len;
    assert_true(mk_unhex(want, sizeof want, &len, mk_str(hex)));
    assert_int_equal(len, n);
    assert_memory_equal(p, want, n);
}

static struct mk_span bytes(uint8_t *room, size_t max, const char *hex)
{
    size_t len;
    assert_true(mk_unhex(room, max, &len, mk_str(hex)));
    return mk_span(room, len);
}

/* RFC 2202, 3, and RFC 4231, 4.3: test case 2 */
static void hmac_gives_what_the_rfcs_print(void **s)
{
    (void)s;
    static const char *const want[] = {
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79",
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
    };
    uint8_t out[MK_MAC_MAX];
    for (int a = MK_MAC_SHA1; a <= MK_MAC_SHA512; a++) {
        struct mk_hmac *h;
        assert_int_equal(mk_hmac_of(out, (enum mk_mac)a, mk_str("Jefe"),
                                    mk_str("what do ya want for nothing?"), &e),
                         0);
        assert_hex(out, mk_mac_len((enum mk_mac)a), want[a]);
        assert_int_equal(mk_hmac_new(&h, (enum mk_mac)a, mk_str("Jefe"), &e), 0);
        for (int twice = 0; twice < 2; twice++) { /* ready for another message under that key */
            assert_int_equal(mk_hmac_add(h, mk_str("what do ya want "), &e), 0);
            assert_int_equal(mk_hmac_add(h, mk_str("for nothing?"), &e), 0);
            assert_int_equal(mk_hmac_end(out, h, &e), 0);
            assert_hex(out, mk_mac_len((enum mk_mac)a), want[a]);
        }
        mk_hmac_free(h);
    }
}

/* RFC 6070, 2; RFC 7914, 11 */
static void pbkdf2_gives_what_the_rfcs_print(void **s)
{
    (void)s;
    uint8_t out[64];
    assert_int_equal(mk_pbkdf2(out, 20, MK_MAC_SHA1, mk_str("password"), mk_str("salt"), 2, &e), 0);
    assert_hex(out, 20, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957");
    assert_int_equal(mk_pbkdf2(out, 64, MK_MAC_SHA256, mk_str("passwd"), mk_str("salt"), 1, &e), 0);
    assert_hex(out, 64,
               "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"
               "49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783");
}

/* RFC 5869, A.1 and A.3 */
static void hkdf_gives_what_the_rfc_prints(void **s)
{
    (void)s;
    uint8_t key[22], salt[13], info[10], out[42];
    memset(key, 0x0b, sizeof key);
    for (size_t i = 0; i < sizeof salt; i++)
        salt[i] = (uint8_t)i;
    for (size_t i = 0; i < sizeof info; i++)
        info[i] = (uint8_t)(0xf0 + i);
    assert_int_equal(
        mk_hkdf(out, sizeof out, mk_span(key, 22), mk_span(salt, 13), mk_span(info, 10), &e), 0);
    assert_hex(
        out, sizeof out,
        "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
    assert_int_equal(
        mk_hkdf(out, sizeof out, mk_span(key, 22), mk_span(NULL, 0), mk_span(NULL, 0), &e), 0);
    assert_hex(
        out, sizeof out,
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
}

/* SP 800-38A, F.2.6 (CBC) and F.5.6 (CTR), first two blocks */
static void cbc_and_ctr_give_what_the_standard_prints(void **s)
{
    (void)s;
    static const char *const in[] = {
        "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d",
        "601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5",
    };
    static const char *const iv[] = { "000102030405060708090a0b0c0d0e0f",
                                      "f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff" };
    uint8_t key[32], start[16], out[32], text[32];
    struct mk_span k =
        bytes(key, 32, "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
    for (int m = MK_AES_CBC; m <= MK_AES_CTR; m++) {
        struct mk_aes *a;
        struct mk_span c = bytes(text, 32, in[m]);
        assert_int_equal(mk_aes_new(&a, (enum mk_aes_mode)m, k, &e), 0);
        for (int twice = 0; twice < 2; twice++) {
            assert_int_equal(mk_aes_begin(a, bytes(start, 16, iv[m]), &e), 0);
            assert_int_equal(mk_aes_put(out, a, mk_span(c.p, 16), &e), 0);
            assert_int_equal(mk_aes_put(out + 16, a, mk_span(c.p + 16, 16), &e), 0);
            assert_hex(out, 32, "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
        }
        mk_aes_free(a);
    }
}

/* McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14 */
static void gcm_gives_what_its_authors_print_and_checks_the_tag(void **s)
{
    (void)s;
    uint8_t zero[32] = { 0 }, in[16], tag[16], out[16];
    struct mk_aes *a;
    struct mk_span c = bytes(in, 16, "cea7403d4d606b6e074ec5d3baf39d18");
    struct mk_span t = bytes(tag, 16, "d0d1c8a799996bf0265b98b5d48ab919");
    assert_int_equal(mk_aes_new(&a, MK_AES_GCM, mk_span(zero, 32), &e), 0);
    for (int bad = 0; bad < 3; bad++) {
        assert_int_equal(mk_aes_begin(a, mk_span(zero, 12), &e), 0);
        assert_int_equal(mk_aes_put(out, a, c, &e), 0);
        assert_memory_equal(out, zero, 16);
        tag[3] ^= (uint8_t)(bad == 1);
        assert_int_equal(mk_aes_tag_fits(a, t), bad != 1);
        tag[3] ^= (uint8_t)(bad == 1);
    }
    mk_aes_free(a);
}

static void wrong_lengths_are_refused(void **s)
{
    (void)s;
    uint8_t zero[64] = { 0 };
    struct mk_aes *a;
    assert_int_equal(mk_aes_new(&a, MK_AES_CBC, mk_span(zero, 31), &e), -1);
    assert_int_equal(mk_aes_new(&a, MK_AES_CBC, mk_span(zero, 32), &e), 0);
    assert_int_equal(mk_aes_begin(a, mk_span(zero, 15), &e), -1);
    assert_int_equal(mk_aes_begin(a, mk_span(zero, 16), &e), 0);
    assert_int_equal(mk_aes_put(zero, a, mk_span(zero, 17), &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    assert_false(mk_aes_tag_fits(a, mk_span(zero, 16)));
    mk_aes_free(a);
}

static void no_memory_is_an_error_and_leaks_nothing(void **s)
{
    (void)s;
    uint8_t out[MK_MAC_MAX], key[32] = { 0 };
    for (int n = 1; fault_arm(n); n++) {
        struct mk_aes *a = NULL;
        if (mk_hmac_of(out, MK_MAC_SHA256, mk_str("k"), mk_str("m"), &e) != 0)
            assert_int_equal(e.code, MK_ENOMEM);
        if (mk_aes_new(&a, MK_AES_GCM, mk_span(key, 32), &e) != 0)
            assert_int_equal(e.code, MK_ENOMEM);
        else
            mk_aes_free(a);
    }
}

static void secrets_compare_and_vanish(void **s)
{
    (void)s;
    char secret[] = "abc";
    assert_true(mk_mac_same(mk_str("abc"), mk_str("abc")));
    assert_false(mk_mac_same(mk_str("abc"), mk_str("abd")));
    assert_false(mk_mac_same(mk_str("abc"), mk_str("ab")));
    mk_wipe(secret, 3);
    assert_memory_equal(secret, "\0\0\0", 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hmac_gives_what_the_rfcs_print),
        cmocka_unit_test(pbkdf2_gives_what_the_rfcs_print),
        cmocka_unit_test(hkdf_gives_what_the_rfc_prints),
        cmocka_unit_test(cbc_and_ctr_give_what_the_standard_prints),
        cmocka_unit_test(gcm_gives_what_its_authors_print_and_checks_the_tag),
        cmocka_unit_test(wrong_lengths_are_refused),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
        cmocka_unit_test(secrets_compare_and_vanish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
