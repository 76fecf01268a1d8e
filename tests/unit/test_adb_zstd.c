#include "firmware/adb/phone_state.h"
#include "tests/lib/adb_play.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"

/* Files that come compressed. */

#define ZSTD_PHONE                                                                                 \
    ADB_CNXN("\1\0\0\1", "\0\0\x10\0", "\x3e\0\0\0", "\0\0\0\0")                                   \
    "device::features=shell_v2,stat_v2,sendrecv_v2,sendrecv_v2_zstd"
#define Z_MEETING EXPECT(ADB_HELLO), GIVE(ZSTD_PHONE)
/* A frame with "ab" in it, and one without anything. */
#define AB               "\x28\xb5\x2f\xfd\x20\2\x11\0\0ab"
#define EMPTY            "\x28\xb5\x2f\xfd\x20\0\1\0\0"
#define DONE             "DONE\0\0\0\0"
#define STATS            LST2("\0", PLAIN, "\2")
#define ASK(path, flags) "LST2\2\0\0\0" path "RCV2\2\0\0\0" path "RCV2" flags "\0\0\0"

static const char *const a[] = { "/a", NULL };

/* The greeting, over a link of that speed. */
static void meet(struct play *k, const struct mk_script_step *steps, uint32_t mbit_s)
{
    play_meet(k, steps);
    k->p->transport.mbit_s = mbit_s;
}

static void what_is_passed_on_is_what_was_on_the_phone(void **s)
{
    (void)s;
    static const char *const three[] = { "/a", "/b.JPG", "/c", NULL };
    static const struct mk_script_step steps[] = {
        Z_MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x5c",
             ASK("/a", "\4") "LST2\6\0\0\0/b.JPGRCV2\6\0\0\0/b.JPGRCV2\0\0\0\0" ASK("/c", "\4")),
        TAKES("\1"),
        /* the frame in three DATAs, as its encoder may cut it */
        SAYS("\1", "\x73",
             STATS "DATA\1\0\0\0\x28"
                   "DATA\x09\0\0\0\xb5\x2f\xfd\x20\2\x11\0\0a"
                   "DATA\1\0\0\0b" DONE),
        SAYS("\1", "\x5b", STATS "DATA\3\0\0\0jpg" DONE),
        SAYS("\1", "\x61", STATS "DATA\x09\0\0\0" EMPTY DONE),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    meet(&k, steps, 480);
    assert_int_equal(play_tell_recv(&k, 9, three), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "out a\nout b\nitem 100 status 0 bytes 2 mode 100644 \n"
                                        "out jpg\nitem 101 status 0 bytes 3 mode 100644 \n"
                                        "item 102 status 0 bytes 0 mode 100644 \n"
                                        "9 done 0 code -1 \n");
    play_ends_well(&k);
}

static void fast_and_unknown_links_are_left_alone(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        Z_MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x1c", ASK("/a", "\0")),
        TAKES("\1"),
        SAYS("\1", "\x5a", STATS "DATA\2\0\0\0ab" DONE),
        WE_CLOSE("\1"),
        END,
    };
    static const uint32_t speeds[] = { 0, 5000 };
    for (int i = 0; i < 2; i++) {
        struct play k;
        meet(&k, steps, speeds[i]);
        assert_int_equal(play_tell_recv(&k, 9, a), 0);
        play_run(&k);
        assert_non_null(strstr(play_heard(&k), "item 100 status 0 bytes 2"));
        play_ends_well(&k);
    }
}

static void a_parent_that_names_it_gets_it(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        EXPECT(ADB_CNXN("\1\0\0\1", "\0\0\x10\0", "\x33\0\0\0",
                        "\xcf\x13\0\0") "host::features=stat_v2,sendrecv_v2,sendrecv_v2_zstd"),
        GIVE(ZSTD_PHONE),
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x1c", ASK("/a", "\4")),
        TAKES("\1"),
        SAYS("\1", "\x63", STATS "DATA\x0b\0\0\0" AB DONE),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    assert_int_equal(play_begin(&k, steps), 0);
    assert_int_equal(play_tell_open(&k, "stat_v2,sendrecv_v2,sendrecv_v2_zstd"), 0);
    play_run(&k);
    assert_int_equal(play_tell_recv(&k, 9, a), 0);
    play_run(&k);
    assert_non_null(strstr(play_heard(&k), "out ab\nitem 100 status 0 bytes 2"));
    play_ends_well(&k);
}

