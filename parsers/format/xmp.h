#ifndef MK_XMP_H
#define MK_XMP_H

#include "parsers/base/span.h"

/*
 * XMP: RDF in XML. Every simple property is handed out under its name with the prefix it was
 * written with ("xmp:CreateDate", "exif:GPSLatitude"); a list gives its elements one by one, a
 * structure its members.
 *
 * Sources: ISO 16684-1:2019 (XMP part 1), 7; prefixes: XMP part 2, where they are the usual ones.
 * Returns NULL, or what is odd about the packet; what came before it was handed out.
 */
const char *mk_xmp_read(struct mk_span packet,
                        void (*put)(void *u, struct mk_span name, struct mk_span value), void *u);

/* "43,28.1234N" or "43,28,7.4N" in degrees (XMP part 2, GPSCoordinate); NAN when it is none. */
double mk_xmp_angle(struct mk_span s);
/* "1234/10", or a decimal number; NAN when it is none. */
double mk_xmp_rational(struct mk_span s);

#endif
