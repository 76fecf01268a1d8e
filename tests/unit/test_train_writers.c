#include "host/train/ios_plist.h"
#include "host/train/ios_typed.h"
#include "host/train/ios_wal.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include "tests/lib/tree_print.h"
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

static void every_kind_of_value_is_read_as_it_was_written(void **s)
{
    struct mk_bplist p;
    (void)s;
    mk_bp_begin(&p);
    mk_bp_open(&p, '{');
    mk_bp_str(&p, "list");
    mk_bp_open(&p, '[');
    mk_bp_int(&p, 0);
    mk_bp_int(&p, -7);
    mk_bp_int(&p, 255);
    mk_bp_int(&p, 65536);
    mk_bp_int(&p, INT64_MAX);
    mk_bp_real(&p, 1.5);
    mk_bp_bool(&p, true);
    mk_bp_bool(&p, false);
    mk_bp_close(&p);
    mk_bp_str(&p, "when");
    mk_bp_date(&p, 1.5);
    mk_bp_str(&p, "bytes");
    mk_bp_data(&p, mk_str("\x01\xff"));
    mk_bp_str(&p, "text, longer than a short one");
    mk_bp_str(&p, "\xc3\xa9 \xf0\x9f\x93\xb7");
    mk_bp_str(&p, "none");
    mk_bp_open(&p, '{');
    mk_bp_close(&p);
    mk_bp_close(&p);
    mk_bp_end(&p);
    assert_true(mk_bp_ok(&p));
    assert_string_equal(tree_print("plist", mk_buf_span(&p.out)),
                        "{\"list\":[0,-7,255,65536,9223372036854775807,1.5,true,false],"
                        "\"when\":\"2001-01-01T00:00:01.500000Z\",\"bytes\":{\"hex\":\"01ff\"},"
                        "\"text, longer than a short one\":\"\xc3\xa9 \xf0\x9f\x93\xb7\","
                        "\"none\":{}}");
    mk_bp_done(&p);
}

static void too_many_values_and_too_deep_a_list_are_told(void **s)
{
    struct mk_bplist p;
    (void)s;
    mk_bp_begin(&p);
    mk_bp_open(&p, '[');
    for (size_t i = 0; i <= MK_BP_OBJECTS; i++)
        mk_bp_int(&p, 1);
    mk_bp_close(&p);
    mk_bp_end(&p);
    assert_false(mk_bp_ok(&p));
    mk_bp_done(&p);
    mk_bp_begin(&p);
    for (size_t i = 0; i <= MK_BP_DEPTH; i++)
        mk_bp_open(&p, '[');
    assert_false(mk_bp_ok(&p));
    mk_bp_done(&p);
}

#define PART "{\"__kIMMessagePartAttributeName\":"
static void attributed_texts_are_read_as_they_were_written(void **s)
{
    struct mk_buf b;
    char want[200];
    (void)s;
    mk_buf_init(&b, 1 << 20);
    mk_typed_text(&b, mk_str("h\xc3\xa9 \xf0\x9f\x93\xb7"), NULL); /* five units of UTF-16 */
    assert_string_equal(tree_print("typedstream", mk_buf_span(&b)),
                        "{\"$class\":\"NSAttributedString\",\"$contents\":[\"h\xc3\xa9 "
                        "\xf0\x9f\x93\xb7\",1,5," PART "0}]}");
    mk_buf_clear(&b);
    mk_typed_text(&b, mk_str("\xef\xbf\xbchi"), "G-1");
    assert_string_equal(tree_print("typedstream", mk_buf_span(&b)),
                        "{\"$class\":\"NSAttributedString\",\"$contents\":[\"\xef\xbf\xbchi\",1,1,"
                        "{\"__kIMFileTransferGUIDAttributeName\":\"G-1\","
                        "\"__kIMMessagePartAttributeName\":0},2,2," PART "1}]}");
    for (size_t n = 100; n <= 100000; n *= 10) { /* lengths of one, two and four bytes */
        char *text = test_malloc(n);
        memset(text, 'x', n);
        mk_buf_clear(&b);
        mk_typed_text(&b, mk_span(text, n), NULL);
        snprintf(want, sizeof want, "x\",1,%zu," PART "0}]}", n);
        assert_non_null(strstr(tree_print("typedstream", mk_buf_span(&b)), want));
        test_free(text);
    }
    mk_buf_done(&b);
}

static void put_rows(struct mk_db *d, int first, int last)
{
    struct mk_into in = mk_into(d, "t", "id,text");
    for (int i = first; i <= last; i++)
        mk_put(&in, mk_i(i), mk_t("a text that takes some room, so that there are several pages"));
}

static int64_t count(const char *name, const char *sql)
{
    sqlite3 *db;
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_open(stock_in(name), &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return n;
}

static void the_last_rows_of_a_database_are_in_its_log_alone(void **s)
{
    struct mk_train_options o = { 0 };
    struct mk_train t = { .o = &o, .dir = stock_own };
    struct mk_db d;
    struct mk_wal w;
    struct mk_buf log;
    struct mk_error e = { 0 };
    (void)s;
    t.root = open(stock_own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_int_equal(mk_db_open(&d, &t, "x.db", "CREATE TABLE t (id INTEGER PRIMARY KEY,text)", &e),
                     0);
    put_rows(&d, 1, 200);
    assert_int_equal(mk_db_close(&d, &e), 0);
    assert_int_equal(mk_wal_begin(&w, &t, "x.db", &e), 0);
    assert_int_equal(mk_db_open(&d, &t, "x.db", "", &e), 0);
    put_rows(&d, 201, 300);
    assert_int_equal(mk_db_close(&d, &e), 0);
    assert_int_equal(mk_wal_end(&w, &e), 0);
    close(t.root);
    mk_buf_init(&log, 1 << 22);
    stock_read(&log, stock_in("x.db-wal"));
    assert_int_equal((log.len - 32) % (24 + 4096), 0);
    mk_buf_clear(&log);
    stock_read(&log, stock_in("x.db"));
    stock_write(stock_in("y.db"), mk_buf_span(&log));
    assert_int_equal(count("y.db", "SELECT count(*) FROM t"), 200);
    /* a reader that closes last folds the log in: what it saw is what both hold */
    assert_int_equal(count("x.db", "SELECT count(*) FROM t"), 300);
    assert_int_equal(
        count("x.db", "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check='ok'"), 1);
    mk_buf_done(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_value_is_read_as_it_was_written),
        cmocka_unit_test(too_many_values_and_too_deep_a_list_are_told),
        cmocka_unit_test(attributed_texts_are_read_as_they_were_written),
        cmocka_unit_test(the_last_rows_of_a_database_are_in_its_log_alone),
    };
    return cmocka_run_group_tests_name("train_writers", tests, stock_setup, stock_teardown);
}
