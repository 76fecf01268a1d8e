#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf.h"
#include "parsers/source/source.h"
#include "tests/lib/fault.h"
#include "tests/lib/xml_print.h"
#include <stdio.h>
#include <stdlib.h>

static void expect(const char *document, const char *events)
{
    assert_string_equal(xml_print(mk_str(document)), events);
}

static void expect_refused(struct mk_span document, const char *in_why)
{
    const char *got = xml_print(document), *why = strchr(got, '!');
    if (!why || !strstr(why, in_why))
        fail_msg("not refused with \"%s\": %.200s", in_why, why ? why : got);
}

static void elements_attributes_and_text_come_in_order(void **s)
{
    (void)s;
    expect("<a><b k='v' n:m=\"&lt;2&gt;\">text</b><c/></a>",
           "<a><b k=v n:m=<2>>text</b><c></c></a>");
}

static void text_is_whole_up_to_the_next_tag(void **s)
{
    (void)s;
    struct mk_span doc = mk_str("<a>one &amp; two<!-- no --><![CDATA[ <3> ]]>&#xe9;<b/>tail</a>");
    struct mk_file f = mk_file_memory(&doc);
    struct mk_xml *x;
    struct mk_xml_event ev;
    assert_int_equal(mk_xml_open(&x, &f, NULL), 0);
    assert_int_equal(mk_xml_next(&ev, x, NULL), 1);
    assert_int_equal(mk_xml_next(&ev, x, NULL), 1);
    assert_int_equal(ev.what, MK_XML_TEXT);
    assert_int_equal(ev.depth, 1);
    assert_true(mk_span_is(ev.text, "one & two <3> \xc3\xa9"));
    mk_xml_free(x);
}

static void depth_and_attributes_are_told(void **s)
{
    (void)s;
    struct mk_span doc = mk_str("<a><b k='v' e=''/></a>");
    struct mk_file f = mk_file_memory(&doc);
    struct mk_xml *x;
    struct mk_xml_event ev;
    assert_int_equal(mk_xml_open(&x, &f, NULL), 0);
    assert_int_equal(mk_xml_next(&ev, x, NULL), 1);
    assert_int_equal(ev.depth, 1);
    assert_null(mk_xml_attr(&ev, "k").p);
    assert_int_equal(mk_xml_next(&ev, x, NULL), 1);
    assert_int_equal(ev.depth, 2);
    assert_true(mk_span_is(mk_xml_attr(&ev, "k"), "v"));
    assert_non_null(mk_xml_attr(&ev, "e").p);
    assert_int_equal(mk_xml_next(&ev, x, NULL), 1);
    assert_int_equal(ev.what, MK_XML_CLOSE);
    assert_int_equal(ev.depth, 2);
    assert_int_equal(mk_xml_next(&ev, x, NULL), 1);
    assert_int_equal(ev.depth, 1);
    assert_int_equal(mk_xml_next(&ev, x, NULL), 0);
    assert_int_equal(mk_xml_next(&ev, x, NULL), 0);
    mk_xml_free(x);
}

static void long_text_comes_in_pieces_of_a_mebibyte(void **s)
{
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, (size_t)8 << 20);
    mk_buf_puts(&b, "<a>");
    for (size_t i = 0; i < (size_t)(5 << 20) / 2; i++)
        mk_buf_u8(&b, 'x');
    mk_buf_puts(&b, "</a>");
    struct mk_span doc = mk_buf_span(&b);
    struct mk_file f = mk_file_memory(&doc);
    struct mk_xml *x;
    struct mk_xml_event ev;
    size_t total = 0, pieces = 0;
    assert_int_equal(mk_xml_open(&x, &f, NULL), 0);
    while (mk_xml_next(&ev, x, NULL) == 1) {
        assert_true(ev.text.len <= (size_t)1 << 20);
        total += ev.text.len;
        pieces += ev.what == MK_XML_TEXT;
    }
    assert_int_equal(total, (5 << 20) / 2);
    assert_int_equal(pieces, 3);
    mk_xml_free(x);
    mk_buf_done(&b);
}

static void utf16_and_byte_order_marks_are_read(void **s)
{
    static const char ascii[] = "<?xml version='1.0'?><a k='1'>hi</a>";
    uint8_t wide[2 + 2 * sizeof ascii];
    (void)s;
    for (int big = 0; big < 2; big++) {
        size_t n = 0;
        wide[n++] = big ? 0xfe : 0xff;
        wide[n++] = big ? 0xff : 0xfe;
        for (const char *p = ascii; *p; p++) {
            wide[n++] = big ? 0 : (uint8_t)*p;
            wide[n++] = big ? (uint8_t)*p : 0;
        }
        assert_string_equal(xml_print(mk_span(wide, n)), "<a k=1>hi</a>");
    }
    expect("\xef\xbb\xbf<a>\xc3\xa9</a>", "<a>\xc3\xa9</a>");
    expect("<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>", "<a>\xc3\xa9</a>");
}

