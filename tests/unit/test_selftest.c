#include "tests/lib/t.h"
#include "firmware/daemon/selftest_private.h"
#include "firmware/daemon/selftest_run.h"
#include <dirent.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[64];

/* Nothing is left in the folder. */
static void assert_empty(void)
{
    DIR *d = opendir(dir);
    unsigned n = 0;
    assert_non_null(d);
    while (readdir(d))
        n++;
    closedir(d);
    assert_int_equal(n, 2);
}

static json_t *result_of(bool *good, const char *in, enum mk_selftest_part broken)
{
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    struct mk_json j = mk_json(&b);
    *good = mk_selftest_all(&j, in, broken);
    json_t *o = json_loadb((const char *)b.p, b.len, JSON_REJECT_DUPLICATES, NULL);
    mk_buf_done(&b);
    assert_non_null(o);
    return o;
}

/* The parts that failed, as bits. */
static unsigned failed(const json_t *o)
{
    unsigned bits = 0;
    const json_t *tests = json_object_get(o, "tests");
    assert_int_equal(json_array_size(tests), MK_TEST_COUNT);
    for (unsigned i = 0; i < MK_TEST_COUNT; i++)
        if (!json_is_true(json_object_get(json_array_get(tests, i), "ok")))
            bits |= 1u << i;
    return bits;
}

static void a_kit_in_order_passes(void **s)
{
    bool good;
    (void)s;
    json_t *o = result_of(&good, dir, MK_TEST_COUNT);
    assert_true(good && json_is_true(json_object_get(o, "ok")));
    assert_int_equal(failed(o), 0);
    json_decref(o);
    assert_empty();
}

static void a_wrong_answer_fails_its_part_and_no_other(void **s)
{
    (void)s;
    for (unsigned p = 0; p < MK_TEST_COUNT; p++) {
        bool good;
        json_t *o = result_of(&good, dir, (enum mk_selftest_part)p);
        assert_false(good);
        assert_int_equal(failed(o), 1u << p);
        json_decref(o);
    }
    assert_empty();
}

static void without_a_folder_what_needs_one_fails(void **s)
{
    bool good;
    (void)s;
    json_t *o = result_of(&good, "/nonexistent", MK_TEST_COUNT);
    assert_false(good);
    assert_int_equal(failed(o), 1u << MK_TEST_READER | 1u << MK_TEST_BUNDLE);
    json_decref(o);
}

/* ---- the daemon's side ---- */

static struct {
    unsigned told;
    bool ok;
    struct mk_selftest *s;
    bool ask_again;
} w;

static void done(void *u, struct mk_span json)
{
    json_t *o = json_loadb((const char *)json.p, json.len, 0, NULL);
    assert_non_null(o);
    assert_true(u == &w);
    w.told++;
    w.ok = json_is_true(json_object_get(o, "ok"));
    json_decref(o);
    if (w.ask_again) {
        struct mk_error e;
        w.ask_again = false;
        assert_int_equal(mk_selftest_run(w.s, done, &w, &e), 0);
    }
}

static struct mk_loop *begin(const char *program)
{
    struct mk_loop *l = NULL;
    struct mk_error e = { 0 };
    memset(&w, 0, sizeof w);
    assert_int_equal(mk_loop_new(&l, NULL, &e), 0);
    assert_int_equal(mk_selftest_new(&w.s, l, &e), 0);
    if (program)
        w.s->program = program;
    return l;
}

static void until_told(struct mk_loop *l, unsigned times)
{
    struct mk_error e;
    for (int i = 0; w.told < times && i < 1000; i++)
        assert_int_equal(mk_loop_turn(l, 1000, &e), 0);
    assert_int_equal(w.told, times);
}

static void end(struct mk_loop *l)
{
    mk_selftest_free(w.s);
    mk_loop_free(l);
}

static void two_askers_hear_of_one_test(void **s)
{
    int other;
    struct mk_error e = { 0 };
    struct mk_loop *l = begin(NULL);
    (void)s;
    assert_int_equal(mk_selftest_last(w.s).len, 0);
    assert_int_equal(mk_selftest_run(w.s, done, &w, &e), 0);
    pid_t pid = mk_child_pid(w.s->child);
    assert_int_equal(mk_selftest_run(w.s, done, &w, &e), 0);
    assert_int_equal(mk_selftest_run(w.s, done, &other, &e), 0);
    mk_selftest_forget(w.s, &other);
    assert_int_equal(mk_child_pid(w.s->child), pid);
    assert_int_equal(w.told, 0);
    until_told(l, 2);
    assert_true(w.ok);
    assert_true(mk_selftest_last(w.s).len > 0);
    end(l);
}

static void one_who_asks_again_hears_of_the_next(void **s)
{
    struct mk_error e = { 0 };
    struct mk_loop *l = begin(NULL);
    (void)s;
    w.ask_again = true;
    assert_int_equal(mk_selftest_run(w.s, done, &w, &e), 0);
    until_told(l, 2);
    end(l);
}

static void one_that_cannot_run_has_failed(void **s)
{
    static const char *const programs[] = { "no-such-program", "fake_acquire", "fake_devices" };
    (void)s;
    for (size_t i = 0; i < 3; i++) {
        struct mk_error e = { 0 };
        struct mk_loop *l = begin(programs[i]);
        assert_int_equal(mk_selftest_run(w.s, done, &w, &e), 0);
        until_told(l, 1);
        assert_false(w.ok);
        end(l);
    }
}

static void only_so_many_wait(void **s)
{
    struct mk_error e = { 0 };
    struct mk_loop *l = begin(NULL);
    (void)s;
    for (unsigned i = 0; i < MK_SELFTEST_ASKERS; i++)
        assert_int_equal(mk_selftest_run(w.s, done, &w, &e), 0);
    assert_int_equal(mk_selftest_run(w.s, done, &w, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    end(l);
}

static int make_folder(void **s)
{
    (void)s;
    snprintf(dir, sizeof dir, "/tmp/moka-test.XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int drop_folder(void **s)
{
    (void)s;
    return rmdir(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_kit_in_order_passes),
        cmocka_unit_test(a_wrong_answer_fails_its_part_and_no_other),
        cmocka_unit_test(without_a_folder_what_needs_one_fails),
        cmocka_unit_test(two_askers_hear_of_one_test),
        cmocka_unit_test(one_who_asks_again_hears_of_the_next),
        cmocka_unit_test(one_that_cannot_run_has_failed),
        cmocka_unit_test(only_so_many_wait),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
