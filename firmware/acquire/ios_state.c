#include "firmware/acquire/ios_state.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MEMORY_MAX ((size_t)64 << 20) /* of a list while it is read */

void mk_ios_state_init(struct mk_ios_state *s)
{
    *s = (struct mk_ios_state){
        .battery = -1, .disk_total = -1, .disk_free = -1, .data_total = -1, .data_free = -1
    };
}

/* ---- values ---- */

static void take_text(char *out, size_t max, const struct mk_plist_value *dict, const char *key)
{
    const struct mk_plist_value *v = mk_plist_get_as(dict, key, MK_PLIST_TEXT);
    if (v && v->s.len < max && !memchr(v->s.p, 0, v->s.len))
        snprintf(out, max, "%.*s", (int)v->s.len, (const char *)v->s.p);
}

static void take_yes(enum mk_yes *out, const struct mk_plist_value *dict, const char *key)
{
    const struct mk_plist_value *v = mk_plist_get_as(dict, key, MK_PLIST_BOOL);
    if (v)
        *out = v->i ? MK_YES : MK_YES_NO;
}

static void take_bytes(int64_t *out, const struct mk_plist_value *dict, const char *key)
{
    const struct mk_plist_value *v = mk_plist_get_as(dict, key, MK_PLIST_INT);
    if (v && v->i >= 0)
        *out = v->i;
}

static void take_time(double *out, const struct mk_plist_value *dict)
{
    const struct mk_plist_value *v = mk_plist_get(dict, "TimeIntervalSince1970");
    double t = v && v->kind == MK_PLIST_REAL  ? v->r
               : v && v->kind == MK_PLIST_INT ? (double)v->i
                                              : 0;
    if (isfinite(t) && t > 0 && t < 1e11)
        *out = t;
}

/* ---- by question ---- */

static void main_values(struct mk_ios_state *s, const struct mk_plist_value *d)
{
    take_text(s->version, sizeof s->version, d, "ProductVersion");
    take_text(s->product, sizeof s->product, d, "ProductType");
    take_yes(&s->passcode, d, "PasswordProtected");
    take_time(&s->time_s, d);
    s->major = 0;
    for (const char *p = s->version; *p >= '0' && *p <= '9' && s->major < 1000; p++)
        s->major = 10 * s->major + (unsigned)(*p - '0');
}

static void battery(struct mk_ios_state *s, const struct mk_plist_value *d)
{
    int64_t percent = -1;
    take_bytes(&percent, d, "BatteryCurrentCapacity");
    if (percent >= 0 && percent <= 100)
        s->battery = (int)percent;
    take_yes(&s->charging, d, "BatteryIsCharging");
}

static void disk(struct mk_ios_state *s, const struct mk_plist_value *d)
{
    take_bytes(&s->disk_total, d, "TotalDiskCapacity");
    take_bytes(&s->data_total, d, "TotalDataCapacity");
    take_bytes(&s->data_free, d, "TotalDataAvailable");
    take_bytes(&s->disk_free, d, "AmountDataAvailable");
}

static void backup(struct mk_ios_state *s, const struct mk_plist_value *d)
{
    take_yes(&s->encrypts, d, "WillEncrypt");
    take_yes(&s->forced, d, "RequiresEncryption");
}

static void find_my(struct mk_ios_state *s, const struct mk_plist_value *d)
{
    take_yes(&s->find_my, d, "IsAssociated");
}

static void chaperone(struct mk_ios_state *s, const struct mk_plist_value *d)
{
    if (s->supervised != MK_YES) /* either of two answers says so */
        take_yes(&s->supervised, d, "DeviceIsChaperoned");
}

void mk_ios_state_read(struct mk_ios_state *s, const char *question, struct mk_span answer)
{
    static const struct {
        const char *question;
        void (*read)(struct mk_ios_state *s, const struct mk_plist_value *d);
    } readers[] = {
        { "lockdown", main_values },
        { "lockdown-com.apple.mobile.battery", battery },
        { "lockdown-com.apple.disk_usage", disk },
        { "lockdown-com.apple.mobile.backup", backup },
        { "lockdown-com.apple.fmip", find_my },
        { "lockdown-com.apple.mobile.chaperone", chaperone },
        { "profiles", mk_ios_profiles_read },
        { "cloud-configuration", mk_ios_cloud_read },
    };
    for (size_t i = 0; i < sizeof readers / sizeof *readers; i++) {
        struct mk_plist list;
        if (strcmp(readers[i].question, question) != 0 ||
            mk_plist_read(&list, answer, MEMORY_MAX, NULL) != 0)
            continue;
        readers[i].read(s, list.root);
        mk_plist_done(&list);
    }
}

