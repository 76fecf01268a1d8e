#include "firmware/adb/wire.h"
#include "tests/lib/usb_talk.h"

/* What goes over the cable, and in which transfers. */

static void every_length_arrives_without_a_word_behind_it(void **s)
{
    (void)s;
    for (uint32_t seed = 0; seed < 6; seed++) {
        struct talk t;
        talk_begin(&t, seed);
        talk_greet(&t);
        assert_int_equal(talk_open(&t), 0);
        assert_int_equal(talk_run(&t), 0);
        for (size_t i = 0; i < USB_TALK_SIZES; i++) {
            usb_play_message(&t.phone, MK_ADB_WRTE, usb_talk_sizes[i]);
            assert_int_equal(talk_run(&t), 0);
            assert_heard(&t, 0);
        }
        talk_end(&t);
    }
}

static void messages_in_a_row_arrive(void **s)
{
    (void)s;
    for (uint32_t seed = 0; seed < 20; seed++) {
        struct talk t;
        talk_begin(&t, seed);
        talk_greet(&t);
        for (size_t i = 0; i < 3 * USB_TALK_SIZES; i++)
            usb_play_message(&t.phone, MK_ADB_WRTE,
                             usb_talk_sizes[(i * 7 + seed) % USB_TALK_SIZES]);
        assert_int_equal(talk_open(&t), 0);
        assert_int_equal(talk_run(&t), 0);
        assert_heard(&t, 0);
        talk_end(&t);
    }
}

/* Header and payload may share transfers, and payloads may be cut anywhere: no phone does it, and
 * each byte arrives nevertheless. */
static void any_cut_is_borne(void **s)
{
    (void)s;
    for (uint32_t seed = 1; seed < 40; seed++) {
        struct talk t;
        struct usb_play whole;
        struct mk_buf all;
        usb_play_init(&whole, 512);
        for (size_t i = 0; i < USB_TALK_SIZES - 1; i++)
            usb_play_message(&whole, MK_ADB_WRTE, usb_talk_sizes[i]);
        talk_expected(&all, &whole, 0);
        talk_begin(&t, seed);
        talk_greet(&t);
        uint32_t x = seed;
        for (size_t at = 0, n; at < all.len; at += n) {
            x = x * 1664525u + 1013904223u;
            n = x >> 28 ? (x >> 8) % 5000 : 0; /* empty ones as well */
            n = n < all.len - at ? n : all.len - at;
            usb_play_send(&t.phone, mk_span(all.p + at, n));
        }
        usb_play_send(&t.phone, mk_str("")); /* the end is seen, however long it is */
        assert_int_equal(talk_open(&t), 0);
        assert_int_equal(talk_run(&t), 0);
        assert_heard(&t, 0);
        mk_buf_done(&all);
        usb_play_done(&whole);
        talk_end(&t);
    }
}

static void header_and_payload_are_transfers_of_their_own(void **s)
{
    (void)s;
    static const uint32_t outs[] = { 24, 40,   24, 511, 24,    512,  0,  24,    24,    1,
                                     24, 1024, 0,  24,  16384, 3616, 24, 16384, 16384, 0 };
    struct talk t;
    talk_begin(&t, 0);
    talk_greet(&t);
    static const size_t lengths[] = { 511, 512, 0, 1, 1024, 20000, 32768 };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        talk_says(&t, MK_ADB_WRTE, lengths[i]);
    assert_int_equal(talk_open(&t), 0);
    assert_int_equal(talk_run(&t), 0);
    assert_int_equal(t.phone.nouts, sizeof outs / sizeof *outs);
    assert_memory_equal(t.phone.outs, outs, sizeof outs);
    assert_int_equal(t.phone.took.len, t.says.len);
    assert_memory_equal(t.phone.took.p, t.says.p, t.says.len);
    talk_end(&t);
}

