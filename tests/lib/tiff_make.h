#ifndef TIFF_MAKE_H
#define TIFF_MAKE_H

#include "parsers/base/buf.h"

/*
 * Makes Exif blocks and pictures byte by byte, for tests. Directories are lists of entries; values
 * longer than four bytes go behind the directory.
 */
struct tiff_entry { /* a list of these ends with type == 0 */
    uint16_t tag, type;
    uint32_t count;
    const char *bytes; /* of the value, in the block's order; NULL: `value` */
    uint32_t value;
};

struct tiff_dirs {
    const struct tiff_entry *main, *exif, *gps, *thumb; /* NULL: there is none */
};

/* A block of that order; offsets to the other directories are put in. */
void tiff_make(struct mk_buf *b, bool big_endian, const struct tiff_dirs *d);

/* A JPEG of width x height that carries the block (may be empty) and an XMP packet (may be NULL).
 */
void jpeg_make(struct mk_buf *b, struct mk_span block, const char *xmp, uint16_t width,
               uint16_t height);

/* A box of that type around what was put since `mark` = box_open(). */
size_t box_open(struct mk_buf *b, const char *type);
void box_close(struct mk_buf *b, size_t mark);

/* A HEIC with that Exif block in "mdat", and a QuickTime movie that says when and where. */
void heic_make(struct mk_buf *b, struct mk_span block);
void movie_make(struct mk_buf *b, const char *brand, uint32_t created, const char *iso6709,
                const char *creationdate);

#endif
