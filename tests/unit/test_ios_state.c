#include "firmware/acquire/ios_judge.h"
#include "firmware/acquire/ios_state.h"
#include "firmware/acquire/whole.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* What an iPhone's answers say, and what kind of answer they are. */

#define LIST(inside) "<plist version=\"1.0\">" inside "</plist>"
#define DICT(inside) LIST("<dict>" inside "</dict>")
#define TEXT(k, v)   "<key>" k "</key><string>" v "</string>"
#define INT(k, v)    "<key>" k "</key><integer>" v "</integer>"
#define YES(k)       "<key>" k "</key><true/>"
#define NO(k)        "<key>" k "</key><false/>"

static struct mk_ios_state state_of(const char *question, const char *answer)
{
    struct mk_ios_state s;
    mk_ios_state_init(&s);
    mk_ios_state_read(&s, question, mk_str(answer));
    return s;
}

static void values_are_read_out_of_their_domains(void **state)
{
    (void)state;
    struct mk_ios_state s = state_of(
        "lockdown", DICT(TEXT("ProductVersion", "15.7.1") TEXT("ProductType", "iPhone12,1") YES(
                        "PasswordProtected") "<key>TimeIntervalSince1970</key><real>1.5e9</real>"));
    assert_string_equal(s.version, "15.7.1");
    assert_int_equal(s.major, 15);
    assert_string_equal(s.product, "iPhone12,1");
    assert_int_equal(s.passcode, MK_YES);
    assert_true(s.time_s > 1.4e9 && s.time_s < 1.6e9);
    assert_int_equal(s.encrypts, MK_YES_UNKNOWN);
    s = state_of("lockdown-com.apple.mobile.battery",
                 DICT(INT("BatteryCurrentCapacity", "17") NO("BatteryIsCharging")));
    assert_int_equal(s.battery, 17);
    assert_int_equal(s.charging, MK_YES_NO);
    s = state_of("lockdown-com.apple.disk_usage",
                 DICT(INT("TotalDataCapacity", "1000") INT("TotalDataAvailable", "10")));
    assert_int_equal(s.data_total, 1000);
    assert_int_equal(s.data_free, 10);
    assert_int_equal(
        state_of("lockdown-com.apple.mobile.backup", DICT(YES("WillEncrypt"))).encrypts, MK_YES);
    assert_int_equal(state_of("lockdown-com.apple.fmip", DICT(NO("IsAssociated"))).find_my,
                     MK_YES_NO);
    assert_int_equal(
        state_of("lockdown-com.apple.mobile.chaperone", DICT(YES("DeviceIsChaperoned"))).supervised,
        MK_YES);
}

#define PROFILE(id, inside) "<key>" id "</key><dict>" inside "</dict>"
#define PROFILES(inside)                                                                           \
    DICT("<key>OrderedIdentifiers</key><array/><key>ProfileMetadata</key><dict>" inside "</dict>")

static void profiles_are_named_and_a_management_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *inside, *names;
        size_t n;
        enum mk_yes managed;
    } cases[] = {
        { "", "", 0, MK_YES_UNKNOWN },
        { PROFILE("org.example.vpn",
                  TEXT("PayloadDisplayName", "VPN") NO("PayloadRemovalDisallowed")),
          "VPN", 1, MK_YES_UNKNOWN },
        { PROFILE("a", TEXT("PayloadOrganization", "Org") YES("PayloadRemovalDisallowed"))
              PROFILE("b", TEXT("PayloadDisplayName", "B\xe2\x80\xae")),
          "a (Org), B\\u{202e}", 2, MK_YES },
        { PROFILE("Microsoft.Profiles.MDM", INT("PayloadDisplayName", "1")),
          "Microsoft.Profiles.MDM", 1, MK_YES },
        { "<key>c</key><string>no profile</string>", "c", 1, MK_YES_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2000];
        snprintf(text, sizeof text, PROFILES("%s"), cases[i].inside);
        struct mk_ios_state s = state_of("profiles", text);
        assert_string_equal(s.profile_names, cases[i].names);
        assert_int_equal(s.profiles, cases[i].n);
        assert_int_equal(s.managed, cases[i].managed);
    }
    struct mk_ios_state s =
        state_of("cloud-configuration",
                 DICT("<key>CloudConfiguration</key><dict>" YES("IsSupervised") YES("IsMandatory")
                          TEXT("OrganizationName", "Example Org") "</dict>"));
    assert_int_equal(s.supervised, MK_YES);
    assert_int_equal(s.managed, MK_YES);
    assert_string_equal(s.organisation, "Example Org");
    mk_ios_state_read(&s, "lockdown-com.apple.mobile.chaperone",
                      mk_str(DICT(NO("DeviceIsChaperoned"))));
    assert_int_equal(s.supervised, MK_YES);
}

