#include "firmware/plan/authority.h"
#include "firmware/plan/ios.h"
#include "parsers/base/hash.h"
#include "parsers/format/ios_manifest.h"
#include "tests/lib/t.h"
#include <stdio.h>

/* What of an iPhone's backup a scope means. */

#define ALL                                                                                        \
    "\"categories\":[\"device\",\"messages\",\"calls\",\"contacts\",\"calendar\",\"files\","       \
    "\"apps\",\"activity\",\"network\",\"accounts\"]"
#define UUID "0A1B2C3D-0000-4000-8000-00000000ABCD"

static struct mk_ios_index idx;

static int index_them(void **state)
{
    (void)state;
    return mk_ios_index_make(&idx, NULL);
}

static struct mk_authority *authority(const char *scope)
{
    struct mk_authority *a = NULL;
    struct mk_error e = { 0 };
    char text[1000];
    snprintf(text, sizeof text,
             "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W\","
             "\"exhibit\":\"E\",\"officer\":{\"id\":\"a\",\"name\":\"A\"},"
             "\"valid_from\":\"2020-01-01T00:00:00Z\",\"valid_until\":\"2099-01-01T00:00:00Z\","
             "\"scope\":{%s}}",
             scope);
    if (mk_authority_parse(&a, mk_str(text), &e))
        fail_msg("%s", e.text);
    return a;
}

/* "3d/3d0d7e5f...": the name that a backup gives to a file. */
static struct mk_span name_of(const char *domain, const char *path)
{
    static char name[44];
    uint8_t id[MK_IOS_ID];
    assert_int_equal(mk_ios_id(id, mk_str(domain), mk_str(path), NULL), 0);
    snprintf(name, sizeof name, "%02x/", id[0]);
    for (size_t i = 0; i < sizeof id; i++)
        snprintf(name + 3 + 2 * i, 3, "%02x", id[i]);
    return mk_span(name, 43);
}

static const char *place(const struct mk_scope *s, const char *domain, const char *path,
                         const char *phone)
{
    static char text[1300];
    struct mk_ios_place p;
    mk_ios_place_of(&p, &idx, s, name_of(domain, path), mk_str(phone));
    snprintf(text, sizeof text, "%s:%s", p.domain, p.path);
    return text;
}

static void only_a_scope_without_limits_is_whole(void **state)
{
    (void)state;
    static const struct {
        const char *scope;
        bool whole;
    } cases[] = {
        { ALL, true },
        { "\"preset\":\"suspect\"", true },
        { ALL ",\"media\":\"none\"", false },
        { ALL ",\"from\":\"2025-01-01T00:00:00Z\"", false },
        { ALL ",\"apps\":[\"net.whatsapp.WhatsApp\"]", false },
        { ALL ",\"exclude\":[\"+254712345678\"]", false },
        { ALL ",\"paths\":[\"/private/var/mobile/Media/DCIM\"]", false },
        { "\"categories\":[\"messages\"]", false },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mk_authority *a = authority(cases[i].scope);
        if (mk_ios_whole(&a->scope) != cases[i].whole)
            fail_msg("%s", cases[i].scope);
        mk_authority_free(a);
    }
}

static void a_known_file_is_known_by_its_name_alone(void **state)
{
    (void)state;
    struct mk_authority *a = authority(ALL);
    const struct mk_scope *s = &a->scope;
    struct mk_ios_place p;
    /* the name that every backup has it under */
    mk_ios_place_of(&p, &idx, s, mk_str("3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28"), mk_str(""));
    assert_string_equal(p.domain, "HomeDomain");
    assert_string_equal(p.path, "Library/SMS/sms.db");
    assert_string_equal(place(s, "HomeDomain", "Library/SMS/sms.db-wal", ""),
                        "HomeDomain:Library/SMS/sms.db-wal");
    assert_string_equal(place(s, "HomeDomain", "Library/CallHistoryDB/CallHistory.storedata", "?"),
                        "HomeDomain:Library/CallHistoryDB/CallHistory.storedata");
    mk_authority_free(a);
}

