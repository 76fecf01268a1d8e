#include "firmware/phantom/ios_afc.h"
#include "firmware/phantom/ios_service.h"
#include "parsers/base/cursor.h"
#include "tests/lib/hand_iphone.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <unistd.h>

static struct hand_talk t;
static uint64_t number;

static int begin(void **s)
{
    hand_iphone_reset(s);
    hand_talk_begin(&t);
    number = 0;
    return 0;
}

static int end(void **s)
{
    (void)s;
    hand_talk_end(&t);
    return 0;
}

/* ---- what the host says ---- */

static void ask(uint64_t op, const uint64_t *numbers, size_t n, const char *path)
{
    struct mk_buf *b = &t.says;
    uint64_t all = MK_AFC_HEAD + 8 * n + (path ? strlen(path) + 1 : 0);
    mk_buf_puts(b, MK_AFC_MAGIC);
    mk_buf_u64le(b, all);
    mk_buf_u64le(b, all);
    mk_buf_u64le(b, number++);
    mk_buf_u64le(b, op);
    for (size_t i = 0; i < n; i++)
        mk_buf_u64le(b, numbers[i]);
    if (path)
        mk_buf_put(b, path, strlen(path) + 1);
}
#define ASK(op, path, ...)                                                                         \
    ask(op, (const uint64_t[]){ 0, ##__VA_ARGS__ } + 1,                                            \
        sizeof((uint64_t[]){ 0, ##__VA_ARGS__ }) / 8 - 1, path)

/* ---- what it is answered ---- */

struct answer {
    uint64_t op, number;
    struct mk_span body;
};

static struct answer next(void)
{
    struct answer a;
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&t.answers), t.read));
    assert_true(mk_span_is(mk_cur_take(&c, 8), MK_AFC_MAGIC));
    uint64_t all = mk_cur_u64le(&c);
    (void)mk_cur_u64le(&c);
    a.number = mk_cur_u64le(&c);
    a.op = mk_cur_u64le(&c);
    a.body = mk_cur_take(&c, all - MK_AFC_HEAD);
    assert_true(mk_cur_ok(&c));
    t.read += (size_t)all;
    return a;
}

static uint64_t number_of(uint64_t op)
{
    struct answer a = next();
    struct mk_cursor c = mk_cur(a.body);
    assert_int_equal(a.op, op);
    assert_int_equal(a.body.len, 8);
    return mk_cur_u64le(&c);
}
#define STATUS(why) assert_int_equal(number_of(MK_AFC_STATUS), why)

static void data_is(const char *text, size_t n)
{
    struct answer a = next();
    assert_int_equal(a.op, MK_AFC_DATA);
    assert_int_equal(a.body.len, n);
    assert_memory_equal(a.body.p, text, n);
}
#define DATA(text) data_is(text, sizeof(text) - 1)

/* Whether a listing has the name. */
static bool has(struct mk_span list, const char *name)
{
    while (list.len) {
        size_t n = strnlen((const char *)list.p, list.len);
        if (mk_span_is(mk_span(list.p, n), name))
            return true;
        list = mk_span_from(list, n + 1);
    }
    return false;
}

#define SERVED() hand_talk_serve(&t, mk_ios_media_serve)
#define PICTURE  "/DCIM/100APPLE/IMG_0001.JPG"

static void a_folder_lists_its_names(void **s)
{
    (void)s;
    ASK(MK_AFC_READ_DIR, "/DCIM/100APPLE");
    ASK(MK_AFC_READ_DIR, "DCIM/./100APPLE/");
    ASK(MK_AFC_READ_DIR, "/nosuch");
    ASK(MK_AFC_READ_DIR, PICTURE);
    SERVED();
    struct answer a = next(), b = next();
    assert_int_equal(a.op, MK_AFC_DATA);
    assert_int_equal(b.number, 1);
    assert_true(mk_span_eq(a.body, b.body));
    assert_true(has(a.body, ".") && has(a.body, "..") && has(a.body, "IMG_0001.JPG"));
    STATUS(MK_AFC_NOT_FOUND);
    STATUS(MK_AFC_NOT_FOUND);
}

static void a_file_is_described_to_the_nanosecond(void **s)
{
    (void)s;
    ASK(MK_AFC_FILE_INFO, PICTURE);
    ASK(MK_AFC_FILE_INFO, "/DCIM");
    ASK(MK_AFC_FILE_INFO, "/DCIM/100APPLE/out");
    SERVED();
    DATA("st_size\00020\0st_blocks\0001\0st_nlink\0001\0st_ifmt\0S_IFREG\0"
         "st_mtime\0001714979289123456789\0st_birthtime\0001714979289123456789\0");
    struct answer a = next();
    assert_true(has(a.body, "S_IFDIR"));
    a = next();
    assert_true(has(a.body, "S_IFLNK") && has(a.body, "../../../outside"));
}

static void a_file_is_read_in_pieces_and_to_its_end(void **s)
{
    (void)s;
    ASK(MK_AFC_OPEN, PICTURE, 1);
    ASK(MK_AFC_READ, NULL, 1, 3);
    ASK(MK_AFC_TELL, NULL, 1);
    ASK(MK_AFC_SEEK, NULL, 1, SEEK_END, (uint64_t)-7);
    ASK(MK_AFC_LOCK, NULL, 1, 5);
    ASK(MK_AFC_READ, NULL, 1, (uint64_t)1 << 60);
    ASK(MK_AFC_READ, NULL, 1, 100);
    ASK(MK_AFC_CLOSE, NULL, 1);
    ASK(MK_AFC_READ, NULL, 1, 3);
    ASK(MK_AFC_READ, NULL, 0, 3);
    ASK(MK_AFC_READ, NULL, 1);
    SERVED();
    assert_int_equal(number_of(MK_AFC_OPENED), 1);
    DATA("not");
    assert_int_equal(number_of(MK_AFC_TOLD), 3);
    STATUS(MK_AFC_OK);
    STATUS(MK_AFC_OK);
    DATA("picture");
    DATA("");
    STATUS(MK_AFC_OK);
    STATUS(MK_AFC_INVALID);
    STATUS(MK_AFC_INVALID);
    STATUS(MK_AFC_INVALID);
}

static void nothing_can_be_written(void **s)
{
    (void)s;
    ASK(MK_AFC_OPEN, PICTURE, 3);
    ASK(8, PICTURE);
    ASK(9, "/new");
    ASK(24, PICTURE);
    SERVED();
    for (int i = 0; i < 4; i++)
        STATUS(MK_AFC_DENIED);
    assert_int_equal(access(stock_path(hand_iphone_dir, "media" PICTURE), R_OK), 0);
}

static void no_path_leads_out_of_the_folder(void **s)
{
    (void)s;
    ASK(MK_AFC_OPEN, "/../outside", 1);
    ASK(MK_AFC_OPEN, "/DCIM/100APPLE/out", 1);
    ASK(MK_AFC_OPEN, "/DCIM", 1);
    SERVED();
    STATUS(MK_AFC_NOT_FOUND);
    STATUS(MK_AFC_NOT_FOUND);
    STATUS(MK_AFC_IS_DIR);
}

static void files_can_be_open_so_many_at_a_time(void **s)
{
    (void)s;
    for (unsigned i = 0; i <= MK_AFC_HANDLES; i++)
        ASK(MK_AFC_OPEN, PICTURE, 1);
    SERVED();
    for (unsigned i = 0; i < MK_AFC_HANDLES; i++)
        assert_int_equal(number_of(MK_AFC_OPENED), i + 1);
    STATUS(MK_AFC_NO_RESOURCES);
}

static void what_a_fault_refuses_is_denied(void **s)
{
    (void)s;
    hand_iphone_fault("refuse=/private/var/mobile/Media/DCIM@#1");
    ASK(MK_AFC_FILE_INFO, "/DCIM");
    ASK(MK_AFC_OPEN, "//DCIM/100APPLE/IMG_0001.JPG", 1);
    ASK(MK_AFC_READ_DIR, "/");
    SERVED();
    STATUS(MK_AFC_DENIED);
    STATUS(MK_AFC_DENIED);
    assert_true(has(next().body, "DCIM"));
}

static void listings_files_and_lengths_lie(void **s)
{
    (void)s;
    hand_iphone_fault("lie=names@afc:ReadDir *");
    hand_iphone_fault("lie=file@afc:Open *");
    hand_iphone_fault("lie=length@afc:GetFileInfo */DCIM");
    ASK(MK_AFC_READ_DIR, "/");
    ASK(MK_AFC_OPEN, PICTURE, 1);
    ASK(MK_AFC_SEEK, NULL, 1, SEEK_END, 0);
    ASK(MK_AFC_READ, NULL, 1, 50000);
    ASK(MK_AFC_FILE_INFO, "/DCIM");
    SERVED();
    struct answer a = next();
    assert_true(has(a.body, "/etc/passwd") && has(a.body, "") && has(a.body, "line\nline\r"));
    assert_true(a.body.len > 4000);
    assert_int_equal(number_of(MK_AFC_OPENED), 1);
    STATUS(MK_AFC_OK);
    assert_int_equal(next().body.len, 50000);
    struct mk_cursor c = mk_cur(mk_span_from(mk_buf_span(&t.answers), t.read + 8));
    assert_int_equal(mk_cur_u64le(&c), (uint64_t)1 << 40);
}

static void crash_reports_are_moved_and_read(void **s)
{
    (void)s;
    hand_talk_serve(&t, mk_ios_crash_move_serve);
    assert_int_equal(t.answers.len, 5);
    assert_memory_equal(t.answers.p, "ping", 5);
    end(s);
    begin(s);
    ASK(MK_AFC_READ_DIR, "/");
    hand_talk_serve(&t, mk_ios_crash_serve);
    assert_true(has(next().body, "a.ips"));
}

/* ---- house_arrest, apps ---- */

static void vend(const char *command, const char *id)
{
    plist_t q = plist_new_dict();
    mk_ios_put_text(q, "Command", command);
    mk_ios_put_text(q, "Identifier", id);
    hand_talk_list(&t, q);
}

static void said(const char *key, const char *text)
{
    plist_t a = hand_talk_next(&t);
    assert_non_null(a);
    const char *v = mk_ios_text(a, key);
    assert_string_equal(v ? v : "none", text);
    plist_free(a);
}

static void only_shared_documents_are_vended(void **s)
{
    (void)s;
    vend("VendContainer", "org.example.notes");
    vend("VendDocuments", "org.example.chat");
    vend("VendDocuments", "../media");
    vend("VendDocuments", "org.example.notes");
    ASK(MK_AFC_READ_DIR, "/");
    ASK(MK_AFC_READ_DIR, "/Documents/sub");
    ASK(MK_AFC_OPEN, "/Library/secret", 1);
    ASK(MK_AFC_OPEN, "/Documents/../Library/secret", 1);
    ASK(MK_AFC_OPEN, "/./Documents/sub/a.txt", 1);
    hand_talk_serve(&t, mk_ios_house_serve);
    said("Error", "InstallationLookupFailed");
    said("Error", "InstallationLookupFailed");
    said("Error", "ApplicationLookupFailed");
    said("Status", "Complete");
    STATUS(MK_AFC_DENIED);
    assert_true(has(next().body, "a.txt"));
    STATUS(MK_AFC_DENIED);
    STATUS(MK_AFC_DENIED);
    assert_int_equal(number_of(MK_AFC_OPENED), 1);
}

static void browse(const char *type, const char *attribute)
{
    plist_t q = plist_new_dict(), options = plist_new_dict(), list = plist_new_array();
    if (type)
        mk_ios_put_text(options, "ApplicationType", type);
    plist_array_append_item(list, plist_new_string("CFBundleIdentifier"));
    plist_array_append_item(list, plist_new_string(attribute ? attribute : ""));
    if (attribute)
        plist_dict_set_item(options, "ReturnAttributes", list);
    else
        plist_free(list);
    mk_ios_put_text(q, "Command", "Browse");
    plist_dict_set_item(q, "ClientOptions", options);
    hand_talk_list(&t, q);
}

/* How many apps come, and of the first one how many keys. */
static uint32_t apps(uint32_t *keys)
{
    plist_t a = hand_talk_next(&t), list = plist_dict_get_item(a, "CurrentList");
    uint32_t n = plist_array_get_size(list);
    *keys = plist_dict_get_size(plist_array_get_item(list, 0));
    plist_free(a);
    said("Status", "Complete");
    return n;
}

static void apps_are_browsed_with_the_keys_asked_for(void **s)
{
    (void)s;
    uint32_t keys;
    browse("User", NULL);
    browse("System", NULL);
    browse("Any", "StaticDiskUsage");
    hand_talk_serve(&t, mk_ios_apps_serve);
    assert_int_equal(apps(&keys), 2);
    assert_int_equal(keys, 5); /* all but the sizes, which only who names them is told */
    assert_int_equal(apps(&keys), 1);
    assert_int_equal(apps(&keys), 3);
    assert_int_equal(keys, 2);
}

static void profiles(const char *word)
{
    plist_t q = plist_new_dict();
    mk_ios_put_text(q, "RequestType", word);
    hand_talk_list(&t, q);
}

static void profiles_are_listed_and_nothing_else_is_done(void **s)
{
    (void)s;
    hand_iphone->how.mdm = true;
    profiles("GetProfileList");
    profiles("GetCloudConfiguration");
    profiles("RemoveProfile");
    hand_talk_serve(&t, mk_ios_profiles_serve);
    hand_iphone->how.mdm = false;
    plist_t a = hand_talk_next(&t);
    assert_int_equal(plist_array_get_size(plist_dict_get_item(a, "OrderedIdentifiers")), 1);
    assert_non_null(plist_dict_get_item(plist_dict_get_item(a, "ProfileMetadata"),
                                        "com.example.mdm.enrolment"));
    plist_free(a);
    a = hand_talk_next(&t);
    assert_non_null(plist_dict_get_item(a, "CloudConfiguration"));
    assert_string_equal(mk_ios_text(a, "Status"), "Acknowledged");
    plist_free(a);
    a = hand_talk_next(&t);
    assert_string_equal(mk_ios_text(a, "Status"), "Error");
    plist_free(a);
}

static void apps_can_have_names_that_none_has(void **s)
{
    (void)s;
    size_t n = 0;
    plist_t a;
    hand_iphone_fault("lie=names@apps:Browse");
    browse("Any", "CFBundleVersion");
    hand_talk_serve(&t, mk_ios_apps_serve);
    for (; (a = hand_talk_next(&t)); n++)
        plist_free(a);
    assert_int_equal(n, 1 + 12 + 1);
}

#define PHONE(f) cmocka_unit_test_setup_teardown(f, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PHONE(a_folder_lists_its_names),
        PHONE(a_file_is_described_to_the_nanosecond),
        PHONE(a_file_is_read_in_pieces_and_to_its_end),
        PHONE(nothing_can_be_written),
        PHONE(no_path_leads_out_of_the_folder),
        PHONE(files_can_be_open_so_many_at_a_time),
        PHONE(what_a_fault_refuses_is_denied),
        PHONE(listings_files_and_lengths_lie),
        PHONE(crash_reports_are_moved_and_read),
        PHONE(only_shared_documents_are_vended),
        PHONE(apps_are_browsed_with_the_keys_asked_for),
        PHONE(profiles_are_listed_and_nothing_else_is_done),
        PHONE(apps_can_have_names_that_none_has),
    };
    return cmocka_run_group_tests(tests, hand_iphone_up, hand_iphone_down);
}
