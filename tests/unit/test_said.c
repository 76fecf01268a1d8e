#include "firmware/plan/authority.h"
#include "firmware/plan/said.h"
#include "parsers/base/buf.h"
#include "tests/lib/t.h"
#include <stdio.h>

static json_t *json(const char *text)
{
    json_error_t where;
    json_t *v = json_loads(text, 0, &where);
    if (!v)
        fail_msg("%s: %s", text, where.text);
    return v;
}

static int check(const char *part, const char *text, struct mk_said_wrong *w)
{
    json_t *v = json(text);
    struct mk_error e = { 0 };
    int rc = mk_said_check(w, part, v, &e);
    json_decref(v);
    return rc == 0 ? 0 : (int)e.code;
}

static void add(void *u, const char *field)
{
    mk_buf_printf(u, "%s ", *field ? field : "*");
}

static const char *lacks(struct mk_buf *b, const char *part, const char *text)
{
    json_t *v = text ? json(text) : NULL;
    mk_buf_clear(b);
    mk_said_lacks(part, v, add, b);
    json_decref(v);
    return mk_buf_cstr(b);
}

#define RADIO "{\"state\":\"on\",\"set_by\":\"officer\",\"verified\":true}"
#define CONSENT(capacity, given)                                                                   \
    "{\"notice\":{\"language\":\"fr\",\"given\":\"" given "\"},\"capacity\":\"" capacity           \
    "\",\"understood\":true,\"controller_absent\":true,\"withdrawal_told\":true,"                  \
    "\"alternatives\":\"screen shots:\\ntoo few\",\"receipt\":\"wanted\","                         \
    "\"at\":\"2026-11-01T10:00:00Z\",\"signature\":{\"strokes\":[[[0,10000,0],[5,5,20]],[[1,1,20]" \
    "]]}}"

static void whole_parts_are_whole(void **state)
{
    static const char *const good[][2] = {
        { "exhibit", "{\"number\":\"EX-7\"}" },
        { "item", "{}" },
        { "seizure",
          "{\"by\":\"A\",\"at\":\"2026-11-01T10:00:00Z\",\"place\":\"B\",\"how\":\"found\"}" },
        { "phone", "{\"power\":\"on\",\"lock\":\"unlocked\",\"airplane\":" RADIO ",\"wifi\":" RADIO
                   ",\"bluetooth\":" RADIO "}" },
        { "owner", "{\"role\":\"victim\",\"present\":true,\"minor\":\"unknown\"}" },
        { "owner of authority", "{\"present\":true,\"minor\":\"no\",\"language\":\"ar\"}" },
        { "authority", "{\"basis\":\"warrant\",\"reference\":\"W\",\"valid_from\":"
                       "\"2026-11-01T10:00:00Z\",\"valid_until\":\"2026-11-02T10:00:00Z\"}" },
        { "consent", CONSENT("adult", "read") },
        { "clock", "{\"reference\":\"GPS\",\"agrees\":true,\"offset_s\":-1}" },
    };
    struct mk_error e;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        json_t *v = json(good[i][1]);
        e.text[0] = 0;
        if (mk_said_whole(good[i][0], v, &e))
            fail_msg("%s", e.text);
        json_decref(v);
    }
}

static void what_is_lacking_is_named_and_what_is_there_may_be_a_piece(void **state)
{
    struct mk_buf b;
    struct mk_said_wrong w;
    (void)state;
    mk_buf_init(&b, 4096);
    assert_string_equal(lacks(&b, "owner", NULL), "* ");
    assert_int_equal(check("owner", "{\"role\":\"witness\"}", &w), 0);
    assert_string_equal(lacks(&b, "owner", "{\"role\":\"witness\"}"), "present minor ");
    assert_string_equal(lacks(&b, "phone",
                              "{\"power\":\"on\",\"lock\":\"locked\",\"airplane\":" RADIO
                              ",\"wifi\":{\"state\":\"off\"}}"),
                        "wifi.set_by wifi.verified bluetooth.state bluetooth.set_by "
                        "bluetooth.verified ");
    assert_string_equal(lacks(&b, "consent", CONSENT("minor", "interpreted")),
                        "guardian interpreter ");
    assert_string_equal(
        lacks(&b, "consent", "{\"understood\":false,\"guardian\":{\"name\":\"G\"}}"),
        "notice.language notice.given capacity understood controller_absent "
        "withdrawal_told alternatives guardian.relation receipt at signature ");
    mk_buf_done(&b);
}

