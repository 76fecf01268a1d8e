#include "host/train/make.h"
#include "host/train/train.h"
#include "parsers/base/utf.h"
#include "tests/lib/exercise_case.h"
#include "tests/lib/fault.h"
#include "tests/lib/folder.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <jansson.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir_a[80], dir_b[80];

static int set_up(void **s)
{
    stock_setup(s);
    snprintf(dir_a, sizeof dir_a, "%s/a", stock_own);
    snprintf(dir_b, sizeof dir_b, "%s/b", stock_own);
    return 0;
}

static struct mk_train_options small(void)
{
    return (struct mk_train_options){
        .seed = 7, .name = "t", .sms = 50, .calls = 30, .contacts = 14, .files = 20, .hostile = true
    };
}

/* A little of everything. */
static struct mk_train_options all_apps(void)
{
    struct mk_train_options o = small();
    o.system = true;
    o.mms = o.calendar = o.pictures = o.places = 8;
    o.whatsapp = o.telegram = o.signal = o.viber = o.web = 40;
    return o;
}

static void the_same_options_give_the_same_bytes_and_times(void **s)
{
    (void)s;
    char a[MK_SHA256_HEX], b[MK_SHA256_HEX];
    struct mk_train_options o = small();
    o.big = 100001;
    exercise_make(dir_a, &o);
    mode_t old = umask(077); /* must not show */
    exercise_make(dir_b, &o);
    umask(old);
    folder_digest(a, dir_a);
    folder_digest(b, dir_b);
    assert_string_equal(a, b);
    o.seed++;
    exercise_make(dir_b, &o);
    folder_digest(b, dir_b);
    assert_string_not_equal(a, b);
}

static json_t *truth(const char *dir)
{
    char path[128], *line = NULL;
    size_t room = 0;
    json_t *all = json_array();
    snprintf(path, sizeof path, "%s/truth.jsonl", dir);
    FILE *f = fopen(path, "re");
    assert_non_null(f);
    for (ssize_t n; (n = getline(&line, &room, f)) > 0;) {
        json_t *one = json_loadb(line, (size_t)n, JSON_ALLOW_NUL, NULL);
        assert_non_null(one);
        json_array_append_new(all, one);
    }
    free(line);
    fclose(f);
    return all;
}

static size_t count(json_t *all, const char *kind)
{
    size_t n = 0;
    for (size_t i = 0; i < json_array_size(all); i++)
        n += !strcmp(json_string_value(json_object_get(json_array_get(all, i), "kind")), kind);
    return n;
}

static int64_t rows(const char *dir, const char *sql)
{
    char path[128];
    sqlite3 *db;
    sqlite3_stmt *st;
    snprintf(path, sizeof path, "%s/providers.db", dir);
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    int64_t n = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    sqlite3_close(db);
    return n;
}

static void every_row_is_in_the_truth_once(void **s)
{
    (void)s;
    struct mk_train_options o = small();
    exercise_make(dir_a, &o);
    json_t *all = truth(dir_a);
    assert_int_equal(count(all, "message"), rows(dir_a, "SELECT count(*) FROM sms"));
    assert_int_equal(count(all, "call"), rows(dir_a, "SELECT count(*) FROM calls"));
    assert_int_equal(count(all, "contact"), rows(dir_a, "SELECT count(*) FROM contacts"));
    assert_true(count(all, "message") > 50 && count(all, "call") > 30);
    json_decref(all);
}

static void the_phone_shows_every_type_of_call_and_message(void **s)
{
    (void)s;
    struct mk_train_options o = small();
    o.sms = 400;
    exercise_make(dir_a, &o);
    assert_int_equal(rows(dir_a, "SELECT count(DISTINCT type) FROM calls"), 6);
    assert_int_equal(
        rows(dir_a, "SELECT count(DISTINCT type) FROM sms WHERE typeof(type)='integer'"), 4);
    assert_true(rows(dir_a, "SELECT count(DISTINCT thread_id) FROM sms") > 5);
    assert_true(rows(dir_a, "SELECT max(n) FROM (SELECT count(*) n FROM data WHERE mimetype LIKE "
                            "'%phone%' GROUP BY contact_id)") > 1);
}

