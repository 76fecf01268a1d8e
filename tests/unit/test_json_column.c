#include "tests/lib/t.h"

#include "parsers/format/json_column.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_paths_into_the_value),
        cmocka_unit_test(what_is_no_json_is_told),
        cmocka_unit_test(paths_have_no_empty_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
