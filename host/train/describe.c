/* exercise.json */
#include "host/train/make.h"
#include <errno.h>
#include <stdlib.h>

static const struct provider {
    const char *uri, *table, *permission, *sort;
    bool strict;
    const char *usual; /* the state that it is in on any phone; NULL: ok */
    bool checked;      /* TelephonyProvider: SqlQueryChecker.java */
    /* Its own, whatever it is asked for: MmsSmsProvider.getSimpleConversations(), query(). */
    const char *order, *columns;
    const char *key; /* of a URI with '#' in it: the column that the number is of */
} providers[] = {
    { "content://sms", "sms", "READ_SMS", "date DESC", false, .checked = true },
    { "content://mms", "pdu", "READ_SMS", "date DESC", false, .checked = true },
    { "content://mms/part", "part", "READ_SMS", "", false, .checked = true },
    { "content://mms/#/addr", "addr", "READ_SMS", "", false, .checked = true, .key = "msg_id" },
    { "content://mms-sms/conversations", "threads", "READ_SMS", "", false, .checked = true,
      .order = "date DESC" },
    { "content://mms-sms/canonical-addresses", "canonical_addresses", "READ_SMS", "", false,
      .checked = true, .columns = "_id, address" },
    { "content://telephony/siminfo", "siminfo", "", "", false },
    { "content://call_log/calls", "calls", "READ_CALL_LOG", "", true },
    { "content://com.android.contacts/contacts", "contacts", "READ_CONTACTS", "", true },
    { "content://com.android.contacts/raw_contacts", "raw_contacts", "READ_CONTACTS", "", true },
    { "content://com.android.contacts/data", "data", "READ_CONTACTS", "", true },
    { "content://com.android.contacts/groups", "groups", "READ_CONTACTS", "", true },
    { "content://com.android.contacts/directories", "directories", "READ_CONTACTS", "", true },
    { "content://com.android.contacts/profile/data", "profile_data", "READ_CONTACTS", "", true },
    { "content://media/external/file", "files", "READ_EXTERNAL_STORAGE", "", true },
    { "content://user_dictionary/words", "words", "", "", true },
    { "content://com.android.blockednumber/blocked", "blocked", "", "", true, "refused" },
    { "content://telephony/carriers", "carriers", "", "", false, "refused" },
    { "content://cellbroadcasts", "broadcasts", "", "", false, "refused" },
    { "content://com.android.voicemail/voicemail", "voicemails", "", "", true, "refused" },
    { "content://downloads/all_downloads", "downloads", "", "", true, "refused" },
    { "content://settings/global", "settings_global", "", "", false },
    { "content://settings/secure", "settings_secure", "", "", false },
    { "content://settings/system", "settings_system", "", "", false },
};
#define COUNT (sizeof providers / sizeof *providers)

const char *mk_train_provider(size_t i)
{
    return i < COUNT ? providers[i].uri : NULL;
}

static const struct provider *find(const char *uri)
{
    for (size_t i = 0; i < COUNT; i++)
        if (!strcmp(providers[i].uri, uri))
            return &providers[i];
    return NULL;
}

static bool same_authority(const char *a, const char *b)
{
    size_t n = strlen("content://");
    size_t len = n + strcspn(a + n, "/");
    return !strncmp(a, b, len) && (b[len] == '/' || !b[len]);
}

/* Refusals and app operations go by permission, absence by authority; the rest by URI. */
static bool concerns(const char *state, const struct provider *of, const struct provider *p)
{
    if (!strcmp(state, "refused") || !strcmp(state, "restricted"))
        return of->permission[0] ? !strcmp(of->permission, p->permission) : of == p;
    if (!strcmp(state, "absent"))
        return same_authority(of->uri, p->uri);
    return of == p;
}

static const char *state_of(const struct mk_train_options *o, const struct provider *p)
{
    const char *state = p->usual ? p->usual : "ok";
    for (size_t i = 0; i < o->nstates; i++)
        if (concerns(o->states[i].state, find(o->states[i].uri), p))
            state = o->states[i].state;
    return state;
}

