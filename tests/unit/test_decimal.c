#include "tests/lib/t.h"

#include "parsers/base/decimal.h"
#include <math.h>

static void numbers_are_read_to_their_end(void **state)
{
    static const struct {
        const char *text;
        double v;
        size_t n;
    } t[] = {
        { "0", 0, 1 },
        { "-3.25", -3.25, 5 },
        { "+.5x", 0.5, 3 },
        { "5.", 5, 2 },
        { "1e3", 1000, 3 },
        { "1e", 1, 1 },
        { "25e-2,", 0.25, 5 },
        { "12 34", 12, 2 },
        { "1.2.3", 1.2, 3 },
        { "0x10", 0, 1 },
        { "45.757933259", 45.757933259, 12 },
    };
    static const char *const none[] = { "", "-", ".", "+-1", "e5", "nan", "inf", "1e999" };
    double v;
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        assert_int_equal(mk_decimal_at(&v, mk_str(t[i].text)), t[i].n);
        assert_true(fabs(v - t[i].v) < 1e-12);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(mk_decimal_at(&v, mk_str(none[i])), 0);
}

static void only_white_space_may_stand_around(void **state)
{
    double v;
    (void)state;
    assert_true(mk_decimal_all(&v, mk_str(" \n-1.5\t")));
    assert_true(fabs(v + 1.5) < 1e-12);
    assert_false(mk_decimal_all(&v, mk_str("1,5")));
    assert_false(mk_decimal_all(&v, mk_str("1 5")));
    assert_false(mk_decimal_all(&v, mk_str(" ")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_to_their_end),
        cmocka_unit_test(only_white_space_may_stand_around),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
