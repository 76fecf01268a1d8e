/*
 * What each process of an iPhone sent and received: DataUsage.sqlite (cellular, part of a backup).
 *
 * Sources: log2timeline/plaso, sqlite_plugins/ios_datausage.py (4ea03ef9a); mvt-project/mvt, ios/modules/mixed/
 * net_datausage.py; abrignoni/iLEAPP, scripts/artifacts/DataUsage.py (423798fa). Times are seconds since
 * 2001-01-01: of the counters when they began, of the process when it was first and last seen. Counters are totals in
 * bytes since then. A process stays after its app is gone.
 */
#include "parsers/engine/engine.h"

static const struct mk_lookup of[] = { { "p", "ZPROCESS", "p.Z_PK", "u.ZHASPROCESS" }, { 0 } };
static const struct mk_field usage[] = {
    { MK_TIME,  "u.ZTIMESTAMP",      mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "u.ZBILLCYCLEEND",   mk_cocoa_s,   .name = "bill_cycle_end", .optional = true },
    { MK_TIMES, "p.ZFIRSTTIMESTAMP", mk_cocoa_s,   .name = "process_first" },
    { MK_TIMES, "p.ZTIMESTAMP",      mk_cocoa_s,   .name = "process_last" },
    { MK_DATA,  "p.ZBUNDLENAME",     mk_text_some, .name = "bundle" },
    { MK_DATA,  "p.ZPROCNAME",       mk_text_some, .name = "process" },
    { MK_DATA,  "u.ZWIFIIN",         mk_real,      .name = "wifi_in" },
    { MK_DATA,  "u.ZWIFIOUT",        mk_real,      .name = "wifi_out" },
    { MK_DATA,  "u.ZWWANIN",         mk_real,      .name = "cellular_in" },
    { MK_DATA,  "u.ZWWANOUT",        mk_real,      .name = "cellular_out" },
    { MK_DATA,  "u.ZWIREDIN",        mk_real,      .name = "wired_in", .optional = true },
    { MK_DATA,  "u.ZWIREDOUT",       mk_real,      .name = "wired_out", .optional = true },
    { MK_DATA,  "u.ZKIND",           mk_integer,   .name = "kind", .optional = true },
    { MK_DATA,  "u.ZTAG",            mk_integer,   .name = "tag", .optional = true },
    { 0 },
};
static const struct mk_field process[] = {
    { MK_TIME,  "p.ZTIMESTAMP",      mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "p.ZFIRSTTIMESTAMP", mk_cocoa_s,   .name = "first" },
    { MK_DATA,  "p.ZBUNDLENAME",     mk_text_some, .name = "bundle" },
    { MK_DATA,  "p.ZPROCNAME",       mk_text_some, .name = "process" },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }

const struct mk_app mk_app_ios_data_usage = {
    .id = "ios.data_usage",
    .title = "Data use of apps (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/Library/Databases/DataUsage.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT, "u", "ZLIVEUSAGE", NEEDS("ZWIFIIN", "ZHASPROCESS"), usage, of, NAMED("data_usage") },
        { MK_EVENT, "p", "ZPROCESS", NEEDS("ZPROCNAME", "ZFIRSTTIMESTAMP"), process, NAMED("network_process"), .also = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
