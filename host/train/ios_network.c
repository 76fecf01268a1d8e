/*
 * What an iPhone was connected with: Wi-Fi networks with their access points, Bluetooth devices,
 * its SIM card, and what apps sent and received. Keys, tables and columns: the sources of
 * parsers/app/ios_wifi.c, ios_bluetooth.c, ios_bluetooth_classic.c, ios_sim.c, ios_data_usage.c.
 */
#include "host/train/ios_plist.h"

#define WIFI    "SystemPreferencesDomain/com.apple.wifi.known-networks.plist"
#define BLUE    "SysSharedContainerDomain-systemgroup.com.apple.bluetooth/Library/"
#define GROUP   "private/var/containers/Shared/SystemGroup/systemgroup.com.apple.bluetooth/Library/"
#define PAIRED  "Database/com.apple.MobileBluetooth.ledevices.paired.db"
#define CLASSIC "Preferences/com.apple.MobileBluetooth.devices.plist"
#define SIM     "WirelessDomain/Library/Preferences/com.apple.commcenter.data.plist"
#define USAGE   "Library/Databases/DataUsage.sqlite"
static const struct mk_ios_file wifi = {
    "phone/" WIFI, "private/var/preferences/com.apple.wifi.known-networks.plist", true
};
static const struct mk_ios_file paired = { "phone/" BLUE PAIRED, GROUP PAIRED, false };
static const struct mk_ios_file classic = { "phone/" BLUE CLASSIC, GROUP CLASSIC, false };
static const struct mk_ios_file sim = {
    "phone/" SIM, "private/var/wireless/Library/Preferences/com.apple.commcenter.data.plist", false
};
static const struct mk_ios_file usage = { "phone/WirelessDomain/" USAGE,
                                          "private/var/wireless/" USAGE, false };

static void put_date(struct mk_bplist *p, const char *key, int64_t ms)
{
    mk_bp_str(p, key);
    mk_bp_date(p, mk_cocoa(ms));
}

/* A network for each place. */
struct network {
    char ssid[96], bssid[20];
    int64_t added_ms, seen_ms;
    const struct mk_place *place;
};

static void make(struct network *n, const struct mk_train *t, size_t i, struct mk_rng *g)
{
    const struct mk_place *p = &t->sc->places[i];
    uint32_t mac = (uint32_t)mk_rng(g);
    n->place = p;
    n->added_ms = t->now_ms - (int64_t)(90 - i) * 86400000 - 500;
    n->seen_ms = t->now_ms - (int64_t)(i + 1) * 3600000 - 250;
    snprintf(n->ssid, sizeof n->ssid, "%s %u", p->name, (unsigned)i + 1);
    snprintf(n->bssid, sizeof n->bssid, "02:%02x:%02x:%02x:%02x:%02x", mac >> 24, mac >> 16 & 255,
             mac >> 8 & 255, mac & 255, (unsigned)i);
}

static void put_network(struct mk_bplist *p, const struct network *n)
{
    char key[128];
    snprintf(key, sizeof key, "wifi.network.ssid.%s", n->ssid);
    mk_bp_str(p, key);
    mk_bp_open(p, '{');
    mk_bp_str(p, "SSID");
    mk_bp_data(p, mk_str(n->ssid));
    mk_bp_str(p, "SupportedSecurityTypes");
    mk_bp_str(p, "WPA2 Personal");
    mk_bp_str(p, "AddReason");
    mk_bp_str(p, "WiFi Settings");
    mk_bp_str(p, "Hidden");
    mk_bp_bool(p, false);
    put_date(p, "AddedAt", n->added_ms);
    put_date(p, "JoinedByUserAt", n->added_ms + 1000);
    put_date(p, "JoinedBySystemAt", n->seen_ms);
    mk_bp_str(p, "BSSList");
    mk_bp_open(p, '[');
    mk_bp_open(p, '{');
    mk_bp_str(p, "BSSID");
    mk_bp_str(p, n->bssid);
    mk_bp_str(p, "Channel");
    mk_bp_int(p, 36);
    put_date(p, "LastAssociatedAt", n->seen_ms);
    mk_bp_str(p, "LocationLatitude");
    mk_bp_real(p, n->place->lat);
    mk_bp_str(p, "LocationLongitude");
    mk_bp_real(p, n->place->lon);
    mk_bp_str(p, "LocationAccuracy");
    mk_bp_real(p, 12.5);
    put_date(p, "LocationTimestamp", n->seen_ms + 5000);
    mk_bp_close(p);
    mk_bp_close(p);
    mk_bp_close(p);
}

