#include "tests/lib/adb_play.h"
#include "tests/lib/t.h"

static void a_command_answers_with_output_errors_and_code(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "shell,v2,raw:id", "\x10"),
        SAYS("\1", "\x0c", "\1\3\0\0\0out\2\2\0\0"),
        SAYS("\1", "\x09", "\0er\3\1\0\0\0\7"),
        PHONE_CLOSES("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_exec(&k, 5, "id", 0), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "out out\nerr er\n5 done 0 code 7 \n");
    play_ends_well(&k);
}

#define OLD_OPEN(n, len, sum, service)                                                             \
    EXPECT("OPEN" n "\0\0\0\0\0\0\0" len "\0\0\0" sum "\0\0\xb0\xaf\xba\xb1" service "\0")
#define OLD_SAYS(n, len, sum, bytes)                                                               \
    GIVE("WRTE\x11\0\0\0" n "\0\0\0" len "\0\0\0" sum "\0\0\xa8\xad\xab\xba" bytes),               \
        EXPECT(ADB_OKAY(n "\0\0\0", "\x11\0\0\0"))
#define OLD_SHELL(n)                                                                               \
    OLD_OPEN(n, "\x09", "\x1f\3", "shell:id"), GIVE(ADB_OKAY("\x11\0\0\0", n "\0\0\0"))
#define BY_TERMINAL                                                                                \
    "without shell_v2 and exec, by shell: no exit code, standard error merged, line ends of a "    \
    "terminal undone\n"

static void an_old_phone_is_asked_by_exec_then_by_shell(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        EXPECT(ADB_HELLO),
        GIVE(ADB_OLD_PHONE),
        OLD_OPEN("\1", "\x08", "\xac\2", "exec:id"),
        GIVE(ADB_CLSE("\0\0\0\0", "\1\0\0\0")),
        OLD_SHELL("\2"),
        OLD_SAYS("\2", "\3", "\xee\0", "hy\r"),
        OLD_SAYS("\2", "\3", "\x38\0", "\n!\r"),
        PHONE_CLOSES("\2"),
        OLD_SHELL("\3"), /* exec: is not tried again */
        OLD_SAYS("\3", "\5", "\xe4\0", "a\r\nb\n"),
        PHONE_CLOSES("\3"),
        OLD_SHELL("\4"),
        OLD_SAYS("\4", "\3", "\x78\0", "a\r\n"),
        PHONE_CLOSES("\4"),
        END,
    };
    static const char *const want[] = {
        "out hy\nout \\u{a}!\nout \\u{d}\n5 done 0 code -1 " BY_TERMINAL,
        "out a\\u{a}b\\u{a}\n5 done 4 code -1 line ends as a terminal writes them, and others: "
        "what was "
        "written is not certain\n",
        "out a\\u{d}\\u{a}\n5 done 0 code -1 " BY_TERMINAL, /* no terminal, as it turned out */
    };
    struct play k;
    play_meet(&k, steps);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(play_tell_exec(&k, 5, "id", 0), 0);
        play_run(&k);
        assert_string_equal(play_heard(&k), want[i]);
    }
    play_ends_well(&k);
}

static void a_command_ends_by_time_by_cancel_or_without_a_code(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "shell,v2,raw:a", "\x0f"),
        WE_CLOSE("\1"),
        OPENS("\2", "shell,v2,raw:b", "\x0f"),
        WE_CLOSE("\2"),
        OPENS("\3", "shell,v2,raw:c", "\x0f"),
        PHONE_CLOSES("\3"),
        EXPECT(ADB_OPEN("\4\0\0\0", "\0\0\0\0", "\x0f\0\0\0") "shell,v2,raw:d\0"),
        GIVE(ADB_CLSE("\0\0\0\0", "\4\0\0\0")),
        OPENS("\5", "shell,v2,raw:e", "\x0f"),
        SAYS("\5", "\5", "\x09\1\0\0\0"),
        WE_CLOSE("\5"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_exec(&k, 1, "a", 1000), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "");
    k.now += 1000 * 1000;
    play_run(&k);
    assert_string_equal(play_heard(&k), "1 done 2 code -1 no end in the time given\n");
    assert_int_equal(play_tell_exec(&k, 1, "b", 1000), 0);
    play_run(&k);
    assert_int_equal(play_tell_empty(&k, MK_PH_CANCEL, 1), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "1 done 3 code -1 cancelled\n");
    assert_int_equal(play_tell_empty(&k, MK_PH_CANCEL, 1), 0); /* too late: nothing happens */
    assert_int_equal(play_tell_exec(&k, 1, "c", 0), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "1 done 4 code -1 the phone ended the command without an exit "
                        "code\n");
    assert_int_equal(play_tell_exec(&k, 1, "d", 0), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "1 done 1 code -1 the phone refuses to run commands\n");
    assert_int_equal(play_tell_exec(&k, 1, "e", 0), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "1 done 4 code -1 shell: unknown packet 9\n");
    play_ends_well(&k);
}

