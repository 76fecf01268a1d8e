#include "firmware/plan/filter.h"
#include "firmware/plan/plan.h"
#include "parsers/engine/engine.h"
#include "tests/lib/t.h"
#include <sqlite3.h>

static struct mk_authority *good(const char *scope)
{
    struct mk_error e = { 0 };
    struct mk_authority *a = NULL;
    struct mk_buf b;
    mk_buf_init(&b, 16384);
    mk_buf_puts(&b, "{\"format\":\"moka-authority-1\",\"basis\":\"warrant\",\"reference\":\"W-1\","
                    "\"officer\":{\"id\":\"a.b\",\"name\":\"A B\"},\"exhibit\":\"EX-1\","
                    "\"valid_from\":\"2026-01-01T00:00:00Z\","
                    "\"valid_until\":\"2026-02-01T00:00:00Z\",\"scope\":");
    mk_buf_printf(&b, "%s}", scope);
    if (mk_authority_parse(&a, mk_buf_span(&b), &e))
        fail_msg("%s: %s", scope, e.text);
    mk_buf_done(&b);
    return a;
}

static const struct mk_provider *provider(const char *uri)
{
    const struct mk_app *app;
    for (size_t i = 0; (app = mk_app_at(i)); i++)
        for (const struct mk_provider *p = app->providers; p && p->uri; p++)
            if (!strcmp(p->uri, uri))
                return p;
    fail_msg("%s", uri);
    return NULL;
}

#define ALL                                                                                        \
    "\"categories\":[\"device\",\"messages\",\"calls\",\"contacts\",\"calendar\",\"files\","       \
    "\"apps\",\"activity\",\"network\",\"accounts\"]"
#define TIME "\"from\":\"2025-01-01T00:00:00Z\""

/* What a scope makes of a provider: "-" not asked, "*" asked as it is, or the conditions. */
static const struct {
    const char *scope, *uri, *is;
} cases[] = {
    { "{" ALL "}", "content://sms", "*" },
    { "{\"categories\":[\"calls\"]}", "content://sms", "-" },
    { "{" ALL "," TIME "}", "content://sms", "window " },
    { "{" ALL "," TIME "}", "content://mms/part", "rows " },
    { "{" ALL "," TIME "}", MK_URI_ADDRESSES, "-" },
    { "{" ALL "," TIME "}", MK_URI_DATA, "-" },
    { "{" ALL "," TIME ",\"whole\":[\"android.contacts\"]}", MK_URI_DATA, "*" },
    { "{" ALL "," TIME "}", "content://telephony/siminfo", "*" },
    { "{" ALL "," TIME "}", "content://com.android.calendar/events", "window " },
    { "{" ALL "," TIME "}", "content://com.android.calendar/reminders", "rows " },
    { "{" ALL "," TIME "}", "content://com.android.calendar/calendars", "-" },
    { "{" ALL ",\"counterparties\":[\"12\"]}", "content://sms", "party " },
    { "{" ALL ",\"counterparties\":[\"12\"]}", "content://call_log/calls", "party " },
    { "{" ALL ",\"counterparties\":[\"12\"]}", "content://mms", "threads " },
    { "{" ALL ",\"counterparties\":[\"12\"]}", "content://mms/part", "rows " },
    { "{" ALL ",\"counterparties\":[\"12\"]}", MK_URI_CONVERSATIONS, "threads " },
    { "{" ALL ",\"counterparties\":[\"12\"]}", MK_URI_ADDRESSES, "party " },
    { "{" ALL ",\"counterparties\":[\"12\"]}", MK_URI_DATA, "contacts " },
    { "{" ALL ",\"counterparties\":[\"12\"]}", "content://com.android.contacts/groups", "-" },
    { "{" ALL ",\"counterparties\":[\"12\"]}", "content://com.android.calendar/events", "-" },
    { "{" ALL ",\"counterparties\":[\"12\"]}", "content://com.android.calendar/reminders", "-" },
    { "{" ALL ",\"counterparties\":[\"12\"]," TIME "}", "content://sms", "window party " },
    { "{" ALL ",\"counterparties\":[\"12\"]," TIME "}", MK_URI_DATA, "contacts " },
    { "{" ALL ",\"threads\":[4]}", "content://sms", "named " },
    { "{" ALL ",\"threads\":[4]}", "content://call_log/calls", "-" },
    { "{" ALL ",\"threads\":[4]}", MK_URI_DATA, "-" },
    { "{" ALL ",\"threads\":[4],\"counterparties\":[\"12\"]}", "content://sms", "party named " },
    { "{" ALL ",\"exclude\":[\"12\"]}", "content://sms", "not-party not-threads " },
    { "{" ALL ",\"exclude\":[\"12\"]}", "content://call_log/calls", "not-party " },
    { "{" ALL ",\"exclude\":[\"12\"]}", "content://mms", "not-threads " },
    { "{" ALL ",\"exclude\":[\"12\"]}", "content://mms/part", "rows " },
    { "{" ALL ",\"exclude\":[\"12\"]}", MK_URI_DATA, "not-contacts " },
    { "{" ALL ",\"exclude\":[\"12\"]}", "content://com.android.contacts/groups", "-" },
    { "{" ALL ",\"exclude\":[\"12\"],\"whole\":[\"android.contacts\"]}", MK_URI_DATA,
      "not-contacts " },
    { "{" ALL ",\"exclude\":[\"12\"],\"whole\":[\"android.contacts\"]}",
      "content://com.android.contacts/groups", "-" },
    { "{" ALL ",\"apps\":[\"com.whatsapp\"]}", "content://sms", "-" },
    { "{" ALL ",\"apps\":[\"com.android.providers.telephony\"]}", "content://sms", "*" },
    { "{" ALL ",\"media\":\"none\"}", "content://mms/part", "texts " },
    { "{" ALL ",\"apps\":[\"com.whatsapp\"]}", "content://browser/bookmarks", "-" },
    { "{" ALL "}", "content://media/external/file", "*" },
    { "{" ALL ",\"paths\":[\"/sdcard/DCIM\"]}", "content://media/external/file", "-" },
};

