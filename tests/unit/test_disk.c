#include "tests/lib/fault_disk.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static int fd;
static struct fault_disk disk;
static struct mk_error e;

static int start(void **state)
{
    (void)state;
    stock_dir(dir);
    fd = open(dir, O_RDONLY | O_DIRECTORY);
    fault_disk_init(&disk, dir);
    return fd < 0;
}

static int stop(void **state)
{
    (void)state;
    fault_disk_done(&disk);
    close(fd);
    stock_remove(dir);
    return 0;
}

static void holds(const char *name, const char *text)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    stock_read(&b, stock_path(dir, name));
    assert_true(mk_span_is(mk_buf_span(&b), text));
    mk_buf_done(&b);
}

static void no_tmp(const char *name)
{
    struct stat st;
    assert_int_equal(lstat(stock_path(dir, name), &st), -1);
    assert_int_equal(errno, ENOENT);
}

static void what_is_put_is_there_whole(void **state)
{
    (void)state;
    disk.crumbs = true;
    assert_int_equal(mk_disk_put(&disk.disk, fd, "a", mk_str("first"), &e), 0);
    assert_int_equal(mk_disk_put(&disk.disk, fd, "a", mk_str("second, longer than it"), &e), 0);
    holds("a", "second, longer than it");
    no_tmp("a.tmp");
}

static void a_put_that_fails_leaves_the_old_file(void **state)
{
    long n = 1;
    (void)state;
    assert_int_equal(mk_disk_put(&disk.disk, fd, "a", mk_str("old"), &e), 0);
    for (;; n++) {
        disk.calls = 0;
        disk.fail_at = n;
        e.code = MK_OK;
        int rc = mk_disk_put(&disk.disk, fd, "a", mk_str("new"), &e);
        if (rc == 0)
            break;
        assert_int_equal(e.code, MK_EIO);
        /* only the folder's sync comes after the new name */
        holds("a", n == 6 ? "new" : "old");
        no_tmp("a.tmp");
    }
    assert_int_equal(n, 7);
}

static void a_close_that_fails_is_told(void **state)
{
    (void)state;
    disk.fail_at = 4; /* openat, write, fsync, close */
    disk.fail_errno = EDQUOT;
    assert_int_equal(mk_disk_put(&disk.disk, fd, "a", mk_str("x"), &e), -1);
    assert_int_equal(e.code, MK_ENOSPC);
}

static void a_full_disk_is_told_apart(void **state)
{
    (void)state;
    disk.tight = true;
    disk.room = 3;
    assert_int_equal(mk_disk_put(&disk.disk, fd, "a", mk_str("four"), &e), -1);
    assert_int_equal(e.code, MK_ENOSPC);
    no_tmp("a.tmp");
    no_tmp("a");
}

static void a_name_that_is_too_long_is_refused(void **state)
{
    char name[300];
    (void)state;
    memset(name, 'n', sizeof name);
    name[sizeof name - 1] = 0;
    assert_int_equal(mk_disk_put(&disk.disk, fd, name, mk_str("x"), &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(disk.calls, 0);
}

static void a_link_in_place_of_a_folder_is_not_followed(void **state)
{
    int sub = -1;
    (void)state;
    assert_int_equal(symlinkat("/tmp", fd, "data"), 0);
    assert_int_equal(mk_disk_folder(&sub, &disk.disk, fd, "data", &e), -1);
    assert_int_equal(mk_disk_folder(&sub, mk_disk_real(), fd, "data", &e), -1);
}

static void an_unsynced_file_does_not_outlive_the_power_for_sure(void **state)
{
    bool lost = false, kept = false;
    (void)state;
    assert_int_equal(mk_disk_put(&disk.disk, fd, "sure", mk_str("sure"), &e), 0);
    int out = disk.disk.openat(&disk, fd, "maybe", O_WRONLY | O_CREAT, 0600);
    assert_int_equal(mk_disk_write_all(&disk.disk, out, mk_str("maybe"), &e), 0);
    disk.disk.close(&disk, out);
    for (unsigned seed = 0; seed < 32; seed++) {
        char after[64];
        struct stat st;
        stock_dir(after);
        fault_disk_survive(&disk, after, seed);
        bool is = stat(stock_path(after, "maybe"), &st) == 0 && st.st_size == 5;
        kept = kept || is;
        lost = lost || !is;
        assert_int_equal(stat(stock_path(after, "sure"), &st), 0);
        assert_int_equal(st.st_size, 4);
        stock_remove(after);
    }
    assert_true(lost && kept);
}

/* A disk that takes `good` writes past the page cache, then part of one or none. */
static struct {
    int good, turned_off;
    ssize_t last;
    bool direct;
} past;

static int past_direct(void *u, int file, bool on)
{
    (void)u;
    (void)file;
    past.direct = on;
    past.turned_off += !on;
    return 0;
}

static ssize_t past_write(void *u, int file, const void *p, size_t n)
{
    (void)u;
    if (past.direct && past.good-- <= 0) {
        errno = EINVAL;
        return past.last > 0 ? write(file, p, (size_t)past.last) : -1;
    }
    return write(file, p, past.direct ? MK_DISK_PAGE : n);
}

static void what_does_not_go_past_the_page_cache_goes_the_usual_way(void **state)
{
    static uint8_t bytes[8 * MK_DISK_PAGE], back[sizeof bytes + 1];
    static const ssize_t lasts[] = { -1, 700, MK_DISK_PAGE };
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + i / 4096);
    for (size_t i = 0; i < 3; i++) {
        struct mk_disk d = { .write = past_write, .direct = past_direct };
        bool direct = true;
        int file = openat(fd, "big", O_RDWR | O_CREAT | O_TRUNC, 0600);
        memset(&past, 0, sizeof past);
        past.good = i == 2 ? 100 : 3;
        past.last = lasts[i];
        past.direct = true;
        assert_int_equal(mk_disk_write_direct(&d, file, mk_span(bytes, sizeof bytes), &direct, &e),
                         0);
        assert_int_equal(direct, i == 2);
        assert_int_equal(past.turned_off, i < 2);
        assert_int_equal(pread(file, back, sizeof back, 0), sizeof bytes);
        assert_memory_equal(back, bytes, sizeof bytes);
        close(file);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_put_is_there_whole, start, stop),
        cmocka_unit_test_setup_teardown(a_put_that_fails_leaves_the_old_file, start, stop),
        cmocka_unit_test_setup_teardown(a_close_that_fails_is_told, start, stop),
        cmocka_unit_test_setup_teardown(a_full_disk_is_told_apart, start, stop),
        cmocka_unit_test_setup_teardown(a_name_that_is_too_long_is_refused, start, stop),
        cmocka_unit_test_setup_teardown(a_link_in_place_of_a_folder_is_not_followed, start, stop),
        cmocka_unit_test_setup_teardown(what_does_not_go_past_the_page_cache_goes_the_usual_way,
                                        start, stop),
        cmocka_unit_test_setup_teardown(an_unsynced_file_does_not_outlive_the_power_for_sure, start,
                                        stop),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
