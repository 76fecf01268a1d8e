#include "parsers/format/content.h"
#include "tests/lib/t.h"

static int64_t one_id[] = { 5 };
static struct mk_content_ids one = { .v = one_id, .n = 1, .cap = 1, .bound = 5 };

static struct mk_content_result said(enum mk_role role, const char *columns, const char *out,
                                     const char *err)
{
    struct mk_content_feed *f = NULL;
    struct mk_content_result r = { 0 };
    struct mk_error e = { 0 };
    int rc = mk_content_feed_new(&f, role, mk_str(columns), 5, &one, &e);
    assert_int_equal(rc, 0);
    rc = mk_content_feed(f, mk_str(out), &e);
    assert_int_equal(rc, 0);
    rc = mk_content_feed_err(f, mk_str(err), &e);
    assert_int_equal(rc, 0);
    rc = mk_content_feed_end(&r, f, &e);
    assert_int_equal(rc, 0);
    mk_content_feed_free(f); /* its lists go with it */
    return r;
}

static enum mk_content_answer answer(enum mk_role role, const char *columns, const char *out,
                                     const char *err)
{
    return said(role, columns, out, err).answer;
}

static void what_the_phone_says_in_words_is_told_apart(void **s)
{
    (void)s;
    static const struct {
        const char *out, *err;
        enum mk_content_answer answer;
    } cases[] = {
        { "No result found.\n", "", MK_ANSWER_EMPTY },
        { "No reuslt found.\n", "", MK_ANSWER_EMPTY }, /* Android 4.1 */
        { "No result found.", "", MK_ANSWER_BROKEN },
        { "", "", MK_ANSWER_BROKEN },
        { "",
          "Error while accessing provider:sms\njava.lang.SecurityException: Permission Denial: "
          "reading x uri content://sms from pid=1, uid=2000 requires android.permission.READ_SMS\n",
          MK_ANSWER_REFUSED },
        { "Error while accessing provider:sms\njava.lang.SecurityException: no\n", "",
          MK_ANSWER_REFUSED },
        { "",
          "Error while accessing provider:x\njava.lang.IllegalStateException: Could not find "
          "provider: x\n",
          MK_ANSWER_NO_PROVIDER },
        { "",
          "Error while accessing provider:sms\njava.lang.IllegalArgumentException: Invalid column "
          "body\n",
          MK_ANSWER_NO_COLUMN },
        { "",
          "Error while accessing provider:sms\nandroid.database.sqlite.SQLiteException: no such "
          "column: body (code 1)\n",
          MK_ANSWER_NO_COLUMN },
        { "", "/system/bin/sh: content: not found\n", MK_ANSWER_NO_TOOL },
        { "", "/system/bin/sh: content: inaccessible or not found\n", MK_ANSWER_NO_TOOL },
        { "usage: adb shell content ...\n\n[ERROR] Unsupported argument: --x\n", "",
          MK_ANSWER_ERROR },
        { "something else\n", "", MK_ANSWER_BROKEN },
        { "No result found.\n", "WARNING: linker: something\n", MK_ANSWER_EMPTY },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(answer(MK_ROLE_COLUMN, "body", cases[i].out, cases[i].err),
                         cases[i].answer);
        assert_int_equal(answer(MK_ROLE_ROW, "body", cases[i].out, cases[i].err), cases[i].answer);
        assert_int_equal(answer(MK_ROLE_AFTER, "", cases[i].out, cases[i].err), cases[i].answer);
        assert_int_equal(answer(MK_ROLE_NUMBERS, "date", cases[i].out, cases[i].err),
                         cases[i].answer);
    }
}

static void an_app_operation_comes_back_as_one_line_of_text(void **s)
{
    (void)s;
    struct mk_content_result r =
        said(MK_ROLE_CONTROL, "", "Uid mode: READ_SMS: ignore\nREAD_SMS: allow; time=+1d\n", "");
    assert_int_equal(r.answer, MK_ANSWER_TEXT);
    assert_string_equal(r.why, "Uid mode: READ_SMS: ignore; READ_SMS: allow; time=+1d");
    assert_int_equal(answer(MK_ROLE_CONTROL, "", "Row: 0 _id=1\n", ""), MK_ANSWER_ROWS);
    assert_int_equal(answer(MK_ROLE_CONTROL, "", "No result found.\n", ""), MK_ANSWER_EMPTY);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_phone_says_in_words_is_told_apart),
        cmocka_unit_test(an_app_operation_comes_back_as_one_line_of_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
