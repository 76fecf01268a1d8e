/* iOS backups as a source; tests/lib/ios_make.h makes them. */
#include "tests/lib/t.h"

#include "parsers/format/sqlite_open.h"
#include "tests/lib/fault.h"
#include "tests/lib/ios_open.h"

#define SMS    "private/var/mobile/Library/SMS/sms.db"
#define SMS_ID "3d/3d0d7e5fb2ce288813306e4d4636395e047a3d28"

static struct mk_error e;

static const struct ios_make_options plain = { 0 }, old = { .mbdb = true };
static const struct ios_make_options locked = { .password = "correct", .rounds = 3, .rounds2 = 7 };

static void files_have_the_paths_of_the_device(void **state)
{
    static const struct ios_make_options *const all[] = { &plain, &locked };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct ios_make m;
        struct opened o;
        ios_make_two(&m, all[i]);
        ios_open(&o, &m, "correct");
        assert_int_equal(o.rc, 0);
        assert_string_equal(mk_buf_cstr(&o.list),
                            "private/var/mobile/Containers/Data/Application/com.example/Documents/"
                            "a b 1 AppDomain-com.example "
                            "dc/dc4c47836edc4cb54bb9390e13e91730c7f717dd\n" SMS
                            " 24 HomeDomain " SMS_ID "\n");
        assert_false(ios_remarked(&o, ""));
        ios_close(&o);
        ios_make_done(&m);
    }
}

static void an_old_list_names_the_same_files(void **state)
{
    struct ios_make m;
    struct opened o;
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 4096);
    ios_make_two(&m, &old);
    ios_open(&o, &m, NULL);
    assert_int_equal(o.rc, 0);
    assert_non_null(strstr(mk_buf_cstr(&o.list), SMS " 24 HomeDomain 3d0d7e5f"));
    ios_whole(&b, &o, 1);
    assert_string_equal(mk_buf_cstr(&b), "messages, 24 bytes long.");
    ios_close(&o);
    ios_make_done(&m);
    mk_buf_done(&b);
}

static void encrypted_files_are_read_at_any_place(void **state)
{
    static const size_t sizes[] = { 0, 1, 15, 16, 17, 4096, 65536, 65537, 200000 };
    static uint8_t bytes[200000];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 251);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (int kind = 0; kind < 3; kind++) {
            struct ios_make_options how = locked;
            struct ios_make m;
            struct opened o;
            struct mk_buf b;
            how.mbdb = kind == 1;
            how.plain_list = kind == 2;
            if (kind == 1)
                how.rounds2 = UINT32_MAX;
            ios_make_begin(&m, &how);
            ios_make_file(&m, "HomeDomain", "f", mk_span(bytes, sizes[i]), -1);
            ios_make_end(&m);
            ios_open(&o, &m, "correct\n");
            assert_int_equal(o.rc, 0);
            mk_buf_init(&b, 300000);
            ios_whole(&b, &o, 0);
            assert_int_equal(b.len, sizes[i]);
            assert_true(mk_span_eq(mk_buf_span(&b), mk_span(bytes, sizes[i])));
            struct mk_file f;
            assert_int_equal(o.src.open(&f, o.src.u, 0, &e), 0);
            assert_int_equal(f.size, sizes[i]);
            for (uint64_t at = 0; at < sizes[i] + 40; at += 1 + sizes[i] / 13) {
                uint8_t piece[50];
                size_t got, left = at < sizes[i] ? sizes[i] - (size_t)at : 0;
                assert_int_equal(f.pread(f.u, at, piece, sizeof piece, &got, &e), 0);
                assert_int_equal(got, left < sizeof piece ? left : sizeof piece);
                assert_true(got == 0 || memcmp(piece, bytes + at, got) == 0);
            }
            mk_file_close(&f);
            assert_false(ios_remarked(&o, ""));
            ios_close(&o);
            ios_make_done(&m);
            mk_buf_done(&b);
        }
}

static void a_password_that_does_not_fit_is_told(void **state)
{
    static const char *const wrong[] = { "Correct", "", "correct ", NULL };
    struct ios_make m;
    (void)state;
    ios_make_two(&m, &locked);
    for (size_t i = 0; i < 4; i++) {
        struct opened o;
        ios_open(&o, &m, wrong[i]);
        assert_int_equal(o.rc, -1);
        assert_int_equal(o.e.code, MK_EAUTH);
        assert_non_null(strstr(o.e.text, wrong[i] ? "no password given fits" : "give --key"));
        ios_close(&o);
    }
    ios_make_done(&m);
}

