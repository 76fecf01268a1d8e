#include "tests/lib/t.h"

#include "parsers/record/record.h"
#include "tests/lib/fault.h"

#define MAX ((size_t)1 << 20)

static size_t put_sms_head(struct mk_buf *b, uint16_t id)
{
    size_t mark = mk_put_head(b, id, MK_MESSAGE), source;
    mk_put_text(b, MK_REF, mk_str("android.sms:00:sms:"));
    mk_put_text(b, MK_APP, mk_str("android.sms"));
    mk_put_text(b, MK_PARSER, mk_str("android.sms@1"));
    mk_put_text(b, MK_TRANSPORT, mk_str("sms"));
    source = mk_put_open(b, MK_SOURCE, MK_T_OBJECT);
    mk_put_text(b, MK_FILE, mk_str("a/mmssms.db"));
    mk_put_text(b, MK_TABLE, mk_str("sms"));
    mk_put_end(b, source);
    mk_put_end(b, mark);
    return mark;
}

static void put_sms(struct mk_buf *b, uint16_t head, int64_t row)
{
    size_t mark = mk_put_record(b, head, &row), party, list;
    mk_put_time(b, MK_TIME, 1383065788038000, 3);
    mk_put_int(b, MK_TIME_RAW, 1383065788038);
    list = mk_put_open(b, MK_TO, MK_T_LIST);
    party = mk_put_open(b, MK_KEY_NONE, MK_T_OBJECT);
    mk_put_text(b, MK_ID, mk_str("+47 99"));
    mk_put_bool(b, MK_SELF, false);
    mk_put_end(b, party);
    mk_put_end(b, list);
    mk_put_text(b, MK_TEXT, mk_str("a\"b\nc"));
    list = mk_put_open(b, MK_RAW, MK_T_OBJECT);
    mk_put_named_hex(b, mk_str("body"), mk_span("\x00\xff", 2));
    mk_put_named_int(b, mk_str("type"), -9);
    mk_put_named_real(b, mk_str("x"), 0.5);
    mk_put_end(b, list);
    mk_put_null(b, MK_NOTE);
    mk_put_real(b, MK_CONFIDENCE, 0.25);
    mk_put_end(b, mark);
}

static const char sms_line[] =
    "{\"kind\":\"message\",\"ref\":\"android.sms:00:sms:7\",\"app\":\"android.sms\","
    "\"time\":\"2013-10-29T16:56:28.038Z\",\"time_raw\":1383065788038,"
    "\"to\":[{\"id\":\"+47 99\",\"self\":false}],\"text\":\"a\\\"b\\nc\","
    "\"raw\":{\"body\":\"00ff\",\"type\":-9,\"x\":0.5},\"note\":null,\"confidence\":0.25,"
    "\"transport\":\"sms\",\"source\":{\"file\":\"a/mmssms.db\",\"table\":\"sms\",\"row\":7},"
    "\"parser\":\"android.sms@1\"}\n";

/* 0 and the lines in `out`; *left is what was not a whole item. */
static int lines_of(struct mk_buf *out, struct mk_span items, size_t *left, struct mk_error *e)
{
    struct mk_lines *l;
    size_t used;
    if (mk_lines_new(&l, e) != 0)
        return -1;
    int rc = mk_lines_feed(l, out, items, &used, e);
    *left = items.len - used;
    mk_lines_free(l);
    return rc;
}

static void assert_line(const struct mk_buf *items, const char *expected)
{
    struct mk_buf out;
    struct mk_error e;
    size_t left;
    mk_buf_init(&out, MAX);
    int rc = lines_of(&out, mk_buf_span(items), &left, &e);
    assert_int_equal(rc, 0);
    assert_int_equal(left, 0);
    const char *got = mk_buf_cstr(&out);
    assert_string_equal(got, expected);
    mk_buf_done(&out);
}

static void record_becomes_the_line_of_the_contract(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    put_sms_head(&b, 3);
    put_sms(&b, 3, 7);
    assert_line(&b, sms_line);
    mk_buf_done(&b);
}

