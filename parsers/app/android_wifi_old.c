/*
 * Wi-Fi networks that the phone was told to join, with their passwords, as Android kept them up to
 * version 7: wpa_supplicant.conf. The tables are those of parsers/format/conf.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/conf.h"

static const struct mk_field network[] = {
    { MK_SSID,     "n.ssid",         mk_text_some },
    { MK_BSSID,    "n.bssid",        mk_text_some },
    { MK_SECURITY, "n.security",     mk_text_some },
    { MK_PASSWORD, "n.password",     mk_text_some },
    { MK_PASSWORD, "n.eap_password", mk_text_some },
    { MK_PASSWORD, "n.wep",          mk_text_some },
    { MK_DATA,     "n.identity",     mk_text_some, .name = "identity" },
    { MK_DATA,     "n.priority",     mk_text_some, .name = "priority" },
    { MK_DATA,     "n.hidden",       mk_text_some, .name = "hidden" },
    { MK_DATA,     "n.phase",        mk_text_some, .name = "phase2" },
    { MK_DATA,     "n.id",           mk_text_some, .name = "id" },
    { MK_DATA,     "n.other",        mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_field value[] = {
    { MK_NAME,  "v.name",  mk_text },
    { MK_VALUE, "v.value", mk_text },
    { 0 },
};

const struct mk_app mk_app_android_wifi_old = {
    .id = "android.wifi_old",
    .title = "Wi-Fi networks (Android to version 7)",
    .version = 1,
    .paths = (const char *const[]){ "*/wpa_supplicant.conf", NULL },
    .queries = (const struct mk_query[]){
        { MK_NETWORK, "n", "networks", NULL, network },
        { MK_DEVICE,  "v", "values",   NULL, value },
        { 0 },
    },
    .proven_on = "simulated",
    .format = &mk_format_conf,
};
