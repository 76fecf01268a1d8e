#ifndef MK_WITHHELD_PRIVATE_H
#define MK_WITHHELD_PRIVATE_H

#include "firmware/bundle/sections.h"
#include "firmware/bundle/withheld.h"

/*
 * The scratch file, lines of text:
 *   [<section, 64 hex digits>                                   begins one
 *   {...}                                                       lines of withheld.jsonl
 *   ]<section> <SHA-256 of its lines with their LF> <tail>      ends it: it counts
 * What is behind the last line that ends a section never was.
 */
#define MK_WITHHELD_SCRATCH "withheld"
#define MK_WITHHELD_LINE    16384u
#define MK_WITHHELD_HEX     ((size_t)64)
#define MK_WITHHELD_END                                                                            \
    (1 + MK_WITHHELD_HEX + 1 + MK_WITHHELD_HEX + 1) /* of an end line, in front of the tail */

struct mk_withheld {
    struct mk_bundle *b;
    int fd;
    struct mk_hmac *mac;
    struct mk_sections sections;
    struct mk_buf buf; /* not written yet */
    uint64_t end;      /* of the file, with what is in the buffer */
    uint64_t kept;     /* end of the last section */
    bool open;
    struct mk_section now;  /* the one that was begun */
    struct mk_sha256 *hash; /* of its lines */
};

/* What a section is called on the disk: its name may be a path. */
MK_CHECK int mk_withheld_section(struct mk_digest *out, struct mk_withheld *w,
                                 struct mk_span section, struct mk_error *e);

#endif