#define TOKEN ADB_AUTH("\1\0\0\0", "\3\0\0\0", "\0\0\0\0") "tok"

static void the_parent_signs_and_offers_its_key(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        EXPECT(ADB_HELLO),
        GIVE(TOKEN),
        EXPECT(ADB_AUTH("\2\0\0\0", "\3\0\0\0", "\x36\1\0\0") "gfi"),
        GIVE(TOKEN),
        EXPECT(ADB_AUTH("\3\0\0\0", "\4\0\0\0", "\x49\1\0\0") "key\0"),
        GIVE(ADB_PHONE),
        END
    };
    static const char *const answers[] = { "gfi", "", "key" };
    static const char *const asked[] = { "auth tok\n", "auth tok\n", "auth \n" };
    struct play k;
    assert_int_equal(play_begin(&k, steps), 0);
    assert_int_equal(play_tell_open(&k, ""), 0);
    for (int i = 0; i < 3; i++) {
        struct mk_buf b;
        play_run(&k);
        assert_string_equal(play_heard(&k), asked[i]);
        mk_buf_init(&b, 100);
        play_put_text(&b, answers[i]);
        assert_int_equal(play_tell(&k, MK_PH_SIGNED, 0, &b), 0);
    }
    play_run(&k);
    assert_int_equal(strncmp(play_heard(&k), "phone device", 12), 0);
    play_ends_well(&k);
}

static void without_any_key_the_phone_is_lost(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { EXPECT(ADB_HELLO), GIVE(TOKEN), END };
    struct play k;
    assert_int_equal(play_begin(&k, steps), 0);
    assert_int_equal(play_tell_open(&k, ""), 0);
    for (int i = 0; i < 2; i++) {
        struct mk_buf b;
        play_run(&k);
        mk_buf_init(&b, 100);
        play_put_text(&b, "");
        assert_int_equal(play_tell(&k, MK_PH_SIGNED, 0, &b), 0);
    }
    play_run(&k);
    assert_int_equal(k.rc, 0);
    assert_string_equal(play_heard(&k),
                        "auth tok\nauth \nlost the phone knows no key of this kit\n");
    play_finish(&k);
}

static void tell_analysis(struct mk_buf *b, enum mk_role role, const char *columns)
{
    mk_buf_u8(b, (uint8_t)role);
    mk_buf_u64le(b, 0);
    play_put_text(b, columns);
}

static int tell_feed(struct play *k, enum mk_role role, const char *columns, const char *reply)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    tell_analysis(&b, role, columns);
    int rc = play_tell(k, MK_PH_FEED, 4, &b);
    mk_buf_init(&b, 4096);
    mk_buf_puts(&b, reply);
    rc = rc ? rc : play_tell(k, MK_PH_FEED_DATA, 4, &b);
    return rc ? rc : play_tell_empty(k, MK_PH_FEED_END, 4);
}

/* The analysis behind the next DONE. */
struct result {
    uint8_t answer;
    uint64_t rows;
    int64_t first, last;
    uint32_t singles, changed;
};
static struct result result_of(struct play *k)
{
    struct mk_frame f;
    struct result r = { 0 };
    do
        assert_int_equal(mk_chan_recv(&f, NULL, k->parent, 0, &k->e), 1);
    while (f.type != MK_PH_DONE);
    struct mk_cursor c = mk_cur(f.body);
    mk_cur_take(&c, 5);
    mk_cur_text(&c);
    r.answer = mk_cur_u8(&c);
    mk_cur_u32le(&c);
    r.rows = mk_cur_u64le(&c);
    r.first = (int64_t)mk_cur_u64le(&c);
    r.last = (int64_t)mk_cur_u64le(&c);
    r.singles = mk_cur_u32le(&c);
    mk_cur_take(&c, 8ull * r.singles);
    r.changed = mk_cur_u32le(&c);
    mk_cur_take(&c, 8ull * r.changed);
    assert_true(mk_cur_ok(&c));
    assert_int_equal(mk_cur_left(&c), 0);
    return r;
}

