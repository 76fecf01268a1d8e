/*
 * History of Chrome and the browsers made of it: Chromium, Edge, Brave, Samsung Internet, Opera,
 * Vivaldi and others, on phones and desktops. What was visited, searched and downloaded.
 *
 * Sources: Chromium, components/history/core/browser: visit_database.cc (InitVisitTable;
 * visit_source holds no row for what was browsed here), url_database.cc, download_database.cc,
 * download_constants.h (states, dangers), history_types.h (VisitSource);
 * components/download/public/common/download_interrupt_reason_values.h;
 * ui/base/page_transition_types.h. Up to version 23 of the schema a download has one `url` and its
 * times are time_t (download_database.cc, MigrateDownloadsState and its neighbours).
 */
#include "parsers/engine/engine.h"

static const struct mk_name transition[] = {
    { 0, "link" }, { 1, "typed" }, { 2, "auto_bookmark" }, { 3, "auto_subframe" }, { 4, "manual_subframe" },
    { 5, "generated" }, { 6, "start_page" }, { 7, "form_submit" }, { 8, "reload" }, { 9, "keyword" },
    { 10, "keyword_generated" }, { 0 },
};
static const struct mk_name origin[] = {
    { 0, "synced" }, { 1, "browsed" }, { 2, "extension" }, { 3, "imported_firefox" }, { 4, "imported_ie" },
    { 5, "imported_safari" }, { 6, "actor" }, { 7, "imported_os_migration" }, { 0 },
};
static const struct mk_name state[] = {
    { 0, "in_progress" }, { 1, "complete" }, { 2, "cancelled" }, { 3, "interrupted" }, { 4, "interrupted" }, { 0 },
};
static const struct mk_name danger[] = {
    { 0, "" }, { 1, "dangerous_file" }, { 2, "dangerous_url" }, { 3, "dangerous_content" },
    { 4, "maybe_dangerous_content" }, { 5, "uncommon_content" }, { 6, "user_validated" }, { 7, "dangerous_host" },
    { 8, "potentially_unwanted" }, { 9, "allowed_by_policy" }, { 10, "async_scanning" },
    { 11, "blocked_password_protected" }, { 12, "blocked_too_large" }, { 13, "sensitive_content_warning" },
    { 14, "sensitive_content_block" }, { 15, "deep_scanned_safe" }, { 16, "deep_scanned_opened_dangerous" },
    { 17, "prompt_for_scanning" }, { 18, "blocked_unsupported_filetype" }, { 19, "dangerous_account_compromise" },
    { 20, "deep_scanned_failed" }, { 0 },
};
static const struct mk_name reason[] = {
    { 0, "" }, { 1, "file_failed" }, { 2, "file_access_denied" }, { 3, "file_no_space" }, { 5, "file_name_too_long" },
    { 6, "file_too_large" }, { 7, "file_virus_infected" }, { 10, "file_transient_error" }, { 11, "file_blocked" },
    { 12, "file_security_check_failed" }, { 13, "file_too_short" }, { 14, "file_hash_mismatch" },
    { 15, "file_same_as_source" }, { 20, "network_failed" }, { 21, "network_timeout" }, { 22, "network_disconnected" },
    { 23, "network_server_down" }, { 24, "network_invalid_request" }, { 30, "server_failed" }, { 31, "server_no_range" },
    { 32, "server_precondition" }, { 33, "server_bad_content" }, { 34, "server_unauthorized" },
    { 35, "server_cert_problem" }, { 36, "server_forbidden" }, { 37, "server_unreachable" },
    { 38, "server_content_length_mismatch" }, { 39, "server_cross_origin_redirect" }, { 40, "user_canceled" },
    { 41, "user_shutdown" }, { 50, "crash" }, { 51, "local_download_blocked" }, { 0 },
};
static const char vanished[] = "the row with the address is missing or unusable";

static const struct mk_field visit[] = {
    { MK_TIME,       "v.visit_time",     mk_webkit_us, .clock = "device" },
    { MK_URL,        "u.url",            mk_text },
    { MK_URL,        "v.url",            mk_dangling,  vanished },
    { MK_HOST,       "u.url",            mk_url_host },
    { MK_TITLE,      "u.title",          mk_text_some },
    { MK_VISITS,     "u.visit_count",    mk_integer },
    { MK_TYPED,      "u.typed_count",    mk_not_zero },
    { MK_TRANSITION, "v.transition",     mk_low_byte,  transition },
    { MK_ORIGIN,     "s.source",         mk_named,     origin, .optional = true },
    { MK_FROM_VISIT, "v.from_visit",     mk_not_zero,  .ref = "visits" },
    { MK_REFERRER,   "v.external_referrer_url",  mk_text_some, .optional = true },
    { MK_DURATION_S, "v.visit_duration", mk_us_long,   .optional = true },
    { MK_DATA,       "v.originator_cache_guid",  mk_text_some, .name = "originator_cache_guid", .optional = true },
    { MK_DATA,       "v.app_id",         mk_text_some, .name = "app_id", .optional = true },
    { 0 },
};
static const struct mk_lookup visit_of[] = {
    { "u", "urls", "u.id", "v.url" }, { "s", "visit_source", "s.id", "v.id" }, { 0 },
};

