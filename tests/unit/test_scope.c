#include "firmware/plan/authority.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include <sqlite3.h>

static int parse(struct mk_authority **a, const char *scope, struct mk_error *e)
{
    struct mk_buf b;
    mk_buf_init(&b, 16384);
    mk_buf_puts(&b, "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W-1\","
                    "\"officer\":{\"id\":\"a.b\",\"name\":\"A B\"},\"exhibit\":\"EX-1\","
                    "\"valid_from\":\"2026-01-01T00:00:00Z\","
                    "\"valid_until\":\"2026-02-01T00:00:00Z\",\"scope\":");
    mk_buf_puts(&b, scope);
    mk_buf_puts(&b, "}");
    *a = NULL;
    int rc = mk_buf_ok(&b) ? mk_authority_parse(a, mk_buf_span(&b), e)
                           : mk_fail(e, MK_ENOMEM, "test buffer");
    mk_buf_done(&b);
    return rc;
}

static struct mk_authority *good(const char *scope)
{
    struct mk_error e = { 0 };
    struct mk_authority *a;
    if (parse(&a, scope, &e))
        fail_msg("%s: %s", scope, e.text);
    return a;
}

static void each_member_is_read(void **s)
{
    (void)s;
    struct mk_authority *a = good(
        "{\"categories\":[\"messages\",\"activity\"],\"from\":\"2025-01-02T00:00:00Z\","
        "\"until\":\"2025-01-03T00:00:00Z\",\"margin_hours\":2,\"counterparties\":[\"+254 712 "
        "345-678\",\"Bank-7\",\"a_b@example.org\"],\"threads\":[7,9],\"groups\":true,\"exclude\":"
        "[\"0733\"],\"apps\":[\"com.whatsapp\"],\"media\":\"metadata\",\"paths\":[\"/sdcard/DCIM/"
        "\"],\"whole\":[\"android.contacts\"],\"bugreport\":true}");
    const struct mk_scope *c = &a->scope;
    assert_true(mk_scope_wants(c, "activity") && !mk_scope_wants(c, "calls"));
    assert_false(mk_scope_wants(c, "no such"));
    assert_true(c->begin_us == c->from_us - 7200000000 && c->end_us == c->until_us + 7200000000);
    assert_true(mk_scope_at(c, c->begin_us) && !mk_scope_at(c, c->end_us));
    assert_true(c->counterparties.n == 3 && c->exclude.n == 1 && c->groups && c->bugreport);
    assert_true(mk_scope_thread(c, 9) && !mk_scope_thread(c, 8));
    assert_true(c->media == MK_MEDIA_METADATA && mk_scope_narrow(c));
    assert_true(mk_scope_app(c, mk_str("com.whatsapp")) && !mk_scope_app(c, mk_str("com.what")));
    assert_true(mk_scope_whole(c, "android.contacts") && !mk_scope_whole(c, "android.sim"));
    assert_string_equal(c->paths.v[0], "/sdcard/DCIM");
    mk_authority_free(a);
    a = good("{\"categories\":[\"files\"]}");
    assert_false(mk_scope_narrow(&a->scope));
    assert_true(mk_scope_whole(&a->scope, "anything"));
    assert_string_equal(a->scope.paths.v[0], "/sdcard");
    mk_authority_free(a);
}