static void tell(struct mk_buf *b, const struct mk_filter *f)
{
    static const char *const link[] = { "", "threads ", "contacts ", "rows " };
    if (f->why_not)
        mk_buf_puts(b, "-");
    else if (!mk_filter_narrows(f))
        mk_buf_puts(b, "*");
    mk_buf_puts(b, f->why_not ? "" : f->window ? "window " : "");
    if (f->why_not)
        return;
    mk_buf_puts(b, f->party_in ? "party " : "");
    mk_buf_puts(b, f->thread_named ? "named " : "");
    mk_buf_puts(b, link[f->in]);
    mk_buf_puts(b, f->party_out ? "not-party " : "");
    mk_buf_printf(b, "%s%s", f->out ? "not-" : "", link[f->out]);
    mk_buf_puts(b, f->texts_only ? "texts " : "");
}

static void each_scope_means_its_conditions(void **s)
{
    (void)s;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mk_authority *a = good(cases[i].scope);
        struct mk_filter f;
        struct mk_buf b;
        mk_filter_of(&f, &a->scope, provider(cases[i].uri));
        mk_buf_init(&b, 256);
        tell(&b, &f);
        if (!mk_span_is(mk_buf_span(&b), cases[i].is))
            fail_msg("%s of %s: %s", cases[i].scope, cases[i].uri, mk_buf_cstr(&b));
        mk_buf_done(&b);
        mk_authority_free(a);
    }
}

/* In a scope that is limited to people, nothing at all is asked as it is but what is about the
 * phone: a new provider has to say how it is cut, or is not asked. */
static void no_provider_is_asked_whole_in_a_narrow_scope(void **s)
{
    (void)s;
    static const char *const scopes[] = { "{" ALL ",\"counterparties\":[\"12\"]}",
                                          "{" ALL ",\"threads\":[4]}",
                                          "{" ALL ",\"exclude\":[\"12\"]}", "{" ALL "," TIME "}",
                                          "{" ALL ",\"apps\":[\"com.whatsapp\"]}" };
    for (size_t k = 0; k < sizeof scopes / sizeof *scopes; k++) {
        struct mk_authority *a = good(scopes[k]);
        const struct mk_app *app;
        for (size_t i = 0; (app = mk_app_at(i)); i++)
            for (const struct mk_provider *p = app->providers; p && p->uri; p++) {
                struct mk_filter f;
                mk_filter_of(&f, &a->scope, p);
                assert_true(f.why_not || mk_filter_narrows(&f) ||
                            mk_category_named(p->category) == MK_CAT_DEVICE);
            }
        mk_authority_free(a);
    }
}

/* ---- the SQL, on rows ---- */

static int64_t count(sqlite3 *db, const char *table, const struct mk_buf *where)
{
    char *sql = sqlite3_mprintf("SELECT count(*) FROM %s WHERE %.*s", table, (int)where->len,
                                (const char *)where->p);
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_free(sql);
    return n;
}

static int64_t rows(sqlite3 *db, const char *scope, const char *uri, const struct mk_linked *ids)
{
    struct mk_authority *a = good(scope);
    struct mk_filter f;
    struct mk_buf where;
    mk_buf_init(&where, 65536);
    mk_filter_of(&f, &a->scope, provider(uri));
    assert_null(f.why_not);
    mk_filter_sql(&where, &f, &a->scope, provider(uri), ids);
    int64_t n = count(db, "t", &where);
    mk_buf_done(&where);
    mk_authority_free(a);
    return n;
}

