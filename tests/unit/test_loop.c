#include "firmware/daemon/child.h"
#include "firmware/daemon/loop.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* A clock that moves only when the loop waits. */
struct fake {
    int64_t boot_us;
    int waited_ms;
};

static int64_t fake_boot(void *u)
{
    return ((struct fake *)u)->boot_us;
}

static int64_t fake_wall(void *u)
{
    (void)u;
    return 1000000;
}

static int fake_poll(void *u, struct pollfd *p, size_t n, int timeout_ms)
{
    struct fake *f = u;
    int got = poll(p, n, 0);
    f->waited_ms = timeout_ms;
    if (got == 0 && timeout_ms > 0)
        f->boot_us += (int64_t)timeout_ms * 1000;
    return got;
}

static struct mk_loop *fake_loop(struct fake *f)
{
    struct mk_error e = { 0 };
    struct mk_loop *l = NULL;
    struct mk_loop_calls calls = { f, fake_boot, fake_wall, fake_poll };
    assert_int_equal(mk_loop_new(&l, &calls, &e), 0);
    return l;
}

struct seen {
    char order[32];
    size_t n;
    struct mk_loop *l;
    struct mk_timer a, b;
};

static void fire_a(void *u)
{
    struct seen *s = u;
    s->order[s->n++] = 'a';
}

static void fire_b(void *u)
{
    struct seen *s = u;
    s->order[s->n++] = 'b';
}

static void timers_fire_in_order_and_a_moved_one_once(void **state)
{
    struct fake f = { 5000000, 0 };
    struct seen s = { .l = fake_loop(&f) };
    struct mk_error e;
    (void)state;
    mk_timer_set(s.l, &s.a, 3000000, fire_a, &s);
    mk_timer_set(s.l, &s.b, 1000000, fire_b, &s);
    assert_int_equal(mk_loop_turn(s.l, -1, &e), 0);
    assert_int_equal(f.waited_ms, 1000);
    assert_string_equal(s.order, "b");
    mk_timer_set(s.l, &s.a, 500000, fire_a, &s);
    assert_int_equal(mk_loop_turn(s.l, -1, &e), 0);
    assert_string_equal(s.order, "ba");
    mk_timer_set(s.l, &s.a, 500000, fire_a, &s);
    mk_timer_stop(s.l, &s.a);
    assert_int_equal(mk_loop_turn(s.l, 10, &e), 0);
    assert_int_equal(f.waited_ms, 10);
    assert_string_equal(s.order, "ba");
    mk_loop_free(s.l);
}

struct pair {
    struct mk_loop *l;
    struct mk_watch w[2];
    int fds[2][2];
    int calls;
};

static void drops_the_other(void *u, int fd, short revents)
{
    struct pair *p = u;
    assert_true(revents & POLLIN);
    p->calls++;
    mk_watch_drop(p->l, &p->w[fd == p->fds[0][0] ? 1 : 0]);
}

static void a_watch_dropped_in_the_same_round_is_not_called(void **state)
{
    struct fake f = { 0 };
    struct pair p = { .l = fake_loop(&f) };
    struct mk_error e;
    (void)state;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(pipe2(p.fds[i], O_CLOEXEC | O_NONBLOCK), 0);
        assert_int_equal(mk_watch_add(p.l, &p.w[i], p.fds[i][0], POLLIN, drops_the_other, &p, &e),
                         0);
        assert_int_equal(write(p.fds[i][1], "x", 1), 1);
    }
    assert_int_equal(mk_loop_turn(p.l, 0, &e), 0);
    assert_int_equal(p.calls, 1);
    for (int i = 0; i < 2; i++) {
        mk_watch_drop(p.l, &p.w[i]);
        close(p.fds[i][0]);
        close(p.fds[i][1]);
    }
    mk_loop_free(p.l);
}

struct heard {
    char out[4096], err[256];
    size_t longest;
    int status, ends;
    struct mk_child *c;
    struct mk_loop *l;
    bool free_it;
};

static void hear(void *u, char *line, size_t n)
{
    struct heard *h = u;
    size_t at = strlen(h->out);
    assert_int_equal(line[n], 0);
    h->longest = n > h->longest ? n : h->longest;
    snprintf(h->out + at, sizeof h->out - at, "%.40s|", line);
    if (h->free_it) {
        mk_child_free(h->c);
        mk_loop_quit(h->l);
    }
}

