#include "parsers/format/proto.h"
#include "tests/lib/t.h"
#include <stdlib.h>

#define BYTES(s) mk_span("" s, sizeof(s) - 1)

/* 1: varint 300, 2: "hi", 3: fixed64 7, 4: fixed32 9, 5: group {1: 1}, 6: {1: "x", 1: "y"} */
#define SAMPLE                                                                                     \
    "\x08\xac\x02\x12\x02hi\x19\x07\0\0\0\0\0\0\0\x25\x09\0\0\0\x2b\x08\x01\x2c\x32\x06\x0a\x01x"  \
    "\x0a\x01y"

static void every_wire_type_is_read(void **s)
{
    (void)s;
    struct mk_cursor c = mk_cur(BYTES(SAMPLE));
    struct mk_proto_field f;
    assert_true(mk_proto_next(&f, &c) && f.number == 1 && f.wire == MK_PROTO_VARINT && f.v == 300);
    assert_int_equal(f.whole.len, 3);
    assert_true(mk_proto_next(&f, &c) && f.wire == MK_PROTO_BYTES && mk_span_is(f.s, "hi"));
    assert_true(mk_proto_next(&f, &c) && f.wire == MK_PROTO_FIXED64 && f.v == 7);
    assert_true(mk_proto_next(&f, &c) && f.wire == MK_PROTO_FIXED32 && f.v == 9);
    assert_true(mk_proto_next(&f, &c) && f.wire == MK_PROTO_GROUP && f.number == 5);
    assert_int_equal(f.s.len, 2);
    assert_int_equal(f.whole.len, 4);
    assert_true(mk_proto_next(&f, &c) && f.number == 6 && f.s.len == 6);
    assert_false(mk_proto_next(&f, &c));
    assert_true(mk_cur_ok(&c));
}

static void a_truncation_is_whole_only_between_fields(void **s)
{
    (void)s;
    static const size_t ends[] = { 0, 3, 7, 16, 21, 25, 33 };
    size_t at = 0;
    for (size_t n = 0; n < sizeof SAMPLE; n++) {
        uint8_t *exact = malloc(n ? n : 1);
        assert_non_null(exact);
        memcpy(exact, SAMPLE, n);
        bool end = at < sizeof ends / sizeof *ends && ends[at] == n;
        assert_int_equal(mk_proto_is(mk_span(exact, n)), end);
        at += end;
        free(exact);
    }
    assert_int_equal(at, sizeof ends / sizeof *ends);
}

