#include "firmware/doctor/doctor.h"
#include <stdio.h>
#include <stdlib.h>

#define BATTERY_LOW 20 /* per cent */
#define DATA_LOW    ((int64_t)1 << 30)
#define CLOCK_OFF_S 120
#define WHAT_MAX    1200
#define WHOSE_MAX   112u
#define GIB(bytes)  ((double)(bytes) / (double)((int64_t)1 << 30))

/* The words of a finding that holds for this phone. */
struct visit {
    const struct mk_doctor_iphone *p;
    mk_finding_sink *found;
    void *u;
    struct mk_error *e;
};

static int tell(const struct visit *v, const char *id, enum mk_weight w, const char *what,
                const char *touch)
{
    const struct mk_finding f = { id, w, what, touch };
    return v->found(v->u, &f, v->e);
}

/* Whether its version is that one or a later one. */
static bool since(const char *version, long major, long minor)
{
    char *rest;
    long a = strtol(version, &rest, 10), b = *rest == '.' ? strtol(rest + 1, NULL, 10) : 0;
    return a > major || (a == major && b >= minor);
}

/* " (Example Org; profiles: Management Profile, VPN)", as far as it is known and short: what to
 * touch has to stand behind it. */
static void put_whose(char out[static WHOSE_MAX], const struct mk_doctor_iphone *p)
{
    const char *org = p->organisation ? p->organisation : "";
    const char *profiles = p->profiles ? p->profiles : "";
    bool any = *org || *profiles;
    int n = snprintf(out, WHOSE_MAX, "%s%s%s%s%s%s", any ? " (" : "", org,
                     *org && *profiles ? "; " : "", *profiles ? "profiles: " : "", profiles,
                     any ? ")" : "");
    if (n >= (int)WHOSE_MAX)
        snprintf(out, WHOSE_MAX, " (its profiles are named in the ledger)");
}

static int with_profiles(const struct visit *v)
{
    char what[WHAT_MAX];
    snprintf(what, sizeof what,
             "Configuration profiles are installed: %s. They can lead what the phone sends "
             "elsewhere, or give somebody a hand on it.",
             v->p->profiles);
    return tell(v, "profiles", MK_WEIGHT_NOTE, what, NULL);
}

static int managed(const struct visit *v)
{
    bool allowed = v->p->managed_is_allowed;
    char whose[WHOSE_MAX], what[WHAT_MAX];
    bool known = v->p->profiles && *v->p->profiles;
    if (v->p->supervised != MK_YES && v->p->forced != MK_YES && v->p->managed != MK_YES)
        return known ? with_profiles(v) : 0;
    put_whose(whose, v->p);
    snprintf(what, sizeof what,
             "An organisation supervises this phone%s: what is on it may be the organisation's, "
             "and it may watch or wipe it.",
             whose);
    return tell(v, "managed", allowed ? MK_WEIGHT_NOTE : MK_WEIGHT_STOP, what,
                allowed ? NULL
                        : "Ask whose phone it is. The authority's scope has to say \"managed\": "
                          "true.");
}

/* 1: nor is other trouble of it one then. */
static int encrypted(const struct visit *v)
{
    const struct mk_doctor_iphone *p = v->p;
    if (p->encrypts != MK_YES || p->passwords)
        return 0;
    if (p->cut)
        return tell(v, "backup-encrypted", MK_WEIGHT_ACT,
                    "The phone encrypts its backups: what is in scope can only be taken out of one "
                    "with its owner's password. Without it none is asked for.",
                    "Ask the owner for it and give it in a file (--backup-password-file). Do not "
                    "guess, and never have the settings reset.")
                   ? -1
                   : 1;
    return tell(
        v, "backup-encrypted", MK_WEIGHT_ACT,
        "The phone encrypts its backups under a password of its owner's (or of an organisation "
        "that forces it): what comes can be read with that password only.",
        "Ask the owner for it and give it in a file (--backup-password-file), now or to whoever "
        "reads the bundle. Do not guess, and never have the settings reset.");
}

/* What its backup will be: known users' troubles first, before hours are spent on it. */
static int backup(const struct visit *v)
{
    const struct mk_doctor_iphone *p = v->p;
    char what[240];
    if (!p->backup)
        return 0;
    int over = encrypted(v);
    if (over)
        return over < 0 ? -1 : 0;
    if (p->encrypts == MK_YES_NO && !p->encrypt && since(p->version, 13, 0) &&
        tell(
            v, "backup-plain", MK_WEIGHT_NOTE,
            "The phone does not encrypt its backups: then it leaves out calls, Safari history, "
            "Health data and passwords.",
            "An authority whose scope says \"encrypt_backup\": true lets the kit have it encrypted "
            "for this one backup."))
        return -1;
    if (since(p->version, 16, 1) &&
        tell(v, "backup-passcode", MK_WEIGHT_ACT,
             "This phone wants its passcode on its screen before each backup.",
             "Have whoever knows it beside the phone; without it the backup is left out."))
        return -1;
    if (p->data_free >= 0 && p->data_free < DATA_LOW) {
        snprintf(what, sizeof what,
                 "The phone's storage is nearly full (%.1f GiB free): it may break its backup off.",
                 GIB(p->data_free));
        if (tell(v, "phone-full", MK_WEIGHT_ACT, what,
                 "Delete nothing. The run goes on without the backup, and says so."))
            return -1;
    }
    if (p->data_used < 0 || p->kit_free < 0 || p->data_used <= p->kit_free)
        return 0;
    snprintf(
        what, sizeof what,
        "The phone holds %.1f GiB and the kit's disk has %.1f GiB free: the backup may not fit.",
        GIB(p->data_used), GIB(p->kit_free));
    return tell(
        v, "kit-full", MK_WEIGHT_ACT, what,
        "Make room, or use a larger disk. A full disk stops the run cleanly, and moka resume "
        "goes on with it.");
}

static int state(const struct visit *v)
{
    const struct mk_doctor_iphone *p = v->p;
    char what[160];
    if (p->battery >= 0 && p->battery < BATTERY_LOW && p->charging != MK_YES) {
        snprintf(what, sizeof what, "The battery is low (%d %%).", p->battery);
        if (tell(v, "battery", MK_WEIGHT_ACT, what,
                 "Use a port or hub that charges; a phone that dies is locked afterwards."))
            return -1;
    }
    if (p->find_my == MK_YES &&
        tell(v, "find-my", MK_WEIGHT_NOTE,
             "Find My is on: the phone can be wiped from afar while it is in a network.",
             "Keep it out of networks: a shielded bag or room, or as your rules say."))
        return -1;
    if (p->offset_s != INT64_MIN && p->kit_clock_trusted &&
        (p->offset_s > CLOCK_OFF_S || p->offset_s < -CLOCK_OFF_S))
        return tell(v, "clock", MK_WEIGHT_NOTE,
                    "The phone's clock is wrong; the difference is written down, and its times are "
                    "kept as they are.",
                    "Do not set the clock.");
    return 0;
}

int mk_doctor_iphone(const struct mk_doctor_iphone *p, mk_finding_sink *found, void *u,
                     struct mk_error *e)
{
    const struct visit v = { p, found, u, e };
    return managed(&v) || state(&v) || backup(&v) ? -1 : 0;
}
