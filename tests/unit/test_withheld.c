#include "firmware/bundle/withheld.h"
#include "firmware/bundle/writer.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct mk_error e;
static const uint8_t key_bytes[MK_WITHHELD_KEY] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
                                                    11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21,
                                                    22, 23, 24, 25, 26, 27, 28, 29, 30, 31 };
static const struct mk_span key = { key_bytes, sizeof key_bytes };

static struct mk_withheld *opened(struct mk_bundle *b)
{
    struct mk_withheld *w = NULL;
    assert_int_equal(mk_withheld_open(&w, b, key, &e), 0);
    return w;
}

static struct mk_withheld_item file_item(int i, char name[static 64])
{
    snprintf(name, 64, "/sdcard/secret/%d.txt", i);
    return (struct mk_withheld_item){ .path = mk_str(name), .size = 10, .mtime_s = i };
}

static int section(struct mk_withheld *w, const char *name, int from, int to)
{
    char path[64];
    int rc = mk_withheld_begin(w, mk_str(name), &e);
    for (int i = from; rc == 0 && i < to; i++) {
        struct mk_withheld_item it = file_item(i, path);
        rc = mk_withheld_add(w, &it, "android.files", "window", &e);
    }
    return rc == 0 ? mk_withheld_end(w, "tail of its own", &e) : -1;
}

static void has_mac(const struct mk_withheld_item *it, const char *expect)
{
    struct mk_hmac *h = NULL;
    struct mk_digest d;
    char hex[MK_SHA256_HEX];
    assert_int_equal(mk_hmac_new(&h, MK_MAC_SHA256, key, &e), 0);
    assert_int_equal(it ? mk_withheld_mac(&d, h, it, &e) : mk_withheld_key_mac(&d, h, &e), 0);
    mk_digest_hex(hex, &d);
    assert_string_equal(hex, expect);
    mk_hmac_free(h);
}

/* Made with Python's hmac out of what format.h says. */
static void digests_are_those_of_the_format(void **state)
{
    (void)state;
    const struct mk_withheld_item file = { .path = mk_str("/sdcard/DCIM/a.jpg"),
                                           .size = 1234,
                                           .mtime_s = 1700000000 };
    const struct mk_withheld_item record = { .what = MK_WITHHELD_RECORD,
                                             .path = mk_str("/sdcard/x.zip"),
                                             .size = 5,
                                             .mtime_s = -7,
                                             .inner = mk_str("/inner/a.txt"),
                                             .app = mk_str("export.chat_text"),
                                             .kind = mk_str("message"),
                                             .table = mk_str("messages"),
                                             .row = 3 };
    const struct mk_withheld_item row = { .what = MK_WITHHELD_ROW,
                                          .path = mk_str("content://sms"),
                                          .row = 17 };
    has_mac(NULL, "fa3bf672c7ee0e8fb9469c8c8972700d69348259b7b59968b81b015517b1546f");
    has_mac(&file, "e96d69afc906edf145498cc5053c08a16dc06fdb749b88f4870f237126d41e9b");
    has_mac(&record, "276f02a88a5c40672ffd1b87a491df85bd0861cc0c5c7c45a0024db550e176b9");
    has_mac(&row, "bd011affb0640f46e9b649d7d2a5ae54192d123e70eb765b686581222e389a0d");
}

static size_t lines_of(const char *name)
{
    size_t n = 0;
    for (const char *s = mkbundle_text(name); (s = strchr(s, '\n')); s++)
        n++;
    return n;
}

static void what_was_cut_does_not_count_and_what_is_begun_anew_counts_once(void **state)
{
    bool yes;
    char path[64];
    struct mk_buf tail;
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mk_withheld_begun(&yes, b, &e), 0);
    assert_false(yes);
    struct mk_withheld *w = opened(b);
    assert_int_equal(section(w, "files", 0, 2000), 0);
    assert_int_equal(section(w, "container", 0, 3), 0);
    assert_int_equal(mk_withheld_begin(w, mk_str("cut"), &e), 0);
    for (int i = 0; i < 2000; i++) { /* more than stays in memory */
        struct mk_withheld_item it = file_item(i, path);
        assert_int_equal(mk_withheld_add(w, &it, "android.files", "window", &e), 0);
    }
    mk_withheld_free(w);
    mk_bundle_free(b);
    b = mkbundle_resumed();
    assert_int_equal(mk_withheld_begun(&yes, b, &e), 0);
    assert_true(yes);
    w = opened(b);
    mk_buf_init(&tail, 4096);
    assert_int_equal(mk_withheld_claim(&yes, &tail, w, mk_str("container"), &e), 0);
    assert_true(yes);
    assert_true(mk_span_is(mk_buf_span(&tail), "tail of its own"));
    assert_int_equal(mk_withheld_claim(&yes, NULL, w, mk_str("cut"), &e), 0);
    assert_false(yes);
    assert_int_equal(section(w, "files", 0, 5), 0); /* replaces the 2000 */
    assert_int_equal(mk_withheld_put(w, &e), 0);
    assert_int_equal(lines_of(MK_WITHHELD_FILE_NAME), 1 + 5 + 3);
    assert_int_equal(mk_withheld_put(w, &e), 0); /* again: the same */
    assert_int_equal(lines_of(MK_WITHHELD_FILE_NAME), 1 + 5 + 3);
    mk_buf_done(&tail);
    mk_withheld_free(w);
    mk_bundle_free(b);
}

