#include "tests/lib/t.h"
#include "tests/lib/content_print.h"

static void the_printer_writes_what_the_phone_would(void **s)
{
    (void)s;
    static const struct {
        const char *stored, *printed;
    } texts[] = {
        { "a\n\xf0\x9f\x98\x80\xc3\xa9", "a\n\xf0\x9f\x98\x80\xc3\xa9" },
        { "\xed\xa0\xbd\xed\xb8\x80", "\xf0\x9f\x98\x80" }, /* CESU-8 pairs up */
        { "\xed\xa0\xbdx", "?x" },
        { "x\xed\xb8\x80", "x?" },
        { "x\xe2\x82", "" },    /* ends early */
        { "\x80", "\xc2\x80" }, /* taken for U+0080 */
    };
    static const struct {
        double v;
        const char *printed;
    } reals[] = { { 0, "0.0" },
                  { 1.5, "1.5" },
                  { -2, "-2.0" },
                  { 1e10, "1.0E10" },
                  { 1234567.0, "1234567.0" },
                  { 0.001, "0.001" },
                  { 1e-5, "1.0E-5" },
                  { 12345678.0, "1.2345678E7" } };
    struct mk_buf b;
    mk_buf_init(&b, 1000);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        mk_buf_clear(&b);
        print_text(&b, mk_str(texts[i].stored));
        assert_string_equal(mk_buf_cstr(&b), texts[i].printed);
    }
    for (size_t i = 0; i < sizeof reals / sizeof *reals; i++) {
        mk_buf_clear(&b);
        print_real(&b, reals[i].v);
        assert_string_equal(mk_buf_cstr(&b), reals[i].printed);
    }
    mk_buf_done(&b);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_printer_writes_what_the_phone_would),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
