/*
 * What a partition of a stick begins with.
 *
 *   offset  size
 *        0     6  "LUKS\xba\xbe"   cryptsetup, LUKS1 and LUKS2 on-disk format
 *        3     8  "-FVE-FS-"       BitLocker; "EXFAT   " exFAT specification 3.1.2 (FileSystemName)
 *       54     5  "FAT12", "FAT16" Microsoft FAT specification 3.2 (BS_FilSysType), with
 *       82     5  "FAT32"          55 aa at 510
 *     1080     2  0xef53           ext2, 3, 4: Linux Documentation/filesystems/ext4/super.rst
 *     1120     4  feature_incompat bit 0x40: extents, which ext2 and ext3 have not
 */
#include "firmware/daemon/carry.h"
#include "parsers/base/cursor.h"

#define EXTENTS 0x40u

static bool has(struct mk_span head, size_t at, const char *word)
{
    size_t n = strlen(word);
    return head.len >= at + n && !memcmp(head.p + at, word, n);
}

static bool is_ext4(struct mk_span head)
{
    struct mk_cursor c = mk_cur(head);
    mk_cur_take(&c, 1080);
    bool ext = mk_cur_u16le(&c) == 0xef53;
    mk_cur_take(&c, 1120 - 1082);
    bool extents = mk_cur_u32le(&c) & EXTENTS;
    return mk_cur_ok(&c) && ext && extents;
}

const char *mk_carry_kind(struct mk_span head)
{
    if (has(head, 0, "LUKS\xba\xbe") || has(head, 3, "-FVE-FS-"))
        return "locked";
    if (has(head, 3, "EXFAT   "))
        return "exfat";
    if (has(head, 510, "\x55\xaa") &&
        (has(head, 82, "FAT32") || has(head, 54, "FAT16") || has(head, 54, "FAT12")))
        return "vfat";
    return is_ext4(head) ? "ext4" : "";
}

bool mk_carry_is_port(const char *word)
{
    size_t n = strspn(word, "0123456789");
    if (n == 0 || word[n] != '-' || strlen(word) >= MK_CARRY_PORT)
        return false;
    do {
        word += n + 1;
        n = strspn(word, "0123456789");
    } while (n && word[n] == '.');
    return n && !word[n];
}
