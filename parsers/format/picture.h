#ifndef MK_PICTURE_H
#define MK_PICTURE_H

#include "parsers/format/range.h"

/*
 * Pictures and videos, as containers of what is known about them. A reader goes through the file
 * once, front to back, and hands out what it meets; pixels are never touched.
 */
struct mk_parts {
    void (*size)(void *u, uint64_t width, uint64_t height);
    void (*exif)(void *u, const struct mk_range *block); /* TIFF, see tiff.h */
    void (*xmp)(void *u, struct mk_span packet);         /* see xmp.h */
    /* A text that the format has a name for: "Comment", "Creation Time". */
    void (*text)(void *u, const char *name, struct mk_span text);
    /* A number of that name: "creation_time" (see movie.h). */
    void (*number)(void *u, const char *name, uint64_t v);
    void (*odd)(void *u, const char *where, const char *why); /* damage: what follows may lack */
    void *u;
};

/* Each is false when the file is none of that kind; damage goes to `odd`. */

/* JPEG: ITU-T T.81, annex B; APP1: Exif 2.32, 4.7.2, and XMP specification part 3, 1.1.3. An Exif
 * block of several segments (observed: the later ones carry no TIFF header) is put together. */
bool mk_jpeg_parts(const struct mk_range *r, const struct mk_parts *p);
/* PNG: ISO/IEC 15948; eXIf: PNG extensions 1.5.0; "Raw profile type": ImageMagick, coders/png.c. */
bool mk_png_parts(const struct mk_range *r, const struct mk_parts *p);
/* WebP: RFC 9649; its lossy header: RFC 6386, 9.1. */
bool mk_webp_parts(const struct mk_range *r, const struct mk_parts *p);
/* GIF (GIF89a specification) and BMP (BITMAPINFOHEADER): their size only. */
bool mk_gif_parts(const struct mk_range *r, const struct mk_parts *p);
bool mk_bmp_parts(const struct mk_range *r, const struct mk_parts *p);

/* Hands out a block that may begin with JPEG's "Exif\0\0". */
void mk_parts_exif(const struct mk_parts *p, struct mk_span block);

#endif
