#include "host/case/case.h"
#include "host/case/store.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>

/* The case store: bundles in whole or not at all, words found, the audit log chained. */

static char dir[64];
static struct mk_error err;

static int begin_folder(void **s)
{
    (void)s;
    stock_dir(dir);
    return 0;
}

static int end_folder(void **s)
{
    (void)s;
    stock_remove(dir);
    return 0;
}

/* Messages with these texts, one a row from 1 on, of one thread; every second hour of 1970. */
static void items_of(struct mk_buf *b, const char *const *texts)
{
    mk_buf_init(b, 1 << 20);
    size_t m = mk_put_head(b, 3, MK_MESSAGE);
    mk_put_text(b, MK_APP, mk_str("test.app"));
    mk_put_text(b, MK_REF, mk_str("test:messages:"));
    mk_put_end(b, m);
    for (int64_t row = 1; texts[row - 1]; row++) {
        m = mk_put_record(b, 3, &row);
        mk_put_time(b, MK_TIME, row * 3600 * 1000000, 0);
        mk_put_text(b, MK_THREAD, mk_str("t1"));
        mk_put_text(b, MK_TEXT, mk_str(texts[row - 1]));
        mk_put_end(b, m);
    }
}

static int take_in(struct mk_case *c, char mark, const char *const *texts, struct mk_error *e)
{
    struct mk_case_bundle b = { .path = "/p", .verdict = "INTACT", .parsers = "1" };
    struct mk_buf items;
    memset(b.root, mark, MK_SHA256_HEX - 1);
    items_of(&items, texts);
    if (!mk_buf_ok(&items)) {
        mk_buf_done(&items);
        return -1;
    }
    int rc = mk_case_begin(c, &b, e);
    if (rc == 0) {
        rc = mk_case_say(c, "info", mk_str("Exhibit: E"), e) ||
                     mk_case_items(c, mk_buf_span(&items), e) ||
                     mk_case_act(c, "import", NULL, NULL, e)
                 ? -1
                 : mk_case_end(c, 0, e);
        if (rc != 0)
            mk_case_drop(c);
    }
    mk_buf_done(&items);
    return rc;
}

static const char *const TEXTS[] = { "See you at the Hôtel tonight", "我在北京见你",
                                     "hotel car \"key\"", "The tonight of the hotel", NULL };

static struct mk_case *open_case(void)
{
    struct mk_case *c = NULL;
    assert_int_equal(mk_case_open(&c, dir, "a.lab", true, &err), 0);
    return c;
}

static int put_id(void *u, const struct mk_case_record *r, struct mk_error *e)
{
    char *out = u;
    (void)e;
    snprintf(out + strlen(out), 100 - strlen(out), "%lld ", (long long)r->id);
    return 0;
}

static const char *found(struct mk_case *c, const char *query)
{
    static char out[100];
    struct mk_search s = {
        .query = query, .from_us = INT64_MIN, .until_us = INT64_MIN, .limit = 50
    };
    out[0] = 0;
    assert_int_equal(mk_case_search(c, &s, put_id, out, &err), 0);
    return out;
}

static void words_are_found_as_they_were_meant(void **s)
{
    (void)s;
    struct mk_case *c = open_case();
    assert_int_equal(take_in(c, 'a', TEXTS, &err), 0);
    static const struct {
        const char *query, *ids;
    } at[] = {
        { "hotel", "4 3 1 " },
        { "HÔTEL tonight", "4 1 " },
        { "\"hotel tonight\"", "1 " },
        { "hotel -car", "4 1 " },
        { "hot*", "4 3 1 " },
        { "北京", "2 " },
        { "京见", "2 " },
        { "你", "2 " },
        { "见", "2 " },
        { "car OR 北京", "3 2 " },
        { "hotel -tonight", "3 " },
        { "\"key", "3 " },
        { "nothing", "" },
        { "a\"b", "" },
        { "key) OR (hotel", "4 3 1 " },
        { "text:hotel", "" },
        { "NEAR(hotel key)", "" },
        { "hotel AND", "" },
    };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        assert_string_equal(found(c, at[i].query), at[i].ids);
    mk_case_free(c);
}

/* Made before the index had lists of what begins with three or four letters. */
static void an_older_index_finds_the_same(void **s)
{
    (void)s;
    struct mk_case *c = open_case();
    static const char *const of[] = { "h*", "ho*", "hot*", "hote*" };
    static const char sql[] = "DROP TABLE words; CREATE VIRTUAL TABLE words USING fts5(text, "
                              "content='', columnsize=0, prefix='1 2', tokenize='moka')";
    assert_int_equal(mk_sql_exec(c, sql, &err) || take_in(c, 'a', TEXTS, &err), 0);
    mk_case_free(c);
    c = open_case();
    for (size_t i = 0; i < sizeof of / sizeof *of; i++)
        assert_string_equal(found(c, of[i]), "4 3 1 ");
    mk_case_free(c);
}

