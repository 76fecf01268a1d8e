#include "firmware/acquire/marks.h"
#include "firmware/acquire/vessel.h"
#include "parsers/base/hash.h"
#include "parsers/source/ciphered.h"
#include "parsers/source/source.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Where a file is held while it is read and cut, and what is remembered of its records. */

#define PIECE ((size_t)100000)
static char dir[64];
static struct mk_error e;

static int begin(void **s)
{
    (void)s;
    stock_dir(dir);
    return 0;
}

static int end(void **s)
{
    (void)s;
    stock_remove(dir);
    return 0;
}

static uint8_t byte_at(size_t i)
{
    return (uint8_t)(i * 31 + (i >> 8) * 7 + (i >> 16));
}

static int fill(struct mk_vessel *v, size_t n)
{
    static uint8_t piece[PIECE];
    for (size_t at = 0; at < n; at += PIECE) {
        size_t len = n - at < PIECE ? n - at : PIECE;
        for (size_t i = 0; i < len; i++)
            piece[i] = byte_at(at + i);
        if (mk_vessel_put(v, mk_span(piece, len), &e))
            return -1;
    }
    return 0;
}

static void holds(const struct mk_vessel *v, size_t n)
{
    static uint8_t got[5000];
    struct mk_file f = { 0 };
    size_t len = 0;
    assert_int_equal(mk_vessel_file(&f, v, &e), 0);
    assert_int_equal(f.size, n);
    for (size_t at = n; at-- > 0;) { /* anywhere, in pieces that begin and end within blocks */
        at = at > 4999 ? at - 4999 : 0;
        assert_int_equal(f.pread(f.u, at, got, sizeof got, &len, &e), 0);
        for (size_t i = 0; i < len; i++)
            assert_int_equal(got[i], byte_at(at + i));
    }
    mk_file_close(&f);
}

static void a_small_file_stays_in_memory(void **s)
{
    (void)s;
    struct mk_vessel *v = NULL;
    assert_int_equal(mk_vessel_new(&v, "/nonexistent", 1000000, &e), 0);
    assert_int_equal(fill(v, 1000000), 0);
    assert_false(mk_vessel_on_disk(v));
    holds(v, 1000000);
    assert_int_equal(mk_vessel_clear(v, &e), 0);
    assert_int_equal(mk_vessel_size(v), 0);
    assert_int_equal(fill(v, 1000001), -1); /* there is no such folder */
    mk_vessel_free(v);
}

/* Whether the open descriptors of this process that are files of the folder hold the text. */
static bool on_disk_in_clear(const char *text)
{
    char link[64], to[300];
    static char all[1 << 20];
    for (int fd = 3; fd < 64; fd++) {
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        ssize_t n = readlink(link, to, sizeof to - 1);
        if (n <= 0)
            continue;
        to[n] = 0;
        if (strncmp(to, dir, strlen(dir)) != 0)
            continue;
        n = pread(fd, all, sizeof all, 0);
        if (n > 0 && memmem(all, (size_t)n, text, strlen(text)))
            return true;
    }
    return false;
}

static void a_large_one_lies_on_the_disk_under_a_key(void **s)
{
    (void)s;
    static const char secret[] = "what must not be on any disk";
    struct mk_vessel *v = NULL;
    struct mk_file f = { 0 };
    const uint8_t *key = NULL;
    char back[sizeof secret];
    size_t got;
    assert_int_equal(mk_vessel_new(&v, dir, 100, &e), 0);
    assert_int_equal(mk_vessel_put(v, mk_str(secret), &e), 0);
    assert_false(mk_vessel_on_disk(v));
    for (int i = 0; i < 10; i++)
        assert_int_equal(mk_vessel_put(v, mk_str(secret), &e), 0);
    assert_true(mk_vessel_on_disk(v));
    assert_false(on_disk_in_clear("must not be"));
    assert_int_equal(rmdir(dir), 0); /* and no name is left in the folder */
    assert_int_equal(mk_vessel_file(&f, v, &e), 0);
    assert_true(mk_file_ciphered_parts(&key, &f) >= 0);
    assert_int_equal(f.pread(f.u, sizeof secret - 1, back, sizeof secret - 1, &got, &e), 0);
    assert_memory_equal(back, secret, sizeof secret - 1);
    mk_file_close(&f);
    mk_vessel_free(v);
    assert_int_equal(mkdir(dir, 0700), 0);
}

