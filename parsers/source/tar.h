#ifndef MK_TAR_H
#define MK_TAR_H

#include "parsers/source/container.h"
#include "parsers/source/remarks.h"

/*
 * Tar archives: ustar and pax (POSIX.1-2017, pax, "ustar Interchange Format" and "pax Header
 * Block"), with GNU's long names and binary sizes (tar 1.35, manual, "Basic Tar Format"). Blocks of
 * 512 bytes:
 *
 *   0 name 100 | 124 size 12, octal, or binary when the first bit is set | 148 checksum 8: the sum
 * of all bytes, these eight as blanks | 156 type | 257 "ustar" | 345 prefix 155 (POSIX)
 *
 * Types: '0', '\0', '7' file; 'L' the data are the next entry's name; 'x' the data are records
 * "length key=value\n" for the next entry, 'g' for all; 'S' GNU sparse, which is not read. All
 * others are no files. The archive ends with two blocks of zeros.
 */
struct mk_tar;
MK_CHECK int mk_tar_open(struct mk_tar **out, const struct mk_file *file, struct mk_error *e);
void mk_tar_free(struct mk_tar *t);
/* As a source does it. */
int mk_tar_list(void *tar, int (*each)(void *, const struct mk_entry *, struct mk_error *),
                void *eu, struct mk_error *e);
int mk_tar_open_entry(struct mk_file *out, void *tar, uint64_t id, struct mk_error *e);
const char *mk_tar_remark(struct mk_tar *t, size_t i);

struct mk_tar_entry {
    struct mk_span name;
    uint64_t data, size; /* where its bytes are in the file */
    const char *refused; /* NULL: they are given */
};
const struct mk_tar_entry *mk_tar_entries(const struct mk_tar *t, size_t *n); /* by name */

#define MK_TAR_BLOCK 512u
/* The block in front of a file, in an archive that is being written; its bytes follow, filled up to
 * whole blocks, and two blocks of zeros behind all. name: 1 to 100 bytes. modified: Unix seconds.
 */
MK_CHECK int mk_tar_put_head(uint8_t out[static MK_TAR_BLOCK], struct mk_span name, uint64_t size,
                             int64_t modified, struct mk_error *e);

/* Whether a file that begins so is one. */
bool mk_tar_knows(struct mk_span head);

#endif
