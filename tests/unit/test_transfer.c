#include "firmware/bundle/bundle.h"
#include "firmware/bundle/sealed.h"
#include "firmware/bundle/transfer.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/hand_bundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define ONES  "1111111111111111111111111111111111111111111111111111111111111111"
#define AT                                                                                         \
    "{\"format\":\"moka-transfer-1\",\"n\":1,\"run\":\"ab12\",\"bundle\":\"" ONES                  \
    "\",\"prev\":\"" ZEROS "\",\"time\":\"2026-01-01T00:00:00.000000Z\",\"clock\":\"doubtful\","

static const struct mk_transfer_at first = { 1, "ab12", ONES, ZEROS };
static const struct mk_transfer_by kit = { .principal = "kit:" HAND_KIT };
static char keys[64];

static const struct mk_handover drawn = { .act = "hand-over",
                                          .time_us = (int64_t)HAND_SEALED_S * 1000000,
                                          .name = "Ana \"the\" Ruiz",
                                          .organisation = "Lab",
                                          .strokes = { (const uint8_t *)"[[1, 2 ,3]]", 11 } };

static const char *why(const char *json)
{
    struct mk_transfer t;
    const char *w = mk_transfer_read(&t, mk_str(json), &first);
    return w ? w : "";
}

static void a_record_reads_as_it_was_written(void **s)
{
    (void)s;
    struct mk_buf b;
    struct mk_transfer t;
    mk_buf_init(&b, MK_TRANSFER_BYTES);
    assert_int_equal(mk_transfer_write(&b, &first, &drawn, "kit:k-1", NULL), 0);
    assert_string_equal(mk_buf_cstr(&b),
                        AT "\"act\":\"hand-over\",\"giver\":\"kit:k-1\",\"signs\":\"strokes\","
                           "\"name\":\"Ana \\\"the\\\" Ruiz\",\"organisation\":\"Lab\","
                           "\"strokes\":[[1,2,3]]}\n");
    assert_null(mk_transfer_read(&t, mk_buf_span(&b), &first));
    assert_string_equal(t.name, "Ana \"the\" Ruiz");
    assert_int_equal(t.signs, MK_TRANSFER_STROKES);
    for (size_t n = 0; n < b.len; n++)
        assert_non_null(mk_transfer_read(&t, mk_span(b.p, n), &first));
    struct mk_transfer_at later = first;
    later.n = 2;
    assert_non_null(mk_transfer_read(&t, mk_buf_span(&b), &later));
    later = first;
    later.prev[0] = '1';
    assert_non_null(strstr(mk_transfer_read(&t, mk_buf_span(&b), &later), "chain is broken"));
    mk_buf_done(&b);
}

static void what_is_no_record_is_refused(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "",
        "\n",
        "{}\n",
        "[1]\n",
        AT "\"act\":\"hand-over\",\"giver\":\"k\",\"signs\":\"none\"}\n",
        AT "\"act\":\"steal\",\"giver\":\"k\",\"signs\":\"none\",\"why\":\"x\"}\n",
        AT "\"act\":\"withdrawn\",\"giver\":\"k\\\"\",\"signs\":\"none\",\"why\":\"x\"}\n",
        AT "\"act\":\"withdrawn\",\"giver\":\"\",\"signs\":\"none\",\"why\":\"x\"}\n",
        AT "\"act\":\"withdrawn\",\"giver\":\"k\",\"signs\":\"maybe\",\"why\":\"x\"}\n",
        AT "\"act\":\"withdrawn\",\"giver\":\"k\",\"signs\":\"none\",\"why\":7}\n",
        AT "\"act\":\"withdrawn\",\"giver\":\"k\",\"signs\":\"none\",\"strokes\":[1]}\n",
        AT "\"act\":\"withdrawn\",\"giver\":\"k\",\"giver\":\"k\",\"signs\":\"none\"}\n",
        AT "\"act\":\"withdrawn\",\"giver\":\"k\",\"signs\":\"none\",\"by\":\"x\"}\n",
        AT "\"act\":\"hand-over\",\"giver\":\"k\",\"signs\":\"strokes\"}\n",
        AT "\"act\":\"hand-over\",\"giver\":\"k\",\"signs\":\"typed\",\"typed\":\"x\"}\n",
        AT "\"act\":\"hand-over\",\"giver\":\"k\",\"signs\":\"strokes\",\"strokes\":[1],"
           "\"typed\":\"x\",\"statement\":\"y\"}\n",
        AT "\"act\":\"hand-over\",\"giver\":\"k\",\"signs\":\"strokes\",\"strokes\":[\"x\"]}\n",
        AT "\"act\":\"hand-over\",\"giver\":\"k\",\"signs\":\"strokes\",\"strokes\":[[[[[1]]]]]}\n",
        AT "\"act\":\"hand-over\",\"giver\":\"k\",\"signs\":\"ssh\"}\n",
        AT "\"act\":\"hand-over\",\"giver\":\"k\",\"signs\":\"ssh\",\"by\":\"x\",\"key\":\"y\"}\n",
        AT "\"act\":\"time-stamp\",\"giver\":\"k\",\"signs\":\"none\"}\n",
        AT "\"act\":\"time-stamp\",\"giver\":\"k\",\"signs\":\"none\",\"token\":\"\"}\n",
        AT "\"act\":\"time-stamp\",\"giver\":\"k\",\"signs\":\"none\",\"token\":\"AB==\"}\n",
        AT "\"act\":\"time-stamp\",\"giver\":\"k\",\"signs\":\"none\",\"token\":\"AA\\n==\"}\n",
        AT "\"act\":\"time-stamp\",\"giver\":\"k\",\"signs\":\"strokes\",\"strokes\":[1],"
           "\"token\":\"AA==\"}\n",
        AT "\"act\":\"withdrawn\",\"giver\":\"k\",\"signs\":\"none\",\"why\":\"x\","
           "\"token\":\"AA==\"}\n",
        AT "\"giver\":\"k\",\"act\":\"withdrawn\",\"signs\":\"none\",\"why\":\"x\"}\n",
    };
    assert_string_equal(
        why(AT "\"act\":\"withdrawn\",\"giver\":\"k\",\"signs\":\"none\",\"why\":\"x\"}\n"), "");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_string_not_equal(why(bad[i]), "");
}