static void many_profiles_are_counted(void **state)
{
    (void)state;
    struct mk_buf b;
    mk_buf_init(&b, 200000);
    mk_buf_puts(&b, "<plist version=\"1.0\"><dict><key>ProfileMetadata</key><dict>");
    for (int i = 0; i < 500; i++)
        mk_buf_printf(&b, PROFILE("com.example.profile.number.%d", ""), i);
    mk_buf_puts(&b, "</dict></dict></plist>");
    struct mk_ios_state s = state_of("profiles", mk_buf_cstr(&b));
    assert_int_equal(s.profiles, 500);
    assert_non_null(strstr(s.profile_names, " more"));
    mk_buf_done(&b);
}

static void what_has_another_type_or_is_nonsense_stays_unknown(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "no list",
        DICT(""),
        LIST("<array/>"),
        LIST("<string>WillEncrypt</string>"),
        DICT(TEXT("WillEncrypt", "true") TEXT("BatteryCurrentCapacity", "50")),
        DICT(INT("BatteryCurrentCapacity", "101") INT("TotalDataCapacity", "-1")),
        DICT("<key>TimeIntervalSince1970</key><real>nan</real>"),
        DICT("<key>TimeIntervalSince1970</key><real>1e300</real>"),
        DICT(TEXT("ProductVersion", "a version that is longer than any that there ever was")),
    };
    static const char *const questions[] = { "lockdown",
                                             "lockdown-com.apple.mobile.battery",
                                             "lockdown-com.apple.disk_usage",
                                             "lockdown-com.apple.mobile.backup",
                                             "apps",
                                             "other" };
    struct mk_ios_state none;
    mk_ios_state_init(&none);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        for (size_t q = 0; q < sizeof questions / sizeof *questions; q++) {
            struct mk_ios_state s = state_of(questions[q], bad[i]);
            assert_memory_equal(&s, &none, sizeof s);
        }
}

static void its_identity_stands_in_the_main_values(void **state)
{
    (void)state;
    struct mk_identity id;
    memset(&id, 0, sizeof id);
    mk_ios_identity_read(&id, mk_str(DICT(TEXT("UniqueDeviceID", "00008030-001A2D3E4F50802E") TEXT(
                                  "SerialNumber", "C39ZX1ABCDEF") INT("UniqueChipID", "7344236")
                                              TEXT("WiFiAddress", "a4:b1:c2:d3:e4:f5"))));
    assert_true(mk_identity_has_serial(&id, "C39ZX1ABCDEF"));
    assert_true(mk_identity_has_serial(&id, "00008030-001A2D3E4F50802E"));
    assert_true(mk_span_is(mk_identity_get(&id, MK_ID_ECID), "7344236"));
    assert_int_equal(mk_identity_get(&id, MK_ID_IOS_BUILD).len, 0);
}

#define APP(id, more) "<dict>" TEXT("CFBundleIdentifier", id) more "</dict>"

static void only_apps_that_share_their_documents_are_named(void **state)
{
    (void)state;
    struct mk_ios_apps a;
    struct mk_error e;
    static const char list[] = LIST(
        "<array>" APP("org.a", YES("UIFileSharingEnabled")) APP("org.b", NO("UIFileSharingEnabled"))
            APP("org.c", "") APP("org.d", TEXT("UIFileSharingEnabled", "YES"))
                APP("../../etc", YES("UIFileSharingEnabled")) APP("", YES("UIFileSharingEnabled"))
                    APP(".x", YES("UIFileSharingEnabled"))
                        APP("org.a", YES("UIFileSharingEnabled")) "<string>x</string></array>");
    assert_int_equal(mk_ios_apps_read(&a, mk_str(list), &e), 0);
    assert_true(a.known);
    assert_int_equal(a.n, 2);
    assert_string_equal(a.id[0], "org.a");
    assert_string_equal(a.id[1], "org.d");
    assert_int_equal(a.odd, 3);
    mk_ios_apps_done(&a);
    assert_int_equal(mk_ios_apps_read(&a, mk_str(DICT("")), &e), 0);
    assert_false(a.known);
    mk_ios_apps_done(&a);
    for (int n = 1; fault_arm(n); n++) {
        int rc = mk_ios_apps_read(&a, mk_str(list), &e);
        bool fired = fault_fired();
        fault_disarm();
        assert_true(rc == 0 || e.code == MK_ENOMEM);
        assert_true(rc || fired || a.n == 2);
        mk_ios_apps_done(&a);
    }
}

