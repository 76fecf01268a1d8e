#include "firmware/acquire/events.h"
#include "firmware/acquire/operator.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* A run as far as the officer's acts go: a bundle, and a pipe. */
static struct {
    char dir[64];
    int in; /* our end */
    struct mk_run r;
    struct mk_acquire_options o;
    char events[4096];
} w;

static const struct mk_bundle_info info = { .id = "00112233445566778899aabbccddeeff",
                                            .kit_id = "k",
                                            .exhibit = "E",
                                            .reference = "R",
                                            .software = "moka" };

static void on_event(void *u, const char *json)
{
    size_t n = strlen(w.events);
    (void)u;
    snprintf(w.events + n, sizeof w.events - n, "%s\n", json);
}

static void open_pipe(void)
{
    int p[2];
    assert_int_equal(pipe(p), 0);
    assert_int_equal(fcntl(p[1], F_SETPIPE_SZ, 1 << 20), 1 << 20);
    w.in = p[1];
    w.r.desk.fd = p[0];
    w.r.desk.open = true;
    w.r.counted = true;
}

static int set_up(void **s)
{
    struct mk_error e;
    (void)s;
    memset(&w, 0, sizeof w);
    stock_dir(w.dir);
    w.o.event = on_event;
    w.r.o = &w.o;
    assert_int_equal(mk_bundle_create(&w.r.b, w.dir, mk_disk_real(), &info, &e), 0);
    open_pipe();
    return mk_run_operator_open(&w.r, &e);
}

static int tear_down(void **s)
{
    (void)s;
    mk_bundle_free(w.r.b);
    close(w.in);
    close(w.r.desk.fd);
    stock_remove(w.dir);
    return 0;
}

static void say(const char *text)
{
    size_t n = strlen(text);
    assert_int_equal(write(w.in, text, n), n);
    mk_run_operator(&w.r);
}

static int count(void *u, struct mk_span line, struct mk_error *e)
{
    (void)e;
    (void)line;
    ++*(int *)u;
    return 0;
}

static int entries(void)
{
    int n = 0;
    struct mk_error e = { 0 };
    assert_int_equal(mk_bundle_sync(w.r.b, &e), 0);
    assert_int_equal(mk_bundle_acts(w.r.b, count, &n, &e), 0);
    return n;
}

static void an_act_is_an_entry(void **s)
{
    (void)s;
    say("{\"act\":\"look\",\"officer\":\"o-1\",\"seq\":3}\n");
    assert_int_equal(entries(), 1);
    assert_string_equal(w.events, "{\"event\":\"operator\",\"seq\":3}\n");
}

static void lines_may_come_in_pieces(void **s)
{
    (void)s;
    say("{\"act\":\"look\",\"off");
    assert_int_equal(entries(), 0);
    say("icer\":\"o-1\",\"seq\":1}\n{\"act\":\"x\",");
    assert_int_equal(entries(), 1);
    say("\"officer\":\"o-1\",\"seq\":2}\n");
    assert_int_equal(entries(), 2);
}

static void what_makes_no_sense_is_refused_and_the_next_is_taken(void **s)
{
    static const char *const bad[] = {
        "x",
        "null",
        "[]",
        "{}",
        "{\"act\":\"\",\"officer\":\"o\"}",
        "{\"act\":\"UP\",\"officer\":\"o\"}",
        "{\"act\":7,\"officer\":\"o\"}",
        "{\"act\":\"01234567890123456789012345678901234567890\",\"officer\":\"o\"}",
        "{\"act\":\"a\"}",
        "{\"act\":\"a\",\"officer\":\"\"}",
        "{\"act\":\"a\",\"officer\":\"o\\u0001\"}",
        "{\"act\":\"a\",\"officer\":\"o\",\"seq\":-1}",
        "{\"act\":\"a\",\"officer\":\"o\",\"seq\":1.5}",
        "{\"act\":\"a\",\"officer\":\"o\",\"seq\":99999999999999999}",
        "{\"act\":\"a\",\"officer\":\"o\",\"act\":\"b\"}",
        "{\"act\":\"a\",\"officer\":\"o\",\"x\":\"\xff\"}",
        "{\"act\":\"a\",\"officer\":\"o\",\"x\":[[[[[[[[1]]]]]]]]}",
    };
    (void)s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        w.events[0] = 0;
        say(bad[i]);
        say("\n");
        assert_non_null(strstr(w.events, "\"refused\":"));
    }
    assert_int_equal(entries(), 0);
    say("{\"act\":\"a\",\"officer\":\"o\",\"x\":[[[[[[[1]]]]]]]}\n");
    assert_int_equal(entries(), 1);
}