static void a_query_without_a_word_is_refused(void **s)
{
    (void)s;
    static const char *const no[] = { "", "  ", "--", "\"\"", "-hotel", "OR", "*" };
    struct mk_case *c = open_case();
    char out[100] = "";
    for (size_t i = 0; i < sizeof no / sizeof *no; i++) {
        struct mk_search q = { .query = no[i], .from_us = INT64_MIN, .until_us = INT64_MIN };
        bool word = !strcmp(no[i], "OR"); /* a word like others where there is nothing before it */
        assert_int_equal(mk_case_search(c, &q, put_id, out, &err), word ? 0 : -1);
    }
    mk_case_free(c);
}

static void limits_of_time_kind_and_page_hold(void **s)
{
    (void)s;
    struct mk_case *c = open_case();
    char out[100] = "";
    assert_int_equal(take_in(c, 'a', TEXTS, &err), 0);
    struct mk_search q = {
        .query = "hotel", .from_us = 3600LL * 3 * 1000000, .until_us = INT64_MIN, .limit = 9
    };
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "4 3 ");
    q.until_us = 3600LL * 4 * 1000000;
    q.before = 4;
    out[0] = 0;
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "3 ");
    q.kind = MK_CALL;
    out[0] = 0;
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "");
    mk_case_free(c);
}

static void best_first_is_more_words_then_denser_then_later(void **s)
{
    (void)s;
    static const char *const texts[] = { "hotel", "hotel and car and much else that was said",
                                         "car",   "car hotel",
                                         "hotel", "house",
                                         NULL };
    struct mk_case *c = open_case();
    char out[100] = "";
    bool wide = true;
    assert_int_equal(take_in(c, 'a', texts, &err), 0);
    struct mk_search q = { .query = "hotel OR car",
                           .from_us = INT64_MIN,
                           .until_us = INT64_MIN,
                           .ranked = true,
                           .limit = 50 };
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "4 2 3 5 1 ");
    out[0] = 0;
    q.limit = 2;
    q.before = 2;
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "3 5 ");
    out[0] = 0;
    q = (struct mk_search){ .query = "ho*",
                            .from_us = 3600LL * 2 * 1000000,
                            .until_us = INT64_MIN,
                            .ranked = true,
                            .limit = 50 };
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "6 5 4 2 ");
    assert_int_equal(mk_case_search_wide(&wide, c, "h*", &err), 0);
    assert_false(wide);
    mk_case_free(c);
}

/* The tagged that hold the word, whichever way they are come by. */
static void tagged_ones_are_found_be_they_few_or_many(void **s)
{
    (void)s;
    static const char *texts[701];
    struct mk_case *c = open_case();
    char out[100] = "";
    for (int i = 0; i < 700; i++)
        texts[i] = i % 2 ? "car" : i % 4 ? "hotel car" : "hotel";
    assert_int_equal(take_in(c, 'a', texts, &err), 0);
    for (int64_t id = 1; id <= 8; id++)
        assert_int_equal(mk_case_tag(c, id, "few", true, &err), 0);
    for (int64_t id = 1; id <= 600; id++)
        assert_int_equal(mk_case_tag(c, id, "many", true, &err), 0);
    struct mk_search q = {
        .query = "hotel", .from_us = INT64_MIN, .until_us = INT64_MIN, .tag = "few", .limit = 3
    };
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    q.before = 3;
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "7 5 3 1 ");
    q.query = "ho* -hotel OR c*";
    q.before = 0;
    out[0] = 0;
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "8 6 4 ");
    q.query = "hotel OR car";
    q.ranked = true;
    q.before = 1;
    out[0] = 0;
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "3 8 6 ");
    q.tag = "many";
    q.before = 149;
    out[0] = 0;
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "3 600 598 ");
    q.ranked = false;
    q.query = "hotel";
    q.before = 0;
    out[0] = 0;
    assert_int_equal(mk_case_search(c, &q, put_id, out, &err), 0);
    assert_string_equal(out, "599 597 595 ");
    mk_case_free(c);
}

