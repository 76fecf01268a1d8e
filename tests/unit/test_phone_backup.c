/* What an exercise's iPhone makes of its phone/ folder: the reading side is the judge. */
#include "tests/lib/t.h"

#include "firmware/phantom/ios_backup.h"
#include "parsers/format/ios_cipher.h"
#include "parsers/format/plist.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static const char described[] =
    "{\"seed\":7,\"phone\":{\"udid\":\"00008030-001A2B3C4D5E6F70\",\"name\":\"Ana\","
    "\"product_version\":\"15.7.1\",\"passcode\":true},"
    "\"apps\":[{\"CFBundleIdentifier\":\"org.example.chat\",\"ApplicationType\":\"User\"},"
    "{\"CFBundleIdentifier\":\"com.apple.Maps\",\"ApplicationType\":\"System\"}],"
    "\"encrypted_only\":[\"HomeDomain/Library/Safari/*\"]}";

static char dir[64];
static struct mk_phone_backup_options o;

static void folder(const char *path)
{
    assert_int_equal(mkdirat(o.exercise, path, 0755), 0);
}

static void file(const char *path, const char *text, size_t n)
{
    int fd = openat(o.exercise, path, O_WRONLY | O_CREAT, 0644);
    struct timespec times[2] = { { .tv_sec = 1700000000 }, { .tv_sec = 1700000000 } };
    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, n), (ssize_t)n);
    futimens(fd, times);
    close(fd);
}

static int begin(void **state)
{
    (void)state;
    static char many[200000];
    stock_dir(dir);
    o.exercise = open(dir, O_RDONLY | O_DIRECTORY);
    o.doc = json_loads(described, 0, NULL);
    assert_non_null(o.doc);
    folder("phone");
    folder("phone/HomeDomain");
    folder("phone/HomeDomain/Library");
    folder("phone/HomeDomain/Library/Safari");
    folder("phone/AppDomain-org.example.chat");
    memset(many, 'm', sizeof many);
    file("phone/stray", "in no domain", 12);
    file("phone/HomeDomain/Library/big", many, sizeof many);
    file("phone/HomeDomain/Library/empty", "", 0);
    file("phone/HomeDomain/Library/sixteen", "0123456789abcdef", 16);
    file("phone/HomeDomain/Library/Safari/History.db", "seen", 4);
    file("phone/AppDomain-org.example.chat/a", "a", 1);
    assert_int_equal(symlinkat("/var/x", o.exercise, "phone/HomeDomain/Library/link"), 0);
    return 0;
}

static int end(void **state)
{
    (void)state;
    json_decref((json_t *)(uintptr_t)o.doc);
    close(o.exercise);
    stock_remove(dir);
    return 0;
}

static struct mk_phone_backup *made(const char *password)
{
    struct mk_phone_backup *b = NULL;
    struct mk_error e = { 0 };
    o.password = password;
    o.rounds = 50;
    if (mk_phone_backup_new(&b, &o, &e) != 0)
        fail_msg("%s", e.text);
    return b;
}

static void whole(struct mk_buf *out, const struct mk_phone_backup *b, size_t i)
{
    struct mk_phone_reading r;
    struct mk_error e;
    size_t got;
    mk_buf_init(out, (size_t)16 << 20);
    assert_int_equal(mk_phone_backup_open(&r, b, i, &e), 0);
    do {
        uint8_t *to = mk_buf_room(out, 1000);
        assert_non_null(to);
        assert_int_equal(mk_phone_backup_read(&r, to, 1000, &got, &e), 0);
        out->len += got;
    } while (got);
    mk_phone_backup_close(&r);
}

/* Which one a file of that domain and path is; -1: none. */
static int at(const struct mk_phone_backup *b, const char *path)
{
    struct mk_phone_file f;
    for (size_t i = 0; i < mk_phone_backup_count(b); i++) {
        mk_phone_backup_file(&f, b, i);
        if (f.item ? mk_span_is(f.item->path, path) : !strcmp(f.name, path))
            return (int)i;
    }
    return -1;
}

static void every_size_is_what_reading_gives(void **state)
{
    static const char *const passwords[] = { NULL, "secret" };
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct mk_phone_backup *b = made(passwords[k]);
        for (size_t i = 0; i < mk_phone_backup_count(b); i++) {
            struct mk_phone_file f;
            struct mk_buf bytes;
            mk_phone_backup_file(&f, b, i);
            whole(&bytes, b, i);
            assert_int_equal(bytes.len, f.size);
            mk_buf_done(&bytes);
        }
        mk_phone_backup_free(b);
    }
}

