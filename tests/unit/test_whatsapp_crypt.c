#include "tests/lib/t.h"
#include "parsers/base/mac.h"
#include "parsers/format/whatsapp_crypt.h"
#include "parsers/format/whatsapp_key.h"
#include "tests/lib/enc.h"
#include "tests/lib/fault.h"
#include <sys/mman.h>
#include <unistd.h>

#define KEY  "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
#define MAX  ((size_t)1 << 20)
#define TEXT "SQLite format 3\0 and then everything that a phone keeps, and keeps, and keeps"

static struct mk_error e;
static uint8_t key[32], root[32];
static const uint8_t iv[16] = "sixteen bytes iv";

enum { NO_MD5 = 1, NOT_PACKED = 2, BAD_TAG = 4 };

static void make_head(struct mk_buf *b, unsigned crypt)
{
    struct mk_buf inner, message;
    mk_buf_init(&inner, MAX);
    mk_buf_init(&message, MAX);
    if (crypt == 12) {
        mk_buf_put(b, "\0\1\2", 3);
        for (int i = 0; i < 48; i++)
            mk_buf_u8(b, (uint8_t)i);
        mk_buf_put(b, iv, sizeof iv);
    } else {
        enc_bytes(&inner, crypt == 14 ? 5 : 1, mk_span(iv, sizeof iv));
        enc_int(&message, 1, crypt == 15);
        enc_bytes(&message, crypt == 14 ? 2 : 3, mk_buf_span(&inner));
        mk_buf_clear(&inner);
        enc_bytes(&inner, 1, mk_str("2.24.1.2"));
        for (uint32_t i = 5; i < 40; i++) /* long enough for a length of two bytes */
            enc_int(&inner, i, 1), enc_int(&inner, i, 0);
        enc_bytes(&message, 4, mk_buf_span(&inner));
        enc_varint(b, message.len);
        mk_buf_put(b, message.p, message.len);
    }
    mk_buf_done(&inner);
    mk_buf_done(&message);
}

static void make(struct mk_buf *b, unsigned crypt, int how, struct mk_span text)
{
    struct mk_buf packed;
    uint8_t k[32], tag[16];
    mk_buf_init(&packed, MAX);
    mk_buf_init(b, MAX);
    make_head(b, crypt);
    if (how & NOT_PACKED)
        mk_buf_put(&packed, text.p, text.len);
    else
        enc_zlib(&packed, text);
    memcpy(k, key, 32);
    if (crypt == 15) /* as WhatsApp derives it, spelled out */
    {
        uint8_t zero[32] = { 0 }, middle[32];
        assert_int_equal(
            mk_hmac_of(middle, MK_MAC_SHA256, mk_span(zero, 32), mk_span(root, 32), &e), 0);
        assert_int_equal(
            mk_hmac_of(k, MK_MAC_SHA256, mk_span(middle, 32), mk_str("backup encryption\x01"), &e),
            0);
    }
    uint8_t *room = mk_buf_room(b, packed.len);
    assert_non_null(room);
    enc_gcm(room, tag, mk_span(k, 32), mk_span(iv, sizeof iv), mk_buf_span(&packed));
    b->len += packed.len;
    tag[0] ^= (uint8_t) !!(how & BAD_TAG);
    mk_buf_put(b, tag, sizeof tag);
    if (!(how & NO_MD5)) {
        enc_md5(tag, mk_buf_span(b));
        mk_buf_put(b, tag, sizeof tag);
        if (crypt == 12)
            mk_buf_puts(b, "--42");
    }
    assert_true(mk_buf_ok(b));
    mk_buf_done(&packed);
}

static struct mk_context with(const struct mk_secret *secrets, const char *path)
{
    return (struct mk_context){ .path = mk_str(path), .secrets = secrets };
}

static int put(void *u, const void *p, size_t n, struct mk_error *err)
{
    (void)err;
    mk_buf_put(u, p, n);
    return 0;
}

static int run(struct mk_buf *out, struct mk_span file, const struct mk_secret *secrets)
{
    struct mk_context cx = with(secrets, "msgstore.db.crypt15");
    struct mk_file f = mk_file_memory(&file);
    mk_buf_init(out, MAX);
    return mk_decrypt_whatsapp.run(put, out, &f, &cx, &e);
}

static const struct mk_secret digits[] = { { "whatsapp", { (const uint8_t *)KEY, 64 } }, { 0 } };

static int setup(void **s)
{
    (void)s;
    size_t n;
    assert_true(mk_unhex(key, 32, &n, mk_str(KEY)));
    memcpy(root, key, 32);
    return 0;
}

static void each_version_is_decrypted_and_unpacked(void **s)
{
    (void)s;
    for (unsigned crypt = 12; crypt <= 15; crypt += crypt == 12 ? 2 : 1)
        for (int how = 0; how < 4; how++) {
            struct mk_buf file, out;
            make(&file, crypt, how, mk_span(TEXT, sizeof TEXT));
            if (run(&out, mk_buf_span(&file), digits) != 0)
                fail_msg("crypt%u, %d: %s", crypt, how, e.text);
            assert_int_equal(out.len, sizeof TEXT);
            assert_memory_equal(out.p, TEXT, sizeof TEXT);
            mk_buf_done(&out);
            mk_buf_done(&file);
        }
}