static void what_spills_over_is_the_same_in_every_place(void **s)
{
    (void)s;
    struct mk_vessel *v = NULL;
    assert_int_equal(mk_vessel_new(&v, dir, 300000, &e), 0);
    assert_int_equal(fill(v, 1234567), 0);
    assert_true(mk_vessel_on_disk(v));
    holds(v, 1234567);
    assert_int_equal(mk_vessel_clear(v, &e), 0);
    assert_false(mk_vessel_on_disk(v));
    assert_int_equal(fill(v, 77), 0);
    holds(v, 77);
    mk_vessel_free(v);
}

/* AES-256-CTR, SP 800-38A: keystream of an all-zero key and counter, by Python's cryptography. */
static void the_cipher_is_counter_mode(void **s)
{
    (void)s;
    static const uint8_t key[MK_CIPHERED_KEY];
    uint8_t p[33] = { 0 }, q[20] = { 0 };
    static const uint8_t first[16] = { 0xdc, 0x95, 0xc0, 0x78, 0xa2, 0x40, 0x89, 0x89,
                                       0xad, 0x48, 0xa2, 0x14, 0x92, 0x84, 0x20, 0x87 };
    assert_int_equal(mk_cipher_at(p, sizeof p, 0, key, &e), 0);
    assert_memory_equal(p, first, sizeof first);
    assert_int_equal(mk_cipher_at(q, sizeof q, 13, key, &e), 0);
    assert_memory_equal(q, p + 13, sizeof q);
}

static void marks_are_found_again_and_add_up(void **s)
{
    (void)s;
    struct mk_marks m = { 0 };
    uint8_t flags;
    char name[16];
    for (int i = 0; i < 5000; i++) {
        snprintf(name, sizeof name, "%d", i);
        const struct mk_span parts[3] = { mk_str("app"), mk_str(name) };
        assert_int_equal(mk_marks_add(&m, parts, (uint8_t)(1 + i % 3), &e), 0);
    }
    const struct mk_span one[3] = { mk_str("app"), mk_str("4") }, no[3] = { mk_str("app4") };
    assert_int_equal(mk_marks_add(&m, one, 8, &e), 0);
    assert_int_equal(mk_marks_get(&flags, &m, one, &e), 0);
    assert_int_equal(flags, 2 | 8);
    assert_int_equal(mk_marks_get(&flags, &m, no, &e), 0);
    assert_int_equal(flags, 0);
    mk_marks_done(&m);
}

static void every_failing_allocation_is_told(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_vessel *v = NULL;
        struct mk_marks m = { 0 };
        struct mk_file f = { 0 };
        const struct mk_span name[3] = { mk_str("a") };
        e = (struct mk_error){ 0 };
        int rc = mk_vessel_new(&v, dir, 100, &e);
        if (rc == 0)
            rc = fill(v, 1000);
        if (rc == 0)
            rc = mk_vessel_file(&f, v, &e);
        if (rc == 0)
            rc = mk_marks_add(&m, name, 1, &e);
        bool fired = fault_fired();
        fault_disarm();
        assert_int_equal(rc != 0, fired);
        mk_file_close(&f);
        mk_marks_done(&m);
        mk_vessel_free(v);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_small_file_stays_in_memory, begin, end),
        cmocka_unit_test_setup_teardown(a_large_one_lies_on_the_disk_under_a_key, begin, end),
        cmocka_unit_test_setup_teardown(what_spills_over_is_the_same_in_every_place, begin, end),
        cmocka_unit_test(the_cipher_is_counter_mode),
        cmocka_unit_test(marks_are_found_again_and_add_up),
        cmocka_unit_test_setup_teardown(every_failing_allocation_is_told, begin, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
