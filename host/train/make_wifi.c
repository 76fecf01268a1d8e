/*
 * Networks that the phone knows: WifiConfigStore.xml. Shape: AOSP, packages/modules/Wifi,
 * service/java/com/android/server/wifi, XmlUtil.java and WifiConfigStore.java. One for each place,
 * with the place's name.
 */
#include "host/train/document.h"

#define WIFI "data/misc/apexdata/com.android.wifi/WifiConfigStore.xml"

struct network {
    const char *ssid, *security, *password, *creator; /* password NULL: open */
    char mac[20];
    bool joined;
};

static void put_string(struct mk_document *d, const char *name, bool quoted, const char *value,
                       const char *behind)
{
    fprintf(d->f, "<string name=\"%s\">%s", name, quoted ? "&quot;" : "");
    mk_document_xml(d, value);
    fprintf(d->f, "%s%s</string>\n", quoted ? "&quot;" : "", behind);
}

static void put(struct mk_document *d, const struct network *n)
{
    fputs("<Network>\n<WifiConfiguration>\n", d->f);
    put_string(d, "ConfigKey", true, n->ssid, n->security);
    put_string(d, "SSID", true, n->ssid, "");
    fputs("<null name=\"BSSID\" />\n", d->f);
    if (n->password)
        put_string(d, "PreSharedKey", true, n->password, "");
    else
        fputs("<null name=\"PreSharedKey\" />\n", d->f);
    fputs("<boolean name=\"HiddenSSID\" value=\"false\" />\n", d->f);
    put_string(d, "CreatorName", false, n->creator, "");
    put_string(d, "RandomizedMacAddress", false, n->mac, "");
    fprintf(d->f,
            "</WifiConfiguration>\n<NetworkStatus>\n<string name=\"SelectionStatus\">"
            "NETWORK_SELECTION_ENABLED</string>\n<boolean name=\"HasEverConnected\" "
            "value=\"%s\" />\n</NetworkStatus>\n</Network>\n",
            n->joined ? "true" : "false");
}

static void tell(struct mk_train *t, const struct network *n, int64_t row)
{
    struct mk_at at = { &t->whole, "android.wifi", WIFI, "networks" };
    struct mk_json *j = mk_true(&at, "network", row);
    mk_json_kv_str(j, "ssid", n->ssid);
    mk_json_kv_str(j, "mac", n->mac);
    mk_json_kv_str(j, "security", n->security);
    mk_true_some(j, "password", n->password);
    mk_json_kv_str(j, "creator", n->creator);
    mk_true_end(&at);
}

int mk_train_wifi(struct mk_train *t, struct mk_error *e)
{
    struct mk_rng g = mk_rng_for(t->o->seed, 21);
    struct mk_document d;
    if (!t->o->system || !t->o->places)
        return 0;
    if (mk_document_open_private(&d, t, WIFI, e) != 0)
        return -1;
    fputs("<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<WifiConfigStoreData>\n"
          "<int name=\"Version\" value=\"3\" />\n<NetworkList>\n",
          d.f);
    for (size_t i = 0; i < t->sc->nplaces; i++) {
        char password[24];
        uint32_t a = mk_rng_below(&g, 1u << 24), key = mk_rng_below(&g, 1u << 30);
        bool open = i % 3 == 2;
        struct network n = { t->sc->places[i].name, open ? "NONE" : "WPA_PSK",
                             open ? NULL : password, "com.android.settings", .joined = i % 4 != 3 };
        snprintf(password, sizeof password, "key & %08x", key);
        snprintf(n.mac, sizeof n.mac, "02:00:5e:%02x:%02x:%02x", a >> 16, a >> 8 & 255, a & 255);
        put(&d, &n);
        tell(t, &n, (int64_t)i + 1);
    }
    fputs("</NetworkList>\n</WifiConfigStoreData>\n", d.f);
    return mk_document_close(&d, e);
}
