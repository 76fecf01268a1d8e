/*
 * Workouts, and where they led: healthdb_secure.sqlite, which only an encrypted backup or a whole
 * file system has. Routes and workouts come from a watch, from apps and, by iCloud, from the owner's
 * other devices; what made one stands in its provenance.
 *
 * Sources: tables, and that a route's points are found by hfd_key of data_series: christophhagen/HealthDB,
 * Readme.md and Sources/HealthDB/Tables (b02391d); workouts: mac4n6/APOLLO, modules/
 * health_workout_general.txt (bd72546); abrignoni/iLEAPP, scripts/artifacts/health.py (423798fa);
 * types of activities: Apple, HKWorkoutActivityType. Units of goals and totals as the app has them.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_lookup series[] = {
    { "s", "data_series",      "s.hfd_key", "l.series_identifier", .many = true },
    { "o", "objects",          "o.data_id", "s.data_id" },
    { "p", "data_provenances", "p.ROWID",   "o.provenance" },
    { 0 },
};
static const struct mk_field point[] = {
    { MK_TIME,        "l.timestamp",           mk_cocoa_s },
    { MK_LAT,         "l.latitude",            mk_latitude },
    { MK_LON,         "l.longitude",           mk_longitude },
    { MK_ACCURACY_M,  "l.horizontal_accuracy", mk_real_from_zero, .optional = true },
    { MK_ALTITUDE_M,  "l.altitude",            mk_real,           .optional = true },
    { MK_SPEED_MPS,   "l.speed",               mk_real_from_zero, .optional = true },
    { MK_BEARING_DEG, "l.course",              mk_real_from_zero, .optional = true },
    { MK_DATA,        "l.series_identifier",   mk_integer,        .name = "series" },
    { MK_DATA,        "s.data_id",             mk_integer,        .name = "sample", .optional = true },
    { MK_DATA,        "p.origin_product_type", mk_text_some,      .name = "made_by", .optional = true },
    { 0 },
};
static const struct mk_constant route[] = { { MK_ORIGIN, "gps" }, { MK_WHOSE, "unknown" }, { MK_MEANING, "visited" }, { 0 } };

static const struct mk_name activity[] = {
    { 9, "climbing" }, { 13, "cycling" }, { 16, "elliptical" }, { 20, "functional_strength" }, { 24, "hiking" },
    { 35, "rowing" }, { 37, "running" }, { 46, "swimming" }, { 50, "strength" }, { 52, "walking" }, { 57, "yoga" },
    { 63, "interval_training" }, { 3000, "other" }, { 0 },
};
static const struct mk_name where[] = { { 1, "" }, { 2, "indoor" }, { 3, "outdoor" }, { 0 } };
#define ACTIVITY(a)                                                                   \
    { MK_TYPE,       a ".activity_type", mk_named_some,   activity, .optional = true }, \
    { MK_TYPE,       a ".activity_type", mk_row_number,   .optional = true },         \
    { MK_DURATION_S, a ".duration",      mk_seconds_real, .optional = true }
#define MADE_BY { MK_DATA, "p.origin_product_type", mk_text_some, .name = "made_by", .optional = true }

static const struct mk_lookup sample[] = {
    { "s", "samples",          "s.data_id", "w.data_id" },
    { "o", "objects",          "o.data_id", "w.data_id" },
    { "p", "data_provenances", "p.ROWID",   "o.provenance" },
    { 0 },
};
static const struct mk_field workout[] = {
    { MK_TIME,  "s.start_date",      mk_cocoa_s },
    { MK_TIMES, "s.end_date",        mk_cocoa_s, .sub = MK_END },
    ACTIVITY("w"),
    { MK_DATA,  "w.total_distance",  mk_real_above_zero, .name = "distance", .optional = true },
    { MK_DATA,  "w.total_energy_burned", mk_real_above_zero, .name = "energy", .optional = true },
    { MK_DATA,  "w.total_w_steps",   mk_real_above_zero, .name = "steps", .optional = true },
    { MK_DATA,  "w.goal_type",       mk_not_zero, .name = "goal_type", .optional = true },
    { MK_DATA,  "w.goal",            mk_real_above_zero, .name = "goal", .optional = true },
    MADE_BY,
    { 0 },
};
static const struct mk_lookup owner[] = {
    { "o", "objects",          "o.data_id", "a.owner_id" },
    { "p", "data_provenances", "p.ROWID",   "o.provenance" },
    { 0 },
};
static const struct mk_field part[] = {
    { MK_TIME,   "a.start_date",    mk_cocoa_s },
    { MK_TIMES,  "a.end_date",      mk_cocoa_s, .sub = MK_END },
    { MK_PARENT, "a.owner_id",      mk_integer, .ref = "workouts" },
    ACTIVITY("a"),
    { MK_DATA,   "a.location_type", mk_named_some, where, .name = "where", .optional = true },
    MADE_BY,
    { 0 },
};
static const struct mk_constant workouts[] = { { MK_NAME, "workout" }, { 0 } };
static const struct mk_constant parts[] = { { MK_NAME, "workout_activity" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_health = {
    .id = "ios.health",
    .title = "Workouts (Health, iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/Health/healthdb_secure.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_LOCATION, "l", "location_series_data", NEEDS("series_identifier", "latitude"), point, series, .constants = route, .optional = true },
        { MK_EVENT, "w", "workouts", NEEDS("data_id"), workout, sample, .constants = workouts },
        { MK_EVENT, "a", "workout_activities", NEEDS("owner_id"), part, owner, .constants = parts, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
