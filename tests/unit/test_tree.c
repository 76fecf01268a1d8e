#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/format/gunzip.h"
#include "parsers/format/tree.h"
#include "tests/lib/tree_print.h"
#include <stdio.h>
#include <zlib.h>

static void expect(const char *type, struct mk_span bytes, const char *want)
{
    assert_string_equal(tree_print(type, bytes), want);
}
#define EXPECT(type, bytes, want) expect(type, mk_span(bytes, sizeof(bytes) - 1), want)

/* The first type that claims the bytes. */
static const char *type_of(struct mk_span bytes)
{
    for (size_t i = 0; mk_tree_at(i); i++)
        if (mk_tree_at(i)->knows && mk_tree_at(i)->knows(bytes, mk_str("x")))
            return mk_tree_at(i)->id;
    return "nothing";
}

static void pack(struct mk_buf *out, struct mk_span s)
{
    z_stream z = { 0 };
    uint8_t *room = mk_buf_room(out, s.len + 200);
    assert_non_null(room);
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 31, 8, 0), Z_OK);
    z.next_in = (Bytef *)(uintptr_t)s.p;
    z.avail_in = (uInt)s.len;
    z.next_out = room;
    z.avail_out = (uInt)(s.len + 200);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += s.len + 200 - z.avail_out;
    deflateEnd(&z);
}

static void a_file_is_known_by_its_content(void **s)
{
    static const struct {
        const char *head, *type;
    } files[] = {
        { "bplist00", "plist" },
        { "<?xml version='1.0'?>\n<!DOCTYPE plist><plist/>", "plist" },
        { " \n<plist/>", "plist" },
        { "<?xml version='1.0'?><gpx/>", "xml" },
        { "\xef\xbb\xbf<map></map>", "xml" },
        { "\x1f\x8b\x08", "gzip" },
        { " {\"a\": 1}", "json" },
        { "( a, b )", "openstep" },
        { "BEGIN:VCARD\r\n", "vcard" },
        { "\x08\x96\x01\x12\x01\xff", "proto" },
        { "plain words", "nothing" },
        { "\x80\x81", "nothing" },
        { "", "nothing" },
    };
    (void)s;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        assert_string_equal(type_of(mk_str(files[i].head)), files[i].type);
    assert_string_equal(type_of(mk_span("ABX", 4)), "abx");
}

static void numbers_of_a_message_have_all_their_readings(void **s)
{
    (void)s;
    EXPECT("proto", "\x08\x01", "[{\"field\":1,\"varint\":1}]");
    EXPECT("proto", "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
           "[{\"field\":1,\"varint\":18446744073709551615,\"signed\":-1,"
           "\"zigzag\":-9223372036854775808}]");
    EXPECT("proto", "\x0d\x00\x00\xc0\xbf",
           "[{\"field\":1,\"fixed32\":3217031168,\"signed\":-1077936128,\"float\":-1.5}]");
    EXPECT("proto", "\x09\x00\x00\x00\x00\x00\x00\xf8\x7f",
           "[{\"field\":1,\"fixed64\":9221120237041090560}]"); /* a double that is no number */
}

static void bytes_of_a_message_have_all_their_readings(void **s)
{
    (void)s;
    EXPECT("proto", "\x12\x05hello", "[{\"field\":2,\"text\":\"hello\"}]");
    EXPECT("proto", "\x12\x00", "[{\"field\":2,\"text\":\"\"}]");
    EXPECT("proto", "\x1a\x03\x08\x96\x01",
           "[{\"field\":3,\"message\":[{\"field\":1,\"varint\":150,\"zigzag\":75}],"
           "\"packed\":[8,150],\"hex\":\"089601\"}]");
    EXPECT("proto", "\x1a\x02\xff\xff", "[{\"field\":3,\"hex\":\"ffff\"}]");
    /* text that is a message as well: field 4, bytes of length 2 */
    EXPECT("proto", "\x1a\x04\"\x02hi",
           "[{\"field\":3,\"message\":[{\"field\":4,\"text\":\"hi\"}],\"packed\":[34,2,104,105],"
           "\"hex\":\"22026869\"}]");
    EXPECT("proto", "\x1a\x04\x0a\x02hi",
           "[{\"field\":3,\"message\":[{\"field\":1,\"text\":\"hi\"}],"
           "\"packed\":[10,2,104,105],\"hex\":\"0a026869\"}]");
    EXPECT("proto",
           "\x1a\x09\x09"
           "        ",
           "[{\"field\":3,\"text\":\"\\t        \",\"message\":["
           "{\"field\":1,\"fixed64\":2314885530818453536,\"double\":6.013470016999068e-154}]}]");
    EXPECT("proto", "\x13\x08\x01\x14", "[{\"field\":2,\"group\":[{\"field\":1,\"varint\":1}]}]");
}

static void a_message_that_breaks_off_is_shown_up_to_there(void **s)
{
    (void)s;
    EXPECT("proto", "\x08\x01\x12\x7fhi",
           "[{\"field\":1,\"varint\":1},{\"damaged\":\"the rest is no field of a message\"},"
           "{\"text\":\"hi\"}] (damaged)");
    EXPECT("proto", "\xff\xff\xff\xff", "!proto: not one field");
    EXPECT("proto", "", "!proto: not one field");
}

