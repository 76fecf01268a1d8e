#include "firmware/daemon/copy_out.h"
#include "tests/lib/t.h"
#include <linux/magic.h>

#define GIB  ((uint64_t)1 << 30)
#define SOME ((uint64_t)64 * GIB)

static void fat_holds_no_file_of_4_gib(void **s)
{
    (void)s;
    assert_null(mk_copy_room(MSDOS_SUPER_MAGIC, 4 * GIB - 1, SOME));
    assert_string_equal(mk_copy_room(MSDOS_SUPER_MAGIC, 4 * GIB, SOME), "too-large");
    assert_string_equal(mk_copy_room(MSDOS_SUPER_MAGIC, UINT64_MAX, SOME), "too-large");
}

static void exfat_and_ext4_hold_it(void **s)
{
    (void)s;
    assert_null(mk_copy_room(EXFAT_SUPER_MAGIC, 4 * GIB, SOME));
    assert_null(mk_copy_room(EXT4_SUPER_MAGIC, 63 * GIB, SOME));
}

/* Room can be made on a stick; what its file system cannot hold it never can. */
static void too_large_is_said_before_full(void **s)
{
    (void)s;
    assert_string_equal(mk_copy_room(MSDOS_SUPER_MAGIC, 4 * GIB, GIB), "too-large");
    assert_string_equal(mk_copy_room(EXFAT_SUPER_MAGIC, 4 * GIB, GIB), "full");
}

static void a_little_more_than_the_file_has_to_be_free(void **s)
{
    (void)s;
    assert_string_equal(mk_copy_room(MSDOS_SUPER_MAGIC, 0, 0), "full");
    assert_string_equal(mk_copy_room(EXT4_SUPER_MAGIC, GIB, GIB), "full");
    assert_string_equal(mk_copy_room(EXT4_SUPER_MAGIC, GIB, GIB + (1 << 20) - 1), "full");
    assert_null(mk_copy_room(EXT4_SUPER_MAGIC, GIB, GIB + (1 << 20)));
    assert_string_equal(mk_copy_room(EXT4_SUPER_MAGIC, UINT64_MAX, UINT64_MAX), "full");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fat_holds_no_file_of_4_gib),
        cmocka_unit_test(exfat_and_ext4_hold_it),
        cmocka_unit_test(too_large_is_said_before_full),
        cmocka_unit_test(a_little_more_than_the_file_has_to_be_free),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
