#include "firmware/plan/draft.h"
#include "firmware/plan/words.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <stdio.h>

static void words_on(struct mk_buf *b, const char *scope, enum mk_platform p)
{
    struct mk_authority *a = NULL;
    struct mk_error e = { 0 };
    struct mk_buf json;
    mk_buf_init(&json, 16384);
    mk_buf_printf(&json,
                  "{\"format\":\"moka-authority-1\",\"basis\":\"consent\",\"reference\":\"C-1\","
                  "\"officer\":{\"id\":\"a.b\",\"name\":\"A B\"},\"exhibit\":\"EX-1\","
                  "\"valid_from\":\"2026-01-01T00:00:00Z\","
                  "\"valid_until\":\"2026-02-01T00:00:00Z\",\"scope\":%s}",
                  scope);
    if (mk_authority_parse(&a, mk_buf_span(&json), &e))
        fail_msg("%s", e.text);
    mk_buf_init(b, 1 << 20);
    mk_plan_words(b, a, p);
    mk_buf_done(&json);
    mk_authority_free(a);
}

static void words_of(struct mk_buf *b, const char *scope)
{
    words_on(b, scope, MK_ANDROID);
}

/* Whether `text` stands before "Not taken:" (or behind it). */
static bool taken(struct mk_buf *b, const char *text, bool is)
{
    const char *all = mk_buf_cstr(b), *no = strstr(all, "\nNot taken:"), *at = strstr(all, text);
    assert_non_null(no);
    return at && (at < no) == is;
}

static void the_words_say_what_is_asked_and_what_is_not(void **s)
{
    (void)s;
    struct mk_buf b;
    words_of(&b, "{\"preset\":\"victim\",\"counterparties\":[\"+254712345678\"],"
                 "\"exclude\":[\"Bank\"],\"from\":\"2025-01-01T00:00:00Z\",\"margin_hours\":2}");
    assert_true(
        taken(&b, "content://sms: only by date, with the persons named, without who", true));
    assert_true(taken(&b, "content://mms: only by date, in conversations with them", true));
    assert_true(taken(&b, "content://com.android.contacts/groups: holds no time", false));
    assert_true(taken(&b, "files: not in the authority", false));
    assert_true(taken(&b, "activity: not in the authority", false));
    assert_true(taken(&b, "dumpsys telecom", false));
    const char *text = mk_buf_cstr(&b);
    assert_non_null(strstr(text, "the phone of a victim"));
    assert_non_null(strstr(text, "exchanged with: +254712345678."));
    assert_non_null(strstr(text, "Nothing at all of or to: Bank."));
    assert_non_null(strstr(text, "2 hours to either side"));
    assert_non_null(strstr(text, "only names, sizes and times"));
    mk_buf_done(&b);
    words_of(&b, "{\"preset\":\"suspect\"}");
    assert_true(taken(&b, "dumpsys notification", true));
    assert_null(strstr(mk_buf_cstr(&b), "Only"));
    mk_buf_done(&b);
}

static void an_iphone_is_asked_in_its_own_words(void **s)
{
    (void)s;
    struct mk_buf b;
    words_on(&b, "{\"preset\":\"suspect\"}", MK_IPHONE);
    assert_true(taken(&b, "installed apps (apps)", true));
    assert_true(taken(&b, "documents of apps that share", true));
    assert_null(strstr(mk_buf_cstr(&b), "content://"));
    assert_null(strstr(mk_buf_cstr(&b), "dumpsys"));
    assert_null(strstr(mk_buf_cstr(&b), "/sdcard"));
    assert_true(taken(&b, "HomeDomain, Library/SMS/sms.db*\n", true));
    mk_buf_done(&b);
    words_on(&b, "{\"categories\":[\"messages\"],\"exclude\":[\"0712345678\"]}", MK_IPHONE);
    assert_true(taken(&b, "Library/SMS/sms.db*: only the records", true));
    assert_true(taken(&b, "Library/SMS/Attachments/*: files that do not tell", false));
    assert_null(strstr(mk_buf_cstr(&b), "AddressBook"));
    mk_buf_done(&b);
}

