#include "tests/lib/adb_play.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"

#define ASK3   "LST2\2\0\0\0/aRECV\2\0\0\0/aLST2\2\0\0\0/bRECV\2\0\0\0/bLST2\2\0\0\0/cRECV\2\0\0\0/c"
#define FILE_A LST2("\0", PLAIN, "\2") "DATA\2\0\0\0abDONE\0\0\0\0"
static const char *const abc[] = { "/a", "/b", "/c", NULL };

static void files_come_in_order_and_one_that_fails_stops_none(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        SAYS("\1", "\xae", FILE_A LST2("\2", "\0\0", "\0") "FAIL\4\0\0\0gone"),
        PHONE_CLOSES("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x14", "LST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\2"),
        SAYS("\2", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\2"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, abc), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "out ab\nitem 100 status 0 bytes 2 mode 100644 \n"
                        "item 101 status 1 bytes 0 mode 0 gone\n"
                        "item 102 status 0 bytes 0 mode 100644 \n9 done 0 code -1 \n");
    play_ends_well(&k);
}

static void a_failure_after_some_bytes_is_cut_and_links_are_not_followed(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        /* a link whose target is sent: thrown away; then b breaks off; c goes on without a new
         * stream, as a phone might */
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\xfb\0\0\0")
                 LST2("\0", LINK, "\2") "DATA\2\0\0\0xyDONE\0\0\0\0" LST2(
                     "\0", PLAIN, "\2") "DATA\1\0\0\0bFAIL\0\0\0\0" LST2("\0", FOLDER, "\2")),
        EXPECT(ADB_OKAY("\1\0\0\0", "\x11\0\0\0")),
        SAYS("\1", "\x0c", "FAIL\4\0\0\0isdr"),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, abc), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "item 100 status 1 bytes 0 mode 120777 no plain file\n"
                        "out b\nitem 101 status 2 bytes 1 mode 100644 \n"
                        "item 102 status 1 bytes 0 mode 40755 isdr\n9 done 0 code -1 \n");
    play_ends_well(&k);
}

static void a_silent_end_is_tried_alone_once_more(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        PHONE_CLOSES("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x14", "LST2\2\0\0\0/aRECV\2\0\0\0/a"),
        PHONE_CLOSES("\2"),
        OPENS("\3", "sync:", "\6"),
        ASKS("\3", "\x28", "LST2\2\0\0\0/bRECV\2\0\0\0/bLST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\3"),
        SAYS("\3", "\x51", LST2("\0", PLAIN, "\1") "DATA\1\0\0\0b"),
        PHONE_CLOSES("\3"),
        OPENS("\4", "sync:", "\6"),
        ASKS("\4", "\x14", "LST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\4"),
        SAYS("\4", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\4"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, abc), 0);
    play_run(&k);
    assert_string_equal(
        play_heard(&k),
        "item 100 status 1 bytes 0 mode 0 the phone ended its file service without a reason\n"
        "out b\nitem 101 status 2 bytes 1 mode 100644 the phone ended its file service without a "
        "reason\nitem 102 status 0 bytes 0 mode 100644 \n9 done 0 code -1 \n");
    play_ends_well(&k);
}

static void a_file_that_hangs_is_given_up_and_the_rest_goes_on(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        SAYS("\1", "\x5a", FILE_A),
        WE_CLOSE("\1"),
        EXPECT(ADB_OPEN("\2\0\0\0", "\0\0\0\0", "\6\0\0\0") "sync:\0"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, abc), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "out ab\nitem 100 status 0 bytes 2 mode 100644 \n");
    k.now += MK_ADB_PATIENCE_US;
    play_run(&k);
    assert_string_equal(play_heard(&k), "item 101 status 1 bytes 0 mode 0 nothing came for 60 "
                                        "seconds\n");
    k.now += MK_ADB_PATIENCE_US; /* and now not even a new stream opens */
    play_run(&k);
    assert_string_equal(play_heard(&k), "9 done 2 code -1 the phone does not answer\n");
    play_ends_well(&k);
}

static void an_answer_that_is_none_costs_its_file_and_not_the_rest(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        SAYS("\1", "\x5a", FILE_A),
        SAYS("\1", "\x50", LST2("\0", PLAIN, "\2") "DATA\1\0\1\0"),
        WE_CLOSE("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x14", "LST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\2"),
        SAYS("\2", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\2"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, abc), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "out ab\nitem 100 status 0 bytes 2 mode 100644 \n"
                        "item 101 status 1 bytes 0 mode 100644 sync: reply DATA: longer than 64 "
                        "KiB\nitem 102 status 0 bytes 0 mode 100644 \n9 done 0 code -1 \n");
    play_ends_well(&k);
}

static void paths_too_long_to_ask_for_are_named_in_their_place(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x14", "LST2\2\0\0\0/bRECV\2\0\0\0/b"),
        TAKES("\1"),
        SAYS("\1", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    char path[1026];
    const char *const paths[] = { path, "/b", path, NULL };
    memset(path, 'p', 1025);
    path[1025] = 0;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, paths), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "item 100 status 1 bytes 0 mode 0 the path is longer than the phone takes\n"
                        "item 101 status 0 bytes 0 mode 100644 \n"
                        "item 102 status 1 bytes 0 mode 0 the path is longer than the phone takes\n"
                        "9 done 0 code -1 \n");
    play_ends_well(&k);
}