static void conditions_take_the_rows_they_say(void **s)
{
    (void)s;
    static const struct mk_linked none = { 0 };
    static const int64_t four[] = { 4 };
    static const struct mk_linked out = { .out = four, .nout = 1 };
    static const struct mk_linked in = { .in = four, .nin = 1 };
    sqlite3 *db;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "CREATE TABLE t(_id,thread_id,address TEXT,ct TEXT);"
                                  "INSERT INTO t VALUES(1,4,'0712345678','text/plain'),"
                                  "(2,5,'+254712345678','image/jpeg'),(3,4,'0733111222',NULL),"
                                  "(4,NULL,NULL,'application/smil'),(5,6,'Bank','TEXT/html')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    const char *sms = "content://sms", *mms = "content://mms";
    assert_int_equal(rows(db, "{" ALL ",\"counterparties\":[\"0712345678\"]}", sms, &none), 2);
    assert_int_equal(
        rows(db, "{" ALL ",\"counterparties\":[\"0712345678\"],\"threads\":[4]}", sms, &none), 3);
    assert_int_equal(rows(db, "{" ALL ",\"exclude\":[\"0712345678\"]}", sms, &none), 3);
    assert_int_equal(rows(db, "{" ALL ",\"exclude\":[\"0712345678\"]}", sms, &out), 2);
    assert_int_equal(rows(db, "{" ALL ",\"threads\":[4]}", mms, &in), 2);
    assert_int_equal(rows(db, "{" ALL ",\"threads\":[4]}", mms, &none), 0);
    assert_int_equal(rows(db, "{" ALL ",\"media\":\"none\"}", "content://mms/part", &none), 3);
    sqlite3_close(db);
}

static void ids_are_named_in_runs(void **s)
{
    (void)s;
    static const int64_t v[] = { -3, 1, 2, 3, 4, 9, 11, 12, 20, 21, 22, INT64_MAX };
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_ids_sql(&b, "mid", v, sizeof v / sizeof *v);
    assert_string_equal(mk_buf_cstr(&b), "(mid BETWEEN 1 AND 4 OR mid BETWEEN 20 AND 22 OR mid IN "
                                         "(-3,9,11,12,9223372036854775807))");
    mk_buf_clear(&b);
    mk_ids_sql(&b, "mid", v + 1, 3);
    assert_string_equal(mk_buf_cstr(&b), "(mid BETWEEN 1 AND 3)");
    mk_buf_clear(&b);
    mk_ids_sql(&b, "mid", v, 1);
    assert_string_equal(mk_buf_cstr(&b), "(mid IN (-3))");
    mk_buf_clear(&b);
    mk_ids_sql(&b, "mid", NULL, 0);
    assert_string_equal(mk_buf_cstr(&b), "(1=0)");
    mk_buf_done(&b);
}

static void conversations_are_found_by_who_takes_part(void **s)
{
    (void)s;
    static const int64_t three[] = { 3, 8 };
    sqlite3 *db;
    struct mk_buf b;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db,
                                  "CREATE TABLE t(recipient_ids TEXT);"
                                  "INSERT INTO t VALUES('3'),('8'),('3 8'),('3 9'),('38'),('13'),"
                                  "(''),(NULL),('9'),('1 3 8'),('3 8 9')",
                                  NULL, NULL, NULL),
                     SQLITE_OK);
    mk_buf_init(&b, 65536);
    mk_select_threads(&b, three, 2, true);
    assert_int_equal(count(db, "t", &b), 3);
    mk_buf_clear(&b);
    mk_select_threads(&b, three, 2, false);
    assert_int_equal(count(db, "t", &b), 6);
    mk_buf_clear(&b);
    mk_select_threads(&b, three, 0, false);
    assert_int_equal(count(db, "t", &b), 0);
    int64_t many[700];
    for (int i = 0; i < 700; i++)
        many[i] = i;
    mk_buf_clear(&b);
    mk_select_threads(&b, many, 700, true);
    assert_int_equal(count(db, "t", &b), 9);
    mk_buf_done(&b);
    sqlite3_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_scope_means_its_conditions),
        cmocka_unit_test(no_provider_is_asked_whole_in_a_narrow_scope),
        cmocka_unit_test(conditions_take_the_rows_they_say),
        cmocka_unit_test(ids_are_named_in_runs),
        cmocka_unit_test(conversations_are_found_by_who_takes_part),
    };
    return cmocka_run_group_tests_name("filter", tests, NULL, NULL);
}
