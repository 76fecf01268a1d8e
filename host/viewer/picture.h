#ifndef MK_VIEWER_PICTURE_H
#define MK_VIEWER_PICTURE_H

#include "parsers/base/buf.h"
#include "parsers/base/error.h"

/*
 * A picture made anew: decoded by libjpeg-turbo, libpng, libwebp, libheif or, of a GIF, by us, made
 * smaller, turned upright, encoded as a JPEG that holds nothing but its pixels. Only inside the
 * worker moka-picture: the libraries see a phone's bytes there.
 */
#define MK_PICTURE_IN   ((uint64_t)128 << 20)
#define MK_PICTURE_OUT  ((size_t)32 << 20)
#define MK_PICTURE_SIDE 65500u /* pixels of a side that are believed */

struct mk_picture {
    uint32_t max;           /* pixels of the longer side at most */
    uint32_t orientation;   /* 1 to 8 as EXIF has it (CIPA DC-008, tag 274); else upright */
    uint32_t width, height; /* filled in */
};
/* Before anything is locked: libheif may keep its decoders in files of their own. */
void mk_picture_begin(void);
/* MK_EFORMAT: it is none of these, or broken; what a JPEG, a GIF or a WebP that is cut off shows up
 * to there is given. */
MK_CHECK int mk_picture_anew(struct mk_buf *out, struct mk_picture *p, struct mk_span in,
                             struct mk_error *e);

/* Frames of the worker: to the desk. */
enum {
    MK_PICTURE_DONE = 1, /* u32 width, u32 height: the JPEG is in descriptor 5 */
    MK_PICTURE_NOT,      /* text: why not */
};

#endif
