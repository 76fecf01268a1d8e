#include "firmware/doctor/doctor.h"
#include "firmware/doctor/facts.h"
#include "parsers/base/buf.h"
#include "parsers/base/escape.h"

#define BATTERY_LOW    20         /* per cent */
#define DISK_LOW_KIB   (64 << 10) /* free on the phone: below, commands begin to fail */
#define CLOCK_OFF_S    120
#define ANDROID_OLDEST 5

struct visit {
    const struct mk_doctor_phone *p;
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

/* The sentence holds one text of the phone's at its %s. */
static int tell_of(const struct visit *v, const char *id, enum mk_weight w, const char *before,
                   struct mk_span text, const char *behind, const char *touch)
{
    struct mk_buf b;
    mk_buf_init(&b, 4096);
    mk_buf_puts(&b, before);
    mk_escape_terminal(&b, mk_span(text.p, text.len < 200 ? text.len : 200));
    mk_buf_puts(&b, behind);
    const char *what = mk_buf_cstr(&b);
    int rc = what ? tell(v, id, w, what, touch) : mk_fail(v->e, MK_ENOMEM, "doctor");
    mk_buf_done(&b);
    return rc;
}

static bool is_on(struct mk_span setting)
{
    return mk_span_is(setting, "1") || mk_span_is(setting, "true");
}

/* ---- who else has a say ---- */

/* The line of a device owner, or empty. */
static struct mk_span device_owner(const struct mk_doctor_phone *p)
{
    struct mk_span rest = p->owners, line;
    while (mk_fact_line(&line, &rest))
        if (line.len && memmem(line.p, line.len, "DeviceOwner", 11))
            return line;
    rest = p->policy;
    while (mk_fact_line(&line, &rest))
        if (line.len && memmem(line.p, line.len, "Device Owner:", 13))
            return mk_fact_line(&line, &rest) && line.len ? line : mk_str("a device owner");
    return mk_span(NULL, 0);
}

static int managed(const struct visit *v)
{
    bool allowed = v->p->managed_is_allowed;
    struct mk_span owner = device_owner(v->p);
    if (owner.len)
        return tell_of(v, "managed", allowed ? MK_WEIGHT_NOTE : MK_WEIGHT_STOP,
                       "The phone is managed by an organisation (", owner,
                       "): what is on it may be the organisation's, and it may watch or wipe it.",
                       allowed ? NULL
                               : "Ask whose phone it is. The authority's scope has to say "
                                 "\"managed\": true.");
    if (v->p->work_profile)
        return tell(v, "work-profile", MK_WEIGHT_NOTE,
                    "There is a work profile: an employer's part of the phone. It is left out.",
                    "If it has to be looked at, the authority must say so.");
    return 0;
}

/* ---- the make's and Android's own guards ---- */

static int guards(const struct visit *v)
{
    const struct mk_doctor_phone *p = v->p;
    if (is_on(mk_fact_setting(p->secure, "rampart_main_switch_enabled")) &&
        tell(v, "auto-blocker", MK_WEIGHT_ACT,
             "Samsung's Auto Blocker is on: it may switch USB debugging off again at any time.",
             "Settings > Security and privacy > Auto Blocker: off. It is a change: it is written "
             "down, and taken back afterwards."))
        return -1;
    if (is_on(mk_fact_setting(p->secure, "advanced_protection_mode")) &&
        tell(v, "advanced-protection", MK_WEIGHT_ACT,
             "Advanced Protection is on: a new connection is refused while the screen is locked.",
             "Keep the screen unlocked until the end; if the cable was out, unlock before it goes "
             "in again."))
        return -1;
    struct mk_span maker = mk_fact_prop(p->getprop, "ro.product.manufacturer");
    const struct mk_make *make = mk_make_find(maker, 0);
    const char *extra = make ? mk_guide(make, 0, MK_TOPIC_EXTRA) : NULL;
    if (extra && (!strcmp(make->name, "Xiaomi") || !strcmp(make->name, "OPPO") ||
                  !strcmp(make->name, "OnePlus")))
        return tell_of(v, "maker-limits", MK_WEIGHT_NOTE, "Phones of this make (", maker,
                       ") may refuse some tables to the cable; the ledger says which.", extra);
    return 0;
}

/* ---- its state ---- */

/* Booted and not unlocked since: the property is set when the owner's storage opens, Android 7 on;
 * before, and without encryption by file, it tells nothing. */
static bool sealed(const struct mk_doctor_phone *p)
{
    struct mk_span open = mk_fact_prop(p->getprop, "sys.user.0.ce_available");
    return mk_span_is(open, "false") ||
           (!open.len && mk_span_is(mk_fact_prop(p->getprop, "ro.crypto.type"), "file") &&
            mk_fact_number(mk_fact_prop(p->getprop, "ro.build.version.sdk")) >= 24);
}

static int state(const struct visit *v)
{
    const struct mk_doctor_phone *p = v->p;
    if (mk_span_is(p->banner_kind, "recovery") || mk_span_is(p->banner_kind, "sideload"))
        return tell(v, "recovery", MK_WEIGHT_STOP,
                    "The phone stands in its recovery system, where its data cannot be read.",
                    "Only the owner or the lab decides about a restart: after it the phone is "
                    "locked until its PIN is given.");
    if (sealed(p) &&
        tell(v, "locked", MK_WEIGHT_ACT,
             "The phone was restarted and has not been unlocked since: its data is still sealed.",
             "Have it unlocked once with its PIN, pattern or password."))
        return -1;
    long level = mk_fact_number(mk_fact_field(p->battery, "level"));
    if (level >= 0 && level < BATTERY_LOW &&
        tell_of(v, "battery", MK_WEIGHT_ACT, "The battery is low (",
                mk_fact_field(p->battery, "level"), " %).",
                "Use a port or hub that charges; a phone that dies is locked afterwards."))
        return -1;
    return 0;
}

/* "/dev/fuse  12345 2345 1000 20% /storage/emulated": the fourth word of the second line. */
static long free_kib(struct mk_span df)
{
    struct mk_span line = { NULL, 0 };
    if (!mk_fact_line(&line, &df) || !mk_fact_line(&line, &df))
        return -1;
    for (int word = 0; word < 3; word++) {
        while (line.len && line.p[0] != ' ')
            line = mk_span_from(line, 1);
        while (line.len && line.p[0] == ' ')
            line = mk_span_from(line, 1);
    }
    return mk_fact_number(line);
}

static int notes(const struct visit *v)
{
    const struct mk_doctor_phone *p = v->p;
    struct mk_span release = mk_fact_prop(p->getprop, "ro.build.version.release");
    long version = mk_fact_number(release), kib = free_kib(p->df);
    if (version > 0 && version < ANDROID_OLDEST &&
        tell_of(v, "old-android", MK_WEIGHT_NOTE, "Android ", release,
                ": it cannot tell failed commands from empty ones; the ledger says where.", NULL))
        return -1;
    if (kib >= 0 && kib < DISK_LOW_KIB &&
        tell(v, "phone-full", MK_WEIGHT_NOTE,
             "The phone's storage is nearly full: some of its reports may fail.", NULL))
        return -1;
    if (mk_span_is(mk_fact_prop(p->getprop, "ro.boot.verifiedbootstate"), "orange") &&
        tell(v, "boot-unlocked", MK_WEIGHT_NOTE,
             "The boot loader is unlocked: the system on the phone may not be the maker's.", NULL))
        return -1;
    if (p->offset_s != INT64_MIN && p->kit_clock_trusted &&
        (p->offset_s > CLOCK_OFF_S || p->offset_s < -CLOCK_OFF_S) &&
        tell(v, "clock", MK_WEIGHT_NOTE,
             "The phone's clock is wrong; the difference is written down, and its times are kept "
             "as they are.",
             "Do not set the clock."))
        return -1;
    return 0;
}

int mk_doctor_phone(const struct mk_doctor_phone *p, mk_finding_sink *found, void *u,
                    struct mk_error *e)
{
    const struct visit v = { p, found, u, e };
    return managed(&v) || state(&v) || guards(&v) || notes(&v) ? -1 : 0;
}
