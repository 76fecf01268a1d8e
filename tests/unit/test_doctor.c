#include "firmware/doctor/doctor.h"
#include "firmware/doctor/facts.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- what was found, as "id/weight id/weight ..." ---- */

struct seen {
    char ids[512], what[4096], touch[4096];
    int stop_after; /* the sink fails from then on */
};

static int take(void *u, const struct mk_finding *f, struct mk_error *e)
{
    struct seen *s = u;
    size_t n = strlen(s->ids);
    if (s->stop_after && n)
        return mk_fail(e, MK_ECLOSED, "enough");
    snprintf(s->ids + n, sizeof s->ids - n, "%s%s/%s", n ? " " : "", f->id,
             mk_weight_name(f->weight));
    snprintf(s->what, sizeof s->what, "%s", f->what);
    snprintf(s->touch, sizeof s->touch, "%s", f->touch ? f->touch : "");
    return 0;
}

static struct seen phone_of(struct mk_doctor_phone p)
{
    struct seen s = { 0 };
    struct mk_error e = { 0 };
    if (p.offset_s == 0)
        p.offset_s = INT64_MIN;
    assert_int_equal(mk_doctor_phone(&p, take, &s, &e), 0);
    return s;
}

static struct seen bus_of(struct mk_usb_device d)
{
    struct seen s = { 0 };
    struct mk_error e = { 0 };
    assert_int_equal(mk_doctor_bus(&d, take, &s, &e), 0);
    return s;
}

/* ---- the bus ---- */

static void a_phone_without_debugging_is_told_what_to_touch_on_its_make(void **state)
{
    (void)state;
    struct seen s = bus_of((struct mk_usb_device){ .vendor = 0x04e8,
                                                   .adb = -1,
                                                   .shows = MK_USB_MTP,
                                                   .maker = "SAMSUNG",
                                                   .model = "SM-A525F" });
    assert_string_equal(s.ids, "debugging-off/stop");
    assert_non_null(strstr(s.what, "SAMSUNG SM-A525F"));
    assert_non_null(strstr(s.what, "file transfer"));
    assert_non_null(strstr(s.touch, "Software information"));
    assert_non_null(strstr(s.touch, "Auto Blocker"));
}

static void an_unknown_make_gets_the_general_guide(void **state)
{
    (void)state;
    struct seen s = bus_of((struct mk_usb_device){ .vendor = 0x1234, .adb = -1 });
    assert_string_equal(s.ids, "debugging-off/stop");
    assert_non_null(strstr(s.touch, "Build number"));
}

static void what_else_hangs_on_the_bus_is_named(void **state)
{
    (void)state;
    assert_string_equal(bus_of((struct mk_usb_device){ .adb = 1 }).ids, "ready/note");
    assert_string_equal(bus_of((struct mk_usb_device){ .adb = -1, .shows = MK_USB_APPLE }).ids,
                        "apple/act");
    assert_string_equal(bus_of((struct mk_usb_device){ .adb = -1, .shows = MK_USB_FASTBOOT }).ids,
                        "fastboot/stop");
}

/* ---- the make ---- */

static void a_make_is_found_by_its_word_and_then_by_its_vendor(void **state)
{
    (void)state;
    assert_string_equal(mk_make_find(mk_str("INFINIX MOBILITY LIMITED"), 0)->name, "Tecno");
    assert_string_equal(mk_make_find(mk_str("Redmi"), 0x18d1)->name, "Xiaomi");
    assert_string_equal(mk_make_find(mk_str(""), 0x2a70)->name, "OnePlus");
    assert_null(mk_make_find(mk_str("Lgx"), 0)); /* a word that only begins alike */
    assert_null(mk_make_find(mk_span(NULL, 0), 0));
}

static void every_make_has_a_way_to_debugging_and_back(void **state)
{
    (void)state;
    for (size_t i = 0; mk_make_at(i); i++)
        for (int android = 0; android <= 17; android++) {
            const struct mk_make *m = mk_make_at(i);
            if (m->apart)
                continue;
            assert_non_null(mk_guide(m, android, MK_TOPIC_DEVELOPER));
            assert_non_null(mk_guide(m, android, MK_TOPIC_DEBUGGING));
            assert_non_null(mk_guide(m, android, MK_TOPIC_BACK));
        }
}