/* An address that is remembered though its visits are gone. */
static const struct mk_field url[] = {
    { MK_TIME,   "u.last_visit_time", mk_webkit_us, .clock = "device" },
    { MK_URL,    "u.url",             mk_text },
    { MK_TITLE,  "u.title",           mk_text_some },
    { MK_VISITS, "u.visit_count",     mk_integer },
    { MK_TYPED,  "u.typed_count",     mk_not_zero },
    { MK_HIDDEN, "u.hidden",          mk_bool, .optional = true },
    { 0 },
};
static const struct mk_lookup visits[] = { { "v", "visits", "v.url", "u.id", .many = true }, { 0 } };
static const struct mk_when unvisited[] = { { "v.url", MK_IF_NONE }, { 0 } };
static const struct mk_constant remembered[] = { { MK_STATUS, "no_visit_kept" }, { 0 } };

static const struct mk_field search[] = {
    { MK_QUERY, "k.term",            mk_text },
    { MK_TIME,  "u.last_visit_time", mk_webkit_us, .clock = "device" }, /* of the page with the results */
    { MK_URL,   "u.url",             mk_text },
    { MK_URL,   "k.url_id",          mk_dangling, vanished },
    { MK_TITLE, "u.title",           mk_text_some },
    { 0 },
};
static const struct mk_lookup search_of[] = { { "u", "urls", "u.id", "k.url_id" }, { 0 } };

static const struct mk_field download[] = {
    { MK_TIME,      "d.start_time",       mk_webkit_us,   .clock = "device" },
    { MK_TIMES,     "d.end_time",         mk_webkit_us,   .sub = MK_END, .optional = true },
    { MK_TIMES,     "d.last_access_time", mk_webkit_us,   .sub = MK_ACCESSED, .optional = true },
    { MK_URL,       "c.url",              mk_text }, /* before any redirect */
    { MK_URL,       "d.id",               mk_dangling,    vanished },
    { MK_PATH,      "d.target_path",      mk_text_some },
    { MK_PATH,      "d.current_path",     mk_text_some },
    { MK_BYTES,     "d.total_bytes",      mk_above_zero },
    { MK_BYTES_RECEIVED, "d.received_bytes", mk_integer },
    { MK_MIME,      "d.mime_type",        mk_text_some,   .optional = true },
    { MK_SHA256,    "d.hash",             mk_sha256_blob, .optional = true },
    { MK_STATUS,    "d.state",            mk_named,       state },
    { MK_RESULT,    "d.interrupt_reason", mk_named,       reason, .optional = true },
    { MK_DANGER,    "d.danger_type",      mk_named,       danger, .optional = true },
    { MK_OPENED,    "d.opened",           mk_bool,        .optional = true },
    { MK_REFERRER,  "d.referrer",         mk_text_some,   .optional = true },
    { MK_DATA,      "d.tab_url",          mk_text_some,   .name = "tab_url", .optional = true },
    { MK_DATA,      "d.by_ext_name",      mk_text_some,   .name = "by_extension", .optional = true },
    { 0 },
};
static const struct mk_lookup first_url[] = { { "c", "downloads_url_chains", "c.id", "d.id", .many = true }, { 0 } };
static const struct mk_field chain[] = { { 0, "g.url", mk_text, .sub = MK_URL }, { 0 } };
static const struct mk_part chain_parts[] = { { NULL, MK_URLS, chain }, { 0 } };
static const struct mk_gather chains[] = {
    { "g", "downloads_url_chains", "g.id", "d.id", "g.url", NULL, chain_parts }, { 0 },
};

static const struct mk_field old_download[] = {
    { MK_TIME,   "d.start_time",  mk_unix_s,    .clock = "device" },
    { MK_TIMES,  "d.end_time",    mk_unix_s,    .sub = MK_END, .optional = true },
    { MK_URL,    "d.url",         mk_text },
    { MK_PATH,   "d.full_path",   mk_text_some },
    { MK_BYTES,  "d.total_bytes", mk_above_zero },
    { MK_BYTES_RECEIVED, "d.received_bytes", mk_integer },
    { MK_STATUS, "d.state",       mk_named,     state },
    { MK_OPENED, "d.opened",      mk_bool,      .optional = true },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_chrome_history = {
    .id = "chrome.history",
    .title = "History (Chrome and its kin)",
    .version = 1,
    .paths = (const char *const[]){
        "*/app_chrome/*/History", "*/app_sbrowser/*/History", "*/app_opera/History", "*/app_opera/*/History",
        "*/User Data/*/History", "*/Google/Chrome/*/History", "*/google-chrome/*/History", "*/chromium/*/History",
        "*/BraveSoftware/*/History", "*/Microsoft Edge/*/History", "*/Opera */History", NULL,
    },
    .also = (const char *const[]){ "*/History", "*/History-*", "*/Archived History", NULL },
    .queries = (const struct mk_query[]){
        { MK_WEB_VISIT,    "v", "visits", NEEDS("url", "visit_time"), visit, visit_of },
        { MK_WEB_VISIT,    "u", "urls", NEEDS("url", "last_visit_time"), url, visits, .constants = remembered, .when = unvisited, .also = true, .extra = true },
        { MK_WEB_SEARCH,   "k", "keyword_search_terms", NEEDS("url_id", "term"), search, search_of, .optional = true },
        { MK_WEB_DOWNLOAD, "d", "downloads", NEEDS("target_path"), download, first_url, chains, .optional = true },
        { MK_WEB_DOWNLOAD, "d", "downloads", NEEDS("full_path", "url"), old_download, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
