#include "firmware/transport/usb_desc.h"
#include "tests/lib/t.h"

static struct mk_error e;

#define DEVICE "\x12\x01\x00\x02\x00\x00\x00\x40\xd1\x18\xe7\x4e\x40\x04\x01\x02\x03\x01"
/* wTotalLength, interfaces, value */
#define CONFIG(total, n, value)    "\x09\x02" total n value "\x00\x80\xfa"
#define FACE(number, alt, n, kind) "\x09\x04" number alt n kind "\x04"
#define ADB                        "\xff\x42\x01"
#define END(address, type, size)   "\x07\x05" address type size "\x00"
#define IN                         END("\x81", "\x02", "\x00\x02")
#define OUT                        END("\x02", "\x02", "\x00\x02")

#define PHONE DEVICE CONFIG("\x20\x00", "\x01", "\x01") FACE("\x00", "\x00", "\x02", ADB) IN OUT

#define S(s) mk_span(s, sizeof(s) - 1)

static void a_phone_is_understood(void **s)
{
    (void)s;
    struct mk_usb_ends ends;
    assert_int_equal(mk_usb_descriptors(&ends, S(PHONE), 0, &e), 0);
    assert_int_equal(ends.interface, 0);
    assert_int_equal(ends.in, 0x81);
    assert_int_equal(ends.out, 0x02);
    assert_int_equal(ends.packet, 512);
}

/* MTP, whose interrupt endpoint and class are not ours, an association, SuperSpeed companions. */
static void a_composite_phone_is_understood(void **s)
{
    (void)s;
    static const char phone[] =
        DEVICE CONFIG("\x5c\x00", "\x02", "\x02") "\x08\x0b\x00\x02\xff\x42\x01\x00"    /* 8 */
        FACE("\x00", "\x00", "\x03", "\x06\x01\x01") END("\x83", "\x02", "\x00\x02")    /* 16 */
        END("\x03", "\x02", "\x00\x02") END("\x84", "\x03", "\x1c\x00")                 /* 14 */
        FACE("\x01", "\x00", "\x02", ADB) END("\x82", "\x02", "\x00\x04")               /* 16 */
        "\x06\x30\x04\x00\x00\x00" END("\x01", "\x02", "\x00\x04")                      /* 13 */
        "\x06\x30\x04\x00\x00\x00" FACE("\x02", "\x00", "\x00", "\x0a\x00\x00") "\x01"; /* 15 + 1 */
    struct mk_usb_ends ends;
    if (mk_usb_descriptors(&ends, mk_span(phone, 18 + 9 + 82), 0, &e) == 0)
        fail_msg("a configuration that is longer than what is there was taken");
    static char whole[18 + 9 + 8 + 16 + 14 + 16 + 13 + 15];
    memcpy(whole, phone, sizeof whole);
    whole[18 + 2] = sizeof whole - 18;
    if (mk_usb_descriptors(&ends, mk_span(whole, sizeof whole), 2, &e) != 0)
        fail_msg("%s", e.text);
    assert_int_equal(ends.interface, 1);
    assert_int_equal(ends.in, 0x82);
    assert_int_equal(ends.out, 0x01);
    assert_int_equal(ends.packet, 1024);
}

static void the_active_configuration_is_looked_at(void **s)
{
    (void)s;
    static const char phone[] =
        DEVICE CONFIG("\x12\x00", "\x01", "\x01") FACE("\x00", "\x00", "\x00", "\x06\x01\x01")
            CONFIG("\x20\x00", "\x01", "\x07") FACE("\x05", "\x00", "\x02", ADB) IN OUT;
    struct mk_usb_ends ends;
    assert_int_equal(mk_usb_descriptors(&ends, S(phone), 7, &e), 0);
    assert_int_equal(ends.interface, 5);
    assert_int_equal(mk_usb_descriptors(&ends, S(phone), 1, &e), -1);
    assert_non_null(strstr(e.text, "no ADB interface"));
    assert_int_equal(mk_usb_descriptors(&ends, S(phone), 3, &e), -1);
    assert_non_null(strstr(e.text, "no configuration 3"));
}

static void every_truncation_is_refused(void **s)
{
    (void)s;
    struct mk_usb_ends ends;
    for (size_t n = 0; n < sizeof PHONE - 1; n++) {
        if (mk_usb_descriptors(&ends, mk_span(PHONE, n), 0, &e) == 0)
            fail_msg("%zu bytes were taken", n);
        assert_int_equal(e.code, MK_EPROTO);
    }
}

