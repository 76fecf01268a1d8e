#include "tests/lib/t.h"

#include "parsers/base/buf.h"
#include "parsers/format/tl.h"
#include <stdlib.h>

#define MESSAGE 0x94345242u /* flags flags2 id from_id? peer_id date message ... */
#define VECTOR  0x1cb5c415u

static void put_string(struct mk_buf *b, const char *s, size_t n)
{
    size_t head = n < 254 ? 1 : 4;
    mk_buf_u8(b, (uint8_t)(n < 254 ? n : 254));
    if (n >= 254) {
        mk_buf_u16le(b, (uint16_t)n);
        mk_buf_u8(b, (uint8_t)(n >> 16));
    }
    mk_buf_put(b, s, n);
    mk_buf_put(b, "\0\0\0", (4 - (head + n) % 4) % 4);
}

/* A message with somebody who wrote it, a document with attributes, and the file's place. */
static void put_message(struct mk_buf *b, const char *text)
{
    mk_buf_u32le(b, MESSAGE);
    mk_buf_u32le(b, 1u << 1 | 1u << 8 | 1u << 9 | 1u << 7);
    mk_buf_u32le(b, 0);
    mk_buf_u32le(b, 7);
    mk_buf_u32le(b, 0x59511722); /* peerUser */
    mk_buf_u64le(b, 5000000002);
    mk_buf_u32le(b, 0xa2a5371e); /* peerChannel */
    mk_buf_u64le(b, 44);
    mk_buf_u32le(b, 1661417508);
    put_string(b, text, strlen(text));
    mk_buf_u32le(b, 0xdd570bd5); /* messageMediaDocument */
    mk_buf_u32le(b, 1);
    mk_buf_u32le(b, 0x8fd4c4d8); /* document */
    mk_buf_u32le(b, 0);
    mk_buf_u64le(b, 88);
    mk_buf_u64le(b, 1);
    put_string(b, "r", 1);
    mk_buf_u32le(b, 1);
    put_string(b, "image/png", 9);
    mk_buf_u64le(b, 4096);
    mk_buf_u32le(b, 2);
    mk_buf_u32le(b, VECTOR);
    mk_buf_u32le(b, 2);
    mk_buf_u32le(b, 0x6c37c15c); /* documentAttributeImageSize */
    mk_buf_u32le(b, 640);
    mk_buf_u32le(b, 480);
    mk_buf_u32le(b, 0x15590068); /* documentAttributeFilename */
    put_string(b, "a.png", 5);
    mk_buf_u32le(b, VECTOR); /* entities */
    mk_buf_u32le(b, 0);
}

static const char *decode(struct mk_cell *cells, const char *const *columns, size_t n,
                          struct mk_span in, struct mk_arena *arena)
{
    static struct mk_cell blob;
    blob = (struct mk_cell){ .kind = MK_C_BLOB, .s = in };
    return mk_decoder_tl.decode(cells, columns, n, &blob, arena);
}

static void a_message_gives_its_columns(void **s)
{
    static const char *const columns[] = {
        "@",
        "out",
        "post",
        "id",
        "from_id:peer",
        "peer_id:peer",
        "date",
        "message",
        "media",
        "media.document.size",
        "media.document.attributes.documentAttributeFilename.file_name",
        "media.document.attributes.documentAttributeImageSize.w",
        "@rest",
        "reply_to",
        "nothing",
    };
    struct mk_cell c[15];
    struct mk_arena arena;
    struct mk_buf b;
    (void)s;
    mk_arena_init(&arena, 1 << 20);
    mk_buf_init(&b, 4096);
    put_message(&b, "hello");
    put_string(&b, "/sdcard/a.png", 13);
    assert_null(decode(c, columns, 15, mk_buf_span(&b), &arena));
    assert_true(mk_span_is(c[0].s, "message"));
    assert_int_equal(c[1].i, 1);
    assert_int_equal(c[2].i, 0);
    assert_int_equal(c[3].i, 7);
    assert_int_equal(c[4].i, 5000000002);
    assert_int_equal(c[5].i, -44);
    assert_int_equal(c[6].i, 1661417508);
    assert_true(mk_span_is(c[7].s, "hello"));
    assert_true(mk_span_is(c[8].s, "messageMediaDocument"));
    assert_int_equal(c[9].i, 4096);
    assert_true(mk_span_is(c[10].s, "a.png"));
    assert_int_equal(c[11].i, 640);
    assert_true(mk_span_is(c[12].s, "/sdcard/a.png"));
    assert_int_equal(c[13].kind, MK_C_NULL);
    assert_int_equal(c[14].kind, MK_C_NULL);
    mk_buf_done(&b);
    mk_arena_done(&arena);
}

