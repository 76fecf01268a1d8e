#include "host/case/case.h"
#include "host/viewer/desks.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <poll.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Desks side by side. An export writes the audit log, so it waits while this test holds the store;
 * whatever only reads does not. */

static char dir[64], heard[400];
static struct mk_error err;
static struct mk_case *c;
static struct mk_desks *x;
static int watched, files;

static int begin_desks(void **s)
{
    (void)s;
    stock_dir(dir);
    assert_int_equal(mk_case_open(&c, dir, "a.lab", true, &err), 0);
    mk_case_free(c); /* whatever forks has no store open */
    c = NULL;
    const struct mk_viewer_options o = { dir, "a.lab", "UTC", "en", 0 };
    assert_int_equal(mk_desks_new(&x, &o, &err), 0);
    watched = epoll_create1(EPOLL_CLOEXEC);
    assert_int_equal(mk_desks_watch(x, watched, &err), 0);
    assert_int_equal(mk_case_open(&c, dir, "b.lab", false, &err), 0);
    heard[0] = 0;
    files = 0;
    return 0;
}

static int end_desks(void **s)
{
    (void)s;
    mk_desks_free(x);
    mk_case_free(c);
    close(watched);
    stock_remove(dir);
    return 0;
}

/* "3+ " for a good answer to the line with id 3, "3- " for a bad one. */
static int hear(void *u, struct mk_span line, struct mk_error *e)
{
    size_t n = strlen(heard);
    (void)u;
    (void)e;
    assert_true(mk_span_starts(line, mk_str("{\"id\":")) && line.len > 20);
    snprintf(heard + n, sizeof heard - n, "%c%c ", line.p[6], line.p[13] == 't' ? '+' : '-');
    return 0;
}

static int see(void *u, struct mk_span ticket, int fd, struct mk_error *e)
{
    (void)u;
    (void)e;
    assert_true(fd >= 0 && ticket.len > 64);
    files++;
    return 0;
}

static void ask(char id, const char *word, const char *with)
{
    char line[200];
    snprintf(line, sizeof line, "{\"id\":%c,\"do\":\"%s\",\"with\":%s}", id, word, with);
    assert_int_equal(mk_desks_ask(x, mk_str(line), &err), 0);
}

static void until_heard(size_t answers)
{
    static const struct mk_desks_to to = { NULL, hear, see };
    while (strlen(heard) < 3 * answers) {
        struct pollfd p = { .fd = watched, .events = POLLIN };
        assert_true(poll(&p, 1, 60000) == 1);
        assert_int_equal(mk_desks_turn(x, &to, &err), 0);
    }
}

static void words_are_answered_beside_exports(void **s)
{
    (void)s;
    struct mk_case_bundle b = { .path = "/p", .verdict = "INTACT", .parsers = "1" };
    memset(b.root, 'a', MK_SHA256_HEX - 1);
    assert_int_equal(mk_case_begin(c, &b, &err), 0); /* nobody else writes now */
    ask('1', "export", "{\"format\":\"csv\"}");
    ask('2', "export", "{\"format\":\"csv\"}");
    ask('3', "export", "{\"format\":\"csv\"}"); /* has to wait for one of them */
    ask('4', "tags", "{}");
    ask('5', "overview", "{}");
    ask('6', "nothing", "{}");
    until_heard(3);
    assert_string_equal(heard, "4+ 5+ 6- ");
    assert_int_equal(files, 0);
    mk_case_drop(c);
    until_heard(6);
    assert_int_equal(files, 3);
    assert_non_null(strstr(heard, "1+ "));
    assert_non_null(strstr(heard, "2+ "));
    assert_non_null(strstr(heard, "3+ "));
}

static void what_does_not_come_up_says_why(void **s)
{
    (void)s;
    struct mk_desks *y = NULL;
    const struct mk_viewer_options o = { "/nonexistent", "a", "UTC", "en", 0 };
    const struct mk_viewer_options zone = { dir, "a", "Nowhere/Nothing", "en", 0 };
    assert_int_equal(mk_desks_new(&y, &o, &err), -1);
    assert_non_null(strstr(err.text, "/nonexistent"));
    assert_int_equal(mk_desks_new(&y, &zone, &err), -1);
    assert_true(err.code == MK_EABSENT || err.code == MK_EUSAGE);
    assert_null(y);
}

static void more_lines_than_desks_are_all_answered(void **s)
{
    (void)s;
    static const char ids[] = "0123456789";
    for (const char *id = ids; *id; id++)
        ask(*id, "tags", "{}");
    until_heard(10);
    for (const char *id = ids; *id; id++)
        assert_non_null(strchr(heard, *id));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin_desks, end_desks)
    const struct CMUnitTest tests[] = {
        T(words_are_answered_beside_exports),
        T(what_does_not_come_up_says_why),
        T(more_lines_than_desks_are_all_answered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
