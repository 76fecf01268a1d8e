/*
 * Cookies of Safari and of every app on iOS and macOS that loads web pages: which app's stands in
 * the path. The format: parsers/format/binarycookies.h, and its sources.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/binarycookies.h"

static const int64_t secure = 1, http_only = 4;

static const struct mk_field fields[] = {
    { MK_TIME,  "c.created",     mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "c.expires",     mk_cocoa_s,   .sub = MK_EXPIRES },
    { MK_HOST,  "c.host",        mk_text },
    { MK_NAME,  "c.name",        mk_text },
    { MK_PATH,  "c.path",        mk_text },
    { MK_VALUE, "c.value",       mk_text_some },
    { MK_DATA,  "c.flags",       mk_bits,      &secure, .name = "secure" },
    { MK_DATA,  "c.flags",       mk_bits,      &http_only, .name = "http_only" },
    { MK_DATA,  "c.flags",       mk_not_zero,  .name = "flags" },
    { MK_DATA,  "c.comment",     mk_text_some, .name = "comment" },
    { MK_DATA,  "c.comment_url", mk_text_some, .name = "comment_url" },
    { 0 },
};
static const char *const needs[] = { "host", "name", NULL };

const struct mk_app mk_app_safari_cookies = {
    .id = "safari.cookies",
    .title = "Cookies (Safari and apps of iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/Cookies/*.binarycookies", "*/Cookies.binarycookies", NULL },
    .queries = (const struct mk_query[]){ { MK_COOKIE, "c", "cookies", needs, fields }, { 0 } },
    .format = &mk_format_binarycookies,
    .many = true,
    .proven_on = "public-sample",
};
