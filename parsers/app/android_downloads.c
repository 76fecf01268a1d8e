/*
 * The download manager: com.android.providers.downloads, downloads.db. It also lists what apps
 * fetched by themselves and told it of.
 *
 * Sources: packages/providers/DownloadProvider, DownloadProvider.java, createDownloadsTable and
 * upgradeTo (LineageOS 21, 2c95de42); frameworks/base, core/java/android/provider/Downloads.java,
 * class Impl: destinations and statuses; those below 488 that are not listed are HTTP's own.
 * The provider gives the shell nothing without ACCESS_ALL_DOWNLOADS, which it lacks.
 * Request headers can hold passwords and tokens of the phone's owner: they are kept as they stand.
 */
#include "parsers/engine/conv_android.h"
#include "parsers/engine/engine.h"

static const struct mk_name place[] = {
    { 0, "external" }, { 1, "cache" }, { 2, "cache_purgeable" }, { 3, "cache_no_roaming" }, { 4, "file" },
    { 5, "system_cache" }, { 6, "not_by_download_manager" }, { 0 },
};
static const struct mk_name status[] = {
    { 190, "pending" }, { 192, "running" }, { 193, "paused_by_app" }, { 194, "waiting_to_retry" }, { 195, "waiting_for_network" },
    { 196, "queued_for_wifi" }, { 197, "paused_by_user" }, { 198, "no_space" }, { 199, "no_storage" }, { 200, "complete" },
    { 400, "bad_request" }, { 401, "http_error" }, { 403, "http_error" }, { 404, "http_error" }, { 406, "not_acceptable" },
    { 410, "http_error" }, { 411, "length_required" }, { 412, "precondition_failed" }, { 429, "http_error" }, { 488, "file_exists" },
    { 489, "cannot_resume" }, { 490, "canceled" }, { 491, "unknown_error" }, { 492, "file_error" }, { 493, "unhandled_redirect" },
    { 494, "unhandled_http_code" }, { 495, "http_data_error" }, { 496, "http_exception" }, { 497, "too_many_redirects" },
    { 498, "blocked" }, { 500, "http_error" }, { 502, "http_error" }, { 503, "http_error" }, { 504, "http_error" }, { 0 },
};

static const struct mk_field fields[] = {
    { MK_TIME,    "d.lastmod",             mk_unix_ms,   .clock = "device" }, /* of the row's last change */
    { MK_URL,     "d.uri",                 mk_text_some },
    { MK_PATH,    "d._data",               mk_text_some },
    { MK_PATH,    "d.hint",                mk_text_some, .optional = true },
    { MK_TITLE,   "d.title",               mk_text_some, .optional = true },
    { MK_TEXT,    "d.description",         mk_text_some, .optional = true },
    { MK_MIME,    "d.mimetype",            mk_text_some },
    { MK_BYTES,   "d.total_bytes",         mk_size },
    { MK_DELETED, "d.deleted",             mk_bool,      .optional = true },
    { MK_STATUS,  "d.status",              mk_named,     status },
    { MK_CREATOR, "d.notificationpackage", mk_text_some, .optional = true },
    { MK_DATA,    "d.current_bytes",       mk_integer,   .name = "bytes_so_far", .optional = true },
    { MK_DATA,    "d.destination",         mk_named,     place, .name = "destination", .optional = true },
    { MK_DATA,    "d.referer",             mk_text_some, .name = "referrer", .optional = true },
    { MK_DATA,    "d.useragent",           mk_text_some, .name = "user_agent", .optional = true },
    { MK_DATA,    "d.cookiedata",          mk_text_some, .name = "cookies", .optional = true },
    { MK_DATA,    "d.etag",                mk_text_some, .name = "etag", .optional = true },
    { MK_DATA,    "d.mediaprovider_uri",   mk_text_some, .name = "media_uri", .optional = true },
    { MK_DATA,    "d.errorMsg",            mk_text_some, .name = "error", .optional = true },
    { MK_DATA,    "d.uid",                 mk_integer,   .name = "uid", .optional = true },
    { MK_DATA,    "d.numfailed",           mk_not_zero,  .name = "failed_tries", .optional = true },
    { MK_DATA,    "d.visibility",          mk_integer,   .name = "visibility", .optional = true },
    { MK_DATA,    "d.is_visible_in_downloads_ui", mk_bool, .name = "listed", .optional = true },
    { 0 },
};
static const struct mk_field header[] = {
    { 0, "h.header", mk_text, .sub = MK_NAME }, { 0, "h.value", mk_text, .sub = MK_VALUE }, { 0 },
};
static const struct mk_part headers[] = { { NULL, MK_HEADERS, header }, { 0 } };
static const struct mk_gather sent[] = {
    { "h", "request_headers", "h.download_id", "d._id", NULL, NULL, headers }, { 0 },
};
static const char *const needs[] = { "uri", "_data", NULL };
static const char *const numbers[] = { "lastmod", "total_bytes", "current_bytes", "destination", "status", "deleted", NULL };
static const char *const texts[] = { "uri", "_data", "hint", "title", "description", "mimetype", "notificationpackage", NULL };

const struct mk_app mk_app_android_downloads = {
    .id = "android.downloads",
    .title = "Downloads (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.providers.downloads/databases/downloads.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_WEB_DOWNLOAD, "d", "downloads", needs, fields, .gather = sent },
        { MK_WEB_DOWNLOAD, "d", "content://downloads/all_downloads", needs, fields },
        { 0 },
    },
    .providers = (const struct mk_provider[]){
        { "content://downloads/all_downloads", "android.downloads", "files", numbers, texts, "lastmod", 1000, NULL, NULL },
        { 0 },
    },
    .proven_on = "public-sample",
};
