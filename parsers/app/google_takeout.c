/*
 * Google's location history as Takeout gives it (parsers/format/takeout.h). It is the account's:
 * any of its owner's devices may have been there (`device` tells them apart), so whose it is stays
 * unknown. Places that Google worked out itself are `inferred`, not visited.
 */
#include "parsers/app/points.h"
#include "parsers/format/takeout.h"

static const struct mk_constant account[] = { { MK_WHOSE, "unknown" }, { 0 } };

const struct mk_app mk_app_google_takeout = {
    .id = "google.takeout",
    .title = "Google location history (Takeout)",
    .version = 1,
    .paths = (const char *const[]){ "*/Semantic Location History/*.json", "*/Location History*/Records.json", NULL },
    .also = (const char *const[]){ "*.json", NULL },
    .queries = (const struct mk_query[]){ { MK_LOCATION, "p", "points", NULL, mk_points, .constants = account }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_takeout,
    .many = true,
};