static void hear_err(void *u, char *line, size_t n)
{
    struct heard *h = u;
    (void)n;
    snprintf(h->err, sizeof h->err, "%s", line);
}

static void hear_end(void *u, int status)
{
    struct heard *h = u;
    h->status = status;
    h->ends++;
    mk_loop_quit(h->l);
}

static int start(struct heard *h, const char *script, struct mk_error *e)
{
    const char *argv[] = { "sh", "-c", script, NULL };
    struct mk_child_spec spec = {
        .program = "/bin/sh", .argv = argv, .out = hear, .err = hear_err, .ended = hear_end, .u = h
    };
    return mk_child_start(&h->c, h->l, &spec, e);
}

static void a_child_gets_lines_and_tells_lines_and_its_end(void **state)
{
    struct mk_error e = { 0 };
    struct heard h = { 0 };
    (void)state;
    assert_int_equal(mk_loop_new(&h.l, NULL, &e), 0);
    assert_int_equal(start(&h, "read a; echo \"got $a\"; echo no >&2; printf 'part'; exit 3", &e),
                     0);
    assert_int_equal(mk_child_write(h.c, mk_str("hello\n"), &e), 0);
    assert_int_equal(mk_loop_run(h.l, &e), 0);
    assert_string_equal(h.out, "got hello|part|");
    assert_string_equal(h.err, "no");
    assert_int_equal(h.ends, 1);
    assert_int_equal(WEXITSTATUS(h.status), 3);
    mk_loop_free(h.l);
}

static void a_child_may_be_freed_while_it_tells(void **state)
{
    struct mk_error e = { 0 };
    struct heard h = { .free_it = true };
    (void)state;
    assert_int_equal(mk_loop_new(&h.l, NULL, &e), 0);
    assert_int_equal(start(&h, "echo one; echo two; exec cat", &e), 0);
    assert_int_equal(mk_loop_run(h.l, &e), 0);
    assert_string_equal(h.out, "one|");
    assert_int_equal(h.ends, 0);
    mk_loop_free(h.l);
}

static void an_endless_line_is_cut_and_a_child_without_reader_is_a_limit(void **state)
{
    struct mk_error e = { 0 };
    struct heard h = { 0 };
    static uint8_t much[65536];
    (void)state;
    assert_int_equal(mk_loop_new(&h.l, NULL, &e), 0);
    assert_int_equal(start(&h, "head -c 3000000 /dev/zero | tr '\\0' x", &e), 0);
    assert_int_equal(mk_loop_run(h.l, &e), 0);
    assert_true(h.longest >= MK_CHILD_LINE && h.longest <= MK_CHILD_LINE + 16384);
    assert_int_equal(start(&h, "exec sleep 600", &e), 0);
    int rc = 0;
    for (size_t i = 0; rc == 0 && i < 2 * MK_CHILD_IN / sizeof much; i++)
        rc = mk_child_write(h.c, mk_span(much, sizeof much), &e);
    assert_int_equal(e.code, MK_ELIMIT);
    mk_child_free(h.c);
    mk_loop_free(h.l);
}

static void a_start_without_memory_fails_and_leaves_nothing(void **state)
{
    struct mk_error e = { 0 };
    struct heard h = { 0 };
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        h.l = NULL;
        if (mk_loop_new(&h.l, NULL, &e) == 0 && start(&h, "exit 0", &e) == 0)
            assert_int_equal(mk_loop_run(h.l, &e), 0);
        mk_loop_free(h.l);
    }
    fault_disarm();
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_fire_in_order_and_a_moved_one_once),
        cmocka_unit_test(a_watch_dropped_in_the_same_round_is_not_called),
        cmocka_unit_test(a_child_gets_lines_and_tells_lines_and_its_end),
        cmocka_unit_test(a_child_may_be_freed_while_it_tells),
        cmocka_unit_test(an_endless_line_is_cut_and_a_child_without_reader_is_a_limit),
        cmocka_unit_test(a_start_without_memory_fails_and_leaves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
