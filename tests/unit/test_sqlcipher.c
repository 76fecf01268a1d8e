/* Databases that SQLite writes, encrypted here page by page as SQLCipher does, and read back. */
#include "parsers/base/mac.h"
#include "parsers/format/sqlcipher.h"
#include "parsers/source/source.h"
#include "tests/lib/dbset.h"
#include "tests/lib/enc.h"
#include "tests/lib/fault.h"
#include "tests/lib/t.h"
#include "tests/lib/walsum.h"
#include <stdio.h>

static struct mk_error e;

static const struct version {
    const char *name;
    uint32_t page, rounds;
    enum mk_mac kdf;
    int hmac; /* -1: none */
} versions[] = {
    { "1", 1024, 4000, MK_MAC_SHA1, -1 },
    { "2", 1024, 4000, MK_MAC_SHA1, MK_MAC_SHA1 },
    { "3", 1024, 64000, MK_MAC_SHA1, MK_MAC_SHA1 },
    { "4", 4096, 256000, MK_MAC_SHA512, MK_MAC_SHA512 },
    { "Signal", 4096, 1, MK_MAC_SHA1, MK_MAC_SHA1 },
};
#define SIGNAL (&versions[4]) /* the quickest */

struct cipher {
    const struct version *v;
    uint8_t salt[16], key[32], hmac_key[32];
    uint32_t plain, reserve;
};

static void set_up(struct cipher *c, const struct version *v, const char *passphrase)
{
    uint8_t mask[16];
    *c = (struct cipher){ .v = v, .plain = 16 };
    c->reserve = v->hmac < 0 ? 16 : v->hmac == MK_MAC_SHA1 ? 48 : 80;
    for (size_t i = 0; i < 16; i++) {
        c->salt[i] = (uint8_t)(i * 29 + 130);
        mask[i] = c->salt[i] ^ 0x3a;
    }
    assert_int_equal(
        mk_pbkdf2(c->key, 32, v->kdf, mk_str(passphrase), mk_span(c->salt, 16), v->rounds, &e), 0);
    if (v->hmac >= 0)
        assert_int_equal(mk_pbkdf2(c->hmac_key, 32, (enum mk_mac)v->hmac, mk_span(c->key, 32),
                                   mk_span(mask, 16), 2, &e),
                         0);
}

static void encrypt_page(const struct cipher *c, uint32_t page, uint8_t *p)
{
    size_t start = page == 1 ? c->plain : 0, end = c->v->page - c->reserve;
    struct mk_buf mac;
    mk_buf_init(&mac, 1 << 20);
    for (size_t i = 0; i < 16; i++)
        p[end + i] = (uint8_t)(page * 7 + i);
    enc_cbc(p + start, mk_span(c->key, 32), mk_span(p + end, 16), mk_span(p + start, end - start));
    if (page == 1 && c->plain == 16)
        memcpy(p, c->salt, 16);
    mk_buf_put(&mac, p + start, end + 16 - start);
    mk_buf_u32le(&mac, page);
    if (c->v->hmac >= 0)
        assert_int_equal(mk_hmac_of(p + end + 16, (enum mk_mac)c->v->hmac, mk_span(c->hmac_key, 32),
                                    mk_buf_span(&mac), &e),
                         0);
    mk_buf_done(&mac);
}

static void encrypt_set(const struct cipher *c, struct dbset *s)
{
    uint32_t size = c->v->page;
    for (size_t at = 0; at < s->n[DBSET_DB]; at += size)
        encrypt_page(c, (uint32_t)(at / size + 1), s->p[DBSET_DB] + at);
    for (size_t at = 32; at + 24 + size <= s->n[DBSET_WAL]; at += 24 + size)
        encrypt_page(c, walsum_get(s->p[DBSET_WAL] + at, true), s->p[DBSET_WAL] + at + 24);
    if (s->n[DBSET_WAL])
        walsum_repair(s->p[DBSET_WAL], s->n[DBSET_WAL], false, SIZE_MAX);
    size_t first =
        s->n[DBSET_JOURNAL] ? walsum_get(s->p[DBSET_JOURNAL] + 20, true) : 0; /* a sector */
    for (size_t at = first; at + 8 + size <= s->n[DBSET_JOURNAL]; at += 8 + size) {
        uint8_t *p = s->p[DBSET_JOURNAL] + at;
        encrypt_page(c, walsum_get(p, true), p + 4);
        uint32_t sum = walsum_get(s->p[DBSET_JOURNAL] + 12, true);
        for (size_t i = size - 200; i > 0 && i < size; i -= 200)
            sum += p[4 + i];
        walsum_put(p + 4 + size, sum);
    }
}

