/*
 * Places where an iPhone stayed, ways between them and where a car was left: Local.sqlite of
 * routined, in copies of a whole file system only. (Cloud-V2.sqlite has the same of the owner's other
 * devices, and is not read as this phone's.)
 *
 * Sources: mac4n6/APOLLO, modules/routined_local_*.txt (bd72546), iOS 11 to 14; abrignoni/iLEAPP,
 * scripts/artifacts/appleMapsTrips.py (423798fa), iOS 12 to 18: columns, and that a negative date
 * stands for none. The position is that of the place as learnt, not a fix.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_lookup place_of[] = {
    { "p", "ZRTLEARNEDLOCATIONOFINTERESTMO", "p.Z_PK", "v.ZLOCATIONOFINTEREST" }, { 0 },
};
static const struct mk_field visit[] = {
    { MK_TIME,       "v.ZENTRYDATE",         mk_cocoa_s_past, .clock = "device" },
    { MK_TIMES,      "v.ZENTRYDATE",         mk_cocoa_s_past, .sub = MK_START },
    { MK_TIMES,      "v.ZEXITDATE",          mk_cocoa_s_past, .sub = MK_END },
    { MK_TIMES,      "v.ZCREATIONDATE",      mk_cocoa_s_past, .name = "learnt", .optional = true },
    { MK_LAT,        "v.ZLOCATIONLATITUDE",  mk_latitude },
    { MK_LAT,        "p.ZLOCATIONLATITUDE",  mk_latitude,     .optional = true },
    { MK_LON,        "v.ZLOCATIONLONGITUDE", mk_longitude },
    { MK_LON,        "p.ZLOCATIONLONGITUDE", mk_longitude,    .optional = true },
    { MK_ACCURACY_M, "v.ZLOCATIONHORIZONTALUNCERTAINTY", mk_real_from_zero, .optional = true },
    { MK_ACCURACY_M, "v.ZLOCATIONUNCERTAINTY", mk_real_from_zero, .optional = true },
    { MK_DATA,       "v.ZCONFIDENCE",        mk_real,         .name = "confidence", .optional = true },
    { MK_DATA,       "v.ZDATAPOINTCOUNT",    mk_integer,      .name = "points", .optional = true },
    { MK_DATA,       "v.ZLOCATIONOFINTEREST", mk_integer,     .name = "place_row", .optional = true },
    { 0 },
};
static const struct mk_constant visited[] = { { MK_ORIGIN, "visit" }, { MK_WHOSE, "device" }, { MK_MEANING, "visited" }, { 0 } };

static const struct mk_field parked[] = {
    { MK_TIME,       "c.ZDATE",           mk_cocoa_s_past, .clock = "device" },
    { MK_TIMES,      "c.ZLOCDATE",        mk_cocoa_s_past, .name = "position", .optional = true },
    { MK_LAT,        "c.ZLOCLATITUDE",    mk_latitude },
    { MK_LON,        "c.ZLOCLONGITUDE",   mk_longitude },
    { MK_ACCURACY_M, "c.ZLOCUNCERTAINTY", mk_real_from_zero, .optional = true },
    { MK_LABEL,      "c.ZNOTES",          mk_text_some,    .optional = true },
    { MK_DATA,       "c.ZVEHICLEIDENTIFIER", mk_text_some, .name = "vehicle", .optional = true },
    { MK_DATA,       "c.ZUSERSETLOCATION", mk_not_zero,    .name = "set_by_user", .optional = true },
    { 0 },
};
static const struct mk_constant car[] = {
    { MK_STATUS, "vehicle_parked" }, { MK_ORIGIN, "visit" }, { MK_WHOSE, "device" }, { MK_MEANING, "visited" }, { 0 },
};

static const struct mk_name motion[] = { { 1, "walking" }, { 4, "driving" }, { 0 } };
static const struct mk_field trip[] = {
    { MK_TIME,  "t.ZSTARTDATE", mk_cocoa_s_past, .clock = "device" },
    { MK_TIMES, "t.ZSTOPDATE",  mk_cocoa_s_past, .sub = MK_END },
    { MK_TYPE,  "t.ZPREDOMINANTMOTIONACTIVITYTYPE", mk_named_some, motion, .optional = true },
    { MK_DATA,  "t.ZPREDOMINANTMOTIONACTIVITYTYPE", mk_integer, .name = "motion", .optional = true },
    { 0 },
};
static const struct mk_constant trips[] = { { MK_NAME, "trip" }, { 0 } };
static const struct mk_field item[] = {
    { MK_LABEL, "m.ZNAME",      mk_text_some },
    { MK_TYPE,  "m.ZCATEGORY",  mk_text_some, .optional = true },
    { MK_DATA,  "m.ZLATITUDE",  mk_real,      .name = "lat" },
    { MK_DATA,  "m.ZLONGITUDE", mk_real,      .name = "lon" },
    { 0 },
};
static const struct mk_constant known[] = { { MK_NAME, "known_place" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_visits = {
    .id = "ios.visits",
    .title = "Significant places (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.apple.routined/Local.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_LOCATION, "v", "ZRTLEARNEDLOCATIONOFINTERESTVISITMO", NEEDS("ZENTRYDATE"), visit, place_of, .constants = visited },
        { MK_LOCATION, "c", "ZRTVEHICLEEVENTMO", NEEDS("ZLOCLATITUDE"), parked, .constants = car, .also = true, .optional = true },
        { MK_EVENT, "t", "ZRTLEARNEDLOCATIONOFINTERESTTRANSITIONMO", NEEDS("ZSTARTDATE"), trip, .constants = trips, .optional = true },
        { MK_EVENT, "m", "ZRTMAPITEMMO", NEEDS("ZLATITUDE"), item, .constants = known, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
