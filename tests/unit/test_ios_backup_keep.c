#include "firmware/worker/phone.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/ios_make.h"
#include "tests/lib/ios_receiver.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* An iPhone's backup, as it comes and as it comes again, and the bundle that keeps it. */

static void gives(struct receiver *v, const char *name, const char *content)
{
    assert_int_equal(receiver_give(v, name, "", content, 0), 0);
}

static void noted(struct receiver *v, unsigned what, const char *text, size_t n)
{
    assert_int_equal(v->take.note(v->take.u, what, 0, mk_span(text, n), &receiver_err), 0);
}

/* ---- a whole scope ---- */

static void files_are_objects_under_the_backups_own_names(void **state)
{
    (void)state;
    struct receiver v;
    receiver_open_whole(&v, false);
    gives(&v, "Status.plist", "new");
    gives(&v, "Snapshot/" SMS, "messages");
    gives(&v, "Snapshot/Manifest.db", "");
    assert_string_equal(receiver_bundle(&v), FOLDER "Status.plist new\n" FOLDER SMS
                                                    " messages\n" FOLDER "Manifest.db \n");
    assert_int_equal(v.t.sums.kept, 3);
    assert_int_equal(v.t.sums.bytes, 11);
    assert_int_equal(mk_bundle_state(v.r.b, MK_BACKUP_FIRST + 2), MK_OBJECT_WHOLE);
    receiver_close(&v);
}

static void the_same_again_takes_no_room_and_another_replaces(void **state)
{
    (void)state;
    static const char *const others[] = { "messageS", "message", "messages and more", "" };
    struct receiver v;
    receiver_open_whole(&v, false);
    gives(&v, "a", "messages");
    gives(&v, "Snapshot/a", "messages");
    assert_int_equal(v.t.sums.same, 1);
    assert_int_equal(mk_bundle_state(v.r.b, MK_BACKUP_FIRST + 1), MK_OBJECT_NONE);
    for (size_t i = 0; i < 4; i++) {
        char want[100];
        gives(&v, "a", others[i]);
        snprintf(want, sizeof want, FOLDER "a %s\n", others[i]);
        assert_string_equal(receiver_bundle(&v), want);
        assert_int_equal(v.t.sums.replaced, i + 1);
    }
    receiver_close(&v);
}

static void a_run_that_was_cut_knows_what_it_has(void **state)
{
    (void)state;
    struct receiver v;
    receiver_open_whole(&v, false);
    gives(&v, "a", "one");
    gives(&v, "b", "two");
    gives(&v, "b", "three");
    receiver_close(&v);
    receiver_open_whole(&v, true);
    gives(&v, "a", "one");
    gives(&v, "b", "three");
    gives(&v, "c", "four");
    assert_int_equal(v.t.sums.same, 2);
    assert_int_equal(v.t.sums.kept, 3);
    assert_string_equal(receiver_bundle(&v), FOLDER "a one\n" FOLDER "b three\n" FOLDER "c four\n");
    assert_int_equal(mk_backup_names_unseen(&v.t.names), 0);
    assert_int_equal(mk_backup_intake_again(&v.t, &receiver_err), 0);
    gives(&v, "a", "one");
    assert_int_equal(mk_backup_names_unseen(&v.t.names), 2);
    receiver_close(&v);
}

static void what_did_not_come_whole_is_no_object(void **state)
{
    (void)state;
    struct receiver v;
    receiver_open_whole(&v, false);
    gives(&v, "a", "whole");
    assert_int_equal(receiver_give(&v, "b", "", "refused", 1), 0);
    assert_int_equal(receiver_give(&v, "c", "", "cut", 2), 0);
    assert_int_equal(receiver_give(&v, "a", "", "whol", 2), 0);      /* the same so far */
    assert_int_equal(receiver_give(&v, "a", "", "whole and", 2), 0); /* and another */
    assert_string_equal(receiver_bundle(&v), FOLDER "a whole\n");
    assert_int_equal(v.t.sums.refused, 1);
    assert_int_equal(v.t.sums.cut, 3);
    assert_int_equal(v.r.result.not_taken, 4);
    receiver_close(&v);
}

