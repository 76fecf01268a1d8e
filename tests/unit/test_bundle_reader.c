#include "firmware/bundle/writer.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct mk_error e;

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
    assert_int_equal(mk_source_bundle(&src, mkbundle_dir, &e), 0);
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
    struct mk_object answer = {
        .number = 1, .command = mk_str("getprop"), .size = -1, .mtime_s = INT64_MIN
    };
    struct mk_object_end named = { .mtime_s = INT64_MIN, .as = mk_str("shell/getprop.txt") };
    struct listing before, after;
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mk_bundle_begin(b, &answer, &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &named, &e), 0);
    assert_int_equal(mkbundle_add(b, 7, 70, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &reply, &e), 0);
    assert_int_equal(mk_bundle_write(b, mk_str("Row: 0"), &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    assert_int_equal(list_all(&before), 0); /* while the writer has it */
    mkbundle_seal(b);
    mk_bundle_free(b);
    assert_int_equal(list_all(&after), 0);
    assert_string_equal(before.text, "1 shell/getprop.txt 0   file 0\n"
                                     "2  6 content://sms body column 0\n"
                                     "7 sdcard/DCIM/7.jpg 70   file 0\n");
    assert_string_equal(after.text, before.text);
}

static void what_was_taken_again_stands_for_what_was_before(void **state)
{
    struct mk_digest d;
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    struct mk_object again = { .number = 9,
                               .path = mk_str("sdcard/DCIM/3.jpg"),
                               .size = -1,
                               .mtime_s = INT64_MIN,
                               .database = mk_str("sdcard/x.db"),
                               .replaces = { 3, 0, 5 } };
    struct listing before, after;
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkbundle_add(b, 3, 30, &e), 0);
    assert_int_equal(mkbundle_add(b, 4, 40, &e), 0);
    assert_int_equal(mkbundle_add(b, 5, 50, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &again, &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    assert_int_equal(list_all(&before), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
    assert_int_equal(list_all(&after), 0);
    assert_string_equal(after.text, "4 sdcard/DCIM/4.jpg 40   file 0\n"
                                    "9 sdcard/DCIM/3.jpg 0   file 0\n");
    assert_string_equal(before.text, after.text);
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
        "{\"file\":\"data/000/0000001\",\"bytes\":1,\"replaces\":\"data/000/0000002\"}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1,\"replaces\":[\"data/000/0000001\"]}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1,\"replaces\":[\"../x\"]}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1,\"replaces\":[1,2,3,4]}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1,\"sha256\":\"00\"}\n",
        "{\"file\":\"data/000/0000001\",\"bytes\":1,\"sha256\":null}\n",
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
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "data"), 0700), 0);
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "data/000"), 0700), 0);
    stock_write(stock_path(mkbundle_dir, "data/000/0000001"), mk_str("x"));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        stock_write(stock_path(mkbundle_dir, "index.jsonl"), mk_str(bad[i]));
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
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "data"), 0700), 0);
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "data/000"), 0700), 0);
    assert_int_equal(symlink("/etc/passwd", stock_path(mkbundle_dir, "data/000/0000001")), 0);
    assert_int_equal(mkfifo(stock_path(mkbundle_dir, "data/000/0000002"), 0600), 0);
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "data/000/0000003"), 0700), 0);
    assert_int_equal(symlink("000", stock_path(mkbundle_dir, "data/001")), 0);
    assert_int_equal(mk_source_bundle(&src, mkbundle_dir, &e), 0);
    for (uint64_t n = 1; n <= 3; n++)
        assert_int_equal(src.open(&f, src.u, n, &e), -1);
    stock_write(stock_path(mkbundle_dir, "data/000/0010004"), mk_str("x"));
    assert_int_equal(src.open(&f, src.u, 10004, &e), -1);
    assert_int_equal(src.open(&f, src.u, UINT64_MAX, &e), -1);
    mk_source_done(&src);
    assert_int_equal(mk_source_bundle(&src, stock_path(mkbundle_dir, "none"), &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MKBUNDLE_TEST(a_bundle_reads_the_same_before_and_after_sealing),
        MKBUNDLE_TEST(what_was_taken_again_stands_for_what_was_before),
        MKBUNDLE_TEST(an_index_from_a_stranger_leads_nowhere_else),
        MKBUNDLE_TEST(links_and_pipes_are_no_payload),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
