#include "firmware/bundle/disclose.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char top[64];

static int begin(void **state)
{
    (void)state;
    snprintf(top, sizeof top, "/tmp/moka-row.XXXXXX");
    return mkdtemp(top) ? 0 : -1;
}

static int end(void **state)
{
    (void)state;
    stock_remove(top);
    return 0;
}

static void put(const char *name, const char *text)
{
    char path[160];
    snprintf(path, sizeof path, "%s/%s", top, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

/* A bundle with that reply. */
static void bundle(const char *reply)
{
    char line[300], path[160];
    static const char *const folders[] = { "data", "data/000" };
    for (size_t i = 0; i < 2; i++) {
        snprintf(path, sizeof path, "%s/%s", top, folders[i]);
        (void)!mkdir(path, 0700);
    }
    put("data/000/0000001", reply);
    snprintf(line, sizeof line,
             "{\"file\":\"data/000/0000001\",\"bytes\":%zu,\"sha256\":\"%064d\","
             "\"role\":\"column\",\"set\":\"content://sms\",\"columns\":\"body\"}\n",
             strlen(reply), 0);
    put("index.jsonl", line);
}

/* Where row 9 is in that reply; *n items. */
static int row(struct mk_disclose_item *out, size_t *n, const char *reply, struct mk_error *e)
{
    bundle(reply);
    return mk_disclose_row(out, n, 1, top, "content://sms", 9, e);
}

static void a_row_is_its_lines(void **state)
{
    struct mk_disclose_item at;
    size_t n;
    struct mk_error e = { 0 };
    (void)state;
    assert_int_equal(
        row(&at, &n, "Row: 0 _id=8, body=a\nRow: 1 _id=9, body=b\nc\nRow: 2 _id=10\n", &e), 0);
    assert_true(n == 1 && at.object == 1 && at.from == 2 && at.to == 3);
}

/* Who sends a message chooses its text. */
static void a_message_that_looks_like_a_row_is_not_taken_for_it(void **state)
{
    static const char *const unclear[] = {
        "Row: 0 _id=8, body=a\nRow: 1 _id=9, body=forged\nRow: 1 _id=9, body=real\n",
        "Row: 0 _id=8, body=a\nRow: 1 _id=9, body=forged\nRow: 1 _id=10, body=real\n",
        "Row: 0 _id=8, body=a\nRow: 7 _id=9, body=forged\nRow: 1 _id=10, body=real\n",
        "Row: 0 _id=9, body=a\nRow: 1 _id=10, body=forged\nRow: 1 _id=10, body=real\n",
        "Row: 0 _id=9, body=a\nRow: 9 _id=77, body=forged\nRow: 1 _id=10, body=real\n",
        "Row: 0 _id=8, body=a\nRow: 1 _id=9, body=b\nRow: 1 _id=4\nRow: 2 _id=10\n",
        "Row: 3 _id=9, body=a\nRow: 4 _id=10\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof unclear / sizeof *unclear; i++) {
        struct mk_disclose_item at;
        size_t n;
        struct mk_error e = { 0 };
        assert_int_equal(row(&at, &n, unclear[i], &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
        assert_non_null(strstr(e.text, "1:FROM-TO"));
    }
}

static void such_a_message_elsewhere_in_the_reply_takes_nothing_away(void **state)
{
    struct mk_disclose_item at;
    size_t n;
    struct mk_error e = { 0 };
    (void)state;
    assert_int_equal(row(&at, &n,
                         "Row: 0 _id=9, body=a\nb\nRow: 1 _id=10, body=c\nRow: 2 _id=3, forged\n"
                         "Row: 2 _id=11, body=d\n",
                         &e),
                     0);
    assert_true(n == 1 && at.from == 1 && at.to == 2);
}

/* The kit saw it, too, and asked for that row by itself. */
static void what_is_unclear_is_taken_from_the_reply_of_its_own(void **state)
{
    static const char one[] = "Row: 0 _id=9, body=a\nRow: 0 _id=9, body=forged\n";
    static const char *const answers[] = { one, "No result found.\n" };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        char line[300], path[160];
        struct mk_disclose_item at[2];
        size_t n;
        struct mk_error e = { 0 };
        bundle("Row: 0 _id=9, body=a\nRow: 0 _id=9, body=forged\nRow: 1 _id=10, body=b\n");
        put("data/000/0000002", answers[i]);
        snprintf(path, sizeof path, "%s/index.jsonl", top);
        FILE *f = fopen(path, "a");
        assert_non_null(f);
        snprintf(line, sizeof line,
                 "{\"file\":\"data/000/0000002\",\"bytes\":%zu,\"sha256\":\"%064d\","
                 "\"role\":\"row\",\"row\":9,\"set\":\"content://sms\",\"columns\":\"body\"}\n",
                 strlen(answers[i]), 0);
        assert_true(fputs(line, f) >= 0);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(mk_disclose_row(at, &n, 2, top, "content://sms", 9, &e), i ? -1 : 0);
        if (i == 0)
            assert_true(n == 1 && at[0].object == 2 && at[0].from == 1 && at[0].to == 2);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_its_lines),
        cmocka_unit_test(a_message_that_looks_like_a_row_is_not_taken_for_it),
        cmocka_unit_test(such_a_message_elsewhere_in_the_reply_takes_nothing_away),
        cmocka_unit_test(what_is_unclear_is_taken_from_the_reply_of_its_own),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
