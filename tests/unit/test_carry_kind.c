#include "firmware/daemon/carry.h"
#include "tests/lib/t.h"

static const char *kind(size_t at, const char *word, size_t n)
{
    static uint8_t head[MK_CARRY_HEAD];
    memset(head, 0, sizeof head);
    memcpy(head + at, word, strlen(word));
    head[510] = 0x55, head[511] = 0xaa;
    return mk_carry_kind(mk_span(head, n));
}

static void file_systems_are_known_by_their_first_bytes(void **s)
{
    uint8_t ext[MK_CARRY_HEAD] = { 0 };
    (void)s;
    assert_string_equal(kind(82, "FAT32", 4096), "vfat");
    assert_string_equal(kind(54, "FAT16", 4096), "vfat");
    assert_string_equal(kind(54, "FAT12", 512), "vfat");
    assert_string_equal(kind(82, "FAT32", 511), "");
    assert_string_equal(kind(3, "EXFAT   ", 4096), "exfat");
    assert_string_equal(kind(3, "NTFS    ", 4096), "");
    assert_string_equal(kind(0, "LUKS\xba\xbe", 4096), "locked");
    assert_string_equal(kind(3, "-FVE-FS-", 4096), "locked");
    assert_string_equal(kind(0, "", 4096), "");
    ext[1080] = 0x53, ext[1081] = 0xef;
    assert_string_equal(mk_carry_kind(mk_span(ext, sizeof ext)), ""); /* ext2, ext3 */
    ext[1120] = 0x40;
    assert_string_equal(mk_carry_kind(mk_span(ext, sizeof ext)), "ext4");
    for (size_t n = 0; n < 1124; n++) {
        uint8_t *copy = test_malloc(n + 1); /* reads behind it are seen */
        memcpy(copy, ext, n);
        assert_string_equal(mk_carry_kind(mk_span(copy, n)), "");
        test_free(copy);
    }
}

static void a_port_is_a_port_and_no_path(void **s)
{
    static const char *const good[] = { "1-2", "1-2.3", "10-14.1.1.1" };
    static const char *const bad[] = { "",        "1",     "1-",
                                       "-1",      "1-2.",  "1-2..3",
                                       "usb1",    "1-2:1", "../1-2",
                                       "1-2/3-4", "1-2 ",  "1-1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1" };
    (void)s;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(mk_carry_is_port(good[i]));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(mk_carry_is_port(bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(file_systems_are_known_by_their_first_bytes),
        cmocka_unit_test(a_port_is_a_port_and_no_path),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
