#include "firmware/bundle/bundle.h"
#include "tests/lib/fault.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct said {
    char text[20000];
    size_t len;
};

static void hear(void *u, bool bad, const char *text)
{
    struct said *s = u;
    if (s->len < sizeof s->text)
        s->len += (size_t)snprintf(s->text + s->len, sizeof s->text - s->len, "%s%s\n",
                                   bad ? "BAD " : "", text);
}

/* A file of the bag under test; folders on the way are made. */
static void put(const char *path, const char *text)
{
    char full[300];
    snprintf(full, sizeof full, "%s/bag/%s", stock_own, path);
    for (char *p = full + strlen(stock_own) + 1; (p = strchr(p, '/')); p++) {
        *p = 0;
        mkdir(full, 0700);
        *p = '/';
    }
    stock_write(full, mk_str(text));
}

static void put_sum(struct mk_buf *b, const char *alg, const char *text, const char *between,
                    const char *path)
{
    uint8_t md[EVP_MAX_MD_SIZE];
    unsigned n;
    assert_int_equal(EVP_Digest(text, strlen(text), md, &n, EVP_get_digestbyname(alg), NULL), 1);
    mk_buf_hex(b, mk_span(md, n));
    mk_buf_printf(b, "%s%s\n", between, path);
}

/* data/a "one", data/d/b "two", and a manifest with that of both lines plus `more`. */
static void basic(const char *version, const char *more)
{
    struct mk_buf m;
    char text[100];
    stock_remove(stock_in("bag"));
    snprintf(text, sizeof text, "BagIt-Version: %s\nTag-File-Character-Encoding: UTF-8\n", version);
    put("bagit.txt", text);
    put("data/a", "one");
    put("data/d/b", "two");
    mk_buf_init(&m, 100000);
    put_sum(&m, "sha256", "one", "  ", "data/a");
    put_sum(&m, "sha256", "two", "  ", "data/d/b");
    mk_buf_puts(&m, more);
    put("manifest-sha256.txt", mk_buf_cstr(&m));
    mk_buf_done(&m);
}

static void expect(enum mk_bag_verdict v, const char *words)
{
    struct said s = { 0 };
    struct mk_error e = { 0 };
    enum mk_bag_verdict got;
    int rc = mk_verify_bag(&got, stock_in("bag"), hear, &s, &e);
    assert_int_equal(rc, 0);
    if (got != v || (words && !strstr(s.text, words)))
        print_message("%d, looked for \"%s\" in\n%s", got, words ? words : "", s.text);
    assert_int_equal(got, v);
    if (words)
        assert_non_null(strstr(s.text, words));
}

static void whole_bags_of_every_version_are_valid(void **s)
{
    (void)s;
    static const char *const versions[] = { "0.93", "0.96", "0.97", "1.0" };
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++) {
        basic(versions[i], "");
        expect(MK_BAG_VALID, NULL);
    }
    basic("2.0", "");
    expect(MK_BAG_UNSUPPORTED, "version 2.0");
    basic("0.92", "");
    expect(MK_BAG_UNSUPPORTED, NULL);
}

static void the_declaration_is_read_strictly(void **s)
{
    (void)s;
    static const char *const bad[] = {
        "",
        "BagIt-Version : 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version:1.0\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1.0 \nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1\nTag-File-Character-Encoding: UTF-8\n",
        "BagIt-Version: 1.0\n",
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\nmore\n",
        "\xef\xbb\xbf"
        "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
        "Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        basic("1.0", "");
        put("bagit.txt", bad[i]);
        expect(MK_BAG_INVALID, "BAD bagit.txt");
    }
    basic("1.0", "");
    put("bagit.txt", "BagIt-Version: 1.0\r\nTag-File-Character-Encoding: UTF-8");
    expect(MK_BAG_VALID, NULL);
    put("bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-16\n");
    expect(MK_BAG_UNSUPPORTED, "UTF-16");
}

