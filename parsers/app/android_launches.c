/*
 * What Android System Intelligence keeps of apps in use: com.google.android.as, SimpleStorage.
 *
 * Sources: the tables as the app creates them (Room, seen in a public sample of 2022); where an app
 * was launched from: ALEAPP, SimpleStorage_applaunch.py (075122c8), by tests on phones (observed).
 * One launch can stand in several rows, one a source of predictions.
 */
#include "parsers/engine/engine.h"

static const struct mk_name place[] = {
    { 1, "home_screen" }, { 2, "home_screen_suggestion" }, { 4, "app_drawer" }, { 7, "app_drawer_suggestion" },
    { 8, "search" }, { 12, "recent_apps" }, { 1000, "notification" }, { 0 },
};

static const struct mk_field launch[] = {
    { MK_TIME, "l.timestampMillis",       mk_unix_ms, .clock = "device" },
    { MK_DATA, "l.packageName",           mk_text,    .name = "package" },
    { MK_DATA, "l.launchLocationId",      mk_integer, .name = "launch_location" },
    { MK_DATA, "l.launchLocationId",      mk_named,   place, .name = "launched_from" },
    { MK_DATA, "l.predictionUiSurfaceId", mk_integer, .name = "prediction_ui_surface", .optional = true },
    { MK_DATA, "l.predictionSourceId",    mk_integer, .name = "prediction_source", .optional = true },
    { MK_DATA, "l.predictionRank",        mk_integer, .name = "prediction_rank", .optional = true },
    { 0 },
};
static const struct mk_field search[] = {
    { MK_TIME, "s.timestampMillis", mk_unix_ms, .clock = "device" },
    { MK_DATA, "s.packageName",     mk_text,    .name = "package" },
    { MK_DATA, "s.queryLength",     mk_integer, .name = "query_length", .optional = true },
    { MK_DATA, "s.resultType",      mk_integer, .name = "result_type", .optional = true },
    { MK_DATA, "s.actionType",      mk_integer, .name = "action_type", .optional = true },
    { 0 },
};
static const struct mk_field usage[] = {
    { MK_TIME, "u.timestampMillis", mk_unix_ms, .clock = "device" },
    { MK_DATA, "u.packageName",     mk_text,    .name = "package" },
    { 0 },
};
static const struct mk_field music[] = {
    { MK_TIME, "n.timestampMillis",    mk_unix_ms, .clock = "device" },
    { MK_DATA, "n.packageName",        mk_text,    .name = "package", .optional = true },
    { MK_DATA, "n.recognitionResult",  mk_integer, .name = "result", .optional = true },
    { MK_DATA, "n.recognitionTrigger", mk_integer, .name = "trigger", .optional = true },
    { MK_DATA, "n.countryCode",        mk_text_some, .name = "country", .optional = true },
    { 0 },
};

static const struct mk_constant launched[] = { { MK_NAME, "app_launch" }, { 0 } };
static const struct mk_constant searched[] = { { MK_NAME, "device_search_action" }, { 0 } };
static const struct mk_constant used[] = { { MK_NAME, "conversation_app_used" }, { 0 } };
static const struct mk_constant heard[] = { { MK_NAME, "music_recognition" }, { 0 } };

static const char *const needs[] = { "timestampMillis", "packageName", NULL };

const struct mk_app mk_app_android_launches = {
    .id = "android.launches",
    .title = "App launches (Android System Intelligence)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.google.android.as/databases/SimpleStorage", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "l", "EchoAppLaunchMetricsEvents",  needs, launch, .constants = launched },
        { MK_EVENT, "s", "SearchActionEvents",          needs, search, .constants = searched, .also = true, .optional = true },
        { MK_EVENT, "u", "PecanUsageEvents",            needs, usage,  .constants = used,     .also = true, .optional = true },
        { MK_EVENT, "n", "NowPlayingRecognitionEvents", needs, music,  .constants = heard,    .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