/* t with 40 rows; in WAL mode the last 10 are in the log alone; "JOURNAL": 10 more are half way in
 * and have to be rolled back. */
static void make_set(struct dbset *out, const struct cipher *c, const char *how)
{
    char sql[200];
    sqlite3 *db = dbset_create();
    sqlite3_file_control(db, "main", SQLITE_FCNTL_RESERVE_BYTES, &(int){ (int)c->reserve });
    snprintf(
        sql, sizeof sql,
        "PRAGMA page_size=%u; PRAGMA journal_mode=%s; CREATE TABLE t(a INTEGER PRIMARY KEY, b)",
        c->v->page, strcmp(how, "WAL") == 0 ? "WAL" : "DELETE");
    dbset_run(db, sql);
    dbset_run(db, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n WHERE i<30)"
                  "INSERT INTO t SELECT i, printf('text %0300d', i) FROM n");
    if (strcmp(how, "WAL") == 0)
        dbset_run(db, "PRAGMA wal_checkpoint(TRUNCATE)");
    if (strcmp(how, "JOURNAL") == 0)
        dbset_run(db, "PRAGMA cache_size=1; PRAGMA cache_spill=1; BEGIN;"
                      "UPDATE t SET b = printf('other %03000d', a)");
    dbset_run(db, "WITH RECURSIVE n(i) AS (SELECT 31 UNION ALL SELECT i+1 FROM n WHERE i<40)"
                  "INSERT INTO t SELECT i, printf('more %0300d', i) FROM n");
    dbset_take(out);
    sqlite3_close(db);
    encrypt_set(c, out);
}

static struct mk_context with(const struct mk_secret *secrets)
{
    return (struct mk_context){ .path = mk_str("app.db"), .secrets = secrets };
}

#define SECRET(v)                                                                                  \
    {                                                                                              \
        "sqlcipher",                                                                               \
        {                                                                                          \
            (const uint8_t *)(v), sizeof(v) - 1                                                    \
        }                                                                                          \
    }
static const struct mk_secret right[] = { SECRET("wrong"), SECRET("testkey"), { 0 } };
static const struct mk_secret wrong[] = { SECRET("wrong"), { 0 } };

static int64_t rows(const struct dbset *set, const struct mk_secret *secrets, const char *remark)
{
    struct mk_sqlcipher *c;
    struct mk_sqlite *s;
    struct mk_span span[3];
    struct mk_file file[3];
    struct mk_context cx = with(secrets);
    for (size_t i = 0; i < 3; i++) {
        span[i] = mk_span(set->p[i], set->n[i]);
        file[i] = mk_file_memory(&span[i]);
    }
    if (mk_sqlcipher_open(&c, &file[0], &cx, &e) != 0)
        return -2;
    struct mk_sqlite_set files = { &file[0], set->n[1] ? &file[1] : NULL,
                                   set->n[2] ? &file[2] : NULL, mk_sqlcipher_codec(c) };
    assert_int_equal(mk_sqlite_open(&s, &files, NULL, &e), 0);
    int64_t n = dbset_number(mk_sqlite_handle(s), "SELECT count(b) FROM t NOT INDEXED");
    if (remark && !dbset_has_remark(s, remark))
        fail_msg("no remark '%s', but '%s'", remark, mk_sqlite_remark(s, 0));
    mk_sqlite_close(s);
    mk_sqlcipher_free(c);
    return n;
}

static void every_version_is_opened_by_its_passphrase(void **s)
{
    (void)s;
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        struct cipher c;
        struct dbset set;
        set_up(&c, &versions[i], "testkey");
        make_set(&set, &c, "DELETE");
        if (rows(&set, right, NULL) != 40)
            fail_msg("version %s: %s", versions[i].name, e.text);
        dbset_done(&set);
    }
}

static void pages_of_the_log_are_decrypted_as_well(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set;
    set_up(&c, SIGNAL, "testkey");
    make_set(&set, &c, "WAL");
    assert_int_equal(rows(&set, right, "wal: "), 40);
    set.n[DBSET_WAL] = 0;
    assert_int_equal(rows(&set, right, NULL), 30);
    dbset_done(&set);
}

static void pages_of_a_hot_journal_are_decrypted_as_well(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set;
    set_up(&c, SIGNAL, "testkey");
    make_set(&set, &c, "JOURNAL");
    assert_true(set.n[DBSET_JOURNAL] > 512 + 4096);
    assert_int_equal(rows(&set, right, "journal: hot"), 30);
    dbset_done(&set);
}

