#include "parsers/base/buf.h"
#include "parsers/match/entity.h"
#include "tests/lib/t.h"
#include <stdlib.h>

static int put(void *u, const struct mk_entity *f)
{
    mk_buf_printf(u, "%s%s=%s", ((struct mk_buf *)u)->len ? " " : "", mk_entity_kind_name(f->kind),
                  f->value);
    return 0;
}

static const char *in(const char *text)
{
    static struct mk_buf b;
    mk_buf_done(&b);
    mk_buf_init(&b, 65536);
    /* On the heap without an end, so that a look beyond it shows under the sanitizer. */
    size_t n = strlen(text);
    char *copy = malloc(n ? n : 1);
    memcpy(copy, text, n);
    assert_int_equal(mk_entities(mk_span(copy, n), put, &b), 0);
    free(copy);
    return mk_buf_cstr(&b);
}

static void what_names_somebody_is_found_in_one_spelling(void **s)
{
    (void)s;
    static const struct {
        const char *text, *found;
    } at[] = {
        { "", "" },
        { "call me: +44 7700 900-123.", "phone=+447700900123" },
        { "+44 (0)20 7946 0018", "phone=+4402079460018" },
        { "07700 900123 or 07700900124", "phone=07700900123 phone=07700900124" },
        { "room 1204, 15:30", "" },
        { "on 2026-11-22 10:30", "" },
        { "on 22.11.2026 1030", "" },
        { "12345678", "" },
        { "1234567890123456", "" },
        { "order 123456789x", "" },
        { "Mail Ann.B+x@Example.CO.UK!", "email=ann.b+x@example.co.uk" },
        { "a@b", "" },
        { ".a@b.c ann@", "email=a@b.c" },
        { "see HTTPS://Example.ORG/Path?q=1#top.", "link=https://example.org/Path?q=1" },
        { "(http://example.org/a).", "link=http://example.org/a" },
        { "http://nohost", "" },
        { "ask @Some_One or @ab", "handle=@some_one" },
        { "ann@example.org", "email=ann@example.org" },
        { "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "wallet=1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2" },
        { "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3", "" }, /* the checksum fails */
        { "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "wallet=3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy" },
        { "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
          "wallet=bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4" },
        { "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "" },
        { "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
          "wallet=bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0" },
        { "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
          "wallet=0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed" },
        { "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAe", "" },
        { "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "wallet=TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t" },
        { "+", "" },
        { "@", "" },
        { "@@@", "" },
    };
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        assert_string_equal(in(at[i].text), at[i].found);
}

static void every_cut_text_is_read_within_its_bounds(void **s)
{
    (void)s;
    static const char text[] = "+44 (0)20 7946 0018 ann@example.org http://example.org/x @name "
                               "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4";
    for (size_t n = 0; n < sizeof text; n++) {
        char cut[sizeof text] = { 0 };
        memcpy(cut, text, n);
        (void)in(cut);
    }
}

static int stop(void *u, const struct mk_entity *f)
{
    (void)u;
    (void)f;
    return 5;
}

static void the_caller_may_stop_and_an_id_is_one_or_none(void **s)
{
    (void)s;
    struct mk_entity e;
    assert_int_equal(mk_entities(mk_str("a@b.c d@e.f"), stop, NULL), 5);
    assert_true(mk_entity_of_id(&e, mk_str("+15550100200")));
    assert_string_equal(e.value, "+15550100200");
    assert_true(mk_entity_of_id(&e, mk_str("ann@example.org")));
    assert_false(mk_entity_of_id(&e, mk_str("ann@example.org and more")));
    assert_true(mk_entity_of_id(&e, mk_str("(555) 010-0200")));
    assert_string_equal(e.value, "5550100200");
    assert_false(mk_entity_of_id(&e, mk_str("(")));
    assert_false(mk_entity_of_id(&e, mk_str("(Ann)")));
    assert_false(mk_entity_of_id(&e, mk_str("Ann")));
    assert_false(mk_entity_of_id(&e, mk_str("")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_names_somebody_is_found_in_one_spelling),
        cmocka_unit_test(every_cut_text_is_read_within_its_bounds),
        cmocka_unit_test(the_caller_may_stop_and_an_id_is_one_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
