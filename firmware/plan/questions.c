#include "firmware/plan/questions.h"
#include <string.h>

#define STATE  .category = "device", .state = true
#define ALWAYS STATE, .always = true
#define MIXED  .mixed = true

/* In the order in which they are asked. clang-format off: one row, one line. */
/* clang-format off */
static const struct mk_question questions[] = {
    /* which phone it is and how it stands */
    { "sdk", "getprop ro.build.version.sdk", ALWAYS },
    { "users", "pm list users", ALWAYS, .proof = "Users:", .since = 17 },
    { "owners", "dpm list-owners", ALWAYS, .since = 31 },
    { "dumpsys_device_policy", "dumpsys device_policy", ALWAYS, .proof = "Device Policy" },
    { "getprop", "getprop", STATE, .proof = "[ro." },
    { "id", "id", STATE, .proof = "uid=" },
    { "uptime", "uptime", STATE, .proof = "up " },
    { "dumpsys_user", "dumpsys user", STATE, .proof = "Users:", .since = 17 },
    { "dumpsys_battery", "dumpsys battery", STATE, .proof = "Battery Service state" },
    { "dumpsys_trust", "dumpsys trust", STATE, .proof = "Trust manager state", .since = 21 },
    { "dumpsys_lock_settings", "dumpsys lock_settings", STATE, .since = 29 },
    { "dumpsys_window_policy", "dumpsys window policy", STATE, .proof = "WINDOW MANAGER POLICY" },
    { "dumpsys_power", "dumpsys power", STATE, .proof = "POWER MANAGER" },
    { "settings_global", "settings list global", STATE, .proof = "=", .since = 23 },
    { "settings_secure", "settings --user {user} list secure", STATE, .proof = "=", .since = 23 },
    { "settings_system", "settings --user {user} list system", STATE, .proof = "=", .since = 23 },
    { "iphonesubinfo", "service call iphonesubinfo 1 s16 com.android.shell", STATE, .proof = "Parcel(", .since = 23 },
    { "iphonesubinfo", "dumpsys iphonesubinfo", STATE, .proof = "Device ID", .until = 20 },
    { "dumpsys_isub", "dumpsys isub", STATE, .since = 22 },
    { "df", "df", STATE, .proof = "/data" },
    { "mounts", "cat /proc/mounts", STATE, .proof = "/data" },
    { "volumes", "sm list-volumes all", STATE, .proof = "private", .since = 23 },
    { "dumpsys_mount", "dumpsys mount", STATE, .since = 23 },
    { "version", "cat /proc/version", STATE, .proof = "Linux" },
    { "tmp", "ls -la /data/local/tmp", STATE, .control = "id" }, /* where tools that were pushed lie */
    { "dumpsys_adb", "dumpsys adb", STATE, .proof = "ADB MANAGER STATE", .since = 29 },
    { "dumpsys_backup", "dumpsys backup", STATE, .proof = "Backup Manager" },

    /* which apps there are, and what they may do */
    { "packages", "pm list packages -f -i -U --show-versioncode --user {user}", "apps", "package:", .since = 26, MIXED },
    { "packages", "pm list packages -f -i --user {user}", "apps", "package:", .since = 17, .until = 25, MIXED },
    { "packages", "pm list packages -f -i", "apps", "package:", .until = 16, MIXED },
    { "packages_all", "pm list packages -u --user {user}", "apps", "package:", .since = 17, MIXED }, /* those taken off whose data is kept, too */
    { "packages_disabled", "pm list packages -d --user {user}", "apps", "package:", "packages", .since = 17, MIXED },
    { "packages_third", "pm list packages -3 --user {user}", "apps", "package:", "packages", .since = 17, MIXED },
    { "dumpsys_package", "dumpsys package", "apps", "Database versions", MIXED },
    { "dumpsys_role", "dumpsys role", "apps", .since = 29, MIXED },
    { "dumpsys_accessibility", "dumpsys accessibility", "apps", "ACCESSIBILITY MANAGER", MIXED },
    { "dumpsys_appops", "dumpsys appops", "apps", "AppOps Service state", .since = 19, MIXED },
    { "ps", "ps -A", "apps", "PID", .since = 26, MIXED },
    { "ps", "ps", "apps", "PID", .until = 25, MIXED },
    { "dumpsys_account", "dumpsys account", "accounts", "Accounts:", MIXED },
    { "dumpsys_content", "dumpsys content", "accounts", MIXED }, /* what is synchronised, when */

    /* providers that cannot be asked row by row: one answer each. The first two take no conditions
     * (packages/services/Telephony, IccProvider.java; ContactsProvider2.java, DELETED_CONTACTS has
     * no _id), of the third _id means two columns (CalendarProvider2.java, ATTENDEES) */
    { "icc_adn", "content query --uri content://icc/adn", "contacts", "Row: 0 ", MIXED },
    { "deleted_contacts", "content query --uri content://com.android.contacts/deleted_contacts", "contacts", "Row: 0 ", .since = 18, MIXED },
    { "attendees", "content query --uri content://com.android.calendar/attendees --projection event_id:attendeeName:attendeeEmail:attendeeRelationship:attendeeType:attendeeStatus", "calendar", "Row: 0 ", .since = 14, MIXED },

    /* who was in touch, what was done, where */
    { "dumpsys_telecom", "dumpsys telecom", "calls", .since = 21, MIXED },
    { "dumpsys_telephony_registry", "dumpsys telephony.registry", "calls", "state", MIXED },
    { "dumpsys_notification", "dumpsys notification --noredact", "activity", "Notification", .since = 23, MIXED },
    { "dumpsys_notification", "dumpsys notification", "activity", "Notification", .until = 22, MIXED },
    { "dumpsys_usagestats", "dumpsys usagestats", "activity", .since = 21, MIXED },
    { "dumpsys_recents", "dumpsys activity recents", "activity", "RECENT TASKS", MIXED },
    { "dumpsys_shortcut", "dumpsys shortcut", "activity", .since = 25, MIXED },
    { "dumpsys_media_session", "dumpsys media_session", "activity", .since = 21, MIXED },
    { "dumpsys_location", "dumpsys location", "activity", "Location", MIXED },
    { "dumpsys_dbinfo", "dumpsys dbinfo", "activity", "Applications Database Info", .since = 16, MIXED },
    { "dumpsys_alarm", "dumpsys alarm", "activity", "Alarm", MIXED },
    { "dumpsys_jobscheduler", "dumpsys jobscheduler", "activity", .since = 21, MIXED },
    { "logcat", "logcat -b all -d -v threadtime", "activity", .since = 23, MIXED },
    { "logcat", "logcat -d -v threadtime", "activity", .until = 22, MIXED },

    /* which networks it knew */
    { "dumpsys_wifi", "dumpsys wifi", "network", "Wi-Fi", MIXED },
    { "dumpsys_connectivity", "dumpsys connectivity", "network", MIXED },
    { "dumpsys_bluetooth_manager", "dumpsys bluetooth_manager", "network", "Bluetooth", .since = 18, MIXED },
    { "dumpsys_netstats", "dumpsys netstats detail", "network", .since = 14, MIXED },
    { "addresses", "ip addr", "network", "lo", MIXED },
    { NULL },
};
/* clang-format on */

const struct mk_question *mk_question_at(size_t i)
{
    _Static_assert(sizeof questions / sizeof *questions <= MK_QUESTIONS_MAX, "too many questions");
    return i + 1 < sizeof questions / sizeof *questions ? &questions[i] : NULL;
}

bool mk_question_is_per_user(const struct mk_question *q)
{
    return strstr(q->command, "{user}") != NULL;
}

bool mk_question_fits(const struct mk_question *q, unsigned level)
{
    return level == 0 || (level >= q->since && (q->until == 0 || level <= q->until));
}