static void names_that_are_none_are_not_followed(void **state)
{
    (void)state;
    static const char *const names[] = { "../x", "/etc/x", "a/", "Snapshot/", "" };
    struct receiver v;
    receiver_open_whole(&v, false);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        gives(&v, names[i], "x");
    noted(&v, MK_NOTE_ODD, "DLMessageCopyItem a", 19);
    noted(&v, MK_NOTE_MOVED, "a\0b", 3);
    noted(&v, MK_NOTE_MOVED, "a", 1);
    assert_string_equal(receiver_bundle(&v), "");
    assert_int_equal(v.t.sums.odd, 8);
    receiver_close(&v);
}

static void what_the_phone_takes_back_is_counted(void **state)
{
    (void)state;
    struct receiver v;
    receiver_open_whole(&v, false);
    gives(&v, "Snapshot/a", "1");
    gives(&v, "Snapshot/b", "2");
    noted(&v, MK_NOTE_REMOVED, "a", 1); /* what lay there before */
    noted(&v, MK_NOTE_MOVED, "Snapshot/a\0a", 12);
    noted(&v, MK_NOTE_MOVED, "Snapshot/b\0b", 12);
    noted(&v, MK_NOTE_MOVED, "Snapshot\0", 9);
    noted(&v, MK_NOTE_REMOVED, "Snapshot", 8);
    assert_int_equal(v.t.sums.removed, 0);
    noted(&v, MK_NOTE_REMOVED, "b", 1);
    noted(&v, MK_NOTE_REMOVED, "never", 5);
    assert_int_equal(v.t.sums.removed, 1);
    assert_int_equal(v.t.sums.odd, 0);
    receiver_close(&v);
}

static void what_comes_again_was_not_taken_back(void **state)
{
    (void)state;
    struct receiver v;
    receiver_open_whole(&v, false);
    gives(&v, "Manifest.db", "old");
    gives(&v, "b", "2");
    noted(&v, MK_NOTE_REMOVED, "Manifest.db", 11);
    noted(&v, MK_NOTE_REMOVED, "b", 1);
    gives(&v, "Manifest.db", "new");
    assert_int_equal(v.t.sums.removed, 1);
    assert_int_equal(mk_backup_names_unseen(&v.t.names), 1);
    assert_int_equal(mk_backup_intake_again(&v.t, &receiver_err), 0);
    gives(&v, "b", "2");
    assert_int_equal(v.t.sums.removed, 0);
    receiver_close(&v);
}

static int wants(struct receiver *v, const char *name, char content[static 100])
{
    struct mk_file f = { 0 };
    size_t got = 0;
    memset(content, 0, 100);
    int there = v->take.want(v->take.u, &f, mk_str(name), &receiver_err);
    if (there == 1) {
        assert_int_equal(f.pread(f.u, 0, content, 99, &got, &receiver_err), 0);
        mk_file_close(&f);
    }
    return there;
}

static void the_phone_gets_back_what_it_sent_in_this_attempt(void **state)
{
    (void)state;
    char content[100];
    struct receiver v;
    receiver_open_whole(&v, false);
    gives(&v, "Snapshot/Manifest.db", "list");
    assert_int_equal(wants(&v, "Manifest.db", content), 1);
    assert_string_equal(content, "list");
    assert_int_equal(wants(&v, "Snapshot/Manifest.db", content), 1);
    assert_int_equal(wants(&v, "Status.plist", content), 0);
    assert_int_equal(wants(&v, "../Manifest.db", content), 0);
    receiver_close(&v);
    receiver_open_whole(&v, true);
    assert_int_equal(wants(&v, "Manifest.db", content), 0);
    receiver_close(&v);
}

static void a_backup_without_its_list_is_seen(void **state)
{
    (void)state;
    static const char *const scopes[] = { RECEIVER_ALL, "\"categories\":[\"messages\"]" };
    struct receiver v;
    for (size_t i = 0; i < 2; i++) {
        receiver_anew();
        assert_int_equal(receiver_open(&v, scopes[i], false, mk_disk_real()), 0);
        gives(&v, "Status.plist", "x");
        assert_int_equal(mk_backup_has_list(&v.t, &receiver_err), 0);
        gives(&v, "Snapshot/Manifest.db", "list");
        assert_int_equal(mk_backup_has_list(&v.t, &receiver_err), 1);
        receiver_close(&v);
    }
    for (size_t i = 0; i < 2; i++) {
        receiver_anew();
        assert_int_equal(receiver_open(&v, scopes[i], false, mk_disk_real()), 0);
        gives(&v, "Manifest.mbdb", "list");
        assert_int_equal(mk_backup_has_list(&v.t, &receiver_err), 1);
        receiver_close(&v);
    }
}

