/*
 * Tabs that are open in Safari on the owner's other devices, as iCloud told: CloudTabs.db.
 *
 * Sources: CREATE statements as in a public description of the file (macOS 26), the same in others
 * of older versions; abrignoni/iLEAPP, scripts/artifacts/safariTabs.py (423798fa): what iCloud says of
 * each record (when it was made and changed, by which device) lies in system_fields, a keyed archive.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_column.h"

static const struct mk_lookup device_of[] = {
    { "d", "cloud_tab_devices", "d.device_uuid", "t.device_uuid" },
    { "x", NULL, NULL, "t.system_fields", &mk_decoder_plist },
    { 0 },
};
static const struct mk_field tab[] = {
    { MK_TIME,  "x.RecordCtime",      mk_cocoa_s,   .optional = true },
    { MK_URL,   "t.url",              mk_text },
    { MK_HOST,  "t.url",              mk_url_host },
    { MK_TITLE, "t.title",            mk_text_some },
    { MK_TIMES, "x.RecordMtime",      mk_cocoa_s,   .sub = MK_MODIFIED, .optional = true },
    { MK_TIMES, "t.last_viewed_time", mk_cocoa_or_unix_s, .name = "tab_last_viewed", .optional = true },
    { MK_ID,    "t.tab_uuid",         mk_text_some },
    { MK_DATA,  "d.device_name",      mk_text_some, .name = "device" },
    { MK_DATA,  "t.device_uuid",      mk_text_some, .name = "device_id" },
    { MK_DATA,  "x.ModifiedByDevice", mk_text_some, .name = "modified_by", .optional = true },
    { MK_DATA,  "t.is_pinned",        mk_bool,      .name = "pinned", .optional = true },
    { 0 },
};
static const struct mk_field device[] = {
    { MK_TITLE, "d.device_name",            mk_text_some },
    { MK_ID,    "d.device_uuid",            mk_text_some },
    { MK_TYPE,  "d.device_type_identifier", mk_text_some, .optional = true },
    { MK_TIMES, "d.last_modified",          mk_cocoa_or_unix_s, .sub = MK_MODIFIED, .optional = true },
    { 0 },
};
static const struct mk_field request[] = {
    { MK_URL,  "r.url",                     mk_text_some },
    { MK_ID,   "r.tab_uuid",                mk_text_some },
    { MK_DATA, "r.destination_device_uuid", mk_text_some, .name = "device_id" },
    { 0 },
};
static const struct mk_constant tabs[] = { { MK_NAME, "open_tab_elsewhere" }, { 0 } };
static const struct mk_constant devices[] = { { MK_NAME, "other_device" }, { 0 } };
static const struct mk_constant requests[] = { { MK_NAME, "tab_close_request" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_safari_cloud_tabs = {
    .id = "safari.cloud_tabs",
    .title = "Tabs on other devices (Safari)",
    .version = 1,
    .paths = (const char *const[]){ "*/Library/Safari/CloudTabs.db", "*/CloudTabs.db", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "t", "cloud_tabs", NEEDS("url", "device_uuid"), tab, device_of, .constants = tabs },
        { MK_EVENT, "d", "cloud_tab_devices", NEEDS("device_uuid"), device, .constants = devices, .also = true },
        { MK_EVENT, "r", "cloud_tab_close_requests", NEEDS("url"), request, .constants = requests, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
