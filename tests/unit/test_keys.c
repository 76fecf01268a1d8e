#include "firmware/bundle/sshwire.h"
#include "firmware/daemon/officers.h"
#include "firmware/daemon/officers_file.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <unistd.h>

#define ED   "sk-ssh-ed25519@openssh.com"
#define P256 "sk-ecdsa-sha2-nistp256@openssh.com"

/* A key in software: what a FIDO2 key would sign, in SSH's form. */
struct soft {
    EVP_PKEY *pkey;
    bool ed;
};
static struct soft ed, p256;

static void put_u8(struct mk_buf *b, unsigned v)
{
    mk_buf_u8(b, (uint8_t)v);
}

static void blob_of(struct mk_buf *out, const struct soft *s, const char *application)
{
    uint8_t pub[65];
    size_t n = sizeof pub;
    mk_buf_init(out, 1024);
    mk_ssh_puts(out, s->ed ? ED : P256);
    if (s->ed) {
        assert_int_equal(EVP_PKEY_get_raw_public_key(s->pkey, pub, &n), 1);
    } else {
        assert_int_equal(
            EVP_PKEY_get_octet_string_param(s->pkey, OSSL_PKEY_PARAM_PUB_KEY, pub, n, &n), 1);
        mk_ssh_puts(out, "nistp256");
    }
    mk_ssh_put(out, mk_span(pub, n));
    mk_ssh_puts(out, application);
}

static void put_mpint(struct mk_buf *b, const BIGNUM *n)
{
    uint8_t raw[33] = { 0 };
    int len = BN_bn2bin(n, raw + 1);
    bool high = raw[1] & 0x80;
    mk_ssh_put(b, mk_span(raw + !high, (size_t)len + high));
}

static void put_ecdsa(struct mk_buf *b, const uint8_t *der, size_t n)
{
    struct mk_buf two;
    ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &der, (long)n);
    assert_non_null(sig);
    mk_buf_init(&two, 100);
    put_mpint(&two, ECDSA_SIG_get0_r(sig));
    put_mpint(&two, ECDSA_SIG_get0_s(sig));
    mk_ssh_put(b, mk_buf_span(&two));
    mk_buf_done(&two);
    ECDSA_SIG_free(sig);
}

static void sign(struct mk_buf *out, const struct soft *s, unsigned flags, uint32_t counter,
                 struct mk_span message)
{
    uint8_t body[69], raw[100];
    size_t n = sizeof raw;
    EVP_MD_CTX *x = EVP_MD_CTX_new();
    assert_int_equal(EVP_Digest("moka.kit", 8, body, NULL, EVP_sha256(), NULL), 1);
    assert_int_equal(EVP_Digest(message.p, message.len, body + 37, NULL, EVP_sha256(), NULL), 1);
    body[32] = (uint8_t)flags;
    for (int i = 0; i < 4; i++)
        body[33 + i] = (uint8_t)(counter >> (24 - 8 * i));
    assert_int_equal(EVP_DigestSignInit(x, NULL, s->ed ? NULL : EVP_sha256(), NULL, s->pkey), 1);
    assert_int_equal(EVP_DigestSign(x, raw, &n, body, sizeof body), 1);
    EVP_MD_CTX_free(x);
    mk_buf_init(out, 1024);
    mk_ssh_puts(out, s->ed ? ED : P256);
    if (s->ed)
        mk_ssh_put(out, mk_span(raw, n));
    else
        put_ecdsa(out, raw, n);
    put_u8(out, flags);
    mk_buf_u32be(out, counter);
    assert_true(mk_buf_ok(out));
}

static struct mk_key key_of(const struct soft *s, const char *handle)
{
    struct mk_key k;
    struct mk_buf b;
    struct mk_error e = { 0 };
    blob_of(&b, s, MK_KEY_APPLICATION);
    if (mk_key_make(&k, mk_str(handle), mk_buf_span(&b), &e))
        fail_msg("%s", e.text);
    mk_buf_done(&b);
    return k;
}

#define MESSAGE "a message"

