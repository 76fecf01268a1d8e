#ifndef MK_TAKEOUT_H
#define MK_TAKEOUT_H

#include "parsers/table/format.h"

/*
 * Google's location history: table "points" (points.h).
 *
 * mk_format_takeout, Takeout:
 *   Records.json, "Location History.json": {"locations": [{"latitudeE7", "longitudeE7",
 *     "timestamp" or "timestampMs", "accuracy", "altitude", "velocity", "heading", "source"}]}
 *   Semantic Location History/YEAR/YEAR_MONTH.json: {"timelineObjects": [{"placeVisit": {...}} or
 *     {"activitySegment": {...}}]}
 * mk_format_timeline, on the device: Android's Timeline.json {"semanticSegments", "rawSignals",
 *   "userLocationProfile"}; iOS: location-history.json, an array of segments.
 *
 * What was measured is `visited`; what Google worked out without having been told the time or the
 * place (other candidates for a visit, the way between two points, home and work) is `inferred`.
 *
 * Sources: locationhistoryformat.com (schemas 2023); GPSBabel 1.9, googletakeout.cc; the device
 * forms are observed in public samples of their readers (2024 and 2025).
 */
extern const struct mk_format mk_format_takeout, mk_format_timeline;

#endif