static void hostile_names_are_told_and_never_paths(void **state)
{
    static const struct {
        struct mk_span domain, path;
    } bad[] = {
        { { (const uint8_t *)"HomeDomain", 10 }, { (const uint8_t *)"../../etc/passwd", 16 } },
        { { (const uint8_t *)"HomeDomain", 10 }, { (const uint8_t *)"a/../b", 6 } },
        { { (const uint8_t *)"HomeDomain", 10 }, { (const uint8_t *)"/etc/passwd", 11 } },
        { { (const uint8_t *)"HomeDomain", 10 }, { (const uint8_t *)"a\0b", 3 } },
        { { (const uint8_t *)"HomeDomain", 10 }, { (const uint8_t *)"a//b", 4 } },
        { { (const uint8_t *)"HomeDomain", 10 }, { (const uint8_t *)"a/", 2 } },
        { { (const uint8_t *)"HomeDomain", 10 }, { (const uint8_t *)"", 0 } },
        { { (const uint8_t *)"..", 2 }, { (const uint8_t *)"a", 1 } },
        { { (const uint8_t *)"AppDomain-../..", 15 }, { (const uint8_t *)"a", 1 } },
        { { (const uint8_t *)"", 0 }, { (const uint8_t *)"a", 1 } },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct ios_make m;
        struct opened o;
        ios_make_begin(&m, &plain);
        ios_make_file(&m, "HomeDomain", "Library/SMS/sms.db", mk_str("x"), -1);
        ios_make_row(&m, "1111111111111111111111111111111111111111", bad[i].domain, bad[i].path, 1);
        ios_make_end(&m);
        ios_open(&o, &m, NULL);
        assert_int_equal(o.rc, 0);
        assert_string_equal(mk_buf_cstr(&o.list), SMS " 1 HomeDomain " SMS_ID "\n");
        assert_true(ios_remarked(&o, ": not read"));
        ios_close(&o);
        ios_make_done(&m);
    }
}

static void what_does_not_fit_the_folder_is_told(void **state)
{
    struct ios_make m;
    struct opened o;
    struct mk_file f;
    (void)state;
    ios_make_begin(&m, &plain);
    ios_make_file(&m, "HomeDomain", "Library/SMS/sms.db", mk_str("x"), 5);
    ios_make_row(&m, "2222222222222222222222222222222222222222", mk_str("HomeDomain"),
                 mk_str("gone"), 1);
    ios_make_row(&m, "3333333333333333333333333333333333333333", mk_str("HomeDomain"),
                 mk_str("gone.db-wal"), 1);
    ios_make_row(&m, "4444444444444444444444444444444444444444", mk_str("MediaDomain"),
                 mk_str("Library/SMS/sms.db"), 1);
    ios_make_row(&m, "../../../../../../../../etc/passwd......", mk_str("HomeDomain"), mk_str("a"),
                 1);
    ios_make_row(&m, "5555", mk_str("HomeDomain"), mk_str("b"), 1);
    ios_make_row(&m, "6666666666666666666666666666666666666666", mk_str("NewDomain"), mk_str("c"),
                 8);
    ios_make_put(&m, "ab/abababababababababababababababababababab", mk_str("y"));
    ios_make_end(&m);
    ios_open(&o, &m, NULL);
    assert_int_equal(o.rc, 0);
    assert_string_equal(
        mk_buf_cstr(&o.list),
        "NewDomain/c 0 NewDomain \nprivate/var/mobile/Library/SMS/sms.db 5 HomeDomain " SMS_ID
        "\nprivate/var/mobile/Library/SMS/sms.db 0 MediaDomain \n"
        "private/var/mobile/gone 0 HomeDomain \n");
    assert_int_equal(o.src.open(&f, o.src.u, 3, &o.e), -1);
    assert_non_null(strstr(o.e.text, "not in the backup"));
    assert_int_equal(o.src.open(&f, o.src.u, 4, &o.e), -1);
    assert_int_equal(o.src.open(&f, o.src.u, 1, &o.e), 0);
    mk_file_close(&f);
    static const char *const told[] = {
        "HomeDomain/a: its fileID is no 40 hex digits",
        "HomeDomain/b: its fileID is no 40 hex digits",
        "gone.db-wal: a log of which the file is missing",
        SMS ": stands in the manifest more than once",
        "NewDomain: a domain that is not known",
        "NewDomain/c: neither file, folder nor link",
        "4 of 5 files that the manifest names are not in the folder",
        "4 files whose fileID is not the SHA-1 of domain and path",
        "abababababababababababababababababababab: a file that the manifest does not name",
        SMS ": 5 bytes in the manifest, 1 in its file",
    };
    for (size_t i = 0; i < sizeof told / sizeof *told; i++)
        if (!ios_remarked(&o, told[i]))
            fail_msg("not told: %s", told[i]);
    ios_close(&o);
    ios_make_done(&m);
}

