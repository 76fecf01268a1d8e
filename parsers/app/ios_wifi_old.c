/*
 * Wi-Fi of an iPhone: settings, the random address for each network, and networks known before iOS 14.
 *
 *   com.apple.wifi.plist                       settings; "List of known networks" up to iOS 13
 *   com.apple.wifi-networks.plist.backup       that list, as iOS 14 left it
 *   com.apple.wifi-private-mac-networks.plist  networks that were seen or joined, with the phone's address in each
 *
 * Sources: abrignoni/iLEAPP, scripts/artifacts/appleWifiPlist.py (423798fa): keys and what they mean; keys as
 * observed in files of iOS 15 and 16. Networks come from iCloud as well: one that is known was not always joined.
 */
#include "parsers/engine/conv_ios.h"
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const known_columns[] = {
    "SSID", "SSID_STR", "BSSID", "addedAt", "lastUpdated", "lastAutoJoined", "lastJoined", "prevJoined",
    "WiFiNetworkPasswordModificationDate", "networkUsage", "CHANNEL", "HIDDEN_NETWORK", "SecurityMode", "enabled", "CARPLAY_NETWORK",
    "80211D_IE/IE_KEY_80211D_COUNTRY_CODE", "WPS_PROB_RESP_IE/IE_KEY_WPS_DEV_NAME", "WPS_PROB_RESP_IE/IE_KEY_WPS_MANUFACTURER",
    "WPS_PROB_RESP_IE/IE_KEY_WPS_MODEL_NAME", "WPS_PROB_RESP_IE/IE_KEY_WPS_SERIAL_NUM", "CaptiveProfile/UserPortalURL", "@rest", NULL,
};
static const char *const point_columns[] = {
    "BSSID", "lastRoamed", "CHANNEL", "CHANNEL_FLAGS", "^1/SSID_STR", "@rest", NULL,
};
static const char *const private_columns[] = {
    "SSID_STR", "BSSID", "addedAt", "lastJoined", "lastUpdated", "LinkDownTimestamp", "MacGenerationTimeStamp",
    "FirstJoinWithNewMacTimestamp", "PRIVATE_MAC_ADDRESS/PRIVATE_MAC_ADDRESS_IN_USE",
    "PRIVATE_MAC_ADDRESS/PRIVATE_MAC_ADDRESS_VALUE", "PRIVATE_MAC_ADDRESS/PRIVATE_MAC_ADDRESS_VALID", "PresentInKnownNetworks",
    "IsOpenNetwork", "CaptiveNetwork", "@rest", NULL,
};
static const struct mk_shape shape = {
    .marks = (const char *const[]){
        "List of *", "ATJPreference", "AllowEnable", "UserAutoJoinState", "WiFiMacRandomization*", "KeepWiFiPoweredAirplaneMode",
        "deviceSpecificKeyMacRandomisation", NULL,
    },
    .tables = (const struct mk_shape_table[]){
        { "known", "List of known networks/*", known_columns },
        { "access_points", "List of known networks/*/networkKnownBSSListKey/*", point_columns },
        { "private", "List of scanned networks with private mac/*", private_columns },
        { "settings", "", .facts = true },
        { 0 },
    },
};