/* ---- a scope that is not whole ---- */

static const char *const SMS_PHONE = "/.ba/mobile/Library/SMS/sms.db";

static void only_what_is_in_scope_is_kept(void **state)
{
    (void)state;
    char content[100];
    struct mk_buf words;
    uint64_t withheld;
    struct receiver v;
    assert_int_equal(receiver_open(&v, "\"categories\":[\"messages\"]", false, mk_disk_real()), 0);
    gives(&v, "Snapshot/Manifest.db", "names of all");
    assert_int_equal(receiver_give(&v, "Snapshot/" SMS, SMS_PHONE, "messages", 0), 0);
    /* calls: known and of another category; then what nobody knows */
    assert_int_equal(receiver_give(&v, "5a/5a4935c78a5255723f707230a451d79c540d2741",
                                   "/.ba/mobile/Library/CallHistoryDB/CallHistory.storedata",
                                   "calls", 0),
                     0);
    assert_int_equal(receiver_give(&v, "aa/aa00000000000000000000000000000000000000",
                                   "/.ba/mobile/Media/DCIM/secret.jpg", "picture", 0),
                     0);
    assert_string_equal(receiver_bundle(&v), "/private/var/mobile/Library/SMS/sms.db messages\n");
    assert_int_equal(wants(&v, "Manifest.db", content), 1);
    assert_string_equal(content, "names of all");
    assert_int_equal(wants(&v, "Status.plist", content), 0);
    assert_int_equal(v.t.sums.kept, 1);
    assert_int_equal(v.t.sums.left, 2);
    assert_int_equal(v.t.sums.held, 1);
    assert_int_equal(mk_withheld_end(v.r.withheld, "", &receiver_err), 0);
    mk_buf_init(&words, 1000);
    assert_int_equal(
        mk_run_withheld_sum(&withheld, &words, &v.r, MK_BACKUP_ARTEFACT, mk_ios_why, &receiver_err),
        0);
    assert_int_equal(withheld, 2);
    assert_string_equal(mk_buf_cstr(&words), "1 of categories that are not in scope, "
                                             "1 not among the files that are known");
    mk_buf_done(&words);
    receiver_close(&v);
}

static void what_is_to_be_cut_is_held_and_not_kept(void **state)
{
    (void)state;
    struct receiver v;
    assert_int_equal(
        receiver_open(&v, "\"categories\":[\"messages\"],\"from\":\"2025-01-01T00:00:00Z\"", false,
                      mk_disk_real()),
        0);
    assert_int_equal(receiver_give(&v, "Snapshot/" SMS, SMS_PHONE, "messages", 0), 0);
    assert_int_equal(receiver_give(&v, SMS, SMS_PHONE, "again", 0), 0);
    assert_int_equal(v.t.sums.held, 2);
    assert_int_equal(v.t.part.held.len, sizeof(struct mk_backup_held));
    const struct mk_backup_held *h = (const struct mk_backup_held *)(void *)v.t.part.held.p;
    assert_int_equal(mk_vessel_size(h->parts[0]), 5);
    assert_true(mk_span_is(h->path, "/private/var/mobile/Library/SMS/sms.db"));
    assert_string_equal(receiver_bundle(&v), "");
    receiver_close(&v);
}

/* Half a database would be read, and its records kept, as if it were all. */
static void a_database_that_came_to_no_end_is_not_cut(void **state)
{
    (void)state;
    static const struct {
        int status;
        const char *name;
    } all[] = { { 1, SMS }, { 2, "Snapshot/" SMS } };
    char content[100];
    struct receiver v;
    assert_int_equal(
        receiver_open(&v, "\"categories\":[\"messages\"],\"from\":\"2025-01-01T00:00:00Z\"", false,
                      mk_disk_real()),
        0);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(receiver_give(&v, SMS, SMS_PHONE, "messages", 0), 0);
        assert_int_equal(receiver_give(&v, all[i].name, SMS_PHONE, "mess", all[i].status), 0);
        const struct mk_backup_held *h = (const struct mk_backup_held *)(void *)v.t.part.held.p;
        assert_null(h->parts[0]);
    }
    assert_int_equal(v.t.sums.refused, 1);
    assert_int_equal(v.t.sums.cut, 1);
    assert_int_equal(v.r.result.not_taken, 2);
    assert_int_equal(receiver_give(&v, "Manifest.db", "", "half", 2), 0);
    assert_int_equal(wants(&v, "Manifest.db", content), 0);
    assert_int_equal(v.r.result.not_taken, 2);
    receiver_close(&v);
}

