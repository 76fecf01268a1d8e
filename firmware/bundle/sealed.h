#ifndef MK_SEALED_H
#define MK_SEALED_H

#include "firmware/bundle/disk.h"
#include "parsers/base/hash.h"

/*
 * NAME.sealed.json beside NAME.tar.age: what a kit that can no longer read the bundle still knows
 * of it. One line of JSON, nothing of the case in it:
 *   {"format":"moka-sealed-1","run":"<32 hex>","kit":"k-..","kit_counter":7,"sealed":"<time>",
 *    "training":false,"bundle":"<SHA-256 of tagmanifest-sha256.txt>","file":"<SHA-256 of
 *    NAME.tar.age>","bytes":123,"recipients":["age1..",..]}
 * It is unsigned: the bundle's signature is inside; it serves to find, to compare and to hand over.
 */
struct mk_sealed {
    char run[40], kit[128];
    uint64_t kit_counter;
    int64_t sealed_us;
    bool training;
    char bundle[MK_SHA256_HEX], file[MK_SHA256_HEX];
    uint64_t bytes;
    uint64_t payload, payload_files; /* only of mk_sealed_of(): Payload-Oxum; 0: not said */
};

/* recipients: n texts. */
MK_CHECK int mk_sealed_put(const struct mk_disk *disk, int dir, const char *name,
                           const struct mk_sealed *s, const char *const *recipients, size_t n,
                           struct mk_error *e);
/* MK_EABSENT, MK_EFORMAT */
MK_CHECK int mk_sealed_get(struct mk_sealed *out, int dir, const char *name, struct mk_error *e);

/* What a sealed bundle's folder says of itself: run, kit, kit_counter, sealed_us, training, bundle;
 * *encrypt: it is to become a file. Checks nothing. MK_ESTATE: it is no sealed bundle. */
MK_CHECK int mk_sealed_of(struct mk_sealed *out, bool *encrypt, const char *dir,
                          struct mk_error *e);

/* "NAME.tar.age" with another end in place of ".tar.age"; false: it has another one, or is too
 * long. */
bool mk_sealed_name(char *out, size_t max, const char *file, const char *end);

#endif