static enum mk_key_verdict verdict(const struct mk_key *k, const struct soft *s, unsigned flags,
                                   uint32_t counter, struct mk_key_said *said)
{
    struct mk_buf sig;
    struct mk_error e = { 0 };
    sign(&sig, s, flags, counter, mk_str(MESSAGE));
    enum mk_key_verdict v = mk_key_check(said, k, mk_buf_span(&sig), mk_str(MESSAGE), &e);
    mk_buf_done(&sig);
    return v;
}

static void a_right_answer_is_told_from_all_others(void **state)
{
    const struct soft *const both[] = { &ed, &p256 };
    struct mk_key_said said;
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct mk_key k = key_of(both[i], "h");
        k.counter = 7;
        assert_int_equal(verdict(&k, both[i], 1, 8, &said), MK_KEY_RIGHT);
        assert_true(said.counter == 8 && !said.verified);
        assert_int_equal(verdict(&k, both[i], 5, UINT32_MAX, &said), MK_KEY_RIGHT);
        assert_true(said.verified);
        assert_int_equal(verdict(&k, both[i], 1, 7, &said), MK_KEY_COUNTER);
        assert_int_equal(verdict(&k, both[i], 1, 0, &said), MK_KEY_COUNTER);
        assert_int_equal(verdict(&k, both[i], 4, 9, &said), MK_KEY_ABSENT);
        assert_int_equal(verdict(&k, both[1 - i], 1, 9, &said), MK_KEY_OTHER);
        k.counter = 0;
        assert_int_equal(verdict(&k, both[i], 1, 0, &said), MK_KEY_RIGHT);
        assert_int_equal(verdict(&k, both[i], 1, 1, &said), MK_KEY_RIGHT);
    }
}

/* Each bit of the answer and of the message counts, and each byte that lacks. */
static void a_changed_or_cut_answer_is_another(void **state)
{
    struct mk_key k = key_of(&ed, "h");
    struct mk_key_said said;
    struct mk_error e = { 0 };
    struct mk_buf sig;
    (void)state;
    sign(&sig, &ed, 1, 5, mk_str(MESSAGE));
    for (size_t i = 0; i < sig.len * 8; i++) {
        sig.p[i / 8] ^= (uint8_t)(1u << i % 8);
        assert_int_equal(mk_key_check(&said, &k, mk_buf_span(&sig), mk_str(MESSAGE), &e),
                         MK_KEY_OTHER);
        sig.p[i / 8] ^= (uint8_t)(1u << i % 8);
    }
    for (size_t n = 0; n < sig.len; n++)
        assert_int_equal(mk_key_check(&said, &k, mk_span(sig.p, n), mk_str(MESSAGE), &e),
                         MK_KEY_OTHER);
    assert_int_equal(mk_key_check(&said, &k, mk_buf_span(&sig), mk_str("a massage"), &e),
                     MK_KEY_OTHER);
    put_u8(&sig, 0);
    assert_int_equal(mk_key_check(&said, &k, mk_buf_span(&sig), mk_str(MESSAGE), &e), MK_KEY_OTHER);
    mk_buf_done(&sig);
}

static void what_is_no_key_for_this_kit_is_refused(void **state)
{
    struct mk_key k;
    struct mk_buf b;
    struct mk_error e = { 0 };
    static const uint8_t long_one[MK_KEY_HANDLE + 1];
    (void)state;
    blob_of(&b, &ed, "ssh:");
    assert_int_equal(mk_key_make(&k, mk_str("h"), mk_buf_span(&b), &e), -1);
    mk_buf_done(&b);
    blob_of(&b, &p256, MK_KEY_APPLICATION);
    assert_int_equal(mk_key_make(&k, mk_str("h"), mk_buf_span(&b), &e), 0);
    assert_int_equal(mk_key_make(&k, mk_str(""), mk_buf_span(&b), &e), -1);
    assert_int_equal(mk_key_make(&k, mk_span(long_one, sizeof long_one), mk_buf_span(&b), &e), -1);
    for (size_t n = 0; n < b.len; n++)
        assert_int_equal(mk_key_make(&k, mk_str("h"), mk_span(b.p, n), &e), -1);
    put_u8(&b, 0);
    assert_int_equal(mk_key_make(&k, mk_str("h"), mk_buf_span(&b), &e), -1);
    mk_buf_done(&b);
    /* a key without hardware */
    mk_buf_init(&b, 100);
    mk_ssh_puts(&b, "ssh-ed25519");
    mk_ssh_put(&b, mk_span(key_of(&ed, "h").blob + 34, 32));
    assert_int_equal(mk_key_make(&k, mk_str("h"), mk_buf_span(&b), &e), -1);
    mk_buf_done(&b);
}

