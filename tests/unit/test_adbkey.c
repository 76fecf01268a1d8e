#include "firmware/acquire/adbkey_private.h"
#include "firmware/phantom/auth.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ADB "/usr/bin/adb"

static const struct mk_span token = { (const uint8_t *)"01234567890123456789", 20 };
static struct mk_adbkey *key;

static int make(void **s)
{
    struct mk_error e = { 0 };
    return stock_setup(s) || mk_adbkey_make(&key, &e);
}

static int unmake(void **s)
{
    mk_adbkey_free(key);
    return stock_teardown(s);
}

static void a_phone_that_has_the_public_key_knows_the_signature(void **s)
{
    (void)s;
    struct mk_buf pub, sig;
    struct mk_phantom_auth phone = { 0 };
    mk_buf_init(&pub, 2000);
    mk_buf_init(&sig, 2000);
    assert_int_equal(mk_adbkey_public(&pub, key, "moka@k-1", NULL), 0);
    assert_true(mk_span_ends(mk_buf_span(&pub), mk_str("= moka@k-1")));
    assert_int_equal(mk_phantom_auth_accept(&phone, mk_buf_span(&pub), NULL), 0);
    assert_int_equal(mk_adbkey_sign(&sig, key, token, NULL), 0);
    assert_int_equal(sig.len, 256);
    assert_true(mk_phantom_auth_check(&phone, token.p, mk_buf_span(&sig)));
    sig.p[100] ^= 1;
    assert_false(mk_phantom_auth_check(&phone, token.p, mk_buf_span(&sig)));
    mk_phantom_auth_done(&phone);
    mk_buf_done(&pub);
    mk_buf_done(&sig);
}

/* All fields of the 524 bytes, computed anew with other means. */
static void the_public_key_is_what_android_reads(void **s)
{
    (void)s;
    struct mk_buf pub;
    uint8_t raw[MK_ADBKEY_STRUCT + 2];
    mk_buf_init(&pub, 2000);
    assert_int_equal(mk_adbkey_public(&pub, key, "n", NULL), 0);
    assert_int_equal(pub.len, 700 + 2);
    assert_int_equal(EVP_DecodeBlock(raw, pub.p, 700), sizeof raw - 1);
    assert_memory_equal(raw, "\x40\0\0\0", 4);
    uint32_t n0 = 0, inverse = 0;
    for (unsigned i = 0; i < 4; i++) {
        inverse |= (uint32_t)raw[4 + i] << 8 * i;
        n0 |= (uint32_t)raw[8 + i] << 8 * i;
    }
    assert_int_equal((uint32_t)(n0 * inverse), UINT32_MAX); /* -1 */
    assert_memory_equal(raw + 520, "\1\0\1\0", 4);
    mk_buf_done(&pub);
}

static void stock_adb_reads_it_alike(void **s)
{
    (void)s;
    struct mk_buf pub, theirs;
    FILE *f = fopen(stock_in("pem"), "we");
    assert_non_null(f);
    assert_int_equal(PEM_write_PrivateKey(f, mk_adbkey_pkey(key), NULL, NULL, 0, NULL, NULL), 1);
    fclose(f);
    if (!stock_have(ADB))
        skip();
    mk_buf_init(&pub, 2000);
    mk_buf_init(&theirs, 4000);
    assert_int_equal(mk_adbkey_public(&pub, key, "x", NULL), 0);
    assert_int_equal(STOCK(NULL, stock_in("pub"), ADB, "pubkey", stock_in("pem")), 0);
    stock_read(&theirs, stock_in("pub"));
    assert_memory_equal(theirs.p, pub.p, 700);
    mk_buf_done(&pub);
    mk_buf_done(&theirs);
}

static void the_fingerprint_is_the_one_on_the_phones_screen(void **s)
{
    (void)s;
    struct mk_buf pub;
    char print[MK_ADBKEY_FINGERPRINT], want[3];
    uint8_t raw[MK_ADBKEY_STRUCT + 2], md5[16];
    mk_buf_init(&pub, 2000);
    assert_int_equal(mk_adbkey_fingerprint(print, key, NULL), 0);
    assert_int_equal(mk_adbkey_public(&pub, key, "n", NULL), 0);
    assert_true(EVP_DecodeBlock(raw, pub.p, 700) > 0);
    assert_true(EVP_Q_digest(NULL, "MD5", NULL, raw, MK_ADBKEY_STRUCT, md5, NULL));
    for (size_t i = 0; i < 16; i++) {
        snprintf(want, sizeof want, "%02X", md5[i]);
        assert_memory_equal(print + 3 * i, want, 2);
        assert_int_equal(print[3 * i + 2], i < 15 ? ':' : 0);
    }
    mk_buf_done(&pub);
}

