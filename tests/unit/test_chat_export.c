#include "tests/lib/t.h"

#include "parsers/base/zone.h"
#include "parsers/format/chat_json.h"
#include "parsers/format/chat_text.h"
#include "parsers/format/chat_words.h"
#include "tests/lib/doc_print.h"

static const char *const text[] = { "from", "text",    "time_raw", "time",    "zone", "system",
                                    "file", "omitted", "deleted",  "service", NULL };
static const char *const json[] = { "chat", "id",   "kind", "unix", "time",   "ms",
                                    "from", "text", "file", "lat",  "unsent", NULL };
static const char *const reaction[] = { "message", "from", "text", NULL };

static void is(const struct mk_format *f, const char *table, const char *const *columns,
               const char *doc, const char *zone, const char *expected)
{
    struct mk_zone *z = NULL;
    struct mk_buf out;
    mk_buf_init(&out, (size_t)1 << 20);
    if (zone)
        assert_int_equal(mk_zone_new(&z, mk_str(zone), mk_str(NULL), NULL), 0);
    doc_print(&out, f, mk_str(doc), table, columns, z);
    assert_string_equal(mk_buf_cstr(&out), expected);
    mk_buf_done(&out);
    mk_zone_free(z);
}

static void lines_without_a_time_belong_to_the_message_before(void **state)
{
    (void)state;
    is(&mk_format_chat_text, "messages", text,
       "head\r\n31/12/23, 10:00 - Ana: one\r\ntwo: three\r\n\r\nfour\r\n"
       "31/12/23, 10:01 - Ana added Bob\r\n31/12/23, 10:02 - Bob: ",
       NULL,
       "1|from=Ana|text=one\ntwo: three\n\nfour|time_raw=31/12/23, "
       "10:00|system=0|service=whatsapp\n"
       "2|text=Ana added Bob|time_raw=31/12/23, 10:01|system=1|service=whatsapp\n"
       "3|from=Bob|text=|time_raw=31/12/23, 10:02|system=0|service=whatsapp\n"
       "remark at byte 0: a line before the first message\n");
}

static void a_zone_makes_local_times_instants(void **state)
{
    (void)state;
    is(&mk_format_chat_text, "messages", text, "[2023-12-31, 01:30] Ana: x\n", "+02:00",
       "1|from=Ana|text=x|time_raw=2023-12-31, 01:30|time=2023-12-30T23:30:00Z|zone=+02:00|"
       "system=0|service=signal\n");
    is(&mk_format_chat_text, "messages", text, "1/2/23, 01:30 - Ana: x\n", "UTC",
       "1|from=Ana|text=x|time_raw=1/2/23, 01:30(day and month cannot be told apart: no number "
       "above 12 in the whole file)|system=0|service=whatsapp\n");
    is(&mk_format_chat_text, "messages", text, "31/2/2566 01:30 - Ana: x\n", "UTC",
       "1|from=Ana|text=x|time_raw=31/2/2566 01:30(no date)|system=0|service=whatsapp\n");
    is(&mk_format_chat_text, "messages", text, "31/1/2566 01:30 - Ana: x\n", "UTC",
       "1|from=Ana|text=x|time_raw=31/1/2566 01:30(the year is read as one of the Buddhist era)|"
       "time=2023-01-31T01:30:00Z|zone=UTC|system=0|service=whatsapp\n");
}