static void raw_keys_open_it_with_and_without_a_salt(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set;
    struct mk_buf text;
    set_up(&c, SIGNAL, "testkey");
    make_set(&set, &c, "DELETE");
    for (int how = 0; how < 4; how++) {
        mk_buf_init(&text, 400);
        mk_buf_puts(&text, how == 3 ? "" : "x'");
        mk_buf_hex(&text, mk_span(c.key, 32));
        if (how == 2)
            mk_buf_hex(&text, mk_span(c.hmac_key, 32));
        if (how == 1 || how == 2)
            mk_buf_hex(&text, mk_span(c.salt, 16));
        mk_buf_puts(&text, how == 3 ? "" : "'");
        struct mk_secret given[] = { { "sqlcipher", mk_buf_span(&text) }, { 0 } };
        assert_int_equal(rows(&set, given, NULL), 40);
        mk_buf_done(&text);
    }
    dbset_done(&set);
}

static void a_plain_header_needs_the_salt_beside_the_key(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set;
    struct mk_buf text;
    set_up(&c, &versions[3], "testkey");
    c.plain = 32;
    make_set(&set, &c, "DELETE");
    assert_memory_equal(set.p[DBSET_DB], "SQLite format 3", 16);
    assert_true(mk_sqlcipher_looks(mk_span(set.p[DBSET_DB], 1024), set.n[DBSET_DB]));
    mk_buf_init(&text, 400);
    mk_buf_puts(&text, "x'");
    mk_buf_hex(&text, mk_span(c.key, 32));
    mk_buf_hex(&text, mk_span(c.salt, 16));
    mk_buf_puts(&text, "'");
    struct mk_secret given[] = { { "signal", mk_buf_span(&text) }, { 0 } };
    assert_int_equal(rows(&set, given, NULL), 40);
    assert_int_equal(rows(&set, right, NULL), -2);
    mk_buf_done(&text);
    dbset_done(&set);
}

static void a_missing_and_a_wrong_key_are_told_apart_from_damage(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set;
    set_up(&c, SIGNAL, "testkey");
    make_set(&set, &c, "DELETE");
    assert_int_equal(rows(&set, right + 2, NULL), -2);
    assert_int_equal(e.code, MK_EAUTH);
    assert_string_equal(e.text, "encrypted, no key given (sqlcipher=)");
    assert_int_equal(rows(&set, wrong, NULL), -2);
    assert_int_equal(e.code, MK_EAUTH);
    memset(set.p[DBSET_DB], 0, set.n[DBSET_DB]);
    assert_int_equal(rows(&set, right, NULL), -2);
    assert_int_equal(e.code, MK_EFORMAT);
    dbset_done(&set);
}

static void a_page_whose_hmac_is_bad_costs_that_page_and_makes_no_row_up(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set;
    set_up(&c, SIGNAL, "testkey");
    make_set(&set, &c, "DELETE");
    assert_true(set.n[DBSET_DB] > (size_t)4 * 4096);
    set.p[DBSET_DB][3 * 4096 + 100] ^= 1; /* page 4, a leaf of t */
    assert_int_equal(rows(&set, right, "pages are damaged"), -1);
    dbset_done(&set);
}

static int put(void *u, const void *p, size_t n, struct mk_error *err)
{
    (void)err;
    mk_buf_put(u, p, n);
    return 0;
}

static void the_plain_database_is_written_and_damage_fails(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set, plain = { 0 };
    struct mk_context cx = with(right);
    struct mk_buf out;
    set_up(&c, SIGNAL, "testkey");
    make_set(&set, &c, "DELETE");
    struct mk_span in = mk_span(set.p[DBSET_DB], set.n[DBSET_DB]);
    struct mk_file f = mk_file_memory(&in);
    mk_buf_init(&out, 1 << 20);
    assert_int_equal(mk_decrypt_sqlcipher.check(&f, &cx, &e), 0);
    assert_int_equal(mk_decrypt_sqlcipher.run(put, &out, &f, &cx, &e), 0);
    plain.p[DBSET_DB] = out.p;
    plain.n[DBSET_DB] = out.len;
    dbset_expect(&plain, 40, NULL);
    mk_buf_clear(&out);
    set.p[DBSET_DB][4096 + 9] ^= 1;
    assert_int_equal(mk_decrypt_sqlcipher.run(put, &out, &f, &cx, &e), -1);
    assert_int_equal(e.code, MK_EFORMAT);
    set.p[DBSET_DB][4096 + 9] ^= 1;
    mk_buf_clear(&out);
    cx = with(wrong);
    assert_int_equal(mk_decrypt_sqlcipher.run(put, &out, &f, &cx, &e), -1);
    assert_int_equal(e.code, MK_EAUTH);
    assert_int_equal(out.len, 0);
    mk_buf_done(&out);
    dbset_done(&set);
}

