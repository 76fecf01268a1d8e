#include "firmware/bundle/tagfile.h"
#include "firmware/bundle/writer.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static struct mk_error e;

static int make_dir(void **state)
{
    (void)state;
    stock_dir(dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    stock_remove(dir);
    return 0;
}

static struct mk_bundle *created(void)
{
    struct mk_bundle *b = NULL;
    assert_int_equal(mk_bundle_create(&b, dir, mk_disk_real(), &mkbundle_info, &e), 0);
    return b;
}

static struct mk_bundle *resumed(void)
{
    struct mk_bundle *b = NULL;
    int rc = mk_bundle_resume(&b, dir, mk_disk_real(), &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    return b;
}

static const char *text_of(const char *name)
{
    static struct mk_buf b;
    if (!b.max)
        mk_buf_init(&b, (size_t)1 << 20);
    mk_buf_clear(&b);
    stock_read(&b, stock_path(dir, name));
    return mk_buf_cstr(&b);
}

static bool is_there(const char *name)
{
    struct stat st;
    return lstat(stock_path(dir, name), &st) == 0;
}

static void seal(struct mk_bundle *b)
{
    struct mk_signer by[] = { { "kit", mkbundle_sign, (void *)"kit" },
                              { "officer", mkbundle_sign, (void *)"officer" } };
    int rc = mk_bundle_seal(b, by, 2, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
}

static void a_sealed_bundle_passes_sha256sum(void **state)
{
    static const char *const check[] = { "sha256sum", "-c", "--strict", "manifest-sha256.txt",
                                         NULL };
    static const char *const tags[] = { "sha256sum", "-c", "--strict", "tagmanifest-sha256.txt",
                                        NULL };
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mk_bundle_put(b, "authority.json", mk_str("{}\n"), &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 5000, &e), 0);
    assert_int_equal(mkbundle_add(b, 2, 0, &e), 0);
    assert_int_equal(mkbundle_add(b, 10000, 10, &e), 0);
    seal(b);
    mk_bundle_free(b);
    assert_int_equal(stock_run(dir, NULL, NULL, check), 0);
    assert_int_equal(stock_run(dir, NULL, NULL, tags), 0);
    assert_true(is_there("data/001/0010000"));
    assert_false(is_there("journal"));
}

static const char *line_of(const char *name, size_t i)
{
    static char line[4096];
    const char *p = text_of(name);
    while (i--)
        p = strchr(p, '\n') + 1;
    snprintf(line, sizeof line, "%.*s", (int)strcspn(p, "\n"), p);
    return line;
}

static void the_sealed_folder_holds_what_the_format_lists(void **state)
{
    static const char *const find[] = { "/usr/bin/find", ".",       "-mindepth", "1",
                                        "-printf",       "%y %P\n", NULL };
    static const char *const want[] = {
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
        "f signatures/kit.sig",
        "f signatures/officer.sig",
        "f tagmanifest-sha256.txt",
    };
    char out[64];
    struct mk_buf b;
    int fd = -1;
    size_t lines = 0;
    (void)state;
    struct mk_bundle *bundle = created();
    struct mk_object o = mkbundle_object(20000);
    assert_int_equal(mk_bundle_put(bundle, "plan.json", mk_str("{}"), &e), 0);
    assert_int_equal(mk_bundle_scratch(&fd, bundle, "work-list", &e), 0);
    assert_int_equal(write(fd, "x", 1), 1);
    close(fd);
    assert_int_equal(mkbundle_add(bundle, 3, 3, &e), 0);
    assert_int_equal(mk_bundle_begin(bundle, &o, &e), 0);
    assert_int_equal(mk_bundle_write(bundle, mk_str("half"), &e), 0);
    assert_int_equal(mk_bundle_drop(bundle, "refused", &e), 0); /* its folder is empty now */
    seal(bundle);
    mk_bundle_free(bundle);
    stock_dir(out);
    assert_int_equal(stock_run(dir, NULL, stock_path(out, "list"), find), 0);
    mk_buf_init(&b, 65536);
    stock_read(&b, stock_path(out, "list"));
    const char *list = mk_buf_cstr(&b);
    for (const char *p = list; *p; p++)
        lines += *p == '\n';
    assert_int_equal(lines, sizeof want / sizeof *want);
    for (size_t i = 0; i < lines; i++) {
        char row[64];
        snprintf(row, sizeof row, "%s\n", want[i]);
        if (!strstr(list, row))
            fail_msg("%s is not there", want[i]);
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
    struct mk_bundle *b = created();
    assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &reply, &e), 0);
    assert_int_equal(mk_bundle_write(b, mk_str("abc"), &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &late, &e), 0);
    seal(b);
    mk_bundle_free(b);
    const char *row = line_of("index.jsonl", 0);
    static const char head[] =
        "{\"file\":\"data/000/0000012\",\"bytes\":3,\"sha256\":"
        "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\","
        "\"path\":\"sd\xef\xbf\xbd\\n\\\"x\",\"path_hex\":\"7364ff0a2278\",\"size_told\":9,"
        "\"route\":\"adb:sync\",\"command\":\"RECV\xef\xbf\xbd\",\"command_hex\":\"52454356ff\","
        "\"mode\":\"100640\",\"mtime\":\"1970-01-02T00:00:00Z\",\"taken\":\"";
    assert_memory_equal(row, head, sizeof head - 1);
    assert_non_null(strstr(row, "Z\",\"remark\":\"changed meanwhile\"}"));
    row = line_of("index.jsonl", 1);
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
    struct mk_bundle *b = created();
    assert_int_equal(mk_bundle_act(b, "command", custody_fields, "ls \x1b[2J", false, &e), 0);
    assert_int_equal(mk_bundle_act(b, "connected", NULL, NULL, true, &e), 0);
    mk_bundle_free(b);
    b = resumed();
    assert_int_equal(mk_bundle_act(b, "resumed", NULL, NULL, false, &e), 0);
    seal(b);
    mk_bundle_free(b);
    for (size_t i = 0; i < 3; i++) {
        const char *line = line_of("custody/log.jsonl", i);
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
    assert_non_null(strstr(line_of("custody/log.jsonl", 0), "\"what\":\"ls \\u001b[2J\",\"prev\""));
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
    struct mk_bundle *b = created();
    assert_int_equal(cover(b, "sms", "content://sms", 1), 0);
    assert_int_equal(cover(b, "calls", NULL, 2), 0);
    assert_int_equal(cover(b, "sms", "content://mms", 3), 0);
    assert_int_equal(cover(b, "sms", "content://sms", 4), 0);
    assert_int_equal(cover(b, "calls", NULL, 5), 0);
    seal(b);
    mk_bundle_free(b);
    assert_string_equal(text_of("coverage.jsonl"),
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
    assert_int_equal(mk_bundle_create(&b, dir, mk_disk_real(), &info, &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 4000, &e), 0);
    assert_int_equal(mkbundle_add(b, 2, 96, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    b = resumed(); /* the texts come out of the journal */
    seal(b);
    mk_bundle_free(b);
    const char *text = text_of("bag-info.txt");
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

/* ---- objects ---- */

static void objects_begun_ahead_are_filled_in_order(void **state)
{
    struct mk_digest d;
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    (void)state;
    struct mk_bundle *b = created();
    for (uint64_t n = 1; n <= MK_BUNDLE_AHEAD; n++) {
        struct mk_object o = mkbundle_object(n * 3);
        assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    }
    struct mk_object more = mkbundle_object(9999);
    assert_int_equal(mk_bundle_begin(b, &more, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_bundle_write(b, mk_str("three"), &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    struct mk_object lower = mkbundle_object(MK_BUNDLE_AHEAD * 3);
    assert_int_equal(mk_bundle_begin(b, &lower, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_bundle_drop(b, "refused", &e), 0);
    assert_int_equal(mk_bundle_begin(b, &more, &e), 0);
    assert_int_equal(mk_bundle_state(b, 3), MK_OBJECT_WHOLE);
    assert_int_equal(mk_bundle_state(b, 6), MK_OBJECT_DROPPED);
    assert_int_equal(mk_bundle_state(b, 9), MK_OBJECT_NONE);
    assert_int_equal(mk_bundle_seal(b, NULL, 0, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    for (uint64_t n = 3; n <= MK_BUNDLE_AHEAD + 1; n++)
        assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    assert_int_equal(mk_bundle_state(b, 9999), MK_OBJECT_WHOLE);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    mk_bundle_free(b);
}

static void a_number_is_whole_once_but_may_begin_again_when_dropped(void **state)
{
    struct mk_object o = mkbundle_object(5);
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    assert_int_equal(mk_bundle_drop(b, "the cable", &e), 0);
    assert_int_equal(mkbundle_add(b, 5, 700, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mkbundle_add(b, 2, 20, &e), 0); /* a lower one, in a later pass */
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    b = resumed();
    assert_true(mkbundle_has(b, 5, 700));
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1);
    seal(b);
    mk_bundle_free(b);
    assert_non_null(strstr(line_of("index.jsonl", 0), "data/000/0000002"));
    assert_non_null(strstr(line_of("manifest-sha256.txt", 1), "  data/000/0000005"));
}

static void what_is_too_long_is_refused_before_it_begins(void **state)
{
    static char text[MK_OBJECT_TEXT_MAX + 1];
    struct mk_object o = mkbundle_object(1);
    struct mk_digest d;
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    (void)state;
    memset(text, 0x1b, sizeof text); /* what grows most in JSON */
    struct mk_bundle *b = created();
    o.path = mk_span(text, MK_OBJECT_PATH_MAX + 1);
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    o.path.len = MK_OBJECT_PATH_MAX;
    o.command = mk_span(text, sizeof text);
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    o.number = MK_OBJECT_MAX + 1;
    o.command.len = MK_OBJECT_TEXT_MAX;
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    o.number = MK_OBJECT_MAX;
    memset(text, 0xff, MK_OBJECT_TEXT_MAX); /* and with its hex: the longest line there can be */
    o.column = o.command;
    o.set = o.route = mk_span(text, MK_OBJECT_WORD_MAX);
    end.remark = mk_span(text, MK_OBJECT_REMARK_MAX);
    assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    assert_int_equal(mk_bundle_act(b, "big", custody_fields, "", false, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    b = resumed();
    assert_int_equal(mk_bundle_state(b, MK_OBJECT_MAX), MK_OBJECT_WHOLE);
    mk_bundle_free(b);
    assert_true(is_there("data/9999/99999999"));
}

static void huge_field(struct mk_json *j, const void *u)
{
    for (size_t i = 0; i < (size_t)3 << 10; i++)
        mk_json_kv_text(j, "x", mk_span(u, 1024));
}

static void an_act_that_is_too_long_does_not_break_the_chain(void **state)
{
    static char text[1024];
    (void)state;
    memset(text, 'x', sizeof text);
    struct mk_bundle *b = created();
    assert_int_equal(mk_bundle_act(b, "one", NULL, NULL, false, &e), 0);
    assert_int_equal(mk_bundle_act(b, "big", huge_field, text, false, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(mk_bundle_act(b, "two", NULL, NULL, false, &e), 0);
    seal(b);
    mk_bundle_free(b);
    assert_non_null(strstr(line_of("custody/log.jsonl", 1), "\"seq\":1,"));
    assert_non_null(strstr(line_of("custody/log.jsonl", 1), "\"act\":\"two\""));
}

static void a_remark_can_be_read_back_before_and_after_the_commit(void **state)
{
    struct mk_object o = mkbundle_object(4);
    struct mk_object_end end = { .mtime_s = INT64_MIN, .remark = mk_span("a\0\"b", 4) };
    struct mk_digest d;
    struct mk_buf out;
    (void)state;
    mk_buf_init(&out, 100);
    struct mk_bundle *b = created();
    assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    for (int synced = 0; synced < 2; synced++) {
        mk_buf_clear(&out);
        assert_int_equal(mk_bundle_remark(&out, b, 4, &e), 0);
        assert_true(mk_span_eq(mk_buf_span(&out), end.remark));
        assert_int_equal(mk_bundle_sync(b, &e), 0);
    }
    assert_int_equal(mk_bundle_remark(&out, b, 5, &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    mk_bundle_free(b);
    mk_buf_done(&out);
}

static void a_changed_object_is_noticed_when_it_is_read(void **state)
{
    struct mk_file f;
    uint8_t bytes[64];
    size_t got;
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mkbundle_add(b, 1, 50, &e), 0);
    assert_true(mkbundle_has(b, 1, 50));
    mkbundle_bytes(bytes, 50, 1);
    bytes[49] ^= 1;
    stock_write(stock_path(dir, "data/000/0000001"), mk_span(bytes, 50));
    assert_int_equal(mk_bundle_open_object(&f, b, 1, &e), 0);
    assert_int_equal(f.pread(f.u, 0, bytes, 20, &got, &e), 0);
    assert_int_equal(f.pread(f.u, 20, bytes, 64, &got, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    mk_file_close(&f);
    stock_write(stock_path(dir, "data/000/0000001"), mk_span(bytes, 49));
    assert_int_equal(mk_bundle_open_object(&f, b, 1, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    assert_int_equal(mk_bundle_open_object(&f, b, 2, &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    mk_bundle_free(b);
}

static void a_full_disk_costs_the_object_and_not_the_bundle(void **state)
{
    struct fault_disk f;
    struct mk_bundle *b = NULL;
    struct mk_object o = mkbundle_object(2);
    (void)state;
    fault_disk_init(&f, dir);
    assert_int_equal(mk_bundle_create(&b, stock_path(dir, "b"), &f.disk, &mkbundle_info, &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 1000, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    f.tight = true;
    f.room = 10;
    assert_int_equal(mk_bundle_write(b, mk_str("longer than the room"), &e), -1);
    assert_int_equal(e.code, MK_ENOSPC);
    assert_false(is_there("b/data/000/0000002"));
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1); /* not even its line has room */
    assert_int_equal(e.code, MK_ENOSPC);
    f.tight = false;
    assert_int_equal(mkbundle_add(b, 2, 500, &e), 0);
    seal(b);
    mk_bundle_free(b);
    fault_disk_done(&f);
    assert_true(is_there("b/data/000/0000002"));
    assert_false(is_there("b/journal"));
}

static void a_group_commits_by_itself_within_its_time(void **state)
{
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mkbundle_add(b, 1, 10, &e), 0);
    for (int i = 0; i < 500 && mk_commit_word(&b->commit, 1) < MK_OBJECT_AT; i++)
        usleep(10000);
    assert_true(mk_commit_word(&b->commit, 1) >= MK_OBJECT_AT);
    mk_bundle_free(b);
}

static void an_error_of_the_thread_stays(void **state)
{
    struct fault_disk f;
    struct mk_bundle *b = NULL;
    (void)state;
    fault_disk_init(&f, dir);
    assert_int_equal(mk_bundle_create(&b, stock_path(dir, "b"), &f.disk, &mkbundle_info, &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 10, &e), 0);
    f.fail_at = f.calls + 1; /* its syncfs() */
    assert_int_equal(mk_bundle_sync(b, &e), -1);
    assert_int_equal(e.code, MK_EIO);
    assert_int_equal(mk_bundle_sync(b, NULL), -1);
    assert_int_equal(mkbundle_add(b, 2, 10, &e), -1);
    assert_int_equal(mk_bundle_act(b, "x", NULL, NULL, false, &e), -1);
    assert_int_equal(mk_bundle_seal(b, NULL, 0, &e), -1);
    mk_bundle_free(b);
    assert_int_equal(mk_bundle_resume(&b, stock_path(dir, "b"), mk_disk_real(), &e), 0);
    assert_int_equal(mk_bundle_state(b, 1), MK_OBJECT_NONE);
    assert_false(is_there("b/data/000/0000001"));
    mk_bundle_free(b);
    fault_disk_done(&f);
}

/* ---- opening ---- */

static void one_writer_at_a_time(void **state)
{
    struct mk_bundle *other = NULL;
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mk_bundle_resume(&other, dir, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_bundle_create(&other, dir, mk_disk_real(), &mkbundle_info, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    mk_bundle_free(b);
    b = resumed();
    mk_bundle_free(b);
}

static void what_is_sealed_or_no_bundle_is_not_resumed(void **state)
{
    struct mk_bundle *b = NULL;
    (void)state;
    assert_int_equal(mk_bundle_resume(&b, dir, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    assert_false(mk_is_bundle(dir));
    b = created();
    assert_true(mk_is_bundle(dir));
    seal(b);
    assert_int_equal(mkbundle_add(b, 1, 1, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_bundle_seal(b, NULL, 0, &e), -1);
    mk_bundle_free(b);
    assert_true(mk_is_bundle(dir));
    assert_int_equal(mk_bundle_resume(&b, dir, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_bundle_create(&b, dir, mk_disk_real(), &mkbundle_info, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
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
    int fd = open(dir, O_RDONLY | O_DIRECTORY);
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mkbundle_add(b, 1, 100, &e), 0);
    assert_int_equal(mk_bundle_seal(b, &no, 1, &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    assert_int_equal(mkbundle_add(b, 2, 100, &e), -1); /* only sealing goes on */
    assert_int_equal(mk_tagfile_hash(&first, fd, "tagmanifest-sha256.txt", &e), 1);
    mk_bundle_free(b);
    usleep(2000);
    b = resumed();
    assert_int_equal(mk_bundle_seal(b, &no, 1, &e), -1);
    assert_int_equal(mk_tagfile_hash(&again, fd, "tagmanifest-sha256.txt", &e), 1);
    assert_memory_equal(&first, &again, sizeof first);
    seal(b);
    mk_bundle_free(b);
    close(fd);
}

static void a_signature_of_an_earlier_try_does_not_stay(void **state)
{
    struct mk_signer by = { "kit", mkbundle_sign, (void *)"kit" };
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mkdir(stock_path(dir, "signatures"), 0700), 0);
    stock_write(stock_path(dir, "signatures/officer.sig"), mk_str("old"));
    assert_int_equal(mk_bundle_seal(b, &by, 1, &e), 0);
    mk_bundle_free(b);
    assert_false(is_there("signatures/officer.sig"));
    assert_true(is_there("signatures/kit.sig"));
}

static void only_tag_files_of_the_format_can_be_put(void **state)
{
    int fd;
    (void)state;
    struct mk_bundle *b = created();
    static const char *const names[] = { "../x", "index.jsonl", "journal", "", "plan.json/", "x" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(mk_bundle_put(b, names[i], mk_str("x"), &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
    }
    assert_int_equal(mk_bundle_scratch(&fd, b, "../x", &e), -1);
    assert_int_equal(mk_bundle_scratch(&fd, b, "..", &e), -1);
    mk_bundle_free(b);
}

/* A journal cut or changed anywhere: what is whole has the right bytes, the rest is gone. */
static void check_damaged(const uint8_t *journal, size_t n, size_t whole_below)
{
    struct mk_bundle *b = NULL;
    stock_write(stock_path(dir, "journal"), mk_span(journal, n));
    for (uint64_t i = 1; i <= 3; i++) {
        uint8_t bytes[64];
        mkbundle_bytes(bytes, 20, i);
        char name[32];
        snprintf(name, sizeof name, "data/000/%07u", (unsigned)i);
        stock_write(stock_path(dir, name), mk_span(bytes, 20));
    }
    int rc = mk_bundle_resume(&b, dir, fault_disk_lazy(), &e);
    if (whole_below == 0) {
        assert_int_equal(rc, -1);
        assert_int_equal(e.code, MK_EFORMAT);
        return;
    }
    assert_int_equal(rc, 0);
    for (uint64_t i = 1; i <= 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "data/000/%07u", (unsigned)i);
        bool whole = mk_bundle_state(b, i) == MK_OBJECT_WHOLE;
        assert_int_equal(whole, is_there(name));
        if (whole)
            assert_true(mkbundle_has(b, i, 20));
    }
    assert_int_equal(b->commit.journal.end, whole_below);
    mk_bundle_free(b);
}

static size_t line_end_before(const uint8_t *p, size_t at)
{
    while (at && p[at - 1] != '\n')
        at--;
    return at;
}

static void every_damage_to_the_journal_keeps_exactly_what_is_before_it(void **state)
{
    struct mk_buf b;
    (void)state;
    struct mk_bundle *bundle = created();
    for (uint64_t i = 1; i <= 3; i++)
        assert_int_equal(mkbundle_add(bundle, i, 20, &e), 0);
    assert_int_equal(mk_bundle_sync(bundle, &e), 0);
    mk_bundle_free(bundle);
    mk_buf_init(&b, 65536);
    stock_read(&b, stock_path(dir, "journal"));
    for (size_t cut = 0; cut <= b.len; cut++)
        check_damaged(b.p, cut, line_end_before(b.p, cut));
    for (size_t at = 0; at < b.len; at++) {
        b.p[at] ^= (uint8_t)(1 + at % 255);
        uint8_t was = (uint8_t)(b.p[at] ^ (1 + at % 255));
        check_damaged(b.p, b.len, line_end_before(b.p, at));
        b.p[at] = was;
    }
    mk_buf_done(&b);
}

/* ---- reading ---- */

struct listing {
    const struct mk_source *src;
    size_t n;
    char text[4096];
};

static int list_one(void *u, const struct mk_entry *en, struct mk_error *err)
{
    struct listing *l = u;
    size_t at = strlen(l->text);
    struct mk_file f;
    snprintf(l->text + at, sizeof l->text - at, "%u %.*s %u %.*s %.*s %s %d\n", (unsigned)en->id,
             (int)en->path.len, (const char *)en->path.p, (unsigned)en->size, (int)en->set.len,
             (const char *)en->set.p, (int)en->column.len, (const char *)en->column.p,
             mk_role_name(en->role), (int)en->row);
    l->n++;
    if (l->src->open(&f, l->src->u, en->id, err) != 0)
        return -1;
    assert_int_equal(f.size, en->size);
    mk_file_close(&f);
    return 0;
}

static int list_all(struct listing *l)
{
    struct mk_source src;
    *l = (struct listing){ .src = &src };
    assert_int_equal(mk_source_bundle(&src, dir, &e), 0);
    int rc = src.list(src.u, list_one, l, &e);
    mk_source_done(&src);
    return rc;
}

static void a_bundle_reads_the_same_before_and_after_sealing(void **state)
{
    struct mk_digest d;
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    struct mk_object reply = { .number = 2,
                               .set = mk_str("content://sms"),
                               .role = MK_ROLE_COLUMN,
                               .column = mk_str("body"),
                               .size = -1,
                               .mtime_s = INT64_MIN };
    struct listing before, after;
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mkbundle_add(b, 7, 70, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &reply, &e), 0);
    assert_int_equal(mk_bundle_write(b, mk_str("Row: 0"), &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    assert_int_equal(list_all(&before), 0); /* while the writer has it */
    seal(b);
    mk_bundle_free(b);
    assert_int_equal(list_all(&after), 0);
    assert_string_equal(before.text, "2  6 content://sms body column 0\n"
                                     "7 sdcard/DCIM/7.jpg 70   file 0\n");
    assert_string_equal(after.text, before.text);
}

static void an_index_from_a_stranger_leads_nowhere_else(void **state)
{
    static const char *const bad[] = {
        "{\"file\":\"../../etc/passwd\",\"bytes\":1}\n",
        "{\"file\":\"data/000/../0000001\",\"bytes\":1}\n",
        "{\"file\":\"data/001/0000001\",\"bytes\":1}\n",
        "{\"file\":\"data/000/1\",\"bytes\":1}\n",
        "{\"file\":\"data/000/00000001\",\"bytes\":1}\n",
        "{\"file\":\"data/99999/999999999\",\"bytes\":1}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":-1}\n",
        "{\"file\":\"data/000/0000001\"}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1,\"path_hex\":\"7g\"}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1,\"role\":\"boss\"}\n",
        "{\"file\":\"data/000/0000001\",\"file\":\"data/000/0000002\",\"bytes\":1}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1}\n{\"file\":\"data/000/"
        "0000001\",\"bytes\":1}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1}",
        "[1]\n",
        "\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1}\n\xff\n",
    };
    struct listing l;
    (void)state;
    assert_int_equal(mkdir(stock_path(dir, "data"), 0700), 0);
    assert_int_equal(mkdir(stock_path(dir, "data/000"), 0700), 0);
    stock_write(stock_path(dir, "data/000/0000001"), mk_str("x"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        stock_write(stock_path(dir, "index.jsonl"), mk_str(bad[i]));
        e.code = MK_OK;
        if (list_all(&l) != -1 || e.code != MK_EFORMAT)
            fail_msg("accepted: %s", bad[i]);
    }
}

static void links_and_pipes_are_no_payload(void **state)
{
    struct mk_source src;
    struct mk_file f;
    (void)state;
    assert_int_equal(mkdir(stock_path(dir, "data"), 0700), 0);
    assert_int_equal(mkdir(stock_path(dir, "data/000"), 0700), 0);
    assert_int_equal(symlink("/etc/passwd", stock_path(dir, "data/000/0000001")), 0);
    assert_int_equal(mkfifo(stock_path(dir, "data/000/0000002"), 0600), 0);
    assert_int_equal(mkdir(stock_path(dir, "data/000/0000003"), 0700), 0);
    assert_int_equal(symlink("000", stock_path(dir, "data/001")), 0);
    assert_int_equal(mk_source_bundle(&src, dir, &e), 0);
    for (uint64_t n = 1; n <= 3; n++)
        assert_int_equal(src.open(&f, src.u, n, &e), -1);
    stock_write(stock_path(dir, "data/000/0010004"), mk_str("x"));
    assert_int_equal(src.open(&f, src.u, 10004, &e), -1);
    assert_int_equal(src.open(&f, src.u, UINT64_MAX, &e), -1);
    mk_source_done(&src);
    assert_int_equal(mk_source_bundle(&src, stock_path(dir, "none"), &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
}

static void resuming_takes_what_no_line_names(void **state)
{
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mkbundle_add(b, 1, 10, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    assert_int_equal(mkdir(stock_path(dir, "data/002"), 0700), 0);
    stock_write(stock_path(dir, "data/000/0000009"), mk_str("x"));
    stock_write(stock_path(dir, "data/002/0000001"), mk_str("x")); /* not its folder */
    stock_write(stock_path(dir, "index.jsonl.tmp"), mk_str("x"));
    b = resumed();
    assert_true(is_there("data/000/0000001"));
    assert_false(is_there("data/000/0000009"));
    assert_false(is_there("data/002/0000001"));
    assert_false(is_there("index.jsonl.tmp"));
    seal(b);
    mk_bundle_free(b);
    assert_false(is_there("data/002"));
}

#define T(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_sealed_bundle_passes_sha256sum),
        T(the_sealed_folder_holds_what_the_format_lists),
        T(an_index_row_says_what_the_phone_and_the_kit_said),
        T(the_custody_log_is_one_chain_across_a_resume),
        T(the_last_word_on_an_artefact_stands_where_the_first_stood),
        T(bag_info_has_no_line_that_a_text_made),
        T(objects_begun_ahead_are_filled_in_order),
        T(a_number_is_whole_once_but_may_begin_again_when_dropped),
        T(what_is_too_long_is_refused_before_it_begins),
        T(an_act_that_is_too_long_does_not_break_the_chain),
        T(a_remark_can_be_read_back_before_and_after_the_commit),
        T(a_changed_object_is_noticed_when_it_is_read),
        T(a_full_disk_costs_the_object_and_not_the_bundle),
        T(a_group_commits_by_itself_within_its_time),
        T(an_error_of_the_thread_stays),
        T(one_writer_at_a_time),
        T(what_is_sealed_or_no_bundle_is_not_resumed),
        T(a_seal_that_is_repeated_gives_the_same_bytes),
        T(a_signature_of_an_earlier_try_does_not_stay),
        T(only_tag_files_of_the_format_can_be_put),
        T(every_damage_to_the_journal_keeps_exactly_what_is_before_it),
        T(a_bundle_reads_the_same_before_and_after_sealing),
        T(an_index_from_a_stranger_leads_nowhere_else),
        T(links_and_pipes_are_no_payload),
        T(resuming_takes_what_no_line_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
