/* A source, the worker that reads it, and what comes back: moka parse without its command line. */
#include "host/parse/parse.h"
#include "parsers/base/hash.h"
#include "tests/lib/dbset.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define DB "data/user_de/0/com.android.providers.telephony/databases/mmssms.db"

static struct mk_error e;
static struct mk_buf lines, issues, ledger, failures;

static int put_lines(void *u, struct mk_span s, struct mk_error *err)
{
    (void)u;
    (void)err;
    mk_buf_put(&lines, s.p, s.len);
    return 0;
}

static int put_fields(struct mk_buf *out, struct mk_span fields)
{
    struct mk_json j = mk_json(out);
    mk_json_open(&j, '{');
    bool ok = mk_fields_json(&j, fields);
    mk_json_close(&j, '}');
    assert_true(ok);
    return 0;
}

static int put_issue(void *u, struct mk_span fields, struct mk_error *err)
{
    (void)u;
    (void)err;
    return put_fields(&issues, fields);
}

static int put_cover(void *u, struct mk_span fields, struct mk_error *err)
{
    (void)u;
    (void)err;
    return put_fields(&ledger, fields);
}

static int put_failed(void *u, struct mk_span name, bool sets, const char *why,
                      struct mk_error *err)
{
    (void)u;
    (void)name;
    (void)sets;
    (void)err;
    mk_buf_puts(&failures, why);
    return 0;
}

static void read_all(struct mk_source *src)
{
    struct mk_buf *const all[] = { &lines, &issues, &ledger, &failures };
    struct mk_parse_out out = { put_lines, NULL, put_issue, put_cover, put_failed, NULL };
    struct mk_jobs jobs;
    for (size_t i = 0; i < 4; i++) {
        mk_buf_done(all[i]);
        mk_buf_init(all[i], (size_t)1 << 20);
    }
    assert_int_equal(mk_jobs_find(&jobs, src, mk_span(NULL, 0), false, &e), 0);
    const struct mk_parse_extra extra = { 0 };
    if (mk_parse_run(&jobs, src, &extra, &out, &e) != 0)
        fail_msg("%s", e.text);
    mk_jobs_done(&jobs);
    mk_source_done(src);
}

static size_t count(struct mk_buf *b, const char *part)
{
    const char *at = mk_buf_cstr(b);
    size_t n = 0;
    assert_non_null(at);
    for (; (at = strstr(at, part)); at++)
        n++;
    return n;
}

/* Messages, all in the log: the database file has not seen them. */
static void messages(struct dbset *set)
{
    struct mk_buf sql;
    sqlite3 *db = dbset_create();
    mk_buf_init(&sql, (size_t)1 << 20);
    stock_read(&sql, "tests/app/android.sms/basic.sql");
    dbset_run(db, "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");
    dbset_run(db, mk_buf_cstr(&sql));
    dbset_take(set);
    sqlite3_close(db);
    mk_buf_done(&sql);
    assert_true(set->n[DBSET_WAL] > 0);
}

static void a_log_is_read_without_its_database(void **state)
{
    struct mk_source src;
    struct dbset set;
    (void)state;
    messages(&set);
    stock_write(stock_path(mkbundle_dir, "mmssms.db-wal"),
                mk_span(set.p[DBSET_WAL], set.n[DBSET_WAL]));
    assert_int_equal(mk_source_folder(&src, mkbundle_dir, &e), 0);
    read_all(&src);
    assert_int_equal(count(&lines, "\"kind\":\"message\""), 8);
    assert_int_equal(count(&issues, "database: not there"), 1);
    assert_int_equal(count(&ledger, "database: not there"), 3); /* apps that read this file */
    assert_int_equal(count(&ledger, "frames"), 3);
    assert_int_equal(failures.len, 0);
    dbset_done(&set);
}

static void a_log_that_holds_nothing_is_told_and_not_refused(void **state)
{
    struct mk_source src;
    (void)state;
    stock_write(stock_path(mkbundle_dir, "mmssms.db-journal"), mk_str(""));
    assert_int_equal(mk_source_folder(&src, mkbundle_dir, &e), 0);
    read_all(&src);
    assert_int_equal(lines.len, 0);
    assert_int_equal(count(&ledger, "\"state\":\"failed\""), 1);
    assert_int_equal(count(&issues, "database: not there"), 1);
    assert_int_equal(failures.len, 0);
}

static void add(struct mk_bundle *b, struct mk_object *o, struct mk_span content)
{
    struct mk_object_end end = { .mtime_s = INT64_MIN };
    struct mk_digest d;
    o->size = -1;
    o->mtime_s = INT64_MIN;
    assert_int_equal(mk_bundle_begin(b, o, &e), 0);
    assert_int_equal(mk_bundle_write(b, content, &e), 0);
    assert_int_equal(mk_bundle_finish(&d, b, &end, &e), 0);
}

