/*
 * Cookies of Chrome, of the browsers made of it, and of the WebView of any Android app (its package
 * stands in the path). A value that was encrypted is said to be there; it is not read.
 *
 * Sources: Chromium, net/extras/sqlite/sqlite_persistent_cookie_store.cc: CreateV1..V24 tables and
 * their migrations (encrypted_value came with version 7, the is_ names with 9); Android WebView
 * keeps the same file in app_webview (android_webview/browser/cookie_manager.cc).
 */
#include "parsers/engine/engine.h"

static const struct mk_name same_site[] = { { -1, "" }, { 0, "none" }, { 1, "lax" }, { 2, "strict" }, { 3, "extended" }, { 0 } };

static const struct mk_field fields[] = {
    { MK_TIME,  "c.creation_utc",       mk_webkit_us, .clock = "device" },
    { MK_TIMES, "c.last_access_utc",    mk_webkit_us, .sub = MK_ACCESSED },
    { MK_TIMES, "c.last_update_utc",    mk_webkit_us, .sub = MK_MODIFIED, .optional = true },
    { MK_TIMES, "c.expires_utc",        mk_webkit_us, .sub = MK_EXPIRES },
    { MK_HOST,  "c.host_key",           mk_text },
    { MK_NAME,  "c.name",               mk_text },
    { MK_PATH,  "c.path",               mk_text },
    { MK_VALUE, "c.value",              mk_text_some },
    { MK_ENCRYPTED, "c.encrypted_value", mk_some, .optional = true },
    { MK_DATA,  "c.is_secure",          mk_bool, .name = "secure", .optional = true },
    { MK_DATA,  "c.secure",             mk_bool, .name = "secure", .optional = true },
    { MK_DATA,  "c.is_httponly",        mk_bool, .name = "http_only", .optional = true },
    { MK_DATA,  "c.httponly",           mk_bool, .name = "http_only", .optional = true },
    { MK_DATA,  "c.is_persistent",      mk_bool, .name = "persistent", .optional = true },
    { MK_DATA,  "c.persistent",         mk_bool, .name = "persistent", .optional = true },
    { MK_DATA,  "c.samesite",           mk_named, same_site, .name = "same_site", .optional = true },
    { MK_DATA,  "c.top_frame_site_key", mk_text_some, .name = "top_frame_site", .optional = true },
    { 0 },
};
static const char *const needs[] = { "host_key", "creation_utc", NULL };

const struct mk_app mk_app_chrome_cookies = {
    .id = "chrome.cookies",
    .title = "Cookies (Chrome and its kin, WebView)",
    .version = 1,
    .paths = (const char *const[]){
        "*/app_chrome/*/Cookies", "*/app_sbrowser/*/Cookies", "*/app_opera/*Cookies", "*/app_webview*/Cookies",
        "*/User Data/*/Cookies", "*/google-chrome/*/Cookies", "*/chromium/*/Cookies", "*/Google/Chrome/*/Cookies",
        "*/BraveSoftware/*/Cookies", "*/Microsoft Edge/*/Cookies", NULL,
    },
    .also = (const char *const[]){ "*/Cookies", "*/Extension Cookies", "*/Safe Browsing Cookies", "*/cookies.db", NULL },
    .queries = (const struct mk_query[]){ { MK_COOKIE, "c", "cookies", needs, fields }, { 0 } },
    .proven_on = "public-sample",
};
