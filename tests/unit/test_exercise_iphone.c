#include "host/train/train.h"
#include "tests/lib/exercise_case.h"
#include "tests/lib/folder.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir_a[80], dir_b[80];

static int set_up(void **s)
{
    stock_setup(s);
    snprintf(dir_a, sizeof dir_a, "%s/a", stock_own);
    snprintf(dir_b, sizeof dir_b, "%s/b", stock_own);
    return 0;
}

/* A little of everything. */
static struct mk_train_options an_iphone(void)
{
    return (struct mk_train_options){ .seed = 7,
                                      .name = "t",
                                      .iphone = true,
                                      .sms = 50,
                                      .calls = 30,
                                      .contacts = 14,
                                      .files = 20,
                                      .calendar = 8,
                                      .pictures = 8,
                                      .places = 8,
                                      .whatsapp = 40,
                                      .web = 40,
                                      .hostile = true };
}

static void an_iphone_is_the_same_every_time(void **s)
{
    (void)s;
    char a[MK_SHA256_HEX], b[MK_SHA256_HEX];
    struct mk_train_options o = an_iphone();
    exercise_make(dir_a, &o);
    mode_t old = umask(077);
    exercise_make(dir_b, &o);
    umask(old);
    folder_digest(a, dir_a);
    folder_digest(b, dir_b);
    assert_string_equal(a, b);
    o.ios = "15.7.1";
    exercise_make(dir_b, &o);
    folder_digest(b, dir_b);
    assert_string_not_equal(a, b);
}

static const char *text(json_t *in, const char *key)
{
    const char *s = json_string_value(json_object_get(in, key));
    assert_non_null(s);
    return s;
}

/* The sum of its digits, every second one doubled, is a multiple of ten (3GPP TS 23.003, annex B).
 */
static bool is_imei(const char *s)
{
    unsigned sum = 0;
    for (size_t i = 0; i < 15; i++) {
        unsigned d = (unsigned)(s[i] - '0') << i % 2;
        sum += d > 9 ? d - 9 : d;
    }
    return strlen(s) == 15 && sum % 10 == 0;
}

static void what_the_phone_is_has_the_forms_of_real_ones(void **s)
{
    struct mk_train_options o = an_iphone();
    (void)s;
    o.model = "iPhone 11";
    o.ios = "15.7.1";
    for (o.seed = 1; o.seed < 20; o.seed++) {
        exercise_make(dir_a, &o);
        json_t *x = json_load_file(stock_path(dir_a, "exercise.json"), 0, NULL);
        json_t *phone = json_object_get(x, "phone");
        const char *udid = text(phone, "udid");
        char ecid[24];
        assert_int_equal(strlen(udid), 25); /* chip and number of it */
        assert_memory_equal(udid, "00008030-", 9);
        snprintf(ecid, sizeof ecid, "%016llX",
                 (unsigned long long)json_integer_value(json_object_get(phone, "ecid")));
        assert_string_equal(udid + 9, ecid);
        assert_true(is_imei(text(phone, "imei")) && is_imei(text(phone, "imei2")));
        assert_int_equal(strlen(text(phone, "serial")), 10);
        assert_string_equal(text(phone, "product_type"), "iPhone12,1");
        assert_string_equal(text(phone, "build"), "19H117");
        json_decref(x);
    }
}

static void apps_and_what_only_encrypted_backups_have_are_told(void **s)
{
    struct mk_train_options o = an_iphone();
    char path[200];
    size_t i, shared = 0;
    json_t *app;
    (void)s;
    exercise_make(dir_a, &o);
    json_t *x = json_load_file(stock_path(dir_a, "exercise.json"), 0, NULL);
    json_array_foreach(json_object_get(x, "apps"), i, app)
    {
        bool shares = json_is_true(json_object_get(app, "UIFileSharingEnabled"));
        snprintf(path, sizeof path, "apps/%s/Documents", text(app, "CFBundleIdentifier"));
        assert_int_equal(access(stock_path(dir_a, path), F_OK) == 0, shares);
        shared += shares;
    }
    assert_true(i > 8 && shared > 1);
    assert_true(json_array_size(json_object_get(x, "encrypted_only")) > 4);
    assert_non_null(json_object_get(json_object_get(x, "lockdown"), ""));
    json_decref(x);
}

static void what_an_iphone_cannot_be_is_refused(void **s)
{
    (void)s;
    struct mk_train_counts n;
    struct mk_error e = { 0 };
    struct mk_train_options wrong[4];
    for (size_t i = 0; i < 4; i++)
        wrong[i] = an_iphone();
    wrong[0].ios = "3.1";
    wrong[1].model = "Phantom One";
    wrong[2].android = "14";
    wrong[3].iphone = false;
    wrong[3].ios = "17.5.1";
    stock_remove(dir_b);
    for (size_t i = 0; i < 4; i++) {
        e.code = MK_OK;
        int rc = mk_train_new(&n, dir_b, &wrong[i], &e);
        assert_int_equal(rc, -1);
        assert_int_equal(e.code, MK_EUSAGE);
        assert_int_equal(access(dir_b, F_OK), -1);
    }
}

static void no_memory_is_told_and_nothing_leaks(void **s)
{
    (void)s;
    struct mk_train_options o = an_iphone();
    exercise_survives_faults(dir_a, dir_b, &o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_iphone_is_the_same_every_time),
        cmocka_unit_test(what_the_phone_is_has_the_forms_of_real_ones),
        cmocka_unit_test(apps_and_what_only_encrypted_backups_have_are_told),
        cmocka_unit_test(what_an_iphone_cannot_be_is_refused),
        cmocka_unit_test(no_memory_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests_name("exercise_iphone", tests, set_up, stock_teardown);
}
