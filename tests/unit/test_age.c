#include "tests/lib/t.h"

#include "firmware/age/age.h"
#include "parsers/base/base64.h"
#include "parsers/base/hash.h"
#include "tests/lib/fault.h"
#include <stdlib.h>

/* Files that stock age 1.1.1 made of the text "moka", and the keys that they are for. */
static const char x_key[] =
    "AGE-SECRET-KEY-168PXYFFKF2NHAM6JPLN4YGDS9DZL7EST8347E63LQ9P44E5LM88QFDMUQY";
static const char x_to[] = "age1kfd6jn4h8l30e590r5s3hfxynqzws2qur8h2z3xhls3j4gj62a6s27xqfe";
static const char x_file[] =
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IFgyNTUxOSAzMmtkSk5LdFExU2FFWVF0UXBOTXhzTk9nZEdqVVF1Ti9BMFRM"
    "dHloR3c0CmxITXpXbjJYMWRYaVNRK3YrVjJiU2Nta3ZVbnlaaVRsL000ejdMZm02YjQKLS0tIFB2cVJyNEpmSjJaM0tC"
    "akhTaFRLclpTN0tyWVVzUEJrQ01BYXJZUHZQVDgKmMzeLGOgU6Ft+HA3SUTcEY6wItrnnHFzt20Fp2ww+a5QYqcf";
static const char ssh_seed[] = "1b3304ef6f97f7ab9273940e0c22be207cbd74aa7d6ed59cf2e9a233d0783310";
static const char ssh_to[] =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKB6w795+lIcukU+DZMc+InyJKuIgXiI8ABZPmMriMEI a name";
static const char ssh_file[] =
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNzaC1lZDI1NTE5IFg5MFJrZyB4T28xUEtSZzV4bzRrS1EySEtYK2p3N0Iw"
    "cDR5ekxJNlFxejdsa0ZtOGpzCmppNG1mUTBtME9oRmdYMVpPMUZjNFhadXJWWkd3RkNGSHh6UmhBZ2hjSW8KLS0tIHpl"
    "Z2hoQk5kUUdoOU5kVjZEWmJTVUFsTmR4YTY1Z090Uk15V1ErN1lhUzgKWmNy0YR0hVYXsIm/9ASzSB0bc98NfzjvvRBF"
    "ScVv/HT15OUf";

static struct mk_age_identity x_identity(void)
{
    struct mk_age_identity id;
    assert_int_equal(mk_age_identity_read(&id, mk_str(x_key), NULL), 0);
    return id;
}

static struct mk_age_identity ssh_identity(void)
{
    uint8_t seed[MK_AGE_KEY];
    size_t n;
    struct mk_age_identity id;
    assert_true(mk_unhex(seed, sizeof seed, &n, mk_str(ssh_seed)));
    assert_int_equal(mk_age_identity_ssh(&id, seed, NULL), 0);
    return id;
}

static struct mk_age_recipient recipient(const char *text)
{
    struct mk_age_recipient r;
    assert_int_equal(mk_age_recipient_read(&r, mk_str(text), NULL), 0);
    return r;
}

static int keep(void *u, struct mk_span bytes, struct mk_error *e)
{
    mk_buf_put(u, bytes.p, bytes.len);
    return mk_buf_ok(u) ? 0 : mk_fail(e, MK_ENOMEM, "test");
}

/* 0, or the code that it failed with */
static int opened(struct mk_buf *out, struct mk_span file, const struct mk_age_identity *id,
                  size_t n, size_t piece)
{
    struct mk_age_reader *r = NULL;
    struct mk_error e = { 0 };
    int rc = mk_age_reader_new(&r, id, n, keep, out, &e);
    for (size_t at = 0; rc == 0 && at < file.len; at += piece)
        rc =
            mk_age_read(r, mk_span(file.p + at, piece < file.len - at ? piece : file.len - at), &e);
    if (rc == 0)
        rc = mk_age_read_end(r, &e);
    mk_age_reader_free(r);
    return rc ? (int)e.code : 0;
}

