/*
 * App use as Digital Wellbeing keeps it: com.google.android.apps.wellbeing, app_usage.
 *
 * Sources: the tables as the app creates them (seen in a public sample of 2023); `type`:
 * frameworks/base, core/java/android/app/usage/UsageEvents.java, class Event.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"

static const struct mk_field app[] = {
    { MK_TIME, "e.timestamp",    mk_unix_ms,     .clock = "device" },
    { MK_NAME, "e.type",         mk_usage_event },
    { MK_DATA, "e.type",         mk_integer,     .name = "type" },
    { MK_DATA, "p.package_name", mk_text,        .name = "package" },
    { MK_DATA, "e.package_id",   mk_integer,     .name = "package_id" },
    { MK_DATA, "r.package_name", mk_text,        .name = "task_root", .optional = true },
    { MK_DATA, "e.instance_id",  mk_not_zero,    .name = "instance", .optional = true },
    { 0 },
};
static const struct mk_field component[] = {
    { MK_TIME, "e.timestamp",      mk_unix_ms,     .clock = "device" },
    { MK_NAME, "e.type",           mk_usage_event },
    { MK_DATA, "e.type",           mk_integer,     .name = "type" },
    { MK_DATA, "p.package_name",   mk_text,        .name = "package" },
    { MK_DATA, "c.component_name", mk_text,        .name = "component" },
    { MK_DATA, "e.component_id",   mk_integer,     .name = "component_id" },
    { 0 },
};
static const struct mk_field period[] = {
    { MK_TIME, "e.start_time_millis", mk_unix_ms, .clock = "device" },
    { MK_END,  "e.end_time_millis",   mk_unix_ms },
    { MK_DATA, "p.package_name",      mk_text,    .name = "package" },
    { MK_DATA, "e.type",              mk_integer, .name = "type" },
    { 0 },
};

static const struct mk_lookup packages[] = {
    { "p", "packages", "p._id", "e.package_id" },
    { "r", "packages", "r._id", "e.task_root_package_id" },
    { 0 },
};
static const struct mk_lookup components[] = {
    { "c", "components", "c._id", "e.component_id" },
    { "p", "packages",   "p._id", "c.package_id" },
    { 0 },
};
static const struct mk_lookup owner[] = { { "p", "packages", "p._id", "e.package_id" }, { 0 } };
static const struct mk_constant used[] = { { MK_NAME, "app_usage_period" }, { 0 } };
static const char *const needs[] = { "timestamp", "package_id", NULL };

static const char *const part_needs[] = { "timestamp", "component_id", NULL };
static const char *const period_needs[] = { "start_time_millis", "package_id", NULL };

const struct mk_app mk_app_android_wellbeing = {
    .id = "android.wellbeing",
    .title = "App use (Digital Wellbeing)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.google.android.apps.wellbeing/databases/app_usage", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "e", "events",            needs, app,       packages },
        { MK_EVENT, "e", "component_events",  part_needs, component, components, .also = true, .optional = true },
        { MK_EVENT, "e", "app_usage_periods", period_needs, period,    owner, .constants = used, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
