/*
 * Bluetooth devices that the phone knows: bt_config.conf. One with a link key was paired. The time is
 * when the phone last stored what it knows of the device, which says little of when both were
 * together. The tables are those of parsers/format/conf.h.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/conf.h"

static const struct mk_field device[] = {
    { MK_TIME, "d.timestamp",     mk_unix_s_text, .clock = "device" },
    { MK_NAME, "d.name",          mk_text_some },
    { MK_MAC,  "d.mac",           mk_text },
    { MK_DATA, "d.alias",         mk_text_some,   .name = "alias" },
    { MK_DATA, "d.class",         mk_text_some,   .name = "device_class" },
    { MK_DATA, "d.type",          mk_text_some,   .name = "device_type" },
    { MK_DATA, "d.link_key",      mk_text_some,   .name = "link_key" },
    { MK_DATA, "d.link_key_type", mk_text_some,   .name = "link_key_type" },
    { MK_DATA, "d.services",      mk_text_some,   .name = "services" },
    { MK_DATA, "d.other",         mk_text_some,   .name = "other" },
    { 0 },
};
static const struct mk_field value[] = {
    { MK_TYPE,  "v.section", mk_text_some },
    { MK_NAME,  "v.name",    mk_text },
    { MK_VALUE, "v.value",   mk_text },
    { 0 },
};

const struct mk_app mk_app_android_bluetooth = {
    .id = "android.bluetooth",
    .title = "Bluetooth devices (Android)",
    .version = 1,
    .paths = (const char *const[]){ "*/bt_config.conf", NULL },
    .also = (const char *const[]){ "*/bt_config.bak", NULL },
    .queries = (const struct mk_query[]){
        { MK_BLUETOOTH, "d", "devices", NULL, device },
        { MK_DEVICE,    "v", "values",  NULL, value },
        { 0 },
    },
    .proven_on = "simulated",
    .format = &mk_format_conf,
};