static void tell_network(struct mk_train *t, const struct network *n, int64_t row)
{
    struct mk_at at = mk_ios_at(t, &wifi, "ios.wifi", "networks");
    struct mk_json *j = mk_true(&at, "network", row);
    mk_true_cocoa_real(j, n->added_ms);
    mk_json_kv_str(j, "ssid", n->ssid);
    mk_json_kv_str(j, "security", "WPA2 Personal");
    mk_true_end(&at);
    at.table = "access_points";
    j = mk_true(&at, "network", row);
    mk_true_cocoa_real(j, n->seen_ms);
    mk_json_kv_str(j, "ssid", n->ssid);
    mk_json_kv_str(j, "bssid", n->bssid);
    mk_json_kv_str(j, "security", "WPA2 Personal");
    mk_true_end(&at);
    j = mk_true(&at, "location", row);
    mk_true_cocoa_real(j, n->seen_ms + 5000);
    mk_true_real(j, "lat", n->place->lat);
    mk_true_real(j, "lon", n->place->lon);
    mk_true_real(j, "accuracy_m", 12.5);
    mk_json_kv_str(j, "label", n->ssid);
    mk_json_kv_str(j, "origin", "wifi");
    mk_json_kv_str(j, "whose", "device");
    mk_json_kv_str(j, "meaning", "visited");
    mk_true_end(&at);
}

static int put_wifi(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 0x7766);
    struct mk_bplist p;
    struct network n;
    if (!t->sc->nplaces)
        return 0;
    mk_bp_begin(&p);
    mk_bp_open(&p, '{');
    for (size_t i = 0; i < t->sc->nplaces; i++) {
        make(&n, t, i, &g);
        put_network(&p, &n);
        tell_network(t, &n, (int64_t)i + 1);
    }
    mk_bp_close(&p);
    return mk_ios_put_plist(t, WIFI, t->now_ms, &p, e);
}

static const struct {
    const char *name, *address;
} low_energy[] = { { "Band", "Public 02:11:22:33:44:55" },
                   { "\xd8\xb3\xd9\x85\xd8\xa7\xd8\xb9\xd8\xa9", "Random 4a:11:22:33:44:56" } },
  devices[] = { { "Car", "02:aa:bb:cc:dd:01" }, { "Speaker", "02:aa:bb:cc:dd:02" } };

static int put_low_energy(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 0x626c);
    struct mk_at at = mk_ios_at(t, &paired, "ios.bluetooth", "PairedDevices");
    struct mk_db d;
    if (mk_ios_open(
            &d, t, &paired,
            "CREATE TABLE PairedDevices (Uuid TEXT PRIMARY KEY,Name TEXT,NameOrigin INTEGER,"
            "Address TEXT,ResolvedAddress TEXT,LastSeenTime INTEGER,"
            "LastConnectionTime INTEGER)",
            e))
        return -1;
    struct mk_into in = mk_into(&d, "PairedDevices",
                                "Uuid,Name,NameOrigin,Address,LastSeenTime,LastConnectionTime");
    for (int64_t i = 0; i < 2; i++) {
        mk_put(&in, mk_t(mk_ios_guid(&g).s), mk_t(low_energy[i].name), mk_i(1),
               mk_t(low_energy[i].address), mk_i(4711), mk_i(4711));
        struct mk_json *j = mk_true(&at, "bluetooth", i + 1);
        mk_json_kv_str(j, "name", low_energy[i].name);
        mk_json_kv_str(j, "mac", low_energy[i].address);
        mk_true_end(&at);
    }
    return mk_db_close(&d, e);
}

static int put_classic(struct mk_train *t, struct mk_error *e)
{
    struct mk_at at = mk_ios_at(t, &classic, "ios.bluetooth_classic", "devices");
    struct mk_bplist p;
    mk_bp_begin(&p);
    mk_bp_open(&p, '{');
    for (int64_t i = 0; i < 2; i++) {
        int64_t s = t->now_ms / 1000 - (i + 1) * 40000;
        mk_bp_str(&p, devices[i].address);
        mk_bp_open(&p, '{');
        mk_bp_str(&p, "Name");
        mk_bp_str(&p, devices[i].name);
        mk_bp_str(&p, "LastSeenTime");
        mk_bp_int(&p, s);
        mk_bp_close(&p);
        struct mk_json *j = mk_true(&at, "bluetooth", i + 1);
        mk_true_s(j, s);
        mk_json_kv_str(j, "name", devices[i].name);
        mk_json_kv_str(j, "mac", devices[i].address);
        mk_true_end(&at);
    }
    mk_bp_close(&p);
    return mk_ios_put_plist(t, BLUE CLASSIC, t->now_ms, &p, e);
}