static void a_line_that_is_too_long_is_passed_over_whole(void **s)
{
    char *line = test_malloc(3 * MK_OPERATOR_LINE);
    (void)s;
    memset(line, ' ', 3 * MK_OPERATOR_LINE);
    memcpy(line, "{\"act\":\"a\",\"officer\":\"o\",\"seq\":1}", 33);
    line[MK_OPERATOR_LINE] = '\n'; /* as long as may be */
    line[MK_OPERATOR_LINE + 1] = 0;
    say(line);
    assert_int_equal(entries(), 1);
    memset(line + 33, ' ', 3 * MK_OPERATOR_LINE - 33);
    memcpy(line + 2 * MK_OPERATOR_LINE, "\n{\"act\":\"a\",\"officer\":\"o\",\"seq\":2}\n", 36);
    say(line);
    assert_int_equal(entries(), 2);
    assert_non_null(strstr(w.events, "too long"));
    test_free(line);
}

static void numbers_that_the_log_has_are_left_out_also_when_resumed(void **s)
{
    struct mk_error e = { 0 };
    (void)s;
    say("{\"act\":\"a\",\"officer\":\"o\",\"seq\":1}\n{\"act\":\"b\",\"officer\":\"o\",\"seq\":5}"
        "\n");
    say("{\"act\":\"a\",\"officer\":\"o\",\"seq\":5}\n{\"act\":\"a\",\"officer\":\"o\",\"seq\":2}"
        "\n");
    say("{\"act\":\"no-number\",\"officer\":\"o\",\"operator\":{\"act\":\"operator\",\"seq\":77}}"
        "\n");
    assert_int_equal(entries(), 3);
    mk_bundle_free(w.r.b);
    assert_int_equal(mk_bundle_resume(&w.r.b, w.dir, mk_disk_real(), &e), 0);
    w.o.resume = true;
    assert_int_equal(mk_run_operator_open(&w.r, &e), 0);
    assert_int_equal(w.r.desk.last, 5);
    say("{\"act\":\"a\",\"officer\":\"o\",\"seq\":5}\n{\"act\":\"c\",\"officer\":\"o\",\"seq\":6}"
        "\n");
    assert_int_equal(entries(), 4);
}

static void before_the_run_counts_nothing_is_read(void **s)
{
    (void)s;
    w.r.counted = false;
    say("{\"act\":\"a\",\"officer\":\"o\",\"seq\":1}\n");
    assert_int_equal(entries(), 0);
    w.r.counted = true;
    mk_run_operator(&w.r);
    assert_int_equal(entries(), 1);
}

static void one_look_is_short_and_the_end_is_the_end(void **s)
{
    (void)s;
    char all[40 * 400];
    size_t n = 0;
    for (unsigned i = 1; i <= 400; i++)
        n += (size_t)snprintf(all + n, sizeof all - n,
                              "{\"act\":\"a\",\"officer\":\"o\",\"seq\":%u}\n", i);
    say(all);
    int first = entries();
    assert_true(first < 400);
    while (entries() < 400)
        mk_run_operator(&w.r);
    close(w.in);
    mk_run_operator(&w.r);
    assert_false(w.r.desk.open);
    mk_run_operator(&w.r); /* nothing */
    w.in = open("/dev/null", O_RDONLY);
}

static void no_memory_is_no_crash(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        char line[100];
        snprintf(line, sizeof line, "{\"act\":\"a\",\"officer\":\"o\",\"seq\":%d}\n", n);
        w.r.desk.open = true;
        (void)!write(w.in, line, strlen(line));
        mk_run_operator(&w.r);
    }
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(an_act_is_an_entry),
        T(lines_may_come_in_pieces),
        T(what_makes_no_sense_is_refused_and_the_next_is_taken),
        T(a_line_that_is_too_long_is_passed_over_whole),
        T(numbers_that_the_log_has_are_left_out_also_when_resumed),
        T(before_the_run_counts_nothing_is_read),
        T(one_look_is_short_and_the_end_is_the_end),
        T(no_memory_is_no_crash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