static void others_by_the_phones_name_where_that_fits(void **state)
{
    (void)state;
    static const struct {
        const char *domain, *path, *phone;
        bool known;
    } cases[] = {
        { "MediaDomain", "Library/SMS/Attachments/ab/1/x.jpg",
          "/.ba/mobile/Library/SMS/Attachments/ab/1/x.jpg", true },
        { "MediaDomain", "Library/SMS/Attachments/ab/1/x.jpg",
          "/var/mobile/Library/SMS/Attachments/ab/1/x.jpg", true },
        { "HomeDomain", "Library/Safari/History.db",
          "/private/var/mobile/Library/Safari/History.db", true },
        { "AppDomainGroup-group.net.whatsapp.WhatsApp.shared", "Message/Media/1/a.jpg",
          "/.ba/mobile/Containers/Shared/AppGroup/" UUID "/Message/Media/1/a.jpg", true },
        { "AppDomain-com.apple.mobilesafari", "Library/Cookies/Cookies.binarycookies",
          "/.ba/mobile/Containers/Data/Application/" UUID "/Library/Cookies/Cookies.binarycookies",
          true },
        /* another name than the phone's word */
        { "MediaDomain", "Library/SMS/Attachments/ab/1/x.jpg",
          "/.ba/mobile/Library/SMS/Attachments/ab/1/y.jpg", false },
        { "HomeDomain", "Library/secret.db", "/.ba/mobile/Library/Safari/History.db", false },
        { "MediaDomain", "Library/SMS/Attachments/../x.jpg",
          "/.ba/mobile/Library/SMS/Attachments/../x.jpg", false },
        { "MediaDomain", "Library/SMS/Attachments/x", "mobile/Library/SMS/Attachments/x", false },
        { "AppDomain-com.example.chat", "Documents/x.db",
          "/.ba/mobile/Containers/Data/Application/" UUID "/Documents/x.db", false },
        { "HomeDomain", "x", "", false },
    };
    struct mk_authority *a = authority(ALL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char want[300] = ":";
        if (cases[i].known)
            snprintf(want, sizeof want, "%s:%s", cases[i].domain, cases[i].path);
        assert_string_equal(place(&a->scope, cases[i].domain, cases[i].path, cases[i].phone), want);
    }
    mk_authority_free(a);
}

static void names_that_are_none_of_a_backup_are_not_known(void **state)
{
    (void)state;
    static const char *const names[] = { "",
                                         "3d",
                                         "Manifest.db",
                                         "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d2",
                                         "3d/3d0d7e5fb2ce288813306e4d4636395e047a3dzz",
                                         "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d2800" };
    struct mk_authority *a = authority(ALL);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct mk_ios_place p;
        mk_ios_place_of(&p, &idx, &a->scope, mk_str(names[i]),
                        mk_str("/.ba/mobile/Library/SMS/sms.db"));
        assert_string_equal(p.domain, "");
    }
    mk_authority_free(a);
}

static void the_files_of_an_app_that_is_named_are_known(void **state)
{
    (void)state;
    static const char phone[] = "/.ba/mobile/Containers/Data/Application/" UUID "/Documents/x.db";
    struct mk_authority *a =
        authority("\"categories\":[\"files\"],\"apps\":[\"com.example.chat\"]");
    assert_string_equal(place(&a->scope, "AppDomain-com.example.chat", "Documents/x.db", phone),
                        "AppDomain-com.example.chat:Documents/x.db");
    assert_string_equal(place(&a->scope, "AppDomain-com.example.other", "Documents/x.db", phone),
                        ":");
    mk_authority_free(a);
}

