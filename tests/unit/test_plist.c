#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/format/plist.h"
#include "tests/lib/fault.h"
#include "tests/lib/tree_print.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- binary lists, put together by hand ---- */

struct list {
    struct mk_buf b;
    size_t at[64];
    size_t n;
    unsigned offset_size, ref_size;
};

static struct list list;

static void begin(void)
{
    mk_buf_done(&list.b);
    list = (struct list){ .offset_size = 1, .ref_size = 1 };
    mk_buf_init(&list.b, (size_t)1 << 20);
    mk_buf_puts(&list.b, "bplist00");
}

static void number(uint64_t v, unsigned size)
{
    while (size-- > 0)
        mk_buf_u8(&list.b, (uint8_t)(size < 8 ? v >> 8 * size : 0));
}

static void object(const void *bytes, size_t n)
{
    list.at[list.n++] = list.b.len;
    mk_buf_put(&list.b, bytes, n);
}

#define OBJECT(...) object((const uint8_t[]){ __VA_ARGS__ }, sizeof(const uint8_t[]){ __VA_ARGS__ })

static void text(const char *s)
{
    list.at[list.n++] = list.b.len;
    mk_buf_u8(&list.b, (uint8_t)(0x50 | strlen(s)));
    mk_buf_puts(&list.b, s);
}

static struct mk_span end(uint64_t root)
{
    size_t offsets = list.b.len;
    for (size_t i = 0; i < list.n; i++)
        number(list.at[i], list.offset_size);
    number(0, 6);
    mk_buf_u8(&list.b, (uint8_t)list.offset_size);
    mk_buf_u8(&list.b, (uint8_t)list.ref_size);
    number(list.n, 8);
    number(root, 8);
    number(offsets, 8);
    return mk_buf_span(&list.b);
}

static void expect(struct mk_span bytes, const char *want)
{
    assert_string_equal(tree_print("plist", bytes), want);
}

/* One object by itself. */
static void expect_object(const uint8_t *bytes, size_t n, const char *want)
{
    begin();
    object(bytes, n);
    expect(end(0), want);
}
#define EXPECT_OBJECT(want, ...)                                                                   \
    expect_object((const uint8_t[]){ __VA_ARGS__ }, sizeof(const uint8_t[]){ __VA_ARGS__ }, want)

static void every_type_of_a_binary_list_is_read(void **s)
{
    (void)s;
    EXPECT_OBJECT("null", 0x00);
    EXPECT_OBJECT("false", 0x08);
    EXPECT_OBJECT("true", 0x09);
    EXPECT_OBJECT("255", 0x10, 0xff);
    EXPECT_OBJECT("65535", 0x11, 0xff, 0xff);
    EXPECT_OBJECT("4294967295", 0x12, 0xff, 0xff, 0xff, 0xff);
    EXPECT_OBJECT("-2", 0x13, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe);
    EXPECT_OBJECT("18446744073709551615", 0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff,
                  0xff, 0xff, 0xff, 0xff);
    EXPECT_OBJECT("0.5", 0x22, 0x3f, 0, 0, 0);
    EXPECT_OBJECT("\"-inf\"", 0x23, 0xff, 0xf0, 0, 0, 0, 0, 0, 0);
    EXPECT_OBJECT("\"2001-01-01T00:00:01.500000Z\"", 0x33, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0);
    EXPECT_OBJECT("{\"hex\":\"00ff\"}", 0x42, 0x00, 0xff);
    EXPECT_OBJECT("\"abc\"", 0x53, 'a', 'b', 'c');
    EXPECT_OBJECT("\"\xc3\xa9\xf0\x9f\x98\x80\"", 0x63, 0, 0xe9, 0xd8, 0x3d, 0xde, 0x00);
    EXPECT_OBJECT("{\"uid\":258}", 0x81, 1, 2);
    EXPECT_OBJECT("[]", 0xa0);
    EXPECT_OBJECT("{\"set\":[]}", 0xc0);
    EXPECT_OBJECT("{}", 0xd0);
    EXPECT_OBJECT("\"0123456789abcdef\"", 0x5f, 0x10, 16, '0', '1', '2', '3', '4', '5', '6', '7',
                  '8', '9', 'a', 'b', 'c', 'd', 'e', 'f');
}

static void sizes_of_offsets_and_references_may_be_1_to_8(void **s)
{
    (void)s;
    for (unsigned offset = 1; offset <= 8; offset++)
        for (unsigned ref = 1; ref <= 8; ref++) {
            begin();
            list.offset_size = offset;
            list.ref_size = ref;
            text("a");
            text("b");
            list.at[list.n++] = list.b.len;
            mk_buf_u8(&list.b, 0xd1);
            number(0, ref);
            number(1, ref);
            expect(end(2), "{\"a\":\"b\"}");
        }
}

static void dates_out_of_range_and_what_is_no_text_keep_their_value(void **s)
{
    (void)s;
    EXPECT_OBJECT("{\"date\":1e+300}", 0x33, 0x7e, 0x37, 0xe4, 0x3c, 0x88, 0x00, 0x75, 0x9c);
    EXPECT_OBJECT("{\"date\":\"nan\"}", 0x33, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0);
    EXPECT_OBJECT("{\"hex\":\"ff\"}", 0x51, 0xff);
}

