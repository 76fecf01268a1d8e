/*
 * KML, also inside a KMZ: places and tracks (parsers/format/kml.h). A track with times is where
 * something was; whose receiver that was a file does not say. All other shapes are places that
 * somebody marked (`saved`).
 */
#include "parsers/app/points.h"
#include "parsers/format/kml.h"

static const struct mk_constant unknown[] = { { MK_WHOSE, "unknown" }, { 0 } };

const struct mk_app mk_app_kml = {
    .id = "kml",
    .title = "KML places and tracks",
    .version = 1,
    .paths = (const char *const[]){ "*.[kK][mM][lL]", NULL },
    .queries = (const struct mk_query[]){ { MK_LOCATION, "p", "points", NULL, mk_points, .constants = unknown }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_kml,
    .many = true,
};