static void messages_nest_up_to_a_limit(void **s)
{
    struct mk_buf b, next;
    (void)s;
    mk_buf_init(&b, (size_t)1 << 20);
    mk_buf_init(&next, (size_t)1 << 20);
    mk_buf_put(&b, "\x08\xff\x01", 3);
    for (int i = 0; i < 300; i++) {
        mk_buf_clear(&next);
        mk_buf_u8(&next, 0x12);
        if (b.len >= 128)
            mk_buf_u8(&next, (uint8_t)(b.len | 128));
        mk_buf_u8(&next, (uint8_t)(b.len >= 128 ? b.len >> 7 : b.len));
        mk_buf_put(&next, b.p, b.len);
        mk_buf_clear(&b);
        mk_buf_put(&b, next.p, next.len);
    }
    const char *got = tree_print("proto", mk_buf_span(&b));
    assert_non_null(strstr(got, "values nest too deep to show"));
    assert_non_null(strstr(got, "(damaged)"));
    mk_buf_done(&b);
    mk_buf_done(&next);
}

static void packed_values_are_shown_unpacked(void **s)
{
    struct mk_buf once, twice;
    (void)s;
    mk_buf_init(&once, (size_t)1 << 20);
    mk_buf_init(&twice, (size_t)1 << 20);
    pack(&once, mk_str("\x08\x05\x12\x02\x01\x80"));
    pack(&twice, mk_buf_span(&once));
    expect("gzip", mk_buf_span(&twice),
           "{\"gzip\":{\"gzip\":{\"proto\":[{\"field\":1,\"varint\":5,\"zigzag\":-3},"
           "{\"field\":2,\"hex\":\"0180\"}],\"hex\":\"080512020180\"}}}");
    expect("gzip", mk_span(once.p, once.len - 4),
           "{\"gzip\":{\"proto\":[{\"field\":1,\"varint\":5,\"zigzag\":-3},"
           "{\"field\":2,\"hex\":\"0180\"}],\"hex\":\"080512020180\"},"
           "\"damaged\":\"gzip: ends in the middle, behind byte 22\"} (damaged)");
    mk_buf_done(&once);
    mk_buf_done(&twice);
}

static void members_of_gzip_follow_each_other_and_bombs_are_stopped(void **s)
{
    struct mk_buf packed, out, zeros;
    struct mk_error e;
    (void)s;
    mk_buf_init(&packed, (size_t)4 << 20);
    mk_buf_init(&out, 1000);
    pack(&packed, mk_str("one "));
    pack(&packed, mk_str("two"));
    assert_int_equal(mk_gunzip(&out, mk_buf_span(&packed), &e), 0);
    assert_true(mk_span_is(mk_buf_span(&out), "one two"));
    mk_buf_u8(&packed, 'x');
    mk_buf_clear(&out);
    assert_int_equal(mk_gunzip(&out, mk_buf_span(&packed), &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    assert_true(mk_span_is(mk_buf_span(&out), "one two"));
    mk_buf_init(&zeros, 100000);
    memset(mk_buf_room(&zeros, 100000), 0, 100000);
    mk_buf_clear(&packed);
    mk_buf_clear(&out);
    pack(&packed, mk_span(zeros.p, 100000));
    assert_int_equal(mk_gunzip(&out, mk_buf_span(&packed), &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    mk_buf_done(&zeros);
    mk_buf_done(&packed);
    mk_buf_done(&out);
}

static void xml_is_shown_as_elements(void **s)
{
    (void)s;
    EXPECT("xml", "<a k='1' j='&lt;'>\n  <b>text</b> tail </a>",
           "{\"element\":\"a\",\"attributes\":{\"k\":\"1\",\"j\":\"<\"},\"content\":["
           "{\"element\":\"b\",\"content\":[\"text\"]},\" tail \"]}");
    EXPECT("xml", "<a><b>te",
           "{\"element\":\"a\",\"content\":[{\"element\":\"b\",\"content\":[\"te\","
           "{\"damaged\":\"XML: no element found, line 1, byte 8\"}]}]} (damaged)");
    EXPECT("xml", "no", "!XML: syntax error, line 1, byte 0");
    EXPECT("abx", "ABX\0\x10\x32\xff\xff\0\1a\x2f\xff\xff\0\1k\0\3us5\x33\0\0\x11",
           "{\"element\":\"a\",\"attributes\":{\"k\":\"us5\"},\"content\":[]}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_known_by_its_content),
        cmocka_unit_test(numbers_of_a_message_have_all_their_readings),
        cmocka_unit_test(bytes_of_a_message_have_all_their_readings),
        cmocka_unit_test(a_message_that_breaks_off_is_shown_up_to_there),
        cmocka_unit_test(messages_nest_up_to_a_limit),
        cmocka_unit_test(packed_values_are_shown_unpacked),
        cmocka_unit_test(members_of_gzip_follow_each_other_and_bombs_are_stopped),
        cmocka_unit_test(xml_is_shown_as_elements),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
