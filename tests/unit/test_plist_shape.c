#include "tests/lib/t.h"

#include "parsers/format/plist_shape.h"
#include "tests/lib/doc_print.h"

/* Lists as tables of a shape: a network with its points, settings beside them. */
static const char *const net_columns[] = { "@1", "name", "os/use", "@rest", NULL };
static const char *const point_columns[] = { "id", "^1/name", "@1", "@2", "@rest", NULL };
static const char *const plain_columns[] = { "a", "@item", NULL };
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "net.*", "list", NULL },
    .tables = (const struct mk_shape_table[]){ { "nets", "*", net_columns },
                                               { "points", "*/points/*", point_columns },
                                               { 0 } },
};
static const struct mk_shape settings = {
    .marks = (const char *const[]){ "list", "on", NULL },
    .tables = (const struct mk_shape_table[]){ { "items", "list/*", plain_columns },
                                               { "facts", "", .facts = true },
                                               { 0 } },
};
static const char *const fact_columns[] = { "name", "value", "date", NULL };

static const struct mk_shape bare = {
    .tables = (const struct mk_shape_table[]){ { "nets", "*", net_columns }, { 0 } },
};
static const char *const small_columns[] = { "a", NULL };
static const struct mk_shape small = {
    .marks = (const char *const[]){ "list", NULL },
    .tables = (const struct mk_shape_table[]){ { "items", "list/*", small_columns }, { 0 } },
};
static const char *const line_columns[] = { "a", "@rest", NULL };
static const struct mk_shape lines = {
    .tables = (const struct mk_shape_table[]){ { "lines", "", line_columns }, { 0 } },
};
static const char *const person_columns[] = { "a", "me/a", "me/me/me/a", "me", NULL };
static const struct mk_shape people = {
    .marks = (const char *const[]){ "list", NULL },
    .tables = (const struct mk_shape_table[]){ { "people", "list/*", person_columns }, { 0 } },
};

static void is(const struct mk_shape *s, const struct mk_format *f, const char *doc,
               const char *table, const char *const *columns, const char *expected)
{
    struct mk_buf out;
    mk_buf_init(&out, (size_t)1 << 20);
    doc_print_shape = s;
    doc_print(&out, f, mk_str(doc), table, columns, NULL);
    assert_string_equal(mk_buf_cstr(&out), expected);
    mk_buf_done(&out);
}

static const char nets[] =
    "{\"net.a\":{\"name\":\"A\",\"os\":{\"use\":1.5,\"mode\":2},\"points\":[{\"id\":1},{\"id\":2,"
    "\"new\":[3]}]},\"net.b\":{\"name\":\"B\",\"os\":7,\"points\":\"none\"},\"net.c\":\"text\"}";

static void rows_are_items_and_columns_lie_inside(void **state)
{
    (void)state;
    is(&shape, &mk_format_plist, nets, "nets", net_columns,
       "1|@1=net.a|name=A|os/use=1.5|@rest={\"os/mode\":2}\n"
       "2|@1=net.b|name=B|@rest={\"os\":7,\"points\":\"none\"}\n"
       "3|@1=net.c|@rest=text\n");
    is(&shape, &mk_format_plist, nets, "points", point_columns,
       "1|id=1|^1/name=A|@1=net.a|@2=0\n"
       "2|id=2|^1/name=A|@1=net.a|@2=1|@rest={\"new\":[3]}\n");
}

static void what_no_table_reads_is_a_fact(void **state)
{
    static const char doc[] = "{\"on\":true,\"list\":[{\"a\":1}],\"deep\":{\"x\":[1.5,\"y\"]}}";
    (void)state;
    is(&settings, &mk_format_plist, doc, "facts", fact_columns,
       "1|name=on|value=true\n2|name=deep.x.0|value=1.5\n3|name=deep.x.1|value=y\n");
    is(&settings, &mk_format_plist, doc, "items", plain_columns, "1|a=1|@item={\"a\":1}\n");
    is(&settings, &mk_format_plist, "{\"list\":5}", "facts", fact_columns, "1|name=list|value=5\n");
}

static void a_list_without_its_marks_has_no_tables(void **state)
{
    (void)state;
    is(&shape, &mk_format_plist, "{\"other\":{}}", "nets", net_columns, "error no table nets\n");
    is(&bare, &mk_format_plist, "{\"x\":{\"y\":1}}", "nets", net_columns, "error no table nets\n");
    is(&bare, &mk_format_plist, "{\"x\":{\"name\":1}}", "nets", net_columns, "1|@1=x|name=1\n");
    is(&bare, &mk_format_plist, "{}", "nets", net_columns, "");
    is(&shape, &mk_format_plist, "{\"cut\":", "nets", net_columns,
       "error no = behind a key, byte 6\n");
}

static void unread_keys_without_a_column_are_told(void **state)
{
    (void)state;
    is(&small, &mk_format_plist, "{\"list\":[{\"a\":1,\"b\":2},3]}", "items", small_columns,
       "1|a=1\n2|a=LOST(the item is no dictionary)\nremark a key that is not read: b\n");
}

/* A key of the phone's may hold any bytes, and go on where one of ours ends. */
static void a_key_with_a_nul_is_another(void **state)
{
    static const char doc[] = "{\"list\"=({\"a\0b\"=\"1\";});}";
    struct mk_buf out;
    (void)state;
    mk_buf_init(&out, (size_t)1 << 20);
    doc_print_shape = &small;
    doc_print(&out, &mk_format_plist, mk_span(doc, sizeof doc - 1), "items", small_columns, NULL);
    assert_string_equal(mk_buf_cstr(&out), "1\nremark a key that is not read: a\n");
    mk_buf_done(&out);
}