static void a_message_is_of_one_use_one_officer_and_one_challenge(void **state)
{
    static const uint8_t zero[MK_KEY_CHALLENGE], one[MK_KEY_CHALLENGE] = { 1 };
    static const struct {
        const char *what, *officer;
        const uint8_t *challenge;
    } all[] = { { "sign-in", "a", zero },
                { "add", "a", zero },
                { "sign-in", "b", zero },
                { "sign-in", "a", one } };
    struct mk_buf b[4];
    struct mk_error e = { 0 };
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        mk_buf_init(&b[i], MK_KEY_MESSAGE);
        assert_int_equal(mk_key_message(&b[i], all[i].what, all[i].officer, all[i].challenge, &e),
                         0);
        for (size_t k = 0; k < i; k++)
            assert_false(mk_span_eq(mk_buf_span(&b[i]), mk_buf_span(&b[k])));
    }
    for (size_t i = 0; i < 4; i++)
        mk_buf_done(&b[i]);
}

/* ---- the officers' file ---- */

static char top[64];
static int dir;
static struct mk_loop *loop;

static void put_officers(size_t n)
{
    struct mk_officer all[2] = { { .id = "a.b", .name = "A B", .failures = 2 },
                                 { .id = "c.d", .name = "C D" } };
    struct mk_error e = { 0 };
    assert_int_equal(mk_officers_write(all, n, dir, mk_disk_real(), &e), 0);
}

static struct mk_officers *open_them(const struct mk_disk *disk)
{
    struct mk_error e = { 0 };
    struct mk_officers *o = NULL;
    if (mk_officers_new(&o, loop, dir, disk, &e))
        fail_msg("%s", e.text);
    return o;
}

