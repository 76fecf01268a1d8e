#include "firmware/bundle/writer.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static struct mk_error e;

static void one_writer_at_a_time(void **state)
{
    struct mk_bundle *other = NULL;
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mk_bundle_resume(&other, mkbundle_dir, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_bundle_create(&other, mkbundle_dir, mk_disk_real(), &mkbundle_info, &e),
                     -1);
    assert_int_equal(e.code, MK_ESTATE);
    mk_bundle_free(b);
    b = mkbundle_resumed();
    mk_bundle_free(b);
}

static void what_is_sealed_or_no_bundle_is_not_resumed(void **state)
{
    struct mk_bundle *b = NULL;
    (void)state;
    assert_int_equal(mk_bundle_resume(&b, mkbundle_dir, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    assert_false(mk_is_bundle(mkbundle_dir));
    b = mkbundle_created();
    assert_true(mk_is_bundle(mkbundle_dir));
    mkbundle_seal(b);
    assert_int_equal(mkbundle_add(b, 1, 1, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_bundle_seal(b, NULL, 0, &e), -1);
    mk_bundle_free(b);
    assert_true(mk_is_bundle(mkbundle_dir));
    assert_int_equal(mk_bundle_resume(&b, mkbundle_dir, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_bundle_create(&b, mkbundle_dir, mk_disk_real(), &mkbundle_info, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
}

static void only_tag_files_of_the_format_can_be_put(void **state)
{
    int fd;
    (void)state;
    struct mk_bundle *b = mkbundle_created();
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
    stock_write(stock_path(mkbundle_dir, "journal"), mk_span(journal, n));
    for (uint64_t i = 1; i <= 3; i++) {
        uint8_t bytes[64];
        mkbundle_bytes(bytes, 20, i);
        char name[32];
        snprintf(name, sizeof name, "data/000/%07u", (unsigned)i);
        stock_write(stock_path(mkbundle_dir, name), mk_span(bytes, 20));
    }
    int rc = mk_bundle_resume(&b, mkbundle_dir, fault_disk_lazy(), &e);
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
        assert_int_equal(whole, mkbundle_holds(name));
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
    struct mk_bundle *bundle = mkbundle_created();
    for (uint64_t i = 1; i <= 3; i++)
        assert_int_equal(mkbundle_add(bundle, i, 20, &e), 0);
    assert_int_equal(mk_bundle_sync(bundle, &e), 0);
    mk_bundle_free(bundle);
    mk_buf_init(&b, 65536);
    stock_read(&b, stock_path(mkbundle_dir, "journal"));
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

static void resuming_takes_what_no_line_names(void **state)
{
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkbundle_add(b, 1, 10, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "data/002"), 0700), 0);
    stock_write(stock_path(mkbundle_dir, "data/000/0000009"), mk_str("x"));
    stock_write(stock_path(mkbundle_dir, "data/002/0000001"), mk_str("x")); /* not its folder */
    stock_write(stock_path(mkbundle_dir, "index.jsonl.tmp"), mk_str("x"));
    b = mkbundle_resumed();
    assert_true(mkbundle_holds("data/000/0000001"));
    assert_false(mkbundle_holds("data/000/0000009"));
    assert_false(mkbundle_holds("data/002/0000001"));
    assert_false(mkbundle_holds("index.jsonl.tmp"));
    mkbundle_seal(b);
    mk_bundle_free(b);
    assert_false(mkbundle_holds("data/002"));
}

/* Its journal would have what it does not name removed, and the kit sign the rest. */
static void a_journal_put_into_a_sealed_bundle_is_not_gone_on_with(void **state)
{
    (void)state;
    struct mk_bundle *b = mkbundle_created();
    assert_int_equal(mkbundle_add(b, 1, 10, &e), 0);
    assert_int_equal(mk_bundle_sync(b, &e), 0);
    mk_bundle_free(b);
    assert_int_equal(mkdir(stock_path(mkbundle_dir, "signatures"), 0700), 0);
    stock_write(stock_path(mkbundle_dir, "signatures/kit.sig"), mk_str("x"));
    stock_write(stock_path(mkbundle_dir, "data/000/0000009"), mk_str("x"));
    assert_int_equal(mk_bundle_resume(&b, mkbundle_dir, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    assert_true(mkbundle_holds("data/000/0000009"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MKBUNDLE_TEST(one_writer_at_a_time),
        MKBUNDLE_TEST(what_is_sealed_or_no_bundle_is_not_resumed),
        MKBUNDLE_TEST(only_tag_files_of_the_format_can_be_put),
        MKBUNDLE_TEST(every_damage_to_the_journal_keeps_exactly_what_is_before_it),
        MKBUNDLE_TEST(resuming_takes_what_no_line_names),
        MKBUNDLE_TEST(a_journal_put_into_a_sealed_bundle_is_not_gone_on_with),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
