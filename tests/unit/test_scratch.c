#include "tests/lib/t.h"

#include "parsers/source/scratch.h"
#include "tests/lib/fault.h"
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

static int fd;

static int setup(void **state)
{
    (void)state;
    fd = memfd_create("scratch", MFD_CLOEXEC);
    return fd < 0 ? -1 : 0;
}

static int teardown(void **state)
{
    (void)state;
    return close(fd);
}

static int put(struct mk_scratch *s, const char *text, struct mk_file *out)
{
    struct mk_piece p;
    struct mk_error e;
    mk_piece_begin(&p, s);
    for (; *text; text++)
        if (mk_piece_put(&p, text, 1, &e) != 0)
            return -1;
    return mk_piece_file(out, &p, &e);
}

static void assert_reads(const struct mk_file *f, uint64_t at, size_t n, const char *expected)
{
    char got_text[64] = { 0 };
    size_t got = 99;
    struct mk_error e;
    assert_true(n < sizeof got_text);
    assert_int_equal(f->pread(f->u, at, got_text, n, &got, &e), 0);
    assert_int_equal(got, strlen(expected));
    assert_string_equal(got_text, expected);
}

static void pieces_are_apart_and_end_where_they_end(void **state)
{
    struct mk_scratch s = mk_scratch_fd(&fd, 100);
    struct mk_file a, b, none;
    (void)state;
    assert_int_equal(put(&s, "first", &a), 0);
    assert_int_equal(put(&s, "", &none), 0);
    assert_int_equal(put(&s, "second", &b), 0);
    assert_int_equal(s.used, 11);
    assert_int_equal(a.size, 5);
    assert_int_equal(none.size, 0);
    assert_reads(&a, 0, 50, "first"); /* not into the next piece */
    assert_reads(&a, 3, 2, "st");
    assert_reads(&a, 4, 50, "t");
    assert_reads(&a, 5, 1, "");
    assert_reads(&a, UINT64_MAX, 50, "");
    assert_reads(&b, 0, 6, "second");
    assert_reads(&b, 1, 0, "");
    assert_reads(&none, 0, 50, "");
    mk_file_close(&a);
    mk_file_close(&b);
    mk_file_close(&none);
}

static void a_piece_may_fill_its_room_and_no_more(void **state)
{
    struct mk_scratch s = mk_scratch_fd(&fd, 8);
    struct mk_piece p;
    struct mk_error e;
    (void)state;
    mk_piece_begin(&p, &s);
    assert_int_equal(mk_piece_put(&p, "123456789", 9, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(p.len, 0);
    assert_int_equal(mk_piece_put(&p, "12345678", 8, &e), 0);
    assert_int_equal(mk_piece_put(&p, "", 0, &e), 0);
    assert_int_equal(mk_piece_put(&p, "9", 1, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(p.len, 8);
    assert_int_equal(s.used, 8);
    assert_int_equal(lseek(fd, 0, SEEK_END), 8);
    struct mk_scratch no_end = mk_scratch_fd(&fd, UINT64_MAX);
    assert_true(no_end.max == INT64_MAX); /* no place that a file cannot have */
}

static void room_that_is_given_back_is_used_again(void **state)
{
    struct mk_scratch s = mk_scratch_fd(&fd, 10);
    struct mk_file a, b;
    (void)state;
    assert_int_equal(put(&s, "keep", &a), 0);
    uint64_t mark = s.used;
    assert_int_equal(put(&s, "longer", &b), 0);
    mk_file_close(&b);
    assert_int_equal(put(&s, "x", &b), -1); /* full */
    mk_scratch_back(&s, mark);
    assert_int_equal(s.used, mark);
    assert_int_equal(put(&s, "ab", &b), 0);
    assert_reads(&b, 0, 50, "ab"); /* nothing of what was there before */
    assert_reads(&a, 0, 50, "keep");
    mk_scratch_back(&s, 1000); /* never forward */
    assert_int_equal(s.used, 6);
    mk_file_close(&a);
    mk_file_close(&b);
}

static void what_unpacks_without_end_is_stopped_though_room_is_given_back(void **state)
{
    struct mk_scratch s = mk_scratch_fd(&fd, 10);
    struct mk_piece p;
    struct mk_error e;
    int n = 0;
    (void)state;
    s.left = 25;
    for (; n < 100; n++) {
        mk_piece_begin(&p, &s);
        if (mk_piece_put(&p, "12345678", 8, &e) != 0)
            break;
        mk_scratch_back(&s, 0);
    }
    assert_int_equal(n, 3);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_non_null(strstr(e.text, "without end"));
    assert_int_equal(s.left, 1);
}

static void without_a_scratch_only_nothing_can_be_unpacked(void **state)
{
    struct mk_piece p;
    struct mk_error e;
    struct mk_file f;
    (void)state;
    mk_piece_begin(&p, NULL);
    assert_int_equal(mk_piece_put(&p, "a", 1, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    assert_int_equal(mk_piece_file(&f, &p, &e), 0);
    assert_reads(&f, 0, 10, "");
    mk_file_close(&f);
}

static void a_failing_disk_is_told_and_takes_no_room(void **state)
{
    struct mk_piece p;
    struct mk_error e = { 0 };
    size_t got;
    char c;
    (void)state;
    int full = open("/dev/full", O_RDWR | O_CLOEXEC), closed = -1;
    struct mk_scratch s = mk_scratch_fd(&full, 100), none = mk_scratch_fd(&closed, 100);
    mk_piece_begin(&p, &s);
    assert_int_equal(mk_piece_put(&p, "a", 1, &e), -1);
    assert_int_equal(e.code, MK_ENOSPC);
    assert_int_equal(s.used, 0);
    assert_int_equal(p.len, 0);
    close(full);
    assert_int_equal(none.pread(none.u, 0, &c, 1, &got, &e), -1);
    assert_int_equal(e.code, MK_EIO);
}

static void a_scratch_that_was_cut_gives_what_is_left(void **state)
{
    struct mk_scratch s = mk_scratch_fd(&fd, 100);
    struct mk_file f;
    (void)state;
    assert_int_equal(put(&s, "12345", &f), 0);
    assert_int_equal(ftruncate(fd, 3), 0);
    assert_reads(&f, 0, 5, "123");
    mk_file_close(&f);
}

static void a_piece_without_memory_is_an_error(void **state)
{
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_scratch s = mk_scratch_fd(&fd, 100);
        struct mk_piece p;
        struct mk_file f = { 0 };
        struct mk_error e = { 0 };
        mk_piece_begin(&p, &s);
        assert_int_equal(mk_piece_put(&p, "text", 4, &e), 0);
        int rc = mk_piece_file(&f, &p, &e);
        assert_int_equal(rc, fault_fired() ? -1 : 0);
        assert_int_equal(e.code, fault_fired() ? MK_ENOMEM : MK_OK);
        mk_file_close(&f);
    }
    fault_disarm();
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(pieces_are_apart_and_end_where_they_end),
        T(a_piece_may_fill_its_room_and_no_more),
        T(room_that_is_given_back_is_used_again),
        T(what_unpacks_without_end_is_stopped_though_room_is_given_back),
        T(without_a_scratch_only_nothing_can_be_unpacked),
        T(a_failing_disk_is_told_and_takes_no_room),
        T(a_scratch_that_was_cut_gives_what_is_left),
        T(a_piece_without_memory_is_an_error),
    };
    return cmocka_run_group_tests_name("scratch", tests, NULL, NULL);
}