static void more_apps_than_are_kept_are_counted(void **state)
{
    (void)state;
    struct mk_ios_apps a;
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    mk_buf_puts(&b, "<plist><array>");
    for (unsigned i = 0; i < MK_IOS_APPS_MAX + 3; i++)
        mk_buf_printf(&b,
                      "<dict><key>CFBundleIdentifier</key><string>a.b%u</string>"
                      "<key>UIFileSharingEnabled</key><true/></dict>",
                      i);
    mk_buf_puts(&b, "</array></plist>");
    assert_int_equal(mk_ios_apps_read(&a, mk_buf_span(&b), NULL), 0);
    assert_int_equal(a.n, MK_IOS_APPS_MAX);
    assert_int_equal(a.more, 3);
    mk_ios_apps_done(&a);
    mk_buf_done(&b);
}

static void an_answer_is_told_by_the_phone_s_own_word(void **state)
{
    (void)state;
    static const struct {
        const char *head, *err;
        int code;
        bool controlled;
        enum mk_cover is;
    } t[] = {
        { DICT(YES("WillEncrypt")), "", 0, false, MK_COVER_FOUND },
        { DICT(""), "", 0, true, MK_COVER_EMPTY },
        { DICT(""), "", 0, false, MK_COVER_UNKNOWN },
        { "", "", 0, true, MK_COVER_EMPTY },
        { "", "MissingValue", 1, true, MK_COVER_ABSENT },
        { "", "GetProhibited", 1, true, MK_COVER_REFUSED },
        { "", "PasswordProtected", 1, true, MK_COVER_REFUSED },
        { "", "InvalidService", -1, true, MK_COVER_ABSENT },
        { "", "SomethingNew", -1, true, MK_COVER_FAILED },
        { "", "", 1, true, MK_COVER_FAILED },
    };
    const struct mk_question q = { .name = "q", .command = "q", .proof = "<key>" };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        const struct mk_reply r = { mk_str(t[i].head), mk_str(t[i].err), strlen(t[i].head),
                                    t[i].code };
        if (mk_ios_judge(&q, &r, t[i].controlled).state != t[i].is)
            fail_msg("%zu: %s %s", i, t[i].head, t[i].err);
    }
}

static void a_small_file_is_whole_or_not_there(void **state)
{
    (void)state;
    struct mk_error e;
    struct mk_buf b;
    int fd = open(stock_in("w"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    mk_buf_init(&b, 65536);
    assert_int_equal(mk_whole_read(&b, fd, "it", &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    assert_int_equal(mk_whole_write(fd, mk_str("a secret of some bytes"), "it", &e), 0);
    assert_int_equal(mk_whole_write(fd, mk_str("a secret"), "it", &e), 0);
    assert_int_equal(mk_whole_read(&b, fd, "it", &e), 0);
    assert_true(mk_span_is(mk_buf_span(&b), "a secret"));
    for (off_t n = lseek(fd, 0, SEEK_END); n-- > 0;) {
        assert_int_equal(ftruncate(fd, n), 0);
        assert_int_equal(mk_whole_read(&b, fd, "it", &e), -1);
        assert_int_equal(e.code, MK_EABSENT);
        assert_int_equal(b.len, 0);
    }
    assert_int_equal(mk_whole_write(fd, mk_str("a secret"), "it", &e), 0);
    assert_int_equal(mk_whole_wipe(fd, "it", &e), 0);
    assert_int_equal(lseek(fd, 0, SEEK_END), 0);
    close(fd);
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_read_out_of_their_domains),
        cmocka_unit_test(profiles_are_named_and_a_management_is_told),
        cmocka_unit_test(many_profiles_are_counted),
        cmocka_unit_test(what_has_another_type_or_is_nonsense_stays_unknown),
        cmocka_unit_test(its_identity_stands_in_the_main_values),
        cmocka_unit_test(only_apps_that_share_their_documents_are_named),
        cmocka_unit_test(more_apps_than_are_kept_are_counted),
        cmocka_unit_test(an_answer_is_told_by_the_phone_s_own_word),
        cmocka_unit_test(a_small_file_is_whole_or_not_there),
    };
    return cmocka_run_group_tests(tests, stock_setup, stock_teardown);
}
