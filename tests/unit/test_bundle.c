#include "tests/lib/mkbundle.h"
#include "tests/lib/stock.h"
#include "tests/lib/t.h"
#include <dirent.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[64];
static struct mk_error e;

static int make_dir(void **state)
{
    (void)state;
    stock_dir(dir);
    return 0;
}

static int remove_dir(void **state)
{
    (void)state;
    stock_remove(dir);
    return 0;
}

static struct mk_bundle *created(void)
{
    struct mk_bundle *b = NULL;
    assert_int_equal(mk_bundle_create(&b, dir, mk_disk_real(), &mkbundle_info, &e), 0);
    return b;
}

static struct mk_bundle *resumed(void)
{
    struct mk_bundle *b = NULL;
    int rc = mk_bundle_resume(&b, dir, mk_disk_real(), &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
    return b;
}

static const char *text_of(const char *name)
{
    static struct mk_buf b;
    if (!b.max)
        mk_buf_init(&b, (size_t)1 << 20);
    mk_buf_clear(&b);
    stock_read(&b, stock_path(dir, name));
    return mk_buf_cstr(&b);
}

static bool is_there(const char *name)
{
    struct stat st;
    return lstat(stock_path(dir, name), &st) == 0;
}

static void seal(struct mk_bundle *b)
{
    struct mk_signer by[] = { { "kit", mkbundle_sign, (void *)"kit" },
                              { "officer", mkbundle_sign, (void *)"officer" } };
    int rc = mk_bundle_seal(b, by, 2, &e);
    if (rc != 0)
        print_message("%s\n", e.text);
    assert_int_equal(rc, 0);
}

static void a_sealed_bundle_passes_sha256sum(void **state)
{
    static const char *const check[] = { "sha256sum", "-c", "--strict", "manifest-sha256.txt",
                                         NULL };
    static const char *const tags[] = { "sha256sum", "-c", "--strict", "tagmanifest-sha256.txt",
                                        NULL };
    (void)state;
    struct mk_bundle *b = created();
    assert_int_equal(mk_bundle_put(b, "authority.json", mk_str("{}\n"), &e), 0);
    assert_int_equal(mkbundle_add(b, 1, 5000, &e), 0);
    assert_int_equal(mkbundle_add(b, 2, 0, &e), 0);
    assert_int_equal(mkbundle_add(b, 10000, 10, &e), 0);
    seal(b);
    mk_bundle_free(b);
    assert_int_equal(stock_run(dir, NULL, NULL, check), 0);
    assert_int_equal(stock_run(dir, NULL, NULL, tags), 0);
    assert_true(is_there("data/001/0010000"));
    assert_false(is_there("journal"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_sealed_bundle_passes_sha256sum, make_dir, remove_dir),
    };
    (void)resumed;
    (void)text_of;
    return cmocka_run_group_tests(tests, NULL, NULL);
}
