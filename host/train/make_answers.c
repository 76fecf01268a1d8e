/*
 * What the phone's own tools say of it, in the words of Android 14: table answers. Shapes: AOSP
 * android-14.0.0_r1, frameworks/base, services/core and services/devicepolicy, dump() of each
 * service; system/core and toybox for the rest.
 */
#include "host/train/make.h"

#define SIM_URI "content://telephony/siminfo"
#define IMEI    "356938035643809"

static const struct {
    const char *command, *out;
} fixed[] = {
    { "uptime", " 12:00:00 up 3 days,  4:05,  0 users,  load average: 1.02, 0.95, 0.90\n" },
    { "pm list users", "Users:\n\tUserInfo{0:Owner:4c13} running\n" },
    { "dpm list-owners", "no owners\n" },
    { "dumpsys device_policy",
      "Current Device Policy Manager state:\n  Immutable state:\n    mHasFeature=true\n"
      "    mIsWatch=false\n  Enabled Device Admins (User 0, provisioningState: 0):\n" },
    { "dumpsys lock_settings",
      "Current lock settings service state:\n\nUser State:\n  User 0\n    SP Handle: 7a3b\n"
      "    Quality: 131072\n    CredentialType: PIN\n" },
    { "dumpsys power", "POWER MANAGER (dumpsys power)\n\nPower Manager State:\n"
                       "  mWakefulness=Awake\n  mIsPowered=true\n  mPlugType=2\n" },
    { "cat /proc/mounts", "/dev/block/dm-0 / ext4 ro,seclabel,relatime 0 0\n"
                          "/dev/block/dm-6 /data f2fs rw,lazytime,seclabel,nosuid,nodev 0 0\n"
                          "/dev/fuse /storage/emulated fuse rw,nosuid,nodev,noexec 0 0\n" },
    { "cat /proc/version", "Linux version 5.15.78-android14 (build@phantom) #1 SMP PREEMPT\n" },
    { "sm list-volumes all", "private mounted null\nemulated;0 mounted null\n" },
    { "dumpsys mount", "Disks:\nVolumes:\n  VolumeInfo{emulated;0}:\n"
                       "    type=EMULATED diskId=null partGuid=null mountFlags=PRIMARY|VISIBLE\n" },
    { "ls -la /data/local/tmp", "total 7\ndrwxrwx--x 2 shell shell 3452 2025-01-01 00:00 .\n"
                                "drwxr-x--x 4 root  root  3452 2025-01-01 00:00 ..\n" },
    { "dumpsys backup", "Backup Manager is enabled / setup complete / not pending init\n"
                        "Auto-restore is enabled\nNo backups running\n" },
};

void mk_train_answer(struct mk_train *t, const char *command, struct mk_span out)
{
    struct mk_into in = mk_into(&t->db, "answers", "command,out,err,status");
    mk_put(&in, mk_t(command), mk_b(out), mk_null(), mk_i(0));
}

static void tell_fact(const struct mk_at *at, int64_t row, const char *name, const char *value)
{
    struct mk_json *j = mk_true(at, "device", row);
    mk_json_kv_str(j, "name", name);
    mk_json_kv_str(j, "value", value);
    mk_true_end(at);
}

static void tell_properties(struct mk_train *t)
{
    struct mk_at at = { &t->truth, "android.getprop", "shell/getprop.txt", "properties" };
    /* what the phantom adds: firmware/phantom/play_state.c, of a phone that is unlocked */
    static const char *const played[][2] = { { "sys.user.0.ce_available", "true" },
                                             { "sys.boot_completed", "1" } };
    struct mk_props props = { 0 };
    mk_train_props(&props, t);
    for (size_t i = 0; i < MK_PROPS + 2; i++) {
        const char *const *pair = i < MK_PROPS ? props.all[i] : played[i - MK_PROPS];
        tell_fact(&at, (int64_t)i + 1, pair[0], pair[1]);
    }
}

/* As the phantom plays it: firmware/phantom/play_device.c, dump_battery(). */
static void tell_battery(struct mk_train *t)
{
    static const char *const facts[][2] = {
        { "AC powered", "false" }, { "USB powered", "true" },  { "Wireless powered", "false" },
        { "status", "2" },         { "health", "2" },          { "present", "true" },
        { "level", "83" },         { "scale", "100" },         { "voltage", "4123" },
        { "temperature", "271" },  { "technology", "Li-ion" },
    };
    struct mk_at at = { &t->truth, "android.facts_printed", "shell/dumpsys_battery.txt", "facts" };
    char name[40];
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        snprintf(name, sizeof name, "battery %s", facts[i][0]);
        tell_fact(&at, (int64_t)i + 1, name, facts[i][1]);
    }
}

static void tell_accounts(struct mk_train *t)
{
    struct mk_at user = { &t->truth, "android.users_printed", "shell/users.txt", "users" };
    struct mk_at sim = { &t->truth, "android.sim", SIM_URI, NULL };
    struct mk_json *j = mk_true(&user, "account", 1);
    mk_json_kv_str(j, "service", "android_user");
    mk_json_kv_str(j, "id", "0");
    mk_json_kv_str(j, "name", "Owner");
    mk_true_end(&user);
    if (!mk_train_is_ok(t, SIM_URI))
        return;
    j = mk_true(&sim, "account", 1);
    mk_json_kv_str(j, "service", "sim");
    mk_json_kv_str(j, "id", MK_SIM_ICC);
    mk_json_kv_str(j, "phone", t->sc->owner.number);
    mk_true_end(&sim);
}

