#ifndef MK_PHANTOM_PACK_H
#define MK_PHANTOM_PACK_H

#include "parsers/base/buf.h"

/* Compresses a file as adbd does: one zstd frame at level 1, cut into DATAs of up to 64 KiB. */
struct mk_phantom_pack;

struct mk_phantom_pack *mk_phantom_pack_new(void); /* NULL: no memory */
void mk_phantom_pack_free(struct mk_phantom_pack *p);
/* Appends what `bytes` make; without any, the end of the frame. False: no memory. */
bool mk_phantom_pack_put(struct mk_buf *out, struct mk_phantom_pack *p, struct mk_span bytes);

#endif
