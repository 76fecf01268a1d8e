#include "tests/lib/content_case.h"
#include "tests/lib/t.h"
#include <stdio.h>

/* ---- which queries are asked ---- */

struct log {
    char text[4096];
    const char *refuse; /* a query with this in it is answered with `words` */
    const char *words, *err;
};

static bool write_down(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                       struct mk_buf *err)
{
    struct log *l = p->u;
    size_t n = strlen(l->text);
    snprintf(l->text + n, sizeof l->text - n, "%s\n", q->command);
    if (!l->refuse || !strstr(q->command, l->refuse))
        return false;
    mk_buf_puts(out, l->words ? l->words : "");
    mk_buf_puts(err, l->err ? l->err : "");
    return true;
}

static void an_ordinary_set_takes_one_query_a_column_and_five_more(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { .text = "" };
    phone_start(&p, "INSERT INTO t VALUES(1,10,NULL,'a','one'),(2,20,2,'b','two')");
    p.trick = write_down;
    p.u = &l;
    struct mk_channel *c = phone_channel(&phone_provider);
    struct mk_channel_outcome o;
    phone_play(&o, &p, c);
    assert_string_equal(
        l.text, "cmd appops get --user 0 com.android.shell READ_SMS\n"
                "content query --uri 'content://t' --user 0 --projection '_id' --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id:date:type'"
                " --where '_id<=2' --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id'"
                " --where \"_id<=2 AND (date='NULL' OR type='NULL')\" --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id:address'"
                " --where '_id<=2' --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id:body'"
                " --where '_id<=2' --sort '_id ASC'\n"
                "content query --uri 'content://t' --user 0 --projection '_id' --sort '_id ASC'\n");
    assert_int_equal(o.queries, 7);
    assert_string_equal(o.control, "No operations.; Default mode: allow");
    assert_null(mk_channel_issue(c, 0));
    mk_channel_free(c);
    phone_done(&p);
}

static void a_window_goes_into_every_query(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { .text = "" };
    struct mk_error e;
    struct mk_channel *c = NULL;
    const struct mk_channel_spec spec = {
        .provider = &phone_provider, .user = -1, .from_us = 19001, .until_us = 40000
    };
    phone_start(&p,
                "INSERT INTO t VALUES(1,19,1,'a','before'),(2,20,1,'b','in'),(3,39,1,'b','NULL'),"
                "(4,40,1,'a','after')");
    p.trick = write_down;
    p.u = &l;
    int rc = mk_channel_new(&c, &spec, &e);
    assert_int_equal(rc, 0);
    struct mk_channel_outcome o;
    phone_play(&o, &p, c);
    assert_int_equal(o.rows, 2);
    size_t windows = 0;
    for (const char *at = l.text; (at = strstr(at, "date>=20 AND date<40")); at++)
        windows++;
    assert_int_equal(windows, 6);
    assert_non_null(strstr(l.text, " --where '_id<=3 AND date>=20 AND date<40' "));
    assert_non_null(
        strstr(l.text, " --where \"_id<=3 AND date>=20 AND date<40 AND (body IS NULL)\""));
    assert_null(strstr(l.text, "--user"));
    const struct expect want[] = { { MK_CELL_TEXT, "in" }, { MK_CELL_TEXT, "NULL" } };
    bodies_are(&p, want, 2);
    mk_channel_free(c);
    phone_done(&p);
}

static void nothing_can_break_out_of_a_command(void **s)
{
    (void)s;
    static const char *const bad_columns[][2] = { { "a'b" }, { "a b" }, { "a;b" },
                                                  { "a\"" }, { "" },    { "$(x)" } };
    static const char *const none[] = { NULL };
    struct mk_channel *c = NULL;
    struct mk_error e;
    struct mk_channel_spec spec = { .user = 0, .from_us = INT64_MIN, .until_us = INT64_MAX };
    for (size_t i = 0; i < sizeof bad_columns / sizeof *bad_columns; i++) {
        struct mk_provider p = phone_provider;
        p.texts = bad_columns[i];
        spec.provider = &p;
        int rc = mk_channel_new(&c, &spec, &e);
        assert_int_equal(rc, -1);
        p.texts = none;
        p.numbers = bad_columns[i];
        rc = mk_channel_new(&c, &spec, &e);
        assert_int_equal(rc, -1);
    }
    static const char *const bad_uris[] = { "content://a'b", "content://a b", "http://x",
                                            "content://a\nb" };
    for (size_t i = 0; i < sizeof bad_uris / sizeof *bad_uris; i++) {
        struct mk_provider p = phone_provider;
        p.uri = bad_uris[i];
        spec.provider = &p;
        int rc = mk_channel_new(&c, &spec, &e);
        assert_int_equal(rc, -1);
    }
    struct mk_provider p = phone_provider;
    p.time_column = NULL;
    spec.provider = &p;
    spec.from_us = 0;
    int rc = mk_channel_new(&c, &spec, &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EREFUSED);
    assert_null(c);
}

