/*
 * NMEA 0183 logs of a receiver (parsers/format/nmea.h). Whose receiver that was a log does not say.
 */
#include "parsers/app/points.h"
#include "parsers/format/nmea.h"

static const struct mk_constant receiver[] = { { MK_WHOSE, "unknown" }, { MK_CLOCK, "network" }, { 0 } };

const struct mk_app mk_app_nmea = {
    .id = "nmea",
    .title = "NMEA 0183 logs",
    .version = 1,
    .paths = (const char *const[]){ "*.[nN][mM][eE][aA]", "*.[nN][mM][aA]", NULL },
    .also = (const char *const[]){ "*nmea*", "*.[lL][oO][gG]", "*.[tT][xX][tT]", "*.[gG][pP][sS]", NULL },
    .queries = (const struct mk_query[]){ { MK_LOCATION, "p", "points", NULL, mk_points, .constants = receiver }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_nmea,
    .many = true,
};
