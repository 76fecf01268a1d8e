#include "tests/lib/t.h"

#include "parsers/base/zone.h"
#include "parsers/format/vcard.h"
#include "tests/lib/doc_print.h"
#include <stdio.h>

static const char *const card[] = { "card", "version", "name",     "family",  "given",    "org",
                                    "role", "note",    "birthday", "revised", "agent_of", NULL };
static const char *const property[] = { "card",    "part",  "name",  "label",
                                        "service", "value", "bytes", NULL };
static const char *const event[] = { "type",        "title",     "text", "place",
                                     "start",       "start_raw", "end",  "zone",
                                     "zone_origin", "attendees", NULL };

static void is_bytes(const char *table, const char *const *columns, struct mk_span bytes,
                     const struct mk_zone *zone, const char *expected)
{
    struct mk_buf out;
    mk_buf_init(&out, (size_t)1 << 20);
    doc_print(&out, &mk_format_vcard, bytes, table, columns, zone);
    assert_string_equal(mk_buf_cstr(&out), expected);
    mk_buf_done(&out);
}

static void is(const char *table, const char *const *columns, const char *text,
               const char *expected)
{
    is_bytes(table, columns, mk_str(text), NULL, expected);
}

#define CARD(inside) "BEGIN:VCARD\r\nVERSION:3.0\r\n" inside "END:VCARD\r\n"

static void a_card_says_who_it_is(void **state)
{
    (void)state;
    is("cards", card,
       CARD("N:Pappas;Ana;M.;Dr.;Jr.\r\nFN:Dr. Ana Pappas\r\nORG:Harbour Ltd;Boats\r\n"
            "TITLE:Pilot\r\nNOTE:one\\, two\\; three\\nfour \\\\ five\r\nBDAY:1980-03-21\r\n"
            "REV:20240131T120000Z\r\n"),
       "1|card=1|version=3.0|name=Dr. Ana Pappas|family=Pappas|given=Ana|org=Harbour Ltd; Boats|"
       "role=Pilot|note=one, two; three\nfour \\ five|birthday=1980-03-21|"
       "revised=2024-01-31T12:00:00Z\n");
}

static void a_card_without_fn_is_called_by_its_n(void **state)
{
    (void)state;
    is("cards", card, CARD("N:Pappas;Ana;M.;Dr.;Jr.\r\n") CARD("FN:\r\nN:;Bob\r\n") CARD(""),
       "1|card=1|version=3.0|name=Dr. Ana M. Pappas Jr.|family=Pappas|given=Ana\n"
       "2|card=2|version=3.0|name=Bob|given=Bob\n"
       "3|card=3|version=3.0\n");
}

static void properties_say_what_they_are(void **state)
{
    (void)state;
    is("properties", property,
       CARD("TEL;TYPE=CELL,VOICE;TYPE=pref:+30 210 1\r\nTEL;HOME:2\r\nEMAIL:a@example.org\r\n"
            "TEL;VALUE=uri:tel:+30-210-3\r\nADR;TYPE=\"home,x;y\":;;1 Quay St;Piraeus;;18531;GR\r\n"
            "IMPP:xmpp:ana@example.org\r\nX-SKYPE:ana.p\r\n"
            "X-SOCIALPROFILE;type=twitter:http://twitter.example/ana\r\n"
            "URL:http\\://example.org\r\nFN:first\r\nFN:second\r\nX-THING;A=b:odd\r\nNOTE:\r\n"),
       "1|card=1|part=phone|name=TEL|label=cell,voice,pref|value=+30 210 1\n"
       "2|card=1|part=phone|name=TEL|label=home|value=2\n"
       "3|card=1|part=email|name=EMAIL|value=a@example.org\n"
       "4|card=1|part=phone|name=TEL|value=+30-210-3\n"
       "5|card=1|part=address|name=ADR|label=home,x;y|value=1 Quay St, Piraeus, 18531, GR\n"
       "6|card=1|part=handle|name=IMPP|service=xmpp|value=ana@example.org\n"
       "7|card=1|part=handle|name=X-SKYPE|service=skype|value=ana.p\n"
       "8|card=1|part=handle|name=X-SOCIALPROFILE|label=twitter|service=twitter|"
       "value=http://twitter.example/ana\n"
       "9|card=1|part=other|name=URL|value=http://example.org\n"
       "10|card=1|part=other|name=FN|value=second\n"
       "11|card=1|part=other|name=X-THING|value=odd\n");
}