static void menus_go_by_the_version(void **state)
{
    (void)state;
    const struct mk_make *google = mk_make_find(mk_str("Google"), 0);
    assert_non_null(strstr(mk_guide(google, 8, MK_TOPIC_DEVELOPER), "System > About phone"));
    assert_null(strstr(mk_guide(google, 14, MK_TOPIC_DEVELOPER), "System > About phone"));
    assert_non_null(strstr(mk_guide(NULL, 4, MK_TOPIC_DEBUGGING), "Applications"));
}

static void an_iphone_has_a_guide_of_its_own_and_none_of_android(void **state)
{
    (void)state;
    const struct mk_make *apple = mk_make_find(mk_str("Apple Inc."), 0);
    assert_ptr_equal(apple, mk_make_find(mk_str("iPhone 12"), 0));
    assert_ptr_equal(apple, mk_make_find(mk_str(""), 0x05ac));
    for (int ios = 6; ios <= 26; ios++) {
        assert_null(mk_guide(apple, ios, MK_TOPIC_DEVELOPER));
        assert_null(mk_guide(apple, ios, MK_TOPIC_DEBUGGING));
        assert_null(mk_guide(apple, ios, MK_TOPIC_EXTRA));
        assert_non_null(mk_guide(apple, ios, MK_TOPIC_TRUST));
        assert_non_null(mk_guide(apple, ios, MK_TOPIC_CABLE));
        assert_non_null(mk_guide(apple, ios, MK_TOPIC_BACK));
    }
    assert_null(mk_guide(apple, 15, MK_TOPIC_PASSCODE));
    assert_non_null(strstr(mk_guide(apple, 17, MK_TOPIC_PASSCODE), "16.1"));
    assert_null(strstr(mk_guide(apple, 16, MK_TOPIC_GUARDS), "Stolen"));
    assert_non_null(strstr(mk_guide(apple, 0, MK_TOPIC_GUARDS), "Stolen Device Protection"));
    assert_null(mk_guide(mk_make_find(mk_str("Google"), 0), 14, MK_TOPIC_TRUST));
    struct seen s = bus_of((struct mk_usb_device){ .adb = -1, .shows = MK_USB_APPLE });
    assert_non_null(strstr(s.touch, "touch Trust"));
}

/* ---- the phone's answers ---- */

static void words_of_the_phone_come_escaped(void **state)
{
    (void)state;
    struct seen s = phone_of((struct mk_doctor_phone){
        .owners = mk_str("admin=\x1b[2J\x9b\xe2\x80\xae,DeviceOwner\n") });
    assert_null(strchr(s.what, 0x1b));
    assert_null(strstr(s.what, "\xe2\x80\xae"));
}

static void nothing_is_found_on_a_phone_that_is_well(void **state)
{
    (void)state;
    struct seen s = phone_of((struct mk_doctor_phone){
        .getprop = mk_str("[ro.product.manufacturer]: [Google]\n[ro.build.version.release]: [15]\n"
                          "[sys.user.0.ce_available]: [true]\n"),
        .owners = mk_str("no owners\n"),
        .policy = mk_str("Enabled Device Admins (User 0):\n"),
        .battery = mk_str("  level: 80\n"),
        .df = mk_str("Filesystem 1K-blocks Used Available Use% Mounted on\n"
                     "/dev/fuse 100 1 9999999 1% /storage/emulated\n") });
    assert_string_equal(s.ids, "");
}

static void a_managed_phone_stops(void **state)
{
    (void)state;
    struct seen s = phone_of((struct mk_doctor_phone){
        .owners = mk_str("1 owner:\nUser  0: admin=com.corp.mdm/.Admin,DeviceOwner\n") });
    assert_string_equal(s.ids, "managed/stop");
    assert_non_null(strstr(s.what, "com.corp.mdm"));
    s = phone_of((struct mk_doctor_phone){ .owners = mk_str("User  0: admin=a/b,DeviceOwner\n"),
                                           .managed_is_allowed = true });
    assert_string_equal(s.ids, "managed/note");
    s = phone_of((struct mk_doctor_phone){
        .policy = mk_str("  Device Owner: \n    admin=ComponentInfo{com.x/com.x.A}\n") });
    assert_string_equal(s.ids, "managed/stop");
    assert_non_null(strstr(s.what, "com.x.A"));
}

