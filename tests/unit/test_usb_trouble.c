#include "firmware/adb/wire.h"
#include "tests/lib/fault.h"
#include "tests/lib/usb_talk.h"

/* Transfers that fail, a cable that is pulled, memory that is not there. */

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
    talk_greet(t);
    for (size_t i = 0; i < 10; i++) {
        usb_play_message(&t->phone, MK_ADB_WRTE, usb_talk_sizes[i]);
        talk_says(t, MK_ADB_WRTE, usb_talk_sizes[i]);
    }
    usb_play_message(&t->phone, MK_ADB_WRTE, 200000);
}

static void each_failure_of_each_transfer_is_told_by_name(void **s)
{
    (void)s;
    for (size_t f = 0; f < sizeof failures / sizeof *failures; f++)
        for (unsigned n = 1, failed = 1; failed; n++) {
            struct talk t;
            talk_begin(&t, n % 3);
            a_small_talk(&t);
            t.phone.fail_at = n;
            t.phone.fail_times = 1;
            t.phone.fail_with = failures[f].end;
            t.phone.fail_after = n * 100;
            assert_int_equal(talk_open(&t), 0);
            int rc = talk_run(&t);
            failed = t.phone.ended >= n;
            assert_int_equal(rc, failed ? -1 : 0);
            if (failed) {
                assert_int_equal(t.e.code, failures[f].code);
                assert_non_null(strstr(t.e.text, failures[f].words));
                assert_int_equal(talk_run(&t), -1); /* and stays so */
                assert_beginning(&t);
            }
            talk_end(&t);
        }
}

static void a_halt_is_cleared_once_and_nothing_is_lost(void **s)
{
    (void)s;
    for (unsigned n = 1, failed = 1; failed; n++) {
        struct talk t;
        talk_begin(&t, n % 4);
        a_small_talk(&t);
        t.phone.fail_at = n;
        t.phone.fail_times = 1;
        t.phone.fail_with = MK_USB_STALL;
        t.phone.fail_after = n % 2 ? 0 : 512;
        assert_int_equal(talk_open(&t), 0);
        if (talk_run(&t) != 0)
            fail_msg("halt of transfer %u: %s", n, t.e.text);
        failed = t.phone.ended >= n;
        assert_int_equal(t.phone.cleared, failed);
        assert_heard(&t, 0);
        assert_int_equal(t.phone.took.len, t.says.len);
        assert_memory_equal(t.phone.took.p, t.says.p, t.says.len);
        talk_end(&t);
    }
}

static void a_phone_that_halts_again_and_again_is_given_up(void **s)
{
    (void)s;
    for (unsigned n = 1; n < 30; n++) {
        struct talk t;
        talk_begin(&t, n % 4);
        a_small_talk(&t);
        t.phone.fail_at = n;
        t.phone.fail_times = 10;
        t.phone.fail_with = MK_USB_STALL;
        assert_int_equal(talk_open(&t), 0);
        assert_int_equal(talk_run(&t), -1);
        assert_int_equal(t.e.code, MK_ECLOSED);
        assert_non_null(strstr(t.e.text, "again and again"));
        assert_beginning(&t);
        talk_end(&t);
    }
}

static void a_halt_that_cannot_be_cleared_ends_it(void **s)
{
    (void)s;
    for (unsigned n = 1; n < 30; n++) {
        struct talk t;
        talk_begin(&t, 0);
        a_small_talk(&t);
        t.phone.fail_at = n;
        t.phone.fail_times = 1;
        t.phone.fail_with = MK_USB_STALL;
        t.phone.clear_fails = true;
        assert_int_equal(talk_open(&t), 0);
        assert_int_equal(talk_run(&t), -1);
        assert_int_equal(t.e.code, MK_ECLOSED);
        talk_end(&t);
    }
}

static void a_pulled_cable_is_told_while_nothing_is_said(void **s)
{
    (void)s;
    struct talk t;
    talk_begin(&t, 0);
    talk_greet(&t);
    usb_play_message(&t.phone, MK_ADB_WRTE, 700);
    assert_int_equal(talk_open(&t), 0);
    assert_int_equal(talk_run(&t), 0);
    usb_play_unplug(&t.phone);
    struct pollfd fds[MK_TRANSPORT_FDS];
    int ms = -1;
    assert_int_equal(t.host.poll(t.host.u, fds, MK_TRANSPORT_FDS, false, &ms), 0);
    assert_int_equal(ms, 0);
    assert_int_equal(talk_hear(&t), -1);
    assert_int_equal(t.e.code, MK_ECLOSED);
    assert_heard(&t, 0);
    talk_end(&t);
}

/* The kernel's memory for transfers is shared with all programs. */
static void what_the_kernel_has_no_memory_for_is_asked_for_later(void **s)
{
    (void)s;
    for (unsigned n = 2; n < 80; n++) {
        struct talk t;
        talk_begin(&t, 0);
        talk_greet(&t);
        usb_play_message(&t.phone, MK_ADB_WRTE, 1 << 20);
        usb_play_message(&t.phone, MK_ADB_WRTE, 400000);
        t.phone.no_memory_at = n;
        assert_int_equal(talk_open(&t), 0);
        if (talk_run(&t) == 0)
            assert_heard(&t, 0);
        else
            assert_int_equal(t.e.code, MK_ENOMEM);
        talk_end(&t);
    }
}

static void memory_may_fail_anywhere(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct talk t = { .phone = { .packet = usb_talk_ends.packet } };
        int rc = talk_open(&t);
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
        cmocka_unit_test(each_failure_of_each_transfer_is_told_by_name),
        cmocka_unit_test(a_halt_is_cleared_once_and_nothing_is_lost),
        cmocka_unit_test(a_phone_that_halts_again_and_again_is_given_up),
        cmocka_unit_test(a_halt_that_cannot_be_cleared_ends_it),
        cmocka_unit_test(a_pulled_cable_is_told_while_nothing_is_said),
        cmocka_unit_test(what_the_kernel_has_no_memory_for_is_asked_for_later),
        cmocka_unit_test(memory_may_fail_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
