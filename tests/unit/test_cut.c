#include "tests/lib/t.h"
#include "firmware/acquire/cut.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What becomes of the records that a reader finds in a container: no reader runs here. */

static char dir[64];
static struct mk_error e;
static struct mk_run run;
static const struct mk_acquire_options options;

#define PATH "/sdcard/Download/WhatsApp Chat with Bob Secret.txt"
#define SCOPE                                                                                      \
    "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W\",\"exhibit\":"      \
    "\"E\",\"officer\":{\"id\":\"a\",\"name\":\"A\"},\"valid_from\":\"2020-01-01T00:00:00Z\","     \
    "\"valid_until\":\"2099-01-01T00:00:00Z\",\"scope\":{\"categories\":[\"messages\","            \
    "\"files\"],\"from\":\"2025-05-10T00:00:00Z\",\"until\":\"2025-05-20T00:00:00Z\"}}"

static void open_run(void)
{
    const struct mk_bundle_info info = { .id = "00000000000000000000000000000000",
                                         .kit_id = "k-00000000",
                                         .exhibit = "E",
                                         .reference = "W",
                                         .software = "test" };
    stock_dir(dir);
    run = (struct mk_run){ .o = &options };
    assert_int_equal(mk_authority_parse(&run.authority, mk_str(SCOPE), &e), 0);
    assert_int_equal(mk_bundle_create(&run.b, dir, mk_disk_real(), &info, &e), 0);
    assert_int_equal(mk_run_withheld_under(&run, mk_str("a key of digests, of 32 bytes..."), &e),
                     0);
}

static void close_run(void)
{
    mk_run_withheld_close(&run);
    mk_bundle_free(run.b);
    mk_authority_free(run.authority);
    stock_remove(dir);
}

static const struct mk_held_file file = { .path = { (const uint8_t *)PATH, sizeof PATH - 1 },
                                          .size = 100,
                                          .mtime_s = 5 };

static int open_cut(struct mk_cut *c)
{
    *c = (struct mk_cut){ .r = &run, .file = &file, .number = 20000 };
    mk_buf_init(&c->item, 65536);
    mk_buf_init(&c->out, 65536);
    c->heads = calloc(MK_CUT_HEADS, sizeof *c->heads);
    if (!c->heads)
        return mk_fail(&e, MK_ENOMEM, "heads");
    if (mk_cut_names_new(&c->names, file.path, "filtered-extract/0020000", &e) ||
        mk_lines_new(&c->lines, &e))
        return -1;
    return mk_withheld_begin(run.withheld, mk_str("cut"), &e);
}

static void close_cut(struct mk_cut *c)
{
    if (c->heads)
        mk_cut_forget_heads(c);
    free(c->heads);
    mk_cut_names_free(c->names);
    mk_lines_free(c->lines);
    mk_marks_done(&c->threads);
    mk_marks_done(&c->refs);
    mk_buf_done(&c->item);
    mk_buf_done(&c->out);
    assert_int_equal(mk_withheld_cancel(run.withheld, &e), 0);
}

/* A table's head, as the engine writes it: refs begin with 12 digits of the path's SHA-256. */
static void put_head(struct mk_buf *b, enum mk_kind kind, const char *path, const char *table)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX], ref[100];
    assert_int_equal(mk_sha256_of(&d, mk_str(path), &e), 0);
    mk_digest_hex(hex, &d);
    snprintf(ref, sizeof ref, "export.chat_text:%.12s:%s:", hex, table);
    size_t mark = mk_put_head(b, 0, kind);
    mk_put_text(b, MK_REF, mk_str(ref));
    mk_put_text(b, MK_APP, mk_str("export.chat_text"));
    mk_put_text(b, MK_PARSER, mk_str("export.chat_text@1"));
    size_t source = mk_put_open(b, MK_SOURCE, MK_T_OBJECT);
    mk_put_text(b, MK_FILE, mk_str(path));
    mk_put_text(b, MK_TABLE, mk_str(table));
    mk_put_text(b, MK_STATE, mk_str("live"));
    mk_put_end(b, source);
    mk_put_end(b, mark);
}

#define IN  INT64_C(1747000000000000) /* 2025-05-11 */
#define OUT INT64_C(1700000000000000)

static void put_message(struct mk_buf *b, int64_t row, int64_t time_us, const char *text)
{
    size_t mark = mk_put_record(b, 0, &row);
    mk_put_time(b, MK_TIME, time_us, 0);
    mk_put_text(b, MK_THREAD, mk_str("7"));
    mk_put_text(b, MK_TEXT, mk_str(text));
    mk_put_end(b, mark);
}

