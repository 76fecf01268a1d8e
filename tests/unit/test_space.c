#include "firmware/acquire/space.h"
#include "tests/lib/t.h"
#include <stdlib.h>
#include <unistd.h>

static void needs_grow_with_files_and_never_wrap(void **state)
{
    (void)state;
    assert_int_equal(mk_space_needed(0, 0), 0);
    assert_int_equal(mk_space_needed(1000, 1 << 20), (1 << 20) + 1000 * 4096);
    assert_true(mk_space_needed(UINT64_MAX, 1) == UINT64_MAX);
    assert_true(mk_space_needed(1, UINT64_MAX) == UINT64_MAX);
}

static void a_folder_that_is_not_made_yet_counts_on_its_parents_disk(void **state)
{
    struct mk_error e = { 0 };
    char here[4096];
    (void)state;
    assert_int_equal(mk_space_to_begin("/tmp", &e), 0);
    assert_int_equal(mk_space_to_begin("/tmp/no/such/folder/yet", &e), 0);
    assert_int_equal(mk_space_to_begin("not-there-yet", &e), 0);
    assert_int_equal(mk_space_to_begin("/", &e), 0);
    assert_int_equal(mk_space_to_begin("/dev/null/x", &e), -1); /* below a file */
    /* where the folder one stands in is gone, nothing is above */
    char gone[] = "/tmp/moka-space-XXXXXX";
    assert_non_null(getcwd(here, sizeof here));
    assert_non_null(mkdtemp(gone));
    assert_int_equal(chdir(gone), 0);
    assert_int_equal(rmdir(gone), 0);
    int rc = mk_space_to_begin("a", &e);
    assert_int_equal(chdir(here), 0);
    assert_true(rc == 0 || e.code == MK_EIO || e.code == MK_EABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(needs_grow_with_files_and_never_wrap),
        cmocka_unit_test(a_folder_that_is_not_made_yet_counts_on_its_parents_disk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