/* The file `a` as the phone sends it, then one that is good. */
static void cut_by(struct mk_span sent, const char *want)
{
    static const char *const two[] = { "/a", "/b", NULL };
    struct mk_adb_packet p = { MK_ADB_WRTE, 0x11, 1, sent };
    struct mk_buf packet;
    mk_buf_init(&packet, 4096);
    mk_adb_put(&packet, &p, false);
    const struct mk_script_step steps[] = {
        Z_MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x38", ASK("/a", "\4") ASK("/b", "\4")),
        TAKES("\1"),
        { MK_SCRIPT_GIVE, mk_buf_span(&packet) },
        EXPECT(ADB_OKAY("\1\0\0\0", "\x11\0\0\0")),
        SAYS("\1", "\x63", STATS "DATA\x0b\0\0\0" AB DONE),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    meet(&k, steps, 480);
    assert_int_equal(play_tell_recv(&k, 9, two), 0);
    play_run(&k);
    const char *h = play_heard(&k);
    size_t n = strlen(want);
    if (strncmp(h, want, n) != 0 ||
        strcmp(h + n, "out ab\nitem 101 status 0 bytes 2 mode 100644 \n9 done 0 code -1 \n") != 0)
        fail_msg("expected \"%s\": %s", want, h);
    play_ends_well(&k);
    mk_buf_done(&packet);
}
#define CUT_BY(bytes, want) cut_by(mk_span(STATS bytes, sizeof(STATS bytes) - 1), want)

static void a_file_that_cannot_be_unpacked_is_cut_short_by_name(void **s)
{
    (void)s;
    CUT_BY("DATA\2\0\0\0ab" DONE, "item 100 status 2 bytes 0 mode 100644 zstd: not a frame\n");
    CUT_BY(DONE, "item 100 status 2 bytes 0 mode 100644 zstd: the file ends before its end\n");
    CUT_BY("DATA\x0a\0\0\0\x28\xb5\x2f\xfd\x20\2\x11\0\0a" DONE,
           "out a\nitem 100 status 2 bytes 1 mode 100644 zstd: the file ends before its end\n");
    CUT_BY("DATA\x0c\0\0\0" AB "!" DONE,
           "out ab\nitem 100 status 2 bytes 2 mode 100644 zstd: bytes behind the end of the "
           "file\n");
    CUT_BY("DATA\x0b\0\0\0" AB "DATA\x0b\0\0\0" AB DONE,
           "out ab\nitem 100 status 2 bytes 2 mode 100644 zstd: bytes behind the end of the "
           "file\n");
    CUT_BY("DATA\x09\0\0\0\x28\xb5\x2f\xfd\0\x69\1\0\0" DONE,
           "item 100 status 2 bytes 0 mode 100644 zstd: Frame requires too much memory for "
           "decoding\n");
}

static void the_phones_own_reason_is_told_when_it_fails_in_between(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        Z_MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x1c", ASK("/a", "\4")),
        TAKES("\1"),
        SAYS("\1", "\x68",
             STATS "DATA\x0a\0\0\0\x28\xb5\x2f\xfd\x20\2\x11\0\0a"
                   "FAIL\6\0\0\0bad IO"),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    meet(&k, steps, 480);
    assert_int_equal(play_tell_recv(&k, 9, a), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "out a\nitem 100 status 2 bytes 1 mode 100644 bad IO\n9 done 0 code -1 \n");
    play_ends_well(&k);
}

static void no_memory_ends_the_worker_and_nothing_else(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        Z_MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x1c", ASK("/a", "\4")),
        TAKES("\1"),
        SAYS("\1", "\x63", STATS "DATA\x0b\0\0\0" AB DONE),
        WE_CLOSE("\1"),
        END,
    };
    for (int n = 1; fault_arm(n); n++) {
        struct play k;
        int rc = play_begin(&k, steps);
        if (rc == 0) {
            k.p->transport.mbit_s = 480;
            rc = play_tell_open(&k, "");
        }
        if (rc == 0)
            play_run(&k);
        if (rc == 0 && k.rc > 0)
            rc = play_tell_recv(&k, 9, a);
        if (rc == 0)
            play_run(&k);
        bool fired = fault_fired();
        fault_disarm();
        if (rc == 0 && k.rc > 0) {
            const char *h = play_heard(&k);
            if (!strstr(h, "out ab\nitem 100 status 0 bytes 2") && !strstr(h, "9 done 4 "))
                fail_msg("n %d: %s", n, h);
        } else {
            assert_true(fired);
        }
        play_finish(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_passed_on_is_what_was_on_the_phone),
        cmocka_unit_test(fast_and_unknown_links_are_left_alone),
        cmocka_unit_test(a_parent_that_names_it_gets_it),
        cmocka_unit_test(a_file_that_cannot_be_unpacked_is_cut_short_by_name),
        cmocka_unit_test(the_phones_own_reason_is_told_when_it_fails_in_between),
        cmocka_unit_test(no_memory_ends_the_worker_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
