#include "firmware/bundle/hasher.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdlib.h>

static uint8_t bytes[3 << 20];

/* Pieces of that size, one after the other, against the digest of all at once. */
static void hash_in(struct mk_hasher *h, size_t total, size_t piece)
{
    struct mk_digest one, all;
    assert_int_equal(mk_hasher_reset(h, NULL), 0);
    for (size_t at = 0; at < total; at += piece) {
        size_t n = total - at < piece ? total - at : piece;
        assert_int_equal(mk_hasher_add(h, mk_span(bytes + at, n), NULL), 0);
    }
    assert_int_equal(mk_hasher_end(&one, h, NULL), 0);
    assert_int_equal(mk_sha256_of(&all, mk_span(bytes, total), NULL), 0);
    assert_memory_equal(&one, &all, sizeof all);
}

static void pieces_of_any_size_give_one_digest(void **s)
{
    (void)s;
    static const size_t pieces[] = { 4096, 262143, 262144, 1 << 20, 3 << 20 };
    struct mk_hasher *h;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 31 >> 3);
    assert_int_equal(mk_hasher_new(&h, NULL), 0);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        hash_in(h, sizeof bytes, pieces[i]);
        hash_in(h, 1000, pieces[i]);
        hash_in(h, 0, pieces[i]);
    }
    mk_hasher_free(h);
}

static void an_object_that_is_given_up_leaves_nothing_behind(void **s)
{
    (void)s;
    struct mk_hasher *h;
    assert_int_equal(mk_hasher_new(&h, NULL), 0);
    for (int i = 0; i < 20; i++) {
        assert_int_equal(mk_hasher_reset(h, NULL), 0);
        assert_int_equal(mk_hasher_add(h, mk_span(bytes, sizeof bytes), NULL), 0);
        hash_in(h, 1 << 20, 1 << 19); /* while the piece before is still in hand */
    }
    assert_int_equal(mk_hasher_add(h, mk_span(bytes, sizeof bytes), NULL), 0);
    mk_hasher_free(h); /* likewise */
}

static void no_memory_is_an_error_and_nothing_leaks(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_hasher *h = NULL;
        int rc = mk_hasher_new(&h, NULL);
        assert_int_equal(rc == 0, !fault_fired());
        mk_hasher_free(h);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_any_size_give_one_digest),
        cmocka_unit_test(an_object_that_is_given_up_leaves_nothing_behind),
        cmocka_unit_test(no_memory_is_an_error_and_nothing_leaks),
    };
    return cmocka_run_group_tests_name("hasher", tests, NULL, NULL);
}