static void blanks_in_front_of_the_declaration_are_passed_over(void **s)
{
    (void)s;
    expect("\r\n \t<?xml version='1.0'?><a/>", "<a></a>");
    expect_refused(mk_str(" \n<a><b></a>"), "mismatched tag, line 1, byte 10");
}

static void entities_of_others_stay_as_they_are_written(void **s)
{
    (void)s;
    expect("<!DOCTYPE a [<!ENTITY own 'mine'><!ENTITY far SYSTEM 'file:///etc/passwd'>]>"
           "<a>&own; &far;</a>",
           "<a>mine &far;</a>");
    expect("<!DOCTYPE a SYSTEM 'http://127.0.0.1/x.dtd'><a>&unknown;</a>", "<a>&unknown;</a>");
    expect("<!DOCTYPE a [<!ENTITY % p SYSTEM 'file:///x'> %p;]><a>1</a>", "<a>1</a>");
}

static void entity_bombs_are_refused(void **s)
{
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, (size_t)1 << 20);
    mk_buf_puts(&b, "<!DOCTYPE a [<!ENTITY e0 'ha'>");
    for (int i = 1; i < 30; i++)
        mk_buf_printf(&b, "<!ENTITY e%d '&e%d;&e%d;'>", i, i - 1, i - 1);
    mk_buf_puts(&b, "]><a>&e29;</a>");
    expect_refused(mk_buf_span(&b), "amplification");
    mk_buf_clear(&b);
    mk_buf_puts(&b, "<!DOCTYPE a [<!ENTITY e '");
    for (int i = 0; i < 50000; i++)
        mk_buf_u8(&b, 'x');
    mk_buf_puts(&b, "'>]><a>");
    for (int i = 0; i < 50000; i++)
        mk_buf_puts(&b, "&e;");
    mk_buf_puts(&b, "</a>");
    expect_refused(mk_buf_span(&b), "amplification");
    expect_refused(mk_str("<!DOCTYPE a [<!ENTITY e '&e;'>]><a>&e;</a>"), "recursive");
    mk_buf_done(&b);
}

static void what_is_in_front_of_damage_is_given_out_first(void **s)
{
    (void)s;
    expect("<a><b>one</b><c>tw", "<a><b>one</b><c>tw!XML: no element found, line 1, byte 18");
    expect("<a>1</b>", "<a>1!XML: mismatched tag, line 1, byte 6");
    expect("<a>1</a>2", "<a>1</a>!XML: junk after document element, line 1, byte 8");
    expect("", "!XML: no element found, line 1, byte 0");
    expect("{}", "!XML: not well-formed (invalid token), line 1, byte 0");
}

static void every_truncation_ends_in_an_error(void **s)
{
    static const char doc[] = "<?xml version='1.0'?><a k='v'><b>text</b><!-- c --><c>&lt;</c></a>";
    char *whole = strdup(xml_print(mk_str(doc)));
    (void)s;
    for (size_t n = 0; n < sizeof doc - 1; n++) {
        const char *got = xml_print(mk_span(doc, n));
        const char *mark = strchr(got, '!');
        assert_non_null(mark);
        assert_memory_equal(got, whole, (size_t)(mark - got));
    }
    free(whole);
}

static void too_deep_and_too_long_are_refused(void **s)
{
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, (size_t)32 << 20);
    for (int i = 0; i < 1100; i++)
        mk_buf_puts(&b, "<a>");
    expect_refused(mk_buf_span(&b), "deeper than 1024");
    mk_buf_clear(&b);
    mk_buf_puts(&b, "<a><!--");
    for (size_t i = 0; i < (size_t)20 << 20; i++)
        mk_buf_u8(&b, 'x');
    expect_refused(mk_buf_span(&b), "more than 16 MiB at byte 3");
    mk_buf_done(&b);
}

static void no_memory_is_an_error_and_leaks_nothing(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_span doc = mk_str("<a k='v'>text<b/></a>");
        struct mk_file f = mk_file_memory(&doc);
        struct mk_xml *x = NULL;
        struct mk_xml_event ev;
        struct mk_error e = { 0 };
        int rc = mk_xml_open(&x, &f, &e);
        while (rc == 0 && (rc = mk_xml_next(&ev, x, &e)) == 1)
            rc = 0;
        assert_true(rc == 0 || e.code == MK_ENOMEM || e.code == MK_ELIMIT);
        mk_xml_free(x);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_attributes_and_text_come_in_order),
        cmocka_unit_test(text_is_whole_up_to_the_next_tag),
        cmocka_unit_test(depth_and_attributes_are_told),
        cmocka_unit_test(long_text_comes_in_pieces_of_a_mebibyte),
        cmocka_unit_test(utf16_and_byte_order_marks_are_read),
        cmocka_unit_test(blanks_in_front_of_the_declaration_are_passed_over),
        cmocka_unit_test(entities_of_others_stay_as_they_are_written),
        cmocka_unit_test(entity_bombs_are_refused),
        cmocka_unit_test(what_is_in_front_of_damage_is_given_out_first),
        cmocka_unit_test(every_truncation_ends_in_an_error),
        cmocka_unit_test(too_deep_and_too_long_are_refused),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
