#include "firmware/ios/paths.h"
#include "tests/lib/t.h"
#include <stdlib.h>

static void each_service_has_its_part_of_the_phone(void **s)
{
    (void)s;
    static const struct {
        const char *path;
        enum mk_ios_place place;
        const char *app, *inside;
    } good[] = {
        { MK_IOS_MEDIA, MK_IOS_AT_MEDIA, "", "/" },
        { MK_IOS_MEDIA "/", MK_IOS_AT_MEDIA, "", "/" },
        { MK_IOS_MEDIA "/DCIM/100APPLE/IMG_0001.HEIC", MK_IOS_AT_MEDIA, "",
          "/DCIM/100APPLE/IMG_0001.HEIC" },
        { MK_IOS_MEDIA "/..a/.b/ ", MK_IOS_AT_MEDIA, "", "/..a/.b/ " },
        { MK_IOS_CRASH, MK_IOS_AT_CRASH, "", "/" },
        { MK_IOS_CRASH "/x.ips", MK_IOS_AT_CRASH, "", "/x.ips" },
        { MK_IOS_APPS_ROOT "org.example.chat/Documents", MK_IOS_AT_APP, "org.example.chat",
          "/Documents" },
        { MK_IOS_APPS_ROOT "org.example.chat/Documents/a/b", MK_IOS_AT_APP, "org.example.chat",
          "/Documents/a/b" },
    };
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct mk_ios_path p;
        if (!mk_iosw_path(&p, mk_str(good[i].path)))
            fail_msg("%s is not reached", good[i].path);
        assert_int_equal(p.place, good[i].place);
        assert_true(mk_span_is(p.app, good[i].app));
        if (!mk_span_is(p.inside, good[i].inside))
            fail_msg("%s is %.*s", good[i].path, (int)p.inside.len, (const char *)p.inside.p);
    }
}

static void what_no_service_reaches_is_refused(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "",
        "/",
        "DCIM",
        "/private/var/mobile",
        MK_IOS_MEDIA "x/DCIM",
        MK_IOS_MEDIA "//DCIM",
        MK_IOS_MEDIA "/../Library/SMS/sms.db",
        MK_IOS_MEDIA "/a/..",
        MK_IOS_MEDIA "/./a",
        "/private/var/mobile/../mobile/Media/a",
        MK_IOS_APPS_ROOT,
        MK_IOS_APPS_ROOT "org.example.chat",
        MK_IOS_APPS_ROOT "org.example.chat/Library/x",
        MK_IOS_APPS_ROOT "org.example.chat/DocumentsX/x",
        MK_IOS_APPS_ROOT "/Documents/x",
    };
    struct mk_ios_path p;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_iosw_path(&p, mk_str(bad[i])))
            fail_msg("%s is reached", bad[i]);
    static const char nul[] = MK_IOS_MEDIA "/a\0b";
    assert_false(mk_iosw_path(&p, mk_span(nul, sizeof nul - 1)));
}

static void a_path_has_a_greatest_length(void **s)
{
    (void)s;
    struct mk_ios_path p;
    char *path = malloc(MK_IOS_PATH_MAX + 1);
    assert_non_null(path);
    memset(path, 'x', MK_IOS_PATH_MAX + 1);
    memcpy(path, MK_IOS_MEDIA "/", sizeof MK_IOS_MEDIA);
    assert_true(mk_iosw_path(&p, mk_span(path, MK_IOS_PATH_MAX)));
    assert_false(mk_iosw_path(&p, mk_span(path, MK_IOS_PATH_MAX + 1)));
    free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_service_has_its_part_of_the_phone),
        cmocka_unit_test(what_no_service_reaches_is_refused),
        cmocka_unit_test(a_path_has_a_greatest_length),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