/* ---- a password ---- */

/* Manifest.plist of a backup that is encrypted under "secret", in the bundle. */
static void keep_manifest(struct receiver *v, const char *password)
{
    const struct ios_make_options o = { .password = password, .rounds = 50, .rounds2 = 500 };
    struct ios_make m;
    char text[20000] = "";
    ios_make_begin(&m, &o);
    ios_make_end(&m);
    for (size_t i = 0; i < m.n; i++)
        if (!strcmp(m.files[i].path, "Manifest.plist"))
            snprintf(text, sizeof text, "%.*s", (int)m.files[i].bytes.len,
                     (const char *)m.files[i].bytes.p);
    ios_make_done(&m);
    assert_true(text[0] == '<');
    gives(v, "Snapshot/Manifest.plist", text);
}

static void a_password_is_tried_once_by_a_worker(void **state)
{
    (void)state;
    enum mk_backup_fit fit = MK_BACKUP_WRONG;
    struct receiver v;
    receiver_open_whole(&v, false);
    keep_manifest(&v, "secret");
    assert_int_equal(mk_run_ios_backup_try(&fit, &v.r, mk_str("secret"), &receiver_err), 0);
    assert_int_equal(fit, MK_BACKUP_OPENS);
    assert_int_equal(mk_run_ios_backup_try(&fit, &v.r, mk_str("Secret"), &receiver_err), 0);
    assert_int_equal(fit, MK_BACKUP_WRONG);
    receiver_close(&v);
}

static void a_narrow_scope_sees_whether_what_came_is_encrypted(void **state)
{
    (void)state;
    struct receiver v;
    assert_int_equal(receiver_open(&v, "\"categories\":[\"messages\"]", false, mk_disk_real()), 0);
    assert_false(mk_backup_part_encrypted(&v.t.part));
    keep_manifest(&v, NULL);
    assert_false(mk_backup_part_encrypted(&v.t.part));
    keep_manifest(&v, "secret");
    assert_true(mk_backup_part_encrypted(&v.t.part));
    gives(&v, "Manifest.plist", "no list at all");
    assert_false(mk_backup_part_encrypted(&v.t.part));
    receiver_close(&v);
}

static void without_a_lock_no_password_is_tried(void **state)
{
    (void)state;
    enum mk_backup_fit fit = MK_BACKUP_WRONG;
    struct receiver v;
    receiver_open_whole(&v, false);
    assert_int_equal(mk_run_ios_backup_try(&fit, &v.r, mk_str("x"), &receiver_err), -1);
    assert_int_equal(receiver_err.code, MK_EABSENT);
    keep_manifest(&v, NULL);
    assert_int_equal(mk_run_ios_backup_try(&fit, &v.r, mk_str("x"), &receiver_err), -1);
    gives(&v, "Manifest.plist", "no list at all");
    assert_int_equal(mk_run_ios_backup_try(&fit, &v.r, mk_str("x"), &receiver_err), -1);
    assert_int_equal(receiver_err.code, MK_EFORMAT);
    receiver_close(&v);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, receiver_folder, receiver_no_folder)
    const struct CMUnitTest tests[] = {
        T(files_are_objects_under_the_backups_own_names),
        T(the_same_again_takes_no_room_and_another_replaces),
        T(a_run_that_was_cut_knows_what_it_has),
        T(what_did_not_come_whole_is_no_object),
        T(names_that_are_none_are_not_followed),
        T(what_the_phone_takes_back_is_counted),
        T(what_comes_again_was_not_taken_back),
        T(the_phone_gets_back_what_it_sent_in_this_attempt),
        T(a_backup_without_its_list_is_seen),
        T(only_what_is_in_scope_is_kept),
        T(what_is_to_be_cut_is_held_and_not_kept),
        T(a_database_that_came_to_no_end_is_not_cut),
        T(a_password_is_tried_once_by_a_worker),
        T(a_narrow_scope_sees_whether_what_came_is_encrypted),
        T(without_a_lock_no_password_is_tried),
    };
    return cmocka_run_group_tests_name("ios_backup_keep", tests, NULL, NULL);
}
