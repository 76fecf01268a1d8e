#include "firmware/plan/authority.h"
#include "firmware/plan/records.h"
#include "tests/lib/t.h"

/* Which records of a container are in scope. Records are lines as moka parse writes them. */

static struct mk_authority *scope(const char *members)
{
    struct mk_authority *a = NULL;
    struct mk_error e = { 0 };
    struct mk_buf b;
    mk_buf_init(&b, 8192);
    mk_buf_printf(
        &b,
        "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W\","
        "\"exhibit\":\"E\",\"officer\":{\"id\":\"a\",\"name\":\"A\"},"
        "\"valid_from\":\"2020-01-01T00:00:00Z\",\"valid_until\":\"2099-01-01T00:00:00Z\","
        "\"scope\":{\"categories\":[\"messages\",\"calls\",\"contacts\",\"files\"]%s}}",
        members);
    if (mk_authority_parse(&a, mk_buf_span(&b), &e))
        fail_msg("%s", e.text);
    mk_buf_done(&b);
    return a;
}

struct parsed {
    struct mk_buf items;
    struct mk_scoped r;
};

static void parse(struct parsed *p, const char *json)
{
    struct mk_error e = { 0 };
    struct mk_item it;
    struct mk_value v;
    mk_buf_init(&p->items, 65536);
    if (mk_record_of_json(&p->items, mk_str(json), NULL, &e))
        fail_msg("%s: %s", json, e.text);
    struct mk_cursor c = mk_cur(mk_buf_span(&p->items));
    assert_int_equal(mk_item_next(&it, &c), 1);
    p->r = (struct mk_scoped){ .kind = it.kind, .head = it.fields };
    if (mk_field_find(&v, it.fields, MK_APP))
        p->r.app = v.s;
    assert_int_equal(mk_item_next(&it, &c), 1);
    p->r.fields = it.fields;
}

/* NULL: it is in scope. */
static void is(const char *members, uint8_t with, const char *json, const char *why)
{
    struct mk_authority *a = scope(members);
    struct parsed p;
    parse(&p, json);
    const char *got = mk_record_out(&a->scope, &p.r, with);
    if ((got == NULL) != (why == NULL) || (got && why && strcmp(got, why) != 0))
        fail_msg("%s\n%s\n%s, not %s", members, json, got ? got : "in", why ? why : "in");
    mk_buf_done(&p.items);
    mk_authority_free(a);
}

static uint8_t with(const char *members, const char *json)
{
    struct mk_authority *a = scope(members);
    struct parsed p;
    parse(&p, json);
    uint8_t got = mk_record_with(&a->scope, &p.r);
    mk_buf_done(&p.items);
    mk_authority_free(a);
    return got;
}

#define WINDOW   ",\"from\":\"2025-05-10T00:00:00Z\",\"until\":\"2025-05-20T00:00:00Z\""
#define MARGIN   WINDOW ",\"margin_hours\":2"
#define ANNA     ",\"counterparties\":[\"+44 7700 900102\"]"
#define ANNA_ALL ANNA ",\"groups\":true"
#define NO_BOB   ",\"exclude\":[\"07700900155\"]"

#define FROM(number) "\"from\":{\"id\":\"" number "\",\"phone\":\"" number "\"}"
#define TO(number)   "\"from\":{\"self\":true},\"to\":[{\"id\":\"" number "\"}]"
#define A            "+447700900102"
#define B            "+447700900155"
#define C            "+447700900166"

static void times_are_in_the_window_with_its_margin(void **state)
{
    (void)state;
    is(WINDOW, 0, "{\"kind\":\"message\",\"time\":\"2025-05-10T00:00:00Z\"}", NULL);
    is(WINDOW, 0, "{\"kind\":\"message\",\"time\":\"2025-05-09T23:59:59Z\"}", "window");
    is(WINDOW, 0, "{\"kind\":\"message\",\"time\":\"2025-05-20T00:00:00Z\"}", "window");
    is(MARGIN, 0, "{\"kind\":\"message\",\"time\":\"2025-05-09T22:00:00Z\"}", NULL);
    is(MARGIN, 0, "{\"kind\":\"message\",\"time\":\"2025-05-20T01:59:59Z\"}", NULL);
    is(MARGIN, 0, "{\"kind\":\"message\",\"time\":\"2025-05-20T02:00:00Z\"}", "window");
    is(WINDOW, 0, "{\"kind\":\"message\",\"text\":\"undated\"}", "no-time");
    is(WINDOW, 0, "{\"kind\":\"message\",\"times\":{\"sent\":\"2025-05-12T00:00:00Z\"}}",
       "no-time");
    is(WINDOW, 0, "{\"kind\":\"message\",\"time\":\"12 May\"}", "no-time");
    is("", 0, "{\"kind\":\"message\",\"text\":\"undated\"}", NULL);
}

