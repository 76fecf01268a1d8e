/*
 * Access points of mobile networks: telephony.db, or replies to content://telephony/carriers.
 * Source: packages/providers/TelephonyProvider, TelephonyProvider.java,
 * getStringForCarrierTableCreation (LineageOS 21, b87ec340). Android 4.2 on asks callers for
 * WRITE_APN_SETTINGS, which the shell lacks. The owner's own stand among thousands of the maker's:
 * edited 0 is the maker's.
 */
#include "parsers/engine/engine.h"

static const struct mk_field fields[] = {
    { MK_TITLE, "c.name",    mk_text_some },
    { MK_MCC,   "c.mcc",     mk_text_some },
    { MK_MNC,   "c.mnc",     mk_text_some },
    { MK_DATA,  "c.apn",     mk_text_some, .name = "apn" },
    { MK_DATA,  "c.type",    mk_text_some, .name = "type" },
    { MK_DATA,  "c.user",    mk_text_some, .name = "user" },
    { MK_DATA,  "c.proxy",   mk_text_some, .name = "proxy" },
    { MK_DATA,  "c.current", mk_not_zero,  .name = "current" },
    { MK_DATA,  "c.edited",  mk_integer,   .name = "edited", .optional = true },
    { 0 },
};
static const char *const needs[] = { "apn", NULL };
static const char *const numbers[] = { "current", "edited", NULL };
static const char *const texts[] = { "name", "mcc", "mnc", "apn", "type", "user", "proxy", NULL };
static const struct mk_constant name[] = { { MK_NAME, "access_point" }, { 0 } };

const struct mk_app mk_app_android_access_points = {
    .id = "android.access_points",
    .title = "Access points (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.telephony/databases/telephony.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "c", "carriers",                     needs, fields, .constants = name, .optional = true },
        { MK_EVENT, "c", "content://telephony/carriers", needs, fields, .constants = name, .optional = true },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://telephony/carriers", "android.access_points", "network", numbers, texts, NULL, 0, NULL, NULL, .phone_wide = true },
        { 0 },
    },
    .proven_on = "simulated",
};
