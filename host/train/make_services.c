/*
 * What services of the system tell of apps, people and networks, in the words of Android 14.
 * Shapes: AOSP android-14.0.0_r1, frameworks/base, services/core:
 * pm/PackageManagerShellCommand.java and pm/Settings.java, appop/AppOpsService.java, dump() of the
 * others; packages/modules/Wifi and Bluetooth. Readers know the packages, operations, statements,
 * services and processes in them.
 */
#include "host/train/make.h"

static const struct {
    const char *command, *out;
} fixed[] = {
    { "dumpsys role", "ROLE STATE (dumpsys role):\n  roles=android.app.role.SMS\n"
                      "  holders=com.android.messaging\n" },
    { "dumpsys content", "Data connected: true\nAuto sync: u0=true\nMemory low: false\n" },
    { "dumpsys telephony.registry",
      "last known state:\n  Phone Id=0\n    mCallState=0\n"
      "    mCallIncomingNumber=\n    mServiceState={mVoiceRegState=0}\n" },
    { "dumpsys telecom", "CallsManager:\n  mCalls:\n  mCallLogManager:\n" },
    { "dumpsys notification --noredact",
      "Current Notification Manager state:\n  Notification List:\n"
      "    NotificationRecord(0x01: pkg=com.android.messaging user=UserHandle{0} id=0)\n" },
    { "dumpsys usagestats", "user=0\n  Last 24 hour events (timeRange=\"1/1/2025\")\n" },
    { "dumpsys activity recents", "ACTIVITY MANAGER RECENT TASKS (dumpsys activity recents)\n"
                                  "  Recent tasks:\n" },
    { "dumpsys shortcut", "SHORTCUT MANAGER\n  User: 0\n" },
    { "dumpsys media_session", "MEDIA SESSION SERVICE (dumpsys media_session)\n" },
    { "dumpsys location",
      "Location Manager State:\n  Location Settings:\n    Location Setting: true\n" },
    { "dumpsys alarm", "Current Alarm Manager state:\n  Settings:\n" },
    { "dumpsys jobscheduler", "Settings:\n  min_ready_non_active_jobs_count=5\n" },
    { "logcat -b all -d -v threadtime", "--------- beginning of main\n" },
    { "dumpsys wifi", "Wi-Fi is enabled\nVerbose logging is off\nWifiConfigManager - Configured "
                      "networks Begin ----\nWifiConfigManager - Configured networks End ----\n" },
    { "dumpsys connectivity", "NetworkProviders for: NPI 1\nActive default network: none\n" },
    { "dumpsys bluetooth_manager", "Bluetooth Status\n  enabled: true\n  state: ON\n" },
    { "dumpsys netstats detail", "Configs:\n  persistThreshold=2097152\n" },
    { "ip addr", "1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN\n" },
    { "dumpsys adb", "ADB MANAGER STATE (dumpsys adb):\n{\n  debugging_manager={\n"
                     "    connected_to_adb=true\n  }\n}\n" },
};

/* ---- packages ---- */

static bool is_own(const struct mk_package *p)
{
    return p->installer != NULL;
}

static void tell_package(struct mk_train *t, const char *path, int64_t row, const char *name)
{
    struct mk_at at = { &t->truth, "android.packages_printed", path, "packages" };
    struct mk_json *j = mk_true(&at, "app", row);
    mk_json_kv_str(j, "id", name);
    mk_json_kv_str(j, "profile", "0");
    mk_true_end(&at);
}

static void tell_find_device(struct mk_train *t, const char *path, int64_t row, const char *name)
{
    struct mk_at at = { &t->truth, "android.packages_printed", path, "packages" };
    if (strcmp(name, "com.google.android.apps.adm") != 0)
        return;
    struct mk_json *j = mk_true(&at, "event", row);
    mk_json_kv_str(j, "name", "find_device");
    mk_json_kv_str(j, "profile", "0");
    mk_true_end(&at);
}

static void put_list(struct mk_train *t, struct mk_buf *room, const char *options, const char *path,
                     bool all, bool more)
{
    const struct mk_package *p;
    char command[128];
    int64_t row = 0;
    snprintf(command, sizeof command, "pm list packages %s --user 0", options);
    mk_buf_clear(room);
    for (size_t i = 0; (p = mk_train_package(i)); i++) {
        if (!all && !is_own(p))
            continue;
        row++;
        if (more)
            mk_buf_printf(room, "package:%s%s/base.apk=%s versionCode:%d  installer=%s uid:%u\n",
                          is_own(p) ? "/data/app/~~x==/" : "/system/app/", p->name, p->name,
                          p->code, is_own(p) ? p->installer : "null", mk_package_uid(i));
        else
            mk_buf_printf(room, "package:%s\n", p->name);
        tell_package(t, path, row, p->name);
        tell_find_device(t, path, row, p->name);
    }
    mk_train_answer(t, command, mk_buf_span(room));
}

