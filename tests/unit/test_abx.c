#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf.h"
#include "tests/lib/xml_print.h"
#include <stdlib.h>

/* Documents are put together token by token, as BinaryXmlSerializer writes them. */
enum { OPEN = 2, CLOSE, TEXT, CDATA, ENTITY, COMMENT = 9, ATTRIBUTE = 15 };
enum {
    NONE = 1,
    STRING,
    INTERNED,
    HEX,
    BASE64,
    INT,
    INT_HEX,
    LONG,
    LONG_HEX,
    FLOAT,
    DOUBLE,
    YES,
    NO
};

static struct mk_buf doc;

static void token(int what, int type)
{
    mk_buf_u8(&doc, (uint8_t)(type << 4 | what));
}

static void number(uint64_t v, int bytes)
{
    while (bytes-- > 0)
        mk_buf_u8(&doc, (uint8_t)(v >> 8 * bytes));
}

static void string(const char *s)
{
    number(strlen(s), 2);
    mk_buf_puts(&doc, s);
}

static void fresh(const char *s) /* a new interned string */
{
    number(0xffff, 2);
    string(s);
}

static void begin(void)
{
    mk_buf_done(&doc);
    mk_buf_init(&doc, (size_t)1 << 20);
    mk_buf_put(&doc, "ABX", 4);
    token(0, NONE);
}

static void expect(const char *events)
{
    assert_string_equal(xml_print(mk_buf_span(&doc)), events);
}

static void names_are_interned(void **s)
{
    (void)s;
    begin();
    token(OPEN, INTERNED), fresh("map");
    token(OPEN, INTERNED), fresh("int");
    token(ATTRIBUTE, STRING), fresh("name"), string("first");
    token(CLOSE, INTERNED), number(1, 2);
    token(OPEN, INTERNED), number(1, 2);
    token(ATTRIBUTE, INTERNED), number(2, 2), number(0, 2);
    token(CLOSE, INTERNED), number(1, 2);
    token(CLOSE, INTERNED), number(0, 2);
    token(1, NONE);
    expect("<map><int name=first></int><int name=map></int></map>");
}

static void typed_values_read_as_the_text_form_has_them(void **s)
{
    (void)s;
    begin();
    token(OPEN, INTERNED), fresh("a");
    token(ATTRIBUTE, HEX), fresh("h"), string("\x12\xab");
    token(ATTRIBUTE, BASE64), fresh("b"), string("\xba\xce\x64");
    token(ATTRIBUTE, INT), fresh("i"), number((uint32_t)-5, 4);
    token(ATTRIBUTE, INT_HEX), fresh("ih"), number((uint32_t)-255, 4);
    token(ATTRIBUTE, LONG), fresh("l"), number((uint64_t)INT64_MIN, 8);
    token(ATTRIBUTE, LONG_HEX), fresh("lh"), number((uint64_t)INT64_MIN, 8);
    token(ATTRIBUTE, FLOAT), fresh("f"), number(0x3e99999a, 4);
    token(ATTRIBUTE, DOUBLE), fresh("d"), number(0x4059000000000000, 8);
    token(ATTRIBUTE, YES), fresh("y");
    token(ATTRIBUTE, NO), fresh("n");
    token(ATTRIBUTE, NONE), fresh("z");
    token(CLOSE, INTERNED), number(0, 2);
    token(1, NONE);
    expect("<a h=12ab b=us5k i=-5 ih=-ff l=-9223372036854775808 lh=-8000000000000000 f=0.3 d=100.0"
           " y=true n=false z=></a>");
}

static void text_is_whole_and_comments_are_left_out(void **s)
{
    (void)s;
    begin();
    token(COMMENT, STRING), string("in front");
    token(OPEN, INTERNED), fresh("a");
    token(TEXT, STRING), string("1 ");
    token(ENTITY, STRING), string("lt");
    token(CDATA, STRING), string(" 2 ");
    token(COMMENT, STRING), string("no");
    token(ENTITY, STRING), string("own");
    token(CLOSE, INTERNED), number(0, 2);
    expect("<a>1 < 2 &own;</a>");
}