static void a_damaged_section_and_all_behind_it_never_was(void **state)
{
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    struct mk_withheld *w = opened(b);
    bool yes;
    assert_int_equal(section(w, "one", 0, 3), 0);
    assert_int_equal(section(w, "two", 0, 3), 0);
    mk_withheld_free(w);
    int fd = -1;
    struct stat st;
    assert_int_equal(mk_bundle_scratch(&fd, b, "withheld", &e), 0);
    assert_int_equal(fstat(fd, &st), 0);
    assert_int_equal(pwrite(fd, "x", 1, st.st_size * 3 / 4), 1);
    close(fd);
    w = opened(b);
    assert_int_equal(mk_withheld_claim(&yes, NULL, w, mk_str("one"), &e), 0);
    assert_true(yes);
    assert_int_equal(mk_withheld_claim(&yes, NULL, w, mk_str("two"), &e), 0);
    assert_false(yes);
    mk_withheld_free(w);
    mk_bundle_free(b);
}

static int take_sum(void *u, const struct mk_withheld_sum *s, struct mk_error *err)
{
    struct mk_withheld_sum *all = u;
    (void)err;
    all[!strcmp(s->why, "window") ? 0 : 1] = *s;
    return 0;
}

static void sums_are_by_artefact_and_reason(void **state)
{
    struct mk_withheld_sum sums[2] = { 0 };
    char path[64];
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    struct mk_withheld *w = opened(b);
    assert_int_equal(section(w, "files", 0, 7), 0);
    assert_int_equal(mk_withheld_begin(w, mk_str("records"), &e), 0);
    struct mk_withheld_item it = file_item(1, path);
    it.what = MK_WITHHELD_RECORD;
    assert_int_equal(mk_withheld_add(w, &it, "whatsapp.android", "person", &e), 0);
    assert_int_equal(mk_withheld_end(w, "", &e), 0);
    assert_int_equal(mk_withheld_sums(w, take_sum, sums, &e), 0);
    assert_int_equal(sums[0].n[MK_WITHHELD_FILE], 7);
    assert_string_equal(sums[1].of, "whatsapp.android");
    assert_int_equal(sums[1].n[MK_WITHHELD_RECORD], 1);
    mk_withheld_free(w);
    mk_bundle_free(b);
}

static void words_that_could_carry_a_name_are_refused(void **state)
{
    char path[64];
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    struct mk_withheld *w = opened(b);
    struct mk_withheld_item it = file_item(1, path);
    assert_int_equal(mk_withheld_begin(w, mk_str("files"), &e), 0);
    assert_int_equal(mk_withheld_add(w, &it, "android files", "window", &e), -1);
    assert_int_equal(mk_withheld_add(w, &it, "android.files", "\"", &e), -1);
    assert_int_equal(mk_withheld_cancel(w, &e), 0);
    mk_withheld_free(w);
    mk_bundle_free(b);
}

/* ---- the verifier ---- */

struct said {
    char bad[2000];
};

static void on_finding(void *u, bool bad, const char *text)
{
    struct said *s = u;
    size_t n = strlen(s->bad);
    if (bad)
        snprintf(s->bad + n, sizeof s->bad - n, "%s\n", text);
}

