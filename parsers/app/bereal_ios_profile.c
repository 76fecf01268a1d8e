/*
 * Whose BeReal it is: the cache of the profile, JSON, below Library/Caches/disk-bereal-ProfileRepository. Sources: bereal_ios.c.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const profile_columns[] = {
    "id", "username", "fullname", "createdAt", "birthDate", "phoneNumber", "countryCode", "region", "location", "biography", "gender",
    "type", "isPrivate", "profilePicture/url", "devices/0/deviceId", "devices/0/device", "devices/0/clientVersion",
    "devices/0/timezone", "devices/0/language", "@rest", NULL,
};
static const struct mk_shape shape = {
    .tables = (const struct mk_shape_table[]){ { "profile", "object", profile_columns }, { 0 } },
};

static const struct mk_field profile[] = {
    { MK_TIME,  "p.createdAt",       mk_cocoa_s,   .clock = "server" },
    { MK_ID,    "p.id",              mk_text_some },
    { MK_NAME,  "p.fullname",        mk_text_some },
    { MK_PHONE, "p.phoneNumber",     mk_text_some },
    { MK_COUNTRY, "p.countryCode",   mk_text_some },
    { MK_TIMES, "p.birthDate",       mk_cocoa_s,   .name = "birth" },
    { MK_DATA,  "p.username",        mk_text_some, .name = "username" },
    { MK_DATA,  "p.region",          mk_text_some, .name = "region" },
    { MK_DATA,  "p.location",        mk_text_some, .name = "location" },
    { MK_DATA,  "p.biography",       mk_text_some, .name = "biography" },
    { MK_DATA,  "p.gender",          mk_text_some, .name = "gender" },
    { MK_DATA,  "p.type",            mk_text_some, .name = "type" },
    { MK_DATA,  "p.profilePicture/url", mk_text_some, .name = "picture" },
    { MK_DATA,  "p.devices/0/deviceId", mk_text_some, .name = "device" },
    { MK_DATA,  "p.devices/0/device", mk_text_some, .name = "device_model" },
    { MK_DATA,  "p.devices/0/clientVersion", mk_text_some, .name = "app_version" },
    { MK_DATA,  "p.devices/0/timezone", mk_text_some, .name = "time_zone" },
    { MK_DATA,  "p.@rest",           mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_constant service[] = { { MK_SERVICE, "BeReal" }, { 0 } };
static const char *const needs[] = { "username", NULL };

const struct mk_app mk_app_bereal_ios_profile = {
    .id = "bereal.ios_profile",
    .title = "BeReal: the account (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/disk-bereal-ProfileRepository/*", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_ACCOUNT, "p", "profile", needs, profile, .constants = service }, { 0 } },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
    .whole_path = true,
};