static void a_column_that_the_phone_does_not_know_is_left_out(void **s)
{
    (void)s;
    static const char *const more[] = { "date", "sub_id", "type", NULL };
    static const char *const more_texts[] = { "creator", "body", NULL };
    struct mk_provider wide = phone_provider;
    wide.numbers = more;
    wide.texts = more_texts;
    static const char *const how[] = {
        NULL, /* as SQLite says it: names the column */
        "Error while accessing provider:t\njava.lang.IllegalArgumentException: Invalid column "
        "sub_id\n",
        "Error while accessing provider:t\njava.lang.IllegalArgumentException: Invalid column\n",
    };
    for (size_t i = 0; i < sizeof how / sizeof *how; i++) {
        struct phone p;
        struct log l = { .refuse = how[i] ? "sub_id" : NULL, .err = how[i] };
        phone_start(&p, THREE_ROWS);
        p.trick = write_down;
        p.u = &l;
        struct mk_channel *c = phone_channel(&wide);
        struct mk_channel_outcome o;
        phone_play(&o, &p, c);
        assert_int_equal(o.state, MK_COVER_FOUND);
        assert_non_null(strstr(mk_channel_issue(c, 0), "column sub_id was not given"));
        assert_non_null(strstr(mk_channel_issue(c, 1), "column creator was not given"));
        assert_null(mk_channel_issue(c, 2));
        static const struct expect want[] = { { MK_CELL_TEXT, "one" },
                                              { MK_CELL_TEXT, "two\nRow: 2 _id=3, body=forged" },
                                              { MK_CELL_TEXT, "three" } };
        bodies_are(&p, want, 3);
        struct mk_content_set *set = NULL;
        struct mk_error e;
        int rc = phone_set(&set, &p, &e);
        assert_int_equal(rc, 0);
        assert_int_equal(mk_content_set_columns(set), 3); /* date, type, body */
        assert_non_null(mk_content_set_issue(set, 0));
        mk_content_set_close(set);
        mk_channel_free(c);
        phone_done(&p);
    }
}

static void nulls_that_the_phone_does_not_tell_are_lost_not_guessed(void **s)
{
    (void)s;
    struct phone p;
    struct log l = { .refuse = "IS NULL",
                     .err = "Error while accessing provider:t\njava.lang.SecurityException: no\n" };
    phone_start(&p, "INSERT INTO t VALUES(1,10,1,'a','NULL'),(2,20,1,'a',NULL),(3,30,1,'a','x')");
    p.trick = write_down;
    p.u = &l;
    struct mk_channel *c = phone_channel(&phone_provider);
    struct mk_channel_outcome o;
    phone_play(&o, &p, c);
    static const struct expect want[] = { { MK_CELL_LOST, NULL },
                                          { MK_CELL_LOST, NULL },
                                          { MK_CELL_TEXT, "x" } };
    bodies_are(&p, want, 3);
    mk_channel_free(c);
    phone_done(&p);
}

/* ---- what an answer without rows means ---- */

