#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "tests/lib/tree_print.h"
#include <stdio.h>

static void expect_text(const char *document, const char *want)
{
    assert_string_equal(tree_print("plist", mk_str(document)), want);
}

/* ---- the spellings that are text ---- */

static void xml_lists_are_read(void **s)
{
    (void)s;
    expect_text("<?xml version=\"1.0\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" "
                "\"http://www.apple.com/DTDs/PropertyList-1.0.dtd\">\n<plist version=\"1.0\"><dict>"
                "<key>a</key><array><true/><false/><integer>-5</integer><integer>0x10</integer>"
                "<integer>18446744073709551615</integer><real>1.5</real></array>"
                "<key>d</key><date>2013-02-22T12:49:10Z</date>"
                "<key>x</key><data>\n\tAP8=\n\t</data><key>s</key><string> &lt; </string>"
                "<key>e</key><string/></dict></plist>",
                "{\"a\":[true,false,-5,16,18446744073709551615,1.5],\"d\":\"2013-02-22T12:49:10Z\","
                "\"x\":{\"hex\":\"00ff\"},\"s\":\" < \",\"e\":\"\"}");
    expect_text("\n \t<?xml version='1.0'?><plist><string>1</string></plist>", "\"1\"");
    expect_text("<dict><key>k</key><dict/></dict>", "{\"k\":{}}");
}

static void damage_in_xml_lists_is_named(void **s)
{
    (void)s;
    expect_text("<plist><dict><key>a</key><string>1</string><key>b</key><array><string>2</string>",
                "{\"damaged\":\"XML: no element found, line 1, byte 80\","
                "\"value\":{\"a\":\"1\",\"b\":[\"2\"]}} (damaged)");
    expect_text("<plist><dict><key>a</key><key>b</key><integer>1x</integer></dict></plist>",
                "{\"damaged\":\"a dictionary whose keys and values do not take turns\",\"value\":{"
                "\"a\":{\"damaged\":\"there is no value for this key\"},"
                "\"b\":{\"damaged\":\"1x\"}}} (damaged)");
    expect_text("<plist><array><date>soon</date><data>?</data><thing/></array></plist>",
                "{\"damaged\":\"a value is not of its type\",\"value\":[{\"damaged\":\"soon\"},"
                "{\"damaged\":\"?\"},{\"damaged\":\"thing\"}]} (damaged)");
    expect_text("<plist><string>AT&T &amp &eacute; &#65;</string></plist>",
                "{\"damaged\":\"it holds & that are not escaped\","
                "\"value\":\"AT&T & &eacute; A\"} (damaged)");
    expect_text("<plist></plist>", "!XML plist: there is no value in it");
}

static void lists_of_the_old_style_are_read(void **s)
{
    (void)s;
    expect_text("// comment\n{ a = word; \"b c\" = ( 1, \"two\", ); /* x */ d = <0f bd>; "
                "e = { f = g.h/i-j; }; }",
                "{\"a\":\"word\",\"b c\":[\"1\",\"two\"],\"d\":{\"hex\":\"0fbd\"},"
                "\"e\":{\"f\":\"g.h/i-j\"}}");
    expect_text("( \"q\\\"\\n\\U00e9\\Ud83d\\Ude00\\101\", '' )",
                "[\"q\\\"\\n\xc3\xa9\xf0\x9f\x98\x80"
                "A\",\"\"]");
    expect_text("( <*I-42>, <*R1.5>, <*BY>, <*BN>, <*D2001-02-03 04:05:06 +0100> )",
                "[-42,1.5,true,false,\"2001-02-03T03:05:06Z\"]");
    expect_text("\"key\" = \"value\";\nother = 1;\nalone;",
                "{\"key\":\"value\",\"other\":\"1\",\"alone\":null}");
}

static void damage_in_lists_of_the_old_style_is_named(void **s)
{
    (void)s;
    expect_text("{ a = 1; b = ( x, y", "{\"damaged\":\"it breaks off, byte 19\","
                                       "\"value\":{\"a\":\"1\",\"b\":[\"x\",\"y\"]}} (damaged)");
    expect_text("{ a = 1 b = 2; }", "{\"damaged\":\"no ; behind a value, byte 8\","
                                    "\"value\":{\"a\":\"1\"}} (damaged)");
    expect_text("( <*Iabc>, <0> )", "[{\"damaged\":\"Iabc\"},{\"damaged\":\"0\"}] (damaged)");
    assert_int_equal(tree_print("plist", mk_str("a lonely word"))[0], '!');
    assert_int_equal(tree_print("plist", mk_str(""))[0], '!');
}