static void what_is_no_message_is_refused(void **s)
{
    (void)s;
    static const struct {
        const char *name;
        struct mk_span in;
    } bad[] = {
        { "field number 0", { (const uint8_t *)"\x00\x01", 2 } },
        { "wire type 6", { (const uint8_t *)"\x0e\x01", 2 } },
        { "wire type 7", { (const uint8_t *)"\x0f\x01", 2 } },
        { "an end without a group", { (const uint8_t *)"\x0c", 1 } },
        { "another group's end", { (const uint8_t *)"\x0b\x14", 2 } },
        { "a number of 11 bytes",
          { (const uint8_t *)"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12 } },
        { "a length of 2^63",
          { (const uint8_t *)"\x0a\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 11 } },
        { "a field number of 2^29", { (const uint8_t *)"\x80\x80\x80\x80\x10\x01", 6 } },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_proto_is(bad[i].in))
            fail_msg("%s is taken", bad[i].name);
}

static void groups_deeper_than_the_limit_are_refused(void **s)
{
    (void)s;
    uint8_t in[2 * (MK_PROTO_DEPTH + 1)];
    for (size_t depth = MK_PROTO_DEPTH; depth <= MK_PROTO_DEPTH + 1; depth++) {
        memset(in, 0x0b, depth);
        memset(in + depth, 0x0c, depth);
        assert_int_equal(mk_proto_is(mk_span(in, 2 * depth)), depth == MK_PROTO_DEPTH);
    }
}

static void columns_of_the_decoder_are_paths(void **s)
{
    (void)s;
    static const char *const columns[] = {
        "1",         "2",   "2:blob", "5.1", "6.1",    "6.1#1",
        "6.1:count", "6.9", "9",      "1.1", "2:sint", "1:sint"
    };
    struct mk_cell out[12], in = { .kind = MK_C_BLOB, .s = BYTES(SAMPLE) };
    for (size_t i = 0; i < 12; i++)
        assert_true(mk_decoder_proto.has(columns[i]));
    assert_null(mk_decoder_proto.decode(out, columns, 12, &in, NULL));
    assert_true(out[0].kind == MK_C_INT && out[0].i == 300);
    assert_true(out[1].kind == MK_C_TEXT && mk_span_is(out[1].s, "hi"));
    assert_true(out[2].kind == MK_C_BLOB && out[2].s.len == 2);
    assert_true(out[3].kind == MK_C_INT && out[3].i == 1);
    assert_true(out[4].kind == MK_C_TEXT && mk_span_is(out[4].s, "x"));
    assert_true(out[5].kind == MK_C_TEXT && mk_span_is(out[5].s, "y"));
    assert_true(out[6].kind == MK_C_INT && out[6].i == 2);
    assert_int_equal(out[7].kind, MK_C_NULL);
    assert_int_equal(out[8].kind, MK_C_NULL);
    assert_int_equal(out[9].kind, MK_C_LOST);
    assert_int_equal(out[10].kind, MK_C_LOST);
    assert_true(out[11].kind == MK_C_INT && out[11].i == 150);
}

static void a_path_that_is_none_is_no_column(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "",      "a",  "1.", "1..2",  ".1",   "0",          "1:",
        "1:int", "1#", "1 ", "1.2.x", "1#1x", "9999999999", "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_decoder_proto.has(bad[i]))
            fail_msg("'%s' is taken", bad[i]);
}

static void damage_keeps_what_stands_before_it(void **s)
{
    (void)s;
    static const char *const columns[] = { "1", "2" };
    struct mk_cell out[2], in = { .kind = MK_C_BLOB, .s = BYTES("\x08\x05\x12\x09hi") };
    assert_non_null(mk_decoder_proto.decode(out, columns, 2, &in, NULL));
    assert_true(out[0].kind == MK_C_INT && out[0].i == 5);
    assert_int_equal(out[1].kind, MK_C_LOST);
    in = (struct mk_cell){ .kind = MK_C_INT, .i = 1 };
    assert_non_null(mk_decoder_proto.decode(out, columns, 2, &in, NULL));
    assert_int_equal(out[0].kind, MK_C_NULL);
}

static void a_stream_of_messages_is_cut_at_their_lengths(void **s)
{
    (void)s;
    struct mk_span m;
    struct mk_cursor c = mk_cur(BYTES("\x02\x08\x01\x00\x03\x08"));
    assert_int_equal(mk_proto_delimited(&m, &c, 16), 1);
    assert_int_equal(m.len, 2);
    assert_int_equal(mk_proto_delimited(&m, &c, 16), 1);
    assert_int_equal(m.len, 0);
    assert_int_equal(mk_proto_delimited(&m, &c, 16), -1);
    c = mk_cur(BYTES("\x02\x08\x01"));
    assert_int_equal(mk_proto_delimited(&m, &c, 1), -1);
    c = mk_cur(mk_span(NULL, 0));
    assert_int_equal(mk_proto_delimited(&m, &c, 1), 0);
}

/* Column 5 of each element of a list, '|' behind it; '!' for one that is no message. */
static const char *elements(struct mk_span message, const char *list)
{
    static char out[64];
    const char *const column = "5";
    struct mk_elements at = { 0 };
    struct mk_cell in = { .kind = MK_C_BLOB, .s = message }, one;
    size_t n = 0;
    while (n < sizeof out - 8 && mk_decoder_proto.element(&one, &column, 1, &at, list, &in, NULL)) {
        if (one.kind == MK_C_INT)
            out[n++] = (char)('0' + one.i);
        out[n++] = at.why ? '!' : '|';
    }
    out[n] = '\0';
    return out;
}

static void a_list_is_every_occurrence_wherever_it_lies(void **s)
{
    (void)s;
    /* 7 {1 {5 1}, 1 {5 2}}, 3 7, 7 {2 {5 9}}, 7 {1 {0xff}, 1 {}, 1 {5 3}} */
    struct mk_span m =
        BYTES("\x3a\x08\x0a\x02\x28\x01\x0a\x02\x28\x02\x18\x07\x3a\x04\x12\x02\x28\x09"
              "\x3a\x09\x0a\x01\xff\x0a\x00\x0a\x02\x28\x03");
    assert_string_equal(elements(m, "7.1"), "1|2|!|3|");
    assert_string_equal(elements(m, "7.2"), "9|");
    assert_string_equal(elements(m, "3"), "");
    assert_string_equal(elements(m, "9"), "");
    assert_string_equal(elements(m, "7.1.1.1.1"), "");
    assert_string_equal(elements(m, "no"), "");
    assert_string_equal(elements(mk_span(m.p, m.len - 1), "7.1"), "1|2|");
}

static void a_path_may_begin_anywhere_below(void **s)
{
    /* 1 { 2 { 3 { 101 { 2 { 11 "a", 11 "b" } } } } }, 4 "text" */
    struct mk_cell in = {
        .kind = MK_C_BLOB,
        .s = BYTES("\x0a\x0f\x12\x0d\x1a\x0b\xaa\x06\x08\x12\x06\x5a\x01"
                   "a\x5a\x01"
                   "b\x22\x04text"),
    };
    const char *const columns[] = { "*.101.2.11", "*.101.2.11#1", "*.101.9", "*.4", "101.2.11" };
    struct mk_cell c[5];
    (void)s;
    assert_null(mk_decoder_proto.decode(c, columns, 5, &in, NULL));
    assert_true(mk_span_is(c[0].s, "a") && mk_span_is(c[1].s, "b") && mk_span_is(c[3].s, "text"));
    assert_int_equal(c[2].kind, MK_C_NULL);
    assert_int_equal(c[4].kind, MK_C_NULL);
    assert_true(mk_decoder_proto.has("*.1") && !mk_decoder_proto.has("*."));
}

static void signed_and_real_numbers_come_back(void **s)
{
    (void)s;
    assert_true(mk_proto_zigzag(0) == 0 && mk_proto_zigzag(1) == -1 && mk_proto_zigzag(2) == 1);
    assert_true(mk_proto_zigzag(UINT64_MAX) == INT64_MIN);
    assert_true(mk_proto_double(UINT64_C(0x3ff8000000000000)) == 1.5);
    assert_true(mk_proto_float(0x3fc00000) == 1.5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_wire_type_is_read),
        cmocka_unit_test(a_truncation_is_whole_only_between_fields),
        cmocka_unit_test(what_is_no_message_is_refused),
        cmocka_unit_test(groups_deeper_than_the_limit_are_refused),
        cmocka_unit_test(columns_of_the_decoder_are_paths),
        cmocka_unit_test(a_path_that_is_none_is_no_column),
        cmocka_unit_test(damage_keeps_what_stands_before_it),
        cmocka_unit_test(a_stream_of_messages_is_cut_at_their_lengths),
        cmocka_unit_test(a_list_is_every_occurrence_wherever_it_lies),
        cmocka_unit_test(a_path_may_begin_anywhere_below),
        cmocka_unit_test(signed_and_real_numbers_come_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
