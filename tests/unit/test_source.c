#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/source/source.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void put(const char *name, const char *text)
{
    stock_write(stock_in(name), mk_str(text));
}

static void folder(const char *name)
{
    assert_int_equal(mkdir(stock_in(name), 0700), 0);
}

static int note(void *u, const struct mk_entry *en, struct mk_error *e)
{
    struct mk_buf *b = u;
    (void)e;
    mk_buf_put(b, en->path.p, en->path.len);
    mk_buf_printf(b, ":%llu ", (unsigned long long)en->size);
    return 0;
}

static void assert_lists(const struct mk_source *s, const char *expected)
{
    struct mk_buf b;
    struct mk_error e;
    mk_buf_init(&b, 1 << 20);
    assert_int_equal(s->list(s->u, note, &b, &e), 0);
    assert_string_equal(mk_buf_cstr(&b), expected);
    mk_buf_done(&b);
}

static void open_folder(struct mk_source *s)
{
    struct mk_error e;
    assert_int_equal(mk_source_folder(s, stock_own, &e), 0);
}

static void folder_lists_whole_paths_in_bytewise_order(void **state)
{
    struct mk_source s;
    (void)state;
    folder("a");
    put("a/z", "12");
    put("a.b", "1");
    put("a0", "");
    put("\xff\n", "123");
    folder("empty");
    open_folder(&s);
    assert_lists(&s, "a.b:1 a/z:2 a0:0 \xff\n:3 ");
    assert_lists(&s, "a.b:1 a/z:2 a0:0 \xff\n:3 "); /* again: the same */
    mk_source_done(&s);
}

static void links_and_special_files_are_left_out(void **state)
{
    struct mk_source s;
    (void)state;
    put("real", "1");
    assert_int_equal(symlink("real", stock_in("link")), 0);
    assert_int_equal(symlink("/etc", stock_in("way out")), 0);
    assert_int_equal(mkfifo(stock_in("pipe"), 0600), 0);
    open_folder(&s);
    assert_lists(&s, "real:1 ");
    mk_source_done(&s);
}

static void folder_that_became_a_link_is_not_opened(void **state)
{
    struct mk_source s;
    struct mk_file f;
    struct mk_error e;
    (void)state;
    folder("d");
    put("d/passwd", "x");
    open_folder(&s);
    assert_lists(&s, "d/passwd:1 ");
    assert_int_equal(rename(stock_in("d"), stock_in("moved")), 0);
    assert_int_equal(symlink("/etc", stock_in("d")), 0);
    assert_int_equal(s.open(&f, s.u, 0, &e), -1);
    mk_source_done(&s);
}

static void every_listed_file_opens_by_its_id(void **state)
{
    struct mk_source s;
    struct mk_file f;
    struct mk_error e;
    char name[32], got[32] = { 0 };
    size_t n;
    (void)state;
    for (int i = 0; i < 200; i++) { /* several blocks of the path store */
        snprintf(name, sizeof name, "file-%03d", i);
        put(name, name);
    }
    open_folder(&s);
    assert_int_equal(s.open(&f, s.u, 0, &e), -1); /* nothing listed yet */
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    assert_int_equal(s.list(s.u, note, &b, &e), 0);
    mk_buf_done(&b);
    for (int i = 199; i >= 0; i--) {
        snprintf(name, sizeof name, "file-%03d", i);
        assert_int_equal(s.open(&f, s.u, (uint64_t)i, &e), 0);
        assert_true(mk_file_descriptor(&f) >= 0);
        assert_int_equal(f.pread(f.u, 0, got, sizeof got, &n, &e), 0);
        assert_int_equal(n, strlen(name));
        assert_memory_equal(got, name, n);
        mk_file_close(&f);
    }
    assert_int_equal(s.open(&f, s.u, 200, &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    mk_source_done(&s);
}

static void single_file_brings_its_log_and_nothing_else(void **state)
{
    struct mk_source s;
    struct mk_error e;
    (void)state;
    put("x.db", "1");
    put("x.db-wal", "12");
    put("x.db-shm", "123");
    put("y.db", "1234");
    assert_int_equal(mk_source_folder(&s, stock_in("x.db"), &e), 0);
    assert_lists(&s, "x.db:1 x.db-wal:2 ");
    mk_source_done(&s);
}

static int stop_at_second(void *u, const struct mk_entry *en, struct mk_error *e)
{
    (void)en;
    (void)e;
    return ++*(int *)u == 2;
}

static void listing_stops_when_told(void **state)
{
    struct mk_source s;
    struct mk_error e;
    int seen = 0;
    (void)state;
    put("1", "");
    put("2", "");
    put("3", "");
    open_folder(&s);
    assert_int_equal(s.list(s.u, stop_at_second, &seen, &e), 0);
    assert_int_equal(seen, 2);
    mk_source_done(&s);
}

static void missing_path_is_an_error(void **state)
{
    struct mk_source s;
    struct mk_error e;
    (void)state;
    assert_int_equal(mk_source_folder(&s, stock_in("nothing here"), &e), -1);
}

static void memory_file_reads_up_to_its_end(void **state)
{
    struct mk_span bytes = mk_str("abc");
    struct mk_file f = mk_file_memory(&bytes);
    struct mk_error e;
    char got[8];
    size_t n;
    (void)state;
    assert_int_equal(f.size, 3);
    assert_int_equal(f.pread(f.u, 1, got, sizeof got, &n, &e), 0);
    assert_int_equal(n, 2);
    assert_memory_equal(got, "bc", 2);
    assert_int_equal(f.pread(f.u, UINT64_MAX, got, sizeof got, &n, &e), 0);
    assert_int_equal(n, 0);
    assert_int_equal(mk_file_descriptor(&f), -1);
}

static void role_names_read_back(void **state)
{
    (void)state;
    for (int r = 0; r < MK_ROLE_COUNT; r++) {
        enum mk_role back = MK_ROLE_COUNT;
        bool known = mk_role_parse(&back, mk_str(mk_role_name((enum mk_role)r)));
        assert_true(known);
        assert_int_equal(back, r);
    }
    enum mk_role none;
    assert_false(mk_role_parse(&none, mk_str("rows")));
}

static void no_memory_leaks_nothing(void **state)
{
    (void)state;
    folder("d");
    put("d/1", "");
    put("2", "");
    for (int n = 1; fault_arm(n); n++) {
        struct mk_source s = { 0 };
        struct mk_file f;
        struct mk_error e;
        struct mk_buf b;
        mk_buf_init(&b, 1 << 20);
        int rc = mk_source_folder(&s, stock_own, &e);
        if (rc == 0)
            rc = s.list(s.u, note, &b, &e);
        if (rc == 0)
            rc = s.open(&f, s.u, 1, &e);
        if (rc == 0)
            mk_file_close(&f);
        assert_true(rc == 0 || e.code == MK_ENOMEM || e.code == MK_EIO);
        mk_source_done(&s);
        mk_buf_done(&b);
    }
    fault_disarm();
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, stock_setup, stock_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(folder_lists_whole_paths_in_bytewise_order),
        TEST(links_and_special_files_are_left_out),
        TEST(folder_that_became_a_link_is_not_opened),
        TEST(every_listed_file_opens_by_its_id),
        TEST(single_file_brings_its_log_and_nothing_else),
        TEST(listing_stops_when_told),
        TEST(missing_path_is_an_error),
        TEST(memory_file_reads_up_to_its_end),
        TEST(role_names_read_back),
        TEST(no_memory_leaks_nothing),
    };
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
