/*
 * What each process and each network of an iPhone sent and received: netusage.sqlite.
 *
 * Sources: log2timeline/plaso, sqlite_plugins/ios_netusage.py (4ea03ef9a); mac4n6/APOLLO, modules/
 * netusage_zliverouteperf.txt, netusage_zliveusage.txt, netusage_zprocess.txt: names of kinds of networks. Times are
 * seconds since 2001-01-01, of networks whole days. Counters are totals in bytes. The identifier of a Wi-Fi network is its
 * name, '-' and an access point's address; names can hold a '-' themselves, so it is not split.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"

static const struct mk_name kinds[] = { { 1, "wifi" }, { 2, "cellular" }, { 0 } };

static const struct mk_lookup of[] = { { "p", "ZPROCESS", "p.Z_PK", "u.ZHASPROCESS" }, { 0 } };
static const struct mk_field usage[] = {
    { MK_TIME,  "u.ZTIMESTAMP",      mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "p.ZFIRSTTIMESTAMP", mk_cocoa_s,   .name = "process_first" },
    { MK_TIMES, "p.ZTIMESTAMP",      mk_cocoa_s,   .name = "process_last" },
    { MK_DATA,  "p.ZBUNDLENAME",     mk_text_some, .name = "bundle", .optional = true },
    { MK_DATA,  "p.ZPROCNAME",       mk_text_some, .name = "process" },
    { MK_DATA,  "u.ZWIFIIN",         mk_real,      .name = "wifi_in" },
    { MK_DATA,  "u.ZWIFIOUT",        mk_real,      .name = "wifi_out" },
    { MK_DATA,  "u.ZWWANIN",         mk_real,      .name = "cellular_in" },
    { MK_DATA,  "u.ZWWANOUT",        mk_real,      .name = "cellular_out" },
    { MK_DATA,  "u.ZWIREDIN",        mk_real,      .name = "wired_in", .optional = true },
    { MK_DATA,  "u.ZWIREDOUT",       mk_real,      .name = "wired_out", .optional = true },
    { MK_DATA,  "u.ZKIND",           mk_integer,   .name = "kind", .optional = true },
    { MK_DATA,  "u.ZALLFLOWS",       mk_real,      .name = "flows", .optional = true },
    { 0 },
};
static const struct mk_field process[] = {
    { MK_TIME,  "p.ZTIMESTAMP",      mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "p.ZFIRSTTIMESTAMP", mk_cocoa_s,   .name = "first" },
    { MK_DATA,  "p.ZBUNDLENAME",     mk_text_some, .name = "bundle", .optional = true },
    { MK_DATA,  "p.ZPROCNAME",       mk_text_some, .name = "process" },
    { 0 },
};
static const struct mk_lookup network_of[] = { { "n", "ZNETWORKATTACHMENT", "n.Z_PK", "r.ZHASNETWORKATTACHMENT" }, { 0 } };
static const struct mk_field route[] = {
    { MK_TIME,  "r.ZTIMESTAMP",    mk_cocoa_s,   .clock = "device" },
    { MK_DATA,  "n.ZIDENTIFIER",   mk_text_some, .name = "network" },
    { MK_DATA,  "r.ZKIND",         mk_named, kinds, .name = "type" },
    { MK_DATA,  "r.ZBYTESIN",      mk_real,      .name = "bytes_in" },
    { MK_DATA,  "r.ZBYTESOUT",     mk_real,      .name = "bytes_out" },
    { MK_DATA,  "r.ZPACKETSIN",    mk_real,      .name = "packets_in", .optional = true },
    { MK_DATA,  "r.ZPACKETSOUT",   mk_real,      .name = "packets_out", .optional = true },
    { MK_DATA,  "r.ZCONNATTEMPTS", mk_real,      .name = "connections_tried", .optional = true },
    { MK_DATA,  "r.ZCONNSUCCESSES", mk_real,     .name = "connections_made", .optional = true },
    { MK_DATA,  "r.ZOVERALLSTAY",  mk_real,      .name = "stay_s", .optional = true },
    { 0 },
};
static const struct mk_field network[] = {
    { MK_TIME,  "n.ZTIMESTAMP",      mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "n.ZFIRSTTIMESTAMP", mk_cocoa_s,   .name = "first" },
    { MK_NAME,  "n.ZIDENTIFIER",     mk_text_some },
    { MK_TYPE,  "n.ZKIND",           mk_named, kinds, .optional = true },
    { MK_DATA,  "n.ZISHOTSPOT",      mk_bool,      .name = "hotspot", .optional = true },
    { MK_DATA,  "n.ZOVERALLSTAYMEAN", mk_real,     .name = "stay_mean_s", .optional = true },
    { MK_DATA,  "n.ZNETSIGNATURE",   mk_hex_bytes, .name = "signature" },
    { 0 },
};

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }
#define NAMED(what) .constants = (const struct mk_constant[]){ { MK_NAME, what }, { 0 } }, .also = true

const struct mk_app mk_app_ios_network_usage = {
    .id = "ios.network_usage",
    .title = "Network use of processes (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/networkd/netusage.sqlite", "*/networkd/db/netusage.sqlite", NULL },
    .queries = (const struct mk_query[]){
        { MK_EVENT,   "u", "ZLIVEUSAGE", NEEDS("ZWIFIIN", "ZHASPROCESS"), usage, of, NAMED("network_usage") },
        { MK_EVENT,   "p", "ZPROCESS", NEEDS("ZPROCNAME", "ZFIRSTTIMESTAMP"), process, NAMED("network_process") },
        { MK_EVENT,   "r", "ZLIVEROUTEPERF", NEEDS("ZBYTESIN"), route, network_of, NAMED("network_route_usage"), .optional = true },
        { MK_NETWORK, "n", "ZNETWORKATTACHMENT", NEEDS("ZIDENTIFIER"), network, .optional = true },
        { 0 },
    },
    .proven_on = "public-sample",
};
