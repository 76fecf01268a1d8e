#include "firmware/bundle/tagfile.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct mk_error e;

static void a_sealed_bundle_passes_sha256sum(void **state)
{
    static const char *const check[] = { "sha256sum", "-c", "--strict", "manifest-sha256.txt",
                                         NULL };
    static const char *const tags[] = { "sha256sum", "-c", "--strict", "tagmanifest-sha256.txt",
                                        NULL };
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mk_bundle_put(b, "authority.json", mk_str("{}\n"), &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 5000, &e), 0);
    assert_int_equal(mkbundle_add(b, 2, 0, &e), 0);
    assert_int_equal(mkbundle_add(b, 10000, 10, &e), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
    assert_int_equal(stock_run(mkbundle_dir, NULL, NULL, check), 0);
    assert_int_equal(stock_run(mkbundle_dir, NULL, NULL, tags), 0);
    assert_true(mkbundle_holds("data/001/0010000"));
    assert_false(mkbundle_holds("journal"));
}

static const char *const sealed[] = {
    "d custody",
    "d data",
    "d data/000",
    "d signatures",
    "f bagit.txt",
    "f bag-info.txt",
    "f coverage.jsonl",
    "f custody/log.jsonl",
    "f plan.json",
    "f data/000/0000003",
    "f index.jsonl",
    "f manifest-sha256.txt",
    "f merkle-seed.json",
    "f merkle.json",
    "f signatures/kit.sig",
    "f signatures/officer.sig",
    "f signatures/tree.sig",
    "f tagmanifest-sha256.txt",
};

static void the_sealed_folder_holds_what_the_format_lists(void **state)
{
    static const char *const find[] = { "/usr/bin/find", ".",       "-mindepth", "1",
                                        "-printf",       "%y %P\n", NULL };
    char out[64];
    struct mk_buf b;
    int fd = -1;
    size_t lines = 0;
    (void)state;
    struct mk_bundle *bundle = mkbundle_created();
    struct mk_object o = mkbundle_object(20000);
    assert_int_equal(mk_bundle_put(bundle, "plan.json", mk_str("{}"), &e), 0);
    assert_int_equal(mk_bundle_scratch(&fd, bundle, "work-list", &e), 0);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    assert_int_equal(mkbundle_add(bundle, 3, 3, &e), 0);
    assert_int_equal(mk_bundle_begin(bundle, &o, &e), 0);
    assert_int_equal(mk_bundle_write(bundle, mk_str("half"), &e), 0);
    assert_int_equal(mk_bundle_drop(bundle, "refused", &e), 0); /* its folder is empty now */
    mkbundle_seal(bundle);
    mk_bundle_free(bundle);
    stock_dir(out);
    assert_int_equal(stock_run(mkbundle_dir, NULL, stock_path(out, "list"), find), 0);
    mk_buf_init(&b, 65536);
    stock_read(&b, stock_path(out, "list"));
    const char *list = mk_buf_cstr(&b);
    for (const char *p = list; *p; p++)
        lines += *p == '\n';
    assert_int_equal(lines, sizeof sealed / sizeof *sealed);
    for (size_t i = 0; i < lines; i++) {
        char row[64];
        snprintf(row, sizeof row, "%s\n", sealed[i]);
        if (!strstr(list, row))
            fail_msg("%s is not there", sealed[i]);
    }
    mk_buf_done(&b);
    stock_remove(out);
}

