#include "firmware/ios/backup_private.h"
#include "parsers/format/plist.h"
#include "tests/lib/fault.h"
#include "tests/lib/mb2_phone.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <string.h>

/* The conversation of mobilebackup2 against a scripted phone: names, requests, errors, passwords.
 */

/* ---- names ---- */

static void put_file(struct mk_buf *b, struct mk_span name)
{
    mb2_name(b, mk_str("/x"));
    mb2_name(b, name);
    mb2_block(b, 0x0c, mk_str("secret"));
    mb2_block(b, 0, mk_str(""));
}

static void names_that_are_none_are_noted_and_never_told(void **s)
{
    (void)s;
    static char longest[1100] = MB2_UDID "/";
    memset(longest + 26, 'a', 1010);
    const struct mk_span names[] = {
        mk_str(MB2_UDID "/../x"),
        mk_str(MB2_UDID "/a/../../x"),
        mk_str("/etc/passwd"),
        mk_str("../" MB2_UDID "/x"),
        mk_str(MB2_UDID),
        mk_str(MB2_UDID "/"),
        mk_str(MB2_UDID "//x"),
        mk_str(MB2_UDID "/a/"),
        mk_str(MB2_UDID "/./x"),
        mk_str(MB2_UDID "x/y"),
        mk_str("another/Status.plist"),
        mk_span(MB2_UDID "/a\0b", 29),
        mk_str(MB2_UDID "/.."),
        mk_str(longest),
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct mb2_played p;
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        mb2_hello(&b);
        mb2_say(&b, "DLMessageUploadFiles", "<array/><real>1</real>");
        put_file(&b, names[i]);
        mb2_file(&b, "good", "1");
        mb2_u32(&b, 0);
        mb2_response(&b, 0, "");
        mb2_play(&p, &mb2_plain, &b);
        assert_int_equal(p.end.status, MK_PH_OK);
        assert_non_null(strstr(mb2_told(&p), "note 3 0 "));
        assert_non_null(strstr(mb2_told(&p), "file good "));
        assert_int_equal(p.log.calls, 7); /* two said, progress, odd, file, bytes, end */
        mb2_played_done(&p);
        mk_buf_done(&b);
    }
}

static void requests_with_names_that_are_none_are_answered_and_not_followed(void **s)
{
    (void)s;
    static const char *const requests[][2] = {
        { "DLMessageCreateDirectory", "<string>../x</string>" },
        { "DLContentsOfDirectory", "<string>/</string>" },
        { "DLMessageRemoveItems", "<array><string>" MB2_UDID "/../x</string></array>" },
        { "DLMessageRemoveFiles", "<array><integer>1</integer></array>" },
        { "DLMessageMoveItems",
          "<dict><key>" MB2_UDID "/a</key><string>" MB2_UDID "/../x</string></dict>" },
        { "DLMessageMoveFiles", "<dict><key>" MB2_UDID "/a</key><integer>1</integer></dict>" },
        { "DLMessageCopyItem", "<string>" MB2_UDID "/a</string><string>/b</string>" },
        { "DLMessageNobodyKnows", "" },
    };
    for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
        struct mb2_played p;
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        mb2_hello(&b);
        mb2_say(&b, requests[i][0], requests[i][1]);
        mb2_response(&b, 0, "");
        mb2_play(&p, &mb2_plain, &b);
        assert_int_equal(p.end.status, MK_PH_OK);
        assert_non_null(strstr(mb2_told(&p), "note 3 0 "));
        assert_null(strstr(mb2_told(&p), "note 1 "));
        assert_null(strstr(mb2_told(&p), "note 2 "));
        assert_true(mb2_sent(&p, "DLMessageStatusResponse"));
        mb2_played_done(&p);
        mk_buf_done(&b);
    }
}

static void a_phone_that_talks_without_end_is_left(void **s)
{
    (void)s;
    for (int odd = 0; odd < 2; odd++) {
        struct mk_error e = { 0 };
        struct mk_backup_talk *t = NULL;
        struct mb2_log log;
        struct mk_buf b;
        mb2_log_init(&log);
        const struct mk_backup_tell tell = mb2_tell(&log);
        mk_buf_init(&b, 1 << 20);
        assert_int_equal(mk_backup_talk_new(&t, &mb2_plain, &tell, &e), 0);
        mb2_hello(&b);
        assert_int_equal(mk_backup_talk_feed(t, mk_buf_span(&b), &e), 0);
        t->turns = MK_BACKUP_TALK_MAX - 1;
        mk_buf_clear(&b);
        mb2_say(&b, odd ? "DLMessageUploadFiles" : "DLMessageGetFreeDiskSpace", "");
        assert_int_equal(mk_backup_talk_feed(t, mk_buf_span(&b), &e), 0);
        assert_int_not_equal(mk_backup_talk_wants(t), 0);
        mk_buf_clear(&b);
        if (odd)
            put_file(&b, mk_str("../x"));
        else
            mb2_say(&b, "DLMessageGetFreeDiskSpace", "");
        assert_int_equal(mk_backup_talk_feed(t, mk_buf_span(&b), &e), 0);
        assert_int_equal(mk_backup_talk_wants(t), 0);
        assert_int_equal(mk_backup_talk_end(t)->status, MK_PH_BROKEN);
        mk_backup_talk_free(t);
        mb2_log_done(&log);
        mk_buf_done(&b);
    }
}

