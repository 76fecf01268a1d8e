#include "firmware/bundle/disclose.h"
#include "firmware/bundle/merkle.h"
#include "tests/lib/fault.h"
#include "tests/lib/fault_disk.h"
#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LEAVES 40

static struct mk_digest leaves[LEAVES];

static void make_leaves(void)
{
    static const struct mk_digest salt;
    for (uint8_t i = 0; i < LEAVES; i++)
        assert_int_equal(mk_merkle_part(&leaves[i], NULL, &salt, mk_span(&i, 1), NULL), 0);
}

static struct mk_digest root_of(size_t n)
{
    struct mk_merkle m = { .n = 0 };
    struct mk_digest root;
    for (size_t i = 0; i < n; i++)
        assert_int_equal(mk_merkle_add(&m, &leaves[i], NULL), 0);
    assert_int_equal(mk_merkle_root(&root, &m, NULL), 0);
    return root;
}

/* RFC 9162, 2.1.1, written as it stands there. */
static struct mk_digest by_definition(const struct mk_digest *l, size_t n)
{
    uint8_t text[65] = { 1 };
    struct mk_digest out;
    size_t k = 1;
    if (n == 1)
        return l[0];
    while (2 * k < n)
        k *= 2;
    struct mk_digest left = by_definition(l, k), right = by_definition(l + k, n - k);
    memcpy(text + 1, &left, 32);
    memcpy(text + 33, &right, 32);
    assert_int_equal(mk_sha256_of(&out, mk_span(text, sizeof text), NULL), 0);
    return out;
}

static void trees_are_those_of_the_rfc(void **s)
{
    (void)s;
    make_leaves();
    for (size_t n = 1; n <= LEAVES; n++) {
        struct mk_digest is = root_of(n), want = by_definition(leaves, n);
        assert_memory_equal(&is, &want, sizeof is);
    }
}

static void each_leaf_leads_to_the_root_and_no_other_place_does(void **s)
{
    (void)s;
    make_leaves();
    for (size_t n = 1; n <= LEAVES; n++) {
        struct mk_digest root = root_of(n), is;
        for (size_t at = 0; at < n; at++) {
            struct mk_buf path;
            bool fits;
            mk_buf_init(&path, 4096);
            assert_int_equal(mk_merkle_path(&path, leaves, n, at, NULL), 0);
            struct mk_span p = mk_buf_span(&path);
            assert_int_equal(mk_merkle_follow(&fits, &is, &leaves[at], n, at, p, NULL), 0);
            assert_true(fits && !memcmp(&is, &root, sizeof is));
            assert_int_equal(
                mk_merkle_follow(&fits, &is, &leaves[(at + 1) % LEAVES], n, at, p, NULL), 0);
            assert_false(fits && !memcmp(&is, &root, sizeof is));
            for (size_t other = 0; other < n; other++) {
                assert_int_equal(mk_merkle_follow(&fits, &is, &leaves[at], n, other, p, NULL), 0);
                assert_true(other == at || !fits || memcmp(&is, &root, sizeof is) != 0);
            }
            assert_int_equal(mk_merkle_follow(&fits, &is, &leaves[at], n, n, p, NULL), 0);
            assert_false(fits);
            assert_int_equal(
                mk_merkle_follow(&fits, &is, &leaves[at], n, at, mk_span(p.p, 0), NULL), 0);
            assert_true(fits == (n == 1));
            mk_buf_done(&path);
        }
    }
}

#define HEX32  "000102030405060708090a0b0c0d0e0f"
#define OBJECT "{\"file\":\"data/000/0000003\",\"bytes\":2,\"sha256\":\"" HEX32 HEX32 "\""