static const char *const bad[][2] = {
    { "{\"preset\":\"owner\"}", "preset" },
    { "{\"preset\":7}", "preset" },
    { "{\"preset\":\"victim\"}", "at large" },
    { "{\"preset\":\"witness\",\"exclude\":[\"0712345678\"]}", "at large" },
    { "{\"preset\":\"victim\",\"until\":\"2025-01-01T00:00:00Z\"}", "at large" },
    { "{\"categories\":[\"messages\"],\"max\":3}", "\"max\"" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[]}", "left out" },
    { "{\"categories\":[\"messages\"],\"counterparties\":\"0712345678\"}", "list" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[712345678]}", "a text" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"+\"]}", "two digits" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"a'b\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"a\\\"b\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"$(id)\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"`id`\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"a\\\\b\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"a;b\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"1%2\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"12\\n34\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"12\\u000034\"]}", "JSON" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"\xC3\xA9va\"]}", "letters" },
    { "{\"categories\":[\"messages\"],\"counterparties\":[\"12_34\"]}", "either" },
    { "{\"categories\":[\"messages\"],\"threads\":[\"7\"]}", "number" },
    { "{\"categories\":[\"messages\"],\"threads\":[-7]}", "number" },
    { "{\"categories\":[\"messages\"],\"threads\":[7.5]}", "number" },
    { "{\"categories\":[\"messages\"],\"groups\":true}", "counterparties" },
    { "{\"categories\":[\"messages\"],\"groups\":1}", "true or false" },
    { "{\"categories\":[\"files\"],\"apps\":[\"../x\"]}", "package" },
    { "{\"categories\":[\"files\"],\"apps\":[\"a..b\"]}", "package" },
    { "{\"categories\":[\"files\"],\"media\":\"some\"}", "metadata" },
    { "{\"categories\":[\"files\"],\"media\":null}", "metadata" },
    { "{\"categories\":[\"files\"],\"margin_hours\":3}", "needs" },
    { "{\"categories\":[\"files\"],\"from\":\"2025-01-01T00:00:00Z\",\"margin_hours\":49}",
      "0 to 48" },
    { "{\"categories\":[\"files\"],\"from\":\"2025-01-01T00:00:00Z\",\"margin_hours\":-1}",
      "0 to 48" },
    { "{\"categories\":[\"files\"],\"from\":\"2025-01-01\"}", "a time" },
    { "{\"categories\":[\"files\"],\"whole\":[\"android.contacts\"]}", "narrow" },
    { "{\"categories\":[\"files\"],\"bugreport\":\"yes\"}", "true or false" },
    { "{\"categories\":[\"calls\"],\"counterparties\":[\"+254712345678\"],"
      "\"exclude\":[\"0712 345 678\"]}",
      "also excluded" },
};