static void an_index_row_says_what_the_phone_and_the_kit_said(void **state)
{
    struct mk_digest d;
    struct mk_object o = {
        .number = 12,
        .path = mk_span("sd\xff\n\"x", 6),
        .route = mk_str("adb:sync"),
        .command = mk_span("RECV\xff", 5),
        .size = 9,
        .mode = 0100640,
        .mtime_s = 1,
    };
    struct mk_object_end end = { .mtime_s = 86400, .remark = mk_str("changed meanwhile") };
    struct mk_object reply = { .number = 13,
                               .set = mk_str("content://sms"),
                               .role = MK_ROLE_ROW,
                               .column = mk_str("body"),
                               .row = -4,
                               .size = -1,
                               .mtime_s = INT64_MIN };
    struct mk_object_end late = { .mtime_s = INT64_MAX, .mode = 7 };
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &reply, &e), 0);
    assert_int_equal(mk_bundle_write(b, mk_str("abc"), &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &late, &e), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
    const char *row = mkbundle_line("index.jsonl", 0);
    static const char head[] =
        "{\"file\":\"data/000/0000012\",\"bytes\":3,\"sha256\":"
        "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
        "\"path\":\"sd\xef\xbf\xbd\\n\\\"x\",\"path_hex\":\"7364ff0a2278\",\"size_told\":9,"
        "\"route\":\"adb:sync\",\"command\":\"RECV\xef\xbf\xbd\",\"command_hex\":\"52454356ff\","
        "\"mode\":\"100640\",\"mtime\":\"1970-01-02T00:00:00Z\",\"taken\":\"";
    assert_memory_equal(row, head, sizeof head - 1);
    assert_non_null(strstr(row, "Z\",\"remark\":\"changed meanwhile\"}"));
    row = mkbundle_line("index.jsonl", 1);
    assert_non_null(strstr(row, "\"set\":\"content://sms\",\"role\":\"row\",\"columns\":\"body\","
                                "\"row\":-4,\"mode\":\"7\",\"mtime_s\":9223372036854775807,"));
    assert_null(strstr(row, "path"));
    assert_null(strstr(row, "size_told"));
}

static void custody_fields(struct mk_json *j, const void *u)
{
    mk_json_kv_str(j, "what", u);
}

static void the_custody_log_is_one_chain_across_a_resume(void **state)
{
    char prev[MK_SHA256_HEX], hex[MK_SHA256_HEX];
    struct mk_digest d;
    (void)state;
    memset(prev, '0', sizeof prev - 1);
    prev[sizeof prev - 1] = 0;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mk_bundle_act(b, "command", custody_fields, "ls \x1b[2J", false, &e), 0);
    assert_int_equal(mk_bundle_act(b, "connected", NULL, NULL, true, &e), 0);
    mk_bundle_free(b);
    b = mkbundle_resumed();
    assert_int_equal(mk_bundle_act(b, "resumed", NULL, NULL, false, &e), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
    for (size_t i = 0; i < 3; i++) {
        const char *line = mkbundle_line("custody/log.jsonl", i);
        json_t *o = json_loads(line, 0, NULL);
        assert_int_equal(json_integer_value(json_object_get(o, "seq")), i);
        assert_string_equal(json_string_value(json_object_get(o, "prev")), prev);
        assert_true(json_is_integer(json_object_get(o, "mono_us")));
        assert_int_equal(json_string_length(json_object_get(o, "time")), 27);
        json_decref(o);
        assert_int_equal(mk_sha256_of(&d, mk_str(line), &e), 0);
        mk_digest_hex(hex, &d);
        memcpy(prev, hex, sizeof prev);
    }
    assert_non_null(
        strstr(mkbundle_line("custody/log.jsonl", 0), "\"what\":\"ls \\u001b[2J\",\"prev\""));
}

static int cover(struct mk_bundle *b, const char *artefact, const char *where, int64_t seen)
{
    struct mk_coverage c = { .artefact = artefact,
                             .route = "adb:content",
                             .where = where,
                             .state = MK_COVER_FOUND,
                             .seen = seen,
                             .taken = MK_COVER_NONE,
                             .records = MK_COVER_NONE,
                             .issues = MK_COVER_NONE };
    return mk_bundle_cover(b, &c, &e);
}

