#include "firmware/ios/backup_talk.h"
#include "parsers/format/plist.h"
#include "tests/lib/fault.h"
#include "tests/lib/mb2_phone.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <string.h>

/* The conversation of mobilebackup2 against a scripted phone: its course. */

static struct mk_error err;

static const char *const BACKUP =
    "said backup:Hello\n"
    "said backup:Backup\n"
    "want Status.plist\n"
    "note 0 1250 \n"
    "file Snapshot/3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28 /.ba/mobile/x\n"
    "end 0 11 \n"
    "file Status.plist /.ba/mobile/x\n"
    "end 0 0 \n"
    "note 0 9900 \n"
    "file Manifest.db /.ba/mobile/x\n"
    "end 0 4 \n"
    "note 1 0 Snapshot/3d|3d\n"
    "note 0 10000 \n"
    "note 2 0 Snapshot\n"
    "note 0 10000 \n";

static void a_whole_backup_is_told_in_the_phones_order(void **s)
{
    (void)s;
    struct mb2_played p;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_backup(&b);
    mb2_play(&p, &mb2_plain, &b);
    assert_true(p.over);
    assert_int_equal(p.end.status, MK_PH_OK);
    assert_string_equal(mb2_told(&p), BACKUP);
    assert_true(mb2_sent(&p, "DLVersionsOk"));
    assert_true(mb2_sent(&p, "<key>ForceFullBackup</key><true/>"));
    assert_true(mb2_sent(&p, "DLMessageDisconnect"));
    mb2_played_done(&p);
    mk_buf_done(&b);
}

/* Every message of ours is one, of the length in front of it. */
static void what_is_sent_can_be_read(void **s)
{
    (void)s;
    struct mb2_played p;
    struct mk_buf b;
    unsigned messages = 0;
    mk_buf_init(&b, 1 << 20);
    mb2_hello(&b);
    mb2_say(&b, "DLContentsOfDirectory", "<string>" MB2_UDID "</string>");
    mb2_say(&b, "DLMessageGetFreeDiskSpace", "");
    mb2_say(&b, "DLMessageSomethingNew", "");
    mb2_response(&b, 0, "");
    mb2_play(&p, &mb2_plain, &b);
    for (size_t at = 0; at < p.sent.len;) {
        struct mk_plist list;
        size_t n = (size_t)p.sent.p[at + 2] << 8 | p.sent.p[at + 3];
        assert_true(at + 4 + n <= p.sent.len);
        assert_int_equal(mk_plist_read(&list, mk_span(p.sent.p + at + 4, n), 0, &err), 0);
        assert_int_equal(list.damage[0], 0);
        assert_int_equal(list.root->kind, MK_PLIST_ARRAY);
        assert_int_equal(list.root->items[0]->kind, MK_PLIST_TEXT);
        mk_plist_done(&list);
        at += 4 + n;
        messages++;
    }
    assert_int_equal(messages, 7);
    assert_non_null(strstr(mb2_told(&p), "note 3 0 DLMessageSomethingNew"));
    mb2_played_done(&p);
    mk_buf_done(&b);
}

static void pieces_of_any_length_say_the_same(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_backup(&b);
    for (size_t step = 1; step < 9; step++) {
        struct mb2_played p = { 0 };
        assert_int_equal(mb2_play_as(&p, &mb2_plain, mk_buf_span(&b), step, 0, &err), 0);
        assert_int_equal(p.end.status, MK_PH_OK);
        assert_string_equal(mb2_told(&p), BACKUP);
        mb2_played_done(&p);
    }
    mk_buf_done(&b);
}

static void every_truncation_ends_the_file_in_hand(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_backup(&b);
    for (size_t n = 0; n < b.len; n++) {
        struct mb2_played p = { 0 };
        assert_int_equal(mb2_play_as(&p, &mb2_plain, mk_span(b.p, n), 7, 0, &err), 0);
        assert_int_equal(p.end.status, MK_PH_BROKEN);
        assert_int_equal(p.log.open, 0);
        assert_false(p.over);
        mb2_played_done(&p);
    }
    mk_buf_done(&b);
}

static void whoever_is_told_may_end_it_at_any_time(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_backup(&b);
    int n = 1;
    for (;; n++) {
        struct mb2_played p = { 0 };
        int rc = mb2_play_as(&p, &mb2_plain, mk_buf_span(&b), SIZE_MAX, n, &err);
        int calls = p.log.calls;
        mb2_played_done(&p);
        if (calls < n)
            break;
        assert_int_equal(rc, -1);
        assert_int_equal(err.code, MK_EIO);
    }
    assert_true(n > 10);
    mk_buf_done(&b);
}

static void nothing_breaks_without_memory(void **s)
{
    (void)s;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_backup(&b);
    for (int n = 1; fault_arm(n); n++) {
        struct mb2_played p = { 0 };
        int rc = mb2_play_as(&p, &mb2_plain, mk_buf_span(&b), SIZE_MAX, 0, &err);
        assert_true(rc == 0 || err.code == MK_ENOMEM);
        assert_true(rc != 0 || p.end.status == MK_PH_OK || p.end.status == MK_PH_BROKEN);
        mb2_played_done(&p);
    }
    fault_disarm();
    mk_buf_done(&b);
}

/* ---- blocks ---- */