static void nothing_but_a_token_is_signed(void **s)
{
    (void)s;
    struct mk_buf sig;
    struct mk_error e;
    static const size_t sizes[] = { 0, 1, 19, 21, 32, 256 };
    uint8_t bytes[256] = { 0 };
    mk_buf_init(&sig, 2000);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(mk_adbkey_sign(&sig, key, mk_span(bytes, sizes[i]), &e), -1);
        assert_int_equal(e.code, MK_EPROTO);
    }
    assert_int_equal(sig.len, 0);
    mk_buf_done(&sig);
}

static int file(void)
{
    int fd = open(stock_in("file"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    return fd;
}

static void a_key_comes_back_from_its_file_with_its_mark(void **s)
{
    (void)s;
    int fd = file();
    struct mk_adbkey *back = NULL;
    enum mk_adbkey_state state;
    char a[MK_ADBKEY_FINGERPRINT], b[MK_ADBKEY_FINGERPRINT];
    assert_int_equal(mk_adbkey_write(key, fd, NULL), 0);
    assert_int_equal(mk_adbkey_read(&back, &state, fd, NULL), 0);
    assert_int_equal(state, MK_ADBKEY_MADE);
    assert_int_equal(mk_adbkey_fingerprint(a, key, NULL), 0);
    assert_int_equal(mk_adbkey_fingerprint(b, back, NULL), 0);
    assert_string_equal(a, b);
    mk_adbkey_free(back);
    assert_int_equal(mk_adbkey_mark(fd, MK_ADBKEY_ALLOWED, NULL), 0);
    assert_int_equal(mk_adbkey_read(&back, &state, fd, NULL), 0);
    assert_int_equal(state, MK_ADBKEY_ALLOWED);
    mk_adbkey_free(back);
    close(fd);
}

static void a_file_cut_or_damaged_anywhere_holds_no_key(void **s)
{
    (void)s;
    int fd = file();
    struct stat st;
    struct mk_error e;
    struct mk_adbkey *back = NULL;
    enum mk_adbkey_state state;
    assert_int_equal(mk_adbkey_write(key, fd, NULL), 0);
    assert_int_equal(fstat(fd, &st), 0);
    for (off_t at = 0; at < st.st_size; at++) {
        uint8_t was, other;
        assert_int_equal(pread(fd, &was, 1, at), 1);
        other = was ^ 0x80;
        assert_int_equal(pwrite(fd, &other, 1, at), 1);
        assert_int_equal(mk_adbkey_read(&back, &state, fd, &e), -1);
        assert_int_equal(e.code, MK_EABSENT);
        assert_int_equal(pwrite(fd, &was, 1, at), 1);
    }
    for (off_t n = st.st_size; n-- > 0;) {
        assert_int_equal(ftruncate(fd, n), 0);
        assert_int_equal(mk_adbkey_read(&back, &state, fd, &e), -1);
        assert_int_equal(e.code, MK_EABSENT);
    }
    close(fd);
}

static void without_memory_nothing_breaks(void **s)
{
    (void)s;
    int fd = file();
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf pub;
        struct mk_adbkey *back = NULL;
        struct mk_error e = { 0 };
        enum mk_adbkey_state state;
        mk_buf_init(&pub, 2000);
        int rc = mk_adbkey_write(key, fd, &e);
        if (rc == 0)
            rc = mk_adbkey_read(&back, &state, fd, &e);
        if (rc == 0)
            rc = mk_adbkey_public(&pub, back, "n", &e);
        if (rc == 0)
            rc = mk_adbkey_sign(&pub, back, token, &e);
        assert_int_equal(rc, fault_fired() ? -1 : 0);
        if (rc)
            assert_int_equal(e.code, MK_ENOMEM);
        mk_adbkey_free(back);
        mk_buf_done(&pub);
    }
    close(fd);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phone_that_has_the_public_key_knows_the_signature),
        cmocka_unit_test(the_public_key_is_what_android_reads),
        cmocka_unit_test(stock_adb_reads_it_alike),
        cmocka_unit_test(the_fingerprint_is_the_one_on_the_phones_screen),
        cmocka_unit_test(nothing_but_a_token_is_signed),
        cmocka_unit_test(a_key_comes_back_from_its_file_with_its_mark),
        cmocka_unit_test(a_file_cut_or_damaged_anywhere_holds_no_key),
        cmocka_unit_test(without_memory_nothing_breaks),
    };
    return cmocka_run_group_tests(tests, make, unmake);
}