/* ---- answers ---- */

static void files_of_ours_are_not_there(void **s)
{
    (void)s;
    static const char frame[] = "\0\0\0\46" MB2_UDID "/Status.plist\0\0\0\32\6No such file or dir";
    struct mb2_played p;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_hello(&b);
    mb2_say(&b, "DLMessageDownloadFiles",
            "<array><string>" MB2_UDID "/Status.plist</string><string>a&lt;&amp;</string></array>");
    mb2_response(&b, 0, "");
    mb2_play(&p, &mb2_plain, &b);
    assert_non_null(memmem(p.sent.p, p.sent.len, frame, sizeof frame - 1));
    assert_true(mb2_sent(&p, "<integer>-13</integer><string>Multi status</string>"));
    assert_true(mb2_sent(&p, "<key>a&lt;&amp;</key><dict><key>DLFileErrorString</key>"));
    mb2_played_done(&p);
    mk_buf_done(&b);
}

static void the_room_that_is_told_shrinks_by_what_has_come(void **s)
{
    (void)s;
    struct mb2_played p;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_hello(&b);
    mb2_say(&b, "DLMessageGetFreeDiskSpace", "");
    mb2_say(&b, "DLMessageUploadFiles", "");
    mb2_file(&b, "f", "0123456789");
    mb2_u32(&b, 0);
    mb2_say(&b, "DLMessageGetFreeDiskSpace", "");
    mb2_say(&b, "DLMessagePurgeDiskSpace", "<integer>26418026591</integer><integer>4</integer>");
    mb2_response(&b, 105, "Insufficient free disk space on drive to back up (MBErrorDomain/105)");
    mb2_play(&p, &mb2_plain, &b);
    assert_true(mb2_sent(&p, "<integer>1000</integer>"));
    assert_true(mb2_sent(&p, "<integer>990</integer>"));
    assert_non_null(strstr(mb2_told(&p), "note 4 26418026591 "));
    assert_int_equal(p.end.status, MK_PH_REFUSED);
    assert_int_equal(p.end.code, 105);
    assert_non_null(strstr(p.end.why, "too little room on this kit"));
    mb2_played_done(&p);
    mk_buf_done(&b);
}

