/*
 * cookies.sqlite of Firefox.
 *
 * Sources: mozilla-central, netwerk/cookie/CookiePersistentStorage.cpp (CreateTable and its
 * migrations); `expiry` was in seconds and is in milliseconds since version 16 of the schema.
 */
#include "parsers/engine/engine.h"

static const struct mk_name same_site[] = { { 0, "none" }, { 1, "lax" }, { 2, "strict" }, { 256, "" }, { 0 } };

static const struct mk_field fields[] = {
    { MK_TIME,  "c.creationTime",     mk_unix_us,      .clock = "device" },
    { MK_TIMES, "c.lastAccessed",     mk_unix_us,      .sub = MK_ACCESSED },
    { MK_TIMES, "c.expiry",           mk_unix_s_or_ms, .sub = MK_EXPIRES },
    { MK_HOST,  "c.host",             mk_text },
    { MK_NAME,  "c.name",             mk_text },
    { MK_PATH,  "c.path",             mk_text },
    { MK_VALUE, "c.value",            mk_text_some },
    { MK_DATA,  "c.isSecure",         mk_bool, .name = "secure" },
    { MK_DATA,  "c.isHttpOnly",       mk_bool, .name = "http_only" },
    { MK_DATA,  "c.sameSite",         mk_named, same_site, .name = "same_site", .optional = true },
    { MK_DATA,  "c.originAttributes", mk_text_some, .name = "origin_attributes", .optional = true },
    { 0 },
};
static const char *const needs[] = { "host", "name", NULL };

const struct mk_app mk_app_firefox_cookies = {
    .id = "firefox.cookies",
    .title = "Cookies (Firefox)",
    .version = 1,
    .paths = (const char *const[]){ "*/cookies.sqlite", NULL },
    .also = (const char *const[]){ "*/*cookies.sqlite", NULL },
    .queries = (const struct mk_query[]){ { MK_COOKIE, "c", "moz_cookies", needs, fields }, { 0 } },
    .proven_on = "public-sample",
};