static void a_token_reads_as_it_was_written(void **s)
{
    (void)s;
    struct mk_buf b, token;
    struct mk_transfer t;
    const struct mk_handover stamp = { .act = "time-stamp", .token = mk_span("\0\1\2\xff", 4) };
    mk_buf_init(&b, MK_TRANSFER_BYTES);
    mk_buf_init(&token, 100);
    assert_int_equal(mk_transfer_write(&b, &first, &stamp, "kit:k-1", NULL), 0);
    assert_null(mk_transfer_read(&t, mk_buf_span(&b), &first));
    assert_string_equal(t.act, "time-stamp");
    assert_int_equal(mk_transfer_token(&token, mk_buf_span(&b), NULL), 0);
    assert_true(mk_span_eq(mk_buf_span(&token), stamp.token));
    mk_buf_done(&b);
    mk_buf_done(&token);
}

static void a_typed_name_is_kept_as_one(void **s)
{
    (void)s;
    struct mk_buf b, words;
    struct mk_transfer t;
    struct mk_handover typed = drawn;
    typed.strokes = mk_str("");
    typed.typed = "Ana Ruiz";
    typed.statement = "I sign by typing my name.";
    mk_buf_init(&b, MK_TRANSFER_BYTES);
    mk_buf_init(&words, 4096);
    assert_int_equal(mk_transfer_write(&b, &first, &typed, "kit:k-1", NULL), 0);
    assert_null(mk_transfer_read(&t, mk_buf_span(&b), &first));
    assert_int_equal(t.signs, MK_TRANSFER_TYPED);
    assert_string_equal(t.statement, "I sign by typing my name.");
    mk_transfer_json(&words, &t, false);
    assert_non_null(strstr(mk_buf_cstr(&words), "\"received\":\"typed\""));
    mk_transfer_words(&words, &t, false);
    assert_non_null(strstr(mk_buf_cstr(&words), "a name that was typed"));
    mk_buf_done(&words);
    mk_buf_done(&b);
}

static void what_cannot_be_recorded_is_said(void **s)
{
    (void)s;
    struct mk_buf b;
    struct mk_error e;
    char longer[300] = { 0 };
    memset(longer, 'x', sizeof longer - 1);
    const struct mk_handover bad[] = {
        { .act = "steal" },
        { .act = "hand-over" },
        { .act = "hand-over", .name = "x" },
        { .act = "hand-over", .name = "x", .strokes = mk_str("[]") },
        { .act = "hand-over", .name = "x", .strokes = mk_str("[{}]") },
        { .act = "hand-over", .name = "x", .typed = "x" },
        { .act = "hand-over",
          .name = "x",
          .typed = "x",
          .statement = "y",
          .strokes = mk_str("[1]") },
        { .act = "withdrawn", .why = "x", .typed = "x", .statement = "y" },
        { .act = "hand-over", .name = "x", .strokes = mk_str("[1]"), .by = "y", .by_key = "a b" },
        { .act = "hand-over", .name = "x", .by = "a b", .by_key = "a b" },
        { .act = "hand-over", .name = "x", .by = "y", .by_key = "a\"b c" },
        { .act = "hand-over", .name = longer, .strokes = mk_str("[1]") },
        { .act = "withdrawn" },
        { .act = "withdrawn", .why = "x", .name = "y" },
        { .act = "withdrawn", .why = "x", .token = mk_str("x") },
        { .act = "time-stamp" },
        { .act = "time-stamp", .token = mk_str("x"), .why = "y" },
        { .act = "time-stamp", .token = mk_str("x"), .name = "y", .strokes = mk_str("[1]") },
    };
    mk_buf_init(&b, MK_TRANSFER_BYTES);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(mk_transfer_write(&b, &first, &bad[i], "kit:k-1", &e), -1);
        assert_int_equal(e.code, MK_EUSAGE);
    }
    assert_int_equal(mk_transfer_write(&b, &first, &drawn, "a \"giver\"", &e), -1);
    assert_int_equal(e.code, MK_EUSAGE);
    assert_int_equal(b.len, 0);
    mk_buf_done(&b);
}

