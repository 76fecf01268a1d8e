/*
 * webviewCache.db of Android apps up to Android 4.0: which files the WebView had loaded. Loading is
 * not visiting: pictures and scripts stand here as pages do.
 *
 * Sources: frameworks/base, core/java/android/webkit/WebViewDatabase.java (Android 2.3, table
 * cache), CacheManager.java (expires: milliseconds; lastmodify: the HTTP header's text).
 */
#include "parsers/engine/engine.h"

static const struct mk_field fields[] = {
    { MK_TIMES, "c.expires",      mk_expires_ms, .sub = MK_EXPIRES },
    { MK_URL,   "c.url",          mk_text },
    { MK_PATH,  "c.filepath",     mk_text_some },
    { MK_MIME,  "c.mimetype",     mk_text_some },
    { MK_BYTES, "c.contentlength", mk_above_zero },
    { MK_DATA,  "c.lastmodify",   mk_text_some, .name = "last_modified" },
    { MK_DATA,  "c.httpstatus",   mk_integer,   .name = "http_status" },
    { MK_DATA,  "c.location",     mk_text_some, .name = "location" },
    { MK_DATA,  "c.etag",         mk_text_some, .name = "etag" },
    { MK_DATA,  "c.contentdisposition", mk_text_some, .name = "content_disposition", .optional = true },
    { 0 },
};
static const struct mk_constant loaded[] = { { MK_NAME, "web_file_loaded" }, { 0 } };
static const char *const needs[] = { "url", "filepath", NULL };

const struct mk_app mk_app_android_webview_cache = {
    .id = "android.webview_cache",
    .title = "WebView cache (Android up to 4.0)",
    .version = 1,
    .paths = (const char *const[]){ "*/databases/webviewCache.db", NULL },
    .also = (const char *const[]){ "*/webviewCache.db", NULL },
    .queries = (const struct mk_query[]){ { MK_EVENT, "c", "cache", needs, fields, .constants = loaded }, { 0 } },
    .proven_on = "public-sample",
};
