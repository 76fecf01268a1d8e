/*
 * What became of notifications in the last week: /data/system/notification_log.db, where the maker
 * left it switched on. Their texts are not in it.
 *
 * Source: frameworks/base, services/core/java/com/android/server/notification/
 * NotificationUsageStats.java, class SQLiteLog (00d83ea50fa3, version 5 of the table). Durations
 * count from when it was posted.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"

static const struct mk_name event[] = {
    { 1, "notification_posted" }, { 2, "notification_clicked" }, { 3, "notification_removed" },
    { 4, "notification_dismissed" }, { 0 },
};
static const struct mk_field fields[] = {
    { MK_TIME, "l.event_time_ms",           mk_unix_ms,   .clock = "device" },
    { MK_NAME, "l.event_type",              mk_named,     event },
    { MK_DATA, "l.event_type",              mk_integer,   .name = "type" },
    { MK_DATA, "l.pkg",                     mk_text_some, .name = "package" },
    { MK_DATA, "l.event_user_id",           mk_integer,   .name = "user" },
    { MK_DATA, "l.key",                     mk_text_some, .name = "key" },
    { MK_DATA, "l.nid",                     mk_integer,   .name = "id" },
    { MK_DATA, "l.tag",                     mk_text_some, .name = "tag" },
    { MK_DATA, "l.when_ms",                 mk_not_zero,  .name = "when_ms" },
    { MK_DATA, "l.category",                mk_text_some, .name = "category", .optional = true },
    { MK_DATA, "l.flags",                   mk_not_zero,  .name = "flags" },
    { MK_DATA, "l.defaults",                mk_not_zero,  .name = "defaults" },
    { MK_DATA, "l.importance_request",      mk_integer,   .name = "importance_requested", .optional = true },
    { MK_DATA, "l.importance_final",        mk_integer,   .name = "importance", .optional = true },
    { MK_DATA, "l.noisy",                   mk_bool,      .name = "noisy", .optional = true },
    { MK_DATA, "l.muted",                   mk_bool,      .name = "muted", .optional = true },
    { MK_DATA, "l.demoted",                 mk_bool,      .name = "demoted", .optional = true },
    { MK_DATA, "l.action_count",            mk_not_zero,  .name = "actions" },
    { MK_DATA, "l.posttime_ms",             mk_not_zero,  .name = "since_posted_ms", .optional = true },
    { MK_DATA, "l.airtime_ms",              mk_not_zero,  .name = "shown_ms", .optional = true },
    { MK_DATA, "l.first_expansion_time_ms", mk_size,      .name = "first_expanded_after_ms", .optional = true },
    { MK_DATA, "l.expansion_airtime_ms",    mk_not_zero,  .name = "expanded_ms", .optional = true },
    { MK_DATA, "l.expansion_count",         mk_not_zero,  .name = "expanded_count", .optional = true },
    { 0 },
};
static const char *const needs[] = { "event_type", "event_time_ms", NULL };

const struct mk_app mk_app_android_notification_log = {
    .id = "android.notification_log",
    .title = "Notification log",
    .version = 1,
    .paths = (const char *const[]){ "*/system/notification_log.db", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "l", "log", needs, fields }, { 0 } },
    .proven_on = "simulated",
};
