/*
 * Google Timeline as the phone keeps and exports it (parsers/format/takeout.h): Android's
 * Timeline.json, iOS' location-history.json. Recorded by the phone itself, or by the one whose
 * backup it was set up from.
 */
#include "parsers/app/points.h"
#include "parsers/format/takeout.h"

static const struct mk_constant phone[] = { { MK_WHOSE, "device" }, { 0 } };

const struct mk_app mk_app_google_timeline = {
    .id = "google.timeline",
    .title = "Google Timeline (on the phone)",
    .version = 1,
    .paths = (const char *const[]){ "*/Timeline.json", "*/location-history.json", NULL },
    .also = (const char *const[]){ "*.json", NULL },
    .queries = (const struct mk_query[]){ { MK_LOCATION, "p", "points", NULL, mk_points, .constants = phone }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_timeline,
    .many = true,
};