static int made(struct mk_buf *out, struct mk_span plain, const struct mk_age_recipient *to,
                size_t n, size_t piece)
{
    struct mk_age_writer *w = NULL;
    struct mk_error e = { 0 };
    int rc = mk_age_writer_new(&w, to, n, keep, out, &e);
    for (size_t at = 0; rc == 0 && at < plain.len; at += piece)
        rc = mk_age_write(w, mk_span(plain.p + at, piece < plain.len - at ? piece : plain.len - at),
                          &e);
    if (rc == 0)
        rc = mk_age_write_end(w, &e);
    mk_age_writer_free(w);
    return rc ? (int)e.code : 0;
}

static struct mk_buf decoded(const char *base64)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    assert_true(mk_base64_get(&b, mk_str(base64)));
    return b;
}

static void opens_what_stock_age_made(void **state)
{
    static const struct {
        const char *file;
        struct mk_age_identity (*id)(void);
    } t[] = { { x_file, x_identity }, { ssh_file, ssh_identity } };
    (void)state;
    for (size_t i = 0; i < 2; i++)
        for (size_t piece = 1; piece < 400; piece += 99) {
            struct mk_age_identity id = t[i].id();
            struct mk_buf file = decoded(t[i].file), out;
            mk_buf_init(&out, 4096);
            assert_int_equal(opened(&out, mk_buf_span(&file), &id, 1, piece), 0);
            assert_true(mk_span_is(mk_buf_span(&out), "moka"));
            mk_buf_done(&out);
            mk_buf_done(&file);
        }
}

static void keys_are_written_as_they_are_read(void **state)
{
    struct mk_buf b;
    struct mk_age_identity id = x_identity(), wrong;
    struct mk_age_recipient r = recipient(x_to);
    (void)state;
    mk_buf_init(&b, 4096);
    mk_age_identity_put(&b, &id);
    assert_true(mk_span_is(mk_buf_span(&b), x_key));
    mk_buf_clear(&b);
    mk_age_recipient_put(&b, &id.to);
    assert_true(mk_span_is(mk_buf_span(&b), x_to));
    assert_memory_equal(r.key, id.to.key, MK_AGE_KEY);
    r = recipient(ssh_to);
    id = ssh_identity();
    assert_memory_equal(r.key, id.to.key, MK_AGE_KEY);
    /* any one character changed, left out or doubled is no key */
    for (size_t i = 0; i < sizeof x_key - 1; i++) {
        char text[sizeof x_key + 1];
        memcpy(text, x_key, sizeof x_key);
        text[i] = text[i] == 'Q' ? 'P' : 'Q';
        assert_int_equal(mk_age_identity_read(&wrong, mk_str(text), NULL), -1);
        memcpy(text + i, x_key + i + 1, sizeof x_key - i - 1);
        assert_int_equal(mk_age_identity_read(&wrong, mk_str(text), NULL), -1);
        memcpy(text + i + 1, x_key + i, sizeof x_key - i);
        text[i] = x_key[i];
        assert_int_equal(mk_age_identity_read(&wrong, mk_str(text), NULL), -1);
    }
    mk_buf_done(&b);
}

