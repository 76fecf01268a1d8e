/*
 * Battery readings of Google's Device Health Services: com.google.android.apps.turbo, turbo.db.
 *
 * Sources: the table as the app creates it (seen in a public sample of 2023); meanings of
 * charge_type and battery_saver: ALEAPP, deviceHealthServices_Battery.py (075122c8), which has them
 * from tests on phones (observed). A reading says that the phone was on, and in which zone it was
 * set; a place is the name that the phone gave to where it was charging.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"

static const struct mk_name charging[] = {
    { 0, "" }, { 1, "rapidly" }, { 2, "slowly" }, { 3, "wirelessly" }, { 0 },
};
static const struct mk_name saver[] = { { 1, "on" }, { 2, "off" }, { 0 } };

static const struct mk_field fields[] = {
    { MK_TIME,        "b.timestamp_millis", mk_unix_ms,   .clock = "device" },
    { MK_ZONE,        "b.timezone",         mk_text_some, .optional = true },
    { MK_ZONE_ORIGIN, "b.timezone",         mk_fixed_some, "stored", .optional = true },
    { MK_DATA,        "b.battery_level",    mk_integer,   .name = "battery_level" },
    { MK_DATA,        "b.charge_type",      mk_integer,   .name = "charge_type", .optional = true },
    { MK_DATA,        "b.charge_type",      mk_named,     charging, .name = "charging", .optional = true },
    { MK_DATA,        "b.battery_saver",    mk_integer,   .name = "battery_saver", .optional = true },
    { MK_DATA,        "b.battery_saver",    mk_named,     saver, .name = "saver", .optional = true },
    { MK_DATA,        "b.place_key",        mk_integer,   .name = "place_key", .optional = true },
    { MK_DATA,        "p.place_name",       mk_text_some, .name = "place", .optional = true },
    { MK_DATA,        "p.place_api_id",     mk_text_some, .name = "place_id", .optional = true },
    { 0 },
};

static const char *const needs[] = { "timestamp_millis", "battery_level", NULL };
static const struct mk_lookup places[] = { { "p", "charging_places", "p._id", "b.place_key" }, { 0 } };
static const struct mk_constant name[] = { { MK_NAME, "battery" }, { 0 } };

const struct mk_app mk_app_android_battery = {
    .id = "android.battery",
    .title = "Battery readings (Device Health Services)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.google.android.apps.turbo/databases/turbo.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "b", "battery_event", needs, fields, places, .constants = name },
        { 0 },
    },
    .proven_on = "public-sample",
};
