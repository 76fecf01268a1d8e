#include "host/case/case.h"
#include "host/case/words.h"
#include "parsers/base/buf.h"
#include "tests/lib/t.h"

/* What of a text is a word, for the index and for what is asked. */

static int put(void *u, const struct mk_word *w)
{
    struct mk_buf *b = u;
    mk_buf_puts(b, b->len ? "|" : "");
    mk_buf_put(b, w->text.p, w->text.len);
    return 0;
}

static const char *words_of(const char *text, bool query)
{
    static struct mk_buf b;
    mk_buf_done(&b);
    mk_buf_init(&b, 65536);
    assert_int_equal(mk_words(mk_str(text), query, put, &b), 0);
    return mk_buf_cstr(&b);
}

static void words_are_runs_of_letters_and_digits(void **s)
{
    (void)s;
    static const struct {
        const char *text, *words;
    } at[] = {
        { "", "" },
        { " -- !", "" },
        { "Meet me at 9, room 12b.", "meet|me|at|9|room|12b" },
        { "+44 7700 900123", "44|7700|900123" },
        { "JOSÉ José Jose\xcc\x81 jose", "jose|jose|jose|jose" },
        { "Straße STRASSE", "strasse|strasse" },
        { "\xef\xac\x81n", "fin" }, /* a ligature */
        { "Ελλάδα ΕΛΛΑΔΑ", "ελλαδα|ελλαδα" },
        { "مُحَمَّد محمد محـمد", "محمد|محمد|محمد" }, /* vowels, tatweel */
        { "हिन्दी", "हिन्दी" },                    /* vowels that are the word */
        { "한국어", "한국어" },
        { "x\xff\xfey", "x|y" },    /* not UTF-8 */
        { "\xf0\x9f\x98\x80", "" }, /* a picture is no word */
    };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        assert_string_equal(words_of(at[i].text, false), at[i].words);
}

static void scripts_without_spaces_are_found_by_any_two_letters(void **s)
{
    (void)s;
    assert_string_equal(words_of("我在北京见你", false), "我在|在北|北京|京见|见你|你");
    assert_string_equal(words_of("北京", true), "北京");
    assert_string_equal(words_of("北京见", true), "北京|京见");
    assert_string_equal(words_of("北", true), "北");
    assert_string_equal(words_of("at北京now", false), "at|北京|京|now");
    assert_string_equal(words_of("ホテル", true), "ホテ|テル");
    /* Half and full width are one. */
    assert_string_equal(words_of("ﾎﾃ", true), "ホテ");
}

static int first(void *u, const struct mk_word *w)
{
    *(struct mk_word *)u = *w;
    return 7;
}

static void a_word_says_where_it_stands_and_may_be_the_last(void **s)
{
    (void)s;
    struct mk_word w = { 0 };
    assert_int_equal(mk_words(mk_str("  Élan vital"), false, first, &w), 7);
    assert_int_equal(w.from, 2);
    assert_int_equal(w.to, 7);
}

static void a_word_without_end_counts_to_its_bound(void **s)
{
    (void)s;
    static char text[70000];
    memset(text, 'a', sizeof text - 1);
    assert_int_equal(strlen(words_of(text, false)), 64);
    for (size_t i = 0; i + 2 < sizeof text; i += 2)
        memcpy(text + i, "é", 2);
    assert_int_equal(strlen(words_of(text, false)), 63);
}

static void what_a_query_lacks_is_said_with_its_place(void **s)
{
    (void)s;
    static const struct {
        const char *query, *code;
        size_t from, to;
    } all[] = {
        { "", "empty", 0, 0 },
        { " \t", "empty", 0, 0 },
        { " --  **", "no-word", 1, 3 },
        { "\"!?\"* x", NULL, 0, 0 },
        { "... -hotel -car", "only-without", 4, 10 },
        { "-\"grand star\" -x", "only-without", 0, 13 },
        { "-hotel OR", NULL, 0, 0 },
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct mk_query_fault f;
        assert_int_equal(mk_case_query_fault(&f, all[i].query), all[i].code != NULL);
        if (all[i].code) {
            assert_string_equal(f.code, all[i].code);
            assert_int_equal(f.from, all[i].from);
            assert_int_equal(f.to, all[i].to);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_a_query_lacks_is_said_with_its_place),
        cmocka_unit_test(words_are_runs_of_letters_and_digits),
        cmocka_unit_test(scripts_without_spaces_are_found_by_any_two_letters),
        cmocka_unit_test(a_word_says_where_it_stands_and_may_be_the_last),
        cmocka_unit_test(a_word_without_end_counts_to_its_bound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
