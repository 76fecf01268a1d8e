#include "tests/lib/t.h"

#include "firmware/http/door.h"
#include <stdio.h>

/* The pairing code: how long it lives, and how often it may be guessed at. */

static const char *wrong_one(const struct mk_doors *d)
{
    return strcmp(d->code, "00000000") ? "00000000" : "11111111";
}

static void new_code(struct mk_doors *d, int64_t now)
{
    struct mk_error e = { 0 };
    assert_int_equal(mk_doors_code(d, now, &e), 0);
    assert_int_equal(strlen(d->code), MK_CODE_LEN);
}

static enum mk_paired give(struct mk_doors *d, const char *code, int64_t now)
{
    char copy[MK_CODE_LEN + 1];
    const struct mk_door *door = NULL;
    snprintf(copy, sizeof copy, "%s", code);
    enum mk_paired got = mk_doors_pair(&door, d, mk_str(copy), now);
    assert_int_equal(got == MK_PAIRED, door != NULL);
    return got;
}

static void without_a_code_nobody_is_let_in(void **state)
{
    (void)state;
    struct mk_doors d = { 0 };
    assert_int_equal(give(&d, "", 1), MK_PAIR_WAIT);
    assert_int_equal(give(&d, "00000000", 1), MK_PAIR_WAIT);
}

static void a_code_opens_one_door(void **state)
{
    (void)state;
    struct mk_doors d = { 0 };
    char code[MK_CODE_LEN + 1];
    new_code(&d, 1000);
    memcpy(code, d.code, sizeof code);
    assert_int_equal(give(&d, code, 1001), MK_PAIRED);
    assert_false(mk_doors_code_lives(&d, 1001));
    assert_int_equal(give(&d, code, 1002), MK_PAIR_WAIT);
}

static void a_code_lives_five_minutes(void **state)
{
    (void)state;
    struct mk_doors d = { 0 };
    new_code(&d, 1000);
    assert_true(mk_doors_code_lives(&d, 1299));
    assert_false(mk_doors_code_lives(&d, 1300));
    assert_int_equal(give(&d, d.code, 1300), MK_PAIR_WAIT);
    new_code(&d, 1300);
    assert_int_equal(give(&d, d.code, 1599), MK_PAIRED);
}

static void after_five_wrong_ones_the_kit_is_asked_and_time_passes(void **state)
{
    (void)state;
    struct mk_doors d = { 0 };
    char code[MK_CODE_LEN + 1];
    new_code(&d, 1000);
    memcpy(code, d.code, sizeof code);
    for (unsigned i = 0; i < MK_CODE_TRIES; i++)
        assert_int_equal(give(&d, wrong_one(&d), 1000), MK_PAIR_WRONG);
    assert_int_equal(give(&d, code, 1000 + MK_CODE_PAUSE_S), MK_PAIR_WAIT);
    new_code(&d, 1001);
    assert_int_equal(give(&d, d.code, 999 + MK_CODE_PAUSE_S), MK_PAIR_WAIT);
    assert_int_equal(give(&d, d.code, 1000 + MK_CODE_PAUSE_S), MK_PAIRED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_code_nobody_is_let_in),
        cmocka_unit_test(a_code_opens_one_door),
        cmocka_unit_test(a_code_lives_five_minutes),
        cmocka_unit_test(after_five_wrong_ones_the_kit_is_asked_and_time_passes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