static void what_is_wrong_is_refused_and_its_place_is_said(void **state)
{
    static const char *const bad[][3] = {
        { "exhibit", "[]", "" },
        { "exhibit", "{\"numbr\":\"x\"}", "" },
        { "exhibit", "{\"number\":\"\"}", "number" },
        { "exhibit", "{\"number\":7}", "number" },
        { "exhibit", "{\"number\":\"a\\nb\"}", "number" },
        { "exhibit", "{\"number\":\"a\\u0085b\"}", "number" },
        { "exhibit", "{\"description\":\"a\\u001bb\"}", "description" },
        { "seizure", "{\"at\":\"yesterday\"}", "at" },
        { "seizure", "{\"how\":\"taken\"}", "how" },
        { "phone", "{\"wifi\":\"on\"}", "wifi" },
        { "phone", "{\"wifi\":{\"state\":\"maybe\"}}", "wifi.state" },
        { "phone", "{\"wifi\":{\"verified\":1}}", "wifi.verified" },
        { "owner of authority", "{\"role\":\"victim\"}", "" },
        { "clock", "{\"offset_s\":86401}", "offset_s" },
        { "clock", "{\"offset_s\":1.5}", "offset_s" },
        { "consent", "{\"signature\":{\"strokes\":[]}}", "signature" },
        { "consent", "{\"signature\":{\"typed\":\"A\"}}", "signature" },
        { "consent", "{\"signature\":{\"typed\":\"\",\"statement\":\"I\"}}", "signature" },
        { "consent", "{\"signature\":{\"typed\":\"A\",\"statement\":\"I\",\"x\":1}}", "signature" },
        { "consent", "{\"signature\":{\"strokes\":[[]]}}", "signature" },
        { "consent", "{\"signature\":{\"strokes\":[[[0,0]]]}}", "signature" },
        { "consent", "{\"signature\":{\"strokes\":[[[0,10001,0]]]}}", "signature" },
        { "consent", "{\"signature\":{\"strokes\":[[[0,0,5],[0,0,4]]]}}", "signature" },
        { "consent", "{\"signature\":{\"strokes\":[[[0,0,5]]],\"x\":1}}", "signature" },
    };
    struct mk_said_wrong w;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        if (check(bad[i][0], bad[i][1], &w) != MK_EUSAGE)
            fail_msg("%s was taken", bad[i][1]);
        assert_string_equal(w.field, bad[i][2]);
    }
    assert_int_equal(check("weather", "{}", &w), MK_EABSENT);
}

static void a_name_that_was_typed_is_a_signature_with_its_statement(void **state)
{
    (void)state;
    json_t *typed = json_pack("{s:s,s:s}", "typed", "A. Ruiz", "statement", "I sign so.");
    assert_true(mk_said_signature(typed));
    json_object_del(typed, "statement");
    assert_false(mk_said_signature(typed));
    json_decref(typed);
}

static void a_line_and_a_signature_have_a_size(void **state)
{
    struct mk_buf b;
    struct mk_said_wrong w;
    (void)state;
    mk_buf_init(&b, 65536);
    for (unsigned n = MK_SAID_LINE; n <= MK_SAID_LINE + 1; n++) {
        mk_buf_clear(&b);
        mk_buf_printf(&b, "{\"number\":\"%0*d\"}", (int)n, 0);
        assert_int_equal(check("exhibit", mk_buf_cstr(&b), &w), n > MK_SAID_LINE ? MK_EUSAGE : 0);
    }
    for (unsigned n = MK_SAID_POINTS; n <= MK_SAID_POINTS + 1; n++) {
        mk_buf_clear(&b);
        mk_buf_puts(&b, "{\"signature\":{\"strokes\":[[");
        for (unsigned i = 0; i < n; i++)
            mk_buf_puts(&b, i ? ",[1,2,3]" : "[1,2,3]");
        mk_buf_puts(&b, "]]}}");
        assert_int_equal(check("consent", mk_buf_cstr(&b), &w), n > MK_SAID_POINTS ? MK_EUSAGE : 0);
    }
    mk_buf_done(&b);
}

static int authority_with(const char *basis, const char *more, struct mk_error *e)
{
    struct mk_buf b;
    struct mk_authority *a = NULL;
    mk_buf_init(&b, 65536);
    mk_buf_printf(
        &b,
        "{\"format\":\"moka-authority-1\",\"basis\":\"%s\",\"reference\":\"W-1\","
        "\"officer\":{\"id\":\"a.b\",\"name\":\"A B\"},\"exhibit\":\"EX-1\","
        "\"valid_from\":\"2026-01-01T00:00:00Z\",\"valid_until\":\"2026-02-01T00:00:00Z\","
        "\"scope\":{\"categories\":[\"calls\"]}%s}",
        basis, more);
    int rc = mk_authority_parse(&a, mk_buf_span(&b), e);
    mk_authority_free(a);
    mk_buf_done(&b);
    return rc;
}

static void an_authority_takes_them_whole_or_not_at_all(void **state)
{
    struct mk_error e = { 0 };
    (void)state;
    assert_int_equal(authority_with("consent", ",\"consent\":" CONSENT("adult", "read"), &e), 0);
    assert_int_equal(authority_with("warrant", ",\"item\":{\"seal\":\"S-1\"}", &e), 0);
    assert_int_equal(authority_with("warrant", ",\"consent\":" CONSENT("adult", "read"), &e), -1);
    assert_int_equal(authority_with("warrant", ",\"owner\":{\"present\":true}", &e), -1);
    assert_non_null(strstr(e.text, "lacks \"minor\""));
    assert_int_equal(authority_with("warrant", ",\"item\":{\"number\":\"x\"}", &e), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_parts_are_whole),
        cmocka_unit_test(what_is_lacking_is_named_and_what_is_there_may_be_a_piece),
        cmocka_unit_test(what_is_wrong_is_refused_and_its_place_is_said),
        cmocka_unit_test(a_name_that_was_typed_is_a_signature_with_its_statement),
        cmocka_unit_test(a_line_and_a_signature_have_a_size),
        cmocka_unit_test(an_authority_takes_them_whole_or_not_at_all),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
