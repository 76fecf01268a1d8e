#include "firmware/plan/questions.h"
#include <string.h>

#define STATE  .category = "device", .state = true
#define ALWAYS STATE, .always = true
#define MIXED  .mixed = true

/* In the order in which they are asked. clang-format off: one row, one line. */
/* clang-format off */
static const struct mk_question questions[] = {
    /* which phone it is and how it stands */
    { "sdk", "getprop ro.build.version.sdk", ALWAYS, .plain = "version of Android" },
    { "users", "pm list users", ALWAYS, .proof = "Users:", .since = 17, .plain = "users and profiles" },
    { "owners", "dpm list-owners", ALWAYS, .since = 31, .plain = "whether an organisation manages it" },
    { "dumpsys_device_policy", "dumpsys device_policy", ALWAYS, .proof = "Device Policy", .plain = "rules of an organisation" },
    { "getprop", "getprop", STATE, .proof = "[ro.", .plain = "make, model, version and other properties" },
    { "id", "id", STATE, .proof = "uid=", .plain = "rights of the connection" },
    { "uptime", "uptime", STATE, .proof = "up ", .plain = "since when it is switched on" },
    { "dumpsys_user", "dumpsys user", STATE, .proof = "Users:", .since = 17, .plain = "users, and when they were made" },
    { "dumpsys_battery", "dumpsys battery", STATE, .proof = "Battery Service state", .plain = "battery" },
    { "dumpsys_trust", "dumpsys trust", STATE, .proof = "Trust manager state", .since = 21, .plain = "whether it is locked" },
    { "dumpsys_lock_settings", "dumpsys lock_settings", STATE, .since = 29, .plain = "kind of screen lock" },
    { "dumpsys_window_policy", "dumpsys window policy", STATE, .proof = "WINDOW MANAGER POLICY", .plain = "state of the screen" },
    { "dumpsys_power", "dumpsys power", STATE, .proof = "POWER MANAGER", MIXED, .plain = "state of the power supply" },
    { "settings_global", "settings list global", STATE, .proof = "=", .since = 23, .plain = "settings of the phone" },
    { "settings_secure", "settings --user {user} list secure", STATE, .proof = "=", .since = 23, .plain = "settings of the user" },
    { "settings_system", "settings --user {user} list system", STATE, .proof = "=", .since = 23, .plain = "settings of screen and sounds" },
    { "iphonesubinfo", "service call iphonesubinfo 1 s16 com.android.shell", STATE, .proof = "Parcel(", .since = 23, .plain = "IMEI" },
    { "iphonesubinfo", "dumpsys iphonesubinfo", STATE, .proof = "Device ID", .until = 20, .plain = "IMEI" },
    { "dumpsys_isub", "dumpsys isub", STATE, .since = 22, .plain = "SIM cards" },
    { "df", "df", STATE, .proof = "/data", .plain = "how full the storage is" },
    { "volumes", "sm list-volumes all", STATE, .proof = "private", .since = 23 },
    { "mounts", "cat /proc/mounts", STATE, .proof = "/data", .plain = "how the storage is put together" },
    { "dumpsys_mount", "dumpsys mount", STATE, .since = 23, .plain = "state of the storage" },
    { "version", "cat /proc/version", STATE, .proof = "Linux", .plain = "version of the system's core" },
    { "tmp", "ls -la /data/local/tmp", STATE, .control = "id", .plain = "names of files that tools left behind" }, /* where tools that were pushed lie */
    { "dumpsys_adb", "dumpsys adb", STATE, .proof = "ADB MANAGER STATE", .since = 29, .plain = "computers that were allowed before" },
    { "dumpsys_backup", "dumpsys backup", STATE, .proof = "Backup Manager", MIXED, .plain = "backups to the network, their times" },

    /* which apps there are, and what they may do */
    { "packages", "pm list packages -f -i -U --show-versioncode --user {user}", "apps", "package:", .since = 26, MIXED, .plain = "installed apps" },
    { "packages", "pm list packages -f -i --user {user}", "apps", "package:", .since = 17, .until = 25, MIXED, .plain = "installed apps" },
    { "packages", "pm list packages -f -i", "apps", "package:", .until = 16, MIXED, .plain = "installed apps" },
    { "packages_all", "pm list packages -u --user {user}", "apps", "package:", .since = 17, MIXED, .plain = "apps that were taken off and left data" }, /* those taken off whose data is kept, too */
    { "packages_disabled", "pm list packages -d --user {user}", "apps", "package:", "packages", .since = 17, MIXED, .plain = "apps that are switched off" },
    { "packages_third", "pm list packages -3 --user {user}", "apps", "package:", "packages", .since = 17, MIXED, .plain = "apps that were added" },
    { "dumpsys_package", "dumpsys package", "apps", "Database versions", MIXED, .plain = "installed apps in detail, their rights" },
    { "dumpsys_role", "dumpsys role", "apps", .since = 29, MIXED, .plain = "which app is the one for calls, messages and the web" },
    { "dumpsys_accessibility", "dumpsys accessibility", "apps", "ACCESSIBILITY MANAGER", MIXED, .plain = "apps that may read the screen" },
    { "dumpsys_appops", "dumpsys appops", "apps", "AppOps Service state", .since = 19, MIXED, .plain = "when apps used camera, microphone, place" },
    { "ps", "ps -A", "apps", "PID", .since = 26, MIXED, .plain = "running programs" },
    { "ps", "ps", "apps", "PID", .until = 25, MIXED, .plain = "running programs" },
    { "dumpsys_account", "dumpsys account", "accounts", "Accounts:", MIXED, .plain = "accounts (names, not passwords)" },
    { "dumpsys_content", "dumpsys content", "accounts", MIXED, .plain = "what is synchronised with accounts, and when" }, /* what is synchronised, when */

    /* providers that cannot be asked row by row: one answer each. The first two take no conditions
     * (packages/services/Telephony, IccProvider.java; ContactsProvider2.java, DELETED_CONTACTS has
     * no _id), of the third _id means two columns (CalendarProvider2.java, ATTENDEES) */
    { "icc_adn", "content query --uri content://icc/adn", "contacts", "Row: 0 ", MIXED, .plain = "numbers on the SIM card" },
    { "deleted_contacts", "content query --uri content://com.android.contacts/deleted_contacts", "contacts", "Row: 0 ", .since = 18, MIXED, .plain = "which contacts were deleted, and when" },
    { "attendees", "content query --uri content://com.android.calendar/attendees --projection event_id:attendeeName:attendeeEmail:attendeeRelationship:attendeeType:attendeeStatus", "calendar", "Row: 0 ", .since = 14, MIXED, .plain = "who was invited to appointments" },

    /* who was in touch, what was done, where */
    { "dumpsys_telecom", "dumpsys telecom", "calls", .since = 21, MIXED, .plain = "calls since it was switched on" },
    { "dumpsys_telephony_registry", "dumpsys telephony.registry", "calls", "state", MIXED, .plain = "network cell and state of calls" },
    { "dumpsys_notification", "dumpsys notification --noredact", "activity", "Notification", .since = 23, MIXED, .plain = "notifications on the screen, with their texts" },
    { "dumpsys_notification", "dumpsys notification", "activity", "Notification", .until = 22, MIXED, .plain = "notifications on the screen, with their texts" },
    { "dumpsys_usagestats", "dumpsys usagestats", "activity", .since = 21, MIXED, .plain = "when which app was used" },
    { "dumpsys_recents", "dumpsys activity recents", "activity", "RECENT TASKS", MIXED, .plain = "apps used last" },
    { "dumpsys_shortcut", "dumpsys shortcut", "activity", .since = 25, MIXED, .plain = "shortcuts, also to conversations" },
    { "dumpsys_media_session", "dumpsys media_session", "activity", .since = 21, MIXED, .plain = "what is being played" },
    { "dumpsys_location", "dumpsys location", "activity", "Location", MIXED, .plain = "last known places" },
    { "dumpsys_dbinfo", "dumpsys dbinfo", "activity", "Applications Database Info", .since = 16, MIXED, .plain = "databases in use, last statements" },
    { "dumpsys_alarm", "dumpsys alarm", "activity", "Alarm", MIXED, .plain = "alarms" },
    { "dumpsys_jobscheduler", "dumpsys jobscheduler", "activity", .since = 21, MIXED, .plain = "planned work of apps" },
    { "logcat", "logcat -b all -d -v threadtime", "activity", .since = 23, MIXED, .plain = "the system's diary of the last hours" },
    { "logcat", "logcat -d -v threadtime", "activity", .until = 22, MIXED, .plain = "the system's diary of the last hours" },

    /* which networks it knew */
    { "dumpsys_wifi", "dumpsys wifi", "network", "Wi-Fi", MIXED, .plain = "Wi-Fi networks" },
    { "dumpsys_connectivity", "dumpsys connectivity", "network", MIXED, .plain = "state of connections" },
    { "dumpsys_bluetooth_manager", "dumpsys bluetooth_manager", "network", "Bluetooth", .since = 18, MIXED, .plain = "Bluetooth devices" },
    { "dumpsys_netstats", "dumpsys netstats detail", "network", .since = 14, MIXED, .plain = "amounts of data by app" },
    { "addresses", "ip addr", "network", "lo", MIXED, .plain = "network addresses" },

    /* a bug report, in ways that leave no file on the phone: frameworks/native, cmds/bugreportz
     * (-s since Android 12), cmds/bugreport (plain text, to Android 11) */
    { "bugreport", "bugreportz -s", "activity", "PK", .since = 31, .ext = "zip", .wish = true, .timeout_s = 1200, MIXED },
    { "bugreport", "bugreport", "activity", "dumpstate", .until = 30, .wish = true, .timeout_s = 1200, MIXED },
    { NULL },
};
/* clang-format on */

const struct mk_question *mk_question_at(size_t i)
{
    _Static_assert(sizeof questions / sizeof *questions <= MK_QUESTIONS_MAX, "too many questions");
    return i + 1 < sizeof questions / sizeof *questions ? &questions[i] : NULL;
}

const char *mk_platform_name(enum mk_platform p)
{
    return p == MK_IPHONE ? "iphone" : "android";
}

const struct mk_question *mk_question_of(enum mk_platform p, size_t i)
{
    return p == MK_IPHONE ? mk_ios_question_at(i) : mk_question_at(i);
}

const char *mk_question_artefact(enum mk_platform p)
{
    return p == MK_IPHONE ? MK_IOS_ARTEFACT : MK_QUESTION_ARTEFACT;
}

bool mk_question_is_per_user(const struct mk_question *q)
{
    return strstr(q->command, "{user}") != NULL;
}

bool mk_question_fits(const struct mk_question *q, unsigned level)
{
    return level == 0 || (level >= q->since && (q->until == 0 || level <= q->until));
}