static void lists_as_json_are_read(void **s)
{
    (void)s;
    expect_text("{\"a\": [1, 2.5, null, true], \"b\": {\"c\": \"\\u0000d\"}}",
                "{\"a\":[1,2.5,null,true],\"b\":{\"c\":\"\\u0000d\"}}");
}

static void deep_nesting_is_refused_or_cut_off(void **s)
{
    static const char *const opens[] = { "<array>", "[", "(", "{a=" };
    (void)s;
    for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
        struct mk_buf b;
        mk_buf_init(&b, (size_t)1 << 20);
        for (int n = 0; n < 20000; n++)
            mk_buf_puts(&b, opens[i]);
        const char *got = tree_print("plist", mk_buf_span(&b));
        assert_true(got[0] == '!' || strstr(got, "(damaged)"));
        mk_buf_done(&b);
    }
}

/* ---- archives of objects ---- */

static void archives_are_shown_as_the_values_they_stand_for(void **s)
{
    (void)s;
    expect_text(
        "<plist><dict><key>$archiver</key><string>NSKeyedArchiver</string>"
        "<key>$top</key><dict><key>root</key><dict><key>CF$UID</key><integer>1</integer></dict></"
        "dict>"
        "<key>$objects</key><array><string>$null</string>"
        /* 1: a dictionary {"k": [text, itself]} */
        "<dict><key>$class</key><dict><key>CF$UID</key><integer>4</integer></dict>"
        "<key>NS.keys</key><array><dict><key>CF$UID</key><integer>2</integer></dict></array>"
        "<key>NS.objects</key><array><dict><key>CF$UID</key><integer>3</integer></dict></array></"
        "dict>"
        "<string>k</string>"                                                        /* 2 */
        "<dict><key>$class</key><dict><key>CF$UID</key><integer>5</integer></dict>" /* 3 */
        "<key>NS.objects</key><array><dict><key>CF$UID</key><integer>2</integer></dict>"
        "<dict><key>CF$UID</key><integer>1</integer></dict>"
        "<dict><key>CF$UID</key><integer>0</integer></dict>"
        "<dict><key>CF$UID</key><integer>6</integer></dict>"
        "<dict><key>CF$UID</key><integer>99</integer></dict></array></dict>"
        "<dict><key>$classname</key><string>NSMutableDictionary</string><key>$classes</key><array>"
        "<string>NSMutableDictionary</string><string>NSDictionary</string></array></dict>" /* 4 */
        "<dict><key>$classname</key><string>NSArray</string></dict>"                       /* 5 */
        "<dict><key>$class</key><dict><key>CF$UID</key><integer>7</integer></dict>"        /* 6 */
        "<key>when</key><dict><key>CF$UID</key><integer>8</integer></dict></dict>"
        "<dict><key>$classname</key><string>Own</string></dict>"                    /* 7 */
        "<dict><key>$class</key><dict><key>CF$UID</key><integer>9</integer></dict>" /* 8 */
        "<key>NS.time</key><real>1</real></dict>"
        "<dict><key>$classname</key><string>NSDate</string></dict>" /* 9 */
        "</array></dict></plist>",
        "{\"$archiver\":\"NSKeyedArchiver\",\"$top\":{\"root\":{\"k\":[\"k\",{\"loop\":1},null,"
        "{\"$class\":\"Own\",\"when\":\"2001-01-01T00:00:01Z\"},"
        "{\"damaged\":\"refers to an object that is not there\"}]}}} (damaged)");
}

static void an_archive_without_a_root_is_damaged_and_shown(void **s)
{
    (void)s;
    expect_text("<plist><dict><key>$archiver</key><string>NSKeyedArchiver</string>"
                "<key>$objects</key><array><string>left</string></array></dict></plist>",
                "{\"$archiver\":\"NSKeyedArchiver\",\"$top\":{\"damaged\":\"the archive names no "
                "root object\"},\"$objects\":[\"left\"]} (damaged)");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(xml_lists_are_read),
        cmocka_unit_test(damage_in_xml_lists_is_named),
        cmocka_unit_test(lists_of_the_old_style_are_read),
        cmocka_unit_test(damage_in_lists_of_the_old_style_is_named),
        cmocka_unit_test(lists_as_json_are_read),
        cmocka_unit_test(deep_nesting_is_refused_or_cut_off),
        cmocka_unit_test(archives_are_shown_as_the_values_they_stand_for),
        cmocka_unit_test(an_archive_without_a_root_is_damaged_and_shown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