static int64_t count(struct mk_case *c, const char *sql)
{
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(c->db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return n;
}

static void the_same_bundle_is_taken_in_once(void **s)
{
    (void)s;
    struct mk_case *c = open_case();
    assert_int_equal(take_in(c, 'a', TEXTS, &err), 0);
    assert_int_equal(take_in(c, 'a', TEXTS, &err), 1);
    assert_int_equal(take_in(c, 'b', TEXTS, &err), 0);
    mk_case_free(c);
    c = open_case();
    assert_int_equal(take_in(c, 'b', TEXTS, &err), 1);
    assert_int_equal(count(c, "SELECT count(*) FROM record"), 8);
    assert_int_equal(count(c, "SELECT count(*) FROM talk"), 2);
    mk_case_free(c);
}

static void every_failing_allocation_leaves_the_case_as_it_was(void **s)
{
    (void)s;
    struct mk_case *c = open_case();
    assert_int_equal(take_in(c, 'a', TEXTS, &err), 0);
    mk_case_free(c);
    c = NULL;
    unsigned failures = 0;
    for (int n = 1; fault_arm(n); n++) {
        int rc =
            mk_case_open(&c, dir, "a.lab", true, &err) == 0 ? take_in(c, 'b', TEXTS, &err) : -1;
        fault_disarm();
        bool in = rc >= 0; /* some of SQLite's own allocations may fail without harm */
        if (!in) {
            failures++;
            struct mk_case *again = open_case();
            assert_int_equal(count(again, "SELECT count(*) FROM record"), 4);
            assert_int_equal(count(again, "SELECT count(*) FROM audit"), 1);
            mk_case_free(again);
        }
        mk_case_free(c);
        c = NULL;
        if (in) {
            assert_int_equal(end_folder(NULL) | begin_folder(NULL), 0);
            c = open_case();
            assert_int_equal(take_in(c, 'a', TEXTS, &err), 0);
            mk_case_free(c);
            c = NULL;
        }
    }
    assert_true(failures > 3); /* of ours; those of the libraries are not wrapped */
}

static int pass(void *u, struct mk_span line, struct mk_error *e)
{
    (void)line;
    (void)e;
    ++*(int *)u;
    return 0;
}

static void the_audit_log_is_only_added_to_and_a_change_shows(void **s)
{
    (void)s;
    struct mk_case *c = open_case();
    int64_t bad;
    int n = 0;
    for (int i = 0; i < 3; i++)
        assert_int_equal(mk_case_act(c, "looked", NULL, NULL, &err), 0);
    assert_int_equal(mk_case_audit(c, &bad, pass, &n, &err), 0);
    assert_int_equal(n, 3);
    assert_int_not_equal(sqlite3_exec(c->db, "UPDATE audit SET line='{}'", NULL, NULL, NULL), 0);
    assert_int_not_equal(sqlite3_exec(c->db, "DELETE FROM audit", NULL, NULL, NULL), 0);
    static const char *const lies[] = {
        "UPDATE audit SET line=replace(line,'looked','napped') WHERE seq=2",
        "DELETE FROM audit WHERE seq=2",
        "UPDATE audit SET sha256=(SELECT sha256 FROM audit WHERE seq=1) WHERE seq=2",
    };
    assert_int_equal(
        sqlite3_exec(c->db, "DROP TRIGGER audit_stays; DROP TRIGGER audit_keeps", NULL, NULL, NULL),
        0);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        assert_int_equal(mk_sql_exec(c, "BEGIN", &err), 0);
        assert_int_equal(mk_sql_exec(c, lies[i], &err), 0);
        assert_int_equal(mk_case_audit(c, &bad, pass, &n, &err), 1);
        assert_int_equal(bad, 2);
        assert_int_equal(mk_sql_exec(c, "ROLLBACK", &err), 0);
    }
    mk_case_free(c);
}

static void what_is_no_store_of_ours_is_refused(void **s)
{
    (void)s;
    struct mk_case *c = NULL;
    char path[100];
    assert_int_equal(mk_case_open(&c, dir, "a", false, &err), -1);
    c = open_case();
    assert_int_equal(mk_sql_exec(c, "PRAGMA user_version=99", &err), 0);
    mk_case_free(c);
    assert_int_equal(mk_case_open(&c, dir, "a", true, &err), -1);
    assert_int_equal(err.code, MK_EFORMAT);
    snprintf(path, sizeof path, "%s/case.db", dir);
    FILE *f = fopen(path, "w");
    assert_true(f && fputs("not a database, but long enough to be looked at as one", f) > 0);
    fclose(f);
    assert_int_equal(mk_case_open(&c, dir, "a", true, &err), -1);
}

#define T(f) cmocka_unit_test_setup_teardown(f, begin_folder, end_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(words_are_found_as_they_were_meant),
        T(an_older_index_finds_the_same),
        T(a_query_without_a_word_is_refused),
        T(best_first_is_more_words_then_denser_then_later),
        T(limits_of_time_kind_and_page_hold),
        T(tagged_ones_are_found_be_they_few_or_many),
        T(the_same_bundle_is_taken_in_once),
        T(every_failing_allocation_leaves_the_case_as_it_was),
        T(the_audit_log_is_only_added_to_and_a_change_shows),
        T(what_is_no_store_of_ours_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
