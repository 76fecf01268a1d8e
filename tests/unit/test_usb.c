#include "firmware/adb/wire.h"
#include "firmware/transport/usb_link.h"
#include "parsers/base/cursor.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include "tests/lib/usb_play.h"

static const struct mk_usb_ends ends = { .interface = 1, .in = 0x81, .out = 0x02, .packet = 512 };

/* A phone, a host, what the host wants to say and what it heard. */
struct talk {
    struct usb_play phone;
    struct mk_transport host;
    struct mk_buf says, heard;
    size_t said;
    struct mk_error e;
};

static void begin(struct talk *t, uint32_t seed)
{
    *t = (struct talk){ 0 };
    usb_play_init(&t->phone, ends.packet);
    t->phone.seed = seed;
    mk_buf_init(&t->says, 64 << 20);
    mk_buf_init(&t->heard, 64 << 20);
}

static int open_host(struct talk *t)
{
    const struct mk_usb_io io = usb_play_io(&t->phone);
    return mk_usb_link_new(&t->host, &io, &ends, &t->e);
}

static void end(struct talk *t)
{
    mk_transport_done(&t->host);
    assert_int_equal(t->phone.prepared, 0);
    usb_play_done(&t->phone);
    mk_buf_done(&t->says);
    mk_buf_done(&t->heard);
}

/* The host's message goes into what it says. */
static void host_says(struct talk *t, uint32_t command, size_t payload)
{
    struct mk_adb_packet p = { .command = command, .arg0 = 1, .arg1 = 2 };
    struct mk_buf b;
    mk_buf_init(&b, 8 << 20);
    for (size_t i = 0; i < payload; i++)
        mk_buf_u8(&b, (uint8_t)(i * 3 + payload));
    p.payload = mk_buf_span(&b);
    mk_adb_put(&t->says, &p, false);
    mk_buf_done(&b);
}

/* All that can be read now, in pieces of any size. */
static int hear(struct talk *t)
{
    uint8_t piece[70000];
    size_t got = 0, max = t->phone.seed ? 1 + t->phone.seed % sizeof piece : sizeof piece;
    int rc;
    while ((rc = t->host.read(t->host.u, piece, max, &got, &t->e)) > 0) {
        assert_in_range(got, 1, max);
        mk_buf_put(&t->heard, piece, got);
    }
    return rc;
}

static int say(struct talk *t)
{
    size_t put = 0;
    int rc;
    do {
        rc = t->host.write(t->host.u, mk_span_from(mk_buf_span(&t->says), t->said), false, &put,
                           &t->e);
        assert_int_equal(rc > 0, put > 0);
        t->said += put;
    } while (rc > 0 && t->said < t->says.len);
    return rc;
}

/* Turns of the poll loop, until nothing moves any more. 0, or -1 when the transport failed. */
static int run(struct talk *t)
{
    for (int idle = 0; idle < 40; idle++) {
        struct pollfd fds[MK_TRANSPORT_FDS];
        size_t said = t->said, heard = t->heard.len, sent = t->phone.at + t->phone.pos;
        int ms = -1;
        t->host.poll(t->host.u, fds, MK_TRANSPORT_FDS, t->said < t->says.len, &ms);
        if (ms > 0)
            t->phone.now_us += ms * 1000;
        if (t->said < t->says.len && say(t) < 0) {
            hear(t);
            return -1;
        }
        if (hear(t) < 0)
            return -1;
        if (t->said != said || t->heard.len != heard || t->phone.at + t->phone.pos != sent)
            idle = 0;
    }
    return 0;
}

/* What the phone sends from this transfer on, without the lengths. */
static void expected(struct mk_buf *out, const struct usb_play *p, size_t from)
{
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&p->sends), from));
    mk_buf_init(out, 64 << 20);
    while (mk_cur_left(&c)) {
        struct mk_span s = mk_cur_text(&c);
        mk_buf_put(out, s.p, s.len);
    }
}

static void assert_heard(const struct talk *t, size_t from)
{
    struct mk_buf want;
    expected(&want, &t->phone, from);
    assert_int_equal(t->heard.len, want.len);
    assert_memory_equal(t->heard.p, want.p, want.len);
    mk_buf_done(&want);
}

/* As far as it came, it is what the phone sent. */
static void assert_beginning(const struct talk *t)
{
    struct mk_buf want;
    expected(&want, &t->phone, 0);
    assert_true(t->heard.len <= want.len);
    assert_true(mk_span_starts(mk_buf_span(&want), mk_buf_span(&t->heard)));
    mk_buf_done(&want);
}

static const size_t sizes[] = { 0,    1,    23,   24,    488,   511,    512,    513,   1000,
                                1024, 1535, 1536, 1537,  4096,  16384,  65535,  65536, 65537,
                                0,    0,    512,  99840, 66560, 262144, 1048576 };