static void the_hostile_set_forges_rows_with_the_right_ids(void **s)
{
    (void)s;
    struct mk_train_options o = small();
    exercise_make(dir_a, &o);
    /* the first forger's body ends with what the reply would say of the next row */
    assert_int_equal(
        rows(dir_a,
             "WITH r AS (SELECT _id, body, row_number() OVER (ORDER BY _id) - 1 k FROM sms)"
             "SELECT count(*) FROM r a JOIN r b ON b.k = a.k + 1 WHERE instr(a.body, char(10) ||"
             "'Row: ' || b.k || ' _id=' || b._id || ', body=')"),
        3); /* FORGES_NEXT, FORGES_TWO, MANY_FORGED */
    assert_int_equal(rows(dir_a, "SELECT count(*) FROM sms WHERE typeof(date)='text'"), 1);
    assert_int_equal(rows(dir_a, "SELECT count(*) FROM sms WHERE typeof(type)='text'"), 1);
    assert_int_equal(rows(dir_a, "SELECT count(*) FROM sms WHERE body IS NULL"), 1);
    assert_int_equal(rows(dir_a, "SELECT count(*) FROM sms WHERE body='NULL' OR body='BLOB'"), 2);
    assert_int_equal(rows(dir_a, "SELECT count(*) FROM sms WHERE length(body)=100000"), 1);
    assert_true(rows(dir_a, "SELECT count(*) FROM sms WHERE instr(CAST(body AS BLOB), x'00')") > 0);
}

static void a_provider_that_does_not_answer_leaves_no_truth(void **s)
{
    (void)s;
    static const char *const states[] = { "refused", "restricted", "absent", "error", "empty" };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        struct mk_train_options o = small();
        o.nstates = 1;
        o.states[0].uri = "content://sms";
        o.states[0].state = states[i];
        exercise_make(dir_a, &o);
        json_t *all = truth(dir_a);
        assert_int_equal(count(all, "message"), 0);
        assert_true(count(all, "call") > 0 && count(all, "contact") > 0);
        json_decref(all);
        bool empty = !strcmp(states[i], "empty");
        assert_int_equal(rows(dir_a, "SELECT count(*) FROM sms") == 0, empty);
    }
}

static void drafts_are_hidden_from_the_shell_when_asked(void **s)
{
    (void)s;
    struct mk_train_options o = small();
    o.hostile = false;
    o.sms = 300;
    o.shell_view = true;
    exercise_make(dir_a, &o);
    json_t *all = truth(dir_a);
    assert_int_equal(count(all, "message"),
                     rows(dir_a, "SELECT count(*) FROM sms WHERE type IN (1,2)"));
    assert_true(count(all, "message") < 300);
    json_decref(all);
}

static void the_whole_phone_is_the_same_every_time(void **s)
{
    (void)s;
    char a[MK_SHA256_HEX], b[MK_SHA256_HEX];
    struct mk_train_options o = all_apps();
    struct mk_train_counts n = exercise_make(dir_a, &o);
    assert_true(n.whole > n.records);
    mode_t old = umask(077);
    exercise_make(dir_b, &o);
    umask(old);
    folder_digest(a, dir_a);
    folder_digest(b, dir_b);
    assert_string_equal(a, b);
}

static void every_built_in_scenario_can_be_made(void **s)
{
    (void)s;
    const char *name;
    struct mk_span json;
    size_t i = 0;
    for (; mk_scenario_built_in(&name, &json, i); i++) {
        struct mk_scenario *sc;
        struct mk_error e = { 0 };
        if (mk_scenario_load(&sc, name, &e))
            fail_msg("%s", e.text);
        assert_string_equal(sc->name, name);
        struct mk_train_options o = all_apps();
        o.scenario = sc;
        exercise_make(dir_a, &o);
        mk_scenario_free(sc);
    }
    assert_true(i >= 2);
}

