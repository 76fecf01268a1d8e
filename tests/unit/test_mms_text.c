#include "tests/lib/t.h"

#include "parsers/format/mms_text.h"

static struct mk_arena arena;

static const char *decoded(struct mk_span stored)
{
    static char out[100];
    const char *columns[] = { "text" };
    struct mk_cell cell, in = { .kind = MK_C_TEXT, .s = stored };
    assert_null(mk_decoder_mms_text.decode(&cell, columns, 1, &in, &arena));
    assert_int_equal(cell.kind, MK_C_TEXT);
    assert_true(cell.s.len < sizeof out);
    memcpy(out, cell.s.p, cell.s.len);
    out[cell.s.len] = 0;
    return out;
}

static int set_up(void **state)
{
    (void)state;
    mk_arena_init(&arena, 4096);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    mk_arena_done(&arena);
    return 0;
}

static void utf8_kept_as_latin1_comes_back(void **state)
{
    (void)state;
    /* U+00E9 is C3 A9, kept as U+00C3 U+00A9 */
    assert_string_equal(decoded(mk_str("caf\xc3\x83\xc2\xa9")), "caf\xc3\xa9");
    /* U+1F4F7 is F0 9F 93 B7 */
    assert_string_equal(decoded(mk_str("\xc3\xb0\xc2\x9f\xc2\x93\xc2\xb7")), "\xf0\x9f\x93\xb7");
    assert_string_equal(decoded(mk_str("plain")), "plain");
    assert_string_equal(decoded(mk_str("")), "");
}

static void what_is_no_such_text_stays_as_it_stands(void **state)
{
    (void)state;
    assert_string_equal(decoded(mk_str("caf\xc3\xa9")), "caf\xc3\xa9"); /* stored decoded */
    assert_string_equal(decoded(mk_str("\xd8\xa7\xd8\xa8")), "\xd8\xa7\xd8\xa8"); /* above U+00FF */
    assert_string_equal(decoded(mk_str("\xff\x41")), "\xff\x41");                 /* no UTF-8 */
}

static void other_cells_and_columns_pass(void **state)
{
    (void)state;
    const char *columns[] = { "text", "none" };
    struct mk_cell cells[2], in = { .kind = MK_C_INT, .i = 7 };
    assert_null(mk_decoder_mms_text.decode(cells, columns, 2, &in, &arena));
    assert_int_equal(cells[0].i, 7);
    assert_int_equal(cells[1].kind, MK_C_NULL);
    assert_true(mk_decoder_mms_text.has("text"));
    assert_false(mk_decoder_mms_text.has("body"));
}

static void a_text_beyond_the_arena_is_told_and_stands(void **state)
{
    static uint8_t big[8192];
    (void)state;
    const char *columns[] = { "text" };
    struct mk_cell cell, in = { .kind = MK_C_TEXT, .s = mk_span(big, sizeof big) };
    assert_non_null(mk_decoder_mms_text.decode(&cell, columns, 1, &in, &arena));
    assert_int_equal(cell.s.len, sizeof big);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(utf8_kept_as_latin1_comes_back, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_no_such_text_stays_as_it_stands, set_up, tear_down),
        cmocka_unit_test_setup_teardown(other_cells_and_columns_pass, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_beyond_the_arena_is_told_and_stands, set_up,
                                        tear_down),
    };
    return cmocka_run_group_tests_name("mms_text", tests, NULL, NULL);
}