static void what_could_widen_a_limit_in_silence_is_refused(void **s)
{
    (void)s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_authority *a;
        struct mk_error e = { 0 };
        assert_int_equal(parse(&a, bad[i][0], &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
        if (!strstr(e.text, bad[i][1]))
            fail_msg("%s: %s", bad[i][0], e.text);
    }
}

static void presets_start_small_and_the_authority_replaces_them(void **s)
{
    (void)s;
    struct mk_authority *a = good("{\"preset\":\"suspect\"}");
    for (int c = 0; c < MK_CAT_COUNT; c++)
        assert_true(a->scope.categories[c]);
    assert_true(a->scope.media == MK_MEDIA_ALL);
    mk_authority_free(a);
    a = good("{\"preset\":\"victim\",\"counterparties\":[\"0712345678\"]}");
    assert_true(mk_scope_wants(&a->scope, "contacts") && !mk_scope_wants(&a->scope, "activity"));
    assert_true(!mk_scope_wants(&a->scope, "files") && a->scope.media == MK_MEDIA_METADATA);
    mk_authority_free(a);
    a = good("{\"preset\":\"witness\",\"threads\":[4],\"categories\":[\"messages\"],"
             "\"media\":\"all\"}");
    assert_true(mk_scope_wants(&a->scope, "messages") && !mk_scope_wants(&a->scope, "calls"));
    assert_true(a->scope.media == MK_MEDIA_ALL);
    mk_authority_free(a);
    a = good("{\"preset\":\"witness\",\"from\":\"2025-01-01T00:00:00Z\"}");
    assert_true(!mk_scope_wants(&a->scope, "contacts") && a->scope.media == MK_MEDIA_NONE);
    mk_authority_free(a);
}

static void a_wrong_clock_widens_the_window_on_its_side(void **s)
{
    (void)s;
    struct mk_authority *a = good("{\"categories\":[\"calls\"],\"from\":\"2025-01-01T00:00:00Z\","
                                  "\"until\":\"2025-01-02T00:00:00Z\",\"margin_hours\":1}");
    struct mk_scope *c = &a->scope;
    const int64_t hour = 3600000000;
    assert_true(mk_scope_offset(c, 3 * hour));
    assert_true(c->begin_us == c->from_us - hour && c->end_us == c->until_us + 4 * hour);
    assert_true(mk_scope_offset(c, -3 * hour));
    assert_true(c->begin_us == c->from_us - 4 * hour && c->end_us == c->until_us + hour);
    assert_false(mk_scope_offset(c, 27 * hour)); /* it was reset */
    assert_true(c->begin_us == c->from_us - hour && c->end_us == c->until_us + hour);
    assert_false(mk_scope_offset(c, INT64_MIN));
    mk_authority_free(a);
    a = good("{\"categories\":[\"calls\"],\"from\":\"2025-01-01T00:00:00Z\"}");
    assert_true(mk_scope_offset(&a->scope, 3 * hour) && a->scope.end_us == INT64_MAX);
    mk_authority_free(a);
}

static enum mk_party party(const char *scope, const char *value)
{
    struct mk_authority *a = good(scope);
    enum mk_party p = mk_scope_party(&a->scope, mk_str(value));
    mk_authority_free(a);
    return p;
}

static void numbers_are_the_same_by_their_last_digits(void **s)
{
    (void)s;
    static const char scope[] = "{\"categories\":[\"calls\"],\"counterparties\":[\"+254712345678\","
                                "\"4040\",\"Bank\",\"a_b@x.org\"],\"exclude\":[\"0733111222\"]}";
    static const struct {
        const char *value;
        enum mk_party is;
    } at[] = {
        { "+254712345678", MK_PARTY_IN },
        { "0712345678", MK_PARTY_IN },
        { "0712-345 678", MK_PARTY_IN },
        { "(0712)\xC2\xA0"
          "345.678",
          MK_PARTY_IN },
        { "\xE2\x80\xAA+254 712 345 678\xE2\x80\xAC", MK_PARTY_IN },
        { "712345678", MK_PARTY_IN },
        { "12345678", MK_PARTY_OUT },
        { "07123456780", MK_PARTY_OUT },
        { "x712345678", MK_PARTY_OUT },
        { "712345678,9", MK_PARTY_OUT },
        { "4040", MK_PARTY_IN },
        { "14040", MK_PARTY_OUT },
        { "404", MK_PARTY_OUT },
        { "BANK", MK_PARTY_IN },
        { "Bank ", MK_PARTY_OUT },
        { "A_B@X.ORG", MK_PARTY_IN },
        { "aXb@x.org", MK_PARTY_OUT },
        { "", MK_PARTY_OUT },
        { "+254733111222", MK_PARTY_EXCLUDED },
    };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        if (party(scope, at[i].value) != at[i].is)
            fail_msg("%s", at[i].value);
    assert_int_equal(party("{\"categories\":[\"calls\"]}", "anybody"), MK_PARTY_IN);
    assert_int_equal(party("{\"categories\":[\"calls\"],\"exclude\":[\"12\"]}", "13"), MK_PARTY_IN);
}

/* ---- C and SQL are one rule ---- */

static uint32_t seed = 4711;
static uint32_t dice(uint32_t n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % n;
}

static const struct {
    const char *p;
    size_t n;
} pieces[] = {
    { "712345678", 9 },
    { "+254", 4 },
    { "0", 1 },
    { "4040", 4 },
    { " ", 1 },
    { "-", 1 },
    { "(", 1 },
    { ")", 1 },
    { ".", 1 },
    { "/", 1 },
    { "\xC2\xA0", 2 },
    { "\xE2\x80\x91", 3 },
    { "\xC2", 1 },
    { "\xA0", 1 },
    { "\xE2", 1 },
    { "\x80", 1 },
    { "\x91", 1 },
    { "\xAA", 1 },
    { "\0", 1 },
    { "x", 1 },
    { "Bank", 4 },
    { "bANK", 4 },
    { "712", 3 },
    { "345", 3 },
    { "678", 3 },
    { "%", 1 },
    { "_", 1 },
    { "'", 1 },
    { "\"", 1 },
    { "\n", 1 },
    { "\xE2\x80", 2 },
    { "\xFF", 1 },
    { "\xF0\x9F", 2 },
    { "9", 1 },
    { "*", 1 },
    { "[^0-9]", 6 },
    { "\xE2\x80\xAA", 3 },
    { "\xD9\xA1", 2 },
};

/* Values that are nearly numbers: pieces of numbers, of separators, of broken UTF-8, NULs. */
static size_t make_value(char *out, size_t max)
{
    size_t n = 0;
    for (uint32_t left = dice(9); left; left--) {
        size_t i = dice(3) ? dice(13) : dice(sizeof pieces / sizeof *pieces);
        if (n + pieces[i].n > max)
            break;
        memcpy(out + n, pieces[i].p, pieces[i].n);
        n += pieces[i].n;
    }
    return n;
}

static void c_and_sql_agree_on_every_value(void **s)
{
    (void)s;
    static const char *const columns[] = { "a", "b", NULL };
    struct mk_authority *a = good("{\"categories\":[\"calls\"],\"counterparties\":[\"+254 712 345 "
                                  "678\",\"4040\",\"Bank\",\"00\",\"7-1-2\"]}");
    struct mk_buf sql;
    sqlite3 *db;
    sqlite3_stmt *st;
    unsigned in = 0, of = 20000;
    mk_buf_init(&sql, 65536);
    mk_buf_puts(&sql, "SELECT ");
    mk_scope_party_sql(&sql, &a->scope.counterparties, columns);
    mk_buf_puts(&sql, " FROM (SELECT ?1 AS a, ?2 AS b)");
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, mk_buf_cstr(&sql), -1, &st, NULL), SQLITE_OK);
    for (unsigned i = 0; i < of; i++) {
        char v[2][128];
        bool want = false;
        sqlite3_reset(st);
        sqlite3_clear_bindings(st);
        for (int k = 0; k < 2; k++) {
            size_t n = make_value(v[k], sizeof v[k]);
            if (k && dice(4))
                continue; /* NULL */
            want = mk_scope_party(&a->scope, mk_span(v[k], n)) == MK_PARTY_IN || want;
            sqlite3_bind_text(st, k + 1, v[k], (int)n, SQLITE_STATIC);
        }
        assert_int_equal(sqlite3_step(st), SQLITE_ROW);
        in += want;
        if (sqlite3_column_int(st, 0) != want)
            fail_msg("value %u", i);
    }
    assert_true(in > of / 50 && in < of / 2); /* both answers were tried */
    sqlite3_finalize(st);
    sqlite3_close(db);
    mk_buf_done(&sql);
    mk_authority_free(a);
}