static void what_is_written_in_any_pieces_goes_out_the_same(void **s)
{
    (void)s;
    for (size_t piece = 1; piece < 2000; piece += piece < 30 ? 1 : 333) {
        struct talk t;
        size_t put;
        talk_begin(&t, (uint32_t)piece);
        talk_greet(&t);
        for (size_t i = 0; i < 20; i++)
            talk_says(&t, MK_ADB_WRTE, usb_talk_sizes[i]);
        assert_int_equal(talk_open(&t), 0);
        assert_int_equal(talk_run(&t), 0);
        struct mk_span all = mk_buf_span(&t.says);
        assert_int_equal(t.phone.took.len, all.len);
        for (size_t at = 0; at < all.len; at += put) {
            struct mk_span some = mk_span(all.p + at, piece < all.len - at ? piece : all.len - at);
            if (t.host.write(t.host.u, some, true, &put, &t.e) < 0)
                fail_msg("%s", t.e.text);
        }
        t.said = t.says.len;
        assert_int_equal(talk_run(&t), 0);
        assert_int_equal(t.phone.took.len, 2 * all.len);
        assert_memory_equal(t.phone.took.p + all.len, all.p, all.len);
        talk_end(&t);
    }
}

static void what_an_earlier_talk_left_is_dropped(void **s)
{
    (void)s;
    struct talk t;
    talk_begin(&t, 0);
    static const char tail[3000] = "the rest of a payload";
    usb_play_send(&t.phone, mk_span(tail, sizeof tail));
    usb_play_message(&t.phone, MK_ADB_OKAY, 0);
    usb_play_message(&t.phone, MK_ADB_CNXN, 50); /* of the talk before: nobody asked yet */
    t.phone.early = t.phone.sends.len;
    talk_says(&t, MK_ADB_CNXN, 40);
    assert_int_equal(talk_open(&t), 0);
    assert_int_equal(talk_hear(&t), 0);
    assert_int_equal(t.heard.len, 0);
    assert_int_equal(talk_run(&t), 0);
    usb_play_message(&t.phone, MK_ADB_WRTE, 300); /* that was on its way still */
    assert_int_equal(talk_run(&t), 0);
    assert_int_equal(t.heard.len, 0);
    size_t from = t.phone.sends.len;
    usb_play_message(&t.phone, MK_ADB_AUTH, 20);
    usb_play_message(&t.phone, MK_ADB_WRTE, 5000);
    assert_int_equal(talk_run(&t), 0);
    assert_heard(&t, from);
    talk_end(&t);
}

static void nothing_is_said_before_the_phone_is_quiet(void **s)
{
    (void)s;
    struct talk t;
    struct pollfd fds[MK_TRANSPORT_FDS];
    size_t put;
    int ms = -1;
    talk_begin(&t, 0);
    talk_greet(&t);
    t.phone.early = SIZE_MAX;
    assert_int_equal(talk_open(&t), 0);
    assert_int_equal(t.host.write(t.host.u, mk_buf_span(&t.says), false, &put, &t.e), 0);
    t.host.poll(t.host.u, fds, MK_TRANSPORT_FDS, true, &ms);
    assert_in_range(ms, 1, 100);
    /* One that never is quiet does not hold us up for ever. */
    for (int i = 0; i < 200 && t.said == 0; i++) {
        usb_play_message(&t.phone, MK_ADB_OKAY, 0);
        t.phone.now_us += 20000;
        assert_in_range(talk_say(&t), 0, 1);
        if (i == 20)
            assert_int_equal(t.said, 0);
    }
    assert_true(t.said > 0);
    talk_end(&t);
}

static void a_phone_that_does_not_speak_adb_costs_nothing_but_its_bytes(void **s)
{
    (void)s;
    struct talk t;
    talk_begin(&t, 0);
    talk_greet(&t);
    usb_play_send(&t.phone, mk_str("no header of twenty four"));
    usb_play_send(&t.phone, mk_str("and so on"));
    static const uint8_t huge[24] = { 'W',  'R',  'T',  'E',  0, 0, 0, 0, 0,    0,    0,    0,
                                      0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xa8, 0xad, 0xab, 0xba };
    usb_play_send(&t.phone, mk_span(huge, sizeof huge));
    assert_int_equal(talk_open(&t), 0);
    assert_int_equal(talk_run(&t), 0);
    assert_heard(&t, 0); /* whoever reads it finds out */
    talk_end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_arrives_without_a_word_behind_it),
        cmocka_unit_test(messages_in_a_row_arrive),
        cmocka_unit_test(any_cut_is_borne),
        cmocka_unit_test(header_and_payload_are_transfers_of_their_own),
        cmocka_unit_test(what_is_written_in_any_pieces_goes_out_the_same),
        cmocka_unit_test(what_an_earlier_talk_left_is_dropped),
        cmocka_unit_test(nothing_is_said_before_the_phone_is_quiet),
        cmocka_unit_test(a_phone_that_does_not_speak_adb_costs_nothing_but_its_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