static const struct {
    const char *operation, *ids, *ids_err, *control;
    enum mk_cover state;
    const char *open; /* the property; NULL: not to be asked for */
} silences[] = {
    { "READ_SMS: ignore\n", "No result found.\n", "", NULL, MK_COVER_RESTRICTED },
    { "Uid mode: READ_SMS: ignore\nREAD_SMS: allow; time=+1d2h ago\n", "No result found.\n", "",
      NULL, MK_COVER_RESTRICTED },
    { "READ_SMS: deny; rejectTime=+1d ago\n", "No result found.\n", "", NULL, MK_COVER_RESTRICTED },
    { "No operations.\nDefault mode: ignore\n", "No result found.\n", "", NULL,
      MK_COVER_RESTRICTED },
    { "READ_SMS: allow; time=+3m ago\n", "No result found.\n", "", "Row: 0 _id=1\n",
      MK_COVER_EMPTY },
    { "No operations.\nDefault mode: allow\n", "No result found.\n", "", "Row: 0 _id=1\n",
      MK_COVER_EMPTY },
    { "No operations.\n", "No result found.\n", "", "Row: 0 _id=1\n", MK_COVER_EMPTY },
    { "READ_SMS: allow\n", "No result found.\n", "", "No result found.\n", MK_COVER_UNKNOWN },
    { "Error: Unknown operation string: READ_SMS\n", "No result found.\n", "", "No result found.\n",
      MK_COVER_UNKNOWN },
    { "READ_SMS: default\n", "No result found.\n", "", "", MK_COVER_UNKNOWN },
    { "READ_SMS: allow\n", "",
      "Error while accessing provider:t\njava.lang.SecurityException: no\n", NULL,
      MK_COVER_REFUSED },
    { "READ_SMS: ignore\n", "",
      "Error while accessing provider:t\njava.lang.IllegalStateException: Could not find provider: "
      "t\n",
      NULL, MK_COVER_ABSENT, "true" },
    { "READ_SMS: allow\n", "",
      "Error while accessing provider:t\njava.lang.IllegalStateException: Could not find provider: "
      "t\n",
      NULL, MK_COVER_UNKNOWN, "" },
    { "", "", "/system/bin/sh: content: not found\n", NULL, MK_COVER_UNREACHABLE },
    { "", "Row: 0 _id=x\n", "", NULL, MK_COVER_FAILED },
};

static size_t silence;
static bool be_silent(struct phone *p, const struct mk_channel_query *q, struct mk_buf *out,
                      struct mk_buf *err)
{
    (void)p;
    if (strncmp(q->command, "cmd appops", 10) == 0) {
        mk_buf_puts(out, silences[silence].operation);
    } else if (strncmp(q->command, "getprop", 7) == 0) {
        assert_string_equal(q->command, "getprop sys.user.0.ce_available");
        assert_non_null(silences[silence].open);
        mk_buf_printf(out, "%s\n", silences[silence].open);
    } else if (strstr(q->command, "/control'")) {
        assert_non_null(silences[silence].control); /* else not to be asked */
        mk_buf_puts(out, silences[silence].control);
    } else {
        mk_buf_puts(out, silences[silence].ids);
        mk_buf_puts(err, silences[silence].ids_err);
    }
    return true;
}

static void refused_restricted_empty_and_unknown_are_told_apart(void **s)
{
    (void)s;
    for (silence = 0; silence < sizeof silences / sizeof *silences; silence++) {
        struct phone p;
        phone_init(&p, PHONE_TABLE);
        p.trick = be_silent;
        struct mk_channel *c = phone_channel(&phone_provider);
        struct mk_channel_outcome o;
        phone_play(&o, &p, c);
        if (o.state != silences[silence].state)
            fail_msg("case %zu: %s", silence, mk_cover_name(o.state));
        assert_int_equal(o.taken, 0);
        mk_channel_free(c);
        phone_done(&p);
    }
}

static void an_operation_alone_is_control_enough(void **s)
{
    (void)s;
    struct mk_provider p = phone_provider;
    struct mk_channel_outcome o;
    for (int i = 0; i < 2; i++) {
        struct phone phone;
        phone_init(&phone, PHONE_TABLE);
        p.control = NULL;
        p.permission = i ? NULL : "READ_SMS";
        struct mk_channel *c = phone_channel(&p);
        phone_play(&o, &phone, c);
        assert_int_equal(o.state, i ? MK_COVER_UNKNOWN : MK_COVER_EMPTY);
        assert_int_equal(o.rows, 0);
        mk_channel_free(c);
        phone_done(&phone);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ordinary_set_takes_one_query_a_column_and_five_more),
        cmocka_unit_test(a_window_goes_into_every_query),
        cmocka_unit_test(nothing_can_break_out_of_a_command),
        cmocka_unit_test(a_column_that_the_phone_does_not_know_is_left_out),
        cmocka_unit_test(nulls_that_the_phone_does_not_tell_are_lost_not_guessed),
        cmocka_unit_test(refused_restricted_empty_and_unknown_are_told_apart),
        cmocka_unit_test(an_operation_alone_is_control_enough),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
