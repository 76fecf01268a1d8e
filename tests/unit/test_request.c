#include "tests/lib/t.h"
#include "firmware/daemon/inside.h"
#include <stdio.h>

static int read_it(struct mk_request *q, const char *line, bool *fatal, struct mk_refusal *r)
{
    return mk_request_read(q, mk_str(line), fatal, r);
}

static void every_word_has_its_row_and_its_function(void **state)
{
    static const char *const words[] = {
#define X(word) word,
        MK_IPC_WORDS(X)
#undef X
    };
    (void)state;
    size_t n = sizeof words / sizeof *words;
    assert_int_equal(mk_ipc_word_count(), n);
    for (size_t i = 0; i < n; i++) {
        size_t rows = 0;
        for (size_t k = 0; k < n; k++) {
            const struct mk_ipc_word *w = mk_ipc_word_at(k);
            bool cased = w->needs >= MK_NEEDS_CASE;
            rows += !strcmp(w->name, words[i]);
            assert_int_equal(cased, w->states != 0);
            assert_int_equal(cased, w->members[0].name && !strcmp(w->members[0].name, "case"));
        }
        assert_int_equal(rows, 1);
        assert_non_null(mk_word_function(words[i]));
    }
    assert_null(mk_word_function("exec"));
}

static void a_good_request_is_read(void **state)
{
    struct mk_request q;
    struct mk_refusal r;
    bool fatal;
    (void)state;
    assert_int_equal(read_it(&q,
                             "{\"id\":7,\"do\":\"log\",\"case\":\"c-abcdefgh27\",\"from\":3,"
                             "\"session\":\"00112233445566778899aabbccddeeff"
                             "00112233445566778899aabbccddeeff\"}",
                             &fatal, &r),
                     0);
    assert_int_equal(q.id, 7);
    assert_string_equal(q.word->name, "log");
    assert_string_equal(mk_request_str(&q, "case"), "c-abcdefgh27");
    assert_null(mk_request_str(&q, "from"));
    assert_int_equal(json_integer_value(mk_request_json(&q, "from")), 3);
    mk_request_done(&q);
}

static void what_is_no_request_ends_the_connection_and_what_is_wrong_does_not(void **state)
{
    static const struct {
        const char *line;
        bool fatal;
        int64_t id;
    } bad[] = {
        { "", true, -1 },
        { "{", true, -1 },
        { "[1]", true, -1 },
        { "{\"id\":1,\"id\":1,\"do\":\"hello\"}", true, -1 },
        { "{\"id\":1,\"do\":\"hello\"} x", true, -1 },
        { "{\"id\":1,\"do\":\"\\ud800\"}", true, -1 },
        { "{\"id\":1,\"x\":[[[[[[[[0]]]]]]]]}", true, -1 },
        { "{\"id\":1,\"x\":\"[[[[[[[[[[[[[[\"}", false, 1 },
        { "{\"do\":\"hello\"}", false, -1 },
        { "{\"id\":9007199254740993,\"do\":\"hello\"}", false, -1 },
        { "{\"id\":1,\"do\":\"hello\",\"x\":0}", false, 1 },
        { "{\"id\":1,\"do\":\"sign-in\",\"officer\":\"a\"}", false, 1 },
        { "{\"id\":1,\"do\":\"sign-in\",\"officer\":\"-a\",\"pin\":\"123456\"}", false, 1 },
        { "{\"id\":1,\"do\":\"case\",\"case\":\"c-abcdefgh21\"}", false, 1 },
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_request q;
        struct mk_refusal r;
        bool fatal;
        if (read_it(&q, bad[i].line, &fatal, &r) != -1)
            fail_msg("taken: %s", bad[i].line);
        assert_int_equal(fatal, bad[i].fatal);
        assert_int_equal(q.id, bad[i].id);
        assert_int_equal(r.code, MK_IPC_USAGE);
        assert_true(r.text[0]);
        mk_request_done(&q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_word_has_its_row_and_its_function),
        cmocka_unit_test(a_good_request_is_read),
        cmocka_unit_test(what_is_no_request_ends_the_connection_and_what_is_wrong_does_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
