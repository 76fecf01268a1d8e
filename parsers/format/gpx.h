#ifndef MK_GPX_H
#define MK_GPX_H

#include "parsers/table/format.h"

/*
 * GPX 1.0 and 1.1: table "points" (points.h), a row a wpt, rtept or trkpt.
 *
 * Sources: www.topografix.com/GPX/1/0/gpx.xsd and GPX/1/1/gpx.xsd (times are UTC; `speed` in m/s
 * and `course` are elements of 1.0); Garmin, TrackPointExtension v2 (speed in m/s, course). Other
 * writers put speed and course into `extensions` under the same names (observed).
 */
extern const struct mk_format mk_format_gpx;

#endif