static void put_follower(struct mk_buf *b, const char *path, int64_t row, int64_t parent)
{
    struct mk_digest d;
    char hex[MK_SHA256_HEX], ref[100];
    assert_int_equal(mk_sha256_of(&d, mk_str(path), &e), 0);
    mk_digest_hex(hex, &d);
    snprintf(ref, sizeof ref, "export.chat_text:%.12s:messages:%lld", hex, (long long)parent);
    size_t mark = mk_put_record(b, 0, &row);
    mk_put_text(b, MK_PARENT, mk_str(ref));
    mk_put_end(b, mark);
}

static void container(struct mk_buf *b, const char *path)
{
    put_head(b, MK_MESSAGE, path, "messages");
    put_message(b, 1, IN, "one");
    put_message(b, 2, OUT, "two");
    put_head(b, MK_ATTACHMENT, path, "files");
    put_follower(b, path, 1, 1);
    put_follower(b, path, 2, 2);
    put_head(b, MK_CONVERSATION, path, "chats");
    size_t mark = mk_put_record(b, 0, NULL);
    mk_put_time(b, MK_TIME, OUT, 0);
    mk_put_text(b, MK_THREAD, mk_str("7"));
    mk_put_text(b, MK_TITLE, mk_str("title"));
    mk_put_text(b, MK_TEXT, mk_str("a draft"));
    mk_put_end(b, mark);
}

static int passes(struct mk_cut *c, const struct mk_buf *items)
{
    for (int pass = MK_CUT_GATHER; pass <= MK_CUT_FOLLOW; pass++) {
        c->pass = (enum mk_cut_pass)pass;
        mk_cut_forget_heads(c);
        if (mk_cut_items(c, mk_buf_span(items), &e))
            return -1;
    }
    return 0;
}

static void what_is_in_scope_is_kept_under_neutral_names(void **state)
{
    static const char line[] =
        "{\"kind\":\"message\",\"ref\":\"export.chat_text:1a45f2763e27:messages:1\",\"app\":"
        "\"export.chat_text\",\"time\":\"2025-05-11T21:46:40Z\",\"thread\":\"7\",\"text\":\"one\","
        "\"source\":{\"file\":\"filtered-extract/0020000\",\"table\":\"messages\",\"state\":"
        "\"live\",\"via\":\"filtered-extract\",\"row\":1},\"parser\":\"export.chat_text@1\"}\n"
        "{\"kind\":\"attachment\",\"ref\":\"export.chat_text:1a45f2763e27:files:1\",\"app\":"
        "\"export.chat_text\",\"parent\":\"export.chat_text:1a45f2763e27:messages:1\",\"source\":{"
        "\"file\":\"filtered-extract/0020000\",\"table\":\"files\",\"state\":\"live\",\"via\":"
        "\"filtered-extract\",\"row\":1},\"parser\":\"export.chat_text@1\"}\n"
        "{\"kind\":\"conversation\",\"ref\":\"export.chat_text:1a45f2763e27:chats:\",\"app\":"
        "\"export.chat_text\",\"thread\":\"7\",\"title\":\"title\",\"source\":{\"file\":"
        "\"filtered-extract/0020000\",\"table\":\"chats\",\"state\":\"live\",\"via\":"
        "\"filtered-extract\"},\"parser\":\"export.chat_text@1\"}\n";
    struct mk_cut c;
    struct mk_buf items;
    (void)state;
    open_run();
    mk_buf_init(&items, 65536);
    container(&items, PATH);
    assert_int_equal(open_cut(&c), 0);
    assert_int_equal(passes(&c, &items), 0);
    assert_string_equal(mk_buf_cstr(&c.out), line);
    assert_int_equal(c.sums.napps, 1);
    assert_int_equal(c.sums.apps[0].seen, 5);
    assert_int_equal(c.sums.apps[0].kept, 3);
    close_cut(&c);
    mk_buf_done(&items);
    close_run();
}

static void files_inside_are_numbered_and_not_named(void **state)
{
    struct mk_cut c;
    struct mk_buf items;
    (void)state;
    open_run();
    mk_buf_init(&items, 65536);
    container(&items, PATH "/a/Bob.txt");
    container(&items, PATH "/a/Carol.txt");
    assert_int_equal(open_cut(&c), 0);
    assert_int_equal(passes(&c, &items), 0);
    const char *out = mk_buf_cstr(&c.out);
    assert_non_null(strstr(out, "\"filtered-extract/0020000/1\""));
    assert_non_null(strstr(out, "\"filtered-extract/0020000/2\""));
    assert_null(strstr(out, "filtered-extract/0020000/3"));
    assert_null(strstr(out, "Bob"));
    assert_null(strstr(out, "Carol"));
    close_cut(&c);
    mk_buf_done(&items);
    close_run();
}