/* A command whose reply is analysed as the list of ids. */
static void run_query(struct play *k)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_u8(&b, MK_PH_SHELL_V2);
    mk_buf_u32le(&b, 0);
    play_put_text(&b, "q");
    tell_analysis(&b, MK_ROLE_IDS, "");
    assert_int_equal(play_tell(k, MK_PH_EXEC, 1, &b), 0);
    play_run(k);
}

static void replies_are_analysed_live_and_stored(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "shell,v2,raw:q", "\x0f"),
        /* "Row: 0 _id=3\nRow: 1 _id=8\n", then exit 0 */
        SAYS("\1", "\x25", "\1\x1a\0\0\0Row: 0 _id=3\nRow: 1 _id=8\n\3\1\0\0\0\0"),
        PHONE_CLOSES("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    run_query(&k);
    struct result r = result_of(&k);
    assert_int_equal(r.answer, MK_ANSWER_ROWS);
    assert_int_equal(r.rows, 2);
    assert_int_equal(r.first, 3);
    assert_int_equal(r.last, 8);
    /* The list of ids stays for what is asked later. */
    assert_int_equal(
        tell_feed(&k, MK_ROLE_COLUMN, "body", "Row: 0 _id=3, body=x\nRow: 1 _id=8, body=y\n"), 0);
    play_run(&k);
    r = result_of(&k);
    assert_int_equal(r.answer, MK_ANSWER_ROWS);
    assert_int_equal(r.rows, 2);
    assert_int_equal(tell_feed(&k, MK_ROLE_AFTER, "", "Row: 0 _id=3\n"), 0);
    play_run(&k);
    r = result_of(&k);
    assert_int_equal(r.changed, 1);
    play_ends_well(&k);
}

static void a_reply_cut_short_is_not_believed(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        OPENS("\1", "shell,v2,raw:q", "\x0f"),
        SAYS("\1", "\x12", "\1\x0d\0\0\0Row: 0 _id=3\n"),
        PHONE_CLOSES("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    run_query(&k);
    assert_int_equal(result_of(&k).answer, MK_ANSWER_BROKEN);
    play_ends_well(&k);
}

static void damaged_frames_of_the_parent_end_the_worker_with_a_reason(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { MEETING, END };
    static const uint16_t types[] = { MK_PH_EXEC, MK_PH_LIST, MK_PH_STAT,      MK_PH_RECV,
                                      MK_PH_FEED, 63,         MK_PH_FEED_DATA, MK_PH_SIGNED };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        struct play k;
        struct mk_buf b;
        play_meet(&k, steps);
        mk_buf_init(&b, 100);
        mk_buf_put(&b, "\1\1\1", 3);
        assert_int_equal(play_tell(&k, types[i], 7, &b), 0);
        play_run(&k);
        assert_int_equal(k.rc, 0);
        assert_non_null(strstr(play_heard(&k), "lost "));
        play_finish(&k);
    }
}

static void the_end_is_quit_or_a_parent_that_went(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { MEETING, END };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_empty(&k, MK_PH_QUIT, 0), 0);
    play_run(&k);
    assert_int_equal(k.rc, 0);
    play_finish(&k);
    play_meet(&k, steps);
    mk_chan_free(k.parent);
    k.parent = NULL;
    play_run(&k);
    assert_int_equal(k.rc, 0);
    play_finish(&k);
}

static void requests_without_a_phone_are_answered(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = { END };
    struct play k;
    assert_int_equal(play_begin(&k, steps), 0);
    assert_int_equal(play_tell_exec(&k, 1, "id", 0), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "1 done 4 code -1 no phone is connected\n");
    play_finish(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_answers_with_output_errors_and_code),
        cmocka_unit_test(an_old_phone_is_asked_by_exec_then_by_shell),
        cmocka_unit_test(a_command_ends_by_time_by_cancel_or_without_a_code),
        cmocka_unit_test(the_parent_signs_and_offers_its_key),
        cmocka_unit_test(without_any_key_the_phone_is_lost),
        cmocka_unit_test(replies_are_analysed_live_and_stored),
        cmocka_unit_test(a_reply_cut_short_is_not_believed),
        cmocka_unit_test(damaged_frames_of_the_parent_end_the_worker_with_a_reason),
        cmocka_unit_test(the_end_is_quit_or_a_parent_that_went),
        cmocka_unit_test(requests_without_a_phone_are_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
