#ifndef MK_PACK_H
#define MK_PACK_H

#include "firmware/age/age.h"
#include "firmware/bundle/disk.h"
#include "parsers/base/hash.h"

/*
 * A sealed bundle as one file for transport: a tar (ustar; regular files, by name, below "bundle/",
 * times of 1970) encrypted by age to its recipients. So a laboratory opens it without Moka:
 *
 *     age -d -i KEY BUNDLE.tar.age | tar -x
 */
#define MK_PACK_ROOT "bundle/"

/* What was written. */
struct mk_packed {
    struct mk_digest sha256;
    uint64_t bytes;
};

/* Hears of each piece of the payload (what is below data/, as Payload-Oxum counts it) that was
 * read. */
struct mk_pack_watch {
    void (*read)(void *u, uint64_t bytes);
    void *u;
};

/* Into the open file `out`; `packed` and `watch` may be NULL. MK_ESTATE when `dir` is no sealed
 * bundle; MK_EFORMAT for what does not belong into one (links, names that no bundle has). */
MK_CHECK int mk_pack(struct mk_packed *packed, int out, const char *dir,
                     const struct mk_age_recipient *to, size_t n, const struct mk_disk *disk,
                     const struct mk_pack_watch *watch, struct mk_error *e);

/*
 * Out of the open file `in` into a new folder. The file is hostile: nothing is written but regular
 * files of the names that a bundle has, and the folder has its name only once all is there; before
 * that, and after a failure, it is called `dir`.part. What it holds is for mk_verify() to say.
 */
MK_CHECK int mk_unpack(const char *dir, int in, const struct mk_age_identity *ids, size_t n,
                       const struct mk_disk *disk, struct mk_error *e);

#endif