static void notices_in_the_place_of_a_text_are_known(void **state)
{
    static const char *const files[][2] = {
        { "IMG-20231231-WA0001.jpg (file attached)", "IMG-20231231-WA0001.jpg" },
        { "\u200eIMG-20231231-WA0001.jpg (quelque chose)\ncaption", "IMG-20231231-WA0001.jpg" },
        { "my plan.pdf (Datei angehängt)", "my plan.pdf" },
        { "\u200e<attached: 00000012-PHOTO-2023-12-31.jpg>", "00000012-PHOTO-2023-12-31.jpg" },
        { "<Anhang: a.opus>", "a.opus" },
        { "see a.pdf (page 3)", "" },
        { "<Media omitted>", "" },
        { "(file attached)", "" },
        { "", "" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (!mk_span_is(mk_chat_file(mk_str(files[i][0])), files[i][1]))
            fail_msg("%s", files[i][0]);
    assert_true(mk_chat_is_omitted(mk_str("<Media omitted>")));
    assert_true(mk_chat_is_omitted(mk_str("<Medien ausgeschlossen>")));
    assert_true(mk_chat_is_omitted(mk_str("\u200eimage omitted")));
    assert_false(mk_chat_is_omitted(mk_str("the best was omitted")));
    assert_true(mk_chat_is_deleted(mk_str("This message was deleted")));
    assert_true(mk_chat_is_deleted(mk_str("\u200eDiese Nachricht wurde gelöscht.")));
    assert_false(mk_chat_is_deleted(mk_str("I think This message was deleted")));
    assert_true(mk_chat_is_edited(mk_str("well \u200e<This message was edited>")));
    assert_false(mk_chat_is_edited(mk_str("<This message was edited> by me")));
}

static const char batch[] =
    "{\"chats\":{\"list\":[{\"messages\":[]},{\"name\":\"c\",\"messages\":["
    "{\"id\":7,\"type\":\"message\",\"date\":\"2018-12-05T10:39:10\",\"date_unixtime\":"
    "\"1544006350\","
    "\"from\":\"Ana\",\"from_id\":\"user1\",\"text\":[\"see "
    "\",{\"type\":\"link\",\"text\":\"https://x\"},5]},"
    "{\"id\":8,\"type\":\"service\",\"date_unixtime\":\"1544006351\",\"actor\":\"Bob\",\"action\":"
    "\"join\","
    "\"text\":\"\",\"photo\":\"photos/"
    "1.jpg\",\"location_information\":{\"latitude\":37.5,\"longitude\":23}},"
    "3]}]}}";

static void telegrams_chats_are_told_apart(void **state)
{
    (void)state;
    is(&mk_format_telegram_json, "messages", json, batch, NULL,
       "1|chat=1|id=7|kind=message|unix=1544006350|from=Ana|text=see https://x\n"
       "2|chat=1|id=8|kind=service|unix=1544006351|from=Bob|text=|file=photos/1.jpg|lat=37.5\n"
       "remark a message that is none: no object\n");
    is(&mk_format_telegram_json, "messages", json,
       "{\"messages\":[{\"date\":\"2018-12-05T10:39:10\",\"from_id\":1,\"text\":\"old\"}]}",
       "+02:00", "1|time=2018-12-05T08:39:10Z|text=old\n");
}

static void texts_escaped_byte_by_byte_are_put_right(void **state)
{
    static const char doc[] =
        "{\"messages\":[{\"sender_name\":\"Jos\\u00c3\\u00a9\",\"timestamp_ms\":1,\"content\":"
        "\"\\u00f0\\u009f\\u0098\\u0080\",\"photos\":[{\"uri\":\"a.jpg\"},{\"uri\":\"b.jpg\"}],"
        "\"reactions\":[{\"reaction\":\"\\u00e2\\u009d\\u00a4\",\"actor\":\"Ana\"}]},"
        "{\"sender_name\":\"Jos\\u00e9\",\"timestamp_ms\":2,\"content\":\"\u4f8b\",\"is_unsent\":"
        "true}]}";
    (void)state;
    is(&mk_format_instagram_json, "messages", json, doc, NULL,
       "1|ms=1|from=José|text=😀|file=a.jpg\n2|ms=2|from=José|text=例|unsent=1\n"
       "remark texts whose UTF-8 was escaped byte by byte were put right\n"
       "remark message 1 has one file more: b.jpg\n");
    is(&mk_format_instagram_json, "reactions", reaction, doc, NULL,
       "1|message=1|from=Ana|text=❤\n"
       "remark texts whose UTF-8 was escaped byte by byte were put right\n"
       "remark message 1 has one file more: b.jpg\n");
}

static void formats_are_told_by_their_bytes(void **state)
{
    static const char insta[] = "{\"messages\":[{\"sender_name\":\"a\",\"timestamp_ms\":1}]}";
    struct mk_span p = mk_str("x");
    (void)state;
    assert_true(mk_format_chat_text.knows(mk_str("\xef\xbb\xbf"
                                                 "31/12/23, 10:00 - A: b"),
                                          p));
    assert_false(mk_format_chat_text.knows(mk_str("a plain\ntext\n"), p));
    assert_true(mk_format_telegram_json.knows(mk_str(batch), p));
    assert_false(mk_format_telegram_json.knows(mk_str(insta), p));
    assert_true(mk_format_instagram_json.knows(mk_str(insta), p));
    assert_false(mk_format_instagram_json.knows(mk_str(batch), p));
}

static void cut_files_and_scarce_memory_are_survived(void **state)
{
    static const char lines[] =
        "\u200e[31.12.23, 10:00:00] Ana: \u200e<attached: a.jpg>\r\nmore\r\n"
        "[1.1.24, 10:00:00] Bob: x\r\n";
    (void)state;
    doc_truncate(&mk_format_chat_text, mk_str(lines), "messages", text, NULL);
    doc_truncate(&mk_format_telegram_json, mk_str(batch), "messages", json, NULL);
    doc_truncate(&mk_format_instagram_json, mk_str(batch), "messages", json, NULL);
    doc_starve(&mk_format_chat_text, mk_str(lines), "messages", text, NULL);
    doc_starve(&mk_format_telegram_json, mk_str(batch), "messages", json, NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_without_a_time_belong_to_the_message_before),
        cmocka_unit_test(a_zone_makes_local_times_instants),
        cmocka_unit_test(notices_in_the_place_of_a_text_are_known),
        cmocka_unit_test(telegrams_chats_are_told_apart),
        cmocka_unit_test(texts_escaped_byte_by_byte_are_put_right),
        cmocka_unit_test(formats_are_told_by_their_bytes),
        cmocka_unit_test(cut_files_and_scarce_memory_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
