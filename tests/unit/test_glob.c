#include "parsers/base/glob.h"
#include "tests/lib/t.h"

static void stars_cross_folders_and_all_of_the_text_has_to_fit(void **state)
{
    static const struct {
        const char *glob, *text;
        bool fits;
    } cases[] = {
        { "", "", true },
        { "", "a", false },
        { "*", "", true },
        { "*", "a/b", true },
        { "*/b", "x/a/b", true },
        { "*/b", "b", false },
        { "*/b", "x/b/c", false },
        { "a*c*e", "abcde", true },
        { "a*c*e", "abde", false },
        { "*ab", "aab", true },
        { "*ab*ab", "abab", true },
        { "*ab*ab", "ab", false },
        { "a**b", "ab", true },
        { "*ab", "abxab", true },
        { "*ab?", "xabab", false },
        { "*ab?", "xabaab", false },
        { "*ab?*", "ab", false },
        { "a*b", "a", false },
        { "*/c", "/c/", false },
        { "*b[c]", "abbc", true },
        { "?b", "ab", true },
        { "?b", "b", false },
        { "a?", "a/", true },
        { "[ab]c", "bc", true },
        { "[ab]c", "cc", false },
        { "[0-9]*", "7x", true },
        { "[!0-9]*", "7x", false },
        { "[!0-9]*", "x7", true },
        { "[]a]", "]", true },
        { "[a-]", "-", true },
        { "[a", "[a", true }, /* no set without its end: stands for itself */
        { "*[0-9].db", "x/a1b2.db", true },
        { "A", "a", false },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (mk_glob_fits(cases[i].glob, mk_str(cases[i].text)) != cases[i].fits)
            fail_msg("%s on %s", cases[i].glob, cases[i].text);
}

static void a_hostile_path_costs_little(void **state)
{
    static uint8_t text[65536];
    (void)state;
    memset(text, 'a', sizeof text);
    assert_false(mk_glob_fits("*a*a*a*a*a*a*a*a*a*ab", mk_span(text, sizeof text)));
    text[7] = 0;
    assert_true(mk_glob_fits("*", mk_span(text, sizeof text)));
}

static void a_plain_glob_has_nothing_to_choose(void **state)
{
    (void)state;
    assert_true(mk_glob_is_plain("a/b.db"));
    assert_true(mk_glob_is_plain(""));
    assert_false(mk_glob_is_plain("a*"));
    assert_false(mk_glob_is_plain("a?"));
    assert_false(mk_glob_is_plain("[a]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stars_cross_folders_and_all_of_the_text_has_to_fit),
        cmocka_unit_test(a_hostile_path_costs_little),
        cmocka_unit_test(a_plain_glob_has_nothing_to_choose),
    };
    return cmocka_run_group_tests_name("glob", tests, NULL, NULL);
}
