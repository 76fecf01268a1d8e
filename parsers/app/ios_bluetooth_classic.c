/*
 * Bluetooth devices that an iPhone paired with: com.apple.MobileBluetooth.devices.plist, a dictionary by address.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/bluetoothPairedReg.py (423798fa): LastSeenTime is Unix time.
 */
#include "parsers/engine/engine.h"
#include "parsers/format/plist_shape.h"

static const char *const columns[] = {
    "@1", "LastSeenTime", "Name", "UserNameKey", "DefaultName", "DeviceIdProduct", "DeviceIdVendor", "@rest", NULL,
};
static const struct mk_shape shape = {
    .marks = (const char *const[]){ "??:??:??:??:??:??", NULL },
    .tables = (const struct mk_shape_table[]){ { "devices", "*", columns }, { 0 } },
};
static const struct mk_field device[] = {
    { MK_TIME, "d.LastSeenTime",    mk_unix_s,    .clock = "device" },
    { MK_NAME, "d.Name",            mk_text_some },
    { MK_NAME, "d.DefaultName",     mk_text_some },
    { MK_MAC,  "d.@1",              mk_text },
    { MK_DATA, "d.UserNameKey",     mk_text_some, .name = "alias" },
    { MK_DATA, "d.DefaultName",     mk_text_some, .name = "default_name" },
    { MK_DATA, "d.DeviceIdProduct", mk_any,       .name = "product" },
    { MK_DATA, "d.DeviceIdVendor",  mk_any,       .name = "vendor" },
    { MK_DATA, "d.@rest",           mk_text_some, .name = "other" },
    { 0 },
};
static const struct mk_constant is_paired[] = { { MK_TYPE, "paired" }, { 0 } };

const struct mk_app mk_app_ios_bluetooth_classic = {
    .id = "ios.bluetooth_classic",
    .title = "Bluetooth devices (iOS)",
    .version = 1,
    .paths = (const char *const[]){ "*/com.apple.MobileBluetooth.devices.plist", NULL },
    .queries = (const struct mk_query[]){ { MK_BLUETOOTH, "d", "devices", NULL, device, .constants = is_paired }, { 0 } },
    .proven_on = "simulated",
    .format = &mk_format_plist,
    .shape = &shape,
};
