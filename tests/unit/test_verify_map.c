#include "firmware/bundle/verify.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define WINDOWS ((size_t)20 << 20) /* five of them */

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
    static const size_t beyond[] = { 0, 1, 4095, 4096, 4 << 20 };
    (void)s;
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        struct mk_digest got;
        uint64_t bytes;
        int fd = file_of(WINDOWS + beyond[i]);
        struct mk_digest want = read_all(fd);
        assert_int_equal(mk_verify_hash(&got, &bytes, fd, h, step, NULL), 0);
        assert_memory_equal(&got, &want, sizeof got);
        assert_int_equal(bytes, WINDOWS + beyond[i]);
        close(fd);
    }
}

static void one_that_was_cut_short_meanwhile_is_read_and_kills_nobody(void **s)
{
    uint64_t done;
    int fd = file_of(WINDOWS - 5000);
    (void)s;
    assert_int_equal(mk_sha256_reset(h, NULL), 0);
    assert_int_equal(mk_verify_hash_mapped(&done, h, fd, WINDOWS), -1);
    assert_int_equal(mk_sha256_reset(h, NULL), 0);
    assert_int_equal(mk_verify_hash_mapped(&done, h, fd, WINDOWS), -1); /* nor the second time */
    close(fd);
}

/* Touches what lies behind the end of a file that is mapped. */
static void fault(int fd)
{
    uint64_t done;
    (void)signal(SIGBUS, SIG_DFL); /* cmocka has one */
    assert_int_equal(mk_verify_hash_mapped(&done, h, fd, WINDOWS), 0);
    assert_int_equal(done, WINDOWS);
    assert_int_equal(ftruncate(fd, 0), 0);
    const volatile uint8_t *p = mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0);
    _exit(p == MAP_FAILED ? 0 : p[0] & 0);
}

static void a_fault_elsewhere_still_ends_the_program(void **s)
{
    int status, fd = file_of(WINDOWS);
    (void)s;
    assert_int_equal(mk_sha256_reset(h, NULL), 0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        fault(fd);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS);
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
        cmocka_unit_test(one_that_was_cut_short_meanwhile_is_read_and_kills_nobody),
        cmocka_unit_test(a_fault_elsewhere_still_ends_the_program),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