static void names_of_files_are_numbers(void **s)
{
    (void)s;
    static const char *const bad[] = { "0000.json", "1.json",    "00001.json", "0001.jsonx",
                                       "0001",      "0001.",     ".json",      "",
                                       "+001.sig",  "0001.sig.", "0001..sig" };
    enum mk_transfer_file f;
    uint64_t n;
    char name[32];
    assert_true(mk_transfer_parse_name(&n, &f, "0012.receiver.sig"));
    assert_int_equal(n, 12);
    assert_int_equal(f, MK_TRANSFER_RECEIVER_SIG);
    mk_transfer_name(name, 12, f);
    assert_string_equal(name, "0012.receiver.sig");
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(mk_transfer_parse_name(&n, &f, bad[i]));
}

/* ---- in a bundle ---- */

static const char *bundle(const char *name)
{
    static char path[100];
    snprintf(path, sizeof path, "%s", stock_in(name));
    hand_bundle(path, &(struct hand_bundle){ .objects = 2, .kit = hand_kit });
    return path;
}

static void hear(void *u, bool bad, const char *text)
{
    char *all = u;
    size_t n = strlen(all);
    snprintf(all + n, 20000 - n, "%s%s\n", bad ? "BAD " : "", text);
}

static enum mk_verdict verdict(const char *dir)
{
    enum mk_verdict v;
    char trust[300], all[20000] = "";
    snprintf(trust, sizeof trust, "kit:" HAND_KIT " %s\n", mk_sshkey_public(hand_kit));
    stock_write(stock_in("trust"), mk_str(trust));
    assert_int_equal(mk_verify(&v, dir, stock_in("trust"), NULL, hear, all, NULL), 0);
    if (v == MK_TAMPERED)
        print_message("%s", all);
    return v;
}

static struct mk_transfer_by signer(void)
{
    struct mk_transfer_by by = kit;
    by.key = hand_kit;
    return by;
}

/* Opens, hands over once, closes. */
static int hand_over(const char *dir, const struct mk_disk *disk)
{
    struct mk_transfers *t = NULL;
    const struct mk_transfer_by by = signer();
    uint64_t n = 0;
    int rc = mk_transfers_open(&t, dir, disk, NULL);
    if (rc == 0)
        rc = mk_transfers_add(&n, t, &drawn, &by, NULL);
    mk_transfers_free(t);
    return rc;
}

/* What lists them takes away what a cut left: then it verifies again. */
static uint64_t tidied(const char *dir)
{
    struct mk_transfers *t = NULL;
    assert_int_equal(mk_transfers_open(&t, dir, mk_disk_real(), NULL), 0);
    uint64_t n = mk_transfers_count(t);
    mk_transfers_free(t);
    return n;
}

static void a_cut_transfer_is_whole_or_was_never(void **s)
{
    (void)s;
    bool fired = true;
    for (long at = 1; fired; at++) {
        struct fault_disk d;
        const char *dir = bundle("cut");
        if (at % 2)
            assert_int_equal(hand_over(dir, mk_disk_real()), 0);
        uint64_t before = at % 2;
        fault_disk_init(&d, dir);
        d.fail_at = (at + 1) / 2;
        d.fail_errno = ENOSPC;
        d.cut = true;
        int rc = hand_over(dir, &d.disk);
        fired = d.fired;
        fault_disk_done(&d);
        uint64_t n = tidied(dir);
        assert_true(n == before + 1 || (n == before && rc != 0));
        assert_int_equal(verdict(dir), MK_INTACT);
        stock_remove(dir);
    }
}

static void no_memory_adds_nothing_by_halves(void **s)
{
    (void)s;
    bool fired = true;
    for (int n = 1; fired; n++) {
        const char *dir = bundle("memory");
        fault_arm(n);
        int rc = hand_over(dir, fault_disk_lazy());
        fired = fault_fired();
        fault_disarm();
        assert_true(fired || rc == 0);
        assert_true(tidied(dir) == 1 || rc != 0);
        assert_int_equal(verdict(dir), MK_INTACT);
        stock_remove(dir);
    }
}

