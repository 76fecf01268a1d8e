#include "firmware/acquire/judge.h"
#include "firmware/acquire/users.h"
#include "parsers/base/buf.h"
#include "tests/lib/t.h"

/* What an answer of the phone's tools is, and which users there are. */

static const struct mk_question proven = { .name = "q", .command = "q", .proof = "[ro." };
static const struct mk_question plain = { .name = "q", .command = "q", .control = "other" };

static enum mk_cover judged(const struct mk_question *q, const char *out, const char *err, int code)
{
    const struct mk_reply r = { mk_str(out), mk_str(err), strlen(out), code };
    return mk_judge(q, &r, false).state;
}

static void a_refusal_is_told_apart_by_its_words(void **s)
{
    (void)s;
    static const struct {
        const char *out, *err;
        int code;
        enum mk_cover state;
    } t[] = {
        { "some text\n", "", 0, MK_COVER_FOUND },
        { "some text\n", "", -1, MK_COVER_FOUND },
        { "some text\n", "", 255, MK_COVER_FAILED },
        { "", "Can't find service: isub\n", 0, MK_COVER_ABSENT },
        { "Can't find service: isub\n", "", -1, MK_COVER_ABSENT },
        { "", "/system/bin/sh: dpm: inaccessible or not found\n", 127, MK_COVER_ABSENT },
        { "/system/bin/sh: dpm: not found\r\n", "", -1, MK_COVER_ABSENT },
        { "", "cat: /proc/x: No such file or directory\n", 1, MK_COVER_ABSENT },
        { "Unknown command: list-owners\n", "", 255, MK_COVER_ABSENT },
        { "", "Error: Unknown option: --show-versioncode\n", 1, MK_COVER_ABSENT },
        { "Permission Denial: can't dump wifi from pid=1, uid=2000\n", "", 0, MK_COVER_REFUSED },
        { "", "java.lang.SecurityException: Shell does not have permission to access user 10\n",
          255, MK_COVER_REFUSED },
        { "", "ls: /data: Permission denied\n", 1, MK_COVER_REFUSED },
        { "", "Segmentation fault\n", 139, MK_COVER_FAILED },
        { "a\n*** SERVICE 'x' DUMP TIMEOUT (10000ms) EXPIRED ***\n", "", 0, MK_COVER_RESTRICTED },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++)
        assert_int_equal(judged(&plain, t[i].out, t[i].err, t[i].code), t[i].state);
}

static void words_of_a_refusal_in_a_proven_answer_are_content(void **s)
{
    (void)s;
    assert_int_equal(judged(&proven, "[ro.x]: [Permission denied]\n", "", 0), MK_COVER_FOUND);
    assert_int_equal(judged(&proven, "x: Permission denied\n", "", 0), MK_COVER_REFUSED);
    assert_int_equal(judged(&proven, "what else\n", "", 0), MK_COVER_FOUND);
}

static void words_of_a_refusal_far_inside_are_content(void **s)
{
    (void)s;
    char out[2000];
    memset(out, 'x', sizeof out);
    memcpy(out + 1500, "Permission denied", 18);
    assert_int_equal(judged(&plain, out, "", 0), MK_COVER_FOUND);
}

static void nothing_is_empty_only_when_a_control_says_so(void **s)
{
    (void)s;
    const struct mk_reply r = { mk_str(""), mk_str(""), 0, 0 };
    assert_int_equal(mk_judge(&plain, &r, false).state, MK_COVER_UNKNOWN);
    assert_int_equal(mk_judge(&plain, &r, true).state, MK_COVER_EMPTY);
    assert_int_equal(mk_judge(&proven, &r, true).state, MK_COVER_UNKNOWN);
    assert_int_equal(judged(&plain, "", "", 1), MK_COVER_FAILED);
}

static void users_are_read_as_the_phone_prints_them(void **s)
{
    (void)s;
    struct mk_users u;
    mk_users_read(&u, mk_str("Users:\n\tUserInfo{0:A:b}c:c13} running\n"
                             "\tUserInfo{10:Work:1030}\n\tUserInfo{150:Secure Folder:10000061} "
                             "running\r\n"));
    assert_true(u.known);
    assert_int_equal(u.n, 3);
    assert_int_equal(u.all[0].flags, 0xc13);
    assert_true(u.all[0].running);
    assert_int_equal(u.all[1].number, 10);
    assert_true(u.all[1].flags & MK_USER_MANAGED);
    assert_false(u.all[1].running);
    assert_string_equal(u.all[2].text, "150");
    assert_true(u.all[2].running);
}

static void odd_lines_are_no_users(void **s)
{
    (void)s;
    static const char *const odd[] = {
        "",
        "Users:\n",
        "\tUserInfo{0:c13}\n",
        "\tUserInfo{x:Owner:13}\n",
        "\tUserInfo{0:Owner:xyz}\n",
        "UserInfo{0:Owner:13",
        "\tUserInfo{99999999999:Owner:13}\n",
        "\tUserInfo{:O:13}\n",
        "Error: no permission\n",
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct mk_users u;
        mk_users_read(&u, mk_str(odd[i]));
        assert_false(u.known);
        assert_int_equal(u.n, 1);
        assert_string_equal(u.all[0].text, "0");
    }
}

static void too_many_users_are_cut_and_told(void **s)
{
    (void)s;
    struct mk_users u;
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    for (unsigned i = 0; i < 20; i++)
        mk_buf_printf(&b, "\tUserInfo{%u:x:0} running\n\tUserInfo{%u:again:1}\n", i, i);
    mk_users_read(&u, mk_buf_span(&b));
    mk_buf_done(&b);
    assert_int_equal(u.n, MK_USERS_MAX);
    assert_true(u.more);
    assert_int_equal(u.all[3].flags, 0);
}

static void memory_cards_are_read_and_nothing_else_becomes_a_path(void **s)
{
    (void)s;
    struct mk_cards c;
    mk_cards_read(&c, mk_str("private mounted null\nemulated;0 mounted null\n"
                             "public:179,65 mounted 1A2B-3C4D\r\npublic:8,1 unmounted AAAA-BBBB\n"
                             "public:8,17 mounted ../../data\npublic:8,33 mounted\n"
                             "public:8,33 mounted_ro 0123456789abcdef"));
    assert_int_equal(c.n, 2);
    assert_string_equal(c.path[0], "/storage/1A2B-3C4D");
    assert_string_equal(c.path[1], "/storage/0123456789abcdef");
    mk_cards_read(&c, mk_str(""));
    assert_int_equal(c.n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_refusal_is_told_apart_by_its_words),
        cmocka_unit_test(words_of_a_refusal_in_a_proven_answer_are_content),
        cmocka_unit_test(words_of_a_refusal_far_inside_are_content),
        cmocka_unit_test(nothing_is_empty_only_when_a_control_says_so),
        cmocka_unit_test(users_are_read_as_the_phone_prints_them),
        cmocka_unit_test(odd_lines_are_no_users),
        cmocka_unit_test(too_many_users_are_cut_and_told),
        cmocka_unit_test(memory_cards_are_read_and_nothing_else_becomes_a_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