static void the_file_reads_the_same_in_any_pieces(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set;
    struct mk_context cx = with(right);
    struct mk_sqlcipher *x;
    uint8_t whole[20000], part[20000];
    size_t got, at = 0;
    set_up(&c, SIGNAL, "testkey");
    make_set(&set, &c, "DELETE");
    struct mk_span in = mk_span(set.p[DBSET_DB], set.n[DBSET_DB]);
    struct mk_file f = mk_file_memory(&in);
    assert_int_equal(mk_sqlcipher_open(&x, &f, &cx, &e), 0);
    struct mk_file plain = mk_sqlcipher_file(x);
    assert_int_equal(plain.size, set.n[DBSET_DB]);
    assert_int_equal(plain.pread(plain.u, 0, whole, sizeof whole, &got, &e), 0);
    for (size_t n = 1; at < got; at += n, n += 700) {
        size_t k;
        if (n > got - at)
            n = got - at;
        assert_int_equal(plain.pread(plain.u, at, part, n, &k, &e), 0);
        assert_int_equal(k, n);
        assert_memory_equal(part, whole + at, n);
    }
    assert_non_null(strstr(mk_sqlcipher_about(x), "pages of 4096 bytes"));
    mk_sqlcipher_free(x);
    dbset_done(&set);
}

static void what_is_not_encrypted_does_not_look_so(void **s)
{
    (void)s;
    uint8_t head[1024];
    struct dbset set;
    sqlite3 *db = dbset_create_t("DELETE");
    dbset_run(db, "INSERT INTO t(b) VALUES(randomblob(400))");
    dbset_take(&set);
    sqlite3_close(db);
    assert_false(mk_sqlcipher_looks(mk_span(set.p[0], 1024), set.n[0]));
    dbset_done(&set);
    memset(head, 'x', sizeof head);
    assert_false(mk_sqlcipher_looks(mk_span(head, sizeof head), 1024));
    for (size_t i = 0; i < sizeof head; i++)
        head[i] = (uint8_t)((i * 2654435761u) >> 13);
    assert_true(mk_sqlcipher_looks(mk_span(head, sizeof head), 1024));
    assert_false(mk_sqlcipher_looks(mk_span(head, sizeof head), 1025));
    assert_false(mk_sqlcipher_looks(mk_span(head, 511), 1024));
}

static void no_memory_is_an_error_and_leaks_nothing(void **s)
{
    (void)s;
    struct cipher c;
    struct dbset set;
    struct mk_context cx = with(right);
    set_up(&c, SIGNAL, "testkey");
    make_set(&set, &c, "DELETE");
    struct mk_span in = mk_span(set.p[DBSET_DB], set.n[DBSET_DB]);
    struct mk_file f = mk_file_memory(&in);
    cx.secrets = right + 1;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_sqlcipher *x = NULL;
        int rc = mk_sqlcipher_open(&x, &f, &cx, &e);
        fault_disarm();
        mk_sqlcipher_free(x);
        if (rc == 0)
            break;
        assert_int_equal(e.code, MK_ENOMEM);
    }
    dbset_done(&set);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_version_is_opened_by_its_passphrase),
        cmocka_unit_test(pages_of_the_log_are_decrypted_as_well),
        cmocka_unit_test(pages_of_a_hot_journal_are_decrypted_as_well),
        cmocka_unit_test(raw_keys_open_it_with_and_without_a_salt),
        cmocka_unit_test(a_plain_header_needs_the_salt_beside_the_key),
        cmocka_unit_test(a_missing_and_a_wrong_key_are_told_apart_from_damage),
        cmocka_unit_test(a_page_whose_hmac_is_bad_costs_that_page_and_makes_no_row_up),
        cmocka_unit_test(the_plain_database_is_written_and_damage_fails),
        cmocka_unit_test(the_file_reads_the_same_in_any_pieces),
        cmocka_unit_test(what_is_not_encrypted_does_not_look_so),
        cmocka_unit_test(no_memory_is_an_error_and_leaks_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, dbset_teardown);
}
