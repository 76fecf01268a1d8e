#include "tests/lib/t.h"

#include "parsers/base/mac.h"
#include "parsers/format/ios_keybag.h"
#include "tests/lib/ios_make.h"

static struct mk_error e;

static int count_told(void *u, uint64_t done, uint64_t total, struct mk_error *err)
{
    (void)done;
    (void)total;
    (void)err;
    ++*(unsigned *)u;
    return 0;
}

/* Only what is the same in all it is made of. */
static void a_key_is_not_derived_twice(void **state)
{
    static const struct ios_make_options slow = { .password = "correct",
                                                  .rounds = 2,
                                                  .rounds2 = MK_PBKDF2_STEP };
    unsigned told = 0;
    struct mk_secret secrets[] = { { "ios-backup", mk_str("correct") }, { 0 } };
    struct mk_listener listener = { .tell = count_told, .u = &told };
    struct mk_derived kept = { 0 };
    struct mk_context cx = { .secrets = secrets, .listener = &listener, .derived = &kept };
    struct mk_ios_keybag bag;
    struct mk_ios_keys keys;
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 4096);
    ios_make_keybag(&b, &slow);
    assert_int_equal(mk_ios_keybag_read(&bag, mk_buf_span(&b), &e), 0);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(mk_ios_keybag_unlock(&keys, &bag, &cx, &e), 0);
        assert_int_equal(keys.n, 1);
        assert_int_equal(told, 1);
    }
    secrets[0].value = mk_str("wrong");
    assert_int_equal(mk_ios_keybag_unlock(&keys, &bag, &cx, &e), -1);
    assert_int_equal(told, 2);
    secrets[0].value = mk_str("correct");
    bag.rounds++;
    assert_int_equal(mk_ios_keybag_unlock(&keys, &bag, &cx, &e), -1);
    assert_int_equal(told, 3);
    bag.rounds--;
    assert_int_equal(mk_ios_keybag_unlock(&keys, &bag, &cx, &e), 0);
    assert_int_equal(told, 3);
    cx.derived = NULL;
    assert_int_equal(mk_ios_keybag_unlock(&keys, &bag, &cx, &e), 0);
    assert_int_equal(told, 4);
    mk_buf_done(&b);
}

/* As when a worker that was taken over has said it: the password still decides. */
static void a_key_that_opens_nothing_is_derived_after_all(void **state)
{
    static const struct ios_make_options quick = { .password = "correct" };
    struct mk_secret secrets[] = { { "ios-backup", mk_str("correct") }, { 0 } };
    struct mk_derived kept = { 0 };
    struct mk_context cx = { .secrets = secrets, .derived = &kept };
    struct mk_ios_keybag bag;
    struct mk_ios_keys keys;
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 4096);
    ios_make_keybag(&b, &quick);
    assert_int_equal(mk_ios_keybag_read(&bag, mk_buf_span(&b), &e), 0);
    assert_int_equal(mk_ios_keybag_unlock(&keys, &bag, &cx, &e), 0);
    memset(kept.key, 7, sizeof kept.key);
    assert_int_equal(mk_ios_keybag_unlock(&keys, &bag, &cx, &e), 0);
    assert_int_equal(keys.n, 1);
    assert_int_equal(keys.refused, 0);
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_not_derived_twice),
        cmocka_unit_test(a_key_that_opens_nothing_is_derived_after_all),
    };
    return cmocka_run_group_tests_name("ios_derived", tests, NULL, NULL);
}