static void what_needs_a_password_is_in_encrypted_ones_alone(void **state)
{
    (void)state;
    struct mk_phone_backup *plain = made(""), *locked = made("secret");
    assert_int_equal(at(plain, "Library/Safari/History.db"), -1);
    assert_true(at(locked, "Library/Safari/History.db") >= 0);
    assert_int_equal(mk_phone_backup_count(plain), 4 + 3);
    assert_int_equal(mk_phone_backup_count(locked), 5 + 3);
    mk_phone_backup_free(plain);
    mk_phone_backup_free(locked);
}

static void files_are_named_by_domain_and_path(void **state)
{
    struct mk_phone_file f;
    (void)state;
    struct mk_phone_backup *b = made("secret");
    mk_phone_backup_file(&f, b, (size_t)at(b, "Library/Safari/History.db"));
    assert_string_equal(f.name, "1a/1a0e7afc19d307da602ccdcece51af33afe92c53");
    mk_phone_backup_free(b);
}

static void the_same_exercise_and_password_give_the_same_bytes(void **state)
{
    (void)state;
    struct mk_phone_backup *b = made("secret"), *again = made("secret"), *other = made("Secret");
    struct mk_buf x, y, z;
    for (size_t i = 0; i < mk_phone_backup_count(b); i++) {
        whole(&x, b, i);
        whole(&y, again, i);
        assert_true(mk_span_eq(mk_buf_span(&x), mk_buf_span(&y)));
        mk_buf_done(&x);
        mk_buf_done(&y);
    }
    whole(&x, b, (size_t)at(b, "Manifest.plist"));
    whole(&z, other, (size_t)at(other, "Manifest.plist"));
    assert_false(mk_span_eq(mk_buf_span(&x), mk_buf_span(&z)));
    mk_buf_done(&x);
    mk_buf_done(&z);
    mk_phone_backup_free(b);
    mk_phone_backup_free(again);
    mk_phone_backup_free(other);
}

static void the_password_opens_every_class_and_no_other_any(void **state)
{
    struct mk_plist list;
    struct mk_ios_keybag bag;
    struct mk_ios_keys keys;
    struct mk_buf bytes;
    struct mk_error e;
    uint8_t key[MK_IOS_KEY];
    (void)state;
    struct mk_phone_backup *b = made("secret");
    whole(&bytes, b, (size_t)at(b, "Manifest.plist"));
    assert_int_equal(mk_plist_read(&list, mk_buf_span(&bytes), 0, &e), 0);
    const struct mk_plist_value *v = mk_plist_get_as(list.root, "BackupKeyBag", MK_PLIST_DATA);
    assert_non_null(v);
    assert_int_equal(mk_ios_keybag_read(&bag, v->s, &e), 0);
    assert_int_equal(mk_ios_keybag_try(&keys, &bag, mk_str("Secret"), NULL, &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    assert_int_equal(mk_ios_keybag_try(&keys, &bag, mk_str("secret"), NULL, &e), 0);
    assert_int_equal(keys.n, 11);
    assert_int_equal(keys.refused, 0);
    v = mk_plist_get_as(list.root, "ManifestKey", MK_PLIST_DATA);
    assert_non_null(v);
    assert_int_equal(mk_ios_file_key(key, &keys, v->s, &e), 0);
    v = mk_plist_get_as(list.root, "Applications", MK_PLIST_DICT);
    assert_non_null(mk_plist_get(v, "org.example.chat"));
    assert_null(mk_plist_get(v, "com.apple.Maps"));
    mk_plist_done(&list);
    mk_buf_done(&bytes);
    mk_phone_backup_free(b);
}

static void a_new_folder_only_is_written_to(void **state)
{
    struct mk_error e;
    (void)state;
    o.password = NULL;
    assert_int_equal(mk_phone_backup_write(dir, &o, &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
}

static void without_memory_nothing_is_made_and_nothing_leaks(void **state)
{
    (void)state;
    o.password = "secret";
    o.rounds = 1;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_phone_backup *b = NULL;
        struct mk_error e = { 0 };
        int rc = mk_phone_backup_new(&b, &o, &e);
        assert_true(rc == 0 || e.code);
        mk_phone_backup_free(b);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_size_is_what_reading_gives),
        cmocka_unit_test(what_needs_a_password_is_in_encrypted_ones_alone),
        cmocka_unit_test(files_are_named_by_domain_and_path),
        cmocka_unit_test(the_same_exercise_and_password_give_the_same_bytes),
        cmocka_unit_test(the_password_opens_every_class_and_no_other_any),
        cmocka_unit_test(a_new_folder_only_is_written_to),
        cmocka_unit_test(without_memory_nothing_is_made_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
