/* Android backups; how they come to be is in tests/e2e/containers.sh. */
#include "tests/lib/t.h"

#include "parsers/format/ab.h"
#include "tests/lib/boxed.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"

static struct mk_error e;
static struct mk_buf locked; /* password "a" */

static int count(void *u, const struct mk_entry *en, struct mk_error *err)
{
    size_t *n = u;
    (void)err;
    (void)en;
    ++*n;
    return 0;
}

static void the_password_opens_it_and_no_other_does(void **state)
{
    struct boxed x;
    size_t n = 0;
    (void)state;
    assert_true(mk_container_ab.knows(mk_buf_span(&locked), mk_str("x")));
    assert_int_equal(boxed_open(&x, &mk_container_ab, mk_buf_span(&locked), "ab", "a", &e), 0);
    assert_int_equal(x.src.list(x.src.u, count, &n, &e), 0);
    assert_int_equal(n, 2);
    assert_int_equal(mk_decrypt_ab.check(&x.file, &x.cx, &e), 0);
    boxed_close(&x);
    static const char *const wrong[] = { "b", "", "aa" };
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(boxed_open(&x, &mk_container_ab, mk_buf_span(&locked), "ab", wrong[i], &e),
                         -1);
        assert_int_equal(e.code, MK_EAUTH);
        assert_int_equal(mk_decrypt_ab.check(&x.file, &x.cx, &e), -1);
        assert_int_equal(e.code, MK_EAUTH);
        boxed_close(&x);
    }
    assert_int_equal(boxed_open(&x, &mk_container_ab, mk_buf_span(&locked), NULL, NULL, &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    boxed_close(&x);
}

static void what_is_no_backup_is_refused(void **state)
{
    static const char *const bad[] = {
        "ANDROID BACKU\n5\n1\nnone\n",
        "ANDROID BACKUP\n0\n1\nnone\n",
        "ANDROID BACKUP\n6\n1\nnone\n",
        "ANDROID BACKUP\n5\n2\nnone\n",
        "ANDROID BACKUP\n5\n\nnone\n",
        "ANDROID BACKUP\n5\n1\nAES-128\n",
        "ANDROID BACKUP\n5\n1\nAES-256\n00\n00\n0\n00\n00\n",
        "ANDROID BACKUP\n5\n1\nAES-256\n0g\n00\n1\n00112233445566778899aabbccddeeff\n00\n",
        "ANDROID BACKUP\n5\n1\nAES-256\n00\n00\n99999999\n00112233445566778899aabbccddeeff\n00\n",
        "ANDROID BACKUP\n5\n1\nAES-256\n00\n00\n1\n0011\n00\n",
        "ANDROID BACKUP\n5\n1\nAES-256\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct boxed x;
        assert_int_equal(boxed_open(&x, &mk_container_ab, mk_str(bad[i]), "ab", "a", &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
        boxed_close(&x);
    }
}

static int add_up(void *u, const void *p, size_t n, struct mk_error *err)
{
    uint64_t *sum = u;
    (void)p;
    (void)err;
    *sum += n;
    return 0;
}

static void every_truncation_is_told_or_refused(void **state)
{
    struct boxed x;
    uint64_t whole = 0, sum;
    (void)state;
    assert_int_equal(boxed_open(&x, &mk_container_ab, mk_buf_span(&locked), "ab", "a", &e), 0);
    assert_int_equal(mk_decrypt_ab.run(add_up, &whole, &x.file, &x.cx, &e), 0);
    assert_int_equal(whole, 5120);
    boxed_close(&x);
    for (size_t n = 0; n < locked.len; n++) {
        if (boxed_open(&x, &mk_container_ab, mk_span(locked.p, n), "ab", "a", &e) == 0)
            assert_non_null(mk_container_ab.remark(&x.src, 0));
        sum = 0;
        assert_int_equal(mk_decrypt_ab.run(add_up, &sum, &x.file, &x.cx, &e), -1);
        assert_true(sum <= whole); /* the check behind the data may be all that is cut */
        boxed_close(&x);
    }
}

static void no_memory_is_an_error_and_no_more(void **state)
{
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct boxed x;
        if (boxed_open(&x, &mk_container_ab, mk_buf_span(&locked), "ab", "a", &e) == 0)
            boxed_read_all(&x, &mk_container_ab);
        boxed_close(&x);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_password_opens_it_and_no_other_does),
        cmocka_unit_test(what_is_no_backup_is_refused),
        cmocka_unit_test(every_truncation_is_told_or_refused),
        cmocka_unit_test(no_memory_is_an_error_and_no_more),
    };
    mk_buf_init(&locked, 1 << 20);
    stock_read(&locked, "tests/corpus/fuzz_ab/locked");
    int rc = cmocka_run_group_tests_name("ab", tests, NULL, NULL);
    mk_buf_done(&locked);
    return rc;
}