static void changed_missing_and_foreign_payload_is_named(void **s)
{
    (void)s;
    basic("1.0", "");
    put("data/a", "One");
    expect(MK_BAG_INVALID, "BAD data/a: changed");
    basic("1.0", "");
    unlink(stock_in("bag/data/a"));
    expect(MK_BAG_INVALID, "BAD data/a: missing");
    basic("0.97", "");
    put("data/c", "");
    expect(MK_BAG_INVALID, "BAD data/c: no manifest has it");
    basic("1.0", "");
    unlink(stock_in("bag/manifest-sha256.txt"));
    expect(MK_BAG_INVALID, "a bag needs one");
}

static void paths_that_leave_the_bag_are_refused_and_never_opened(void **s)
{
    (void)s;
    static const char *const paths[] = { "../outside",         "/etc/passwd", "~/x",    "~root/x",
                                         "data/../../outside", "data/./a",    "data//a" };
    char line[200];
    stock_write(stock_in("outside"), mk_str("one"));
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        snprintf(line, sizeof line, "%064d  %s\n", 0, paths[i]);
        basic("1.0", line);
        expect(MK_BAG_INVALID, "BAD manifest-sha256.txt, line 3: a");
        basic("1.0", "");
        snprintf(line, sizeof line, "http://127.0.0.1/x - %s\n", paths[i]);
        put("fetch.txt", line);
        expect(MK_BAG_INVALID, "BAD fetch.txt, line 1: a");
    }
}

static void links_and_special_files_are_named_and_not_followed(void **s)
{
    (void)s;
    basic("1.0", "");
    unlink(stock_in("bag/data/a"));
    stock_write(stock_in("outside"), mk_str("one"));
    assert_int_equal(symlink(stock_in("outside"), stock_in("bag/data/a")), 0);
    expect(MK_BAG_INVALID, "BAD data/a: a link");
    basic("1.0", "");
    assert_int_equal(mkfifo(stock_in("bag/data/pipe"), 0600), 0);
    expect(MK_BAG_INVALID, "BAD data/pipe: not a regular file");
    basic("1.0", "");
    assert_int_equal(symlink("data", stock_in("bag/other")), 0);
    expect(MK_BAG_INVALID, "BAD other: a link");
}

static void lines_that_are_odd_warn_and_lines_that_are_wrong_fail(void **s)
{
    (void)s;
    struct mk_buf m;
    mk_buf_init(&m, 10000);
    put_sum(&m, "sha256", "x", " *", "data/x");
    put_sum(&m, "sha256", "y", "\t", "./data/y");
    basic("1.0", mk_buf_cstr(&m));
    put("data/x", "x");
    put("data/y", "y");
    expect(MK_BAG_VALID, "warning: manifest-sha256.txt, line 3: \"*\"");
    expect(MK_BAG_VALID, "warning: manifest-sha256.txt, line 4: starts with ./");
    mk_buf_clear(&m);
    put_sum(&m, "sha256", "one", "  ", "./data/a");
    basic("1.0", mk_buf_cstr(&m));
    expect(MK_BAG_INVALID, "BAD data/a: listed twice");
    basic("1.0", "abcd  data/a\n");
    expect(MK_BAG_INVALID, "line 3: not a line");
    basic("1.0", "nonsense\n");
    expect(MK_BAG_INVALID, "line 3: not a line");
    mk_buf_clear(&m);
    put_sum(&m, "sha256", "tag", "  ", "tag.txt");
    basic("1.0", mk_buf_cstr(&m));
    put("tag.txt", "tag");
    expect(MK_BAG_INVALID, "not payload");
    mk_buf_done(&m);
}

static void percent_signs_are_decoded_as_the_version_says(void **s)
{
    (void)s;
    struct mk_buf m;
    mk_buf_init(&m, 10000);
    put_sum(&m, "sha256", "x", "  ", "data/x%0Ay%25");
    put_sum(&m, "sha256", "z", "  ", "data/%41");
    basic("1.0", mk_buf_cstr(&m));
    put("data/x\ny%", "x");
    put("data/%41", "z");
    expect(MK_BAG_VALID, NULL);
    basic("0.97", mk_buf_cstr(&m));
    put("data/x\ny%25", "x");
    put("data/%41", "z");
    expect(MK_BAG_VALID, NULL);
    basic("0.97", mk_buf_cstr(&m));
    put("data/x%0Ay%25", "x"); /* the literal name, as old tools wrote it */
    put("data/%41", "z");
    expect(MK_BAG_VALID, NULL);
    mk_buf_done(&m);
}

