#include "tests/lib/t.h"

#include "parsers/format/chrome_bookmarks.h"
#include "tests/lib/doc_print.h"

static const char *const columns[] = { "type", "name", "url", "added", "folder", NULL };
static const char tree[] =
    "{\"roots\":{\"bookmark_bar\":{\"name\":\"Bar\",\"children\":[{\"name\":\"B\",\"children\":["
    "{\"name\":\"x\",\"type\":\"url\",\"url\":\"u\",\"date_added\":\"5\"}]},{\"name\":\"y\"}]},"
    "\"other\":\"text\"}}";

static void is(const char *doc, const char *expected)
{
    struct mk_buf out;
    mk_buf_init(&out, (size_t)1 << 20);
    doc_print(&out, &mk_format_chrome_bookmarks, mk_str(doc), "bookmarks", columns, NULL);
    assert_string_equal(mk_buf_cstr(&out), expected);
    mk_buf_done(&out);
}

static void folders_are_the_path_of_what_they_hold(void **state)
{
    (void)state;
    is(tree, "1|name=Bar\n2|name=B|folder=Bar\n3|type=url|name=x|url=u|added=5|folder=Bar/B\n"
             "4|name=y|folder=Bar\n");
    is("{\"roots\":{}}", "");
    is("{\"roots\":[1]}", "");
}

static void too_deep_a_tree_is_passed_over(void **state)
{
    struct mk_buf b, out;
    (void)state;
    mk_buf_init(&b, 1 << 16);
    mk_buf_init(&out, 1 << 20);
    mk_buf_puts(&b, "{\"roots\":{\"bookmark_bar\":");
    for (int i = 0; i < 100; i++)
        mk_buf_puts(&b, "{\"name\":\"d\",\"children\":[");
    for (int i = 0; i < 100; i++)
        mk_buf_puts(&b, "]}");
    mk_buf_puts(&b, "}}");
    doc_print(&out, &mk_format_chrome_bookmarks, mk_buf_span(&b), "bookmarks", columns, NULL);
    assert_non_null(strstr(mk_buf_cstr(&out), "remark folders too deep"));
    mk_buf_done(&b);
    mk_buf_done(&out);
}

static void cut_files_and_scarce_memory_are_survived(void **state)
{
    (void)state;
    doc_truncate(&mk_format_chrome_bookmarks, mk_str(tree), "bookmarks", columns, NULL);
    doc_starve(&mk_format_chrome_bookmarks, mk_str(tree), "bookmarks", columns, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_the_path_of_what_they_hold),
        cmocka_unit_test(too_deep_a_tree_is_passed_over),
        cmocka_unit_test(cut_files_and_scarce_memory_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