static void keys_are_kept_with_their_counters_and_forgive_no_wrong_pin(void **state)
{
    struct mk_error e = { 0 };
    struct mk_key one = key_of(&ed, "one"), two = key_of(&p256, "two");
    char print[MK_KEY_PRINT];
    (void)state;
    put_officers(2);
    struct mk_officers *o = open_them(mk_disk_real());
    one.made_s = 1767225600;
    assert_int_equal(mk_officers_key_add(o, "a.b", &one, &e), 0);
    assert_int_equal(mk_officers_key_add(o, "a.b", &two, &e), 0);
    assert_int_equal(mk_officers_key_add(o, "c.d", &one, &e), -1); /* somebody's already */
    assert_int_equal(e.code, MK_ESTATE);
    assert_int_equal(mk_officers_key_add(o, "e.f", &one, &e), -1);
    assert_int_equal(mk_officers_key_used(o, "a.b", &one, 5, &e), 0);
    assert_int_equal(mk_officers_key_used(o, "a.b", &one, 5, &e), -1);
    assert_int_equal(mk_officers_key_used(o, "c.d", &one, 6, &e), -1);
    assert_int_equal(mk_officers_key_wrong(o, "a.b", &e), 0);
    mk_officers_free(o);
    o = open_them(mk_disk_real());
    const struct mk_officer *x = mk_officers_find(o, "a.b");
    assert_true(x->nkeys == 2 && x->wrong_keys == 1 && x->failures == 2);
    const struct mk_key *k = mk_officer_key(x, mk_str("one"));
    assert_true(k && k->counter == 5 && k->made_s == one.made_s);
    assert_null(mk_officer_key(x, mk_str("on")));
    assert_int_equal(mk_key_print(print, k, &e), 0);
    assert_int_equal(mk_officers_key_drop(o, "c.d", print, &e), -1);
    assert_int_equal(mk_officers_key_drop(o, "a.b", print, &e), 0);
    assert_int_equal(mk_officers_key_drop(o, "a.b", print, &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    assert_true(x->nkeys == 1 && mk_officer_key(x, mk_str("two")));
    mk_officers_free(o);
}

static void what_cannot_be_written_down_did_not_happen(void **state)
{
    struct fault_disk f;
    struct mk_error e = { 0 };
    struct mk_key one = key_of(&ed, "one");
    (void)state;
    put_officers(1);
    fault_disk_init(&f, top);
    struct mk_officers *o = open_them(&f.disk);
    assert_int_equal(mk_officers_key_add(o, "a.b", &one, &e), 0);
    f.fail_errno = ENOSPC;
    f.fail_at = f.calls + 1;
    assert_int_equal(mk_officers_key_used(o, "a.b", &one, 9, &e), -1);
    assert_int_equal(mk_officers_find(o, "a.b")->keys[0].counter, 0);
    assert_int_equal(mk_officers_key_used(o, "a.b", &one, 9, &e), 0);
    mk_officers_free(o);
    fault_disk_done(&f);
}

static void damaged_keys_are_a_damaged_file(void **state)
{
    static const char *const bad[] = {
        "\"keys\":{}",
        "\"keys\":[{}]",
        "\"keys\":[{\"handle\":\"00\",\"key\":\"00\",\"counter\":0,\"made\":0}]",
        "\"keys\":[1,2,3,4,5]",
        "\"wrong_keys\":-1",
        "\"wrong_keys\":4294967296",
        "\"wrong_keys\":null",
    };
    struct mk_officer all[MK_OFFICERS_MAX];
    struct mk_error e = { 0 };
    size_t n;
    char text[600];
    (void)state;
    for (size_t i = 0; i <= sizeof bad / sizeof *bad; i++) {
        bool old = i == sizeof bad / sizeof *bad; /* of before there were keys */
        snprintf(text, sizeof text,
                 "{\"format\":\"moka-officers-1\",\"officers\":[{\"id\":\"a\",\"name\":\"A\","
                 "\"admin\":true,\"failures\":0,\"salt\":\"%032d\",\"hash\":\"%064d\"%s%s}]}",
                 0, 0, old ? "" : ",", old ? "" : bad[i]);
        assert_int_equal(mk_disk_put(mk_disk_real(), dir, "officers.json", mk_str(text), &e), 0);
        assert_int_equal(mk_disk_put(mk_disk_real(), dir, "officers.bak", mk_str(text), &e), 0);
        assert_int_equal(mk_officers_read(all, &n, dir, &e), old ? 0 : -1);
    }
    put_officers(1);
    struct mk_officers *o = open_them(mk_disk_real());
    struct mk_key one = key_of(&ed, "one");
    assert_int_equal(mk_officers_key_add(o, "a.b", &one, &e), 0);
    mk_officers_free(o);
    for (int k = 1; fault_arm(k); k++)
        if (mk_officers_read(all, &n, dir, &e))
            assert_true(fault_fired());
    fault_disarm();
}

static int begin(void **state)
{
    (void)state;
    ed = (struct soft){ EVP_PKEY_Q_keygen(NULL, NULL, "ED25519"), true };
    p256 = (struct soft){ EVP_PKEY_Q_keygen(NULL, NULL, "EC", "P-256"), false };
    stock_dir(top);
    dir = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return ed.pkey && p256.pkey && dir >= 0 ? mk_loop_new(&loop, NULL, NULL) : -1;
}

static int end(void **state)
{
    (void)state;
    EVP_PKEY_free(ed.pkey);
    EVP_PKEY_free(p256.pkey);
    mk_loop_free(loop);
    close(dir);
    stock_remove(top);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_right_answer_is_told_from_all_others),
        cmocka_unit_test(a_changed_or_cut_answer_is_another),
        cmocka_unit_test(what_is_no_key_for_this_kit_is_refused),
        cmocka_unit_test(a_message_is_of_one_use_one_officer_and_one_challenge),
        cmocka_unit_test(keys_are_kept_with_their_counters_and_forgive_no_wrong_pin),
        cmocka_unit_test(what_cannot_be_written_down_did_not_happen),
        cmocka_unit_test(damaged_keys_are_a_damaged_file),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
