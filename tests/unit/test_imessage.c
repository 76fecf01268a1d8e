#include "tests/lib/t.h"

#include "parsers/format/imessage.h"

#define HEAD "\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@"
#define TEXT                                                                                       \
    HEAD "\x84\x84\x84\x12NSAttributedString\x00\x84\x84\x08NSObject\x00\x85"                      \
         "\x92\x84\x84\x84\x08NSString\x01\x94\x84\x01+\x05hello\x86\x86"

static struct mk_arena arena;

static struct mk_cell one(const struct mk_decoder *d, const char *column, enum mk_cell_kind kind,
                          struct mk_span s, const char **why)
{
    struct mk_cell in = { .kind = kind, .s = s }, out = { .kind = MK_C_LOST };
    assert_true(d->has(column));
    *why = d->decode(&out, &column, 1, &in, &arena);
    return out;
}

static void an_attributed_text_gives_its_text(void **state)
{
    const char *why;
    struct mk_cell c =
        one(&mk_decoder_attributed, "text", MK_C_BLOB, mk_span(TEXT, sizeof TEXT - 1), &why);
    (void)state;
    assert_null(why);
    assert_int_equal(c.kind, MK_C_TEXT);
    assert_true(mk_span_is(c.s, "hello"));
    assert_false(mk_decoder_attributed.has("other"));
    one(&mk_decoder_attributed, "text", MK_C_TEXT, mk_str("hello"), &why);
    assert_string_equal(why, "not an archive");
}

/* What is cut is lost or doubted, never silently shorter. */
static void every_cut_of_an_attributed_text_is_told(void **state)
{
    const char *why;
    (void)state;
    for (size_t n = 0; n + 1 < sizeof TEXT - 1; n++) {
        struct mk_cell c = one(&mk_decoder_attributed, "text", MK_C_BLOB, mk_span(TEXT, n), &why);
        assert_non_null(c.why);
        assert_true(c.kind == MK_C_LOST || mk_span_starts(mk_str("hello"), c.s));
    }
}

static const char summary[] = "<plist><dict><key>ec</key><dict><key>0</key><array>"
                              "<dict><key>d</key><real>690513474.5</real></dict>"
                              "<dict><key>d</key><integer>7</integer><key>t</key><data>AAAA</data>"
                              "</dict></array></dict>"
                              "<key>rp</key><array><integer>1</integer></array></dict></plist>";

static void a_summary_gives_versions_and_unsent_parts(void **state)
{
    const char *why;
    const struct mk_decoder *d = &mk_decoder_message_summary;
    struct mk_span s = mk_str(summary);
    (void)state;
    assert_int_equal(one(d, "versions", MK_C_BLOB, s, &why).i, 2);
    assert_int_equal(one(d, "unsent", MK_C_BLOB, s, &why).i, 1);
    assert_true(one(d, "time.0", MK_C_BLOB, s, &why).r == 690513474.5);
    assert_int_equal(one(d, "time.1", MK_C_BLOB, s, &why).i, 7);
    assert_int_equal(one(d, "text.0", MK_C_BLOB, s, &why).kind, MK_C_NULL);
    assert_int_equal(one(d, "text.1", MK_C_BLOB, s, &why).kind, MK_C_LOST);
    assert_int_equal(one(d, "time.7", MK_C_BLOB, s, &why).kind, MK_C_NULL);
    assert_null(why);
    assert_false(d->has("text.8") || d->has("text.") || d->has("time.x") || d->has("text"));
    assert_false(d->has("text.99999999999999999999"));
}

static void a_summary_that_is_none_is_told(void **state)
{
    const char *why;
    (void)state;
    one(&mk_decoder_message_summary, "unsent", MK_C_TEXT, mk_str(summary), &why);
    assert_string_equal(why, "not a property list");
    one(&mk_decoder_message_summary, "unsent", MK_C_BLOB, mk_str("\x01\x02"), &why);
    assert_string_equal(why, "no property list that can be read");
    for (size_t n = 0; n < sizeof summary - 10; n++) {
        one(&mk_decoder_message_summary, "unsent", MK_C_BLOB, mk_span(summary, n), &why);
        assert_non_null(why);
    }
}

static void a_reference_is_a_name_and_maybe_a_part(void **state)
{
    static const struct {
        const char *stored, *guid;
        int64_t part;
    } table[] = {
        { "p:0/AB-1", "AB-1", 0 },
        { "p:12/AB-1", "AB-1", 12 },
        { "bp:AB-1", "AB-1", -1 },
        { "AB-1", "AB-1", -1 },
        { "p:/AB-1", "p:/AB-1", -1 },
        { "p:1", "p:1", -1 },
        { "p:1x/A", "p:1x/A", -1 },
        { "", "", -1 },
        { "p", "p", -1 },
        { "p:99999999999999/A", "p:99999999999999/A", -1 },
    };
    const char *why;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct mk_span s = mk_str(table[i].stored);
        struct mk_cell c = one(&mk_decoder_message_guid, "guid", MK_C_TEXT, s, &why);
        assert_true(mk_span_is(c.s, table[i].guid));
        c = one(&mk_decoder_message_guid, "part", MK_C_TEXT, s, &why);
        assert_int_equal(c.kind, table[i].part < 0 ? MK_C_NULL : MK_C_INT);
        assert_true(table[i].part < 0 || c.i == table[i].part);
    }
    one(&mk_decoder_message_guid, "guid", MK_C_BLOB, mk_str("x"), &why);
    assert_string_equal(why, "not text");
}

static int start(void **state)
{
    (void)state;
    mk_arena_init(&arena, (size_t)1 << 20);
    return 0;
}

static int stop(void **state)
{
    (void)state;
    mk_arena_done(&arena);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_attributed_text_gives_its_text),
        cmocka_unit_test(every_cut_of_an_attributed_text_is_told),
        cmocka_unit_test(a_summary_gives_versions_and_unsent_parts),
        cmocka_unit_test(a_summary_that_is_none_is_told),
        cmocka_unit_test(a_reference_is_a_name_and_maybe_a_part),
    };
    return cmocka_run_group_tests_name("imessage", tests, start, stop);
}