static void a_work_profile_is_told(void **state)
{
    (void)state;
    assert_string_equal(phone_of((struct mk_doctor_phone){ .work_profile = true }).ids,
                        "work-profile/note");
}

static void guards_and_states_are_told_with_what_to_do(void **state)
{
    (void)state;
    struct seen s = phone_of((struct mk_doctor_phone){
        .getprop = mk_str("[sys.user.0.ce_available]: [false]\n[ro.build.version.release]: [4.4.2]"
                          "\n[ro.boot.verifiedbootstate]: [orange]\n"),
        .secure = mk_str("advanced_protection_mode=1\nrampart_main_switch_enabled=1\n"),
        .battery = mk_str("Current Battery Service state:\n  level: 7\n"),
        .df = mk_str("Filesystem 1K-blocks Used Available\n/dev/fuse 100 90 10 1% /x\n"),
        .offset_s = -7200,
        .kit_clock_trusted = true });
    assert_string_equal(s.ids, "locked/act battery/act auto-blocker/act advanced-protection/act "
                               "old-android/note phone-full/note boot-unlocked/note clock/note");
}

static void recovery_stops(void **state)
{
    (void)state;
    assert_string_equal(phone_of((struct mk_doctor_phone){ .banner_kind = mk_str("recovery") }).ids,
                        "recovery/stop");
}

static void a_sink_that_fails_ends_it(void **state)
{
    (void)state;
    struct seen s = { .stop_after = 1 };
    struct mk_error e = { 0 };
    const struct mk_doctor_phone p = { .battery = mk_str("level: 1\n"),
                                       .secure = mk_str("rampart_main_switch_enabled=1"),
                                       .offset_s = INT64_MIN };
    assert_int_equal(mk_doctor_phone(&p, take, &s, &e), -1);
    assert_int_equal(e.code, MK_ECLOSED);
}

/* Every beginning of an answer, in memory of its own length, so that a sanitizer sees a step
 * beyond. */
static void cut_answers_do_no_harm(void **state)
{
    (void)state;
    static const char text[] =
        "[ro.product.manufacturer]: [Xiaomi]\n\tUserInfo{10:W:30} running\n  Device Owner: \n"
        "    admin=x\nlevel: 5\nrampart_main_switch_enabled=1\nFs a b c\n/d 1 2 3 4\n";
    for (size_t n = 0; n < sizeof text; n++) {
        uint8_t *copy = malloc(n ? n : 1);
        assert_non_null(copy);
        memcpy(copy, text, n);
        const struct mk_span s = mk_span(copy, n);
        phone_of((struct mk_doctor_phone){
            .getprop = s, .secure = s, .owners = s, .policy = s, .battery = s, .df = s });
        free(copy);
    }
}

static void facts_are_read_exactly(void **state)
{
    (void)state;
    assert_true(mk_span_is(mk_fact_prop(mk_str("[a]: [b]\n[aa]: []\n[x]: [[y]]\n"), "x"), "[y]"));
    assert_int_equal(mk_fact_prop(mk_str("[aa]: []\n"), "aa").len, 0);
    assert_int_equal(mk_fact_prop(mk_str("[a]"), "a").len, 0);
    assert_true(mk_span_is(mk_fact_setting(mk_str("ab=1\na=2=3\n"), "a"), "2=3"));
    assert_int_equal(mk_fact_number(mk_str("12%")), 12);
    assert_int_equal(mk_fact_number(mk_str("x")), -1);
    assert_int_equal(mk_fact_number(mk_str("99999999999999999999")), -1);
}

/* ---- an iPhone ---- */

static struct seen iphone_of(struct mk_doctor_iphone p)
{
    struct seen s = { 0 };
    struct mk_error e = { 0 };
    if (!p.version)
        p.version = "15.7.1";
    if (!p.battery)
        p.battery = -1;
    p.offset_s = p.offset_s ? p.offset_s : INT64_MIN;
    assert_int_equal(mk_doctor_iphone(&p, take, &s, &e), 0);
    return s;
}

