#include "firmware/adb/sync.h"
#include "tests/lib/adb_play.h"
#include "tests/lib/t.h"

/* Delayed acks: streams with a window, both ways. */

#define WINDOW_PHONE                                                                               \
    ADB_CNXN("\1\0\0\1", "\0\0\x10\0", "\x2d\0\0\0", "\0\0\0\0")                                   \
    "device::features=shell_v2,stat_v2,delayed_ack"
#define ACK(from, to, count) "OKAY" from to "\4\0\0\0\0\0\0\0\xb0\xb4\xbe\xa6" count
#define OPEN_SYNC(n)         EXPECT(ADB_OPEN(n "\0\0\0", "\0\0\x40\0", "\6\0\0\0") "sync:\0")
#define GRANTS(n, count)     GIVE(ACK("\x11\0\0\0", n "\0\0\0", count))
#define W_MEETING            EXPECT(ADB_HELLO), GIVE(WINDOW_PHONE)
#define FILE_A               LST2("\0", PLAIN, "\2") "DATA\2\0\0\0abDONE\0\0\0\0"

static const char *const ab[] = { "/a", "/b", NULL };

static void writes_follow_each_other_until_the_window_is_used_up(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        W_MEETING,
        OPEN_SYNC("\1"),
        GRANTS("\1", "\x10\0\0\0"),
        ASKS("\1", "\x10", "LST2\2\0\0\0/aRECV\2\0"),
        GRANTS("\1", "\0\0\0\0"), /* nothing was taken yet */
        GRANTS("\1", "\7\0\0\0"),
        ASKS("\1", "\7", "\0\0/aLST"),
        GRANTS("\1", "\x10\0\0\0"),
        ASKS("\1", "\x10", "2\2\0\0\0/bRECV\2\0\0\0/"),
        GRANTS("\1", "\4\0\0\0"),
        ASKS("\1", "\1", "b"),
        /* answers are not acknowledged one by one */
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\x5a\0\0\0") FILE_A),
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\x5a\0\0\0") FILE_A),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, ab), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k),
                        "out ab\nitem 100 status 0 bytes 2 mode 100644 \n"
                        "out ab\nitem 101 status 0 bytes 2 mode 100644 \n9 done 0 code -1 \n");
    play_ends_well(&k);
}

/* A packet that a phone sends as long as it may: the target of a link, which is thrown away. */
static void put_packet(struct mk_buf *b, const char *head, size_t n, size_t blocks)
{
    struct mk_buf payload;
    mk_buf_init(&payload, 1 << 21);
    mk_buf_put(&payload, head, n);
    for (size_t i = 0; i < blocks; i++) {
        mk_buf_puts(&payload, "DATA");
        mk_buf_u32le(&payload, MK_SYNC_DATA_MAX);
        payload.len += mk_buf_room(&payload, MK_SYNC_DATA_MAX) ? MK_SYNC_DATA_MAX : 0;
    }
    const struct mk_adb_packet p = { MK_ADB_WRTE, 0x11, 1, mk_buf_span(&payload) };
    mk_buf_init(b, 1 << 21);
    mk_adb_put(b, &p, false);
    mk_buf_done(&payload);
}

static void what_came_is_acknowledged_at_a_quarter_of_the_window(void **s)
{
    (void)s;
    static const char head[] = LST2("\0", LINK, "\2");
    static const char *const link[] = { "/a", NULL };
    struct mk_buf first, second;
    put_packet(&first, head, sizeof head - 1, 8);
    put_packet(&second, "", 0, 8);
    const struct mk_script_step steps[] = {
        W_MEETING,
        OPEN_SYNC("\1"),
        GRANTS("\1", "\0\0\1\0"),
        ASKS("\1", "\x14", "LST2\2\0\0\0/aRECV\2\0\0\0/a"),
        { MK_SCRIPT_GIVE, mk_buf_span(&first) },
        { MK_SCRIPT_GIVE, mk_buf_span(&second) },
        EXPECT(ACK("\1\0\0\0", "\x11\0\0\0", "\xc8\0\x10\0")), /* 72 + 16 * 65,544 */
        { MK_SCRIPT_GIVE, mk_buf_span(&second) },
        GIVE(ADB_WRTE("\x11\0\0\0", "\1\0\0\0", "\x08\0\0\0") "DONE\0\0\0\0"),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, link), 0);
    play_run(&k);
    assert_string_equal(play_heard(&k), "item 100 status 1 bytes 0 mode 120777 no plain file\n"
                                        "9 done 0 code -1 \n");
    play_ends_well(&k);
    mk_buf_done(&first);
    mk_buf_done(&second);
}

