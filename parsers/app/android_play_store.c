/*
 * Apps that the Play Store fetched: com.android.vending, localappstate.db. A row stays when the app
 * is removed.
 *
 * Source: the table as the store creates it (SQLiteInstallerDataStore, and its successor of version
 * 33 of the schema, seen in decompiled copies of the store).
 */
#include "parsers/engine/engine.h"

static const struct mk_field fields[] = {
    { MK_TIME,    "a.first_download_ms",           mk_unix_ms,   .clock = "device" },
    { MK_TIMES,   "a.last_update_timestamp_ms",    mk_unix_ms,   .sub = MK_MODIFIED, .optional = true },
    { MK_DATA,    "a.delivery_data_timestamp_ms",  mk_not_zero,  .name = "delivery_data_ms", .optional = true },
    { MK_ID,      "a.package_name",                mk_text },
    { MK_NAME,    "a.title",                       mk_text_some },
    { MK_ACCOUNT, "a.account",                     mk_text_some },
    { MK_DATA,    "a.account_for_update",          mk_text_some, .name = "account_for_update", .optional = true },
    { MK_DATA,    "a.auto_update",                 mk_integer,   .name = "auto_update" },
    { MK_DATA,    "a.installer_state",             mk_integer,   .name = "installer_state" },
    { MK_DATA,    "a.desired_version",             mk_integer,   .name = "desired_version" },
    { MK_DATA,    "a.last_notified_version",       mk_integer,   .name = "last_notified_version", .optional = true },
    { MK_DATA,    "a.download_uri",                mk_text_some, .name = "download_uri" },
    { MK_DATA,    "a.referrer",                    mk_text_some, .name = "referrer" },
    { MK_DATA,    "a.requesting_package_name",     mk_text_some, .name = "requested_by", .optional = true },
    { 0 },
};

const struct mk_app mk_app_android_play_store = {
    .id = "android.play_store",
    .title = "Apps fetched from the Play Store",
    .version = 1,
    .paths = (const char *const[]){ "*/com.android.vending/databases/localappstate.db", NULL },
    .queries = (const struct mk_query[]){ { MK_KIND_APP, "a", "appstate", NULL, fields }, { 0 } },
    .proven_on = "simulated",
};