static int put_sim(struct mk_train *t, struct mk_error *e)
{
    struct mk_at at = mk_ios_at(t, &sim, "ios.sim", "sims");
    struct mk_bplist p;
    int64_t s = t->now_ms / 1000 - 600;
    mk_bp_begin(&p);
    mk_bp_open(&p, '{');
    mk_bp_str(&p, "PersonalWallet");
    mk_bp_open(&p, '{');
    mk_bp_str(&p, MK_SIM_ICC);
    mk_bp_open(&p, '{');
    mk_bp_str(&p, "info");
    mk_bp_open(&p, '{');
    mk_bp_str(&p, "mdn");
    mk_bp_str(&p, t->sc->owner.number);
    mk_bp_str(&p, "ts");
    mk_bp_int(&p, s);
    mk_bp_str(&p, "type");
    mk_bp_str(&p, "sim");
    for (int i = 0; i < 4; i++)
        mk_bp_close(&p);
    struct mk_json *j = mk_true(&at, "account", 1);
    mk_true_s(j, s);
    mk_json_kv_str(j, "service", "sim");
    mk_json_kv_str(j, "id", MK_SIM_ICC);
    mk_json_kv_str(j, "phone", t->sc->owner.number);
    mk_true_end(&at);
    return mk_ios_put_plist(t, SIM, t->now_ms, &p, e);
}

static const char usage_schema[] =
    "CREATE TABLE ZPROCESS (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,"
    "ZFIRSTTIMESTAMP TIMESTAMP,ZTIMESTAMP TIMESTAMP,ZBUNDLENAME VARCHAR,ZPROCNAME VARCHAR);"
    "CREATE TABLE ZLIVEUSAGE (Z_PK INTEGER PRIMARY KEY,Z_ENT INTEGER,Z_OPT INTEGER,ZKIND INTEGER,"
    "ZTAG INTEGER,ZHASPROCESS INTEGER,ZBILLCYCLEEND TIMESTAMP,ZTIMESTAMP TIMESTAMP,"
    "ZWIFIIN FLOAT,ZWIFIOUT FLOAT,ZWWANIN FLOAT,ZWWANOUT FLOAT);";

static int put_usage(struct mk_train *t, struct mk_error *e)
{
    static const char *const ids[] = { "com.apple.mobilesafari", "net.whatsapp.WhatsApp",
                                       "ph.telegra.Telegraph" };
    struct mk_at at = mk_ios_at(t, &usage, "ios.data_usage", "ZPROCESS");
    struct mk_db d;
    char process[80];
    if (mk_ios_open(&d, t, &usage, usage_schema, e))
        return -1;
    struct mk_into processes =
        mk_into(&d, "ZPROCESS", "Z_PK,ZFIRSTTIMESTAMP,ZTIMESTAMP,ZBUNDLENAME,ZPROCNAME");
    struct mk_into live = mk_into(&d, "ZLIVEUSAGE",
                                  "Z_PK,ZKIND,ZTAG,ZHASPROCESS,ZTIMESTAMP,ZWIFIIN,ZWIFIOUT,ZWWANIN,"
                                  "ZWWANOUT");
    for (int64_t i = 0; i < 3; i++) {
        int64_t first = t->now_ms - 200ll * 86400000 + i * 1000 + 250, last = t->now_ms - i * 60250;
        snprintf(process, sizeof process, "%s", ids[i]);
        mk_put(&processes, mk_i(i + 1), mk_r(mk_cocoa(first)), mk_r(mk_cocoa(last)), mk_t(ids[i]),
               mk_t(process));
        mk_put(&live, mk_i(i + 1), mk_i(0), mk_i(1), mk_i(i + 1), mk_r(mk_cocoa(first)), mk_r(1e6),
               mk_r(2e5), mk_r(3e6 + (double)i), mk_r(4e5));
        at.table = "ZPROCESS";
        struct mk_json *j = mk_true(&at, "event", i + 1);
        mk_true_cocoa_s(j, last);
        mk_json_kv_str(j, "name", "network_process");
        mk_true_end(&at);
        at.table = "ZLIVEUSAGE";
        j = mk_true(&at, "event", i + 1);
        mk_true_cocoa_s(j, first);
        mk_json_kv_str(j, "name", "data_usage");
        mk_true_end(&at);
    }
    return mk_db_close(&d, e);
}

int mk_ios_network(struct mk_train *t, struct mk_error *e)
{
    return put_wifi(t, e) || put_low_energy(t, e) || put_classic(t, e) || put_sim(t, e) ||
                   put_usage(t, e)
               ? -1
               : 0;
}