static void a_label_is_that_of_its_group(void **state)
{
    (void)state;
    is("properties", property,
       CARD("item1.TEL:1\r\nitem1.X-ABLabel:_$!<Mother>!$_\r\nitem2.X-ABLABEL:Boat\r\n"
            "item2.EMAIL;TYPE=INTERNET:b@example.org\r\nitem3.X-ABLabel:alone\r\n"),
       "1|card=1|part=phone|name=TEL|label=Mother|value=1\n"
       "2|card=1|part=email|name=EMAIL|label=Boat|value=b@example.org\n"
       "3|card=1|part=other|name=X-ABLabel|value=alone\n");
}

static void lines_go_on_in_three_ways(void **state)
{
    (void)state;
    is("cards", card, CARD("FN:Ana\r\n  Pap\r\n\tpas\r\n"),
       "1|card=1|version=3.0|name=Ana Pappas\n");
    is("cards", card,
       CARD("FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=CE=91=\r\n=CE=BD=\r\n=CE=B1\r\n"
            "NOTE;QUOTED-PRINTABLE:one=0D=0Atwo=3D=\r\n  three =ZZ=4\r\n"),
       "1|card=1|version=3.0|name=Ανα|note=one\r\ntwo=  three =ZZ=4\n");
    is("properties", property,
       CARD("PHOTO;JPEG;ENCODING=BASE64:AAAA\r\n AAAA\r\n\r\nTEL:1\r\n"
            "LOGO;BASE64:\r\nAAAAAAA=\r\nAAAA\r\nTEL:2\r\n"
            "KEY;ENCODING=b:AAA=\r\nPHOTO:data:image/png;base64,AAAAAAAA\r\n"),
       "1|card=1|part=other|name=PHOTO|label=jpeg|bytes=6\n"
       "2|card=1|part=phone|name=TEL|value=1\n"
       "3|card=1|part=other|name=LOGO|bytes=8\n"
       "4|card=1|part=phone|name=TEL|value=2\n"
       "5|card=1|part=other|name=KEY|bytes=2\n"
       "6|card=1|part=other|name=PHOTO|bytes=6\n");
}

static void character_sets_become_utf8(void **state)
{
    static const char wide[] = "\xff\xfe"
                               "B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0\r\0\n\0F\0N\0:\0\x91\x03\r\0\n\0"
                               "E\0N\0D\0:\0V\0C\0A\0R\0D\0\r\0\n\0";
    static const char big[] =
        "\0B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0\n\0F\0N\0:\x03\x91\0\n\0E\0N\0D\0:\0V\0C\0A\0R\0D";
    (void)state;
    is("cards", card, "\xef\xbb\xbf" CARD("FN:Ανα\r\n"), "1|card=1|version=3.0|name=Ανα\n");
    is_bytes("cards", card, mk_span(wide, sizeof wide - 1), NULL, "1|card=1|name=Α\n");
    is_bytes("cards", card, mk_span(big, sizeof big - 1), NULL, "1|card=1|name=Α\n");
    is("cards", card, CARD("FN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Jos=E9\r\n"),
       "1|card=1|version=3.0|name=José\n");
    is("cards", card, CARD("FN:Jos\xe9 \x80\r\n"),
       "1|card=1|version=3.0|name=José €(not UTF-8: read as Windows-1252)\n");
    is("cards", card, CARD("FN;CHARSET=SHIFT_JIS:\x83\x41\r\n"),
       "1|card=1|version=3.0|name=\x83\x41(of a character set that is not known here)\n");
    is("cards", card, "BEGIN:VCARD\rFN:Mac\rEND:VCARD\r", "1|card=1|name=Mac\n");
}

