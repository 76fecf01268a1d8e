#include "firmware/plan/questions.h"

/*
 * What an iPhone is asked: lockdown's values by domain and the list of apps. Domains as the stock
 * client lists them (libimobiledevice 1.3.0, tools/ideviceinfo.c, domains[]), and com.apple.fmip
 * (tools/idevicebackup2.c asks it for IsAssociated before a restore). A phone may know none of
 * them. Words of profiles: firmware/ios/profiles.c. An empty list of them names no PayloadUUID.
 */
#define STATE     .category = "device", .state = true
#define ALWAYS    STATE, .always = true
#define MIXED     .mixed = true
#define KEY       "<key>" /* a list that is not empty */
#define DOMAIN(d) "lockdown-" d, "lockdown " d

/* In the order in which they are asked. clang-format off: one row, one line. */
/* clang-format off */
static const struct mk_question questions[] = {
    { "lockdown", "lockdown", STATE, .proof = "UniqueDeviceID", .plain = "make, version, numbers, time and state of the phone" },
    { DOMAIN("com.apple.mobile.chaperone"), ALWAYS, .proof = KEY, .control = "lockdown", .plain = "whether an organisation supervises it" },
    { "profiles", "profiles", ALWAYS, .proof = "PayloadUUID", .control = "lockdown", .timeout_s = 60, .plain = "profiles of an organisation that are installed on it" },
    { "cloud-configuration", "cloud-configuration", ALWAYS, .proof = "<key>CloudConfiguration</key>\n\t<dict>", .control = "lockdown", .timeout_s = 60, .plain = "what an organisation set up for it" },
    { DOMAIN("com.apple.mobile.backup"), ALWAYS, .proof = KEY, .control = "lockdown", .plain = "whether its backups are encrypted" },
    { DOMAIN("com.apple.disk_usage"), STATE, .proof = KEY, .control = "lockdown", .plain = "how full the storage is" },
    { DOMAIN("com.apple.disk_usage.factory"), STATE, .proof = KEY, .control = "lockdown", .plain = "what fills the storage" },
    { DOMAIN("com.apple.mobile.battery"), STATE, .proof = KEY, .control = "lockdown", .plain = "battery" },
    { DOMAIN("com.apple.fmip"), STATE, .proof = KEY, .control = "lockdown", .plain = "whether Find My is on" },
    { DOMAIN("com.apple.international"), STATE, .proof = KEY, .control = "lockdown", .plain = "language and region" },
    { DOMAIN("com.apple.purplebuddy"), STATE, .proof = KEY, .control = "lockdown", .plain = "when and how it was set up" },
    { DOMAIN("com.apple.mobile.lockdown_cache"), STATE, .proof = KEY, .control = "lockdown", .plain = "activation" },
    { DOMAIN("com.apple.mobile.restriction"), STATE, .proof = KEY, .control = "lockdown", .plain = "restrictions" },
    { DOMAIN("com.apple.mobile.user_preferences"), STATE, .proof = KEY, .control = "lockdown", .plain = "settings that it tells a computer" },
    { DOMAIN("com.apple.mobile.third_party_termination"), STATE, .proof = KEY, .control = "lockdown", .plain = "state of radio features" },
    { DOMAIN("com.apple.xcode.developerdomain"), STATE, .proof = KEY, .control = "lockdown", .plain = "whether developer tools were used on it" },
    { DOMAIN("com.apple.iTunes"), STATE, .proof = KEY, .control = "lockdown", .plain = "what it tells a media library" },
    { DOMAIN("com.apple.fairplay"), STATE, .proof = KEY, .control = "lockdown", .plain = "state of bought media" },
    { DOMAIN("com.apple.mobile.wireless_lockdown"), "network", KEY, "lockdown", MIXED, .plain = "whether it talks to computers over Wi-Fi" },
    { DOMAIN("com.apple.mobile.iTunes.store"), "accounts", KEY, "lockdown", MIXED, .plain = "account of the store" },
    { DOMAIN("com.apple.mobile.data_sync"), "accounts", KEY, "lockdown", MIXED, .plain = "what is synchronised with accounts" },
    { DOMAIN("com.apple.mobile.tethered_sync"), "accounts", KEY, "lockdown", MIXED, .plain = "what is synchronised with a computer" },
    { DOMAIN("com.apple.mobile.sync_data_class"), "accounts", KEY, "lockdown", MIXED, .plain = "what can be synchronised" },
    { DOMAIN("com.apple.mobile.mobile_application_usage"), "apps", KEY, "lockdown", MIXED, .plain = "use of apps" },
    { "apps", "apps", "apps", "CFBundleIdentifier", MIXED, .timeout_s = 120, .plain = "installed apps" },
    { NULL },
};
/* clang-format on */

const struct mk_question *mk_ios_question_at(size_t i)
{
    _Static_assert(sizeof questions / sizeof *questions <= MK_QUESTIONS_MAX, "too many questions");
    return i + 1 < sizeof questions / sizeof *questions ? &questions[i] : NULL;
}