static void what_becomes_of_a_backup_is_said(void **s)
{
    (void)s;
    struct mk_buf b;
    words_on(&b, "{\"preset\":\"suspect\"}", MK_IPHONE);
    assert_non_null(strstr(mk_buf_cstr(&b), "all of it is kept"));
    mk_buf_done(&b);
    words_on(&b, "{\"preset\":\"suspect\",\"from\":\"2025-01-01T00:00:00Z\"}", MK_IPHONE);
    assert_null(strstr(mk_buf_cstr(&b), "all of it is kept"));
    assert_non_null(strstr(mk_buf_cstr(&b), "of databases only the records in scope"));
    assert_non_null(strstr(mk_buf_cstr(&b), "nothing where the phone encrypts"));
    mk_buf_done(&b);
    words_on(&b, "{\"preset\":\"suspect\"}", MK_ANDROID);
    assert_null(strstr(mk_buf_cstr(&b), "backup (it sends"));
    mk_buf_done(&b);
}

static int draft(struct mk_buf *out, struct mk_error *e)
{
    struct mk_draft d = { 0 };
    int rc = mk_draft_add(&d, "preset", "victim", e);
    if (rc == 0)
        rc = mk_draft_add(&d, "counterparty", "+254 712 345 678", e);
    if (rc == 0)
        rc = mk_draft_add(&d, "counterparty", "Bank", e);
    if (rc == 0)
        rc = mk_draft_add(&d, "thread", "7", e);
    if (rc == 0)
        rc = mk_draft_add(&d, "from", "2025-01-01T00:00:00Z", e);
    if (rc == 0)
        rc = mk_draft_end(out, &d, e);
    mk_draft_done(&d);
    return rc;
}

static void a_draft_is_a_scope_with_its_preset_written_out(void **s)
{
    (void)s;
    struct mk_buf b, again;
    struct mk_error e = { 0 };
    mk_buf_init(&b, 65536);
    if (draft(&b, &e))
        fail_msg("%s", e.text);
    const char *text = mk_buf_cstr(&b);
    assert_non_null(strstr(text, "\"+254 712 345 678\""));
    assert_non_null(strstr(text, "\"contacts\""));
    assert_non_null(strstr(text, "\"media\": \"metadata\""));
    assert_null(strstr(text, "activity"));
    char scope[4096];
    const char *from = strchr(text, ':') + 1;
    snprintf(scope, sizeof scope, "%.*s", (int)(strlen(from) - 2), from);
    words_of(&again, scope); /* an authority takes it */
    mk_buf_done(&again);
    mk_buf_done(&b);
}

static void a_draft_that_an_authority_could_not_hold_is_refused(void **s)
{
    (void)s;
    static const char *const bad[][4] = {
        { "preset", "victim", NULL, NULL },        { "preset", "nobody", NULL, NULL },
        { "preset", "suspect", "thread", "x" },    { "preset", "suspect", "thread", "" },
        { "preset", "suspect", "colour", "blue" }, { "preset", "suspect", "from", "soon" },
        { "category", "sins", NULL, NULL },        { "preset", "suspect", "exclude", "a'b" },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_draft d = { 0 };
        struct mk_error e = { 0 };
        struct mk_buf b;
        mk_buf_init(&b, 65536);
        int rc = mk_draft_add(&d, bad[i][0], bad[i][1], &e);
        if (rc == 0 && bad[i][2])
            rc = mk_draft_add(&d, bad[i][2], bad[i][3], &e);
        if (rc == 0)
            rc = mk_draft_end(&b, &d, &e);
        assert_int_equal(rc, -1);
        assert_int_equal(e.code, MK_EUSAGE);
        mk_draft_done(&d);
        mk_buf_done(&b);
    }
}

static void a_draft_survives_every_failing_allocation(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf b;
        mk_buf_init(&b, 65536);
        int rc = draft(&b, NULL);
        assert_int_equal(rc == 0, !fault_fired());
        mk_buf_done(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_iphone_is_asked_in_its_own_words),
        cmocka_unit_test(what_becomes_of_a_backup_is_said),
        cmocka_unit_test(the_words_say_what_is_asked_and_what_is_not),
        cmocka_unit_test(a_draft_is_a_scope_with_its_preset_written_out),
        cmocka_unit_test(a_draft_that_an_authority_could_not_hold_is_refused),
        cmocka_unit_test(a_draft_survives_every_failing_allocation),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
