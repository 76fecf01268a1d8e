/*
 * Apps that the App Store of an iPhone loaded, and what it fetched for them: storeSystem.db.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/storeSystem.py (423798fa): tables, times in seconds since 2001-01-01,
 * store_metadata as a keyed archive with ISO times, app_package.parent_id as app_install.pid; columns as found in files of
 * iOS 16 and 17. Rows are work in hand: an app that was loaded long ago has none.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/json_column.h"
#include "parsers/format/plist_column.h"

static const struct mk_lookup metadata[] = { { "m", NULL, NULL, "i.store_metadata", &mk_decoder_plist }, { 0 } };
static const struct mk_field install[] = {
    { MK_TIME,        "i.timestamp",       mk_cocoa_s,   .clock = "device" },
    { MK_TIMES,       "m.purchaseDate",    mk_iso,       .name = "purchased" },
    { MK_TIMES,       "m.releaseDate",     mk_iso,       .name = "released" },
    { MK_TIMES,       "i.last_start_date", mk_cocoa_s,   .name = "last_start" },
    { MK_TIMES,       "i.install_finished_timestamp", mk_cocoa_s, .sub = MK_INSTALLED, .optional = true },
    { MK_ID,          "i.bundle_id",       mk_text_some },
    { MK_NAME,        "m.itemName",        mk_text_some },
    { MK_NAME,        "i.bundle_name",     mk_text_some },
    { MK_APP_VERSION, "m.bundleShortVersionString", mk_text_some },
    { MK_APP_VERSION, "i.bundle_version",  mk_text_some },
    { MK_PATH,        "i.bundle_url",      mk_text_some },
    { MK_ACCOUNT,     "m.appleID",         mk_text_some },
    { MK_DATA,        "i.account_id",      mk_integer,   .name = "account_dsid" },
    { MK_DATA,        "m.altDSID",         mk_text_some, .name = "account_alt_dsid" },
    { MK_DATA,        "i.bundle_version",  mk_text_some, .name = "bundle_version" },
    { MK_DATA,        "m.artistName",      mk_text_some, .name = "seller" },
    { MK_DATA,        "i.vendor_name",     mk_text_some, .name = "vendor" },
    { MK_DATA,        "m.genre",           mk_text_some, .name = "genre" },
    { MK_DATA,        "m.ratingLabel",     mk_text_some, .name = "rating" },
    { MK_DATA,        "m.sourceApp",       mk_text_some, .name = "source_app" },
    { MK_DATA,        "i.item_id",         mk_integer,   .name = "item" },
    { MK_DATA,        "i.evid",            mk_integer,   .name = "item_version" },
    { MK_DATA,        "i.storefront",      mk_text_some, .name = "storefront" },
    { MK_DATA,        "i.client_id",       mk_text_some, .name = "client" },
    { MK_DATA,        "i.transaction_id",  mk_text_some, .name = "transaction" },
    { MK_DATA,        "i.phase",           mk_integer,   .name = "phase" },
    { MK_DATA,        "i.update_type",     mk_integer,   .name = "update_type" },
    { MK_DATA,        "i.source_type",     mk_integer,   .name = "source_type" },
    { MK_DATA,        "i.redownload",      mk_bool,      .name = "redownload" },
    { 0 },
};
static const struct mk_lookup installed[] = { { "i", "app_install", "i.pid", "p.parent_id" }, { 0 } };
static const struct mk_field package[] = {
    { MK_TIME,  "p.timestamp",     mk_cocoa_s,   .clock = "device" },
    { MK_URL,   "p.package_url",   mk_text_some },
    { MK_BYTES, "p.bytes_total",   mk_integer },
    { MK_DATA,  "i.bundle_id",     mk_text_some, .name = "bundle" },
    { MK_DATA,  "i.bundle_name",   mk_text_some, .name = "app" },
    { MK_DATA,  "p.disk_usage",    mk_integer,   .name = "disk_usage" },
    { MK_DATA,  "p.package_type",  mk_integer,   .name = "package_type" },
    { MK_DATA,  "p.archive_type",  mk_integer,   .name = "archive_type" },
    { MK_DATA,  "p.compression",   mk_integer,   .name = "compression" },
    { MK_DATA,  "p.request_count", mk_integer,   .name = "requests" },
    { MK_DATA,  "p.variant_id",    mk_text_some, .name = "variant" },
    { 0 },
};
static const struct mk_lookup item[] = { { "s", NULL, NULL, "u.store_item_data", &mk_decoder_json }, { 0 } };
static const struct mk_field update[] = {
    { MK_TIME,  "u.timestamp",    mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "u.install_date", mk_cocoa_s,   .sub = MK_INSTALLED },
    { MK_TIMES, "u.current_version_release_date", mk_cocoa_s, .name = "version_released" },
    { MK_TIMES, "u.release_date", mk_cocoa_s,   .name = "released" },
    { MK_DATA,  "u.bundle_id",    mk_text_some, .name = "bundle" },
    { MK_DATA,  "s.name",         mk_text_some, .name = "app" },
    { MK_DATA,  "s.artistName",   mk_text_some, .name = "seller" },
    { MK_DATA,  "s.whatsNew",     mk_text_some, .name = "news" },
    { MK_DATA,  "u.store_item_id", mk_integer,  .name = "item" },
    { MK_DATA,  "u.store_software_version_id", mk_integer, .name = "item_version" },
    { MK_DATA,  "u.update_state", mk_integer,   .name = "update_state" },
    { MK_DATA,  "u.is_background", mk_bool,     .name = "background" },
    { MK_DATA,  "u.is_offloaded", mk_bool,      .name = "offloaded" },
    { 0 },
};
static const struct mk_lookup catalog[] = { { "m", NULL, NULL, "u.metadata", &mk_decoder_json }, { 0 } };
static const struct mk_field update_new[] = {
    { MK_TIME,  "u.timestamp",    mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "u.install_date", mk_cocoa_s,   .sub = MK_INSTALLED },
    { MK_TIMES, "m.attributes.platformAttributes.ios.latestVersionInfo.releaseTimestamp", mk_iso, .name = "version_released" },
    { MK_DATA,  "u.bundle_id",    mk_text_some, .name = "bundle" },
    { MK_DATA,  "m.attributes.name", mk_text_some, .name = "app" },
    { MK_DATA,  "m.attributes.artistName", mk_text_some, .name = "seller" },
    { MK_DATA,  "m.attributes.platformAttributes.ios.latestVersionInfo.versionDisplay", mk_text_some, .name = "version" },
    { MK_DATA,  "m.attributes.url", mk_text_some, .name = "url" },
    { MK_DATA,  "u.item_id",      mk_integer,   .name = "item" },
    { MK_DATA,  "u.store_software_version_id", mk_integer, .name = "item_version" },
    { MK_DATA,  "u.update_state", mk_integer,   .name = "update_state" },
    { 0 },
};
static const struct mk_field pack[] = {
    { MK_TIME,  "o.timestamp",      mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "o.last_used_date", mk_cocoa_s,   .name = "used" },
    { MK_URL,   "o.source_url",     mk_text_some },
    { MK_PATH,  "o.local_url",      mk_text_some },
    { MK_BYTES, "o.file_size",      mk_integer },
    { MK_DATA,  "o.bundle_id",      mk_text_some, .name = "bundle" },
    { MK_DATA,  "o.bundle_key",     mk_text_some, .name = "key" },
    { 0 },
};
static const struct mk_field beta[] = {
    { MK_ID,          "b.bundle_id",            mk_text_some },
    { MK_APP_VERSION, "b.bundle_short_version", mk_text_some },
    { MK_TIMES,       "b.last_seen_date",       mk_cocoa_s,   .name = "seen" },
    { MK_TIMES,       "b.expiration_date",      mk_cocoa_s,   .sub = MK_EXPIRES },
    { MK_DATA,        "b.email",                mk_text_some, .name = "email" },
    { MK_DATA,        "b.what_to_test",         mk_text_some, .name = "what_to_test" },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, .also = true

const struct mk_app mk_app_ios_app_store = {
    .id = "ios.app_store",
    .title = "App Store (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/Documents/Persistence/storeSystem.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_KIND_APP, "i", "app_install", NEEDS("bundle_id"), install, metadata },
        { MK_WEB_DOWNLOAD, "p", "app_package", NEEDS("package_url"), package, installed },
        { MK_EVENT, "u", "app_updates", NEEDS("bundle_id"), update, item, NAMED("app_update"), .optional = true },
        { MK_EVENT, "u", "mapi_app_update", NEEDS("bundle_id"), update_new, catalog, NAMED("app_update"), .optional = true },
        { MK_WEB_DOWNLOAD, "o", "odr_asset_pack", NEEDS("bundle_key"), pack, .also = true, .optional = true },
        { MK_KIND_APP, "b", "beta_app_info", NEEDS("bundle_id"), beta, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
