#ifndef MK_EXIF_H
#define MK_EXIF_H

#include "parsers/base/arena.h"
#include "parsers/format/place.h"
#include "parsers/format/tiff.h"

/*
 * What an Exif block says of the picture. Sources: CIPA DC-008 (Exif 2.32), 4.6.4 to 4.6.8; Exif
 * 3.0; the XP* tags: Microsoft, "Windows GDI+ property item descriptions" and observed (UTF-16LE
 * in BYTE).
 *
 * Times are the camera's wall clock: "YYYY:MM:DD HH:MM:SS", blanks or zeros where not known. Only
 * an OffsetTime tag (2.31 on) makes one UTC.
 */
struct mk_exif_time {
    struct mk_span text, subsec, offset; /* as stored; empty when not there */
};

struct mk_exif_angle {
    double part[3]; /* degrees, minutes, seconds; NAN: over 0 */
    unsigned n;     /* how many there are */
    char ref;       /* 'N', 'S', 'E', 'W'; 0 */
};

struct mk_exif {
    struct mk_arena *arena; /* of the texts */
    struct mk_span make, model, software, lens, serial, unique_id, description, user_comment;
    struct mk_exif_time taken, digitized, modified;
    uint64_t width, height, orientation; /* 0: not stated */
    /* GPS */
    struct mk_exif_angle lat, lon;
    double altitude, speed, track, direction, error_m, clock[3];
    uint64_t altitude_ref;
    char speed_ref, track_ref, direction_ref, status;
    unsigned nclock;
    struct mk_span date, datum, method;
};

void mk_exif_init(struct mk_exif *x, struct mk_arena *arena);
/* Takes one entry into account; the first of a kind stands. */
void mk_exif_take(struct mk_exif *x, const struct mk_tiff_tag *t);
/* Its position, NAN when there is none or not a whole one; `why` tells then. */
void mk_exif_place(struct mk_place *out, const struct mk_exif *x);

/* Blanks, zeros and colons only: the camera did not know. */
bool mk_exif_time_is(struct mk_span text);

#endif