static void only_kinds_of_the_categories(void **state)
{
    (void)state;
    is("", 0, "{\"kind\":\"account\",\"id\":\"x\"}", "category");
    is("", 0, "{\"kind\":\"calendar\",\"title\":\"x\"}", "category");
    is("", 0, "{\"kind\":\"call\"}", NULL);
    is("", 0, "{\"kind\":\"location\"}", NULL);
}

static void a_counterparty_is_told_by_number_however_it_is_written(void **state)
{
    (void)state;
    is(ANNA, 0, "{\"kind\":\"message\"," FROM(A) "}", NULL);
    is(ANNA, 0, "{\"kind\":\"message\"," TO("07700 900-102") "}", NULL);
    is(ANNA, 0, "{\"kind\":\"message\"," FROM("447700900102@s.whatsapp.net") "}", NULL);
    is(ANNA, 0, "{\"kind\":\"message\"," FROM("447700900102:12@s.whatsapp.net") "}", NULL);
    is(ANNA, 0, "{\"kind\":\"message\"," FROM("447700900102.0:12@s.whatsapp.net") "}", NULL);
    is(ANNA, 0, "{\"kind\":\"message\"," FROM("447700900102-1@s.whatsapp.net") "}", "people");
    is(ANNA, 0, "{\"kind\":\"message\"," FROM(":1@s.whatsapp.net") "}", "people");
    is(ANNA, 0, "{\"kind\":\"message\"," FROM("447700900102@lid") "}", "people");
    is(ANNA, 0, "{\"kind\":\"message\"," FROM(B) "}", "people");
    is(ANNA, 0, "{\"kind\":\"message\"," TO(B) "}", "people");
    is(ANNA, 0, "{\"kind\":\"call\",\"peer\":{\"id\":\"" A "\"}}", NULL);
    is(ANNA, 0, "{\"kind\":\"call\",\"peer\":{\"id\":\"" B "\"}}", "people");
    is(ANNA, 0, "{\"kind\":\"contact\",\"phones\":[{\"id\":\"1\"},{\"id\":\"" A "\"}]}", NULL);
    is(ANNA, 0, "{\"kind\":\"contact\",\"phones\":[{\"id\":\"" B "\"}]}", "people");
    is(ANNA, 0, "{\"kind\":\"location\",\"lat\":1}", "no-party");
    is(ANNA, 0, "{\"kind\":\"message\",\"from\":{\"self\":true}}", "no-party");
    /* a name is no number, and what is written in a text is nobody's address */
    is(ANNA, 0, "{\"kind\":\"message\",\"from\":{\"name\":\"" A "\"}}", "people");
    is(ANNA, 0, "{\"kind\":\"message\",\"text\":\"" A "\"," FROM(B) "}", "people");
}

static void a_conversation_with_others_is_in_with_groups_only(void **state)
{
    (void)state;
    const uint8_t group = MK_WITH_IN | MK_WITH_OUT;
    is(ANNA, group, "{\"kind\":\"message\"," FROM(A) "}", "group");
    is(ANNA_ALL, group, "{\"kind\":\"message\"," FROM(A) "}", NULL);
    is(ANNA_ALL, group, "{\"kind\":\"message\"," FROM(B) "}", NULL);
    is(ANNA_ALL, MK_WITH_OUT, "{\"kind\":\"message\"," FROM(B) "}", "people");
    is(ANNA, MK_WITH_IN | MK_WITH_GROUP, "{\"kind\":\"message\"," FROM(A) "}", "group");
    is(ANNA, 0,
       "{\"kind\":\"message\",\"from\":{\"self\":true},\"to\":[{\"id\":\"" A "\"},{\"id\":\"" B
       "\"}]}",
       "group");
    /* outgoing, without a recipient of its own: the conversation says */
    is(ANNA, MK_WITH_IN, "{\"kind\":\"message\",\"from\":{\"self\":true}}", NULL);
    is(ANNA, MK_WITH_OUT, "{\"kind\":\"message\",\"from\":{\"self\":true}}", "people");
}

static void who_is_excluded_is_never_in(void **state)
{
    (void)state;
    is(NO_BOB, 0, "{\"kind\":\"message\"," FROM(A) "}", NULL);
    is(NO_BOB, 0, "{\"kind\":\"message\"," FROM(B) "}", "excluded");
    is(NO_BOB, 0, "{\"kind\":\"message\"," TO(B) "}", "excluded");
    is(NO_BOB, MK_WITH_EXCLUDED, "{\"kind\":\"message\",\"from\":{\"self\":true}}", "excluded");
    is(NO_BOB, 0, "{\"kind\":\"location\"}", "no-party");
    is(ANNA_ALL NO_BOB, 0,
       "{\"kind\":\"message\",\"from\":{\"self\":true},\"to\":[{\"id\":\"" A "\"},{\"id\":\"" B
       "\"}]}",
       "excluded");
    /* in a group, what others wrote stays */
    is(ANNA_ALL NO_BOB, MK_WITH_IN | MK_WITH_EXCLUDED | MK_WITH_GROUP,
       "{\"kind\":\"message\"," FROM(A) "}", NULL);
}