#define SIZES (sizeof sizes / sizeof *sizes)

static void greet(struct talk *t)
{
    host_says(t, MK_ADB_CNXN, 40);
    usb_play_message(&t->phone, MK_ADB_CNXN, 60);
}

static void every_length_arrives_without_a_word_behind_it(void **s)
{
    (void)s;
    for (uint32_t seed = 0; seed < 6; seed++) {
        struct talk t;
        begin(&t, seed);
        greet(&t);
        assert_int_equal(open_host(&t), 0);
        assert_int_equal(run(&t), 0);
        for (size_t i = 0; i < SIZES; i++) {
            usb_play_message(&t.phone, MK_ADB_WRTE, sizes[i]);
            assert_int_equal(run(&t), 0);
            assert_heard(&t, 0);
        }
        end(&t);
    }
}

static void messages_in_a_row_arrive(void **s)
{
    (void)s;
    for (uint32_t seed = 0; seed < 20; seed++) {
        struct talk t;
        begin(&t, seed);
        greet(&t);
        for (size_t i = 0; i < 3 * SIZES; i++)
            usb_play_message(&t.phone, MK_ADB_WRTE, sizes[(i * 7 + seed) % SIZES]);
        assert_int_equal(open_host(&t), 0);
        assert_int_equal(run(&t), 0);
        assert_heard(&t, 0);
        end(&t);
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
        for (size_t i = 0; i < SIZES - 1; i++)
            usb_play_message(&whole, MK_ADB_WRTE, sizes[i]);
        expected(&all, &whole, 0);
        begin(&t, seed);
        greet(&t);
        uint32_t x = seed;
        for (size_t at = 0, n; at < all.len; at += n) {
            x = x * 1664525u + 1013904223u;
            n = x >> 28 ? (x >> 8) % 5000 : 0; /* empty ones as well */
            n = n < all.len - at ? n : all.len - at;
            usb_play_send(&t.phone, mk_span(all.p + at, n));
        }
        usb_play_send(&t.phone, mk_str("")); /* the end is seen, however long it is */
        assert_int_equal(open_host(&t), 0);
        assert_int_equal(run(&t), 0);
        assert_heard(&t, 0);
        mk_buf_done(&all);
        usb_play_done(&whole);
        end(&t);
    }
}

static void header_and_payload_are_transfers_of_their_own(void **s)
{
    (void)s;
    static const uint32_t outs[] = { 24, 40,   24, 511, 24,    512,  0,  24,    24,    1,
                                     24, 1024, 0,  24,  16384, 3616, 24, 16384, 16384, 0 };
    struct talk t;
    begin(&t, 0);
    greet(&t);
    static const size_t lengths[] = { 511, 512, 0, 1, 1024, 20000, 32768 };
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++)
        host_says(&t, MK_ADB_WRTE, lengths[i]);
    assert_int_equal(open_host(&t), 0);
    assert_int_equal(run(&t), 0);
    assert_int_equal(t.phone.nouts, sizeof outs / sizeof *outs);
    assert_memory_equal(t.phone.outs, outs, sizeof outs);
    assert_int_equal(t.phone.took.len, t.says.len);
    assert_memory_equal(t.phone.took.p, t.says.p, t.says.len);
    end(&t);
}

static void what_is_written_in_any_pieces_goes_out_the_same(void **s)
{
    (void)s;
    for (size_t piece = 1; piece < 2000; piece += piece < 30 ? 1 : 333) {
        struct talk t;
        size_t put;
        begin(&t, (uint32_t)piece);
        greet(&t);
        for (size_t i = 0; i < 20; i++)
            host_says(&t, MK_ADB_WRTE, sizes[i]);
        assert_int_equal(open_host(&t), 0);
        assert_int_equal(run(&t), 0);
        struct mk_span all = mk_buf_span(&t.says);
        assert_int_equal(t.phone.took.len, all.len);
        for (size_t at = 0; at < all.len; at += put) {
            struct mk_span some = mk_span(all.p + at, piece < all.len - at ? piece : all.len - at);
            if (t.host.write(t.host.u, some, true, &put, &t.e) < 0)
                fail_msg("%s", t.e.text);
        }
        t.said = t.says.len;
        assert_int_equal(run(&t), 0);
        assert_int_equal(t.phone.took.len, 2 * all.len);
        assert_memory_equal(t.phone.took.p + all.len, all.p, all.len);
        end(&t);
    }
}