static void what_begins_like_nothing_known_is_decrypted_when_its_tag_fits(void **s)
{
    (void)s;
    struct mk_buf file, out;
    make(&file, 15, NOT_PACKED, mk_str("{}"));
    assert_int_equal(run(&out, mk_buf_span(&file), digits), 0);
    assert_true(mk_span_is(mk_buf_span(&out), "{}"));
    mk_buf_done(&out);
    mk_buf_done(&file);
}

static void another_key_is_told_before_the_first_byte(void **s)
{
    (void)s;
    static const struct mk_secret none[] = { { 0 } };
    static const struct mk_secret wrong[] = { { "whatsapp", { (const uint8_t *)"1" KEY, 64 } },
                                              { 0 } };
    static const struct mk_secret odd[] = { { "whatsapp", { (const uint8_t *)"abc", 3 } }, { 0 } };
    static const struct mk_secret *const given[] = { none, wrong, odd, NULL };
    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        for (int how = 0; how < 2; how++) {
            struct mk_buf file, out;
            make(&file, 14, how, mk_span(TEXT, sizeof TEXT));
            assert_int_equal(run(&out, mk_buf_span(&file), given[i]), -1);
            assert_int_equal(e.code, MK_EAUTH);
            assert_int_equal(out.len, 0);
            mk_buf_done(&out);
            mk_buf_done(&file);
        }
}

static void the_one_that_fits_is_found_among_several(void **s)
{
    (void)s;
    static const struct mk_secret several[] = { { "signal", { (const uint8_t *)"x", 1 } },
                                                { "whatsapp", { (const uint8_t *)"1" KEY, 64 } },
                                                { "whatsapp", { (const uint8_t *)KEY, 64 } },
                                                { 0 } };
    struct mk_buf file, out;
    make(&file, 15, 0, mk_span(TEXT, sizeof TEXT));
    assert_int_equal(run(&out, mk_buf_span(&file), several), 0);
    mk_buf_done(&out);
    mk_buf_done(&file);
}

