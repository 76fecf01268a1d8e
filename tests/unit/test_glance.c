#include "firmware/glance/glance.h"
#include "tests/lib/t.h"
#include <stdio.h>
#include <stdlib.h>

static struct mk_glance g;
static struct mk_buf items;

static int begin(void **state)
{
    struct mk_error e = { 0 };
    (void)state;
    assert_int_equal(mk_glance_init(&g, &e), 0);
    mk_buf_init(&items, 1 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    mk_glance_done(&g);
    mk_buf_done(&items);
    return 0;
}

static void head(uint16_t id, enum mk_kind kind)
{
    mk_put_end(&items, mk_put_head(&items, id, kind));
}

/* A party under `key`, as a member or, in a list, without a key. */
static void party(enum mk_key key, const char *id, const char *name, bool self)
{
    size_t o = mk_put_open(&items, key, MK_T_OBJECT);
    mk_put_text(&items, MK_ID, mk_str(id));
    if (name)
        mk_put_text(&items, MK_NAME, mk_str(name));
    if (self)
        mk_put_bool(&items, MK_SELF, true);
    mk_put_end(&items, o);
}

static void call(uint16_t id, int64_t time_s, const char *who, const char *name)
{
    size_t r = mk_put_record(&items, id, NULL);
    if (time_s)
        mk_put_time(&items, MK_TIME, time_s * 1000000, 0);
    mk_put_text(&items, MK_DIR, mk_str("in"));
    mk_put_text(&items, MK_RESULT, mk_str("missed"));
    party(MK_PEER, who, name, false);
    mk_put_end(&items, r);
}

static void message(uint16_t id, int64_t time_s, const char *to, const char *text)
{
    size_t r = mk_put_record(&items, id, NULL);
    mk_put_time(&items, MK_TIME, time_s * 1000000, 0);
    mk_put_text(&items, MK_DIR, mk_str("out"));
    party(MK_FROM, "me", NULL, true);
    size_t list = mk_put_open(&items, MK_TO, MK_T_LIST);
    party(MK_KEY_NONE, to, NULL, false);
    mk_put_end(&items, list);
    mk_put_text(&items, MK_TEXT, mk_str(text));
    mk_put_end(&items, r);
}

static void contact(uint16_t id, const char *name, const char *phone)
{
    size_t r = mk_put_record(&items, id, NULL);
    mk_put_text(&items, MK_NAME, mk_str(name));
    size_t list = mk_put_open(&items, MK_PHONES, MK_T_LIST);
    party(MK_KEY_NONE, phone, NULL, false);
    mk_put_end(&items, list);
    mk_put_end(&items, r);
}

static void take(void)
{
    struct mk_error e = { 0 };
    assert_true(mk_buf_ok(&items));
    assert_int_equal(mk_glance_take(&g, mk_buf_span(&items), &e), 0);
    mk_buf_clear(&items);
}

static const char *words(void)
{
    static char out[8192];
    struct mk_buf b;
    mk_buf_init(&b, sizeof out);
    mk_glance_words(&b, &g);
    snprintf(out, sizeof out, "%.*s", (int)b.len, (const char *)b.p);
    mk_buf_done(&b);
    return out;
}

static void the_last_ones_and_the_top_are_told(void **state)
{
    (void)state;
    head(1, MK_CALL);
    head(2, MK_MESSAGE);
    head(3, MK_CONTACT);
    for (int i = 0; i < 8; i++)
        call(1, 1700000000 + i * 60, "+254 712 345-678", "As the log has it");
    message(2, 1700000100, "0712345678", "hello");
    contact(3, "Amina", "+254712345678");
    take();
    assert_string_equal(words(), "so far:\n"
                                 "  calls     8, 2023-11-14 22:13 to 2023-11-14 22:20 UTC\n"
                                 "    2023-11-14 22:20  in  +254 712 345-678  missed\n"
                                 "    2023-11-14 22:19  in  +254 712 345-678  missed\n"
                                 "    2023-11-14 22:18  in  +254 712 345-678  missed\n"
                                 "    2023-11-14 22:17  in  +254 712 345-678  missed\n"
                                 "    2023-11-14 22:16  in  +254 712 345-678  missed\n"
                                 "  messages  1, 2023-11-14 22:15 to 2023-11-14 22:15 UTC\n"
                                 "    2023-11-14 22:15  out 0712345678  hello\n"
                                 "  contacts  1\n"
                                 "  most contact with\n"
                                 "    +254 712 345-678 (Amina): 8 calls, 1 messages\n");
}

static void what_has_no_time_comes_last(void **state)
{
    (void)state;
    head(1, MK_CALL);
    call(1, 0, "1111111", NULL);
    call(1, -5, "2222222", NULL);
    take();
    assert_true(g.parts[MK_GLANCE_CALLS].last[1].no_time);
    assert_int_equal(g.parts[MK_GLANCE_CALLS].first_us, -5000000);
}

static void a_later_head_of_the_same_id_replaces_it(void **state)
{
    (void)state;
    head(1, MK_CALL);
    call(1, 5, "1234567", NULL);
    head(1, MK_CONTACT);
    contact(1, "x", "1234567");
    take();
    assert_int_equal(g.counts[MK_CALL], 1);
    assert_int_equal(g.counts[MK_CONTACT], 1);
}

static void hostile_text_is_escaped_and_cut(void **state)
{
    char text[600];
    (void)state;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    memcpy(text, "\x1b[2J\n\xe2\x80\xae", 8);
    head(2, MK_MESSAGE);
    message(2, 1, text, text);
    take();
    const char *out = words();
    assert_null(strchr(out, 0x1b));
    assert_null(strstr(out, "\xe2\x80\xae"));
    assert_non_null(strstr(out, "xxx...\n"));
    struct mk_buf b;
    mk_buf_init(&b, 65536);
    struct mk_json j = mk_json(&b);
    mk_glance_json(&j, &g);
    assert_true(mk_buf_ok(&b));
    assert_null(memchr(b.p, '\n', b.len));
    mk_buf_done(&b);
}

static void numbers_that_are_alike_count_together_and_texts_do_not(void **state)
{
    const struct mk_party *top[8];
    struct mk_parties p;
    static const char *const ids[] = { "+254712345678",  "0712 345 678", "254-712-345-678",
                                       "Amazon",         "AMAZON",       "a1234567@x.org",
                                       "b1234567@x.org", "12345",        "2345" };
    (void)state;
    assert_int_equal(mk_parties_init(&p), 0);
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        mk_party_of(&p, mk_str(ids[i]))->calls++;
    assert_int_equal(p.n, 6);
    assert_int_equal(mk_parties_top(top, 8, &p), 6);
    assert_int_equal(top[0]->calls, 3);
    assert_int_equal(top[1]->calls, 2);
    assert_null(mk_party_of(&p, mk_span(NULL, 0)));
    mk_parties_done(&p);
}

static void more_parties_than_there_is_room_for_are_counted(void **state)
{
    char id[32];
    size_t none = 0;
    struct mk_parties p;
    (void)state;
    assert_int_equal(mk_parties_init(&p), 0);
    for (unsigned i = 0; i < MK_PARTIES_MAX + 100; i++) {
        snprintf(id, sizeof id, "somebody-%u", i);
        none += mk_party_of(&p, mk_str(id)) == NULL;
    }
    assert_int_equal(none, 100);
    mk_parties_done(&p);
}

static void bytes_that_make_no_sense_end_it(void **state)
{
    struct mk_error e = { 0 };
    (void)state;
    head(1, MK_CALL);
    call(1, 5, "1234567", "n");
    for (size_t n = 0; n < items.len; n++) { /* cut: nothing is made of half an item */
        struct mk_glance cut;
        assert_int_equal(mk_glance_init(&cut, &e), 0);
        uint8_t *copy = malloc(n ? n : 1);
        assert_non_null(copy);
        memcpy(copy, items.p, n);
        assert_int_equal(mk_glance_take(&cut, mk_span(copy, n), &e), 0);
        free(copy);
        mk_glance_done(&cut);
    }
    items.p[4] = 'z';
    assert_int_equal(mk_glance_take(&g, mk_buf_span(&items), &e), -1);
}

static void no_word_of_a_reader_reaches_the_terminal_as_it_is(void **state)
{
    (void)state;
    head(1, MK_CALL);
    size_t r = mk_put_record(&items, 1, NULL);
    mk_put_text(&items, MK_DIR, mk_str("\033[2J"));
    mk_put_text(&items, MK_RESULT, mk_str("\033]0;x\a"));
    party(MK_PEER, "\033[1m", NULL, false);
    mk_put_end(&items, r);
    take();
    for (const char *p = words(); *p; p++)
        assert_true(*p == '\n' || (unsigned char)*p >= 0x20);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, begin, end)
    const struct CMUnitTest tests[] = {
        T(the_last_ones_and_the_top_are_told),
        T(what_has_no_time_comes_last),
        T(a_later_head_of_the_same_id_replaces_it),
        T(no_word_of_a_reader_reaches_the_terminal_as_it_is),
        T(hostile_text_is_escaped_and_cut),
        T(numbers_that_are_alike_count_together_and_texts_do_not),
        T(more_parties_than_there_is_room_for_are_counted),
        T(bytes_that_make_no_sense_end_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
