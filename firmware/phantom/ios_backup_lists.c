#include "firmware/phantom/ios_backup_lists.h"
#include <ctype.h>
#include <plist/plist.h>
#include <stdio.h>
#include <stdlib.h>

#define COCOA 978307200 /* 2001-01-01 in Unix seconds */

static plist_t date_of(int64_t unix_s)
{
    return plist_new_date((int32_t)(unix_s - COCOA), 0);
}

static const char *text_of(const json_t *doc, const char *key)
{
    const char *s = json_string_value(json_object_get(json_object_get(doc, "phone"), key));
    return s ? s : "";
}

static void put_text(plist_t dict, const char *key, const char *text)
{
    if (*text)
        plist_dict_set_item(dict, key, plist_new_string(text));
}

/* Frees the tree. */
static int written(struct mk_buf *out, plist_t tree, bool binary, struct mk_error *e)
{
    char *bytes = NULL;
    uint32_t n = 0;
    if (tree && binary)
        plist_to_bin(tree, &bytes, &n);
    else if (tree)
        plist_to_xml(tree, &bytes, &n);
    if (bytes)
        mk_buf_put(out, bytes, n);
    plist_free(tree);
    free(bytes);
    return bytes && mk_buf_ok(out) ? 0 : mk_fail(e, MK_ENOMEM, "property list");
}

/* ---- Manifest.plist ---- */

static plist_t lockdown_of(const json_t *doc)
{
    /* Domains that the lockdown part of a real manifest has, mostly without values. */
    static const char *const domains[] = { "com.apple.Accessibility",
                                           "com.apple.MobileDeviceCrashCopy",
                                           "com.apple.TerminalFlashr",
                                           "com.apple.mobile.data_sync",
                                           "com.apple.mobile.iTunes.accessories",
                                           "com.apple.mobile.wireless_lockdown" };
    plist_t d = plist_new_dict();
    put_text(d, "BuildVersion", text_of(doc, "build"));
    put_text(d, "DeviceName", text_of(doc, "name"));
    put_text(d, "ProductType", text_of(doc, "product_type"));
    put_text(d, "ProductVersion", text_of(doc, "product_version"));
    put_text(d, "SerialNumber", text_of(doc, "serial"));
    put_text(d, "UniqueDeviceID", text_of(doc, "udid"));
    for (size_t i = 0; i < sizeof domains / sizeof *domains; i++)
        plist_dict_set_item(d, domains[i], plist_new_dict());
    return d;
}

static bool is_of_the_user(const json_t *app)
{
    const char *type = json_string_value(json_object_get(app, "ApplicationType"));
    return !type || !strcmp(type, "User");
}

static plist_t apps_of(const json_t *doc)
{
    const json_t *apps = json_object_get(doc, "apps");
    plist_t all = plist_new_dict();
    for (size_t i = 0; i < json_array_size(apps); i++) {
        const json_t *app = json_array_get(apps, i);
        const char *id = json_string_value(json_object_get(app, "CFBundleIdentifier"));
        const char *version = json_string_value(json_object_get(app, "CFBundleVersion"));
        const char *path = json_string_value(json_object_get(app, "Path"));
        if (!id || !is_of_the_user(app))
            continue;
        plist_t d = plist_new_dict();
        plist_dict_set_item(d, "CFBundleIdentifier", plist_new_string(id));
        put_text(d, "CFBundleVersion", version ? version : "");
        plist_dict_set_item(d, "ContainerContentClass", plist_new_string("Data/Application"));
        put_text(d, "Path", path ? path : "");
        plist_dict_set_item(all, id, d);
    }
    return all;
}

static int put_keys(plist_t d, const struct mk_phone_lists *l, struct mk_error *e)
{
    struct mk_buf key;
    mk_buf_init(&key, 128);
    mk_buf_u32le(&key, l->classes[0].number);
    int rc = mk_phone_wrap(&key, l->classes[0].key, l->list_key, e);
    if (rc == 0) {
        plist_dict_set_item(d, "BackupKeyBag",
                            plist_new_data((const char *)l->keybag.p, l->keybag.len));
        plist_dict_set_item(d, "ManifestKey", plist_new_data((const char *)key.p, key.len));
    }
    mk_buf_done(&key);
    return rc;
}