/* The reply to three files, cut behind every byte: what is whole stays whole, and what had begun is
 * named. */
static void a_cut_anywhere_ends_what_is_whole_and_nothing_else(void **s)
{
    (void)s;
    static const char reply[] = FILE_A LST2("\0", PLAIN, "\2") "DATA\2\0\0\0cdDONE\0\0\0\0";
    for (size_t n = 0; n <= sizeof reply - 1; n++) {
        struct mk_script_step steps[] = {
            MEETING,     OPENS("\1", "sync:", "\6"), ASKS("\1", "\x3c", ASK3),
            TAKES("\1"), { MK_SCRIPT_GIVE, { 0 } },  CUT,
        };
        struct mk_adb_packet p = { MK_ADB_WRTE, 0x11, 1, mk_span(reply, n) };
        struct mk_buf b;
        struct play k;
        mk_buf_init(&b, 1000);
        mk_adb_put(&b, &p, false);
        steps[6].bytes = mk_buf_span(&b);
        play_meet(&k, steps);
        assert_int_equal(play_tell_recv(&k, 9, abc), 0);
        play_run(&k);
        assert_int_equal(k.rc, 0);
        const char *h = play_heard(&k), *lost = "the script cuts the connection";
        assert_int_equal(strstr(h, "item 100 status 0 bytes 2") != NULL, n >= 90);
        assert_int_equal(strstr(h, "item 101 status 0 bytes 2") != NULL, n >= 180);
        assert_null(strstr(h, "status 1"));
        assert_null(strstr(h, "status 2"));
        assert_null(strstr(h, "item 102"));
        assert_null(strstr(h, "done"));
        assert_non_null(strstr(h, lost));
        play_finish(&k);
        mk_buf_done(&b);
    }
}

static void requests_join_a_stream_that_is_under_way(void **s)
{
    (void)s;
    static const char *const a[] = { "/a", NULL }, *const b[] = { "/b", NULL };
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x14", "LST2\2\0\0\0/aRECV\2\0\0\0/a"),
        TAKES("\1"),
        ASKS("\1", "\x14", "LST2\2\0\0\0/bRECV\2\0\0\0/b"),
        TAKES("\1"),
        SAYS("\1", "\xaa", FILE_A LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, a), 0);
    play_run(&k);
    assert_int_equal(play_tell_recv(&k, 9, b), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "out ab\nitem 100 status 0 bytes 2 mode 100644 \n"
                        "item 100 status 0 bytes 0 mode 100644 \n9 done 0 code -1 \n");
    play_ends_well(&k);
}

/* Three files and a folder, as far as memory goes; -1 when a request did not go out. */
static int ask_for_all(struct play *k, const struct mk_script_step *steps)
{
    int rc = play_begin(k, steps);
    if (rc == 0)
        rc = play_tell_open(k, "");
    if (rc == 0)
        play_run(k);
    if (rc == 0 && k->rc > 0)
        rc = play_tell_recv(k, 9, abc);
    if (rc == 0)
        play_run(k);
    if (rc == 0 && k->rc > 0)
        rc = play_tell_list(k, 3, "/r", 2);
    if (rc == 0)
        play_run(k);
    return rc;
}

static void no_memory_ends_the_worker_and_nothing_else(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x3c", ASK3),
        TAKES("\1"),
        SAYS("\1", "\xae", FILE_A LST2("\2", "\0\0", "\0") "FAIL\4\0\0\0gone"),
        PHONE_CLOSES("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x14", "LST2\2\0\0\0/cRECV\2\0\0\0/c"),
        TAKES("\2"),
        SAYS("\2", "\x50", LST2("\0", PLAIN, "\0") "DONE\0\0\0\0"),
        WE_CLOSE("\2"),
        OPENS("\3", "sync:", "\6"),
        ASKS("\3", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\3"),
        SAYS("\3", "\xe7", DNT2(FOLDER, "\1", ".") DNT2(PLAIN, "\2", "pp") LISTED),
        WE_CLOSE("\3"),
        END,
    };
    for (int n = 1; fault_arm(n); n++) {
        struct play k;
        int rc = ask_for_all(&k, steps);
        bool fired = fault_fired();
        fault_disarm();
        /* Both requests were answered in full, or the worker has come to its end. */
        if (rc == 0 && k.rc > 0) {
            assert_true(mk_script_finished(&k.s));
            const char *h = play_heard(&k);
            assert_non_null(strstr(h, "item 102 status 0"));
            assert_non_null(strstr(h, "f0 /r/pp\n3 done 0"));
        } else if (!fired) {
            fail_msg("n %d rc %d k.rc %d: %s; %s", n, rc, k.rc, k.e.text, play_heard(&k));
        }
        play_finish(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_come_in_order_and_one_that_fails_stops_none),
        cmocka_unit_test(a_failure_after_some_bytes_is_cut_and_links_are_not_followed),
        cmocka_unit_test(a_silent_end_is_tried_alone_once_more),
        cmocka_unit_test(a_file_that_hangs_is_given_up_and_the_rest_goes_on),
        cmocka_unit_test(an_answer_that_is_none_costs_its_file_and_not_the_rest),
        cmocka_unit_test(paths_too_long_to_ask_for_are_named_in_their_place),
        cmocka_unit_test(a_cut_anywhere_ends_what_is_whole_and_nothing_else),
        cmocka_unit_test(requests_join_a_stream_that_is_under_way),
        cmocka_unit_test(no_memory_ends_the_worker_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
