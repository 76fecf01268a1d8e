#include "firmware/daemon/runs_run.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* ---- what is told ---- */

static struct {
    struct mk_loop *loop;
    struct mk_runs *runs;
    char dir[64], log[200], bundle[200];
    char heard[8192];
    char last[128], text[MK_RUN_TEXT]; /* of ended() */
    int ends;
    int64_t later_us; /* the clock is ahead by so much */
    void (*on_phase)(enum mk_run_phase phase);
} w;

static void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void note(const char *fmt, ...)
{
    size_t n = strlen(w.heard);
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(w.heard + n, sizeof w.heard - n, fmt, ap);
    va_end(ap);
}

static void phase(void *u, const char *id, enum mk_run_phase p)
{
    (void)u;
    note("%s:%d ", id, p);
    if (w.on_phase)
        w.on_phase(p);
}

static void progress(void *u, const char *id, struct mk_span json)
{
    (void)u, (void)id;
    note("%.*s ", (int)json.len, (const char *)json.p);
}

static void told(void *u, const char *id, const struct mk_run_word *t)
{
    (void)u, (void)id;
    note("(%s|%s|%s|%s|%d) ", t->code, t->act, t->what, t->text, t->left_s);
}

static void ended(void *u, const char *id, enum mk_run_end how, const char *code, const char *text)
{
    (void)u;
    w.ends++;
    snprintf(w.last, sizeof w.last, "%s %d %s", id, how, code);
    snprintf(w.text, sizeof w.text, "%s", text);
}

/* ---- the world ---- */