static void every_manifest_counts(void **s)
{
    (void)s;
    struct mk_buf m;
    mk_buf_init(&m, 10000);
    put_sum(&m, "md5", "one", "  ", "data/a");
    basic("1.0", "");
    put("manifest-md5.txt", mk_buf_cstr(&m));
    expect(MK_BAG_INVALID, "BAD data/d/b: not every manifest has it");
    basic("0.97", "");
    put("manifest-md5.txt", mk_buf_cstr(&m));
    expect(MK_BAG_VALID, NULL);
    mk_buf_clear(&m);
    put_sum(&m, "sha512", "One", "  ", "data/a");
    put_sum(&m, "sha512", "two", "  ", "data/d/b");
    basic("1.0", "");
    put("manifest-sha512.txt", mk_buf_cstr(&m));
    expect(MK_BAG_INVALID, "BAD data/a: changed: not the checksum of manifest-sha512.txt");
    basic("1.0", "");
    put("manifest-crc7.txt", "00  data/a\n");
    expect(MK_BAG_VALID, "manifest-crc7.txt: its kind of checksum is not known");
    unlink(stock_in("bag/manifest-sha256.txt"));
    expect(MK_BAG_INVALID, "no manifest has it"); /* and it could not have been told anyway */
    mk_buf_done(&m);
}

static void tag_manifests_are_held_against_the_tag_files(void **s)
{
    (void)s;
    struct mk_buf m;
    mk_buf_init(&m, 10000);
    basic("1.0", "");
    put("note.txt", "n");
    put_sum(&m, "sha256", "n", " ", "note.txt");
    put("tagmanifest-sha256.txt", mk_buf_cstr(&m));
    expect(MK_BAG_INVALID, "BAD manifest-sha256.txt: a tag manifest does not have it");
    basic("0.97", "");
    put("note.txt", "n");
    put("tagmanifest-sha256.txt", mk_buf_cstr(&m));
    expect(MK_BAG_VALID, NULL);
    put("note.txt", "m");
    expect(MK_BAG_INVALID, "BAD note.txt: changed");
    unlink(stock_in("bag/note.txt"));
    expect(MK_BAG_INVALID, "BAD note.txt: missing");
    mk_buf_done(&m);
}

static void what_is_still_to_be_fetched_makes_a_bag_incomplete(void **s)
{
    (void)s;
    basic("1.0", "");
    put("fetch.txt", "http://127.0.0.1/a 3 data/a\n");
    expect(MK_BAG_VALID, "nothing is fetched here");
    unlink(stock_in("bag/data/a"));
    expect(MK_BAG_INVALID, "BAD data/a: not fetched yet");
    put("fetch.txt", "http://127.0.0.1/a x data/a\n");
    expect(MK_BAG_INVALID, "BAD fetch.txt, line 1: not");
    put("data/a", "one");
    put("fetch.txt", "http://127.0.0.1/a - data/zzz\n");
    expect(MK_BAG_INVALID, "BAD fetch.txt: no manifest has data/zzz");
}

static void the_payload_oxum_is_counted(void **s)
{
    (void)s;
    static const struct {
        const char *info;
        enum mk_bag_verdict v;
    } t[] = {
        { "Payload-Oxum: 6.2\n", MK_BAG_VALID },
        { "X: y\n  folded: 1\npayload-oxum :  6.2\n", MK_BAG_VALID },
        { "Payload-Oxum: 6.3\n", MK_BAG_INVALID },
        { "Payload-Oxum: 7.2\n", MK_BAG_INVALID },
        { "Payload-Oxum: six\n", MK_BAG_INVALID },
        { "Payload-Oxum: 99999999999999999999.2\n", MK_BAG_INVALID },
        { "Payload-Oxum: 6.2\nPayload-Oxum: 6.2\n", MK_BAG_INVALID },
        { "no label\n", MK_BAG_INVALID },
    };
    for (size_t i = 0; i < sizeof t / sizeof *t; i++) {
        basic("1.0", "");
        put("bag-info.txt", t[i].info);
        expect(t[i].v, NULL);
    }
}