/* An encrypted file's transfers lie beside it and follow into the folder that it is opened to. */
static void transfers_of_a_file_follow_into_its_bundle(void **s)
{
    (void)s;
    struct mk_sealed is = { .run = "ab12", .kit = "k", .bundle = ONES, .file = ONES }, back;
    struct mk_error e;
    char anchor[200];
    const char *dir = bundle("opened");
    int in = open(stock_own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(in >= 0);
    assert_false(mk_sealed_name(anchor, sizeof anchor, "x.tar", ".transfers"));
    assert_false(mk_sealed_name(anchor, sizeof anchor, ".tar.age", ".transfers"));
    assert_true(mk_sealed_name(anchor, sizeof anchor, "x.tar.age", ".sealed.json"));
    stock_write(stock_in("x.tar.age"), mk_str("ciphertext"));
    assert_int_equal(hand_over(stock_in("x.tar.age"), mk_disk_real()), -1); /* it knows nothing */
    /* of another bundle first */
    assert_int_equal(mk_sealed_put(mk_disk_real(), in, anchor, &is, NULL, 0, NULL), 0);
    assert_int_equal(mk_sealed_get(&back, in, anchor, NULL), 0);
    assert_string_equal(back.bundle, ONES);
    assert_int_equal(hand_over(stock_in("x.tar.age"), mk_disk_real()), 0);
    assert_int_equal(mk_transfers_follow(stock_in("x.tar.age"), dir, mk_disk_real(), &e), -1);
    assert_int_equal(e.code, MK_ESTATE);
    stock_remove(stock_in("x.transfers"));
    /* and of this one */
    struct mk_buf b;
    struct mk_digest d;
    mk_buf_init(&b, 1 << 20);
    stock_read(&b, stock_path(dir, "tagmanifest-sha256.txt"));
    assert_int_equal(mk_sha256_of(&d, mk_buf_span(&b), NULL), 0);
    mk_digest_hex(is.bundle, &d);
    mk_buf_clear(&b);
    stock_read(&b, stock_path(dir, "bag-info.txt"));
    const char *run = strstr(mk_buf_cstr(&b), "External-Identifier: ") + 21;
    snprintf(is.run, sizeof is.run, "%.*s", (int)strcspn(run, "\n"), run);
    mk_buf_done(&b);
    assert_int_equal(mk_sealed_put(mk_disk_real(), in, anchor, &is, NULL, 0, NULL), 0);
    assert_int_equal(hand_over(stock_in("x.tar.age"), mk_disk_real()), 0);
    assert_int_equal(mk_transfers_follow(stock_in("x.tar.age"), dir, mk_disk_real(), NULL), 0);
    assert_int_equal(tidied(dir), 1);
    assert_int_equal(mk_transfers_follow(stock_in("x.tar.age"), dir, mk_disk_real(), NULL), 0);
    assert_int_equal(tidied(dir), 1);
    assert_int_equal(verdict(dir), MK_INTACT);
    close(in);
}

static void a_damaged_notice_of_sealing_is_said(void **s)
{
    (void)s;
    static const char *const bad[] = { "", "{}", "[]", "{\"format\":\"moka-sealed-1\"}",
                                       "{\"format\":\"moka-sealed-2\",\"run\":\"a\"}" };
    struct mk_sealed is;
    struct mk_error e;
    int in = open(stock_own, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    assert_true(in >= 0);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        stock_write(stock_in("bad.json"), mk_str(bad[i]));
        assert_int_equal(mk_sealed_get(&is, in, "bad.json", &e), -1);
        assert_int_equal(e.code, MK_EFORMAT);
    }
    assert_int_equal(mk_sealed_get(&is, in, "none.json", &e), -1);
    assert_int_equal(e.code, MK_EABSENT);
    close(in);
}

#define T(f) cmocka_unit_test(f)

static int begin(void **s)
{
    stock_setup(s);
    stock_dir(keys);
    hand_keys(keys);
    return 0;
}

static int end(void **s)
{
    hand_keys_done(keys);
    return stock_teardown(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        T(a_record_reads_as_it_was_written),    T(what_is_no_record_is_refused),
        T(a_token_reads_as_it_was_written),     T(what_cannot_be_recorded_is_said),
        T(names_of_files_are_numbers),          T(a_cut_transfer_is_whole_or_was_never),
        T(no_memory_adds_nothing_by_halves),    T(transfers_of_a_file_follow_into_its_bundle),
        T(a_damaged_notice_of_sealing_is_said), T(a_typed_name_is_kept_as_one),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