/* A line is read without a reader of JSON where that is certain to make no difference. */
static void a_line_of_the_index_is_read_alike_either_way(void **s)
{
    static const struct mk_digest seed = { { 1 } };
    static const struct {
        const char *line;
        bool good, split;
    } all[] = {
        { OBJECT "}", true, false },
        { OBJECT ",\"path\":\"/a\"}", true, false },
        { OBJECT ",\"path\":\"/\\u0061\"}", true, false },
        { OBJECT ",\"role\":\"file\"}", true, false },
        { OBJECT ",\"role\":\"ids\"}", true, true },
        { OBJECT ",\"\\u0072ole\":\"ids\"}", true, true },
        { OBJECT ",\"path\":\"\\\"role\\\":\\\"ids\\\"\"}", true, false },
        { "{\"file\":\"data/000/0000003\",\"bytes\":2,\"sha256\":\"00\"}", false, false },
        { "{\"file\":\"data/000/000003\",\"bytes\":2,\"sha256\":\"" HEX32 HEX32 "\"}", false,
          false },
        { "{\"file\":\"data/000/0000003',\"bytes\":2,\"sha256\":\"" HEX32 HEX32 "\"}", false,
          false },
    };
    (void)s;
    char dir[64];
    stock_dir(dir);
    assert_int_equal(STOCK(NULL, NULL, "mkdir", "-p", stock_path(dir, "data/000")), 0);
    stock_write(stock_path(dir, "data/000/0000003"), mk_str("a\n"));
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct mk_merkle_object o;
        assert_int_equal(mk_merkle_object_init(&o, &seed, NULL), 0);
        int rc = mk_merkle_object_read(&o, fd, mk_str(all[i].line), NULL);
        assert_int_equal(rc, all[i].good ? 0 : -1);
        assert_true(rc != 0 || (o.number == 3 && o.sha256.b[1] == 1 && o.split == all[i].split));
        mk_merkle_object_done(&o);
    }
    close(fd);
    stock_remove(dir);
}

/* ---- of a bundle ---- */

static void hear(void *u, bool bad, const char *text)
{
    (void)u;
    if (bad)
        print_message("BAD %s\n", text);
}

static void seal_one(void)
{
    struct mk_bundle *b = mkbundle_created();
    for (uint64_t n = 1; n <= 5; n++)
        assert_int_equal(mkbundle_add(b, n, 300 * (size_t)n, NULL), 0);
    mkbundle_seal(b);
    mk_bundle_free(b);
}

static int disclose(const char *to, const struct mk_disk *disk, struct mk_error *e)
{
    static const struct mk_disclose_item items[] = { { 2, 0, 0 }, { 5, 0, 0 } };
    stock_remove(to);
    char part[200];
    snprintf(part, sizeof part, "%s.part", to);
    stock_remove(part);
    return mk_disclose(to, mkbundle_dir, items, 2, disk, e);
}

/* The signatures of these bundles are no SSH signatures: all but them is looked at. */
static void faults_leave_no_disclosure_that_is_not_whole(void **s)
{
    (void)s;
    struct mk_error e;
    enum mk_verdict v;
    char to[100], part[200];
    snprintf(to, sizeof to, "%s.shown", mkbundle_dir);
    snprintf(part, sizeof part, "%s.part", to);
    seal_one();
    assert_int_equal(disclose(to, fault_disk_lazy(), &e), -1);
    assert_int_equal(e.code, MK_EFORMAT); /* kit.sig: not accepted */
    bool fired = true;
    for (int n = 1; fired; n++) {
        fault_arm(n);
        int rc = disclose(to, fault_disk_lazy(), &e);
        fired = fault_fired();
        fault_disarm();
        assert_int_equal(rc, -1);
        assert_true(e.code == (fired ? MK_ENOMEM : MK_EFORMAT) || fired);
        assert_false(mk_is_disclosure(to));
        assert_true(access(to, F_OK) != 0 && access(part, F_OK) != 0);
    }
    assert_int_equal(mk_verify_disclosure(&v, mkbundle_dir, NULL, NULL, hear, NULL, NULL), 0);
    assert_int_equal(v, MK_TAMPERED); /* a bundle is none */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trees_are_those_of_the_rfc),
        cmocka_unit_test(each_leaf_leads_to_the_root_and_no_other_place_does),
        cmocka_unit_test(a_line_of_the_index_is_read_alike_either_way),
        MKBUNDLE_TEST(faults_leave_no_disclosure_that_is_not_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