static void the_last_word_on_an_artefact_stands_where_the_first_stood(void **state)
{
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(cover(b, "sms", "content://sms", 1), 0);
    assert_int_equal(cover(b, "calls", NULL, 2), 0);
    assert_int_equal(cover(b, "sms", "content://mms", 3), 0);
    assert_int_equal(cover(b, "sms", "content://sms", 4), 0);
    assert_int_equal(cover(b, "calls", NULL, 5), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
    assert_string_equal(mkbundle_text("coverage.jsonl"),
                        "{\"artefact\":\"sms\",\"route\":\"adb:content\",\"where\":"
                        "\"content://sms\",\"state\":\"found\",\"seen\":4}\n"
                        "{\"artefact\":\"calls\",\"route\":\"adb:content\",\"state\":\"found\","
                        "\"seen\":5}\n"
                        "{\"artefact\":\"sms\",\"route\":\"adb:content\",\"where\":"
                        "\"content://mms\",\"state\":\"found\",\"seen\":3}\n");
}

static void bag_info_has_no_line_that_a_text_made(void **state)
{
    struct mk_bundle_info info = mkbundle_info;
    struct mk_bundle *b = NULL;
    (void)state;
    info.exhibit = "JB/1\nMoka-Training: TRAINING\x1b\xe2\x80\xa8\xff";
    info.officer_id = NULL;
    assert_int_equal(mk_bundle_create(&b, mkbundle_dir, mk_disk_real(), &info, &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 4000, &e), 0);
    assert_int_equal(mkbundle_add(b, 2, 96, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    b = mkbundle_resumed(); /* the texts come out of the journal */
    mkbundle_seal(b);
    mk_bundle_free(b);
    const char *text = mkbundle_text("bag-info.txt");
    assert_memory_equal(text, "Source-Organization: kit-7\nBagging-Date: 20", 43);
    assert_non_null(strstr(text, "\nExternal-Identifier: 00112233445566778899aabbccddeeff\n"
                                 "Payload-Oxum: 4096.2\nMoka-Bundle-Version: 1\n"
                                 "Moka-Software: moka 0.1.0\nMoka-Kit: kit-7\n"
                                 "Moka-Kit-Counter: 3\nMoka-Signatures: kit, officer\n"
                                 "Moka-Exhibit: JB/1 Moka-Training: TRAINING  \xef\xbf\xbd\n"
                                 "Moka-Authority: W-2026-11\n"
                                 "Moka-Started: 2026-11-22T02:00:00.000000Z\nMoka-Sealed: 20"));
    assert_non_null(strstr(text, "Z\nMoka-Clock: trusted\nMoka-Encrypted: no\n"));
    assert_null(strstr(text, "\nMoka-Training"));
}

static int refuse(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *err)
{
    (void)u;
    (void)out;
    (void)message;
    return mk_fail(err, MK_EAUTH, "no key");
}

static void a_seal_that_is_repeated_gives_the_same_bytes(void **state)
{
    struct mk_signer no = { "officer", refuse, NULL };
    struct mk_digest first, again;
    int fd = open(mkbundle_dir, O_RDONLY | O_DIRECTORY);
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkbundle_add(b, 1, 100, &e), 0);
    assert_int_equal(mk_bundle_seal(b, &no, 1, &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    assert_int_equal(mkbundle_add(b, 2, 100, &e), -1); /* only sealing goes on */
    assert_int_equal(mk_tagfile_hash(&first, fd, "tagmanifest-sha256.txt", &e), 1);
    mk_bundle_free(b);
    b = mkbundle_resumed();
    assert_int_equal(mk_bundle_seal(b, &no, 1, &e), -1);
    assert_int_equal(mk_tagfile_hash(&again, fd, "tagmanifest-sha256.txt", &e), 1);
    assert_memory_equal(&first, &again, sizeof first);
    mkbundle_seal(b);
    mk_bundle_free(b);
    close(fd);
}

static void a_signature_of_an_earlier_try_does_not_stay(void **state)
{
    struct mk_signer by = { "kit", mkbundle_sign, (void *)"kit" };
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "signatures"), 0700), 0);
    stock_write(stock_path(mkbundle_dir, "signatures/officer.sig"), mk_str("old"));
    assert_int_equal(mk_bundle_seal(b, &by, 1, &e), 0);
    mk_bundle_free(b);
    assert_false(mkbundle_holds("signatures/officer.sig"));
    assert_true(mkbundle_holds("signatures/kit.sig"));
}

static void nobody_signs_and_no_empty_folder_stays(void **state)
{
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "signatures"), 0700), 0);
    stock_write(stock_path(mkbundle_dir, "signatures/kit.sig"), mk_str("old"));
    assert_int_equal(mk_bundle_seal(b, NULL, 0, &e), 0);
    mk_bundle_free(b);
    assert_false(mkbundle_holds("signatures"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MKBUNDLE_TEST(a_sealed_bundle_passes_sha256sum),
        MKBUNDLE_TEST(the_sealed_folder_holds_what_the_format_lists),
        MKBUNDLE_TEST(an_index_row_says_what_the_phone_and_the_kit_said),
        MKBUNDLE_TEST(the_custody_log_is_one_chain_across_a_resume),
        MKBUNDLE_TEST(the_last_word_on_an_artefact_stands_where_the_first_stood),
        MKBUNDLE_TEST(bag_info_has_no_line_that_a_text_made),
        MKBUNDLE_TEST(a_seal_that_is_repeated_gives_the_same_bytes),
        MKBUNDLE_TEST(nobody_signs_and_no_empty_folder_stays),
        MKBUNDLE_TEST(a_signature_of_an_earlier_try_does_not_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
