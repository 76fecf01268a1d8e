#include "firmware/daemon/officers.h"
#include "firmware/daemon/officers_file.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* The machine's clock, and as much more as a test says. */
static int64_t ahead_us;
static char top[64];
static int dir;
static struct mk_loop *loop;

static int64_t boot_us(void *u)
{
    struct timespec ts;
    (void)u;
    clock_gettime(CLOCK_BOOTTIME, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000 + ahead_us;
}

static int real_poll(void *u, struct pollfd *p, size_t n, int timeout_ms)
{
    (void)u;
    return poll(p, n, timeout_ms < 0 || timeout_ms > 10000 ? 10000 : timeout_ms);
}

static int begin(void **state)
{
    const struct mk_loop_calls calls = { NULL, boot_us, boot_us, real_poll };
    (void)state;
    snprintf(top, sizeof top, "/tmp/moka-officers.XXXXXX");
    if (!mkdtemp(top))
        return -1;
    dir = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return mk_loop_new(&loop, &calls, NULL);
}

static int end(void **state)
{
    (void)state;
    mk_loop_free(loop);
    close(dir);
    stock_remove(top);
    return 0;
}

static struct mk_officers *open_them(const struct mk_disk *disk)
{
    struct mk_error e = { 0 };
    struct mk_officers *o = NULL;
    if (mk_officers_new(&o, loop, dir, disk, &e))
        fail_msg("%s", e.text);
    return o;
}

static int result;

static void done(void *u, enum mk_pin_result r, const char *id, const struct mk_error *e)
{
    (void)u;
    (void)e;
    assert_string_equal(id, "a.b");
    result = (int)r;
}

#define REFUSED (-2)

/* What becomes of a PIN; REFUSED: it is not even looked at. */
static int try(struct mk_officers *o, const char *pin)
{
    struct mk_error e = { 0 };
    result = -1;
    if (mk_officers_check(o, "a.b", pin, done, NULL, &e))
        return REFUSED;
    while (result == -1)
        assert_int_equal(mk_loop_turn(loop, -1, &e), 0);
    return result;
}

static int set(struct mk_officers *o, const char *name, const char *pin)
{
    struct mk_error e = { 0 };
    result = -1;
    if (mk_officers_set(o, "a.b", name, true, pin, done, NULL, &e))
        return REFUSED;
    while (result == -1)
        assert_int_equal(mk_loop_turn(loop, -1, &e), 0);
    return result;
}

static int64_t locked(const struct mk_officers *o)
{
    return mk_officer_locked_s(o, mk_officers_find(o, "a.b"));
}

static void delays_double_up_to_an_hour_and_a_right_pin_ends_them(void **state)
{
    static const int64_t delays[] = { 0, 0, 0, 30, 60, 120, 240, 480, 960, 1920, 3600, 3600 };
    struct mk_officers *o = open_them(mk_disk_real());
    (void)state;
    assert_int_equal(set(o, "A B", "123456"), MK_PIN_RIGHT);
    assert_int_equal(set(o, "A B", "123456"), REFUSED);
    assert_int_equal(try(o, "123456"), MK_PIN_RIGHT);
    for (size_t i = 0; i < sizeof delays / sizeof *delays; i++) {
        assert_int_equal(try(o, "000000"), MK_PIN_WRONG);
        assert_true(locked(o) >= delays[i] - 5 && locked(o) <= delays[i]);
        /* The sixth comes within the hour, and so does each until the delays take one. */
        assert_int_equal(mk_officer_tried_hard(o, mk_officers_find(o, "a.b")), i >= 5 && i < 10);
        if (delays[i])
            assert_int_equal(try(o, "123456"), REFUSED);
        ahead_us += delays[i] * 1000000;
    }
    assert_int_equal(try(o, "123456"), MK_PIN_RIGHT);
    assert_int_equal(try(o, "000000"), MK_PIN_WRONG);
    assert_int_equal(locked(o), 0);
    mk_officers_free(o);
}

static void a_restart_begins_the_delay_anew_and_a_clock_jump_does_nothing(void **state)
{
    struct mk_officers *o = open_them(mk_disk_real());
    (void)state;
    assert_int_equal(try(o, "123456"), MK_PIN_RIGHT);
    for (int i = 0; i < 5; i++) {
        assert_int_equal(try(o, "000000"), MK_PIN_WRONG);
        ahead_us += locked(o) * 1000000;
    }
    assert_int_equal(locked(o), 0);
    mk_officers_free(o);
    o = open_them(mk_disk_real());
    assert_true(locked(o) > 55 && locked(o) <= 60);
    assert_int_equal(try(o, "123456"), REFUSED);
    assert_int_equal(set(o, NULL, "654321"), MK_PIN_RIGHT);
    assert_int_equal(try(o, "654321"), MK_PIN_RIGHT);
    mk_officers_free(o);
}

/* A cut between the try and its answer counts as a wrong one. */
static void a_try_counts_before_it_is_looked_at(void **state)
{
    struct mk_error e = { 0 };
    struct mk_officers *o = open_them(mk_disk_real());
    (void)state;
    assert_int_equal(mk_officers_check(o, "a.b", "654321", done, NULL, &e), 0);
    assert_int_equal(mk_officers_check(o, "a.b", "654321", done, NULL, &e), -1); /* one at a time */
    mk_officers_free(o);
    assert_int_equal(result, MK_PIN_FAILED);
    o = open_them(mk_disk_real());
    assert_int_equal(mk_officers_find(o, "a.b")->failures, 1);
    mk_officers_free(o);
}

static void a_try_that_cannot_be_written_down_is_not_made(void **state)
{
    struct fault_disk f;
    (void)state;
    fault_disk_init(&f, top);
    struct mk_officers *o = open_them(&f.disk);
    uint32_t was = mk_officers_find(o, "a.b")->failures;
    f.fail_at = f.calls + 1;
    f.fail_errno = ENOSPC;
    assert_int_equal(try(o, "654321"), REFUSED);
    assert_int_equal(mk_officers_find(o, "a.b")->failures, was);
    assert_int_equal(try(o, "654321"), MK_PIN_RIGHT);
    mk_officers_free(o);
    fault_disk_done(&f);
}

static void a_damaged_file_is_read_from_its_copy_and_two_are_an_error(void **state)
{
    static const char *const bad[] = { "",
                                       "{",
                                       "[]",
                                       "{\"format\":\"moka-officers-1\"}",
                                       "{\"format\":\"moka-officers-1\",\"officers\":[{}]}",
                                       "{\"format\":\"moka-officers-2\",\"officers\":[]}" };
    struct mk_officer all[MK_OFFICERS_MAX];
    struct mk_error e = { 0 };
    size_t n;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(mk_disk_put(mk_disk_real(), dir, "officers.json", mk_str(bad[i]), &e), 0);
        assert_int_equal(mk_officers_read(all, &n, dir, &e), 0);
        assert_int_equal(n, 1);
    }
    assert_int_equal(mk_disk_put(mk_disk_real(), dir, "officers.bak", mk_str("{"), &e), 0);
    assert_int_equal(mk_officers_read(all, &n, dir, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    assert_int_equal(mk_officers_write(all, 0, dir, mk_disk_real(), &e), 0);
    for (int k = 1; fault_arm(k); k++)
        if (mk_officers_read(all, &n, dir, &e))
            assert_true(fault_fired());
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(delays_double_up_to_an_hour_and_a_right_pin_ends_them),
        cmocka_unit_test(a_restart_begins_the_delay_anew_and_a_clock_jump_does_nothing),
        cmocka_unit_test(a_try_counts_before_it_is_looked_at),
        cmocka_unit_test(a_try_that_cannot_be_written_down_is_not_made),
        cmocka_unit_test(a_damaged_file_is_read_from_its_copy_and_two_are_an_error),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
