/*
 * Which apps were used, when and for how long, as Android itself counts it: usagestats. The tables,
 * and where the facts come from, are those of parsers/format/usage_stats.h. From Android 11 on a
 * package is a number there (`package_token`), which the records "usage_token" of the file
 * "mappings" name; where that file is
 * at hand, the names stand beside the numbers. What an interval holds, the next longer one can hold again.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"
#include "parsers/format/usage_stats.h"

#define WHEN(a, time)                                         \
    { MK_TIME,      a "." time,         mk_instant,   .clock = "device" }, \
    { MK_TIME_RAW,  a "." time "_raw",  mk_text_some }, \
    { MK_TIME_UNIT, a "." time "_unit", mk_text_some }
#define OF(a)                                                 \
    { MK_DATA, a ".interval", mk_text_some, .name = "interval" }, \
    { MK_DATA, a ".begin",    mk_text_some, .name = "interval_begin" }
#define D(col, of) { MK_DATA, col, mk_text_some, .name = (of) }
#define N(col, of) { MK_DATA, col, mk_decimal, .name = (of) }

static const struct mk_field package[] = {
    WHEN("p", "last_used"), OF("p"),
    D("p.package", "package"), N("p.token", "package_token"), N("p.active_ms", "active_ms"),
    N("p.launches", "launches"), N("p.last_event", "last_event"),
    D("p.last_service", "last_service"), N("p.service_ms", "service_ms"),
    D("p.last_visible", "last_visible"), N("p.visible_ms", "visible_ms"), D("p.last_component", "last_component"),
    { 0 },
};
static const struct mk_field chooser[] = {
    OF("c"),
    D("c.package", "package"), N("c.token", "package_token"), D("c.action", "action"), N("c.action_token", "action_token"),
    D("c.category", "category"), N("c.category_token", "category_token"), N("c.count", "count"),
    { 0 },
};
static const struct mk_field configuration[] = {
    WHEN("c", "last_active"), OF("c"),
    N("c.active_ms", "active_ms"), N("c.count", "count"), D("c.active", "active"), D("c.config", "configuration"),
    { 0 },
};
/* UsageStatsManager.STANDBY_BUCKET_*, above 16 bits that say why (frameworks/base, UsageEvents.java,
 * getAppStandbyBucket). */
static const struct mk_name buckets[] = {
    { 5 << 16, "exempted" }, { 10 << 16, "active" }, { 20 << 16, "working_set" }, { 30 << 16, "frequent" },
    { 40 << 16, "rare" }, { 45 << 16, "restricted" }, { 50 << 16, "never" }, { 0 },
};
static const struct mk_masked bucket = { 0xffff0000, buckets };

static const struct mk_field event[] = {
    WHEN("e", "time"),
    { MK_NAME, "e.type", mk_usage_event },
    OF("e"),
    N("e.type", "type"), D("e.package", "package"), N("e.token", "package_token"),
    D("e.class", "class"), N("e.class_token", "class_token"),
    N("e.flags", "flags"),
    D("e.shortcut", "shortcut"), N("e.shortcut_token", "shortcut_token"), N("e.bucket", "standby_bucket_and_reason"),
    { MK_DATA, "e.bucket", mk_named_bits, &bucket, .name = "standby_bucket" },
    D("e.channel", "notification_channel"), N("e.channel_token", "notification_channel_token"),
    N("e.instance", "instance"),
    D("e.root_package", "task_root"), N("e.root_package_token", "task_root_token"),
    D("e.root_class", "task_root_class"), N("e.root_class_token", "task_root_class_token"),
    D("e.locus", "locus"), N("e.locus_token", "locus_token"), D("e.config", "configuration"),
    { MK_DATA, "e.pending", mk_bool, .name = "before_unlock" },
    { 0 },
};
static const struct mk_field total[] = {
    OF("t"), D("t.what", "what"), N("t.count", "count"), N("t.duration_ms", "duration_ms"), { 0 },
};
static const struct mk_field use[] = {
    { MK_TIME, "u.time", mk_unix_ms, .clock = "device" }, D("u.package", "package"), { 0 },
};
static const struct mk_field token[] = {
    N("k.token", "package_token"), D("k.name", "package"), D("k.texts", "texts"), { 0 },
};

#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, .also = true

const struct mk_app mk_app_android_usage_stats = {
    .id = "android.usage_stats",
    .title = "App use (usage statistics)",
    .version = 1,
    .paths = (const char *const[]){
        "*/usagestats/*daily/*", "*/usagestats/*weekly/*", "*/usagestats/*monthly/*", "*/usagestats/*yearly/*",
        "*/usagestats/mappings", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "e", "events",         NULL, event, .also = true },
        { MK_EVENT, "p", "packages",       NULL, package, NAMED("app_usage") },
        { MK_EVENT, "c", "choosers",       NULL, chooser, NAMED("app_chosen") },
        { MK_EVENT, "c", "configurations", NULL, configuration, NAMED("configuration_usage") },
        { MK_EVENT, "t", "totals",         NULL, total, NAMED("usage_total") },
        { MK_EVENT, "u", "uses",           NULL, use, NAMED("package_last_used") },
        { MK_EVENT, "k", "tokens",         NULL, token, NAMED("usage_token") },
        { 0 },
    },
    .proven_on = "simulated",
    .format = &mk_format_usage_stats,
    .beside = "mappings",
    .many = true,
};