static void damage_is_shown_in_its_place(void **s)
{
    (void)s;
    begin();
    OBJECT(0xa4, 1, 2, 3, 9);
    text("good");
    OBJECT(0x70);
    OBJECT(0x14, 1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8);
    expect(end(0), "[\"good\",{\"damaged\":\"an object of an unknown type\"},"
                   "{\"damaged\":\"an integer of more than 64 bits\"},"
                   "{\"damaged\":\"refers to an object that is not there\"}] (damaged)");
    begin();
    OBJECT(0xa2, 1, 2);
    list.at[list.n++] = 4; /* inside of the magic */
    OBJECT(0x5f, 0x10, 0xff, 'x');
    expect(end(0), "[{\"damaged\":\"an object that breaks off\"},"
                   "{\"damaged\":\"an object that breaks off\"}] (damaged)");
}

static void keys_that_json_cannot_have_make_pairs(void **s)
{
    (void)s;
    begin();
    OBJECT(0xd2, 1, 1, 2, 3);
    text("k");
    OBJECT(0x10, 1);
    OBJECT(0x10, 2);
    expect(end(0), "{\"pairs\":[[\"k\",1],[\"k\",2]]}");
    begin();
    OBJECT(0xd1, 1, 1);
    OBJECT(0x10, 7);
    expect(end(0), "{\"pairs\":[[7,7]]}");
}

static void a_list_inside_of_itself_ends(void **s)
{
    (void)s;
    begin();
    OBJECT(0xa1, 0);
    const char *got = tree_print("plist", end(0));
    assert_non_null(strstr(got, "values nest too deep to show"));
    assert_non_null(strstr(got, "(damaged)"));
}

static void values_that_share_values_do_not_grow_without_end(void **s)
{
    (void)s;
    begin();
    for (uint8_t i = 0; i < 60; i++)
        OBJECT(0xa2, (uint8_t)(i + 1), (uint8_t)(i + 1));
    text("x");
    const char *got = tree_print("plist", end(0));
    assert_non_null(strstr(got, "too many values to show"));
    assert_true(strlen(got) < (size_t)128 << 20);
}

static void a_binary_list_without_its_end_gives_single_values(void **s)
{
    (void)s;
    begin();
    OBJECT(0xa2, 1, 2);
    text("one");
    OBJECT(0x10, 42);
    struct mk_span whole = end(0);
    expect(mk_span(whole.p, 8 + 3 + 4 + 2),
           "{\"damaged\":\"its end is missing or damaged: single values in the order of the file, "
           "up to byte 17\",\"value\":[\"one\",42]} (damaged)");
}

static void every_truncation_and_every_changed_byte_ends_well(void **s)
{
    (void)s;
    begin();
    OBJECT(0xd2, 1, 2, 3, 4);
    text("k");
    text("l");
    OBJECT(0xa1, 4);
    OBJECT(0x62, 0, 'x', 0, 'y');
    struct mk_span whole = end(0);
    uint8_t copy[256];
    assert_true(whole.len < sizeof copy);
    for (size_t n = 0; n <= whole.len; n++)
        assert_non_null(tree_print("plist", mk_span(whole.p, n)));
    for (size_t i = 0; i < whole.len; i++)
        for (unsigned v = 0; v < 256; v += 5) {
            memcpy(copy, whole.p, whole.len);
            copy[i] = (uint8_t)v;
            assert_non_null(tree_print("plist", mk_span(copy, whole.len)));
        }
}

static void what_the_root_does_not_reach_is_counted(void **s)
{
    struct mk_plist p;
    (void)s;
    begin();
    OBJECT(0xa1, 1);
    text("seen");
    text("left over");
    assert_int_equal(mk_plist_read(&p, end(0), 0, NULL), 0);
    assert_int_equal(p.objects, 3);
    assert_int_equal(p.unreachable, 1);
    mk_plist_done(&p);
}

static void no_memory_is_an_error_and_leaks_nothing(void **s)
{
    static const char *const documents[] = {
        "<plist><dict><key>a</key><data>AP8=</data></dict></plist>", "{\"a\":[1]}",
        "{ a = ( b, <00> ); }"
    };
    (void)s;
    begin();
    OBJECT(0xd1, 1, 2);
    text("k");
    OBJECT(0x61, 0, 'x');
    struct mk_span binary = end(0);
    for (size_t i = 0; i < 4; i++)
        for (int n = 1; fault_arm(n); n++) {
            struct mk_plist p;
            struct mk_error e = { 0 };
            if (mk_plist_read(&p, i < 3 ? mk_str(documents[i]) : binary, 0, &e) == 0)
                mk_plist_done(&p);
            else
                assert_int_not_equal(e.code, MK_OK);
        }
    fault_disarm();
}

static int done(void **s)
{
    (void)s;
    mk_buf_done(&list.b);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_type_of_a_binary_list_is_read),
        cmocka_unit_test(sizes_of_offsets_and_references_may_be_1_to_8),
        cmocka_unit_test(dates_out_of_range_and_what_is_no_text_keep_their_value),
        cmocka_unit_test(damage_is_shown_in_its_place),
        cmocka_unit_test(keys_that_json_cannot_have_make_pairs),
        cmocka_unit_test(a_list_inside_of_itself_ends),
        cmocka_unit_test(values_that_share_values_do_not_grow_without_end),
        cmocka_unit_test(a_binary_list_without_its_end_gives_single_values),
        cmocka_unit_test(every_truncation_and_every_changed_byte_ends_well),
        cmocka_unit_test(what_the_root_does_not_reach_is_counted),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