static void lines_are_documents_of_their_own(void **state)
{
    (void)state;
    is(&lines, &mk_format_json_lines, "{\"a\":1}\n\n[2]\n{\"a\":3,\"b\":4}", "lines", line_columns,
       "1|a=1\n2|a=3|@rest={\"b\":4}\nremark line 3: no JSON object\n");
}

/* An archive whose objects refer to each other: a dictionary with an ordered set of people. */
#define UID_(n) "<dict><key>CF$UID</key><integer>" #n "</integer></dict>"
static const char archive[] =
    "<?xml version=\"1.0\"?><plist><dict><key>$archiver</key><string>NSKeyedArchiver</string>"
    "<key>$top</key><dict><key>root</key>" UID_(
        1) "</dict><key>$objects</key><array>"
           "<string>$null</string>"
           "<dict><key>list</key>" UID_(
               2) "</dict>"
                  "<dict><key>NS.object.0</key>" UID_(3) "<key>NS.object.1</key>" UID_(
                      4) "<key>$class</key>" UID_(0) "</dict>"
                                                     "<dict><key>a</key>" UID_(
                                                         5) "<key>me</key>" UID_(3) "</dict>"
                                                                                    "<dict><key>a</"
                                                                                    "key>" UID_(
                                                                                        6) "</dict>"
                                                                                           "<string"
                                                                                           ">x</"
                                                                                           "string>"
                                                                                           "<dict><"
                                                                                           "key>NS."
                                                                                           "time</"
                                                                                           "key><"
                                                                                           "real>1."
                                                                                           "5</"
                                                                                           "real></"
                                                                                           "dict>"
                                                                                           "</"
                                                                                           "array><"
                                                                                           "/dict><"
                                                                                           "/plist"
                                                                                           ">";

static void archives_are_gone_through_like_lists(void **state)
{
    (void)state;
    is(&people, &mk_format_plist, archive, "people", person_columns,
       "1|a=x|me/a=x|me/me/me/a=x\n2|a=1.5\n");
}

static const char *const leaf_columns[] = { "@item", NULL };
static const struct mk_shape leaves = {
    .marks = (const char *const[]){ "list", NULL },
    .tables = (const struct mk_shape_table[]){ { "leaves", "list/*/*/*/*", leaf_columns }, { 0 } },
};

/* A dictionary with a list of 200 times one list of 200 times one list, and so on. */
static void put_shared(struct mk_buf *b)
{
    size_t at[8], n = 0;
    mk_buf_puts(b, "bplist00");
    at[n++] = b->len;
    mk_buf_put(b, "\xd1\1\2", 3);
    at[n++] = b->len;
    mk_buf_puts(b, "\x54list");
    for (uint8_t level = 3; level < 7; level++) {
        at[n++] = b->len;
        mk_buf_put(b, "\xaf\x10\xc8", 3);
        for (int i = 0; i < 200; i++)
            mk_buf_u8(b, level);
    }
    at[n++] = b->len;
    mk_buf_put(b, "\x10\x07", 2);
    size_t table = b->len;
    for (size_t i = 0; i < n; i++) {
        mk_buf_u8(b, (uint8_t)(at[i] >> 8));
        mk_buf_u8(b, (uint8_t)at[i]);
    }
    mk_buf_put(b, "\0\0\0\0\0\0\2\1\0\0\0\0\0\0\0\7\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 30);
    mk_buf_u8(b, (uint8_t)(table >> 8));
    mk_buf_u8(b, (uint8_t)table);
}

static void shared_values_do_not_make_endless_rows(void **state)
{
    struct mk_buf b, out;
    (void)state;
    mk_buf_init(&b, 1 << 16);
    mk_buf_init(&out, (size_t)64 << 20);
    put_shared(&b);
    doc_print_shape = &leaves;
    doc_print(&out, &mk_format_plist, mk_buf_span(&b), "leaves", leaf_columns, NULL);
    const char *text = mk_buf_cstr(&out);
    assert_non_null(text);
    assert_true(mk_span_starts(mk_str(text), mk_str("1|@item=7\n2|@item=7\n")));
    assert_non_null(strstr(text, "remark more than 1048576 rows"));
    mk_buf_done(&b);
    mk_buf_done(&out);
}

static void cut_files_and_scarce_memory_are_survived(void **state)
{
    (void)state;
    doc_print_shape = &shape;
    doc_truncate(&mk_format_plist, mk_str(nets), "points", point_columns, NULL);
    doc_starve(&mk_format_plist, mk_str(nets), "nets", net_columns, NULL);
    doc_print_shape = &settings;
    doc_starve(&mk_format_plist, mk_str("{\"on\":[1,{\"x\":2}]}"), "facts", fact_columns, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_items_and_columns_lie_inside),
        cmocka_unit_test(what_no_table_reads_is_a_fact),
        cmocka_unit_test(a_list_without_its_marks_has_no_tables),
        cmocka_unit_test(unread_keys_without_a_column_are_told),
        cmocka_unit_test(a_key_with_a_nul_is_another),
        cmocka_unit_test(lines_are_documents_of_their_own),
        cmocka_unit_test(archives_are_gone_through_like_lists),
        cmocka_unit_test(shared_values_do_not_make_endless_rows),
        cmocka_unit_test(cut_files_and_scarce_memory_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
