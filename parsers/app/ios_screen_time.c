/*
 * Screen Time: how long apps and sites were used, by hour, on every device of the owner's that shares it:
 * RMAdminStore-Local.sqlite, and RMAdminStore-Cloud.sqlite of other devices and children.
 *
 * Sources: log2timeline/plaso, sqlite_plugins/ios_screentime.py (4ea03ef9a): how the tables hang together;
 * mac4n6/APOLLO, modules/screentime_*.txt: columns and what they count; CREATE statements as found in a file of iOS 14.
 * A block begins at its time and is as long as it says (60 minutes); use inside it has no time of its own. Which device it
 * was, the record says: it need not be this phone.
 */
#include "parsers/engine/engine.h"

#define USED                                                                    \
    { "u", "ZUSAGE",      "u.Z_PK", "b.ZUSAGE" },                               \
    { "d", "ZCOREDEVICE", "d.Z_PK", "u.ZDEVICE" },                              \
    { "p", "ZCOREUSER",   "p.Z_PK", "u.ZUSER" }, { 0 }
#define BY                                                                      \
    { MK_DATA, "d.ZNAME",       mk_text_some, .name = "device" },               \
    { MK_DATA, "d.ZIDENTIFIER", mk_text_some, .name = "device_id" },            \
    { MK_DATA, "p.ZGIVENNAME",  mk_text_some, .name = "user_given_name" },      \
    { MK_DATA, "p.ZFAMILYNAME", mk_text_some, .name = "user_family_name" }

