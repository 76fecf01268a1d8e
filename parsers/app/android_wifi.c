/*
 * Wi-Fi networks that the phone was told to join, with their passwords: WifiConfigStore.xml. The
 * table is that of parsers/format/android_xml.h. That a network is kept does not say when the phone
 * was in it, or that it ever was.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/android_xml.h"

static const struct mk_field fields[] = {
    { MK_SSID,     "n.ssid",           mk_text_some },
    { MK_BSSID,    "n.bssid",          mk_text_some },
    { MK_MAC,      "n.mac",            mk_text_some }, /* the phone's own, randomised for this network */
    { MK_SECURITY, "n.security",       mk_text_some },
    { MK_PASSWORD, "n.password",       mk_text_some },
    { MK_CREATOR,  "n.creator",        mk_text_some },
    { MK_DATA,     "n.key",            mk_text_some, .name = "config_key" },
    { MK_DATA,     "n.hidden",         mk_text_some, .name = "hidden" },
    { MK_DATA,     "n.ever_connected", mk_text_some, .name = "ever_connected" },
    { MK_DATA,     "n.created",        mk_text_some, .name = "created_local_time" },
    { 0 },
};

const struct mk_app mk_app_android_wifi = {
    .id = "android.wifi",
    .title = "Wi-Fi networks (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/WifiConfigStore.xml", NULL },
    .also = (const char *const[]){ "*/WifiConfigStoreSoftAp.xml", NULL },
    .queries = (const struct mk_query[]){ { MK_NETWORK, "n", "networks", NULL, fields }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_android_xml,
};