static void put_packages(struct mk_train *t, struct mk_buf *room)
{
    const struct mk_package *p;
    struct mk_at at = { &t->truth, "android.dump_packages", "shell/dumpsys_package.txt",
                        "packages" };
    put_list(t, room, "-f -i -U --show-versioncode", "shell/user/0/packages.txt", true, true);
    put_list(t, room, "-u", "shell/user/0/packages_all.txt", true, false);
    put_list(t, room, "-3", "shell/user/0/packages_third.txt", false, false);
    mk_train_answer(t, "pm list packages -d --user 0", mk_str(""));
    mk_buf_clear(room);
    mk_buf_puts(room, "Database versions:\n  Internal:\n    sdkVersion=34\n\nPackages:\n");
    for (size_t i = 0; (p = mk_train_package(i)); i++) {
        mk_buf_printf(room, "  Package [%s] (%zx):\n    appId=%u\n    versionCode=%d minSdk=26\n",
                      p->name, i + 0xa0, mk_package_uid(i), p->code);
        struct mk_json *j = mk_true(&at, "app", (int64_t)i + 1);
        mk_json_kv_str(j, "id", p->name);
        mk_true_end(&at);
    }
    mk_train_answer(t, "dumpsys package", mk_buf_span(room));
}

/* ---- what apps may and did ---- */

static struct mk_json *event(const struct mk_at *at, int64_t row, const char *name)
{
    struct mk_json *j = mk_true(at, "event", row);
    mk_json_kv_str(j, "name", name);
    return j;
}

static void put_operations(struct mk_train *t)
{
    struct mk_at at = { &t->truth, "android.dump_appops", "shell/dumpsys_appops.txt", "ops" };
    mk_train_answer(t, "dumpsys appops",
                    mk_str("Current AppOps Service state:\n  Uid u0a104:\n    state=cch\n"
                           "    Package com.whatsapp:\n      CAMERA (allow):\n        null=[\n"
                           "          Access: [fg-s] 2025-01-01 10:00:00.000 (-1d)\n        ]\n"));
    event(&at, 1, "app_operation");
    mk_true_end(&at);
}

static void put_statements(struct mk_train *t)
{
    struct mk_at at = { &t->truth, "android.dump_databases", "shell/dumpsys_dbinfo.txt",
                        "statements" };
    mk_train_answer(
        t, "dumpsys dbinfo",
        mk_str("Applications Database Info:\n\n** Database info for pid 812 [com.whatsapp] **\n\n"
               "Connection pool for /data/user/0/com.whatsapp/databases/wa.db:\n"
               "      Most recently executed operations:\n        0: [2025-01-01 10:00:00.000] "
               "prepare took 0ms - succeeded, sql=\"PRAGMA page_size;\"\n"));
    mk_json_kv_str(event(&at, 1, "database_statement"), "text", "PRAGMA page_size;");
    mk_true_end(&at);
}

static void put_accessibility(struct mk_train *t)
{
    struct mk_at at = { &t->truth, "android.dump_accessibility", "shell/dumpsys_accessibility.txt",
                        "accessibility" };
    mk_train_answer(t, "dumpsys accessibility",
                    mk_str("ACCESSIBILITY MANAGER (dumpsys accessibility)\n"
                           "User state[attributes:{id=0, currentUser=true\n"
                           "     Enabled services:{{org.example.reader/.Reader}}\n"));
    mk_json_kv_str(event(&at, 1, "accessibility_service"), "state", "enabled");
    mk_true_end(&at);
}

static void put_processes(struct mk_train *t)
{
    static const char *const names[] = { "init", "com.android.messaging", "com.whatsapp" };
    struct mk_at at = { &t->truth, "android.processes", "shell/ps.txt", "processes" };
    mk_train_answer(t, "ps -A",
                    mk_str("USER           PID  PPID     VSZ    RSS WCHAN            ADDR S NAME\n"
                           "root             1     0   10824   4100 0                   0 S init\n"
                           "u0_a102        801   300   14100   9100 0                   0 S "
                           "com.android.messaging\n"
                           "u0_a104        812   300   14100   9100 0                   0 S "
                           "com.whatsapp\n"));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        event(&at, (int64_t)i + 1, "process");
        mk_true_end(&at);
    }
}

static void put_accounts(struct mk_train *t, struct mk_buf *room)
{
    mk_buf_clear(room);
    mk_buf_printf(room,
                  "User UserInfo{0:Owner:4c13}:\n  Accounts: 1\n    Account {name=%s, "
                  "type=com.google}\n\n  AccountId, Action_Type, timestamp, UID, TableName, Key\n"
                  "  Accounts History\n",
                  t->sc->owner.email ? t->sc->owner.email : "owner@example.com");
    mk_train_answer(t, "dumpsys account", mk_buf_span(room));
}

int mk_train_services(struct mk_train *t, struct mk_error *e)
{
    struct mk_buf room;
    if (!mk_buf_fixed(&room, (size_t)1 << 16))
        return mk_fail(e, MK_ENOMEM, "answers");
    for (size_t i = 0; i < sizeof fixed / sizeof *fixed; i++)
        mk_train_answer(t, fixed[i].command, mk_str(fixed[i].out));
    put_packages(t, &room);
    put_operations(t);
    put_statements(t);
    put_accessibility(t);
    put_processes(t);
    put_accounts(t, &room);
    int rc = mk_buf_ok(&room) ? 0 : mk_fail(e, MK_ENOMEM, "answers");
    mk_buf_done(&room);
    return rc;
}
