#include "firmware/bundle/bundle.h"
#include "tests/lib/fault.h"
#include "tests/lib/hand_bundle.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];

static const char *in(const char *name)
{
    return stock_path(dir, name);
}

/* All findings of one run, one a line, bad ones with "BAD " in front. */
struct said {
    char text[60000];
    size_t len, bad;
};

static void hear(void *u, bool bad, const char *text)
{
    struct said *s = u;
    s->bad += bad;
    if (s->len < sizeof s->text)
        s->len += (size_t)snprintf(s->text + s->len, sizeof s->text - s->len, "%s%s\n",
                                   bad ? "BAD " : "", text);
}

static enum mk_verdict verify(struct said *s, const char *bundle, const char *trust)
{
    enum mk_verdict v = MK_INTACT;
    struct mk_error e = { 0 };
    *s = (struct said){ 0 };
    int rc = mk_verify(&v, bundle, trust, NULL, hear, s, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    return v;
}

static void expect(const char *bundle, const char *trust, enum mk_verdict v, const char *words)
{
    struct said s;
    enum mk_verdict got = verify(&s, bundle, trust);
    if (got != v || (words && !strstr(s.text, words)))
        print_message("%s: %d, looked for \"%s\" in\n%s", bundle, got, words ? words : "", s.text);
    assert_int_equal(got, v);
    if (words)
        assert_non_null(strstr(s.text, words));
}

static const char *made(const char *name, struct hand_bundle m)
{
    static char paths[8][100]; /* stock_path() has not got enough for a large bundle's files */
    static unsigned at;
    char *path = paths[at++ % 8];
    snprintf(path, sizeof paths[0], "%s", in(name));
    hand_bundle(path, &m);
    return path;
}

#define BOTH .objects = 23, .kit = hand_kit, .officer = hand_officer

static void an_untouched_bundle_is_intact_and_says_what_it_cannot_know(void **s)
{
    (void)s;
    const char *b = made("good", (struct hand_bundle){ BOTH });
    expect(b, in("trust"), MK_INTACT, "cannot be excluded");
    expect(b, in("trust"), MK_INTACT, "not what happened");
    expect(b, in("trust"), MK_INTACT, "signatures/officer.sig: signed for officer:anna");
    expect(b, NULL, MK_UNKNOWN, "no trust file was given");
    expect(b, in("trust-kit"), MK_TAMPERED, "BAD signatures/officer.sig: not accepted");
}

static void without_objects_or_with_gaps_it_is_whole_too(void **s)
{
    (void)s;
    const char *b = made("none", (struct hand_bundle){ .kit = hand_kit });
    expect(b, in("trust"), MK_INTACT, "0 objects");
    b = made("late", (struct hand_bundle){ .kit = hand_kit, .objects = 30, .first = 19990 });
    expect(b, in("trust"), MK_INTACT, "30 objects");
    assert_int_equal(access(stock_path(b, "data/002/0020000"), F_OK), 0);
}

static void who_signs_decides(void **s)
{
    (void)s;
    expect(made("unsigned", (struct hand_bundle){ .objects = 3 }), in("trust"), MK_UNKNOWN,
           "nobody vouches");
    expect(made("other-key", (struct hand_bundle){ .objects = 3, .kit = hand_stranger }),
           in("trust"), MK_TAMPERED,
           "BAD signatures/kit.sig: not accepted for kit:K1: good signature");
    expect(made("other-officer",
                (struct hand_bundle){ .objects = 3, .kit = hand_kit, .officer = hand_stranger }),
           in("trust"), MK_TAMPERED, "BAD signatures/officer.sig: not accepted");
    expect(made("swapped",
                (struct hand_bundle){ .objects = 3, .kit = hand_officer, .officer = hand_kit }),
           in("trust"), MK_TAMPERED, "BAD signatures/kit.sig: not accepted");
}

static void a_stripped_officer_is_named_even_with_every_hash_made_anew(void **s)
{
    (void)s;
    struct mk_buf sig;
    mk_buf_init(&sig, 1 << 16);
    stock_read(&sig, stock_path(made("with", (struct hand_bundle){ BOTH }), "signatures/kit.sig"));
    const char *b = made("stripped", (struct hand_bundle){ .objects = 23, .kit = hand_kit });
    stock_write(stock_path(b, "signatures/kit.sig"), mk_buf_span(&sig));
    expect(b, in("trust"), MK_TAMPERED, "BAD signatures/kit.sig");
    mk_buf_done(&sig);
}

static void an_exercise_says_so_in_every_line(void **s)
{
    (void)s;
    struct said said;
    const char *b =
        made("exercise", (struct hand_bundle){ .objects = 3, .kit = hand_kit, .training = true });
    assert_int_equal(verify(&said, b, in("trust")), MK_INTACT);
    for (const char *line = said.text; *line; line = strchr(line, '\n') + 1)
        assert_true(strncmp(line, "TRAINING: ", 10) == 0);
}

static void a_folder_that_is_none_is_neither_good_nor_tampered(void **s)
{
    (void)s;
    enum mk_verdict v;
    struct said said = { 0 };
    struct mk_error e = { 0 };
    assert_int_equal(mkdir(in("empty"), 0700), 0);
    expect(in("empty"), in("trust"), MK_UNKNOWN, "no evidence bundle");
    int rc = mk_verify(&v, in("nowhere"), NULL, NULL, hear, &said, &e);
    assert_int_equal(rc, -1);
    assert_int_equal(e.code, MK_EABSENT);
    rc = mk_verify(&v, in("empty"), in("nowhere"), NULL, hear, &said, &e);
    assert_int_equal(rc, -1);
}

static void an_unsealed_bundle_is_unknown_at_best(void **s)
{
    (void)s;
    struct hand_bundle m = { .objects = 12 };
    hand_unsealed(in("open"), &m);
    expect(in("open"), in("trust"), MK_UNKNOWN, "not sealed");
    expect(in("open"), in("trust"), MK_UNKNOWN, "12 whole objects");
    int fd = open(in("open/journal"), O_WRONLY | O_APPEND);
    assert_int_equal(write(fd, "0123456789abcdef {\"j\":\"wh", 25), 25);
    close(fd);
    stock_write(in("open/data/000/0000500"), mk_str("half"));
    expect(in("open"), in("trust"), MK_UNKNOWN, "torn");
    expect(in("open"), in("trust"), MK_UNKNOWN, "0000500: begun, not whole");
    stock_write(in("open/data/000/0000003"), mk_str("other"));
    expect(in("open"), in("trust"), MK_TAMPERED, "BAD data/000/0000003: changed");
    unlink(in("open/data/000/0000003"));
    expect(in("open"), in("trust"), MK_TAMPERED,
           "BAD data/000/0000003: the journal calls it whole");
    stock_write(in("open/odd"), mk_str(""));
    expect(in("open"), in("trust"), MK_TAMPERED, "BAD odd: foreign");
}

static void an_empty_folder_is_foreign_once_it_is_sealed(void **s)
{
    (void)s;
    static const char *const folders[] = { "custody", "signatures" };
    struct hand_bundle m = { .objects = 2 };
    const char *b = made("hollow", m);
    assert_int_equal(mkdir(stock_path(b, "signatures"), 0700), 0);
    expect(b, in("trust"), MK_TAMPERED, "BAD signatures/: foreign: an empty folder");
    hand_unsealed(in("cut"), &m);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(mkdir(stock_path(in("cut"), folders[i]), 0700), 0);
    expect(in("cut"), in("trust"), MK_UNKNOWN, "not sealed");
}

static void a_journal_put_into_a_sealed_bundle_is_named(void **s)
{
    (void)s;
    const char *b = made("journal", (struct hand_bundle){ BOTH });
    stock_write(stock_path(b, "journal"), mk_str("anything\n"));
    expect(b, in("trust"), MK_TAMPERED, "BAD journal: is none");
}

static void names_that_steer_a_terminal_are_escaped(void **s)
{
    (void)s;
    struct said said;
    const char *b = made("steer", (struct hand_bundle){ BOTH });
    stock_write(stock_path(b, "data/000/\x1b[2J\nINTACT"), mk_str(""));
    assert_int_equal(verify(&said, b, in("trust")), MK_TAMPERED);
    assert_non_null(strstr(said.text, "\\u{1b}[2J\\u{a}INTACT: foreign"));
    assert_null(strchr(said.text, 0x1b));
}

static void what_each_part_says_is_the_part_that_changed(void **s)
{
    (void)s;
    static const struct {
        const char *file, *from, *to, *words;
    } t[] = {
        { "custody/log.jsonl", "\"act\":\"command\"", "\"act\":\"looked!\"",
          "BAD custody/log.jsonl, line 2: \"prev\"" },
        { "custody/log.jsonl", "\"seq\":0", "\"seq\":4", "line 1: \"seq\"" },
        { "coverage.jsonl", "\"found\"", "\"fount\"", "coverage.jsonl, line 1: \"state\"" },
        { "bag-info.txt", "Oxum: ", "Oxum: 1", "bag-info.txt: Payload-Oxum" },
        { "bag-info.txt", "Moka-Sealed", "Moka-Sewed!", "bag-info.txt: Moka-Sealed" },
        { "bag-info.txt", "kit, officer", "kit         ", "signatures/officer.sig: foreign" },
        { "bagit.txt", "UTF-8", "utf-8", "bagit.txt: not the two lines" },
        { "index.jsonl", "\"bytes\":", "\"bytes\":1", "index.jsonl has" },
        { "index.jsonl", "\"file\":\"data/000/0000003\"", "\"file\":\"data/000/0000004\"",
          "the same object again" },
        { "index.jsonl", "\"sha256\":\"e", "\"sha256\":\"f", "differ in its hash" },
        { "manifest-sha256.txt", "data/000/0000007", "data/001/0000007", "not a path of payload" },
        { "manifest-sha256.txt", "data/000/0000007", "data/000/0000099",
          "data/000/0000007: manifest-sha256.txt does not have it" },
        { "tagmanifest-sha256.txt", "  plan.json", "  plan.jsom", "names what is no tag file" },
        { "tagmanifest-sha256.txt", "  plan.json", " *plan.json", "line 8: not" },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        struct mk_buf text;
        char name[20], path[200];
        snprintf(name, sizeof name, "part%zu", i);
        const char *b = made(name, (struct hand_bundle){ BOTH });
        snprintf(path, sizeof path, "%s/%s", b, t[i].file);
        mk_buf_init(&text, 1 << 20);
        stock_read(&text, path);
        const char *at = memmem(text.p, text.len, t[i].from, strlen(t[i].from));
        if (!at &&
            i == 9) /* hashes differ from build to build no more than the seed: any will do */
            fail_msg("no hash starts with that digit");
        assert_non_null(at);
        FILE *f = fopen(path, "wb");
        size_t head = (size_t)(at - (const char *)text.p), skip = strlen(t[i].from);
        fwrite(text.p, 1, head, f);
        fputs(t[i].to, f);
        fwrite(text.p + head + skip, 1, text.len - head - skip, f);
        fclose(f);
        mk_buf_done(&text);
        expect(b, in("trust"), MK_TAMPERED, t[i].words);
        stock_remove(b);
    }
}

static void a_stranger_can_check_it_with_stock_tools(void **s)
{
    (void)s;
    const char *b = made("by-hand", (struct hand_bundle){ BOTH });
    const char *const sums[] = { "sha256sum", "--strict", "-c", "manifest-sha256.txt", NULL };
    const char *const tags[] = { "sha256sum", "--strict", "-c", "tagmanifest-sha256.txt", NULL };
    const char *const sig[] = {
        "ssh-keygen", "-Y", "verify",      "-f", in("trust"),          "-I",
        "kit:K1",     "-n", "moka-bundle", "-s", "signatures/kit.sig", NULL
    };
    assert_int_equal(stock_run(b, NULL, NULL, sums), 0);
    assert_int_equal(stock_run(b, NULL, NULL, tags), 0);
    if (stock_have("/usr/bin/ssh-keygen"))
        assert_int_equal(stock_run(b, stock_path(b, "tagmanifest-sha256.txt"), NULL, sig), 0);
    stock_write(stock_path(b, "data/000/0000003"), mk_str("other"));
    assert_int_equal(stock_run(b, NULL, NULL, sums), 1);
}

static void thousands_of_objects_are_hashed_by_all_processors_in_order(void **s)
{
    (void)s;
    struct said said;
    const char *b =
        made("many", (struct hand_bundle){ .kit = hand_kit, .objects = 1500, .first = 9000 });
    expect(b, in("trust"), MK_INTACT, "1500 objects");
    stock_write(stock_path(b, "data/000/0009700"), mk_str("x"));
    stock_write(stock_path(b, "data/001/0010400"), mk_str("x"));
    assert_int_equal(verify(&said, b, in("trust")), MK_TAMPERED);
    const char *one = strstr(said.text, "data/000/0009700: changed");
    const char *two = strstr(said.text, "data/001/0010400: changed");
    assert_true(one && two && one < two);
}

static int by_key(void *u, struct mk_buf *out, struct mk_span message, struct mk_error *e)
{
    return mk_sshkey_sign(out, u, MK_SSH_NAMESPACE, message, e);
}

/* With names and texts that a phone would like to break out with. */
static void put_things(struct mk_bundle *b)
{
    static const char odd[] = "sd card/\x1b[2J\"\\\n\xff\xe2\x80\xae";
    struct mk_object o = mkbundle_object(2);
    struct mk_object_end end = { .mode = 0100644, .mtime_s = -5, .remark = mk_str("r\x01") };
    struct mk_coverage c = { .artefact = "android.sms",
                             .route = "adb:content",
                             .state = MK_COVER_FOUND,
                             .seen = 2,
                             .why = odd,
                             .proven_on = "simulated" };
    struct mk_digest d;
    int rc = mk_bundle_put(b, "authority.json", mk_str("{}"), NULL);
    assert_int_equal(rc, 0);
    rc = mkbundle_add(b, 1, 5000, NULL);
    assert_int_equal(rc, 0);
    o.path = mk_str(odd);
    o.command = mk_str(odd);
    rc = mk_bundle_begin(b, &o, NULL);
    assert_int_equal(rc, 0);
    rc = mk_bundle_finish(&d, b, &end, NULL);
    assert_int_equal(rc, 0);
    rc = mkbundle_add(b, 25000, 10, NULL);
    assert_int_equal(rc, 0);
    rc = mk_bundle_act(b, "connected", NULL, NULL, true, NULL);
    assert_int_equal(rc, 0);
    rc = mk_bundle_cover(b, &c, NULL);
    assert_int_equal(rc, 0);
}

static void what_the_bundle_writer_seals_is_intact(void **s)
{
    (void)s;
    struct mk_bundle_info info = mkbundle_info;
    struct mk_signer by[] = { { "kit", by_key, hand_kit }, { "officer", by_key, hand_officer } };
    for (unsigned i = 0; i < 3; i++) { /* both signatures, the kit's, none */
        struct mk_bundle *b = NULL;
        struct mk_error e = { 0 };
        char path[100];
        snprintf(path, sizeof path, "%s/written%u", dir, i);
        mkdir(path, 0700);
        info.training = i == 1;
        info.officer_id = i == 0 ? mkbundle_info.officer_id : NULL;
        int rc = mk_bundle_create(&b, path, mk_disk_real(), &info, &e);
        assert_int_equal(rc, 0);
        put_things(b);
        rc = mk_bundle_sync(b, &e);
        assert_int_equal(rc, 0);
        expect(path, in("trust"), MK_UNKNOWN, "3 whole objects");
        rc = mk_bundle_seal(b, by, 2 - i, &e);
        assert_int_equal(rc, 0);
        mk_bundle_free(b);
        expect(path, in("trust"), i == 2 ? MK_UNKNOWN : MK_INTACT, "3 objects");
        expect(path, NULL, MK_UNKNOWN, i == 1 ? "TRAINING: " : NULL);
    }
}

static void no_memory_is_an_error_and_never_a_verdict(void **s)
{
    (void)s;
    struct said said;
    const char *b = made("scarce", (struct hand_bundle){ .kit = hand_kit, .objects = 3 });
    for (int n = 1; fault_arm(n); n++) {
        enum mk_verdict v = MK_UNKNOWN;
        said = (struct said){ 0 };
        int rc = mk_verify(&v, b, in("trust"), NULL, hear, &said, NULL);
        bool fired = fault_fired();
        if (rc == 0) /* a text was cut short; nothing was taken for good or bad */
            assert_int_equal(v, MK_INTACT);
        else
            assert_true(fired);
    }
    struct hand_bundle m = { .objects = 3 };
    hand_unsealed(in("scarce-open"), &m);
    for (int n = 1; fault_arm(n); n++) {
        enum mk_verdict v = MK_INTACT;
        said = (struct said){ 0 };
        int rc = mk_verify(&v, in("scarce-open"), NULL, NULL, hear, &said, NULL);
        bool fired = fault_fired();
        if (rc == 0)
            assert_int_equal(v, MK_UNKNOWN);
        else
            assert_true(fired);
    }
}

static int setup(void **s)
{
    (void)s;
    char text[2000];
    stock_dir(dir);
    hand_keys(dir);
    snprintf(text, sizeof text, "kit:* %s\nofficer:* namespaces=\"moka-bundle\" %s\n",
             mk_sshkey_public(hand_kit), mk_sshkey_public(hand_officer));
    stock_write(in("trust"), mk_str(text));
    snprintf(text, sizeof text, "kit:* %s\n", mk_sshkey_public(hand_kit));
    stock_write(in("trust-kit"), mk_str(text));
    return 0;
}

static int teardown(void **s)
{
    (void)s;
    hand_keys_done(dir);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_untouched_bundle_is_intact_and_says_what_it_cannot_know),
        cmocka_unit_test(without_objects_or_with_gaps_it_is_whole_too),
        cmocka_unit_test(who_signs_decides),
        cmocka_unit_test(a_stripped_officer_is_named_even_with_every_hash_made_anew),
        cmocka_unit_test(an_exercise_says_so_in_every_line),
        cmocka_unit_test(a_folder_that_is_none_is_neither_good_nor_tampered),
        cmocka_unit_test(an_unsealed_bundle_is_unknown_at_best),
        cmocka_unit_test(an_empty_folder_is_foreign_once_it_is_sealed),
        cmocka_unit_test(a_journal_put_into_a_sealed_bundle_is_named),
        cmocka_unit_test(names_that_steer_a_terminal_are_escaped),
        cmocka_unit_test(what_each_part_says_is_the_part_that_changed),
        cmocka_unit_test(a_stranger_can_check_it_with_stock_tools),
        cmocka_unit_test(thousands_of_objects_are_hashed_by_all_processors_in_order),
        cmocka_unit_test(what_the_bundle_writer_seals_is_intact),
        cmocka_unit_test(no_memory_is_an_error_and_never_a_verdict),
    };
    return cmocka_run_group_tests_name("verify", tests, setup, teardown);
}
