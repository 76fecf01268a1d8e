/*
 * Bluetooth devices that an iPhone paired with or met: com.apple.MobileBluetooth.ledevices.paired.db and .other.db.
 *
 * Source: abrignoni/iLEAPP, scripts/artifacts/bluetoothPairedLE.py and bluetoothOtherLE.py (423798fa): tables and columns. Times
 * are numbers whose unit iLEAPP leaves open, so they stay as stored. Addresses say their kind in front ("Public ", "Random ").
 */
#include "parsers/engine/engine.h"

static const struct mk_field paired[] = {
    { MK_NAME, "p.Name",               mk_text_some },
    { MK_MAC,  "p.Address",            mk_text_some },
    { MK_ID,   "p.Uuid",               mk_text_some },
    { MK_DATA, "p.ResolvedAddress",    mk_text_some, .name = "resolved_address" },
    { MK_DATA, "p.NameOrigin",         mk_any,       .name = "name_origin" },
    { MK_DATA, "p.LastSeenTime",       mk_any,       .name = "last_seen_raw" },
    { MK_DATA, "p.LastConnectionTime", mk_any,       .name = "last_connection_raw" },
    { 0 },
};
static const struct mk_field other[] = {
    { MK_NAME, "o.Name",         mk_text_some },
    { MK_MAC,  "o.Address",      mk_text_some },
    { MK_ID,   "o.Uuid",         mk_text_some },
    { MK_DATA, "o.LastSeenTime", mk_any, .name = "last_seen_raw" },
    { 0 },
};
static const struct mk_constant is_paired[] = { { MK_TYPE, "paired" }, { 0 } }, is_met[] = { { MK_TYPE, "met" }, { 0 } };

#define NEEDS(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct mk_app mk_app_ios_bluetooth = {
    .id = "ios.bluetooth",
    .title = "Bluetooth devices, low energy (iOS)",
    .version = 1,
    .paths = (const char *const[]){
        "*/com.apple.MobileBluetooth.ledevices.paired.db", "*/com.apple.MobileBluetooth.ledevices.other.db", NULL,
    },
    .queries = (const struct mk_query[]){
        { MK_BLUETOOTH, "p", "PairedDevices", NEEDS("Uuid", "Address"), paired, .constants = is_paired, .also = true, .optional = true },
        { MK_BLUETOOTH, "o", "OtherDevices",  NEEDS("Uuid", "Address"), other, .constants = is_met, .also = true, .optional = true },
        { 0 },
    },
    .proven_on = "simulated",
};