static void the_sql_can_stand_in_a_shells_double_quotes(void **s)
{
    (void)s;
    static const char *const columns[] = { "address", NULL };
    struct mk_authority *a = good("{\"categories\":[\"calls\"],\"counterparties\":[\"+254 712 345 "
                                  "678\",\"Bank 7\",\"a_b@x.org\"]}");
    struct mk_buf sql;
    mk_buf_init(&sql, 65536);
    mk_scope_party_sql(&sql, &a->scope.counterparties, columns);
    assert_null(strpbrk(mk_buf_cstr(&sql), "\"$`\\!\n"));
    mk_buf_done(&sql);
    mk_authority_free(a);
}

static void no_memory_leaks_when_a_scope_cannot_be_read(void **s)
{
    (void)s;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_authority *a;
        int rc = parse(&a,
                       "{\"categories\":[\"calls\"],\"counterparties\":[\"12\",\"Bank\"],\"apps\":"
                       "[\"a.b\"],\"exclude\":[\"34\"],\"whole\":[\"x\"],\"paths\":[\"/sdcard\"]}",
                       NULL);
        assert_int_equal(rc == 0, !fault_fired());
        mk_authority_free(a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_member_is_read),
        cmocka_unit_test(what_could_widen_a_limit_in_silence_is_refused),
        cmocka_unit_test(presets_start_small_and_the_authority_replaces_them),
        cmocka_unit_test(a_wrong_clock_widens_the_window_on_its_side),
        cmocka_unit_test(numbers_are_the_same_by_their_last_digits),
        cmocka_unit_test(c_and_sql_agree_on_every_value),
        cmocka_unit_test(the_sql_can_stand_in_a_shells_double_quotes),
        cmocka_unit_test(no_memory_leaks_when_a_scope_cannot_be_read),
    };
    return cmocka_run_group_tests_name("scope", tests, NULL, NULL);
}
