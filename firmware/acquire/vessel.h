#ifndef MK_VESSEL_H
#define MK_VESSEL_H

#include "parsers/base/reader.h"

/*
 * Holds the bytes of one file of the phone while it is read and cut: in memory, or, when it is
 * larger, in a file without a name on the bundle's disk under a random key that lives in this
 * process and dies with it. Nothing of it is on a disk in the clear. (Memory that the kernel swaps
 * out would be: a kit has no swap.)
 */
struct mk_vessel;

#define MK_VESSEL_MEMORY ((uint64_t)64 << 20)

/* folder: where a file without a name may lie. memory: bytes that are held in memory. */
MK_CHECK int mk_vessel_new(struct mk_vessel **out, const char *folder, uint64_t memory,
                           struct mk_error *e);
void mk_vessel_free(struct mk_vessel *v);

MK_CHECK int mk_vessel_put(struct mk_vessel *v, struct mk_span bytes, struct mk_error *e);
/* Empties it, for another file; a key that was used goes. */
MK_CHECK int mk_vessel_clear(struct mk_vessel *v, struct mk_error *e);
uint64_t mk_vessel_size(const struct mk_vessel *v);
bool mk_vessel_on_disk(const struct mk_vessel *v);
/* What was put, with a descriptor that can be handed to a worker. The caller closes it. */
MK_CHECK int mk_vessel_file(struct mk_file *out, const struct mk_vessel *v, struct mk_error *e);

#endif
