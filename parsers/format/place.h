#ifndef MK_PLACE_H
#define MK_PLACE_H

#include "parsers/base/span.h"
#include <math.h>

/*
 * A position as a picture or a video states it. NAN stands for what is not stated.
 */
struct mk_place {
    double lat, lon; /* WGS 84 degrees */
    double altitude_m, accuracy_m, speed_mps;
    double bearing_deg;        /* of the movement, from true north */
    double direction_deg;      /* that the camera looked in */
    const char *direction_ref; /* "true", "magnetic" or NULL */
    struct mk_span fix_raw;    /* when the position was taken, as stored; a UTC time */
    bool fix_gps;              /* a satellite receiver's time, by the picture's own words */
    const char *why;           /* what is odd about lat and lon, or why there is none; literal */
};

static inline struct mk_place mk_place_none(void)
{
    return (struct mk_place){ NAN, NAN, NAN, NAN, NAN, NAN, NAN, NULL, { NULL, 0 }, false, NULL };
}

static inline bool mk_place_is(const struct mk_place *p)
{
    return !isnan(p->lat) && !isnan(p->lon);
}

/* Takes back a latitude and longitude that cannot be one; `why` then says so. Both exactly 0 are
 * what cameras write that had no fix (observed). */
void mk_place_check(struct mk_place *p);

/* ISO 6709 as QuickTime and Android write it: "+27.5916+086.5640+8850/" or +DDMM.M, +DDDMMSS.S.
 * False when it is none. Source: ISO 6709:2008, annex H; Apple, QuickTime File Format, "©xyz". */
bool mk_place_iso6709(struct mk_place *p, struct mk_span s);

#endif