static const struct mk_lookup timed_of[] = {
    { "c", "ZUSAGECATEGORY", "c.Z_PK", "i.ZCATEGORY" }, { "b", "ZUSAGEBLOCK", "b.Z_PK", "c.ZBLOCK" }, USED,
};
static const struct mk_field timed[] = {
    { MK_TIME, "b.ZSTARTDATE",          mk_cocoa_s,   .clock = "device" },
    { MK_DATA, "i.ZBUNDLEIDENTIFIER",   mk_text_some, .name = "bundle" },
    { MK_DATA, "i.ZDOMAIN",             mk_text_some, .name = "domain" },
    { MK_DATA, "i.ZTOTALTIMEINSECONDS", mk_seconds,   .name = "used_s" },
    { MK_DATA, "c.ZIDENTIFIER",         mk_text_some, .name = "category" },
    { MK_DATA, "b.ZDURATIONINMINUTES",  mk_seconds,   .name = "block_minutes" },
    { MK_DATA, "i.ZUSAGETRUSTED",       mk_bool,      .name = "trusted", .optional = true },
    BY,
    { 0 },
};
static const struct mk_lookup counted_of[] = { { "b", "ZUSAGEBLOCK", "b.Z_PK", "i.ZBLOCK" }, USED };
static const struct mk_field counted[] = {
    { MK_TIME, "b.ZSTARTDATE",            mk_cocoa_s,   .clock = "device" },
    { MK_DATA, "i.ZBUNDLEIDENTIFIER",     mk_text_some, .name = "bundle" },
    { MK_DATA, "i.ZNUMBEROFNOTIFICATIONS", mk_integer,  .name = "notifications" },
    { MK_DATA, "i.ZNUMBEROFPICKUPS",      mk_integer,   .name = "pickups" },
    { MK_DATA, "b.ZDURATIONINMINUTES",    mk_seconds,   .name = "block_minutes" },
    BY,
    { 0 },
};
static const struct mk_lookup category_of[] = { { "b", "ZUSAGEBLOCK", "b.Z_PK", "c.ZBLOCK" }, USED };
static const struct mk_field category[] = {
    { MK_TIME, "b.ZSTARTDATE",          mk_cocoa_s,   .clock = "device" },
    { MK_DATA, "c.ZIDENTIFIER",         mk_text_some, .name = "category" },
    { MK_DATA, "c.ZTOTALTIMEINSECONDS", mk_seconds,   .name = "used_s" },
    BY,
    { 0 },
};
static const struct mk_lookup block_of[] = { USED };
static const struct mk_field block[] = {
    { MK_TIME,  "b.ZSTARTDATE",               mk_cocoa_s, .clock = "device" },
    { MK_TIMES, "b.ZFIRSTPICKUPDATE",         mk_cocoa_s, .name = "first_pickup" },
    { MK_TIMES, "b.ZLONGESTSESSIONSTARTDATE", mk_cocoa_s, .name = "longest_session_start" },
    { MK_TIMES, "b.ZLONGESTSESSIONENDDATE",   mk_cocoa_s, .name = "longest_session_end" },
    { MK_TIMES, "b.ZLASTEVENTDATE",           mk_cocoa_s, .name = "last_event" },
    { MK_DATA,  "b.ZSCREENTIMEINSECONDS",     mk_seconds, .name = "screen_s" },
    { MK_DATA,  "b.ZNUMBEROFPICKUPSWITHOUTAPPLICATIONUSAGE", mk_integer, .name = "pickups_without_app" },
    { MK_DATA,  "b.ZDURATIONINMINUTES",       mk_seconds, .name = "block_minutes" },
    BY,
    { 0 },
};
static const struct mk_field device[] = {
    { MK_ID,   "d.ZIDENTIFIER", mk_text_some },
    { MK_NAME, "d.ZNAME",       mk_text_some },
    { MK_DATA, "d.ZPLATFORM",   mk_integer, .name = "platform" },
    { 0 },
};
static const struct mk_field user[] = {
    { MK_ID,    "p.ZDSID",        mk_text },
    { MK_NAME,  "p.ZGIVENNAME",   mk_text_some },
    { MK_EMAIL, "p.ZAPPLEID",     mk_text_some },
    { MK_DATA,  "p.ZFAMILYNAME",  mk_text_some, .name = "family_name" },
    { MK_DATA,  "p.ZALTDSID",     mk_text_some, .name = "alt_dsid" },
    { MK_DATA,  "p.ZFAMILYMEMBERTYPE", mk_text_some, .name = "family_member_type", .optional = true },
    { MK_DATA,  "p.ZISPARENT",    mk_bool, .name = "parent", .optional = true },
    { MK_DATA,  "p.ZISFAMILYORGANIZER", mk_bool, .name = "family_organizer", .optional = true },
    { 0 },
};
static const struct mk_lookup app_of[] = {
    { "s", "ZUSERDEVICESTATE", "s.Z_PK", "a.ZUSERDEVICESTATE" }, { "d", "ZCOREDEVICE", "d.Z_PK", "s.ZDEVICE" }, { 0 },
};
static const struct mk_field app[] = {
    { MK_ID,   "a.ZBUNDLEIDENTIFIER", mk_text_some },
    { MK_NAME, "a.ZDISPLAYNAME",      mk_text_some },
    { MK_DATA, "d.ZNAME",             mk_text_some, .name = "device" },
    { MK_DATA, "a.ZINSTALLEDLOCALLY", mk_bool, .name = "on_this_device", .optional = true },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, .also = true
#define SERVICE(what) .constants = (const struct mk_constant[]){ { MK_SERVICE, what }, { 0 } }

const struct mk_app mk_app_ios_screen_time = {
    .id = "ios.screen_time",
    .title = "Screen Time (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/RMAdminStore-Local.sqlite", "*/RMAdminStore-Cloud.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "i", "ZUSAGETIMEDITEM", NEEDS("ZTOTALTIMEINSECONDS", "ZCATEGORY"), timed, timed_of, NAMED("app_usage") },
        { MK_EVENT, "i", "ZUSAGECOUNTEDITEM", NEEDS("ZNUMBEROFPICKUPS", "ZBLOCK"), counted, counted_of, NAMED("app_counts"), .optional = true },
        { MK_EVENT, "c", "ZUSAGECATEGORY", NEEDS("ZBLOCK"), category, category_of, NAMED("category_usage"), .optional = true },
        { MK_EVENT, "b", "ZUSAGEBLOCK", NEEDS("ZSTARTDATE"), block, block_of, NAMED("screen_time"), .optional = true },
        { MK_DEVICE, "d", "ZCOREDEVICE", NEEDS("ZNAME"), device, .optional = true },
        { MK_KIND_ACCOUNT, "p", "ZCOREUSER", NEEDS("ZDSID"), user, SERVICE("iCloud"), .optional = true },
        { MK_KIND_APP, "a", "ZINSTALLEDAPP", NEEDS("ZBUNDLEIDENTIFIER"), app, app_of, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