static void encrypted_files_that_are_cut_are_told(void **state)
{
    struct ios_make m;
    struct opened o;
    struct mk_buf b;
    (void)state;
    ios_make_two(&m, &locked);
    for (size_t i = 0; i < m.n; i++)
        if (!strcmp(m.files[i].path, SMS_ID))
            m.files[i].bytes.len -= 9;
    ios_open(&o, &m, "correct");
    assert_int_equal(o.rc, 0);
    mk_buf_init(&b, 4096);
    ios_whole(&b, &o, 1);
    assert_int_equal(b.len, 16);
    assert_memory_equal(b.p, "messages, 24 byt", 16);
    assert_true(ios_remarked(&o, SMS ": cut off"));
    ios_close(&o);
    ios_make_done(&m);
    mk_buf_done(&b);
}

static void every_truncation_of_an_old_list_is_told(void **state)
{
    struct ios_make m;
    size_t list = 0;
    (void)state;
    ios_make_two(&m, &old);
    while (strcmp(m.files[list].path, "Manifest.mbdb") != 0)
        list++;
    size_t len = m.files[list].bytes.len, ends = 0;
    for (size_t n = 0; n < len; n++) {
        struct opened o;
        m.files[list].bytes.len = n;
        ios_open(&o, &m, NULL);
        if (o.rc == 0 && !ios_remarked(&o, "damaged"))
            ends++; /* between two records */
        else if (o.rc != 0)
            assert_int_equal(o.e.code, MK_EFORMAT);
        ios_close(&o);
    }
    assert_int_equal(ends, 3); /* behind the head and the first two of three */
    ios_make_done(&m);
}

static void a_folder_without_its_files_is_no_backup(void **state)
{
    struct ios_make m = { 0 };
    struct mk_jobs jobs;
    (void)state;
    ios_make_put(&m, "a/Manifest.db", mk_str("x"));
    ios_make_put(&m, "b/Manifest.mbdb", mk_str("x"));
    ios_make_put(&m, "c/Info.plist", mk_str("x"));
    ios_make_put(&m, "d/Manifest.db", mk_str("x"));
    ios_make_put(&m, "d/Manifest.mbdb", mk_str("x"));
    ios_make_put(&m, "d/Status.plist", mk_str("x"));
    ios_make_put(&m, "e/00/0000000000000000000000000000000000000000", mk_str("x"));
    ios_make_put(&m, "e/01/0000000000000000000000000000000000000000", mk_str("x"));
    ios_make_put(&m, "e/02/0200000000000000000000000000000000000000", mk_str("x"));
    ios_make_put(&m, "e/0300000000000000000000000000000000000000", mk_str("x"));
    ios_make_put(&m, "e/Manifest.db", mk_str("x"));
    struct mk_source src = ios_make_source(&m);
    assert_int_equal(mk_jobs_find(&jobs, &src, mk_str("in.zip"), false, &e), 0);
    size_t n = 0;
    for (size_t i = 0; i < mk_jobs_count(&jobs); i++) {
        const struct mk_job *job = mk_jobs_at(&jobs, i);
        if (!job->backup)
            continue;
        n++;
        if (mk_span_is(job->name, "in.zip/d/Manifest.db")) {
            assert_int_equal(job->backup->n, 0);
            assert_true(job->backup->has[MK_BACKUP_STATUS]);
        } else {
            assert_true(mk_span_is(job->name, "in.zip/e/Manifest.db"));
            assert_int_equal(job->backup->n, 3); /* e/01 is a folder of its own */
            assert_true(mk_backup_owns(job->backup, 6));
            assert_false(mk_backup_owns(job->backup, 7));
            assert_true(mk_backup_owns(job->backup, 9));
            assert_true(mk_backup_owns(job->backup, 10));
        }
    }
    assert_int_equal(n, 2);
    mk_jobs_done(&jobs);
    ios_make_done(&m);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    static const struct ios_make_options *const all[] = { &plain, &locked, &old };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct ios_make m;
        ios_make_two(&m, all[i]);
        for (int n = 1; fault_arm(n); n++) {
            struct opened o;
            struct mk_file f;
            ios_open(&o, &m, "correct");
            if (o.src.u && o.src.open(&f, o.src.u, 0, &e) == 0)
                mk_file_close(&f);
            ios_close(&o);
        }
        fault_disarm();
        ios_make_done(&m);
    }
}

static int setup(void **state)
{
    (void)state;
    return mk_sqlite_process((uint64_t)256 << 20, &e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(files_have_the_paths_of_the_device),
        cmocka_unit_test(an_old_list_names_the_same_files),
        cmocka_unit_test(encrypted_files_are_read_at_any_place),
        cmocka_unit_test(a_password_that_does_not_fit_is_told),
        cmocka_unit_test(hostile_names_are_told_and_never_paths),
        cmocka_unit_test(what_does_not_fit_the_folder_is_told),
        cmocka_unit_test(encrypted_files_that_are_cut_are_told),
        cmocka_unit_test(every_truncation_of_an_old_list_is_told),
        cmocka_unit_test(a_folder_without_its_files_is_no_backup),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
