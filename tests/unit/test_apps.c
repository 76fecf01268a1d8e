#include "tests/lib/t.h"

#include "parsers/engine/backends.h"
#include "parsers/engine/engine.h"
#include "parsers/format/sqlite_open.h"
#include "parsers/source/source.h"
#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/*
 * tests/app/<app>/<case>.sql is made into a database, read by that app, and what comes out compared
 * with <case>.expect: records as JSON Lines, then issues without a record, then coverage.
 * MOKA_EXPECT=write writes the .expect files instead, for a person to look at.
 */
#define ROOT "tests/app/"
#define MAX  ((size_t)8 << 20)

struct output {
    struct mk_lines *lines;
    struct mk_buf records, rest;
};

static int take_records(void *u, struct mk_span items, struct mk_error *e)
{
    struct output *o = u;
    size_t used;
    int rc = mk_lines_feed(o->lines, &o->records, items, &used, e);
    return rc == 0 && used != items.len ? mk_fail(e, MK_EPROTO, "cut item") : rc;
}

static int take_issue(void *u, const struct mk_issue *i, struct mk_error *e)
{
    struct output *o = u;
    (void)e;
    mk_buf_printf(&o->rest, "issue %s", i->table ? i->table : "-");
    if (i->row)
        mk_buf_printf(&o->rest, ":%lld", (long long)*i->row);
    mk_buf_printf(&o->rest, " %s: %s\n", i->field ? i->field : "", i->why);
    return 0;
}

static int take_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    struct output *o = u;
    struct mk_json j = mk_json(&o->rest);
    (void)e;
    mk_coverage_json(&j, c);
    mk_buf_u8(&o->rest, '\n');
    return 0;
}

static char *slurp(const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = calloc(1, MAX);
    if (f && text && fread(text, 1, MAX - 1, f) == MAX - 1)
        fail_msg("%s is too large", path);
    if (f)
        fclose(f);
    return text;
}

static unsigned char *database(sqlite3_int64 *size, const char *sql)
{
    sqlite3 *db;
    char *why = NULL;
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    if (sqlite3_exec(db, sql, NULL, NULL, &why) != SQLITE_OK)
        fail_msg("%s", why);
    unsigned char *image = sqlite3_serialize(db, "main", size, 0);
    assert_non_null(image);
    sqlite3_close(db);
    return image;
}

static void run(struct output *o, const struct mk_app *app, struct mk_span image)
{
    struct mk_file file = mk_file_memory(&image);
    struct mk_sqlite_set set = { .db = &file };
    struct mk_sqlite *db;
    struct mk_error e;
    struct mk_sink sink = { take_records, take_issue, take_cover, o };
    struct mk_input in = { .file = mk_str("data/user_de/10/x.db"), .route = "file" };
    in.expected = true;
    if (mk_sqlite_open(&db, &set, NULL, &e) != 0)
        fail_msg("%s", e.text);
    struct mk_tables t = mk_tables_sqlite(db);
    if (mk_app_run(app, &t, &in, &sink, &e) != 0)
        fail_msg("%s", e.text);
    mk_sqlite_close(db);
}

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void check_case(const struct mk_app *app, const char *name)
{
    char path[512], expect[512];
    struct output o = { 0 };
    struct mk_error e;
    sqlite3_int64 size;
    mk_buf_init(&o.records, MAX);
    mk_buf_init(&o.rest, MAX);
    assert_int_equal(mk_lines_new(&o.lines, &e), 0);
    snprintf(path, sizeof path, ROOT "%s/%s.sql", app->id, name);
    snprintf(expect, sizeof expect, ROOT "%s/%s.expect", app->id, name);
    char *sql = slurp(path), *expected = slurp(expect);
    unsigned char *image = database(&size, sql);
    run(&o, app, mk_span(image, (size_t)size));
    mk_buf_put(&o.records, o.rest.p, o.rest.len);
    const char *got = mk_buf_cstr(&o.records);
    assert_non_null(got);
    if (getenv("MOKA_EXPECT"))
        write_text(expect, got);
    else if (strcmp(got, expected) != 0)
        fail_msg("%s: got\n%s", path, got);
    sqlite3_free(image);
    free(sql);
    free(expected);
    mk_lines_free(o.lines);
    mk_buf_done(&o.records);
    mk_buf_done(&o.rest);
}

static int check_folder(const struct mk_app *app)
{
    char path[512];
    int cases = 0;
    snprintf(path, sizeof path, ROOT "%s", app->id);
    DIR *d = opendir(path);
    for (const struct dirent *de; d && (de = readdir(d));) {
        char *dot = strrchr(de->d_name, '.');
        if (!dot || strcmp(dot, ".sql") != 0)
            continue;
        snprintf(path, sizeof path, "%.*s", (int)(dot - de->d_name), de->d_name);
        check_case(app, path);
        cases++;
    }
    if (d)
        closedir(d);
    return cases;
}