static void records_out_of_a_bundled_file_name_their_object(void **state)
{
    struct mk_source src;
    struct dbset set;
    struct mk_digest d;
    char hex[MK_SHA256_HEX], part[120];
    struct mk_span sms = mk_str("content://sms");
    struct mk_object db = { .number = 1, .path = mk_str(DB) },
                     wal = { .number = 2, .path = mk_str(DB "-wal") },
                     ids = { .number = 3, .set = sms, .role = MK_ROLE_IDS },
                     address = { .number = 4, .set = sms, .role = MK_ROLE_COLUMN },
                     body = { .number = 5, .set = sms, .role = MK_ROLE_COLUMN };
    address.column = mk_str("address");
    body.column = mk_str("body");
    (void)state;
    messages(&set);
    struct mk_span bytes = mk_span(set.p[DBSET_DB], set.n[DBSET_DB]);
    struct mk_bundle *b = mkbundle_created();
    add(b, &db, bytes);
    add(b, &wal, mk_span(set.p[DBSET_WAL], set.n[DBSET_WAL]));
    add(b, &ids, mk_str("Row: 0 _id=7\n"));
    add(b, &address, mk_str("Row: 0 _id=7, address=+442079460958\n"));
    add(b, &body, mk_str("Row: 0 _id=7, body=hello\n"));
    mkbundle_seal(b);
    mk_bundle_free(b);
    assert_int_equal(mk_source_bundle(&src, mkbundle_dir, &e), 0);
    read_all(&src);
    assert_int_equal(mk_sha256_of(&d, bytes, &e), 0);
    mk_digest_hex(hex, &d);
    snprintf(part, sizeof part, "\"state\":\"live\",\"object_sha256\":\"%s\"", hex);
    assert_int_equal(count(&lines, part), 8);
    assert_int_equal(count(&lines, "object_sha256"), 8); /* none in what the provider gave */
    assert_int_equal(count(&lines, "\"file\":\"content://sms\""), 1);
    dbset_done(&set);
}

/* The file "mappings" is read with each interval of its user, and on its own. */
static void a_file_beside_names_what_others_only_number(void **state)
{
    static const char *const folders[] = { "usagestats", "usagestats/0", "usagestats/0/daily",
                                           "usagestats/10", "usagestats/10/daily" };
    const char *app = "tests/app/android.usage_stats/";
    struct mk_source src;
    struct mk_buf interval, names;
    (void)state;
    mk_buf_init(&interval, 1 << 20);
    mk_buf_init(&names, 1 << 20);
    stock_read(&interval, stock_path(app, "named.doc.1700000000000"));
    stock_read(&names, stock_path(app, "named.beside"));
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        assert_int_equal(mkdir(stock_path(mkbundle_dir, folders[i]), 0700), 0);
    const char *const files[] = { "usagestats/0/daily/1700000000000",
                                  "usagestats/0/daily/1700086400000",
                                  "usagestats/10/daily/1700000000000" };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        stock_write(stock_path(mkbundle_dir, files[i]), mk_buf_span(&interval));
    stock_write(stock_path(mkbundle_dir, "usagestats/0/mappings"), mk_buf_span(&names));
    assert_int_equal(mk_source_folder(&src, mkbundle_dir, &e), 0);
    read_all(&src);
    assert_int_equal(count(&lines, "\"class_token\":3"), 3);
    assert_int_equal(count(&lines, "\"class\":\"org.example.chat.Main\",\"class_token\":3"), 2);
    assert_int_equal(count(&lines, "\"name\":\"usage_token\""), 2);
    assert_int_equal(count(&lines, "\"profile\":\"10\""), 12);
    assert_int_equal(failures.len, 0);
    mk_buf_done(&interval);
    mk_buf_done(&names);
}

static int teardown(void **state)
{
    struct mk_buf *const all[] = { &lines, &issues, &ledger, &failures };
    (void)state;
    for (size_t i = 0; i < 4; i++)
        mk_buf_done(all[i]);
    dbset_cleanup();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        MKBUNDLE_TEST(a_log_is_read_without_its_database),
        MKBUNDLE_TEST(a_log_that_holds_nothing_is_told_and_not_refused),
        MKBUNDLE_TEST(records_out_of_a_bundled_file_name_their_object),
        MKBUNDLE_TEST(a_file_beside_names_what_others_only_number),
    };
    return cmocka_run_group_tests_name("parse", tests, NULL, teardown);
}