/* A copy of exactly that length: a read behind its end is seen by the sanitizer. */
static void every_truncation_says_so_and_keeps_what_came_before(void **s)
{
    static const char *const columns[] = { "id", "message", "@bad" };
    struct mk_cell c[3];
    struct mk_arena arena;
    struct mk_buf b;
    (void)s;
    mk_arena_init(&arena, 1 << 20);
    mk_buf_init(&b, 4096);
    put_message(&b, "hello");
    for (size_t n = 0; n < b.len; n++) {
        uint8_t *copy = malloc(n ? n : 1);
        memcpy(copy, b.p, n);
        assert_non_null(decode(c, columns, 3, mk_span(copy, n), &arena));
        assert_int_equal(c[2].i, 1);
        assert_int_equal(c[0].kind, n >= 16 ? MK_C_INT : MK_C_NULL);
        assert_int_equal(c[1].kind, n >= 52 ? MK_C_TEXT : MK_C_NULL);
        free(copy);
    }
    mk_buf_done(&b);
    mk_arena_done(&arena);
}

static void long_texts_have_a_length_of_three_bytes(void **s)
{
    static const char *const columns[] = { "message", "@text" };
    struct mk_cell c[2];
    char text[70000];
    struct mk_buf b;
    (void)s;
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    mk_buf_init(&b, 1 << 20);
    put_message(&b, text);
    assert_null(decode(c, columns, 2, mk_buf_span(&b), NULL));
    assert_int_equal(c[0].s.len, sizeof text - 1);
    assert_int_equal(c[1].s.len, sizeof text - 1);
    mk_buf_done(&b);
}

static void the_mark_of_a_file_is_no_text(void **s)
{
    static const char *const columns[] = { "@text", "message" };
    struct mk_cell c[2];
    struct mk_buf b;
    (void)s;
    mk_buf_init(&b, 4096);
    put_message(&b, "-1");
    assert_null(decode(c, columns, 2, mk_buf_span(&b), NULL));
    assert_int_equal(c[0].kind, MK_C_NULL);
    assert_true(mk_span_is(c[1].s, "-1"));
    mk_buf_done(&b);
}

static void bad_objects_are_told(void **s)
{
    static const struct {
        uint32_t words[8];
        size_t n;
        const char *why;
    } bad[] = {
        { { 0xdeadbeef }, 1, "a constructor of TL that is not known" },
        { { 0xa6638b9a, 0x00000000, 0x1234, 0 }, 4, "no vector where one should be" },
        { { 0x22eb6aba, 1, 2, 0x9db1bc6d, 3, 5, 6 },
          7,
          "neither true nor false where one of them should be" },
        { { 0x488a7337, VECTOR, 0xffffffff, 1 }, 4, "TL that is cut short" },
        { { 0x83e5de54, 1, 0xff }, 3, "what follows the TL object is no text" },
        { { 0xb5a1ce5a, 0xffffffff }, 2, "TL that is cut short" },
    };
    static const char *const columns[] = { "@unknown" };
    struct mk_cell c, number = { .kind = MK_C_INT };
    struct mk_arena arena;
    (void)s;
    mk_arena_init(&arena, 4096);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mk_buf b;
        mk_buf_init(&b, 64);
        for (size_t w = 0; w < bad[i].n; w++)
            mk_buf_u32le(&b, bad[i].words[w]);
        assert_string_equal(decode(&c, columns, 1, mk_buf_span(&b), &arena), bad[i].why);
        assert_int_equal(c.kind, i == 0 ? MK_C_TEXT : MK_C_NULL);
        mk_buf_done(&b);
    }
    assert_string_equal(mk_decoder_tl.decode(&c, columns, 1, &number, &arena),
                        "no TL: not even bytes");
    mk_arena_done(&arena);
}

