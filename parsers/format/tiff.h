#ifndef MK_TIFF_H
#define MK_TIFF_H

#include "parsers/format/range.h"

/*
 * TIFF as pictures carry it: the Exif block of a JPEG, HEIC, PNG or WebP, and files that are TIFF
 * themselves (DNG and other raw pictures).
 *
 *   header   0 u16 "II" little or "MM" big endian   2 u16 42   4 u32 offset of the first directory
 *   directory  u16 count, count entries, u32 offset of the next one or 0
 *   entry    0 u16 tag   2 u16 type   4 u32 count   8 the value, or its u32 offset when it is
 *            longer than 4 bytes
 *
 * Sources: TIFF revision 6.0, sections 2 and "TIFF fields" (types 1 to 12); Exif 2.32, 4.5.2 and
 * 4.6.3 (directories 0x8769, 0x8825, 0xA005 are offsets of further ones); Exif 3.0 (type 129,
 * UTF-8); TIFF Technical Note 1 (0x014A SubIFDs). Raw formats with another number than 42:
 * 0x4F52, 0x5352 (Olympus), 0x55 (Panasonic), observed.
 */
enum mk_tiff_group {
    MK_TIFF_MAIN, /* directory `index` of the chain: 0 the picture, 1 its thumbnail */
    MK_TIFF_EXIF,
    MK_TIFF_GPS,
    MK_TIFF_INTEROP,
    MK_TIFF_SUB,
};

enum mk_tiff_type {
    MK_TIFF_BYTE = 1,
    MK_TIFF_ASCII,
    MK_TIFF_SHORT,
    MK_TIFF_LONG,
    MK_TIFF_RATIONAL,
    MK_TIFF_SBYTE,
    MK_TIFF_UNDEFINED,
    MK_TIFF_SSHORT,
    MK_TIFF_SLONG,
    MK_TIFF_SRATIONAL,
    MK_TIFF_FLOAT,
    MK_TIFF_DOUBLE,
    MK_TIFF_IFD,
    MK_TIFF_UTF8 = 129,
};

#define MK_TIFF_VALUE_MAX 4096 /* bytes of a value that are read */

struct mk_tiff_tag {
    enum mk_tiff_group group;
    unsigned index;
    uint16_t id, type;
    uint32_t count;
    uint64_t at, len;     /* the whole value, in the block */
    struct mk_span value; /* its first MK_TIFF_VALUE_MAX bytes */
    bool big_endian;
};

/* Called while walking. `where` is a directory's name ("IFD0", "GPS"). */
struct mk_tiff_sink {
    void (*tag)(void *u, const struct mk_tiff_tag *t);
    void (*odd)(void *u, const char *where, uint16_t tag,
                const char *why); /* tag 0: the directory */
    void *u;
};

/* Whether it begins like TIFF. */
bool mk_tiff_knows(struct mk_span head);
/* Visits every entry of every directory once. Damage goes to `odd`, what can be read is read; false
 * when it is no TIFF. */
bool mk_tiff_walk(const struct mk_range *block, const struct mk_tiff_sink *sink);

const char *mk_tiff_group_name(char out[static 16], enum mk_tiff_group group, unsigned index);

/* ---- values: false or empty when there is none of that kind ---- */

bool mk_tiff_uint(uint64_t *out, const struct mk_tiff_tag *t, size_t i); /* any integer >= 0 */
bool mk_tiff_int(int64_t *out, const struct mk_tiff_tag *t, size_t i);
/* Any number; a rational over 0 is none. */
bool mk_tiff_real(double *out, const struct mk_tiff_tag *t, size_t i);
bool mk_tiff_rational(int64_t *num, int64_t *den, const struct mk_tiff_tag *t, size_t i);
/* Up to the first NUL. Bytes of other types are taken as they are: cameras mix them up. */
struct mk_span mk_tiff_text(const struct mk_tiff_tag *t);

#endif