static void every_app_reads_its_cases_as_expected(void **state)
{
    (void)state;
    for (size_t i = 0; mk_app_at(i); i++)
        if (check_folder(mk_app_at(i)) == 0)
            fail_msg("%s has no cases", mk_app_at(i)->id);
}

static void every_app_is_found_by_its_id_and_its_files(void **state)
{
    (void)state;
    for (size_t i = 0; mk_app_at(i); i++)
        assert_ptr_equal(mk_app_find(mk_app_at(i)->id), mk_app_at(i));
    assert_null(mk_app_find("no.such.app"));
    const struct mk_app *sms = mk_app_find("android.sms"), *calls = mk_app_find("android.calls");
    assert_int_equal(mk_app_fits(sms, mk_str("mmssms.db")), MK_FIT_MAIN);
    assert_int_equal(mk_app_fits(sms, mk_str("a/b/mmssms.db")), MK_FIT_MAIN);
    assert_int_equal(mk_app_fits(sms, mk_str("mmssms.db/x")), MK_FIT_NONE);
    assert_int_equal(mk_app_fits(sms, mk_str("xmmssms.db")), MK_FIT_NONE);
    assert_int_equal(mk_app_fits(sms, mk_str("")), MK_FIT_NONE);
    assert_int_equal(mk_app_fits(calls, mk_str("contacts2.db")), MK_FIT_ALSO);
}

/* A collation is told when a statement asks for it, which may be late. */
static bool opened;

static int open_late(struct mk_rows *out, void *u, const char *table, const char *const *columns,
                     size_t n, struct mk_error *e)
{
    opened = true;
    return mk_tables_sqlite(u).open(out, u, table, columns, n, e);
}

static const char *note_late(void *u, size_t i)
{
    static const char *const notes[] = { "collation PHONEBOOK is unknown", "wal: 2 frames", NULL };
    (void)u;
    return opened ? notes[i] : NULL;
}

static void the_ledger_has_notes_that_came_while_tables_were_read(void **state)
{
    struct output o = { 0 };
    struct mk_error e;
    sqlite3_int64 size;
    (void)state;
    mk_buf_init(&o.records, MAX);
    mk_buf_init(&o.rest, MAX);
    assert_int_equal(mk_lines_new(&o.lines, &e), 0);
    char *sql = slurp(ROOT "android.sms/basic.sql");
    unsigned char *image = database(&size, sql);
    struct mk_span bytes = mk_span(image, (size_t)size);
    struct mk_file file = mk_file_memory(&bytes);
    struct mk_sqlite_set set = { .db = &file };
    struct mk_sqlite *db;
    assert_int_equal(mk_sqlite_open(&db, &set, NULL, &e), 0);
    struct mk_tables t = mk_tables_sqlite(db);
    t.open = open_late;
    t.note = note_late;
    struct mk_sink sink = { take_records, take_issue, take_cover, &o };
    struct mk_input in = { .file = mk_str("mmssms.db"), .route = "file", .expected = true };
    assert_int_equal(mk_app_run(mk_app_find("android.sms"), &t, &in, &sink, &e), 0);
    assert_non_null(strstr(mk_buf_cstr(&o.rest), "collation PHONEBOOK is unknown; wal: 2 frames"));
    mk_sqlite_close(db);
    sqlite3_free(image);
    free(sql);
    mk_lines_free(o.lines);
    mk_buf_done(&o.records);
    mk_buf_done(&o.rest);
}

/* Every field has a column of a table that the app names, and providers offer what fields ask. */
static void every_column_belongs_to_a_table_of_its_app(void **state)
{
    (void)state;
    for (size_t i = 0; mk_app_at(i); i++)
        for (const struct mk_query *q = mk_app_at(i)->queries; q->table; q++)
            for (const struct mk_field *f = q->fields; f->conv; f++) {
                bool known = !strncmp(f->col, q->alias, strlen(q->alias));
                for (const struct mk_lookup *l = q->lookups; l && l->alias; l++)
                    known = known || !strncmp(f->col, l->alias, strlen(l->alias));
                assert_true(known || f->optional);
                assert_non_null(strchr(f->col, '.'));
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_app_reads_its_cases_as_expected),
        cmocka_unit_test(every_app_is_found_by_its_id_and_its_files),
        cmocka_unit_test(the_ledger_has_notes_that_came_while_tables_were_read),
        cmocka_unit_test(every_column_belongs_to_a_table_of_its_app),
    };
    return cmocka_run_group_tests_name("apps", tests, NULL, NULL);
}
