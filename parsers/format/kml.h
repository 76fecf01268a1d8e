#ifndef MK_KML_H
#define MK_KML_H

#include "parsers/table/format.h"

/*
 * KML 2.0 to 2.3: table "points" (points.h), a row a position of a Point, LineString, LinearRing or
 * Track. KMZ is a zip that holds one.
 *
 * Sources: OGC 12-007r2 (KML 2.3), 7.6 (TimeStamp, TimeSpan), 10.3 (coordinates:
 * lon,lat[,altitude], white space between positions), 10.10 (Track: as many `when` as `coord`;
 * `coord` has blanks instead of commas); Google's extensions "gx:Track", "gx:coord".
 */
extern const struct mk_format mk_format_kml;

#endif