static void an_iphone_s_troubles_are_known_before_its_backup(void **state)
{
    (void)state;
    static const int64_t gib = (int64_t)1 << 30;
    static const struct {
        struct mk_doctor_iphone p;
        const char *ids;
    } t[] = {
        { { .supervised = MK_YES }, "managed/stop" },
        { { .supervised = MK_YES, .managed_is_allowed = true }, "managed/note" },
        { { .forced = MK_YES }, "managed/stop" },
        { { .forced = MK_YES_NO }, "" },
        { { .managed = MK_YES }, "managed/stop" },
        { { .profiles = "VPN" }, "profiles/note" },
        { { .profiles = "VPN", .managed = MK_YES, .managed_is_allowed = true }, "managed/note" },
        { { .find_my = MK_YES, .battery = 10, .charging = MK_YES_NO }, "battery/act find-my/note" },
        { { .battery = 10, .charging = MK_YES }, "" },
        { { .offset_s = -500, .kit_clock_trusted = true }, "clock/note" },
        { { .offset_s = -500 }, "" },
        { { .encrypts = MK_YES, .backup = true, .data_free = -1 }, "backup-encrypted/act" },
        { { .encrypts = MK_YES, .backup = true, .data_free = -1, .passwords = true }, "" },
        { { .encrypts = MK_YES }, "" },
        { { .encrypts = MK_YES, .backup = true, .cut = true, .version = "16.1" },
          "backup-encrypted/act" },
        { { .encrypts = MK_YES,
            .backup = true,
            .cut = true,
            .passwords = true,
            .version = "16.1",
            .data_free = -1 },
          "backup-passcode/act" },
        { { .encrypts = MK_YES_NO, .backup = true, .data_free = -1 }, "backup-plain/note" },
        { { .encrypts = MK_YES_NO, .backup = true, .data_free = -1, .encrypt = true }, "" },
        { { .encrypts = MK_YES_NO, .backup = true, .data_free = -1, .version = "12.5" }, "" },
        { { .backup = true, .data_free = -1, .version = "16.0.3" }, "" },
        { { .backup = true, .data_free = -1, .version = "16.1" }, "backup-passcode/act" },
        { { .backup = true, .data_free = -1, .version = "26.0" }, "backup-passcode/act" },
        { { .backup = true, .data_free = 5000, .data_used = -1, .version = "" }, "phone-full/act" },
        { { .backup = true, .data_free = 9 * gib, .data_used = 9 * gib, .kit_free = 8 * gib },
          "kit-full/act" },
        { { .backup = true, .data_free = 9 * gib, .data_used = 9 * gib, .kit_free = -1 }, "" },
        { { .data_free = 0, .data_used = 9 * gib, .kit_free = 8 * gib }, "" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct seen s = iphone_of(t[i].p);
        if (strcmp(s.ids, t[i].ids) != 0)
            fail_msg("%zu: %s, and is %s", i, t[i].ids, s.ids);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_iphone_s_troubles_are_known_before_its_backup),
        cmocka_unit_test(a_phone_without_debugging_is_told_what_to_touch_on_its_make),
        cmocka_unit_test(an_unknown_make_gets_the_general_guide),
        cmocka_unit_test(what_else_hangs_on_the_bus_is_named),
        cmocka_unit_test(a_make_is_found_by_its_word_and_then_by_its_vendor),
        cmocka_unit_test(every_make_has_a_way_to_debugging_and_back),
        cmocka_unit_test(menus_go_by_the_version),
        cmocka_unit_test(an_iphone_has_a_guide_of_its_own_and_none_of_android),
        cmocka_unit_test(words_of_the_phone_come_escaped),
        cmocka_unit_test(nothing_is_found_on_a_phone_that_is_well),
        cmocka_unit_test(a_managed_phone_stops),
        cmocka_unit_test(a_work_profile_is_told),
        cmocka_unit_test(guards_and_states_are_told_with_what_to_do),
        cmocka_unit_test(recovery_stops),
        cmocka_unit_test(a_sink_that_fails_ends_it),
        cmocka_unit_test(cut_answers_do_no_harm),
        cmocka_unit_test(facts_are_read_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
