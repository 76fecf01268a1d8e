#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/format/json_column.h"
#include <stdio.h>

static struct mk_cell one(const char **why, const char *json, const char *column,
                          struct mk_arena *arena)
{
    struct mk_cell out, in = { .kind = MK_C_TEXT, .s = mk_str(json) };
    *why = mk_decoder_json.decode(&out, &column, 1, &in, arena);
    return out;
}

static void columns_are_paths_into_the_value(void **s)
{
    static const char json[] =
        "{\"sender\":{\"name\":\"Anna\",\"id\":5},\"list\":[{\"x\":1.5},true]}";
    struct mk_arena arena;
    const char *why;
    (void)s;
    mk_arena_init(&arena, 4096);
    assert_true(mk_span_is(one(&why, json, "sender.name", &arena).s, "Anna"));
    assert_null(why);
    assert_int_equal(one(&why, json, "sender.id", &arena).i, 5);
    assert_true(one(&why, json, "list.0.x", &arena).r > 1.4);
    assert_int_equal(one(&why, json, "list.1", &arena).i, 1);
    assert_int_equal(one(&why, "[7]", "0", &arena).i, 7);
    static const char *const none[] = { "sender",
                                        "list",
                                        "list.2",
                                        "list.x",
                                        "list.0x",
                                        "no.name",
                                        "sender.name.first",
                                        "list.9999999999999999999" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_int_equal(one(&why, json, none[i], &arena).kind, MK_C_NULL);
    assert_null(why);
    mk_arena_done(&arena);
}

static void what_is_no_json_is_told(void **s)
{
    static const char *const bad[] = { "{", "{\"a\":}", "hello", "{} x", "\xff" };
    struct mk_cell out, number = { .kind = MK_C_INT };
    const char *why, *column = "a";
    (void)s;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(one(&why, bad[i], "a", NULL).kind, MK_C_NULL);
        assert_string_equal(why, "no JSON");
    }
    assert_non_null(mk_decoder_json.decode(&out, &column, 1, &number, NULL));
    one(&why, "", "a", NULL);
    assert_null(why);
}

static void paths_have_no_empty_steps(void **s)
{
    (void)s;
    assert_true(mk_decoder_json.has("a.0.b"));
    assert_false(mk_decoder_json.has(""));
    assert_false(mk_decoder_json.has("a."));
    assert_false(mk_decoder_json.has("a..b"));
}

/* What "a" is in each element of a list inside a value, '-' for none, with ';' behind it. */
static const char *elements(struct mk_buf *out, const char *json, const char *list)
{
    struct mk_elements at = { 0 };
    const char *column = "a";
    struct mk_cell a, in = { .kind = MK_C_TEXT, .s = mk_str(json) };
    struct mk_arena arena;
    mk_buf_clear(out);
    mk_arena_init(&arena, 4096);
    while (mk_decoder_json.element(&a, &column, 1, &at, list, &in, &arena)) {
        if (a.kind == MK_C_INT)
            mk_buf_printf(out, "%lld", (long long)a.i);
        else if (a.kind == MK_C_TEXT)
            mk_buf_put(out, a.s.p, a.s.len);
        else
            mk_buf_u8(out, '-');
        mk_buf_u8(out, ';');
    }
    mk_arena_done(&arena);
    return mk_buf_cstr(out);
}

static void lists_are_cut_into_their_elements(void **s)
{
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, 1 << 16);
    assert_string_equal(elements(&b, "[1, {\"a\":2} ,\"x]\\\"\",null,{\"a\":\"b]\\\"c\"}]", "@"),
                        "-;2;-;-;b]\"c;");
    assert_string_equal(
        elements(&b, " {\"n\":[0],\"o\":{\"l\" : [ {\"a\":1},{\"b\":[{}],\"a\":2} ]}} ", "o.l"),
        "1;2;");
    assert_string_equal(elements(&b, "{\"l\":[]}", "l"), "");
    static const char *const none[] = { "",          "{",           "{\"l\"",   "{\"l\":",
                                        "{\"l\":1}", "{\"k\":[1]}", "{\"l\" 1", "[1]" };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        assert_string_equal(elements(&b, none[i], "l"), "");
    mk_buf_done(&b);
}

static void cut_lists_end_where_they_are_cut(void **s)
{
    static const char whole[] = "{\"k\":\"\\\"\",\"l\":[{\"a\":\"b]\"},[1,[2]],\"c\",5,{\"a\":6}]}";
    char json[sizeof whole];
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, 1 << 16);
    for (size_t n = 0; n < sizeof whole; n++) {
        snprintf(json, sizeof json, "%.*s", (int)n, whole);
        elements(&b, json, "l");
        assert_true(mk_span_starts(mk_str("b];-;-;-;6;"), mk_buf_span(&b)) ||
                    mk_span_ends(mk_buf_span(&b), mk_str("-;")));
    }
    assert_string_equal(elements(&b, whole, "l"), "b];-;-;-;6;");
    assert_string_equal(elements(&b, "[{\"a\":1},,2]", "@"), "1;");
    assert_string_equal(elements(&b, "[1:2]", "@"), "-;");
    assert_string_equal(elements(&b, "[[1,2", "@"), "-;");
    mk_buf_done(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_paths_into_the_value),
        cmocka_unit_test(what_is_no_json_is_told),
        cmocka_unit_test(paths_have_no_empty_steps),
        cmocka_unit_test(lists_are_cut_into_their_elements),
        cmocka_unit_test(cut_lists_end_where_they_are_cut),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