static const struct mk_field known[] = {
    { MK_TIME,     "k.lastJoined",     mk_cocoa_s,    .clock = "device" },
    { MK_TIMES,    "k.addedAt",        mk_cocoa_s,    .name = "added" },
    { MK_TIMES,    "k.lastUpdated",    mk_cocoa_s,    .sub = MK_MODIFIED },
    { MK_TIMES,    "k.lastAutoJoined", mk_cocoa_s,    .name = "joined_by_system" },
    { MK_TIMES,    "k.prevJoined",     mk_cocoa_s,    .name = "joined_before" },
    { MK_TIMES,    "k.WiFiNetworkPasswordModificationDate", mk_cocoa_s, .name = "password_changed" },
    { MK_SSID,     "k.SSID_STR",       mk_text_some },
    { MK_SSID,     "k.SSID",           mk_text_bytes },
    { MK_BSSID,    "k.BSSID",          mk_text_some },
    { MK_SECURITY, "k.SecurityMode",   mk_text_some },
    { MK_DATA,     "k.CHANNEL",        mk_integer,    .name = "channel" },
    { MK_DATA,     "k.networkUsage",   mk_real,       .name = "network_usage" },
    { MK_DATA,     "k.HIDDEN_NETWORK", mk_bool,       .name = "hidden" },
    { MK_DATA,     "k.enabled",        mk_bool,       .name = "enabled" },
    { MK_DATA,     "k.CARPLAY_NETWORK", mk_bool,      .name = "carplay" },
    { MK_DATA,     "k.80211D_IE/IE_KEY_80211D_COUNTRY_CODE", mk_text_some, .name = "country" },
    { MK_DATA,     "k.WPS_PROB_RESP_IE/IE_KEY_WPS_DEV_NAME", mk_text_some, .name = "router_name" },
    { MK_DATA,     "k.WPS_PROB_RESP_IE/IE_KEY_WPS_MANUFACTURER", mk_text_some, .name = "router_maker" },
    { MK_DATA,     "k.WPS_PROB_RESP_IE/IE_KEY_WPS_MODEL_NAME", mk_text_some, .name = "router_model" },
    { MK_DATA,     "k.WPS_PROB_RESP_IE/IE_KEY_WPS_SERIAL_NUM", mk_text_some, .name = "router_serial" },
    { MK_DATA,     "k.CaptiveProfile/UserPortalURL", mk_text_some, .name = "portal" },
    { MK_DATA,     "k.@rest",          mk_text_some,  .name = "other" },
    { 0 },
};
static const struct mk_field point[] = {
    { MK_TIME,  "p.lastRoamed",    mk_cocoa_s, .clock = "device" },
    { MK_SSID,  "p.^1/SSID_STR",   mk_text_some },
    { MK_BSSID, "p.BSSID",         mk_text_some },
    { MK_DATA,  "p.CHANNEL",       mk_integer, .name = "channel" },
    { MK_DATA,  "p.CHANNEL_FLAGS", mk_integer, .name = "channel_flags" },
    { MK_DATA,  "p.@rest",         mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field own[] = {
    { MK_TIME,  "p.lastJoined",        mk_cocoa_s,   .clock = "device" },
    { MK_TIMES, "p.addedAt",           mk_cocoa_s,   .name = "added" },
    { MK_TIMES, "p.lastUpdated",       mk_cocoa_s,   .sub = MK_MODIFIED },
    { MK_TIMES, "p.FirstJoinWithNewMacTimestamp", mk_cocoa_s, .name = "joined_first" },
    { MK_TIMES, "p.LinkDownTimestamp", mk_cocoa_s,   .name = "link_down" },
    { MK_TIMES, "p.MacGenerationTimeStamp", mk_cocoa_s, .name = "mac_made" },
    { MK_SSID,  "p.SSID_STR",          mk_text_some },
    { MK_BSSID, "p.BSSID",             mk_text_some },
    { MK_MAC,   "p.PRIVATE_MAC_ADDRESS/PRIVATE_MAC_ADDRESS_IN_USE", mk_mac_bytes }, /* the phone's own, in this network */
    { MK_DATA,  "p.PRIVATE_MAC_ADDRESS/PRIVATE_MAC_ADDRESS_VALUE", mk_mac_bytes, .name = "private_mac" },
    { MK_DATA,  "p.PRIVATE_MAC_ADDRESS/PRIVATE_MAC_ADDRESS_VALID", mk_bool, .name = "private_mac_valid" },
    { MK_DATA,  "p.PresentInKnownNetworks", mk_bool, .name = "known" },
    { MK_DATA,  "p.IsOpenNetwork",     mk_bool,      .name = "open" },
    { MK_DATA,  "p.CaptiveNetwork",    mk_bool,      .name = "captive" },
    { MK_DATA,  "p.@rest",             mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field setting[] = {
    { MK_NAME,  "s.name",  mk_text },
    { MK_VALUE, "s.value", mk_text },
    { MK_TIME,  "s.date",  mk_cocoa_s },
    { 0 },
};

const struct mk_app mk_app_ios_wifi_old = {
    .id = "ios.wifi_old",
    .title = "Wi-Fi settings, own addresses, older networks (iOS)",
    .version = 1,
    .paths = (const char *const[]){
        "*/com.apple.wifi.plist", "*/com.apple.wifi-networks.plist.backup", "*/com.apple.wifi-private-mac-networks.plist", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_NETWORK, "k", "known",         NULL, known, .optional = true },
        { MK_NETWORK, "p", "access_points", NULL, point, .also = true, .optional = true },
        { MK_NETWORK, "p", "private",       NULL, own, .also = true, .optional = true },
        { MK_DEVICE,  "s", "settings",      NULL, setting },
        { 0 },
    },
    .proven_on = "public-sample",
    .format = &mk_format_plist,
    .shape = &shape,
};
