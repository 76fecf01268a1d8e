#include "tests/lib/t.h"

#include "parsers/engine/backends.h"
#include "parsers/engine/engine.h"
#include "parsers/format/sqlite_open.h"
#include "parsers/source/source.h"
#include <sqlite3.h>
#include <stdio.h>

/* What an app table can say, on an app of the test's own: who takes which rows, names of other
 * records, chains of lookups, columns inside values, several gathers. */

static const struct mk_field message[] = {
    { MK_DIR, "m.mine", mk_named, (const struct mk_name[]){ { 0, "in" }, { 1, "out" }, { 0 } } },
    { MK_THREAD, "j.raw", mk_text },
    { MK_REPLY_TO, "m.quoted", mk_integer, .ref = "msg" },
    { MK_TEXT, "m.body", mk_text },
    { MK_DATA, "d.first", mk_text, .name = "initial" },
    { MK_DATA, "m.mine", mk_bool, .name = "mine" },
    { 0 },
};
static const struct mk_field place[] = {
    { MK_LAT, "m.lat", mk_real },
    { MK_LON, "m.lon", mk_real },
    { MK_PARENT, "m._id", mk_integer, .ref = "msg" },
    { 0 },
};
static const struct mk_field name[] = { { MK_NAME, "e.body", mk_text }, { 0 } };
static const struct mk_field who[] = { { MK_KEY_NONE, "p.who", mk_text, .sub = MK_ID }, { 0 } };
static const struct mk_field tag[] = { { MK_SUBJECT, "t.tag", mk_text }, { 0 } };

/* "first": the first byte of the value; odd when it is a question mark. */
static bool has_first(const char *column)
{
    return !strcmp(column, "first");
}

static const char *decode_first(struct mk_cell *cells, const char *const *columns, size_t n,
                                const struct mk_cell *in, struct mk_arena *arena)
{
    (void)columns;
    struct mk_span s = mk_arena_copy(arena, mk_span(in->s.p, in->s.len ? 1 : 0));
    if (n && in->kind == MK_C_TEXT)
        cells[0] = (struct mk_cell){ .kind = MK_C_TEXT, .s = s };
    return mk_span_is(s, "?") ? "a question" : NULL;
}

static const struct mk_decoder first_decoder = { "first", has_first, decode_first };
static const struct mk_lookup lookups[] = {
    { "c", "chat", "c._id", "m.chat" },
    { "j", "jid", "j._id", "c.jid" },
    { "d", NULL, NULL, "m.body", &first_decoder },
    { 0 },
};
static const struct mk_part parts_to[] = { { NULL, MK_TO, who }, { 0 } };
static const struct mk_part parts_tag[] = { { "7", MK_KEY_NONE, tag },
                                            { NULL, MK_OTHER, tag },
                                            { 0 } };
static const struct mk_gather gathers[] = {
    { "p", "people", "p.msg", "m._id", NULL, NULL, parts_to },
    { "t", "tags", "t.msg", "m._id", "t.type", NULL, parts_tag, .loose = true },
    { 0 },
};
static const struct mk_when plain[] = {
    { "m.type", MK_IF_AMONG, .codes = (const int64_t[]){ 0, 5, MK_CODES_END } }, { 0 }
};
static const struct mk_when notice[] = { { "e.type", MK_IF_IS, 7 }, { 0 } };
static const struct mk_when placed[] = { { "m.type", MK_IF_IS, 5 },
                                         { "m.lat", MK_IF_SOME },
                                         { 0 } };
static const char *const no_needs[] = { NULL };

static const struct mk_app app = {
    .id = "test",
    .title = "Test",
    .version = 3,
    .queries =
        (const struct mk_query[]){
            { MK_MESSAGE, "m", "msg", no_needs, message, lookups, gathers, .when = plain },
            { MK_EVENT, "e", "msg", no_needs, name, .when = notice },
            { MK_LOCATION, "m", "msg", no_needs, place, .when = placed, .extra = true },
            { MK_EVENT, "e", "later", no_needs, name, .also = true, .optional = true },
            { 0 },
        },
    .proven_on = "simulated",
};

static const char schema[] =
    "CREATE TABLE msg(_id INTEGER PRIMARY KEY, type, mine, chat, quoted, body, lat, lon);"
    "CREATE TABLE chat(_id INTEGER PRIMARY KEY, jid);"
    "CREATE TABLE jid(_id INTEGER PRIMARY KEY, raw);"
    "CREATE TABLE people(msg, who); CREATE TABLE tags(msg, type, tag);";

