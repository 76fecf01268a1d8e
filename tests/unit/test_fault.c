#include "tests/lib/t.h"
#include "firmware/phantom/fault.h"
#include "tests/lib/fault.h"
#include <stdlib.h>

static struct mk_phone_state phone;
static struct mk_faults all;
static struct mk_fault_link l;

static void with(const char *spec)
{
    struct mk_error e = { 0 };
    int rc = mk_faults_add(&all, spec, &e);
    if (rc)
        print_error("%s\n", e.text);
    assert_int_equal(rc, 0);
}

static int up(void **s)
{
    (void)s;
    phone = (struct mk_phone_state){ 0 };
    all = (struct mk_faults){ .phone = &phone };
    return 0;
}

static int down(void **s)
{
    (void)s;
    mk_faults_done(&all);
    return 0;
}

static void what_is_not_understood_is_named(void **s)
{
    (void)s;
    static const char *const bad[][2] = {
        { "unplug", "no @WHEN" },
        { "unplug@", "no such moment" },
        { "unplug@#0", "no such moment" },
        { "unplug=x@1", "no such fault or value" },
        { "unplug=-1@1", "no such fault or value" },
        { "nosuch@1", "no such fault or value" },
        { "@1", "no such fault or value" },
        { "", "no @WHEN" },
        { "stall=1@1", "no such fault or value" },
        { "pieces@1", "no such fault or value" },
        { "pieces=99999999999999999999@1", "no such fault or value" },
        { "lie=nosuch@1", "no such fault or value" },
        { "lie@1", "no such fault or value" },
        { "lock=x@1", "no such fault or value" },
        { "refuse=sms@1", "no such fault or value" },
        { "battery=101@1", "no such fault or value" },
        { "clock=--1@1", "no such fault or value" },
        { "lie=length@1", "not on such a phone" },
        { "stall/0@1", "no such connection" },
        { "stall/@1", "no such connection" },
        { "stall/all@1", "no such connection" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_error e = { 0 };
        assert_int_equal(mk_faults_add(&all, bad[i][0], &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
        assert_non_null(strstr(e.text, bad[i][1]));
    }
    for (size_t i = 0; i < MK_FAULTS_MAX; i++)
        with("stall@1");
    struct mk_error e = { 0 };
    assert_int_equal(mk_faults_add(&all, "stall@1", &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
}

static void bytes_are_counted_on_each_connection_and_never_passed_over(void **s)
{
    (void)s;
    with("unplug/2=300@1000");
    mk_fault_begin(&l, &all);
    assert_int_equal(mk_fault_room(&l, 5000), 5000);
    mk_fault_sent(&l, 5000);
    assert_false(l.over);
    mk_fault_begin(&l, &all);
    assert_int_equal(mk_fault_room(&l, 5000), 1000);
    mk_fault_sent(&l, 999);
    assert_false(l.over);
    assert_int_equal(mk_fault_room(&l, 5000), 1);
    mk_fault_sent(&l, 1);
    assert_true(l.over);
    assert_int_equal(all.away_ms, 300);
    assert_int_equal(mk_fault_room(&l, 5000), 0);
    mk_fault_begin(&l, &all);
    assert_int_equal(mk_fault_room(&l, 5000), 5000);
}

static void once_is_once_and_each_is_each(void **s)
{
    (void)s;
    with("stall@10");
    with("pieces/each=7@0");
    for (int i = 0; i < 3; i++) {
        mk_fault_begin(&l, &all);
        assert_int_equal(l.piece, 7);
        mk_fault_sent(&l, mk_fault_room(&l, 100));
        mk_fault_sent(&l, mk_fault_room(&l, 100));
        assert_int_equal(l.stalled, i == 0);
    }
}

static void requests_are_counted_and_matched(void **s)
{
    (void)s;
    with("delay=20@#2");
    with("pieces=3@RCV2 /sdcard/*.jpg");
    with("lie=file@shell,*content query*sms*");
    mk_fault_begin(&l, &all);
    mk_fault_asked(&l, "", mk_str("shell,v2,raw:id"));
    assert_int_equal(l.delay_ms, 0);
    mk_fault_asked(&l, "LST2", mk_str("/sdcard/a.jpg"));
    assert_int_equal(l.delay_ms, 20);
    assert_int_equal(l.piece, 0);
    mk_fault_asked(&l, "RCV2", mk_str("/sdcard/a.jpg"));
    assert_int_equal(l.piece, 3);
    assert_false(mk_fault_lies(&l, MK_LIE_FILE));
    mk_fault_asked(&l, "", mk_str("shell,v2,raw:content query --uri content://sms"));
    assert_true(mk_fault_lies(&l, MK_LIE_FILE));
    assert_true(mk_fault_lies(&l, MK_LIE_FILE)); /* it lasts */
}

static void the_phone_changes(void **s)
{
    (void)s;
    with("lock=screen@#1");
    with("clock=-5000@#1");
    with("refuse=content://sms@#1");
    with("battery=7@#1");
    with("full@#1");
    with("reboot=900@#2");
    with("unlock@#3");
    with("battery=0@#4");
    mk_fault_begin(&l, &all);
    mk_fault_asked(&l, "", mk_str("a"));
    assert_int_equal(phone.lock, MK_PHONE_LOCKED);
    assert_int_equal(phone.clock_jump_ms, -5000);
    assert_int_equal(phone.battery, 7);
    assert_true(phone.full && phone.battery_told);
    assert_string_equal(phone.refused[0], "content://sms");
    assert_false(l.over);
    mk_fault_asked(&l, "", mk_str("b"));
    assert_true(l.over);
    assert_int_equal(all.away_ms, 900);
    assert_int_equal(phone.lock, MK_PHONE_BEFORE_FIRST_UNLOCK);
    assert_int_equal(phone.boots, 1);
    mk_fault_asked(&l, "", mk_str("c"));
    assert_int_equal(phone.lock, MK_PHONE_UNLOCKED);
    assert_false(all.off);
    mk_fault_asked(&l, "", mk_str("d"));
    assert_true(all.off);
}

static void lies_about_names_are_told_once_and_a_listing_without_end_has_none(void **s)
{
    (void)s;
    char room[32];
    struct mk_span name;
    size_t n = 0, odd = 0;
    with("lie=names@#1");
    with("lie=listing@#2");
    mk_fault_begin(&l, &all);
    assert_false(mk_fault_name(&l, &name, room));
    mk_fault_asked(&l, "LIS2", mk_str("/"));
    for (; mk_fault_name(&l, &name, room); n++)
        odd += !name.len || memchr(name.p, '/', name.len) || memchr(name.p, 0, name.len) ||
               mk_span_is(name, "..");
    assert_int_equal(n, 6);
    assert_int_equal(odd, n);
    mk_fault_asked(&l, "LIS2", mk_str("/"));
    for (n = 0; n < 10000; n++)
        assert_true(mk_fault_name(&l, &name, room));
    assert_true(mk_span_is(name, "made up 9999"));
}

static void an_iphone_has_lies_of_its_own_and_none_of_adb(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    char room[32];
    struct mk_span name;
    size_t n = 0;
    all.iphone = true;
    assert_int_equal(mk_faults_add(&all, "lie=packet@1", &e), -1);
    assert_int_equal(mk_faults_add(&all, "restart@1", &e), -1);
    assert_non_null(strstr(e.text, "not on such a phone"));
    with("lie=session@#1");
    with("lie=names@#1");
    mk_fault_begin(&l, &all);
    mk_fault_asked(&l, "", mk_str("lockdown:StartSession"));
    assert_true(mk_fault_lies(&l, MK_LIE_SESSION));
    assert_false(mk_fault_lies(&l, MK_LIE_SESSION));
    while (mk_fault_name(&l, &name, room))
        n++;
    assert_int_equal(n, 12);
}

static void nothing_goes_wrong_without_faults(void **s)
{
    (void)s;
    mk_fault_begin(&l, NULL);
    assert_int_equal(mk_fault_room(&l, 77), 77);
    mk_fault_sent(&l, 77);
    mk_fault_asked(&l, "", mk_str("x"));
    assert_false(l.over || l.stalled || l.restart || l.lies || l.garbage);
    assert_false(mk_fault_lies(NULL, MK_LIE_DATA));
}

static void no_memory_for_a_fault_is_said(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    int failed = 0;
    for (int n = 1; fault_arm(n); n++)
        failed += mk_faults_add(&all, "stall@1", &e) != 0;
    assert_true(failed == 0 || e.code == MK_ENOMEM); /* strdup() may be the library's own */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_not_understood_is_named, up, down),
        cmocka_unit_test_setup_teardown(bytes_are_counted_on_each_connection_and_never_passed_over,
                                        up, down),
        cmocka_unit_test_setup_teardown(once_is_once_and_each_is_each, up, down),
        cmocka_unit_test_setup_teardown(requests_are_counted_and_matched, up, down),
        cmocka_unit_test_setup_teardown(the_phone_changes, up, down),
        cmocka_unit_test_setup_teardown(
            lies_about_names_are_told_once_and_a_listing_without_end_has_none, up, down),
        cmocka_unit_test_setup_teardown(an_iphone_has_lies_of_its_own_and_none_of_adb, up, down),
        cmocka_unit_test_setup_teardown(nothing_goes_wrong_without_faults, up, down),
        cmocka_unit_test_setup_teardown(no_memory_for_a_fault_is_said, up, down),
    };
    return cmocka_run_group_tests_name("fault", tests, NULL, NULL);
}