void mk_ios_identity_read(struct mk_identity *id, struct mk_span answer)
{
    static const struct {
        enum mk_identity_part part;
        const char *key;
    } parts[] = { { MK_ID_UDID, "UniqueDeviceID" },
                  { MK_ID_IOS_SERIAL, "SerialNumber" },
                  { MK_ID_ECID, "UniqueChipID" },
                  { MK_ID_WIFI, "WiFiAddress" },
                  { MK_ID_IOS_BUILD, "BuildVersion" } };
    struct mk_plist list;
    if (mk_plist_read(&list, answer, MEMORY_MAX, NULL) != 0)
        return;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const struct mk_plist_value *v = mk_plist_get(list.root, parts[i].key);
        char number[24];
        if (v && v->kind == MK_PLIST_TEXT)
            mk_identity_put(id, parts[i].part, v->s);
        if (!v || (v->kind != MK_PLIST_INT && v->kind != MK_PLIST_UINT))
            continue;
        snprintf(number, sizeof number, "%llu", (unsigned long long)v->u);
        mk_identity_put(id, parts[i].part, mk_str(number));
    }
    mk_plist_done(&list);
}

/* ---- apps ---- */

/* Reversed domain names; nothing in them that means something in a path. */
static bool is_name(struct mk_span s)
{
    static const char letters[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
    for (size_t i = 0; i < s.len; i++)
        if (!memchr(letters, s.p[i], sizeof letters - 1))
            return false;
    return s.len && s.len < MK_IOS_APP_NAME && s.p[0] != '.';
}

/* A switch of an app's Info.plist: true, or what makers write for it. */
static bool is_on(const struct mk_plist_value *v)
{
    if (!v)
        return false;
    if (v->kind == MK_PLIST_TEXT)
        return mk_span_is(v->s, "YES") || mk_span_is(v->s, "true") || mk_span_is(v->s, "1");
    return (v->kind == MK_PLIST_BOOL || v->kind == MK_PLIST_INT) && v->i != 0;
}

static void add(struct mk_ios_apps *out, const struct mk_plist_value *app)
{
    const struct mk_plist_value *id = mk_plist_get_as(app, "CFBundleIdentifier", MK_PLIST_TEXT);
    if (!id || !is_on(mk_plist_get(app, "UIFileSharingEnabled")))
        return;
    if (!is_name(id->s)) {
        out->odd++;
        return;
    }
    for (size_t i = 0; i < out->n; i++)
        if (mk_span_is(id->s, out->id[i]))
            return;
    if (out->n == MK_IOS_APPS_MAX) {
        out->more++;
        return;
    }
    snprintf(out->id[out->n++], MK_IOS_APP_NAME, "%.*s", (int)id->s.len, (const char *)id->s.p);
}

int mk_ios_apps_read(struct mk_ios_apps *out, struct mk_span answer, struct mk_error *e)
{
    struct mk_plist list;
    *out = (struct mk_ios_apps){ 0 };
    if (mk_plist_read(&list, answer, MEMORY_MAX, NULL) != 0)
        return 0;
    int rc = 0;
    if (list.root->kind == MK_PLIST_ARRAY) {
        out->id = calloc(MK_IOS_APPS_MAX, sizeof *out->id);
        rc = out->id ? 0 : mk_fail(e, MK_ENOMEM, "apps");
        out->known = out->id != NULL;
        for (size_t i = 0; out->id && i < list.root->n; i++)
            add(out, list.root->items[i]);
    }
    mk_plist_done(&list);
    return rc;
}

void mk_ios_apps_done(struct mk_ios_apps *a)
{
    free(a->id);
    *a = (struct mk_ios_apps){ 0 };
}
