#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "tests/lib/tree_print.h"
#include <stdlib.h>

/* Archives are put together mark by mark, as NSArchiver writes them. */
#define NEW      "\x84"
#define NIL      "\x85"
#define END      "\x86"
#define HEAD     "\x04\x0bstreamtyped\x81\xe8\x03"
#define OBJECT   NEW "\x01@"
#define NSOBJECT NEW NEW "\x08NSObject\x00" NIL

#define EXPECT(bytes, want)                                                                        \
    assert_string_equal(tree_print("typedstream", mk_span(HEAD bytes, sizeof(HEAD bytes) - 1)),    \
                        want)

/* Object 0 (or, in lists, further on) with its class 1 and NSObject 2. */
#define TEXT                                                                                       \
    NEW NEW NEW "\x08NSString\x01" NSOBJECT NEW "\x01+"                                            \
                "\x03\xc3\xa9!" END

static void an_attributed_text_is_shown_with_its_runs(void **s)
{
    (void)s;
    EXPECT(OBJECT NEW NEW NEW "\x12NSAttributedString\x00" NSOBJECT /* 0, 1, 2 */
                              "\x92" NEW NEW NEW "\x08NSString\x01\x94" NEW "\x01+"
                              "\x05hello" END /* 3, 4 */
                                  NEW "\x02iI"
                              "\x01\x05"
                              "\x92" NEW NEW NEW "\x0cNSDictionary\x00\x94" NEW "\x01i"
                              "\x01" /* 5, 6 */
                              "\x92" NEW "\x96"
                              "\x96"
                              "\x01k" END /* 7: a string again */
                              "\x92"
                              "\x95" END END, /* the text, number 3 */
           "{\"$class\":\"NSAttributedString\",\"$contents\":[\"hello\",1,5,{\"k\":\"hello\"}]}");
}

static void simple_objects_are_plain_values(void **s)
{
    (void)s;
    EXPECT(OBJECT TEXT, "\"\xc3\xa9!\"");
    EXPECT(OBJECT NIL, "null");
    EXPECT(OBJECT NEW NEW NEW "\x08NSNumber\x00" NEW NEW "\x07NSValue\x00" NSOBJECT NEW
                              "\x01*" NEW NEW "\x01q"
                              "\x97"
                              "\x82\x00\x00\x01\x00" END,
           "65536");
    EXPECT(OBJECT NEW NEW NEW "\x06NSDate\x00" NSOBJECT NEW "\x01"
                              "d"
                              "\x83\x00\x00\x00\x00\x00\x00\xf8\x3f" END,
           "\"2001-01-01T00:00:01.500000Z\"");
    EXPECT(OBJECT NEW NEW NEW "\x06NSData\x00" NSOBJECT NEW "\x01i"
                              "\x02" NEW "\x04[2c]"
                              "\x00\xff" END,
           "{\"hex\":\"00ff\"}");
    EXPECT(OBJECT NEW NEW NEW "\x07NSArray\x00" NSOBJECT NEW "\x01i"
                              "\x02"
                              "\x92" NIL "\x92\x92" END,
           "[null,{\"damaged\":\"refers to a value that is not there\"}] (damaged)");
}

static void types_of_several_letters_arrays_and_structures_are_read(void **s)
{
    (void)s;
    EXPECT(NEW "\x03"
               "cCf"
               "\xff\xff\x83\x00\x00\x00\x3f",
           "[-1,255,0.5]");
    EXPECT(NEW "\x0c{_P=i{_Q=d}}"
               "\x05\x07",
           "[5,[7]]");
    EXPECT(NEW "\x04[3s]"
               "\x01\x81\x00\x01\x03",
           "[1,256,3]");
    EXPECT(NEW "\x01:" NEW "\x04name"
               "\x92"
               "\x93",
           "[\"name\",\"name\"]");
}

static void damage_is_named_and_what_is_in_front_of_it_shown(void **s)
{
    (void)s;
    EXPECT(OBJECT NEW NEW NEW "\x08NSString\x01" NSOBJECT NEW "\x01+"
                              "\x7fhalf\x86",
           "{\"damaged\":\"a text breaks off, byte 49\",\"value\":\"half\"} (damaged)");
    EXPECT(NEW "\x01i"
               "\x07"
               "\x9f",
           "{\"damaged\":\"refers to something that is not there, "
           "byte 21\",\"value\":7} (damaged)");
    EXPECT(NEW "\x01?", "!typedstream: a type that is not known, byte 19");
    EXPECT("", "!typedstream: there is nothing in it");
    assert_string_equal(tree_print("typedstream", mk_str("streamtyped")),
                        "!typedstream: no such archive");
}

static void every_truncation_and_every_changed_byte_ends_well(void **s)
{
    static const char whole[] =
        HEAD OBJECT NEW NEW NEW "\x12NSAttributedString\x00" NSOBJECT "\x92" TEXT NEW "\x02iI"
                                "\x01\x05" END;
    uint8_t copy[sizeof whole];
    (void)s;
    for (size_t n = 0; n < sizeof whole; n++)
        assert_non_null(tree_print("typedstream", mk_span(whole, n)));
    for (size_t i = 0; i < sizeof whole - 1; i++)
        for (unsigned v = 0; v < 256; v += 3) {
            memcpy(copy, whole, sizeof whole);
            copy[i] = (uint8_t)v;
            assert_non_null(tree_print("typedstream", mk_span(copy, sizeof whole - 1)));
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attributed_text_is_shown_with_its_runs),
        cmocka_unit_test(simple_objects_are_plain_values),
        cmocka_unit_test(types_of_several_letters_arrays_and_structures_are_read),
        cmocka_unit_test(damage_is_named_and_what_is_in_front_of_it_shown),
        cmocka_unit_test(every_truncation_and_every_changed_byte_ends_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
