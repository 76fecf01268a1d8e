#ifndef MK_POINTS_H
#define MK_POINTS_H

#include "parsers/source/context.h"
#include "parsers/table/grid.h"
#include <math.h>

/*
 * What all formats of places give: one table "points", so that their apps share their fields
 * (parsers/app/points.h).
 */
struct mk_point {
    int64_t row;      /* 0: the next */
    const char *kind; /* as the format calls it: "trkpt", "visit" */
    double lat, lon;  /* NAN: lat_raw, lon_raw say why */
    struct mk_span lat_raw, lon_raw;
    double altitude_m, accuracy_m, speed_mps, bearing_deg; /* NAN: not stated */
    double confidence;                                     /* 0 to 1; NAN */
    struct mk_span time, end; /* as stored; ISO 8601, or milliseconds since 1970 in `unit` */
    const char *unit;         /* "iso", "unix_ms" or the format's own: then `utc` */
    struct mk_span utc;       /* ISO 8601, when the format has worked it out itself */
    bool utc_by_rule;         /* the format says that times without a zone are UTC */
    const char *time_why;     /* what is odd about the time; literal */
    struct mk_span label, place_id, track, note, device, activity, type, center, about;
    const char *origin, *meaning;
};

extern const struct mk_grid_table mk_point_tables[];

struct mk_point mk_point_none(const char *kind, const char *origin, const char *meaning);
void mk_point_put(struct mk_grid *g, const struct mk_point *p, const struct mk_zone *zone);

/* "52.1°, -4.5°", "geo:52.1,-4.5", "52.1, -4.5"; otherwise the text is kept as lat_raw. */
void mk_point_pair(struct mk_point *p, struct mk_span s);

/* Element and attribute names without their prefix. */
struct mk_span mk_local_name(struct mk_span name);

#endif
