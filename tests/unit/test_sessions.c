#include "firmware/daemon/sessions.h"
#include "tests/lib/t.h"
#include <stdio.h>

/* A clock that moves when the loop waits. */
static int64_t now_us = 1000000;
static struct mk_loop *loop;
static char told[256];

static int64_t boot_us(void *u)
{
    (void)u;
    return now_us;
}

static int wait(void *u, struct pollfd *p, size_t n, int timeout_ms)
{
    (void)u;
    (void)p;
    (void)n;
    now_us += (int64_t)timeout_ms * 1000;
    return 0;
}

static void warn(void *u, const struct mk_session *s)
{
    size_t at = strlen(told);
    (void)u;
    snprintf(told + at, sizeof told - at, "warn %s ", s->officer);
}

static void ended(void *u, const struct mk_session *s, const char *why)
{
    size_t at = strlen(told);
    (void)u;
    snprintf(told + at, sizeof told - at, "%s %s ", why, s->officer);
}

static struct mk_sessions *make(void)
{
    const struct mk_loop_calls calls = { NULL, boot_us, boot_us, wait };
    const struct mk_sessions_told t = { NULL, warn, ended };
    struct mk_sessions *s = NULL;
    told[0] = 0;
    assert_int_equal(mk_loop_new(&loop, &calls, NULL), 0);
    assert_int_equal(mk_sessions_new(&s, loop, &t, NULL), 0);
    return s;
}

static void drop(struct mk_sessions *s)
{
    mk_sessions_free(s);
    mk_loop_free(loop);
}

static void add(char token[static MK_SESSION_LEN + 1], struct mk_sessions *s, const char *officer)
{
    const struct mk_session *x;
    struct mk_error e;
    assert_int_equal(mk_sessions_add(&x, s, officer, &e), 0);
    memcpy(token, x->token, MK_SESSION_LEN + 1);
}

static void pass(int64_t s)
{
    struct mk_error e;
    int64_t until = now_us + s * 1000000;
    while (now_us < until)
        assert_int_equal(mk_loop_turn(loop, (int)((until - now_us) / 1000), &e), 0);
}

static void a_session_is_warned_and_ends_a_quarter_of_an_hour_after_its_last_request(void **state)
{
    char a[65], b[65];
    struct mk_sessions *s = make();
    (void)state;
    add(a, s, "a");
    pass(600);
    add(b, s, "b");
    pass(239);
    assert_string_equal(told, "");
    pass(2);
    assert_string_equal(told, "warn a ");
    assert_non_null(mk_sessions_find(s, a, true));
    pass(600);
    assert_string_equal(told, "warn a warn b ");
    pass(60);
    assert_string_equal(told, "warn a warn b idle b ");
    assert_null(mk_sessions_find(s, b, true));
    assert_non_null(mk_sessions_find(s, a, true));
    now_us += (int64_t)MK_SESSION_IDLE_S * 1000000; /* the timer has not come to it */
    assert_null(mk_sessions_find(s, a, true));
    drop(s);
}

static void what_a_page_asks_by_itself_is_no_use(void **state)
{
    char a[65];
    struct mk_sessions *s = make();
    (void)state;
    add(a, s, "a");
    for (int i = 0; i < 14; i++) {
        pass(60);
        assert_non_null(mk_sessions_find(s, a, false));
    }
    assert_string_equal(told, "warn a ");
    pass(61);
    assert_string_equal(told, "warn a idle a ");
    assert_null(mk_sessions_find(s, a, false));
    drop(s);
}

static void tokens_differ_and_only_a_whole_one_is_found(void **state)
{
    char a[65], b[65], wrong[66];
    struct mk_sessions *s = make();
    (void)state;
    add(a, s, "a");
    add(b, s, "a");
    assert_string_not_equal(a, b);
    for (size_t i = 0; i < MK_SESSION_LEN; i++) {
        memcpy(wrong, a, sizeof a);
        wrong[i] ^= 1;
        assert_null(mk_sessions_find(s, wrong, true));
    }
    memcpy(wrong, a, sizeof a);
    wrong[63] = 0;
    assert_null(mk_sessions_find(s, wrong, true));
    assert_null(mk_sessions_find(s, "", true));
    const struct mk_session *x = mk_sessions_find(s, b, true);
    assert_non_null(x);
    mk_sessions_end_of(s, "a", x->number, "replaced");
    assert_string_equal(told, "replaced a ");
    assert_non_null(mk_sessions_find(s, b, true));
    drop(s);
    assert_string_equal(told, "replaced a stopped a ");
}

static void the_ninth_takes_the_place_of_the_one_idle_longest(void **state)
{
    char tokens[MK_SESSIONS + 1][65];
    struct mk_sessions *s = make();
    (void)state;
    for (unsigned i = 0; i < MK_SESSIONS; i++) {
        char name[2] = { (char)('a' + i), 0 };
        add(tokens[i], s, name);
        pass(1);
    }
    assert_non_null(mk_sessions_find(s, tokens[0], true));
    add(tokens[MK_SESSIONS], s, "z");
    assert_string_equal(told, "replaced b ");
    assert_null(mk_sessions_find(s, tokens[1], true));
    assert_non_null(mk_sessions_find(s, tokens[MK_SESSIONS], true));
    drop(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_session_is_warned_and_ends_a_quarter_of_an_hour_after_its_last_request),
        cmocka_unit_test(what_a_page_asks_by_itself_is_no_use),
        cmocka_unit_test(tokens_differ_and_only_a_whole_one_is_found),
        cmocka_unit_test(the_ninth_takes_the_place_of_the_one_idle_longest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
