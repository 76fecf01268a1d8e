/*
 * What the phone is: exercise.json. Names and kinds of lockdown's values are those that ideviceinfo
 * shows of phones (libimobiledevice, tools/ideviceinfo.c and its issues); model identifiers: The
 * Apple Wiki, "Models".
 */
#include "host/train/ios.h"
#include <assert.h>
#include <stdlib.h>

static const struct mk_ios_model models[] = {
    { "iPhone 11", "iPhone12,1", "N104AP", "MWLT2", 0x8030 },
    { "iPhone 13", "iPhone14,5", "D17AP", "MLPF3", 0x8110 },
    { "iPhone 15 Pro", "iPhone16,1", "D83AP", "MTUX3", 0x8130 },
};
static const char *const versions[][2] = {
    { "15.7.1", "19H117" },
    { "16.7.8", "20H343" },
    { "17.5.1", "21F90" },
};

const struct mk_ios_model *mk_ios_model(const char *name)
{
    for (size_t i = 0; i < sizeof models / sizeof *models; i++)
        if (!strcmp(models[i].name, name))
            return &models[i];
    return NULL;
}

const char *mk_ios_build(const char *version)
{
    for (size_t i = 0; i < sizeof versions / sizeof *versions; i++)
        if (!strcmp(versions[i][0], version))
            return versions[i][1];
    return NULL;
}

/* The last digit makes the sum of all a multiple of ten (Luhn). */
static void put_imei(char out[static 16], uint64_t n)
{
    unsigned sum = 0;
    snprintf(out, 16, "35000000%06llu", (unsigned long long)(n % 1000000));
    for (size_t i = 0; i < 14; i++) {
        unsigned d = (unsigned)(out[i] - '0') << i % 2;
        sum += d > 9 ? d - 9 : d;
    }
    out[14] = (char)('0' + (10 - sum % 10) % 10);
    out[15] = '\0';
}

static void put_mac(char out[static 20], uint64_t n)
{
    snprintf(out, 20, "02:00:%02x:%02x:%02x:%02x", (unsigned)(n >> 24) & 255,
             (unsigned)(n >> 16) & 255, (unsigned)(n >> 8) & 255, (unsigned)n & 255);
}

void mk_ios_phone(struct mk_ios_phone *out, const struct mk_train *t)
{
    static const char letters[] = "CDFGHJKLMNPQRTVWXY0123456789";
    struct mk_rng g = { strtoull(t->id, NULL, 16) };
    *out = (struct mk_ios_phone){ .model = mk_ios_model(t->model) };
    assert(out->model); /* another one was refused */
    out->version = t->o->ios ? t->o->ios : MK_IOS_VERSION;
    out->build = mk_ios_build(out->version);
    out->ecid = mk_rng(&g) >> 11; /* two digits of its 16 are nought */
    snprintf(out->udid, sizeof out->udid, "0000%04X-%016llX", out->model->chip,
             (unsigned long long)out->ecid);
    snprintf(out->serial, sizeof out->serial, "%s", t->o->serial ? t->o->serial : "");
    for (size_t i = 0; !t->o->serial && i < 10; i++)
        out->serial[i] = letters[mk_rng_below(&g, sizeof letters - 1)];
    put_imei(out->imei, mk_rng(&g));
    put_imei(out->imei2, mk_rng(&g));
    uint64_t mac = mk_rng(&g);
    put_mac(out->wifi, mac);
    put_mac(out->bluetooth, mac + 1);
}

static void put_phone(struct mk_json *j, const struct mk_train *t, const struct mk_ios_phone *p)
{
    char name[96];
    snprintf(name, sizeof name, "%s\xe2\x80\x99s iPhone", t->sc->owner.name);
    mk_json_key(j, "phone");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "udid", p->udid);
    mk_json_kv_str(j, "serial", p->serial);
    mk_json_kv_str(j, "name", name);
    mk_json_kv_str(j, "product_type", p->model->type);
    mk_json_kv_str(j, "product_version", p->version);
    mk_json_kv_str(j, "build", p->build);
    mk_json_kv_uint(j, "ecid", p->ecid);
    mk_json_kv_str(j, "imei", p->imei);
    mk_json_kv_str(j, "imei2", p->imei2);
    mk_json_kv_str(j, "phone_number", t->sc->owner.number);
    mk_json_kv_str(j, "wifi", p->wifi);
    mk_json_kv_str(j, "bluetooth", p->bluetooth);
    mk_json_kv_str(j, "iccid", MK_SIM_ICC);
    mk_json_kv_str(j, "time_zone", t->sc->phone.zone);
    mk_json_kv_bool(j, "passcode", true);
    mk_json_kv_int(j, "clock_offset_ms", t->o->clock_offset_ms);
    mk_json_kv_int(j, "battery", 83);
    mk_json_close(j, '}');
}