bool mk_train_is_ok(const struct mk_train *t, const char *uri)
{
    return !strcmp(state_of(t->o, find(uri)), "ok");
}

bool mk_train_is_empty(const struct mk_train *t, const char *uri)
{
    return !strcmp(state_of(t->o, find(uri)), "empty");
}

static void put_pairs(struct mk_json *j, const char *key, const char *const (*pairs)[2], size_t n)
{
    mk_json_key(j, key);
    mk_json_open(j, '{');
    for (size_t i = 0; i < n; i++)
        mk_json_kv_str(j, pairs[i][0], pairs[i][1]);
    mk_json_close(j, '}');
}

const char *mk_train_sdk(const char *version)
{
    static const char *const levels[][2] = {
        { "4.1", "16" }, { "4.2", "17" }, { "4.3", "18" }, { "4.4", "19" }, { "5", "21" },
        { "5.1", "22" }, { "6", "23" },   { "7", "24" },   { "7.1", "25" }, { "8", "26" },
        { "8.1", "27" }, { "9", "28" },   { "10", "29" },  { "11", "30" },  { "12", "31" },
        { "13", "33" },  { "14", "34" },  { "15", "35" },  { "16", "36" },
    };
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (!strcmp(levels[i][0], version))
            return levels[i][1];
    return NULL;
}

void mk_train_props(struct mk_props *out, const struct mk_train *t)
{
    const char *android = t->o->android ? t->o->android : "14";
    snprintf(out->serial, sizeof out->serial, "PHANTOM%.8s", t->id);
    if (t->o->serial)
        snprintf(out->serial, sizeof out->serial, "%s", t->o->serial);
    snprintf(out->fingerprint, sizeof out->fingerprint,
             "moka/phantom/phantom1:%s/MOKA.1/1:user/release-keys", android);
    const char *const props[MK_PROPS][2] = {
        { "persist.sys.timezone", t->sc->phone.zone },
        { "ro.build.characteristics", "nosdcard" },
        { "ro.build.fingerprint", out->fingerprint },
        { "ro.build.version.release", android },
        { "ro.build.version.sdk", mk_train_sdk(android) },
        { "ro.build.version.security_patch", "2025-05-05" },
        { "ro.crypto.state", "encrypted" },
        { "ro.crypto.type", "file" },
        { "ro.product.brand", "moka" },
        { "ro.product.device", "phantom1" },
        { "ro.product.manufacturer", t->sc->phone.manufacturer },
        { "ro.product.model", t->model },
        { "ro.product.name", "phantom" },
        { "ro.serialno", out->serial },
        { "ro.moka.phantom", t->id },
    };
    memcpy(out->all, props, sizeof props);
}

static const char *android_of(const struct mk_train *t)
{
    return t->o->android ? t->o->android : "14";
}

static int sdk_of(const struct mk_train *t)
{
    return (int)strtol(mk_train_sdk(android_of(t)), NULL, 10);
}

static void put_packages(struct mk_json *j, const struct mk_train *t)
{
    const char *android = android_of(t);
    int sdk = sdk_of(t);

    const struct {
        const char *name, *version;
        int code;
    } packages[] = { { "android", android, sdk },
                     { "com.android.messaging", "1.0.001", 10001040 },
                     { "com.android.shell", android, sdk },
                     { "com.whatsapp", "2.24.9.78", 240978004 },
                     { "org.thoughtcrime.securesms", "7.6.2", 142302 } };
    mk_json_key(j, "packages");
    mk_json_open(j, '{');
    for (size_t i = 0; i < sizeof packages / sizeof *packages; i++) {
        mk_json_key(j, packages[i].name);
        mk_json_open(j, '{');
        mk_json_kv_str(j, "version", packages[i].version);
        mk_json_kv_int(j, "code", packages[i].code);
        mk_json_close(j, '}');
    }
    mk_json_close(j, '}');
}

/* ADB's, by the first Android that has them: AOSP packages/modules/adb (system/core/adb) of each.
 */