static void an_agent_is_a_card_of_its_own(void **state)
{
    (void)state;
    is("cards", card,
       "BEGIN:VCARD\nFN:Boss\nAGENT:\nBEGIN:VCARD\nFN:Helper\nEND:VCARD\nTITLE:Chief\nEND:VCARD\n",
       "2|card=2|name=Helper|agent_of=1\n1|card=1|name=Boss|role=Chief\n");
}

static void odd_lines_are_told(void **state)
{
    (void)state;
    is("cards", card, "FN:x\n" CARD("no colon here\r\n") "END:VCARD\nBEGIN:VCARD\nFN:cut",
       "1|card=1|version=3.0\n2|card=2|name=cut\n"
       "remark at byte 0: a property outside of any card\n"
       "remark at byte 31: a line that is none\n"
       "remark at byte 57: an end without a beginning\n"
       "remark the file ends within a card\n");
    is("cards", card, "", "");
}

static void too_deep_a_nesting_is_passed_over(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 1 << 16);
    for (int i = 0; i < 12; i++)
        mk_buf_printf(&b, "BEGIN:VCARD\nFN:%d\n", i);
    for (int i = 0; i < 12; i++)
        mk_buf_puts(&b, "END:VCARD\n");
    struct mk_buf out;
    mk_buf_init(&out, 1 << 20);
    doc_print(&out, &mk_format_vcard, mk_buf_span(&b), "cards", card, NULL);
    assert_non_null(strstr(mk_buf_cstr(&out), "too deep, passed over"));
    assert_non_null(strstr(mk_buf_cstr(&out), "1|card=1|name=0\n"));
    assert_null(strstr(mk_buf_cstr(&out), "card=9"));
    mk_buf_done(&out);
    mk_buf_done(&b);
}

static void a_line_without_end_is_kept_in_part(void **state)
{
    struct mk_buf b, out;
    (void)state;
    mk_buf_init(&b, (size_t)8 << 20);
    mk_buf_init(&out, (size_t)8 << 20);
    mk_buf_puts(&b, "BEGIN:VCARD\nPHOTO;ENCODING=b:");
    for (size_t i = 0; i < (size_t)1 << 20; i++)
        mk_buf_puts(&b, "AAAA");
    mk_buf_puts(&b, "\nFN:after\nEND:VCARD\n");
    doc_print(&out, &mk_format_vcard, mk_buf_span(&b), "properties", property, NULL);
    assert_string_equal(mk_buf_cstr(&out), "1|card=1|part=other|name=PHOTO|bytes=3145728\n");
    mk_buf_done(&out);
    mk_buf_done(&b);
}