static void latin_1_names_are_found(void **s)
{
    (void)s;
    struct mk_buf m;
    mk_buf_init(&m, 10000);
    put_sum(&m, "sha256", "x", "  ", "data/gr\xfc\xdf");
    basic("0.97", mk_buf_cstr(&m));
    put("bagit.txt", "BagIt-Version: 0.97\nTag-File-Character-Encoding: ISO-8859-1\n");
    put("data/gr\xc3\xbc\xc3\x9f", "x");
    expect(MK_BAG_VALID, NULL);
    mk_buf_done(&m);
}

static void only_lost_names_without_content_are_excused(void **s)
{
    (void)s;
    struct mk_buf m;
    mk_buf_init(&m, 10000);
    put_sum(&m, "sha256", "one", "  ", "data/A");
    basic("1.0", mk_buf_cstr(&m));
    expect(MK_BAG_VALID, "warning: data/A: is there under a name that differs in case");
    mk_buf_clear(&m);
    put_sum(&m, "sha256", "two", "  ", "data/A");
    basic("1.0", mk_buf_cstr(&m));
    expect(MK_BAG_INVALID, "BAD data/A: missing");
    mk_buf_clear(&m);
    put_sum(&m, "sha256", "", "  ", "data/.DS_Store");
    basic("1.0", mk_buf_cstr(&m));
    put("bag-info.txt", "Payload-Oxum: 6.3\n");
    expect(MK_BAG_VALID, "warning: data/.DS_Store: missing, an empty file");
    mk_buf_clear(&m);
    put_sum(&m, "sha256", "full", "  ", "data/.DS_Store");
    basic("1.0", mk_buf_cstr(&m));
    expect(MK_BAG_INVALID, "BAD data/.DS_Store: missing");
    mk_buf_done(&m);
}

static void no_memory_is_an_error_and_never_a_verdict(void **s)
{
    (void)s;
    struct said said;
    basic("1.0", "");
    put("fetch.txt", "http://127.0.0.1/a 3 data/a\n");
    put("bag-info.txt", "Payload-Oxum: 6.2\n");
    for (int n = 1; fault_arm(n); n++) {
        enum mk_bag_verdict v = MK_BAG_UNSUPPORTED;
        said = (struct said){ 0 };
        int rc = mk_verify_bag(&v, stock_in("bag"), hear, &said, NULL);
        bool fired = fault_fired();
        if (rc == 0)
            assert_int_equal(v, MK_BAG_VALID);
        else
            assert_true(fired);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whole_bags_of_every_version_are_valid),
        cmocka_unit_test(the_declaration_is_read_strictly),
        cmocka_unit_test(changed_missing_and_foreign_payload_is_named),
        cmocka_unit_test(paths_that_leave_the_bag_are_refused_and_never_opened),
        cmocka_unit_test(links_and_special_files_are_named_and_not_followed),
        cmocka_unit_test(lines_that_are_odd_warn_and_lines_that_are_wrong_fail),
        cmocka_unit_test(percent_signs_are_decoded_as_the_version_says),
        cmocka_unit_test(every_manifest_counts),
        cmocka_unit_test(tag_manifests_are_held_against_the_tag_files),
        cmocka_unit_test(what_is_still_to_be_fetched_makes_a_bag_incomplete),
        cmocka_unit_test(the_payload_oxum_is_counted),
        cmocka_unit_test(latin_1_names_are_found),
        cmocka_unit_test(only_lost_names_without_content_are_excused),
        cmocka_unit_test(no_memory_is_an_error_and_never_a_verdict),
    };
    return cmocka_run_group_tests_name("bag", tests, stock_setup, stock_teardown);
}
