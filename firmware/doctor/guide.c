#include "firmware/doctor/guide.h"

#define BUILD_7 "tap \"Build number\" seven times, and give the phone's PIN when it asks"

static const struct mk_make makes[] = {
    { "Google", "pixel nexus", { 0x18d1 } },
    { "Samsung", NULL, { 0x04e8 } },
    { "Xiaomi", "redmi poco", { 0x2717 } },
    { "Huawei", NULL, { 0x12d1 } },
    { "Honor", NULL, { 0x339b } },
    { "OPPO", "realme", { 0x22d9 } },
    { "OnePlus", NULL, { 0x2a70 } },
    { "vivo", "iqoo", { 0x2d95 } },
    { "Motorola", "moto lenovo", { 0x22b8, 0x17ef } },
    { "Sony", NULL, { 0x0fce, 0x054c } },
    { "LG", "lge", { 0x1004 } },
    { "HTC", NULL, { 0x0bb4 } },
    { "Nokia", "hmd", { 0x2e04, 0x0421 } },
    { "ASUS", NULL, { 0x0b05 } },
    { "ZTE", "nubia", { 0x19d2 } },
    { "Tecno", "infinix itel transsion", { 0 } },
    { "TCL", "alcatel", { 0x1bbb } },
    { "Fairphone", NULL, { 0x2ae5 } },
    { "Apple", "iphone ipad ipod", { 0x05ac }, true },
};
#define MAKES (sizeof makes / sizeof *makes)

/* The first row that fits wins: of a make's rows the newest stands first; the rows without a make
 * are for all that have none of their own. */
struct row {
    const char *make;
    enum mk_topic topic;
    int from; /* first Android version */
    const char *text;
};
static const struct row rows[] = {
    { "Samsung", MK_TOPIC_DEVELOPER, 5,
      "Settings > About phone > Software information: " BUILD_7 "." },
    { "Xiaomi", MK_TOPIC_DEVELOPER, 5,
      "Settings > About phone: tap \"MIUI version\" or \"OS version\" seven times." },
    { "OPPO", MK_TOPIC_DEVELOPER, 7, "Settings > About device > Version: " BUILD_7 "." },
    { "OnePlus", MK_TOPIC_DEVELOPER, 12, "Settings > About device > Version: " BUILD_7 "." },
    { "vivo", MK_TOPIC_DEVELOPER, 5,
      "Settings > About phone (in newer versions > Software information): tap \"Software version\" "
      "or \"Build number\" seven times." },
    { "LG", MK_TOPIC_DEVELOPER, 5,
      "Settings > General > About phone > Software info: " BUILD_7 "." },
    { "HTC", MK_TOPIC_DEVELOPER, 5,
      "Settings > About > Software information > More: " BUILD_7 "." },
    { "ASUS", MK_TOPIC_DEVELOPER, 5,
      "Settings > System > About phone > Software information: " BUILD_7 "." },
    { "Tecno", MK_TOPIC_DEVELOPER, 7, "Settings > My phone or About phone: " BUILD_7 "." },
    { NULL, MK_TOPIC_DEVELOPER, 9, "Settings > About phone: " BUILD_7 "." },
    { NULL, MK_TOPIC_DEVELOPER, 8, "Settings > System > About phone: " BUILD_7 "." },
    { NULL, MK_TOPIC_DEVELOPER, 5, "Settings > About phone: " BUILD_7 "." },
    { NULL, MK_TOPIC_DEVELOPER, 0,
      "Up to Android 4.1 the options are there; from 4.2 on: Settings > About phone: tap \"Build "
      "number\" seven times." },

    { "Samsung", MK_TOPIC_DEBUGGING, 5,
      "Settings > Developer options (at the very end): USB debugging. If the switch is grey, Auto "
      "Blocker is on: see below." },
    { "Xiaomi", MK_TOPIC_DEBUGGING, 5,
      "Settings > Additional settings > Developer options: USB debugging." },
    { "Huawei", MK_TOPIC_DEBUGGING, 8,
      "Settings > System & updates > Developer options: USB debugging, and \"Allow ADB debugging "
      "in "
      "charge only mode\"." },
    { "Honor", MK_TOPIC_DEBUGGING, 8,
      "Settings > System & updates > Developer options: USB debugging, and \"Allow ADB debugging "
      "in "
      "charge only mode\"." },
    { "OPPO", MK_TOPIC_DEBUGGING, 11,
      "Settings > System settings (or Additional settings) > Developer options: USB debugging." },
    { "vivo", MK_TOPIC_DEBUGGING, 5,
      "Settings > System (or More settings) > Developer options: USB debugging." },
    { "LG", MK_TOPIC_DEBUGGING, 5,
      "Settings > General > Developer options: USB debugging. If nothing comes, choose another USB "
      "connection type in the notification." },
    { NULL, MK_TOPIC_DEBUGGING, 8, "Settings > System > Developer options: USB debugging." },
    { NULL, MK_TOPIC_DEBUGGING, 5, "Settings > Developer options: USB debugging." },
    { NULL, MK_TOPIC_DEBUGGING, 0,
      "Settings > Developer options (up to Android 4.1: Settings > Applications > Development): "
      "USB "
      "debugging." },

    { "Samsung", MK_TOPIC_EXTRA, 14,
      "Auto Blocker greys USB debugging out: Settings > Security and privacy > Auto Blocker: off "
      "(asks for the PIN; since One UI 8.5 it comes back by itself after 30 minutes). Maximum "
      "restrictions there have to be off as well." },
    { "Xiaomi", MK_TOPIC_EXTRA, 6,
      "Leave \"USB debugging (Security settings)\" alone: it wants a SIM card, a Mi account and "
      "the "
      "network. Never sign in and never go online for it." },
    { "OPPO", MK_TOPIC_EXTRA, 7,
      "If tables are refused: Developer options > \"Disable permission monitoring\" helps on some "
      "versions. It is a change: write it down and take it back." },
    { "OnePlus", MK_TOPIC_EXTRA, 12,
      "If tables are refused: Developer options > \"Disable permission monitoring\" helps on some "
      "versions. It is a change: write it down and take it back." },
    { "Huawei", MK_TOPIC_EXTRA, 8,
      "If the phone is not seen: pull the notification bar down, choose \"Transfer files\" instead "
      "of \"Charge only\"." },
    { NULL, MK_TOPIC_EXTRA, 16,
      "Advanced Protection lets no new USB connection through while the screen is locked: unlock "
      "first, then plug in, and keep the screen on. It need not be switched off." },

    { NULL, MK_TOPIC_BACK, 0,
      "Developer options: \"Revoke USB debugging authorisations\", then switch USB debugging off, "
      "then developer options themselves if they were off before; each switch that was changed for "
      "this goes back to what it was." },

    { "Apple", MK_TOPIC_TRUST, 11,
      "Unlock the phone, plug it in, touch Trust on \"Trust This Computer?\", then have its "
      "passcode "
      "given on the phone. No question there: unplug the cable and plug it in again." },
    { "Apple", MK_TOPIC_TRUST, 7,
      "Unlock the phone, plug it in, touch Trust on \"Trust This Computer?\". No question there: "
      "unplug the cable and plug it in again." },
    { "Apple", MK_TOPIC_TRUST, 0, "Unlock the phone and plug it in: it asks nothing." },
    { "Apple", MK_TOPIC_CABLE, 12,
      "A phone that has been locked for an hour does not speak to cables (\"Unlock iPhone to use "
      "accessories\"): unlock it first, then plug it in, and keep the screen on. Nothing need be "
      "changed in Settings." },
    { "Apple", MK_TOPIC_CABLE, 0, "Unlock the phone, then plug it in, and keep the screen on." },
    { "Apple", MK_TOPIC_PASSCODE, 16,
      "Since iOS 16.1 the phone asks for its passcode at the beginning of each backup, and for "
      "each "
      "change of the backup's password: whoever knows it has to be there." },
    { "Apple", MK_TOPIC_GUARDS, 17,
      "With Stolen Device Protection on, away from places that the phone knows, Face ID or Touch "
      "ID "
      "may be asked for where the passcode was enough, and switching it off takes an hour: the "
      "owner "
      "has to be there. Lockdown Mode wants the phone unlocked for each cable." },
    { "Apple", MK_TOPIC_GUARDS, 16,
      "Lockdown Mode wants the phone unlocked for each cable. It need not be switched off." },
    { "Apple", MK_TOPIC_BACK, 15,
      "The kit takes its pairing off by itself at the end. Where it could not: Settings > General "
      "> "
      "Transfer or Reset iPhone > Reset > Reset Location & Privacy makes the phone forget every "
      "computer; only the owner decides that. Never Reset All Settings." },
    { "Apple", MK_TOPIC_BACK, 0,
      "The kit takes its pairing off by itself at the end. Where it could not: Settings > General "
      "> "
      "Reset > Reset Location & Privacy makes the phone forget every computer; only the owner "
      "decides that. Never Reset All Settings." },
};

