#include "tests/lib/t.h"
#include "firmware/acquire/worklist.h"
#include "tests/lib/fault.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static int memory_file(void)
{
    int fd = memfd_create("worklist", MFD_CLOEXEC);
    assert_true(fd >= 0);
    return fd;
}

static int copy_of(int fd, size_t n)
{
    int out = memory_file();
    uint8_t *p = malloc(n ? n : 1);
    assert_non_null(p);
    assert_int_equal(pread(fd, p, n, 0), n);
    assert_int_equal(pwrite(out, p, n, 0), n);
    free(p);
    return out;
}

static int write_list(int fd, size_t files)
{
    char path[64];
    struct mk_worklist *w = NULL;
    struct mk_work_totals t = { .folders = 3, .links = 1 };
    int rc = mk_worklist_open(&w, dup(fd), NULL);
    for (size_t i = 0; rc == 0 && i < files; i++) {
        snprintf(path, sizeof path, "/sdcard/d%zu/f\n%zu", i / 10, i);
        struct mk_listed f = { .type = 'f', .size = i, .mtime_s = -5, .path = mk_str(path) };
        rc = mk_worklist_add(w, &f, NULL);
    }
    if (rc == 0)
        rc = mk_worklist_end(w, &t, NULL);
    mk_worklist_free(w);
    return rc;
}

static void what_was_listed_comes_back_in_order(void **s)
{
    (void)s;
    struct mk_worklist *w;
    struct mk_work f;
    int fd = memory_file();
    assert_int_equal(write_list(fd, 10000), 0); /* several blocks */
    assert_int_equal(mk_worklist_open(&w, dup(fd), NULL), 0);
    assert_true(mk_worklist_complete(w));
    assert_int_equal(mk_worklist_totals(w)->files, 10000);
    assert_int_equal(mk_worklist_totals(w)->folders, 3);
    for (int pass = 0; pass < 2; pass++, mk_worklist_rewind(w)) {
        for (size_t i = 0; i < 10000; i++) {
            char path[64];
            snprintf(path, sizeof path, "/sdcard/d%zu/f\n%zu", i / 10, i);
            assert_int_equal(mk_worklist_next(&f, w, NULL), 1);
            assert_true(mk_span_is(f.path, path));
            assert_int_equal(f.index, i);
            assert_int_equal(f.size, i);
            assert_int_equal(f.mtime_s, -5);
        }
        assert_int_equal(mk_worklist_next(&f, w, NULL), 0);
    }
    mk_worklist_free(w);
    close(fd);
}

static void a_list_that_was_cut_or_changed_is_made_again(void **s)
{
    (void)s;
    struct mk_worklist *w;
    int fd = memory_file();
    assert_int_equal(write_list(fd, 5), 0);
    off_t size = lseek(fd, 0, SEEK_END);
    for (off_t n = 0; n < size; n++) {
        int cut = copy_of(fd, (size_t)n);
        assert_int_equal(mk_worklist_open(&w, cut, NULL), 0);
        assert_false(mk_worklist_complete(w));
        assert_int_equal(mk_worklist_totals(w)->files, 0);
        mk_worklist_free(w);

        int flipped = copy_of(fd, (size_t)size);
        uint8_t byte;
        assert_int_equal(pread(flipped, &byte, 1, n), 1);
        byte ^= 0x10;
        assert_int_equal(pwrite(flipped, &byte, 1, n), 1);
        assert_int_equal(mk_worklist_open(&w, flipped, NULL), 0);
        assert_false(mk_worklist_complete(w));
        mk_worklist_free(w);
    }
    close(fd);
}

static void no_memory_is_an_error_and_nothing_leaks(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        int fd = memory_file();
        int rc = write_list(fd, 3);
        assert_int_equal(rc == 0, !fault_fired());
        fault_disarm();
        close(fd);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_listed_comes_back_in_order),
        cmocka_unit_test(a_list_that_was_cut_or_changed_is_made_again),
        cmocka_unit_test(no_memory_is_an_error_and_nothing_leaks),
    };
    return cmocka_run_group_tests_name("worklist", tests, NULL, NULL);
}