static int64_t boot_us(void *u)
{
    struct timespec t;
    (void)u;
    clock_gettime(CLOCK_BOOTTIME, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000 + w.later_us;
}

static int wait_for(void *u, struct pollfd *p, size_t n, int timeout_ms)
{
    (void)u;
    return poll(p, n, timeout_ms < 0 || timeout_ms > 1000 ? 1000 : timeout_ms);
}

static int set_up(void **s)
{
    static const struct mk_loop_calls calls = { NULL, boot_us, boot_us, wait_for };
    const struct mk_run_told how = {
        .phase = phase, .progress = progress, .told = told, .glance = progress, .ended = ended
    };
    struct mk_error e;
    (void)s;
    memset(&w, 0, sizeof w);
    snprintf(w.dir, sizeof w.dir, "/tmp/moka-runs.XXXXXX");
    assert_non_null(mkdtemp(w.dir));
    snprintf(w.log, sizeof w.log, "%s/operator.jsonl", w.dir);
    snprintf(w.bundle, sizeof w.bundle, "%s/bundle", w.dir);
    assert_int_equal(mk_loop_new(&w.loop, &calls, &e), 0);
    assert_int_equal(mk_runs_new(&w.runs, w.loop, &how, &e), 0);
    w.runs->program = "fake_acquire";
    return 0;
}

static int tear_down(void **s)
{
    char command[128];
    (void)s;
    mk_runs_free(w.runs);
    mk_loop_free(w.loop);
    static const char *const files[] = { "journal", "authority.json", "bag-info.txt" };
    for (size_t i = 0; i < 3; i++) {
        snprintf(command, sizeof command, "%s/bundle/%s", w.dir, files[i]);
        unlink(command);
    }
    rmdir(w.bundle);
    unlink(w.log);
    return rmdir(w.dir);
}

static struct mk_run_start start_of(const char *device)
{
    return (struct mk_run_start){ .case_id = "c-aaaaaaaaaa",
                                  .device = device,
                                  .kit = "/kit",
                                  .authority = "/authority",
                                  .bundle = w.bundle,
                                  .wait_s = 5 };
}

static void start(const char *device)
{
    const struct mk_run_start s = start_of(device);
    struct mk_error e = { 0 };
    assert_int_equal(mk_runs_start(w.runs, &s, &e), 0);
}

static void turn(void)
{
    struct mk_error e = { 0 };
    assert_int_equal(mk_loop_turn(w.loop, 1000, &e), 0);
}

static void until_ended(int ends)
{
    for (int i = 0; w.ends < ends && i < 20000; i++)
        turn();
    assert_int_equal(w.ends, ends);
}

static void until_heard(const char *text)
{
    for (int i = 0; !strstr(w.heard, text) && i < 20000; i++)
        turn();
    assert_non_null(strstr(w.heard, text));
}

/* ---- */

static void what_a_run_says_is_told(void **s)
{
    (void)s;
    start("tcp:seals");
    assert_true(mk_runs_has(w.runs, "c-aaaaaaaaaa"));
    until_ended(1);
    assert_string_equal(w.heard, "(allow|allow|k|Touch Allow|30) c-aaaaaaaaaa:1 "
                                 "{\"part\":\"sms\",\"done\":3,\"total\":9} "
                                 "{\"counts\":{\"call\":2}} c-aaaaaaaaaa:2 c-aaaaaaaaaa:1 "
                                 "c-aaaaaaaaaa:3 ");
    assert_string_equal(w.last, "c-aaaaaaaaaa 0 sealed");
    assert_false(mk_runs_has(w.runs, "c-aaaaaaaaaa"));
    struct mk_span g = mk_runs_glance(w.runs, "c-aaaaaaaaaa"); /* it stays */
    assert_true(mk_span_is(g, "{\"counts\":{\"call\":2}}"));
    assert_int_equal(mk_runs_glance(w.runs, "c-bbbbbbbbbb").len, 0);
}

static void a_broken_run_is_passed_over(void **s)
{
    (void)s;
    start("tcp:breaks");
    until_ended(1);
    assert_string_equal(w.heard, "{\"part\":\"\"} (away|||a b  c|-1) ");
    assert_string_equal(w.last, "c-aaaaaaaaaa 4 failed");
    assert_string_equal(w.text, "it said  [31mso");
    assert_int_equal(mk_runs_glance(w.runs, "c-aaaaaaaaaa").len, 0);
}

static void one_that_is_killed_can_be_resumed_if_it_had_begun(void **s)
{
    (void)s;
    start("tcp:dies");
    until_ended(1);
    assert_string_equal(w.last, "c-aaaaaaaaaa 2 died");
    assert_string_equal(w.text, "something  [31mwent wrong");
    struct mk_run_start again = start_of("tcp:full");
    struct mk_error e = { 0 };
    again.resume = true;
    assert_int_equal(mk_runs_start(w.runs, &again, &e), 0);
    until_ended(2);
    assert_string_equal(w.last, "c-aaaaaaaaaa 2 full");
}

static void sealed_is_what_its_recipients_can_have(void **s)
{
    (void)s;
    start("tcp:half-seals");
    until_ended(1);
    assert_string_equal(w.last, "c-aaaaaaaaaa 2 full");
}

static void and_else_begun_again(void **s)
{
    (void)s;
    start("tcp:nothing");
    until_ended(1);
    assert_string_equal(w.last, "c-aaaaaaaaaa 4 died");
}

static void the_officer_stops_it(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    start("tcp:waits");
    until_heard(":1 ");
    assert_int_equal(mk_runs_stop(w.runs, "c-aaaaaaaaaa", &e), 0);
    assert_int_equal(mk_runs_stop(w.runs, "c-aaaaaaaaaa", &e), 0); /* no second signal */
    until_ended(1);
    assert_string_equal(w.last, "c-aaaaaaaaaa 1 stopped");
    assert_int_equal(mk_runs_stop(w.runs, "c-aaaaaaaaaa", &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
}

static void one_that_does_not_stop_is_killed(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    start("tcp:deaf");
    until_heard(":1 ");
    assert_int_equal(mk_runs_stop(w.runs, "c-aaaaaaaaaa", &e), 0);
    for (int i = 0; i < 3; i++)
        assert_int_equal(mk_loop_turn(w.loop, 20, &e), 0);
    assert_int_equal(w.ends, 0);
    w.later_us = MK_RUN_PATIENCE;
    until_ended(1);
    assert_string_equal(w.last, "c-aaaaaaaaaa 1 stopped");
}

static void a_withdrawn_one_is_gone_without_a_word(void **s)
{
    (void)s;
    start("tcp:waits");
    until_heard(":1 ");
    pid_t pid = mk_child_pid(w.runs->runs[0].child);
    mk_runs_kill(w.runs, "c-aaaaaaaaaa");
    assert_false(mk_runs_has(w.runs, "c-aaaaaaaaaa"));
    assert_int_equal(kill(pid, 0), -1);
    assert_int_equal(w.ends, 0);
}

static void withdraw(enum mk_run_phase p)
{
    if (p == MK_RUN_COPYING)
        mk_runs_kill(w.runs, "c-aaaaaaaaaa");
}

static void also_from_within_what_it_tells(void **s)
{
    (void)s;
    w.on_phase = withdraw;
    start("tcp:seals");
    until_heard(":1 ");
    assert_false(mk_runs_has(w.runs, "c-aaaaaaaaaa"));
    assert_null(strstr(w.heard, "sms"));
}

static void refusals_say_why(void **s)
{
    (void)s;
    start("tcp:refuses-managed");
    until_ended(1);
    assert_string_equal(w.last, "c-aaaaaaaaaa 3 managed");
    start("tcp:refuses-authority");
    until_ended(2);
    assert_string_equal(w.last, "c-aaaaaaaaaa 3 authority");
    start("tcp:refuses-wrong-phone"); /* the right one goes on */
    until_ended(3);
    assert_string_equal(w.last, "c-aaaaaaaaaa 2 wrong-phone");
}

static void acts_are_handed_on(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    FILE *f = fopen(w.log, "w");
    assert_non_null(f);
    fputs("{\"seq\":0}\n{\"seq\":1}\n", f);
    fclose(f);
    struct mk_run_start one = start_of("tcp:listens");
    one.operator_log = w.log;
    assert_int_equal(mk_runs_start(w.runs, &one, &e), 0);
    until_heard("{'seq':1}");
    mk_runs_act(w.runs, "c-aaaaaaaaaa", mk_str("{\"last\":2}\n"));
    mk_runs_act(w.runs, "c-bbbbbbbbbb", mk_str("{\"other\":2}\n"));
    until_ended(1);
    assert_string_equal(w.heard, "(found||{'seq':0}|heard|-1) (found||{'seq':1}|heard|-1) "
                                 "(found||{'last':2}|heard|-1) ");
    one.operator_log = "/nowhere";
    assert_int_equal(mk_runs_start(w.runs, &one, &e), -1);
    assert_false(mk_runs_has(w.runs, "c-aaaaaaaaaa"));
}

static void a_password_is_handed_over_without_a_file(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    struct mk_run_start one = start_of("tcp:password");
    one.password = "correct horse";
    assert_int_equal(mk_runs_start(w.runs, &one, &e), 0);
    until_ended(1);
    assert_string_equal(w.heard, "(found||correct horse|heard|-1) ");
}

static void only_what_it_asked_is_answered(void **s)
{
    (void)s;
    struct mk_error e = { 0 };
    assert_int_equal(mk_runs_answer(w.runs, "c-aaaaaaaaaa", "allow", "done", &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    w.on_phase = NULL;
    start("tcp:seals");
    until_heard("allow");
    assert_int_equal(mk_runs_answer(w.runs, "c-aaaaaaaaaa", "trust", "done", &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
    until_ended(1);
}

static void one_a_case_and_eight_at_once(void **s)
{
    (void)s;
    char id[MK_RUN_CASE];
    struct mk_error e = { 0 };
    struct mk_run_start one = start_of("tcp:waits");
    for (unsigned i = 0; i < MK_RUNS_MAX; i++) {
        snprintf(id, sizeof id, "c-%u", i);
        one.case_id = id;
        assert_int_equal(mk_runs_start(w.runs, &one, &e), 0);
    }
    assert_int_equal(mk_runs_start(w.runs, &one, &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    one.case_id = "c-more";
    assert_int_equal(mk_runs_start(w.runs, &one, &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    until_heard("c-7:1");
}

static void no_memory_is_told_and_nothing_leaks(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_error e = { 0 };
        const struct mk_run_start one = start_of("tcp:listens");
        int rc = mk_runs_start(w.runs, &one, &e);
        bool fired = fault_fired();
        assert_true(rc == 0 || fired);
        assert_int_equal(mk_runs_has(w.runs, "c-aaaaaaaaaa"), rc == 0);
        mk_runs_kill(w.runs, "c-aaaaaaaaaa");
    }
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(what_a_run_says_is_told),
        T(a_broken_run_is_passed_over),
        T(one_that_is_killed_can_be_resumed_if_it_had_begun),
        T(and_else_begun_again),
        T(sealed_is_what_its_recipients_can_have),
        T(the_officer_stops_it),
        T(one_that_does_not_stop_is_killed),
        T(a_withdrawn_one_is_gone_without_a_word),
        T(also_from_within_what_it_tells),
        T(refusals_say_why),
        T(acts_are_handed_on),
        T(a_password_is_handed_over_without_a_file),
        T(only_what_it_asked_is_answered),
        T(one_a_case_and_eight_at_once),
        T(no_memory_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