static const char *verified(int64_t told)
{
    static struct said s;
    enum mk_verdict v;
    struct mk_bundle *b = mkbundle_created();
    struct mk_withheld *w = opened(b);
    const struct mk_coverage c = {
        .artefact = "android.files", .route = "adb:sync", .state = MK_COVER_FOUND, .withheld = told
    };
    assert_int_equal(section(w, "files", 0, 7), 0);
    assert_int_equal(mk_withheld_put(w, &e), 0);
    mk_withheld_free(w);
    assert_int_equal(mk_bundle_cover(b, &c, &e), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
    s.bad[0] = 0;
    assert_int_equal(mk_verify(&v, mkbundle_dir, NULL, NULL, on_finding, &s, &e), 0);
    return s.bad;
}

static void the_verifier_takes_it_when_the_ledger_counts_as_many(void **state)
{
    (void)state;
    assert_null(strstr(verified(7), MK_WITHHELD_FILE_NAME));
}

static void the_verifier_names_a_ledger_that_counts_others(void **state)
{
    (void)state;
    assert_non_null(strstr(verified(8), "7 lines of android.files, the ledger has 8"));
}

static void the_verifier_names_lines_that_could_hold_a_name(void **state)
{
    static const char line[] =
        "{\"what\":\"file\",\"of\":\"android.files\",\"why\":\"window\",\"mac\":"
        "\"fa3bf672c7ee0e8fb9469c8c8972700d69348259b7b59968b81b015517b1546f\",\"path\":\"Bob\"}\n";
    static struct said s;
    enum mk_verdict v;
    char path[128];
    (void)state;
    assert_null(strstr(verified(7), MK_WITHHELD_FILE_NAME));
    snprintf(path, sizeof path, "%s/" MK_WITHHELD_FILE_NAME, mkbundle_dir);
    FILE *f = fopen(path, "a");
    assert_non_null(f);
    fputs(line, f);
    fclose(f);
    assert_int_equal(mk_verify(&v, mkbundle_dir, NULL, NULL, on_finding, &s, &e), 0);
    assert_int_equal(v, MK_TAMPERED);
    assert_non_null(strstr(s.bad, "line 9: not {"));
}

/* ---- faults ---- */

static void every_failing_allocation_ends_in_an_error(void **state)
{
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    for (int n = 1; fault_arm(n); n++) {
        struct mk_withheld *w = NULL;
        e = (struct mk_error){ 0 };
        int rc = mk_withheld_open(&w, b, key, &e);
        if (rc == 0)
            rc = section(w, "files", 0, 3);
        if (rc == 0)
            rc = mk_withheld_put(w, &e);
        bool fired = fault_fired();
        fault_disarm();
        mk_withheld_free(w);
        if (fired && rc != 0)
            assert_int_equal(e.code, MK_ENOMEM);
        if (rc != 0)
            continue;
        assert_int_equal(lines_of(MK_WITHHELD_FILE_NAME), 1 + 3);
    }
    mk_bundle_free(b);
}

/* The n-th call to the disk fails: what was ended before is there, and all can be done again. */
static void every_failing_write_leaves_what_was_ended(void **state)
{
    (void)state;
    for (long n = 1;; n++) {
        struct fault_disk f;
        struct mk_withheld *w = NULL;
        bool ended = false, yes = false;
        struct mk_bundle *b = mkbundle_created();
        const struct mk_disk *was = b->disk;
        fault_disk_init(&f, mkbundle_dir);
        f.fail_at = n;
        f.fail_errno = ENOSPC;
        b->disk = &f.disk;
        int rc = mk_withheld_open(&w, b, key, &e);
        if (rc == 0) {
            rc = section(w, "one", 0, 1000);
            ended = rc == 0;
        }
        if (rc == 0)
            rc = section(w, "two", 0, 1000);
        if (rc == 0)
            rc = mk_withheld_put(w, &e);
        mk_withheld_free(w);
        bool fired = f.fired;
        b->disk = was;
        w = opened(b);
        assert_int_equal(mk_withheld_claim(&yes, NULL, w, mk_str("one"), &e), 0);
        assert_true(yes || !ended);
        assert_int_equal(section(w, "one", 0, 4), 0);
        assert_int_equal(section(w, "two", 0, 4), 0);
        assert_int_equal(mk_withheld_put(w, &e), 0);
        assert_int_equal(lines_of(MK_WITHHELD_FILE_NAME), 1 + 8);
        mk_withheld_free(w);
        mk_bundle_free(b);
        fault_disk_done(&f);
        mkbundle_teardown(NULL);
        mkbundle_setup(NULL);
        if (!fired)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(digests_are_those_of_the_format),
        MKBUNDLE_TEST(what_was_cut_does_not_count_and_what_is_begun_anew_counts_once),
        MKBUNDLE_TEST(a_damaged_section_and_all_behind_it_never_was),
        MKBUNDLE_TEST(sums_are_by_artefact_and_reason),
        MKBUNDLE_TEST(words_that_could_carry_a_name_are_refused),
        MKBUNDLE_TEST(the_verifier_takes_it_when_the_ledger_counts_as_many),
        MKBUNDLE_TEST(the_verifier_names_a_ledger_that_counts_others),
        MKBUNDLE_TEST(the_verifier_names_lines_that_could_hold_a_name),
        MKBUNDLE_TEST(every_failing_allocation_ends_in_an_error),
        MKBUNDLE_TEST(every_failing_write_leaves_what_was_ended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