static void keys_of_other_forms_are_refused(void **state)
{
    static const char *const t[] = {
        "",
        "age1",
        "AGE1KFD6JN4H8L30E590R5S3HFXYNQZWS2QUR8H2Z3XHLS3J4GJ62A6S27XQFE",
        "age1kfd6jn4h8l30e590r5s3hfxynqzws2qur8h2z3xhls3j4gj62a6s27xqfE",
        "ssh-ed25519 ",
        "ssh-ed25519 AAAA",
        "ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIKB6w795+lIcukU+DZMc+InyJKuIgXiI8ABZPmMriMEI",
        /* y = 1, which has no counterpart; then one byte too many */
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKB6w795+lIcukU+DZMc+InyJKuIgXiI8ABZPmMriMEIAA==",
    };
    (void)state;
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct mk_age_recipient r;
        struct mk_error e = { 0 };
        assert_int_equal(mk_age_recipient_read(&r, mk_str(t[i]), &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
    }
}

/* Around the ends of chunks, in pieces that fit none. */
static void what_is_made_opens_with_each_key(void **state)
{
    static const size_t sizes[] = { 0, 1, 65535, 65536, 65537, 131072, 200000 };
    static const size_t pieces[] = { 997, 65536, 1 << 20 };
    struct mk_age_recipient to[2] = { recipient(x_to), recipient(ssh_to) };
    struct mk_age_identity ids[2] = { x_identity(), ssh_identity() };
    uint8_t *plain = malloc(200000);
    (void)state;
    for (size_t i = 0; i < 200000; i++)
        plain[i] = (uint8_t)(i * 7 + i / 251);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (size_t p = 0; p < 3; p++) {
            struct mk_buf file, out;
            mk_buf_init(&file, 1 << 20);
            assert_int_equal(made(&file, mk_span(plain, sizes[i]), to, 2, pieces[p]), 0);
            for (size_t k = 0; k < 2; k++) {
                mk_buf_init(&out, 1 << 20);
                assert_int_equal(opened(&out, mk_buf_span(&file), &ids[k], 1, pieces[2 - p]), 0);
                assert_int_equal(out.len, sizes[i]);
                assert_memory_equal(out.p ? out.p : plain, plain, sizes[i]);
                mk_buf_done(&out);
            }
            mk_buf_done(&file);
        }
    free(plain);
}

static void another_key_opens_nothing(void **state)
{
    struct mk_age_identity other;
    struct mk_buf file = decoded(x_file), out;
    (void)state;
    mk_buf_init(&out, 4096);
    assert_int_equal(mk_age_identity_make(&other, NULL), 0);
    assert_int_equal(opened(&out, mk_buf_span(&file), &other, 1, 50), MK_EAUTH);
    other = ssh_identity();
    assert_int_equal(opened(&out, mk_buf_span(&file), &other, 1, 50), MK_EAUTH);
    assert_int_equal(out.len, 0);
    mk_buf_done(&out);
    mk_buf_done(&file);
}

/* Nothing that did not stand in it comes out, and it is never called whole. */
static void any_bit_changed_and_any_end_cut_off_is_noticed(void **state)
{
    static const char *const files[] = { x_file, ssh_file };
    struct mk_age_identity ids[2] = { x_identity(), ssh_identity() };
    (void)state;
    for (size_t f = 0; f < 2; f++) {
        struct mk_buf file = decoded(files[f]), out;
        mk_buf_init(&out, 4096);
        for (size_t n = 0; n < file.len; n++) {
            assert_int_not_equal(opened(&out, mk_span(file.p, n), ids, 2, 64), 0);
            for (unsigned bit = 0; bit < 8; bit++) {
                file.p[n] ^= (uint8_t)(1u << bit);
                assert_int_not_equal(opened(&out, mk_buf_span(&file), ids, 2, 64), 0);
                file.p[n] ^= (uint8_t)(1u << bit);
            }
        }
        assert_int_equal(out.len, 0);
        mk_buf_u8(&file, 0);
        assert_int_equal(opened(&out, mk_buf_span(&file), ids, 2, 64), MK_EFORMAT);
        mk_buf_done(&out);
        mk_buf_done(&file);
    }
}

static void without_memory_it_fails_and_leaves_nothing(void **state)
{
    struct mk_age_recipient to[2] = { recipient(x_to), recipient(ssh_to) };
    struct mk_age_identity id = x_identity();
    (void)state;
    for (int n = 1; fault_arm(n); n++) {
        struct mk_buf file, out;
        mk_buf_init(&file, 4096);
        mk_buf_init(&out, 4096);
        bool good = made(&file, mk_str("moka"), to, 2, 4) == 0 &&
                    opened(&out, mk_buf_span(&file), &id, 1, 64) == 0;
        bool fired = fault_fired();
        fault_disarm();
        assert_true(good || fired);
        assert_true(!good || mk_span_is(mk_buf_span(&out), "moka"));
        mk_buf_done(&file);
        mk_buf_done(&out);
        if (!fired)
            break;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(opens_what_stock_age_made),
        cmocka_unit_test(keys_are_written_as_they_are_read),
        cmocka_unit_test(keys_of_other_forms_are_refused),
        cmocka_unit_test(what_is_made_opens_with_each_key),
        cmocka_unit_test(another_key_opens_nothing),
        cmocka_unit_test(any_bit_changed_and_any_end_cut_off_is_noticed),
        cmocka_unit_test(without_memory_it_fails_and_leaves_nothing),
    };
    return cmocka_run_group_tests_name("age", tests, NULL, NULL);
}