static void what_an_earlier_talk_left_is_dropped(void **s)
{
    (void)s;
    struct talk t;
    begin(&t, 0);
    static const char tail[3000] = "the rest of a payload";
    usb_play_send(&t.phone, mk_span(tail, sizeof tail));
    usb_play_message(&t.phone, MK_ADB_OKAY, 0);
    usb_play_message(&t.phone, MK_ADB_CNXN, 50); /* of the talk before: nobody asked yet */
    t.phone.early = t.phone.sends.len;
    host_says(&t, MK_ADB_CNXN, 40);
    assert_int_equal(open_host(&t), 0);
    assert_int_equal(hear(&t), 0);
    assert_int_equal(t.heard.len, 0);
    assert_int_equal(run(&t), 0);
    usb_play_message(&t.phone, MK_ADB_WRTE, 300); /* that was on its way still */
    assert_int_equal(run(&t), 0);
    assert_int_equal(t.heard.len, 0);
    size_t from = t.phone.sends.len;
    usb_play_message(&t.phone, MK_ADB_AUTH, 20);
    usb_play_message(&t.phone, MK_ADB_WRTE, 5000);
    assert_int_equal(run(&t), 0);
    assert_heard(&t, from);
    end(&t);
}

static void nothing_is_said_before_the_phone_is_quiet(void **s)
{
    (void)s;
    struct talk t;
    struct pollfd fds[MK_TRANSPORT_FDS];
    size_t put;
    int ms = -1;
    begin(&t, 0);
    greet(&t);
    t.phone.early = SIZE_MAX;
    assert_int_equal(open_host(&t), 0);
    assert_int_equal(t.host.write(t.host.u, mk_buf_span(&t.says), false, &put, &t.e), 0);
    t.host.poll(t.host.u, fds, MK_TRANSPORT_FDS, true, &ms);
    assert_in_range(ms, 1, 100);
    /* One that never is quiet does not hold us up for ever. */
    for (int i = 0; i < 200 && t.said == 0; i++) {
        usb_play_message(&t.phone, MK_ADB_OKAY, 0);
        t.phone.now_us += 20000;
        assert_in_range(say(&t), 0, 1);
        if (i == 20)
            assert_int_equal(t.said, 0);
    }
    assert_true(t.said > 0);
    end(&t);
}

static const struct {
    enum mk_usb_end end;
    enum mk_code code;
    const char *words;
} failures[] = {
    { MK_USB_GONE, MK_ECLOSED, "the cable was pulled or the phone went away" },
    { MK_USB_LATE, MK_ETIMEOUT, "takes no data" },
    { MK_USB_CANCELLED, MK_ECLOSED, "ended by itself" },
    { MK_USB_OVERFLOW, MK_EPROTO, "more than a packet holds" },
    { MK_USB_ERROR, MK_ECLOSED, "transfer error" },
};

static void a_small_talk(struct talk *t)
{
    greet(t);
    for (size_t i = 0; i < 10; i++) {
        usb_play_message(&t->phone, MK_ADB_WRTE, sizes[i]);
        host_says(t, MK_ADB_WRTE, sizes[i]);
    }
    usb_play_message(&t->phone, MK_ADB_WRTE, 200000);
}

static void each_failure_of_each_transfer_is_told_by_name(void **s)
{
    (void)s;
    for (size_t f = 0; f < sizeof failures / sizeof *failures; f++)
        for (unsigned n = 1, failed = 1; failed; n++) {
            struct talk t;
            begin(&t, n % 3);
            a_small_talk(&t);
            t.phone.fail_at = n;
            t.phone.fail_times = 1;
            t.phone.fail_with = failures[f].end;
            t.phone.fail_after = n * 100;
            assert_int_equal(open_host(&t), 0);
            int rc = run(&t);
            failed = t.phone.ended >= n;
            assert_int_equal(rc, failed ? -1 : 0);
            if (failed) {
                assert_int_equal(t.e.code, failures[f].code);
                assert_non_null(strstr(t.e.text, failures[f].words));
                assert_int_equal(run(&t), -1); /* and stays so */
                assert_beginning(&t);
            }
            end(&t);
        }
}

static void a_halt_is_cleared_once_and_nothing_is_lost(void **s)
{
    (void)s;
    for (unsigned n = 1, failed = 1; failed; n++) {
        struct talk t;
        begin(&t, n % 4);
        a_small_talk(&t);
        t.phone.fail_at = n;
        t.phone.fail_times = 1;
        t.phone.fail_with = MK_USB_STALL;
        t.phone.fail_after = n % 2 ? 0 : 512;
        assert_int_equal(open_host(&t), 0);
        if (run(&t) != 0)
            fail_msg("halt of transfer %u: %s", n, t.e.text);
        failed = t.phone.ended >= n;
        assert_int_equal(t.phone.cleared, failed);
        assert_heard(&t, 0);
        assert_int_equal(t.phone.took.len, t.says.len);
        assert_memory_equal(t.phone.took.p, t.says.p, t.says.len);
        end(&t);
    }
}