static void strings_of_java_become_utf8(void **s)
{
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, 100);
    static const char java[] =
        "a\xc0\x80\xc3\xa9\xed\xa0\xbd\xed\xb8\x80\xed\xa0\xbd!\xed\xb8\x80\xff";
    mk_utf8_from_java(&b, mk_str(java));
    static const char want[] = "a\0\xc3\xa9\xf0\x9f\x98\x80\xed\xa0\xbd!\xed\xb8\x80\xff";
    assert_int_equal(b.len, sizeof want - 1);
    assert_memory_equal(b.p, want, sizeof want - 1);
    mk_buf_done(&b);
}

static void every_truncation_keeps_what_is_in_front_of_it(void **s)
{
    (void)s;
    begin();
    token(OPEN, INTERNED), fresh("a");
    token(ATTRIBUTE, STRING), fresh("k"), string("value");
    token(TEXT, STRING), string("text");
    token(CLOSE, INTERNED), number(0, 2);
    char *whole = strdup(xml_print(mk_buf_span(&doc)));
    assert_string_equal(whole, "<a k=value>text</a>");
    for (size_t n = 4; n < doc.len; n++) {
        const char *got = xml_print(mk_span(doc.p, n)), *mark = strchr(got, '!');
        assert_non_null(mark);
        assert_non_null(strstr(mark, "!ABX: "));
        size_t same = (size_t)(mark - got);
        if (same && got[same - 1] == '>' && !strstr(got, "k="))
            same--; /* the tag breaks off in front of its attribute */
        assert_memory_equal(got, whole, same);
    }
    free(whole);
}

static void nonsense_is_refused_with_its_place(void **s)
{
    static const struct {
        uint8_t bytes[12];
        size_t n;
        const char *why;
    } bad[] = {
        { { 0xff, 0xff, 0xff, 0, 1, 'k' }, 6, "no sense at byte 6" },  /* an attribute of nothing */
        { { 0x32, 0, 0 }, 3, "no sense at byte 8" },                   /* a name not met yet */
        { { 0x33, 0xff, 0xff, 0, 1, 'a' }, 6, "no sense at byte 11" }, /* closes what is not open */
        { { 0xe4 }, 1, "no sense at byte 6" },                         /* a type that is none */
        { { 0x2c, 0, 0 }, 3, "no sense at byte 8" },                   /* a token that is none */
    };
    (void)s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        begin();
        mk_buf_put(&doc, bad[i].bytes, bad[i].n);
        const char *got = xml_print(mk_buf_span(&doc));
        if (!strstr(got, bad[i].why))
            fail_msg("case %zu: %s", i, got);
    }
}

static void more_names_than_indexes_are_refused(void **s)
{
    (void)s;
    mk_buf_done(&doc);
    mk_buf_init(&doc, (size_t)2 << 20);
    mk_buf_put(&doc, "ABX", 4);
    token(OPEN, INTERNED), fresh("a");
    for (int i = 0; i < 0x10000; i++)
        token(ATTRIBUTE, YES), fresh("k");
    assert_non_null(strstr(xml_print(mk_buf_span(&doc)), "!ABX: more names than fit"));
}

static int done(void **s)
{
    (void)s;
    mk_buf_done(&doc);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_interned),
        cmocka_unit_test(typed_values_read_as_the_text_form_has_them),
        cmocka_unit_test(text_is_whole_and_comments_are_left_out),
        cmocka_unit_test(strings_of_java_become_utf8),
        cmocka_unit_test(every_truncation_keeps_what_is_in_front_of_it),
        cmocka_unit_test(nonsense_is_refused_with_its_place),
        cmocka_unit_test(more_names_than_indexes_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, done);
}