/* Values of a domain: of each the key and, by its letter, s text, b bool, i number, d hex. */
struct value {
    const char *key;
    char kind;
    const char *text;
};

static void put_value(struct mk_json *j, const struct value *v)
{
    mk_json_key(j, v->key);
    if (v->kind == 's') {
        mk_json_str(j, v->text);
    } else if (v->kind == 'd') {
        mk_json_open(j, '{');
        mk_json_kv_str(j, "data", v->text);
        mk_json_close(j, '}');
    } else {
        mk_json_raw(j, mk_str(v->text));
    }
}

static void put_domain(struct mk_json *j, const char *name, const struct value *v, size_t n)
{
    mk_json_key(j, name);
    mk_json_open(j, '{');
    for (size_t i = 0; i < n; i++)
        put_value(j, &v[i]);
    mk_json_close(j, '}');
}

static const struct value basic[] = {
    { "ActivationState", 's', "Activated" },
    { "ActivationStateAcknowledged", 'b', "true" },
    { "BasebandActivationTicketVersion", 's', "V2" },
    { "BasebandCertId", 'i', "524245983" },
    { "BasebandStatus", 's', "BBInfoAvailable" },
    { "BasebandVersion", 's', "4.02.01" },
    { "BrickState", 'b', "false" },
    { "CPUArchitecture", 's', "arm64e" },
    { "DeviceClass", 's', "iPhone" },
    { "DeviceColor", 's', "1" },
    { "DieID", 'i', "4222124650659841" },
    { "FusingStatus", 's', "3" },
    { "HasSiDP", 'b', "true" },
    { "HostAttached", 'b', "true" },
    { "InternationalMobileSubscriberIdentity", 's', "234100000001234" },
    { "MobileSubscriberCountryCode", 's', "234" },
    { "MobileSubscriberNetworkCode", 's', "10" },
    { "PartitionType", 's', "GUID_partition_scheme" },
    { "ProductName", 's', "iPhone OS" },
    { "ProductionSOC", 'b', "true" },
    { "ProtocolVersion", 's', "2" },
    { "RegionInfo", 's', "B/A" },
    { "SIMStatus", 's', "kCTSIMSupportSIMStatusReady" },
    { "SIMTrayStatus", 's', "kCTSIMSupportSIMTrayInsertedWithSIM" },
    { "SoftwareBehavior", 'd', "11000000000000000000000000000000" },
    { "TelephonyCapability", 'b', "true" },
    { "TrustedHostAttached", 'b', "true" },
    { "UseRaptorCerts", 'b', "true" },
    { "Uses24HourClock", 'b', "true" },
    { "kCTPostponementStatus", 's', "kCTPostponementStatusActivated" },
};
static const struct value battery[] = {
    { "BatteryCurrentCapacity", 'i', "83" },
    { "BatteryIsCharging", 'b', "true" },
    { "ExternalChargeCapable", 'b', "true" },
    { "ExternalConnected", 'b', "true" },
    { "FullyCharged", 'b', "false" },
    { "GasGaugeCapability", 'b', "true" },
    { "HasBattery", 'b', "true" },
};
static const struct value disk[] = {
    { "AmountDataAvailable", 'i', "71204110336" },
    { "AmountDataReserved", 'i', "209715200" },
    { "AmountRestoreAvailable", 'i', "71300000000" },
    { "CalendarUsage", 'i', "262144" },
    { "CameraUsage", 'i', "104857600" },
    { "MediaCacheUsage", 'i', "0" },
    { "MobileApplicationUsage", 'i', "21474836480" },
    { "NANDInfo", 'd', "01000000010000000080" },
    { "NotesUsage", 'i', "131072" },
    { "PhotoUsage", 'i', "1048576" },
    { "TotalDataAvailable", 'i', "71413825536" },
    { "TotalDataCapacity", 'i', "118111600640" },
    { "TotalDiskCapacity", 'i', "128000000000" },
    { "TotalSystemAvailable", 'i', "0" },
    { "TotalSystemCapacity", 'i', "9663676416" },
    { "VoicemailUsage", 'i', "32768" },
    { "WebAppCacheUsage", 'i', "0" },
};
static const struct value backup[] = {
    { "CloudBackupEnabled", 'b', "true" }, { "LastCloudBackupTZ", 's', "BST" },
    { "RequiresEncryption", 'i', "0" },    { "Version", 's', "2.4" },
    { "WillEncrypt", 'b', "false" },
};
static const struct value buddy[] = { { "SetupDone", 'b', "true" },
                                      { "SetupFinishedAllSteps", 'b', "true" },
                                      { "SetupState", 's', "SetupUsingAssistant" },
                                      { "SetupVersion", 'i', "11" } };