static void a_phone_that_halts_again_and_again_is_given_up(void **s)
{
    (void)s;
    for (unsigned n = 1; n < 30; n++) {
        struct talk t;
        begin(&t, n % 4);
        a_small_talk(&t);
        t.phone.fail_at = n;
        t.phone.fail_times = 10;
        t.phone.fail_with = MK_USB_STALL;
        assert_int_equal(open_host(&t), 0);
        assert_int_equal(run(&t), -1);
        assert_int_equal(t.e.code, MK_ECLOSED);
        assert_non_null(strstr(t.e.text, "again and again"));
        assert_beginning(&t);
        end(&t);
    }
}

static void a_halt_that_cannot_be_cleared_ends_it(void **s)
{
    (void)s;
    for (unsigned n = 1; n < 30; n++) {
        struct talk t;
        begin(&t, 0);
        a_small_talk(&t);
        t.phone.fail_at = n;
        t.phone.fail_times = 1;
        t.phone.fail_with = MK_USB_STALL;
        t.phone.clear_fails = true;
        assert_int_equal(open_host(&t), 0);
        assert_int_equal(run(&t), -1);
        assert_int_equal(t.e.code, MK_ECLOSED);
        end(&t);
    }
}

static void a_pulled_cable_is_told_while_nothing_is_said(void **s)
{
    (void)s;
    struct talk t;
    begin(&t, 0);
    greet(&t);
    usb_play_message(&t.phone, MK_ADB_WRTE, 700);
    assert_int_equal(open_host(&t), 0);
    assert_int_equal(run(&t), 0);
    usb_play_unplug(&t.phone);
    struct pollfd fds[MK_TRANSPORT_FDS];
    int ms = -1;
    assert_int_equal(t.host.poll(t.host.u, fds, MK_TRANSPORT_FDS, false, &ms), 0);
    assert_int_equal(ms, 0);
    assert_int_equal(hear(&t), -1);
    assert_int_equal(t.e.code, MK_ECLOSED);
    assert_heard(&t, 0);
    end(&t);
}

/* The kernel's memory for transfers is shared with all programs. */
static void what_the_kernel_has_no_memory_for_is_asked_for_later(void **s)
{
    (void)s;
    for (unsigned n = 2; n < 80; n++) {
        struct talk t;
        begin(&t, 0);
        greet(&t);
        usb_play_message(&t.phone, MK_ADB_WRTE, 1 << 20);
        usb_play_message(&t.phone, MK_ADB_WRTE, 400000);
        t.phone.no_memory_at = n;
        assert_int_equal(open_host(&t), 0);
        if (run(&t) == 0)
            assert_heard(&t, 0);
        else
            assert_int_equal(t.e.code, MK_ENOMEM);
        end(&t);
    }
}

static void a_phone_that_does_not_speak_adb_costs_nothing_but_its_bytes(void **s)
{
    (void)s;
    struct talk t;
    begin(&t, 0);
    greet(&t);
    usb_play_send(&t.phone, mk_str("no header of twenty four"));
    usb_play_send(&t.phone, mk_str("and so on"));
    static const uint8_t huge[24] = { 'W',  'R',  'T',  'E',  0, 0, 0, 0, 0,    0,    0,    0,
                                      0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xa8, 0xad, 0xab, 0xba };
    usb_play_send(&t.phone, mk_span(huge, sizeof huge));
    assert_int_equal(open_host(&t), 0);
    assert_int_equal(run(&t), 0);
    assert_heard(&t, 0); /* whoever reads it finds out */
    end(&t);
}

static void memory_may_fail_anywhere(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct talk t = { .phone = { .packet = ends.packet } };
        int rc = open_host(&t);
        bool fired = fault_fired();
        fault_disarm();
        assert_int_equal(rc != 0, fired);
        if (rc)
            assert_int_equal(t.e.code, MK_ENOMEM);
        mk_transport_done(&t.host);
        assert_true(t.phone.freed);
        assert_int_equal(t.phone.prepared, 0);
    }
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
        cmocka_unit_test(each_failure_of_each_transfer_is_told_by_name),
        cmocka_unit_test(a_halt_is_cleared_once_and_nothing_is_lost),
        cmocka_unit_test(a_phone_that_halts_again_and_again_is_given_up),
        cmocka_unit_test(a_halt_that_cannot_be_cleared_ends_it),
        cmocka_unit_test(a_pulled_cable_is_told_while_nothing_is_said),
        cmocka_unit_test(what_the_kernel_has_no_memory_for_is_asked_for_later),
        cmocka_unit_test(a_phone_that_does_not_speak_adb_costs_nothing_but_its_bytes),
        cmocka_unit_test(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