/* The rows themselves: known types only, bits of words that came before, no name twice. */
static void rows_are_well_formed(void **s)
{
    static const char *const rows[] = {
#define T(id, name, fields) fields,
#include "parsers/format/tl_actions.h"
#include "parsers/format/tl_media.h"
#include "parsers/format/tl_messages.h"
#include "parsers/format/tl_people.h"
#include "parsers/format/tl_rest.h"
#include "parsers/format/tl_rich.h"
#undef T
    };
    (void)s;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned long words = 0;
        for (const char *p = rows[i]; *p; p += strcspn(p, " "), p += *p == ' ') {
            char *type;
            unsigned long bit = strtoul(p, &type, 10);
            assert_true(type == p || (*type == '?' && bit / 32 < words));
            type += *type == '?';
            type += *type == 'v';
            assert_non_null(memchr("#ildsbxytBo", *type, 11));
            assert_true(type[1] == ':' || type[1] == ' ' || type[1] == '\0');
            words += *type == '#';
        }
        assert_true(words <= 2);
    }
}

static void columns_are_paths_of_names(void **s)
{
    static const char *const good[] = { "message", "media.geo.lat", "from_id:peer", "@rest" };
    static const char *const bad[] = { "",
                                       "@else",
                                       "a:b",
                                       "a b",
                                       "@"
                                       "@",
                                       "a-b" };
    (void)s;
    for (size_t i = 0; i < 4; i++)
        assert_true(mk_decoder_tl.has(good[i]));
    for (size_t i = 0; i < 6; i++)
        assert_false(mk_decoder_tl.has(bad[i]));
}

static void numbers_of_dialogs_tell_what_they_are(void **s)
{
    static const struct {
        int64_t did;
        size_t column;
        int64_t id;
    } known[] = {
        { 5, 0, 5 },
        { 5000000002, 0, 5000000002 },
        { -44, 1, 44 },
        { INT64_MIN, 2, 0x80000000 },
        { (int64_t)1 << 62 | 31337, 2, 31337 },
        { (int64_t)31337 << 32, 2, 31337 },
        { -((int64_t)1 << 32), 2, 0xffffffff },
    };
    static const char *const columns[] = { "user", "chat", "secret" };
    struct mk_cell c[3], in = { .kind = MK_C_INT };
    (void)s;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        in.i = known[i].did;
        assert_null(mk_decoder_tl_dialog.decode(c, columns, 3, &in, NULL));
        for (size_t k = 0; k < 3; k++)
            assert_int_equal(c[k].kind, k == known[i].column ? MK_C_INT : MK_C_NULL);
        assert_int_equal(c[known[i].column].i, known[i].id);
    }
    in.kind = MK_C_NULL;
    assert_non_null(mk_decoder_tl_dialog.decode(c, columns, 3, &in, NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_gives_its_columns),
        cmocka_unit_test(every_truncation_says_so_and_keeps_what_came_before),
        cmocka_unit_test(long_texts_have_a_length_of_three_bytes),
        cmocka_unit_test(the_mark_of_a_file_is_no_text),
        cmocka_unit_test(bad_objects_are_told),
        cmocka_unit_test(rows_are_well_formed),
        cmocka_unit_test(columns_are_paths_of_names),
        cmocka_unit_test(numbers_of_dialogs_tell_what_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