static const struct value cache[] = { { "ActivationState", 's', "Activated" } };
static const struct value restriction[] = { { "ProhibitAppDelete", 'b', "false" },
                                            { "ProhibitAppInstall", 'b', "false" } };
static const struct value fmip[] = { { "IsAssociated", 'b', "true" } };
static const struct value chaperone[] = { { "DeviceIsChaperoned", 'b', "false" } };
static const struct value wireless[] = { { "EnableWifiConnections", 'b', "false" },
                                         { "SupportsWifi", 'b', "true" } };
static const struct value sync[] = { { "SupportsSMS", 'b', "true" },
                                     { "iPodCompatible", 'b', "true" } };
#define VALUES(v) (v), sizeof(v) / sizeof *(v)

static void put_basic(struct mk_json *j, const struct mk_train *t, const struct mk_ios_phone *p)
{
    const char *const own[][2] = {
        { "HardwareModel", p->model->hardware },
        { "ModelNumber", p->model->number },
        { "EthernetAddress", p->wifi },
        { "MarketingName", p->model->name },
    };
    char platform[16];
    snprintf(platform, sizeof platform, "t%04x", p->model->chip);
    mk_json_key(j, "");
    mk_json_open(j, '{');
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        mk_json_kv_str(j, own[i][0], own[i][1]);
    mk_json_kv_str(j, "HardwarePlatform", platform);
    mk_json_kv_uint(j, "ChipID", p->model->chip);
    mk_json_kv_int(j, "TimeZoneOffsetFromUTC", t->sc->phone.utc_offset_min * 60);
    for (size_t i = 0; i < sizeof basic / sizeof *basic; i++)
        put_value(j, &basic[i]);
    mk_json_close(j, '}');
}

static void put_lockdown(struct mk_json *j, const struct mk_train *t, const struct mk_ios_phone *p)
{
    char locale[16];
    snprintf(locale, sizeof locale, "en_%s", t->sc->phone.country);
    const struct value account[] = { { "AccountKind", 'i', "0" },
                                     { "AccountURLBagType", 's', "production" },
                                     { "AppleID", 's', t->sc->owner.email },
                                     { "CreditDisplayString", 's', "" } };
    const struct value international[] = { { "Language", 's', "en-GB" },
                                           { "Locale", 's', locale } };
    mk_json_key(j, "lockdown");
    mk_json_open(j, '{');
    put_basic(j, t, p);
    put_domain(j, "com.apple.disk_usage", VALUES(disk));
    put_domain(j, "com.apple.fmip", VALUES(fmip));
    put_domain(j, "com.apple.international", VALUES(international));
    put_domain(j, "com.apple.mobile.backup", VALUES(backup));
    put_domain(j, "com.apple.mobile.battery", VALUES(battery));
    put_domain(j, "com.apple.mobile.chaperone", VALUES(chaperone));
    put_domain(j, "com.apple.mobile.iTunes", VALUES(sync));
    put_domain(j, "com.apple.mobile.iTunes.store", VALUES(account));
    put_domain(j, "com.apple.mobile.lockdown_cache", VALUES(cache));
    put_domain(j, "com.apple.mobile.restriction", VALUES(restriction));
    put_domain(j, "com.apple.mobile.wireless_lockdown", VALUES(wireless));
    put_domain(j, "com.apple.purplebuddy", VALUES(buddy));
    mk_json_close(j, '}');
}

/* What backups without a password leave out since iOS 13: support.apple.com/108353 ("website
 * history, Wi-Fi settings, Health data, call history", passwords), MVT's docs/ios/backup/itunes.md.
 */
static void put_encrypted_only(struct mk_json *j)
{
    static const char *const globs[] = {
        "HomeDomain/Library/CallHistoryDB/*",
        "HomeDomain/Library/Safari/History.db*",
        "HomeDomain/Library/Safari/BrowserState.db*",
        "HomeDomain/Library/Safari/SafariTabs.db*",
        "HomeDomain/Library/Safari/CloudTabs.db*",
        "SystemPreferencesDomain/SystemConfiguration/com.apple.wifi*",
        "SystemPreferencesDomain/com.apple.wifi*",
        "HealthDomain/*",
        "KeychainDomain/*",
    };
    mk_json_key(j, "encrypted_only");
    mk_json_open(j, '[');
    for (size_t i = 0; i < sizeof globs / sizeof *globs; i++)
        mk_json_str(j, globs[i]);
    mk_json_close(j, ']');
}

static void put_all(struct mk_json *j, const struct mk_train *t)
{
    struct mk_ios_phone p;
    mk_ios_phone(&p, t);
    put_phone(j, t, &p);
    put_lockdown(j, t, &p);
    mk_ios_tell_apps(j);
    put_encrypted_only(j);
}

int mk_ios_describe(struct mk_train *t, struct mk_error *e)
{
    return mk_describe_as(t, put_all, e);
}