static const struct {
    const char *why;
    struct mk_span bytes;
} lies[] = {
#define LIE(why, bytes)                                                                            \
    {                                                                                              \
        why,                                                                                       \
        {                                                                                          \
            (const uint8_t *)(bytes), sizeof(bytes) - 1                                            \
        }                                                                                          \
    }
#define ONE(total, rest) DEVICE CONFIG(total, "\x01", "\x01") rest
#define OURS             FACE("\x00", "\x00", "\x02", ADB)
    LIE("no device descriptor in front", "\x12\x02\x00\x02\x00\x00\x00\x40\xd1\x18\xe7\x4e\x40\x04"
                                         "\x01\x02\x03\x01"),
    LIE("damaged configuration", DEVICE "\x09\x04\x20\x00\x01\x01\x00\x80\xfa"),
    LIE("damaged configuration", DEVICE "\x09\x02\x08\x00\x01\x01\x00\x80\xfa"),
    LIE("of 65535 bytes has only 32", ONE("\xff\xff", OURS IN OUT)),
    LIE("length 0 at byte 9", ONE("\x20\x00", "\x00\x04\x00\x00\x02" ADB "\x04" IN OUT)),
    LIE("length 1 at byte 18", ONE("\x20\x00", OURS "\x01\x05\x81\x02\x00\x02\x00" OUT)),
    LIE("cut at byte 25", ONE("\x20\x00", OURS IN "\x08\x05\x02\x02\x00\x02\x00")),
    LIE("short interface", ONE("\x1d\x00", "\x06\x04\x00\x00\x02\xff" IN OUT)),
    LIE("short endpoint", ONE("\x1e\x00", OURS "\x05\x05\x81\x02\x00" OUT)),
    LIE("no ADB interface", ONE("\x20\x00", FACE("\x00", "\x00", "\x02", "\xff\x42\x03") IN OUT)),
    LIE("more than one ADB interface",
        ONE("\x37\x00", OURS IN OUT FACE("\x01", "\x00", "\x02", ADB) IN OUT)),
    LIE("more than one setting",
        ONE("\x37\x00", OURS IN OUT FACE("\x00", "\x01", "\x02", ADB) IN OUT)),
    LIE("ADB in setting 1", ONE("\x20\x00", FACE("\x00", "\x01", "\x02", ADB) IN OUT)),
    LIE("two bulk endpoints in", ONE("\x20\x00", OURS IN END("\x83", "\x02", "\x00\x02"))),
    LIE("two bulk endpoints out", ONE("\x20\x00", OURS OUT END("\x03", "\x02", "\x00\x02"))),
    LIE("lacks a bulk endpoint out", ONE("\x19\x00", OURS IN)),
    LIE("lacks a bulk endpoint in", ONE("\x20\x00", OURS END("\x81", "\x03", "\x00\x02") OUT)),
    LIE("endpoint 0x80", ONE("\x20\x00", OURS END("\x80", "\x02", "\x00\x02") OUT)),
    LIE("endpoint 0x00", ONE("\x20\x00", OURS IN END("\x00", "\x02", "\x00\x02"))),
    LIE("endpoint 0x12", ONE("\x20\x00", OURS IN END("\x12", "\x02", "\x00\x02"))),
    LIE("packets of 0 bytes in", ONE("\x20\x00", OURS END("\x81", "\x02", "\x00\x00") OUT)),
    LIE("packets of 512 bytes in, 64 out",
        ONE("\x20\x00", OURS IN END("\x02", "\x02", "\x40\x00"))),
    LIE("packets of 65535 bytes in",
        ONE("\x20\x00", OURS END("\x81", "\x02", "\xff\xff") END("\x02", "\x02", "\xff\xff"))),
    LIE("packets of 24 bytes in",
        ONE("\x20\x00", OURS END("\x81", "\x02", "\x18\x00") END("\x02", "\x02", "\x18\x00"))),
};

static void each_lie_is_named(void **s)
{
    (void)s;
    struct mk_usb_ends ends;
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        if (mk_usb_descriptors(&ends, lies[i].bytes, 0, &e) == 0)
            fail_msg("not noticed: %s", lies[i].why);
        assert_int_equal(e.code, MK_EPROTO);
        if (!strstr(e.text, lies[i].why))
            fail_msg("not \"%s\" but: %s", lies[i].why, e.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_phone_is_understood),
        cmocka_unit_test(a_composite_phone_is_understood),
        cmocka_unit_test(the_active_configuration_is_looked_at),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(each_lie_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