static void events_are_told_in_utc_only_where_a_zone_is_known(void **state)
{
    static const char text[] =
        "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nSUMMARY:Ferry\nDTSTART:20240131T120000Z\n"
        "DTEND:20240131T130000Z\nATTENDEE:mailto:a@example.org\nATTENDEE:mailto:b@example.org\n"
        "BEGIN:VALARM\nTRIGGER:-PT5M\nEND:VALARM\nEND:VEVENT\n"
        "BEGIN:VEVENT\nSUMMARY:Local\nDTSTART:20240131T120000\nEND:VEVENT\n"
        "BEGIN:VEVENT\nDTSTART;TZID=Europe/Athens:20240131T120000\nEND:VEVENT\n"
        "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20240131\nLOCATION:Quay\\, 1\nEND:VEVENT\n"
        "BEGIN:VTODO\nDUE:20249931T120000Z\nDESCRIPTION:a\\nb\nEND:VTODO\nEND:VCALENDAR\n";
    struct mk_zone *zone;
    (void)state;
    is("events", event, text,
       "1|type=VEVENT|title=Ferry|start=2024-01-31T12:00:00Z|start_raw=20240131T120000Z|"
       "end=2024-01-31T13:00:00Z|attendees=mailto:a@example.org; mailto:b@example.org\n"
       "2|type=VEVENT|title=Local|start_raw=20240131T120000\n"
       "3|type=VEVENT|start_raw=20240131T120000|zone=Europe/Athens|zone_origin=stored\n"
       "4|type=VEVENT|place=Quay, 1|start_raw=20240131\n"
       "5|type=VTODO|text=a\nb\n");
    assert_int_equal(mk_zone_new(&zone, mk_str("+02:00"), mk_str(NULL), NULL), 0);
    is_bytes("events", event, mk_str("BEGIN:VEVENT\nDTSTART:20240131T120000\nEND:VEVENT\n"), zone,
             "1|type=VEVENT|start=2024-01-31T10:00:00Z|start_raw=20240131T120000|zone=+02:00|"
             "zone_origin=assumed\n");
    mk_zone_free(zone);
}

static const char whole[] = CARD(
    "item1.TEL;TYPE=\"a,b\":1\r\n 2\r\nitem1.X-ABLabel:L\r\nFN;ENCODING=QUOTED-PRINTABLE:=C3=\r\n"
    "=A9\r\nPHOTO;BASE64:AAAA\r\n AA==\r\n\r\nN:a\\;b;c\r\n") "BEGIN:VEVENT\nDTSTART:2024\nEND:"
                                                              "VEVENT\n";

static void every_truncation_is_survived(void **state)
{
    (void)state;
    doc_truncate(&mk_format_vcard, mk_str(whole), "cards", card, NULL);
    doc_truncate(&mk_format_vcard, mk_str(whole), "properties", property, NULL);
}

static void memory_that_runs_out_is_survived(void **state)
{
    (void)state;
    doc_starve(&mk_format_vcard, mk_str(whole), "cards", card, NULL);
    doc_starve(&mk_format_vcard, mk_str(whole), "properties", property, NULL);
}

static void a_card_is_known_by_its_first_line(void **state)
{
    const struct mk_format *f = &mk_format_vcard;
    (void)state;
    assert_true(f->knows(mk_str("begin:vcard\r\n"), mk_str("x")));
    assert_true(f->knows(mk_str("\xef\xbb\xbf\r\nBEGIN:VCALENDAR\r\n"), mk_str("x")));
    assert_true(f->knows(mk_span("\xff\xfe"
                                 "B\0E\0G\0I\0N\0:\0V\0C\0A\0R\0D\0",
                                 24),
                         mk_str("x")));
    assert_false(f->knows(mk_str("BEGIN:VCAR"), mk_str("x.vcf")));
    assert_false(f->knows(mk_str(""), mk_str("x.vcf")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_card_says_who_it_is),
        cmocka_unit_test(a_card_without_fn_is_called_by_its_n),
        cmocka_unit_test(properties_say_what_they_are),
        cmocka_unit_test(a_label_is_that_of_its_group),
        cmocka_unit_test(lines_go_on_in_three_ways),
        cmocka_unit_test(character_sets_become_utf8),
        cmocka_unit_test(an_agent_is_a_card_of_its_own),
        cmocka_unit_test(odd_lines_are_told),
        cmocka_unit_test(too_deep_a_nesting_is_passed_over),
        cmocka_unit_test(a_line_without_end_is_kept_in_part),
        cmocka_unit_test(events_are_told_in_utc_only_where_a_zone_is_known),
        cmocka_unit_test(every_truncation_is_survived),
        cmocka_unit_test(memory_that_runs_out_is_survived),
        cmocka_unit_test(a_card_is_known_by_its_first_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
