#include "tests/lib/t.h"

#include "parsers/format/proto.h"

/* 1: "hi", 2: 7, gzipped (stored block) */
static const uint8_t packed[] = { 0x1f, 0x8b, 8,    0,    0,    0,    0, 0,   0,   3,
                                  1,    6,    0,    0xf9, 0xff, 0x0a, 2, 'h', 'i', 0x10,
                                  7,    0x14, 0x79, 0xab, 0x07, 6,    0, 0,   0 };

static const char *const columns[] = { "1:text", "2" };

static const char *read(struct mk_cell *cells, enum mk_cell_kind kind, struct mk_span s,
                        struct mk_arena *arena)
{
    static struct mk_cell in; /* outlives what the decoder may keep of it */
    in = (struct mk_cell){ .kind = kind, .s = s };
    return mk_decoder_proto_gzip.decode(cells, columns, 2, &in, arena);
}

static void columns_are_those_of_the_message_inside(void **state)
{
    struct mk_arena arena;
    struct mk_cell cells[2];
    (void)state;
    mk_arena_init(&arena, (size_t)1 << 20);
    assert_true(mk_decoder_proto_gzip.has("1.2:text"));
    assert_false(mk_decoder_proto_gzip.has("text"));
    assert_null(read(cells, MK_C_BLOB, mk_span(packed, sizeof packed), &arena));
    assert_true(cells[0].kind == MK_C_TEXT && mk_span_is(cells[0].s, "hi"));
    assert_int_equal(cells[1].i, 7);
    mk_arena_done(&arena);
}

static void every_cut_is_told(void **state)
{
    struct mk_arena arena;
    struct mk_cell cells[2];
    (void)state;
    mk_arena_init(&arena, (size_t)1 << 20);
    for (size_t n = 0; n < sizeof packed; n++)
        assert_non_null(read(cells, MK_C_BLOB, mk_span(packed, n), &arena));
    mk_arena_done(&arena);
}

static void what_is_not_gzipped_has_no_columns(void **state)
{
    struct mk_arena arena;
    struct mk_cell cells[2];
    (void)state;
    mk_arena_init(&arena, (size_t)1 << 20);
    assert_string_equal(read(cells, MK_C_BLOB, mk_str("\x0a\x02hi"), &arena), "not gzipped");
    assert_true(cells[0].kind == MK_C_NULL && cells[1].kind == MK_C_NULL);
    assert_string_equal(read(cells, MK_C_TEXT, mk_str("x"), &arena), "not gzipped");
    mk_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_those_of_the_message_inside),
        cmocka_unit_test(every_cut_is_told),
        cmocka_unit_test(what_is_not_gzipped_has_no_columns),
    };
    return cmocka_run_group_tests_name("proto_gzip", tests, NULL, NULL);
}
