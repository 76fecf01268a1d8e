#include "tests/lib/t.h"

#include "parsers/record/record.h"
#include "tests/lib/made.h"

static void phones_come_out_of_whatsapp_addresses_only(void **state)
{
    static const char *const table[][2] = {
        { "491701234567@s.whatsapp.net", "+491701234567" },
        { "491701234567:12@s.whatsapp.net", "+491701234567" },
        { "491701234567.0:12@s.whatsapp.net", "+491701234567" },
        { "1234567@s.whatsapp.net", "+1234567" },
        { "123456789012345@s.whatsapp.net", "+123456789012345" },
        { "1234567890123456@s.whatsapp.net", "-" },
        { "123456@s.whatsapp.net", "-" },
        { "0@s.whatsapp.net", "-" },
        { "0491701234567@s.whatsapp.net", "-" },
        { "49170123x567@s.whatsapp.net", "-" },
        { "@s.whatsapp.net", "-" },
        { "491701234567@lid", "-" },
        { "491701234567-1400000000@g.us", "-" },
        { "status@broadcast", "-" },
        { "491701234567@s.whatsapp.net.evil", "-" },
        { "", "-" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        IS(mk_jid_phone, text(table[i][0]), NULL, table[i][1]);
    IS(mk_jid_phone, number(1), NULL, "-");
}

static void codes_may_be_decimal_texts(void **state)
{
    static const int64_t codes[] = { 15, 64, -1, MK_CODES_END };
    static const struct mk_name names[] = { { 7, "system" }, { 8, "" }, { 0 } };
    (void)state;
    IS(mk_is, number(15), codes, "true");
    IS(mk_is, text("64"), codes, "true");
    IS(mk_is, text("-1"), codes, "true");
    IS(mk_is, number(0), codes, "-");
    IS(mk_is, text("-"), codes, "!not an integer");
    IS(mk_is, text(""), codes, "!not an integer");
    IS(mk_is, text("15 "), codes, "!not an integer");
    IS(mk_is, text("9999999999999999999"), codes, "!not an integer");
    IS(mk_named_some, number(7), names, "system");
    IS(mk_named_some, text("7"), names, "system");
    IS(mk_named_some, number(8), names, "-");
    IS(mk_named_some, number(9), names, "-");
    IS(mk_named_some, text("x"), names, "!not an integer");
    IS(mk_there, number(0), NULL, "true");
    IS(mk_there, text(""), NULL, "true");
}

static void times_that_are_not_set_are_none(void **state)
{
    (void)state;
    IS(mk_unix_ms_set, number(-1), NULL, "-");
    IS(mk_unix_ms_set, number(0), NULL, "-");
    IS(mk_unix_ms_set, number(1), NULL, "time");
    IS(mk_unix_ms_set, number(INT64_MIN), NULL, "-");
    IS(mk_unix_ms_set, number(INT64_MAX), NULL, "!time out of range");
    IS(mk_unix_ms_set, text("1"), NULL, "!not an integer");
    IS(mk_unix_s_set, number(-100), NULL, "-");
    IS(mk_unix_s_set, number(0), NULL, "-");
    IS(mk_unix_s_set, number(1), NULL, "time");
    IS(mk_unix_s_set, text("1"), NULL, "!not an integer");
    IS(mk_unix_ns, number(0), NULL, "-");
    IS(mk_unix_ns, number(1661417508123456789), NULL, "time");
    IS(mk_unix_ns, text("1"), NULL, "!not an integer");
}

static void groups_and_lists_are_nobody(void **state)
{
    (void)state;
    IS(mk_jid_person, text("491701234567@s.whatsapp.net"), NULL, "491701234567@s.whatsapp.net");
    IS(mk_jid_person, text("987654321098765@lid"), NULL, "987654321098765@lid");
    IS(mk_jid_person, text("491701234567-1400000000@g.us"), NULL, "-");
    IS(mk_jid_person, text("status@broadcast"), NULL, "-");
    IS(mk_jid_person, text(""), NULL, "-");
    IS(mk_row_number, number(7), NULL, "7");
    IS(mk_row_number, number(0), NULL, "-");
    IS(mk_row_number, number(-1), NULL, "-");
    IS(mk_row_number, text("7"), NULL, "!not an integer");
}

static void bits_are_looked_at_alone(void **state)
{
    static const int64_t mask = 5;
    static const struct mk_name names[] = { { 4, "four" }, { 0 } };
    static const struct mk_masked some = { 0xf, names };
    (void)state;
    IS(mk_bits, number(4), &mask, "true");
    IS(mk_bits, number(2), &mask, "-");
    IS(mk_bits, number(-1), &mask, "true");
    IS(mk_bits, text("1"), &mask, "!not an integer");
    IS(mk_named_bits, number(0xa0000014), &some, "four");
    IS(mk_named_bits, number(-12), &some, "four");
    IS(mk_named_bits, number(0x15), &some, "!code not known");
    IS(mk_named_bits, text("4"), &some, "!not an integer");
    IS(mk_decimal, text("69986"), NULL, "69986");
    IS(mk_decimal, text("big"), NULL, "!not an integer");
}

static void digests_come_out_of_base64(void **state)
{
    static const char bad[] = "!not a SHA-256 in base64";
    (void)state;
    IS(mk_sha256_base64, text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), NULL,
       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    IS(mk_sha256_base64, text(""), NULL, "-");
    IS(mk_sha256_base64, text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"), NULL, bad);
    IS(mk_sha256_base64, text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF!="), NULL, bad);
    IS(mk_sha256_base64, text("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUU"), NULL, bad);
    IS(mk_sha256_base64, number(5), NULL, bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phones_come_out_of_whatsapp_addresses_only),
        cmocka_unit_test(codes_may_be_decimal_texts),
        cmocka_unit_test(times_that_are_not_set_are_none),
        cmocka_unit_test(groups_and_lists_are_nobody),
        cmocka_unit_test(bits_are_looked_at_alone),
        cmocka_unit_test(digests_come_out_of_base64),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