static void conversations_tell_who_is_in_them(void **state)
{
    (void)state;
    assert_int_equal(with(ANNA, "{\"kind\":\"conversation\",\"thread\":\"7\",\"phone\":\"" A "\"}"),
                     MK_WITH_IN);
    assert_int_equal(with(ANNA, "{\"kind\":\"conversation\",\"peer\":{\"id\":\"u\",\"phone\":\"" A
                                "\",\"name\":\"Anna\"}}"),
                     MK_WITH_IN);
    assert_int_equal(with(ANNA, "{\"kind\":\"conversation\",\"members\":[{\"id\":\"" A
                                "\"},{\"id\":\"" B "\"}]}"),
                     MK_WITH_IN | MK_WITH_OUT | MK_WITH_GROUP);
    assert_int_equal(
        with(ANNA, "{\"kind\":\"conversation\",\"members\":[{\"id\":\"" A "\"},{\"self\":true}]}"),
        MK_WITH_IN);
    assert_int_equal(with(ANNA, "{\"kind\":\"message\",\"thread\":\"1-2@g.us\"," FROM(A) "}"),
                     MK_WITH_IN | MK_WITH_GROUP);
    assert_int_equal(with(ANNA, "{\"kind\":\"message\",\"thread\":\"-1020\"," FROM(A) "}"),
                     MK_WITH_IN | MK_WITH_GROUP);
    assert_int_equal(with(ANNA NO_BOB, "{\"kind\":\"message\"," FROM(B) "}"), MK_WITH_EXCLUDED);
}

static void threads_are_those_of_the_phones_own_messages(void **state)
{
    (void)state;
    static const char in[] = ",\"threads\":[7]";
    is(in, 0, "{\"kind\":\"message\",\"app\":\"android.sms\",\"thread\":\"7\"," FROM(B) "}", NULL);
    is(in, 0, "{\"kind\":\"message\",\"app\":\"android.sms\",\"thread\":\"8\"," FROM(B) "}",
       "people");
    is(in, 0, "{\"kind\":\"message\",\"app\":\"viber.android\",\"thread\":\"7\"," FROM(B) "}",
       "people");
}

static void without_media_there_are_no_attachments(void **state)
{
    (void)state;
    is(WINDOW ",\"media\":\"none\"", 0,
       "{\"kind\":\"attachment\",\"time\":\"2025-05-12T00:00:00Z\"}", "media");
    is(WINDOW ",\"media\":\"metadata\"", 0,
       "{\"kind\":\"attachment\",\"time\":\"2025-05-12T00:00:00Z\"}", NULL);
}

static void followers_name_what_they_follow(void **state)
{
    struct parsed p;
    (void)state;
    parse(&p, "{\"kind\":\"reaction\",\"parent\":\"x:1:message:7\"," FROM(B) "}");
    assert_true(mk_span_is(mk_record_parent(&p.r), "x:1:message:7"));
    struct mk_authority *a = scope(ANNA NO_BOB);
    assert_string_equal(mk_record_follower_out(&a->scope, &p.r), "excluded");
    mk_authority_free(a);
    a = scope(ANNA);
    assert_null(mk_record_follower_out(&a->scope, &p.r));
    mk_authority_free(a);
    mk_buf_done(&p.items);
    assert_true(mk_record_conversation_key(MK_TITLE));
    assert_false(mk_record_conversation_key(MK_TIME));
    assert_false(mk_record_conversation_key(MK_TEXT));
    assert_false(mk_record_conversation_key(MK_DATA));
}

static void every_word_has_its_meaning(void **state)
{
    static const char *const words[] = {
        MK_RECORD_CATEGORY, MK_RECORD_WINDOW,   MK_RECORD_NO_TIME,
        MK_RECORD_PEOPLE,   MK_RECORD_NO_PARTY, MK_RECORD_EXCLUDED,
        MK_RECORD_GROUP,    MK_RECORD_MEDIA,    MK_RECORD_FOLLOWS
    };
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_true(strlen(mk_record_means(words[i])) > 0);
    assert_string_equal(mk_record_means("x"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_in_the_window_with_its_margin),
        cmocka_unit_test(only_kinds_of_the_categories),
        cmocka_unit_test(a_counterparty_is_told_by_number_however_it_is_written),
        cmocka_unit_test(a_conversation_with_others_is_in_with_groups_only),
        cmocka_unit_test(who_is_excluded_is_never_in),
        cmocka_unit_test(conversations_tell_who_is_in_them),
        cmocka_unit_test(threads_are_those_of_the_phones_own_messages),
        cmocka_unit_test(without_media_there_are_no_attachments),
        cmocka_unit_test(followers_name_what_they_follow),
        cmocka_unit_test(every_word_has_its_meaning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
