#include "firmware/bundle/verify.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <unistd.h>

#define STEPS ((size_t)2 << 20) /* eight steps */

static struct mk_sha256 *h;
static uint8_t step[MK_VERIFY_STEP];

static int file_of(size_t bytes)
{
    int fd = open(stock_in("large"), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    for (size_t at = 0; at < bytes; at += sizeof step) {
        size_t n = bytes - at < sizeof step ? bytes - at : sizeof step;
        memset(step, (int)(at >> 18), n);
        assert_int_equal(write(fd, step, n), n);
    }
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return fd;
}

/* By read() alone. */
static struct mk_digest read_all(int fd)
{
    struct mk_digest d;
    ssize_t got;
    assert_int_equal(mk_sha256_reset(h, NULL), 0);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    while ((got = read(fd, step, sizeof step)) > 0)
        assert_int_equal(mk_sha256_add(h, mk_span(step, (size_t)got), NULL), 0);
    assert_int_equal(mk_sha256_end(&d, h, NULL), 0);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    return d;
}

static void a_large_file_has_the_hash_of_all_its_bytes(void **s)
{
    static const size_t beyond[] = { 0, 1, 4095, 4096, 256 << 10 };
    (void)s;
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        struct mk_digest got;
        uint64_t bytes;
        int fd = file_of(STEPS + beyond[i]);
        struct mk_digest want = read_all(fd);
        assert_int_equal(mk_verify_hash(&got, &bytes, fd, h, step, NULL), 0);
        assert_memory_equal(&got, &want, sizeof got);
        assert_int_equal(bytes, STEPS + beyond[i]);
        close(fd);
    }
}

static void one_that_ends_early_has_the_hash_of_what_is_there(void **s)
{
    struct mk_digest got, want;
    uint64_t bytes;
    int fd = file_of(STEPS);
    (void)s;
    assert_int_equal(ftruncate(fd, STEPS - 5000), 0);
    want = read_all(fd);
    assert_int_equal(mk_verify_hash(&got, &bytes, fd, h, step, NULL), 0);
    assert_memory_equal(&got, &want, sizeof got);
    assert_int_equal(bytes, STEPS - 5000);
    assert_int_equal(ftruncate(fd, 0), 0);
    assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
    assert_int_equal(mk_verify_hash(&got, &bytes, fd, h, step, NULL), 0);
    assert_int_equal(bytes, 0);
    close(fd);
}

static void what_cannot_be_read_is_an_error(void **s)
{
    struct mk_digest got;
    struct mk_error e = { 0 };
    uint64_t bytes;
    int fd = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    (void)s;
    assert_true(fd >= 0);
    assert_int_equal(mk_verify_hash(&got, &bytes, fd, h, step, &e), -1);
    assert_int_equal(e.code, MK_EIO);
    close(fd);
}

static int begin(void **s)
{
    return stock_setup(s) || mk_sha256_new(&h, NULL) ? -1 : 0;
}

static int end(void **s)
{
    mk_sha256_free(h);
    return stock_teardown(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_large_file_has_the_hash_of_all_its_bytes),
        cmocka_unit_test(one_that_ends_early_has_the_hash_of_what_is_there),
        cmocka_unit_test(what_cannot_be_read_is_an_error),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
