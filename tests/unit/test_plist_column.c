#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/format/plist_column.h"
#include "tests/lib/fault.h"
#include <stdio.h>

/* A property list inside a column. */

static const char LIST[] =
    "<plist><dict><key>a</key><array><string>x</string><integer>7</integer><real>1.5</real>"
    "<date>2001-01-01T00:01:40Z</date><data>AP8=</data><true/></array>"
    "<key>b</key><dict><key>c</key><string>deep</string></dict></dict></plist>";

static struct mk_cell bytes(const char *s)
{
    return (struct mk_cell){ .kind = MK_C_BLOB, .s = mk_str(s) };
}

/* A column of it as text: "-" for none, "!why" for what is lost. */
static const char *column(struct mk_cell in, const char *name)
{
    static char out[200];
    struct mk_arena arena;
    struct mk_cell c;
    mk_arena_init(&arena, (size_t)1 << 20);
    const char *why = mk_decoder_plist.decode(&c, &name, 1, &in, &arena);
    if (why || c.kind == MK_C_LOST)
        snprintf(out, sizeof out, "!%s", why ? why : c.why);
    else if (c.kind == MK_C_INT)
        snprintf(out, sizeof out, "%lld", (long long)c.i);
    else if (c.kind == MK_C_REAL)
        snprintf(out, sizeof out, "%g", c.r);
    else if (c.kind == MK_C_NULL)
        snprintf(out, sizeof out, "-");
    else
        snprintf(out, sizeof out, "%s%.*s", c.kind == MK_C_BLOB ? "bytes " : "", (int)c.s.len,
                 (const char *)c.s.p);
    mk_arena_done(&arena);
    return out;
}

static void columns_are_keys_and_numbers(void **s)
{
    (void)s;
    assert_string_equal(column(bytes(LIST), "a/0"), "x");
    assert_string_equal(column(bytes(LIST), "a/1"), "7");
    assert_string_equal(column(bytes(LIST), "a/2"), "1.5");
    assert_string_equal(column(bytes(LIST), "a/3"), "100");
    assert_string_equal(column(bytes(LIST), "a/5"), "1");
    assert_string_equal(column(bytes(LIST), "a/9"), "-");
    assert_string_equal(column(bytes(LIST), "b/c"), "deep");
    assert_string_equal(column(bytes(LIST), "b"), "-");
    assert_false(mk_decoder_plist.has("a//b"));
}

static void four_bytes_in_front_are_passed_over(void **s)
{
    char with[sizeof LIST + 4] = "1234";
    (void)s;
    memcpy(with + 4, LIST, sizeof LIST);
    assert_string_equal(column(bytes(with), "b/c"), "deep");
}

static void fields_of_an_archive_without_a_root_are_columns(void **s)
{
    static const char archive[] =
        "<plist><dict><key>$archiver</key><string>NSKeyedArchiver</string><key>$objects</key>"
        "<array><string>$null</string><dict><key>NS.time</key><real>780376728.25</real></"
        "dict><string>Mac</string></array><key>$top</key><dict>"
        "<key>RecordCtime</key><dict><key>CF$UID</key><integer>1</integer></dict>"
        "<key>ModifiedByDevice</key><dict><key>CF$UID</key><integer>2</integer></dict>"
        "<key>URL</key><dict><key>CF$UID</key><integer>0</integer></dict></dict></dict></plist>";
    (void)s;
    assert_string_equal(column(bytes(archive), "ModifiedByDevice"), "Mac");
    assert_string_equal(column(bytes(archive), "RecordCtime"), "7.80377e+08");
    assert_string_equal(column(bytes(archive), "URL"), "-");
}

static void elements_of_a_list_are_told_one_by_one(void **s)
{
    static const char list[] = "{\"l\":[{\"a\":1},{\"b\":2},{\"a\":3}]}";
    const char *const column = "a";
    struct mk_elements at = { 0 };
    struct mk_cell c, in = bytes(list);
    (void)s;
    for (size_t i = 0; i < 3; i++) {
        c = (struct mk_cell){ .kind = MK_C_NULL };
        assert_true(mk_decoder_plist.element(&c, &column, 1, &at, "l", &in, NULL));
        assert_int_equal(c.kind, i == 1 ? MK_C_NULL : MK_C_INT);
        assert_true(i == 1 || c.i == (int64_t)i + 1);
    }
    assert_false(mk_decoder_plist.element(&c, &column, 1, &at, "l", &in, NULL));
    at = (struct mk_elements){ 0 };
    assert_false(mk_decoder_plist.element(&c, &column, 1, &at, "no", &in, NULL));
    at.nth = MK_PLIST_ELEMENTS + 1;
    assert_false(mk_decoder_plist.element(&c, &column, 1, &at, "l", &in, NULL));
}

static void more_elements_than_are_told_are_an_issue(void **s)
{
    struct mk_buf list;
    const char *const column = "a";
    struct mk_elements at = { 0 };
    struct mk_cell c, in;
    size_t n = 0;
    (void)s;
    mk_buf_init(&list, 4096);
    mk_buf_puts(&list, "{\"l\":[0");
    for (size_t i = 0; i < MK_PLIST_ELEMENTS + 4; i++)
        mk_buf_puts(&list, ",0");
    mk_buf_puts(&list, "]}");
    in = bytes(mk_buf_cstr(&list));
    for (; mk_decoder_plist.element(&c, &column, 1, &at, "l", &in, NULL); n++)
        assert_int_equal(at.why != NULL, n == MK_PLIST_ELEMENTS);
    assert_int_equal(n, MK_PLIST_ELEMENTS + 1);
    mk_buf_done(&list);
}

static void what_is_no_list_is_told(void **s)
{
    (void)s;
    assert_string_equal(column(bytes("\xff\xfe no list"), "a"),
                        "!a property list that cannot be read");
    assert_string_equal(column((struct mk_cell){ .kind = MK_C_INT }, "a"), "!no property list");
    assert_string_equal(column(bytes(""), "a"), "-");
    assert_int_equal(column(bytes("<plist><dict><key>a</key><string>x"), "a")[0], '!');
}

static void without_memory_a_column_is_lost_and_nothing_leaks(void **s)
{
    struct mk_arena arena;
    struct mk_cell c, in = bytes(LIST);
    const char *name = "b/c", *why;
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        mk_arena_init(&arena, (size_t)1 << 20);
        why = mk_decoder_plist.decode(&c, &name, 1, &in, &arena);
        assert_true(why || c.kind == MK_C_LOST || c.kind == MK_C_TEXT);
        mk_arena_done(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_keys_and_numbers),
        cmocka_unit_test(four_bytes_in_front_are_passed_over),
        cmocka_unit_test(fields_of_an_archive_without_a_root_are_columns),
        cmocka_unit_test(elements_of_a_list_are_told_one_by_one),
        cmocka_unit_test(more_elements_than_are_told_are_an_issue),
        cmocka_unit_test(what_is_no_list_is_told),
        cmocka_unit_test(without_memory_a_column_is_lost_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