static void loses(const struct mk_script_step *steps, const char *why)
{
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, ab), 0);
    play_run(&k);
    const char *h = play_heard(&k), *lost = strstr(h, "lost adb: OKAY(0x11, 0x1) with ");
    if (k.rc != 0 || !lost || !strstr(lost, why) || strstr(h, "status 0"))
        fail_msg("expected \"%s\": %d %s", why, k.rc, h);
    play_finish(&k);
}

static void a_first_window_that_cannot_be_is_refused_by_name(void **s)
{
    (void)s;
    static const struct {
        struct mk_script_step give;
        const char *why;
    } bad[] = {
        { GRANTS("\1", "\0\0\0\0"), "a window of no bytes" },
        { GRANTS("\1", "\xff\xff\xff\xff"), "a negative count of bytes" },
        { GRANTS("\1", "\0\0\0\x80"), "a negative count of bytes" },
        { GIVE(ADB_OKAY("\x11\0\0\0", "\1\0\0\0")), "not a count of bytes" },
        { GIVE("OKAY\x11\0\0\0\1\0\0\0\x08\0\0\0\0\0\0\0\xb0\xb4\xbe\xa6\0\0\0\0\1\0\0\0"),
          "not a count of bytes" }, /* 4 GiB in eight bytes */
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct mk_script_step steps[] = { W_MEETING, OPEN_SYNC("\1"), bad[i].give, END };
        loses(steps, bad[i].why);
    }
}

static void acks_of_more_than_was_sent_are_refused_by_name(void **s)
{
    (void)s;
    static const struct {
        struct mk_script_step give;
        const char *why;
    } bad[] = {
        { GRANTS("\1", "\x29\0\0\0"), "more bytes acknowledged than were sent" }, /* 40 were */
        { GRANTS("\1", "\xff\xff\xff\x7f"), "more bytes acknowledged than were sent" },
        { GRANTS("\1", "\xff\xff\xff\xff"), "a negative count of bytes" },
        { GIVE(ADB_OKAY("\x11\0\0\0", "\1\0\0\0")), "not a count of bytes" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const struct mk_script_step steps[] = {
            W_MEETING,
            OPEN_SYNC("\1"),
            GRANTS("\1", "\xff\xff\xff\x7f"), /* the largest window there is */
            ASKS("\1", "\x28", "LST2\2\0\0\0/aRECV\2\0\0\0/aLST2\2\0\0\0/bRECV\2\0\0\0/b"),
            bad[i].give,
            END,
        };
        loses(steps, bad[i].why);
    }
}

/* One that counts although nobody asked it to: what it counts means nothing. */
static void a_phone_without_the_feature_is_spoken_to_as_ever(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        MEETING,
        EXPECT(ADB_OPEN("\1\0\0\0", "\0\0\0\0", "\6\0\0\0") "sync:\0"),
        GRANTS("\1", "\1\0\0\0"),
        ASKS("\1", "\x28", "LST2\2\0\0\0/aRECV\2\0\0\0/aLST2\2\0\0\0/bRECV\2\0\0\0/b"),
        TAKES("\1"),
        SAYS("\1", "\x5a", FILE_A),
        SAYS("\1", "\x5a", FILE_A),
        WE_CLOSE("\1"),
        END,
    };
    struct play k;
    play_meet(&k, steps);
    assert_int_equal(play_tell_recv(&k, 9, ab), 0);
    play_run(&k);
    assert_non_null(strstr(play_heard(&k), "item 101 status 0 bytes 2"));
    play_ends_well(&k);
}

static void a_stream_closed_while_it_opens_needs_a_window_too(void **s)
{
    (void)s;
    static const struct mk_script_step steps[] = {
        W_MEETING, OPEN_SYNC("\1"), GRANTS("\1", "\0\0\0\2"), WE_CLOSE("\1"), END,
    };
    struct play k;
    assert_int_equal(play_begin(&k, steps), 0);
    assert_int_equal(play_tell_open(&k, ""), 0);
    for (int i = 0; i < 400 && mk_adb_conn_state(mk_adb_phone_conn(k.p)) != MK_ADB_ONLINE; i++)
        assert_int_equal(mk_adb_phone_turn(k.p, 0, 0, &k.e), 1);
    assert_int_equal(play_tell_recv(&k, 9, ab), 0);
    assert_int_equal(play_tell_empty(&k, MK_PH_CANCEL, 9), 0);
    play_run(&k);
    assert_non_null(strstr(play_heard(&k), "9 done 3 code -1 cancelled"));
    play_ends_well(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_follow_each_other_until_the_window_is_used_up),
        cmocka_unit_test(what_came_is_acknowledged_at_a_quarter_of_the_window),
        cmocka_unit_test(a_first_window_that_cannot_be_is_refused_by_name),
        cmocka_unit_test(acks_of_more_than_was_sent_are_refused_by_name),
        cmocka_unit_test(a_phone_without_the_feature_is_spoken_to_as_ever),
        cmocka_unit_test(a_stream_closed_while_it_opens_needs_a_window_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
