#ifndef MK_APP_POINTS_H
#define MK_APP_POINTS_H

#include "parsers/engine/engine.h"

/* The fields of all apps whose documents are places (parsers/format/points.h). */
static const struct mk_field mk_points[] = {
    { MK_TIME,        "p.time",        mk_instant },
    { MK_TIME_RAW,    "p.time_raw",    mk_text },
    { MK_TIME_UNIT,   "p.time_unit",   mk_text },
    { MK_ZONE,        "p.zone",        mk_text },
    { MK_ZONE_ORIGIN, "p.zone_origin", mk_text },
    { MK_END,         "p.end",         mk_iso },
    { MK_LAT,         "p.lat",         mk_latitude },
    { MK_LON,         "p.lon",         mk_longitude },
    { MK_ACCURACY_M,  "p.accuracy_m",  mk_real },
    { MK_ALTITUDE_M,  "p.altitude_m",  mk_real },
    { MK_SPEED_MPS,   "p.speed_mps",   mk_real },
    { MK_BEARING_DEG, "p.bearing_deg", mk_real },
    { MK_LABEL,       "p.label",       mk_text },
    { MK_CONFIDENCE,  "p.confidence",  mk_real },
    { MK_ORIGIN,      "p.origin",      mk_text },
    { MK_MEANING,     "p.meaning",     mk_text },
    { MK_DATA,        "p.kind",        mk_text, .name = "kind" },
    { MK_DATA,        "p.type",        mk_text, .name = "type" },
    { MK_DATA,        "p.place_id",    mk_text, .name = "place_id" },
    { MK_DATA,        "p.track",       mk_text, .name = "track" },
    { MK_DATA,        "p.activity",    mk_text, .name = "activity" },
    { MK_DATA,        "p.device",      mk_text, .name = "device" },
    { MK_DATA,        "p.center",      mk_text, .name = "center" },
    { MK_DATA,        "p.note",        mk_text, .name = "note" },
    { MK_DATA,        "p.about",       mk_text, .name = "about" },
    { 0 },
};

#endif