static void what_becomes_of_a_file(void **state)
{
    (void)state;
#define MESSAGES "\"categories\":[\"messages\"]"
#define NARROW   MESSAGES ",\"from\":\"2025-01-01T00:00:00Z\""
#define WA       "AppDomainGroup-group.net.whatsapp.WhatsApp.shared"
    static const struct {
        const char *scope, *domain, *path;
        enum mk_ios_fate fate;
        const char *why;
    } cases[] = {
        { MESSAGES, "HomeDomain", "Library/SMS/sms.db", MK_IOS_TAKE, "" },
        { MESSAGES, "HomeDomain", "Library/SMS/sms.db-wal", MK_IOS_TAKE, "" },
        { MESSAGES, "MediaDomain", "Library/SMS/Attachments/a/b.jpg", MK_IOS_TAKE, "" },
        { MESSAGES, "HomeDomain", "Library/CallHistoryDB/CallHistory.storedata", MK_IOS_LEAVE,
          MK_IOS_CATEGORY },
        { MESSAGES, "", "", MK_IOS_LEAVE, MK_IOS_UNKNOWN },
        { MESSAGES, "CameraRollDomain", "Media/DCIM/1.jpg", MK_IOS_LEAVE, MK_IOS_UNKNOWN },
        { NARROW, "HomeDomain", "Library/SMS/sms.db", MK_IOS_CUT, "" },
        { NARROW, "HomeDomain", "Library/SMS/sms.db-wal", MK_IOS_PART, "" },
        { NARROW, "MediaDomain", "Library/SMS/Attachments/a/b.jpg", MK_IOS_LEAVE, MK_IOS_ALONE },
        { MESSAGES ",\"media\":\"none\"", "HomeDomain", "Library/SMS/sms.db", MK_IOS_CUT, "" },
        { MESSAGES ",\"apps\":[\"net.whatsapp.WhatsApp\"]", "HomeDomain", "Library/SMS/sms.db",
          MK_IOS_LEAVE, MK_IOS_APP },
        { MESSAGES ",\"apps\":[\"net.whatsapp.WhatsApp\"]", WA, "ChatStorage.sqlite", MK_IOS_TAKE,
          "" },
        { MESSAGES ",\"apps\":[\"com.apple.MobileSMS\"]", "HomeDomain", "Library/SMS/sms.db",
          MK_IOS_TAKE, "" },
        { "\"categories\":[\"files\"],\"apps\":[\"com.example.chat\"]",
          "AppDomain-com.example.chat", "Documents/x", MK_IOS_TAKE, "" },
        { "\"categories\":[\"files\"]", "AppDomain-com.example.chat", "Documents/x", MK_IOS_LEAVE,
          MK_IOS_UNKNOWN },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mk_authority *a = authority(cases[i].scope);
        struct mk_ios_place p;
        snprintf(p.domain, sizeof p.domain, "%s", cases[i].domain);
        snprintf(p.path, sizeof p.path, "%s", cases[i].path);
        struct mk_ios_rule r = mk_ios_rule(&a->scope, &p);
        if (r.fate != cases[i].fate || strcmp(r.why, cases[i].why) != 0)
            fail_msg("%s %s in %s: %d %s", p.domain, p.path, cases[i].scope, (int)r.fate, r.why);
        mk_authority_free(a);
    }
}

static void words_are_told_in_plain_words(void **state)
{
    (void)state;
    assert_string_equal(mk_ios_why(MK_IOS_CATEGORY), "of categories that are not in scope");
    assert_string_equal(mk_ios_why("else"), "else");
}

static void what_is_left_is_counted_by_a_domain_that_its_name_fits(void **state)
{
    (void)state;
    static const struct {
        const char *domain, *path, *phone, *area;
    } cases[] = {
        { "CameraRollDomain", "Media/DCIM/x", "/.ba/mobile/Media/DCIM/x", "CameraRollDomain" },
        { "MediaDomain", "Media/DCIM/x", "/.ba/mobile/Media/DCIM/x", "MediaDomain" },
        { "HomeDomain", "Library/x", "/var/mobile/Library/x", "HomeDomain" },
        { "HealthDomain", "Health/x", "/.ba/mobile/Library/Health/x", "HealthDomain" },
        { "AppDomain-org.example.secret", "Documents/x",
          "/.ba/mobile/Containers/Data/Application/" UUID "/Documents/x", "AppDomain-" },
        { "HomeDomain", "Library/x", "/.ba/mobile/Library/y", MK_IOS_NO_AREA },
        { "HomeDomain", "Library/x", "../../x", MK_IOS_NO_AREA },
        { "SecretDomain", "x", "/.ba/SecretDomain/x", MK_IOS_NO_AREA },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *area =
            mk_ios_area(name_of(cases[i].domain, cases[i].path), mk_str(cases[i].phone));
        assert_string_equal(area, cases[i].area);
    }
    assert_string_equal(mk_ios_area(mk_str("short"), mk_str("/.ba/mobile/x")), MK_IOS_NO_AREA);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_a_scope_without_limits_is_whole),
        cmocka_unit_test(a_known_file_is_known_by_its_name_alone),
        cmocka_unit_test(others_by_the_phones_name_where_that_fits),
        cmocka_unit_test(names_that_are_none_of_a_backup_are_not_known),
        cmocka_unit_test(the_files_of_an_app_that_is_named_are_known),
        cmocka_unit_test(what_becomes_of_a_file),
        cmocka_unit_test(words_are_told_in_plain_words),
        cmocka_unit_test(what_is_left_is_counted_by_a_domain_that_its_name_fits),
    };
    return cmocka_run_group_tests_name("plan_ios", tests, index_them, NULL);
}