static void errors_of_the_phone_are_put_in_words(void **s)
{
    (void)s;
    static const struct {
        int code;
        const char *text, *words;
    } cases[] = {
        { 208, "Device locked (MBErrorDomain/208)", "locked" },
        { 207, "Invalid password (MBErrorDomain/207)", "password is not the one" },
        { 104, "Multiple errors uploading files (MBErrorDomain/104)", "some of its files" },
        { 3, "Failed to create snapshot: No space left on device (28)", "room on the phone" },
        { 3, "Failed to create snapshot: File exists (17) at path \"/private/var\"", "restart" },
        { 1,
          "Error setting WillEncrypt value in lockdown (MBErrorDomain/1). Underlying error: "
          "Cannot remove iTunes Backup Encryption - Encrypted Backup MDM setting present",
          "organisation" },
        { 212, "Unable to backup until Setup is finished (MBErrorDomain/212)", "setup" },
        { 4711, "Something \342\200\256new", "error 4711: Something \\u{202e}new" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mb2_played p;
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        mb2_hello(&b);
        char text[300];
        snprintf(text, sizeof text, "%s", cases[i].text);
        mb2_response(&b, cases[i].code, text);
        mb2_play(&p, &mb2_plain, &b);
        assert_int_equal(p.end.status, MK_PH_REFUSED);
        assert_int_equal(p.end.code, cases[i].code);
        if (!strstr(p.end.why, cases[i].words))
            fail_msg("%d: %s", cases[i].code, p.end.why);
        mb2_played_done(&p);
        mk_buf_done(&b);
    }
}

static void a_refused_hello_is_the_end(void **s)
{
    (void)s;
    struct mb2_played p;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_say(&b, "DLMessageVersionExchange", "<integer>400</integer><integer>0</integer>");
    mb2_say(&b, "DLMessageDeviceReady", "");
    mb2_response(&b, 1, "no");
    mb2_play(&p, &mb2_plain, &b);
    assert_true(p.over);
    assert_int_equal(p.end.status, MK_PH_REFUSED);
    assert_false(mb2_sent(&p, "ForceFullBackup"));
    mb2_played_done(&p);
    mk_buf_done(&b);
}

static void a_file_that_has_come_is_given_back(void **s)
{
    (void)s;
    /* 256 KiB and the rest, each with its code, then the end */
    static const char first[] = "\0\4\0\1\14mmm", rest[] = "m\0\0\223\341\14mmm",
                      last[] = "mmm\0\0\0\1\0\0\0\0\0";
    struct mb2_played p;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_hello(&b);
    mb2_say(&b, "DLMessageDownloadFiles",
            "<array><string>" MB2_UDID "/Manifest.db</string></array>");
    mb2_say(&b, "DLMessageDownloadFiles", "<array/>");
    mb2_response(&b, 0, "");
    mb2_play(&p, &mb2_plain, &b);
    assert_int_equal(p.end.status, MK_PH_OK);
    assert_non_null(memmem(p.sent.p, p.sent.len, first, sizeof first - 1));
    assert_non_null(memmem(p.sent.p, p.sent.len, rest, sizeof rest - 1));
    assert_non_null(memmem(p.sent.p, p.sent.len, last, sizeof last - 1));
    assert_false(mb2_sent(&p, "Multi status"));
    mb2_played_done(&p);
    mk_buf_done(&b);
}

/* ---- passwords ---- */

static void a_password_is_set_changed_and_taken_off(void **s)
{
    (void)s;
    static const struct {
        const char *old_one, *new_one, *said;
        bool has_old, has_new;
    } cases[] = {
        { "", "a<b", "said backup:ChangePassword set", false, true },
        { "a", "b", "said backup:ChangePassword change", true, true },
        { "a", "", "said backup:ChangePassword off", true, false },
    };
    for (size_t i = 0; i < 3; i++) {
        struct mb2_played p;
        struct mk_buf b;
        const struct mk_backup_wish wish = { .udid = mb2_plain.udid,
                                             .password = true,
                                             .old_one = mk_str(cases[i].old_one),
                                             .new_one = mk_str(cases[i].new_one) };
        mk_buf_init(&b, 1 << 20);
        mb2_hello(&b);
        mb2_response(&b, 0, "");
        mb2_play(&p, &wish, &b);
        assert_int_equal(p.end.status, MK_PH_OK);
        assert_non_null(strstr(mb2_told(&p), cases[i].said));
        assert_true(mb2_sent(&p, "<string>ChangePassword</string>"));
        assert_int_equal(mb2_sent(&p, "OldPassword"), cases[i].has_old);
        assert_int_equal(mb2_sent(&p, "NewPassword"), cases[i].has_new);
        if (i == 0)
            assert_true(mb2_sent(&p, "<string>a&lt;b</string>"));
        mb2_played_done(&p);
        mk_buf_done(&b);
    }
}

static void no_files_come_where_a_password_is_changed(void **s)
{
    (void)s;
    struct mb2_played p;
    struct mk_buf b;
    const struct mk_backup_wish wish = { .udid = mb2_plain.udid,
                                         .password = true,
                                         .new_one = mk_str("x") };
    mk_buf_init(&b, 1 << 20);
    mb2_hello(&b);
    mb2_say(&b, "DLMessageUploadFiles", "");
    mb2_play(&p, &wish, &b);
    assert_int_equal(p.end.status, MK_PH_BROKEN);
    mb2_played_done(&p);
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_that_are_none_are_noted_and_never_told),
        cmocka_unit_test(requests_with_names_that_are_none_are_answered_and_not_followed),
        cmocka_unit_test(a_phone_that_talks_without_end_is_left),
        cmocka_unit_test(files_of_ours_are_not_there),
        cmocka_unit_test(a_file_that_has_come_is_given_back),
        cmocka_unit_test(the_room_that_is_told_shrinks_by_what_has_come),
        cmocka_unit_test(errors_of_the_phone_are_put_in_words),
        cmocka_unit_test(a_refused_hello_is_the_end),
        cmocka_unit_test(a_password_is_set_changed_and_taken_off),
        cmocka_unit_test(no_files_come_where_a_password_is_changed),
    };
    return cmocka_run_group_tests_name("ios_backup_asked", tests, NULL, NULL);
}
