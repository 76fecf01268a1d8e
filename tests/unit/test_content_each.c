#include "parsers/format/content_each.h"
#include "tests/lib/t.h"
#include <stdlib.h>

/* Addresses of MMS, a reply a message: what they are read as, and what is not believed. */

#define COLUMNS "msg_id:type:address"
#define HEAD    "Row: 0 _id=9, msg_id=5, type=137, address="

static struct mk_span reply[4];

static int open_reply(struct mk_file *out, void *u, uint64_t id, struct mk_error *e)
{
    (void)u;
    (void)e;
    *out = mk_file_memory(&reply[id]);
    return 0;
}

static const struct mk_source source = { .open = open_reply };

static struct mk_entry entry(uint64_t id, int64_t row, const char *text)
{
    reply[id] = mk_str(text);
    return (struct mk_entry){
        .id = id, .size = reply[id].len, .role = MK_ROLE_EACH, .column = mk_str(COLUMNS), .row = row
    };
}

static struct mk_content_each *opened(const struct mk_entry *entries, size_t n)
{
    struct mk_content_each *x = NULL;
    struct mk_error e = { 0 };
    if (mk_content_each_open(&x, &source, entries, n, &e))
        fail_msg("%s", e.text);
    return x;
}

static struct mk_content_each *of(const char *text)
{
    struct mk_entry one = entry(0, 5, text);
    return opened(&one, 1);
}

static void is(const struct mk_content_each *x, size_t i, int64_t id, int64_t type,
               const char *address)
{
    int64_t got;
    const struct mk_content_cell *c = mk_content_each_row(&got, x, i);
    assert_non_null(c);
    assert_int_equal(got, id);
    assert_int_equal(c[1].type, MK_CELL_NUMBER);
    assert_int_equal(c[1].i, type);
    assert_int_equal(c[2].type, MK_CELL_TEXT);
    assert_true(mk_span_is(c[2].s, address));
    assert_memory_equal(reply[c[2].entry].p + c[2].offset, address, strlen(address));
}

static void end(struct mk_content_each *x, size_t rows, size_t issues)
{
    int64_t id;
    assert_null(mk_content_each_row(&id, x, rows));
    if (rows)
        assert_non_null(mk_content_each_row(&id, x, rows - 1));
    assert_null(mk_content_each_issue(x, issues));
    if (issues)
        assert_non_null(mk_content_each_issue(x, issues - 1));
    mk_content_each_close(x);
}

static void replies_are_one_table(void **s)
{
    (void)s;
    const struct mk_entry all[] = {
        entry(0, 7,
              "Row: 0 _id=3, msg_id=7, type=137, address=a\n"
              "Row: 1 _id=4, msg_id=7, type=151, address=b, c\n"),
        entry(1, 6, "No result found.\n"),
        entry(2, -2, "Row: 0 _id=1, msg_id=-2, type=129, address=\n"),
    };
    struct mk_content_each *x = opened(all, 3);
    assert_int_equal(mk_content_each_columns(x), 3);
    assert_true(mk_span_is(mk_content_each_column(x, 0), "msg_id"));
    assert_true(mk_span_is(mk_content_each_column(x, 2), "address"));
    is(x, 0, 3, 137, "a");
    is(x, 1, 4, 151, "b, c");
    is(x, 2, 1, 129, "");
    end(x, 3, 0);
}

static void nothing_is_null(void **s)
{
    (void)s;
    struct mk_content_each *x = of("Row: 0 _id=9, msg_id=5, type=NULL, address=NULL\n");
    int64_t id;
    const struct mk_content_cell *c = mk_content_each_row(&id, x, 0);
    assert_int_equal(c[1].type, MK_CELL_NULL);
    assert_int_equal(c[2].type, MK_CELL_NULL);
    end(x, 1, 0);
}

