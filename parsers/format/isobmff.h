#ifndef MK_ISOBMFF_H
#define MK_ISOBMFF_H

#include "parsers/format/picture.h"

/*
 * Boxes ("atoms"): HEIC, AVIF, MP4, 3GP, QuickTime.
 *
 *   0 u32 size, header included: 0 to the end, 1 a u64 size follows the type
 *   4 u32 type   (8 u64 size)   ("uuid": 16 bytes of extended type)   then the body
 *
 * Big endian. Sources: ISO/IEC 14496-12:2022, 4.2; Apple, QuickTime File Format (2001 to 2016),
 * "Atoms".
 */
struct mk_box {
    char type[5];         /* as stored, NUL-ended; bytes may be any */
    uint64_t at, size;    /* of the whole box in the file, as claimed */
    struct mk_range body; /* what of it is there */
    bool cut;             /* which is not all of it: no value of it is to be believed */
    const uint8_t *uuid;  /* of "uuid" */
    uint8_t uuid_bytes[16];
};

struct mk_boxes {
    struct mk_range in;
    uint64_t at;
    unsigned n;
    const char *why; /* set when it ended on damage */
};

/* Next box inside; false at the end, and on damage. A box longer than what holds it is given, cut,
 * as the last one. */
bool mk_box_next(struct mk_box *b, struct mk_boxes *it);
static inline struct mk_boxes mk_boxes_in(const struct mk_range *r)
{
    return (struct mk_boxes){ .in = *r };
}
bool mk_box_is(const struct mk_box *b, const char *type);
/* The first box of that type inside. */
bool mk_box_find(struct mk_box *b, const struct mk_range *r, const char *type);

/* The boxes of a "meta": it has 4 bytes of version in front, or, in QuickTime, not. */
struct mk_range mk_box_meta(const struct mk_box *meta);

/* Whether a file that begins so is one; *brand, of 5 bytes, is its main brand, "" without any. */
bool mk_isobmff_knows(char brand[static 5], struct mk_span head);

/* A picture or a video: everything about it goes to `p`. */
void mk_isobmff_parts(const struct mk_range *r, const struct mk_parts *p);

/* The parts of "meta" that are a picture's, heif.c; of "moov", movie.c. */
void mk_heif_parts(const struct mk_range *file, const struct mk_box *meta,
                   const struct mk_parts *p);
void mk_movie_parts(const struct mk_box *moov, const struct mk_parts *p);
/* Hands out a box that holds an XMP packet. */
void mk_box_xmp(const struct mk_box *b, const struct mk_parts *p);

#endif