/* As they stand in the address book's table from the beginning (providers.c). */
static void tell_groups(struct mk_train *t)
{
    static const char uri[] = "content://com.android.contacts/groups";
    static const char *const titles[] = { "My Contacts", "Work" };
    /* the file of an app's rows is the first of its providers */
    struct mk_at at = { &t->truth, "android.contacts",
                        "content://com.android.contacts/raw_contacts", uri };
    for (size_t i = 0; i < 2 && mk_train_is_ok(t, uri); i++) {
        struct mk_json *j = mk_true(&at, "event", (int64_t)i + 1);
        mk_json_kv_str(j, "name", "contact_group");
        mk_json_kv_str(j, "title", titles[i]);
        mk_true_end(&at);
    }
}

static int tell_settings(struct mk_train *t, const char *space, bool per_user, struct mk_error *e)
{
    char file[64], sql[96];
    struct mk_at at = { &t->truth, "android.settings_text", file, "settings" };
    sqlite3_stmt *st = NULL;
    int64_t row = 0;
    snprintf(file, sizeof file, "shell/%ssettings_%s.txt", per_user ? "user/0/" : "", space);
    snprintf(sql, sizeof sql, "SELECT name, value FROM settings_%s ORDER BY name", space);
    if (sqlite3_prepare_v2(t->db.db, sql, -1, &st, NULL) != SQLITE_OK)
        return mk_fail(e, MK_EIO, "settings: %s", sqlite3_errmsg(t->db.db));
    int got;
    while ((got = sqlite3_step(st)) == SQLITE_ROW) {
        struct mk_json *j = mk_true(&at, "device", ++row);
        mk_json_kv_str(j, "type", space);
        mk_json_kv_str(j, "name", (const char *)sqlite3_column_text(st, 0));
        mk_json_kv_str(j, "value", (const char *)sqlite3_column_text(st, 1));
        if (per_user)
            mk_json_kv_str(j, "profile", "0");
        mk_true_end(&at);
    }
    sqlite3_finalize(st);
    return got == SQLITE_DONE ? 0 : mk_fail(e, MK_ENOMEM, "settings");
}

static void put_sim(struct mk_train *t, struct mk_buf *room)
{
    mk_buf_clear(room);
    mk_buf_printf(room,
                  "SubscriptionManagerService:\n Active modem count=1\n All subscriptions:\n"
                  "  [SubscriptionInfoInternal: id=1 iccId=%s simSlotIndex=0 displayName=SIM 1 "
                  "carrierName=Example Mobile number=%s mcc=234 mnc=15]\n",
                  MK_SIM_ICC, t->sc->owner.number);
    mk_train_answer(t, "dumpsys isub", mk_buf_span(room));
}

/* An IMEI as Parcel.cpp's print() has it: UTF-16 in words of four bytes, sixteen bytes a line. */
static void put_imei(struct mk_train *t, struct mk_buf *room)
{
    static const char imei[] = IMEI;
    struct mk_at at = { &t->truth, "android.facts_printed", "shell/iphonesubinfo.txt", "facts" };
    uint32_t words[10] = { 0, sizeof imei - 1 };
    for (size_t i = 0; i < sizeof imei - 1; i++)
        words[2 + i / 2] |= (uint32_t)imei[i] << (i % 2 * 16);
    mk_buf_clear(room);
    mk_buf_puts(room, "Result: Parcel(");
    for (size_t i = 0; i < 10; i++) {
        if (i % 4 == 0)
            mk_buf_printf(room, "\n  0x%08zx:", i * 4);
        mk_buf_printf(room, " %08x", (unsigned)words[i]);
    }
    mk_buf_puts(room, ")\n");
    mk_train_answer(t, "service call iphonesubinfo 1 s16 com.android.shell", mk_buf_span(room));
    tell_fact(&at, 1, "IMEI", imei);
}

int mk_train_answers(struct mk_train *t, struct mk_error *e)
{
    struct mk_buf room;
    mk_db_sql(&t->db, "CREATE TABLE answers (command TEXT PRIMARY KEY,out BLOB,err BLOB,"
                      "status INTEGER)");
    if (!mk_buf_fixed(&room, (size_t)1 << 14))
        return mk_fail(e, MK_ENOMEM, "answers");
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        mk_train_answer(t, fixed[i].command, mk_str(fixed[i].out));
    put_sim(t, &room);
    put_imei(t, &room);
    tell_properties(t);
    tell_battery(t);
    tell_accounts(t);
    tell_groups(t);
    int rc = tell_settings(t, "global", false, e) || tell_settings(t, "secure", true, e) ||
                     tell_settings(t, "system", true, e)
                 ? -1
                 : 0;
    if (rc == 0 && !mk_buf_ok(&room))
        rc = mk_fail(e, MK_ENOMEM, "answers");
    mk_buf_done(&room);
    return rc;
}
