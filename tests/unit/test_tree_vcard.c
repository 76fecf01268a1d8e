#include "tests/lib/t.h"

#include "parsers/format/tree.h"
#include "tests/lib/tree_print.h"
#include <stdio.h>

static void expect(const char *text, const char *want)
{
    assert_string_equal(tree_print("vcard", mk_str(text)), want);
}

static void a_card_is_its_properties_in_order(void **s)
{
    (void)s;
    expect("BEGIN:VCARD\r\nVERSION:3.0\r\nitem1.TEL;TYPE=home;PREF:+44 20\r\n 7946\r\n"
           "N:Doe;Ann\\, B\r\nEND:VCARD\r\n",
           "[{\"component\":\"VCARD\",\"content\":[{\"name\":\"VERSION\",\"value\":\"3.0\"},"
           "{\"group\":\"item1\",\"name\":\"TEL\",\"parameters\":[{\"name\":\"TYPE\","
           "\"value\":\"home\"},{\"value\":\"PREF\"}],\"value\":\"+44 207946\"},"
           "{\"name\":\"N\",\"value\":\"Doe;Ann\\\\, B\"}]}]");
}

static void components_nest_and_follow_each_other(void **s)
{
    (void)s;
    expect("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:a\nEND:VEVENT\nend:vcalendar\n"
           "BEGIN:VCARD\nEND:VCARD\n",
           "[{\"component\":\"VCALENDAR\",\"content\":[{\"component\":\"VEVENT\",\"content\":["
           "{\"name\":\"SUMMARY\",\"value\":\"a\"}]}]},{\"component\":\"VCARD\",\"content\":[]}]");
}

static void quoted_printable_and_character_sets_are_undone(void **s)
{
    (void)s;
    expect("BEGIN:VCARD\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B8rn\nNOTE:\xe9\n"
           "END:VCARD\n",
           "[{\"component\":\"VCARD\",\"content\":[{\"name\":\"FN\",\"parameters\":["
           "{\"name\":\"ENCODING\",\"value\":\"QUOTED-PRINTABLE\"},"
           "{\"name\":\"CHARSET\",\"value\":\"UTF-8\"}],\"value\":\"J\xc3\xb8rn\"},"
           "{\"name\":\"NOTE\",\"value\":\"\xc3\xa9\","
           "\"doubt\":\"not UTF-8: read as Windows-1252\"}]}]");
}

static void damage_is_shown_in_its_place(void **s)
{
    (void)s;
    expect("BEGIN:VCARD\nno colon\nEND:VEVENT\nFN:x\n",
           "[{\"component\":\"VCARD\",\"content\":[{\"damaged\":\"a line without a name\","
           "\"line\":\"no colon\"},{\"damaged\":\"ends what is not open\",\"line\":\"VEVENT\"},"
           "{\"name\":\"FN\",\"value\":\"x\"},"
           "{\"damaged\":\"the file ends within a component\"}]}] (damaged)");
}

static void what_begins_with_no_component_is_refused(void **s)
{
    static const char *const others[] = { "", "FN:x\n", "END:VCARD\n", "words\n" };
    (void)s;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect(others[i], "!no vCard or iCalendar: it begins with no component");
}

static void nesting_is_bounded(void **s)
{
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, (size_t)1 << 20);
    for (unsigned i = 0; i < 1000; i++)
        mk_buf_puts(&b, "BEGIN:A\n");
    const char *got = tree_print("vcard", mk_buf_span(&b));
    assert_non_null(strstr(got, "values nest too deep to show"));
    assert_non_null(strstr(got, "(damaged)"));
    mk_buf_done(&b);
}

static void every_truncation_is_shown_or_refused(void **s)
{
    static const char card[] = "BEGIN:VCARD\r\nitem1.TEL;TYPE=\"a,b\":+1\r\n 2\r\n"
                               "FN;ENCODING=QUOTED-PRINTABLE:=C3=B8=\r\nx\r\nEND:VCARD\r\n";
    (void)s;
    for (size_t n = 0; n < sizeof card - 3; n++) {
        const char *got = tree_print("vcard", mk_span(card, n));
        assert_true(got[0] == '!' || strstr(got, "(damaged)"));
    }
    assert_null(strstr(tree_print("vcard", mk_span(card, sizeof card - 3)), "damaged"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_is_its_properties_in_order),
        cmocka_unit_test(components_nest_and_follow_each_other),
        cmocka_unit_test(quoted_printable_and_character_sets_are_undone),
        cmocka_unit_test(damage_is_shown_in_its_place),
        cmocka_unit_test(what_begins_with_no_component_is_refused),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(every_truncation_is_shown_or_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