static void blocks_say_whether_a_file_is_whole(void **s)
{
    (void)s;
    static const struct {
        uint8_t codes[3];
        const char *expect;
    } cases[] = {
        { { 0x0c, 0x0c, 0x00 }, "end 0 6 \n" }, { { 0x0b }, "end 1 0 abc\n" },
        { { 0x0c, 0x0b }, "end 0 3 abc\n" },    { { 0x06 }, "end 1 0 abc\n" },
        { { 0x0c, 0x06 }, "end 2 3 abc\n" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mb2_played p;
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        mb2_hello(&b);
        mb2_say(&b, "DLMessageUploadFiles", "");
        mb2_name(&b, mk_str("/x"));
        mb2_name(&b, mk_str(MB2_UDID "/f"));
        for (size_t k = 0; k < 3 && (k == 0 || cases[i].codes[k] || i == 0); k++)
            mb2_block(&b, cases[i].codes[k], mk_str(cases[i].codes[k] ? "abc" : ""));
        mb2_u32(&b, 0);
        mb2_response(&b, 0, "");
        mb2_play(&p, &mb2_plain, &b);
        assert_int_equal(p.end.status, MK_PH_OK);
        assert_non_null(strstr(mb2_told(&p), cases[i].expect));
        mb2_played_done(&p);
        mk_buf_done(&b);
    }
}

static void an_empty_block_ends_all_files(void **s)
{
    (void)s;
    struct mb2_played p;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_hello(&b);
    mb2_say(&b, "DLMessageUploadFiles", "");
    mb2_name(&b, mk_str("/x"));
    mb2_name(&b, mk_str(MB2_UDID "/f"));
    mb2_block(&b, 0x0c, mk_str("abc"));
    mb2_u32(&b, 0);
    mb2_response(&b, 0, "");
    mb2_play(&p, &mb2_plain, &b);
    assert_int_equal(p.end.status, MK_PH_OK);
    assert_non_null(strstr(mb2_told(&p), "end 2 3 the phone ended all files"));
    mb2_played_done(&p);
    mk_buf_done(&b);
}

static void what_breaks_the_protocol_ends_the_session(void **s)
{
    (void)s;
    static const struct {
        const char *what, *bytes;
        size_t n;
        bool upload; /* begun */
    } cases[] = {
        { "no length", "\0\0\0\0", 4, false },
        { "a length of 4 GiB", "\377\377\377\377", 4, false },
        { "no property list", "\0\0\0\4abcd", 8, false },
        { "a name of 4 GiB", "\377\377\377\377", 4, true },
        { "a name of 5000 bytes", "\0\0\23\210", 4, true },
        { "a block of no known kind", "\0\0\0\1x\0\0\0\33" MB2_UDID "/f\0\0\0\2\7x", 42, true },
        { "an error of 4 GiB", "\0\0\0\1x\0\0\0\33" MB2_UDID "/f\377\377\377\377\13", 41, true },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mb2_played p;
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        mb2_hello(&b);
        if (cases[i].upload)
            mb2_say(&b, "DLMessageUploadFiles", "");
        mk_buf_put(&b, cases[i].bytes, cases[i].n);
        mb2_play(&p, &mb2_plain, &b);
        if (!p.over || p.end.status != MK_PH_BROKEN)
            fail_msg("%s: %s", cases[i].what, p.end.why);
        assert_int_equal(p.log.open, 0);
        mb2_played_done(&p);
        mk_buf_done(&b);
    }
}

static void messages_that_make_no_sense_end_the_session(void **s)
{
    (void)s;
    static const char *const cases[][2] = {
        { "DLMessageVersionExchange", "<integer>400</integer>" }, /* again */
        { "DLMessageDeviceReady", "" },
        { "DLMessageProcessMessage", "<dict/>" },
        { "DLMessageProcessMessage", "" },
        { "DLMessageDisconnect", "" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mb2_played p;
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        mb2_hello(&b);
        mb2_say(&b, cases[i][0], cases[i][1]);
        mb2_play(&p, &mb2_plain, &b);
        assert_true(p.over);
        assert_int_equal(p.end.status, MK_PH_BROKEN);
        mb2_played_done(&p);
        mk_buf_done(&b);
    }
}

static void a_request_before_hello_ends_the_session(void **s)
{
    (void)s;
    struct mb2_played p;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mb2_say(&b, "DLMessageUploadFiles", "");
    mb2_play(&p, &mb2_plain, &b);
    assert_true(p.over);
    assert_int_equal(p.end.status, MK_PH_BROKEN);
    assert_int_equal(p.sent.len, 0);
    mb2_played_done(&p);
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_whole_backup_is_told_in_the_phones_order),
        cmocka_unit_test(what_is_sent_can_be_read),
        cmocka_unit_test(pieces_of_any_length_say_the_same),
        cmocka_unit_test(every_truncation_ends_the_file_in_hand),
        cmocka_unit_test(whoever_is_told_may_end_it_at_any_time),
        cmocka_unit_test(nothing_breaks_without_memory),
        cmocka_unit_test(blocks_say_whether_a_file_is_whole),
        cmocka_unit_test(an_empty_block_ends_all_files),
        cmocka_unit_test(what_breaks_the_protocol_ends_the_session),
        cmocka_unit_test(messages_that_make_no_sense_end_the_session),
        cmocka_unit_test(a_request_before_hello_ends_the_session),
    };
    return cmocka_run_group_tests_name("ios_backup_talk", tests, NULL, NULL);
}
