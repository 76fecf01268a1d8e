#include "firmware/bundle/writer.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct mk_error e;

static void objects_begun_ahead_are_filled_in_order(void **state)
{
    struct mk_digest d;
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    (void)state;
    struct mk_bundle *b = mkbundle_created();
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
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    assert_int_equal(mk_bundle_drop(b, "the cable", &e), 0);
    assert_int_equal(mkbundle_add(b, 5, 700, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mkbundle_add(b, 2, 20, &e), 0); /* a lower one, in a later pass */
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    b = mkbundle_resumed();
    assert_true(mkbundle_has(b, 5, 700));
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1);
    mkbundle_seal(b);
    mk_bundle_free(b);
    assert_non_null(strstr(mkbundle_line("index.jsonl", 0), "data/000/0000002"));
    assert_non_null(strstr(mkbundle_line("manifest-sha256.txt", 1), "  data/000/0000005"));
}

static void what_is_too_long_is_refused_before_it_begins(void **state)
{
    static char text[MK_OBJECT_TEXT_MAX + 1];
    struct mk_object o = mkbundle_object(1);
    struct mk_digest d;
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    (void)state;
    memset(text, 0x1b, sizeof text); /* what grows most in JSON */
    struct mk_bundle *b = mkbundle_created();
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
    assert_int_equal(mk_bundle_act(b, "big", NULL, NULL, false, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    b = mkbundle_resumed();
    assert_int_equal(mk_bundle_state(b, MK_OBJECT_MAX), MK_OBJECT_WHOLE);
    mk_bundle_free(b);
    assert_true(mkbundle_holds("data/9999/99999999"));
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
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mk_bundle_act(b, "one", NULL, NULL, false, &e), 0);
    assert_int_equal(mk_bundle_act(b, "big", huge_field, text, false, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(mk_bundle_act(b, "two", NULL, NULL, false, &e), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
    assert_non_null(strstr(mkbundle_line("custody/log.jsonl", 1), "\"seq\":1,"));
    assert_non_null(strstr(mkbundle_line("custody/log.jsonl", 1), "\"act\":\"two\""));
}

static void a_remark_can_be_read_back_before_and_after_the_commit(void **state)
{
    struct mk_object o = mkbundle_object(4);
    struct mk_object_end end = { .mtime_s = INT64_MIN, .remark = mk_span("a\0\"b", 4) };
    struct mk_digest d;
    struct mk_buf out;
    (void)state;
    mk_buf_init(&out, 100);
    struct mk_bundle *b = mkbundle_created();
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
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkbundle_add(b, 1, 50, &e), 0);
    assert_true(mkbundle_has(b, 1, 50));
    mkbundle_bytes(bytes, 50, 1);
    bytes[49] ^= 1;
    stock_write(stock_path(mkbundle_dir, "data/000/0000001"), mk_span(bytes, 50));
    assert_int_equal(mk_bundle_open_object(&f, b, 1, &e), 0);
    assert_int_equal(f.pread(f.u, 0, bytes, 20, &got, &e), 0);
    assert_int_equal(f.pread(f.u, 20, bytes, 64, &got, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    mk_file_close(&f);
    stock_write(stock_path(mkbundle_dir, "data/000/0000001"), mk_span(bytes, 49));
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
    const struct mk_object_end end = { .mtime_s = INT64_MIN };
    struct mk_digest d;
    (void)state;
    fault_disk_init(&f, mkbundle_dir);
    assert_int_equal(
        mk_bundle_create(&b, stock_path(mkbundle_dir, "b"), &f.disk, &mkbundle_info, &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 1000, &e), 0);
    assert_int_equal(mk_bundle_begin(b, &o, &e), 0);
    f.tight = true;
    f.room = 10;
    assert_int_equal(mk_bundle_write(b, mk_str("longer than the room"), &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), -1); /* small ones are written at once */
    assert_int_equal(e.code, MK_ENOSPC);
    assert_false(mkbundle_holds("b/data/000/0000002"));
    assert_int_equal(mk_bundle_begin(b, &o, &e), -1); /* not even its line has room */
    assert_int_equal(e.code, MK_ENOSPC);
    f.tight = false;
    assert_int_equal(mkbundle_add(b, 2, 500, &e), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
    fault_disk_done(&f);
    assert_true(mkbundle_holds("b/data/000/0000002"));
    assert_false(mkbundle_holds("b/journal"));
}

static void a_group_commits_by_itself_within_its_time(void **state)
{
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkbundle_add(b, 1, 10, &e), 0);
    for (int i = 0; i < 6000 && mk_commit_word(&b->commit, 1) < MK_OBJECT_AT; i++)
        usleep(10000);
    assert_true(mk_commit_word(&b->commit, 1) >= MK_OBJECT_AT);
    mk_bundle_free(b);
}

/* Past the page cache, and the end of it not; then a short one in the same blocks. */
static void a_large_object_is_what_was_written(void **state)
{
    const size_t large = ((size_t)11 << 20) + 4097;
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkbundle_add(b, 1, large, &e), 0);
    assert_int_equal(mkbundle_add(b, 2, 300, &e), 0);
    assert_int_equal(mkbundle_add(b, 3, (size_t)16 << 20, &e), 0);
    assert_true(mkbundle_has(b, 1, large));
    assert_true(mkbundle_has(b, 2, 300));
    assert_true(mkbundle_has(b, 3, (size_t)16 << 20));
    mk_bundle_free(b);
}

static void an_error_of_the_thread_stays(void **state)
{
    struct fault_disk f;
    struct mk_bundle *b = NULL;
    (void)state;
    fault_disk_init(&f, mkbundle_dir);
    assert_int_equal(
        mk_bundle_create(&b, stock_path(mkbundle_dir, "b"), &f.disk, &mkbundle_info, &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 10, &e), 0);
    f.fail_at = f.calls + 1; /* its syncfs() */
    assert_int_equal(mk_bundle_sync(b, &e), -1);
    assert_int_equal(e.code, MK_EIO);
    assert_int_equal(mk_bundle_sync(b, NULL), -1);
    assert_int_equal(mkbundle_add(b, 2, 10, &e), -1);
    assert_int_equal(mk_bundle_act(b, "x", NULL, NULL, false, &e), -1);
    assert_int_equal(mk_bundle_seal(b, NULL, 0, &e), -1);
    mk_bundle_free(b);
    assert_int_equal(mk_bundle_resume(&b, stock_path(mkbundle_dir, "b"), mk_disk_real(), &e), 0);
    assert_int_equal(mk_bundle_state(b, 1), MK_OBJECT_NONE);
    assert_false(mkbundle_holds("b/data/000/0000001"));
    mk_bundle_free(b);
    fault_disk_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MKBUNDLE_TEST(objects_begun_ahead_are_filled_in_order),
        MKBUNDLE_TEST(a_number_is_whole_once_but_may_begin_again_when_dropped),
        MKBUNDLE_TEST(what_is_too_long_is_refused_before_it_begins),
        MKBUNDLE_TEST(an_act_that_is_too_long_does_not_break_the_chain),
        MKBUNDLE_TEST(a_remark_can_be_read_back_before_and_after_the_commit),
        MKBUNDLE_TEST(a_changed_object_is_noticed_when_it_is_read),
        MKBUNDLE_TEST(a_full_disk_costs_the_object_and_not_the_bundle),
        MKBUNDLE_TEST(a_group_commits_by_itself_within_its_time),
        MKBUNDLE_TEST(a_large_object_is_what_was_written),
        MKBUNDLE_TEST(an_error_of_the_thread_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