static void damage_is_not_taken_for_a_wrong_key(void **s)
{
    (void)s;
    struct mk_buf file, out;
    make(&file, 15, BAD_TAG, mk_span(TEXT, sizeof TEXT));
    assert_int_equal(run(&out, mk_buf_span(&file), digits), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    assert_int_equal(out.len, 0);
    mk_buf_done(&out);
    mk_buf_done(&file);
}

static void every_truncation_is_refused(void **s)
{
    (void)s;
    struct mk_buf file, out;
    make(&file, 14, 0, mk_span(TEXT, sizeof TEXT));
    for (size_t n = 0; n < file.len; n++) {
        if (n == file.len - 16)
            continue; /* without its MD5 it is a file of a multi-file backup */
        assert_int_equal(run(&out, mk_span(file.p, n), digits), -1);
        assert_int_equal(out.len, 0);
        mk_buf_done(&out);
    }
    mk_buf_done(&file);
}

static void files_of_other_kinds_are_told_apart(void **s)
{
    (void)s;
    static const struct {
        const char *name;
        struct mk_span head;
    } bad[] = {
        { "empty", { NULL, 0 } },
        { "a database", { (const uint8_t *)"SQLite format 3", 16 } },
        { "a zip", { (const uint8_t *)"PK\3\4\x14\0\0\0\x08\0", 10 } },
        { "JSON", { (const uint8_t *)"{\"a\": [1, 2, 3]}", 16 } },
        { "zlib", { (const uint8_t *)"\x78\x9c\x03\0\0\0\0\x01", 8 } },
        { "a protobuf without an IV", { (const uint8_t *)"\x04\x08\x01\x12\x00....", 9 } },
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (mk_container_whatsapp.knows(bad[i].head, mk_str("msgstore.db.crypt14")))
            fail_msg("%s is taken", bad[i].name);
    struct mk_buf file;
    make(&file, 12, 0, mk_span(TEXT, sizeof TEXT));
    assert_true(mk_container_whatsapp.knows(mk_buf_span(&file), mk_str("a/msgstore.db.crypt12")));
    assert_false(mk_container_whatsapp.knows(mk_buf_span(&file), mk_str("a/msgstore.db")));
    mk_buf_done(&file);
    make(&file, 15, 0, mk_span(TEXT, sizeof TEXT));
    assert_true(mk_container_whatsapp.knows(mk_buf_span(&file), mk_str("anything")));
    mk_buf_done(&file);
}

static int is_the_database(void *u, const struct mk_entry *en, struct mk_error *err)
{
    (void)err;
    *(int *)u += 1;
    assert_true(mk_span_is(en->path, "msgstore-2024-01-02.1.db"));
    assert_int_equal(en->size, sizeof TEXT);
    assert_int_equal(en->id, 0);
    return 0;
}

static int open_as_container(struct mk_source *out, struct mk_span file, int fd,
                             struct mk_scratch *scratch)
{
    struct mk_context cx = with(digits, "Backups/msgstore-2024-01-02.1.db.crypt14");
    struct mk_file f = mk_file_memory(&file);
    *scratch = mk_scratch_fd(&fd, MAX);
    cx.scratch = scratch;
    int rc = mk_container_whatsapp.open(out, &f, &cx, &e);
    scratch->u = NULL; /* the descriptor's address was this call's */
    return rc;
}

static void a_container_holds_the_database(void **s)
{
    (void)s;
    for (int how = 0; how <= BAD_TAG; how += BAD_TAG) {
        struct mk_source src;
        struct mk_scratch scratch;
        struct mk_file inner;
        struct mk_buf file;
        uint8_t back[sizeof TEXT + 1];
        size_t got;
        int fd = memfd_create("scratch", 0), seen = 0;
        make(&file, 14, how, mk_span(TEXT, sizeof TEXT));
        assert_int_equal(open_as_container(&src, mk_buf_span(&file), fd, &scratch), 0);
        scratch.u = &fd;
        assert_int_equal(src.list(src.u, is_the_database, &seen, &e), 0);
        assert_int_equal(seen, 1);
        assert_int_equal(src.open(&inner, src.u, 0, &e), 0);
        assert_int_equal(inner.pread(inner.u, 0, back, sizeof back, &got, &e), 0);
        assert_int_equal(got, sizeof TEXT);
        assert_memory_equal(back, TEXT, sizeof TEXT);
        mk_file_close(&inner);
        assert_int_equal(mk_container_whatsapp.remark(&src, 0) != NULL, how == BAD_TAG);
        assert_null(mk_container_whatsapp.remark(&src, 1));
        mk_source_done(&src);
        mk_buf_done(&file);
        close(fd);
    }
}

static void key_files_are_read_in_all_their_forms(void **s)
{
    (void)s;
    static const uint8_t java[] = { 0xac, 0xed, 0x00, 0x05, 'u',  'r',  0x00, 0x02, '[',
                                    'B',  0xac, 0xf3, 0x17, 0xf8, 0x06, 0x08, 0x54, 0xe0,
                                    0x02, 0x00, 0x00, 'x',  'p',  0x00, 0x00, 0x00 };
    struct mk_whatsapp_key k;
    uint8_t file[27 + 131] = { 0 };
    memcpy(file, java, sizeof java);
    file[26] = 131;
    memcpy(file + 27 + 99, key, 32);
    assert_true(mk_whatsapp_key_parse(&k, mk_span(file, sizeof file)) && !k.root);
    assert_memory_equal(k.b, key, 32);
    assert_true(mk_whatsapp_key_parse(&k, mk_span(file + 27, 131)) && !k.root);
    assert_memory_equal(k.b, key, 32);
    for (size_t n = 0; n < sizeof file; n++)
        assert_false(mk_whatsapp_key_parse(&k, mk_span(file, n)));
    file[26] = 32;
    memcpy(file + 27, key, 32);
    assert_true(mk_whatsapp_key_parse(&k, mk_span(file, 27 + 32)) && k.root);
    assert_memory_equal(k.b, key, 32);
    assert_true(mk_whatsapp_key_parse(&k, mk_str("0011 2233 4455 6677 8899 aabb ccdd eeff\n"
                                                 "0011 2233 4455 6677 8899 AABB CCDD EEFF\n")));
    assert_memory_equal(k.b, key, 32);
    assert_false(mk_whatsapp_key_parse(&k, mk_str(KEY "0")));
    assert_false(mk_whatsapp_key_parse(&k, mk_str(KEY KEY)));
}

static void no_memory_is_an_error_and_leaks_nothing(void **s)
{
    (void)s;
    struct mk_buf file;
    make(&file, 15, 0, mk_span(TEXT, sizeof TEXT));
    for (int n = 1; fault_arm(n); n++) {
        struct mk_source src;
        struct mk_scratch scratch;
        int fd = memfd_create("scratch", 0);
        int rc = open_as_container(&src, mk_buf_span(&file), fd, &scratch);
        fault_disarm();
        if (rc == 0)
            mk_source_done(&src);
        close(fd);
        if (rc == 0)
            break;
        assert_int_equal(e.code, MK_ENOMEM);
    }
    mk_buf_done(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_version_is_decrypted_and_unpacked),
        cmocka_unit_test(what_begins_like_nothing_known_is_decrypted_when_its_tag_fits),
        cmocka_unit_test(another_key_is_told_before_the_first_byte),
        cmocka_unit_test(the_one_that_fits_is_found_among_several),
        cmocka_unit_test(damage_is_not_taken_for_a_wrong_key),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(files_of_other_kinds_are_told_apart),
        cmocka_unit_test(a_container_holds_the_database),
        cmocka_unit_test(key_files_are_read_in_all_their_forms),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