const char *mk_topic_name(enum mk_topic t)
{
    static const char *const names[] = {
        "developer options", "USB debugging", "also",      "trust", "cable",
        "passcode",          "protections",   "afterwards"
    };
    return names[t];
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* Whether `text` begins with the word, whatever the case, and the word ends there. */
static bool begins(struct mk_span text, const char *word, size_t n)
{
    if (text.len < n)
        return false;
    for (size_t i = 0; i < n; i++)
        if (lower((char)text.p[i]) != lower(word[i]))
            return false;
    char next = text.len > n ? lower((char)text.p[n]) : ' ';
    return next < 'a' || next > 'z';
}

static bool is_make(const struct mk_make *m, struct mk_span maker)
{
    const char *word = m->also;
    if (begins(maker, m->name, strlen(m->name)))
        return true;
    while (word && *word) {
        size_t n = strcspn(word, " ");
        if (begins(maker, word, n))
            return true;
        word += n + (word[n] == ' ');
    }
    return false;
}

const struct mk_make *mk_make_at(size_t i)
{
    return i < MAKES ? &makes[i] : NULL;
}

const struct mk_make *mk_make_find(struct mk_span maker, uint16_t vendor)
{
    for (size_t i = 0; i < MAKES; i++)
        if (is_make(&makes[i], maker))
            return &makes[i];
    for (size_t i = 0; vendor && i < MAKES; i++)
        for (size_t k = 0; k < sizeof makes->vendors / sizeof *makes->vendors; k++)
            if (makes[i].vendors[k] == vendor)
                return &makes[i];
    return NULL;
}

const char *mk_guide(const struct mk_make *make, int android, enum mk_topic t)
{
    const char *general = NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        if (r->topic != t || (android && android < r->from))
            continue;
        if (r->make && make && !strcmp(r->make, make->name))
            return r->text;
        if (!r->make && !general && !(make && make->apart))
            general = r->text;
    }
    return general;
}
