/*
 * What Safari visited, and what of it was deleted: History.db of iOS 9 and macOS 10.10 and later.
 *
 * Sources: WebKit's history is closed; tables as found in files of macOS 10.13 and iOS 17
 * (observed); meaning of the columns: libyal/plaso, plaso/parsers/sqlite_plugins/safari.py
 * (20240504); origin 1 is a visit that iCloud
 * brought from another device. A tombstone tells other devices to delete what lies between its
 * times; its address may be missing, and "since ever" stands as the distant past.
 */
#include "parsers/engine/engine.h"

static const struct mk_name origin[] = { { 0, "browsed" }, { 1, "synced" }, { 0 } };
static const char vanished[] = "the row with the address is missing or unusable";

static const struct mk_field visit[] = {
    { MK_TIME,   "v.visit_time",      mk_cocoa_s,   .clock = "device" },
    { MK_URL,    "i.url",             mk_text },
    { MK_URL,    "v.history_item",    mk_dangling,  vanished },
    { MK_HOST,   "i.url",             mk_url_host },
    { MK_TITLE,  "v.title",           mk_text_some },
    { MK_VISITS, "i.visit_count",     mk_integer },
    { MK_ORIGIN, "v.origin",          mk_named,     origin, .optional = true },
    { MK_FROM_VISIT, "v.redirect_source", mk_not_zero, .ref = "history_visits", .optional = true },
    { MK_DATA,   "v.load_successful", mk_bool,      .name = "loaded", .optional = true },
    { MK_DATA,   "v.http_non_get",    mk_bool,      .name = "sent_a_form", .optional = true },
    { MK_DATA,   "v.synthesized",     mk_bool,      .name = "synthesized", .optional = true },
    { MK_DATA,   "v.redirect_destination", mk_not_zero, .name = "redirected_to_visit", .optional = true },
    { 0 },
};
static const struct mk_lookup visit_of[] = { { "i", "history_items", "i.id", "v.history_item" }, { 0 } };

/* An address that is remembered though its visits are gone. */
static const struct mk_field item[] = {
    { MK_URL,    "i.url",         mk_text },
    { MK_HOST,   "i.url",         mk_url_host },
    { MK_VISITS, "i.visit_count", mk_integer },
    { 0 },
};
static const struct mk_lookup visits[] = { { "v", "history_visits", "v.history_item", "i.id", .many = true }, { 0 } };
static const struct mk_when unvisited[] = { { "v.history_item", MK_IF_NONE }, { 0 } };
static const struct mk_constant remembered[] = { { MK_STATUS, "no_visit_kept" }, { 0 } };

static const struct mk_field tombstone[] = {
    { MK_TIME,  "t.end_time",   mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "t.start_time", mk_cocoa_s_ever, .sub = MK_START },
    { MK_TIMES, "t.end_time",   mk_cocoa_s,   .sub = MK_END },
    { MK_DATA,  "t.url",        mk_text_some, .name = "url" },
    { MK_DATA,  "t.generation", mk_integer,   .name = "generation", .optional = true },
    { 0 },
};
static const struct mk_constant deleted[] = { { MK_NAME, "history_deleted" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_safari_history = {
    .id = "safari.history",
    .title = "History (Safari)",
    .version = 1,
    .paths = (const char *const[]){ "*/Library/Safari/History.db", "*/Library/Safari/Profiles/*/History.db", NULL },
    .also = (const char *const[]){ "*/History.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_WEB_VISIT, "v", "history_visits", NEEDS("history_item", "visit_time"), visit, visit_of },
        { MK_WEB_VISIT, "i", "history_items", NEEDS("url", "visit_count"), item, visits,
          .constants = remembered, .when = unvisited, .also = true, .extra = true },
        { MK_EVENT, "t", "history_tombstones", NEEDS("start_time", "end_time"), tombstone,
          .constants = deleted, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
