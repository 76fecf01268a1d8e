#ifndef MK_EXIF_NAMES_H
#define MK_EXIF_NAMES_H

#include "parsers/base/buf.h"
#include "parsers/format/tiff.h"

/*
 * Exif for people: tags by their names in the specifications, values as text. Sources: CIPA DC-008
 * (Exif 2.32), tables 4 to 17; TIFF 6.0; DNG 1.6; XP*: Microsoft.
 */
struct mk_exif_code { /* a list of these ends with name == NULL */
    int64_t code;
    const char *name;
};

enum mk_exif_form {
    MK_EXIF_PLAIN,
    MK_EXIF_CODE,   /* an integer of `codes` */
    MK_EXIF_LETTER, /* a letter of `codes` */
    MK_EXIF_REAL,   /* a rational as a decimal number */
    MK_EXIF_ANGLE,  /* degrees, minutes, seconds */
    MK_EXIF_CLOCK,  /* hours, minutes, seconds */
    MK_EXIF_WIDE,   /* UTF-16LE */
    MK_EXIF_CODED,  /* text behind 8 bytes that name its code */
    MK_EXIF_BYTES,  /* text without a NUL, "0232" */
};

struct mk_exif_name {
    uint16_t id;
    const char *name;
    enum mk_exif_form form;
    const struct mk_exif_code *codes;
};

/* NULL when it has none. */
const struct mk_exif_name *mk_exif_name(enum mk_tiff_group group, uint16_t id);

/* The value as text; empty when there is none. At most 16 numbers, 64 bytes of what is no text. */
void mk_exif_print(struct mk_buf *b, const struct mk_tiff_tag *t);

#endif