static int said(const char *app, uint16_t head, bool record_first)
{
    struct mk_cut c;
    struct mk_buf items;
    open_run();
    mk_buf_init(&items, 65536);
    if (record_first)
        put_message(&items, 1, IN, "one");
    size_t mark = mk_put_head(&items, head, MK_MESSAGE);
    mk_put_text(&items, MK_APP, mk_str(app));
    mk_put_end(&items, mark);
    assert_int_equal(open_cut(&c), 0);
    e = (struct mk_error){ 0 };
    int rc = passes(&c, &items);
    close_cut(&c);
    mk_buf_done(&items);
    close_run();
    return rc == 0 ? 0 : (int)e.code;
}

static void a_reader_that_was_taken_over_is_not_believed(void **state)
{
    (void)state;
    assert_int_equal(said("export.chat_text", 0, false), 0);
    assert_int_equal(said("bob.secret", 0, false), MK_EPROTO); /* would be a word of the ledger */
    assert_int_equal(said("export.chat_text", MK_CUT_HEADS, false), MK_EPROTO);
    assert_int_equal(said("export.chat_text", 0, true), MK_EPROTO);
}

static void only_paths_that_can_name_nobody_are_shown(void **state)
{
    static const char *const x[][2] = {
        { "/sdcard/WhatsApp/Databases/msgstore.db", "/sdcard/WhatsApp/Databases/msgstore.db" },
        { "/storage/emulated/0/Android/media/com.whatsapp/WhatsApp/Databases/msgstore.db",
          "/storage/emulated/0/Android/media/com.whatsapp/WhatsApp/Databases/msgstore.db" },
        { "/sdcard/Bob/WhatsApp/Databases/msgstore.db", "filtered-extract/0000007" },
        { "/sdcard/Download/WhatsApp Chat with Bob.txt", "filtered-extract/0000007" },
        { "/sdcard/Android/media/a/b/WhatsApp/Databases/msgstore.db", "filtered-extract/0000007" },
        { "/sdcard/bob.db", "filtered-extract/0000007" },
    };
    static const struct mk_scope scope;
    (void)state;
    for (size_t i = 0; i < sizeof x / sizeof *x; i++) {
        struct mk_buf b;
        mk_buf_init(&b, 4096);
        mk_cut_shown(&b, &scope, mk_str(x[i][0]), 7);
        assert_string_equal(mk_buf_cstr(&b), x[i][1]);
        mk_buf_done(&b);
    }
}

static void section(const char *name, uint64_t object)
{
    struct mk_buf tail;
    const struct mk_cut_sums sums = { 0 };
    mk_buf_init(&tail, 1024);
    mk_cut_put_tail(&tail, object, &sums);
    assert_int_equal(mk_withheld_begin(run.withheld, mk_str(name), &e), 0);
    assert_int_equal(mk_withheld_end(run.withheld, mk_buf_cstr(&tail), &e), 0);
    mk_buf_done(&tail);
}

/* Cut between a section and its object: another container that took its number would pass for it.
 */
static void no_number_is_given_to_two_containers(void **state)
{
    uint64_t number = 20000;
    (void)state;
    open_run();
    assert_int_equal(mk_cut_above(&number, &run, &e), 0);
    assert_int_equal(number, 20000);
    section("cut /sdcard/a.db", 20000);
    section("cut /sdcard/b.db", 20004);
    section("cut /sdcard/c.db", 20001);
    section("cut /sdcard/d.db", 0);
    assert_int_equal(mk_withheld_begin(run.withheld, mk_str("files"), &e), 0);
    assert_int_equal(mk_withheld_end(run.withheld, "", &e), 0);
    assert_int_equal(mk_cut_above(&number, &run, &e), 0);
    assert_int_equal(number, 20005);
    close_run();
}

static void every_failing_allocation_is_told(void **state)
{
    struct mk_buf items;
    (void)state;
    open_run();
    mk_buf_init(&items, 65536);
    container(&items, PATH);
    for (int n = 1; fault_arm(n); n++) {
        struct mk_cut c;
        e = (struct mk_error){ 0 };
        int rc = open_cut(&c);
        if (rc == 0)
            rc = passes(&c, &items);
        bool fired = fault_fired();
        fault_disarm();
        if (fired && rc != 0)
            assert_int_equal(e.code, MK_ENOMEM);
        if (!fired)
            assert_int_equal(rc, 0);
        close_cut(&c);
    }
    mk_buf_done(&items);
    close_run();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_in_scope_is_kept_under_neutral_names),
        cmocka_unit_test(files_inside_are_numbered_and_not_named),
        cmocka_unit_test(a_reader_that_was_taken_over_is_not_believed),
        cmocka_unit_test(only_paths_that_can_name_nobody_are_shown),
        cmocka_unit_test(no_number_is_given_to_two_containers),
        cmocka_unit_test(every_failing_allocation_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
