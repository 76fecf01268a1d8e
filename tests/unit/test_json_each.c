#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/format/json_each.h"
#include "parsers/source/source.h"
#include "tests/lib/fault.h"
#include <stdlib.h>

/* The elements as text: "0:{...} 1:..." with their indexes; "?" for one that is no JSON, and
 * behind a '!' how it broke off. */
static const char *walk(struct mk_span doc, const char *path, size_t levels)
{
    static struct mk_buf b;
    struct mk_file f = mk_file_memory(&doc);
    struct mk_json_each *j = NULL;
    struct mk_error e = { 0 };
    const char *why;
    json_t *v;
    int rc = mk_json_each_open(&j, &f, path, &e);
    mk_buf_done(&b);
    mk_buf_init(&b, (size_t)64 << 20);
    while (rc == 0 && (rc = mk_json_each_next(&v, &why, j, &e)) == 1) {
        for (size_t i = 0; i < levels; i++)
            mk_buf_printf(&b, "%zu%s", mk_json_each_at(j, i), i + 1 < levels ? "." : ":");
        char *text = v ? json_dumps(v, JSON_ENCODE_ANY | JSON_COMPACT) : NULL;
        assert_true((v == NULL) == (why != NULL));
        mk_buf_puts(&b, text ? text : "?");
        mk_buf_u8(&b, ' ');
        free(text);
        json_decref(v);
        rc = 0;
    }
    if (rc < 0)
        mk_buf_printf(&b, "!%s", e.text);
    mk_json_each_free(j);
    return mk_buf_cstr(&b);
}

static void expect(const char *doc, const char *path, size_t levels, const char *want)
{
    assert_string_equal(walk(mk_str(doc), path, levels), want);
}

static void elements_of_the_document_itself(void **s)
{
    (void)s;
    expect("[1, \"two\", {\"a\":[3]}, [4], null]", "", 1,
           "0:1 1:\"two\" 2:{\"a\":[3]} 3:[4] 4:null ");
    expect("\xef\xbb\xbf [ ]", "", 1, "");
}

static void elements_of_an_array_below_keys(void **s)
{
    (void)s;
    expect("{\"x\":[9],\"a\":{\"b\":[1,2],\"c\":[3]},\"z\":{}}", "a.b", 1, "0:1 1:2 ");
    expect("{\"a\\u0062\":[1]}", "ab", 1, "0:1 ");
    expect("{\"a\":[1],\"a\":[2]}", "a", 1, "0:1 0:2 ");
}

static void a_star_enters_each_element_of_an_array(void **s)
{
    (void)s;
    expect("{\"chats\":{\"list\":[{\"id\":7,\"messages\":[1,2]},{\"id\":8},5,{\"messages\":[3]}]}}",
           "chats.list.*.messages", 2, "0.0:1 0.1:2 3.0:3 ");
    expect("[[1],[],[2,3]]", "*", 2, "0.0:1 2.0:2 2.1:3 ");
}

static void the_whole_document_is_one_element(void **s)
{
    (void)s;
    expect(" {\"a\": 1} ", "$", 1, "0:{\"a\":1} ");
    expect("12", "$", 1, "0:12 ");
}

static void something_else_where_the_array_should_be_gives_nothing(void **s)
{
    (void)s;
    expect("{\"a\":{\"b\":1}}", "a", 1, "");
    expect("{\"a\":\"]\"}", "a", 1, "");
    expect("[1]", "a.b", 1, "");
    expect("7", "", 1, "");
    expect("{\"b\":[1]}", "a", 1, "");
}

static void brackets_and_quotes_inside_strings_cut_nothing(void **s)
{
    (void)s;
    expect("[\"]\", \"\\\"}\", {\"[\\\\\":\"\\\\\"}]", "", 1,
           "0:\"]\" 1:\"\\\"}\" 2:{\"[\\\\\":\"\\\\\"} ");
}

static void an_element_that_is_no_json_is_told_and_the_next_read(void **s)
{
    (void)s;
    expect("[1, {], 2]", "", 1, "0:1 1:? 2:2 ");
    expect("[1, {]}, 2]", "", 1, "0:1 1:? !JSON: no element at byte 6");
    expect("[1, nope, {\"a\":}, \"\xff\", 2]", "", 1, "0:1 1:? 2:? 3:? 4:2 ");
}

static void a_document_that_breaks_off_is_an_error_behind_its_whole_elements(void **s)
{
    (void)s;
    expect("[{\"a\":1},{\"b\":", "", 1, "0:{\"a\":1} !JSON: the document breaks off at byte 14");
    expect("[{\"a\":1}", "", 1, "0:{\"a\":1} !JSON: the document breaks off at byte 8");
    expect("[12", "", 1, "!JSON: the document breaks off at byte 3");
    expect("{\"a\":[1", "b", 1, "!JSON: the document breaks off at byte 7");
    expect("{\"a\" 1}", "a", 1, "!JSON: no colon behind a key at byte 5");
    expect("{7}", "a", 1, "!JSON: no key at byte 1");
    expect("", "", 1, "!JSON: nothing there at byte 0");
}