static void a_line_break_stays_in_its_address_and_is_remarked(void **s)
{
    (void)s;
    struct mk_content_each *x = of(HEAD "a\nb\n");
    int64_t id;
    is(x, 0, 9, 137, "a\nb");
    assert_string_equal(mk_content_each_row(&id, x, 0)[2].why, "holds a line break");
    end(x, 1, 0);
}

static void a_text_that_reads_as_a_row_takes_all_belief(void **s)
{
    (void)s;
    static const char *const forged[] = {
        HEAD "a\nRow: 1 _id=8, msg_id=5, type=137, address=x\n"
             "Row: 1 _id=10, msg_id=5, type=151, address=b\n",
        HEAD "a\nRow: 0 _id=8, msg_id=5, type=137, address=x\n",
        HEAD "a\nRow: 7 _id=8, msg_id=5, type=137, address=x\n",
        HEAD "a\nRow: 1 nothing\n",
    };
    for (size_t i = 0; i < sizeof forged / sizeof *forged; i++) {
        struct mk_content_each *x = of(forged[i]);
        int64_t id;
        const struct mk_content_cell *c;
        for (size_t k = 0; (c = mk_content_each_row(&id, x, k)); k++) {
            assert_int_equal(c[2].type, MK_CELL_LOST);
            assert_non_null(c[2].why);
        }
        assert_non_null(mk_content_each_row(&id, x, 0));
        mk_content_each_close(x);
    }
}

static void rows_of_another_message_are_taken_for_none(void **s)
{
    (void)s;
    end(of("Row: 0 _id=9, msg_id=6, type=137, address=a\n"), 0, 1);
    end(of(HEAD "a\nRow: 1 _id=10, msg_id=6, type=151, address=victim\n"), 0, 1);
    end(of("Row: 0 _id=9, msg_id=NULL, type=137, address=a\n"), 0, 1);
}

static void what_is_no_reply_is_an_issue(void **s)
{
    (void)s;
    static const char *const none[] = {
        "",
        "Row: 0 _id=9, msg_id=5, type=137, address=a",
        "Row: 1 _id=9, msg_id=5, type=137, address=a\n",
        "Row: 0 _id=9, msg_id=5, type=x, address=a\n",
        "Row: 0 _id=9, msg_id=5, type=137\n",
        "Row: 0 _id=9, type=137, address=a\n",
        "Error while accessing provider:mms\n",
    };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        end(of(none[i]), 0, 1);
}

static void other_columns_and_long_replies_are_left_out(void **s)
{
    (void)s;
    struct mk_entry all[] = { entry(0, 5, HEAD "a\n"), entry(1, 5, HEAD "b\n"),
                              entry(2, 5, HEAD "c\n") };
    struct mk_error e = { 0 };
    struct mk_content_each *x = NULL;
    all[1].column = mk_str("msg_id:address");
    all[2].size = MK_EACH_REPLY + 1;
    end(opened(all, 3), 1, 2);
    all[0].column = mk_str("msg_id");
    assert_int_equal(mk_content_each_open(&x, &source, all, 1, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    assert_int_equal(mk_content_each_open(&x, &source, all, 0, &e), -1);
}

static void issues_end_somewhere(void **s)
{
    (void)s;
    struct mk_entry all[100];
    for (size_t i = 0; i < 100; i++)
        all[i] = entry(0, (int64_t)i, "?\n");
    end(opened(all, 100), 0, 64);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(replies_are_one_table),
        cmocka_unit_test(nothing_is_null),
        cmocka_unit_test(a_line_break_stays_in_its_address_and_is_remarked),
        cmocka_unit_test(a_text_that_reads_as_a_row_takes_all_belief),
        cmocka_unit_test(rows_of_another_message_are_taken_for_none),
        cmocka_unit_test(what_is_no_reply_is_an_issue),
        cmocka_unit_test(other_columns_and_long_replies_are_left_out),
        cmocka_unit_test(issues_end_somewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