struct output {
    struct mk_lines *lines;
    struct mk_buf text;
};

static int take_records(void *u, struct mk_span items, struct mk_error *e)
{
    struct output *o = u;
    size_t used;
    return mk_lines_feed(o->lines, &o->text, items, &used, e);
}

static int take_issue(void *u, const struct mk_issue *i, struct mk_error *e)
{
    struct output *o = u;
    (void)e;
    mk_buf_printf(&o->text, "issue %s: %s\n", i->table, i->why);
    return 0;
}

static int take_cover(void *u, const struct mk_coverage *c, struct mk_error *e)
{
    struct output *o = u;
    (void)e;
    mk_buf_printf(&o->text, "%s %s %lld %s\n", c->table, mk_cover_name(c->state),
                  (long long)c->records, c->why ? c->why : "-");
    return 0;
}

/* What the app makes of these rows: records, issues and the ledger's lines, as text. */
static const char *made_of(struct output *o, const char *rows)
{
    sqlite3 *db;
    sqlite3_int64 size;
    struct mk_error e;
    struct mk_sqlite *s;
    mk_buf_init(&o->text, 1 << 20);
    assert_int_equal(mk_lines_new(&o->lines, &e), 0);
    assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, schema, NULL, NULL, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, rows, NULL, NULL, NULL), SQLITE_OK);
    unsigned char *image = sqlite3_serialize(db, "main", &size, 0);
    struct mk_span bytes = mk_span(image, (size_t)size);
    struct mk_file file = mk_file_memory(&bytes);
    struct mk_sqlite_set set = { .db = &file };
    assert_int_equal(mk_sqlite_open(&s, &set, NULL, &e), 0);
    struct mk_tables t = mk_tables_sqlite(s);
    struct mk_sink sink = { take_records, take_issue, take_cover, o };
    struct mk_input in = { .file = mk_str("x.db"), .route = "file", .expected = true };
    assert_int_equal(mk_app_run(&app, &t, &in, &sink, &e), 0);
    mk_sqlite_close(s);
    sqlite3_free(image);
    sqlite3_close(db);
    return mk_buf_cstr(&o->text);
}

static void done(struct output *o)
{
    mk_lines_free(o->lines);
    mk_buf_done(&o->text);
}

static void has(const char *text, const char *part)
{
    if (!strstr(text, part))
        fail_msg("no %s in\n%s", part, text);
}

static void has_not(const char *text, const char *part)
{
    if (strstr(text, part))
        fail_msg("%s in\n%s", part, text);
}

static void lookups_go_on_from_lookups_and_into_values(void **state)
{
    struct output o;
    const char *got =
        made_of(&o, "INSERT INTO jid VALUES(40, 'a@s'); INSERT INTO chat VALUES(4, 40);"
                    "INSERT INTO msg VALUES(1, 0, 1, 4, 9, 'hello', 0, 0);"
                    "INSERT INTO msg VALUES(2, 0, 0, 5, NULL, '?', 0, 0);");
    (void)state;
    has(got, "\"thread\":\"a@s\"");
    has(got, "\"data\":{\"initial\":\"h\",\"mine\":true}");
    has(got, "\"issues\":[{\"field\":\"body\",\"why\":\"a question\"}]");
    has(got, "msg found 2 -");
    done(&o);
}

static void a_row_is_called_by_its_record(void **state)
{
    struct output o;
    const char *got = made_of(&o, "INSERT INTO msg VALUES(9, 5, 1, 4, 9, 'here', 1.5, -2);");
    char ref[64];
    (void)state;
    const char *at = strstr(got, "\"ref\":\"");
    assert_non_null(at);
    snprintf(ref, sizeof ref, "%.*s", (int)strcspn(at + 7, "\""), at + 7);
    char reply[100], parent[100];
    snprintf(reply, sizeof reply, "\"reply_to\":\"%s\"", ref);
    snprintf(parent, sizeof parent, "\"parent\":\"%s\"", ref);
    has(got, reply);
    has(got, parent);
    has(got, ":msg:location:9\""); /* the further record of that row has a name of its own */
    done(&o);
}

