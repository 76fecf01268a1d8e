#include "tests/lib/t.h"

#include "parsers/format/markup.h"

static void tags_go_and_references_become_what_they_stand_for(void **state)
{
    static const char *const table[][2] = {
        { "plain", "plain" },
        { "", "" },
        { "I&apos;m &quot;here&quot; &amp; there &lt;x&gt;", "I'm \"here\" & there <x>" },
        { "<a href=\"https://x\">link</a>, <b>bold</b>", "link, bold" },
        { "one<br>two<br/>three<BR />four", "one\ntwo\nthree\nfour" },
        { "&#228;&#xE4;&#x1F642;", "ää🙂" },
        { "&#0;&#xD800;&#x110000;&#;&#x;", "&#0;&#xD800;&#x110000;&#;&#x;" },
        { "&nbsp; & &unknown; &", "&nbsp; & &unknown; &" },
        { "1 < 2 and 3 > 2", "1 < 2 and 3 > 2" },
        { "cut <a href=", "cut <a href=" },
        { "<ss type=\"smile\">:)</ss><!-- note -->", ":)" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct mk_buf b;
        mk_buf_init(&b, 1000);
        mk_markup_text(&b, mk_str(table[i][0]));
        assert_string_equal(mk_buf_cstr(&b), table[i][1]);
        mk_buf_done(&b);
    }
}

static void any_cut_is_read(void **state)
{
    const char *text = "a &#x1F642; <b>c</b> &amp;";
    (void)state;
    for (size_t n = 0; n <= strlen(text); n++) {
        struct mk_buf b;
        mk_buf_init(&b, n + 1);
        mk_markup_text(&b, mk_span(text, n));
        assert_true(mk_buf_ok(&b) && b.len <= n);
        mk_buf_done(&b);
    }
}

static void as_columns_it_gives_text_and_the_number_of_tags(void **state)
{
    struct mk_arena arena;
    struct mk_cell in = { .kind = MK_C_TEXT, .s = mk_str("<i>a</i>&lt;") }, cells[2];
    const char *const columns[] = { "tags", "text" };
    (void)state;
    mk_arena_init(&arena, 1 << 16);
    assert_true(mk_decoder_markup.has("text") && mk_decoder_markup.has("tags"));
    assert_false(mk_decoder_markup.has("other"));
    assert_null(mk_decoder_markup.decode(cells, columns, 2, &in, &arena));
    assert_int_equal(cells[0].i, 2);
    assert_true(mk_span_is(cells[1].s, "a<"));
    in = (struct mk_cell){ .kind = MK_C_BLOB, .s = mk_str("x") };
    assert_string_equal(mk_decoder_markup.decode(cells, columns, 2, &in, &arena), "not text");
    mk_arena_done(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_go_and_references_become_what_they_stand_for),
        cmocka_unit_test(any_cut_is_read),
        cmocka_unit_test(as_columns_it_gives_text_and_the_number_of_tags),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
