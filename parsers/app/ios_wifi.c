/*
 * Wi-Fi networks that an iPhone knows (iOS 14 and newer), and the access points of each that it was in:
 * com.apple.wifi.known-networks.plist, a dictionary with a key for each network.
 *
 * Sources: log2timeline/plaso, plist_plugins/ios_wifi_known_networks.py (4ea03ef9a); abrignoni/iLEAPP,
 * scripts/artifacts/appleWifiPlist.py (423798fa); keys as observed in files of iOS 15 and 16. Networks come
 * from iCloud as well (AddReason "Cloud Sync"): that one is known does not say that this phone was in it.
 * Where an access point was is what the phone took for its own place while it was connected.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

#define OS "n.__OSSpecific__/"
static const char *const network_columns[] = {
    "@1", "SSID", "AddedAt", "UpdatedAt", "JoinedByUserAt", "JoinedBySystemAt", "LastDiscoveredAt", "SupportedSecurityTypes",
    "Hidden", "AddReason", "BundleID", "AutoJoinDisabled", "CarPlayNetwork", "CaptiveProfile/CaptiveNetwork",
    "CaptiveProfile/UserPortalURL", "CaptiveProfile/CaptiveWebSheetLoginDate", "CaptiveProfile/WhitelistedCaptiveNetworkProbeDate",
    "__OSSpecific__/BSSID", "__OSSpecific__/CHANNEL", "__OSSpecific__/networkUsage", "__OSSpecific__/prevJoined",
    "__OSSpecific__/WiFiNetworkPasswordModificationDate", "__OSSpecific__/networkDisabledTimestamp", "@rest", NULL,
};
static const char *const point_columns[] = {
    "BSSID", "LastAssociatedAt", "Channel", "ChannelFlags", "LocationLatitude", "LocationLongitude", "LocationAccuracy",
    "LocationTimestamp", "IPv4NetworkSignature", "DHCPServerID", "^1/SSID", "^1/AddedAt", "^1/SupportedSecurityTypes", "@rest", NULL,
};
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "wifi.network.*", NULL },
    .tables = (const struct mk_shape_table[]){
        { "networks", "*", network_columns }, { "access_points", "*/BSSList/*", point_columns }, { 0 },
    },
};

static const struct mk_field network[] = {
    { MK_TIME,     "n.AddedAt",                mk_cocoa_s,    .clock = "device" },
    { MK_TIMES,    "n.UpdatedAt",              mk_cocoa_s,    .sub = MK_MODIFIED },
    { MK_TIMES,    "n.JoinedByUserAt",         mk_cocoa_s,    .name = "joined_by_user" },
    { MK_TIMES,    "n.JoinedBySystemAt",       mk_cocoa_s,    .name = "joined_by_system" },
    { MK_TIMES,    OS "prevJoined",            mk_cocoa_s,    .name = "joined_before" },
    { MK_TIMES,    "n.LastDiscoveredAt",       mk_cocoa_s,    .name = "discovered" },
    { MK_TIMES,    OS "WiFiNetworkPasswordModificationDate", mk_cocoa_s, .name = "password_changed" },
    { MK_TIMES,    OS "networkDisabledTimestamp", mk_cocoa_s, .name = "disabled" },
    { MK_TIMES,    "n.CaptiveProfile/CaptiveWebSheetLoginDate", mk_cocoa_s, .name = "portal_login" },
    { MK_TIMES,    "n.CaptiveProfile/WhitelistedCaptiveNetworkProbeDate", mk_cocoa_s, .name = "portal_probed" },
    { MK_SSID,     "n.SSID",                   mk_text_bytes },
    { MK_BSSID,    OS "BSSID",                 mk_text_some },
    { MK_SECURITY, "n.SupportedSecurityTypes", mk_text_some },
    { MK_CREATOR,  "n.BundleID",               mk_text_some },
    { MK_DATA,     "n.@1",                     mk_text,       .name = "key" },
    { MK_DATA,     "n.AddReason",              mk_text_some,  .name = "add_reason" },
    { MK_DATA,     "n.Hidden",                 mk_bool,       .name = "hidden" },
    { MK_DATA,     "n.AutoJoinDisabled",       mk_bool,       .name = "auto_join_disabled" },
    { MK_DATA,     "n.CarPlayNetwork",         mk_bool,       .name = "carplay" },
    { MK_DATA,     "n.CaptiveProfile/CaptiveNetwork", mk_bool, .name = "captive" },
    { MK_DATA,     "n.CaptiveProfile/UserPortalURL", mk_text_some, .name = "portal" },
    { MK_DATA,     OS "CHANNEL",               mk_integer,    .name = "channel" },
    { MK_DATA,     OS "networkUsage",          mk_real,       .name = "network_usage" }, /* no unit is known */
    { MK_DATA,     "n.@rest",                  mk_text_some,  .name = "other" },
    { 0 },
};
static const struct mk_field point[] = {
    { MK_TIME,     "p.LastAssociatedAt",       mk_cocoa_s,    .clock = "device" },
    { MK_TIMES,    "p.^1/AddedAt",             mk_cocoa_s,    .name = "network_added" },
    { MK_SSID,     "p.^1/SSID",                mk_text_bytes },
    { MK_BSSID,    "p.BSSID",                  mk_text_some },
    { MK_SECURITY, "p.^1/SupportedSecurityTypes", mk_text_some },
    { MK_DATA,     "p.Channel",                mk_integer,    .name = "channel" },
    { MK_DATA,     "p.ChannelFlags",           mk_integer,    .name = "channel_flags" },
    { MK_DATA,     "p.IPv4NetworkSignature",   mk_text_some,  .name = "ipv4_signature" },
    { MK_DATA,     "p.DHCPServerID",           mk_hex_bytes,  .name = "dhcp_server" },
    { MK_DATA,     "p.@rest",                  mk_text_some,  .name = "other" },
    { 0 },
};
static const struct mk_field place[] = {
    { MK_TIME,       "p.LocationTimestamp",    mk_cocoa_s,    .clock = "device" },
    { MK_LAT,        "p.LocationLatitude",     mk_latitude },
    { MK_LON,        "p.LocationLongitude",    mk_longitude },
    { MK_ACCURACY_M, "p.LocationAccuracy",     mk_real },
    { MK_LABEL,      "p.^1/SSID",              mk_text_bytes },
    { MK_DATA,       "p.BSSID",                mk_text_some,  .name = "bssid" },
    { 0 },
};
static const struct mk_constant where[] = {
    { MK_ORIGIN, "wifi" }, { MK_WHOSE, "device" }, { MK_MEANING, "visited" }, { 0 },
};
static const struct mk_when located[] = { { "p.LocationLatitude", MK_IF_SOME }, { 0 } };

const struct mk_app mk_app_ios_wifi = {
    .id = "ios.wifi",
    .title = "Wi-Fi networks (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.apple.wifi.known-networks.plist", NULL },
    .queries = (const struct mk_query[]){
        { MK_NETWORK,  "n", "networks",      NULL, network },
        { MK_NETWORK,  "p", "access_points", NULL, point, .also = true },
        { MK_LOCATION, "p", "access_points", NULL, place, .constants = where, .when = located, .extra = true },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