static void a_scenario_cut_off_anywhere_is_refused(void **s)
{
    (void)s;
    const char *name;
    struct mk_span json;
    assert_true(mk_scenario_built_in(&name, &json, 0));
    for (size_t n = 0; n + 2 < json.len; n += 97) {
        struct mk_scenario *sc;
        struct mk_error e = { 0 };
        assert_int_equal(mk_scenario_read(&sc, mk_span(json.p, n), &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
}

static void wrong_providers_and_folders_in_use_are_refused(void **s)
{
    (void)s;
    struct mk_train_options o = small();
    struct mk_train_counts n;
    struct mk_error e = { 0 };
    exercise_make(dir_a, &o);
    int rc = mk_train_new(&n, dir_a, &o, &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EUSAGE);
    o.nstates = 1;
    o.states[0].uri = "content://nosuch";
    o.states[0].state = "refused";
    stock_remove(dir_b);
    e.code = MK_OK;
    rc = mk_train_new(&n, dir_b, &o, &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EUSAGE);
    assert_int_equal(access(dir_b, F_OK), -1);
}

/* Without what the phone says of itself: its serial number differs with every option. */
static json_t *truth_of_messages(const char *dir)
{
    json_t *all = truth(dir);
    for (size_t i = json_array_size(all); i-- > 0;)
        if (!strcmp(json_string_value(json_object_get(json_array_get(all, i), "kind")), "device"))
            json_array_remove(all, i);
    return all;
}

static void more_files_do_not_change_the_messages(void **s)
{
    (void)s;
    struct mk_train_options o = small();
    exercise_make(dir_a, &o);
    o.files = 3;
    exercise_make(dir_b, &o);
    json_t *a = truth_of_messages(dir_a), *b = truth_of_messages(dir_b);
    assert_true(json_equal(a, b));
    json_decref(a);
    json_decref(b);
}

static void no_memory_is_told_and_nothing_leaks(void **s)
{
    (void)s;
    struct mk_train_options o = all_apps();
    o.files = 2;
    exercise_survives_faults(dir_a, dir_b, &o);
}

static void a_scenario_without_memory_is_refused(void **s)
{
    (void)s;
    for (int n = 1;; n += 1 + n / 10) {
        struct mk_scenario *sc = NULL;
        if (!fault_arm(n))
            break;
        int rc = mk_scenario_load(&sc, NULL, NULL);
        bool fired = fault_fired();
        fault_disarm();
        mk_scenario_free(sc);
        if (!fired) {
            assert_int_equal(rc, 0);
            break;
        }
        assert_int_equal(rc, -1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_options_give_the_same_bytes_and_times),
        cmocka_unit_test(every_row_is_in_the_truth_once),
        cmocka_unit_test(the_phone_shows_every_type_of_call_and_message),
        cmocka_unit_test(the_hostile_set_forges_rows_with_the_right_ids),
        cmocka_unit_test(a_provider_that_does_not_answer_leaves_no_truth),
        cmocka_unit_test(drafts_are_hidden_from_the_shell_when_asked),
        cmocka_unit_test(the_whole_phone_is_the_same_every_time),
        cmocka_unit_test(every_built_in_scenario_can_be_made),
        cmocka_unit_test(a_scenario_cut_off_anywhere_is_refused),
        cmocka_unit_test(wrong_providers_and_folders_in_use_are_refused),
        cmocka_unit_test(more_files_do_not_change_the_messages),
        cmocka_unit_test(a_scenario_without_memory_is_refused),
        cmocka_unit_test(no_memory_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests_name("exercise", tests, set_up, stock_teardown);
}
