/*
 * GPX: tracks, routes and waypoints (parsers/format/gpx.h). A track is where something was, by its
 * time; whose receiver that was a file does not say. A waypoint is a place that was marked (`saved`),
 * a route a way that was planned: neither says that anybody was there.
 */
#include "parsers/app/points.h"
#include "parsers/format/gpx.h"

static const struct mk_constant unknown[] = { { MK_WHOSE, "unknown" }, { 0 } };

const struct mk_app mk_app_gpx = {
    .id = "gpx",
    .title = "GPX tracks and waypoints",
    .version = 1,
    .paths = (const char *const[]){ "*.[gG][pP][xX]", NULL },
    .queries = (const struct mk_query[]){ { MK_LOCATION, "p", "points", NULL, mk_points, .constants = unknown }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_gpx,
    .many = true,
};
