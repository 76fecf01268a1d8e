#include "tests/lib/t.h"
#include "tests/lib/adb_play.h"

static void folders_are_walked_breadth_first(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\1"),
        /* 7 entries: 76 each, 1 + 2 + 1 + 1 + 3 + 2 + 1 bytes of names, 76 at the end */
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\x6b\2\0\0") DNT2(FOLDER, "\1", ".")
                 DNT2(FOLDER, "\2", "..") DNT2(FOLDER, "\1", "d") DNT2(LINK, "\1", "l")
                     DNT2(PLAIN, "\3", "a\nb") DNT2(PLAIN, "\2", "\xff\xfe") DNT2(FOLDER, "\1", "e")
                         LISTED),
        EXPECT(ADB_OKAY("\1\0\0\0", "\x11\0\0\0")),
        ASKS("\1", "\x18", "LIS2\4\0\0\0/r/dLIS2\4\0\0\0/r/e"),
        TAKES("\1"),
        /* d: one folder below, too deep to be visited; e cannot be opened */
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\x32\1\0\0") DNT2(FOLDER, "\1", ".")
                 DNT2(FOLDER, "\1", "x") LISTED LISTED),
        EXPECT(ADB_OKAY("\1\0\0\0", "\x11\0\0\0")),
        ASKS("\1", "\x0c", "LST2\4\0\0\0/r/e"),
        TAKES("\1"),
        SAYS("\1", "\x48", LST2("\0", FOLDER, "\1")),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_list(&k, 3, "/r", 2), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "d0 /r/d\nl0 /r/l\nf0 /r/a\\u{a}b\nf0 /r/\\xff\\xfe\nd0 /r/e\n"
                        "d4294967294 /r/d/x\nd13 /r/e\n3 done 0 code -1 \n");
    play_ends_well(&k);
}

static void a_root_that_is_not_there_is_refused_with_its_errno(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\1"),
        SAYS("\1", "\x4c", LISTED),
        ASKS("\1", "\x0a", "LST2\2\0\0\0/r"),
        TAKES("\1"),
        SAYS("\1", "\x48", LST2("\2", "\0\0", "\0")),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_list(&k, 3, "/r", 2), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "d2 /r\n3 done 1 code -1 the folder cannot be opened\n");
    play_ends_well(&k);
}

static void a_hostile_listing_ends_that_listing_only(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\1"),
        SAYS("\1", "\x10", "XXXX\0\0\0\0\0\0\0\0\0\0\0\0"),
        WE_CLOSE("\1"),
        OPENS("\2", "sync:", "\6"),
        ASKS("\2", "\x0a", "LST2\2\0\0\0/r"),
        TAKES("\2"),
        SAYS("\2", "\x48", LST2("\0", LINK, "\1")),
        WE_CLOSE("\2"),
        END,
    };
    struct play k;
    struct mk_buf b;
    play_meet(&k, steps);
    assert_int_equal(play_tell_list(&k, 3, "/r", 2), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "3 done 4 code -1 sync: reply XXXX: does not answer what was asked\n");
    mk_buf_init(&b, 100);
    play_put_text(&b, "/r");
    assert_int_equal(play_tell(&k, MK_PH_STAT, 3, &b), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "l0 /r\n3 done 0 code -1 \n");
    play_ends_well(&k);
}

static void a_name_that_is_a_path_is_told_and_never_asked_for(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "sync:", "\6"),
        ASKS("\1", "\x0a", "LIS2\2\0\0\0/r"),
        TAKES("\1"),
        SAYS("\1", "\x51", DNT2(FOLDER, "\5", "../.b")),
        SAYS("\1", "\x4f", DNT2(PLAIN, "\3", "a\0b")),
        SAYS("\1", "\x4c", DNT2(PLAIN, "\0", "")),
        SAYS("\1", "\x4d", DNT2(PLAIN, "\1", "c")),
        SAYS("\1", "\x4c", LISTED),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_list(&k, 3, "/r", 9), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "o4294967295 /r/../.b\no4294967295 /r/a\\u{0}b\no4294967295 /r/\n"
                        "f0 /r/c\n3 done 0 code -1 \n");
    play_ends_well(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(folders_are_walked_breadth_first),
        cmocka_unit_test(a_root_that_is_not_there_is_refused_with_its_errno),
        cmocka_unit_test(a_hostile_listing_ends_that_listing_only),
        cmocka_unit_test(a_name_that_is_a_path_is_told_and_never_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