static void every_truncation_keeps_the_elements_in_front_of_it(void **s)
{
    static const char doc[] =
        "{\"o\":\"\\\"\",\"a\":[{\"b\":[1,2,\"x\"]},{\"b\":[\"y\",{\"z\":3}]}]}";
    char *whole = strdup(walk(mk_str(doc), "a.*.b", 2));
    (void)s;
    assert_string_equal(whole, "0.0:1 0.1:2 0.2:\"x\" 1.0:\"y\" 1.1:{\"z\":3} ");
    for (size_t n = 0; n < sizeof doc - 1; n++) {
        const char *got = walk(mk_span(doc, n), "a.*.b", 2), *mark = strchr(got, '!');
        assert_non_null(mark);
        assert_memory_equal(got, whole, (size_t)(mark - got));
    }
    free(whole);
}

static void an_element_that_is_too_large_is_left_out(void **s)
{
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, (size_t)32 << 20);
    mk_buf_puts(&b, "[1,\"");
    for (size_t i = 0; i < (size_t)17 << 20; i++)
        mk_buf_u8(&b, 'x');
    mk_buf_puts(&b, "\",2]");
    assert_string_equal(walk(mk_buf_span(&b), "", 1), "0:1 1:? 2:2 ");
    mk_buf_done(&b);
}

static void deep_nesting_is_an_element_that_cannot_be_read(void **s)
{
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, (size_t)1 << 20);
    mk_buf_puts(&b, "[1,");
    for (int i = 0; i < 100000; i++)
        mk_buf_u8(&b, '[');
    for (int i = 0; i < 100000; i++)
        mk_buf_u8(&b, ']');
    mk_buf_puts(&b, ",2]");
    assert_string_equal(walk(mk_buf_span(&b), "", 1), "0:1 1:? 2:2 ");
    mk_buf_done(&b);
}

static void elements_across_the_windows_are_whole(void **s)
{
    struct mk_buf b;
    size_t n = 0;
    (void)s;
    mk_buf_init(&b, (size_t)8 << 20);
    mk_buf_puts(&b, "{\"list\":[");
    for (int i = 0; i < 20000; i++)
        mk_buf_printf(&b, "%s{\"n\":%d}", i ? "," : "", i);
    mk_buf_puts(&b, "]}");
    struct mk_span doc = mk_buf_span(&b);
    struct mk_file f = mk_file_memory(&doc);
    struct mk_json_each *j;
    const char *why;
    json_t *v;
    assert_int_equal(mk_json_each_open(&j, &f, "list", NULL), 0);
    for (; mk_json_each_next(&v, &why, j, NULL) == 1; n++) {
        assert_int_equal(json_integer_value(json_object_get(v, "n")), n);
        assert_int_equal(mk_json_each_at(j, 0), n);
        json_decref(v);
    }
    assert_int_equal(n, 20000);
    mk_json_each_free(j);
    mk_buf_done(&b);
}

static void no_memory_is_an_error_and_leaks_nothing(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_span doc = mk_str("{\"a\":[1,{\"b\":2}]}");
        struct mk_file f = mk_file_memory(&doc);
        struct mk_json_each *j = NULL;
        const char *why;
        json_t *v;
        int rc = mk_json_each_open(&j, &f, "a", NULL);
        while (rc == 0 && (rc = mk_json_each_next(&v, &why, j, NULL)) == 1) {
            json_decref(v);
            rc = 0;
        }
        mk_json_each_free(j);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_of_the_document_itself),
        cmocka_unit_test(elements_of_an_array_below_keys),
        cmocka_unit_test(a_star_enters_each_element_of_an_array),
        cmocka_unit_test(the_whole_document_is_one_element),
        cmocka_unit_test(something_else_where_the_array_should_be_gives_nothing),
        cmocka_unit_test(brackets_and_quotes_inside_strings_cut_nothing),
        cmocka_unit_test(an_element_that_is_no_json_is_told_and_the_next_read),
        cmocka_unit_test(a_document_that_breaks_off_is_an_error_behind_its_whole_elements),
        cmocka_unit_test(every_truncation_keeps_the_elements_in_front_of_it),
        cmocka_unit_test(an_element_that_is_too_large_is_left_out),
        cmocka_unit_test(deep_nesting_is_an_element_that_cannot_be_read),
        cmocka_unit_test(elements_across_the_windows_are_whole),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
