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
 * A document is <case>.doc.<extension>, with the same expectation; <case>.beside is the file that
 * its app reads with it.
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

static char *slurp_bytes(size_t *n, const char *path)
{
    FILE *f = fopen(path, "rb");
    char *text = calloc(1, MAX);
    *n = f && text ? fread(text, 1, MAX - 1, f) : 0;
    if (*n == MAX - 1)
        fail_msg("%s is too large", path);
    if (f)
        fclose(f);
    return text;
}

static char *slurp(const char *path)
{
    size_t n;
    return slurp_bytes(&n, path);
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

static void run_tables(struct output *o, const struct mk_app *app, const struct mk_tables *t,
                       const char *path)
{
    struct mk_error e;
    struct mk_sink sink = { take_records, take_issue, take_cover, o };
    struct mk_input in = { .file = mk_str(path), .route = "file", .expected = true };
    if (mk_app_run(app, t, &in, &sink, &e) != 0)
        fail_msg("%s", e.text);
}

/* A document, under its own name; one called "zoned..." with a default zone two hours east. */
static void run_document(struct output *o, const struct mk_app *app, struct mk_span bytes,
                         struct mk_span other, const char *path)
{
    struct mk_file file = mk_file_memory(&bytes), beside = mk_file_memory(&other);
    struct mk_span head = mk_span(bytes.p, bytes.len < 4096 ? bytes.len : 4096);
    struct mk_context cx = { .path = mk_str(path), .shape = app->shape };
    struct mk_error e;
    struct mk_tables t;
    struct mk_zone *zone = NULL;
    assert_non_null(app->format);
    if (!strncmp(path, "zoned", 5))
        assert_int_equal(mk_zone_new(&zone, mk_str("+02:00"), mk_str(NULL), &e), 0);
    cx.zone = zone;
    cx.beside = app->beside && other.len ? &beside : NULL;
    if (!app->format->knows(head, cx.path))
        fail_msg("%s: %s does not know it", path, app->format->id);
    if (app->format->open(&t, &file, &cx, &e) != 0)
        fail_msg("%s: %s", path, e.text);
    run_tables(o, app, &t, path);
    app->format->close(&t);
    mk_zone_free(zone);
}

static void run(struct output *o, const struct mk_app *app, struct mk_span image)
{
    struct mk_file file = mk_file_memory(&image);
    struct mk_sqlite_set set = { .db = &file };
    struct mk_sqlite *db;
    struct mk_error e;
    if (mk_sqlite_open(&db, &set, NULL, &e) != 0)
        fail_msg("%s", e.text);
    struct mk_tables t = mk_tables_sqlite(db);
    run_tables(o, app, &t, "data/user_de/10/x.db");
    mk_sqlite_close(db);
}

static void write_text(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void read_case(struct output *o, const struct mk_app *app, const char *path)
{
    size_t n;
    sqlite3_int64 size;
    char *text = slurp_bytes(&n, path);
    const char *name = strrchr(path, '/') + 1;
    if (strstr(name, ".doc")) {
        char beside[512];
        size_t nother;
        snprintf(beside, sizeof beside, "%.*s.beside", (int)(strstr(name, ".doc") - path), path);
        char *other = slurp_bytes(&nother, beside);
        run_document(o, app, mk_span(text, n), mk_span(other, nother), name);
        free(other);
    } else {
        unsigned char *image = database(&size, text);
        run(o, app, mk_span(image, (size_t)size));
        sqlite3_free(image);
    }
    free(text);
}

static void check_case(const struct mk_app *app, const char *file)
{
    char path[512], expect[512];
    struct output o = { 0 };
    struct mk_error e;
    const char *end = strstr(file, ".doc") ? strstr(file, ".doc") : strrchr(file, '.');
    mk_buf_init(&o.records, MAX);
    mk_buf_init(&o.rest, MAX);
    assert_int_equal(mk_lines_new(&o.lines, &e), 0);
    snprintf(path, sizeof path, ROOT "%s/%s", app->id, file);
    snprintf(expect, sizeof expect, ROOT "%s/%.*s.expect", app->id, (int)(end - file), file);
    char *expected = slurp(expect);
    read_case(&o, app, path);
    mk_buf_put(&o.records, o.rest.p, o.rest.len);
    const char *got = mk_buf_cstr(&o.records);
    assert_non_null(got);
    if (getenv("MOKA_EXPECT"))
        write_text(expect, got);
    else if (strcmp(got, expected) != 0)
        fail_msg("%s: got\n%s", path, got);
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
        size_t n = strlen(de->d_name);
        bool sql = n > 4 && !strcmp(de->d_name + n - 4, ".sql");
        if (!sql && !strstr(de->d_name, ".doc"))
            continue;
        check_case(app, de->d_name);
        cases++;
    }
    if (d)
        closedir(d);
    return cases;
}

/* Several queries over one table share it out, or one accounts for its rows and the others are
 * extra: otherwise two records would have one ref. */
static void no_row_becomes_two_records_of_one_name(void **state)
{
    (void)state;
    for (size_t i = 0; mk_app_at(i); i++)
        for (const struct mk_query *q = mk_app_at(i)->queries; q->table; q++)
            for (const struct mk_query *o = q + 1; o->table; o++) {
                bool generations = q->kind == o->kind && !o->also;
                bool apart = q->extra || o->extra || (q->when && o->when);
                if (!strcmp(q->table, o->table) && !apart && !generations)
                    fail_msg("%s: %s", mk_app_at(i)->id, q->table);
            }
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
    /* another app's, by the folder */
    assert_int_equal(mk_app_fits(sms, mk_str("data/data/x.y/databases/mmssms.db")), MK_FIT_NAME);
}

static size_t may_fit_what_fits(const struct mk_app_ends *ends, const char *const *globs)
{
    size_t n = 0;
    for (; globs && *globs; globs++) {
        char path[200];
        snprintf(path, sizeof path, "%s", *globs);
        for (char *p = path; (p = strpbrk(p, "*?"));)
            *p = '7';
        for (size_t i = 0; mk_app_at(i); i++)
            if (mk_app_fits(mk_app_at(i), mk_str(path)) != MK_FIT_NONE) {
                assert_true(mk_app_may_fit(ends, i, mk_str(path)));
                n++;
            }
    }
    return n;
}

static void what_fits_an_app_may_fit_it_by_its_last_byte(void **state)
{
    static struct mk_app_ends ends;
    size_t n = 0;
    (void)state, mk_app_ends_make(&ends);
    for (size_t i = 0; mk_app_at(i); i++) {
        n += may_fit_what_fits(&ends, mk_app_at(i)->paths);
        n += may_fit_what_fits(&ends, mk_app_at(i)->also);
    }
    assert_true(n > 100);
    assert_false(mk_app_may_fit(&ends, 0, mk_str("x~")) || mk_app_may_fit(&ends, 0, mk_str("")));
}

/* As on a device, below a folder, and from a device's root. */
static void whole_paths_fit_wherever_the_tree_begins(void **state)
{
    const struct mk_app app = { .paths = (const char *const[]){ "*/com.x/files/*.json",
                                                                "*/a/main.db", NULL },
                                .also = (const char *const[]){ "*.txt", NULL } };
    (void)state;
    assert_int_equal(mk_app_fits(&app, mk_str("/data/data/com.x/files/1.json")), MK_FIT_MAIN);
    assert_int_equal(mk_app_fits(&app, mk_str("out/com.x/files/deep/1.json")), MK_FIT_MAIN);
    assert_int_equal(mk_app_fits(&app, mk_str("com.x/files/1.json")), MK_FIT_MAIN);
    assert_int_equal(mk_app_fits(&app, mk_str("1.json")), MK_FIT_NONE);
    assert_int_equal(mk_app_fits(&app, mk_str("main.db")), MK_FIT_NAME);
    assert_int_equal(mk_app_fits(&app, mk_str("x/notes.txt")), MK_FIT_ALSO);
}

/* Packages with files of the same names: whose a file is, the whole path says. */
static void twin_packages_share_no_file(void **state)
{
    static const struct {
        const char *path;
        enum mk_fit one, other;
    } table[] = {
        { "msgstore.db", MK_FIT_MAIN, MK_FIT_NONE },
        { "a/b/msgstore.db", MK_FIT_MAIN, MK_FIT_NONE },
        { "data/data/com.whatsapp/databases/msgstore.db", MK_FIT_MAIN, MK_FIT_NONE },
        { "data/data/com.whatsapp.w4b/databases/msgstore.db", MK_FIT_NONE, MK_FIT_MAIN },
        { "x/WhatsApp/Databases/msgstore-2022-03-01.1.db", MK_FIT_ALSO, MK_FIT_NONE },
        { "x/WhatsApp Business/Databases/msgstore-2022-03-01.1.db", MK_FIT_NONE, MK_FIT_MAIN },
    };
    const struct mk_app *one = mk_app_find("whatsapp.android");
    const struct mk_app *other = mk_app_find("whatsapp.business");
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(mk_app_fits(one, mk_str(table[i].path)), table[i].one);
        assert_int_equal(mk_app_fits(other, mk_str(table[i].path)), table[i].other);
    }
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

static bool is_alias(const char *col, const char *alias)
{
    size_t n = strlen(alias);
    return !strncmp(col, alias, n) && col[n] == '.';
}

/* Every field has a column of a table that the app names, and providers offer what fields ask. */
static void every_column_belongs_to_a_table_of_its_app(void **state)
{
    (void)state;
    for (size_t i = 0; mk_app_at(i); i++)
        for (const struct mk_query *q = mk_app_at(i)->queries; q->table; q++)
            for (const struct mk_field *f = q->fields; f->conv; f++) {
                const char *dot = strchr(f->col, '.');
                assert_non_null(dot);
                bool known = is_alias(f->col, q->alias);
                for (const struct mk_lookup *l = q->lookups; l && l->alias; l++)
                    known = known || is_alias(f->col, l->alias);
                if (!known && !f->optional)
                    fail_msg("%s: no alias of %s", mk_app_at(i)->id, f->col);
            }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_app_reads_its_cases_as_expected),
        cmocka_unit_test(every_app_is_found_by_its_id_and_its_files),
        cmocka_unit_test(what_fits_an_app_may_fit_it_by_its_last_byte),
        cmocka_unit_test(whole_paths_fit_wherever_the_tree_begins),
        cmocka_unit_test(twin_packages_share_no_file),
        cmocka_unit_test(the_ledger_has_notes_that_came_while_tables_were_read),
        cmocka_unit_test(no_row_becomes_two_records_of_one_name),
        cmocka_unit_test(every_column_belongs_to_a_table_of_its_app),
    };
    return cmocka_run_group_tests_name("apps", tests, NULL, NULL);
}
