/* Keys of encrypted iOS backups; tests/lib/ios_make.h makes them. */
#include "tests/lib/t.h"

#include "parsers/base/aes.h"
#include "parsers/base/mac.h"
#include "parsers/format/ios_keybag.h"
#include "parsers/format/sqlite_open.h"
#include "tests/lib/fault.h"
#include "tests/lib/ios_open.h"

static struct mk_error e;
static const struct ios_make_options locked = { .password = "correct", .rounds = 3, .rounds2 = 7 };
static const struct ios_make_options older = { .password = "correct", .rounds2 = UINT32_MAX };

static void unwrap_is_as_the_rfc_has_it(void **state)
{
    uint8_t kek[32], wrapped[40], out[32];
    size_t n;
    (void)state;
    for (size_t i = 0; i < 32; i++)
        kek[i] = (uint8_t)i;
    /* RFC 3394, 4.6: 256 bits of data under 256 */
    static const char hex[] = "28c9f404c4b810f4cbccb35cfb87f8263f5786e2d80ed326cbc7f0e71a99f43b"
                              "fb988b9b7a02dd21";
    static const char data[] = "00112233445566778899aabbccddeeff000102030405060708090a0b0c0d0e0f";
    uint8_t want[32];
    assert_true(mk_unhex(wrapped, sizeof wrapped, &n, mk_str(hex)));
    assert_true(mk_unhex(want, sizeof want, &n, mk_str(data)));
    assert_int_equal(mk_aes_unwrap(out, mk_span(kek, 32), mk_span(wrapped, 40), &e), 0);
    assert_memory_equal(out, want, 32);
    wrapped[39] ^= 1;
    assert_int_equal(mk_aes_unwrap(out, mk_span(kek, 32), mk_span(wrapped, 40), &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    for (size_t len = 0; len <= 23; len++) {
        assert_int_equal(mk_aes_unwrap(out, mk_span(kek, 32), mk_span(wrapped, len), &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
    assert_int_equal(mk_aes_unwrap(out, mk_span(kek, 31), mk_span(wrapped, 40), &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
}

static int count(void *u, uint64_t done, uint64_t total, struct mk_error *err)
{
    uint64_t *said = u;
    (void)err;
    assert_true(done <= total);
    said[0]++;
    said[1] = done;
    return 0;
}

static int stop(void *u, uint64_t done, uint64_t total, struct mk_error *err)
{
    (void)u;
    (void)done;
    (void)total;
    return mk_fail(err, MK_ECLOSED, "nobody waits");
}

static void the_derivation_that_tells_derives_the_same(void **state)
{
    static const struct {
        size_t password, salt, n;
        uint32_t rounds;
    } cases[] = { { 0, 0, 32, 1 },    { 8, 4, 32, 1 },     { 63, 20, 16, 2 },
                  { 64, 20, 32, 77 }, { 65, 200, 32, 77 }, { 200, 0, 1, 1000 } };
    static uint8_t bytes[256];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 11 + 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint8_t a[32] = { 0 }, b[32] = { 0 };
        uint64_t said[2] = { 0 };
        struct mk_span password = mk_span(bytes, cases[i].password);
        struct mk_span salt = mk_span(bytes + 1, cases[i].salt);
        assert_int_equal(
            mk_pbkdf2(a, cases[i].n, MK_MAC_SHA256, password, salt, cases[i].rounds, &e), 0);
        assert_int_equal(
            mk_pbkdf2_told(b, cases[i].n, password, salt, cases[i].rounds, count, said, &e), 0);
        assert_memory_equal(a, b, 32);
        assert_int_equal(said[0], 1);
        assert_int_equal(said[1], cases[i].rounds);
    }
}

static void the_derivation_tells_how_far_it_is_and_can_be_ended(void **state)
{
    uint8_t out[32];
    uint64_t said[2] = { 0 };
    (void)state;
    assert_int_equal(mk_pbkdf2_told(out, 32, mk_str("a"), mk_str("b"), 2500000, count, said, &e),
                     0);
    assert_int_equal(said[0], 3);
    assert_int_equal(mk_pbkdf2_told(out, 32, mk_str("a"), mk_str("b"), 2500000, stop, NULL, &e),
                     -1);
    assert_int_equal(e.code, MK_ECLOSED);
    assert_int_equal(mk_pbkdf2_told(out, 33, mk_str("a"), mk_str("b"), 1, NULL, NULL, &e), -1);
    assert_int_equal(mk_pbkdf2_told(out, 32, mk_str("a"), mk_str("b"), 0, NULL, NULL, &e), -1);
}

static void the_password_gives_the_class_key(void **state)
{
    static const struct ios_make_options *const all[] = { &locked, &older };
    static const char *const wrong[] = { "", "Correct", "correct\n", "correct " };
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct mk_ios_keybag bag;
        struct mk_ios_keys keys;
        struct mk_buf b;
        mk_buf_init(&b, 4096);
        ios_make_keybag(&b, all[i]);
        assert_int_equal(mk_ios_keybag_read(&bag, mk_buf_span(&b), &e), 0);
        assert_int_equal(bag.n, 2);
        assert_int_equal(mk_ios_keybag_try(&keys, &bag, mk_str("correct"), NULL, &e), 0);
        assert_int_equal(keys.n, 1);
        assert_int_equal(keys.refused, 0);
        assert_int_equal(keys.classes[0].number, 3);
        for (size_t k = 0; k < MK_IOS_KEY; k++)
            assert_int_equal(keys.classes[0].key[k], 100 + k);
        for (size_t w = 0; w < 4; w++) {
            assert_int_equal(mk_ios_keybag_try(&keys, &bag, mk_str(wrong[w]), NULL, &e), -1);
            assert_int_equal(e.code, MK_EAUTH);
            assert_int_equal(keys.n, 0);
        }
        mk_buf_done(&b);
    }
}

static void every_truncation_of_a_keybag_is_refused_or_whole(void **state)
{
    struct mk_buf b;
    struct mk_ios_keybag bag;
    size_t whole = 0;
    (void)state;
    mk_buf_init(&b, 4096);
    ios_make_keybag(&b, &locked);
    for (size_t n = 0; n < b.len; n++) {
        if (mk_ios_keybag_read(&bag, mk_span(b.p, n), &e) == 0)
            whole++; /* between items, once the first class is whole */
        else
            assert_int_equal(e.code, MK_EFORMAT);
    }
    assert_int_equal(whole, 5);
    mk_buf_done(&b);
}

/* Where an item's value stands. */
static uint8_t *value_of(struct mk_buf *b, const char *tag, size_t nth)
{
    for (size_t at = 0; at + 8 < b->len; at++)
        if (!memcmp(b->p + at, tag, 4) && nth-- == 0)
            return b->p + at + 8;
    fail();
    return NULL;
}

static void what_a_hostile_keybag_asks_for_is_bounded(void **state)
{
    static const char *const rounds[] = { "ITER", "DPIC" };
    struct mk_ios_keybag bag;
    struct mk_buf b;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        mk_buf_init(&b, 4096);
        ios_make_keybag(&b, &locked);
        memcpy(value_of(&b, rounds[i], 0), "\xff\xff\xff\xff", 4);
        assert_int_equal(mk_ios_keybag_read(&bag, mk_buf_span(&b), &e), -1);
        assert_int_equal(e.code, MK_ELIMIT);
        assert_non_null(strstr(e.text, "4294967295"));
        mk_buf_done(&b);
    }
    mk_buf_init(&b, 65536);
    ios_make_keybag(&b, &locked);
    for (size_t i = 0; i < 40; i++)
        mk_buf_put(&b, "UUID\0\0\0\0", 8);
    assert_int_equal(mk_ios_keybag_read(&bag, mk_buf_span(&b), &e), -1);
    assert_int_equal(e.code, MK_ELIMIT);
    mk_buf_done(&b);
}

static void what_is_no_keybag_is_refused(void **state)
{
    static const struct {
        const char *tag;
        size_t nth, at; /* the byte that becomes another */
        uint8_t to;
    } bad[] = { { "ITER", 0, 3, 0 },   /* no rounds */
                { "WRAP", 1, 3, 1 } }; /* no class under the password */
    struct mk_ios_keybag bag;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct mk_buf b;
        mk_buf_init(&b, 4096);
        ios_make_keybag(&b, &locked);
        value_of(&b, bad[i].tag, bad[i].nth)[bad[i].at] = bad[i].to;
        assert_int_equal(mk_ios_keybag_read(&bag, mk_buf_span(&b), &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
        mk_buf_done(&b);
    }
    static const char *const odd[] = { "SALT\0\0\0\1xITER\0\0\0\2ab", "ITER\0\0\0\3abc",
                                       "UUID\0\0\0\0UUID\0\0\0\0CLAS\0\0\0\1a", "x" };
    static const size_t lens[] = { 19, 11, 25, 1 };
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(mk_ios_keybag_read(&bag, mk_span(odd[i], lens[i]), &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
}

static void a_file_key_needs_its_class(void **state)
{
    struct mk_ios_keys keys = { .n = 1 };
    uint8_t out[MK_IOS_KEY], stored[44] = { 3 };
    (void)state;
    keys.classes[0].number = 3;
    assert_int_equal(mk_ios_file_key(out, &keys, mk_span(stored, 44), &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    stored[0] = 4;
    assert_int_equal(mk_ios_file_key(out, &keys, mk_span(stored, 44), &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    assert_non_null(strstr(e.text, "class 4"));
    for (size_t n = 0; n < 44; n++) {
        assert_int_equal(mk_ios_file_key(out, &keys, mk_span(stored, n), &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
}

static void every_secret_is_tried_once(void **state)
{
    static const struct mk_secret secrets[] = { { "ab", { (const uint8_t *)"correct", 7 } },
                                                { "ios-backup", { (const uint8_t *)"no", 2 } },
                                                { "ios-backup",
                                                  { (const uint8_t *)"correct\r\n", 9 } },
                                                { 0 } };
    uint64_t said[2] = { 0 };
    const struct mk_listener listener = { .tell = count, .u = said };
    const struct mk_context cx = { .secrets = secrets, .listener = &listener };
    struct mk_ios_keybag bag;
    struct mk_ios_keys keys;
    struct mk_buf b;
    (void)state;
    mk_buf_init(&b, 4096);
    ios_make_keybag(&b, &locked);
    assert_int_equal(mk_ios_keybag_read(&bag, mk_buf_span(&b), &e), 0);
    assert_int_equal(mk_ios_keybag_unlock(&keys, &bag, &cx, &e), 0);
    assert_int_equal(said[0], 2);
    mk_buf_done(&b);
}

/* ---- moka decrypt ---- */

static int gather(void *u, const void *p, size_t n, struct mk_error *err)
{
    (void)err;
    mk_buf_put(u, p, n);
    return 0;
}

static int note(void *u, const char *text, struct mk_error *err)
{
    (void)err;
    mk_buf_printf(u, "%s\n", text);
    return 0;
}

static void a_decrypted_backup_is_a_tar_of_plain_files(void **state)
{
    struct ios_make m;
    struct opened o;
    struct mk_buf tar, remarks;
    (void)state;
    ios_make_two(&m, &locked);
    mk_buf_init(&tar, 1 << 20);
    mk_buf_init(&remarks, 4096);
    assert_true(ios_find(&o, &m, "correct"));
    const struct mk_listener listener = { .remark = note, .u = &remarks };
    o.cx.listener = &listener;
    assert_int_equal(mk_decrypt_ios_backup.run(gather, &tar, NULL, &o.cx, &e), 0);
    assert_int_equal(tar.len % 512, 0);
    assert_int_equal(remarks.len, 0);
    assert_memory_equal(tar.p, "Manifest.db", 12);
    assert_memory_equal(tar.p + 512, "SQLite format 3", 16);
    assert_non_null(memmem(tar.p, tar.len, "messages, 24 bytes long.", 24));
    ios_close(&o);
    /* one that is cut, one that is missing, one whose name is no path: its bytes are there */
    ios_make_done(&m);
    ios_make_begin(&m, &locked);
    ios_make_file(&m, "HomeDomain", "cut", mk_str("this one is cut, this one is cut"), -1);
    m.files[0].bytes.len -= 5;
    ios_make_file(&m, "HomeDomain", "../x", mk_str("under a hostile name"), -1);
    ios_make_row(&m, "2222222222222222222222222222222222222222", mk_str("HomeDomain"),
                 mk_str("gone"), 1);
    ios_make_end(&m);
    mk_buf_clear(&tar);
    assert_true(ios_find(&o, &m, "correct"));
    o.cx.listener = &listener;
    assert_int_equal(mk_decrypt_ios_backup.run(gather, &tar, NULL, &o.cx, &e), 1);
    assert_non_null(memmem(tar.p, tar.len, "under a hostile name", 20));
    assert_null(memmem(tar.p, 512, "..", 2));
    const char *said = mk_buf_cstr(&remarks);
    assert_non_null(strstr(said, "private/var/mobile/cut: cut off"));
    assert_non_null(strstr(said, "1 of 3 files"));
    assert_non_null(strstr(said, "HomeDomain/../x: a path that leaves its folder"));
    ios_close(&o);
    ios_make_done(&m);
    mk_buf_done(&tar);
    mk_buf_done(&remarks);
}

static void a_check_needs_nothing_but_the_property_list(void **state)
{
    struct ios_make m;
    struct opened o;
    struct mk_file f;
    size_t at = 0;
    (void)state;
    ios_make_two(&m, &locked);
    while (strcmp(m.files[at].path, "Manifest.plist") != 0)
        at++;
    static const char *const given[] = { "correct", "wrong", NULL };
    for (size_t i = 0; i < 3; i++) {
        assert_true(ios_find(&o, &m, given[i]));
        assert_int_equal(o.folder.open(&f, o.folder.u, at, &e), 0);
        assert_int_equal(mk_decrypt_ios_backup.check(&f, &o.cx, &e), i ? -1 : 0);
        assert_true(i == 0 || e.code == MK_EAUTH);
        ios_close(&o);
    }
    struct mk_buf *list = &m.files[at].bytes;
    for (size_t n = 0; n + 9 < list->len; n += 3) { /* all but the end of the last tags */
        size_t len = list->len;
        list->len = n;
        assert_true(ios_find(&o, &m, "wrong"));
        assert_int_equal(o.folder.open(&f, o.folder.u, at, &e), 0);
        assert_int_equal(mk_decrypt_ios_backup.check(&f, &o.cx, &e), -1);
        assert_true(e.code == MK_EFORMAT || e.code == MK_EAUTH);
        ios_close(&o);
        list->len = len;
    }
    ios_make_done(&m);
}

static void no_memory_is_an_error_and_leaks_nothing(void **state)
{
    struct ios_make m;
    (void)state;
    ios_make_two(&m, &locked);
    struct mk_buf tar;
    mk_buf_init(&tar, 1 << 20);
    mk_buf_room(&tar, 1 << 19);
    for (int n = 1; fault_arm(n); n++) {
        struct opened o;
        mk_buf_clear(&tar);
        if (ios_find(&o, &m, "correct")) {
            int rc = mk_decrypt_ios_backup.run(gather, &tar, NULL, &o.cx, &e);
            assert_true(rc >= 0 || fault_fired());
        }
        ios_close(&o);
    }
    fault_disarm();
    mk_buf_done(&tar);
    ios_make_done(&m);
}

static int setup(void **state)
{
    (void)state;
    return mk_sqlite_process((uint64_t)256 << 20, &e);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unwrap_is_as_the_rfc_has_it),
        cmocka_unit_test(the_derivation_that_tells_derives_the_same),
        cmocka_unit_test(the_derivation_tells_how_far_it_is_and_can_be_ended),
        cmocka_unit_test(the_password_gives_the_class_key),
        cmocka_unit_test(every_truncation_of_a_keybag_is_refused_or_whole),
        cmocka_unit_test(what_a_hostile_keybag_asks_for_is_bounded),
        cmocka_unit_test(what_is_no_keybag_is_refused),
        cmocka_unit_test(a_file_key_needs_its_class),
        cmocka_unit_test(every_secret_is_tried_once),
        cmocka_unit_test(a_decrypted_backup_is_a_tar_of_plain_files),
        cmocka_unit_test(a_check_needs_nothing_but_the_property_list),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