static void put_features(struct mk_json *j, const struct mk_train *t)
{
    static const struct {
        const char *name;
        int since; /* API level */
    } features[] = { { "shell_v2", 24 },   { "cmd", 24 },         { "stat_v2", 26 },
                     { "ls_v2", 30 },      { "sendrecv_v2", 30 }, { "sendrecv_v2_zstd", 31 },
                     { "delayed_ack", 34 } };
    int sdk = sdk_of(t);
    mk_json_key(j, "features");
    mk_json_open(j, '[');
    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        if (sdk >= features[i].since)
            mk_json_str(j, features[i].name);
    mk_json_close(j, ']');
}

static void put_phone(struct mk_json *j, const struct mk_train *t)
{
    const char *const banner[][2] = { { "ro.product.name", "phantom" },
                                      { "ro.product.model", t->model },
                                      { "ro.product.device", "phantom1" },
                                      { "ro.moka.phantom", t->id } };
    struct mk_props props = { 0 };
    mk_train_props(&props, t);
    mk_json_key(j, "phone");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "serial", props.serial);
    put_pairs(j, "banner", banner, sizeof banner / sizeof *banner);
    put_features(j, t);
    put_pairs(j, "getprop", props.all, MK_PROPS);
    put_packages(j, t);
    mk_json_kv_int(j, "battery", 83);
    mk_json_kv_int(j, "clock_offset_ms", t->o->clock_offset_ms);
    mk_json_close(j, '}');
}

static void put_provider(struct mk_json *j, const struct mk_train *t, const struct provider *p)
{
    bool hides = t->o->shell_view && !strcmp(p->table, "sms");
    mk_json_open(j, '{');
    mk_json_kv_str(j, "uri", p->uri);
    mk_json_kv_str(j, "table", p->table);
    mk_json_kv_str(j, "state", state_of(t->o, p));
    mk_json_kv_str(j, "permission", p->permission);
    mk_json_kv_str(j, "sort", p->sort);
    mk_json_kv_str(j, "rows", hides ? "type IN (1,2)" : "");
    mk_json_kv_bool(j, "strict", p->strict);
    mk_json_kv_bool(j, "checked", p->checked);
    mk_json_kv_str(j, "order", p->order ? p->order : "");
    mk_json_kv_str(j, "columns", p->columns ? p->columns : "");
    mk_json_kv_str(j, "key", p->key ? p->key : "");
    mk_json_close(j, '}');
}

int mk_describe_as(struct mk_train *t, void (*put)(struct mk_json *, const struct mk_train *),
                   struct mk_error *e)
{
    char path[4096];
    struct mk_buf b;
    mk_buf_init(&b, 1 << 20);
    struct mk_json j = mk_json(&b);
    mk_json_open(&j, '{');
    mk_json_kv_str(&j, "format", "moka-exercise-1");
    if (t->o->iphone)
        mk_json_kv_str(&j, "platform", "iphone");
    mk_json_kv_str(&j, "id", t->id);
    mk_json_kv_uint(&j, "seed", t->o->seed);
    mk_json_kv_str(&j, "name", t->o->name);
    mk_json_kv_str(&j, "scenario", t->sc->name);
    put(&j, t);
    mk_json_close(&j, '}');
    mk_buf_u8(&b, '\n');
    snprintf(path, sizeof path, "%s/exercise.json", t->dir);
    FILE *f = mk_buf_ok(&b) ? fopen(path, "wxe") : NULL;
    int rc = f && fwrite(b.p, 1, b.len, f) == b.len ? 0 : mk_fail_errno(e, path);
    if (f && fclose(f) && rc == 0)
        rc = mk_fail_errno(e, path);
    mk_buf_done(&b);
    return rc;
}

static void put_android(struct mk_json *j, const struct mk_train *t)
{
    put_phone(j, t);
    mk_json_key(j, "providers");
    mk_json_open(j, '[');
    for (size_t i = 0; i < COUNT; i++)
        put_provider(j, t, &providers[i]);
    mk_json_close(j, ']');
    mk_json_kv_str(j, "storage_root", "/sdcard");
    mk_train_listed(j, t);
}

int mk_train_describe(struct mk_train *t, struct mk_error *e)
{
    return mk_describe_as(t, put_android, e);
}