static void line_comes_back_as_the_same_line(void **state)
{
    static const char line[] =
        "{\"kind\":\"event\",\"ref\":\"x:1\",\"app\":\"x\",\"time\":\"2024-02-29T00:00:00Z\","
        "\"times\":{\"read\":\"2024-02-29T00:00:00.000001Z\",\"sent\":\"then\"},"
        "\"text\":\"nul \\u0000 in it\",\"data\":{\"unheard "
        "of\":[1,2.5,true,null,{\"a\":{}}],\"b\":"
        "false,\"c\":null,\"d\":-1.5,\"e\":[]},\"source\":{\"file\":\"f\",\"state\":\"wal\"},"
        "\"parser\":\"x@1\"}\n";
    struct mk_buf b;
    struct mk_error e;
    (void)state;
    mk_buf_init(&b, MAX);
    int rc = mk_record_of_json(&b, mk_span(line, sizeof line - 2), NULL, &e);
    assert_int_equal(rc, 0);
    assert_line(&b, line);
    mk_buf_clear(&b);
    rc = mk_record_of_json(&b, mk_str(sms_line), NULL, &e);
    assert_int_equal(rc, 0);
    struct mk_buf out;
    size_t left;
    mk_buf_init(&out, MAX);
    rc = lines_of(&out, mk_buf_span(&b), &left, &e);
    assert_int_equal(rc, 0);
    assert_non_null(strstr(mk_buf_cstr(&out), "\"ref\":\"android.sms:00:sms:7\""));
    assert_non_null(strstr(mk_buf_cstr(&out), "\"row\":7}"));
    mk_buf_done(&out);
    mk_buf_done(&b);
}

static void every_truncation_waits_for_the_rest(void **state)
{
    struct mk_buf b, out;
    struct mk_error e;
    size_t left;
    (void)state;
    mk_buf_init(&b, MAX);
    mk_buf_init(&out, MAX);
    put_sms_head(&b, 0);
    size_t head = b.len;
    put_sms(&b, 0, 7);
    for (size_t n = 0; n < b.len; n++) {
        mk_buf_clear(&out);
        int rc = lines_of(&out, mk_span(b.p, n), &left, &e);
        assert_int_equal(rc, 0);
        assert_int_equal(left, n < head ? n : n - head);
        assert_int_equal(out.len, 0);
    }
    mk_buf_done(&out);
    mk_buf_done(&b);
}

/* Every length and tag inside a whole item may be a lie; whatever comes, it ends in an error or in
 * whole lines. */
static void every_changed_byte_is_survived(void **state)
{
    struct mk_buf b, out;
    struct mk_error e;
    size_t left;
    (void)state;
    mk_buf_init(&b, MAX);
    mk_buf_init(&out, MAX);
    put_sms_head(&b, 0);
    put_sms(&b, 0, 7);
    for (size_t at = 0; at < b.len; at++)
        for (int v = 0; v < 256; v += 15) {
            uint8_t was = b.p[at];
            b.p[at] = (uint8_t)v;
            mk_buf_clear(&out);
            int rc = lines_of(&out, mk_buf_span(&b), &left, &e);
            assert_true(rc == 0 || e.code == MK_EPROTO);
            assert_true(out.len == 0 || out.p[out.len - 1] == '\n');
            b.p[at] = was;
        }
    mk_buf_done(&out);
    mk_buf_done(&b);
}

static void record_without_a_head_is_refused(void **state)
{
    struct mk_buf b, out;
    struct mk_error e;
    size_t left;
    (void)state;
    mk_buf_init(&b, MAX);
    mk_buf_init(&out, MAX);
    put_sms_head(&b, 1);
    put_sms(&b, 0, 7);
    int rc = lines_of(&out, mk_buf_span(&b), &left, &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EPROTO);
    mk_buf_done(&out);
    mk_buf_done(&b);
}

static void nesting_has_its_limit(void **state)
{
    struct mk_buf b, out;
    struct mk_error e;
    size_t left, marks[40];
    int64_t row = 1;
    (void)state;
    mk_buf_init(&b, MAX);
    mk_buf_init(&out, MAX);
    put_sms_head(&b, 0);
    size_t mark = mk_put_record(&b, 0, &row);
    for (size_t i = 0; i < 40; i++)
        marks[i] = mk_put_open(&b, i ? MK_KEY_NONE : MK_TO, MK_T_LIST);
    for (size_t i = 40; i--;)
        mk_put_end(&b, marks[i]);
    mk_put_end(&b, mark);
    int rc = lines_of(&out, mk_buf_span(&b), &left, &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EPROTO);
    mk_buf_done(&out);
    mk_buf_done(&b);
}