int mk_phone_list_manifest(struct mk_buf *out, const struct mk_phone_lists *l, struct mk_error *e)
{
    const json_t *passcode = json_object_get(json_object_get(l->doc, "phone"), "passcode");
    plist_t d = plist_new_dict();
    if (l->keybag.len && put_keys(d, l, e)) {
        plist_free(d);
        return -1;
    }
    plist_dict_set_item(d, "Version", plist_new_string("10.0"));
    plist_dict_set_item(d, "Date", date_of(l->tree->newest));
    plist_dict_set_item(d, "SystemDomainsVersion", plist_new_string("24.0"));
    plist_dict_set_item(d, "WasPasscodeSet", plist_new_bool(json_is_true(passcode)));
    plist_dict_set_item(d, "Lockdown", lockdown_of(l->doc));
    plist_dict_set_item(d, "Applications", apps_of(l->doc));
    plist_dict_set_item(d, "IsEncrypted", plist_new_bool(l->keybag.len != 0));
    return written(out, d, true, e);
}

/* ---- Status.plist ---- */

/* Names the snapshot, in the form of a UUID. */
static void snapshot_name(char out[static 40], const uint8_t b[static 16])
{
    snprintf(out, 40, "%02X%02X%02X%02X-%02X%02X-%02X%02X-%02X%02X-%02X%02X%02X%02X%02X%02X", b[0],
             b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13],
             b[14], b[15]);
}

int mk_phone_list_status(struct mk_buf *out, const struct mk_phone_lists *l, const char *state,
                         struct mk_error *e)
{
    uint8_t bytes[MK_IOS_KEY];
    char name[40];
    if (mk_phone_derived(bytes, l->seed, "snapshot", l->keybag, e))
        return -1;
    snapshot_name(name, bytes);
    plist_t d = plist_new_dict();
    plist_dict_set_item(d, "IsFullBackup", plist_new_bool(true));
    plist_dict_set_item(d, "Version", plist_new_string("3.3"));
    plist_dict_set_item(d, "UUID", plist_new_string(name));
    plist_dict_set_item(d, "Date", date_of(l->tree->newest));
    plist_dict_set_item(d, "BackupState", plist_new_string("new"));
    plist_dict_set_item(d, "SnapshotState", plist_new_string(state));
    return written(out, d, true, e);
}

/* ---- Info.plist ---- */

static plist_t app_names(const json_t *doc)
{
    const json_t *apps = json_object_get(doc, "apps");
    plist_t all = plist_new_array();
    for (size_t i = 0; i < json_array_size(apps); i++) {
        const json_t *app = json_array_get(apps, i);
        const char *id = json_string_value(json_object_get(app, "CFBundleIdentifier"));
        if (id && is_of_the_user(app))
            plist_array_append_item(all, plist_new_string(id));
    }
    return all;
}

int mk_phone_list_info(struct mk_buf *out, const json_t *doc, int64_t date, struct mk_error *e)
{
    static const struct {
        const char *key, *of;
    } texts[] = {
        { "Build Version", "build" },
        { "Device Name", "name" },
        { "Display Name", "name" },
        { "GUID", "udid" },
        { "ICCID", "iccid" },
        { "IMEI", "imei" },
        { "IMEI 2", "imei2" },
        { "Phone Number", "phone_number" },
        { "Product Type", "product_type" },
        { "Product Version", "product_version" },
        { "Serial Number", "serial" },
        { "Target Identifier", "udid" },
    };
    char upper[64];
    const char *udid = text_of(doc, "udid");
    plist_t d = plist_new_dict();
    plist_dict_set_item(d, "Applications", plist_new_dict());
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        put_text(d, texts[i].key, text_of(doc, texts[i].of));
    plist_dict_set_item(d, "Installed Applications", app_names(doc));
    plist_dict_set_item(d, "Last Backup Date", date_of(date));
    plist_dict_set_item(d, "Target Type", plist_new_string("Device"));
    snprintf(upper, sizeof upper, "%s", udid);
    for (char *c = upper; *c; c++)
        *c = (char)toupper((unsigned char)*c);
    put_text(d, "Unique Identifier", upper);
    plist_dict_set_item(d, "iTunes Files", plist_new_dict());
    plist_dict_set_item(d, "iTunes Settings", plist_new_dict());
    plist_dict_set_item(d, "iTunes Version", plist_new_string("10.0.1"));
    return written(out, d, false, e);
}
