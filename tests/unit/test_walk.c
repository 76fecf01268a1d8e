#include "tests/lib/t.h"

#include "parsers/record/coverage.h"
#include "parsers/record/record.h"

#define MAX ((size_t)1 << 20)

/* Fields of every type; returns how many. */
static size_t put_fields(struct mk_buf *b)
{
    mk_put_time(b, MK_TIME, 1383065788038000, 3);
    size_t list = mk_put_open(b, MK_TO, MK_T_LIST);
    size_t party = mk_put_open(b, MK_KEY_NONE, MK_T_OBJECT);
    mk_put_text(b, MK_ID, mk_str("+47 99"));
    mk_put_bool(b, MK_SELF, true);
    mk_put_end(b, party);
    mk_put_end(b, list);
    size_t raw = mk_put_open(b, MK_RAW, MK_T_OBJECT);
    mk_put_named_hex(b, mk_str("body"), mk_span("\x00\xff", 2));
    mk_put_named_real(b, mk_str("x"), 0.5);
    mk_put_end(b, raw);
    mk_put_null(b, MK_NOTE);
    mk_put_int(b, MK_TIME_RAW, -1);
    return 5;
}

/* Lists inside each other, with a number in the innermost. */
static void put_deep(struct mk_buf *b, size_t depth)
{
    size_t marks[40];
    for (size_t i = 0; i < depth; i++)
        marks[i] = mk_put_open(b, i ? MK_KEY_NONE : MK_DATA, MK_T_LIST);
    mk_put_int(b, depth ? MK_KEY_NONE : MK_DURATION_S, 1);
    for (size_t i = depth; i--;)
        mk_put_end(b, marks[i]);
}

static bool as_json(struct mk_span fields)
{
    struct mk_buf out;
    mk_buf_init(&out, MAX);
    struct mk_json j = mk_json(&out);
    bool ok = mk_fields_json(&j, fields);
    mk_buf_done(&out);
    return ok;
}

static void fields_are_valid_when_they_can_be_shown(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    for (size_t depth = 0; depth < 12; depth++) {
        mk_buf_clear(&b);
        put_deep(&b, depth);
        assert_int_equal(mk_fields_valid(mk_buf_span(&b)), depth <= MK_DEPTH_MAX);
        assert_int_equal(as_json(mk_buf_span(&b)), depth <= MK_DEPTH_MAX);
    }
    assert_true(mk_fields_valid(mk_span(NULL, 0)));
    mk_buf_clear(&b);
    size_t fields = put_fields(&b);
    const struct mk_span whole = mk_buf_span(&b);
    assert_true(mk_fields_valid(whole));
    size_t valid = 0;
    for (size_t n = 0; n < whole.len; n++) { /* cut lists, texts, numbers, names */
        struct mk_span cut = mk_span(whole.p, n);
        assert_int_equal(mk_fields_valid(cut), as_json(cut));
        valid += mk_fields_valid(cut);
    }
    assert_int_equal(valid, fields); /* in front of each, and nowhere else */
    for (size_t at = 0; at < whole.len; at++)
        for (int v = 0; v < 256; v += 5) {
            uint8_t was = b.p[at];
            b.p[at] = (uint8_t)v;
            assert_int_equal(mk_fields_valid(whole), as_json(whole));
            b.p[at] = was;
        }
    mk_buf_done(&b);
}

static void a_list_that_is_longer_than_its_bytes_is_not_valid(void **state)
{
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, MAX);
    put_deep(&b, 2);
    for (int more = -8; more <= 8; more++) { /* the outer list's length, one byte is enough */
        b.p[4] = (uint8_t)(b.p[4] + more);
        assert_int_equal(mk_fields_valid(mk_buf_span(&b)), more == 0);
        b.p[4] = (uint8_t)(b.p[4] - more);
    }
    mk_buf_done(&b);
}

static void a_value_behind_a_name_that_is_cut_is_none(void **state)
{
    struct mk_buf b;
    struct mk_value v;
    (void)state;
    mk_buf_init(&b, MAX);
    mk_put_named_int(&b, mk_str("name"), 5);
    b.p[4] = 100; /* of a name of four bytes */
    struct mk_cursor c = mk_cur(mk_buf_span(&b));
    assert_false(mk_value_next(&v, &c, false));
    assert_false(mk_cur_ok(&c));
    assert_false(mk_field_find(&v, mk_buf_span(&b), MK_KEY_NONE));
    mk_buf_done(&b);
}

static const struct mk_coverage full = {
    .artefact = "a.b",
    .route = "file",
    .where = "w/\"x\"",
    .table = "t",
    .profile = "10",
    .state = MK_COVER_FOUND,
    .seen = 1,
    .taken = 2,
    .not_taken = 3,
    .records = 4,
    .issues = 5,
    .withheld = 6,
    .deleted = 7,
    .looked_for_deleted = true,
    .gaps = 8,
    .missing = 9,
    .files = 10,
    .control = "c",
    .why = "y",
    .proven_on = "simulated",
};

static void coverage_says_the_same_as_fields_and_as_json(void **state)
{
    const struct mk_coverage lines[] = {
        full,
        { .artefact = "a",
          .state = MK_COVER_ABSENT,
          .seen = MK_COVER_NONE,
          .taken = MK_COVER_NONE,
          .records = MK_COVER_NONE,
          .issues = MK_COVER_NONE },
        { .artefact = "a", .route = "", .why = "", .state = MK_COVER_UNKNOWN },
        { .artefact = "a", .seen = INT64_MAX, .taken = 0, .files = INT64_MAX },
    };
    struct mk_buf fields, one, two;
    (void)state;
    mk_buf_init(&fields, MAX);
    mk_buf_init(&one, MAX);
    mk_buf_init(&two, MAX);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        mk_buf_clear(&fields);
        mk_buf_clear(&one);
        mk_buf_clear(&two);
        mk_coverage_fields(&fields, &lines[i]);
        struct mk_json j = mk_json(&one), k = mk_json(&two);
        mk_json_open(&j, '{');
        assert_true(mk_fields_json(&j, mk_buf_span(&fields)));
        mk_json_close(&j, '}');
        mk_coverage_json(&k, &lines[i]);
        assert_string_equal(mk_buf_cstr(&one), mk_buf_cstr(&two));
        assert_int_equal(strstr(mk_buf_cstr(&one), "\"files\"") != NULL, lines[i].files != 0);
        assert_int_equal(strstr(mk_buf_cstr(&one), "\"seen\"") != NULL, i != 1);
    }
    mk_buf_done(&fields);
    mk_buf_done(&one);
    mk_buf_done(&two);
}

static void names_of_coverage_read_back(void **state)
{
    enum mk_cover back;
    (void)state;
    for (int i = MK_COVER_FOUND; i <= MK_COVER_UNKNOWN; i++) {
        assert_true(mk_cover_parse(&back, mk_cover_name((enum mk_cover)i)));
        assert_int_equal(back, i);
    }
    assert_false(mk_cover_parse(&back, "Found"));
    assert_false(mk_cover_parse(&back, ""));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_valid_when_they_can_be_shown),
        cmocka_unit_test(a_list_that_is_longer_than_its_bytes_is_not_valid),
        cmocka_unit_test(a_value_behind_a_name_that_is_cut_is_none),
        cmocka_unit_test(coverage_says_the_same_as_fields_and_as_json),
        cmocka_unit_test(names_of_coverage_read_back),
    };
    return cmocka_run_group_tests_name("walk", tests, NULL, NULL);
}