static void own_source_and_ref_of_a_record_are_used(void **state)
{
    struct mk_buf b;
    int64_t row = 5;
    (void)state;
    mk_buf_init(&b, MAX);
    put_sms_head(&b, 0);
    size_t mark = mk_put_record(&b, 0, &row), source;
    mk_put_text(&b, MK_REF, mk_str("own"));
    source = mk_put_open(&b, MK_SOURCE, MK_T_OBJECT);
    mk_put_int(&b, MK_OFFSET, 4096);
    mk_put_end(&b, source);
    mk_put_text(&b, MK_TEXT, mk_str("t"));
    mk_put_end(&b, mark);
    assert_line(&b, "{\"kind\":\"message\",\"ref\":\"own\",\"app\":\"android.sms\",\"text\":\"t\","
                    "\"transport\":\"sms\",\"source\":{\"file\":\"a/mmssms.db\",\"table\":\"sms\","
                    "\"row\":5,\"offset\":4096},\"parser\":\"android.sms@1\"}\n");
    mk_buf_done(&b);
}

static void what_is_no_record_is_refused_with_its_reason(void **state)
{
    static const char *const bad[] = {
        "", "{", "[]", "null", "{\"kind\":\"nothing\"}", "{\"kind\":1}", "{\"kind\":\"message\""
    };
    struct mk_buf b;
    struct mk_error e;
    (void)state;
    mk_buf_init(&b, MAX);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int rc = mk_record_of_json(&b, mk_str(bad[i]), NULL, &e);
        assert_int_equal(rc, -1);
        assert_int_equal(e.code, MK_EFORMAT);
        assert_int_equal(b.len, 0);
    }
    mk_buf_done(&b);
}

static void names_of_kinds_and_keys_read_back(void **state)
{
    (void)state;
    for (int k = 1; k < MK_KIND_COUNT; k++) {
        enum mk_kind back = MK_KIND_NONE;
        bool known = mk_kind_parse(&back, mk_str(mk_kind_name((enum mk_kind)k)));
        assert_true(known);
        assert_int_equal(back, k);
    }
    for (int k = 1; k < MK_KEY_COUNT; k++)
        assert_int_equal(mk_key_parse(mk_str(mk_key_name((enum mk_key)k))), k);
}

static void full_buffer_is_noticed_and_never_overrun(void **state)
{
    (void)state;
    for (size_t max = 1; max < 600; max++) {
        struct mk_buf b;
        mk_buf_init(&b, max);
        put_sms_head(&b, 0);
        put_sms(&b, 0, 7);
        assert_true(b.len <= max);
        mk_buf_done(&b);
    }
}

static void no_memory_leaks_nothing(void **state)
{
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf b, out;
        struct mk_error e = { 0 };
        size_t left;
        mk_buf_init(&b, MAX);
        mk_buf_init(&out, MAX);
        put_sms_head(&b, 2);
        put_sms(&b, 2, 7);
        int rc = mk_buf_ok(&b) ? lines_of(&out, mk_buf_span(&b), &left, &e) : -1;
        assert_true(rc == 0 || !mk_buf_ok(&b) || e.code == MK_ENOMEM || e.code == MK_EPROTO);
        mk_buf_done(&out);
        mk_buf_done(&b);
    }
    fault_disarm();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(record_becomes_the_line_of_the_contract),
        cmocka_unit_test(line_comes_back_as_the_same_line),
        cmocka_unit_test(every_truncation_waits_for_the_rest),
        cmocka_unit_test(every_changed_byte_is_survived),
        cmocka_unit_test(record_without_a_head_is_refused),
        cmocka_unit_test(nesting_has_its_limit),
        cmocka_unit_test(own_source_and_ref_of_a_record_are_used),
        cmocka_unit_test(what_is_no_record_is_refused_with_its_reason),
        cmocka_unit_test(names_of_kinds_and_keys_read_back),
        cmocka_unit_test(full_buffer_is_noticed_and_never_overrun),
        cmocka_unit_test(no_memory_leaks_nothing),
    };
    return cmocka_run_group_tests_name("record", tests, NULL, NULL);
}