static void queries_share_a_table_out_and_what_is_left_is_told(void **state)
{
    struct output o;
    const char *got =
        made_of(&o, "INSERT INTO msg(_id, type, mine, body) VALUES(1, 0, 1, 'a'),"
                    "(2, 7, 0, 'b'), (3, 8, 0, 'c'), (4, 9, 0, 'd'), (5, 5, 0, 'e');");
    (void)state;
    has(got, "msg found 2 -");
    has(got, "msg found 1 -");
    has(got, "msg empty 0 -");
    has(got, "issue msg: 2 rows are of no kind that is known");
    has(got, "later absent 0 this version has no such table");
    done(&o);
}

static void rows_that_all_belong_leave_nothing_to_tell(void **state)
{
    struct output o;
    const char *got = made_of(&o, "INSERT INTO msg(_id, type, mine, body) VALUES(1, 0, 1, 'a'),"
                                  "(2, 7, 0, 'b'); INSERT INTO people VALUES(2, 'x');");
    (void)state;
    has_not(got, "issue"); /* the person of row 2 is the other query's */
    done(&o);
}

static void several_gathers_each_bring_their_own(void **state)
{
    struct output o;
    const char *got =
        made_of(&o, "INSERT INTO msg(_id, type, mine, body) VALUES(1, 0, 1, 'a');"
                    "INSERT INTO people VALUES(1, 'ana'), (1, 'ben'), (3, 'lost');"
                    "INSERT INTO tags VALUES(1, 7, 'seven'), (1, 8, 'eight'), (6, 7, 'loose');");
    (void)state;
    has(got, "\"to\":[{\"id\":\"ana\",\"row\":1},{\"id\":\"ben\",\"row\":2}]");
    has(got, "\"subject\":\"seven\"");
    has(got, "\"other\":[{\"subject\":\"eight\",\"row\":2}]");
    has(got, "issue people: no row of msg has its msg");
    has(got, "msg found 1 1 rows of tags: no row of msg has its msg");
    has_not(got, "issue tags");
    done(&o);
}

/* A planted set of equal keys must cost what other rows cost, not their product. */
static void doubled_keys_take_the_first_and_say_so(void **state)
{
    struct output o;
    const char *got =
        made_of(&o, "INSERT INTO jid VALUES(40, 'a@s'); INSERT INTO chat VALUES(4, 40);"
                    "CREATE TABLE c2 AS SELECT * FROM chat; DROP TABLE chat;"
                    "ALTER TABLE c2 RENAME TO chat; INSERT INTO chat VALUES(4, 41);"
                    "INSERT INTO msg VALUES(1, 0, 1, 4, NULL, 'hello', 0, 0);");
    (void)state;
    has(got, "\"thread\":\"a@s\"");
    has(got, "{\"field\":\"chat\",\"why\":\"more than one row fits\"}");
    done(&o);
}

/* Beyond a size rows are found one by one by their number, and nothing is kept in memory. */
static void large_tables_are_looked_up_row_by_row(void **state)
{
    struct output o;
    const char *got = made_of(
        &o,
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100001)"
        "INSERT INTO jid SELECT i, 'jid-' || i FROM n;"
        "INSERT INTO chat VALUES(4, 100001), (5, 'x'), (6, '77'), (7, 100002);"
        "INSERT INTO msg(_id, type, mine, chat, body) VALUES(1, 0, 1, 4, 'a'), (2, 0, 1, 5, 'b'),"
        "(3, 0, 1, 6, 'c'), (4, 0, 1, 7, 'd'), (5, 0, 1, 8, 'e');");
    (void)state;
    has(got, "\"thread\":\"jid-100001\",\"text\":\"a\"");
    has(got, "\"dir\":\"out\",\"text\":\"b\"");
    has(got, "\"thread\":\"jid-77\",\"text\":\"c\"");
    has(got, "\"dir\":\"out\",\"text\":\"d\"");
    has(got, "\"dir\":\"out\",\"text\":\"e\"");
    has(got, "msg found 5 -");
    done(&o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lookups_go_on_from_lookups_and_into_values),
        cmocka_unit_test(a_row_is_called_by_its_record),
        cmocka_unit_test(queries_share_a_table_out_and_what_is_left_is_told),
        cmocka_unit_test(rows_that_all_belong_leave_nothing_to_tell),
        cmocka_unit_test(several_gathers_each_bring_their_own),
        cmocka_unit_test(large_tables_are_looked_up_row_by_row),
        cmocka_unit_test(doubled_keys_take_the_first_and_say_so),
    };
    return cmocka_run_group_tests_name("queries", tests, NULL, NULL);
}
