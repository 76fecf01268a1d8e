#include "firmware/phantom/ios_lockdown.h"
#include <stdlib.h>

/* ---- the phone's own ---- */

static const struct {
    const char *key, *phone;
} texts[] = {
    { "DeviceName", "name" },
    { "ProductType", "product_type" },
    { "ProductVersion", "product_version" },
    { "BuildVersion", "build" },
    { "SerialNumber", "serial" },
    { "UniqueDeviceID", "udid" },
    { "InternationalMobileEquipmentIdentity", "imei" },
    { "InternationalMobileEquipmentIdentity2", "imei2" },
    { "PhoneNumber", "phone_number" },
    { "WiFiAddress", "wifi" },
    { "BluetoothAddress", "bluetooth" },
    { "IntegratedCircuitCardIdentity", "iccid" },
    { "TimeZone", "time_zone" },
};
/* What iPhones say that no exercise has a word about. */
static const struct {
    const char *key, *text;
} alike[] = {
    { "DeviceClass", "iPhone" },        { "ProductName", "iPhone OS" },
    { "ProtocolVersion", "2" },         { "CPUArchitecture", "arm64e" },
    { "ActivationState", "Activated" }, { "PartitionType", "GUID_partition_scheme" },
};
/* What an iPhone tells a host that it does not know. Observed: ideviceinfo -s on an iPhone with iOS
 * 15; the last is the phantom's own. */
static const char *const open_keys[] = {
    "BasebandCertId",
    "BasebandKeyHashInformation",
    "BasebandVersion",
    "BoardId",
    "BuildVersion",
    "CPUArchitecture",
    "ChipID",
    "DeviceClass",
    "DeviceColor",
    "DeviceName",
    "DevicePublicKey",
    "DieID",
    "HardwareModel",
    "HasSiDP",
    "PartitionType",
    "ProductName",
    "ProductType",
    "ProductVersion",
    "ProductionSOC",
    "ProtocolVersion",
    "TelephonyCapability",
    "UniqueChipID",
    "UniqueDeviceID",
    "WiFiAddress",
    "MokaPhantom",
};

/* The exercise has it as a number, or as text because it is a large one. */
static uint64_t chip(const struct mk_exercise *x)
{
    const json_t *v = json_object_get(json_object_get(x->doc, "phone"), "ecid");
    const char *s = json_string_value(v);
    return s ? strtoull(s, NULL, 0) : (uint64_t)json_integer_value(v);
}

static void put_state(plist_t d, struct mk_ios_phone *p)
{
    mk_ios_lock(p);
    bool locked = mk_ios_screen(p) != MK_PHONE_UNLOCKED;
    int64_t now_ms = mk_phone_now_ms(&p->x);
    mk_ios_unlock(p);
    mk_ios_put_bool(d, "PasswordProtected", locked);
    plist_dict_set_item(d, "TimeIntervalSince1970", plist_new_real((double)now_ms / 1000));
}

static void put_own(plist_t d, struct mk_ios_phone *p)
{
    const char *id = json_string_value(json_object_get(p->x.doc, "id"));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (*mk_exercise_phone(&p->x, texts[i].phone))
            mk_ios_put_text(d, texts[i].key, mk_exercise_phone(&p->x, texts[i].phone));
    for (size_t i = 0; i < sizeof alike / sizeof *alike; i++)
        if (!plist_dict_get_item(d, alike[i].key))
            mk_ios_put_text(d, alike[i].key, alike[i].text);
    if (chip(&p->x))
        mk_ios_put_uint(d, "UniqueChipID", chip(&p->x));
    mk_ios_put_bool(d, "HasSiDP", true);
    mk_ios_put_bool(d, "ProductionSOC", true);
    mk_ios_put_bool(d, "TelephonyCapability", true);
    mk_ios_put_bool(d, "HostAttached", true);
    mk_ios_put_data(d, "DevicePublicKey", mk_str(p->key_text));
    mk_ios_put_text(d, "MokaPhantom", id ? id : "");
    put_state(d, p);
}

/* ---- domains: what the exercise says, and on top of it what has become of the phone ---- */

static void put_backup(plist_t d, struct mk_ios_phone *p)
{
    mk_ios_lock(p);
    bool encrypts = *p->backup_password != 0;
    mk_ios_unlock(p);
    mk_ios_put_bool(d, "WillEncrypt", encrypts);
    if (p->how.mdm) /* observed: Apple Configurator reads it, libimobiledevice does not */
        mk_ios_put_bool(d, "RequiresEncryption", true);
}

static void put_disk(plist_t d, struct mk_ios_phone *p)
{
    uint64_t left, all = mk_ios_disk(&left, p);
    mk_ios_put_uint(d, "TotalDataCapacity", all);
    mk_ios_put_uint(d, "TotalDataAvailable", left);
    mk_ios_put_uint(d, "AmountDataAvailable", left);
}

static void put_battery(plist_t d, struct mk_ios_phone *p)
{
    mk_ios_lock(p);
    int percent = mk_phone_battery(&p->x);
    mk_ios_unlock(p);
    mk_ios_put_uint(d, "BatteryCurrentCapacity", (uint64_t)percent);
    mk_ios_put_bool(d, "BatteryIsCharging", percent < 100);
    mk_ios_put_bool(d, "ExternalConnected", true);
    mk_ios_put_bool(d, "FullyCharged", percent == 100);
}

static plist_t of_domain(struct mk_ios_phone *p, const char *domain)
{
    static const struct {
        const char *name;
        void (*put)(plist_t d, struct mk_ios_phone *p);
    } all[] = {
        { "", put_own },
        { "com.apple.mobile.backup", put_backup },
        { "com.apple.disk_usage", put_disk },
        { "com.apple.mobile.battery", put_battery },
    };
    plist_t d = mk_ios_of_json(json_object_get(json_object_get(p->x.doc, "lockdown"), domain));
    d = d ? d : plist_new_dict();
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (!strcmp(all[i].name, domain))
            all[i].put(d, p);
    return d;
}

/* What a host that the phone does not know gets to see of it. Takes the dictionary. */
static plist_t for_strangers(plist_t d)
{
    plist_t kept = plist_new_dict();
    for (size_t i = 0; i < sizeof open_keys / sizeof *open_keys; i++) {
        plist_t v = plist_dict_get_item(d, open_keys[i]);
        if (v)
            plist_dict_set_item(kept, open_keys[i], plist_copy(v));
    }
    plist_free(d);
    return kept;
}

plist_t mk_ios_values(struct mk_ios_phone *p, const char *domain, bool in_session)
{
    domain = domain ? domain : "";
    if (*domain && !in_session)
        return NULL;
    plist_t d = of_domain(p, domain);
    return in_session ? d : for_strangers(d);
}
